import { describe, expect, test } from 'vitest';
import { type OutsideCell, outsideCells, outsideCheck } from '../../../../domain/delivery/privacy/outside-table.ts';

/** What is refused of rows outside a table, as `line:column`; the first row is on line 1. */
const met = (rows: readonly (readonly OutsideCell[])[], tab: number | null = null) => {
  const check = outsideCheck(tab);
  for (const [place, cells] of rows.entries()) check.look(cells, place + 1);
  return check.end();
};
const inTexts = (...rows: readonly string[]) =>
  met(rows.map((row) => outsideCells(row.split(';')))).map(({ line, column }) => `${line}:${column}`);
const figures = (...texts: readonly string[]): OutsideCell[] =>
  texts.map((text, place) => ({ place, text, isNumber: true }));

describe('one is enough outside the table', () => {
  test.each([
    ['a number that passes the eleven-test', 'bsn of niet 123456782', ['1:1']],
    ['such a number by itself', 'SLUITREGEL;;;123456782', ['1:4']],
    ['an e-mail address', 'vragen;j.jansen@zorg.example', ['1:2']],
    ['a form of address with a name', 'Opgesteld door Mevrouw De Vries', ['1:1']],
    ['initials with a surname', 'Opsteller;J. Jansen', ['1:2']],
    ['a date of birth', 'geb. 12-03-1951', ['1:1']],
    ['the names of columns of a table about persons', 'Naam cliënt;Adres', ['1:1']],
  ])('%s', (_, row, expected) =>
    expect(inTexts('Overzicht 2025', row)).toEqual(expected.map((at) => `2${at.slice(1)}`)),
  );
});

describe('ordinary notes and figures are let through', () => {
  test.each([
    ['a note above the table', 'Aanlevering Wmo Parkstad-Oost, stand per 31-07-2025'],
    ['a note with a number of a voucher', 'Factuur 123456789;grootboek 4310'],
    ['amounts of nine figures', 'Totaal;123456782,00;111222333.50'],
    ['names of columns', 'gemeentenaam;aantal_bsn;bedrag'],
    ['one word that may name a column, in a sentence', 'Geen geboortedatum invullen'],
    ['an empty row', ';;'],
  ])('%s', (_, row) => expect(inTexts(row)).toEqual([]));

  test('a sheet with figures of which one passes the eleven-test by chance', () =>
    expect(met([figures('123456782'), figures('12'), figures('4500')], 2)).toEqual([]));
});

test('a column of numbers on another sheet is judged as in a delivery, and told by its tab', () => {
  const problems = met([figures('123456782'), figures('111222333'), figures('100000009')], 3);
  expect(problems).toMatchObject([{ code: 'personal_data_is_refused', line: null, column: null }]);
  expect(problems[0]?.message).toContain('Op tabblad 3 staan, voor het eerst op rij 1, kolom 1,');
});

test('nothing of what was met is repeated', () => {
  const problems = met([outsideCells(['bsn 123456782', 'j.jansen@zorg.example', 'mevrouw De Vries'])]);
  expect(problems).toHaveLength(3);
  expect(JSON.stringify(problems)).not.toMatch(/123456782|jansen|De Vries/);
});
