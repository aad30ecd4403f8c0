import { describe, expect, test } from 'vitest';
import {
  type EffectPart,
  type EvaluationDocument,
  evaluationDocument,
} from '../../../domain/evaluation/evaluation-document.ts';
import { minimalDetectableEffect } from '../../../domain/evaluation/power.ts';
import type { Effect } from '../../../domain/evaluation/stream-effect.ts';
import { area, type InputJson, inputOf, manyAreas, parts, row, twoAreas } from './evaluation-sample.ts';

const HASH = 'a'.repeat(64);
const documentOf = (json: InputJson): EvaluationDocument => evaluationDocument(inputOf(json), HASH);

const found = (part: EffectPart | undefined): Effect => {
  if (part === undefined || 'refused' in part) throw new Error(JSON.stringify(part));
  return part;
};

/** Every number in a document, with its path. */
const numbersIn = (value: unknown, path = ''): [string, number][] => {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => numbersIn(each, `${path}.${name}`));
};

describe('two areas, by hand', () => {
  const document = documentOf(twoAreas());

  test('the Zvw rose 10 euro over the start and its comparison 20: ten euro less a month, over 1,000 person-months', () => {
    // Pilot 120 − (100 + 110 + 120) / 3 = 10; comparison 120 − (90 + 100 + 110) / 3 = 20.
    const zvw = found(document.streams[0]);
    expect(zvw.perMonth.value).toBeCloseTo(-10, 10);
    expect(zvw.amount.value).toBeCloseTo(-10_000, 7);
    expect(zvw.personMonths).toBe(1_000);
    // 120 over the geometric mean of 100, 110 and 120, over the same of the comparison.
    const ratio = 120 / Math.cbrt(100 * 110 * 120) / (120 / Math.cbrt(90 * 100 * 110));
    expect(zvw.rate?.value).toBeCloseTo(ratio - 1, 10);
  });

  test('the Wmo came out 4 euro higher, and all streams together 6 lower', () => {
    expect(found(document.streams[1]).perMonth.value).toBeCloseTo(4, 10);
    expect(found(document.total).perMonth.value).toBeCloseTo(-6, 10);
  });

  test('nothing is shown, because chance cannot be told from two areas, and it says so', () => {
    const { shown, perMonth, placebo, placebos, why, preTrend } = found(document.total);
    expect({ shown, interval: perMonth.interval, placebo, placebos }).toEqual({
      shown: 'notShown',
      interval: null,
      placebo: null,
      placebos: [],
    });
    expect(why[0]).toMatch(/^Uit twee gebieden is niet te schatten hoe groot het toeval is/);
    expect(preTrend.verdict).toBe('niet te zeggen');
    expect(document.otherMethods.methods).toEqual([]);
  });

  test('what the pilot could have shown is always in it', () => {
    // Two groups of 5,000 with a spread of one, before and after: √(2 · 2/5,000) = 2.83 %, and 2.80 times that.
    expect(document.power.standardError).toBeCloseTo(Math.sqrt(4 / 5_000), 12);
    expect(document.power.minimalDetectableEffect).toBeCloseTo(2.8016 * Math.sqrt(4 / 5_000), 4);
    expect(document.power.observed).toBeNull();
  });

  test('what was not delivered is listed, and the hash of the input is in it', () => {
    expect(document.notObserved.map((each) => each.split(':')[0])).toEqual([
      'Het waterbed',
      'Gezondheid, ervaren kwaliteit en werkplezier',
      'De wijk naast haar regio',
    ]);
    expect(document.inputSha256).toBe(HASH);
    expect([document.before, document.after]).toEqual([['2021', '2022', '2023'], ['2024']]);
  });
});

describe('marks', () => {
  test('a stream that is not all in makes itself and the total provisional, and no other stream', () => {
    const provisional = [{ source: 'Zvw', period: '2024', because: 'Nog niet alle declaraties zijn binnen.' }];
    const { total, streams, indicators } = documentOf(twoAreas({ provisional, ...parts }));
    expect([total, ...streams].map(({ marks }) => marks)).toEqual([
      { basis: 'estimated', state: 'provisional' },
      { basis: 'estimated', state: 'provisional' },
      { basis: 'estimated', state: 'final' },
    ]);
    expect(indicators?.marks).toEqual({ basis: 'measured', state: 'final' });
  });
});

