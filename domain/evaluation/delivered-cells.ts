/**
 * The delivered rows of a stream as cells that can be compared: costs and member-months of pilot and reference by period, at
 * the finest division by sex and age that both have everywhere.
 *
 * A stream may be known by inhabitant only, and small classes are pooled before delivery; then costs and months do not have
 * the same classes. The division gets coarser until they fit, and it is said. A period that one of the two groups lacks
 * leaves the whole stream out: missing is never zero.
 */
import { readRatio } from '../money/text.ts';
import type { Cohort } from '../pilot/case-rows.ts';
import { type CostStratum, standardiseCost } from './standardised-cost.ts';

/** Delivered member-months; `months` and `persons` are decimals. `period` is the name under which rows are taken together. */
export interface MonthsCell {
  readonly cohort: Cohort;
  readonly period: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
  readonly months: string;
}

/**
 * Delivered costs: amounts in euro as decimals. `completionFactor` is the agreed part that was in when they were delivered, a
 * ratio; `sumOfSquares` is in square euro over persons, `null` where it was not delivered.
 */
export interface CostsCell extends Omit<MonthsCell, 'months'> {
  readonly careCategory: string | null;
  readonly persons: string;
  readonly amount: string;
  readonly sumOfSquares: string | null;
  readonly completionFactor: string;
}

/** What is compared: the groups' periods in order, and those in which the pilot ran. */
export interface ComparedPeriods {
  readonly periods: readonly string[];
  readonly performance: readonly string[];
}

/** A mean cost in euro per member-month at the mix of the pilot; `standardError` where the squares were delivered. */
export interface MeanCost {
  readonly cohort: Cohort;
  readonly period: string;
  readonly value: number;
  readonly standardError: number | null;
}

/** A stratum of a cost or of member-months in a cohort and period. */
interface Placed {
  readonly cohort: Cohort;
  readonly period: string;
  readonly stratum: string;
}

/** A stream that can be compared, in cells of its own division. Notes are Dutch. */
export interface ComparableStream {
  readonly means: readonly MeanCost[];
  readonly costs: readonly (Placed & { readonly category: string | null; readonly amount: number })[];
  readonly months: readonly (Placed & { readonly months: number })[];
  readonly notes: readonly string[];
}

type Division = (row: Pick<MonthsCell, 'sex' | 'ageBand'>) => string | null;

/** From fine to coarse; `null` is a row that is not divided so far. */
const DIVISIONS: readonly { readonly name: string; readonly of: Division }[] = [
  {
    name: 'geslacht en leeftijd',
    of: ({ sex, ageBand }) => (sex === null || ageBand === null ? null : `${sex} ${ageBand}`),
  },
  { name: 'leeftijd', of: ({ ageBand }) => ageBand },
  { name: 'alle inwoners samen', of: () => 'allen' },
];

/** The stream in comparable cells, or in Dutch why there are none. */
export const comparableStream = (
  months: readonly MonthsCell[],
  costs: readonly CostsCell[],
  compared: ComparedPeriods,
): ComparableStream | { readonly reason: string } => {
  const absent = absentCells(costs, compared);
  if (absent.length > 0) return { reason: `niet geleverd over ${absent.join(', ')}.` };
  const place = DIVISIONS.findIndex(({ of }) => fits(months, costs, compared, of));
  const division = DIVISIONS[place];
  if (division === undefined) return { reason: `niet in elke periode zijn er verzekerdenmaanden bij de kosten.` };
  const isCoarser = costs.every((row) => DIVISIONS.slice(0, place).some(({ of }) => of(row) !== null));
  const coarser = `vergeleken naar ${division.name}, omdat kosten en maanden niet overal dezelfde klassen hebben.`;
  const read = meansOf(months, costs, compared, division.of);
  const notes = [...(isCoarser ? [coarser] : []), ...read.notes];
  return { means: read.means, notes, ...cellsOf(months, costs, division.of) };
};

const COHORT_WORDS: Readonly<Record<Cohort, string>> = { intervention: 'pilot', reference: 'referentie' };
const COHORTS: readonly Cohort[] = ['intervention', 'reference'];

/** Every cohort and period. */
const pairs = ({ periods }: ComparedPeriods) =>
  COHORTS.flatMap((cohort) => periods.map((period) => ({ cohort, period })));

const absentCells = (costs: readonly CostsCell[], compared: ComparedPeriods): string[] => {
  const delivered = new Set(costs.map(({ cohort, period }) => `${cohort} ${period}`));
  return pairs(compared)
    .filter(({ cohort, period }) => !delivered.has(`${cohort} ${period}`))
    .map(({ cohort, period }) => `${period} (${COHORT_WORDS[cohort]})`);
};

const idOf = (cohort: Cohort, period: string, stratum: string): string => JSON.stringify([cohort, period, stratum]);

