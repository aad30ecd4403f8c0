/**
 * Payment orders: what a payer has to pay under a binding agreement, and how it stands (method step 13, decision 15).
 *
 * Every booking of a statement that moves something orders anew what is still to be paid over its performance period:
 * the orders that were not paid yet are netted with what the statement moves, and the new ones take their place. So what
 * was paid and what is ordered always add up to what the last statement says. In shadow mode there are none.
 */
import { compare, type Ratio, subtract, sum, ZERO } from '../money/ratio.ts';
import { printAmount, readAmount } from '../money/text.ts';
import { movementOf } from '../settlement/movement.ts';
import { eachOnce } from '../settlement/version.ts';
import { emptyVersionSheet, givenLine, printedAmount } from '../settlement/version-sheet.ts';
import { balanceOf, type Ledger, type LedgerEvent } from './ledger.ts';
import { agreementOver, type ConfirmedPayment, type PilotState } from './projection.ts';

/** How an order stands: to be paid, paid on a day, or taken up in the orders of a later statement, by hash. */
export type OrderStanding =
  | { readonly step: 'open' }
  | { readonly step: 'paid'; readonly date: string; readonly known: string }
  | { readonly step: 'superseded'; readonly by: string };

/** One order, in euro as text. Numbers count from 1 through the pilot; `ordered` is the moment in UTC of its statement's bookings. */
export interface PaymentOrder {
  readonly number: number;
  readonly statement: string;
  readonly ordered: string;
  readonly performance: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly standing: OrderStanding;
}

/** What was booked and what was paid, in the order in which it became known. */
export interface Books {
  readonly ledger: Ledger;
  readonly payments: readonly Pick<ConfirmedPayment, 'order' | 'date' | 'known' | 'bookingsKnown'>[];
}

/** The mode of the agreement of a booking, and its parties in order. */
interface Agreed {
  readonly mode: 'shadow' | 'binding';
  readonly parties: readonly string[];
}

/** Every order there ever was, in order of their numbers. */
export const paymentOrders = (
  { ledger, payments }: Books,
  agreedOf: (event: LedgerEvent) => Agreed,
): readonly PaymentOrder[] => {
  let orders: readonly PaymentOrder[] = [];
  const paidBefore = (bookings: number) => payments.filter(({ bookingsKnown }) => bookingsKnown === bookings);
  for (const [place, event] of ledger.events.entries()) {
    orders = withPaid(orders, paidBefore(place));
    const { mode, parties } = agreedOf(event);
    if (mode === 'binding' && event.postings.length > 0) orders = orderedBy(orders, event, parties);
  }
  return withPaid(orders, paidBefore(ledger.events.length));
};

/** Every order of a pilot. */
export const ordersOf = (state: PilotState): readonly PaymentOrder[] =>
  paymentOrders(state, ({ period }) => {
    const { mode, parties } = agreementOver(state, period.text).pilot.terms;
    return { mode, parties: parties.map(({ id }) => id) };
  });

/** Orders with those marked that were paid. */
const withPaid = (orders: readonly PaymentOrder[], paid: Books['payments']): readonly PaymentOrder[] =>
  orders.map((order) => {
    const found = paid.find((each) => each.order === order.number);
    return found === undefined ? order : { ...order, standing: { step: 'paid', date: found.date, known: found.known } };
  });

/** What one of these payments brings a party: received (+) or paid (−). */
const receivedOf = (
  payments: readonly { readonly from: string; readonly to: string; readonly amount: string }[],
  party: string,
): Ratio => {
  const on = (side: 'from' | 'to') =>
    sum([ZERO, ...payments.filter((each) => each[side] === party).map(({ amount }) => printedAmount(amount))]);
  return subtract(on('to'), on('from'));
};