describe('a design that a method cannot do with is refused by name, and the rest stands', () => {
  const twoStarts = [
    ...area('Zvw', 'Geuldal', [1, 2, 3, 4], true),
    ...area('Zvw', 'Overdal', [1, 2, 3, 4]),
    ...area('Zvw', 'Zijdal', [1, 2, 3, 4]).map((each, place) => ({ ...each, treated: place >= 2 ? 1 : 0 })),
  ];
  const early = area('Zvw', 'Geuldal', [1, 2, 3, 4]).map((each, place) => ({ ...each, treated: place > 0 ? 1 : 0 }));
  const ending = area('Zvw', 'Geuldal', [1, 2, 3, 4]).map((each, place) => ({ ...each, treated: place === 2 ? 1 : 0 }));
  test.each([
    ['a staggered start', twoStarts, 'treatment_must_start_at_once'],
    ['a pilot that ends', [...ending, ...area('Zvw', 'Overdal', [1, 2, 3, 4])], 'treatment_must_last'],
    ['one period before', [...early, ...area('Zvw', 'Overdal', [1, 2, 3, 4])], 'too_few_periods_before'],
    ['no other area', area('Zvw', 'Geuldal', [1, 2, 3, 4], true), 'no_unit_is_untreated'],
    ['no pilot', area('Zvw', 'Geuldal', [1, 2, 3, 4]), 'no_unit_is_treated'],
  ])('%s', (_, panel, refused) => {
    const document = documentOf(twoAreas({ streams: [{ stream: 'Zvw' }], panel }));
    expect(document.streams[0]).toMatchObject({ refused, marks: { basis: 'estimated' } });
    expect(document.total).toMatchObject({ refused });
    expect(document.power.minimalDetectableEffect).toBeGreaterThan(0);
  });

  test('without one stream there is no total, and the other stream keeps its effect', () => {
    const panel = twoAreas()['panel'] as readonly Record<string, unknown>[];
    const document = documentOf(twoAreas({ panel: panel.filter(({ stream }) => stream === 'Zvw') }));
    expect(document.total).toMatchObject({ refused: 'all_streams_must_be_present' });
    expect(document.streams[1]).toMatchObject({ refused: 'stream_must_be_delivered' });
    expect(found(document.streams[0]).perMonth.value).toBeCloseTo(-10, 10);
  });

  test('without a stream that counts there is no total', () => {
    const document = documentOf(twoAreas({ streams: ['Zvw', 'Wmo'].map((stream) => ({ stream, isMemo: true })) }));
    expect(document.total).toMatchObject({ refused: 'all_streams_must_be_present' });
    expect(found(document.streams[0]).shown).toBe('notShown');
  });

  test('streams over other person-months have no total', () => {
    const panel = (twoAreas()['panel'] as readonly Record<string, unknown>[]).map((each) =>
      each['stream'] === 'Wmo' ? { ...each, weight: 900 } : each,
    );
    expect(documentOf(twoAreas({ panel })).total).toMatchObject({ refused: 'streams_must_share_person_months' });
  });

  test('a stream that is only shown has its own effect and stays out of the total', () => {
    const streams = [{ stream: 'Zvw' }, { stream: 'Wmo', isMemo: true }];
    const document = documentOf(twoAreas({ streams }));
    expect(found(document.total).perMonth.value).toBeCloseTo(-10, 10);
    expect(document.streams[1]).toMatchObject({ isMemo: true });
  });
});

