/**
 * What a statement says about the population that it counts: the definition by its hash, and beside the result, by cohort
 * and agreed period, what share of the member-months the claims cover, how many months were left through the Wlz, and
 * how the neighbourhood and the practices' lists overlap. None of it is settled.
 */
import * as z from 'zod';
import { overlapOf } from '../delivery/population/overlap.ts';
import {
  groupedCounts,
  type PopulationCounts,
  type PopulationGroup,
} from '../delivery/population/population-counts.ts';
import { divide, isZero, multiply, type Ratio, ratio, sum } from '../money/ratio.ts';
import { floor } from '../money/rounding.ts';
import { printRatio, printRounded, readDecimal } from '../money/text.ts';
import type { Pilot, Slot } from '../pilot/agreement.ts';
import { COHORTS, type Cohort } from '../pilot/case-rows.ts';
import { contains, firstQuarters, type Period, readPeriod } from '../pilot/period.ts';
import type { AssembledCase } from '../settlement/assemble.ts';
import type { Pinned } from './due.ts';
import { quartersOf } from './projection.ts';

/** What share of the member-months is covered. Months are exact: whole, or a ratio. */
export interface CoverageShown {
  readonly population: string;
  readonly covered: string;
  /** The share as `n/d`, and as a decimal rounded down, so that one that falls short never reads as enough. */
  readonly share: string;
  readonly shown: string;
  /** The member-months that the settlement counts. */
  readonly counted: string;
}

/** The counts beside the result, of one cohort in one agreed period; `null` where they were not delivered whole. */
export interface CountsShown {
  readonly cohort: Cohort;
  readonly period: string;
  readonly coverage: CoverageShown | null;
  readonly wlz: { readonly persons: number; readonly months: string } | null;
  /** On the last day that was counted for: how many live there, are on a list, or both. */
  readonly overlap: {
    readonly period: string;
    readonly onlyWijk: number;
    readonly onlyPraktijk: number;
    readonly both: number;
  } | null;
}

/** The population of a statement. `definition` is the sentence for readers; the hash is that of the whole document. */
export interface StatementPopulation {
  readonly name: string;
  readonly version: string;
  readonly definition: string;
  readonly sha256: string;
  readonly counts: readonly CountsShown[];
}

/** The population of a statement of these pins. A statement without a definition in force is our own mistake. */
export const statementPopulation = (
  { terms }: Pilot,
  slot: Slot,
  { population, counts }: Pick<Pinned, 'population' | 'counts'>,
  caseFile: AssembledCase['caseFile'],
): StatementPopulation => {
  if (population === undefined) throw new Error('A statement is made without a population definition in force.');
  const { name, version, definition } = population.population.document;
  const baseline = terms.baseline.map(({ period }) => firstQuarters(period.year, Math.min(period.to, slot.period.to)));
  // A case with other rows than these is malformed, and its result says so.
  const rows = memberMonths.safeParse(caseFile['memberMonths']).data ?? [];
  const shown = COHORTS.flatMap((cohort) =>
    [...baseline, slot.period].map((period) =>
      countsShown(cohort, period, counts, countedMonths(rows, cohort, period)),
    ),
  );
  return { name, version, definition, sha256: population.sha256, counts: shown };
};

const memberMonths = z.array(z.looseObject({ cohort: z.string(), period: z.string(), months: z.string() }));

/** The member-months of the case of a cohort in a period. */
const countedMonths = (rows: z.output<typeof memberMonths>, cohort: Cohort, period: Period): Ratio =>
  sum(
    rows.flatMap((row) => {
      const own = readPeriod(row.period);
      const months = readDecimal(row.months);
      return row.cohort === cohort && own !== null && months !== null && contains(period, own) ? [months] : [];
    }),
  );

const countsShown = (cohort: Cohort, period: Period, counts: Pinned['counts'], counted: Ratio): CountsShown => {
  const slices = slicesOf(cohort, period, counts);
  return {
    cohort,
    period: period.text,
    coverage: coverageShown(period, slices, counted),
    wlz: wlzShown(period, slices),
    overlap: overlapShown(slices),
  };
};

/** A pinned declaration's counts of one cohort and period, and that period. */
interface Slice {
  readonly period: Period;
  readonly counts: PopulationCounts;
}

/** The counts of a cohort that lie in a period and belong to the declaration that stands for their quarters. */
const slicesOf = (cohort: Cohort, outer: Period, pinned: Pinned['counts']): Slice[] =>
  [...new Set(pinned.values())].flatMap((declared) =>
    groupedCounts(declared.counts).counts.flatMap((counts) => {
      const period = readPeriod(counts.period);
      const stands = period !== null && quartersOf(period).every((quarter) => pinned.get(quarter) === declared);
      return stands && counts.cohort === cohort && contains(outer, period) ? [{ period, counts }] : [];
    }),
  );

/** The counts of a group over a whole period, quarter by quarter or at once; `null` where a quarter lacks or is doubled. */
const wholeOf = (outer: Period, slices: readonly Slice[], group: PopulationGroup) => {
  const having = slices.filter(({ counts }) => counts.groups.has(group));
  const quarters = having.flatMap(({ period }) => quartersOf(period)).sort();
  if (quarters.join() !== quartersOf(outer).join()) return null;
  const found = having.flatMap(({ counts }) => counts.groups.get(group) ?? []);
  return {
    persons: found.reduce((total, { persons }) => total + persons, 0),
    months: sum(found.map(({ months }) => months)),
  };
};

const TEN_THOUSAND = ratio(10_000n);

const coverageShown = (period: Period, slices: readonly Slice[], counted: Ratio): CoverageShown | null => {
  const [all, covered] = [wholeOf(period, slices, 'populatie'), wholeOf(period, slices, 'gedekt')];
  if (all === null || covered === null || isZero(all.months)) return null;
  const share = divide(covered.months, all.months);
  return {
    population: printMonths(all.months),
    covered: printMonths(covered.months),
    share: printRatio(share),
    shown: printRounded(ratio(floor(multiply(share, TEN_THOUSAND)), TEN_THOUSAND.n), 4),
    counted: printMonths(counted),
  };
};

const wlzShown = (period: Period, slices: readonly Slice[]): CountsShown['wlz'] => {
  const left = wholeOf(period, slices, 'wlz');
  return left === null ? null : { persons: left.persons, months: printMonths(left.months) };
};

const overlapShown = (slices: readonly Slice[]): CountsShown['overlap'] => {
  const newest = slices
    .flatMap(({ period, counts }) => {
      const overlap = overlapOf(counts);
      return overlap === null ? [] : [{ period, overlap }];
    })
    .sort((a, b) => b.period.to - a.period.to || b.period.from - a.period.from)[0];
  return newest === undefined ? null : { period: newest.period.text, ...newest.overlap };
};

/** Months as a whole number, or as an exact ratio. */
const printMonths = (months: Ratio): string => printRatio(months).replace(/\/1$/, '');
