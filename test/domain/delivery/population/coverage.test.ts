import { describe, expect, test } from 'vitest';
import { countProblems, coverageOf } from '../../../../domain/delivery/population/coverage.ts';
import { overlapOf } from '../../../../domain/delivery/population/overlap.ts';
import {
  groupedCounts,
  type PopulationCount,
  populationCount,
} from '../../../../domain/delivery/population/population-counts.ts';

/** `interventie 2025-K1 850 2550 gedekt`: cohort, period, persons, months and group. */
const countsOf = (text: string): PopulationCount[] =>
  text
    .trim()
    .split('\n')
    .map((each) => {
      const [cohort, period = '', persons, months = '', ...group] = each.trim().split(' ');
      const name = cohort === 'interventie' ? 'intervention' : 'reference';
      return populationCount.parse({ cohort: name, period, group: group.join(' '), persons: Number(persons), months });
    });

const rule = { minimumCoverage: { n: 85n, d: 100n }, minimumCellSize: 10 };
const problems = (text: string, changes: Partial<typeof rule> = {}) =>
  countProblems(countsOf(text), { ...rule, ...changes });
const codes = (text: string, changes: Partial<typeof rule> = {}) =>
  problems(text, changes).map(({ code, place }) => `${code} ${place}`);

const REFERENCE = `referentie 2025-K1 5000 15000 populatie
  referentie 2025-K1 4500 13500 gedekt`;
const sound = (covered: string) => `interventie 2025-K1 1000 3000 populatie
  interventie 2025-K1 ${covered} gedekt
  ${REFERENCE}`;

describe('the share that is covered', () => {
  test('at the agreed share is enough, and a day less is not', () => {
    expect(codes(sound('850 2550'))).toEqual([]);
    expect(codes(sound('850 2549.99'))).toEqual(['coverage_must_reach_the_agreed_share 1']);
  });

  test('that falls short says what was met, rounded down, and what was agreed', () =>
    expect(problems(sound('850 2549.99'))[0]?.message).toBe(
      'Voor interventie 2025-K1 dekken de declaraties 84,99 % van de maanden; afgesproken is ten minste 85 %. Lever ook de declaraties van andere verzekeraars, of spreek met alle partijen een nieuwe populatiedefinitie af.',
    ));

  test.each([
    ['no covered months', 'interventie 2025-K1 1000 3000 populatie', ['coverage_must_be_counted 0']],
    ['no population', 'interventie 2025-K1 1000 3000 gedekt', ['coverage_must_be_counted 0']],
    [
      'a population of no months',
      'interventie 2025-K1 0 0 populatie\n interventie 2025-K1 0 0 gedekt',
      ['coverage_must_be_counted 0'],
    ],
    ['more covered than there are', sound('1001 3003'), ['part_exceeds_whole 1']],
    ['more months covered than there are', sound('1000 3000.5'), ['part_exceeds_whole 1']],
  ])('with %s is refused', (_, text, expected) => expect(codes(text)).toEqual(expect.arrayContaining(expected)));

  test('is counted for both cohorts in every quarter that the file is about', () => {
    const oneCohort = sound('900 2700').split('\n').slice(0, 2).join('\n');
    expect(problems(oneCohort)).toMatchObject([{ code: 'coverage_must_be_counted', place: null }]);
    expect(problems(oneCohort)[0]?.message).toContain('Voor referentie 2025-K1 zijn de groepen');
    expect(codes(`${sound('900 2700')}\n interventie 2025 20 70 wlz`)).toEqual([
      'coverage_must_be_counted null',
      'coverage_must_be_counted null',
    ]);
  });

  test('need not be counted where no share was agreed', () => {
    const none = { minimumCoverage: { n: 0n, d: 1n } };
    expect(codes('interventie 2025 20 70 wlz', none)).toEqual([]);
    expect(codes('interventie 2025 2000 70 populatie', none)).toEqual(['coverage_must_be_counted 0']);
  });
});

describe('privacy', () => {
  test('a group of one to nine persons is refused; for the Wlz the advice is a year', () => {
    const found = problems(`${sound('900 2700')}\n interventie 2025-K1 9 20 wlz`);
    expect(found.map(({ code, place }) => `${code} ${place}`)).toEqual(['cell_is_too_small 4']);
    expect(found[0]?.message).toContain('De uitstroom naar de Wlz kunt u over een heel jaar leveren');
    expect(codes(`${sound('900 2700')}\n interventie 2025-K1 0 0 wlz`)).toEqual([]);
  });

  test('the few who are not covered follow by subtraction', () => {
    expect(codes(sound('991 2973'))).toEqual(['group_follows_by_subtraction 0']);
    expect(codes(sound('990 2970'))).toEqual([]);
    expect(codes(sound('1000 3000'))).toEqual([]);
  });

  test('the few who live there and are on no list follow too', () => {
    const overlap = (wijk: number, praktijk: number, both: number) => `${sound('900 2700')}
      interventie 2025-K1 ${wijk} 3000 wijk
      interventie 2025-K1 ${praktijk} 2900 praktijk
      interventie 2025-K1 ${both} 2000 wijk en praktijk`;
    expect(codes(overlap(1000, 900, 700))).toEqual([]);
    expect(codes(overlap(1000, 900, 895))).toEqual(['group_follows_by_subtraction 4']);
    expect(codes(overlap(700, 900, 701))).toEqual(['part_exceeds_whole 6']);
  });
});

