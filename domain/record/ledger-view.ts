/**
 * The ledger as people see it: by performance period where every party stands, what was booked and paid, the payment orders
 * of a binding agreement, and the claims that the next period would begin with. The same record gives the same view.
 */
import type { ClaimEntry, OpenClaim } from './claims.ts';
import { openClaims } from './claims.ts';
import type { Account, LedgerEvent, Posting } from './ledger.ts';
import { ordersOf, type PartyBalance, type PaymentOrder, partyBalance } from './payment-orders.ts';
import { type Agreement, agreementsOf, type PilotState } from './projection.ts';

/** What one statement booked. */
export interface BookedView {
  readonly statement: string;
  readonly kind: LedgerEvent['kind'];
  readonly period: string;
  /** In UTC. */
  readonly known: string;
  readonly postings: readonly Posting[];
  readonly claims: readonly Omit<ClaimEntry, 'line'>[];
}

/** A confirmed payment as a posting: it debits the account of who paid and credits that of who received, for one amount. */
export interface PaymentPosting {
  readonly order: number;
  /** The day on which it was paid, and the moment in UTC at which that was confirmed. */
  readonly date: string;
  readonly known: string;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: string;
}

/** The ledger over one performance period. */
export interface LedgerPeriod {
  readonly performance: string;
  readonly mode: 'shadow' | 'binding';
  readonly balances: readonly PartyBalance[];
  readonly booked: readonly BookedView[];
  readonly payments: readonly PaymentPosting[];
  /** Empty in shadow mode: there are no orders then. */
  readonly orders: readonly PaymentOrder[];
}

/** The ledger of a pilot. */
export interface LedgerView {
  readonly pilot: { readonly id: string; readonly name: string };
  /** How many events it is made from. */
  readonly events: number;
  /** By party its name in the first agreement. */
  readonly partyNames: Readonly<Record<string, string>>;
  readonly periods: readonly LedgerPeriod[];
  /** The claims that are open, and the year that would begin with them; the year after the last one that was agreed. */
  readonly open: { readonly year: string; readonly claims: readonly OpenClaim[] };
}

/** The ledger of a pilot, of all performance periods that were agreed. */
export const ledgerView = (state: PilotState): LedgerView => {
  const { document } = state.pilot;
  const orders = ordersOf(state);
  const agreements = agreementsOf(state);
  const year = Math.max(...agreements.map(({ pilot }) => pilot.terms.performance.year)) + 1;
  const next = { text: `${year}`, year, from: 1, to: 4 };
  return {
    pilot: document.pilot,
    events: state.events,
    partyNames: document.agreement.partyNames,
    periods: agreements.map((agreement) => periodView(state, agreement, orders)),
    open: {
      year: next.text,
      claims: openClaims(
        state.ledger.events.flatMap(({ claims }) => claims),
        next,
      ),
    },
  };
};

const periodView = (
  { ledger }: PilotState,
  { pilot: { terms } }: Agreement,
  all: readonly PaymentOrder[],
): LedgerPeriod => {
  const performance = terms.performance.text;
  const orders = all.filter((order) => order.performance === performance);
  return {
    performance,
    mode: terms.mode,
    balances: terms.parties.map(({ id: party }) => partyBalance(ledger, orders, { party, performance })),
    booked: ledger.events.filter((event) => event.performance.text === performance).map(bookedView),
    payments: orders.flatMap(paymentPosting),
    orders,
  };
};

const bookedView = ({ statement, kind, period, sealed: known, postings, claims }: LedgerEvent): BookedView => ({
  ...{ statement, kind, period: period.text, known, postings },
  claims: claims.map(({ line: _, ...entry }) => entry),
});

/** Who paid owes so much less, and who received has so much less to receive. */
const paymentPosting = ({ number, from, to, amount, performance, standing }: PaymentOrder): PaymentPosting[] =>
  standing.step !== 'paid'
    ? []
    : [
        {
          order: number,
          date: standing.date,
          known: standing.known,
          debit: { party: from, performance },
          credit: { party: to, performance },
          amount,
        },
      ];
