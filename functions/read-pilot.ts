/**
 * Shows a person the pilot: every agreed statement and how far it is, and the deliveries of the person's own party.
 */
import { type Overview, overviewFor } from '../domain/record/overview.ts';
import { stateOf } from '../domain/record/projection.ts';
import { mayAct, type Person, ROLES } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The overview of a pilot for a person of it. */
export const readPilot = async (
  { record }: Pick<Ports, 'record'>,
  person: Person,
  pilot: string,
): Promise<Overview | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = stateOf(await record.read(pilot));
  return state === null
    ? refuse('pilot_must_exist', `Er is geen pilot met het kenmerk ${pilot}.`)
    : overviewFor(state, person.party);
};
