import { describe, expect, test } from 'vitest';
import { readDataTable, readHeadings } from '../../../domain/evaluation/data-table.ts';

const COLUMNS = { texts: ['area'], numbers: ['value'], aliases: { value: 'values' } } as const;
const read = (text: string, headings = {}) => readDataTable(new TextEncoder().encode(text), COLUMNS, headings);
const rowsOf = (text: string, headings = {}) => {
  const table = read(text, headings);
  return 'rows' in table ? table.rows.map(({ texts, numbers }) => [texts.area, numbers.value]) : table.problems;
};
const problemsOf = (text: string) => {
  const table = read(text);
  return 'problems' in table ? table.problems.map(({ code, line, column }) => [code, line, column]) : [];
};

describe('a published table is read as it was published', () => {
  test.each([
    ['commas and points', 'area,value\nA,1.25\nB,-3\n', {}],
    ['semicolons and decimal commas', 'area;value\nA;1,25\nB;-3\n', {}],
    ['tabs, carriage returns and a byte order mark', '\uFEFFarea\tvalue\r\nA\t1.25\r\nB\t-3\r\n', {}],
    ['quotes, spaces and capitals in the heading', '"Area";"VALUE"\n"A"; 1,25\nB;-3\n', {}],
    ['columns in another order, with others between', 'value,year,area\n1.25,1999,A\n-3,1999,B\n', {}],
    ['numbers as statistics packages write them', 'area,value\nA,1.25e+00\nB,-30e-1\n', {}],
    ['another heading', 'State;PacksPerCapita\nA;1.25\nB;-3\n', { area: 'State', value: 'PacksPerCapita' }],
    [
      'row numbers without a heading, and twice a heading that nobody asked for',
      '"",area,value,x,x\n1,A,1.25,0,0\n2,B,-3,0,0\n',
      {},
    ],
    ['the usual other heading', 'area,values\nA,1.25\nB,-3\n', {}],
  ])('%s', (_, text, headings) =>
    expect(rowsOf(text, headings)).toEqual([
      ['A', 1.25],
      ['B', -3],
    ]),
  );

  test('a number may start with its decimal point', () =>
    expect(rowsOf('area;value\nA;.125\nB;-.5\n')).toEqual([
      ['A', 0.125],
      ['B', -0.5],
    ]));

  test('three decimals after a comma between fields are decimals; after a semicolon they may be thousands', () => {
    expect(rowsOf('area,value\nA,1.234\n')).toEqual([['A', 1.234]]);
    expect(problemsOf('area;value\nA;1.234\n')).toEqual([['number_is_ambiguous', 2, 2]]);
  });
});

describe('a table that cannot be read is refused with every problem and its place', () => {
  test.each([
    [
      'text for a number, and an empty cell',
      'area,value\nA,many\nB,\n',
      [
        ['number_is_malformed', 2, 2],
        ['cell_is_empty', 3, 2],
      ],
    ],
    ['an empty name', 'area,value\n,3\n', [['cell_is_empty', 2, 1]]],
    ['NA is not a number', 'area,value\nA,NA\n', [['number_is_malformed', 2, 2]]],
    ['more than can be counted', 'area,value\nA,1e999\n', [['number_is_too_large', 2, 2]]],
    ['a column that is missing', 'area,amount\nA,1\n', [['column_is_missing', 1, null]]],
    ['a row that is too short', 'area,value\nA,1\nB\nC,2\n', [['too_few_fields', 3, null]]],
    ['no rows', 'area,value\n', [['table_is_empty', null, null]]],
    ['an asked heading twice', 'area,value,value\nA,1,2\n', [['heading_is_duplicate', 1, 3]]],
  ])('%s', (_, text, problems) => expect(problemsOf(text)).toEqual(problems));
});

test('other headings are written as name=HEADING, each column once', () => {
  expect(readHeadings('area=State, value=Packs per head', COLUMNS)).toEqual({ area: 'State', value: 'Packs per head' });
  for (const wrong of ['area', 'area=', 'area=State,area=Unit', 'unit=State', 'area=State=Unit', ''])
    expect(readHeadings(wrong, COLUMNS)).toBeNull();
});
