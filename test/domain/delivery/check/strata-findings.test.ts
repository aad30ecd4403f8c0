import { describe, expect, test } from 'vitest';
import { templateChecker } from '../../../../domain/delivery/check/template-check.ts';
import type { MembersRow } from '../../../../domain/delivery/template/delivery.ts';
import { AGREED, beside, costs, firstInCosts, inCosts, inMembers, members, NOTHING } from '../checked-rows.ts';

const COHORTS = ['intervention', 'reference'] as const;
const QUARTERS = ['2025-K1', '2025-K2', '2025-K3', '2025-K4'];
const TOTAL = { sex: null, ageBand: null, careCategory: null } as const;

/** One row for all together for each of these streams, cohorts and periods, from line 2. */
const totals = (
  streams: readonly string[],
  periods: readonly string[],
  isThere: (stream: string, cohort: string, period: string) => boolean = () => true,
) =>
  streams
    .flatMap((stream) => COHORTS.flatMap((cohort) => periods.map((period) => ({ stream, cohort, period }))))
    .filter(({ stream, cohort, period }) => isThere(stream, cohort, period))
    .map((place, index) => costs(index + 2, { ...TOTAL, ...place }));

describe('a file has rows for every stream, cohort and period of it', () => {
  /** It is about no line, because there is none. */
  const MISSING = 'period_is_missing  periode';

  test('two streams, two cohorts and four quarters are complete', () =>
    expect(inCosts(AGREED, totals(['Wmo', 'Wpg'], QUARTERS))).toEqual([]));

  test('a cohort that lacks two quarters lacks two periods', () => {
    const isThere = (_: string, cohort: string, period: string) =>
      cohort === 'reference' || !['2025-K3', '2025-K4'].includes(period);
    expect(inCosts(AGREED, totals(['Wmo'], QUARTERS, isThere))).toEqual([MISSING, MISSING]);
  });

  test('a stream that ends halfway the year lacks what the other stream has, of each cohort', () => {
    const isThere = (stream: string, _: string, period: string) => stream === 'Wmo' || period < '2025-K3';
    expect(inCosts(AGREED, totals(['Wmo', 'Wpg'], QUARTERS, isThere))).toEqual([MISSING, MISSING, MISSING, MISSING]);
  });

  test('the finding says which stream, cohort and period, and what to do', () => {
    const rows = ['interventie;Wmo;;2025-K1', 'interventie;Wmo;;2025-K2', 'referentie;Wmo;;2025-K1'];
    const lines = rows.map((row) => `Parkstad-Oost;1;${row};;;100;10,00`);
    const heading = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
    const bytes = new TextEncoder().encode([heading, ...lines, 'SLUITREGEL;3;30,00;;;;;;;'].join('\n'));
    const checker = templateChecker('costs', AGREED);
    checker.push(bytes);
    const { accepted, findings } = checker.end(bytes.length, 'hash').answer;
    expect([accepted, findings.length]).toEqual([false, 1]);
    expect(findings[0]).toMatchObject({ kind: 'DF', code: 'period_is_missing', line: null, heading: 'periode' });
    expect(findings[0]?.message).toMatch(/^periode: Er is geen enkele rij voor Wmo, referentie, 2025-K2\..*rij met 0/);
    expect(findings[0]?.messageEnglish).toMatch(/There is no row at all for Wmo, reference, 2025-K2\./);
  });

  test('a row with nothing spent is a row', () => {
    const [first, ...rest] = totals(['Wmo'], QUARTERS);
    expect(first).toBeDefined();
    expect(inCosts(AGREED, [costs(2, { ...TOTAL, stream: 'Wmo', amount: '0.00' }), ...rest])).toEqual([]);
  });

  test('a year is its four quarters, so one stream may come by year and another by quarter', () => {
    const [byYear, byQuarter] = [totals(['Wpg'], ['2025']), totals(['Wmo'], QUARTERS)];
    expect(inCosts(AGREED, [...byYear, ...byQuarter])).toEqual([]);
    expect(inCosts(AGREED, [...byYear, ...byQuarter.filter(({ period }) => period !== '2025-K4')])).toEqual([
      MISSING,
      MISSING,
    ]);
  });

  test('a year that one cohort lacks is one finding, not four', () =>
    expect(
      inCosts(
        AGREED,
        totals(['Wmo'], ['2024', '2025'], (_, cohort, period) => cohort + period !== 'reference2025'),
      ),
    ).toEqual([MISSING]));

  test('member-months have rows for every cohort and period too', () => {
    const row = (line: number, change: Partial<MembersRow>) => members(line, { sex: null, ageBand: null, ...change });
    const rows = [row(2, {}), row(3, { period: '2025-K2' }), row(4, { cohort: 'reference' })];
    expect(inMembers(AGREED, rows)).toEqual([MISSING]);
    expect(inMembers(AGREED, [...rows, row(5, { cohort: 'reference', period: '2025-K2' })])).toEqual([]);
  });

  test('a stream lacks the cohort that the member-months have, in a quarter that they have', () => {
    const all = { sex: null, ageBand: null };
    const context = beside(members(2, all), members(3, { ...all, cohort: 'reference' }));
    expect(inCosts(context, [costs(2, TOTAL)])).toEqual([MISSING]);
    expect(inCosts(beside(members(2, all)), [costs(2, TOTAL)])).toEqual([]);
    expect(inCosts(context, [costs(2, TOTAL), costs(3, { ...TOTAL, cohort: 'reference' })])).toEqual([]);
  });

  test.each([
    ['with a stream that is not agreed', { stream: 'Zwv' }, 'stream_must_be_agreed 5 stroom'],
    ['with a period that is not agreed', { period: '2052-K1' }, 'period_must_be_agreed 5 periode'],
    ['with an unknown category', { careCategory: 'kapper' }, 'care_category_is_unknown 5 zorgsoort'],
    ['with an unknown age band', { ageBand: 'oud' }, 'age_band_is_unknown 5 leeftijdsklasse'],
  ] as const)('the only row of a cohort and period %s is refused for that alone', (_, change, expected) => {
    const rows = totals(['Wmo'], ['2025-K1', '2025-K2']).slice(0, 3);
    const refused = costs(5, { ...TOTAL, stream: 'Wmo', cohort: 'reference', period: '2025-K2', ...change });
    expect(inCosts(AGREED, [...rows, refused])).toEqual([expected]);
  });

  test('where a row could not be read nothing is missing, and that is said', () => {
    const rows = totals(['Wmo'], QUARTERS).slice(1);
    expect(inCosts(AGREED, rows, false)).toEqual([]);
    expect(inCosts(AGREED, rows)).toEqual([MISSING]);
  });
});

