import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import {
  agreedCarryIn,
  balanceOf,
  carryInFor,
  EMPTY_LEDGER,
  type Ledger,
  type LedgerStatement,
  ledgerOf,
  post,
} from '../../../domain/record/ledger.ts';
import { claimsCsv, postingsCsv } from '../../../domain/record/ledger-csv.ts';
import { interimDue } from '../../../domain/settlement/advance.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import { caseFileOf, WORKED_CASES } from '../../cases/worked-cases.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { randomFrom } from '../../reference/random.ts';
import { cents, randomVersions, total } from '../settlement/random-versions.ts';
import { unfoundedLines } from '../settlement/version-lines.ts';
import { periodOf, sealed } from './ledger-statements.ts';

const worked = (start: string): CaseJson => {
  const found = WORKED_CASES.find(({ title }) => title.startsWith(start));
  if (found === undefined) throw new Error(`There is no worked case ${start}.`);
  return caseFileOf(found) as unknown as CaseJson;
};

const ledger = (...statements: readonly LedgerStatement[]): Ledger => {
  const answer = ledgerOf(statements);
  if ('refusal' in answer) throw new Error(`${answer.refusal}: ${JSON.stringify(answer.detail)}`);
  return answer;
};

const standing = (of: Ledger, parties = ['INS', 'MUN', 'CARE'], performance = '2025') =>
  Object.fromEntries(parties.map((party) => [party, balanceOf(of, { party, performance })]));

const firstHalf = sealed(worked('B.1'), {
  statement: 'K2',
  kind: 'interim',
  period: periodOf('2025-K1..K2'),
  advances: '1/2',
});
const final = sealed(worked('B.2'), { statement: 'eind' });
const restated = sealed(worked('B.3'), { statement: 'herzien', kind: 'restatement' });

describe('a ledger', () => {
  const all = ledger(firstHalf, final, restated);

  test('books an advance, what is due at the end, and the correction of a restatement', () =>
    expect(all.events.map(({ movement }) => movement.due)).toEqual([
      { INS: '-127500.00', MUN: '97500.00', CARE: '30000.00' },
      { INS: '-22500.00', MUN: '15000.00', CARE: '7500.00' },
      { INS: '-60000.00', MUN: '60000.00', CARE: '0.00' },
    ]));

  test('stands at what the last statement says', () =>
    expect(standing(all)).toEqual({ INS: '-210000.00', MUN: '172500.00', CARE: '37500.00' }));

  test('books each payment once, on the account of who receives and of who pays, numbered through', () =>
    expect(all.events.at(-1)?.postings).toEqual([
      {
        number: 5,
        debit: { party: 'MUN', performance: '2025' },
        credit: { party: 'INS', performance: '2025' },
        amount: '60000.00',
      },
    ]));

  test.each([
    ['twice', [final, final], 'statement_is_posted_already'],
    ['as an advance after the final one', [final, firstHalf], 'later_statement_covers_this'],
    ['without amounts', [sealed(worked('B.1'), { statement: 'x', result: settleCase({}) })], 'version_is_not_settled'],
    [
      'with claims that nobody has',
      [sealed({ ...worked('B.1'), carryIn: { MUN: '5.00' } }, { statement: 'x' })],
      'carry_in_must_be_the_ledgers',
    ],
  ])('takes no statement %s', (_, statements, refusal) => expect(ledgerOf(statements)).toMatchObject({ refusal }));
});

