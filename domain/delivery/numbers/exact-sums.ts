/**
 * Exact sums over a million numbers and more: some for each key, side by side.
 *
 * Money is never a floating-point number, and it is none here: a sum is kept as a whole number of hundredths in a
 * JavaScript number, which holds every whole number up to 2^53 exactly, and only for as long as it lies below 2^52. A
 * number of at most 15 digits is below 2^50, so a sum before the check is below 2^52 + 2^50, still exact; one that has
 * passed 2^52 is moved to a BigInt at once and starts again from zero. Adding never rounds, in no order of the rows.
 * A number with more than two decimals, or a longer one, is added as an exact ratio.
 */
import { add, type Ratio, ratio, ZERO } from '../../money/ratio.ts';

/** The most digits that a number may have to be added as hundredths. */
export const MOST_SAFE_DIGITS = 15;

const LIMIT = 2 ** 52;

/** Sums by key and by their number under that key, both small whole numbers from 0. */
export interface ExactSums {
  /** Adds a whole number of hundredths of at most 15 digits. */
  readonly addHundredths: (key: number, sum: number, hundredths: number) => void;
  readonly add: (key: number, sum: number, value: Ratio) => void;
  /** The sum; zero where nothing was added. */
  readonly of: (key: number, sum: number) => Ratio;
}

const FIRST_KEYS = 1_024;

/** So many sums for each key, without any number added. The sums of a key lie together, for the processor's cache. */
export const exactSums = (sumsOfKey: number): ExactSums => {
  let sums = new Float64Array(0);
  const beyond = new Map<number, bigint>();
  const others = new Map<number, Ratio>();

  const grow = (place: number): void => {
    const larger = new Float64Array(Math.max(FIRST_KEYS * sumsOfKey, place * 2));
    larger.set(sums);
    sums = larger;
  };

  const moveBeyond = (place: number, hundredths: number): void => {
    beyond.set(place, (beyond.get(place) ?? 0n) + BigInt(hundredths));
    sums[place] = 0;
  };

  return {
    addHundredths: (key, sum, hundredths) => {
      const place = key * sumsOfKey + sum;
      if (place >= sums.length) grow(place);
      const after = (sums[place] as number) + hundredths;
      if (after < LIMIT && after > -LIMIT) sums[place] = after;
      else moveBeyond(place, after);
    },
    add: (key, sum, value) => {
      const place = key * sumsOfKey + sum;
      others.set(place, add(others.get(place) ?? ZERO, value));
    },
    of: (key, sum) => {
      const place = key * sumsOfKey + sum;
      const hundredths = BigInt(sums[place] ?? 0) + (beyond.get(place) ?? 0n);
      const other = others.get(place);
      return other === undefined ? ratio(hundredths, 100n) : add(ratio(hundredths, 100n), other);
    },
  };
};
