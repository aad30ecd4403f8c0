/**
 * Records that a party approves a population definition, named by its hash. The last approval that the agreement asks for
 * brings it into force, in place of the one before it.
 */
import { approvePopulation as approve, awaitsApproval } from '../domain/record/population-approval.ts';
import { stateOf } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { authorOf, mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/** Approves for the person's party. Approving again changes nothing. */
export const approvePopulation = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  population: string,
): Promise<{ readonly approved: string; readonly awaits: readonly string[] } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['signatory']);
  if (forbidden !== null) return forbidden;
  const chain = await record(ports, pilot, authorOf(person), (state) => approve(state, person, population));
  if (isRefusal(chain)) return chain;
  const state = stateOf(chain);
  const approved = state?.populations.find(({ sha256 }) => sha256 === population);
  if (state === null || approved === undefined) throw new Error('An approved definition is not in the record.');
  return { approved: population, awaits: awaitsApproval(state, approved) };
};
