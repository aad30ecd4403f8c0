/**
 * The comparison that all panel methods make: a group of areas minus a mixture of other areas, after the start minus
 * before. The methods differ only in how they weigh the other areas and the periods before.
 *
 * Arkhangelsky, Athey, Hirshberg, Imbens and Wager, «Synthetic Difference-in-Differences», American Economic Review
 * 111(12), 2021, show difference-in-differences and synthetic control as such weightings.
 */
import type { Panel } from './panel.ts';

/** A group that is held against donors; both are places in the panel, and no area is in both. */
export interface Split {
  readonly panel: Panel;
  readonly group: readonly number[];
  readonly donors: readonly number[];
}

/** What a method chooses: a weight for each donor, summing to 1, and one for each period before, summing to 1 or all 0. */
export interface Weighting {
  readonly unitWeights: Float64Array;
  readonly timeWeights: Float64Array;
  /** Whether the weights are what the method asks for; if not, they may not be used. */
  readonly converged: boolean;
}

/** A method is its way of weighing. It sees the figures of the group before the start only. */
export type Method = (split: Split) => Weighting;

/** One comparison. `effect` and `gaps` (group minus mixture, by period) are in the unit of the panel. */
export interface Comparison extends Split {
  readonly unitWeights: Float64Array;
  readonly timeWeights: Float64Array;
  readonly gaps: Float64Array;
  readonly effect: number;
}

/** The comparison by a method; `null` where its weights could not be found. */
export const compare = (split: Split, method: Method): Comparison | null => {
  const { unitWeights, timeWeights, converged } = method(split);
  if (!converged) return null;
  const { panel, group, donors } = split;
  const gaps = averagePath(panel, group);
  for (let place = 0; place < donors.length; place += 1) addTo(gaps, panel, donors[place], -(unitWeights[place] ?? 0));
  const after = meanOf(gaps.subarray(panel.start));
  const before = sumOver(timeWeights, gaps.subarray(0, panel.start));
  return { ...split, unitWeights, timeWeights, gaps, effect: after - before };
};

/** The average of some areas in each period, by their weights in the panel. */
export const averagePath = (panel: Panel, members: readonly number[]): Float64Array => {
  const path = new Float64Array(panel.periods.length);
  const shares = sharesOf(panel, members);
  for (let place = 0; place < members.length; place += 1) addTo(path, panel, members[place], shares[place] ?? 0);
  return path;
};

/** Plain loops here and below: these are the innermost ones, run for every donor of every placebo. */
const addTo = (path: Float64Array, { values }: Panel, unit: number | undefined, factor: number): void => {
  const row = values[unit ?? -1];
  if (row === undefined || factor === 0) return;
  for (let period = 0; period < path.length; period += 1)
    path[period] = (path[period] ?? 0) + factor * (row[period] ?? 0);
};

/** The part of each member in the average of all of them. */
export const sharesOf = ({ weights }: Panel, members: readonly number[]): Float64Array => {
  const shares = new Float64Array(members.length);
  let all = 0;
  for (let place = 0; place < shares.length; place += 1) all += weights[members[place] ?? -1] ?? 0;
  for (let place = 0; place < shares.length; place += 1) shares[place] = (weights[members[place] ?? -1] ?? 0) / all;
  return shares;
};

/** The sum of the products, period by period. */
export const sumOver = (path: ArrayLike<number>, parts: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < path.length; at += 1) sum += (path[at] ?? 0) * (parts[at] ?? 0);
  return sum;
};

/** The mean of some numbers, one or more. */
export const meanOf = (numbers: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < numbers.length; at += 1) sum += numbers[at] ?? 0;
  return sum / numbers.length;
};
