/**
 * Dividing whole cents over parties so that nothing appears and nothing vanishes (method N5).
 *
 * Every party gets the whole cents of its exact quota; the cents that remain go to the largest fractional parts, and
 * among equal parts to the party that stands first in the agreement.
 */
import { add, divide, isZero, multiply, negate, type Ratio, sign, subtract, sum, ZERO } from './ratio.ts';
import { type Cents, centsOf, euroOf, floor } from './rounding.ts';

/**
 * Splits whole cents in proportion to weights (ratios ≥ 0, in the order of the agreement). Zero gives zeros, whatever
 * the weights; a total other than zero needs a weight above zero, and throws without one.
 */
export const split = (total: Cents, weights: readonly Ratio[]): Cents[] => {
  if (total === 0n) return weights.map(() => 0n);
  const whole = sum(weights);
  return splitQuotas(
    weights.map((weight) => divide(multiply(euroOf(total), weight), whole)),
    total,
  );
};

/**
 * Splits whole cents by given quotas in euro, of either sign, whose sum differs from the total by less than one cent.
 * A negative total (or a total of zero whose first non-zero quota is negative) is split as its mirror image.
 */
export const splitQuotas = (quotas: readonly Ratio[], total: Cents): Cents[] => {
  const gap = subtract(sum(quotas), euroOf(total));
  if (gap.n * 100n >= gap.d || -gap.n * 100n >= gap.d)
    throw new RangeError('The quotas of a split differ from its total by a cent or more.');
  return isMirrored(quotas, total)
    ? splitUpwards(quotas.map(negate), -total).map((cents) => -cents)
    : splitUpwards(quotas, total);
};

const isMirrored = (quotas: readonly Ratio[], total: Cents): boolean => {
  if (total !== 0n) return total < 0n;
  const first = quotas.find((quota) => !isZero(quota));
  return first !== undefined && sign(first) < 0;
};

const splitUpwards = (quotas: readonly Ratio[], total: Cents): Cents[] => {
  const floors = quotas.map((quota) => floor({ n: quota.n * 100n, d: quota.d }));
  const parts = quotas.map((quota, place) => ({ place, part: subtract(quota, euroOf(floors[place] ?? 0n)) }));
  parts.sort((a, b) => -sign(subtract(a.part, b.part)) || a.place - b.place);
  const remaining = total - floors.reduce((all, cents) => all + cents, 0n);
  const favoured = new Set(parts.filter((_, rank) => BigInt(rank) < remaining).map(({ place }) => place));
  const cents = floors.map((whole, place) => (favoured.has(place) ? whole + 1n : whole));
  return assertSum(cents, total);
};

const assertSum = (cents: readonly Cents[], total: Cents): Cents[] => {
  if (centsOf(cents.map(euroOf).reduce(add, ZERO)) !== total) throw new Error('The parts of a split do not add up.');
  return [...cents];
};
