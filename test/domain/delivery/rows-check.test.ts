import { describe, expect, test } from 'vitest';
import type { CheckContext } from '../../../domain/delivery/check/check-context.ts';
import {
  AGREED,
  beside,
  costs,
  firstInCosts,
  inCosts,
  inInvestments,
  inMembers,
  investment,
  members,
  NOTHING,
} from './checked-rows.ts';

describe('member-months', () => {
  test('sound rows have no finding', () => {
    const rows = [members(2), members(3, { sex: 'V' }), members(4, { period: '2025-K2' })];
    expect(inMembers(AGREED, [...rows, members(5, { period: '2025-K2', sex: 'V' })])).toEqual([]);
  });

  test.each([
    ['a period outside the agreement', { period: '2022-K1' }, 'period_must_be_agreed 3 periode'],
    ['an age band that is none', { ageBand: 'ouderen' }, 'age_band_is_unknown 3 leeftijdsklasse'],
    ['persons without months', { sex: 'V', months: '0' }, 'persons_without_months 3 maanden'],
    ['persons without months, written out', { sex: 'V', months: '0.00' }, 'persons_without_months 3 maanden'],
    ['months without persons', { sex: 'V', persons: '0' }, 'months_without_persons 3 personen'],
    ['months of a year in a quarter', { sex: 'V', months: '1200' }, 'months_do_not_fit_persons 3 maanden'],
    ['less than three quarters of the months', { sex: 'V', months: '224' }, 'months_do_not_fit_persons 3 maanden'],
    ['a twentieth too many and a bit', { sex: 'V', months: '315.01' }, 'months_do_not_fit_persons 3 maanden'],
    ['the same cell again', {}, 'cell_stands_twice 3 -'],
    ['the whole year beside a quarter', { period: '2025', months: '1200' }, 'periods_overlap 3 -'],
    ['a total beside a part', { sex: null, ageBand: null }, 'total_stands_beside_parts 3 -'],
  ] as const)('%s', (_, change, expected) =>
    expect(inMembers(AGREED, [members(2), members(3, change)])).toEqual([expected]),
  );

  test.each([
    ['three quarters of the months exactly', { months: '225' }],
    ['a twentieth more exactly', { months: '315' }],
    ['nobody and nothing', { persons: '0', months: '0' }],
    ['twelve months in a year', { period: '2024', months: '1200' }],
  ] as const)('%s is fine', (_, change) => expect(inMembers(AGREED, [members(2, change)])).toEqual([]));

  test('without an agreement any period is fine', () =>
    expect(inMembers(NOTHING, [members(2, { period: '2019', months: '1200' })])).toEqual([]));

  test('ten times the quarter before is found, nine times is not, K4 comes before K1, and K2 stands for an absent K3', () => {
    const quarter = (line: number, period: string, months: string) =>
      members(line, { period, months, persons: `${Number(months) / 3}` });
    expect(
      inMembers(NOTHING, [
        quarter(2, '2024-K4', '300'),
        quarter(3, '2025-K1', '3000'),
        quarter(4, '2025-K2', '27000'),
        quarter(5, '2025-K4', '270000'),
      ]),
    ).toEqual(['ten_times_last_period 3 maanden', 'ten_times_last_period 5 maanden']);
  });
});

describe('age bands', () => {
  const bands = (line: number, period: string, names: readonly string[]) =>
    names.map((ageBand, place) => members(line + place, { period, ageBand }));

  test('one that is missing in a quarter is said at a row of that quarter', () => {
    const rows = [...bands(2, '2025-K1', ['00-17', '18-64', '65+']), ...bands(5, '2025-K2', ['00-17', '65+'])];
    expect(inMembers(NOTHING, rows)).toEqual(['age_band_is_missing 5 leeftijdsklasse']);
    expect(inMembers(NOTHING, rows, false)).toEqual([]);
  });

  test('a rest row may hold what is missing', () => {
    const rows = [...bands(2, '2025-K1', ['00-17', '18-64', '65+']), ...bands(5, '2025-K2', ['00-17', 'rest'])];
    expect(inMembers(NOTHING, rows)).toEqual([]);
  });

  test('those of the definition are expected, and no other is known', () => {
    const population = {
      document: { ageBands: ['00-17', '18-64', '65+', 'rest'] },
    } as unknown as CheckContext['population'];
    const rows = [...bands(2, '2025-K1', ['00-17', '65+']), ...bands(5, '2025-K2', ['00-17', '18-44', '65+'])];
    expect(inMembers({ ...NOTHING, population }, rows)).toEqual([
      'age_band_is_unknown 6 leeftijdsklasse',
      'age_band_is_missing 2 leeftijdsklasse',
    ]);
  });

  test('one that overlaps the bands of more rows is the odd one', () => {
    const rows = [...bands(2, '2025-K1', ['00-17', '18-64', '65+']), ...bands(5, '2025-K2', ['00-17', '18-65', '65+'])];
    expect(inMembers(NOTHING, rows)).toEqual(['age_band_is_unknown 6 leeftijdsklasse']);
  });
});

