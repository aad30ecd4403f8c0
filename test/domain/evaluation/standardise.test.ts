import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AreaStratum,
  standardiseDirectly,
  standardiseIndirectly,
} from '../../../domain/evaluation/standardise.ts';

/**
 * The worked example of the DSR vignette of PHEindicatormethods (OHID, formerly Public Health England, 25 April 2018), "zero
 * deaths for a specific age band": 19 age bands, European standard population 2013, answer per 100,000.
 */
const ESP_2013 = [
  ...[5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500],
  ...[1500, 1000],
];
const POPULATION = [30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15];
const DEATHS = [1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8];

const areaOf = (area: string, counts: readonly number[], populations = POPULATION, standards = ESP_2013) =>
  counts.map(
    (count, place): AreaStratum => ({
      area,
      stratum: `${place * 5}`,
      count,
      population: populations[place] ?? 0,
      standard: standards[place] ?? 0,
      line: place + 2,
    }),
  );
const areasOf = (rows: readonly AreaStratum[]) => {
  const answer = standardiseDirectly(rows);
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
  return answer.areas;
};
const rateOf = (rows: readonly AreaStratum[]) => {
  const [first] = areasOf(rows);
  if (first === undefined || 'refused' in first) throw new Error(JSON.stringify(first));
  return first;
};
const codesOf = (rows: readonly AreaStratum[]) => {
  const answer = standardiseDirectly(rows);
  return 'problems' in answer ? answer.problems.map(({ code, line }) => [code, line]) : [];
};

describe('a directly standardised rate', () => {
  test('is that of the published example, limits and all', () => {
    const { rate, low, high } = rateOf(areaOf('A', DEATHS));
    expect(rate * 100_000).toBeCloseTo(8283.016, 3);
    expect(low * 100_000).toBeCloseTo(6570.819, 3);
    expect(high * 100_000).toBeCloseTo(10289.65, 2);
  });

  test('is the crude rate where the standard population is the own one', () => {
    const { rate } = rateOf(areaOf('A', DEATHS, POPULATION, POPULATION));
    expect(rate).toBeCloseTo(88 / 860, 12);
  });

  test('does not depend on the order of rows, the size of the standard, or a stratum cut in two equal halves', () =>
    fc.assert(
      fc.property(
        fc.shuffledSubarray(areaOf('A', DEATHS), { minLength: 19 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, times) => {
          const halves = ['a', 'b'].flatMap((half) =>
            areaOf('A', DEATHS).map((row) => ({
              ...row,
              stratum: row.stratum + half,
              count: row.count / 2,
              population: row.population / 2,
              standard: row.standard / 2,
            })),
          );
          const plain = rateOf(areaOf('A', DEATHS));
          for (const same of [rows, rows.map((row) => ({ ...row, standard: row.standard * times })), halves]) {
            const { rate, low, high } = rateOf(same);
            expect([rate, low, high].map((each) => each.toPrecision(10))).toEqual(
              [plain.rate, plain.low, plain.high].map((each) => each.toPrecision(10)),
            );
          }
        },
      ),
      { numRuns: 25 },
    ));

  test('leaves out a stratum that the standard population does not have, also where nobody lives in it', () => {
    const without = rateOf(areaOf('A', DEATHS));
    const nobody = { area: 'A', stratum: 'unknown', count: 0, population: 0, standard: 0, line: 99 };
    const many = { ...nobody, count: 50, population: 60 };
    for (const extra of [nobody, many]) expect(rateOf([...areaOf('A', DEATHS), extra])).toEqual(without);
  });
});

describe('an area without a rate says why, and the others keep theirs', () => {
  const good = areaOf('Good', DEATHS);
  const [tenth = good[0]] = good.slice(9, 10);
  if (tenth === undefined) throw new Error('The example has no tenth stratum.');
  test.each([
    [
      'nine events',
      areaOf('Other', [0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'events_must_be_ten_or_more',
    ],
    [
      'a stratum without population',
      areaOf('Other', DEATHS).map((row) => (row.stratum === '45' ? { ...row, population: 0 } : row)),
      'population_must_be_positive',
    ],
    [
      'a stratum that is missing',
      areaOf('Other', DEATHS).filter(({ stratum }) => stratum !== '45'),
      'stratum_is_missing',
    ],
  ])('%s', (_, rows, refused) => {
    const [first, second] = areasOf([...good, ...rows]);
    expect(first).toMatchObject({ area: 'Good', rate: expect.closeTo(0.08283016, 8) });
    expect(second).toMatchObject({ area: 'Other', refused, message: expect.stringMatching(/9 geb|45/) });
  });

  test('ten events are enough', () =>
    expect(rateOf(areaOf('A', [10, ...DEATHS.slice(1).map(() => 0)])).rate).toBeGreaterThan(0));
});

describe('rows that contradict each other refuse the whole, each with its line', () => {
  const rows = areaOf('A', DEATHS);
  const [first = rows[0]] = rows;
  if (first === undefined) throw new Error('The example is empty.');
  test.each([
    ['a stratum twice', [...rows, { ...first, line: 30 }], ['stratum_is_twice', 30]],
    [
      'another standard',
      [...rows, { ...first, area: 'B', standard: 4999, line: 31 }],
      ['standard_population_differs', 31],
    ],
    ['a negative count', [...rows.slice(1), { ...first, count: -1, line: 32 }], ['number_must_not_be_negative', 32]],
    ['a standard of nothing', rows.map((row) => ({ ...row, standard: 0 })), ['standard_population_is_empty', null]],
  ])('%s', (_, wrong, problem) => expect(codesOf(wrong)).toEqual([problem]));
});

describe('an indirectly standardised ratio', () => {
  const stratum = (name: string, figures: readonly [number, number, number, number]) => {
    const [count, population, referenceCount, referencePopulation] = figures;
    return { stratum: name, count, population, referenceCount, referencePopulation };
  };

  /** PHEindicatormethods, introduction of 26 April 2018: 15,143 observed over 14,658 expected is 1.03 (1.02 to 1.05). */
  test('has the published limits', () => {
    const answer = standardiseIndirectly([stratum('all', [15143, 1, 14658, 1])]);
    if ('refused' in answer) throw new Error(answer.message);
    expect([answer.ratio, answer.low, answer.high].map((each) => each.toFixed(2))).toEqual(['1.03', '1.02', '1.05']);
  });

  test('is 1 where the rates are those of the reference, however the ages differ', () => {
    const same = [stratum('young', [20, 1000, 40, 2000]), stratum('old', [90, 300, 30, 100])];
    expect(standardiseIndirectly(same)).toMatchObject({ observed: 110, expected: 110, ratio: 1 });
  });

  test.each([
    ['nobody in the reference', [stratum('old', [20, 300, 0, 0])], 'reference_population_must_be_positive'],
    ['no event in the reference', [stratum('old', [20, 300, 0, 100])], 'expected_must_be_positive'],
    ['events of nobody', [stratum('old', [20, 0, 1, 100])], 'population_must_be_positive'],
    ['nine events', [stratum('old', [9, 300, 1, 100])], 'events_must_be_ten_or_more'],
  ])('%s: refused', (_, strata, refused) => expect(standardiseIndirectly(strata)).toMatchObject({ refused }));
});
