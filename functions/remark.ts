/**
 * Texts that people add to the record: a reason, a question, an answer. The record is never erased, so a text with a
 * citizen service number, an e-mail address or a person addressed by name in it is not taken.
 */
import * as z from 'zod';
import { personalKindOf } from '../domain/delivery/privacy/personal-data.ts';

/** The most characters of a remark: about a page. */
const MOST_CHARACTERS = 2000;

/** A remark, read from untrusted text. */
export const remark = z
  .string()
  .trim()
  .min(1)
  .refine((text) => text.isWellFormed(), 'Hier staat een half teken, dat niemand kan lezen of bewaren.')
  .refine((text) => text.length <= MOST_CHARACTERS, `Hier passen hoogstens ${MOST_CHARACTERS} tekens.`)
  .refine(
    (text) => personalKindOf(text) === null,
    'Hier staat een burgerservicenummer, een e-mailadres of iemands naam. Deze tekst blijft bewaard: laat persoonsgegevens weg.',
  );
