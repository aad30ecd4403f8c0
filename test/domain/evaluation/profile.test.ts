import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ProfileIndicator,
  type ProfileLine,
  type ProfileQuestion,
  type ProfileRow,
  profileOf,
} from '../../../domain/evaluation/profile.ts';

const INDICATORS: readonly ProfileIndicator[] = [
  { indicator: 'ouderen', name: 'Inwoners van 75 en ouder', kind: 'proportion', per: 100, unit: '%' },
  { indicator: 'opnamen', name: 'Ziekenhuisopnamen', kind: 'rate', per: 1000, unit: 'per 1.000' },
  { indicator: 'wijkverpleging', name: 'Kosten wijkverpleging', kind: 'amount', per: 1, unit: 'euro' },
];
const row = (
  indicator: string,
  area: string,
  numerator: number,
  denominator: number,
  period = '2025-K2',
): ProfileRow => ({
  module: indicator === 'ouderen' ? 'demografie' : 'zorg',
  indicator,
  area,
  period,
  numerator,
  denominator,
});
const ROWS = [
  row('ouderen', 'Oost', 150, 1000),
  row('ouderen', 'West', 80, 1000),
  row('ouderen', 'Noord', 70, 1000),
  row('ouderen', 'Oost', 90, 1000, '2025-K1'),
  row('opnamen', 'Oost', 30, 1000),
  row('opnamen', 'West', 30, 1000),
  row('opnamen', 'Noord', 60, 2000),
  row('opnamen', 'Oost', 25, 1000, '2025-K1'),
  row('wijkverpleging', 'Oost', 42_000, 1000),
  row('wijkverpleging', 'West', 60_000, 1000),
  row('wijkverpleging', 'Noord', 30_000, 1000),
];
const QUESTION: ProfileQuestion = {
  area: 'Oost',
  region: ['Noord', 'Oost', 'West'],
  period: '2025-K2',
  previous: '2025-K1',
};
const lineOf = (
  name: string,
  rows: readonly ProfileRow[] = ROWS,
  change: Partial<ProfileQuestion> = {},
): ProfileLine => {
  const { modules } = profileOf(rows, INDICATORS, { ...QUESTION, ...change });
  const line = modules.flatMap(({ lines }) => lines).find(({ indicator }) => indicator === name);
  if (line === undefined) throw new Error(`There is no line for ${name}.`);
  return line;
};

describe('an area beside its region', () => {
  test('has its figure with limits, the region, its place, and whether the two differ', () =>
    expect(lineOf('ouderen')).toEqual({
      indicator: 'ouderen',
      name: 'Inwoners van 75 en ouder',
      unit: '%',
      area: { value: 15, limits: { low: expect.closeTo(12.92, 2), high: expect.closeTo(17.35, 2) } },
      region: { value: 10, limits: { low: expect.closeTo(8.98, 2), high: expect.closeTo(11.13, 2) } },
      against: 'higher',
      rank: { place: 1, of: 3 },
      change: {
        previous: { value: 9, limits: { low: expect.closeTo(7.38, 2), high: expect.closeTo(10.93, 2) } },
        change: 6,
        limits: { low: expect.closeTo(3.16, 2), high: expect.closeTo(8.85, 2) },
        shown: 'higher',
      },
    }));

  test('shares its place with areas of the same figure, and is not said to differ where chance can do it', () =>
    expect(lineOf('opnamen')).toMatchObject({
      area: { value: 30 },
      region: { value: 30 },
      against: 'notShown',
      rank: { place: 1, of: 3 },
      change: { change: 5, shown: 'notShown' },
    }));

  test('has no limits and no verdict for an amount, but its place', () =>
    expect(lineOf('wijkverpleging')).toMatchObject({
      area: { value: 42, limits: null },
      region: { value: 44, limits: null },
      against: 'notShown',
      rank: { place: 2, of: 3 },
      change: null,
    }));

  test('is independent of the order of rows', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(ROWS, { minLength: ROWS.length }), (rows) => {
        expect(lineOf('ouderen', rows)).toEqual(lineOf('ouderen'));
      }),
      { numRuns: 20 },
    ));
});

describe('a profile', () => {
  test('stands in modules, and zooms in on one where that is asked', () => {
    const modules = (chosen?: readonly string[]) =>
      profileOf(ROWS, INDICATORS, chosen === undefined ? QUESTION : { ...QUESTION, modules: chosen }).modules.map(
        ({ module, lines }) => [module, lines.length],
      );
    expect(modules()).toEqual([
      ['demografie', 1],
      ['zorg', 2],
    ]);
    expect(modules(['zorg'])).toEqual([['zorg', 2]]);
  });

  test('says in words what changed, and nothing of what chance can do', () => {
    expect(profileOf(ROWS, INDICATORS, QUESTION).changed).toEqual([
      'Inwoners van 75 en ouder steeg van 9,0 % (2025-K1) naar 15,0 % (2025-K2).',
    ]);
    expect(profileOf(ROWS, INDICATORS, { ...QUESTION, previous: null }).changed).toEqual([]);
  });

  test('lists the areas of the region that could not be counted', () => {
    const rows = ROWS.filter(({ area, indicator }) => area !== 'West' || indicator !== 'ouderen');
    const { notCounted } = profileOf(
      rows.map((each) => (each.area === 'Noord' && each.indicator === 'opnamen' ? { ...each, denominator: 0 } : each)),
      INDICATORS,
      QUESTION,
    );
    expect(notCounted).toEqual([
      'Inwoners van 75 en ouder: niet meegeteld West.',
      'Ziekenhuisopnamen: niet meegeteld Noord.',
    ]);
    expect(lineOf('ouderen', rows)).toMatchObject({ region: { value: 11 }, rank: { place: 1, of: 2 } });
  });
});

describe('an indicator without a figure says why', () => {
  const change = (wrong: Partial<ProfileRow>) =>
    ROWS.map((each) => (each.indicator === 'ouderen' && each.area === 'Oost' ? { ...each, ...wrong } : each));
  test.each([
    [
      'an area that is missing',
      ROWS.filter(({ area }) => area !== 'Oost').concat(row('ouderen', 'Oost', 1, 2, '2020')),
      'area_is_missing',
    ],
    ['an area twice', [...ROWS, row('ouderen', 'Oost', 1, 2)], 'row_is_twice'],
    ['nobody', change({ denominator: 0 }), 'denominator_must_be_positive'],
    ['a negative number', change({ numerator: -1 }), 'numerator_must_not_be_negative'],
    ['more than everybody', change({ numerator: 1001 }), 'numerator_exceeds_denominator'],
  ])('%s', (_, rows, refused) =>
    expect(lineOf('ouderen', rows)).toMatchObject({ refused, message: expect.stringContaining('Oost') }),
  );

  test('one that nobody declared', () =>
    expect(lineOf('mood', [...ROWS, row('mood', 'Oost', 1, 2)])).toMatchObject({ refused: 'indicator_is_unknown' }));

  test('and never NaN', () => {
    const text = JSON.stringify(profileOf(change({ denominator: 0 }), INDICATORS, QUESTION));
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
