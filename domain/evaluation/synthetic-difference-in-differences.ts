/**
 * Synthetic difference-in-differences: donors are weighed so that their mixture runs parallel to the group before the
 * start, and the periods before so that they resemble those after.
 *
 * Arkhangelsky, Athey, Hirshberg, Imbens and Wager, American Economic Review 111(12), 2021, algorithm 1 and equations 4
 * to 6. The authors' program stops near the minimum, after a second round from a sparser start; here the minimum itself
 * is taken, so that no stopping rule has a say: −15.6054 for the smoking data where theirs stops at −15.6038.
 */
import { averagePath, type Method, meanOf, type Split } from './comparison.ts';
import { jumpSize } from './noise.ts';
import { leastSquaresWeights, type SimplexSolution } from './simplex-least-squares.ts';

/** The penalty on the weights of periods, in jump sizes: only there to make them unique (section 2 of the paper). */
const TIME_PENALTY = 1e-6;

/** Weighs donors with the penalty of equation 5 and periods nearly without; both up to a constant distance. */
export const syntheticDifferenceInDifferences: Method = (split) => {
  const jump = jumpSize(split.panel, split.donors);
  const units = unitWeights(split, jump);
  const time = timeWeights(split, jump);
  return { unitWeights: units.weights, timeWeights: time.weights, converged: units.converged && time.converged };
};

const unitWeights = ({ panel, group, donors }: Split, jump: number): SimplexSolution => {
  const { start, values, periods } = panel;
  const path = averagePath(panel, group).subarray(0, start);
  const points = donors.map((donor) => centred(path.map((value, at) => (values[donor]?.[at] ?? 0) - value)));
  const treatedCells = group.length * (periods.length - start);
  return leastSquaresWeights({ points, ridge: start * Math.sqrt(treatedCells) * jump ** 2 });
};

const timeWeights = ({ panel, donors }: Split, jump: number): SimplexSolution => {
  const { start, values } = panel;
  const after = donors.map((donor) => meanOf(values[donor]?.subarray(start) ?? []));
  const points = Array.from({ length: start }, (_, period) =>
    centred(Float64Array.from(donors, (donor, place) => (values[donor]?.[period] ?? 0) - (after[place] ?? 0))),
  );
  return leastSquaresWeights({ points, ridge: donors.length * (TIME_PENALTY * jump) ** 2 });
};

/** Taking off the mean leaves the distance between two lines free: that is the intercept of the paper. */
const centred = (path: Float64Array): Float64Array => {
  const mean = meanOf(path);
  return path.map((value) => value - mean);
};
