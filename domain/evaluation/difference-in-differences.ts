/**
 * Difference-in-differences: the change of the group minus the change of all donors together, every period before
 * counting alike.
 *
 * J. D. Angrist and J.-S. Pischke, Mostly Harmless Econometrics, 2009, section 5.2. Averaging before and after into one
 * difference for each area keeps serial correlation out of the error (M. Bertrand, E. Duflo and S. Mullainathan, Quarterly
 * Journal of Economics 119(1), 2004).
 */
import { type Method, sharesOf } from './comparison.ts';
import type { Panel } from './panel.ts';

/** Weighs donors by their population where the panel has one, else alike, and the periods before alike. */
export const differenceInDifferences: Method = ({ panel, donors }) => ({
  unitWeights: sharesOf(panel, donors),
  timeWeights: new Float64Array(panel.start).fill(1 / panel.start),
  converged: true,
});

/**
 * The panel in logarithms, in which a difference is a ratio: the effect of its comparison, raised with `Math.exp`, is what
 * the group grew by over what the donors grew by. `null` where a value is not above zero, which has no ratio.
 */
export const logarithmsOf = (panel: Panel): Panel | null => {
  const isPositive = panel.values.every((row) => row.every((value) => value > 0));
  return isPositive ? { ...panel, values: panel.values.map((row) => row.map(Math.log)) } : null;
};