describe('costs', () => {
  test.each([
    ['an unknown stream', { stream: 'Zwv' }, 'stream_must_be_agreed 3 stroom'],
    ['an unknown category', { careCategory: 'farmaccie' }, 'care_category_is_unknown 3 zorgsoort'],
    [
      'a category of another stream',
      { stream: 'Wmo', careCategory: 'farmacie' },
      'care_category_is_unknown 3 zorgsoort',
    ],
    ['a period outside the agreement', { period: '2026-K1' }, 'period_must_be_agreed 3 periode'],
    ['costs without persons', { sex: 'V', persons: '0' }, 'costs_without_persons 3 personen'],
    ['a cell twice, its category in other words', { careCategory: 'Pharmacy' }, 'cell_stands_twice 3 -'],
    ['a negative total', { stream: 'Wmo', careCategory: null, amount: '-0.01' }, 'total_is_negative 3 bedrag'],
    ['ten times the quarter before', { period: '2025-K2', amount: '10000.00' }, 'ten_times_last_period 3 bedrag'],
  ] as const)('%s', (_, change, expected) => expect(inCosts(AGREED, [costs(2), costs(3, change)])).toEqual([expected]));

  test('a correction may stand beside its cell, before or after it', () => {
    const correction = { amount: '-200.00' } as const;
    expect(inCosts(AGREED, [costs(2), costs(3, correction), costs(4, correction)])).toEqual([]);
    expect(inCosts(AGREED, [costs(2, correction), costs(3)])).toEqual([]);
    expect(inCosts(AGREED, [costs(2, correction), costs(3), costs(4)])).toEqual(['cell_stands_twice 4 -']);
  });

  test('a stream that an agreement added has no register: its categories are free', () =>
    expect(inCosts(NOTHING, [costs(2, { stream: 'Jw', careCategory: 'pleegzorg' })])).toEqual([]));

  test('an unknown category is told which ones it is like', () =>
    expect(firstInCosts(NOTHING, [costs(2, { careCategory: 'wijkverplging' })])?.detail?.nl).toMatch(
      /^Daarop lijken wijkverpleging,/,
    ));

  test('a row with an unknown stream, period and category has each of them, and nothing that follows from them', () =>
    expect(inCosts(AGREED, [costs(2, { stream: 'Q', period: '2022', careCategory: 'x' })])).toEqual([
      'stream_must_be_agreed 2 stroom',
      'period_must_be_agreed 2 periode',
    ]));
});

describe('the part of costs above the cap', () => {
  const row = (change: Parameters<typeof costs>[1]) =>
    inCosts(NOTHING, [costs(2, { amountAboveCap: '400.00', personsAboveCap: '20', ...change })]);

  test.each([
    ['twenty of a hundred persons', {}],
    ['everything, of everybody', { amountAboveCap: '1000.00', personsAboveCap: '100' }],
    ['nothing, of nobody', { amountAboveCap: '0.00', personsAboveCap: '0' }],
    ['a correction', { amount: '-1000.00', amountAboveCap: '-400.00' }],
    ['a correction that is small beside it', { amount: '-0.01', amountAboveCap: '400.00' }],
    ['columns that the file does not have', { amountAboveCap: null, personsAboveCap: null }],
  ] as const)('%s is fine', (_, change) =>
    expect(row(change).filter((each) => !each.startsWith('total_is_negative'))).toEqual([]),
  );

  test.each([
    [
      'more persons above it than there are',
      { personsAboveCap: '101' },
      'more_persons_above_cap_than_persons 2 personen_boven_grens',
    ],
    ['an amount of nobody', { personsAboveCap: '0' }, 'amount_above_cap_without_persons 2 bedrag_boven_grens'],
    ['a cent more than all', { amountAboveCap: '1000.01' }, 'amount_above_cap_exceeds_amount 2 bedrag_boven_grens'],
  ] as const)('%s', (_, change, expected) => expect(row(change)).toEqual([expected]));

  test('is told beside the whole', () =>
    expect(firstInCosts(NOTHING, [costs(2, { amountAboveCap: '1000.01' })])).toMatchObject({
      value: '1000.01',
      detail: { nl: 'Het bedrag van de cel is 1.000,00.' },
    }));
});

