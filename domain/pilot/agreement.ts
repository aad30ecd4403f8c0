/**
 * The pilot document: what the parties signed, as data. Around the terms that the settlement needs (`terms.ts`) it says
 * who the parties are, on which population, when statements are made, who delivers and who approves.
 */
import type { Articles } from './articles.ts';
import type { CostBasis } from './cost-basis.ts';
import type { CalendarDate } from './date.ts';
import { type AgreementDraft, reportAgreement } from './document-faults.ts';
import { agreementFields, pilotFields } from './document-fields.ts';
import { type Fault, readFields } from './fault.ts';
import type { Period } from './period.ts';
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
    /** The days on which the agreement holds, both included; without `until` it holds until further notice. */
    readonly inForce?: { readonly from: CalendarDate; readonly until?: CalendarDate };
    /** The article of the signed text in which an option stands. */
    readonly articles?: Articles;
    /** Who must approve a statement: every insurer, municipality and care field, and others that have people. */
    readonly approvers: readonly string[];
    /** The funds, patient parties and others on whose behalf people can approve. */
    readonly hasPeople?: readonly string[];
    /** Who delivers: by stream, and `members`. Investments are delivered by the party that made them. */
    readonly deliveredBy: Readonly<Record<string, string>>;
    /** By period of the statement: the date on which its deliveries stand (stand per). */
    readonly referenceDates: Readonly<Record<string, CalendarDate>>;
    /** How long after a period its deliveries may take, in days; after that an incomplete statement is made. */
    readonly deliveryTermDays: number;
    /** How long an objection that nobody answers holds up a statement, in days; 30 unless agreed. */
    readonly objectionTermDays?: number;
    /** How long after its seal a statement is made again for a late correction, in days; 365 unless agreed, 0 is never. */
    readonly reopeningTermDays?: number;
    /** In euro: while every transfer would change by less than this, nothing is restated; `0.00` unless agreed. */
    readonly restatementTolerance?: string;
    /** After how many years a claim that was carried forward lapses; never unless agreed. */
    readonly claimsExpireAfterYears?: number;
    /** By stream: the agreed completion factor after 0, 1, 2 … whole quarters; the last one holds from there on. */
    readonly completionFactors: Readonly<Record<string, readonly string[]>>;
    /** By party, in euro: what may be invested in the performance period. Shown beside what was, never settled. */
    readonly investmentBudget?: Readonly<Record<string, string>>;
    /** By stream: whether its costs are gross or net. */
    readonly costBasis?: Readonly<Record<string, CostBasis>>;
    /** The part of an interim balance that is paid in advance (method step 12, η); none unless agreed. */
    readonly advances?: string;
    /** Figures that the parties approved, as a case file has them: quality scores and claims carried in. */
    readonly approved?: {
      readonly quality?: Readonly<Record<string, unknown>>;
      readonly carryIn?: Readonly<Record<string, unknown>>;
    };
    /**
     * What is measured beside money: the register of indicators, and the quality score that is declared over them. Both are
     * read by the evaluation, and reach the settlement only as an approved score.
     */
    readonly indicators?: { readonly register?: readonly unknown[]; readonly score?: unknown };
    /** By stream: the part of a saving that, its bearer says, really reaches its books, and why. Never settled. */
    readonly reachesBooks?: Readonly<Record<string, { readonly part: string; readonly because: string }>>;
    /** SHA-256 of the public key that statements are signed with, in hexadecimal, once there is one. */
    readonly signingKey?: string;
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

/** Reads an untrusted pilot document: the pilot, or every fault in it. */
export const readPilot = (value: unknown): PilotReading => {
  const faults: Fault[] = [];
  const top = readFields(pilotFields, value, [], faults);
  if (top?.agreement === undefined) return { faults };
  const draft = readFields(agreementFields, top.agreement, ['agreement'], faults);
  const terms = readTerms(top.agreement['terms'], ['agreement', 'terms'], faults);
  if (draft !== undefined) reportAgreement(draft, terms, faults);
  if (draft === undefined || terms === undefined || faults.length > 0) return { faults };
  const document = { ...top, agreement: present(draft) } as PilotDocument;
  return { pilot: { document, terms, slots: slotsOf(document.agreement, terms) } };
};

/** An agreement without the options that were not written, so that they do not travel as names without a value. */
const present = (draft: AgreementDraft): Partial<AgreementDraft> =>
  Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));

const slotsOf = ({ referenceDates }: PilotDocument['agreement'], { performance }: Terms): Slot[] =>
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

/** The agreed part of an interim balance that is paid in advance, a ratio as text. */
export const advancePart = ({ document }: Pilot): string => document.agreement.advances ?? '0';

/** A month: long enough to find the figures behind a line, short enough to meet within a quarter. */
const OBJECTION_TERM_DAYS = 30;

/** How long an objection that nobody answers holds up a statement, in days. */
export const objectionTermDays = ({ document }: Pilot): number =>
  document.agreement.objectionTermDays ?? OBJECTION_TERM_DAYS;

/** A year: by then every claim of the period has come in (method, section 8) and each party has closed its books on it. */
const REOPENING_TERM_DAYS = 365;

/** How long after its seal a statement is made again for a late correction, in days. */
export const reopeningTermDays = ({ document }: Pilot): number =>
  document.agreement.reopeningTermDays ?? REOPENING_TERM_DAYS;

/** The amount in euro, as text, below which no change of a transfer leads to a restatement. */
export const restatementTolerance = ({ document }: Pilot): string => document.agreement.restatementTolerance ?? '0.00';
