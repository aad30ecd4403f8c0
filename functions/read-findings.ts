/**
 * What became of an upload, for the party that sent it: its receipt, its findings, or what it would change as a
 * correction; and, while the incoming bucket still has them, all findings and the file with its findings in two added columns.
 */

import * as z from 'zod';
import { ruleFor } from '../domain/delivery/findings/rules.ts';
import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { calendarDate } from '../domain/pilot/date.ts';
import { isCurrent, isSameUpload, openProposal, type UploadIdentity } from '../domain/record/correction.ts';
import { type PilotEvent, ROLES, sha256 as sha256Schema } from '../domain/record/event.ts';
import { deliveredQuarters, type HeldDelivery, type PilotState, sourcesOf } from '../domain/record/projection.ts';
import { type Receipt, receiptOf } from '../domain/record/receipt.ts';
import type { ListedFinding, UploadOutcome, UploadView } from '../portal/findings-page.ts';
import { type FoundInUpload, fetchFound } from './found-in-upload.ts';
import { mayAct, type Person } from './person.ts';
import { sharedState } from './pilot-state.ts';
import type { Ports, ReadPort } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { foundKey, returnKey } from './upload-key.ts';

/** Which upload is asked for, as it stands in an address. */
const asked = z.object({ sha256: sha256Schema, kind: z.enum(DELIVERY_KINDS), valuationDate: calendarDate });

/** The names of an upload in an address, still to be read. */
export type AskedUpload = Readonly<Record<keyof z.output<typeof asked>, string>>;

type ReadPorts = Pick<Ports, 'record' | 'hash'> & { readonly incoming: ReadPort };

/** An upload of a party, and the record as it is now. */
export interface FoundUpload {
  readonly upload: UploadIdentity & z.output<typeof asked>;
  readonly chain: readonly PilotEvent[];
  readonly state: PilotState;
}

/** Finds an upload of the person's own party. */
export const findUpload = async (
  { record }: Pick<Ports, 'record'>,
  person: Person,
  pilot: string,
  named: AskedUpload,
): Promise<FoundUpload | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const read = asked.safeParse(named);
  if (!read.success)
    return refuse('request_is_malformed', 'Een aanlevering heeft een SHA-256, en kind en valuationDate in de vraag.');
  const chain = await record.read(pilot);
  const state = sharedState(person, pilot, chain);
  return isRefusal(state) ? state : { upload: { ...read.data, party: person.party }, chain, state };
};

/** What became of an upload. One that nobody knows of yet is waited for: its bytes may be on their way. */
export const readFindings = async (
  ports: ReadPorts,
  person: Person,
  pilot: string,
  named: AskedUpload,
): Promise<UploadView | Refusal> => {
  const found = await findUpload(ports, person, pilot, named);
  if ('refusal' in found) return found;
  const { kind, valuationDate, sha256 } = found.upload;
  const view = { pilot: found.state.pilot.document.pilot, kind, valuationDate, sha256 };
  return { ...view, outcome: await outcomeOf(ports, found) };
};

/** What became of an upload that was found. */
export const outcomeOf = async (ports: ReadPorts, { upload, chain, state }: FoundUpload): Promise<UploadOutcome> => {
  const held = state.held.find((each) => isSameUpload(each, upload));
  if (held?.explained === null) return heldOutcome(ports, held, state);
  const proposal = openProposal(chain, upload);
  const refused = chain.findLast(({ change }) => change.type === 'deliveryRefused' && isSameUpload(change, upload));
  const isOpen = proposal !== null && isCurrent(state, chain, proposal);
  // What could not be confirmed any more and was then refused, was refused: its findings say what to do.
  const isRefusedSince = (refused?.sequence ?? 0) > chain.findIndex(({ change }) => change === proposal) + 1;
  if (proposal !== null && (isOpen || !isRefusedSince)) return { state: 'proposed', proposal, isCurrent: isOpen };
  if (held !== undefined) return heldOutcome(ports, held, state);
  const receipt = receiptOf(chain, upload, ports.hash);
  if (receipt !== null) return { state: 'accepted', receipt, supersededOn: supersededOn(chain, receipt) };
  if (refused?.change.type !== 'deliveryRefused') return { state: 'waiting' };
  const { problemCount, problems } = refused.change;
  const found = await fetchFound(ports, idOf(state), upload);
  return {
    state: 'refused',
    findingCount: Math.max(problemCount, found?.findingCount ?? 0),
    findings: found === null ? readKept(problems) : listed(found),
    isReturnable: found !== null,
  };
};