describe('forty areas', () => {
  const nothing = documentOf(manyAreas(0));
  const large = documentOf(manyAreas(-40, { selection: { rule: 'de duurste', dearAreasChosen: true } }));

  test('an interval around an effect of nothing holds zero, and a fall of forty euro is shown', () => {
    const { perMonth, shown } = found(nothing.total);
    expect(perMonth.interval?.low).toBeLessThan(0);
    expect(perMonth.interval?.high).toBeGreaterThan(0);
    expect(shown).toBe('notShown');
    expect(found(large.total)).toMatchObject({
      shown: 'lower',
      rate: { shown: 'lower' },
      placebo: { rank: 1, of: 40 },
    });
    expect(found(large.total).perMonth.value).toBeCloseTo(found(nothing.total).perMonth.value - 40, 8);
  });

  test('every other area has been the pilot once, and none of them lies as far as the real one', () => {
    const { placebos, perMonth } = found(large.total);
    expect(placebos).toHaveLength(39);
    expect(placebos.every(({ effect }) => Math.abs(effect) < Math.abs(perMonth.value))).toBe(true);
  });

  test('the amount and its interval are those per month times the person-months', () => {
    const { amount, perMonth, personMonths } = found(large.total);
    expect(personMonths).toBe(2_000);
    expect(amount.interval?.low).toBeCloseTo(2_000 * (perMonth.interval?.low ?? 0), 8);
  });

  test('both synthetic methods stand beside it, with weights that sum to one', () => {
    const { methods } = large.otherMethods;
    expect(methods.map(({ method, shown }) => [method, shown])).toEqual([
      ['syntheticControl', 'lower'],
      ['syntheticDifferenceInDifferences', 'lower'],
    ]);
    for (const { unitWeights } of methods)
      expect(unitWeights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
    expect(methods[0]?.withoutOne.length).toBe(methods[0]?.unitWeights.length);
  });

  test('how far areas strayed says what could have been seen', () => {
    const error = found(large.total).rate?.standardError ?? 0;
    expect(large.power.observed?.minimalDetectableEffect).toBeCloseTo(minimalDetectableEffect(error), 12);
  });

  test('dear areas that were chosen call for a warning', () => {
    expect(nothing.selection.warning).toBeNull();
    expect(large.selection.warning?.words).toContain('terugkeer naar het gemiddelde');
  });
});

describe('an effect that hangs on its form', () => {
  test('is not called shown', () => {
    // The pilot is ten times as dear as the others: it grows as they do in per cent, and far more in euro.
    const panel = Array.from({ length: 40 }, (_, place) =>
      ['2021', '2022', '2023', '2024'].map((period, at) => {
        const wave = 1 + 0.001 * Math.sin(place * 7 + at * 3);
        const value = (place === 0 ? 1_000 : 100) * (at === 3 ? 1.2 : 1) * wave;
        return row('Zvw', `Gebied ${place}`, period, value, place === 0 && at === 3 ? 1 : 0);
      }),
    ).flat();
    const { perMonth, rate, shown, why } = found(documentOf(twoAreas({ streams: [{ stream: 'Zvw' }], panel })).total);
    expect([perMonth.shown, rate?.shown, shown]).toEqual(['higher', 'notShown', 'notShown']);
    expect(why.join(' ')).toContain('hangt dus aan de vorm');
  });
});

describe('the parts beside the effect', () => {
  const document = documentOf(twoAreas({ ...parts, notObserved: ['Verhuizingen.'] }));

  test('the waterbed: 200 euro less in the Zvw beside 120 more in the Wmo is flagged', () => {
    expect(document.waterbed?.lines.map(({ name, change }) => [name, Math.round(change)])).toEqual([
      ['Zvw', -200],
      ['Wmo', 120],
    ]);
    expect(document.waterbed?.flags[0]).toContain('lager uit Zvw (€ 200); hoger uit Wmo (€ 120)');
    expect(document.notObserved[0]).toBe('Verhuizingen.');
    expect(document.notObserved.join(' ')).toContain('Wet langdurige zorg: hierover is niets geleverd');
  });

  test('a waterbed line of a stream is as sure as the effect of that stream', () => {
    const { waterbed, streams } = documentOf(manyAreas(-40, parts));
    const { rate } = found(streams[0]);
    const [line] = waterbed?.lines ?? [];
    const above = (rate?.interval?.high ?? 0) - (rate?.value ?? 0);
    expect(line?.limits?.high).toBeCloseTo(-200 + 2_000 * above, 6);
    expect(line?.isShown).toBe(true);
  });

  test('an indicator stands beside that of the reference, with the difference', () => {
    expect(document.indicators?.lines).toMatchObject([
      { indicator: 'ervaren_gezondheid', pilot: { value: 0.8 }, difference: { shown: 'higher' } },
    ]);
    expect(document.indicators?.lines[0]?.difference?.value).toBeCloseTo(0.3, 12);
    expect(document.indicators?.centres[0]).toMatchObject({ refused: 'lists_must_be_ten_or_more' });
  });

  test('a value outside the register is named, and no line', () => {
    const values = [{ ...parts.indicators.values[0], indicator: 'onbekend' }];
    const { indicators } = documentOf(twoAreas({ indicators: { values } }));
    expect(indicators?.lines).toEqual([]);
    expect(indicators?.refused).toEqual([
      { refused: 'indicator_is_not_in_register', message: '2024: onbekend staat niet in het register.' },
    ]);
  });

  test('the profile says what changed', () => {
    expect(document.profile?.changed).toEqual([
      'Inwoners van 65 jaar en ouder steeg van 20,0 % (2023) naar 30,0 % (2024).',
    ]);
  });
});

test('there is no NaN and nothing without end in any document', () => {
  const flat = [...area('Zvw', 'Geuldal', [0, 0, 0, 0], true), ...area('Zvw', 'Overdal', [0, 0, 0, 0])];
  const large = manyAreas(0)['panel'] as readonly Record<string, unknown>[];
  const inputs = [
    twoAreas(parts),
    manyAreas(-5, parts),
    twoAreas({ streams: [{ stream: 'Zvw' }], panel: flat }),
    manyAreas(0, { panel: large.map((each) => ({ ...each, value: 1e12, weight: 1e12 })) }),
    manyAreas(0, { panel: large.map((each) => ({ ...each, value: -1e-200 })) }),
  ];
  for (const input of inputs) {
    const document = documentOf(input);
    expect(numbersIn(document).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  }
});
