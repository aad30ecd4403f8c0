import { describe, expect, test } from 'vitest';
import { readEvaluationInput } from '../../../domain/evaluation/evaluation-input.ts';
import { area, row, twoAreas } from './evaluation-sample.ts';

const faultsOf = (json: unknown): string[] => {
  const reading = readEvaluationInput(json);
  return 'faults' in reading ? reading.faults.map(({ path, message }) => `${path}: ${message}`) : [];
};

const sound = twoAreas();
const { title: _, ...withoutTitle } = sound;
const panel = sound['panel'] as readonly Record<string, unknown>[];
const power = sound['power'] as Record<string, unknown>;

test('a sound input has no faults, and what was not delivered is null', () => {
  const reading = readEvaluationInput(sound);
  expect(reading).toMatchObject({ input: { waterbed: null, indicators: null, profile: null, notObserved: [] } });
});

describe('a fault is named with its place', () => {
  test.each([
    ['no object', 'text', ': Hier hoort een object.'],
    ['no title', withoutTitle, 'title: Dit ontbreekt.'],
    ['an unknown name', twoAreas({ colour: 'blue' }), 'colour: Deze naam komt in de methode niet voor.'],
    ['no streams', twoAreas({ streams: [] }), 'streams: Dit is leeg of te kort.'],
    [
      'a stream twice',
      twoAreas({ streams: [{ stream: 'Zvw' }, { stream: 'Zvw' }, { stream: 'Wmo' }] }),
      'streams[1].stream: Deze naam staat er twee keer.',
    ],
    [
      'a row of another stream',
      twoAreas({ panel: [...panel, row('Wlz', 'Geuldal', '2021', 1)] }),
      'panel[16].stream: Deze stroom staat niet bij de stromen.',
    ],
    [
      'a row of another period',
      twoAreas({ panel: [...panel, ...['Geuldal', 'Overdal'].map((unit) => row('Zvw', unit, '2025', 1))] }),
      'panel[16].period: Deze periode staat niet bij de periodes.',
    ],
    [
      'a value that is no number',
      twoAreas({ panel: [{ ...panel[0], value: '100' }, ...panel.slice(1)] }),
      'panel[0].value: Hier hoort een getal.',
    ],
    [
      'zero person-months',
      twoAreas({ panel: [{ ...panel[0], weight: 0 }, ...panel.slice(1)] }),
      'panel[0].weight: Hier hoort een getal boven nul.',
    ],
    [
      'treated by half',
      twoAreas({ panel: [{ ...panel[0], treated: 0.5 }, ...panel.slice(1)] }),
      'panel[0].treated: Hier hoort een van: 0, 1.',
    ],
    ['a missing cell', twoAreas({ panel: panel.slice(1) }), 'panel: Zvw: Geuldal: er is geen waarde in 2021.'],
    [
      'an area twice in a period',
      twoAreas({ panel: [...panel, row('Zvw', 'Geuldal', '2021', 1)] }),
      'panel: Zvw: Geuldal staat eerder in 2021.',
    ],
    [
      'a period without any value',
      twoAreas({ periods: ['2021', '2022', '2023', '2024', '2025'] }),
      'panel: Zvw: er is geen enkele waarde in 2025.',
    ],
    [
      'a design that cannot be',
      twoAreas({ power: { ...power, design: { ...(power['design'] as object), persons: 0 } } }),
      'power.design: Dit kan niet in een opzet: persons is kleiner dan 1.',
    ],
    [
      'a provisional source that is none',
      twoAreas({ provisional: [{ source: 'Wlz', period: '2024', because: 'later' }] }),
      'provisional[0].source: Hier hoort een stroom, indicators of profile.',
    ],
    [
      'baseline weights that do not sum to 1',
      twoAreas({
        waterbed: { costs: [], months: [], baseline: [{ period: '2023', weight: 0.5 }], performance: '2024' },
      }),
      'waterbed.baseline: De gewichten van de basisperiodes zijn samen niet 1.',
    ],
    [
      'a register with a fault',
      twoAreas({ indicators: { register: [{ code: 'x' }], values: [] } }),
      'indicators.register[0].version: Dit ontbreekt.',
    ],
  ])('%s', (_name, json, expected) => {
    expect(faultsOf(json).join('\n')).toContain(expected);
  });
});

test('all faults come at once, in whichever part they are', () => {
  const wrong = twoAreas({
    title: '',
    panel: [...area('Zvw', 'Geuldal', [1, 2, 3], true), row('Wmo', 'Geuldal', '1999', 1)],
    power: { ...power, minimumSavingsRate: 2 },
    waterbed: { costs: [], months: [], baseline: [], performance: '2024' },
  });
  const paths = faultsOf(wrong).map((fault) => fault.split(':')[0]);
  expect(new Set(paths)).toEqual(
    new Set(['title', 'panel', 'panel[3].period', 'power.minimumSavingsRate', 'waterbed.baseline']),
  );
});
