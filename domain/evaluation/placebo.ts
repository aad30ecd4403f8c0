/**
 * How sure an effect is, from placebos: every control area in turn plays the pilot, with as many companions as the pilot
 * has areas, and what the method then finds is chance.
 *
 * Placebo in space: Abadie, Diamond and Hainmueller, 2010; as a variance, Arkhangelsky et al., 2021, algorithm 4. Areas of
 * unequal size make that go wrong: three villages jump more than three towns (B. Ferman and C. Pinto, Review of Economics
 * and Statistics 101(3), 2019). So every placebo is first brought to the pilot's own noise before the start. Which shares
 * and factors keep the promise of 95 % was settled by simulation: see docs/evaluatie.md.
 */
import jStat from 'jstat';
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import { averagePath, type Comparison, compare, type Method, meanOf } from './comparison.ts';
import { CONFIDENCE, type Limits, normalMultiple } from './limits.ts';
import { groupVariance, noiseVariances } from './noise.ts';
import type { Panel } from './panel.ts';

/** All placebos of a method, and how many of them had no solution. */
export interface Placebos {
  readonly runs: readonly Comparison[];
  readonly unsolved: number;
}

/** The place of the effect among the placebos, 1 for the largest; `p` is rank / of, two-sided. */
export interface Rank {
  readonly rank: number;
  readonly of: number;
  readonly p: number;
}

/**
 * The uncertainty of a figure in its own unit; `null` where it cannot be told, and `why` in Dutch. `chance` is the figure of
 * each placebo run as it is ranked: brought to the pilot's own noise, and a little wider because chance is known from so many
 * areas only. Rank and interval follow from it, and so does the picture. Empty where it cannot be told.
 */
export interface Uncertainty {
  readonly standardError: number | null;
  readonly interval: Limits | null;
  readonly placebo: Rank | null;
  readonly chance: readonly number[];
  readonly why: readonly string[];
}

/** Fewer control areas cannot show one chance in twenty, whatever they do. */
const FEWEST_CONTROLS = 19;

/** With fewer placebo groups that share no area, simulated pilots of large areas were covered in less than 93 %. */
const FEWEST_SEPARATE_GROUPS = 6;

/** Two periods show an area's own noise as one single difference, which is too little to bring anything to it. */
const FEWEST_PERIODS = 3;

/** From here on more placebos change the interval less than a hundredth of its width. */
const ENOUGH_GROUPS = 200;

/**
 * How far the noise of a group counts as its own; the rest is what groups have on average. All of it would be truest and
 * is too unsure with few periods before.
 */
const OWN_SHARE = 0.9;

/**
 * The placebo groups: every control with companions one, two, … steps further in order of name, over several step lengths
 * when groups have companions. The choice is fixed, so the same panel always gives the same answer. Empty where a group
 * would leave fewer donors than it has areas.
 */
export const placeboGroups = (controls: readonly number[], size: number): number[][] => {
  const count = controls.length;
  if (count < 2 * size) return [];
  const steps = size === 1 ? [1] : stepsAround(count, Math.ceil(ENOUGH_GROUPS / count));
  const at = (place: number) => controls[place % count] ?? 0;
  return steps.flatMap((step) =>
    controls.map((_, first) => Array.from({ length: size }, (__, each) => at(first + each * step)).sort(byPlace)),
  );
};

const byPlace = (a: number, b: number): number => a - b;

/**
 * At most so many step lengths, spread over half a round of `count` places. Steps that have a divisor in common with the
 * round would meet the same group again.
 */
const stepsAround = (count: number, most: number): number[] => {
  const half = Array.from({ length: Math.floor((count - 1) / 2) }, (_, place) => place + 1);
  const sound = half.filter((step) => greatestDivisor(step, count) === 1);
  const chosen = Array.from(
    { length: most },
    (_, turn) => sound[Math.floor(((turn + 0.5) * sound.length) / most)] ?? 1,
  );
  return [...new Set(chosen)];
};

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Runs the method on every placebo group; the treated areas take no part in it. */
export const placebosOf = (panel: Panel, method: Method): Placebos => {
  const groups = placeboGroups(panel.controls, panel.treated.length);
  const runs = groups.flatMap((group) => {
    const members = new Set(group);
    const run = compare({ panel, group, donors: panel.controls.filter((place) => !members.has(place)) }, method);
    return run === null ? [] : [run];
  });
  return { runs, unsolved: groups.length - runs.length };
};

/** A figure that a comparison gives, such as its effect. It is zero on average where nothing happened. */
export type Measure = (comparison: Comparison) => number;

const effectOf: Measure = ({ effect }) => effect;

