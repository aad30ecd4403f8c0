/**
 * The pilot document: what the parties signed, as data. Around the terms that the settlement needs (`terms.ts`) it says
 * who the parties are, on which population, when statements are made, who delivers and who approves.
 */
import * as z from 'zod';
import { type CalendarDate, calendarDate } from './date.ts';
import { type Fault, pathText, readFields } from './fault.ts';
import { factor } from './number-schema.ts';
import { contains, type Period } from './period.ts';
import { codeUnitOrder, ownValue, period, readTerms, type Terms } from './terms.ts';

/** What a statement covers: a run of quarters of the performance year, at a reference date (peildatum). */
export interface Slot {
  /** `final` for the whole performance period, `interim` for its first quarters. */
  readonly kind: 'interim' | 'final';
  readonly period: Period;
  readonly referenceDate: CalendarDate;
}

/** A pilot document as it is written; `agreement.terms` is the `agreement` of a case file over the whole period. */
export interface PilotDocument {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly population: { readonly name: string; readonly version: string; readonly definition: string };
  readonly agreement: {
    readonly version: string;
    readonly title: string;
    readonly partyNames: Readonly<Record<string, string>>;
    /** Who must approve a statement. */
    readonly approvers: readonly string[];
    /** Who delivers: by stream, and `members`. Investments are delivered by the party that made them. */
    readonly deliveredBy: Readonly<Record<string, string>>;
    /** By period of the statement: the date on which its deliveries stand (stand per). */
    readonly referenceDates: Readonly<Record<string, CalendarDate>>;
    /** How long after a period its deliveries may take, in days; after that an incomplete statement is made. */
    readonly deliveryTermDays: number;
    /** By stream: the agreed completion factor after 0, 1, 2 … whole quarters; the last one holds from there on. */
    readonly completionFactors: Readonly<Record<string, readonly string[]>>;
    readonly terms: unknown;
  };
}

/** A pilot document that was read: with its terms, and its slots in order of their reference dates. */
export interface Pilot {
  readonly document: PilotDocument;
  readonly terms: Terms;
  readonly slots: readonly Slot[];
}

export type PilotReading = { readonly pilot: Pilot } | { readonly faults: readonly Fault[] };

const PILOT_ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const text = z.string().trim().min(1).max(2000);
const factorText = z
  .string()
  .refine(
    (value) => factor.safeParse(value).success,
    'Hier hoort een factor groter dan 0 en ten hoogste 1, zoals 0.96.',
  );

const documentFields = {
  pilot: z.strictObject({
    id: z.string().regex(PILOT_ID, 'Een kenmerk heeft 2 tot 63 kleine letters, cijfers en streepjes.'),
    name: text,
  }),
  population: z.strictObject({ name: text, version: text, definition: text }),
  agreement: z.strictObject({
    version: text,
    title: text,
    partyNames: z.record(z.string(), text),
    approvers: z.array(text).min(1),
    deliveredBy: z.record(z.string(), text),
    referenceDates: z.record(z.string(), calendarDate),
    deliveryTermDays: z.int().min(0).max(3650),
    completionFactors: z.record(z.string(), z.array(factorText).min(1)).default({}),
    terms: z.unknown(),
  }),
};

/** Reads an untrusted pilot document: the pilot, or every fault in it. */
export const readPilot = (value: unknown): PilotReading => {
  const faults: Fault[] = [];
  const read = readFields(documentFields, value, [], faults);
  if (read?.agreement === undefined) return { faults };
  const terms = readTerms(read.agreement.terms, ['agreement', 'terms'], faults);
  if (terms !== undefined) reportAgainstTerms(read.agreement, terms, faults);
  if (terms === undefined || faults.length > 0) return { faults };
  return { pilot: { document: read as PilotDocument, terms, slots: slotsOf(read.agreement, terms) } };
};

type Agreement = PilotDocument['agreement'];

const reportAgainstTerms = (agreement: Agreement, terms: Terms, faults: Fault[]): void => {
  const report = (path: readonly PropertyKey[], message: string) =>
    faults.push({ path: pathText(['agreement', ...path]), message });
  const parties = terms.parties.map(({ id }) => id);
  const isParty = (id: string) => parties.includes(id);
  for (const id of parties)
    if (ownValue(agreement.partyNames, id) === undefined)
      report(['partyNames', id], 'De naam van deze partij ontbreekt.');
  for (const [place, id] of agreement.approvers.entries())
    if (!isParty(id)) report(['approvers', place], 'Deze partij staat niet in de overeenkomst.');
  for (const source of ['members', ...terms.streams.map(({ name }) => name)])
    if (!isParty(ownValue(agreement.deliveredBy, source) ?? ''))
      report(['deliveredBy', source], 'Hier hoort de partij die dit aanlevert.');
  reportReferenceDates(agreement, terms, report);
};

const reportReferenceDates = (
  { referenceDates }: Agreement,
  { performance }: Terms,
  report: (path: readonly PropertyKey[], message: string) => void,
): void => {
  if (referenceDates[performance.text] === undefined)
    report(['referenceDates', performance.text], 'De peildatum van het eindafschrift ontbreekt.');
  for (const each of Object.keys(referenceDates)) {
    const read = period.safeParse(each);
    if (!read.success || !contains(performance, read.data) || read.data.from !== performance.from)
      report(['referenceDates', each], 'Een afschrift gaat over de eerste kwartalen van de prestatieperiode.');
  }
};

const slotsOf = ({ referenceDates }: Agreement, { performance }: Terms): Slot[] =>
  Object.entries(referenceDates)
    .map(([each, referenceDate]): Slot => {
      const kind = each === performance.text ? 'final' : 'interim';
      return { kind, period: period.parse(each), referenceDate };
    })
    .sort((a, b) => codeUnitOrder(a.referenceDate, b.referenceDate) || codeUnitOrder(b.kind, a.kind));

/** The agreed completion factor (a ratio as text) of a stream for costs of a period, as they stand on a date. */
export const completionFactor = ({ document }: Pilot, stream: string, quarters: number): string => {
  const factors = ownValue(document.agreement.completionFactors, stream) ?? ['1'];
  return factors[Math.min(quarters, factors.length - 1)] ?? '1';
};
