import { describe, expect, test } from 'vitest';
import { bookedBy, readBooked } from '../../../domain/record/booking.ts';
import { EMPTY_LEDGER, type Ledger, type LedgerStatement } from '../../../domain/record/ledger.ts';
import { type Books, type PaymentOrder, partyBalance, paymentOrders } from '../../../domain/record/payment-orders.ts';
import { interimDue } from '../../../domain/settlement/advance.ts';
import { type Random, randomFrom } from '../../reference/random.ts';
import { cents, randomVersions, total } from '../settlement/random-versions.ts';
import { periodOf, sealed } from './ledger-statements.ts';

/**
 * Random lives of a performance period: advances, a final statement, late corrections of it, and payments of what was
 * ordered in between, some and not others. Everything goes by the way of the record: booked in an event, and read back.
 */
const SEQUENCES = 200;

interface Step {
  readonly seed: number;
  readonly last: LedgerStatement;
  readonly books: Books;
  readonly orders: readonly PaymentOrder[];
}

const agreedBy = (mode: 'shadow' | 'binding', { parties }: LedgerStatement) => ({ mode, parties });

const ordersIn = (books: Books, of: LedgerStatement, mode: 'shadow' | 'binding' = 'binding') =>
  paymentOrders(books, () => agreedBy(mode, of));

/** Pays each open order, or not. */
const withPayments = ({ ledger, payments }: Books, of: LedgerStatement, random: Random): Books => {
  const open = ordersIn({ ledger, payments }, of).filter(({ standing }) => standing.step === 'open');
  const paid = open
    .filter(() => random.chance(0.4))
    .map(({ number: order }) => ({
      ...{ order, date: '2026-11-03', known: '2026-11-03T10:00:00.000Z', bookingsKnown: ledger.events.length },
    }));
  return { ledger, payments: [...payments, ...paid] };
};

/** The ledger with a statement booked as the record keeps it; the same ledger where the statement has no amounts. */
const withBooked = (ledger: Ledger, of: LedgerStatement): Ledger => {
  const made = bookedBy(ledger, of);
  if ('refusal' in made && made.refusal !== 'version_is_not_settled') throw new Error(made.refusal);
  if ('refusal' in made || made.booked === null) return ledger;
  const { statement, kind, period, sealed: known } = of;
  return {
    events: [...ledger.events, readBooked(ledger, { statement, kind, period: period.text, known }, made.booked)],
  };
};

const lifeOf = (seed: number): Step[] => {
  const random = randomFrom(seed + 400_000);
  const files = randomVersions(seed, random.whole(2, 6)).map((file) => ({ ...file, carryIn: {} }));
  const finals = random.whole(0, files.length - 1);
  let books: Books = { ledger: EMPTY_LEDGER, payments: [] };
  return files.flatMap((file, place) => {
    const interim = place < finals;
    const last = sealed(file, {
      statement: `v${place}`,
      kind: interim ? 'interim' : place === finals ? 'final' : 'restatement',
      period: periodOf(interim ? `2025-K1..K${Math.min(place + 2, 4)}` : '2025'),
      advances: random.pick(['1', '1/3', '0.8', '0']),
    });
    const ledger = withBooked(books.ledger, last);
    if (ledger === books.ledger) return [];
    books = withPayments({ ledger, payments: books.payments }, last, random);
    return { seed, last, books, orders: ordersIn(books, last) };
  });
};

const steps = Array.from({ length: SEQUENCES }, (_, seed) => lifeOf(seed)).flat();

/** What the last statement says that each party receives (+) or pays (−) in all. */
const saidBy = ({ parties, advances, kind, result }: LedgerStatement): Readonly<Record<string, string>> => {
  if (!('parties' in result)) throw new Error('A booked statement has no amounts.');
  const interim = interimDue({ name: 'alleen', parties, result }, advances, []);
  if (kind === 'interim') return 'due' in interim ? interim.due : {};
  return Object.fromEntries(Object.entries(result.parties).map(([party, { transfer }]) => [party, transfer]));
};

const netOf = (orders: readonly PaymentOrder[], party: string): bigint =>
  orders.reduce(
    (all, { from, to, amount }) => all + (to === party ? cents(amount) : 0n) - (from === party ? cents(amount) : 0n),
    0n,
  );

describe(`over ${SEQUENCES} random sequences of advances, finals, corrections and payments`, () => {
  test('there are all kinds of them, and orders of every standing', () => {
    expect(new Set(steps.map(({ last }) => last.kind)).size).toBe(3);
    expect(new Set(steps.flatMap(({ orders }) => orders.map(({ standing }) => standing.step))).size).toBe(3);
    expect(steps.length).toBeGreaterThan(SEQUENCES);
  });

  test('what was paid and what is ordered net out to what the last statement says, at every step', () => {
    for (const { seed, last, books, orders } of steps) {
      const standing = orders.filter(({ standing: { step } }) => step !== 'superseded');
      for (const [party, amount] of Object.entries(saidBy(last))) {
        expect(netOf(standing, party), `seed ${seed}, ${last.statement}, ${party}`).toBe(cents(amount));
        const open = standing.filter(({ standing: { step } }) => step === 'open');
        const balance = partyBalance(books.ledger, orders, { party, performance: '2025' });
        expect(cents(balance.open), `seed ${seed}`).toBe(netOf(open, party));
        expect(cents(balance.paid) + cents(balance.open), `seed ${seed}`).toBe(cents(balance.settled));
      }
    }
  });

  test('every order is above zero, from one party to another, and fewer are open than there are parties', () => {
    for (const { seed, last, orders } of steps) {
      expect(
        orders.map(({ number }) => number),
        `seed ${seed}`,
      ).toEqual(orders.map((_, place) => place + 1));
      expect(
        orders.every(({ amount, from, to }) => cents(amount) > 0n && from !== to),
        `seed ${seed}`,
      ).toBe(true);
      const open = orders.filter(({ standing }) => standing.step === 'open');
      expect(open.length, `seed ${seed}`).toBeLessThan(last.parties.length);
    }
  });

  test('what was paid stays paid, whatever is sealed after it', () => {
    const paidIn = ({ orders }: Step) => orders.filter(({ standing }) => standing.step === 'paid');
    for (const [place, step] of steps.entries()) {
      const next = steps[place + 1];
      if (next === undefined || next.seed !== step.seed) continue;
      expect(paidIn(next)).toEqual(expect.arrayContaining(paidIn(step)));
    }
  });

  test('in shadow mode nothing is ever ordered, and the postings are the same', () => {
    for (const { books, last } of steps) expect(ordersIn({ ...books, payments: [] }, last, 'shadow')).toEqual([]);
    expect(steps.every(({ books }) => books.ledger.events.every(({ movement }) => total(movement.due) === 0n))).toBe(
      true,
    );
  });
});