describe('claims', () => {
  const neutral = sealed(worked('B.4'), { statement: 'neutraal' });
  const afterNeutral = ledger(neutral);
  const next = (of: Partial<LedgerStatement> = {}, carryIn: Readonly<Record<string, string>> = {}) =>
    sealed({ ...worked('B.1'), carryIn }, { statement: 'volgend', performance: periodOf('2026'), ...of });

  test('are what a neutral year leaves of the investments, and the next case begins with them', () => {
    expect(carryInFor(afterNeutral, periodOf('2026'))).toEqual({ MUN: '30000.00', CARE: '15000.00' });
    expect(carryInFor(afterNeutral, periodOf('2025'))).toEqual({});
    expect(afterNeutral.events[0]?.claims[0]).toMatchObject({
      claim: { party: 'MUN', reason: 'investments', period: '2025', origin: 'neutraal', expires: null },
      what: 'arises',
      amount: '30000.00',
    });
  });

  test('are never typed: a case with other amounts is refused, and one that agreed on the same is not', () => {
    const carried = { MUN: '30000.00', CARE: '15000.00' };
    expect(agreedCarryIn(afterNeutral, periodOf('2026'), undefined)).toEqual({ carryIn: carried });
    expect(agreedCarryIn(afterNeutral, periodOf('2026'), { MUN: '30000', CARE: '15000.00', INS: '0' })).toEqual({
      carryIn: carried,
    });
    expect(agreedCarryIn(afterNeutral, periodOf('2026'), { MUN: '30000.00' })).toEqual({
      refusal: 'carry_in_must_be_the_ledgers',
      detail: { given: { MUN: '30000.00' }, ledger: carried },
    });
    expect(post(afterNeutral, next())).toMatchObject({ refusal: 'carry_in_must_be_the_ledgers' });
  });

  test('are repaid in a gain, and then nobody has any', () => {
    const all = ledger(neutral, next({}, { MUN: '30000.00', CARE: '15000.00' }));
    expect(all.events[1]?.claims.map(({ claim, what, amount }) => [claim.party, claim.period, what, amount])).toEqual([
      ['MUN', '2025', 'repaid', '30000.00'],
      ['CARE', '2025', 'repaid', '15000.00'],
    ]);
    expect(carryInFor(all, periodOf('2027'))).toEqual({});
  });

  test('are repaid oldest first', () => {
    const second = sealed(
      { ...worked('B.4'), carryIn: { MUN: '30000.00', CARE: '15000.00' } },
      { statement: 'tweede', performance: periodOf('2026') },
    );
    const result = settleCase({
      ...worked('B.1'),
      carryIn: { MUN: '60000.00', CARE: '30000.00' },
      investments: { MUN: '120000.00' },
    });
    const third = sealed(worked('B.1'), {
      statement: 'derde',
      performance: periodOf('2027'),
      carryIn: { MUN: '60000.00', CARE: '30000.00' },
      result,
    });
    const { events } = ledger(neutral, second, third);
    // A gain of 180,000.01 repays 120,000.00 of investments and then 60,000.01 of 90,000.00 claims, in proportion.
    expect(events[2]?.claims.map(({ claim, what, amount }) => [claim.party, claim.period, what, amount])).toEqual([
      ['MUN', '2025', 'repaid', '30000.00'],
      ['MUN', '2026', 'repaid', '10000.01'],
      ['CARE', '2025', 'repaid', '15000.00'],
      ['CARE', '2026', 'repaid', '5000.00'],
    ]);
    expect(carryInFor({ events }, periodOf('2028'))).toEqual({ MUN: '19999.99', CARE: '10000.00' });
  });

  test('lapse on the last day of the agreed term', () => {
    const carrying = { ...neutral.carrying, expireAfterYears: 2 };
    const expiring = ledger({ ...neutral, carrying });
    expect(expiring.events[0]?.claims[0]?.claim.expires).toBe('2027-12-31');
    const byYear = ['2026', '2027', '2028'].map((year) => Object.keys(carryInFor(expiring, periodOf(year))));
    expect(byYear).toEqual([['MUN', 'CARE'], ['MUN', 'CARE'], []]);
  });

  test('lapse at the end of a year whose agreement carries nothing on', () => {
    const carried = { MUN: '30000.00', CARE: '15000.00' };
    const { agreement } = worked('B.4');
    const carryForward = { investments: false, caps: false };
    const ended = sealed(
      { ...worked('B.4'), agreement: { ...agreement, carryForward }, carryIn: carried },
      { statement: 'einde', performance: periodOf('2026') },
    );
    const all = ledger(neutral, ended);
    expect(all.events[1]?.claims.map(({ claim, what, amount }) => [claim.party, what, amount])).toEqual([
      ['MUN', 'lapsed', '30000.00'],
      ['CARE', 'lapsed', '15000.00'],
    ]);
    expect(carryInFor(all, periodOf('2027'))).toEqual({});
  });

  test('come from a cap as well, where the agreement carries that', () => {
    const file = worked('C');
    const carryForward = { investments: true, caps: true };
    const open = ledger(sealed({ ...file, agreement: { ...file.agreement, carryForward } }, { statement: 'verlies' }));
    expect(open.events[0]?.claims.map(({ claim, amount }) => [claim.party, claim.reason, amount])).toEqual([
      ['INS', 'investments', '60000.00'],
      ['INS', 'caps', '25200.00'],
      ['MUN', 'investments', '20000.00'],
    ]);
    expect(carryInFor(open, periodOf('2026'))).toEqual({ INS: '85200.00', MUN: '20000.00' });
  });

  test('of a restated year are corrected by the difference, and keep their origin', () => {
    const file = worked('B.4');
    const less = { ...file, investments: { MUN: '28000.00', CARE: '15000.00' } };
    const all = ledger(neutral, sealed(less, { statement: 'herzien', kind: 'restatement' }));
    expect(all.events[1]?.claims).toMatchObject([
      { claim: { party: 'MUN', origin: 'neutraal' }, what: 'arises', statement: 'herzien', amount: '-2000.00' },
    ]);
    expect(carryInFor(all, periodOf('2026'))).toEqual({ MUN: '28000.00', CARE: '15000.00' });
  });

  test('that a later year repaid cannot be taken back any more', () => {
    const repaid = ledger(neutral, next({}, { MUN: '30000.00', CARE: '15000.00' }));
    const gone = sealed(worked('B.1'), { statement: 'herzien', kind: 'restatement' });
    expect(post(repaid, gone)).toMatchObject({
      refusal: 'claims_were_repaid_already',
      detail: { statement: 'herzien', claim: { party: 'MUN', period: '2025', amount: '-30000.00' } },
    });
  });

  test('follow line by line from the statements', () => {
    const all = ledger(neutral, next({}, { MUN: '30000.00', CARE: '15000.00' }));
    for (const { claims, claimLines } of all.events) {
      expect(unfoundedLines(claimLines)).toEqual([]);
      expect(claims.map(({ amount }) => amount)).toEqual(claims.map(({ line }) => claimLines[line - 1]?.value));
    }
  });
});

