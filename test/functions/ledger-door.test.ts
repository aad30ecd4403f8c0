/** The ledger and payments as a browser and a program meet them at the door to AWS. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Role } from '../../domain/record/event.ts';
import { newKey } from '../domain/record/sealed-bundle.ts';
import type { MemoryScene } from './memory-scene.ts';
import { bringIn, filesOver, firstYear, openedUnder, sealOver } from './next-period.ts';
import { PILOT } from './small-pilot.ts';

const held = vi.hoisted((): { scene: { readonly ports: { readonly record: object } } | undefined } => ({
  scene: undefined,
}));

/** The record is that of the scene; who reads what is entered nowhere. */
vi.mock('../../functions/store.ts', () => ({
  recordStore: () => held.scene?.ports.record,
  accessStore: () => ({ append: async () => undefined, read: async () => [] }),
}));

const handlers = await import('../../functions/handlers.ts');

let scene: MemoryScene;
beforeAll(async () => {
  for (const name of ['PILOTS_TABLE', 'ACCESS_TABLE']) vi.stubEnv(name, name);
  scene = await openedUnder(newKey(), firstYear({ mode: 'binding' }));
  await bringIn(scene, filesOver('2025-K1'));
  await sealOver(scene, '2025-K1');
  held.scene = scene;
});
afterAll(() => vi.unstubAllEnvs());

const eventOf = (role: Role, query: Readonly<Record<string, string>>, headers = {}, body?: string) => ({
  routeKey: 'ANY /',
  headers,
  pathParameters: { pilot: PILOT },
  queryStringParameters: query,
  requestContext: {
    authorizer: { jwt: { claims: { sub: 'nummer-1', 'custom:party': `${PILOT}/INS`, 'custom:role': role } } },
    domainName: 'api.example.org',
    requestId: 'id',
  },
  ...(body === undefined ? {} : { body }),
});

const answered = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });
const read = async (query: Readonly<Record<string, string>>) =>
  answered.parse(await handlers.readLedger(eventOf('analyst', query), {} as never));

describe('the ledger', () => {
  test.each([
    [{}, 'application/json', '{"pilot":'],
    [{ format: 'html' }, 'text/html; charset=utf-8', '<!doctype html>'],
    [{ format: 'csv' }, 'text/csv; charset=utf-8', '\uFEFFboeking;'],
  ])('asked with %o comes as %s, and is kept by no cache', async (query, contentType, beginning) => {
    const { statusCode, headers, body } = await read(query);
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([200, contentType, 'no-store']);
    expect(body.startsWith(beginning)).toBe(true);
  });

  test('as a file bears a name to save it under', async () =>
    expect((await read({ format: 'csv', of: 'orders', period: '2025' })).headers['content-disposition']).toBe(
      'attachment; filename="wijk-betaalopdrachten-2025.csv"',
    ));
});

describe('a payment', () => {
  const confirm = async (role: Role, headers: Readonly<Record<string, string>>, body: string) =>
    answered.parse(await handlers.confirmPayment(eventOf(role, {}, headers, body), {} as never));

  test('that a form confirms leads back to the page of the ledger', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { statusCode, headers } = await confirm('controller', form, 'order=1&amount=2833.34&date=2025-08-01');
    expect([statusCode, headers['location']]).toEqual([303, '/pilots/wijk/ledger?format=html']);
  });

  test('that a program confirms is answered by the number of its order; twice is a conflict', async () => {
    const body = JSON.stringify({ order: 2, amount: '1833.33', date: '2025-08-01' });
    expect(await confirm('signatory', {}, body)).toMatchObject({ statusCode: 200, body: '{"confirmed":2}' });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect((await confirm('signatory', {}, body)).statusCode).toBe(409);
    expect(warn.mock.calls.flat().join()).toContain('payment_must_be_once');
    warn.mockRestore();
  });
});
