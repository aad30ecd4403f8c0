/**
 * One contestant of the record benchmark, in a process of its own: `node bench/record.ts append|rereads|rebuild EVENTS WRITERS`.
 * `append` writes events to one pilot in the embedded DynamoDB, with writers that race for each place, as a warm function
 * does; `rereads` does the same, but reads the whole record each time instead of what is new. `rebuild` reads a stored record of that many events and
 * makes every projection from it. Prints one JSON line.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalText } from '../domain/record/canonical.ts';
import { type Change, nextEvent, readChain } from '../domain/record/event.ts';
import { rebuild } from '../domain/record/rebuild.ts';
import { record } from '../functions/append.ts';
import type { RecordPort } from '../functions/ports.ts';
import { remembering } from '../functions/remembering.ts';
import { recordStore } from '../functions/store.ts';
import { demoDocument, PILOT_ID } from '../local/demo/pilot.ts';
import { createTables, startDynamoDb } from '../local/runtime/dynamodb.ts';
import { longRecord } from './long-record.ts';

const [contestant = 'append', events = '1000', writers = '8'] = process.argv.slice(2);
const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const TABLE = {
  TableName: 'pilots',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

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

/** The record, telling of each time that it is asked something: one request each, and another for each full page of events. */
const counting = (store: RecordPort, onRequest: () => void): RecordPort => ({
  ...store,
  read: (...asked) => {
    onRequest();
    return store.read(...asked);
  },
  append: (...asked) => {
    onRequest();
    return store.append(...asked);
  },
});

/** Starts the database, has the writers append, and counts what they asked of it. */
const append = async (count: number, writerCount: number, rereads: boolean): Promise<object> => {
  const folder = mkdtempSync(join(tmpdir(), 'ontschot-bench-'));
  const database = await startDynamoDb(folder);
  await createTables(database.endpoint, [TABLE]);
  const variables = {
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  Object.assign(process.env, variables);
  let requests = 0;
  const store = counting(recordStore(TABLE.TableName, hash), () => {
    requests += 1;
  });
  const port: RecordPort = rereads ? { ...store, read: (pilot) => store.read(pilot) } : remembering(store);
  const ports = { record: port, now: () => new Date(), hash };
  const opened: Change = { type: 'pilotOpened', document: demoDocument };
  await store.open(PILOT_ID, nextEvent([], { known: new Date().toISOString(), by: 'ontschot', change: opened }, hash));
  let given = 0;
  const started = performance.now();
  const write = async (): Promise<void> => {
    while (given < count) {
      given += 1;
      const change = refusedFile(given);
      await record(ports, PILOT_ID, { party: 'INS', person: '1', role: 'analyst' }, () => change);
    }
  };
  await Promise.all(Array.from({ length: writerCount }, write));
  const seconds = (performance.now() - started) / 1000;
  const chain = await store.read(PILOT_ID);
  if (chain.length !== count + 1) throw new Error(`${chain.length - 1} events of ${count} were recorded.`);
  await database.close();
  rmSync(folder, { recursive: true });
  return { contestant, events: count, writers: writerCount, seconds, requests };
};

/** Reads the record as it is stored and makes everything from it. */
const rebuildAll = (count: number): object => {
  const stored = longRecord(count, hash).map((event) => canonicalText(event));
  const started = performance.now();
  const chain = readChain(
    stored.map((text): unknown => JSON.parse(text)),
    hash,
  );
  const readSeconds = (performance.now() - started) / 1000;
  const projections = rebuild(chain, '2026-12-31T00:00:00.000Z', hash);
  const broken = projections.find(({ projection }) => projection === 'brokenRules')?.content;
  if (canonicalText(broken) !== '[]') throw new Error('The record of the benchmark breaks the rules.');
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { contestant, events: chain.length, readSeconds, seconds, projections: projections.length, peakMegabytes };
};

const outcome =
  contestant === 'rebuild'
    ? rebuildAll(Number(events))
    : await append(Number(events), Number(writers), contestant === 'rereads');
process.stdout.write(`${JSON.stringify(outcome)}\n`);
