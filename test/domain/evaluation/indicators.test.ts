import { describe, expect, test } from 'vitest';
import {
  centreFigures,
  DOMAINS,
  type Indicator,
  type IndicatorValue,
  indicatorFigures,
  readIndicatorRegister,
  STARTING_REGISTER,
} from '../../../domain/evaluation/indicators.ts';

const registerOf = (value: unknown) => {
  const reading = readIndicatorRegister(value);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.register;
};
const register = registerOf(STARTING_REGISTER);
const value = (indicator: string, numerator: string, denominator: string, period = '2025'): IndicatorValue => ({
  indicator,
  cohort: 'intervention',
  period,
  numerator,
  denominator,
  source: 'test',
});
const figureOf = (...values: readonly IndicatorValue[]) => indicatorFigures(register, values)[0];

describe('the register that a pilot can start from', () => {
  test('is sound and has an indicator in every domain', () =>
    expect(new Set([...register.values()].map(({ domain }) => domain))).toEqual(new Set(DOMAINS)));

  const [first] = STARTING_REGISTER;
  const others = (change: Partial<Record<keyof Indicator, unknown>>) => [{ ...first, ...change }];
  test.each([
    ['a code twice', [first, first], '[1].code'],
    ['a name that is empty', others({ name: ' ' }), '[0].name'],
    ['a direction that is none', others({ direction: 'sideways' }), '[0].direction'],
    ['a field that does not exist', others({ colour: 'red' } as object), '[0].colour'],
    ['squares of an indicator that is not there', others({ squaresIn: 'nowhere' }), '[0].squaresIn'],
    ['no indicators', [], ''],
    ['no list', 'text', ''],
  ])('refuses %s, with its place', (_, wrong, path) =>
    expect(readIndicatorRegister(wrong)).toEqual({ faults: [expect.objectContaining({ path })] }),
  );
});

describe('a figure has the limits of its kind', () => {
  test('a proportion those of Wilson: 15 of 148 is 10.1 % (6.2 to 16.0)', () =>
    expect(figureOf(value('werkplezier', '15', '148'))).toMatchObject({
      value: 15 / 148,
      limits: { low: expect.closeTo(0.0624, 4), high: expect.closeTo(0.1605, 4) },
      why: null,
      sources: ['test'],
    }));

  test('a rate those of a count: 100 visits in 2,000 years', () =>
    expect(figureOf(value('seh_bezoek', '100', '2000'))).toMatchObject({
      value: 0.05,
      limits: { low: expect.closeTo(81.36 / 2000, 4), high: expect.closeTo(121.63 / 2000, 4) },
    }));

  test('a count its own, whatever the denominator, and exact below ten', () =>
    expect(figureOf(value('mdo_gehouden', '5', '4'))).toMatchObject({
      value: 5,
      limits: { low: expect.closeTo(1.62, 2), high: expect.closeTo(11.67, 2) },
    }));

  test('a mean those of Student, from the squares: 7, 8 and 9 is 8 ± 2.48', () =>
    expect(
      figureOf(value('ervaren_samenhang', '24', '3'), value('ervaren_samenhang_kwadraten', '194', '3')),
    ).toMatchObject({ value: 8, limits: { low: expect.closeTo(8 - 2.484, 3), high: expect.closeTo(8 + 2.484, 3) } }));

  test.each([
    ['a mean without squares', [value('ervaren_samenhang', '24', '3')], 'niet geleverd'],
    [
      'a mean with squares that cannot be',
      [value('ervaren_samenhang', '24', '3'), value('ervaren_samenhang_kwadraten', '191', '3')],
      'niet te bepalen',
    ],
    ['an amount', [value('kosten_per_maand', '24000', '100')], 'vergelijk met andere gebieden'],
  ])('%s has none, and says why', (_, values, why) =>
    expect(figureOf(...values)).toMatchObject({ limits: null, why: expect.stringContaining(why) }),
  );

  test('values of one indicator, cohort and period add up; other periods stay apart', () => {
    const figures = indicatorFigures(register, [
      value('werkplezier', '10', '20'),
      { ...value('werkplezier', '5', '10'), source: 'other' },
      value('werkplezier', '1', '10', '2024'),
    ]);
    expect(figures).toMatchObject([
      { period: '2025', numerator: 15, denominator: 30, sources: ['test', 'other'] },
      { period: '2024', numerator: 1 },
    ]);
  });
});

test.each([
  ['an indicator outside the register', value('mood', '1', '2'), 'indicator_is_not_in_register'],
  ['a denominator of zero', value('werkplezier', '0', '0'), 'denominator_must_be_positive'],
  ['a negative count', value('mdo_gehouden', '-1', '1'), 'numerator_must_not_be_negative'],
  ['more than all', value('werkplezier', '11', '10'), 'numerator_exceeds_denominator'],
])('%s is refused', (_, wrong, refused) => expect(figureOf(wrong)).toMatchObject({ refused }));

describe('a questionnaire per centre', () => {
  const centre = { centre: 'Oost', invited: 100, filledIn: 40, mean: 7.5, standardDeviation: 1.2 };

  test('has the mean with limits, and the response with limits', () => {
    const half = (2.0226909 * 1.2) / Math.sqrt(40);
    expect(centreFigures([centre])).toEqual([
      {
        centre: 'Oost',
        filledIn: 40,
        mean: 7.5,
        limits: { low: expect.closeTo(7.5 - half, 5), high: expect.closeTo(7.5 + half, 5) },
        response: 0.4,
        responseLimits: { low: expect.closeTo(0.3094, 4), high: expect.closeTo(0.498, 4) },
      },
    ]);
  });

  test.each([
    ['nine lists', { filledIn: 9 }, 'lists_must_be_ten_or_more'],
    ['more lists than were handed out', { filledIn: 101 }, 'filled_in_exceeds_invited'],
    ['a negative spread', { standardDeviation: -1 }, 'spread_must_not_be_negative'],
  ])('%s: not shown', (_, change, refused) =>
    expect(centreFigures([{ ...centre, ...change }])).toEqual([
      { centre: 'Oost', refused, message: expect.stringMatching(/\.$/) },
    ]),
  );
});
