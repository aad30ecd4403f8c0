import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../domain/record/canonical.ts';
import type { PartyResult, PrintedLine, Result, SettledResult } from '../../../domain/settlement/result.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { type CapJson, type CaseJson, type CostJson, ownValue } from '../../reference/case-json.ts';
import {
  dividedBy,
  type Fraction,
  fraction,
  minus,
  plus,
  readNumber,
  rounded,
  sum,
  times,
  whole,
} from '../../reference/fraction.ts';
import { decimalText } from '../../reference/random.ts';
import { randomCase } from '../../reference/random-case.ts';
import { centsIn, settledCases, settledResult, total } from './settled-cases.ts';

/**
 * The invariants of the method (section 6) that hold within one settlement. 15 and 16 are about restatements and
 * advances; 4 and 5 are in order.test.ts.
 */

const settled = settledCases(10_000, 250);

const column = ({ parties }: SettledResult, name: keyof PartyResult): bigint[] =>
  Object.values(parties).map((party) => centsIn(party[name]));

/** The seeds of the settled random cases for which something does not hold. */
const failing = (holds: (result: SettledResult, file: CaseJson) => boolean): number[] =>
  settled.filter(({ result, file }) => !holds(result, file)).map(({ seed }) => seed);

const isShared = ({ status }: SettledResult): boolean => status === 'gain' || status === 'loss';

/** A case with its costs changed row by row. */
const withCosts = (file: CaseJson, change: (row: CostJson) => CostJson): CaseJson => ({
  ...file,
  costs: file.costs.map(change),
});

const timesAmount = (amount: string, factor: bigint): string => {
  const { numerator, denominator } = times(readNumber(amount), whole(100n * factor));
  if (denominator !== 1n) throw new Error(`${amount} is not in whole cents`);
  return decimalText(numerator, 2);
};

/** The costs of a case times a whole number: all rates are then multiplied by it. */
const scaled = (file: CaseJson, factor: bigint): CaseJson =>
  withCosts(file, (row) => ({
    ...row,
    amount: timesAmount(row.amount, factor),
    ...(row.excess === undefined ? {} : { excess: timesAmount(row.excess, factor) }),
  }));

const lineValue = (lines: readonly PrintedLine[], code: string, stream: string): Fraction => {
  const found = lines.filter((line) => line.code === code && line.of.stream === stream && line.of.other === undefined);
  const value = found.at(-1)?.value;
  if (value === undefined) throw new Error(`There is no ${code} of ${stream}.`);
  return readNumber(value);
};

const valuesOf = ({ streams, worksheet }: SettledResult, code: string): Fraction[] =>
  Object.keys(streams).map((stream) => lineValue(worksheet.lines, code, stream));

describe('what sums to what', () => {
  test('1. transfers sum to zero in every version', () => {
    expect(failing((result) => total(column(result, 'transfer')) === 0n)).toEqual([]);
  });

  test('2. shares sum to the pool', () => {
    const holds = (result: SettledResult) =>
      !isShared(result) || total(column(result, 'share')) === centsIn(result.pool);
    expect(failing(holds)).toEqual([]);
  });

  test('3. Σ T = G − ΣV = Σ F', () => {
    const holds = (result: SettledResult) => {
      const left = centsIn(result.result) - total(column(result, 'invested'));
      return total(column(result, 'targetPosition')) === left && total(column(result, 'whereItFell')) === left;
    };
    expect(failing(holds)).toEqual([]);
  });
});

