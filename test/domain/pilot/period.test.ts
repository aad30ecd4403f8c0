import { describe, expect, test } from 'vitest';
import { dayAfter, quartersSince } from '../../../domain/pilot/date.ts';
import { termsOver } from '../../../domain/pilot/interim.ts';
import { contains, monthsIn, overlaps, type Period, readPeriod } from '../../../domain/pilot/period.ts';

const period = (text: string): Period => {
  const read = readPeriod(text);
  if (read === null) throw new Error(`${text} is no period.`);
  return read;
};

describe('periods', () => {
  test.each(['25', '2025-K5', '2025-K0', '2025-K3..K1', '2025K1', '2025-k1', '2025-K1..', ' 2025'])(
    '%j is no period',
    (text) => expect(readPeriod(text)).toBeNull(),
  );

  test.each([
    ['2025', '2025-K3', true, true],
    ['2025-K1..K2', '2025', false, true],
    ['2025-K1..K2', '2025-K2..K3', false, true],
    ['2025-K1..K2', '2025-K3', false, false],
    ['2025', '2024-K4', false, false],
    ['2025-K1..K4', '2025', true, true],
  ])('%s contains %s: %s; overlaps: %s', (outer, inner, inside, touching) => {
    expect(contains(period(outer), period(inner))).toBe(inside);
    expect(overlaps(period(outer), period(inner))).toBe(touching);
  });

  test('a year has twelve months and a run of two quarters six', () =>
    expect([monthsIn(period('2025')), monthsIn(period('2025-K1..K2'))]).toEqual([12n, 6n]));
});

describe('whole quarters since a period ended', () => {
  test.each([
    ['2025-K1', '2025-03-31', 0],
    ['2025-K1', '2025-06-29', 0],
    ['2025-K1', '2025-06-30', 1],
    ['2025-K1', '2025-07-31', 1],
    ['2025-K1', '2025-09-30', 2],
    ['2025-K4', '2026-10-31', 3],
    ['2025', '2026-03-31', 1],
    ['2025-K4', '2025-02-01', 0],
  ])('from %s to %s are %i', (text, date, quarters) => expect(quartersSince(period(text), date)).toBe(quarters));

  test('the day after a fourth quarter is New Year', () => expect(dayAfter(period('2025-K4'))).toBe('2026-01-01'));
});

describe('the terms of an interim statement', () => {
  const index = { Zvw: { 2023: '1.09', 2024: '1.05' } };
  const terms = {
    baseline: [
      { period: '2023', weight: '0.4' },
      { period: '2024', weight: '0.6' },
    ],
    performance: '2025',
    trend: {
      form: 'blend',
      alpha: '1/2',
      of: 'ratio',
      index,
      perStream: { Wpg: { form: 'fixed', index: { Wpg: { 2023: '1', 2024: '1' } } } },
    },
    mode: 'shadow',
  };

  test('compare the same quarters of every year, also in an agreed index', () => {
    expect(termsOver(terms, period('2025-K1..K2'))).toEqual({
      baseline: [
        { period: '2023-K1..K2', weight: '0.4' },
        { period: '2024-K1..K2', weight: '0.6' },
      ],
      performance: '2025-K1..K2',
      trend: {
        ...terms.trend,
        index: { Zvw: { '2023-K1..K2': '1.09', '2024-K1..K2': '1.05' } },
        perStream: { Wpg: { form: 'fixed', index: { Wpg: { '2023-K1..K2': '1', '2024-K1..K2': '1' } } } },
      },
      mode: 'shadow',
    });
  });

  test('the terms of the whole year are the agreement itself', () =>
    expect(termsOver(terms, period('2025'))).toEqual(terms));
});
