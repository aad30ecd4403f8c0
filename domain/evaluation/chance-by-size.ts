/**
 * How far chance goes at a given number of persons, learnt from results where there was no pilot.
 *
 * The variance of a result is taken as one part that hits an area as a whole and one part that falls with the number of
 * persons: `areaVariance + personVariance / persons`. Both are zero or more and fitted to the squared results by weighted
 * least squares, weights renewed from the fit (McCullagh and Nelder, Generalized linear models, 1989, chapter 10: the
 * variance of a square is in proportion to its own square).
 */
import { type ChanceRate, minimalDetectableEffect, minimumSavingsRates } from './power.ts';

/** A result without a pilot: its rate as a part of expected cost, in an area of so many persons (above zero). */
export interface ChanceResult {
  readonly persons: number;
  readonly rate: number;
}

/** The two parts of the variance of a rate. */
export interface ChanceBySize {
  readonly areaVariance: number;
  readonly personVariance: number;
}

/** What a pilot of so many persons could show, if chance there is as it was elsewhere. */
export interface PowerAtSize {
  readonly persons: number;
  readonly standardError: number;
  readonly minimalDetectableEffect: number;
  readonly minimumSavingsRates: readonly ChanceRate[];
}

/** The weights settle in a few rounds; more change nothing that is printed. */
const ROUNDS = 25;

/** The two parts of chance; `null` below three results or where none differs from the mean. */
export const chanceBySize = (results: readonly ChanceResult[]): ChanceBySize | null => {
  if (results.length < 3) return null;
  const mean = results.reduce((all, { rate }) => all + rate, 0) / results.length;
  const points = results.map(({ persons, rate }) => ({ x: 1 / persons, y: (rate - mean) ** 2 }));
  const average = points.reduce((all, { y }) => all + y, 0) / points.length;
  if (average === 0) return null;
  let fit: ChanceBySize = { areaVariance: average, personVariance: 0 };
  for (let round = 0; round < ROUNDS; round++) fit = refit(points, fit);
  return fit;
};

interface Point {
  readonly x: number;
  readonly y: number;
}

const refit = (points: readonly Point[], { areaVariance, personVariance }: ChanceBySize): ChanceBySize => {
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    const weight = (areaVariance + personVariance * x) ** -2;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  const determinant = w * wxx - wx * wx;
  const [area, person] = [(wxx * wy - wx * wxy) / determinant, (w * wxy - wx * wy) / determinant];
  // Where all areas are of one size the parts cannot be told apart, and persons alone are blamed.
  if (!(determinant > 1e-12 * w * wxx) || area < 0) return { areaVariance: 0, personVariance: wxy / wxx };
  return person < 0 ? { areaVariance: wy / w, personVariance: 0 } : { areaVariance: area, personVariance: person };
};

/** What a pilot of so many persons could show. */
export const powerAtSize = ({ areaVariance, personVariance }: ChanceBySize, persons: number): PowerAtSize => {
  const standardError = Math.sqrt(areaVariance + personVariance / persons);
  return {
    persons,
    standardError,
    minimalDetectableEffect: minimalDetectableEffect(standardError),
    minimumSavingsRates: minimumSavingsRates(standardError),
  };
};
