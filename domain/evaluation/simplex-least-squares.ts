/**
 * Weights that are not negative and add up to one, chosen by least squares: the one optimisation behind synthetic control
 * and synthetic difference-in-differences.
 *
 * The minimum of ‖Σ wⱼcⱼ‖² + η‖w‖² over the simplex is the point nearest to the origin in the hull of the points
 * (cⱼ, √η eⱼ). It is found with the finite algorithm of P. Wolfe, «Finding the nearest point in a polytope», Mathematical
 * Programming 11 (1976): exact to the precision of the machine, where the Frank–Wolfe iterations in common use only come
 * near. The ridge η makes the answer unique, also where many mixtures fit equally well.
 */
import { leastSquares } from './least-squares.ts';

/** `points` are the columns cⱼ, all of the same length; `ridge` is η, in squared units of the points, not negative. */
export interface SimplexProblem {
  readonly points: readonly Float64Array[];
  readonly ridge: number;
  /** The most corrections of the set of weights above zero; a guard, far above what is ever needed. */
  readonly mostSteps?: number;
}

/** The weights in the order of the points; where `converged` is false they are not the minimum and may not be used. */
export interface SimplexSolution {
  readonly weights: Float64Array;
  readonly converged: boolean;
}

/** Relative to the largest point; keeps the equations solvable where all points are equal or the ridge is zero. */
const LEAST_RIDGE = 1e-14;

/** How far, in parts of the objective, a point outside the mixture must improve it before it is taken in. */
const TOLERANCE = 1e-10;

/** The weights with the least squares. Without points, or with one, there is nothing to choose. */
export const leastSquaresWeights = ({ points, ridge, mostSteps }: SimplexProblem): SimplexSolution => {
  const largest = Math.max(0, ...points.map((point) => dot(point, point)));
  if (points.length < 2 || largest === 0) return { weights: equal(points.length), converged: true };
  const eta = Math.max(ridge, LEAST_RIDGE * largest);
  let mixture = startingMixture(points, eta);
  for (let step = 0; step < (mostSteps ?? 20 * points.length + 100); step += 1) {
    const entering = mostImproving(points, mixture);
    if (entering < 0) return { weights: spread(mixture, points.length), converged: true };
    mixture = correct(points, eta, {
      members: [...mixture.members, entering],
      weights: [...mixture.weights, 0],
    });
  }
  return { weights: spread(mixture, points.length), converged: false };
};

/** The points with a weight above zero, and those weights, which add up to one. */
interface Mixture {
  readonly members: readonly number[];
  readonly weights: readonly number[];
}

/** A mixture that is the best one of its members. */
interface Settled extends Mixture {
  /** Σ wⱼcⱼ. */
  readonly sum: Float64Array;
  /** ‖Σ wⱼcⱼ‖² + η‖w‖²: the inner product of every member with the mixture. */
  readonly objective: number;
}

const dot = (left: ArrayLike<number>, right: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
};

const equal = (count: number): Float64Array => new Float64Array(count).fill(1 / count);

const spread = ({ members, weights }: Mixture, count: number): Float64Array => {
  const all = new Float64Array(count);
  members.forEach((member, place) => {
    all[member] = weights[place] ?? 0;
  });
  return all;
};

/** Everyone takes part, and whoever gets a weight below zero leaves, until nobody does: near the end in a few rounds. */
const startingMixture = (points: readonly Float64Array[], eta: number): Settled => {
  let best = affineMinimum(points, eta, [...points.keys()]);
  while (best.weights.some((weight) => weight <= 0))
    best = affineMinimum(
      points,
      eta,
      best.members.filter((_, place) => (best.weights[place] ?? 0) > 0),
    );
  return best;
};

/** The point outside the mixture that would improve it most, or -1 where none does: then the mixture is the minimum. */
const mostImproving = (points: readonly Float64Array[], { members, sum, objective }: Settled): number => {
  const inside = new Set(members);
  let [least, entering] = [objective * (1 - TOLERANCE), -1];
  points.forEach((point, place) => {
    const product = inside.has(place) ? Number.POSITIVE_INFINITY : dot(point, sum);
    if (product < least) [least, entering] = [product, place];
  });
  return entering;
};

