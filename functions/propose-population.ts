/**
 * Records that a party proposes a population definition: who is counted, for every stream alike. It comes into force when
 * every party that approves statements has approved it by its hash.
 */
import { canonicalText } from '../domain/record/canonical.ts';
import { awaitsApproval, proposePopulation as propose } from '../domain/record/population-approval.ts';
import { stateOf } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { authorOf, mayAct, mustBeParty, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/** The hash by which a definition is approved, and the parties that have still to do so. */
export interface ProposedPopulation {
  readonly population: string;
  readonly awaits: readonly string[];
}

/** Proposes a definition. Proposing the same one again changes nothing. */
export const proposePopulation = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<ProposedPopulation | Refusal> => {
  const forbidden = mayAct(person, pilot, ['controller', 'signatory']);
  if (forbidden !== null) return forbidden;
  const by = authorOf(person);
  const chain = await record(
    ports,
    pilot,
    by,
    (state) => mustBeParty(person, state.pilot) ?? propose(state, body, ports.hash),
  );
  if (isRefusal(chain)) return chain;
  const state = stateOf(chain);
  // What was taken is canonical JSON, so its hash is that of the document as it was read.
  const sha256 = ports.hash(canonicalText(body));
  const proposed = state?.populations.find((each) => each.sha256 === sha256);
  if (state === null || proposed === undefined) throw new Error('A proposed definition is not in the record.');
  return { population: sha256, awaits: awaitsApproval(state, proposed) };
};
