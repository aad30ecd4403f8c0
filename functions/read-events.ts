/**
 * Gives a supervisor the record itself, event by event, so that everything that the portal shows can be recomputed from it
 * (`commands/rebuild.ts`). It holds what every party delivered, so nobody else gets it.
 */

import { canonicalText } from '../domain/record/canonical.ts';
import type { PilotEvent } from '../domain/record/event.ts';
import { mayAct, type Person } from './person.ts';
import { noPilot } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A function on AWS answers with at most 6 MB; one event is at most 400 KB. */
const MOST_CHARACTERS = 4_000_000;

/**
 * The events after a place in the sequence, as many as one answer holds; an empty list when there are no more. `after` is a
 * number as text, and 0 where it is not given.
 */
export const readEvents = async (
  { record }: Pick<Ports, 'record'>,
  person: Person,
  pilot: string,
  after = '0',
): Promise<readonly PilotEvent[] | Refusal> => {
  const forbidden = mayAct(person, pilot, ['supervisor']);
  if (forbidden !== null) return forbidden;
  if (!/^\d{1,12}$/.test(after))
    return refuse('request_is_malformed', 'after is het nummer van de laatste gebeurtenis die u al heeft.');
  const chain = await record.read(pilot);
  if (chain.length === 0) return noPilot(pilot);
  return fitting(chain.slice(Number(after)));
};

const fitting = (events: readonly PilotEvent[]): readonly PilotEvent[] => {
  let characters = 0;
  const tooMany = events.findIndex((event, place) => {
    characters += canonicalText(event).length;
    return place > 0 && characters > MOST_CHARACTERS;
  });
  return tooMany < 0 ? events : events.slice(0, tooMany);
};
