import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../domain/record/canonical.ts';

describe('canonical text (RFC 8785)', () => {
  test('names are sorted by UTF-16 code units (the example of section 3.2.3)', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const names = [...canonicalText(value).matchAll(/"([^"]+)":/g)].map(([, name]) => name);
    expect(names).toEqual(['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  test('numbers and literals are written as ECMAScript writes them (section 3.2.2)', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      literals: [null, true, false],
    };
    expect(canonicalText(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    );
  });

  test('the order in which names were written changes nothing', () =>
    expect(canonicalText({ b: [{ y: 1, x: 2 }], a: 'é' })).toBe(canonicalText({ a: 'é', b: [{ x: 2, y: 1 }] })));

  test('a field without a value is left out', () => expect(canonicalText({ a: undefined, b: 1 })).toBe('{"b":1}'));

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n])('%s has no canonical text', (value) =>
    expect(() => canonicalText([value])).toThrow(TypeError),
  );
});
