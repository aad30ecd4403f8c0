/**
 * Gives a person of a pilot its ledger: as data, as a page, or as a file for the finance desk. Every party and the supervisor
 * see all of it: it follows from the statements, which they share.
 */

import { ROLES } from '../domain/record/event.ts';
import { claimsCsv, ordersCsv, postingsCsv } from '../domain/record/ledger-csv.ts';
import { type LedgerView, ledgerView } from '../domain/record/ledger-view.ts';
import { ledgerPage } from '../portal/ledger-page.ts';
import { mayAct, type Person } from './person.ts';
import { sharedState } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** The files for the finance desk, by the name that an address asks for. */
const FILES = { postings: 'boekingen', orders: 'betaalopdrachten', claims: 'vorderingen' } as const;

/** Which ledger is asked: over one performance period, or over all, and as what. */
export interface AskedLedger {
  readonly period: string | undefined;
  readonly format: string | undefined;
  /** Of a file for the finance desk: its postings, orders or claims. */
  readonly of: string | undefined;
}

/** A ledger as it was asked. */
export type LedgerAnswer =
  | { readonly ledger: LedgerView }
  | { readonly html: string }
  | { readonly csv: string; readonly fileName: string };

/** Reads the ledger. */
export const readLedger = async (
  { record }: Pick<Ports, 'record'>,
  person: Person,
  pilot: string,
  { period, format = 'json', of = 'postings' }: AskedLedger,
): Promise<LedgerAnswer | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = sharedState(person, pilot, await record.read(pilot));
  if (isRefusal(state)) return state;
  const whole = ledgerView(state);
  const periods = whole.periods.filter(({ performance }) => period === undefined || performance === period);
  const file = Object.entries(FILES).find(([name]) => name === of)?.[0] as keyof typeof FILES | undefined;
  if (periods.length === 0 || file === undefined || !['json', 'html', 'csv'].includes(format))
    return refuse(
      'request_is_malformed',
      `Vraag een prestatieperiode van de overeenkomst (period), als json, html of csv (format), en bij csv ${Object.keys(FILES).join(', ')} (of).`,
    );
  const ledger = { ...whole, periods };
  if (format === 'json') return { ledger };
  if (format === 'html') return { html: ledgerPage(ledger, person) };
  return {
    csv: csvOf(ledger, file),
    fileName: `${pilot}-${FILES[file]}${period === undefined ? '' : `-${period}`}.csv`,
  };
};

/** Spreadsheets read a file as UTF-8 only when it begins with this mark. */
const MARK = '\uFEFF';

const csvOf = (ledger: LedgerView, file: keyof typeof FILES): string =>
  MARK + { postings: postingsCsv, orders: ordersCsv, claims: claimsCsv }[file](ledger);
