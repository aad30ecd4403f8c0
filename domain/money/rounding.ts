/**
 * Rounding, half away from zero, in whole units of a given size (method N4).
 *
 * The method names five rounding points (N3: R1 to R5); each is a line of the worksheet that calls `roundToCent`.
 */
import type { Ratio } from './ratio.ts';

/** An amount of money in whole cents. */
export type Cents = bigint;

/**
 * The whole number nearest to `a`; exactly half goes away from zero, so that a gain and a loss round alike. Half of `d` is
 * added (below zero: taken off) and the rest is cut off. What an odd `d` loses by halving is less than the step of `n`.
 */
export const roundHalfAway = ({ n, d }: Ratio): bigint => (n < 0n ? n - d / 2n : n + d / 2n) / d;

/** The largest whole number that is not above `a`. */
export const floor = (a: Ratio): bigint => {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
};

/** Rounds an amount in euro to whole cents; the answer is again a ratio in euro, over 100. */
export const roundToCent = (euro: Ratio): Ratio => euroOf(roundHalfAway({ n: euro.n * 100n, d: euro.d }));

/** An amount in euro from whole cents. */
export const euroOf = (cents: Cents): Ratio => ({ n: cents, d: 100n });

/** Whether an amount in euro is a whole number of cents. */
export const isWholeCents = (euro: Ratio): boolean => euro.d === 100n || (euro.n * 100n) % euro.d === 0n;

/** The whole cents of an amount in euro. A part of a cent here means that a rounding point was skipped, so it throws. */
export const centsOf = (euro: Ratio): Cents => {
  if (!isWholeCents(euro)) throw new RangeError('An amount with a part of a cent met a place that needs whole cents.');
  return euro.d === 100n ? euro.n : (euro.n * 100n) / euro.d;
};
