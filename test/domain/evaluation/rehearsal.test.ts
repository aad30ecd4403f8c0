import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readVektis, type VektisFile } from '../../../domain/delivery/open-data/vektis.ts';
import { buildVektisCase, type VektisCaseRequest } from '../../../domain/delivery/open-data/vektis-case.ts';
import { chanceBySize, powerAtSize } from '../../../domain/evaluation/chance-by-size.ts';
import { oddsOf, type RehearsalOutcome, rehearse } from '../../../domain/evaluation/rehearsal.ts';
import { movedBy, municipalitiesIn, rehearsalCases } from '../../../domain/evaluation/rehearsal-cases.ts';

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten';
const fileOf = (...rows: readonly string[]): VektisFile => {
  const reading = readVektis(new TextEncoder().encode([HEADING, ...rows].join('\n')));
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.file;
};

const TERMS = {
  parties: [
    { id: 'INS', role: 'insurer' },
    { id: 'MUN', role: 'municipality' },
  ],
  streams: { Zvw: { grain: 'sexAge', pockets: { INS: '1' } } },
  trend: { form: 'ratio' },
  corridor: { minimumSavingsRate: '0.02', minimumLossRate: '0.02' },
  sharing: {
    gainRate: '1',
    lossRate: '1',
    gainShares: { INS: '1/2', MUN: '1/2' },
    lossShares: { INS: '1/2', MUN: '1/2' },
  },
};
const REQUEST: VektisCaseRequest = {
  pilot: ['ALLE'],
  baseline: [{ period: '2017', weight: '1' }],
  performance: '2018',
  terms: TERMS,
};

/** Three municipalities of 10, 20 and 30 insured years at 100 euro; a year later B costs 110 and C 80. */
const year = (a: number, b: number, c: number) =>
  fileOf(`V;0-17;A;10;10;${10 * a}`, `V;0-17;B;20;20;${20 * b}`, `V;0-17;C;30;30;${30 * c}`, ';;;5;5;1');
const FILES = new Map([
  ['2017', year(100, 100, 100)],
  ['2018', year(100, 110, 80)],
]);
const outcomesOf = (request: VektisCaseRequest, files: ReadonlyMap<string, VektisFile>): RehearsalOutcome[] => {
  const made = rehearsalCases(request, files, municipalitiesIn([...files.values()]));
  if ('refusals' in made) throw new Error(made.refusals.join('\n'));
  return [...rehearse(made.cases)];
};

describe('the cases of a rehearsal', () => {
  const cell = fc.record({
    sex: fc.constantFrom('M', 'V'),
    age: fc.constantFrom('0-17', '18-64', '65+'),
    area: fc.constantFrom('A', 'B', 'C', 'D'),
    years: fc.integer({ min: 1, max: 99_999 }),
    cost: fc.integer({ min: -500, max: 999_999 }),
  });
  const rows = fc.uniqueArray(cell, {
    selector: ({ sex, age, area }) => `${sex}${age}${area}`,
    minLength: 8,
    maxLength: 24,
  });
  const textOf = ({
    sex,
    age,
    area,
    years,
    cost,
  }: {
    sex: string;
    age: string;
    area: string;
    years: number;
    cost: number;
  }) => `${sex};${age};${area};9;${(years / 100).toFixed(2)};${(cost / 100).toFixed(2)}`;

  test('are those that the command case makes of the same files, to the cent, whoever is the pilot', () =>
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const files = new Map([
          ['2017', fileOf(...before.map(textOf))],
          ['2018', fileOf(...after.map(textOf))],
        ]);
        const areas = municipalitiesIn([...files.values()]);
        const made = rehearsalCases(REQUEST, files, areas);
        const cases = 'cases' in made ? [...made.cases] : [];
        expect(cases.map(({ area }) => area)).toEqual(areas);
        for (const { area, case: own } of cases) {
          const whole = buildVektisCase({ ...REQUEST, pilot: [area] }, files);
          expect({ caseFile: own }).toEqual('caseFile' in whole ? { caseFile: whole.caseFile } : whole);
        }
      }),
      { numRuns: 20 },
    ));

  test('leave out a municipality that does not occur in every year', () => {
    const merged = fileOf('V;0-17;A;10;10;1000', 'V;0-17;C;30;30;3000');
    expect(municipalitiesIn([year(1, 1, 1), merged])).toEqual(['A', 'C']);
  });

  test('move with the year: the baseline keeps its distance', () =>
    expect(movedBy(REQUEST, 3)).toMatchObject({ baseline: [{ period: '2020', weight: '1' }], performance: '2021' }));

  test('are refused with malformed terms, and where no municipality is in every year', () => {
    expect(rehearsalCases({ ...REQUEST, terms: {} }, FILES, ['A'])).toEqual({
      refusals: expect.arrayContaining([expect.stringContaining('agreement.parties')]),
    });
    expect(rehearsalCases(REQUEST, FILES, [])).toEqual({ refusals: [expect.stringContaining('Geen gemeente')] });
  });
});