describe('nothing is counted twice', () => {
  const TOTAL_BESIDE = (line: number) => `total_stands_beside_parts ${line} -`;
  const OVERLAP = (line: number) => `periods_overlap ${line} -`;
  const wmo = (line: number, change: Parameters<typeof costs>[1] = {}) =>
    costs(line, { ...TOTAL, stream: 'Wmo', ...change });

  test.each([
    ['a category beside the whole stream', [wmo(2), wmo(3, { careCategory: 'begeleiding' })], [TOTAL_BESIDE(3)]],
    [
      'the whole stream beside two categories',
      [wmo(2), wmo(3, { careCategory: 'begeleiding' }), wmo(4, { careCategory: 'dagbesteding' })],
      [TOTAL_BESIDE(2)],
    ],
    [
      'a category of men beside the whole stream of everybody',
      [wmo(2), wmo(3, { careCategory: 'begeleiding', sex: 'M' })],
      [TOTAL_BESIDE(3)],
    ],
    [
      'a category in a quarter beside the whole stream in the year',
      [wmo(2, { period: '2025' }), wmo(3, { careCategory: 'begeleiding' })],
      [OVERLAP(3)],
    ],
    [
      'a year together beside a quarter by sex',
      [wmo(2, { period: '2025' }), wmo(3, { sex: 'M' }), wmo(4, { sex: 'V' })],
      [OVERLAP(2)],
    ],
    ['pooled persons beside everybody', [wmo(2), wmo(3, { ageBand: 'rest' })], [TOTAL_BESIDE(3)]],
    ['pooled persons beside all men', [wmo(2, { sex: 'M' }), wmo(3, { ageBand: 'rest' })], [TOTAL_BESIDE(3)]],
    [
      'everybody beside two pooled rows',
      [wmo(2), wmo(3, { ageBand: 'rest', sex: 'M' }), wmo(4, { ageBand: 'rest', sex: 'V' })],
      [TOTAL_BESIDE(2)],
    ],
  ])('%s', (_, rows, expected) => expect(inCosts(NOTHING, rows)).toEqual(expected));

  test.each([
    [
      'categories beside each other',
      [wmo(2, { careCategory: 'begeleiding' }), wmo(3, { careCategory: 'dagbesteding' })],
    ],
    ['the whole of one stream beside a category of another', [wmo(2), costs(3, { sex: null, ageBand: null })]],
    ['pooled persons beside age bands', [wmo(2, { ageBand: '18-44' }), wmo(3, { ageBand: 'rest' })]],
    ['pooled men beside pooled persons', [wmo(2, { ageBand: 'rest', sex: 'M' }), wmo(3, { ageBand: 'rest' })]],
    ['small cells pooled over the year', [wmo(2, { ageBand: '18-44' }), wmo(3, { ageBand: 'rest', period: '2025' })]],
    [
      'one category by year and another by quarter',
      [wmo(2, { careCategory: 'begeleiding', period: '2025' }), wmo(3, { careCategory: 'dagbesteding' })],
    ],
  ])('%s are not counted twice', (_, rows) => expect(inCosts(NOTHING, rows)).toEqual([]));

  test('two quarters by sex in a file by year are the odd ones, and each row is said once', () => {
    const byYear = totals(['Wmo'], ['2024', '2025']);
    expect(inCosts(NOTHING, [...byYear, wmo(6, { sex: 'M' }), wmo(7, { sex: 'V' })])).toEqual([OVERLAP(6), OVERLAP(7)]);
  });

  test('member-months of everybody or of one sex beside a pooled row', () => {
    const rest = members(3, { sex: null, ageBand: 'rest' });
    expect(inMembers(NOTHING, [members(2, { sex: null, ageBand: null }), rest])).toEqual([TOTAL_BESIDE(3)]);
    expect(inMembers(NOTHING, [members(2, { ageBand: null }), rest])).toEqual([TOTAL_BESIDE(3)]);
    expect(inMembers(NOTHING, [members(2), rest])).toEqual([]);
  });

  test('what the other row is about is told', () => {
    const lines = ['Wmo;;2025', 'Wmo;begeleiding;2025-K1'].map((row) => `P;1;interventie;${row};;;100;10,00`);
    const heading = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
    const bytes = new TextEncoder().encode([heading, ...lines, 'SLUITREGEL;2;20,00;;;;;;;'].join('\n'));
    const checker = templateChecker('costs', NOTHING);
    checker.push(bytes);
    const [finding] = checker.end(bytes.length, 'hash').answer.findings;
    expect(finding).toMatchObject({
      code: 'periods_overlap',
      value: '2025-K1',
      detail: { nl: 'Regel 2 gaat over 2025.' },
    });
  });
});

