import { describe, expect, test } from 'vitest';
import { type WaterbedCost, type WaterbedQuestion, waterbedOf } from '../../../domain/evaluation/waterbed.ts';

type Cell = readonly [cohort: 'intervention' | 'reference', period: string];
const CELLS: readonly Cell[] = [
  ['intervention', '2024'],
  ['intervention', '2025'],
  ['reference', '2024'],
  ['reference', '2025'],
];

/** A thousand months everywhere; the amounts are in the order of the cells: pilot before and after, reference likewise. */
const MONTHS = CELLS.map(([cohort, period]) => ({ cohort, period, stratum: 'all', months: 1000 }));
const costs = (stream: string, category: string | null, ...amounts: readonly number[]): WaterbedCost[] =>
  amounts.flatMap((amount, place) => {
    const [cohort, period] = CELLS[place] ?? ['reference', ''];
    return [{ stream, category, cohort, period, stratum: 'all', amount }];
  });
const QUESTION: WaterbedQuestion = {
  baseline: [{ period: '2024', weight: 1 }],
  performance: '2025',
  settledStreams: ['Zvw', 'Wmo'],
  memoStreams: ['Wlz'],
};
const ROWS = [
  ...costs('Zvw', 'wijkverpleging', 100_000, 90_000, 100_000, 110_000),
  ...costs('Zvw', 'farmacie', 50_000, 70_000, 50_000, 55_000),
  ...costs('Wmo', null, 20_000, 23_000, 10_000, 11_000),
];

describe('the change of each line', () => {
  const { lines } = waterbedOf(ROWS, MONTHS, QUESTION);
  const changeOf = (name: string) => lines.find((line) => line.name === name)?.change;

  test('is held against the own baseline grown with the reference: 100,000 × 1.1 was expected, 90,000 came', () => {
    expect(changeOf('Zvw/wijkverpleging')).toBeCloseTo(-20_000, 6);
    expect(changeOf('Zvw/farmacie')).toBeCloseTo(15_000, 6);
    expect(changeOf('Wmo')).toBeCloseTo(1000, 6);
    expect(lines.find(({ name }) => name === 'Wmo')).toMatchObject({
      before: 20,
      after: 23,
      referenceBefore: 10,
      referenceAfter: 11,
      expected: 22,
      rate: expect.closeTo(1 / 22, 9),
      limits: null,
      isShown: null,
    });
  });

  test('takes each baseline period for its weight: a quarter of 100 grown by 2 and three quarters of 80 that stayed', () => {
    const amounts = { '2023': [100, 50], '2024': [80, 100], '2025': [130, 100] };
    const cells = Object.entries(amounts).flatMap(([period, [pilot = 0, reference = 0]]) => [
      {
        stream: 'Zvw',
        category: null,
        cohort: 'intervention' as const,
        period,
        stratum: 'all',
        amount: pilot,
        months: 1,
      },
      {
        stream: 'Zvw',
        category: null,
        cohort: 'reference' as const,
        period,
        stratum: 'all',
        amount: reference,
        months: 1,
      },
    ]);
    const baseline = [
      { period: '2023', weight: 0.25 },
      { period: '2024', weight: 0.75 },
    ];
    expect(waterbedOf(cells, cells, { ...QUESTION, baseline }).lines[0]).toMatchObject({
      before: 85,
      expected: 0.25 * 100 * 2 + 0.75 * 80,
      change: 20,
    });
  });

  test('stands stream first, then its categories; the stream is the sum where all grow alike', () => {
    expect(lines.map(({ name }) => name)).toEqual(['Zvw', 'Zvw/farmacie', 'Zvw/wijkverpleging', 'Wmo']);
    expect(changeOf('Zvw')).toBeCloseTo(-5000, 6);
  });

  test('is taken at the mix of the pilot, so that ageing of the reference is no saving', () => {
    const strata = (young: number, old: number) => [
      { stratum: 'young', months: young, amount: young * 10 },
      { stratum: 'old', months: old, amount: old * 100 },
    ];
    const cells = CELLS.flatMap(([cohort, period]) =>
      (cohort === 'reference' && period === '2025' ? strata(500, 500) : strata(900, 100)).map((each) => ({
        ...each,
        cohort,
        period,
        stream: 'Zvw',
        category: null,
      })),
    );
    expect(waterbedOf(cells, cells, QUESTION).lines[0]).toMatchObject({ change: expect.closeTo(0, 6) });
  });
});

