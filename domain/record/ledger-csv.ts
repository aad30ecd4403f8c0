/**
 * The ledger for the finance desk: files that a spreadsheet with Dutch settings opens as they are. Semicolons, a decimal
 * comma, dates as 31-07-2025 (the day of the seal in UTC), lines that end in CRLF, no grouping of thousands.
 */
import type { Ledger, LedgerEvent } from './ledger.ts';

/** By party its name in the agreement. */
type Names = Readonly<Record<string, string>>;

const KINDS = {
  interim: 'Voorschot bij tussentijds afschrift',
  final: 'Eindafschrift',
  restatement: 'Herziening',
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

const postingRows = (event: LedgerEvent, names: Names): string[] =>
  event.postings.map(({ number, debit, credit, amount }) =>
    row([
      `${number}`,
      date(event.sealed),
      event.statement,
      KINDS[event.kind],
      cell(event.period.text),
      cell(debit.performance),
      cell(debit.party),
      nameOf(names, debit.party),
      cell(credit.party),
      nameOf(names, credit.party),
      euro(amount),
    ]),
  );

/** The postings as CSV, one a row: who receives (debet), who pays (credit), how much, on which statement. */
export const postingsCsv = ({ events }: Ledger, names: Names): string =>
  [
    row([
      ...['boeking', 'datum', 'afschrift', 'soort', 'periode', 'prestatieperiode'],
      ...['debet', 'naam debet', 'credit', 'naam credit', 'bedrag'],
    ]),
    ...events.flatMap((event) => postingRows(event, names)),
  ].join('');

/** The bookings on claims as CSV, one a row: of whom, from which period, why, and what happened to it when. */
export const claimsCsv = ({ events }: Ledger, names: Names): string =>
  [
    row([
      ...['datum', 'afschrift', 'geboekt in', 'partij', 'naam', 'ontstaan in', 'afschrift van ontstaan'],
      ...['reden', 'boeking', 'bedrag', 'vervalt na'],
    ]),
    ...events.flatMap(({ sealed, claims }) =>
      claims.map(({ claim, what, statement, bookedIn, amount }) =>
        row([
          date(sealed),
          statement,
          cell(bookedIn),
          cell(claim.party),
          nameOf(names, claim.party),
          cell(claim.period),
          claim.origin,
          REASONS[claim.reason],
          BOOKINGS[what],
          euro(amount),
          claim.expires === null ? '' : date(claim.expires),
        ]),
      ),
    ),
  ].join('');
