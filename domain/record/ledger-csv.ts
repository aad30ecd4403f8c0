/**
 * The ledger for the finance desk: files that a spreadsheet with Dutch settings opens as they are. Semicolons, a decimal
 * comma, dates as 31-07-2025 (the day of the seal in UTC), lines that end in CRLF, no grouping of thousands.
 */
import type { BookedView, LedgerPeriod, LedgerView, PaymentPosting } from './ledger-view.ts';
import type { OrderStanding, PaymentOrder } from './payment-orders.ts';

/** What a file is made from. */
type Exported = Pick<LedgerView, 'partyNames' | 'periods'>;
type Names = LedgerView['partyNames'];

const KINDS = {
  interim: 'Voorschot bij tussentijds afschrift',
  final: 'Eindafschrift',
  restatement: 'Herziening',
  payment: 'Betaling',
} as const;

const BOOKINGS = { arises: 'Ontstaan', repaid: 'Afgelost', lapsed: 'Vervallen' } as const;
const REASONS = { investments: 'Niet terugbetaalde investering', caps: 'Gemist door een maximum' } as const;

/** What a spreadsheet would run as a formula, or read past its cell, when it stands first in a text. */
const FORMULA = /^[\s]*[=+\-@|\t\r]/;

/** A text as a cell: never a formula, and between quotes where a sign of the format stands in it. */
const cell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const row = (cells: readonly string[]): string => `${cells.join(';')}\r\n`;

/** Euro as text with a decimal comma: a number for the spreadsheet, so a minus sign stays a minus sign. */
const euro = (amount: string): string => amount.replace('.', ',');

const date = (moment: string): string => moment.slice(0, 10).split('-').reverse().join('-');

const nameOf = (names: Names, party: string): string =>
  cell(Object.hasOwn(names, party) ? (names[party] ?? '') : party);

/** A party in two cells: its code, and its name. */
const partyCells = (names: Names, party: string): string[] => [cell(party), nameOf(names, party)];

const bookedRows = ({ statement, kind, period, known, postings }: BookedView, names: Names): string[] =>
  postings.map(({ number, debit, credit, amount }) =>
    row([
      ...[`${number}`, date(known), statement, KINDS[kind], cell(period), cell(debit.performance)],
      ...[...partyCells(names, debit.party), ...partyCells(names, credit.party), euro(amount)],
    ]),
  );

const paymentRow = (
  { order, date: paidOn, debit, credit, amount }: PaymentPosting,
  { orders }: LedgerPeriod,
  names: Names,
): string => {
  const statement = orders.find(({ number }) => number === order)?.statement ?? '';
  return row([
    ...[`betaling ${order}`, date(paidOn), statement, KINDS.payment, cell(debit.performance), cell(debit.performance)],
    ...[...partyCells(names, debit.party), ...partyCells(names, credit.party), euro(amount)],
  ]);
};

/**
 * The postings as CSV, one a row: the account that is debited, the one that is credited, how much, and on which statement.
 * What a statement settles debits who receives; a payment debits who paid.
 */
export const postingsCsv = ({ periods, partyNames: names }: Exported): string =>
  [
    row([
      ...['boeking', 'datum', 'afschrift', 'soort', 'periode', 'prestatieperiode'],
      ...['debet', 'naam debet', 'credit', 'naam credit', 'bedrag'],
    ]),
    ...periods.flatMap((period) => [
      ...period.booked.flatMap((booked) => bookedRows(booked, names)),
      ...period.payments.map((payment) => paymentRow(payment, period, names)),
    ]),
  ].join('');

const STANDINGS: Readonly<Record<OrderStanding['step'], string>> = {
  open: 'Te betalen',
  paid: 'Betaald',
  superseded: 'Opgegaan in een later afschrift',
};

const orderRow = (
  { number, ordered, statement, performance, from, to, amount, standing }: PaymentOrder,
  names: Names,
) =>
  row([
    ...[`${number}`, date(ordered), statement, cell(performance)],
    ...[...partyCells(names, from), ...partyCells(names, to), euro(amount), STANDINGS[standing.step]],
    standing.step === 'paid' ? date(standing.date) : '',
    standing.step === 'superseded' ? standing.by : '',
  ]);

/** The payment orders as CSV, one a row, and how each stands; only a heading in shadow mode. */
export const ordersCsv = ({ periods, partyNames: names }: Exported): string =>
  [
    row([
      ...['opdracht', 'datum', 'afschrift', 'prestatieperiode', 'van', 'naam van', 'aan', 'naam aan', 'bedrag'],
      ...['stand', 'betaald op', 'opgegaan in'],
    ]),
    ...periods.flatMap(({ orders }) => orders.map((order) => orderRow(order, names))),
  ].join('');

const claimRows = ({ known, statement, claims }: BookedView, names: Names): string[] =>
  claims.map(({ claim, what, bookedIn, amount }) =>
    row([
      ...[date(known), statement, cell(bookedIn), ...partyCells(names, claim.party), cell(claim.period)],
      ...[claim.origin, REASONS[claim.reason], BOOKINGS[what], euro(amount)],
      claim.expires === null ? '' : date(claim.expires),
    ]),
  );

/** The bookings on claims as CSV, one a row: of whom, from which period, why, and what happened to it when. */
export const claimsCsv = ({ periods, partyNames: names }: Exported): string =>
  [
    row([
      ...['datum', 'afschrift', 'geboekt in', 'partij', 'naam', 'ontstaan in', 'afschrift van ontstaan'],
      ...['reden', 'boeking', 'bedrag', 'vervalt na'],
    ]),
    ...periods.flatMap(({ booked }) => booked.flatMap((each) => claimRows(each, names))),
  ].join('');