describe('small groups that follow from several counts', () => {
  const none = { minimumCoverage: { n: 0n, d: 1n } };
  const wlz = (...counts: readonly (readonly [period: string, persons: number])[]) =>
    counts.map(([period, persons]) => `interventie ${period} ${persons} 30 wlz`).join('\n');

  test('those who live there and are on no list follow from two of the three counts', () => {
    const two = (wijk: number) => `interventie 2025-K1 ${wijk} 3000 wijk
      interventie 2025-K1 1000 2900 wijk en praktijk`;
    expect(codes(two(1005), none)).toEqual(['group_follows_by_subtraction 0']);
    expect(codes(two(1010), none)).toEqual([]);
    expect(codes(two(1000).replace('3000', '2900'), none)).toEqual([]);
    expect(codes('interventie 2025-K1 1005 1 praktijk\ninterventie 2025-K1 1000 1 wijk en praktijk', none)).toEqual([
      'group_follows_by_subtraction 0',
    ]);
  });

  test.each([
    ['a quarter that is left out of its year', wlz(['2025-K1', 12], ['2025-K2', 12], ['2025-K3', 12], ['2025', 40]), 1],
    ['two quarters that are left out', wlz(['2025-K1', 12], ['2025-K2', 12], ['2025', 30]), 1],
    ['a quarter of a run', wlz(['2025-K1..K2', 30], ['2025-K1', 25]), 1],
    ['a quarter in which nobody left', wlz(['2025-K1', 12], ['2025-K2', 12], ['2025-K3', 12], ['2025', 36]), 0],
    ['a quarter in which enough left', wlz(['2025-K1', 12], ['2025-K2', 12], ['2025-K3', 12], ['2025', 46]), 0],
    ['quarters of another year', wlz(['2024-K1', 12], ['2024-K2', 12], ['2024-K3', 12], ['2025', 40]), 0],
  ])('of those who left through the Wlz: %s', (_, text, expected) =>
    expect(codes(text, none)).toEqual(Array.from({ length: expected }, () => 'group_follows_by_subtraction 0')),
  );

  test('of the other cohort nothing is subtracted', () =>
    expect(codes(`${wlz(['2025', 40])}\nreferentie 2025-K1..K3 36 30 wlz`, none)).toEqual([]));

  test('what was declared before counts, unless the same is declared again', () => {
    const codesAfter = (now: string, before: string) =>
      countProblems(countsOf(now), { ...rule, ...none }, countsOf(before)).map(({ code, place }) => `${code} ${place}`);
    const quarters = wlz(['2025-K1', 12], ['2025-K2', 12], ['2025-K3', 12]);
    expect(codesAfter(wlz(['2025', 40]), quarters)).toEqual(['group_follows_by_subtraction 0']);
    expect(codesAfter(wlz(['2025', 46]), quarters)).toEqual([]);
    expect(codesAfter(wlz(['2025', 50], ['2025-K1', 16], ['2025-K2', 12], ['2025-K3', 12]), quarters)).toEqual([]);
    expect(codesAfter('interventie 2025-K1 1000 1 wijk en praktijk', 'interventie 2025-K1 1005 1 wijk')).toEqual([
      'group_follows_by_subtraction 0',
    ]);
    // What was declared before is not judged again by itself.
    expect(
      codesAfter(wlz(['2025', 40]), 'interventie 2025-K1 1005 1 wijk\ninterventie 2025-K1 1000 1 wijk en praktijk'),
    ).toEqual([]);
  });

  test('a count that is itself too small is one fault', () =>
    expect(codes(wlz(['2025-K1', 9], ['2025', 12]), none)).toEqual(['cell_is_too_small 0']));
});

describe('the counts', () => {
  test('that stand twice are refused', () =>
    expect(codes(`${sound('900 2700')}\n referentie 2025-K1 50 150 gedekt`)).toEqual(['group_stands_twice 4']));

  test.each([
    [{ cohort: 'pilot' }],
    [{ period: '2025-K5' }],
    [{ group: 'buurt' }],
    [{ persons: 1.5 }],
    [{ persons: -1 }],
    [{ persons: '12' }],
    [{ months: 36 }],
    [{ months: '-36' }],
    [{ note: 'x' }],
  ])('are read strictly: %j is none', (change) => {
    const sound = { cohort: 'intervention', period: '2025', group: 'wlz', persons: 12, months: '36' };
    expect(populationCount.safeParse(sound).success).toBe(true);
    expect(populationCount.safeParse({ ...sound, ...change }).success).toBe(false);
  });

  test('give the share and the overlap of each cohort and period', () => {
    const text = `${sound('900 2700')}
      interventie 2025-K1 1000 3000 wijk
      interventie 2025-K1 900 2700 praktijk
      interventie 2025-K1 750 2250 wijk en praktijk`;
    const [pilot, reference] = groupedCounts(countsOf(text)).counts;
    if (pilot === undefined || reference === undefined) throw new Error('A cohort was lost.');
    expect(coverageOf(pilot)).toEqual({ n: 2700n, d: 3000n });
    expect(overlapOf(pilot)).toEqual({ onlyWijk: 250, onlyPraktijk: 150, both: 750 });
    expect(overlapOf(reference)).toBeNull();
  });
});
