/**
 * Inputs of an evaluation to test with: a small one whose answers can be found by hand, and one with enough areas for
 * intervals and placebos.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EvaluationInput, readEvaluationInput } from '../../../domain/evaluation/evaluation-input.ts';
import { randomFrom } from '../../reference/random.ts';

/** An input as untrusted JSON; tests change it before it is read. */
export type InputJson = Record<string, unknown>;

/** The input of the demo's evaluation as it lies in the docs; a test of the demo guards that it is what the demo seals. */
export const demoInput = (): InputJson =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/evaluations/parkstad-demo.json'), 'utf8'));

/** A row of a panel. */
export const row = (
  stream: string,
  unit: string,
  period: string,
  value: number,
  treated: 0 | 1 = 0,
  weight = 1_000,
): Record<string, unknown> => ({ stream, unit, period, value, treated, weight });

const PERIODS = ['2021', '2022', '2023', '2024'];

/** Rows of one area over the four periods; an area with the pilot has it in the last one. */
export const area = (stream: string, unit: string, values: readonly number[], isPilot = false) =>
  values.map((value, place) =>
    row(stream, unit, PERIODS[place] ?? '', value, isPilot && place === PERIODS.length - 1 ? 1 : 0),
  );

const power = {
  design: {
    persons: 5_000,
    referencePersons: 5_000,
    baselinePeriods: 1,
    performancePeriods: 1,
    coefficientOfVariation: 1,
    correlation: 0,
    areaShock: 0,
    areas: 1,
    referenceAreas: 1,
  },
  minimumSavingsRate: 0.02,
  because: 'Aangenomen.',
};

/** Two areas and two streams: the Zvw of the pilot comes out 10 euro below the change of the other area, the Wmo 4 above. */
export const twoAreas = (changes: InputJson = {}): InputJson => ({
  title: 'Pilot Geuldal',
  pilot: 'Geuldal',
  comparison: 'Overdal',
  streams: [{ stream: 'Zvw' }, { stream: 'Wmo' }],
  periods: PERIODS,
  panel: [
    ...area('Zvw', 'Geuldal', [100, 110, 120, 120], true),
    ...area('Zvw', 'Overdal', [90, 100, 110, 120]),
    ...area('Wmo', 'Geuldal', [40, 40, 40, 44], true),
    ...area('Wmo', 'Overdal', [30, 30, 30, 30]),
  ],
  selection: { rule: 'aangemeld', dearAreasChosen: false },
  power,
  ...changes,
});

const AREAS = 40;
const YEARS = ['2017', '2018', '2019', '2020', '2021', '2022'];
const START = 4;

/** Forty areas that jump about, the first with a pilot that adds `added` euro per person and month from 2021 on. */
export const manyAreas = (added: number, changes: InputJson = {}): InputJson => {
  const random = randomFrom(7);
  const panel = Array.from({ length: AREAS }, (_, place) => {
    const level = random.between(180, 260);
    return YEARS.map((period, at) => {
      const isTreated = place === 0 && at >= START;
      const value = level + 6 * at + random.between(-4, 4) + (isTreated ? added : 0);
      return row('Zvw', `Gebied ${place + 1}`, period, Number(value.toFixed(4)), isTreated ? 1 : 0);
    });
  }).flat();
  return { ...twoAreas(), streams: [{ stream: 'Zvw' }], periods: YEARS, panel, ...changes };
};

const STRATA = ['M', 'V'];

/** Costs of a stream in both years, by cohort before and after, the same in every stratum; a month is one person-month. */
const waterbedCosts = (stream: string, pilot: readonly number[], reference: readonly number[]) =>
  [pilot, reference].flatMap((amounts, cohort) =>
    amounts.flatMap((amount, year) =>
      STRATA.map((stratum) => ({
        ...{ stream, category: null, stratum, amount },
        ...{ cohort: cohort === 0 ? 'intervention' : 'reference', period: year === 0 ? '2023' : '2024' },
      })),
    ),
  );

/** The parts beside the effect. The Zvw falls from 1,000 to 900 euro a stratum while its reference stays; the Wmo rises. */
export const parts = {
  waterbed: {
    costs: [...waterbedCosts('Zvw', [1_000, 900], [1_000, 1_000]), ...waterbedCosts('Wmo', [200, 260], [200, 200])],
    months: ['intervention', 'reference'].flatMap((cohort) =>
      ['2023', '2024'].flatMap((period) => STRATA.map((stratum) => ({ cohort, period, stratum, months: 10 }))),
    ),
    baseline: [{ period: '2023', weight: 1 }],
    performance: '2024',
  },
  indicators: {
    values: [
      { cohort: 'intervention', numerator: '80', denominator: '100' },
      { cohort: 'reference', numerator: '50', denominator: '100' },
    ].map((each) => ({ indicator: 'ervaren_gezondheid', period: '2024', source: 'GGD', ...each })),
    centres: [{ centre: 'Oost', invited: 20, filledIn: 8, mean: 7, standardDeviation: 1 }],
  },
  profile: {
    area: 'Geuldal',
    region: ['Geuldal', 'Overdal'],
    period: '2024',
    previous: '2023',
    indicators: [
      { indicator: 'ouderen', name: 'Inwoners van 65 jaar en ouder', kind: 'proportion', per: 100, unit: '%' },
      { indicator: 'kosten', name: 'Kosten per inwoner', kind: 'amount', per: 1, unit: 'euro' },
    ],
    rows: [
      { indicator: 'ouderen', area: 'Geuldal', period: '2023', numerator: 2_000, denominator: 10_000 },
      { indicator: 'ouderen', area: 'Geuldal', period: '2024', numerator: 3_000, denominator: 10_000 },
      { indicator: 'ouderen', area: 'Overdal', period: '2024', numerator: 1_000, denominator: 10_000 },
      { indicator: 'kosten', area: 'Geuldal', period: '2024', numerator: 25_000, denominator: 10_000 },
      { indicator: 'kosten', area: 'Overdal', period: '2024', numerator: 0, denominator: 0 },
    ].map((each) => ({ module: 'Bevolking', ...each })),
  },
};

/** A sound input, read. */
export const inputOf = (json: InputJson): EvaluationInput => {
  const reading = readEvaluationInput(json);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.input;
};
