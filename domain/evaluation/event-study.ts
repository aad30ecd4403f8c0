/**
 * Event study: the distance between pilot and donors in each period, against their mean distance before the start, and
 * whether the lines ran alike before.
 *
 * The joint test asks whether the pilot strayed further before the start than placebo groups did, each against how much its
 * areas jump from one period to the next: a small area jumps about and comes back, a drifting one does not. That it did not is no
 * proof: with few periods a test sees little (J. Roth, American Economic Review: Insights 4(3), 2022). So «yes» also asks
 * that a straight drift of more than a margin is excluded (H. Dette and M. Schumann, Journal of Business & Economic
 * Statistics 42(4), 2024: testing for equivalence).
 */
import { averagePath, type Comparison, meanOf } from './comparison.ts';
import type { Limits } from './limits.ts';
import { jumpVariances } from './noise.ts';
import { type Measure, noiseFactors, type Placebos, type Uncertainty, uncertaintyOf } from './placebo.ts';

/** The distance in one period, in the unit of the panel, with its uncertainty. */
export interface EventStudyPeriod extends Omit<Uncertainty, 'chance'> {
  readonly period: string;
  readonly isBefore: boolean;
  readonly distance: number;
}

export type Verdict = 'ja' | 'nee' | 'niet te zeggen';

/** Whether the lines ran alike before. `drift` is per period, in the unit of the panel; `margin` too. */
export interface PreTrend {
  readonly verdict: Verdict;
  readonly words: string;
  /** The chance of straying so far when lines run alike; `null` where it cannot be told. */
  readonly p: number | null;
  readonly drift: number;
  readonly driftInterval: Limits | null;
  readonly margin: number;
}

/** A drift of 1 % of the pilot's level a period is what savings agreements are about; less may be called alike. */
const MARGIN = 0.01;

const SIGNIFICANT = 0.05;

/** With two periods any two lines drift straight apart, so there is nothing to hold the drift against. */
const FEWEST_PERIODS = 3;

/** The distance in every period of a difference-in-differences comparison, from its placebos. */
export const eventStudy = (own: Comparison, placebos: Placebos): EventStudyPeriod[] =>
  own.panel.periods.map((period, place) => {
    const distance: Measure = (comparison) => centredGaps(comparison)[place] ?? 0;
    const isBefore = place < own.panel.start;
    const { standardError, interval, placebo, why } = uncertaintyOf(own, placebos, distance);
    return { period, isBefore, distance: distance(own), standardError, interval, placebo, why };
  });

/** The gaps minus their mean before the start. */
const centredGaps = ({ gaps, panel }: Comparison): Float64Array => {
  const mean = meanOf(gaps.subarray(0, panel.start));
  return gaps.map((gap) => gap - mean);
};

/** Whether the lines ran alike; `margin` is the largest drift a period that may be called alike, in the unit of the panel. */
export const preTrend = (own: Comparison, placebos: Placebos, margin = marginOf(own)): PreTrend => {
  const isShort = own.panel.start < FEWEST_PERIODS || placebos.unsolved > 0 || placebos.runs.length === 0;
  const p = isShort ? null : strayChance(own, placebos);
  const { interval } = uncertaintyOf(own, placebos, driftOf);
  const found = { p, drift: driftOf(own), driftInterval: isShort ? null : interval, margin };
  const verdict = verdictOf(found);
  return { verdict, words: wordsOf(verdict, own.panel.start), ...found };
};

const marginOf = ({ panel, group }: Comparison): number =>
  MARGIN * Math.abs(meanOf(averagePath(panel, group).subarray(0, panel.start)));

const strayed = (comparison: Comparison): number =>
  meanOf(
    centredGaps(comparison)
      .subarray(0, comparison.panel.start)
      .map((gap) => gap ** 2),
  );

const strayChance = (own: Comparison, { runs }: Placebos): number => {
  const mine = strayed(own);
  const factors = noiseFactors(own, runs, jumpVariances(own.panel));
  const further = runs.filter((run, place) => (factors[place] ?? 1) ** 2 * strayed(run) >= mine);
  return (1 + further.length) / (runs.length + 1);
};

/** The slope of the straight line through the gaps before the start. */
const driftOf: Measure = (comparison) => {
  const { start } = comparison.panel;
  const middle = (start - 1) / 2;
  const gaps = centredGaps(comparison).subarray(0, start);
  const along = gaps.reduce((sum, gap, period) => sum + (period - middle) * gap, 0);
  return along / ((start * (start ** 2 - 1)) / 12);
};

const verdictOf = ({ p, driftInterval, margin }: Pick<PreTrend, 'p' | 'driftInterval' | 'margin'>): Verdict => {
  if (p === null) return 'niet te zeggen';
  if (p <= SIGNIFICANT) return 'nee';
  const isWithin = driftInterval !== null && driftInterval.low >= -margin && driftInterval.high <= margin;
  return isWithin ? 'ja' : 'niet te zeggen';
};

const wordsOf = (verdict: Verdict, periods: number): string => {
  const alike = `De lijnen liepen vooraf gelijk: ${verdict}.`;
  if (verdict === 'ja') return `${alike} Een verloop van betekenis is uitgesloten.`;
  if (verdict === 'nee') return `${alike} Het verschil liep vooraf verder uiteen dan bij toeval te verwachten is.`;
  return `${alike} Met ${periods} periodes vooraf is er geen verschil aangetoond, en ook niet uitgesloten.`;
};