describe('a saving here with a cost there is flagged in words', () => {
  test('between streams and within one, with the amounts', () =>
    expect(waterbedOf(ROWS, MONTHS, QUESTION).flags).toEqual([
      'Tussen de stromen staat een besparing naast meerkosten: lager uit Zvw (€ 5.000); hoger uit Wmo (€ 1.000). Een deel van de besparing kan verschoven zijn.',
      'Binnen de Zvw staat een besparing naast meerkosten: lager uit wijkverpleging (€ 20.000); hoger uit farmacie (€ 15.000). Een deel van de besparing kan verschoven zijn.',
    ]));

  test('a memo stream that rises is named, because it is not settled', () => {
    const { flags } = waterbedOf([...ROWS, ...costs('Wlz', null, 1000, 9000, 1000, 1000)], MONTHS, QUESTION);
    expect(flags[1]).toBe(
      'Wet langdurige zorg telt niet mee in de afrekening en kwam hoger uit: wat daarheen verschuift, lijkt elders een besparing.',
    );
  });

  test('not where everything went down, where the rise is below a thousandth of all costs, or where it is not shown', () => {
    const down = costs('Zvw', null, 100_000, 90_000, 100_000, 100_000);
    expect(waterbedOf([...down, ...costs('Wmo', null, 100, 90, 100, 100)], MONTHS, QUESTION).flags).toEqual([]);
    expect(waterbedOf([...down, ...costs('Wmo', null, 900, 950, 900, 900)], MONTHS, QUESTION).flags).toEqual([]);
    const risen = [...down, ...costs('Wmo', null, 20_000, 21_000, 20_000, 20_000)];
    expect(waterbedOf(risen, MONTHS, QUESTION).flags).toHaveLength(1);
    const limits = new Map([['Wmo', { low: -500, high: 2500 }]]);
    const unsure = waterbedOf(risen, MONTHS, { ...QUESTION, limits });
    expect(unsure.flags).toEqual([]);
    expect(unsure.lines[1]).toMatchObject({ name: 'Wmo', limits: { low: -500, high: 2500 }, isShown: false });
  });
});

describe('what was not observed is listed', () => {
  test('acts about which nothing was delivered, and what no act covers', () =>
    expect(waterbedOf(ROWS, MONTHS, QUESTION).notObserved).toEqual([
      'Wet publieke gezondheid: hierover is niets geleverd dat te vergelijken is. Wat daarheen verschoof, is niet te zien.',
      'Wet langdurige zorg: hierover is niets geleverd dat te vergelijken is. Wat daarheen verschoof, is niet te zien.',
      'Jeugdwet: hierover is niets geleverd dat te vergelijken is. Wat daarheen verschoof, is niet te zien.',
      expect.stringContaining('eigen betalingen, mantelzorg'),
    ]));

  test.each([
    [
      'a period without costs of the pilot',
      costs('Wmo', null, 20_000).concat(costs('Wmo', null, 1, 1, 1, 1).slice(2)),
      'Wmo: voor de pilot is over 2025 niets geleverd.',
    ],
    [
      'a reference without costs',
      costs('Wmo', null, 20_000, 20_000, 0, 10),
      'Wmo: de referentie had in een basisperiode geen kosten, dus geen groei om mee te vergelijken.',
    ],
  ])('%s: the line is no zero', (_, rows, words) => {
    const { lines, notObserved } = waterbedOf([...costs('Zvw', null, 1, 1, 1, 1), ...rows], MONTHS, QUESTION);
    expect(lines.map(({ name }) => name)).toEqual(['Zvw']);
    expect(notObserved).toContain(words);
  });

  test('a stratum without member-months', () => {
    const months = MONTHS.map((row) => (row.cohort === 'reference' ? { ...row, months: 0 } : row));
    const { lines, notObserved } = waterbedOf(costs('Zvw', null, 1, 1, 1, 1), months, QUESTION);
    expect(lines).toEqual([]);
    expect(notObserved.join(' ')).toContain('Zonder verzekerdenmaanden');
  });
});
