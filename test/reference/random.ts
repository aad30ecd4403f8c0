/** Draws that are the same for the same seed on every machine, and numbers drawn as text. */

/** A stream of draws. */
export type Random = {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number;
  /** A number between `low` and `high`. */
  readonly between: (low: number, high: number) => number;
  /** One member of a list that is not empty. */
  readonly pick: <Value>(list: readonly [Value, ...Value[]] | readonly Value[]) => Value;
  /** The list in another order. */
  readonly shuffled: <Value>(list: readonly Value[]) => Value[];
};

/** Mulberry32 by Tommy Ettinger: 32 bits of state, good enough to choose cases with. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** The draws of a seed. Seeds that lie side by side give unlike draws: the seed is spread over all bits first. */
export const randomFrom = (seed: number): Random => {
  const next = mulberry32(Math.imul(seed + 1, 0x9e3779b1));
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <Value>(list: readonly Value[]): Value => {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[whole(0, list.length - 1)] as Value;
  };
  const shuffled = <Value>(list: readonly Value[]): Value[] =>
    list
      .map((value) => ({ value, rank: next() }))
      .sort((left, right) => left.rank - right.rank)
      .map(({ value }) => value);
  const between = (low: number, high: number): number => low + next() * (high - low);
  return { next, chance: (probability) => next() < probability, whole, between, pick, shuffled };
};

/** A whole number of units as a decimal with `decimals` places: 1234 units of a hundredth are `12.34`. */
export const decimalText = (units: bigint, decimals: number): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};

/** The same number without zeros at its end. */
export const withoutTrailingZeros = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

/** Whole cents as an amount, in one of the ways that N1 allows: `12`, `12.5`, `12.50`, `12.500`, `-0.00`, `012.50`. */
export const amountText = (random: Random, cents: bigint): string => {
  const text = decimalText(cents, 2);
  if (random.chance(0.3)) return withoutTrailingZeros(text);
  if (random.chance(0.03)) return `${text}0`;
  if (cents === 0n && random.chance(0.2)) return `-${text}`;
  if (cents > 0n && random.chance(0.01)) return `0${text}`;
  return text;
};

/** `count` weights that are not negative and sum to exactly 1, as decimals or fractions, some of them zero. */
export const drawWeights = (random: Random, count: number): string[] => {
  const unit = random.pick([1, 2, 3, 7, 10, 10, 37, 100, count, count]);
  const parts = new Array<number>(count).fill(0);
  const takers = random.shuffled(parts.map((_, place) => place)).slice(0, random.whole(1, count));
  const isEqual = unit === count && random.chance(0.8);
  for (let given = 0; given < unit; given += 1) {
    const taker = isEqual ? given : random.pick(takers);
    parts[taker] = (parts[taker] ?? 0) + 1;
  }
  return parts.map((part) => weightText(random, part, unit));
};

const weightText = (random: Random, part: number, unit: number): string => {
  if (part === 0 && random.chance(0.7)) return '0';
  if (part === unit && random.chance(0.7)) return '1';
  if (unit === 10) return decimalText(BigInt(part), 1);
  if (unit === 100) return decimalText(BigInt(part), 2);
  return `${part}/${unit}`;
};
