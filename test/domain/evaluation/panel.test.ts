import { describe, expect, test } from 'vitest';
import { type Panel, type PanelCell, readPanel } from '../../../domain/evaluation/panel.ts';

/** Cells of a table: the first row has the periods, a figure with `*` is treated. Lines count from 2. */
const cellsOf = (table: string): PanelCell[] => {
  const [heading = '', ...rows] = table.trim().split('\n');
  const [, ...periods] = heading.trim().split(/\s+/);
  let line = 1;
  return rows.flatMap((row) => {
    const [unit = '', ...figures] = row.trim().split(/\s+/);
    return figures.flatMap((figure, place): PanelCell[] => {
      line += 1;
      const cell = { unit, period: periods[place] ?? '', line, population: null };
      const value = Number(figure.replace('*', ''));
      return figure === '-' ? [] : [{ ...cell, value, treated: figure.includes('*') ? 1 : 0 }];
    });
  });
};

const panelOf = (cells: readonly PanelCell[]): Panel => {
  const reading = readPanel(cells);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.panel;
};
const codesOf = (cells: readonly PanelCell[]) => {
  const reading = readPanel(cells);
  return 'problems' in reading ? reading.problems.map(({ code }) => code) : [];
};
const messageOf = (cells: readonly PanelCell[]) => {
  const reading = readPanel(cells);
  return 'problems' in reading ? (reading.problems[0]?.message ?? '') : '';
};

const SOUND = `
  u     2019 2020 2021 2022
  Zuid     1    2   3*   4*
  Noord    5    6    7    8
  Midden   9   10   11   12`;

describe('a sound panel', () => {
  test('has areas in order of name and periods in order of time, whatever the order of the rows', () => {
    const panel = panelOf(cellsOf(SOUND).reverse());
    expect(panel.units).toEqual(['Midden', 'Noord', 'Zuid']);
    expect(panel.periods).toEqual(['2019', '2020', '2021', '2022']);
    expect(panel.values.map((row) => [...row])).toEqual([
      [9, 10, 11, 12],
      [5, 6, 7, 8],
      [1, 2, 3, 4],
    ]);
    expect(panel).toMatchObject({ treated: [2], controls: [0, 1], start: 2, weights: [1, 1, 1] });
    expect(panel).toEqual(panelOf(cellsOf(SOUND)));
  });

  test.each([
    [
      ['10', '9', '8'],
      ['8', '9', '10'],
    ],
    [
      ['2020-K2', '2020-K1', '2019-K4'],
      ['2019-K4', '2020-K1', '2020-K2'],
    ],
    [
      ['t10', 't9', 't1'],
      ['t1', 't9', 't10'],
    ],
  ])('periods %j come as %j', (given, expected) => {
    const cells = given.flatMap((period): PanelCell[] => {
      const treated = period === expected.at(-1) ? 1 : 0;
      const cell = { period, value: 1, population: null, line: null };
      return [
        { ...cell, unit: 'A', treated },
        { ...cell, unit: 'B', treated: 0 },
      ];
    });
    expect(panelOf(cells).periods).toEqual(expected);
  });

  test('an area weighs what its population was before the start', () => {
    const cells = cellsOf(SOUND).map((cell) => ({
      ...cell,
      population: cell.unit === 'Zuid' ? Number(cell.period) : 10,
    }));
    expect(panelOf(cells).weights).toEqual([10, 10, 2019.5]);
  });
});

describe('a panel is refused with the fact', () => {
  const changed = (line: number, change: Partial<PanelCell>) =>
    cellsOf(SOUND).map((cell) => (cell.line === line ? { ...cell, ...change } : cell));

  test.each([
    ['no treated area', cellsOf(SOUND.replaceAll('*', '')), 'no_unit_is_treated'],
    ['no untreated area', cellsOf(' u 1 2 3\n A 1 2 3*\n B 1 2 3*'), 'no_unit_is_untreated'],
    ['one period before', cellsOf(' u 1 2 3\n A 1 2* 3*\n B 1 2 3'), 'too_few_periods_before'],
    ['treated from the first period', cellsOf(' u 1 2\n A 1* 2*\n B 1 2'), 'too_few_periods_before'],
    ['two starts', cellsOf(' u 1 2 3 4\n A 1 2 3* 4*\n B 1 2 3 4*\n C 1 2 3 4'), 'treatment_must_start_at_once'],
    ['a treatment that ends', cellsOf(' u 1 2 3 4\n A 1 2 3* 4\n B 1 2 3 4'), 'treatment_must_last'],
    ['a hole', cellsOf(SOUND.replace('10', ' -')), 'cell_is_missing'],
    ['an area twice in a period', [...cellsOf(SOUND), ...cellsOf(SOUND).slice(4, 5)], 'unit_is_twice_in_period'],
    ['a figure that is no number', changed(3, { value: Number.NaN }), 'value_must_be_a_number'],
    ['an endless figure', changed(3, { value: Number.POSITIVE_INFINITY }), 'value_must_be_a_number'],
    ['treated by half', changed(4, { treated: 0.5 }), 'treated_must_be_0_or_1'],
    ['nobody lives there', changed(6, { population: 0 }), 'population_must_be_positive'],
    ['fewer than nobody', changed(6, { population: -3 }), 'population_must_be_positive'],
    ['nothing at all', [], 'no_unit_is_treated'],
  ])('%s', (_, cells, code) => expect(codesOf(cells)).toEqual([code]));

  test('every fault at once, each with its line', () => {
    const cells = changed(3, { value: Number.NaN }).map((cell) =>
      cell.line === 6 ? { ...cell, population: 0 } : cell,
    );
    const reading = readPanel(cells);
    expect('problems' in reading ? reading.problems.map(({ line }) => line) : []).toEqual([3, 6]);
  });

  test('the words name the areas and the periods', () => {
    expect(messageOf(cellsOf(' u 1 2 3 4\n A 1 2 3* 4*\n B 1 2 3 4*\n C 1 2 3 4'))).toContain('A in 3; B in 4');
    expect(messageOf(cellsOf(' u 1 2\n A 1* 2*\n B 1 2'))).toContain('Behandeld is 1 alleen in de periodes waarin');
    expect(messageOf(cellsOf(SOUND.replace('10', ' -')))).toContain('Midden: er is geen waarde in 2020.');
    expect(messageOf([...cellsOf(SOUND), ...cellsOf(SOUND).slice(4, 5)])).toContain(
      'Noord staat ook op regel 6 in 2019',
    );
  });
});
