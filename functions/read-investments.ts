/**
 * Shows every party of a pilot what was invested, row by row, and who has still to accept it: whoever pays for it sees what
 * it pays for.
 */
import type { DeliveryCell } from '../domain/delivery/delivery.ts';
import { ROLES } from '../domain/record/event.ts';
import { deliveredInvestments, investmentsNamed } from '../domain/record/investments.ts';
import { stateOf } from '../domain/record/projection.ts';
import type { InvestedRow, InvestmentsView } from '../portal/investments-page.ts';
import { readCells } from './delivered-file.ts';
import { mayAct, mayRead, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { deliveryKey } from './storage-keys.ts';

/** The investments of a pilot, for a person of it. */
export const readInvestments = async (
  { record, deliveries }: Pick<Ports, 'record' | 'deliveries'>,
  person: Person,
  pilot: string,
): Promise<InvestmentsView | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = stateOf(await record.read(pilot));
  if (state === null) return refuse('pilot_must_exist', `Er is geen pilot met het kenmerk ${pilot}.`);
  const stranger = mayRead(person, state.pilot);
  if (stranger !== null) return stranger;
  const { document } = state.pilot;
  const all: InvestmentsView['investments'][number][] = [];
  for (const each of deliveredInvestments(state)) {
    const source = await deliveries.open(deliveryKey(pilot, each.sha256));
    if (source === null) throw new Error('An accepted delivery is not under its hash.');
    const numbers = investmentsNamed(state, each)?.numbers ?? {};
    all.push({ ...each, rows: (await readCells({ kind: 'investments', source, numbers })).map(investedRow) });
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
