/**
 * A record that remembers what it read: a function that stays warm fetches of a pilot only the events that are new. Events
 * are never changed, and each names the one before it, so what was read before is checked against what follows.
 */
import type { PilotEvent } from '../domain/record/event.ts';
import type { RecordPort } from './ports.ts';

/** A warm function serves few pilots; of more than these the one that was read longest ago is forgotten. */
const MOST_PILOTS = 20;

/** The same record, remembering the events of the pilots that were read last. */
export const remembering = (record: RecordPort): RecordPort => {
  const known = new Map<string, readonly PilotEvent[]>();
  const remember = (pilot: string, chain: readonly PilotEvent[]): void => {
    known.delete(pilot);
    if (chain.length > 0) known.set(pilot, chain);
    const [oldest] = known.keys();
    if (known.size > MOST_PILOTS && oldest !== undefined) known.delete(oldest);
  };
  return {
    ...record,
    read: async (pilot, before = []) => {
      const remembered = known.get(pilot) ?? [];
      const chain = await record.read(pilot, remembered.length > before.length ? remembered : before);
      remember(pilot, chain);
      return chain;
    },
  };
};
