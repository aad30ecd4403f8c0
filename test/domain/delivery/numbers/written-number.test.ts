import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readWritten } from '../../../../domain/delivery/numbers/written-number.ts';

const meaning = (text: string) => {
  const reading = readWritten(text);
  if ('fault' in reading) return reading.fault.code;
  const { withComma, withPoint } = reading.number;
  return withComma === withPoint ? withComma : { withComma, withPoint };
};
const comma = (withComma: string) => ({ withComma, withPoint: null });
const point = (withPoint: string) => ({ withComma: null, withPoint });

describe('each accepted form', () => {
  test.each([
    ['digits', '1234', '1234'],
    ['a decimal comma', '1234,5', comma('1234.5')],
    ['a decimal point', '1234.50', point('1234.50')],
    ['a whole part of zero', '0,125', comma('0.125')],
    ['three decimals after more than three digits', '1234,567', comma('1234.567')],
    ['points between thousands and a comma', '1.234.567,89', comma('1234567.89')],
    ['commas between thousands and a point', '1,234,567.89', point('1234567.89')],
    ['points between thousands alone', '1.234.567', comma('1234567')],
    ['commas between thousands alone', '1,234,567', point('1234567')],
    ['spaces between thousands', '1 234 567', '1234567'],
    ['hard spaces between thousands', '1\u00a0234,50', comma('1234.50')],
    ['narrow spaces between thousands', '1\u202f234,50', comma('1234.50')],
    ['apostrophes between thousands', "1'234.50", point('1234.50')],
    ['a minus before', '-1234,50', comma('-1234.50')],
    ['a minus before and a space', '- 1234,50', comma('-1234.50')],
    ['a minus behind', '1234,50-', comma('-1234.50')],
    ['a minus behind and a space', '1.234,50 -', comma('-1234.50')],
    ['the mathematical minus', '\u22121234,50', comma('-1234.50')],
    ['parentheses', '(1.234,50)', comma('-1234.50')],
    ['parentheses with spaces', '( 12 )', '-12'],
    ['D for debit', '12,50 D', comma('12.50')],
    ['C for credit', '12,50 C', comma('-12.50')],
    ['DB and CR without a space', '12,50DB', comma('12.50')],
    ['CR before', 'CR 12,50', comma('-12.50')],
    ['Af', '12,50 Af', comma('12.50')],
    ['Bij', 'Bij 12,50', comma('-12.50')],
    ['debet', 'debet 12.50', point('12.50')],
  ])('%s: %s', (_, text, expected) => expect(meaning(text)).toEqual(expected));

  test('only amounts have the letters of debit and credit', () => {
    expect(readWritten('12,50 C')).toMatchObject({ number: { isLettered: true } });
    expect(readWritten('12,50-')).toMatchObject({ number: { isLettered: false } });
  });
});

describe('the forms that the guide for analysts names', () => {
  const guide = readFileSync(new URL('../../../../docs/analist.md', import.meta.url), 'utf8');
  const forms = [...guide.matchAll(/^\| `([^`]+)` \| (-?\d+(?:,\d+)?) \|/gm)].map((match) => match.slice(1));

  test('are there', () => expect(forms.length).toBe(12));

  test.each(forms)('%s is %s', (text = '', meant = '') => {
    const reading = readWritten(text);
    const { withComma, withPoint } = 'number' in reading ? reading.number : { withComma: null, withPoint: null };
    expect((withComma ?? withPoint)?.replace('.', ',')).toBe(meant);
  });
});

describe('a number that could be two things has both meanings', () => {
  test.each([
    ['1.234', { withComma: '1234', withPoint: '1.234' }],
    ['-12,345', { withComma: '-12.345', withPoint: '-12345' }],
    ['(999.000)', { withComma: '-999000', withPoint: '-999.000' }],
  ])('%s', (text, expected) => expect(meaning(text)).toEqual(expected));
});

describe('what is no number is refused by name', () => {
  test.each([
    ['', 'number_is_malformed'],
    ['+1', 'number_is_malformed'],
    ['1,', 'number_is_malformed'],
    [',5', 'number_is_malformed'],
    ['€ 1,00', 'number_is_malformed'],
    ['NaN', 'number_is_malformed'],
    ['12.34.567', 'number_is_malformed'],
    ['1.234.56', 'number_is_malformed'],
    ['1,234,567,89', 'number_is_malformed'],
    ['1.234 567', 'number_is_malformed'],
    ['0.123.456', 'number_is_malformed'],
    ['1  234', 'number_is_malformed'],
    ['--5', 'number_is_malformed'],
    ['-5-', 'number_is_malformed'],
    ['(-5)', 'number_is_malformed'],
    ['-5 C', 'number_is_malformed'],
    ['٣', 'number_is_malformed'],
    ['9'.repeat(41), 'number_is_malformed'],
    ['1,2E+05', 'number_is_scientific'],
    ['-3e7', 'number_is_scientific'],
    ['####', 'cell_is_spreadsheet_error'],
    ['#N/B', 'cell_is_spreadsheet_error'],
    ['#DEEL/0!', 'cell_is_spreadsheet_error'],
    ['#NAAM?', 'cell_is_spreadsheet_error'],
  ])('%j: %s', (text, code) => expect(meaning(text)).toBe(code));

  test('the hint says what a spreadsheet did and what to do', () => {
    expect(readWritten('1,2E+05')).toMatchObject({ fault: { rule: expect.stringContaining('Excel') } });
    expect(readWritten('####')).toMatchObject({ fault: { rule: expect.stringContaining('kolom breder') } });
  });
});
