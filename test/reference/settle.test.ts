/** The reference implementation against the worked examples of the settlement method, and against what must always hold. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CaseJson } from './case-json.ts';
import { floorOf, readNumber, times, whole } from './fraction.ts';
import { randomFrom } from './random.ts';
import { randomCase } from './random-case.ts';
import { referenceSettle } from './settle.ts';

const folder = new URL('../../../shared/cases/', import.meta.url);
const isPresent = existsSync(folder);

/** The validation of case files is no part of the reference implementation. */
const outOfScope = new Set(['R-row-longer-than-the-period']);

const names = isPresent
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .filter((name) => !outOfScope.has(name))
  : [];

type Json = Record<string, unknown>;

const readJson = (file: string): Json => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Json;

describe('the worked examples of the method', () => {
  it.skipIf(!isPresent)('lie in ../shared/cases beside the project (skipped where that folder is absent)', () => {
    expect(names).toEqual(expect.arrayContaining(['A', 'B1', 'C', 'R-incomplete']));
  });

  it.each(names)('%s settles to its expected result, field by field', (name) => {
    const result = referenceSettle(readJson(`${name}.json`));
    const expected = readJson(`${name}.expected.json`);
    // The expected files leave out the detail of a refusal and the memo of an incomplete statement.
    if (expected['status'] === 'refused' || expected['status'] === 'incomplete') expect(result).toMatchObject(expected);
    else expect(result).toEqual(expected);
  });
});

/** One stream, one stratum, a trend of nothing: expected cost is what the baseline cost, 1,000.00 for as many months. */
const oneStream = (costs: { amount: string; excess?: string; completionFactor?: string }[]): CaseJson => {
  const place = { cohort: 'intervention', period: '2025' } as const;
  const before = { ...place, period: '2024' };
  return {
    case: 1,
    agreement: {
      parties: [{ id: 'INS', role: 'insurer' }],
      streams: { Zvw: { grain: 'total', pockets: { INS: '1' } } },
      baseline: [{ period: '2024', weight: '1' }],
      performance: '2025',
      trend: { form: 'fixed', index: { Zvw: { '2024': '1' } } },
      corridor: { minimumSavingsRate: '0', minimumLossRate: '0' },
      sharing: { gainRate: '1', lossRate: '1', gainShares: { INS: '1' }, lossShares: { INS: '1' } },
    },
    memberMonths: [
      { ...place, months: '10' },
      { ...before, months: '10' },
    ],
    costs: [
      { stream: 'Zvw', ...before, amount: '1000.00' },
      ...costs.map((cost) => ({ stream: 'Zvw', ...place, ...cost })),
    ],
  };
};

describe('actual cost, row by row', () => {
  it.each([
    ['a row is completed by its factor', [{ amount: '90.00', completionFactor: '0.9' }], '100.00'],
    [
      'a negative row is never grossed up',
      [{ amount: '200' }, { amount: '-50.00', completionFactor: '0.5' }],
      '150.00',
    ],
    [
      'what is above the cap of a person goes off before completion',
      [{ amount: '95.00', excess: '5', completionFactor: '0.9' }],
      '100.00',
    ],
    [
      'a row below zero once its excess is off is not grossed up',
      [{ amount: '200' }, { amount: '10', excess: '40', completionFactor: '0.5' }],
      '170.00',
    ],
    ['an exact half cent goes up', [{ amount: '0.01', completionFactor: '2/3' }], '0.02'],
    [
      'an exact half cent below zero goes down',
      [{ amount: '-0.03' }, { amount: '0.01', completionFactor: '2/3' }],
      '-0.02',
    ],
    ['a third of a cent is not a half', [{ amount: '0.01', completionFactor: '3/4' }], '0.01'],
  ])('%s', (_, costs, actual) => {
    expect(referenceSettle(oneStream(costs))).toMatchObject({ streams: { Zvw: { expected: '1000.00', actual } } });
  });
});

const cents = (text: unknown): bigint => floorOf(times(readNumber(String(text)), whole(100n)));

const column = (result: Json, field: string): bigint =>
  Object.values((result['parties'] ?? {}) as Record<string, Json>).reduce(
    (sum, party) => sum + cents(party[field]),
    0n,
  );

const seeds = Array.from({ length: 600 }, (_, seed) => seed);
const settled = seeds
  .map((seed) => ({ seed, result: referenceSettle(randomCase(seed)) }))
  .filter(({ result }) => result['parties'] !== undefined);

describe('every random case that is settled', () => {
  it('moves money without making or losing any: transfers sum to zero', () => {
    for (const { seed, result } of settled) expect(column(result, 'transfer'), `seed ${seed}`).toBe(0n);
  });

  it('has target positions that sum to what fell, which is the result less the investments', () => {
    for (const { seed, result } of settled) {
      const fell = cents(result['result']) - column(result, 'invested');
      expect(column(result, 'whereItFell'), `seed ${seed}`).toBe(fell);
      expect(column(result, 'targetPosition'), `seed ${seed}`).toBe(fell);
    }
  });

  it('has shares that sum to the pool', () => {
    const shared = settled.filter(({ result }) => result['status'] !== 'neutral');
    for (const { seed, result } of shared) expect(column(result, 'share'), `seed ${seed}`).toBe(cents(result['pool']));
  });

  it('has at most one payment less than there are parties, all of them positive', () => {
    for (const { seed, result } of settled) {
      const payments = result['payments'] as { amount: string }[];
      expect(payments.length, `seed ${seed}`).toBeLessThan(Object.keys(result['parties'] as object).length);
      for (const payment of payments) expect(cents(payment.amount), `seed ${seed}`).toBeGreaterThan(0n);
    }
  });
});

describe('the same case told in another order', () => {
  it('settles to the same result', () => {
    for (const seed of seeds.slice(0, 200)) {
      const file = randomCase(seed);
      const { shuffled } = randomFrom(seed + 1);
      const streams = Object.fromEntries(shuffled(Object.entries(file.agreement.streams)));
      const told = { ...file, memberMonths: shuffled(file.memberMonths), costs: shuffled(file.costs) };
      const result = referenceSettle({ ...told, agreement: { ...file.agreement, streams } });
      expect(result, `seed ${seed}`).toEqual(referenceSettle(file));
    }
  });
});
