/** The random cases: the same for the same seed, and rich enough to reach what the settlement method can do. */

import { describe, expect, it } from 'vitest';
import type { CaseJson } from './case-json.ts';
import { readPeriod } from './expected-cost.ts';
import { featuresOf } from './features.ts';
import { one, readNumber, sum } from './fraction.ts';
import { randomCase } from './random-case.ts';
import { referenceSettleWithTrace } from './settle.ts';

/** How often each feature occurs in that many random cases. */
const countFeatures = (cases: number): Map<string, number> => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < cases; seed += 1) {
    const file = randomCase(seed);
    const { result, trace } = referenceSettleWithTrace(file);
    for (const feature of featuresOf(file, result, trace)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
};

const quartersOf = (period: string): string[] => {
  const { year, first, last } = readPeriod(period);
  return [1, 2, 3, 4].filter((quarter) => quarter >= first && quarter <= last).map((quarter) => `${year}-${quarter}`);
};

const agreedPeriods = ({ agreement }: CaseJson): string[] => [
  ...agreement.baseline.map(({ period }) => period),
  agreement.performance,
];

/** Whether a row lies within one agreed period or touches none. */
const isPlaced = (file: CaseJson, period: string): boolean =>
  agreedPeriods(file).every((agreed) => {
    const own = quartersOf(period);
    const inside = own.filter((quarter) => quartersOf(agreed).includes(quarter));
    return inside.length === 0 || inside.length === own.length;
  });

const weightsThatSumToOne = ({ agreement }: CaseJson): string[][] => [
  agreement.baseline.map(({ weight }) => weight),
  Object.values(agreement.sharing.gainShares),
  Object.values(agreement.sharing.lossShares),
  ...Object.values(agreement.streams).map(({ pockets }) => Object.values(pockets)),
];

const seeds = Array.from({ length: 400 }, (_, seed) => seed);

describe('a random case is well-formed', () => {
  it.each(['memberMonths', 'costs'] as const)(
    'every row of %s lies within an agreed period or touches none',
    (list) => {
      for (const seed of seeds) {
        const file = randomCase(seed);
        for (const row of file[list]) expect(isPlaced(file, row.period), `seed ${seed}, ${row.period}`).toBe(true);
      }
    },
  );

  it('no two agreed periods overlap', () => {
    for (const seed of seeds) {
      const quarters = agreedPeriods(randomCase(seed)).flatMap(quartersOf);
      expect(new Set(quarters).size, `seed ${seed}`).toBe(quarters.length);
    }
  });

  it('every list of weights sums to exactly 1', () => {
    for (const seed of seeds)
      for (const weights of weightsThatSumToOne(randomCase(seed)))
        expect(sum(weights.map(readNumber)), `seed ${seed}`).toEqual(one);
  });

  it('every cost row has the sex and age that the grain of its stream needs', () => {
    for (const seed of seeds) {
      const { agreement, costs } = randomCase(seed);
      for (const row of costs) {
        const grain = agreement.streams[row.stream]?.grain ?? 'total';
        if (grain !== 'total') expect(row.ageBand, `seed ${seed}`).toEqual(expect.any(String));
        if (grain === 'sexAge') expect(row.sex, `seed ${seed}`).toEqual(expect.any(String));
      }
    }
  });

  it('all member-month rows are of equal detail', () => {
    for (const seed of seeds) {
      const details = randomCase(seed).memberMonths.map((row) => `${row.sex == null} ${row.ageBand == null}`);
      expect(new Set(details).size, `seed ${seed}`).toBeLessThanOrEqual(1);
    }
  });
});

describe('a random case', () => {
  it('is the same for the same seed and another for another', () => {
    expect(randomCase(7)).toEqual(randomCase(7));
    expect(randomCase(7)).not.toEqual(randomCase(8));
  });

  it('is plain JSON', () => {
    for (let seed = 0; seed < 50; seed += 1)
      expect(JSON.parse(JSON.stringify(randomCase(seed)))).toEqual(randomCase(seed));
  });
});

describe('1,500 random cases', () => {
  const counts = countFeatures(1_500);

  it.each([
    ...['gain', 'loss', 'neutral', 'incomplete', 'refused'].map((status) => `status ${status}`),
    ...['population_is_empty', 'costs_without_member_months', 'stratum_has_no_baseline'].map(
      (name) => `refusal ${name}`,
    ),
    ...['reference_trend_is_undefined', 'expected_cost_must_be_positive'].map((name) => `refusal ${name}`),
    ...['sexAge to age', 'sexAge to total', 'age to total'].map((way) => `fall-back ${way}`),
    ...['ratio', 'ratioPerStratum', 'amount', 'fixed', 'blend of ratio'].map((form) => `trend ${form}`),
    ...['R1 of expected cost', 'R1 of actual cost', 'R2 in a gain', 'R3 in a loss', 'R5'].map(
      (point) => `half cent at ${point}`,
    ),
    ...['corridor hit exactly by a gain', 'corridor hit exactly by a loss', 'pay cap bit', 'receive cap bit'],
  ])('reach “%s” at least three times', (feature) => {
    expect(counts.get(feature) ?? 0).toBeGreaterThanOrEqual(3);
  });
});