describe('over random sequences of advances, finals and restatements', () => {
  const SEQUENCES = 150;
  const played = Array.from({ length: SEQUENCES }, (_, seed) => {
    const random = randomFrom(seed + 90_000);
    const files = randomVersions(seed, random.whole(2, 5)).map((file) => ({ ...file, carryIn: {} }));
    const finals = random.whole(0, files.length);
    let now: Ledger = EMPTY_LEDGER;
    const posted: LedgerStatement[] = [];
    for (const [place, file] of files.entries()) {
      const interim = place < finals;
      const of = sealed(file, {
        statement: `v${place}`,
        kind: interim ? 'interim' : place === finals ? 'final' : 'restatement',
        period: periodOf(interim ? `2025-K1..K${Math.min(place + 2, 4)}` : '2025'),
        performance: periodOf('2025'),
        advances: random.pick(['1', '1/3', '0.8', '0']),
      });
      const next = post(now, of);
      if ('refusal' in next) {
        expect(next.refusal, `seed ${seed}`).toBe('version_is_not_settled');
        continue;
      }
      now = next;
      posted.push(of);
    }
    return { seed, now, last: posted.at(-1), posted };
  }).filter(({ last }) => last !== undefined);

  test('the accounts stand at what the last statement says, whatever came before it', () => {
    const kinds = played.map(({ last }) => last?.kind);
    expect([kinds.includes('interim'), kinds.includes('final'), kinds.includes('restatement')]).toEqual([
      true,
      true,
      true,
    ]);
    for (const { seed, now, last } of played) {
      if (last === undefined || !('parties' in last.result)) throw new Error('A posted statement has no amounts.');
      const { parties } = last.result;
      const says =
        last.kind === 'interim'
          ? interimDue({ name: 'alleen', parties: last.parties, result: last.result }, last.advances, [])
          : { due: Object.fromEntries(Object.entries(parties).map(([party, { transfer }]) => [party, transfer])) };
      expect('due' in says && says.due, `seed ${seed}`).toEqual(standing(now, [...last.parties]));
    }
  });

  test('every event balances: debit is credit, and no money appears', () => {
    for (const { seed, now } of played)
      for (const { movement, postings } of now.events) {
        expect(total(movement.due), `seed ${seed}`).toBe(0n);
        expect(postings.every(({ amount, debit, credit }) => cents(amount) > 0n && debit.party !== credit.party)).toBe(
          true,
        );
      }
  });

  test('what is open after a year is what its last whole statement carries out', () => {
    for (const { seed, now, last } of played) {
      if (last === undefined || last.kind === 'interim' || !('parties' in last.result)) continue;
      const out = Object.entries(last.result.parties)
        .map(([party, { carryOut }]) => [party, carryOut] as const)
        .filter(([, amount]) => amount !== '0.00');
      expect(carryInFor(now, periodOf('2026')), `seed ${seed}`).toEqual(Object.fromEntries(out));
    }
  });
});

