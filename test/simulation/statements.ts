/**
 * What must hold of a drafted statement as it lies in its bucket: its money, its case and its deliveries, each against what
 * the simulated people know themselves and against the slow settlement that shares nothing with the product.
 */
import type { Booked } from '../../domain/record/event.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { referenceSettle } from '../reference/settle.ts';
import { type Listed, lacking } from './deliveries.ts';
import { DOCUMENT, fileWith, type StatementPeriod } from './files.ts';
import { must } from './violation.ts';

/** A euro amount with two decimals as cents. */
export const centsOf = (amount: string): bigint => {
  must(/^-?\d+\.\d\d$/.test(amount), 'amounts are whole cents', () => amount);
  return BigInt(amount.replace('.', ''));
};

const sumOf = (amounts: readonly string[]): bigint => amounts.reduce((sum, each) => sum + centsOf(each), 0n);

/** Amounts by party, of a document. */
type Amounts = Readonly<Record<string, string>>;

/** The transfers of a settled statement; none of one without a result. */
export const transfersOf = ({ result }: Statement): Amounts =>
  'parties' in result
    ? Object.fromEntries(Object.entries(result.parties).map(([party, { transfer }]) => [party, transfer]))
    : {};

/** Money moves and does not appear or vanish. */
const checkMoney = ({ result, restates }: Statement): void => {
  if (!('parties' in result)) return;
  const transfers = Object.entries(result.parties).map(([party, { transfer }]) => [party, transfer] as const);
  const sum = sumOf(transfers.map(([, transfer]) => transfer));
  must(sum === 0n, 'transfers sum to zero', () => `${sum} cents`);
  for (const [party, transfer] of transfers) {
    const received = sumOf(result.payments.flatMap(({ to, amount }) => (to === party ? [amount] : [])));
    const paid = sumOf(result.payments.flatMap(({ from, amount }) => (from === party ? [amount] : [])));
    must(received - paid === centsOf(transfer), 'payments are the transfers', () => `${party} ${transfer}`);
  }
  if (restates === undefined || !('corrections' in restates)) return;
  const corrected = sumOf(Object.values(restates.corrections.due));
  must(corrected === 0n, 'corrections sum to zero', () => `${corrected} cents`);
};

/** A document as it was written, without what only the worksheet says. */
const withoutWorksheet = (result: object): object => {
  const { worksheet: _, thresholds: __, ...rest } = result as Record<string, unknown>;
  return rest;
};

const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, inOrder(each)]));
};

/** The case settled by the slow reference gives the same result, but for what only one of the two prints. */
const checkAgainstReference = ({ case: caseFile, result }: Statement): void => {
  const expected = withoutWorksheet(referenceSettle(caseFile)) as Record<string, unknown>;
  const given = withoutWorksheet(result) as Record<string, unknown>;
  for (const [name, value] of Object.entries(expected)) {
    const [ours, theirs] = [JSON.stringify(inOrder(given[name])), JSON.stringify(inOrder(value))];
    must(ours === theirs, 'the slow settlement of the case agrees', () => `${name}: ${ours}, expected ${theirs}`);
  }
};

/** Euro a quarter that were expected, and the pilot's usual costs. */
const BY_HEART = { Zvw: { expected: 103_000, usual: 90_000 }, Wmo: { expected: 10_000, usual: 12_000 } } as const;

/** What a person who made the files says by heart of both streams. */
const checkByHeart = ({ result }: Statement, period: StatementPeriod, listed: readonly Listed[]): void => {
  if (!('streams' in result)) return;
  const quarters = period === '2025' ? 4 : 1;
  for (const [stream, { expected, usual }] of Object.entries(BY_HEART)) {
    const used = listed.find((each) => each.source === stream && each.quarters.includes('2025-K1'));
    const file = used === undefined ? undefined : fileWith(stream === 'Zvw' ? 'INS' : 'MUN', used.sha256);
    const actual = `${usual * quarters + (file?.moreEuro ?? Number.NaN)}.00`;
    const given = result.streams[stream];
    must(
      given?.actual === actual,
      'actual costs are those delivered',
      () => `${stream}: ${given?.actual}, not ${actual}`,
    );
    must(
      given.expected === `${expected * quarters}.00`,
      'expected costs are those agreed',
      () => `${stream}: ${given.expected}`,
    );
  }
};

const checked = new Map<string, Statement>();

/** Reads a statement from its bytes, after checking what depends on nothing but them. */
const readChecked = (sha256: string, bytes: Uint8Array): Statement => {
  const known = checked.get(sha256);
  if (known !== undefined) return known;
  const statement: Statement = JSON.parse(new TextDecoder().decode(bytes));
  checkMoney(statement);
  checkAgainstReference(statement);
  checked.set(sha256, statement);
  return statement;
};

/** What the record says at the moment of a draft. */
export interface Ground {
  readonly period: StatementPeriod;
  /** What the statement has to rest on. */
  readonly listed: readonly Listed[];
  /** The statement over the period that was sealed last, by hash; `null` before there is one. */
  readonly restates: string | null;
  readonly previous: Statement | null;
  readonly known: string;
}

