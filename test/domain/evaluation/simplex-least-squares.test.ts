import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { leastSquaresWeights } from '../../../domain/evaluation/simplex-least-squares.ts';

const pointsOf = (rows: readonly (readonly number[])[]) => rows.map((row) => Float64Array.from(row));
const rounded = (weights: Float64Array) => [...weights].map((weight) => Number(weight.toFixed(9)));

const dot = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, each, at) => sum + each * (right[at] ?? 0), 0);

const objective = (points: readonly (readonly number[])[], ridge: number, weights: readonly number[]) => {
  const sum = (points[0] ?? []).map((_, at) =>
    dot(
      points.map((point) => point[at] ?? 0),
      weights,
    ),
  );
  return dot(sum, sum) + ridge * dot(weights, weights);
};

/** Slow and obvious: the best mixture of every subset by the normal equations, and of those without a minus the least. */
const bySubsets = (points: readonly (readonly number[])[], ridge: number): number[] => {
  let best: number[] = [];
  for (let subset = 1; subset < 2 ** points.length; subset += 1) {
    const members = points.map((_, place) => place).filter((place) => subset & (1 << place));
    const row = (a: number) =>
      members.map((b) => dot(points[a] ?? [], points[b] ?? []) + (a === b ? ridge : 0)).concat(1);
    const system = [...members.map(row), [...members.map(() => 1), 0]];
    const solution = solve(new Matrix(system), Matrix.columnVector([...members.map(() => 0), 1])).to1DArray();
    if (solution.slice(0, -1).some((weight) => weight < -1e-9)) continue;
    const weights = points.map((_, place) => solution[members.indexOf(place)] ?? 0);
    const all = weights.map((weight, place) => (members.includes(place) ? weight : 0));
    if (best.length === 0 || objective(points, ridge, all) < objective(points, ridge, best)) best = all;
  }
  return best;
};

describe('the weights with the least squares', () => {
  test('between two points on either side of the origin the nearer one weighs more', () =>
    expect(rounded(leastSquaresWeights({ points: pointsOf([[-1], [3]]), ridge: 0 }).weights)).toEqual([0.75, 0.25]));

  test('a point beyond another has no weight', () =>
    expect(
      rounded(
        leastSquaresWeights({
          points: pointsOf([
            [1, 0],
            [2, 1],
            [1, -1],
          ]),
          ridge: 0,
        }).weights,
      ),
    ).toEqual([1, 0, 0]));

  test('of mixtures that fit equally well the most even one is taken', () =>
    expect(rounded(leastSquaresWeights({ points: pointsOf([[-1], [1], [-2], [2]]), ridge: 1e-9 }).weights)).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ]));

  test('a heavy penalty makes the weights equal', () => {
    const { weights } = leastSquaresWeights({ points: pointsOf([[1], [5], [9]]), ridge: 1e9 });
    for (const weight of weights) expect(weight).toBeCloseTo(1 / 3, 6);
  });

  test.each([
    ['no point', [], []],
    ['one point', [[5, 5]], [1]],
    ['points that are all zero', [[0], [0]], [0.5, 0.5]],
    [
      'three equal points',
      [
        [2, 1],
        [2, 1],
        [2, 1],
      ],
      [1 / 3, 1 / 3, 1 / 3],
    ],
  ])('%s', (_, points, expected) => {
    const { weights, converged } = leastSquaresWeights({ points: pointsOf(points), ridge: 0 });
    expect(converged).toBe(true);
    expect([...weights]).toEqual(expected.map((weight) => expect.closeTo(weight, 9)));
  });

  test('they are those of the best of all subsets', () => {
    const point = (length: number) =>
      fc.array(fc.integer({ min: -20, max: 20 }), { minLength: length, maxLength: length });
    const problem = fc
      .record({ length: fc.integer({ min: 1, max: 4 }), ridge: fc.constantFrom(0.01, 1, 30) })
      .chain(({ length, ridge }) =>
        fc.record({ points: fc.array(point(length), { minLength: 2, maxLength: 6 }), ridge: fc.constant(ridge) }),
      );
    fc.assert(
      fc.property(problem, ({ points, ridge }) => {
        const { weights, converged } = leastSquaresWeights({ points: pointsOf(points), ridge });
        expect(converged).toBe(true);
        expect([...weights]).toEqual(bySubsets(points, ridge).map((weight) => expect.closeTo(weight, 6)));
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  test('a search that is stopped too early says that it did not converge', () => {
    const points = pointsOf([
      [3, 4, 2],
      [-1, 5, 1],
      [2, -6, 1],
      [4, 4, -7],
    ]);
    expect(leastSquaresWeights({ points, ridge: 0.01, mostSteps: 0 }).converged).toBe(false);
    expect(leastSquaresWeights({ points, ridge: 0.01 }).converged).toBe(true);
  });
});
