/**
 * What a statement books, as the record keeps it: worked out once, when its log is closed for the signature, and read back
 * from the record ever after. So what is carried into the next period and what must be paid follow from the events alone,
 * and whoever holds a bundle recomputes the bookings from the statement in it and those before.
 */
import { subtract, sum, ZERO } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import { type Period, readPeriod } from '../pilot/period.ts';
import { eachOnce } from '../settlement/version.ts';
import { printedAmount } from '../settlement/version-sheet.ts';
import type { Claim, ClaimEntry } from './claims.ts';
import type { Booked } from './event.ts';
import { type Ledger, type LedgerEvent, type LedgerRefusal, type LedgerStatement, post } from './ledger.ts';

/**
 * The bookings of a statement after a ledger, or why it has none. An interim statement that comes after a later one over the
 * same performance period books nothing (`null`): that one took the year so far as a whole.
 */
export const bookedBy = (
  ledger: Ledger,
  statement: LedgerStatement,
): { readonly booked: Booked | null } | LedgerRefusal => {
  const posted = post(ledger, statement);
  if ('refusal' in posted) return posted.refusal === 'later_statement_covers_this' ? { booked: null } : posted;
  const event = posted.events.at(-1);
  return { booked: event === undefined ? null : bookedIn(event) };
};

const bookedIn = (event: LedgerEvent): Booked => ({
  performance: event.performance.text,
  payments: event.movement.payments.map(({ from, to, amount }) => ({ from, to, amount })),
  claims: event.claims.map(({ claim: { party, reason, period, expires }, what, amount }) => ({
    ...{ party, reason, period, what, amount, expires },
  })),
});

/** Of which statement bookings are, and when they were made, in UTC. */
interface BookedStatement {
  readonly statement: string;
  readonly kind: LedgerEvent['kind'];
  readonly period: string;
  readonly known: string;
}

/** The bookings of a statement as they come after a ledger; their lines stand with the statement, and not in the record. */
export const readBooked = (
  { events }: Ledger,
  { statement, kind, period, known: sealed }: BookedStatement,
  booked: Booked,
): LedgerEvent => {
  const performance = booked.performance;
  const before = events.reduce((all, { postings }) => all + postings.length, 0);
  const claims = events.flatMap((event) => event.claims);
  return {
    ...{ statement, sealed, kind },
    period: agreedPeriod(period),
    performance: agreedPeriod(performance),
    movement: { version: statement, due: dueBy(booked), payments: booked.payments, lines: [] },
    postings: booked.payments.map(({ from, to, amount }, place) => ({
      number: before + place + 1,
      debit: { party: to, performance },
      credit: { party: from, performance },
      amount,
    })),
    claims: booked.claims.map((each) => claimEntry(claims, { statement, bookedIn: performance }, each)),
    claimLines: [],
  };
};

const agreedPeriod = (text: string): Period => {
  const period = readPeriod(text);
  if (period === null) throw new Error(`The record holds bookings over ${text}, which is no period.`);
  return period;
};

const dueBy = ({ payments }: Booked): Readonly<Record<string, string>> => {
  const moved = (side: 'from' | 'to', party: string) =>
    sum([ZERO, ...payments.filter((each) => each[side] === party).map(({ amount }) => printedAmount(amount))]);
  const parties = eachOnce(payments.flatMap(({ from, to }) => [from, to]));
  return Object.fromEntries(
    parties.map((party) => [party, printAmount(subtract(moved('to', party), moved('from', party)))]),
  );
};

/** A claim is that of the statement which booked it first, however often that one was made again. */
const claimEntry = (
  before: readonly ClaimEntry[],
  { statement, bookedIn }: Pick<ClaimEntry, 'statement' | 'bookedIn'>,
  { party, reason, period, what, amount, expires }: Booked['claims'][number],
): ClaimEntry => {
  const known = before.find(
    ({ claim }) => claim.party === party && claim.reason === reason && claim.period === period,
  )?.claim;
  const claim: Claim = known ?? { party, reason, period, origin: statement, expires };
  return { claim, what, statement, bookedIn, amount, line: 0 };
};
