import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import type { PrintedLine, SettledResult } from '../../../domain/settlement/result.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import { centsIn, type SettledCase, settledCases, settledResult, total } from './settled-cases.ts';

/** A calculator of 30 digits, which knows nothing of fractions. */
const Calculator = Decimal.clone({ precision: 30, rounding: Decimal.ROUND_HALF_UP });
type Figure = InstanceType<typeof Calculator>;

const CENT = new Calculator('0.01');
const ZERO = new Calculator(0);

/** What is printed for a line, in decimals. */
const shownOf = ({ value, shown }: PrintedLine): Figure => new Calculator(shown ?? value);

const added = (figures: readonly Figure[]): Figure => figures.reduce((all, each) => all.plus(each), ZERO);

/** Whole cents by quotas in euro: floors first, the cents that are left to the largest parts (method N5). */
const dividedBy = (quotas: readonly Figure[], whole: Figure): Figure[] => {
  const floors = quotas.map((quota) => quota.times(100).floor().div(100));
  const left = whole.minus(added(floors)).times(100).toNumber();
  const ranked = quotas
    .map((quota, place) => ({ place, part: quota.minus(floors[place] ?? ZERO) }))
    .sort((a, b) => b.part.comparedTo(a.part) || a.place - b.place);
  const favoured = new Set(ranked.slice(0, left).map(({ place }) => place));
  return floors.map((floor, place) => (favoured.has(place) ? floor.plus(CENT) : floor));
};

const splitBy = (weights: readonly Figure[], whole: Figure): Figure[] => {
  if (whole.isZero()) return weights.map(() => ZERO);
  const sum = added(weights);
  return dividedBy(
    weights.map((weight) => whole.times(weight).div(sum)),
    whole,
  );
};

const [first, rest] = [(from: readonly Figure[]) => from[0] ?? ZERO, (from: readonly Figure[]) => from.slice(1)];

/** What a controller does for each way of making a line that can come to whole cents. */
const BY_HAND: Readonly<Record<string, (from: readonly Figure[], place: number) => Figure>> = {
  sum: added,
  difference: (from) => first(from).minus(added(rest(from))),
  product: (from) => from.reduce((all, each) => all.times(each)),
  quotient: (from) => first(from).div(rest(from)[0] ?? ZERO),
  smaller: (from) => Calculator.min(...from),
  larger: (from) => Calculator.max(...from),
  rounded: first,
  split: (from, place) => splitBy(rest(from), first(from))[place] ?? ZERO,
  splitQuotas: (from, place) => dividedBy(rest(from), first(from))[place] ?? ZERO,
};

const isCents = ({ unit, value, how }: PrintedLine): boolean =>
  unit === 'euro' && /^-?\d+\.\d\d$/.test(value) && how !== 'given';

/** The lines in whole cents that the calculator misses by more than a cent, as readable text. */
const missed = ({ worksheet: { lines } }: SettledResult): string[] =>
  lines.filter(isCents).flatMap((line) => {
    const from = line.from.map((number) => lines[number - 1]).filter((each) => each !== undefined);
    const byHand = (BY_HAND[line.how] ?? (() => ZERO))(from.map(shownOf), line.place ?? 0);
    const gap = byHand.minus(line.value).abs();
    return gap.lte(CENT) ? [] : [`line ${line.number} ${line.code}: printed ${line.value}, by hand ${byHand}`];
  });

const workedResults = WORKED_CASES.map((worked) => [worked.title, settledResult(caseFileOf(worked))] as const);
const settled = settledCases(2000, 120);

/** The places of a test's cases where something does not add up. */
const failing = (holds: (result: SettledResult) => boolean): string[] => [
  ...workedResults.filter(([, result]) => !holds(result)).map(([title]) => title),
  ...settled.filter(({ result }: SettledCase) => !holds(result)).map(({ seed }) => `seed ${seed}`),
];

describe('a calculator and the printed decimals are enough', () => {
  test.each(workedResults)('to recompute every cent line of %s within a cent', (_, result) => {
    expect(result.worksheet.lines.filter(isCents).length).toBeGreaterThan(50);
    expect(missed(result)).toEqual([]);
  });

  test('to recompute every cent line of random settlements within a cent', () => {
    expect(settled.flatMap(({ seed, result }) => missed(result).map((line) => `seed ${seed} ${line}`))).toEqual([]);
  });

  test('and it notices a line that is two cents off', () => {
    const [, result] = workedResults[0] ?? [];
    if (result === undefined) throw new Error('There is no worked case.');
    const pool = result.worksheet.fields['pool'] ?? 0;
    const lines = result.worksheet.lines.map((line) => (line.number === pool ? { ...line, value: '58200.02' } : line));
    expect(missed({ ...result, worksheet: { ...result.worksheet, lines } })[0]).toMatch(
      /^line \d+ pool: printed 58200.02/,
    );
  });
});

