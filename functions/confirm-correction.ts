/**
 * Confirms a correction after its difference was shown: from now on it counts, and what it takes the place of stays in the
 * record as what was known before.
 */
import {
  isCurrent,
  isOfPopulationInForce,
  isSameUpload,
  openProposal,
  type Proposal,
} from '../domain/record/correction.ts';
import type { Change, PilotEvent } from '../domain/record/event.ts';
import type { PilotState } from '../domain/record/projection.ts';
import { type Receipt, receiptOf } from '../domain/record/receipt.ts';
import { record } from './append.ts';
import { contentTypeOf } from './delivered-file.ts';
import { mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { type AskedUpload, findUpload } from './read-findings.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';
import { deliveryKey } from './storage-keys.ts';

type ConfirmPorts = Pick<Ports, 'record' | 'incoming' | 'deliveries' | 'workflow' | 'now' | 'hash'>;

/** Confirms for the person's party; gives the receipt. Confirming again gives the same receipt. */
export const confirmCorrection = async (
  ports: ConfirmPorts,
  person: Person,
  pilot: string,
  named: AskedUpload,
): Promise<Receipt | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const found = await findUpload(ports, person, pilot, named);
  if ('refusal' in found) return found;
  const { upload, chain, state } = found;
  const proposal = openProposal(chain, upload);
  const given = proposal === null ? receiptOf(chain, upload, ports.hash) : null;
  if (given !== null) return given;
  const refused = refusalOf(state, chain, proposal);
  if (proposal === null || refused !== null) return refused ?? notProposed();
  const isThere = await keep(ports, pilot, proposal);
  if (!isThere)
    return refuse(
      'upload_must_be_there',
      'Het bestand is er niet meer: een correctie wordt binnen een dag bevestigd. Lever haar opnieuw aan.',
    );
  const by = { party: person.party, person: person.person, role: person.role };
  const after = await record(ports, pilot, by, (now, events) => decide(now, events, proposal));
  if (isRefusal(after)) return after;
  await startWhatIsDue(ports, pilot, after);
  const receipt = receiptOf(after, upload, ports.hash);
  if (receipt === null) throw new Error('A correction was confirmed and is not in the record.');
  return receipt;
};

const notProposed = (): Refusal =>
  refuse(
    'correction_must_be_proposed',
    'Er wacht geen correctie met dit kenmerk. Lever het bestand eerst aan als correctie.',
  );

const refusalOf = (state: PilotState, chain: readonly PilotEvent[], proposal: Proposal | null): Refusal | null => {
  if (proposal === null) return notProposed();
  if (state.held.some((each) => isSameUpload(each, proposal.delivery) && each.explained === null))
    return refuse(
      'findings_must_be_explained',
      'Niet alles in deze correctie is aannemelijk. Geef eerst bij elke bevinding een reden.',
    );
  if (!isOfPopulationInForce(state, proposal.delivery))
    return refuse(
      'population_version_must_match',
      'Deze correctie telt een populatiedefinitie die niet meer van kracht is. Lever haar opnieuw aan over de geldende versie.',
    );
  return isCurrent(state, chain, proposal)
    ? null
    : refuse(
        'correction_must_be_current',
        'Er is intussen iets anders aangeleverd. Lever de correctie opnieuw aan om het verschil daarmee te zien.',
      );
};

/** Decides on the record as it is at that moment: somebody else may have confirmed, or delivered, in between. */
const decide = (
  state: PilotState,
  chain: readonly PilotEvent[],
  { delivery, supersedes }: Proposal,
): Change | Refusal | null => {
  const proposal = openProposal(chain, delivery);
  const isAccepted = state.received.some((each) => isSameUpload(each, delivery)) && proposal === null;
  if (isAccepted) return null;
  return refusalOf(state, chain, proposal) ?? { type: 'deliveryAccepted', delivery, supersedes };
};

/** Copies the file to where it is kept, before the record says that it counts. */
const keep = async (
  { incoming, deliveries }: ConfirmPorts,
  pilot: string,
  { delivery, key }: Proposal,
): Promise<boolean> => {
  const source = await incoming.open(key);
  if (source === null) return false;
  const { sha256 } = delivery;
  await deliveries.copyOnce(deliveryKey(pilot, sha256), source, sha256, await contentTypeOf(source));
  return true;
};