const DAY_MILLISECONDS = 86_400_000;
const FIRST_DAY_AFTER: Readonly<Record<StatementPeriod, string>> = { '2025-K1': '2025-04-01', '2025': '2026-01-01' };

/** Clocks may be off by so much. */
const LEEWAY_MILLISECONDS = 20 * 60_000;

/** Nothing lacks, or the agreed term for it has passed. */
const checkWaiting = ({ period, known }: Ground, lacks: readonly string[], status: string): void => {
  must(lacks.length > 0 === (status === 'incomplete'), 'a statement is incomplete when something lacks', () => status);
  if (lacks.length === 0) return;
  const term = DOCUMENT.agreement.deliveryTermDays * DAY_MILLISECONDS;
  const deadline = Date.parse(FIRST_DAY_AFTER[period]) + term;
  const isOver = Date.parse(known) + LEEWAY_MILLISECONDS >= deadline;
  must(isOver, 'what lacks is waited for until its term passes', () => `${lacks.join()} at ${known}`);
};

/** A restatement names the seal before it, and its corrections are the differences with it. */
const checkRestates = (statement: Statement, { restates, previous }: Ground): void => {
  const named = statement.restates?.statement ?? null;
  must(named === restates, 'a statement restates what was sealed last', () => `${named}, not ${restates}`);
  must((statement.kind === 'restatement') === (restates !== null), 'what is made again says so', () => statement.kind);
  if (previous === null || statement.restates === undefined || !('corrections' in statement.restates)) return;
  const [before, now] = [transfersOf(previous), transfersOf(statement)];
  const due: Amounts = statement.restates.corrections.due;
  for (const [party, amount] of Object.entries(due)) {
    const difference = centsOf(now[party] ?? '0.00') - centsOf(before[party] ?? '0.00');
    must(centsOf(amount) === difference, 'corrections are what transfers change by', () => `${party}: ${amount}`);
  }
  const largest = Object.values(due).reduce(
    (most, amount) => (magnitude(amount) > most ? magnitude(amount) : most),
    0n,
  );
  const tolerance = centsOf(DOCUMENT.agreement.restatementTolerance ?? '0.00');
  must(largest >= tolerance, 'below the tolerance nothing is restated', () => `${largest} cents`);
};

const magnitude = (amount: string): bigint => {
  const cents = centsOf(amount);
  return cents < 0n ? -cents : cents;
};

/** Checks a statement as it lies under its hash, at the moment of its draft; gives the document. */
export const checkDraft = (sha256: string, bytes: Uint8Array, ground: Ground): Statement => {
  const statement = readChecked(sha256, bytes);
  const { period, listed } = ground;
  must(statement.period === period, 'a statement is over the period that was due', () => statement.period);
  const [given, wanted] = [textOf(statement.deliveries), textOf(listed)];
  must(given === wanted, 'a statement rests on the deliveries that count', () => `${given}\n  expected\n${wanted}`);
  checkWaiting(ground, lacking(period, listed), statement.result.status);
  checkByHeart(statement, period, listed);
  checkRestates(statement, ground);
  return statement;
};

/**
 * All that was booked for the year up to and with a statement is what it says: its transfers, or of an interim one the half
 * that was agreed, to the cent.
 */
export const checkBooked = (booked: readonly Booked[], statement: Statement, isWhole: boolean): void => {
  const payments = booked.flatMap((each) => each.payments);
  for (const [party, transfer] of Object.entries(transfersOf(statement))) {
    const received = sumOf(payments.flatMap(({ to, amount }) => (to === party ? [amount] : [])));
    const paid = sumOf(payments.flatMap(({ from, amount }) => (from === party ? [amount] : [])));
    const [moved, wanted] = [2n * (received - paid), centsOf(transfer) * (isWhole ? 2n : 1n)];
    const off = moved > wanted ? moved - wanted : wanted - moved;
    must(
      off <= (isWhole ? 0n : 2n),
      'all postings together are what the last statement says',
      () => `${party}: ${received - paid} cents of ${transfer}`,
    );
  }
};

const textOf = (listed: readonly Listed[]): string =>
  listed
    .map(({ source, sha256, valuationDate, quarters }) =>
      [source, sha256.slice(0, 8), valuationDate, ...quarters].join(' '),
    )
    .sort()
    .join('\n');

/**
 * The least by which transfers change when costs of a stream change by so much: of every euro at least a third is shared,
 * or half of it as a loss in quarters. So a change of twelve times the tolerance is never within it.
 */
export const isSurelyAboveTolerance = (before: readonly Listed[], now: readonly Listed[]): boolean => {
  const moreOf = (listed: readonly Listed[]): number =>
    listed.reduce(
      (sum, { sha256, source }) => sum + (fileWith(source === 'Zvw' ? 'INS' : 'MUN', sha256)?.moreEuro ?? 0),
      0,
    );
  const tolerance = Number(DOCUMENT.agreement.restatementTolerance ?? '0');
  return Math.abs(moreOf(now) - moreOf(before)) >= 12 * tolerance;
};
