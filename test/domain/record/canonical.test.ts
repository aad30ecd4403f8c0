import { describe, expect, test } from 'vitest';
import { canonicalText, readCanonical, wellFormed } from '../../../domain/record/canonical.ts';

/** RFC 8785, section 3.2.2: the example that goes through every rule, and section 3.2.4: its bytes. */
const EXAMPLE = String.raw`{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}`;
const EXAMPLE_BYTES =
  '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33333333333333' +
  '2c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f' +
  '227d';

/** RFC 8785, appendix B: the bits of a number, and its text. */
const NUMBERS = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const;

const numberOfBits = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

describe('canonical text (RFC 8785)', () => {
  test('the example of section 3.2.2 gives the bytes of section 3.2.4', () =>
    expect(Buffer.from(canonicalText(JSON.parse(EXAMPLE)), 'utf8').toString('hex')).toBe(EXAMPLE_BYTES));

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

  test('names of objects inside objects and lists are sorted too (example of section 3.2.3)', () =>
    expect(
      canonicalText(JSON.parse('{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": [{"b":0,"a":-0}], "": "e"}')),
    ).toBe('{"":"e","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":[{"a":0,"b":0}]}'));

  test.each(NUMBERS)('the number of bits %s is written %s (appendix B)', (bits, text) =>
    expect(canonicalText(numberOfBits(bits))).toBe(text),
  );

  test.each([['7fffffffffffffff'], ['7ff0000000000000'], ['fff0000000000000']])(
    'the bits %s are no number of JSON (appendix B)',
    (bits) => expect(() => canonicalText(numberOfBits(bits))).toThrow(TypeError),
  );

  test.each([['"\\ud83d"'], ['"a\\udeadb"'], ['{"\\udead":1}'], ['["\\ude00\\ud83d"]']])(
    'a lone surrogate, as in %s, is refused (section 3.2.2.2)',
    (json) => expect(() => canonicalText(JSON.parse(json))).toThrow('lone surrogate'),
  );

  test('the order in which names were written changes nothing', () =>
    expect(canonicalText({ b: [{ y: 1, x: 2 }], a: 'é' })).toBe(canonicalText({ a: 'é', b: [{ x: 2, y: 1 }] })));

  test('a field without a value is left out', () => expect(canonicalText({ a: undefined, b: 1 })).toBe('{"b":1}'));

  test.each([undefined, 1n])('%s has no canonical text', (value) =>
    expect(() => canonicalText([value])).toThrow(TypeError),
  );

  test('what is nested without end is refused before it exhausts the stack', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(canonicalText(nested(201))).toHaveLength(402);
    expect(() => canonicalText(nested(202))).toThrow('no deeper than 200');
    expect(() => canonicalText(nested(100_000))).toThrow('no deeper than 200');
  });
});

describe('reading text that must be canonical', () => {
  test('gives the value of text that is', () =>
    expect(readCanonical('{"a":[1,"é"],"b":null}')).toEqual({ value: { a: [1, 'é'], b: null } }));

  test.each([
    ['white space', '{"a": 1}'],
    ['a line end behind it', '{"a":1}\n'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['names in another order', '{"b":1,"a":1}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a number written otherwise', '[1.0]'],
    ['minus nothing', '[-0]'],
    ['a letter written as an escape', '["\\u0061"]'],
    ['an escape in capitals', '["\\u000F"]'],
    ['a lone surrogate', '["\\ud83d"]'],
    ['no end', '{"a":1'],
    ['nothing at all', ''],
    ['too many levels', '['.repeat(300) + ']'.repeat(300)],
  ])('gives nothing for %s', (_, text) => expect(readCanonical(text)).toBeNull());
});

test('a text that was cut in the middle of a character can be made whole', () =>
  expect(canonicalText(wellFormed({ message: 'hier staat "\u{1f600}"'.slice(0, 13), line: 3 }))).toBe(
    '{"line":3,"message":"hier staat \\"\ufffd"}',
  ));
