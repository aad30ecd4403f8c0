import { describe, expect, test } from 'vitest';
import { type CostStratum, standardiseCost } from '../../../domain/evaluation/standardised-cost.ts';

const young: CostStratum = { stratum: 'young', months: 1200, cost: 120_000, persons: null, sumOfSquares: null };
const old: CostStratum = { stratum: 'old', months: 600, cost: 240_000, persons: null, sumOfSquares: null };

/** A stratum of persons who each cost the given amount in twelve months. */
const persons = (stratum: string, costs: readonly number[]): CostStratum => ({
  stratum,
  months: costs.length * 12,
  cost: costs.reduce((all, cost) => all + cost, 0),
  persons: costs.length,
  sumOfSquares: costs.reduce((all, cost) => all + cost ** 2, 0),
});
const mix = (...parts: readonly (readonly [string, number])[]) => new Map(parts);

describe('cost per member-month at the mix of the pilot', () => {
  test('weighs 100 and 400 euro a month by the months of the pilot', () =>
    expect(standardiseCost([young, old], mix(['young', 300], ['old', 100]))).toMatchObject({ costPerMonth: 175 }));

  test('is the own mean at the own mix', () =>
    expect(standardiseCost([young, old], mix(['young', 1200], ['old', 600]))).toMatchObject({ costPerMonth: 200 }));

  test('says that uncertainty comes from placebo areas alone where no squares were delivered', () =>
    expect(standardiseCost([young, persons('old', [1, 2, 3])], mix(['young', 1], ['old', 1]))).toMatchObject({
      error: { basis: 'placeboAreas', message: expect.stringContaining('placebogebieden') },
    }));
});

describe('the standard error from squares and persons', () => {
  test('is the deviation over the root of the number: 600, 1200, 1800 euro a year is 100 ± 28.87 a month', () => {
    const answer = standardiseCost([persons('all', [600, 1200, 1800])], mix(['all', 36]));
    expect(answer).toMatchObject({ costPerMonth: 100, error: { basis: 'persons' } });
    if ('refused' in answer || answer.error.basis !== 'persons') throw new Error('No error.');
    expect(answer.error.standardError).toBeCloseTo(50 / Math.sqrt(3), 10);
    expect(answer.error.high - answer.error.low).toBeCloseTo((2 * 1.959964 * 50) / Math.sqrt(3), 4);
  });

  test('of two strata is that of the weighted sum, and scales with the costs', () => {
    const strata = (times: number) => [
      persons(
        'a',
        [100, 300, 800].map((cost) => cost * times),
      ),
      persons(
        'b',
        [0, 50].map((cost) => cost * times),
      ),
    ];
    const errorOf = (times: number): number => {
      const answer = standardiseCost(strata(times), mix(['a', 30], ['b', 90]));
      if ('refused' in answer || answer.error.basis !== 'persons') throw new Error('No error.');
      return answer.error.standardError;
    };
    // The variance between 100, 300 and 800 is 130,000; between 0 and 50 it is 1,250.
    const byHand = Math.sqrt((0.25 / 12) ** 2 * (130_000 / 3) + (0.75 / 12) ** 2 * (1250 / 2));
    expect(errorOf(1)).toBeCloseTo(byHand, 10);
    expect(errorOf(7)).toBeCloseTo(7 * byHand, 9);
  });

  test('is zero where everybody costs the same, in spite of rounding', () =>
    expect(standardiseCost([persons('all', [0.1, 0.1, 0.1])], mix(['all', 36]))).toMatchObject({
      error: { standardError: expect.closeTo(0, 6) },
    }));
});

test.each([
  ['a mix without months', [young], mix(['young', 0]), 'mix_is_empty'],
  ['a stratum without months', [{ ...young, months: 0 }], mix(['young', 1]), 'stratum_has_no_member_months'],
  ['a stratum that is not there', [young], mix(['old', 1]), 'stratum_has_no_member_months'],
  ['one person', [persons('all', [5])], mix(['all', 1]), 'persons_must_be_two_or_more'],
  [
    'squares that are too small',
    [{ ...persons('all', [5, 7]), sumOfSquares: 71 }],
    mix(['all', 1]),
    'sum_of_squares_is_too_small',
  ],
])('%s: refused', (_, strata, at, refused) => expect(standardiseCost(strata, at)).toMatchObject({ refused }));
