import { describe, expect, test } from 'vitest';
import { readNumber, signOf } from '../../../../domain/delivery/numbers/number-cell.ts';

test('the sign of a file is the one that most numbers show', () => {
  expect(signOf(['1,5', '2,5', '2.5', '1.234'])).toBe(',');
  expect(signOf(['1.234.567', '0.5', '0.5'])).toBe('.');
  expect(signOf(['12', '1.234'])).toBeNull();
});

describe('reading', () => {
  test.each([
    ['-12', null, '-12'],
    ['1,50', ',', '1.50'],
    ['-1.505', '.', '-1.505'],
    ['1.234,50', ',', '1234.50'],
  ] as const)('%s with sign %s is %s', (text, sign, decimal) => expect(readNumber(text, sign)).toEqual({ decimal }));

  test.each([
    ['1.50', ',', 'decimal_sign_differs'],
    ['1.234', null, 'number_is_ambiguous'],
    ['1.234', ',', 'number_is_ambiguous'],
    ['1,', ',', 'number_is_malformed'],
  ] as const)('%s with sign %s is refused: %s', (text, sign, code) =>
    expect(readNumber(text, sign)).toMatchObject({ fault: { code } }),
  );
});
