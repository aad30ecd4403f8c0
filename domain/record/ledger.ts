/**
 * The ledger of a pilot: double entry, an account per party and performance period, from its sealed statements in order.
 *
 * A statement moves its advance, what is due at the end, or the correction of what was moved before (method step 12). Each
 * payment is a posting with two equal sides: it debits the account of who receives and credits that of who pays, so an
 * account stands at what its party has received (+) or paid (−) for the period. Claims stand beside them (`claims.ts`).
 * The ledger is the same in both modes (invariant 18); only payment orders exist in binding mode alone.
 */
import { compare, isZero, type Ratio, subtract, sum, ZERO } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import type { Period } from '../pilot/period.ts';
import { finalDue, interimDue } from '../settlement/advance.ts';
import type { MovementSheet } from '../settlement/movement.ts';
import type { Result } from '../settlement/result.ts';
import { isSettled, refuseVersion, type VersionRefusal } from '../settlement/version.ts';
import { type PrintedVersionLine, printedAmount } from '../settlement/version-sheet.ts';
import { type Carrying, type ClaimEntry, claimEntries, type OpenClaim, openClaims, overdrawn } from './claims.ts';

/** A sealed statement as the ledger takes it. */
export interface LedgerStatement {
  /** Its SHA-256, and the moment in UTC at which its log was closed to be sealed. */
  readonly statement: string;
  readonly sealed: string;
  readonly kind: 'interim' | 'final' | 'restatement';
  readonly period: Period;
  /** The whole performance period: a statement over less of it is an interim one, also when it is made again. */
  readonly performance: Period;
  /** In the order of the agreement. */
  readonly parties: readonly string[];
  /** The agreed part of an interim balance that is paid in advance, a ratio as text. */
  readonly advances: string;
  readonly carrying: Carrying;
  /** The claims carried in that its case was settled with, by party in euro as text. */
  readonly carryIn: Readonly<Record<string, string>>;
  readonly result: Result;
}

/** An account: what a party receives and pays over a performance period. */
export interface Account {
  readonly party: string;
  readonly performance: string;
}

/** One payment, booked on two accounts for the same amount, in euro as text. Numbers count from 1 through the ledger. */
export interface Posting {
  readonly number: number;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: string;
}

/**
 * What one statement books: its movement, its postings, and its bookings on claims, with the lines that show how. There are
 * no lines where it was read from the record (`booking.ts`).
 */
export interface LedgerEvent {
  readonly statement: string;
  readonly sealed: string;
  readonly kind: LedgerStatement['kind'];
  readonly period: Period;
  readonly performance: Period;
  readonly movement: MovementSheet;
  readonly postings: readonly Posting[];
  readonly claims: readonly ClaimEntry[];
  readonly claimLines: readonly PrintedVersionLine[];
}

/** The ledger: what each statement booked, in order of sealing. */
export interface Ledger {
  readonly events: readonly LedgerEvent[];
}

/** Why a statement is not posted, with what it concerns. */
export type LedgerRefusal =
  | VersionRefusal
  | { readonly refusal: 'statement_is_posted_already'; readonly detail: { readonly statement: string } }
  | {
      readonly refusal: 'later_statement_covers_this';
      readonly detail: { readonly statement: string; readonly later: string };
    }
  | CarryInRefusal
  | {
      readonly refusal: 'claims_were_repaid_already';
      readonly detail: { readonly statement: string; readonly claim: OpenClaim };
    };

/** Claims are read from the ledger; where they were agreed as well, both say the same. */
export interface CarryInRefusal {
  readonly refusal: 'carry_in_must_be_the_ledgers';
  readonly detail: { readonly given: Amounts; readonly ledger: Amounts };
}

type Amounts = Readonly<Record<string, string>>;

/** A ledger in which nothing is booked. */
export const EMPTY_LEDGER: Ledger = { events: [] };

/** The ledger of statements in the order in which they were sealed, or why one of them cannot be posted. */
export const ledgerOf = (statements: readonly LedgerStatement[]): Ledger | LedgerRefusal => {
  let ledger = EMPTY_LEDGER;
  for (const statement of statements) {
    const next = post(ledger, statement);
    if ('refusal' in next) return next;
    ledger = next;
  }
  return ledger;
};

/** Posts one statement after all that were sealed before it. */
export const post = (ledger: Ledger, of: LedgerStatement): Ledger | LedgerRefusal => {
  const version = { name: of.statement, parties: of.parties, result: of.result };
  if (!isSettled(version)) return refuseVersion(version);
  const refused = refusalOf(ledger, of);
  if (refused !== null) return refused;
  const movement = movementOf(ledger, of);
  if ('refusal' in movement) return movement;
  const before = claimsIn(ledger);
  const { statement, sealed, kind, period, performance } = of;
  const { entries: claims, lines: claimLines } = isWhole(of)
    ? claimEntries({ ...of, result: version.result }, before)
    : { entries: [], lines: [] };
  const claim = overdrawn([...before, ...claims]);
  if (claim !== null) return { refusal: 'claims_were_repaid_already', detail: { statement, claim } };
  const postings = postingsOf(ledger, of, movement);
  assertBalanced(movement, postings);
  const event = { statement, sealed, kind, period, performance, movement, postings, claims, claimLines };
  return { events: [...ledger.events, event] };
};

