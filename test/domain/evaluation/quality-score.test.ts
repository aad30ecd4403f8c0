import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type IndicatorValue,
  readIndicatorRegister,
  STARTING_REGISTER,
} from '../../../domain/evaluation/indicators.ts';
import { qualityScore, readScoreDefinition, type ScoreLine } from '../../../domain/evaluation/quality-score.ts';
import { readRatio } from '../../../domain/money/text.ts';
import { readCase } from '../../../domain/pilot/case-file.ts';

const reading = readIndicatorRegister(STARTING_REGISTER);
if ('faults' in reading) throw new Error('The register is not sound.');
const { register } = reading;

const DECLARED = {
  name: 'Kwaliteit Parkstad',
  version: '2025-1',
  approvedBy: ['INS', 'MUN', 'CARE'],
  parts: [
    { indicator: 'werkplezier', indicatorVersion: '1', weight: '1/3', zeroAt: '0.5', oneAt: '0.8' },
    { indicator: 'seh_bezoek', indicatorVersion: '1', weight: '2/3', zeroAt: '0.30', oneAt: '0.20' },
  ],
};
const definitionOf = (declared: unknown) => {
  const read = readScoreDefinition(declared, register);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.definition;
};
const value = (indicator: string, numerator: string, denominator: string): IndicatorValue => ({
  indicator,
  cohort: 'intervention',
  period: '2025',
  numerator,
  denominator,
  source: 'vragenlijst',
});
const VALUES = [value('werkplezier', '70', '100'), value('seh_bezoek', '225', '1000')];
const REQUEST = { cohort: 'intervention', period: '2025', parties: ['INS', 'MUN', 'CARE'] } as const;
const scoreOf = (values: readonly IndicatorValue[] = VALUES, declared: unknown = DECLARED) =>
  qualityScore(definitionOf(declared), register, values, REQUEST);
const refusedOf = (answer: ReturnType<typeof scoreOf>) =>
  'refusals' in answer ? answer.refusals.map(({ refused }) => refused) : answer.score;

describe('the score', () => {
  test('is exact: 1/3 × (0.70 − 0.50)/0.30 + 2/3 × (0.225 − 0.30)/(0.20 − 0.30) = 2/9 + 1/2', () =>
    expect(scoreOf()).toMatchObject({ score: '13/18', name: 'Kwaliteit Parkstad', version: '2025-1' }));

  test('stops at 0 and at 1', () => {
    expect(refusedOf(scoreOf([value('werkplezier', '10', '100'), value('seh_bezoek', '900', '1000')]))).toBe('0/1');
    expect(refusedOf(scoreOf([value('werkplezier', '100', '100'), value('seh_bezoek', '0', '1000')]))).toBe('1/1');
  });

  test('adds values of one indicator before it divides, and leaves other cohorts and periods alone', () => {
    const split = [value('werkplezier', '30', '40'), value('werkplezier', '40', '60'), ...VALUES.slice(1)];
    const noise = VALUES.map((each) => ({ ...each, numerator: '1' })).flatMap((each) => [
      { ...each, period: '2024' },
      { ...each, cohort: 'reference' as const },
    ]);
    expect(refusedOf(scoreOf([...split, ...noise]))).toBe('13/18');
  });

  test('does not depend on the order of values and parts', () => {
    const turned = { ...DECLARED, parts: [...DECLARED.parts].reverse() };
    expect(refusedOf(scoreOf([...VALUES].reverse(), turned))).toBe('13/18');
  });

  test('is a score that a case file takes as it stands', () => {
    const answer = scoreOf();
    const faults = readCase({
      quality: { CARE: { score: 'score' in answer ? answer.score : '', gain: { form: 'linear' } } },
    });
    expect('faults' in faults ? faults.faults.filter(({ path }) => path.startsWith('quality')) : []).toEqual([]);
  });
});

