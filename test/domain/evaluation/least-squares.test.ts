import { expect, test } from 'vitest';
import { leastSquares } from '../../../domain/evaluation/least-squares.ts';

const columns = (...each: readonly (readonly number[])[]) => each.map((column) => Float64Array.from(column));

test('the line through four points is that of the normal equations', () => {
  // y = 6, 5, 7, 10 at x = 1, 2, 3, 4: intercept 3.5, slope 1.4.
  const [intercept, slope] = leastSquares(columns([1, 1, 1, 1], [1, 2, 3, 4]), Float64Array.of(6, 5, 7, 10));
  expect(intercept).toBeCloseTo(3.5, 12);
  expect(slope).toBeCloseTo(1.4, 12);
});

test('nearly equal columns keep their digits, which the normal equations would lose', () => {
  const small = 1e-7;
  const [first, second] = leastSquares(columns([1, small, 0], [1, 0, small]), Float64Array.of(2, small, small));
  expect(first).toBeCloseTo(1, 7);
  expect(second).toBeCloseTo(1, 7);
});

test('a column that starts with a negative number, and one equation for one unknown', () => {
  expect([...leastSquares(columns([-4]), Float64Array.of(2))]).toEqual([-0.5]);
  expect([...leastSquares(columns([0, 2]), Float64Array.of(7, 3))]).toEqual([1.5]);
});
