/**
 * The fields of a population definition as untrusted JSON, each read on its own so that one fault hides no other. What
 * they say together is checked in `population-faults.ts`.
 */
import * as z from 'zod';
import { areaCode } from './area.ts';
import { calendarDate } from './date.ts';
import { readableBy } from './document-fields.ts';
import { rate } from './number-schema.ts';

/** Spaces around a text would make two contents, and two hashes, of what people read as one. */
const text = z
  .string()
  .min(1)
  .max(2000)
  .refine((value) => value.trim() === value, 'Haal de spaties aan het begin en het eind weg.')
  .refine((value) => value.isWellFormed(), 'Hier staat een half teken, dat in geen tekst voorkomt.');

const practice = z.strictObject({
  code: z.string().regex(/^\d{8}$/, 'Hier hoort de AGB-code van de praktijk: 8 cijfers.'),
  name: text,
});

const insurer = z.strictObject({
  code: z.string().regex(/^\d{4}$/, 'Hier hoort de UZOVI-code van de verzekeraar: 4 cijfers.'),
  name: text,
});

const cohort = z.strictObject({
  areas: z.array(areaCode).optional(),
  except: z.array(areaCode).optional(),
  practices: z.array(practice).optional(),
});

const wholeNumber = (from: number, to: number) =>
  z
    .number()
    .refine(
      (value) => Number.isInteger(value) && from <= value && value <= to,
      `Hier hoort een heel getal van ${from} tot en met ${to}.`,
    );

/** Below two a cell would hold the figures of one person. */
const LEAST_CELL_SIZE = 2;

/** The fields of a population definition, by name. */
export const populationFields = {
  name: text,
  version: text,
  definition: text,
  dates: z
    .strictObject({ from: calendarDate, until: calendarDate })
    .refine(({ from, until }) => from <= until, { path: ['until'], message: 'De laatste dag ligt vóór de eerste.' }),
  basis: z.enum(['wijk', 'praktijk', 'beide']),
  combination: z.enum(['either', 'both']).optional(),
  areaYear: wholeNumber(1995, 2100).optional(),
  intervention: cohort,
  reference: cohort,
  ageBands: z.array(text).min(1),
  monthCounting: z.enum(['firstOfMonth', 'firstOfQuarter', 'daysInMonth']),
  membership: z.union([z.literal('open'), z.strictObject({ closedOn: calendarDate })]),
  inclusion: z.array(text).min(1),
  exclusion: z.array(text),
  selection: z.strictObject({ rule: text, dearAreasChosen: z.boolean() }),
  wlz: z.discriminatedUnion('leaves', [
    z.strictObject({ leaves: z.literal(false) }),
    z.strictObject({ leaves: z.literal(true), fromMonth: wholeNumber(0, 12) }),
  ]),
  claims: z.strictObject({ insurers: z.array(insurer).min(1), minimumCoverage: readableBy(rate) }),
  minimumCellSize: wholeNumber(LEAST_CELL_SIZE, 1000).optional(),
};
