/**
 * One contestant of the record benchmark, in a process of its own: `node bench/record.ts append|rereads|rebuild EVENTS WRITERS`.
 * `append` writes events to one pilot in the embedded DynamoDB, with writers on threads of their own that race for each
 * place, as warm functions do; `rereads` does the same, but reads the whole record each time instead of what is new. `rebuild` reads a stored record of that many events and
 * makes every projection from it. Prints one JSON line.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { canonicalText } from '../domain/record/canonical.ts';
import { type Change, nextEvent, readChain } from '../domain/record/event.ts';
import { rebuild } from '../domain/record/rebuild.ts';
import { recordStore } from '../functions/store.ts';
import { demoDocument, PILOT_ID } from '../local/demo/pilot.ts';
import { createTables, startDynamoDb } from '../local/runtime/dynamodb.ts';
import { longRecord } from './long-record.ts';
import type { WriterMessage, WriterTask } from './record-writer.ts';

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

/** A writer that is ready; `go` gives the number of its requests once it is done. */
interface Writer {
  readonly go: () => Promise<number>;
}

const startWriter = async (task: WriterTask): Promise<Writer> => {
  const worker = new Worker(new URL('record-writer.ts', import.meta.url), { workerData: task });
  const heard = async (): Promise<WriterMessage> => (await once(worker, 'message'))[0];
  await heard();
  return {
    go: async () => {
      worker.postMessage('go');
      const told = await heard();
      await worker.terminate();
      return told === 'ready' ? 0 : told.requests;
    },
  };
};

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
  const store = recordStore(TABLE.TableName, hash);
  const opened: Change = { type: 'pilotOpened', document: demoDocument };
  await store.open(PILOT_ID, nextEvent([], { known: new Date().toISOString(), by: 'ontschot', change: opened }, hash));
  const each = Math.ceil(count / writerCount);
  const ready = await Promise.all(
    Array.from({ length: writerCount }, (_, place) =>
      startWriter({ table: TABLE.TableName, pilot: PILOT_ID, first: place * each, count: each, rereads }),
    ),
  );
  const started = performance.now();
  const made = await Promise.all(ready.map(({ go }) => go()));
  const requests = made.reduce((sum, each) => sum + each, 0);
  const seconds = (performance.now() - started) / 1000;
  const chain = await store.read(PILOT_ID);
  if (chain.length !== each * writerCount + 1) throw new Error(`${chain.length - 1} events of ${count} were recorded.`);
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
