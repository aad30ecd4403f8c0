/**
 * Numbers read straight from bytes: digits, with a minus before them or not, and one comma or point with one or two
 * digits after it or none. Such a number means one thing only, whatever the decimal sign of its file.
 */
import { MOST_SAFE_DIGITS } from './exact-sums.ts';

/** What was read last. It is overwritten by the next number. */
export interface PlainNumber {
  /** The number in whole hundredths, exact. */
  hundredths: number;
  isNegative: boolean;
  /** The byte of the decimal sign; 0 for a whole number. */
  sign: number;
  /** The number of decimals: 0, 1 or 2. */
  places: number;
}

export const COMMA = 0x2c;
export const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO_DIGIT = 0x30;

/** So many characters at most, a minus and a sign among them: with two digits added for hundredths it stays exact. */
const LONGEST = MOST_SAFE_DIGITS - 2;

/** Reads the bytes of a number into `into`; false where they are anything else, which says nothing about them. */
export const readPlain = (bytes: Uint8Array, from: number, to: number, into: PlainNumber): boolean => {
  const isNegative = bytes[from] === MINUS;
  const start = isNegative ? from + 1 : from;
  if (to - start > LONGEST || start >= to) return false;
  let value = 0;
  let signAt = -1;
  let sign = 0;
  for (let at = start; at < to; at++) {
    const byte = bytes[at] as number;
    const digit = byte - ZERO_DIGIT;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (signAt < 0 && (byte === COMMA || byte === POINT)) {
      signAt = at;
      sign = byte;
    } else return false;
  }
  const places = signAt < 0 ? 0 : to - signAt - 1;
  if (signAt === start || (signAt >= 0 && places === 0) || places > 2) return false;
  const hundredths = places === 0 ? value * 100 : places === 1 ? value * 10 : value;
  into.hundredths = isNegative ? -hundredths : hundredths;
  into.isNegative = isNegative;
  into.sign = sign;
  into.places = places;
  return true;
};
