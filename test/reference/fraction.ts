/**
 * Exact numbers for the reference implementation of the settlement method, rules N1 to N5, written in the plainest
 * way: a fraction of two whole numbers, reduced after every operation, and no shortcut anywhere. Amounts of money are
 * whole cents as `bigint` from the first rounding on.
 */

/** An exact rational number in lowest terms, `denominator` above zero. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

const greatestCommonDivisor = (left: bigint, right: bigint): bigint => {
  let a = left < 0n ? -left : left;
  let b = right < 0n ? -right : right;
  while (b !== 0n) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
};

/** The fraction numerator / denominator in lowest terms. Throws a RangeError when the denominator is zero. */
export const fraction = (numerator: bigint, denominator: bigint): Fraction => {
  if (denominator === 0n) throw new RangeError('division by zero');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
};

/** A whole number as a fraction. */
export const whole = (value: bigint): Fraction => fraction(value, 1n);

/** Zero. */
export const zero: Fraction = whole(0n);

/** One. */
export const one: Fraction = whole(1n);

/** left + right. */
export const plus = (left: Fraction, right: Fraction): Fraction =>
  fraction(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );

/** left − right. */
export const minus = (left: Fraction, right: Fraction): Fraction =>
  fraction(
    left.numerator * right.denominator - right.numerator * left.denominator,
    left.denominator * right.denominator,
  );

/** left × right. */
export const times = (left: Fraction, right: Fraction): Fraction =>
  fraction(left.numerator * right.numerator, left.denominator * right.denominator);

/** left / right. Throws a RangeError when right is zero. */
export const dividedBy = (left: Fraction, right: Fraction): Fraction =>
  fraction(left.numerator * right.denominator, left.denominator * right.numerator);

/** Whether left ≥ right, by cross-multiplication; equal counts as met (N6). */
export const isAtLeast = (left: Fraction, right: Fraction): boolean =>
  left.numerator * right.denominator >= right.numerator * left.denominator;

/** Whether left > right. */
export const isAbove = (left: Fraction, right: Fraction): boolean => !isAtLeast(right, left);

/** The smaller of two. */
export const smaller = (left: Fraction, right: Fraction): Fraction => (isAtLeast(left, right) ? right : left);

/** The larger of two. */
export const larger = (left: Fraction, right: Fraction): Fraction => (isAtLeast(left, right) ? left : right);

/** Whether the number is zero. */
export const isZero = (value: Fraction): boolean => value.numerator === 0n;

/** The sum of a list; zero for none. */
export const sum = (values: readonly Fraction[]): Fraction => {
  let total = zero;
  for (const value of values) total = plus(total, value);
  return total;
};

/** Reads `-?digits[.digits]` or `-?digits/digits` (N1). */
export const readNumber = (text: string): Fraction => {
  const [above = '', below] = text.split('/');
  if (below !== undefined) return fraction(BigInt(above), BigInt(below));
  const [digits = '', decimals = ''] = text.split('.');
  return fraction(BigInt(digits + decimals), 10n ** BigInt(decimals.length));
};

/** The largest whole number that is not above the value (towards minus infinity). */
export const floorOf = (value: Fraction): bigint => {
  const quotient = value.numerator / value.denominator;
  const isBelowZeroAndBroken = value.numerator < 0n && quotient * value.denominator !== value.numerator;
  return isBelowZeroAndBroken ? quotient - 1n : quotient;
};

/** Whether the value lies exactly between two whole numbers. */
export const isHalfway = (value: Fraction): boolean => value.denominator === 2n;

/** The nearest whole number, half away from zero (N4). */
export const rounded = (value: Fraction): bigint =>
  value.numerator < 0n ? -rounded(minus(zero, value)) : floorOf(plus(value, fraction(1n, 2n)));

/** `n/d` in lowest terms. */
export const printRatio = (value: Fraction): string => `${value.numerator}/${value.denominator}`;

/** Whole cents as euros with two decimals; zero has no sign. */
export const printCents = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
