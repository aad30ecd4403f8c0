/**
 * Synthetic control: the mixture of donors that follows the group best before the start, levels included.
 *
 * A. Abadie, A. Diamond and J. Hainmueller, «Synthetic Control Methods for Comparative Case Studies», Journal of the
 * American Statistical Association 105(490), 2010, without covariates. It says nothing where no mixture follows the group:
 * look at the gaps before the start.
 */
import { averagePath, type Method } from './comparison.ts';
import { jumpSize } from './noise.ts';
import { leastSquaresWeights } from './simplex-least-squares.ts';

/**
 * The penalty, in jump sizes: enough to choose among mixtures that fit equally well (the most even one), too little to
 * move the fit. In the smoking data it moves the effect by 0.000002 packs.
 */
const PENALTY = 1e-3;

/** Weighs donors by least squares on the levels before the start; the periods before have no weight of their own. */
export const syntheticControl: Method = ({ panel, group, donors }) => {
  const { start, values } = panel;
  const path = averagePath(panel, group).subarray(0, start);
  const points = donors.map((donor) => path.map((value, period) => (values[donor]?.[period] ?? 0) - value));
  const ridge = start * (PENALTY * jumpSize(panel, donors)) ** 2;
  const { weights, converged } = leastSquaresWeights({ points, ridge });
  return { unitWeights: weights, timeWeights: new Float64Array(start), converged };
};
