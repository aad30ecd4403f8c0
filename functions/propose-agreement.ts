/**
 * Proposes the agreement over a later performance period of a pilot, and so approves it for the party of the person. It is
 * in force when all parties that it names have approved it (`approve-agreement.ts`).
 */
import { indicatorTermFaults } from '../domain/evaluation/indicator-terms.ts';
import { readPilot } from '../domain/pilot/agreement.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { proposeAgreement as propose } from '../domain/record/following-agreement.ts';
import { record } from './append.ts';
import { authorOf, mayAct, mustBeParty, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** Proposes an agreement; the answer is the hash by which the others approve it. */
export const proposeAgreement = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  document: unknown,
): Promise<{ readonly agreement: string } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['signatory']);
  if (forbidden !== null) return forbidden;
  const reading = readPilot(document);
  const faults = 'faults' in reading ? [] : indicatorTermFaults(reading.pilot.document);
  if (faults.length > 0)
    return refuse('request_is_malformed', 'De indicatoren van de overeenkomst zijn zo niet te lezen.', faults);
  const chain = await record(
    ports,
    pilot,
    authorOf(person),
    (state) => mustBeParty(person, state.pilot) ?? propose(state, document, ports.hash),
  );
  return isRefusal(chain) ? chain : { agreement: ports.hash(canonicalText(document)) };
};
