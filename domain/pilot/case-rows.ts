/**
 * The rows of a case file: member-months and costs, one cell each (method section 4).
 *
 * The schemas say what a row is. A case has thousands of rows and nearly all are sound, so each row is first read
 * without them; only a row that is not plainly sound goes through its schema, which then says what is wrong with it.
 */
import * as z from 'zod';
import { ONE, type Ratio, ZERO } from '../money/ratio.ts';
import { readAmount, readDecimal } from '../money/text.ts';
import { type Fault, readWith } from './fault.ts';
import { amount, factor, months } from './number-schema.ts';
import { type Period, readPeriod } from './period.ts';
import { period } from './terms.ts';

export const COHORTS = ['intervention', 'reference'] as const;
export type Cohort = (typeof COHORTS)[number];

/** Where a row belongs: its cohort, period and stratum; sex or age `null` means all together. */
export interface CellKey {
  readonly cohort: Cohort;
  readonly period: Period;
  readonly sex: string | null;
  readonly ageBand: string | null;
}

/** A row as it stands in a case file; `place` is its index in the list as written. */
interface Placed {
  readonly place: number;
}

/** Member-months of a cell. */
export interface MonthsRow extends CellKey, Placed {
  readonly months: Ratio;
}

/** Costs of a cell in one stream: amount and excess in euro, completion factor as a ratio (method step 1). */
export interface CostRow extends CellKey, Placed {
  readonly stream: string;
  readonly amount: Ratio;
  readonly excess: Ratio;
  readonly completionFactor: Ratio;
}

const stratum = z.string().min(1).nullable().default(null);
const cellKey = { cohort: z.enum(COHORTS), period, sex: stratum, ageBand: stratum };
const monthsSchema = z.strictObject({ ...cellKey, months });
const costSchema = z.strictObject({
  stream: z.string().min(1),
  ...cellKey,
  amount,
  excess: amount.default(ZERO),
  completionFactor: factor.default(ONE),
});

/** The rows that could be read, each at its own place in the list; a row with a fault leaves its place empty. */
export type ReadRows<T> = readonly (T | undefined)[];

/** Reads the rows with member-months, and adds every fault to the list. */
export const readMonthsRows = (rows: readonly unknown[], faults: Fault[]): ReadRows<MonthsRow> => {
  const periods = periodReader();
  return rows.map(
    (row, place) => soundMonthsRow(row, place, periods) ?? slowly(monthsSchema, row, 'memberMonths', place, faults),
  );
};

/** Reads the rows with costs, and adds every fault to the list. */
export const readCostRows = (rows: readonly unknown[], faults: Fault[]): ReadRows<CostRow> => {
  const periods = periodReader();
  return rows.map((row, place) => soundCostRow(row, place, periods) ?? slowly(costSchema, row, 'costs', place, faults));
};

const slowly = <T>(schema: z.ZodType<T>, row: unknown, at: string, place: number, faults: Fault[]) => {
  const read = readWith(schema, row, [at, place], faults);
  return read === undefined ? undefined : { ...read, place };
};

type PeriodReader = (text: string) => Period | null;

/** Reads each text once: thousands of rows name the same few periods. */
const periodReader = (): PeriodReader => {
  const known = new Map<string, Period | null>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const read = readPeriod(text);
    known.set(text, read);
    return read;
  };
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (row: unknown): row is Fields => typeof row === 'object' && row !== null && !Array.isArray(row);

/** The cell of a row that is plainly sound; `null` for any other. */
const soundCell = (row: Fields, place: number, periods: PeriodReader): (CellKey & Placed) | null => {
  const { cohort, period: text, sex = null, ageBand = null } = row;
  if (cohort !== 'intervention' && cohort !== 'reference') return null;
  if (typeof text !== 'string' || !isStratum(sex) || !isStratum(ageBand)) return null;
  const read = periods(text);
  return read === null ? null : { cohort, period: read, sex, ageBand, place };
};

const isStratum = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && value !== '');

const hasOnly = (row: Fields, names: ReadonlySet<string>): boolean => {
  for (const name in row) if (!names.has(name)) return false;
  return true;
};

const MONTHS_NAMES: ReadonlySet<string> = new Set(Object.keys(monthsSchema.shape));
const COST_NAMES: ReadonlySet<string> = new Set(Object.keys(costSchema.shape));

const soundMonthsRow = (row: unknown, place: number, periods: PeriodReader): MonthsRow | null => {
  if (!isFields(row) || !hasOnly(row, MONTHS_NAMES) || typeof row['months'] !== 'string') return null;
  const cell = soundCell(row, place, periods);
  const read = readDecimal(row['months']);
  return cell === null || read === null || read.n < 0n ? null : { ...cell, months: read };
};

/** A row with a completion factor other than 1 is left to the schema, which knows its range. */
const soundCostRow = (row: unknown, place: number, periods: PeriodReader): CostRow | null => {
  if (!isFields(row) || !hasOnly(row, COST_NAMES)) return null;
  const { stream, amount: cost, excess, completionFactor = '1' } = row;
  if (typeof stream !== 'string' || stream === '' || typeof cost !== 'string' || completionFactor !== '1') return null;
  if (excess !== undefined && typeof excess !== 'string') return null;
  const [cell, read] = [soundCell(row, place, periods), readAmount(cost)];
  const above = excess === undefined ? ZERO : readAmount(excess);
  if (cell === null || read === null || above === null) return null;
  return { ...cell, stream, amount: read, excess: above, completionFactor: ONE };
};
