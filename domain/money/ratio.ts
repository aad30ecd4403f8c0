/**
 * Exact rational numbers, the only numbers of the settlement (method N2).
 *
 * A ratio is a pair of whole numbers of any length. Between the rounding points that the method names nothing is
 * ever rounded: `(1/3) × 3` is 1. A ratio is put in lowest terms where it is printed (`lowestTerms`), not at every
 * addition, because that costs four to five times as much.
 */

/** An exact rational number `n / d`; `d` is always positive, and the pair need not be in lowest terms. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Ratio = { n: 0n, d: 1n };
export const ONE: Ratio = { n: 1n, d: 1n };

/** The ratio of two whole numbers. A denominator of zero is our own mistake, so it throws. */
export const ratio = (n: bigint, d: bigint = 1n): Ratio => {
  if (d === 0n) throw new RangeError('A ratio cannot have denominator zero.');
  return d > 0n ? { n, d } : { n: -n, d: -d };
};

/** `a + b`. Equal denominators, and denominators that divide each other, stay as small as they are. */
export const add = (a: Ratio, b: Ratio): Ratio => {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
};

/** `−a`. */
export const negate = (a: Ratio): Ratio => ({ n: -a.n, d: a.d });

/** `a − b`. */
export const subtract = (a: Ratio, b: Ratio): Ratio => add(a, negate(b));

/** `a × b`. */
export const multiply = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d });

/** `a / b`. Callers refuse a zero divisor by name before they divide; one that arrives here is a bug and throws. */
export const divide = (a: Ratio, b: Ratio): Ratio => ratio(a.n * b.d, a.d * b.n);

/** The sum of any number of ratios; zero for none. Neighbours are added first, so that long numbers meet seldom. */
export const sum = (terms: readonly Ratio[]): Ratio => {
  let rest = terms;
  while (rest.length > 1) rest = inPairs(rest);
  return rest[0] ?? ZERO;
};

const inPairs = (terms: readonly Ratio[]): Ratio[] => {
  const sums: Ratio[] = [];
  let waiting: Ratio | null = null;
  for (const term of terms) {
    if (waiting !== null) sums.push(add(waiting, term));
    waiting = waiting === null ? term : null;
  }
  return waiting === null ? sums : [...sums, waiting];
};

/** −1, 0 or 1 as `a` is smaller than, equal to or larger than `b`, by cross-multiplication (method N6). */
export const compare = (a: Ratio, b: Ratio): -1 | 0 | 1 => {
  const difference = a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
};

/** −1, 0 or 1: the sign of a ratio. */
export const sign = (a: Ratio): -1 | 0 | 1 => (a.n === 0n ? 0 : a.n < 0n ? -1 : 1);

/** Whether a ratio is exactly zero. */
export const isZero = (a: Ratio): boolean => a.n === 0n;

/** The smaller of two. */
export const smaller = (a: Ratio, b: Ratio): Ratio => (compare(a, b) <= 0 ? a : b);

/** The larger of two. */
export const larger = (a: Ratio, b: Ratio): Ratio => (compare(a, b) >= 0 ? a : b);

/** `max(0, a)`. */
export const positivePart = (a: Ratio): Ratio => (a.n > 0n ? a : ZERO);

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** The same number with the smallest possible denominator. */
export const lowestTerms = (a: Ratio): Ratio => {
  const common = greatestCommonDivisor(a.n, a.d);
  return common === 1n ? a : { n: a.n / common, d: a.d / common };
};