describe('what follows the costs', () => {
  test('6. all rates × c ⇒ every expected cost × c, before R1', () => {
    for (const { seed, file, result } of settled.slice(0, 80)) {
      const larger = settledResult(scaled(file, 7n));
      const expected = valuesOf(result, 'expectedExact').map((value) => times(value, whole(7n)));
      expect(valuesOf(larger, 'expectedExact'), `seed ${seed}`).toEqual(expected);
    }
  });

  test('7. splitting a stratum in two identical halves changes nothing', () => {
    for (let seed = 20_000; seed < 20_120; seed += 1) {
      // Twice the costs and months, so that every half is in whole cents and four decimals.
      const file = doubled(randomCase(seed));
      const band = file.memberMonths.find(({ ageBand }) => ageBand != null)?.ageBand;
      if (band == null) continue;
      expect(outcome(settleCase(halved(file, band))), `seed ${seed}`).toEqual(outcome(settleCase(file)));
    }
  });

  test.each(['ratio', 'ratioPerStratum', 'amount'] as const)(
    '8. equal growth in both cohorts and equal levels ⇒ Δ = 0, under %s',
    (form) => {
      let answered = 0;
      for (let seed = 30_000; seed < 30_120; seed += 1) {
        const result = settleCase(alike(randomCase(seed), form));
        if (!('worksheet' in result)) continue;
        answered += 1;
        const deltas = Object.values(result.streams).map(({ delta }) => delta);
        expect(new Set(deltas), `seed ${seed}`).toEqual(new Set(['0.00']));
      }
      expect(answered).toBeGreaterThan(60);
    },
  );

  test('9. under amount, Δ = −M·(difference-in-differences) before rounding', () => {
    fc.assert(
      fc.property(twoByTwo, (cells) => {
        const { lines } = settledResult(caseOfCells(cells)).worksheet;
        const delta = minus(lineValue(lines, 'expectedExact', 'Zvw'), lineValue(lines, 'actualExact', 'Zvw'));
        expect(delta).toEqual(minus(whole(0n), times(monthsNow(cells), differenceInDifferences(cells))));
      }),
      { numRuns: 150, seed: 9 },
    );
  });

  test('11. one more cent of cost of I in T of a settled stream, at f = 1 and without excess, lowers G by one cent', () => {
    for (const { seed, file, result } of settled.slice(0, 120)) {
      const more = settleCase({ ...file, costs: [...file.costs, oneMoreCent(file)] });
      const { result: after } = 'worksheet' in more ? more : { result: undefined };
      expect(centsIn(after), `seed ${seed}`).toBe(centsIn(result.result) - 1n);
    }
  });

  test('19. all f = 1 ⇒ completed = paid', () => {
    for (const { seed, file: told } of settled.slice(0, 120)) {
      const file = withCosts(told, (row) => ({ ...row, completionFactor: '1' }));
      const result = settleCase(file);
      if (!('worksheet' in result)) continue;
      expect(result.worksheet.lines.filter(({ code }) => code === 'completedRow')).toEqual([]);
      for (const [stream, { actual }] of Object.entries(result.streams))
        expect(readNumber(actual), `seed ${seed} ${stream}`).toEqual(paid(file, stream));
    }
  });
});

