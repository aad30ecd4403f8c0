import { expect, test } from 'vitest';
import { rowPopulations } from '../../../../domain/delivery/template/row-populations.ts';

const COLUMNS = { name: { place: 0, heading: 'populatie' }, version: { place: 1, heading: 'versie' } };
const AGREED = { name: 'P', version: '1' };

/** Takes rows that name populations as `P1`, from line 2 on; gives which rows led, and the problems as code, line:column. */
const read = (rows: readonly string[], agreed: typeof AGREED | null = null) => {
  const populations = rowPopulations(COLUMNS, agreed);
  const led = rows.map((row, place) => {
    const values = { populatie: row[0] ?? '', versie: row[1] ?? '' };
    return populations.take(populations.numberOf(values), place + 2);
  });
  const { problemCount, problems } = populations.end();
  return { led, problemCount, told: problems.map(({ code, line, column }) => `${code} ${line}:${column}`) };
};

test('rows of one population are all right, whatever it is', () =>
  expect(read(['P1', 'P1'])).toEqual({ led: [true, true], problemCount: 0, told: [] }));

test.each([
  ['the first row', ['P2', 'P1', 'P1'], ['population_differs 2:2']],
  ['a row further on', ['P1', 'P1', 'Q1'], ['population_differs 4:1']],
  ['rows here and there', ['P2', 'P1', 'Q1', 'P1', 'P1'], ['population_differs 2:2', 'population_differs 4:1']],
])('the odd ones are blamed where nothing was agreed: %s', (_, rows, told) =>
  expect(read(rows)).toMatchObject({ problemCount: told.length, told }),
);

test('what was agreed is right also where most rows say otherwise', () =>
  expect(read(['P2', 'P2', 'P1'], AGREED)).toMatchObject({
    led: [true, true, true],
    told: ['population_differs 2:2', 'population_differs 3:2'],
  }));

test('a file of which no row is about what was agreed is told once of each population', () =>
  expect(read(['P2', 'P2', 'Q1'], AGREED).told).toEqual([
    'population_version_must_match 2:2',
    'population_version_must_match 4:1',
  ]));

test('a row of a population that does not lead counts for nothing', () =>
  expect(read(['P1', 'P1', 'P2', 'P1']).led).toEqual([true, true, false, true]));

test('all odd rows are counted and the first 10,000 are told', () => {
  const { problemCount, told } = read([...Array(10_001).fill('P2'), ...Array(10_002).fill('P1')]);
  expect([problemCount, told.length]).toEqual([10_001, 10_000]);
});