/** The orders after a booking: those still open are taken up in the new ones. */
const orderedBy = (
  orders: readonly PaymentOrder[],
  { statement, sealed, movement, performance }: LedgerEvent,
  parties: readonly string[],
): readonly PaymentOrder[] => {
  const isTakenUp = (order: PaymentOrder) => isOpen(order) && order.performance === performance.text;
  const netted = [...orders.filter(isTakenUp), ...movement.payments];
  const sheet = emptyVersionSheet();
  const due = eachOnce(parties, ...netted.map(({ from, to }) => [from, to])).map((party) =>
    givenLine(sheet, 'due', { party }, receivedOf(netted, party), { version: statement, field: `due.${party}` }),
  );
  const made = movementOf(sheet, statement, due).payments.map((payment, place): PaymentOrder => {
    const number = orders.length + place + 1;
    return {
      number,
      statement,
      ordered: sealed,
      performance: performance.text,
      ...payment,
      standing: { step: 'open' },
    };
  });
  const before = orders.map(
    (order): PaymentOrder => (isTakenUp(order) ? { ...order, standing: { step: 'superseded', by: statement } } : order),
  );
  return [...before, ...made];
};

const isOpen = ({ standing }: PaymentOrder): boolean => standing.step === 'open';

/** Where a party stands over a performance period, in euro as text: received (+) or paid (−). */
export interface PartyBalance {
  readonly party: string;
  /** What the statements settle in all. */
  readonly settled: string;
  /** What was confirmed as paid. */
  readonly paid: string;
  /** What is left between the two. */
  readonly open: string;
}

/** Where a party stands; `settled` is always `paid` and `open` together. */
export const partyBalance = (
  ledger: Ledger,
  orders: readonly PaymentOrder[],
  { party, performance }: { readonly party: string; readonly performance: string },
): PartyBalance => {
  const settled = balanceOf(ledger, { party, performance });
  const done = orders.filter((order) => order.performance === performance && order.standing.step === 'paid');
  const paid = receivedOf(done, party);
  return { party, settled, paid: printAmount(paid), open: printAmount(subtract(printedAmount(settled), paid)) };
};

/** The rules that a confirmation can break. */
export type PaymentRule =
  | 'order_must_exist'
  | 'payment_must_come_from_payer'
  | 'payment_must_be_once'
  | 'order_must_be_current'
  | 'amount_must_be_the_orders'
  | 'payment_must_have_been_made';

/** A payment as its payer says it was made: the number of the order, the amount in euro as text, and the day. */
export interface Payment {
  readonly party: string;
  readonly order: number;
  readonly amount: string;
  readonly date: string;
}

/** The order that a payment carries out, or why it does not, at a moment in UTC. */
export const orderPaidBy = (
  orders: readonly PaymentOrder[],
  payment: Payment,
  moment: string,
): PaymentOrder | { readonly refusal: PaymentRule; readonly message: string } => {
  const order = orders.find(({ number }) => number === payment.order);
  if (order === undefined)
    return refused('order_must_exist', `Er is geen betaalopdracht met nummer ${payment.order} in dit grootboek.`);
  const { from, amount, standing } = order;
  if (from !== payment.party)
    return refused('payment_must_come_from_payer', `Deze opdracht betaalt ${from}; alleen die partij bevestigt haar.`);
  if (standing.step === 'paid')
    return refused('payment_must_be_once', `Deze opdracht is al bevestigd, als betaald op ${standing.date}.`);
  if (standing.step === 'superseded')
    return refused('order_must_be_current', supersededMessage(orders, order, standing.by));
  const stated = readAmount(payment.amount);
  if (stated === null || compare(stated, printedAmount(amount)) !== 0)
    return refused(
      'amount_must_be_the_orders',
      `De opdracht is ${inEuro(amount)}; een ander bedrag voert haar niet uit.`,
    );
  return payment.date <= moment.slice(0, 10)
    ? order
    : refused('payment_must_have_been_made', `De dag ${payment.date} is nog niet geweest. Bevestig na het betalen.`);
};

const inEuro = (amount: string): string => `€ ${amount.replace('.', ',')}`;

const refused = (refusal: PaymentRule, message: string) => ({ refusal, message });

/** The orders in its place are those that the later statement gave. */
const supersededMessage = (orders: readonly PaymentOrder[], { number, amount }: PaymentOrder, by: string): string => {
  const next = orders.filter(({ statement }) => statement === by).map((each) => each.number);
  const instead = next.length === 0 ? 'er is niets meer te betalen' : `zie opdracht ${next.join(', ')}`;
  return `Opdracht ${number} is opgegaan in een later afschrift: ${instead}. Is ${inEuro(amount)} toch al betaald, verreken dan het verschil met de ontvanger en bevestig de opdracht die nu geldt.`;
};
