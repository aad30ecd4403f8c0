import { describe, expect, test } from 'vitest';
import type { PilotEvent } from '../../domain/record/event.ts';
import type { RecordPort } from '../../functions/ports.ts';
import { remembering } from '../../functions/remembering.ts';

const event = (sequence: number): PilotEvent => ({
  sequence,
  previous: '',
  known: '2026-01-01T00:00:00.000Z',
  by: 'ontschot',
  change: { type: 'pilotOpened', document: null },
});

/** A record that counts the events that are fetched from it. */
const countingRecord = () => {
  const stored = new Map<string, PilotEvent[]>();
  const fetched: number[] = [];
  const port: RecordPort = {
    read: async (pilot, before = []) => {
      const more = (stored.get(pilot) ?? []).slice(before.length);
      fetched.push(more.length);
      return [...before, ...more];
    },
    append: async () => true,
    open: async () => true,
    pilots: async () => [...stored.keys()],
  };
  const add = (pilot: string): void => {
    const chain = stored.get(pilot) ?? [];
    stored.set(pilot, [...chain, event(chain.length + 1)]);
  };
  return { port: remembering(port), fetched, add };
};

const sequencesOf = async (port: RecordPort, pilot: string) => (await port.read(pilot)).map((each) => each.sequence);

describe('a record that remembers', () => {
  test('fetches only what is new, and gives everything', async () => {
    const { port, fetched, add } = countingRecord();
    for (const _ of [1, 2, 3]) add('wijk');
    expect(await sequencesOf(port, 'wijk')).toEqual([1, 2, 3]);
    add('wijk');
    expect(await sequencesOf(port, 'wijk')).toEqual([1, 2, 3, 4]);
    expect(await sequencesOf(port, 'wijk')).toEqual([1, 2, 3, 4]);
    expect(fetched).toEqual([3, 1, 0]);
  });

  test('never gives the events of one pilot to another', async () => {
    const { port, add } = countingRecord();
    add('wijk');
    add('wijk');
    add('dorp');
    expect(await sequencesOf(port, 'wijk')).toEqual([1, 2]);
    expect(await sequencesOf(port, 'dorp')).toEqual([1]);
    expect(await sequencesOf(port, 'stad')).toEqual([]);
  });

  test('forgets the pilot that was read longest ago, and then fetches all of it again', async () => {
    const { port, fetched, add } = countingRecord();
    const pilots = Array.from({ length: 21 }, (_, place) => `pilot-${place}`);
    for (const pilot of pilots) add(pilot);
    for (const pilot of pilots) await port.read(pilot);
    fetched.length = 0;
    await port.read('pilot-20');
    await port.read('pilot-0');
    expect(fetched).toEqual([0, 1]);
  });
});
