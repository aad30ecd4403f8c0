/**
 * One writer of the record benchmark, on a thread of its own as each running function has its own on AWS: says that it is
 * ready, waits to be told to go, appends its events one after the other, and tells how many requests it made.
 */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Change } from '../domain/record/event.ts';
import { record } from '../functions/append.ts';
import type { RecordPort } from '../functions/ports.ts';
import { remembering } from '../functions/remembering.ts';
import { recordStore } from '../functions/store.ts';

/** What a writer is told at its start: where to append how many events, from which number, and whether it reads all anew. */
export interface WriterTask {
  readonly table: string;
  readonly pilot: string;
  readonly first: number;
  readonly count: number;
  readonly rereads: boolean;
}

/** What a writer says: that it is ready, and at the end how many requests it made. */
export type WriterMessage = 'ready' | { readonly requests: number };

const { table, pilot, first, count, rereads } = workerData as WriterTask;
const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Something small that changes the record and that nothing else has to allow. */
const refusedFile = (number: number): Change => ({
  type: 'deliveryRefused',
  sha256: hash(`${number}`),
  kind: 'costs',
  party: 'INS',
  valuationDate: '2025-07-31',
  refusal: 'delivery_has_problems',
  problemCount: 1,
  problems: [],
});

let requests = 0;

/** The record, counting each time that it is asked something: one request each, and another for each full page of events. */
const counting = (store: RecordPort): RecordPort => ({
  ...store,
  read: (...asked) => {
    requests += 1;
    return store.read(...asked);
  },
  append: (...asked) => {
    requests += 1;
    return store.append(...asked);
  },
});

const store = counting(recordStore(table, hash));
const port: RecordPort = rereads ? { ...store, read: (of) => store.read(of) } : remembering(store);
const ports = { record: port, now: () => new Date(), hash };
const say = (message: WriterMessage): void => parentPort?.postMessage(message);

parentPort?.once('message', async () => {
  for (let number = first; number < first + count; number += 1) {
    const change = refusedFile(number);
    await record(ports, pilot, { party: 'INS', person: '1', role: 'analyst' }, () => change);
  }
  say({ requests });
});
say('ready');