/** Goes towards the best mixture of the members; a weight that would fall below zero stops there and its member leaves. */
const correct = (points: readonly Float64Array[], eta: number, start: Mixture): Settled => {
  let mixture = start;
  for (;;) {
    const target = affineMinimum(points, eta, mixture.members);
    if (target.weights.every((weight) => weight > 0)) return target;
    mixture = towards(mixture, target.weights);
  }
};

const towards = ({ members, weights }: Mixture, target: readonly number[]): Mixture => {
  const reach = weights.map((weight, place) => {
    const aim = target[place] ?? 0;
    return aim > 0 ? Number.POSITIVE_INFINITY : weight / (weight - aim);
  });
  const part = Math.min(...reach);
  const moved = weights.map((weight, place) => weight + part * ((target[place] ?? 0) - weight));
  const stays = reach.map((each) => each > part);
  return { members: members.filter((_, place) => stays[place]), weights: moved.filter((_, place) => stays[place]) };
};

/** The best mixture of these members with weights that add up to one and may be below zero. */
const affineMinimum = (points: readonly Float64Array[], eta: number, members: readonly number[]): Settled => {
  const chosen = members.map((member) => points[member] ?? new Float64Array(0));
  const length = chosen[0]?.length ?? 0;
  return { members, ...(chosen.length > length ? throughMultipliers(chosen, eta) : throughWeights(chosen, eta)) };
};

/** Few members: least squares for the weights after the first, whose own weight is what the others leave. */
const throughWeights = (chosen: readonly Float64Array[], eta: number): Omit<Settled, 'members'> => {
  const [first = new Float64Array(0), ...others] = chosen;
  const root = Math.sqrt(eta);
  const columns = others.map((point, place) => {
    const column = new Float64Array(first.length + chosen.length);
    point.forEach((value, at) => {
      column[at] = value - (first[at] ?? 0);
    });
    column[first.length] = -root;
    column[first.length + 1 + place] = root;
    return column;
  });
  const aim = new Float64Array(first.length + chosen.length);
  aim.set(first.map((value) => -value));
  aim[first.length] = -root;
  const rest = [...leastSquares(columns, aim)];
  const weights = [1 - rest.reduce((total, weight) => total + weight, 0), ...rest];
  const sum = mixed(chosen, weights);
  return { weights, sum, objective: dot(sum, sum) + eta * dot(weights, weights) };
};

const mixed = (chosen: readonly Float64Array[], weights: readonly number[]): Float64Array => {
  const sum = new Float64Array(chosen[0]?.length ?? 0);
  chosen.forEach((point, place) => {
    const weight = weights[place] ?? 0;
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + weight * (point[at] ?? 0);
  });
  return sum;
};

/**
 * More members than the length of a point: the weights are, but for a factor, what remains of a row of ones after a ridge
 * regression on the coordinates of the points. The work then grows with the number of members and not with its cube.
 */
const throughMultipliers = (chosen: readonly Float64Array[], eta: number): Omit<Settled, 'members'> => {
  const length = chosen[0]?.length ?? 0;
  const root = Math.sqrt(eta);
  const columns = Array.from({ length }, (_, coordinate) => {
    const column = new Float64Array(chosen.length + length);
    for (let place = 0; place < chosen.length; place += 1) column[place] = chosen[place]?.[coordinate] ?? 0;
    column[chosen.length + coordinate] = root;
    return column;
  });
  const slopes = leastSquares(columns, new Float64Array(chosen.length + length).fill(1, 0, chosen.length));
  const remains = chosen.map((point) => 1 - dot(point, slopes));
  const total = remains.reduce((sum, each) => sum + each, 0);
  return {
    weights: remains.map((each) => each / total),
    sum: slopes.map((slope) => (eta * slope) / total),
    objective: eta / total,
  };
};
