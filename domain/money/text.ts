/**
 * Numbers as text: how a case file and a statement write them (method N1, section 5).
 *
 * Decimals are read and printed by decimal.js, in a clone of its own whose precision no value can reach; it never
 * divides, so no figure depends on a precision. Amounts, of which a settlement has thousands, are read and printed as
 * whole cents without it, which takes a tenth of the time.
 */
import { Decimal } from 'decimal.js';
import { lowestTerms, type Ratio, ratio } from './ratio.ts';
import { type Cents, centsOf, euroOf, roundHalfAway } from './rounding.ts';

const ExactDecimal = Decimal.clone({ precision: 100_000, toExpNeg: -9e15, toExpPos: 9e15 });

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const CENTS = /^(-?\d+)(?:\.(\d{1,2})0*)?$/;
const FRACTION = /^(-?\d+)\/(\d+)$/;

/** Reads `-?digits[.digits]` exactly; `null` for any other text. */
export const readDecimal = (text: string): Ratio | null => {
  if (!DECIMAL.test(text)) return null;
  const decimal = new ExactDecimal(text);
  const places = decimal.decimalPlaces();
  return ratio(BigInt(decimal.toFixed(places).replace('.', '')), 10n ** BigInt(places));
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
  const parts = CENTS.exec(text);
  return parts === null ? null : euroOf(BigInt(`${parts[1]}${(parts[2] ?? '').padEnd(2, '0')}`));
};

/** Whole cents as euro with two decimals and a point: `-123456.70`. There is no `-0.00`. */
export const printCents = (cents: Cents): string => {
  const digits = `${cents < 0n ? -cents : cents}`.padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** An amount in euro with two decimals; throws where it is not a whole number of cents. */
export const printAmount = (euro: Ratio): string => printCents(centsOf(euro));

/** A ratio as `n/d` in lowest terms, `d` above zero. */
export const printRatio = (a: Ratio): string => {
  const { n, d } = lowestTerms(a);
  return `${n}/${d}`;
};

/** A number rounded (half away from zero) to a number of decimals, only to show it: never to calculate on. */
export const printRounded = (a: Ratio, decimals: number): string => {
  const scaled = roundHalfAway({ n: a.n * 10n ** BigInt(decimals), d: a.d });
  return new ExactDecimal(`${scaled}e-${decimals}`).toFixed(decimals);
};
