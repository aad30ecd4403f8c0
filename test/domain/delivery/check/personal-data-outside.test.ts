import { describe, expect, test } from 'vitest';
import { templateChecker } from '../../../../domain/delivery/check/template-check.ts';
import { checkWorkbook } from '../../../../domain/delivery/check/workbook-check.ts';
import type { DeliveryKind } from '../../../../domain/delivery/template/template.ts';
import { NOTHING } from '../checked-rows.ts';
import { inflate, sourceOf, textRow, workbookOf } from '../workbook.ts';

/** Personal data where no row of the table is: a file with it is refused for that alone, and no message repeats it. */

const HEADING = 'partij;periode;artikel;omschrijving;bedrag;bewijs';
const ROWS = ['CARE;2025-K1;artikel 5;Overleg;10,00;bon 1', 'CARE;2025-K2;artikel 5;Scholing;20,00;bon 2'];
const CLOSING = 'SLUITREGEL;2;30,00;;;';
const SOUND = [HEADING, ...ROWS, CLOSING];

const answerTo = (lines: readonly string[], kind: DeliveryKind = 'investments') => {
  const bytes = new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
  const checker = templateChecker(kind, NOTHING);
  checker.push(bytes);
  return checker.end(bytes.length, 'hash').answer;
};
const codesOf = ({ problems, findings }: ReturnType<typeof answerTo>) =>
  [...new Set([...problems, ...findings].map(({ code }) => code))].sort();

const PERSONAL = /123456782|111222333|100000009|jansen|Vries|1951/i;

const OUTSIDE: readonly (readonly [where: string, lines: readonly string[]])[] = [
  ['in the closing row', [HEADING, ...ROWS, 'SLUITREGEL;2;30,00;123456782;j.jansen@zorg.nl;mevrouw De Vries']],
  ['in a closing row with a name for a number', [HEADING, ...ROWS, 'SLUITREGEL;mevrouw De Vries;30,00;;;']],
  ['in a closing row that is too short', [HEADING, ...ROWS, 'SLUITREGEL;2;30,00;123456782']],
  ['below the closing row', [...SOUND, 'Opgesteld door mevrouw De Vries;;;;;']],
  ['in a note of another width below it', [...SOUND, 'j.jansen@zorg.nl']],
  ['above the heading', ['Opgesteld door mevrouw De Vries, j.jansen@zorg.nl, bsn 123456782', '', ...SOUND]],
  ['in a second table', [...SOUND, '', 'BSN;Naam', '123456782;J. Jansen', '111222333;P. Jansen']],
  ['in a second table without headings', [...SOUND, '', '123456782;a', '111222333;b', '100000009;c']],
  ['in extra fields', [HEADING, ...ROWS.map((row) => `${row};123456782;mevrouw De Vries;12-03-1951`), CLOSING]],
  ['in a row with a damaged quote', [HEADING, `${ROWS[0]} "mevrouw De Vries bsn 123456782" x`, ROWS[1] ?? '', CLOSING]],
  ['in a heading', [`${HEADING};mevrouw De Vries`, ...ROWS.map((row) => `${row};x`), `${CLOSING};`]],
  ['in a column of figures', [HEADING, ROWS[0] ?? '', 'CARE;2025-K2;artikel 5;Scholing;mevrouw De Vries;bon', CLOSING]],
];

describe('a file with personal data outside its rows is refused for that alone', () => {
  test.each(OUTSIDE)('%s', (_, lines) => {
    const answer = answerTo(lines);
    expect(answer.accepted).toBe(false);
    expect(codesOf(answer)).toEqual(['personal_data_is_refused']);
    expect(JSON.stringify(answer)).not.toMatch(PERSONAL);
  });

  test('on the line where it stands', () => {
    const lines = answerTo([HEADING, ...ROWS, 'SLUITREGEL;2;30,00;;;j.jansen@zorg.nl']).problems;
    expect(lines).toMatchObject([{ line: 4, column: 6 }]);
  });
});

