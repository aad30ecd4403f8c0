/**
 * What is checked of payments: each order is confirmed once, by somebody of its payer who may, and what was paid and what is
 * still ordered add up to everything that was booked. Counted in whole cents from the record alone.
 */
import type { PilotEvent } from '../../domain/record/event.ts';
import type { LedgerView } from '../../domain/record/ledger-view.ts';
import type { PaymentOrder } from '../../domain/record/payment-orders.ts';
import { PARTIES } from './people.ts';
import { centsOf } from './statements.ts';
import { must } from './violation.ts';

/** Checks a payment that was confirmed, on the record before it. */
export const checkPaid = (before: readonly PilotEvent[], { change, by, known }: PilotEvent): void => {
  if (change.type !== 'paymentConfirmed' || by === 'ontschot') return;
  const isSaid = before.some((each) => each.change.type === 'paymentConfirmed' && each.change.order === change.order);
  must(!isSaid, 'an order is confirmed once', () => `order ${change.order}`);
  const may = by.role === 'controller' || by.role === 'signatory';
  must(may, 'a payment is confirmed by who reviews or signs', () => `${by.role}`);
  must(change.date <= known.slice(0, 10), 'a payment was made before it is confirmed', () => change.date);
};

interface Moved {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

/** What payments bring a party, in cents: received (+) or paid (−). */
const broughtTo = (party: string, moved: readonly Moved[]): bigint =>
  moved.reduce((sum, { from, to, amount }) => {
    if (to === party) return sum + centsOf(amount);
    return from === party ? sum - centsOf(amount) : sum;
  }, 0n);

const isHeld = ({ standing }: PaymentOrder): boolean => standing.step !== 'superseded';

/** Checks a ledger as it was shown, against as many events of the record as it says that it was made from. */
export const checkLedger = (chain: readonly PilotEvent[], { events, periods }: LedgerView): void => {
  const changes = chain.slice(0, events).map(({ change }) => change);
  const booked = changes.flatMap((change) =>
    change.type === 'manifestRecorded' && change.booked !== undefined ? change.booked.payments : [],
  );
  const orders = periods.flatMap((period) => period.orders);
  const kept = orders.filter(isHeld);
  for (const party of PARTIES) {
    const [given, wanted] = [broughtTo(party, kept), broughtTo(party, booked)];
    must(given === wanted, 'what is paid and ordered is what was booked', () => `${party}: ${given}, not ${wanted}`);
  }
  const paid = orders.filter(({ standing }) => standing.step === 'paid').map(({ number }) => number);
  const confirmed = changes.flatMap((change) => (change.type === 'paymentConfirmed' ? [change.order] : []));
  const [given, wanted] = [[...paid].sort().join(), [...confirmed].sort().join()];
  must(
    given === wanted,
    'the orders that stand as paid are those that were confirmed',
    () => `${given}, not ${wanted}`,
  );
};