describe('what the terms promise', () => {
  test('10. mirrored deltas under mirrored terms ⇒ mirrored transfers (without investments, claims and quality)', () => {
    let moved = 0;
    fc.assert(
      fc.property(plainTerms, (terms) => {
        const [result, mirror] = [settledResult(caseOfTerms(terms)), settledResult(caseOfTerms(mirrored(terms)))];
        moved += result.payments.length;
        expect(mirror.result).toBe(decimalText(-centsIn(result.result), 2));
        for (const name of ['transfer', 'balanceBeforeCaps', 'retained', 'share'] as const)
          if (name === 'transfer' || isShared(result))
            expect(column(mirror, name)).toEqual(column(result, name).map((cents) => -cents));
      }),
      { numRuns: 250, seed: 10 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  test('12. inside the corridor nothing moves', () => {
    const holds = (result: SettledResult) =>
      result.status !== 'neutral' ||
      (column(result, 'transfer').every((cents) => cents === 0n) &&
        result.payments.length === 0 &&
        String(column(result, 'finalPosition')) === String(column(result, 'whereItFell')));
    expect(settled.filter(({ result }) => result.status === 'neutral').length).toBeGreaterThan(20);
    expect(failing(holds)).toEqual([]);
  });

  test('13. caps hold', () => {
    const capped = settled.filter(({ file }) => file.agreement.caps !== undefined);
    expect(capped.length).toBeGreaterThan(40);
    expect(failing((result, file) => Object.keys(result.parties).every((id) => isCapped(result, file, id)))).toEqual(
      [],
    );
  });

  test('14. harmless, in a gain and without caps: nobody ends below zero but for investment not repaid', () => {
    const gains: string[] = [];
    for (const { seed, file, result } of settledCases(50_000, 250)) {
      const { caps: _, ...agreement } = file.agreement;
      if (result.status !== 'gain') continue;
      const harmless = settledResult({ ...file, agreement: { ...agreement, streamRule: 'harmless' } });
      for (const [id, party] of Object.entries(harmless.parties)) {
        const unpaid = centsIn(party.invested) - centsIn(party.investmentRepaid);
        expect(centsIn(party.finalPosition) + unpaid >= 0n, `seed ${seed} ${id}`).toBe(true);
        gains.push(id);
      }
    }
    expect(gains.length).toBeGreaterThan(100);
  });

  test('17. payments: all positive, at most parties − 1, margins equal balances', () => {
    const holds = ({ parties, payments }: SettledResult) =>
      payments.length <= Object.keys(parties).length - 1 &&
      payments.every(({ amount }) => centsIn(amount) > 0n) &&
      Object.entries(parties).every(([id, { transfer }]) => {
        const received = total(payments.filter(({ to }) => to === id).map(({ amount }) => centsIn(amount)));
        const paidOut = total(payments.filter(({ from }) => from === id).map(({ amount }) => centsIn(amount)));
        return received - paidOut === centsIn(transfer) && (received === 0n || paidOut === 0n);
      });
    expect(failing(holds)).toEqual([]);
  });

  test('18. shadow and binding differ in payment orders only', () => {
    for (const { seed, file } of settled.slice(0, 80)) {
      const inMode = (mode: 'shadow' | 'binding') => {
        const { mode: printed, ...rest } = settledResult({ ...file, agreement: { ...file.agreement, mode } });
        expect(printed).toBe(mode);
        return canonicalText(rest);
      };
      expect(inMode('binding') === inMode('shadow'), `seed ${seed}`).toBe(true);
    }
  });

  test('20. under keep, nothing pooled, invested or carried in ⇒ no transfers', () => {
    let shared = 0;
    for (const { seed, file } of settled.slice(0, 120)) {
      const { gainBands: _gain, lossBands: _loss, ...sharing } = file.agreement.sharing;
      const agreement = {
        ...file.agreement,
        streamRule: 'keep',
        sharing: { ...sharing, gainRate: '0', lossRate: '0' },
      };
      const result = settledResult({ ...file, agreement, investments: {}, carryIn: {} });
      shared += isShared(result) ? 1 : 0;
      expect(result.payments, `seed ${seed}`).toEqual([]);
      expect(
        column(result, 'transfer').every((cents) => cents === 0n),
        `seed ${seed}`,
      ).toBe(true);
    }
    expect(shared).toBeGreaterThan(40);
  });
});

/** Invariant 7: what may not change when a stratum is told in two halves; only its name and its rows do. */
const outcome = (result: Result): unknown => {
  if (!('worksheet' in result)) return 'refusal' in result ? result.refusal : { ...result, leftOut: null };
  return { ...result, worksheet: null, leftOut: null };
};

const doubled = (file: CaseJson): CaseJson => ({
  ...scaled(file, 2n),
  memberMonths: file.memberMonths.map((row) => {
    const { numerator } = times(readNumber(row.months), whole(20_000n));
    return { ...row, months: decimalText(numerator, 4) };
  }),
});

/** Every row of an age band as two rows of half of it, in two bands. */
const halved = (file: CaseJson, band: string): CaseJson => {
  const twice = <T extends { ageBand?: string | null }>(rows: readonly T[], half: (row: T) => T): T[] =>
    rows.flatMap((row) =>
      row.ageBand === band ? [half(row), { ...half(row), ageBand: `${band}, second half` }] : [row],
    );
  const halfOf = (text: string, decimals: number): string =>
    decimalText(times(readNumber(text), fraction(10n ** BigInt(decimals), 2n)).numerator, decimals);
  return {
    ...file,
    memberMonths: twice(file.memberMonths, (row) => ({ ...row, months: halfOf(row.months, 4) })),
    costs: twice(file.costs, (row) => ({
      ...row,
      amount: halfOf(row.amount, 2),
      ...(row.excess === undefined ? {} : { excess: halfOf(row.excess, 2) }),
    })),
  };
};

/** Invariant 8: the reference population is the image of the intervention population, under one trend form. */
const alike = (file: CaseJson, form: 'ratio' | 'ratioPerStratum' | 'amount'): CaseJson => {
  const both = <T extends { cohort: string }>(rows: readonly T[]): T[] => {
    const own = rows.filter(({ cohort }) => cohort === 'intervention');
    return [...own, ...own.map((row) => ({ ...row, cohort: 'reference' }))];
  };
  const agreement = { ...file.agreement, trend: { form } };
  return { ...file, agreement, memberMonths: both(file.memberMonths), costs: both(file.costs) };
};

/** Invariant 9: months and cents of two strata, for each cohort in a baseline period and in the performance period. */
type Cells = readonly { readonly months: bigint; readonly cents: bigint }[];

const cell = fc.record({ months: fc.bigInt(1n, 9_999n), cents: fc.bigInt(0n, 99_999_999n) });
/** In the order of `PLACES`, two strata each; dear enough at the start for the expected cost to be positive. */
const twoByTwo = fc
  .array(cell, { minLength: 8, maxLength: 8 })
  .map((cells) => cells.map(({ months, cents }, place) => ({ months, cents: place < 2 ? cents + 10n ** 15n : cents })));
const PLACES = [
  ['intervention', '2024'],
  ['intervention', '2025'],
  ['reference', '2024'],
  ['reference', '2025'],
] as const;

const caseOfCells = (cells: Cells): CaseJson => {
  const rows = cells.flatMap(({ months, cents }, place) => {
    const [cohort, period] = PLACES[Math.floor(place / 2)] ?? PLACES[0];
    return [{ cohort, period, ageBand: place % 2 === 0 ? '18-64' : '65+', months: `${months}`, cents }];
  });
  return {
    case: 1,
    agreement: {
      parties: [{ id: 'INS', role: 'insurer' }],
      streams: { Zvw: { grain: 'age', pockets: { INS: '1' } } },
      baseline: [{ period: '2024', weight: '1' }],
      performance: '2025',
      trend: { form: 'amount' },
      corridor: { minimumSavingsRate: '0', minimumLossRate: '0' },
      sharing: { gainRate: '0', lossRate: '0', gainShares: { INS: '1' }, lossShares: { INS: '1' } },
    },
    memberMonths: rows.map(({ cents: _, ...row }) => row),
    costs: rows.map(({ months: _, cents, ...row }) => ({ stream: 'Zvw', ...row, amount: decimalText(cents, 2) })),
  };
};

const cellAt = (cells: Cells, place: number): Cells[number] => cells[place] ?? { months: 1n, cents: 0n };
const monthsNow = (cells: Cells): Fraction => whole(cellAt(cells, 2).months + cellAt(cells, 3).months);

/** The mean cost per month of a cohort and period, at the mix of the pilot in the performance period. */
const standardised = (cells: Cells, start: number): Fraction => {
  const parts = [0, 1].map((stratum) => {
    const { months, cents } = cellAt(cells, start + stratum);
    return times(whole(cellAt(cells, 2 + stratum).months), fraction(cents, 100n * months));
  });
  return dividedBy(sum(parts), monthsNow(cells));
};

const differenceInDifferences = (cells: Cells): Fraction =>
  minus(minus(standardised(cells, 2), standardised(cells, 0)), minus(standardised(cells, 6), standardised(cells, 4)));

/** Invariant 10: terms without investments, claims and quality, over streams whose difference is given. */
interface PlainTerms {
  readonly deltas: readonly bigint[];
  readonly pockets: readonly (readonly bigint[])[];
  readonly streamRule: 'keep' | 'harmless';
  readonly form: 'deadband' | 'deductible';
  readonly gain: Side;
  readonly loss: Side;
  readonly pay: readonly (bigint | null)[];
  readonly receive: readonly (bigint | null)[];
}

interface Side {
  readonly threshold: string;
  readonly rate: string;
  readonly shares: readonly bigint[];
}

const PARTIES = ['INS', 'MUN', 'CARE', 'FUND'];
const weights = fc
  .array(fc.bigInt(0n, 7n), { minLength: PARTIES.length, maxLength: PARTIES.length })
  .filter((list) => total(list) > 0n);
const side = fc.record({
  threshold: fc.constantFrom('0', '0.005', '1/50'),
  rate: fc.constantFrom('0', '1/3', '0.5', '2/37', '1'),
  shares: weights,
});
const caps = fc.array(fc.option(fc.bigInt(0n, 30_000n)), { minLength: PARTIES.length, maxLength: PARTIES.length });
const plainTerms: fc.Arbitrary<PlainTerms> = fc.record({
  deltas: fc.array(fc.bigInt(-40_000n, 40_000n), { minLength: 1, maxLength: 3 }),
  pockets: fc.array(weights, { minLength: 3, maxLength: 3 }),
  streamRule: fc.constantFrom('keep', 'harmless'),
  form: fc.constantFrom('deadband', 'deductible'),
  gain: side,
  loss: side,
  pay: caps,
  receive: caps,
});

const mirrored = (terms: PlainTerms): PlainTerms => ({
  ...terms,
  deltas: terms.deltas.map((delta) => -delta),
  gain: terms.loss,
  loss: terms.gain,
  pay: terms.receive,
  receive: terms.pay,
});

const byParty = (list: readonly bigint[]): Record<string, string> =>
  Object.fromEntries(PARTIES.map((id, place) => [id, `${list[place] ?? 0n}/${total(list)}`]));

const capsOf = (list: readonly (bigint | null)[]): Record<string, CapJson> =>
  Object.fromEntries(
    PARTIES.flatMap((id, place) => (list[place] == null ? [] : [[id, decimalText(list[place] ?? 0n, 2)]])),
  );

/** Each stream is expected to cost a thousand euro and cost that less the difference. */
const caseOfTerms = (terms: PlainTerms): unknown => {
  const names = terms.deltas.map((_, place) => `S${place}`);
  const row = { cohort: 'intervention', ageBand: null };
  return {
    case: 1,
    agreement: {
      parties: PARTIES.map((id) => ({ id, role: 'other' })),
      streams: Object.fromEntries(
        names.map((name, place) => [name, { grain: 'total', pockets: byParty(terms.pockets[place] ?? []) }]),
      ),
      baseline: [{ period: '2024', weight: '1' }],
      performance: '2025',
      trend: { form: 'fixed', index: Object.fromEntries(names.map((name) => [name, { '2024': '1' }])) },
      corridor: {
        minimumSavingsRate: terms.gain.threshold,
        minimumLossRate: terms.loss.threshold,
        form: terms.form,
      },
      streamRule: terms.streamRule,
      sharing: {
        ...{ gainRate: terms.gain.rate, lossRate: terms.loss.rate },
        ...{ gainShares: byParty(terms.gain.shares), lossShares: byParty(terms.loss.shares) },
      },
      caps: { pay: capsOf(terms.pay), receive: capsOf(terms.receive) },
    },
    memberMonths: ['2024', '2025'].map((period) => ({ ...row, period, months: '12' })),
    costs: names.flatMap((stream, place) => [
      { ...row, stream, period: '2024', amount: '1000.00' },
      { ...row, stream, period: '2025', amount: decimalText(100_000n - (terms.deltas[place] ?? 0n), 2) },
    ]),
  };
};

/** Invariant 11: a row of one cent in a cell of the pilot that has member-months. */
const oneMoreCent = (file: CaseJson): CostJson => {
  const period = file.agreement.performance;
  const inPilot = file.costs.find(
    (row) => row.cohort === 'intervention' && ownValue(file.agreement.streams, row.stream),
  );
  const lived = file.memberMonths.find(
    (row) => row.cohort === 'intervention' && isWithin(period, row.period) && /[1-9]/.test(row.months),
  );
  if (inPilot === undefined || lived === undefined) throw new Error('Nobody lived in the pilot.');
  const { sex = null, ageBand = null } = lived;
  return { stream: inPilot.stream, cohort: 'intervention', period, sex, ageBand, amount: '0.01' };
};

const quartersOf = (period: string): readonly [year: string, first: number, last: number] => {
  const [, year = '', first = '1', last] = /^(\d{4})(?:-K(\d)(?:\.\.K(\d))?)?$/.exec(period) ?? [];
  return [year, Number(first), Number(last ?? (period.includes('K') ? first : 4))];
};

const isWithin = (outer: string, inner: string): boolean => {
  const [[year, first, last], [innerYear, innerFirst, innerLast]] = [quartersOf(outer), quartersOf(inner)];
  return year === innerYear && first <= innerFirst && innerLast <= last;
};

/** Invariant 19: what was paid in the performance period, less what lies above the cap per person. */
const paid = (file: CaseJson, stream: string): Fraction =>
  file.costs
    .filter((row) => row.stream === stream && row.cohort === 'intervention')
    .filter((row) => isWithin(file.agreement.performance, row.period))
    .reduce((all, row) => plus(all, minus(readNumber(row.amount), readNumber(row.excess ?? '0'))), whole(0n));

/** Invariant 13: whether a transfer stays within the caps of a party, in whole cents. */
const isCapped = (result: SettledResult, { agreement }: CaseJson, id: string): boolean => {
  const transfer = centsIn(result.parties[id]?.transfer);
  const limit = (cap: CapJson | undefined): bigint | null => {
    if (cap === undefined) return null;
    if (typeof cap === 'string') return centsIn(decimalText(times(readNumber(cap), whole(100n)).numerator, 2));
    return rounded(times(readNumber(cap.ofExpected), whole(centsIn(result.expectedTotal))));
  };
  const [pay, receive] = [limit(ownValue(agreement.caps?.pay, id)), limit(ownValue(agreement.caps?.receive, id))];
  return (pay === null || -transfer <= pay) && (receive === null || transfer <= receive);
};
