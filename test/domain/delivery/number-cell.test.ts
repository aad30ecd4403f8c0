import { describe, expect, test } from 'vitest';
import { readNumber, signOf, signShown } from '../../../domain/delivery/number-cell.ts';

test.each([
  ['1,5', ','],
  ['-0.25', '.'],
  ['12345.678', '.'],
  ['0,125', ','],
  ['1.234.567,89', ','],
  ['1,234.5', '.'],
  ['1.234', null],
  ['1.234.567', null],
  ['1234', null],
  ['31.12.2025', null],
])('%s shows decimal sign %s', (text, sign) => expect(signShown(text)).toBe(sign));

test('the sign of a file is the one that most numbers show', () => {
  expect(signOf(['1,5', '2,5', '2.5', '1.234'])).toBe(',');
  expect(signOf(['12', '1.234'])).toBeNull();
});

describe('reading', () => {
  test.each([
    ['-12', null, '-12'],
    ['1,50', ',', '1.50'],
    ['-1.505', '.', '-1.505'],
  ] as const)('%s with sign %s is %s', (text, sign, decimal) => expect(readNumber(text, sign)).toEqual({ decimal }));

  test.each([
    ['1.50', ',', 'decimal_sign_differs'],
    ['1.234', null, 'number_is_ambiguous'],
    ['1.234,50', ',', 'number_has_thousands_separators'],
    ['+1', ',', 'number_is_malformed'],
    ['1 234', ',', 'number_is_malformed'],
    ['1,', ',', 'number_is_malformed'],
    ['€ 1,00', ',', 'number_is_malformed'],
    ['NaN', ',', 'number_is_malformed'],
  ] as const)('%s with sign %s is refused: %s', (text, sign, code) =>
    expect(readNumber(text, sign)).toMatchObject({ fault: { code } }),
  );
});
