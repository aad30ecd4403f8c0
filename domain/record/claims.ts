/**
 * Claims in the ledger (method step 11): what a party did not get back in a period and may get back in a later one.
 *
 * A claim is known by its party, its reason and the period it comes from. Every booking on it is an entry that is never
 * changed: it arises, it is repaid oldest first, or it lapses because the agreement does not carry it on. A statement
 * that is made again books the differences with what was booked for its period before. That a claim is past its last
 * day is not booked: it is not read as open any more.
 */
import { add, compare, isZero, type Ratio, sign, subtract, sum, ZERO } from '../money/ratio.ts';
import { printAmount } from '../money/text.ts';
import { firstDay, lastDay } from '../pilot/date.ts';
import type { Period } from '../pilot/period.ts';
import { codeUnitOrder, ownValue } from '../pilot/terms.ts';
import type { PartyResult, SettledResult } from '../settlement/result.ts';
import {
  amountLine,
  emptyVersionSheet,
  givenLine,
  madeLine,
  type PrintedVersionLine,
  printedAmount,
  printVersionLines,
  type VersionLine,
  type VersionSheet,
  zeroLine,
} from '../settlement/version-sheet.ts';

/** Why there is a claim: an investment that was not repaid, or what a receiver missed by a cap. Oldest first, then in this order. */
const REASONS = ['investments', 'caps'] as const;
export type ClaimReason = (typeof REASONS)[number];

/** What a claim is known by. `period` is the performance period that it comes from. */
export interface Claim {
  readonly party: string;
  readonly reason: ClaimReason;
  readonly period: string;
  /** The statement that booked it first, by hash. */
  readonly origin: string;
  /** The last day on which a period may begin that repays it; `null` where it never lapses. */
  readonly expires: string | null;
}

/**
 * A booking on a claim, in euro as text. The claim stands at what arose less what was repaid and what lapsed; an amount is
 * below zero only where a statement that was made again takes back what was booked before.
 */
export interface ClaimEntry {
  readonly claim: Claim;
  readonly what: 'arises' | 'repaid' | 'lapsed';
  /** The statement that books it, by hash, and its performance period. */
  readonly statement: string;
  readonly bookedIn: string;
  readonly amount: string;
  /** The number of its line among those of the statement's bookings; 0 where it was read from the record, which has none. */
  readonly line: number;
}

/** A claim and what is still open on it, in euro as text. */
export interface OpenClaim extends Claim {
  readonly amount: string;
}

/** What an agreement carries to the next period, and for how many years; `null` is for ever. */
export interface Carrying {
  readonly investments: boolean;
  readonly caps: boolean;
  readonly investment: 'first' | 'none';
  readonly expireAfterYears: number | null;
}

/** The final statement of a period, or the one made again, as far as claims need it. */
export interface ClaimingStatement {
  readonly statement: string;
  readonly performance: Period;
  readonly parties: readonly string[];
  readonly carrying: Carrying;
  readonly result: SettledResult;
}

const keyOf = ({ party, reason, period }: Omit<Claim, 'origin' | 'expires'>): string => `${period} ${reason} ${party}`;

const signed = ({ what, amount }: Pick<ClaimEntry, 'what' | 'amount'>): Ratio =>
  what === 'arises' ? printedAmount(amount) : subtract(ZERO, printedAmount(amount));

const oldestFirst = (a: Claim, b: Claim): number =>
  codeUnitOrder(a.period, b.period) || REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason);

/** Every claim with what the entries leave open on it, oldest first; one that is fully repaid stands there with `0.00`. */
const balancesOf = (entries: readonly ClaimEntry[]): OpenClaim[] =>
  [...Map.groupBy(entries, ({ claim }) => keyOf(claim)).values()]
    .flatMap((all) => {
      const claim = all[0]?.claim;
      return claim === undefined ? [] : [{ ...claim, amount: printAmount(sum(all.map(signed))) }];
    })
    .sort(oldestFirst);

