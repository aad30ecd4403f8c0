/**
 * Numbers as text: how a case file and a statement write them (method N1, section 5).
 *
 * A text is read into whole numbers digit by digit and printed from whole numbers, so nothing here can round but
 * `printRounded`, which is for showing only.
 */
import { lowestTerms, type Ratio, ratio } from './ratio.ts';
import { type Cents, centsOf, euroOf, roundHalfAway } from './rounding.ts';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const CENTS = /^-?\d+(?:\.\d{1,2}0*)?$/;
const FRACTION = /^(-?\d+)\/(\d+)$/;

/** Reads `-?digits[.digits]` exactly; `null` for any other text. */
export const readDecimal = (text: string): Ratio | null => {
  if (!DECIMAL.test(text)) return null;
  const point = text.indexOf('.');
  if (point < 0) return { n: BigInt(text), d: 1n };
  const decimals = withoutTrailingZeros(text.slice(point + 1));
  return { n: BigInt(text.slice(0, point) + decimals), d: powerOfTen(decimals.length) };
};

/** `50` as `5`: the same decimal is then always the same pair. A loop, because a pattern would try every zero anew. */
const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
};

/** Reads a decimal or a fraction `-?digits/digits` exactly; `null` for any other text and for a denominator of zero. */
export const readRatio = (text: string): Ratio | null => {
  const fraction = FRACTION.exec(text);
  if (fraction === null) return readDecimal(text);
  const denominator = BigInt(fraction[2] ?? '0');
  return denominator === 0n ? null : ratio(BigInt(fraction[1] ?? '0'), denominator);
};

/** Reads an amount in euro of whole cents (`"1.500"` is one, `"1.005"` is not); `null` for any other text. */
export const readAmount = (text: string): Ratio | null => {
  if (!CENTS.test(text)) return null;
  const point = text.indexOf('.');
  if (point < 0) return euroOf(BigInt(text) * 100n);
  return euroOf(BigInt(text.slice(0, point) + text.slice(point + 1, point + 3).padEnd(2, '0')));
};

/** A whole number of units of a size `10^-decimals`, as a decimal. There is no `-0`, and no point without decimals. */
const printScaled = (units: bigint, decimals: number): string => {
  if (decimals === 0) return `${units}`;
  const digits = `${units < 0n ? -units : units}`.padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
};

/** Whole cents as euro with two decimals and a point: `-123456.70`. There is no `-0.00`. */
export const printCents = (cents: Cents): string => printScaled(cents, 2);

/** An amount in euro with two decimals; throws where it is not a whole number of cents. */
export const printAmount = (euro: Ratio): string => printCents(centsOf(euro));

/** A ratio as `n/d` in lowest terms, `d` above zero. */
export const printRatio = (a: Ratio): string => {
  const { n, d } = lowestTerms(a);
  return `${n}/${d}`;
};

/** As many digits as are printed at once. The time that this takes grows with the square of their number. */
const PIECE = 400;
const LONG = 10n ** BigInt(PIECE);

/** A whole number as `${whole}` writes it. One of hundreds of digits is printed in pieces, which takes a sixth less time. */
export const printLong = (whole: bigint): string => {
  if (whole < LONG) return `${whole}`;
  const above = whole / LONG;
  return printLong(above) + `${whole - above * LONG}`.padStart(PIECE, '0');
};

/** A number rounded (half away from zero) to a number of decimals, only to show it: never to calculate on. */
export const printRounded = (a: Ratio, decimals: number): string =>
  printScaled(roundHalfAway({ n: a.n * powerOfTen(decimals), d: a.d }), decimals);

const POWERS: bigint[] = [];

/** `10^exponent`, made once. */
const powerOfTen = (exponent: number): bigint => {
  POWERS[exponent] ??= 10n ** BigInt(exponent);
  return POWERS[exponent];
};