describe('a negative total', () => {
  test('is told as the total of its cells, and not as what stands in one of them', () => {
    const rows = [costs(2, { amount: '-500.00' }), costs(3, { amount: '42.00', sex: 'V' })];
    expect(firstInCosts(NOTHING, rows)).toMatchObject({
      code: 'total_is_negative',
      line: 2,
      value: null,
      detail: { nl: 'Het totaal van interventie, Zvw, farmacie, 2025-K1 is -458,00.' },
    });
  });
});

describe('costs beside member-months', () => {
  const context = beside(members(2), members(3, { sex: 'V' }), members(4, { sex: 'V', ageBand: '75+' }));

  test.each([
    ['a cell with months', {}],
    ['both sexes together', { sex: null }],
    ['everybody together', { sex: null, ageBand: null, persons: '300' }],
    ['nothing in a cell without months', { ageBand: '75+', amount: '0.00' }],
  ] as const)('%s is fine', (_, change) => expect(inCosts(context, [costs(2, change)], false)).toEqual([]));

  test.each([
    ['a cell without months', { ageBand: '75+' }, 'costs_without_members 2 bedrag'],
    ['a quarter without months', { period: '2025-K2' }, 'costs_without_members 2 bedrag'],
    ['a year of which one quarter has months', { period: '2025' }, 'costs_without_members 2 bedrag'],
    ['a cohort without months', { cohort: 'reference' }, 'costs_without_members 2 bedrag'],
    ['more persons than members', { persons: '101' }, 'more_persons_than_members 2 personen'],
    ['more persons than members together', { sex: null, persons: '201' }, 'more_persons_than_members 2 personen'],
  ] as const)('%s', (_, change, expected) => expect(inCosts(context, [costs(2, change)], false)).toEqual([expected]));

  test('an age band that the member-months do not have is unknown, and one that they have is missing', () => {
    expect(inCosts(context, [costs(2, { ageBand: '65+' })], false)).toEqual(['age_band_is_unknown 2 leeftijdsklasse']);
    expect(inCosts(context, [costs(2)])).toEqual(['age_band_is_missing 2 leeftijdsklasse']);
  });

  test('months of a year serve the costs of its quarters', () =>
    expect(inCosts(beside(members(2, { period: '2025', months: '1200' })), [costs(2)])).toEqual([]));

  test('a cell of members without a month serves nothing', () =>
    expect(inCosts(beside(members(2, { months: '0.0' })), [costs(2)])).toEqual(['costs_without_members 2 bedrag']));
});

describe('investments', () => {
  test.each([
    ['a party outside the agreement', { party: 'GGD' }, 'party_is_unknown 3 partij'],
    ['a baseline year', { period: '2024-K1' }, 'period_must_be_agreed 3 periode'],
    ['the same investment again', {}, 'cell_stands_twice 3 -'],
    ['above the budget', { description: 'Gebouw', amount: '99999999.00' }, 'investment_above_budget 3 bedrag'],
  ] as const)('%s', (_, change, expected) =>
    expect(inInvestments(AGREED, [investment(2), investment(3, change)])).toEqual([expected]),
  );

  test('the row that passes the budget is said, those after it are the same finding', () => {
    const rows = ['A', 'B', 'C', 'D'].map((description, place) =>
      investment(place + 2, { description, amount: '100000.00' }),
    );
    expect(inInvestments(AGREED, rows)).toEqual(['investment_above_budget 4 bedrag']);
  });

  test('without an agreement there is no budget', () =>
    expect(inInvestments(NOTHING, [investment(2, { party: 'X', amount: '99999999.00' })])).toEqual([]));
});
