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
  donors.forEach((donor, place) => {
    const weight = unitWeights[place] ?? 0;
    if (weight === 0) return;
    panel.values[donor]?.forEach((value, period) => {
      gaps[period] = (gaps[period] ?? 0) - weight * value;
    });
  });
  return { ...split, unitWeights, timeWeights, gaps, effect: sumOver(gaps, contrast(panel, timeWeights)) };
};

/** The average of some areas in each period, by their weights in the panel. */
export const averagePath = (panel: Panel, members: readonly number[]): Float64Array => {
  const path = new Float64Array(panel.periods.length);
  const shares = sharesOf(panel, members);
  members.forEach((member, place) => {
    const share = shares[place] ?? 0;
    panel.values[member]?.forEach((value, period) => {
      path[period] = (path[period] ?? 0) + share * value;
    });
  });
  return path;
};

/** The part of each member in the average of all of them. */
export const sharesOf = ({ weights }: Panel, members: readonly number[]): Float64Array => {
  const all = members.reduce((sum, member) => sum + (weights[member] ?? 0), 0);
  return Float64Array.from(members, (member) => (weights[member] ?? 0) / all);
};

/** The mean of the periods after minus the weighted sum of those before, as one number for each period. */
const contrast = ({ periods, start }: Panel, timeWeights: Float64Array): Float64Array =>
  Float64Array.from(periods, (_, period) =>
    period < start ? -(timeWeights[period] ?? 0) : 1 / (periods.length - start),
  );

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
