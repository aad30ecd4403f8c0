/**
 * What became of an upload, for the party that sent it: its receipt, its findings, or what it would change as a
 * correction; and the file itself with its findings in two added columns, while the incoming bucket still has it.
 */

import * as z from 'zod';
import type { Problem } from '../domain/delivery/findings/problem.ts';
import { problemOrder } from '../domain/delivery/findings/problem.ts';
import { ruleFor } from '../domain/delivery/findings/rules.ts';
import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { calendarDate } from '../domain/pilot/date.ts';
import { isCurrent, isSameUpload, openProposal, type UploadIdentity } from '../domain/record/correction.ts';
import { type PilotEvent, ROLES, sha256 as sha256Schema } from '../domain/record/event.ts';
import {
  deliveredQuarters,
  type HeldDelivery,
  type PilotState,
  sourcesOf,
  stateOf,
} from '../domain/record/projection.ts';
import { type Receipt, receiptOf } from '../domain/record/receipt.ts';
import type { ListedFinding, UploadOutcome, UploadView } from '../portal/findings-page.ts';
import { returnDelivered } from './delivered-file.ts';
import { pilotProblems, readUpload } from './ingest.ts';
import { mayAct, type Person } from './person.ts';
import { sharedState } from './pilot-state.ts';
import type { Ports, ReadPort } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { readUploadKey } from './upload-key.ts';

/** Which upload is asked for, as it stands in an address. */
const asked = z.object({ sha256: sha256Schema, kind: z.enum(DELIVERY_KINDS), valuationDate: calendarDate });

/** The names of an upload in an address, still to be read. */
export type AskedUpload = Readonly<Record<keyof z.output<typeof asked>, string>>;

type ReadPorts = Pick<Ports, 'record' | 'deliveries' | 'hash'> & { readonly incoming: ReadPort };

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
  if (proposal !== null) return { state: 'proposed', proposal, isCurrent: isCurrent(state, proposal) };
  if (held !== undefined) return heldOutcome(ports, held, state);
  const receipt = receiptOf(chain, upload, ports.hash);
  if (receipt !== null) return { state: 'accepted', receipt, supersededOn: supersededOn(chain, receipt) };
  const refused = chain.findLast(({ change }) => change.type === 'deliveryRefused' && isSameUpload(change, upload));
  if (refused?.change.type !== 'deliveryRefused') return { state: 'waiting' };
  const { problemCount, key, refusal } = refused.change;
  const isWiped = refusal === 'personal_data_is_refused';
  const then = stateOf(chain.slice(0, refused.sequence - 1));
  const found = key === undefined || isWiped ? null : await findAgain(ports, key, then);
  return {
    state: 'refused',
    findingCount: Math.max(problemCount, found?.findingCount ?? 0),
    findings: found?.findings ?? readKept(refused.change.problems),
    isReturnable: found !== null,
  };
};

/** What was found, worked out again from the file itself. */
interface FoundAgain {
  readonly findingCount: number;
  readonly findings: readonly ListedFinding[];
}

/**
 * Everything that was found in an upload, beside what the pilot knew then; `null` where the file is gone. The record has only
 * the places: what stands there is for who sent it.
 */
const findAgain = async (ports: ReadPorts, key: string, then: PilotState | null): Promise<FoundAgain | null> => {
  const [upload, source] = [readUploadKey(key), await ports.incoming.open(key)];
  if (upload === null || source === null) return null;
  const { answer, contents } = await readUpload(ports, upload, source, then);
  const ofPilot = then === null || contents === null ? [] : pilotProblems(then, upload, contents);
  return {
    findingCount: answer.problemCount + answer.findingCount + ofPilot.length,
    findings: [...[...answer.problems, ...answer.findings].sort(problemOrder), ...ofPilot],
  };
};

/** What waits for the reasons of its supplier: the findings, while the file is there. */
const heldOutcome = async (
  ports: ReadPorts,
  { key, codes, problems, explained }: HeldDelivery,
  state: PilotState,
): Promise<UploadOutcome> => {
  const found = await findAgain(ports, key, state);
  return {
    state: 'held',
    codes,
    findings: found?.findings ?? readKept(problems),
    isThere: found !== null,
    explained: explained ?? [],
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

/** Where the return file of an upload can be fetched for a few minutes. */
export const readReturnFile = async (
  ports: ReadPorts & Pick<Ports, 'returns'>,
  person: Person,
  pilot: string,
  named: AskedUpload,
): Promise<{ readonly location: string } | Refusal> => {
  const found = await findUpload(ports, person, pilot, named);
  if ('refusal' in found) return found;
  const { upload, chain } = found;
  const outcome = await outcomeOf(ports, found);
  const change = chain.findLast(
    (each) => each.change.type === 'deliveryRefused' && isSameUpload(each.change, upload),
  )?.change;
  const key = change?.type === 'deliveryRefused' ? change.key : undefined;
  const source = key === undefined ? null : await ports.incoming.open(key);
  if (outcome.state !== 'refused' || !outcome.isReturnable || source === null)
    return refuse(
      'upload_must_be_there',
      'Het bestand is er niet (meer): geweigerde bestanden verdwijnen binnen een dag. Lever het opnieuw aan.',
    );
  const problems = outcome.findings.map(asProblem).sort(problemOrder);
  const pieces = await returnDelivered(upload.kind, source, problems);
  const returnKey = `return/${key}.csv`;
  await ports.returns.put(returnKey, pieces, `${upload.kind}-${upload.valuationDate}-bevindingen.csv`);
  return { location: await ports.returns.link(returnKey) };
};

/** A finding of the pilot names its column by heading; in the file it stands at its row. */
const asProblem = ({ code, line, column, message }: ListedFinding): Problem => ({
  ...{ code, line, message },
  column: typeof column === 'number' ? column : null,
});
