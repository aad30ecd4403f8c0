import { describe, expect, test } from 'vitest';
import type { DeliveredCosts, DeliveredGround, DeliveredMonths } from '../../../domain/evaluation/delivered-ground.ts';
import { deliveredInput } from '../../../domain/evaluation/delivered-input.ts';
import { type EvaluationDocument, evaluationDocument } from '../../../domain/evaluation/evaluation-document.ts';
import { readEvaluationInput } from '../../../domain/evaluation/evaluation-input.ts';
import { type Pilot, type PilotDocument, readPilot } from '../../../domain/pilot/agreement.ts';
import { smallDocument, smallPopulation } from '../../functions/small-pilot.ts';

type Agreement = Partial<PilotDocument['agreement']>;

const pilotWith = (changes: Agreement = {}, terms: object = {}): Pilot => {
  const { agreement } = smallDocument;
  const document = {
    ...smallDocument,
    agreement: { ...agreement, ...changes, terms: { ...(agreement.terms as object), ...terms } },
  };
  const reading = readPilot(document);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.pilot;
};

const COHORTS = ['intervention', 'reference'] as const;
const PERIODS = ['2024-K1', '2024-K2', '2025-K1', '2025-K2'];

/** A hundred persons in the pilot and two hundred beside it, half of them women, in every quarter. */
const months: readonly DeliveredMonths[] = COHORTS.flatMap((cohort, place) =>
  PERIODS.flatMap((period) =>
    ['M', 'V'].map((sex) => {
      const persons = 50 * (place + 1);
      return { cohort, period, sex, ageBand: '0+', persons: `${persons}`, months: `${persons * 3}` };
    }),
  ),
);

/** A hundred euro a month for everybody, a tenth more in the pilot while it runs. */
const costsOf = (stream: string, changes: Partial<DeliveredCosts> = {}): DeliveredCosts[] =>
  months.map((row) => {
    const isDearer = row.cohort === 'intervention' && row.period.startsWith('2025');
    return {
      ...{ stream, cohort: row.cohort, period: row.period, sex: row.sex, ageBand: row.ageBand, persons: row.persons },
      ...{ careCategory: null, sumOfSquares: null, completionFactor: '1' },
      amount: `${Number(row.months) * (isDearer ? 110 : 100)}`,
      ...changes,
    };
  });

const groundWith = (changes: Partial<DeliveredGround> = {}): DeliveredGround => {
  const pilot = changes.pilot ?? pilotWith();
  const slot = pilot.slots.find(({ period }) => period.text === '2025');
  if (slot === undefined) throw new Error('The small pilot has a final statement.');
  return {
    ...{ pilot, slot, population: smallPopulation, months, costs: [...costsOf('Zvw'), ...costsOf('Wmo')] },
    ...{ known: [], indicators: [], deliveries: [] },
    ...changes,
  };
};

const documentOf = (changes: Partial<DeliveredGround> = {}): EvaluationDocument => {
  const reading = readEvaluationInput(JSON.parse(JSON.stringify(deliveredInput(groundWith(changes)))));
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return evaluationDocument(reading.input, 'a'.repeat(64));
};

const effectIn = (document: EvaluationDocument, stream: string): number => {
  const part = document.streams.find((each) => each.stream === stream);
  if (part === undefined || 'refused' in part) throw new Error(`No effect of ${stream}.`);
  return part.perMonth.value;
};