/** Months by cohort, period and stratum. */
const monthsBy = (months: readonly MonthsCell[], of: Division): ReadonlyMap<string, number> => {
  const by = new Map<string, number>();
  for (const row of months) {
    const id = idOf(row.cohort, row.period, of(row) ?? '');
    by.set(id, (by.get(id) ?? 0) + Number(row.months));
  }
  return by;
};

/** Member-months of the pilot while it ran, by stratum. */
const mixOf = (months: readonly MonthsCell[], { performance }: ComparedPeriods, of: Division): Map<string, number> => {
  const mix = new Map<string, number>();
  for (const row of months) {
    const stratum = of(row) ?? '';
    if (row.cohort === 'intervention' && performance.includes(row.period))
      mix.set(stratum, (mix.get(stratum) ?? 0) + Number(row.months));
  }
  return mix;
};

/** Whether every row is divided so far, every cost has months, and every stratum of the pilot has months everywhere. */
const fits = (
  months: readonly MonthsCell[],
  costs: readonly CostsCell[],
  compared: ComparedPeriods,
  of: Division,
): boolean => {
  if ([...months, ...costs].some((row) => of(row) === null)) return false;
  const by = monthsBy(months, of);
  const has = (cohort: Cohort, period: string, stratum: string) => (by.get(idOf(cohort, period, stratum)) ?? 0) > 0;
  const strata = [...mixOf(months, compared, of)].filter(([, all]) => all > 0).map(([stratum]) => stratum);
  return (
    strata.length > 0 &&
    costs.every((row) => Number(row.amount) === 0 || has(row.cohort, row.period, of(row) ?? '')) &&
    pairs(compared).every(({ cohort, period }) => strata.every((stratum) => has(cohort, period, stratum)))
  );
};

/** Euro with what is still to come in (method step 1); the factor was agreed and is above zero. */
export const completedCosts = ({ amount, completionFactor }: Pick<CostsCell, 'amount' | 'completionFactor'>): number =>
  Number(amount) / partOf(completionFactor);

const partOf = (factor: string): number => {
  const read = readRatio(factor);
  return read === null ? 1 : Number(read.n) / Number(read.d);
};

const meansOf = (
  months: readonly MonthsCell[],
  costs: readonly CostsCell[],
  compared: ComparedPeriods,
  of: Division,
): { readonly means: readonly MeanCost[]; readonly notes: readonly string[] } => {
  const by = monthsBy(months, of);
  const mix = mixOf(months, compared, of);
  const notes: string[] = [];
  const means = pairs(compared).map(({ cohort, period }): MeanCost => {
    const own = costs.filter((row) => row.cohort === cohort && row.period === period);
    const strata = [...mix.keys()].map((stratum): CostStratum => {
      const rows = own.filter((row) => of(row) === stratum);
      const all = by.get(idOf(cohort, period, stratum)) ?? 0;
      return { stratum, months: all, cost: rows.reduce((sum, row) => sum + completedCosts(row), 0), ...spreadOf(rows) };
    });
    const answer = standardiseCost(strata, mix);
    const bare = strata.map((each) => ({ ...each, persons: null, sumOfSquares: null }));
    const used = 'refused' in answer ? standardiseCost(bare, mix) : answer;
    if ('refused' in used) throw new Error(`Cells that fit have no mean cost: ${used.refused}.`);
    if ('refused' in answer) notes.push(`${period} (${COHORT_WORDS[cohort]}): ${answer.message}`);
    const { costPerMonth, error } = used;
    return {
      cohort,
      period,
      value: costPerMonth,
      standardError: error.basis === 'persons' ? error.standardError : null,
    };
  });
  return { means, notes };
};

/**
 * Persons of several classes add up, and so do their squares. Persons of several kinds of care, or of several periods taken
 * together, are the same ones, so that squares of these say nothing of a person's whole cost.
 */
const spreadOf = (rows: readonly CostsCell[]): Pick<CostStratum, 'persons' | 'sumOfSquares'> => {
  const classes = new Set(rows.map(({ sex, ageBand }) => JSON.stringify([sex, ageBand])));
  const squares = rows.map(({ sumOfSquares, completionFactor }) =>
    sumOfSquares === null ? null : Number(sumOfSquares) / partOf(completionFactor) ** 2,
  );
  if (rows.length === 0 || classes.size < rows.length || squares.includes(null))
    return { persons: null, sumOfSquares: null };
  return {
    persons: rows.reduce((sum, { persons }) => sum + Number(persons), 0),
    sumOfSquares: squares.reduce<number>((sum, each) => sum + (each ?? 0), 0),
  };
};

const cellsOf = (
  months: readonly MonthsCell[],
  costs: readonly CostsCell[],
  of: Division,
): Pick<ComparableStream, 'costs' | 'months'> => ({
  costs: costs.map((row) => ({
    cohort: row.cohort,
    period: row.period,
    stratum: of(row) ?? '',
    category: row.careCategory,
    amount: completedCosts(row),
  })),
  months: months.map((row) => ({
    cohort: row.cohort,
    period: row.period,
    stratum: of(row) ?? '',
    months: Number(row.months),
  })),
});
