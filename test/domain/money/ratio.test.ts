import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  divide,
  isZero,
  larger,
  lowestTerms,
  multiply,
  negate,
  ONE,
  positivePart,
  type Ratio,
  ratio,
  sign,
  smaller,
  subtract,
  sum,
  ZERO,
} from '../../../domain/money/ratio.ts';
import { dividedBy, type Fraction, fraction, minus, plus, times } from '../../reference/fraction.ts';

const part = fc.bigInt(-60n, 60n);
const anyRatio = fc.tuple(part, fc.bigInt(1n, 60n)).map(([n, d]) => ratio(n, d));

/** The same number as the reference writes it, in lowest terms. */
const known = ({ n, d }: Ratio): Fraction => fraction(n, d);

/** Checks something of any two ratios. */
const holds = (check: (a: Ratio, b: Ratio) => unknown): void => {
  const property = fc.property(anyRatio, anyRatio, (a, b) => {
    check(a, b);
  });
  fc.assert(property, { numRuns: 500, seed: 1 });
};

describe('a ratio', () => {
  test('has a positive denominator, whatever the signs', () => {
    expect(ratio(3n, -4n)).toEqual({ n: -3n, d: 4n });
    expect(ratio(-3n, -4n)).toEqual({ n: 3n, d: 4n });
    expect(ratio(0n, -4n)).toEqual({ n: 0n, d: 4n });
    expect(ratio(3n, 4n)).toEqual({ n: 3n, d: 4n });
    expect(ratio(3n)).toEqual({ n: 3n, d: 1n });
  });

  test('with denominator zero is our own mistake', () => {
    expect(() => ratio(1n, 0n)).toThrow('denominator zero');
    expect(() => divide(ONE, ZERO)).toThrow(RangeError);
  });

  test('zero and one are whole', () => expect([ZERO, ONE]).toEqual([ratio(0n, 1n), { n: 1n, d: 1n }]));

  test('a third times three is one', () => {
    expect(lowestTerms(multiply(divide(ONE, ratio(3n)), ratio(3n)))).toEqual(ONE);
  });
});

describe('the four operations equal those of the reference', () => {
  test.each<[string, (a: Ratio, b: Ratio) => Ratio, (a: Fraction, b: Fraction) => Fraction]>([
    ['add', add, plus],
    ['subtract', subtract, minus],
    ['multiply', multiply, times],
  ])('%s', (_, ours, reference) => holds((a, b) => expect(known(ours(a, b))).toEqual(reference(known(a), known(b)))));

  test('divide, also by a negative number', () =>
    holds((a, b) => {
      if (b.n !== 0n) expect(known(divide(a, b))).toEqual(dividedBy(known(a), known(b)));
      if (b.n !== 0n) expect(divide(a, b).d > 0n).toBe(true);
    }));

  test.each([
    ['equal denominators stay', ratio(1n, 6n), ratio(1n, 6n), { n: 2n, d: 6n }],
    ['the larger of two that divide each other stays', ratio(1n, 3n), ratio(1n, 6n), { n: 3n, d: 6n }],
    ['also the other way round', ratio(1n, 6n), ratio(1n, 3n), { n: 3n, d: 6n }],
    ['others are multiplied', ratio(1n, 4n), ratio(1n, 6n), { n: 10n, d: 24n }],
  ])('in a sum %s, so that it does not grow', (_, a, b, expected) => expect(add(a, b)).toEqual(expected));

  test('a sum of many, and of none', () => {
    expect(sum([])).toEqual(ZERO);
    expect(known(sum([ratio(1n, 2n), ratio(1n, 3n), ratio(-1n, 6n)]))).toEqual(fraction(2n, 3n));
  });

  test('negate turns the sign and nothing else', () => expect(negate(ratio(3n, 4n))).toEqual({ n: -3n, d: 4n }));
});

describe('comparing', () => {
  test.each<[Ratio, Ratio, -1 | 0 | 1]>([
    [ratio(1n, 3n), ratio(1n, 3n), 0],
    [ratio(1n, 3n), ratio(2n, 6n), 0],
    [ratio(1n, 3n), ratio(2n, 3n), -1],
    [ratio(2n, 3n), ratio(1n, 3n), 1],
    [ratio(1n, 3n), ratio(1n, 2n), -1],
    [ratio(1n, 2n), ratio(1n, 3n), 1],
    [ratio(-1n, 2n), ratio(-1n, 3n), -1],
  ])('%o and %o give %i, and the smaller and larger accordingly', (a, b, expected) => {
    expect(compare(a, b)).toBe(expected);
    expect(smaller(a, b)).toBe(expected <= 0 ? a : b);
    expect(larger(a, b)).toBe(expected >= 0 ? a : b);
  });

  test('is what the sign of the difference says', () =>
    holds((a, b) => expect(compare(a, b)).toBe(sign(subtract(a, b)))));

  test.each<[Ratio, -1 | 0 | 1, Ratio]>([
    [ratio(-5n, 2n), -1, ZERO],
    [ratio(0n, 7n), 0, ZERO],
    [ratio(1n, 7n), 1, ratio(1n, 7n)],
  ])('%o has sign %i and positive part %o', (a, expected, positive) => {
    expect(sign(a)).toBe(expected);
    expect(isZero(a)).toBe(expected === 0);
    expect(positivePart(a)).toEqual(positive);
  });
});

describe('lowest terms', () => {
  test.each<[Ratio, Ratio]>([
    [ratio(12n, 18n), { n: 2n, d: 3n }],
    [ratio(-12n, 18n), { n: -2n, d: 3n }],
    [ratio(0n, 18n), { n: 0n, d: 1n }],
    [ratio(2n, 37n), { n: 2n, d: 37n }],
    [ratio(36n, 12n), { n: 3n, d: 1n }],
  ])('%o is %o', (a, expected) => expect(lowestTerms(a)).toEqual(expected));

  test('are those of the reference', () =>
    holds((a) => expect(lowestTerms(a)).toEqual({ n: known(a).numerator, d: known(a).denominator })));

  test('of a ratio that has them already is that ratio', () => {
    const reduced = ratio(2n, 37n);
    expect(lowestTerms(reduced)).toBe(reduced);
  });
});
