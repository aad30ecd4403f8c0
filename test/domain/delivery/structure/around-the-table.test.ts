import { describe, expect, test } from 'vitest';
import { readStructure, short } from '../read-structure.ts';

/** What stands above, under and in the midst of a table, as spreadsheets save it: filled up to the width of the table. */

const HEADING = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
const row = (age: string, amount = '10,50') => `P;1;interventie;Zvw;farmacie;2025-K1;V;${age};100;${amount}`;
const ROWS = [row('0-4'), row('5-9'), row('10-14')];
const CLOSING = 'SLUITREGEL;3;31,50;;;;;;;';
const EMPTY = ';'.repeat(9);
const QUOTED = Array(10).fill('""').join(';');

const read = (...lines: readonly string[]) => {
  const { problems, rows, structure } = readStructure(`${lines.join('\n')}\n`);
  return { problems: short(problems), rows: rows.length, trailing: structure.trailingEmptyRows };
};
const padded = (text: string) => text + EMPTY.slice((text.match(/;/g) ?? []).length);
const SOUND = { problems: [], rows: 4, trailing: 0 };

describe('text above the heading is a preamble, whether it is filled up with empty fields or not', () => {
  test.each([
    ['a title of its own', ['Kosten 2025']],
    ['a title and an empty line', ['Kosten 2025', '']],
    ['a title, filled up', [padded('Kosten 2025')]],
    ['a title and an empty line, filled up', [padded('Kosten 2025'), EMPTY]],
    ['a title and a date, filled up', [padded('Kosten 2025'), padded('Stand per;31-12-2025')]],
    ['a title that is filled up and one that is not', ['Kosten 2025', EMPTY, padded('Zorgverzekeraar')]],
  ])('%s', (_, above) => {
    const { structure, problems } = readStructure([...above, HEADING, ...ROWS, CLOSING].join('\n'));
    expect(short(problems)).toEqual(['preamble 1:-']);
    expect(structure).toMatchObject({ rows: 4, headings: HEADING.split(';') });
  });

  test('a heading that lost most of its names is still the heading where rows of numbers follow', () =>
    expect(readStructure('naam;;;;\nHeerlen;1;2;3;4\nKerkrade;1;2;3;4\n').structure.headings[0]).toBe('naam'));
});

describe('an empty line in the midst of a table', () => {
  test.each([
    ['of nothing', ''],
    ['of spaces', '  '],
    ['of delimiters', EMPTY],
    ['of delimiters and spaces', ' ; ; ; ; ; ; ; ; ; '],
    ['of empty quotes', QUOTED],
  ])('%s is one problem, and under the table it is none', (_, empty) => {
    expect(read(HEADING, row('0-4'), empty, row('5-9'), row('10-14'), CLOSING)).toEqual({
      ...SOUND,
      problems: ['empty_row 3:-'],
    });
    expect(read(HEADING, ...ROWS, CLOSING, empty, empty)).toEqual({ ...SOUND, trailing: 2 });
  });

  test('in one or two columns what may be a row without values is one', () => {
    expect(readStructure('a;b\n1;2\n;\n"";""\n3;4\n')).toMatchObject({
      rows: [
        ['1', '2'],
        ['', ''],
        ['', ''],
        ['3', '4'],
      ],
      problems: [],
    });
    expect(readStructure('a\n1\n""\n3\n').rows).toEqual([['1'], [''], ['3']]);
  });
});

describe('something else under the table is one problem, with whatever follows', () => {
  const OTHER = 'a;b;c;d;e;f;g;h;i;j';
  const FIGURES = '1;2;3;4;5;6;7;8;9;10';
  test.each([
    ['a note', ['', 'Toelichting', 'regel twee']],
    ['a note, filled up', [EMPTY, padded('Toelichting'), padded('regel twee')]],
    ['a note of a name and a value, filled up', [EMPTY, padded('Bron;Vektis'), padded('Stand per;31-12-2025')]],
    ['a second table of the same width', ['', OTHER, FIGURES, FIGURES]],
    ['a narrower second table, filled up', [EMPTY, padded('jaar;aantal;bedrag'), padded('2025;3;4'), EMPTY]],
  ])('%s, below an empty line', (_, under) =>
    expect(read(HEADING, ...ROWS, CLOSING, ...under)).toMatchObject({ problems: ['second_table 7:-'], rows: 4 }),
  );

  test('a second table of the same width, straight below', () =>
    expect(read(HEADING, ...ROWS, CLOSING, OTHER, FIGURES, FIGURES)).toEqual({
      ...SOUND,
      problems: ['second_table 6:-'],
    }));

  test('far from the first rows it is found as well, and no row above it is lost', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => row(`${at}`));
    expect(read(HEADING, ...many, CLOSING, OTHER, FIGURES)).toEqual({
      problems: ['second_table 5003:-'],
      rows: 5_001,
      trailing: 0,
    });
  });

  test('rows under the heading repeated are rows of the table, also below another table', () =>
    expect(read(HEADING, ...ROWS, OTHER, FIGURES, HEADING, row('15-19'), CLOSING)).toEqual({
      problems: ['second_table 5:-', 'second_table 7:-'],
      rows: 5,
      trailing: 0,
    }));

  test.each([
    ['a word for an amount', row('15-19', 'duizend')],
    ['a row of which all values are absent', padded('P')],
    ['a row with values that are absent', 'P;1;interventie;Zvw;;;;;100;10,50'],
    ['a row of words that are not each another', Array(10).fill('onbekend').join(';')],
  ])('%s is a row of the table', (_, odd) =>
    expect(read(HEADING, row('0-4'), row('5-9'), odd, CLOSING)).toEqual(SOUND),
  );

  test('a table without numbers has no row that stands out', () =>
    expect(read('naam;plaats;wijk', 'Jan;Heerlen;Oost', 'Piet;Kerkrade;West', 'kolom;andere;derde').problems).toEqual(
      [],
    ));
});

describe('lines that stand between quotes as a whole are one problem of the file', () => {
  const lines = [HEADING, ...ROWS, CLOSING];
  const quoted = (line: string) => `"${line.replaceAll('"', '""')}"`;
  test.each([
    ['all of them', lines.map(quoted)],
    ['all but the heading', [HEADING, ...lines.slice(1).map(quoted)]],
    ['with quoted fields in them', lines.map((line) => quoted(line.replace('farmacie', '"farmacie; thuis"')))],
    ['with commas', lines.map((line) => quoted(line.replaceAll(',', '.').replaceAll(';', ',')))],
  ])('%s', (_, written) => expect(read(...written)).toEqual({ ...SOUND, problems: ['lines_are_quoted -:-'] }));

  test('a single column of texts with a comma is what it is', () =>
    expect(read('"naam, plaats"', '"Jan, Heerlen"', '"Piet, Kerkrade"').problems).toEqual([]));
});
