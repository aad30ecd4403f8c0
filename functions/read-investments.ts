/**
 * Shows every party of a pilot what was invested, row by row, and who has still to accept it: whoever pays for it sees what
 * it pays for.
 */

import type { DeliveryCell } from '../domain/delivery/template/delivery.ts';
import { ROLES } from '../domain/record/event.ts';
import { deliveredInvestments, investedCells, investmentsNamed } from '../domain/record/investments.ts';
import type { InvestedRow, InvestmentsView } from '../portal/investments-page.ts';
import { fetchCells } from './fetch-delivery.ts';
import { mayAct, type Person } from './person.ts';
import { sharedState } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/** The investments of a pilot, for a person of it. */
export const readInvestments = async (
  { record, deliveries }: Pick<Ports, 'record' | 'deliveries'>,
  person: Person,
  pilot: string,
): Promise<InvestmentsView | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = sharedState(person, pilot, await record.read(pilot));
  if (isRefusal(state)) return state;
  const { document } = state.pilot;
  const all: InvestmentsView['investments'][number][] = [];
  for (const each of deliveredInvestments(state)) {
    const { numbers, form } = investmentsNamed(state, each) ?? {};
    const delivery = { sha256: each.sha256, kind: 'investments', numbers, form } as const;
    const { cells, total } = investedCells(each, await fetchCells({ deliveries }, pilot, delivery));
    all.push({ ...each, total, rows: cells.map(investedRow) });
  }
  const { party, role } = person;
  return {
    pilot: document.pilot,
    partyNames: document.agreement.partyNames,
    viewer: { party, role },
    investments: all,
  };
};

const investedRow = ({ values, sums }: DeliveryCell): InvestedRow => ({
  period: values['periode'] ?? '',
  article: values['artikel'] ?? '',
  description: values['omschrijving'] ?? '',
  evidence: values['bewijs'] ?? '',
  amount: sums['bedrag'] ?? '',
});
