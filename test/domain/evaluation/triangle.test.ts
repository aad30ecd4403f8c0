import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainLadder } from '../../../domain/evaluation/chain-ladder.ts';
import { readTriangle, type Triangle, type TriangleCell } from '../../../domain/evaluation/triangle.ts';

/** A triangle by rows, ages 1, 2, …; origins 2001, 2002, … */
const cellsOf = (rows: readonly (readonly number[])[]): TriangleCell[] =>
  rows.flatMap((values, row) =>
    values.map((value, age) => ({ origin: `${2001 + row}`, development: age + 1, value, line: row * 10 + age })),
  );
const triangleOf = (cells: readonly TriangleCell[]): Triangle => {
  const reading = readTriangle(cells);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.triangle;
};
const problemsOf = (cells: readonly TriangleCell[]) => {
  const reading = readTriangle(cells);
  return 'problems' in reading ? reading.problems.map(({ code, line }) => [code, line]) : [];
};

/** Four years: by hand the factors are 380/200, 300/240 and 165/150. */
const FOUR = [[60, 120, 150, 165], [70, 120, 150], [70, 140], [80]];
const cells = cellsOf(FOUR);

describe('a triangle', () => {
  test('has its origins from old to young and a value at every age, in whatever order the cells come', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(cells, { minLength: cells.length }), (shuffled) => {
        const rows = FOUR.map((values, row) => ({ origin: `${2001 + row}`, values }));
        expect(triangleOf(shuffled)).toEqual({ ages: 4, rows });
      }),
      { numRuns: 20 },
    ));

  test.each([
    [
      'the year of valuation',
      (cell: TriangleCell) => ({ ...cell, development: Number(cell.origin) + cell.development - 1 }),
    ],
    ['months', (cell: TriangleCell) => ({ ...cell, development: cell.development * 12 })],
  ])('may have %s in place of the age', (_, change) =>
    expect(triangleOf(cells.map(change))).toEqual(triangleOf(cells)),
  );

  test('may have origins that are no years, in their order', () => {
    const quarters = cells.map((cell) => ({ ...cell, origin: `2025-K${Number(cell.origin) - 2000}` }));
    expect(triangleOf(quarters).rows.map(({ origin }) => origin)).toEqual(['2025-K1', '2025-K2', '2025-K3', '2025-K4']);
  });

  test('may have more origins than ages: the oldest are then fully developed', () =>
    expect(triangleOf(cellsOf([[1, 2], [1, 2], [1, 2], [1]])).rows.map(({ values }) => values.length)).toEqual([
      2, 2, 2, 1,
    ]));
});

describe('a triangle that is not one is refused', () => {
  const without = (origin: string, development: number) =>
    cells.filter((cell) => cell.origin !== origin || cell.development !== development);
  const withCell = (change: Partial<TriangleCell>): TriangleCell[] => [
    ...cells.slice(1),
    { origin: '2001', development: 1, value: 60, line: 77, ...change },
  ];
  test.each([
    ['a hole in the middle', without('2001', 2), [['cell_is_missing', null]]],
    ['a first age that is missing', without('2002', 1), [['cell_is_missing', null]]],
    ['a latest value that is missing', without('2002', 3), [['cell_is_missing', null]]],
    ['a year that is missing', cells.filter(({ origin }) => origin !== '2002'), [['cell_is_missing', null]]],
    ['a zero', withCell({ value: 0 }), [['cumulative_must_be_positive', 77]]],
    ['a negative value', withCell({ value: -5 }), [['cumulative_must_be_positive', 77]]],
    ['a cell twice', [...cells, { origin: '2001', development: 1, value: 60, line: 77 }], [['cell_is_twice', 77]]],
    ['an age of zero', withCell({ development: 0 }), [['development_is_no_age', 77]]],
    ['an age that no claim reaches', withCell({ development: 1e9 }), [['development_is_no_age', 77]]],
    ['half an age', withCell({ development: 1.5 }), [['development_is_no_age', 77]]],
    [
      'a valuation before the origin',
      cells.map((cell) => ({ ...cell, development: cell.line === 30 ? 2003 : 2004, line: cell.line })),
      [['valuation_is_before_origin', 30]],
    ],
    [
      'a latest value that is missing where origins outnumber ages',
      cellsOf([[1, 2], [1, 2], [1], [1]]),
      [['cell_is_missing', null]],
    ],
    ['one age', cellsOf([[1], [2]]), [['triangle_is_too_small', null]]],
    ['one origin', cellsOf([[1, 2]]), [['triangle_is_too_small', null]]],
    ['nothing', [], [['triangle_is_too_small', null]]],
  ])('%s', (_, wrong, problems) => expect(problemsOf(wrong)).toEqual(problems));

  test('every fault at once', () =>
    expect(problemsOf(cells.map((cell) => (cell.development === 1 ? { ...cell, value: 0 } : cell)))).toHaveLength(4));

  test('but what deliveries happened to value may have holes', () =>
    expect(readTriangle(without('2001', 2), 'asDelivered')).toMatchObject({
      triangle: { rows: expect.arrayContaining([{ origin: '2001', values: [60, null, 150, 165] }]) },
    }));
});