describe('the worksheet', () => {
  /** Recomputes a line from the lines that it names, in ordinary numbers. */
  const recomputed = ({ how, from }: ScoreLine, values: readonly number[]): number => {
    const [a = Number.NaN, b = Number.NaN] = from.map((number) => values[number - 1] ?? Number.NaN);
    if (how === 'sum') return from.reduce((all, number) => all + (values[number - 1] ?? Number.NaN), 0);
    const made = {
      difference: a - b,
      product: a * b,
      quotient: a / b,
      larger: Math.max(a, b),
      smaller: Math.min(a, b),
    };
    return how === 'given' ? Number.NaN : made[how];
  };
  const numberOf = (text: string): number => {
    const { n, d } = readRatio(text) ?? { n: 0n, d: 1n };
    return Number(n) / Number(d);
  };

  test('can be followed with a calculator, line by line, to the score', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 900 }),
        (a, b, c) => {
          const answer = scoreOf([value('werkplezier', `${a}`, `${b}`), value('seh_bezoek', `${c}.5`, '1000')]);
          if ('refusals' in answer) throw new Error('Refused.');
          const values = answer.worksheet.map((line) => numberOf(line.value));
          for (const [place, line] of answer.worksheet.entries())
            if (line.how !== 'given') expect(values[place]).toBeCloseTo(recomputed(line, values), 9);
          expect(answer.worksheet.at(-1)).toMatchObject({ label: 'Kwaliteitsscore', value: answer.score });
          expect(values.at(-1)).toBeGreaterThanOrEqual(0);
          expect(values.at(-1)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    ));

  test('names the source of every delivered figure', () => {
    const answer = scoreOf();
    const lines = 'worksheet' in answer ? answer.worksheet : [];
    expect(
      lines.filter(({ source }) => source !== undefined).map(({ label, value: each, source }) => [label, each, source]),
    ).toEqual([
      ['Zorgverleners die tevreden zijn met hun werk: teller', '70/1', 'vragenlijst'],
      ['Zorgverleners die tevreden zijn met hun werk: noemer', '100/1', 'vragenlijst'],
      ['Bezoeken aan de spoedeisende hulp: teller', '225/1', 'vragenlijst'],
      ['Bezoeken aan de spoedeisende hulp: noemer', '1000/1', 'vragenlijst'],
    ]);
  });
});

describe('no score is computed', () => {
  const [first = VALUES[0]] = VALUES;
  const atLeast = { ...DECLARED, parts: DECLARED.parts.map((part) => ({ ...part, atLeast: '1000' })) };
  test.each([
    [
      'without approval of all',
      VALUES,
      { ...DECLARED, approvedBy: ['INS', 'MUN'] },
      ['score_must_be_approved_by_all_parties'],
    ],
    ['from a value that is missing', [first].flatMap((each) => each ?? []), DECLARED, ['indicator_is_missing']],
    [
      'over a denominator of zero',
      [...VALUES.slice(1), value('werkplezier', '0', '0')],
      DECLARED,
      ['denominator_must_be_positive'],
    ],
    ['over a denominator below the agreed one', VALUES, atLeast, ['denominator_is_too_small']],
    [
      'and every reason is given at once',
      [],
      { ...DECLARED, approvedBy: [] },
      ['score_must_be_approved_by_all_parties', 'indicator_is_missing', 'indicator_is_missing'],
    ],
  ])('%s', (_, values, declared, refusals) => expect(refusedOf(scoreOf(values, declared))).toEqual(refusals));
});

describe('a declaration that contradicts itself or the register is refused, with the place', () => {
  const [one, two] = DECLARED.parts;
  const parts = (...changed: readonly unknown[]) => ({ ...DECLARED, parts: changed });
  test.each([
    ['weights that are not 1', parts({ ...one, weight: '1/2' }, two), 'parts'],
    ['an indicator outside the register', parts({ ...one, indicator: 'mood' }, two), 'parts[0].indicator'],
    ['another version of an indicator', parts({ ...one, indicatorVersion: '2' }, two), 'parts[0].indicatorVersion'],
    ['the wrong direction', parts({ ...one, zeroAt: '0.9' }, two), 'parts[0].oneAt'],
    ['no way between zero and one', parts({ ...one, zeroAt: '0.8' }, two), 'parts[0].oneAt'],
    ['an indicator twice', parts({ ...one, weight: '1/3' }, { ...one, weight: '2/3' }), 'parts[1].indicator'],
    ['a weight that is a number', parts({ ...one, weight: 0.333 }, two), 'parts[0].weight'],
    ['no version', { ...DECLARED, version: undefined }, 'version'],
    ['no parts', parts(), 'parts'],
    ['a name that does not exist', { ...DECLARED, mood: 'good' }, 'mood'],
  ])('%s', (_, declared, path) =>
    expect(readScoreDefinition(declared, register)).toEqual({ faults: [expect.objectContaining({ path })] }),
  );
});
