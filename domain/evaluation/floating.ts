/**
 * From exact numbers to the floating-point numbers of the evaluation, and back to few enough digits to be the same on every
 * machine. Nothing here reaches a payment.
 */
import type { Ratio } from '../money/ratio.ts';

/** A ratio as a floating-point number. */
export const numberOf = ({ n, d }: Ratio): number => Number(n) / Number(d);

/** The sum of a figure over rows; zero for none. */
export const sumOf = <T>(all: readonly T[], figure: (each: T) => number): number =>
  all.reduce((sum, each) => sum + figure(each), 0);

/** To a millionth of a euro: what lies below it is the rounding of a computer, and differs from one to another. */
export const rounded = (value: number): number => Number(value.toFixed(6));