describe('what the agreement would have paid', () => {
  const outcomes = outcomesOf(REQUEST, FILES);

  test('by hand: A would have cost 92 (the others fell from 100 to 92), C 106.67 with B and A', () => {
    expect(outcomes).toEqual([
      expect.objectContaining({ area: 'A', persons: 10, status: 'loss', result: -80, rate: -80 / 920 }),
      expect.objectContaining({ area: 'B', status: 'loss', result: -500, rate: -500 / 1700 }),
      expect.objectContaining({
        area: 'C',
        status: 'gain',
        result: 800,
        rate: 0.25,
        transfers: { INS: -400, MUN: 400 },
      }),
    ]);
  });

  test('the odds say how often, whom and how much', () =>
    expect(oddsOf(outcomes)).toMatchObject({
      all: { areas: 3, settled: 3, gain: 1, loss: 2, neutral: 0, paid: 1, minimumSavingsRates: null },
      byPeriod: { 2018: { areas: 3 } },
      bySize: [{ fromPersons: 0, belowPersons: 20_000, areas: 3 }],
      parties: {
        INS: { receives: { times: 2, median: 145, largest: 250, total: 290 }, pays: { times: 1, total: 400 } },
        MUN: { receives: { times: 1, median: 400, largest: 400 }, pays: { times: 2, median: 145 } },
      },
      withoutAmounts: {},
      words: [
        'Zonder pilot waren deze voorwaarden in 3 van de 3 gevallen uit te rekenen: 1 keer winst, 2 keer verlies, de rest binnen de bandbreedte.',
        'In 100,0 % van de gevallen was er geld overgegaan terwijl er niets was bespaard; het grootste bedrag voor één partij was € 400,00.',
      ],
    }));

  test('a case without amounts counts as such, with its reason', () => {
    const withWmo = { ...TERMS, streams: { ...TERMS.streams, Wmo: { grain: 'sexAge', pockets: { MUN: '1' } } } };
    const odds = oddsOf(outcomesOf({ ...REQUEST, terms: withWmo }, FILES));
    expect(odds).toMatchObject({
      all: { areas: 3, settled: 0, paid: 0 },
      power: [],
      withoutAmounts: { 'incomplete: Wmo': 3 },
      words: ['In geen van de 3 gevallen gaven de voorwaarden een uitkomst.'],
    });
    expect(JSON.stringify(odds)).not.toContain('null,null');
  });

  test('nothing has no odds', () => expect(oddsOf([])).toBeNull());

  test('twenty areas are enough to say which rate 5 % of them exceed', () => {
    const many = Array.from(
      { length: 20 },
      (_, place): RehearsalOutcome => ({
        area: `${place}`,
        period: '2018',
        persons: 1000 * (place + 1),
        status: 'neutral',
        result: 0,
        rate: (place - 10) / 100,
        transfers: { INS: 0, MUN: 0 },
      }),
    );
    const odds = oddsOf(many);
    expect(odds?.all).toMatchObject({
      paid: 0,
      minimumSavingsRates: [{ chance: 0.05, minimumSavingsRate: 0.08 }, {}, {}],
    });
    expect(oddsOf(many.slice(1))?.all.minimumSavingsRates).toBeNull();
  });
});

