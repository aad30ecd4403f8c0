/**
 * The chain-ladder with Mack's standard errors: what is still to come, and how sure that is, without an assumption about
 * the distribution of claims.
 *
 * Source: Mack, Distribution-free calculation of the standard error of chain ladder reserve estimates, ASTIN Bulletin
 * 1993;23(2):213–225. The last development has one ratio and so no variance of its own; Mack's rule there is
 * σ² = min(σ⁴ₙ₋₂ / σ²ₙ₋₃, min(σ²ₙ₋₃, σ²ₙ₋₂)).
 */
import type { OriginRow, Triangle } from './triangle.ts';

/** One origin at full age: the costs known now, the costs expected in the end, their difference, and its standard error. */
export interface OriginReserve {
  readonly origin: string;
  readonly latest: number;
  readonly ultimate: number;
  readonly reserve: number;
  /** `null` where the triangle is too small for it. */
  readonly se: number | null;
}

export interface ChainLadder {
  /** From age 1 to 2, from 2 to 3, …; each above zero. */
  readonly factors: readonly number[];
  readonly origins: readonly OriginReserve[];
  readonly total: { readonly ultimate: number; readonly reserve: number; readonly se: number | null };
}

/** One step of development: its factor, Mack's σ² (`null` where it cannot be had), and the sum that the factor divides by. */
export interface Development {
  readonly factor: number;
  readonly variance: number | null;
  readonly base: number;
  /** How many origins show this step. */
  readonly origins: number;
}

/** The steps of development of a triangle, from age 1 to 2 on. */
export const developmentsOf = ({ ages, rows }: Triangle): Development[] => {
  const steps: Development[] = [];
  for (let age = 1; age < ages; age++) steps.push(developmentAt(rows, age, steps));
  return steps;
};

const developmentAt = (rows: readonly OriginRow[], age: number, before: readonly Development[]): Development => {
  const pairs = rows.flatMap(({ values }) => {
    const [from, to] = [values[age - 1] ?? null, values[age] ?? null];
    return from === null || to === null ? [] : [{ from, to }];
  });
  const base = pairs.reduce((all, { from }) => all + from, 0);
  const factor = pairs.reduce((all, { to }) => all + to, 0) / base;
  const squares = pairs.reduce((all, { from, to }) => all + from * (to / from - factor) ** 2, 0);
  const variance = pairs.length > 1 ? squares / (pairs.length - 1) : lastVariance(before);
  return { factor, variance, base, origins: pairs.length };
};

const lastVariance = (before: readonly Development[]): number | null => {
  const [earlier, last] = before.slice(-2).map(({ variance }) => variance);
  if (before.length < 2 || earlier == null || last == null) return null;
  return earlier === 0 ? 0 : Math.min(last ** 2 / earlier, earlier, last);
};

/** The reserve of every origin and in total, with standard errors. */
export const chainLadder = (triangle: Triangle): ChainLadder => {
  const steps = developmentsOf(triangle);
  const factors = steps.map(({ factor }) => factor);
  const projected = triangle.rows.map((row) => project(row, steps));
  const errors = projected.map((each) => squaredError(each, steps));
  const origins = projected.map(({ origin, latest, ultimate }, place): OriginReserve => {
    const squared = errors[place] ?? null;
    return { origin, latest, ultimate, reserve: ultimate - latest, se: squared === null ? null : Math.sqrt(squared) };
  });
  const ultimate = origins.reduce((all, each) => all + each.ultimate, 0);
  const reserve = origins.reduce((all, each) => all + each.reserve, 0);
  return { factors, origins, total: { ultimate, reserve, se: totalError(projected, errors, steps) } };
};

interface Projected {
  readonly origin: string;
  readonly age: number;
  readonly latest: number;
  readonly ultimate: number;
  /** The known or expected value at each age from the latest on. */
  readonly path: readonly number[];
}

const project = ({ origin, values }: OriginRow, steps: readonly Development[]): Projected => {
  const age = values.length;
  const latest = values[age - 1] ?? 0;
  const path = [latest];
  for (const { factor } of steps.slice(age - 1)) path.push((path.at(-1) ?? 0) * factor);
  return { origin, age, latest, ultimate: path.at(-1) ?? latest, path };
};

/** The relative variance σ²/f² of the steps from an age on, each times a weight; `null` where a σ² is not known. */
const weighed = (
  steps: readonly Development[],
  age: number,
  weight: (step: Development, ahead: number) => number,
): number | null => {
  let sum = 0;
  for (const [ahead, step] of steps.slice(age - 1).entries()) {
    if (step.variance === null) return null;
    sum += (step.variance / step.factor ** 2) * weight(step, ahead);
  }
  return sum;
};

const squaredError = ({ age, ultimate, path }: Projected, steps: readonly Development[]): number | null => {
  const relative = weighed(steps, age, ({ base }, ahead) => 1 / (path[ahead] ?? Number.NaN) + 1 / base);
  return relative === null ? null : ultimate ** 2 * relative;
};

/** Origins share the error of the factors, so the total has a term for each pair (Mack 1993, corollary of theorem 3). */
const totalError = (
  projected: readonly Projected[],
  errors: readonly (number | null)[],
  steps: readonly Development[],
): number | null => {
  let squared = 0;
  for (const [place, each] of projected.entries()) {
    const own = errors[place] ?? null;
    if (own === null) return null;
    squared += own;
    for (const other of projected.slice(place + 1)) {
      const shared = weighed(steps, Math.max(each.age, other.age), ({ base }) => 2 / base);
      squared += each.ultimate * other.ultimate * (shared ?? 0);
    }
  }
  return Math.sqrt(squared);
};
