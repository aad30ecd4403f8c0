import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ratio, ratio } from '../../../domain/money/ratio.ts';
import { split, splitQuotas } from '../../../domain/money/split.ts';
import { readRatio } from '../../../domain/money/text.ts';

const weights = (...texts: string[]): Ratio[] => texts.map((text) => readRatio(text) ?? ratio(0n));

describe('split divides whole cents', () => {
  test.each([
    ['the odd cent goes to the first of equals', 13500001n, ['1/3', '1/3', '1/3'], [4500001n, 4500000n, 4500000n]],
    ['two odd cents go to the first two', 2n, ['1/3', '1/3', '1/3'], [1n, 1n, 0n]],
    ['the largest part gets the odd cent, not the first', 100n, ['0.333', '0.333', '0.334'], [33n, 33n, 34n]],
    ['a loss is the mirror image of a gain', -13500001n, ['1/3', '1/3', '1/3'], [-4500001n, -4500000n, -4500000n]],
    ['weights need not sum to one', 5000000n, ['144000', '3000', '0'], [4897959n, 102041n, 0n]],
    ['a total of zero gives zeros, whatever the weights', 0n, ['0', '0', '0'], [0n, 0n, 0n]],
    ['a party without weight gets nothing', 7n, ['0', '1', '0'], [0n, 7n, 0n]],
  ] as const)('%s', (_, total, parts, expected) => {
    expect(split(total, weights(...parts))).toEqual(expected);
  });

  test('a total without any weight is our own mistake', () => {
    expect(() => split(1n, weights('0', '0'))).toThrow(RangeError);
  });

  test('the parts always sum to the total, and no part is a cent away from its quota', () => {
    const positive = fc.tuple(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 99n)).map(([n, d]) => ratio(n, d));
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 14n), 10n ** 14n),
        fc.array(positive, { minLength: 1, maxLength: 7 }),
        (total, w) => {
          const parts = split(total, w);
          const whole = w.reduce((all, { n, d }) => ({ n: all.n * d + n * all.d, d: all.d * d }), ratio(0n));
          expect(parts.reduce((all, part) => all + part, 0n)).toBe(total);
          for (const [place, part] of parts.entries()) {
            const weight = w[place] ?? ratio(0n);
            const gap = part * whole.n * weight.d - total * weight.n * whole.d;
            const cent = whole.n * weight.d;
            expect(gap < cent && gap > -cent).toBe(true);
          }
        },
      ),
    );
  });
});

describe('splitQuotas divides by quotas of either sign', () => {
  test('floors go towards minus infinity and the largest fractional part gets the cent', () => {
    expect(splitQuotas(weights('1.005', '-0.005'), 100n)).toEqual([101n, -1n]);
  });

  test('a negative total mirrors the split of its opposite', () => {
    expect(splitQuotas(weights('-1.005', '0.005'), -100n)).toEqual([-101n, 1n]);
  });

  test('a total of zero mirrors when the first quota that is not zero is negative', () => {
    expect(splitQuotas(weights('0', '-0.005', '0.005'), 0n)).toEqual([0n, -1n, 1n]);
    expect(splitQuotas(weights('0', '0.005', '-0.005'), 0n)).toEqual([0n, 1n, -1n]);
  });

  test('a total with a sign is not mirrored, whatever the sign of the first quota', () => {
    expect(splitQuotas(weights('-0.005', '1.005'), 100n)).toEqual([0n, 100n]);
    expect(splitQuotas(weights('0.005', '-1.005'), -100n)).toEqual([0n, -100n]);
  });

  test.each([
    ['a tenth of a cent too much', '1.009', 100n],
    ['a tenth of a cent too little', '0.991', 100n],
    ['too much of a loss', '-1.009', -100n],
    ['too little of a loss', '-0.991', -100n],
  ])('quotas may miss the total by less than a cent: %s', (_, quota, total) => {
    expect(splitQuotas(weights(quota), total)).toEqual([total]);
  });

  test.each([
    ['a cent above', '1', 99n],
    ['a cent below', '1', 101n],
    ['ten cents above', '1', 90n],
    ['ten cents below', '1', 110n],
    ['a euro below', '0.00', 100n],
  ])('quotas that miss the total are our own mistake: %s', (_, quota, total) => {
    expect(() => splitQuotas(weights(quota), total)).toThrow('a cent or more');
  });
});
