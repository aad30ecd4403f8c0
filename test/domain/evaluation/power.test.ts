import { describe, expect, test } from 'vitest';
import {
  chanceOfGain,
  minimalDetectableEffect,
  minimumSavingsRates,
  observedSavingsRates,
  type PilotDesign,
  pooledStandardError,
  powerStatement,
  standardErrorAt,
  standardErrorBehind,
  standardErrorOf,
} from '../../../domain/evaluation/power.ts';

const design: PilotDesign = {
  persons: 5000,
  referencePersons: 1e12,
  baselinePeriods: 1,
  performancePeriods: 1,
  coefficientOfVariation: 3,
  correlation: 0.5,
  areaShock: 0,
  areas: 1,
  referenceAreas: 1e12,
};
const errorOf = (change: Partial<PilotDesign> = {}): number => {
  const answer = standardErrorOf({ ...design, ...change });
  if ('refused' in answer) throw new Error(answer.message);
  return answer.standardError;
};

describe('the smallest effect that a study could have seen', () => {
  /** The Dutch study: 16,425 enrolled, −1.2 %, p = 0.476. Its error is 1.2 / 0.7128; 80 % power at two-sided 5 %. */
  const published = standardErrorBehind(-0.012, 0.476);

  test('was about 4.7 % with 16,425 enrolled', () => {
    expect(published).toBeCloseTo(0.01684, 4);
    expect(minimalDetectableEffect(published)).toBeCloseTo(0.047, 3);
  });

  test('would be nearer 8.5 % with 5,000, as long as the error falls with the root of the number of persons', () =>
    expect(minimalDetectableEffect(standardErrorAt(published, 16_425, 5000))).toBeCloseTo(0.0855, 3));

  test('is 2.80 standard errors (Bloom 1995)', () => expect(minimalDetectableEffect(1)).toBeCloseTo(2.8016, 4));
});

describe('the standard error of a design', () => {
  test('is by hand 3 × √(0.5 × 2 / 5000) = 4.24 % for one year before and one after', () =>
    expect(errorOf()).toBeCloseTo(0.042426, 6));

  test('falls with more baseline years, more people and persons whose costs hang together', () => {
    expect(errorOf({ baselinePeriods: 4 })).toBeCloseTo(errorOf() * Math.sqrt(1.25 / 2), 12);
    expect(errorOf({ persons: 20_000 })).toBeCloseTo(errorOf() / 2, 6);
    expect(errorOf({ correlation: 0.875 })).toBeCloseTo(errorOf() / 2, 6);
  });

  test('does not fall below the shock of an area, however many people live in it', () =>
    expect(errorOf({ persons: 1e12, areaShock: 0.01 })).toBeCloseTo(0.01 * Math.sqrt(2), 6));

  test.each([
    ['nobody', { persons: 0 }, 'persons'],
    ['no baseline', { baselinePeriods: 0 }, 'baselinePeriods'],
    ['no spread', { coefficientOfVariation: 0 }, 'coefficientOfVariation'],
    ['a correlation of 1', { correlation: 1 }, 'correlation'],
    ['a negative shock', { areaShock: -0.1 }, 'areaShock'],
    ['what is no number', { persons: Number.NaN }, 'persons'],
  ])('is refused with %s', (_, change, name) =>
    expect(standardErrorOf({ ...design, ...change })).toEqual({
      refused: 'design_is_out_of_range',
      message: expect.stringContaining(name),
    }),
  );
});

describe('the rate that chance alone reaches', () => {
  test('is 1.645, 1.282 and 0.842 standard errors for 5, 10 and 20 %', () =>
    expect(minimumSavingsRates(0.02).map(({ minimumSavingsRate }) => minimumSavingsRate)).toEqual([
      expect.closeTo(0.032897, 6),
      expect.closeTo(0.025631, 6),
      expect.closeTo(0.016832, 6),
    ]));

  test('is reached as often as it says', () => {
    for (const { chance, minimumSavingsRate } of minimumSavingsRates(0.03))
      expect(chanceOfGain(minimumSavingsRate, 0.03)).toBeCloseTo(chance, 12);
  });

  test('is exceeded by at most that part of the results without a pilot', () => {
    const results = Array.from({ length: 100 }, (_, place) => (place - 50) / 1000);
    const rates = observedSavingsRates(results);
    expect(rates.map(({ minimumSavingsRate }) => minimumSavingsRate)).toEqual([0.044, 0.039, 0.029]);
    for (const { chance, minimumSavingsRate } of rates)
      expect(results.filter((result) => result > minimumSavingsRate).length).toBeLessThanOrEqual(chance * 100);
    expect(observedSavingsRates([-1, -2]).map(({ minimumSavingsRate }) => minimumSavingsRate)).toEqual([0, 0, 0]);
  });
});

describe('pooling', () => {
  const year = { expected: 1000, standardError: 0.04 };

  test('two equal years that are independent lower the error by the root of two; that hang together wholly, by nothing', () => {
    expect(pooledStandardError([year, year], 0)).toBeCloseTo(0.04 / Math.SQRT2, 12);
    expect(pooledStandardError([year, year], 1)).toBeCloseTo(0.04, 12);
    expect(pooledStandardError([year, year], 0.5)).toBeCloseTo(0.04 * Math.sqrt(0.75), 12);
  });

  test('a small stream with a large error hardly moves a large one', () =>
    expect(pooledStandardError([year, { expected: 10, standardError: 0.5 }], 0)).toBeCloseTo(
      Math.hypot(40, 5) / 1010,
      12,
    ));
});

test('the statement says in Dutch what a board must know before it says "saved"', () => {
  const { agreed, words } = powerStatement(0.02, 0.02);
  expect(agreed.paidWithoutSaving).toBeCloseTo(0.1587, 4);
  expect(agreed.missedAtDetectable).toBeCloseTo(0.0358, 3);
  expect(words.slice(0, 3)).toEqual([
    'Een besparing kleiner dan 5,6 % is bij deze omvang niet betrouwbaar te zien.',
    'Ook zonder besparing komt de uitkomst in 15,9 % van de gevallen boven de drempel van 2,0 %.',
    'Wie wil dat toeval ten hoogste in 5,0 % van de gevallen uitbetaalt, neemt een drempel van 3,3 %.',
  ]);
});
