import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded, unguarded } from '../../../../domain/delivery/template/formula-guard.ts';

describe('a text that a spreadsheet would carry out', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ['+31 6 12345678', "'+31 6 12345678"],
    ["-1'234,50'!A1", "'-1'234,50'!A1"],
    ['- 1 2', "'- 1 2"],
    ['-2+3+cmd|x!A0', "'-2+3+cmd|x!A0"],
    ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
    ['\t=1+1', "'\t'=1+1"],
    ['  =1+1', "'  =1+1"],
    ["'=1+1", "''=1+1"],
    // A program that cuts at another delimiter, or at a line end within quotes, would start a cell there.
    ['zorg,=1+1', "zorg,'=1+1"],
    ['"=HYPERLINK(""x"")', '"\'=HYPERLINK(""x"")'],
    ['een\n=1+1', "een\n'=1+1"],
    ['＝1+1', "'＝1+1"],
  ])('%j gets an apostrophe before it: %j', (text, safe) => {
    expect(guarded(text)).toBe(safe);
    expect(unguarded(safe)).toBe(text);
  });

  test.each([
    '- 100,00',
    '-1 234,50',
    "-1'234,50",
    '-1\u00a0234,50',
    '-12,50',
    '-1.234.567,89',
    '+12',
    '-0.5',
    ' -7 ',
    '2025-K1',
    '18-44',
    'a=b',
    "'s-Hertogenbosch",
    '',
  ])('%j is left alone: a number stays a number', (text) => {
    expect(guarded(text)).toBe(text);
  });

  test('has nothing dangerous where a cell may start, and comes back exactly, whatever it is', () => {
    const texts = fc
      .array(fc.constantFrom(...'=+-@\t\r\n\';,|" a1.＝'), { maxLength: 12 })
      .map((each) => each.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const safe = guarded(text);
        expect(unguarded(safe)).toBe(/^ *[-+]?(?:\d[\d.,]*|[.,]\d+) *$/.test(text) ? unguarded(text) : text);
        if (safe !== text) expect(safe).not.toMatch(/(?:^|[;,|"\t\r\n]) *[=+\-@]/);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });

  test('is found in the bytes of UTF-8 as well', () => {
    const bytes = Buffer.from('＝1', 'utf8').toString('latin1');
    expect(guarded(bytes, 'bytes')).toBe(`'${bytes}`);
    expect(unguarded(`'${bytes}`, 'bytes')).toBe(bytes);
  });
});