describe('what was delivered as an input', () => {
  test('gives ten euro a month where costs rose by a tenth of a hundred', () => {
    expect(effectIn(documentOf(), 'Zvw')).toBeCloseTo(10, 9);
    expect(documentOf().notObserved.filter((each) => each.startsWith('Zvw'))).toEqual([]);
  });

  test('completes costs by the agreed factor, and marks them provisional', () => {
    const late = costsOf('Zvw').map((row) =>
      row.period === '2025-K2' ? { ...row, amount: `${Number(row.amount) * 0.8}`, completionFactor: '4/5' } : row,
    );
    const document = documentOf({ costs: [...late, ...costsOf('Wmo')] });
    expect(effectIn(document, 'Zvw')).toBeCloseTo(10, 9);
    expect(document.provisional).toEqual([
      expect.objectContaining({ source: 'Zvw', period: '2025-K2', because: expect.stringContaining('4/5') }),
    ]);
    expect(document.streams.map(({ stream, marks }) => [stream, marks.state])).toEqual([
      ['Wmo', 'final'],
      ['Zvw', 'provisional'],
    ]);
  });

  test('leaves out a stream that lacks a quarter, and says which: missing is not zero', () => {
    const lacking = costsOf('Wmo').filter(({ cohort, period }) => cohort !== 'reference' || period !== '2024-K2');
    const document = documentOf({ costs: [...costsOf('Zvw'), ...lacking] });
    expect(document.notObserved).toContain('Wmo: niet geleverd over 2024-K2 (referentie).');
    expect(document.total).toMatchObject({ refused: 'all_streams_must_be_present' });
    expect(effectIn(document, 'Zvw')).toBeCloseTo(10, 9);
  });

  test('is none where no stream can be compared', () => {
    expect(deliveredInput(groundWith({ costs: [] }))).toBeNull();
  });

  test('compares a stream that is known per inhabitant without classes, and one with other classes more coarsely', () => {
    const perInhabitant = costsOf('Wmo', { sex: null, ageBand: null });
    const pooled = costsOf('Zvw').map((row) =>
      row.sex === 'V' && row.period === '2024-K1' ? { ...row, sex: 'V', ageBand: 'rest' } : row,
    );
    const document = documentOf({ costs: [...perInhabitant, ...pooled] });
    expect([effectIn(document, 'Zvw'), effectIn(document, 'Wmo')]).toEqual([
      expect.closeTo(10, 9),
      expect.closeTo(10, 9),
    ]);
    expect(document.notObserved.filter((each) => /^(Zvw|Wmo)/.test(each))).toEqual([
      'Zvw: vergeleken naar alle inwoners samen, omdat kosten en maanden niet overal dezelfde klassen hebben.',
    ]);
    expect(document.waterbed?.lines.map(({ name, rate }) => [name, rate?.toFixed(3)])).toEqual([
      ['Wmo', '0.100'],
      ['Zvw', '0.100'],
    ]);
  });

  test('takes quarters and years together by year, and then has no standard errors', () => {
    const yearly = months.filter(({ period }) => period === '2024-K1').map((row) => ({ ...row, period: '2024' }));
    const other = { ...smallPopulation, name: 'n'.repeat(400) };
    const rest = months.filter(({ period }) => period.startsWith('2025'));
    const costs = ['Zvw', 'Wmo'].flatMap((stream) => [
      ...costsOf(stream, { sumOfSquares: '1' }).filter(({ period }) => period.startsWith('2025')),
      ...yearly.map((row) => ({
        ...row,
        ...{ stream, careCategory: null, sumOfSquares: null, completionFactor: '1' },
        amount: `${Number(row.months) * 100}`,
      })),
    ]);
    const document = documentOf({ months: [...yearly, ...rest], costs, population: other });
    expect(document.meanCosts.lines.map(({ period, standardError }) => [period, standardError])).toEqual(
      ['Wmo', 'Zvw'].flatMap(() =>
        COHORTS.flatMap(() => [
          ['2024', null],
          ['2025', null],
        ]),
      ),
    );
    expect(document.total).toMatchObject({ refused: 'too_few_periods_before' });
  });

  test('has a standard error of each mean where the squares were delivered, by hand', () => {
    // Fifty persons with a sum of squares of 4,550,000 and a sum of 15,000: variance (4,550,000 − 4,500,000)/49.
    const squares = costsOf('Zvw', { amount: '15000', sumOfSquares: '4550000' }).map((row) =>
      row.cohort === 'intervention' ? row : { ...row, amount: '30000', sumOfSquares: '9100000' },
    );
    const { lines, note, effects } = documentOf({ costs: [...squares, ...costsOf('Wmo')] }).meanCosts;
    const own = lines.find(({ stream, unit, period }) => stream === 'Zvw' && unit === 'Wijk' && period === '2025-K1');
    // Two strata of half the months each, three months a person.
    expect(own?.standardError).toBeCloseTo(Math.sqrt(2 * (1 / 6) ** 2 * (50_000 / 49 / 50)), 6);
    expect(effects.map(({ stream }) => stream)).toEqual(['Zvw']);
    expect(note).toContain('is niet, of niet voor alles, geleverd');
  });
});

describe('what was agreed', () => {
  test('gives the threshold, in a straight line between the points of a table', () => {
    const rateOf = (minimumSavingsRate: unknown) =>
      documentOf({
        pilot: pilotWith({}, { corridor: { minimumSavingsRate, minimumLossRate: '0.01', form: 'deadband' } }),
      }).power.agreed.minimumSavingsRate;
    const table = (from: string, to: string) => ({
      byPersons: [
        [from, '0.04'],
        [to, '0.02'],
      ],
    });
    // The year has four quarters, of which two were delivered: fifty persons on average.
    expect(rateOf('0.015')).toBe(0.015);
    expect(rateOf(table('0', '100'))).toBeCloseTo(0.03, 12);
    expect([rateOf(table('60', '100')), rateOf(table('10', '40'))]).toEqual([0.04, 0.02]);
  });

  test('gives the quality score over delivered indicators, beside the one that the settlement was handed', () => {
    const score = {
      ...{ name: 'Score', version: '2', approvedBy: ['INS', 'MUN', 'CARE'] },
      parts: [{ indicator: 'acties_wijkplan', indicatorVersion: '1', weight: '1', zeroAt: '0', oneAt: '1' }],
    };
    const named = { indicator: 'acties_wijkplan', cohort: 'intervention' as const, period: '2025', source: 'verslag' };
    const indicators = [{ ...named, numerator: '9', denominator: '12' }];
    const { quality } = documentOf({ pilot: pilotWith({ indicators: { score } }), indicators });
    expect(quality?.score).toMatchObject({ score: '3/4', version: '2' });
    const without = documentOf({ pilot: pilotWith({ indicators: { score } }) }).quality?.score;
    expect(without).toMatchObject({ refusals: [{ refused: 'indicator_is_missing' }] });
  });

  test('a register that cannot be read gives no indicators, and says where it is wrong', () => {
    const pilot = pilotWith({ indicators: { register: [{ code: 'x' }] } });
    const named = { indicator: 'x', cohort: 'intervention' as const, period: '2025', source: 'verslag' };
    const document = documentOf({ pilot, indicators: [{ ...named, numerator: '1', denominator: '2' }] });
    expect(document.indicators).toBeNull();
    expect(document.notObserved.join('\n')).toContain('het register in de overeenkomst is niet te lezen ([0].version');
  });
});

test('the selection rule of the population brings the warning of regression to the mean', () => {
  const selection = { rule: 'de duurste wijken', dearAreasChosen: true };
  const { warning } = documentOf({ population: { ...smallPopulation, selection } }).selection;
  expect(warning?.words).toContain('terugkeer naar het gemiddelde');
  expect(documentOf().selection.warning).toBeNull();
});
