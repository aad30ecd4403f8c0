import { describe, expect, test } from 'vitest';
import {
  byarLimits,
  countLimits,
  differenceLimits,
  exactCountLimits,
  meanLimits,
  proportionLimits,
} from '../../../domain/evaluation/limits.ts';

describe('limits of a count', () => {
  /** The well-known exact limits of a Poisson count (Garwood, Biometrika 1936;28:437–442). */
  test.each([
    [0, 0, 3.69],
    [1, 0.0253, 5.57],
    [5, 1.62, 11.67],
    [10, 4.8, 18.39],
    [20, 12.22, 30.89],
    [100, 81.36, 121.63],
  ])('the exact ones of %d are those of the table', (events, low, high) => {
    const limits = exactCountLimits(events);
    expect(limits.low).toBeCloseTo(low, events === 1 ? 4 : 2);
    expect(limits.high).toBeCloseTo(high, 2);
  });

  test("Byar's lie within 0.2 % of the exact ones from ten events on, as the technical guide of OHID says", () => {
    for (const events of [10, 11, 17, 40, 100, 1000, 15_143]) {
      const [byar, exact] = [byarLimits(events), exactCountLimits(events)];
      expect(Math.abs(byar.low / exact.low - 1)).toBeLessThan(0.002);
      expect(Math.abs(byar.high / exact.high - 1)).toBeLessThan(0.002);
    }
  });

  test('are exact below ten and those of Byar from ten', () => {
    expect(countLimits(9)).toEqual(exactCountLimits(9));
    expect(countLimits(10)).toEqual(byarLimits(10));
    expect(byarLimits(0).low).toBe(0);
  });
});

describe('limits of a proportion', () => {
  /** Newcombe, Statistics in Medicine 1998;17:857–872, table I, method 3 (score without continuity correction). */
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d are those of the table', (part, whole, low, high) => {
    const limits = proportionLimits(part, whole);
    expect(limits.low).toBeCloseTo(low, 4);
    expect(limits.high).toBeCloseTo(high, 4);
  });

  test('stay between 0 and 1', () => expect(proportionLimits(20, 20).high).toBe(1));
});

test('limits of a mean are those of Student: 10 observations, mean 5, deviation 2, t = 2.262157', () => {
  const { low, high } = meanLimits(5, 2, 10);
  const half = (2.2621571627 * 2) / Math.sqrt(10);
  expect(low).toBeCloseTo(5 - half, 7);
  expect(high).toBeCloseTo(5 + half, 7);
});

/** Newcombe, Statistics in Medicine 1998;17:873–890, table II, method 10. */
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [10, 10, 0, 20, 0.6791, 1],
])('limits of the difference of %d/%d and %d/%d are those of the table', (a, n, b, m, low, high) => {
  const limits = differenceLimits(
    { value: a / n, ...proportionLimits(a, n) },
    { value: b / m, ...proportionLimits(b, m) },
  );
  expect(limits.low).toBeCloseTo(low, 4);
  expect(limits.high).toBeCloseTo(high, 4);
});
