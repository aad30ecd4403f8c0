import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ratio } from '../../../domain/money/ratio.ts';
import { centsOf, euroOf, floor, isWholeCents, roundHalfAway, roundToCent } from '../../../domain/money/rounding.ts';

describe('rounding half away from zero', () => {
  test.each([
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [3n, 2n, 2n],
    [-3n, 2n, -2n],
    [5n, 2n, 3n],
    [49n, 100n, 0n],
    [-49n, 100n, 0n],
    [51n, 100n, 1n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [0n, 5n, 0n],
    [7n, 1n, 7n],
    [-7n, 1n, -7n],
  ])('%i/%i is %i', (n, d, expected) => expect(roundHalfAway(ratio(n, d))).toBe(expected));

  test('a gain and a loss of equal size round alike, and never by more than a half', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.bigInt(1n, 1000n), (n, d) => {
        const whole = roundHalfAway(ratio(n, d));
        expect(roundHalfAway(ratio(-n, d))).toBe(-whole);
        const doubleGap = 2n * (whole * d - n);
        expect(doubleGap <= d && doubleGap >= -d).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('the floor goes towards minus infinity', () => {
  test.each([
    [7n, 2n, 3n],
    [-7n, 2n, -4n],
    [6n, 2n, 3n],
    [-6n, 2n, -3n],
    [0n, 2n, 0n],
    [1n, 3n, 0n],
    [-1n, 3n, -1n],
  ])('of %i/%i is %i', (n, d, expected) => expect(floor(ratio(n, d))).toBe(expected));
});

describe('whole cents', () => {
  test.each([
    [1n, 200n, 1n],
    [-1n, 200n, -1n],
    [1n, 201n, 0n],
    [10n, 3n, 333n],
    [20n, 3n, 667n],
  ])('%i/%i euro is rounded to %i cents', (n, d, cents) => {
    expect(roundToCent(ratio(n, d))).toEqual(euroOf(cents));
    expect(euroOf(cents)).toEqual({ n: cents, d: 100n });
  });

  test.each([
    [3n, 2n, 150n],
    [-3n, 100n, -3n],
    [0n, 7n, 0n],
    [14n, 7n, 200n],
    [3n, 20n, 15n],
    [7n, 25n, 28n],
    [3n, 10n, 30n],
  ])('%i/%i euro is %i whole cents', (n, d, cents) => {
    expect(isWholeCents(ratio(n, d))).toBe(true);
    expect(centsOf(ratio(n, d))).toBe(cents);
  });

  test.each([
    [1n, 200n],
    [1n, 3n],
    [-1n, 1000n],
  ])('%i/%i euro has a part of a cent, which is our own mistake where whole cents are needed', (n, d) => {
    expect(isWholeCents(ratio(n, d))).toBe(false);
    expect(() => centsOf(ratio(n, d))).toThrow('part of a cent');
  });
});