/** The uncertainty of a figure of the pilot's own comparison, from the same figure of every placebo. */
export const uncertaintyOf = (
  own: Comparison,
  { runs, unsolved }: Placebos,
  measure: Measure = effectOf,
): Uncertainty => {
  const { controls, treated } = own.panel;
  if (unsolved > 0) return unknown(`De gewichten van ${unsolved} placebo’s zijn niet gevonden.`);
  const miss = whyItMisses(own);
  if (miss !== null) return unknown(miss);
  if (runs.length < 2) return unknown(tooFewControls(controls.length, treated.length));
  const factors = noiseFactors(own, runs, noiseVariances(own.panel));
  const chance = runs.map((run, place) => (factors[place] ?? 1) * measure(run));
  const standardError = Math.sqrt(meanOf(chance.map((each) => each ** 2)));
  const ranked = chance.map((each) => smallSample(controls.length) * each);
  const sizes = ranked.map(Math.abs).sort((a, b) => a - b);
  const placebo = rankOf(Math.abs(measure(own)), sizes, roundingOf(own));
  const why = whyNoInterval(own.panel);
  if (why.length > 0) return { standardError, interval: null, placebo, chance: ranked, why };
  const half = quantile(sizes, CONFIDENCE);
  return {
    standardError,
    interval: { low: measure(own) - half, high: measure(own) + half },
    placebo,
    chance: ranked,
    why,
  };
};

/**
 * A method that takes nothing off for the periods before, synthetic control, rests on a mixture that equals the group then.
 * Where it misses the group by more than the group itself jumps, the group lies outside what mixtures reach; placebos, which
 * mostly lie inside, then say nothing about it (A. Abadie, Journal of Economic Literature 59(2), 2021).
 */
const whyItMisses = (own: Comparison): string | null => {
  const { panel, group, gaps, timeWeights } = own;
  if (timeWeights.some((weight) => weight !== 0)) return null;
  const before = gaps.subarray(0, panel.start);
  const miss = Math.sqrt(meanOf(before.map((gap) => gap ** 2)));
  const noise = Math.sqrt(groupVariance(panel, noiseVariances(panel), group));
  if (miss <= Math.max(noise, roundingOf(own))) return null;
  return `Geen mengsel van andere gebieden lijkt vooraf op de pilot: het scheelt gemiddeld ${shown(miss)}, terwijl de pilot zelf ${shown(noise)} schommelt.`;
};

const shown = (value: number): string => dutchNumber(`${Number(value.toPrecision(3))}`);

/** What stands in the way of an interval that would hold the truth as often as it says. */
const whyNoInterval = ({ controls, treated, start }: Panel): string[] => {
  const isFew = controls.length < Math.max(FEWEST_CONTROLS, FEWEST_SEPARATE_GROUPS * treated.length);
  return [
    ...(isFew ? [tooFewControls(controls.length, treated.length)] : []),
    ...(start < FEWEST_PERIODS ? [`Geen 95%-interval: dat vraagt ten minste ${FEWEST_PERIODS} periodes vooraf.`] : []),
  ];
};

/** An unknown uncertainty, for a stated reason. */
export const unknown = (why: string): Uncertainty => ({
  standardError: null,
  interval: null,
  placebo: null,
  chance: [],
  why: [why],
});

/**
 * For each placebo run the factor by which the pilot's noise exceeds its noise, from the variance of each area; 1 where
 * nothing moves at all.
 */
export const noiseFactors = (own: Comparison, runs: readonly Comparison[], variances: Float64Array): number[] => {
  const each = runs.map(({ group }) => groupVariance(own.panel, variances, group));
  const common = (1 - OWN_SHARE) * meanOf(each);
  const mine = OWN_SHARE * groupVariance(own.panel, variances, own.group) + common;
  return each.map((variance) => (common === 0 ? 1 : Math.sqrt(mine / (OWN_SHARE * variance + common))));
};

/** How much wider the interval is because chance itself is known from so many areas only: Student over normal. */
const smallSample = (controls: number): number =>
  jStat.studentt.inv((1 + CONFIDENCE) / 2, controls - 1) / normalMultiple(CONFIDENCE);

const rankOf = (effect: number, sizes: readonly number[], rounding: number): Rank => {
  const rank = 1 + sizes.filter((size) => size >= effect - rounding).length;
  return { rank, of: sizes.length + 1, p: rank / (sizes.length + 1) };
};

/** Differences below this are rounding and not size: a billionth of the pilot's level. */
const roundingOf = ({ panel, group }: Comparison): number =>
  ROUNDING * meanOf(averagePath(panel, group).map((value) => Math.abs(value)));

const ROUNDING = 1e-9;

/** The quantile for one more draw beside those that are sorted here, so that it is exceeded as often as it says. */
const quantile = (sorted: readonly number[], probability: number): number => {
  const place = Math.min(probability * (sorted.length + 1) - 1, sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? below) - below);
};

const tooFewControls = (controls: number, treated: number): string =>
  `Geen 95%-interval: dat vraagt ten minste ${FEWEST_CONTROLS} vergelijkingsgebieden, en ${FEWEST_SEPARATE_GROUPS} keer zoveel als er behandeld zijn. Hier zijn het er ${controls} tegen ${treated}.`;
