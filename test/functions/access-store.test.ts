import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccessEntry, AccessPort } from '../../functions/ports.ts';
import { accessStore, objectStore } from '../../functions/store.ts';
import { type Services, startServices } from './services.ts';

let services: Services;
let table: string;
let access: AccessPort;

beforeAll(async () => {
  services = await startServices();
  table = await services.newTable();
  access = accessStore(table, services.dynamodb);
});
afterAll(() => services?.stop());

const entryAt = (moment: string, request: string, outcome = 'granted'): AccessEntry => ({
  ...{ moment, request, person: 'p-1', pilot: 'wijk', party: 'INS', role: 'analyst' },
  ...{ route: 'GET /pilots/{pilot}', of: {}, outcome },
});

test('entries come back in the order of their moments, page by page, each pilot apart', async () => {
  const all = ['10:00:00.001', '10:00:00.002', '10:00:00.003'].map((time) => entryAt(`2026-01-01T${time}Z`, 'a'));
  for (const entry of [...all].reverse()) await access.append('wijk', entry);
  await access.append('stad', entryAt('2026-01-01T10:00:00.000Z', 'b'));
  const first = await access.read('wijk', null, 2);
  expect(first).toEqual({ entries: all.slice(0, 2), next: '2026-01-01T10:00:00.002Z#a' });
  expect(await access.read('wijk', first.next, 2)).toEqual({ entries: all.slice(2), next: null });
});

test('an entry that is there stays as it is, whatever is written in its place', async () => {
  const entry = entryAt('2026-02-01T10:00:00.000Z', 'c', 'role_must_allow_this');
  await access.append('dorp', entry);
  await access.append('dorp', { ...entry, outcome: 'granted' });
  expect((await access.read('dorp', null, 10)).entries).toEqual([entry]);
});

test('two requests at one moment are two entries', async () => {
  for (const request of ['d', 'e']) await access.append('buurt', entryAt('2026-03-01T10:00:00.000Z', request));
  const query = { TableName: table, KeyConditionExpression: 'pk = :pk' };
  const found = await services.dynamodb.send(
    new QueryCommand({ ...query, ExpressionAttributeValues: { ':pk': { S: 'PILOT#buurt' } } }),
  );
  expect(found.Items?.map((item) => item['sk']?.S)).toEqual([
    '2026-03-01T10:00:00.000Z#d',
    '2026-03-01T10:00:00.000Z#e',
  ]);
});

test('a link gives one object of a locked bucket without a token, for five minutes and not longer', async () => {
  const statements = objectStore('statements', services.s3);
  const bytes = new Uint8Array(4_600_000).fill(7);
  await statements.putOnce('wijk/sealed/a/bundle.zip', bytes, 'application/zip');
  const address = await statements.link('wijk/sealed/a/bundle.zip');
  const answer = await fetch(address);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  expect((await fetch(address.replace('bundle.zip', 'statement.json'))).status).toBe(403);
  services.ahead.milliseconds = 301_000;
  expect((await fetch(address)).status).toBe(403);
  services.ahead.milliseconds = 0;
});