const isWhole = ({ period, performance }: Pick<LedgerStatement, 'period' | 'performance'>): boolean =>
  period.text === performance.text;

/** Interim statements run up to a quarter, and all of them come before the one over the whole. */
const reachOf = (of: Pick<LedgerStatement, 'period' | 'performance'>): number => (isWhole(of) ? 5 : of.period.to);

const refusalOf = (ledger: Ledger, of: LedgerStatement): LedgerRefusal | null => {
  const { statement } = of;
  if (ledger.events.some((event) => event.statement === statement))
    return { refusal: 'statement_is_posted_already', detail: { statement } };
  const later = ofPerformance(ledger, of.performance).find((event) => reachOf(event) > reachOf(of));
  if (later !== undefined)
    return { refusal: 'later_statement_covers_this', detail: { statement, later: later.statement } };
  const carried = agreedCarryIn(ledger, of.performance, of.carryIn);
  return 'refusal' in carried ? carried : null;
};

const ofPerformance = ({ events }: Ledger, { text }: Period): LedgerEvent[] =>
  events.filter(({ performance }) => performance.text === text);

/** What this statement moves beside all that was moved for its period before: then together it is what it says. */
const movementOf = (ledger: Ledger, of: LedgerStatement): MovementSheet | VersionRefusal => {
  const version = { name: of.statement, parties: of.parties, result: of.result };
  const earlier = ofPerformance(ledger, of.performance).map(({ movement }) => movement);
  return isWhole(of) ? finalDue(version, earlier) : interimDue(version, of.advances, earlier);
};

const claimsIn = ({ events }: Ledger): ClaimEntry[] => events.flatMap(({ claims }) => claims);

const postingsOf = ({ events }: Ledger, of: LedgerStatement, { payments }: MovementSheet): Posting[] => {
  const performance = of.performance.text;
  const booked = events.reduce((all, { postings }) => all + postings.length, 0);
  return payments.map(({ from, to, amount }, place) => ({
    number: booked + place + 1,
    debit: { party: to, performance },
    credit: { party: from, performance },
    amount,
  }));
};

const received = (postings: readonly Posting[], party: string): Ratio => {
  const on = (side: 'debit' | 'credit') =>
    sum(postings.filter((each) => each[side].party === party).map(({ amount }) => printedAmount(amount)));
  return subtract(on('debit'), on('credit'));
};

/** Says out loud that the postings of a statement move exactly what is due, and that both sides are equal. */
const assertBalanced = ({ due }: MovementSheet, postings: readonly Posting[]): void => {
  for (const [party, amount] of Object.entries(due))
    if (compare(received(postings, party), printedAmount(amount)) !== 0)
      throw new Error(`The postings of a statement do not move what is due of ${party}.`);
};

/** What an account stands at: received (+) or paid (−) over the period, in euro as text. */
export const balanceOf = ({ events }: Ledger, { party, performance }: Account): string => {
  const postings = events.flatMap((event) => (event.performance.text === performance ? event.postings : []));
  return printAmount(received(postings, party));
};

/** What a case over a period is settled with: the open claims of every party that has any, in euro as text. */
export const carryInFor = (ledger: Ledger, period: Period): Amounts => {
  const open = openClaims(claimsIn(ledger), period);
  const byParty = [...Map.groupBy(open, ({ party }) => party)];
  return Object.fromEntries(
    byParty.map(([party, claims]) => [party, printAmount(sum(claims.map(({ amount }) => printedAmount(amount))))]),
  );
};

/** The claims carried in by the ledger; refused where the agreement names other amounts. A party without is one with zero. */
export const agreedCarryIn = (
  ledger: Ledger,
  period: Period,
  given: Amounts | undefined,
): { readonly carryIn: Amounts } | CarryInRefusal => {
  const carryIn = carryInFor(ledger, period);
  if (given === undefined) return { carryIn };
  const amountOf = (amounts: Amounts, party: string): Ratio =>
    Object.hasOwn(amounts, party) ? printedAmount(amounts[party] ?? '') : ZERO;
  const parties = [...new Set([...Object.keys(carryIn), ...Object.keys(given)])];
  const isSame = parties.every((party) => isZero(subtract(amountOf(carryIn, party), amountOf(given, party))));
  return isSame ? { carryIn } : { refusal: 'carry_in_must_be_the_ledgers', detail: { given, ledger: carryIn } };
};