/** Whether a claim comes from before a period and may still be repaid in it. */
const mayBeRepaid = ({ period: from, expires }: Claim, period: Period): boolean =>
  codeUnitOrder(from, period.text) < 0 && (expires === null || firstDay(period) <= expires);

/**
 * The claims that a period begins with: those from before it, less what was booked on them before it, without those whose
 * last day has passed. What the period itself books does not change them, so a statement made again begins with the same.
 */
export const openClaims = (entries: readonly ClaimEntry[], period: Period): OpenClaim[] =>
  balancesOf(entries.filter(({ bookedIn }) => codeUnitOrder(bookedIn, period.text) < 0)).filter(
    (claim) => mayBeRepaid(claim, period) && sign(printedAmount(claim.amount)) > 0,
  );

/** The first claim on which more was repaid or lapsed than ever arose; `null` in a ledger that holds together. */
export const overdrawn = (entries: readonly ClaimEntry[]): OpenClaim | null =>
  balancesOf(entries).find(({ amount }) => sign(printedAmount(amount)) < 0) ?? null;

/** What a statement books on one claim in all, before what was booked for its period earlier is taken off. */
interface Target {
  readonly claim: Claim;
  readonly what: ClaimEntry['what'];
  readonly line: VersionLine;
}

/** The bookings of a statement on claims, given those before it; with the lines that show how. */
export const claimEntries = (
  of: ClaimingStatement,
  before: readonly ClaimEntry[],
): { readonly entries: readonly ClaimEntry[]; readonly lines: readonly PrintedVersionLine[] } => {
  const sheet = emptyVersionSheet();
  const open = openClaims(before, of.performance);
  const targets = of.parties.flatMap((party) => [
    ...useTargets(
      sheet,
      of,
      party,
      open.filter((claim) => claim.party === party),
    ),
    ...arisingTargets(sheet, of, party),
  ]);
  assertCarriedOut(of, open, targets);
  const own = before.filter(({ bookedIn }) => bookedIn === of.performance.text);
  return { entries: differences(sheet, of, targets, own), lines: printVersionLines(sheet) };
};

const partyResult = ({ result }: ClaimingStatement, party: string): PartyResult => {
  const found = ownValue(result.parties, party);
  if (found === undefined) throw new Error(`A settled statement has no result of ${party}.`);
  return found;
};

const fieldLine = (
  sheet: VersionSheet,
  of: ClaimingStatement,
  party: string,
  name: 'invested' | 'investmentRepaid' | 'carryInRepaid' | 'capEffect',
): VersionLine =>
  amountLine(sheet, `parties.${party}.${name}`, partyResult(of, party)[name], { version: of.statement });

/** What is repaid on the claims that a party begins with, oldest first, and what lapses where the agreement carries none on. */
const useTargets = (
  sheet: VersionSheet,
  of: ClaimingStatement,
  party: string,
  open: readonly OpenClaim[],
): Target[] => {
  if (open.length === 0) return [];
  let left = fieldLine(sheet, of, party, 'carryInRepaid');
  return open.flatMap((claim): Target[] => {
    const { origin: version, period, reason } = claim;
    const basis = { version, field: `claims.${period}.${reason}.${party}` };
    const stands = givenLine(sheet, 'claimOpen', { party }, printedAmount(claim.amount), basis);
    const repaid = madeLine(sheet, 'smaller', 'claimRepaid', { party }, [left, stands]);
    left = madeLine(sheet, 'difference', 'claimToRepay', { party }, [left, repaid]);
    const used: Target[] = [{ claim, what: 'repaid', line: repaid }];
    if (of.carrying.investments) return used;
    const rest = madeLine(sheet, 'difference', 'claimRest', { party }, [stands, repaid]);
    return [...used, { claim, what: 'lapsed', line: rest }];
  });
};

/** The last day of a performance period some years on, `2028-12-31`. */
const lastDayAfter = (period: Period, years: number | null): string | null =>
  years === null ? null : lastDay({ ...period, year: period.year + years });