const idOf = ({ pilot }: PilotState): string => pilot.document.pilot.id;

/** So many findings are shown; all that are kept are in a file of their own, because an answer is at most six megabytes. */
const MOST_SHOWN = 1_000;

const listed = ({ findings, ofPilot }: FoundInUpload): readonly ListedFinding[] =>
  [...findings, ...ofPilot].slice(0, MOST_SHOWN);

/** What waits for the reasons of its supplier. */
const heldOutcome = async (
  ports: ReadPorts,
  held: HeldDelivery,
  state: PilotState,
): Promise<UploadOutcome & { readonly state: 'held' }> => {
  const found = await fetchFound(ports, idOf(state), held);
  const isOfThese = found?.implausible === held.findings;
  return {
    state: 'held',
    codes: held.codes,
    findings: found !== null && isOfThese ? listed(found) : readKept(held.problems),
    isThere: isOfThese && (await ports.incoming.open(held.key)) !== null,
    explained: held.explained ?? [],
  };
};

/** The moment from which nothing of a delivery counts any more; `null` while any quarter of it does. */
const supersededOn = (chain: readonly PilotEvent[], { event }: Receipt): string | null => {
  const own = chain[event.sequence - 1]?.change;
  if (own?.type !== 'deliveryAccepted') return null;
  const { delivery } = own;
  const left = new Set(
    sourcesOf(delivery).flatMap((source) => deliveredQuarters(delivery).map((quarter) => `${source} ${quarter}`)),
  );
  for (const { change, known } of chain.slice(event.sequence)) {
    if (change.type !== 'deliveryAccepted') continue;
    const { delivery: later } = change;
    if (later.valuationDate !== delivery.valuationDate || later.population !== delivery.population) continue;
    for (const source of sourcesOf(later))
      for (const quarter of deliveredQuarters(later)) left.delete(`${source} ${quarter}`);
    if (left.size === 0) return known;
  }
  return null;
};

const keptFinding = z.object({
  code: z.string(),
  line: z.number().nullable().default(null),
  column: z.union([z.number(), z.string()]).nullable().default(null),
  message: z.string().optional(),
});

/** The places that the record kept, in the words of their rules; an older event has words of its own. */
const readKept = (problems: readonly unknown[]): ListedFinding[] =>
  problems.flatMap((problem) => {
    const kept = keptFinding.safeParse(problem).data;
    return kept === undefined ? [] : [{ ...kept, message: kept.message ?? ruleFor(kept.code).nl }];
  });

/** What there is of the findings of an upload as a file: all of them, or the return file. */
export type FoundFile = 'all' | 'return';

/** Where a file with the findings of an upload can be fetched for a few minutes. */
export const linkFound = async (
  ports: ReadPorts & Pick<Ports, 'beside'>,
  person: Person,
  pilot: string,
  named: AskedUpload,
  file: FoundFile,
): Promise<{ readonly location: string } | Refusal> => {
  const found = await findUpload(ports, person, pilot, named);
  if ('refusal' in found) return found;
  const outcome = await outcomeOf(ports, found);
  const isKept = outcome.state === 'refused' ? outcome.isReturnable : outcome.state === 'held' && outcome.isThere;
  if (!isKept)
    return refuse(
      'upload_must_be_there',
      'De bevindingen zijn er niet (meer): zij verdwijnen met het bestand binnen een dag. Lever het opnieuw aan.',
    );
  return { location: await ports.beside.link((file === 'all' ? foundKey : returnKey)(pilot, found.upload)) };
};
