import { describe, expect, test } from 'vitest';
import { ratio } from '../../../domain/money/ratio.ts';
import { roundToCent } from '../../../domain/money/rounding.ts';
import {
  printAmount,
  printLong,
  printRatio,
  printRounded,
  readAmount,
  readDecimal,
  readRatio,
} from '../../../domain/money/text.ts';

describe('reading', () => {
  test.each(['', '+1', '1.', '.5', '1,5', '1e3', ' 1', '1 ', '0x1', '--1', 'NaN', 'Infinity', '1_000'])(
    '%j is no number',
    (text) => expect(readRatio(text)).toBeNull(),
  );

  test.each([
    ['1.500', '1.50'],
    ['-0', '0.00'],
    ['-0.00', '0.00'],
    ['00012.3', '12.30'],
    ['9143951.99', '9143951.99'],
    ['123456789012345678901234567890.12', '123456789012345678901234567890.12'],
  ])('the amount %s is %s euro', (text, printed) => {
    const euro = readAmount(text);
    expect(euro === null ? null : printAmount(euro)).toBe(printed);
  });

  test.each([
    ['1.5', 15n, 10n],
    ['1.500', 15n, 10n],
    ['10.00', 10n, 1n],
    ['-0.050', -5n, 100n],
    ['100', 100n, 1n],
  ])('the decimal %s is always the pair %i/%i, however many zeros it ends in', (text, n, d) =>
    expect(readDecimal(text)).toEqual({ n, d }),
  );

  test('a part of a cent is no amount', () => expect(readAmount('1.005')).toBeNull());
  test('a fraction is a ratio but no decimal', () => {
    expect(readRatio('2/37')).toEqual(ratio(2n, 37n));
    expect(readDecimal('2/37')).toBeNull();
    expect(readRatio('1/0')).toBeNull();
  });
});

describe('printing', () => {
  test('a ratio is printed in lowest terms', () => expect(printRatio(ratio(-18n, 4n))).toBe('-9/2'));
  test('a third is shown with ten decimals', () => expect(printRounded(ratio(1n, 3n), 10)).toBe('0.3333333333'));
  test('no decimals means no point', () => expect(printRounded(ratio(-5n, 2n), 0)).toBe('-3'));
  test('a negative figure that rounds to zero has no sign', () =>
    expect(printRounded(ratio(-1n, 300n), 2)).toBe('0.00'));

  test.each([
    ['zero', '0'],
    ['a short number', '-9'],
    ['the longest number in one piece', '9'.repeat(400)],
    ['the shortest in two, all zeros', `1${'0'.repeat(400)}`],
    ['three pieces with zeros in front', `12${'7'.padStart(400, '0')}${'34'.padStart(400, '0')}`],
    ['a long one below zero', `-${'123456789'.repeat(100)}`],
  ])('a whole number is printed digit by digit: %s', (_, digits) => expect(printLong(BigInt(digits))).toBe(digits));
});

describe('rounding is half away from zero', () => {
  test.each([
    [1n, 200n, '0.01'],
    [-1n, 200n, '-0.01'],
    [49999n, 10000000n, '0.00'],
    [300n, 200n, '1.50'],
    [2015n, 1000n, '2.02'],
    [-2015n, 1000n, '-2.02'],
  ])('%s/%s euro is %s', (n, d, printed) => expect(printAmount(roundToCent(ratio(n, d)))).toBe(printed));
});