const column = (result: SettledResult, name: keyof SettledResult['parties'][string]): bigint =>
  total(Object.values(result.parties).map((party) => centsIn(party[name])));

const isShared = ({ status }: SettledResult): boolean => status === 'gain' || status === 'loss';

describe('printed cents add up exactly, down every column', () => {
  test('streams: expected, difference', () => {
    const sumOf = (result: SettledResult, name: 'expected' | 'delta') =>
      total(Object.values(result.streams).map((stream) => centsIn(stream[name])));
    expect(failing((result) => sumOf(result, 'expected') === centsIn(result.expectedTotal))).toEqual([]);
    expect(failing((result) => sumOf(result, 'delta') === centsIn(result.result))).toEqual([]);
  });

  test.each([
    ['pocketResult', 'result'],
    ['share', 'pool'],
    ['ownPosition', 'result'],
  ] as const)('the parties’ %s sum to %s', (name, sum) => {
    const holds = (result: SettledResult) =>
      (name !== 'pocketResult' && !isShared(result)) || column(result, name) === centsIn(result[sum]);
    expect(failing(holds)).toEqual([]);
  });

  test.each(['transfer', 'capEffect', 'balanceBeforeCaps'] as const)('the parties’ %s sum to nothing', (name) => {
    expect(failing((result) => column(result, name) === 0n)).toEqual([]);
  });

  test('what was shared is earned or forfeited, and what was charged is repaid', () => {
    const holds = (result: SettledResult) =>
      !isShared(result) ||
      (column(result, 'earned') + column(result, 'returned') === centsIn(result.pool) &&
        column(result, 'charge') === column(result, 'investmentRepaid') + column(result, 'carryInRepaid') &&
        column(result, 'retained') === centsIn(result.netShareable) - centsIn(result.pool));
    expect(failing(holds)).toEqual([]);
  });
});

/** Whether a sum of amounts holds for every party of a result. */
const everyParty = (holds: (party: Readonly<Record<string, bigint>>) => boolean) => (result: SettledResult) =>
  Object.values(result.parties).every((party) =>
    holds(Object.fromEntries(Object.entries(party).map(([name, amount]) => [name, centsIn(amount)]))),
  );

describe('printed cents add up exactly, along every row', () => {
  test('a stream: expected less actual is the difference', () => {
    const holds = (result: SettledResult) =>
      Object.values(result.streams).every((row) => centsIn(row.expected) - centsIn(row.actual) === centsIn(row.delta));
    expect(failing(holds)).toEqual([]);
  });

  test.each<[string, (party: Readonly<Record<string, bigint>>) => boolean]>([
    [
      'pocket less investment is where it fell',
      (p) => p['whereItFell'] === amount(p, 'pocketResult') - amount(p, 'invested'),
    ],
    [
      'the position after sharing is the sum of its parts',
      (p) =>
        p['earned'] === undefined ||
        p['targetPosition'] ===
          total(
            ['investmentRepaid', 'carryInRepaid', 'earned', 'retained', 'returned'].map((name) => amount(p, name)),
          ) -
            amount(p, 'invested'),
    ],
    [
      'position less where it fell is the balance',
      (p) => p['balanceBeforeCaps'] === amount(p, 'targetPosition') - amount(p, 'whereItFell'),
    ],
    [
      'balance and effect of the caps are the transfer',
      (p) => p['transfer'] === amount(p, 'balanceBeforeCaps') + amount(p, 'capEffect'),
    ],
    [
      'where it fell and the transfer are the end',
      (p) => p['finalPosition'] === amount(p, 'whereItFell') + amount(p, 'transfer'),
    ],
  ])('a party: %s', (_, holds) => expect(failing(everyParty(holds))).toEqual([]));
});

const amount = (party: Readonly<Record<string, bigint>>, name: string): bigint => {
  const cents = party[name];
  if (cents === undefined) throw new Error(`A party has no ${name}.`);
  return cents;
};