const arisingTargets = (sheet: VersionSheet, of: ClaimingStatement, party: string): Target[] => {
  const { carrying, performance, statement: origin } = of;
  const expires = lastDayAfter(performance, carrying.expireAfterYears);
  const target = (reason: ClaimReason, line: VersionLine): Target => ({
    claim: { party, reason, period: performance.text, origin, expires },
    what: 'arises',
    line,
  });
  const targets: Target[] = [];
  if (carrying.investments && carrying.investment === 'first') {
    const parts = [fieldLine(sheet, of, party, 'invested'), fieldLine(sheet, of, party, 'investmentRepaid')];
    targets.push(target('investments', madeLine(sheet, 'difference', 'claimArises', { party }, parts)));
  }
  if (carrying.caps) targets.push(target('caps', missedByCap(sheet, of, party)));
  return targets;
};

/** What a receiver misses by a cap; what a cap spares a payer is not owed later. */
const missedByCap = (sheet: VersionSheet, of: ClaimingStatement, party: string): VersionLine => {
  const effect = fieldLine(sheet, of, party, 'capEffect');
  const zero = zeroLine(sheet);
  return sign(effect.value) < 0 ? madeLine(sheet, 'difference', 'claimArises', { party }, [zero, effect]) : zero;
};

/** Says out loud that the bookings leave a party with exactly what its statement carries out. */
const assertCarriedOut = (of: ClaimingStatement, open: readonly OpenClaim[], targets: readonly Target[]): void => {
  for (const party of of.parties) {
    const began = open.filter((claim) => claim.party === party).map(({ amount }) => printedAmount(amount));
    const booked = targets
      .filter(({ claim }) => claim.party === party)
      .map(({ what, line }) => signed({ what, amount: printAmount(line.value) }));
    if (compare(sum([...began, ...booked]), printedAmount(partyResult(of, party).carryOut)) !== 0)
      throw new Error(`The claims of ${party} after ${of.performance.text} are not what its statement carries out.`);
  }
};

const bookedOn = (own: readonly ClaimEntry[], { claim, what }: Pick<Target, 'claim' | 'what'>): Ratio =>
  own
    .filter((entry) => entry.what === what && keyOf(entry.claim) === keyOf(claim))
    .reduce((all, { amount }) => add(all, printedAmount(amount)), ZERO);

/** What is booked now: the targets less what was booked for this period before, and nothing where that is nothing. */
const differences = (
  sheet: VersionSheet,
  of: ClaimingStatement,
  targets: readonly Target[],
  own: readonly ClaimEntry[],
): ClaimEntry[] => {
  const isTarget = (entry: ClaimEntry) =>
    targets.some(({ claim, what }) => what === entry.what && keyOf(claim) === keyOf(entry.claim));
  const gone = new Map(
    own.filter((entry) => !isTarget(entry)).map((entry) => [`${entry.what} ${keyOf(entry.claim)}`, entry]),
  );
  const dropped = [...gone.values()].map(({ claim, what }) => ({ claim, what, line: zeroLine(sheet) }));
  return [...targets, ...dropped].flatMap((target) => {
    const booked = bookedOn(own, target);
    const line = isZero(booked) ? target.line : corrected(sheet, target, booked, own);
    if (isZero(line.value)) return [];
    const claim = own.find((entry) => keyOf(entry.claim) === keyOf(target.claim))?.claim ?? target.claim;
    const [amount, bookedIn] = [printAmount(line.value), of.performance.text];
    return [{ claim, what: target.what, statement: of.statement, bookedIn, amount, line: line.number }];
  });
};

const corrected = (
  sheet: VersionSheet,
  { claim: { party }, line, what }: Target,
  booked: Ratio,
  own: readonly ClaimEntry[],
): VersionLine => {
  const basis = { version: own.at(-1)?.statement ?? '', field: `ledger.${what}.${party}` };
  const before = givenLine(sheet, 'claimBooked', { party }, booked, basis);
  return madeLine(sheet, 'difference', 'claimCorrection', { party }, [line, before]);
};