describe('the chain-ladder', () => {
  const answer = chainLadder(triangleOf(cells));

  test('has volume-weighted factors', () => expect(answer.factors).toEqual([380 / 200, 300 / 240, 165 / 150]));

  test('carries the youngest year through every factor', () => {
    const youngest = answer.origins[3];
    expect(youngest?.ultimate).toBeCloseTo(80 * 1.9 * 1.25 * 1.1, 10);
    expect(youngest?.reserve).toBeCloseTo(80 * 1.9 * 1.25 * 1.1 - 80, 10);
    expect(answer.origins[0]).toEqual({ origin: '2001', latest: 165, ultimate: 165, reserve: 0, se: 0 });
  });

  test("takes Mack's rule for the last variance: of 1.4286 and 0 the smaller is 0", () =>
    // Both origins that show the second step grow by exactly 1.25, so its variance is 0, and so is the last.
    expect(answer.origins[1]?.se).toBe(0));

  test('scales with the money, and adds up', () => {
    const thousand = chainLadder(triangleOf(cells.map((cell) => ({ ...cell, value: cell.value * 1000 }))));
    expect(thousand.factors).toEqual(answer.factors);
    expect(thousand.total.reserve).toBeCloseTo(answer.total.reserve * 1000, 6);
    expect(thousand.total.se).toBeCloseTo((answer.total.se ?? 0) * 1000, 6);
    expect(answer.origins.reduce((all, { reserve }) => all + reserve, 0)).toBeCloseTo(answer.total.reserve, 9);
  });

  test('gives no standard error where a triangle is too small for one, and never NaN', () => {
    for (const small of [FOUR.slice(2), [[60, 120, 150], [70, 120], [70]]]) {
      const { total, origins } = chainLadder(triangleOf(cellsOf(small)));
      expect(total.se).toBeNull();
      expect(origins.at(-1)?.se).toBeNull();
      expect(Number.isFinite(total.reserve)).toBe(true);
    }
  });

  test('has no reserve and no error where every year grows alike from full age on', () =>
    expect(chainLadder(triangleOf(cellsOf([[5, 5, 5, 5], [7, 7, 7], [9, 9], [4]]))).total).toEqual({
      ultimate: 25,
      reserve: 0,
      se: 0,
    }));
});

/** The reinsurance triangle of Mack, Measuring the variability of chain ladder reserve estimates, CAS Forum 1994, with his answers. */
const REINSURANCE = [
  [5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834],
  [106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704],
  [3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466],
  [5655, 11555, 15766, 21266, 23425, 26083, 27067],
  [1092, 9565, 15836, 22169, 25955, 26180],
  [1513, 6445, 11702, 12935, 15852],
  [557, 4020, 10946, 12314],
  [1351, 6947, 13112],
  [3133, 5395],
  [2063],
];

test('the reinsurance triangle of Mack has his reserve and his standard errors, to the unit', () => {
  const { origins, total } = chainLadder(triangleOf(cellsOf(REINSURANCE)));
  expect([Math.round(total.reserve), Math.round(total.se ?? 0)]).toEqual([52_135, 26_909]);
  expect(origins.map(({ se }) => Math.round(se ?? 0))).toEqual([
    0, 206, 623, 747, 1469, 2002, 2209, 5358, 6333, 24_566,
  ]);
});
