/**
 * The key of an upload says everything about it: the pilot, the party, what it is, on which date it stands, and the
 * SHA-256 of its bytes. The upload is signed for exactly that key, so nobody else can have written it.
 */
import * as z from 'zod';
import { calendarDate } from '../domain/pilot/date.ts';
import { sha256 } from '../domain/record/event.ts';

const uploadName = z.strictObject({
  pilot: z.string().regex(/^[a-z0-9-]+$/),
  party: z.string().min(1),
  kind: z.enum(['members', 'costs', 'investments']),
  valuationDate: calendarDate,
  sha256,
});

/** What an upload is. */
export type UploadName = z.output<typeof uploadName>;

/** The key under which an upload must arrive. */
export const uploadKey = ({ pilot, party, kind, valuationDate, sha256: digest }: UploadName): string =>
  [pilot, encodeURIComponent(party), kind, valuationDate, digest].join('/');

/** Reads a key that `uploadKey` made; `null` for any other. */
export const readUploadKey = (key: string): UploadName | null => {
  const [pilot, party = '', kind, valuationDate, digest, ...more] = key.split('/');
  const read = uploadName.safeParse({ pilot, party: decoded(party), kind, valuationDate, sha256: digest });
  return read.success && more.length === 0 ? read.data : null;
};

/** `null` for a text that no encoding gives, such as a lone per cent sign. */
const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
