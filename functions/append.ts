/**
 * Appending to a pilot's record when others append at the same time: the loser reads on, decides again, and retries.
 */

import { canonicalText } from '../domain/record/canonical.ts';
import { type Author, type Change, nextEvent, type PilotEvent } from '../domain/record/event.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { noPilot } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal } from './refusal.ts';

/**
 * A decision on the state as it is now: a change to record, a refusal, or `null` when there is nothing left to do.
 * `moment` is the moment in UTC at which the change becomes known.
 */
export type Decide = (state: PilotState, chain: readonly PilotEvent[], moment: string) => Change | Refusal | null;

/** More tries than this mean that something is wrong with the record, not that it is busy. */
const MOST_TRIES = 200;

/**
 * Records what is decided, once, and gives the chain as it is then, the new event last. Deciding must be pure: it is asked
 * again after every lost race.
 */
export const record = async (
  { record: events, now, hash }: Pick<Ports, 'record' | 'now' | 'hash'>,
  pilot: string,
  by: Author,
  decide: Decide,
): Promise<readonly PilotEvent[] | Refusal> => {
  let chain: readonly PilotEvent[] = await events.read(pilot);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state = stateOf(chain);
    if (state === null) return noPilot(pilot);
    const known = now().toISOString();
    const decided = decide(state, chain, known);
    if (decided === null) return chain;
    if (isRefusal(decided)) return decided;
    const event = nextEvent(chain, { known, by, change: decided }, hash);
    if (await events.append(pilot, event)) return [...chain, event];
    chain = await readUpTo(events, pilot, chain, event.sequence);
    if (isOurs(chain, event)) return chain.slice(0, event.sequence);
  }
  throw new Error(`The record of a pilot could not be appended to in ${MOST_TRIES} tries.`);
};

/** Reads on up to a place that is known to be taken: a reading without it is not the newest, and nothing may be decided on it. */
const readUpTo = async (
  events: Ports['record'],
  pilot: string,
  chain: readonly PilotEvent[],
  sequence: number,
): Promise<readonly PilotEvent[]> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const newer = await events.read(pilot, chain);
    if (newer.length >= sequence) return newer;
  }
  throw new Error(`The record of a pilot says that place ${sequence} is taken, and does not show by what.`);
};

/** The AWS SDK repeats a write whose answer was lost; then the event that took the place is the very one we wrote. */
const isOurs = (chain: readonly PilotEvent[], event: PilotEvent): boolean => {
  const there = chain[event.sequence - 1];
  return there !== undefined && canonicalText(there) === canonicalText(event);
};