describe('the export for the finance desk', () => {
  const names = { INS: 'Zorg; "zeker"', MUN: '=HYPERLINK("x")', CARE: 'Zorgveld' };
  const viewOf = ({ events }: Ledger, partyNames: Readonly<Record<string, string>>) => ({
    partyNames,
    periods: [
      {
        ...{ performance: '2025', mode: 'shadow' as const, balances: [], payments: [], orders: [] },
        booked: events.map(({ sealed: known, period, ...event }) => ({ ...event, known, period: period.text })),
      },
    ],
  });
  const read = (text: string): string[][] => parse(text, { delimiter: ';', record_delimiter: '\r\n' });

  test('is read back as it was by a reader of CSV, with Dutch dates and amounts', () => {
    const [heading, first, ...rest] = read(postingsCsv(viewOf(ledger(firstHalf, final), names)));
    expect(heading).toHaveLength(11);
    expect(first).toEqual([
      ...['1', '02-11-2026', 'K2', 'Voorschot bij tussentijds afschrift', '2025-K1..K2', '2025'],
      ...['MUN', '\'=HYPERLINK("x")', 'INS', 'Zorg; "zeker"', '97500,00'],
    ]);
    expect(rest).toHaveLength(3);
  });

  test('runs nothing in a spreadsheet: a text never begins as a formula, an amount below zero stays a number', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '|cmd'])
      expect(read(postingsCsv(viewOf(ledger(final), { MUN: evil })))[1]?.[7]).toBe(`'${evil}`);
    const less = { ...worked('B.4'), investments: { MUN: '28000.00', CARE: '15000.00' } };
    const all = ledger(
      sealed(worked('B.4'), { statement: 'neutraal' }),
      sealed(less, { statement: 'herzien', kind: 'restatement' }),
    );
    expect(read(claimsCsv(viewOf(all, names))).at(-1)).toEqual([
      ...['02-11-2026', 'herzien', '2025', 'MUN', '\'=HYPERLINK("x")', '2025', 'neutraal'],
      ...['Niet terugbetaalde investering', 'Ontstaan', '-2000,00', ''],
    ]);
  });
});
