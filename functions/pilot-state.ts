/**
 * The state of a pilot, for whoever may know it.
 */
import type { PilotEvent } from '../domain/record/event.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { mayRead, type Person } from './person.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Why nothing can be said or done of a pilot that was never opened. */
export const noPilot = (pilot: string): Refusal =>
  refuse('pilot_must_exist', `Er is geen pilot met het kenmerk ${pilot}.`);

/** The state after a chain, for a person who may read what the parties of the pilot share. */
export const sharedState = (person: Person, pilot: string, chain: readonly PilotEvent[]): PilotState | Refusal => {
  const state = stateOf(chain);
  return state === null ? noPilot(pilot) : (mayRead(person, state.pilot) ?? state);
};
