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
import { type Comparison, compare, type Method, meanOf } from './comparison.ts';
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

/** The uncertainty of a figure in its own unit; `null` where it cannot be told, and `why` in Dutch. */
export interface Uncertainty {
  readonly standardError: number | null;
  readonly interval: Limits | null;
  readonly placebo: Rank | null;
  readonly why: readonly string[];
}

/** Fewer control areas cannot show one chance in twenty, whatever they do. */
const FEWEST_CONTROLS = 19;

/** With fewer placebo groups that share no area the interval becomes wider than it says: 97.7 % instead of 95 %. */
const FEWEST_SEPARATE_GROUPS = 6;

/** From here on more placebos change the interval less than a hundredth of its width. */
const ENOUGH_GROUPS = 200;

/**
 * How far the noise of a group counts as its own; the rest is what groups have on average. All of it would be truest and
 * is too unsure with few periods before.
 */
const OWN_SHARE = 0.9;

/**
 * The placebo groups: every control with companions 1, 2, … steps further in order of name, over several step lengths
 * when groups have companions. The choice is fixed, so the same panel always gives the same answer. Empty where a group
 * would leave fewer donors than it has areas.
 */
export const placeboGroups = (controls: readonly number[], size: number): number[][] => {
  const count = controls.length;
  if (count < 2 * size) return [];
  const rounds = size === 1 ? 1 : Math.ceil(ENOUGH_GROUPS / count);
  const groups = Array.from({ length: rounds }, (_, round) => {
    const step = Math.max(1, Math.floor(((round + 1) * count) / (2 * rounds + 1)));
    return controls.map((_, first) => companions(controls, first, step, size));
  }).flat();
  const byMembers = new Map(groups.map((group) => [group.join(), group]));
  return [...byMembers.values()].filter((group) => new Set(group).size === size);
};

const companions = (controls: readonly number[], first: number, step: number, size: number): number[] =>
  Array.from({ length: size }, (_, each) => controls[(first + each * step) % controls.length] ?? 0).sort(
    (a, b) => a - b,
  );

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
  const { panel } = own;
  const [groups, controls] = [Math.floor(panel.controls.length / panel.treated.length), panel.controls.length];
  if (unsolved > 0) return unknown(`De gewichten van ${unsolved} placebo’s zijn niet gevonden.`);
  if (runs.length < 2) return unknown(tooFew(controls, panel.treated.length));
  const chance = atOwnNoise(own, runs).map(({ run, factor }) => factor * measure(run));
  const standardError = Math.sqrt(meanOf(chance.map((each) => each ** 2)));
  const sizes = chance.map((each) => smallSample(controls) * Math.abs(each)).sort((a, b) => a - b);
  const placebo = rankOf(Math.abs(measure(own)), sizes);
  if (controls < FEWEST_CONTROLS || groups < FEWEST_SEPARATE_GROUPS)
    return { standardError, interval: null, placebo, why: [tooFew(controls, panel.treated.length)] };
  const half = quantile(sizes, CONFIDENCE);
  return { standardError, interval: { low: measure(own) - half, high: measure(own) + half }, placebo, why: [] };
};

/** An unknown uncertainty, for a stated reason. */
export const unknown = (why: string): Uncertainty => ({
  standardError: null,
  interval: null,
  placebo: null,
  why: [why],
});

/** The runs with the factor by which the pilot's noise exceeds theirs; 1 where nothing jumps at all. */
const atOwnNoise = (own: Comparison, runs: readonly Comparison[]) => {
  const variances = noiseVariances(own.panel);
  const each = runs.map(({ group }) => groupVariance(own.panel, variances, group));
  const common = (1 - OWN_SHARE) * meanOf(each);
  const mine = OWN_SHARE * groupVariance(own.panel, variances, own.group) + common;
  return runs.map((run, place) => ({
    run,
    factor: common === 0 ? 1 : Math.sqrt(mine / (OWN_SHARE * (each[place] ?? 0) + common)),
  }));
};

/** How much wider the interval is because chance itself is known from so many areas only: Student over normal. */
const smallSample = (controls: number): number =>
  jStat.studentt.inv((1 + CONFIDENCE) / 2, controls - 1) / normalMultiple(CONFIDENCE);

/** Placebos within a billionth of the effect count as equal to it, so that rounding decides nothing. */
const SAME = 1 - 1e-9;

const rankOf = (effect: number, sizes: readonly number[]): Rank => {
  const rank = 1 + sizes.filter((size) => size >= effect * SAME).length;
  return { rank, of: sizes.length + 1, p: rank / (sizes.length + 1) };
};

/** The quantile for one more draw beside those that are sorted here, so that it is exceeded as often as it says. */
const quantile = (sorted: readonly number[], probability: number): number => {
  const place = Math.min(probability * (sorted.length + 1) - 1, sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? below) - below);
};

const tooFew = (controls: number, treated: number): string =>
  `Geen 95%-interval: dat vraagt ten minste ${FEWEST_CONTROLS} vergelijkingsgebieden, en ${FEWEST_SEPARATE_GROUPS} keer zoveel als er behandeld zijn. Hier zijn het er ${controls} tegen ${treated}.`;