describe('one fault is one finding', () => {
  const BANDS = ['0-4', '5-9', '10-14', '15-19', '20-24', '25-29', '30-34', '35-39', '40-44', '45-49'];

  /** Ten age bands of one sex, with one row changed. */
  const withOdd = (change: Parameters<typeof costs>[1], at = 3) =>
    BANDS.map((ageBand, place) => costs(place + 2, { ageBand, sex: 'V', ...(place === at ? change : {}) }));

  test.each([
    ['a stream', { stream: 'Zwv' }, 'stream_must_be_agreed 5 stroom'],
    ['a period', { period: '2052-K1' }, 'period_must_be_agreed 5 periode'],
    ['a category', { careCategory: 'farmcie' }, 'care_category_is_unknown 5 zorgsoort'],
    ['an empty sex', { sex: null }, 'total_stands_beside_parts 5 -'],
    ['an empty age band', { ageBand: null }, 'total_stands_beside_parts 5 -'],
    ['an empty category', { careCategory: null, ageBand: '5-9' }, 'total_stands_beside_parts 5 -'],
    ['an age band of ten ages too many', { ageBand: '15-91' }, 'age_band_is_unknown 5 leeftijdsklasse'],
    ['an age band that ends before it begins', { ageBand: '19-15' }, 'age_band_is_unknown 5 leeftijdsklasse'],
  ] as const)('%s that is wrong makes no age band missing', (_, change, expected) =>
    expect(inCosts(AGREED, withOdd(change))).toEqual([expected]),
  );

  test('a band that is missing elsewhere is still said', () => {
    const others = BANDS.slice(1).map((ageBand, place) =>
      costs(place + 12, { ageBand, cohort: 'reference', sex: 'V' }),
    );
    expect(inCosts(AGREED, [...withOdd({ stream: 'Zwv' }), ...others])).toEqual([
      'stream_must_be_agreed 5 stroom',
      'age_band_is_missing 12 leeftijdsklasse',
    ]);
  });

  test('all bands that a group lacks are one finding', () => {
    const other = costs(12, { ageBand: '0-4', cohort: 'reference', sex: 'V' });
    expect(inCosts(NOTHING, [...withOdd({}), other])).toEqual(['age_band_is_missing 12 leeftijdsklasse']);
    expect(firstInCosts(NOTHING, [...withOdd({}), other])?.detail?.nl).toBe(
      'Er is geen rij voor 5-9, 10-14, 15-19, 20-24, 25-29, 30-34, 35-39, 40-44, 45-49 (referentie, 2025-K1, Zvw, V).',
    );
  });

  test('of overlapping bands the one that overlaps most rows is blamed, wherever it stands', () => {
    for (const at of [0, 3, 9])
      expect(inCosts(NOTHING, withOdd({ ageBand: '0-91' }, at))).toEqual([
        `age_band_is_unknown ${at + 2} leeftijdsklasse`,
      ]);
  });

  test('two bands in one quarter for what is one band in four are the odd ones', () => {
    const rows = QUARTERS.map((period, place) => members(place + 2, { period, ageBand: '0-64' }));
    const split = ['0-17', '18-64'].map((ageBand, place) => members(place + 6, { period: '2024-K4', ageBand }));
    expect(inMembers(NOTHING, [...rows, ...split])).toEqual([
      'age_band_is_unknown 6 leeftijdsklasse',
      'age_band_is_unknown 7 leeftijdsklasse',
    ]);
  });

  test('of four hundred bands that all overlap one is left', () => {
    const bands = Array.from({ length: 400 }, (_, place) => `${place}-${place + 500}`);
    const found = inMembers(
      NOTHING,
      bands.map((ageBand, place) => members(place + 2, { ageBand })),
    );
    expect(found.filter((each) => each.startsWith('age_band_is_unknown'))).toHaveLength(399);
  });
});