test('pooling two years halves chance where the second adds none, leaves it where it repeats, and ends it where it undoes the first', () => {
  const outcomes = (second: number) =>
    [1, second].flatMap((times, year) =>
      Array.from(
        { length: 20 },
        (_, place): RehearsalOutcome => ({
          area: `${place}`,
          period: `${2018 + year}`,
          persons: 1000,
          status: 'neutral',
          result: 0,
          rate: (times * (place % 2 === 0 ? 1 : -1)) / 100,
          transfers: {},
        }),
      ),
    );
  expect(oddsOf(outcomes(0))?.pooled).toEqual([
    expect.objectContaining({
      periods: 2,
      results: 20,
      standardDeviation: expect.closeTo(0.005 * Math.sqrt(20 / 19), 9),
    }),
  ]);
  expect(oddsOf(outcomes(1))?.pooled[0]?.standardDeviation).toBeCloseTo(0.01 * Math.sqrt(20 / 19), 9);
  expect(oddsOf(outcomes(-1))?.pooled[0]?.standardDeviation).toBe(0);
  expect(oddsOf(outcomes(1).slice(0, 20))?.pooled).toEqual([]);
});

describe('chance by size', () => {
  /** Plus and minus alternate, so that the mean is zero and every square is what the variance says. */
  const results = (areaVariance: number, personVariance: number) =>
    Array.from({ length: 200 }, (_, place) => {
      const persons = 2000 * (1 + Math.floor(place / 2));
      return { persons, rate: (place % 2 === 0 ? 1 : -1) * Math.sqrt(areaVariance + personVariance / persons) };
    });

  test.each([
    [0.0001, 8],
    [0, 8],
    [0.0001, 0],
  ])('finds both parts again: %d and %d', (areaVariance, personVariance) => {
    const fit = chanceBySize(results(areaVariance, personVariance));
    expect(fit?.areaVariance).toBeCloseTo(areaVariance, 9);
    expect(fit?.personVariance).toBeCloseTo(personVariance, 4);
  });

  test('lets many large areas speak louder than a few small ones that are off', () => {
    const off = [500, 500, 600, 600].map((persons, place) => ({
      persons,
      rate: (place % 2 === 0 ? 2 : -2) * Math.sqrt(0.0001 + 8 / persons),
    }));
    const fit = chanceBySize([...results(0.0001, 8), ...off]);
    if (fit === null) throw new Error('No fit.');
    expect(powerAtSize(fit, 100_000).standardError / Math.sqrt(0.0001 + 8 / 100_000)).toBeCloseTo(1, 1);
  });

  test('has no negative part, also where chance falls faster than with the number of persons', () => {
    const steep = results(0, 8).map(({ persons, rate }) => ({ persons, rate: rate / Math.sqrt(persons) }));
    expect(chanceBySize(steep)?.areaVariance).toBe(0);
  });

  test('blames persons where all areas are of one size, and says what a pilot of that size could show', () => {
    const fit = chanceBySize([-1, 1, -1, 1].map((sign) => ({ persons: 5000, rate: sign * 0.04 })));
    expect(fit).toEqual({ areaVariance: 0, personVariance: expect.closeTo(0.0016 * 5000, 9) });
    if (fit === null) throw new Error('No fit.');
    const { standardError, minimalDetectableEffect } = powerAtSize(fit, 5000);
    expect(standardError).toBeCloseTo(0.04, 12);
    expect(minimalDetectableEffect).toBeCloseTo(0.04 * 2.8016, 5);
  });

  test('says nothing from two results, or from results that are all the same', () => {
    expect(chanceBySize(results(1, 1).slice(0, 2))).toBeNull();
    expect(chanceBySize([1, 2, 3].map((persons) => ({ persons, rate: 0.5 })))).toBeNull();
  });
});