describe('a damaged file without it keeps its own faults', () => {
  test.each([
    [
      'something in the closing row',
      [HEADING, ...ROWS, 'SLUITREGEL;2;30,00;zie brief;;'],
      ['closing_row_is_malformed'],
    ],
    ['a word for its number of rows', [HEADING, ...ROWS, 'SLUITREGEL;twee;30,00;;;'], ['closing_row_is_malformed']],
    ['a note above', ['Aanlevering 2025', '', ...SOUND], ['preamble']],
    ['a row below', [...SOUND, 'Met groet;;;;;'], ['row_after_closing_row']],
    ['a row that is too wide', [HEADING, `${ROWS[0]};x`, ROWS[1] ?? '', CLOSING], ['too_many_fields']],
  ])('%s', (_, lines, expected) => {
    const answer = answerTo(lines);
    expect(codesOf(answer)).toEqual(expected);
    expect(JSON.stringify(answer.problems)).not.toMatch(/zie brief|twee|groet/);
  });

  test('a sum of nine figures in the closing row is no citizen service number', () => {
    const row = 'CARE;2025-K1;artikel 5;Overleg;123456782;bon 1';
    expect(codesOf(answerTo([HEADING, row, 'SLUITREGEL;1;123456782;;;']))).toEqual([]);
    expect(codesOf(answerTo([HEADING, row, 'SLUITREGEL;1;123456782']))).toEqual(['too_few_fields']);
    expect(codesOf(answerTo([HEADING, row, `${row};x`, 'SLUITREGEL;2;246913564;;;']))).toEqual(['too_many_fields']);
  });
});

describe('a workbook', () => {
  const table = (lines: readonly string[]) =>
    lines.map((line, place) => textRow(place + 1, ...line.replaceAll(',', '.').split(';'))).join('');
  const answerToSheets = async (sheets: Readonly<Record<string, string>>, styles = '') =>
    (await checkWorkbook('investments', NOTHING, sourceOf(workbookOf({ sheets, styles })), inflate, 'hash')).answer;
  const numberCell = (reference: string, value: string) => `<c r="${reference}" s="1"><v>${value}</v></c>`;

  test('with notes and figures on other sheets is accepted', async () => {
    const notes =
      textRow(1, 'Toelichting') + textRow(2, 'Cijfers per gemeentenaam', 'aantal_bsn') + textRow(3, '123456789');
    expect(await answerToSheets({ Data: table(SOUND), Notes: notes })).toMatchObject({ accepted: true, problems: [] });
  });

  test.each([
    ['numbers, names and dates under their headings', textRow(1, 'bsn', 'naam') + textRow(2, '111222333', 'J. Jansen')],
    ['headings alone', textRow(1, 'Lijst') + textRow(4, 'Nr', 'Burgerservicenummer')],
    ['an e-mail address', textRow(7, 'vragen', 'j.jansen@zorg.nl')],
    ['a form of address with a name', textRow(1, 'voor mevrouw De Vries')],
    [
      'numbers as numbers without a heading',
      ['123456782', '111222333', '100000009']
        .map((bsn, row) => `<row>${numberCell(`A${row + 1}`, bsn)}</row>`)
        .join(''),
    ],
  ])('with %s on another sheet is refused for that alone', async (_, other) => {
    for (const sheets of [
      { Data: table(SOUND), Other: other },
      { Other: other, Data: table(SOUND) },
    ]) {
      const answer = await answerToSheets(sheets);
      expect([answer.accepted, codesOf(answer)]).toEqual([false, ['personal_data_is_refused']]);
      expect(JSON.stringify(answer)).not.toMatch(PERSONAL);
    }
  });

  test('with dates of birth that are dates of the format on another sheet is refused', async () => {
    // 12 March 1951, 1 July 1988 and 30 November 2009 as numbers of days.
    const days = ['18699', '32325', '40147'];
    const other = days.map((day, row) => `<row>${numberCell(`A${row + 1}`, day)}</row>`).join('');
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
    expect(codesOf(await answerToSheets({ Data: table(SOUND), Other: other }, styles))).toEqual([
      'personal_data_is_refused',
    ]);
    expect(codesOf(await answerToSheets({ Data: table(SOUND), Other: other }))).toEqual([]);
  });

  test.each([
    ['above the heading', ['Opgesteld door mevrouw De Vries;j.jansen@zorg.nl', ...SOUND]],
    ['beside the table', [HEADING, `${ROWS[0]};mevrouw De Vries`, ROWS[1] ?? '', CLOSING]],
    ['in the closing row', [HEADING, ...ROWS, 'SLUITREGEL;2;30,00;123456782;;']],
  ])('with personal data %s is refused for that alone', async (_, lines) => {
    const answer = await answerToSheets({ Data: table(lines) });
    expect(codesOf(answer)).toEqual(['personal_data_is_refused']);
    expect(JSON.stringify(answer)).not.toMatch(PERSONAL);
  });
});
