/**
 * The access log: who read what of a pilot that is not public, or tried to. It is a list of its own beside the record of the
 * pilot, because reading changes nothing that the parties agree on, and because the record is handed out in bundles.
 *
 * An entry holds a person's number and no name, the route and no address, and of what was read only hashes and the names of
 * our own files: people type names into everything else. Nothing of the content is in it.
 */

import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { mayAct, type Person } from './person.ts';
import { noPilot } from './pilot-state.ts';
import type { AccessEntry, AccessPort, Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** What was asked, as the door to AWS knows it. */
export interface AskedReading {
  readonly pilot: string;
  /** The route as the table of verbs has it, such as `GET /pilots/{pilot}/events`. */
  readonly route: string;
  /** The number that the gateway gave the request; its own log has the same. */
  readonly request: string;
  /** The parts of the address and of its question. */
  readonly named: Readonly<Record<string, string>>;
}

type LogPorts = { readonly access: AccessPort } & Pick<Ports, 'record' | 'now'>;

const HASH = /^[0-9a-f]{64}$/;

/** What may be asked of a thing, in our own words; any other text is left out. */
const OUR_WORDS: readonly string[] = [
  ...['html', 'json', 'csv', 'return', 'all'],
  ...['postings', 'orders', 'claims'],
  ...DELIVERY_KINDS,
];

/** A file is named only where it was found, because then it is one of ours. */
const isKept = (name: string, text: string, isGranted: boolean): boolean =>
  HASH.test(text) || OUR_WORDS.includes(text) || (name === 'file' && isGranted);

/**
 * Enters a reading and gives the answer on: where the entry cannot be made nothing is read. It is entered with the pilot that
 * was asked, also for a stranger to it; where there is no such pilot, with the stranger's own.
 */
export const entered = async <Value extends object>(
  { access, record, now }: LogPorts,
  { person: number, pilot: own, party, role }: Person,
  { pilot, route, request, named }: AskedReading,
  answer: Value | Refusal,
): Promise<Value | Refusal> => {
  const isThere = pilot === own || (await record.read(pilot)).length > 0;
  const isGranted = !isRefusal(answer);
  const of = Object.fromEntries(Object.entries(named).filter(([name, text]) => isKept(name, text, isGranted)));
  await access.append(isThere ? pilot : own, {
    moment: now().toISOString(),
    request,
    person: number,
    pilot: own,
    party,
    role,
    route,
    of,
    outcome: isRefusal(answer) ? answer.refusal : 'granted',
  });
  return answer;
};

/** A page of the log: entries in the order of their moments, and where the next page begins; `null` at the end. */
export interface AccessPage {
  readonly entries: readonly AccessEntry[];
  readonly next: string | null;
}

/** Some 300 bytes each: a page stays far below what an answer may hold. */
const ENTRIES_A_PAGE = 1000;

/** What a page ends with and the next one is asked by: a moment and the number of a request. */
const PLACE = /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[^\s]{1,200}$/;

/** A page of the log of a pilot, for a supervisor. */
export const readAccess = async (
  { access, record }: Pick<LogPorts, 'access' | 'record'>,
  person: Person,
  pilot: string,
  after?: string,
): Promise<AccessPage | Refusal> => {
  const forbidden = mayAct(person, pilot, ['supervisor']);
  if (forbidden !== null) return forbidden;
  if (after !== undefined && !PLACE.test(after))
    return refuse('request_is_malformed', 'after is wat het vorige antwoord onder next gaf.');
  if ((await record.read(pilot)).length === 0) return noPilot(pilot);
  return access.read(pilot, after ?? null, ENTRIES_A_PAGE);
};
