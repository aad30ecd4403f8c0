/**
 * How much areas jump about before anything was done to them. Small areas jump more than large ones, and both the
 * penalty on the weights and the width of an interval depend on it.
 */
import { averagePath, meanOf, sharesOf, sumOver } from './comparison.ts';
import type { Panel } from './panel.ts';

/**
 * The standard deviation of the change from one period to the next, over all donors and all periods before: the σ̂ that
 * scales the penalty of synthetic difference-in-differences (Arkhangelsky et al., 2021, equation 5).
 */
export const jumpSize = ({ values, start }: Panel, donors: readonly number[]): number => {
  let [count, mean, squares] = [0, 0, 0];
  for (const donor of donors)
    for (let period = 1; period < start; period += 1) {
      const jump = (values[donor]?.[period] ?? 0) - (values[donor]?.[period - 1] ?? 0);
      const apart = jump - mean;
      count += 1;
      mean += apart / count;
      squares += apart * (jump - mean);
    }
  return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
};

/** A standard deviation below this part of an area's own figures is rounding. */
const ROUNDING = 1e-9;

/**
 * The variance of each area around its own mean distance to the average of all controls, in the periods before. What all
 * areas share and what an area always has does not count.
 */
export const noiseVariances = (panel: Panel): Float64Array => variances(panel, (distances) => distances);

/**
 * The variance of the jumps in that distance from one period to the next. A straight drift does not count: it makes every
 * jump longer by the same.
 */
export const jumpVariances = (panel: Panel): Float64Array =>
  variances(panel, (distances) => distances.slice(1).map((distance, period) => distance - (distances[period] ?? 0)));

const variances = (panel: Panel, lookAt: (distances: Float64Array) => Float64Array): Float64Array => {
  const { values, controls, start } = panel;
  const common = averagePath(panel, controls);
  return Float64Array.from(values, (row) => {
    const seen = lookAt(row.slice(0, start).map((value, period) => value - (common[period] ?? 0)));
    const mean = meanOf(seen);
    const apart = seen.map((each) => each - mean);
    const variance = sumOver(apart, apart) / (seen.length - 1);
    return variance > ROUNDING ** 2 * sumOver(row, row) ? variance : 0;
  });
};

/** The variance of the average of some areas from that of each, as if areas jumped independently. */
export const groupVariance = (panel: Panel, variances: Float64Array, members: readonly number[]): number => {
  const shares = sharesOf(panel, members);
  return members.reduce((sum, member, place) => sum + (shares[place] ?? 0) ** 2 * (variances[member] ?? 0), 0);
};
