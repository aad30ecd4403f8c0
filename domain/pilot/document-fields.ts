/**
 * The fields of a pilot document as untrusted JSON, each read on its own so that one fault hides no other.
 *
 * Numbers stay the texts that the parties signed; a schema only makes sure that they can be read.
 */
import * as z from 'zod';
import { costBasis } from './cost-basis.ts';
import { calendarDate } from './date.ts';
import { amountNotNegative, factor, rate } from './number-schema.ts';

const PILOT_ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const text = z.string().trim().min(1).max(2000);

/** A text that another schema can read, kept as it is written. */
export const readableBy = (schema: z.ZodType<unknown, string>) =>
  z.string().superRefine((value, context) => {
    for (const { message } of schema.safeParse(value).error?.issues ?? [])
      context.addIssue({ code: 'custom', message });
  });

const inForce = z
  .strictObject({ from: calendarDate, until: calendarDate.optional() })
  .refine(({ from, until }) => until === undefined || from <= until, {
    path: ['until'],
    message: 'De laatste dag ligt vóór de eerste.',
  });

/** A whole number of days or years between two bounds, both included. */
const wholeNumber = (from: number, to: number, of: string) =>
  z
    .number()
    .refine(
      (value) => Number.isInteger(value) && from <= value && value <= to,
      `Hier hoort een heel aantal ${of} van ${from} tot en met ${to}.`,
    );

/** The fields at the top of a pilot document, but for the agreement. */
export const pilotFields = {
  pilot: z.strictObject({
    id: z.string().regex(PILOT_ID, 'Een kenmerk heeft 2 tot 63 kleine letters, cijfers en streepjes.'),
    name: text,
  }),
  population: z.strictObject({ name: text, version: text, definition: text }),
  agreement: z.record(z.string(), z.unknown()),
};

/** The fields of the agreement; what they say together is checked against its terms. */
export const agreementFields = {
  version: text,
  title: text,
  partyNames: z.record(z.string(), text),
  inForce: inForce.optional(),
  articles: z.record(z.string(), text).optional(),
  approvers: z.array(text).min(1),
  hasPeople: z.array(text).optional(),
  deliveredBy: z.record(z.string(), text),
  referenceDates: z.record(z.string(), calendarDate),
  deliveryTermDays: z.int().min(0).max(3650),
  objectionTermDays: wholeNumber(1, 365, 'dagen').optional(),
  reopeningTermDays: wholeNumber(0, 3650, 'dagen').optional(),
  restatementTolerance: readableBy(amountNotNegative).optional(),
  claimsExpireAfterYears: wholeNumber(1, 50, 'jaren').optional(),
  completionFactors: z.record(z.string(), z.array(readableBy(factor)).min(1)).default({}),
  investmentBudget: z.record(z.string(), readableBy(amountNotNegative)).optional(),
  advances: readableBy(rate).optional(),
  costBasis: z.record(z.string(), costBasis).optional(),
  approved: z
    .strictObject({
      quality: z.record(z.string(), z.unknown()).optional(),
      carryIn: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  indicators: z.strictObject({ register: z.array(z.unknown()).optional(), score: z.unknown().optional() }).optional(),
  reachesBooks: z.record(z.string(), z.strictObject({ part: readableBy(rate), because: text })).optional(),
  signingKey: z.string().regex(SHA256, 'Hier hoort een SHA-256 van 64 cijfers en letters a tot en met f.').optional(),
  terms: z.unknown(),
};
