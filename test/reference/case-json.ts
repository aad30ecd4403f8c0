/**
 * The case file of section 4 of the settlement method as plain JSON: what the random generator makes and the
 * reference implementation reads. Every number is text.
 */

/** Grain of a stream, finest first. */
export type GrainJson = 'sexAge' | 'age' | 'total';

/** Intervention or reference population. */
export type CohortJson = 'intervention' | 'reference';

/** The three forms that follow the reference population. */
export type ReferenceFormJson = 'ratio' | 'ratioPerStratum' | 'amount';

/** Agreed indices: by stream, then by baseline period. */
export type IndexJson = Record<string, Record<string, string>>;

/** One trend form with what it needs. */
export type TrendFormJson =
  | { form: ReferenceFormJson }
  | { form: 'fixed'; index: IndexJson }
  | { form: 'blend'; alpha: string; of: ReferenceFormJson; index: IndexJson };

/** The trend of the agreement, with the streams that have a form of their own. */
export type TrendJson = TrendFormJson & { perStream?: Record<string, TrendFormJson> };

/** A minimum rate: a number, or (persons, rate) points. */
export type MinimumRateJson = string | { byPersons: [string, string][] };

/** One marginal band; the last has no upper bound. */
export type BandJson = { to?: string; rate: string };

/** A cap: an amount, or a fraction of the expected cost of all streams together. */
export type CapJson = string | { ofExpected: string };

/** How a score makes the gain factor. */
export type GainQualityJson =
  | { form: 'linear' }
  | { form: 'gate'; threshold: string }
  | { form: 'steps'; steps: { from: string; rate: string }[] };

/** How a score makes the loss factor. */
export type LossQualityJson = { form: 'none' } | { form: 'relief'; slope: string; floor: string; ceiling: string };

/** The quality of one party. */
export type QualityJson = { score: string; gain?: GainQualityJson; loss?: LossQualityJson };

/** How gains and losses are shared: a rate or bands on each side. */
export type SharingJson = {
  gainRate?: string;
  gainBands?: BandJson[];
  lossRate?: string;
  lossBands?: BandJson[];
  gainShares: Record<string, string>;
  lossShares: Record<string, string>;
};

/** The agreement. */
export type AgreementJson = {
  parties: { id: string; role: string }[];
  streams: Record<string, { grain: GrainJson; pockets: Record<string, string> }>;
  memoStreams?: string[];
  baseline: { period: string; weight: string }[];
  performance: string;
  trend: TrendJson;
  missingStratum?: 'collapse' | 'refuse';
  corridor: {
    minimumSavingsRate: MinimumRateJson;
    minimumLossRate: MinimumRateJson;
    form?: 'deadband' | 'deductible';
  };
  mode?: 'shadow' | 'binding';
  streamRule?: 'keep' | 'harmless';
  investment?: 'first' | 'none';
  sharing: SharingJson;
  forfeitsTo?: string;
  caps?: { pay?: Record<string, CapJson>; receive?: Record<string, CapJson> };
  carryForward?: { investments?: boolean; caps?: boolean };
};

/** Sex and age band of a row, null or left out where the row does not have them. */
export type StratumJson = { sex?: string | null; ageBand?: string | null };

/** A member-month row. */
export type MemberMonthsJson = StratumJson & { cohort: CohortJson; period: string; months: string };

/** A cost row. */
export type CostJson = StratumJson & {
  stream: string;
  cohort: CohortJson;
  period: string;
  amount: string;
  excess?: string;
  completionFactor?: string;
};

/** The whole case file. */
export type CaseJson = {
  case: 1;
  agreement: AgreementJson;
  memberMonths: MemberMonthsJson[];
  costs: CostJson[];
  investments?: Record<string, string>;
  carryIn?: Record<string, string>;
  quality?: Record<string, QualityJson>;
};

/** The value under a key of its own, never one that every object inherits (a party may be called `constructor`). */
export const ownValue = <Value>(record: Record<string, Value> | undefined, key: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
