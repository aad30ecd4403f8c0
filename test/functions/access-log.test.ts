import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DELIVERY_KINDS } from '../../domain/delivery/template/template.ts';
import { readAccess } from '../../functions/access-log.ts';
import type { AccessEntry } from '../../functions/ports.ts';
import { verbs } from '../../infra/verbs.ts';
import type { MemoryScene } from './memory-scene.ts';
import { answerOf, stubNames, useScene } from './memory-store.ts';
import { approveAs, granted, statementOf, workflow } from './scene.ts';
import { PILOT, someone } from './small-pilot.ts';
import { draftedInMemory } from './supervision-cases.ts';

vi.mock('../../functions/store.ts', async () => (await import('./memory-store.ts')).stores);
const handlers = await import('../../functions/handlers.ts');

let scene: MemoryScene;
let statement: string;

beforeAll(() => stubNames());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  scene = await draftedInMemory();
  ({ statement } = await statementOf(scene, '2025-K1'));
  useScene(scene);
});
afterEach(() => vi.restoreAllMocks());

interface Reading {
  readonly of?: string;
  readonly role?: string;
  readonly party?: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

type Reader = 'readPilot' | 'readStatement' | 'readFindings' | 'readEvents' | 'readAccess';

const read = (verb: Reader, { of = PILOT, role = 'analyst', party = `${PILOT}/MUN`, path = {}, query = {} }: Reading) =>
  answerOf(handlers[verb], {
    claims: { sub: 'p-1', email: 'jan.jansen@example.org', 'custom:party': party, 'custom:role': role },
    routeKey: verbs[verb].reachedBy,
    path: { pilot: of, ...path },
    query,
  });

const entries = (pilot = PILOT): readonly AccessEntry[] => scene.access.get(pilot) ?? [];

describe('a reading is entered', () => {
  test('with who, of which party, in which role, what and when, and that it was granted', async () => {
    const { statusCode } = await read('readStatement', { path: { statement }, query: { file: 'statement.html' } });
    expect(statusCode).toBe(200);
    expect(entries()).toEqual([
      {
        moment: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        request: 'request-1',
        person: 'p-1',
        pilot: PILOT,
        party: 'MUN',
        role: 'analyst',
        route: 'GET /pilots/{pilot}/statements/{statement}',
        of: { statement, file: 'statement.html' },
        outcome: 'granted',
      },
    ]);
  });

  test('also when it was refused, by its rule', async () => {
    await read('readEvents', {});
    await read('readStatement', { path: { statement: 'f'.repeat(64) } });
    expect(entries().map(({ route, outcome }) => [route, outcome])).toEqual([
      ['GET /pilots/{pilot}/events', 'role_must_allow_this'],
      ['GET /pilots/{pilot}/statements/{statement}', 'statement_must_exist'],
    ]);
  });

  test.each(DELIVERY_KINDS)('with the kind of the delivery that was looked at: %s', async (kind) => {
    await read('readFindings', { path: { delivery: 'f'.repeat(64) }, query: { kind, valuationDate: '2025-07-31' } });
    expect(entries()).toMatchObject([{ of: { delivery: 'f'.repeat(64), kind }, outcome: 'granted' }]);
  });

  test('and changes nothing in the record of the pilot', async () => {
    const before = scene.chain.length;
    await read('readPilot', {});
    expect([scene.chain.length, entries().length]).toEqual([before, 1]);
  });

  test('without anything that people type: names, e-mail addresses, whatever they ask for', async () => {
    const query = { file: 'jan.jansen@example.org', format: 'jansen', kind: '123456782', known: 'jan jansen' };
    await read('readStatement', { path: { statement: 'jan-jansen' }, query });
    await read('readFindings', { path: { delivery: '123456782' }, query });
    await read('readPilot', { query });
    expect(entries()).toHaveLength(3);
    expect(JSON.stringify(entries())).not.toMatch(/jans|example|123456782/i);
  });

  test('with the pilot that a stranger tried to read, and with his own where there is no such pilot', async () => {
    await read('readPilot', { party: 'stad/MUN' });
    expect(entries()).toMatchObject([{ pilot: 'stad', party: 'MUN', outcome: 'person_must_belong_to_pilot' }]);
    await read('readPilot', { of: 'jan-jansen' });
    expect(entries()).toMatchObject([{ pilot: 'stad' }, { pilot: PILOT, outcome: 'person_must_belong_to_pilot' }]);
    expect([...scene.access.keys()]).toEqual([PILOT]);
  });

  test('before the answer goes: where it cannot be entered nothing is answered', async () => {
    const append = async () => Promise.reject(new Error('the table is away'));
    useScene({ ...scene, ports: { ...scene.ports, access: { ...scene.ports.access, append } } });
    await expect(read('readPilot', {})).rejects.toThrow('the table is away');
  });
});

describe('the access log is read', () => {
  const supervisor = someone('TOEZICHT', 'supervisor');

  test('by a supervisor, and that is entered too', async () => {
    await read('readPilot', {});
    const asked = { role: 'supervisor', party: `${PILOT}/TOEZICHT` };
    const { body } = await read('readAccess', asked);
    expect(JSON.parse(body)).toMatchObject({ entries: [{ party: 'MUN', outcome: 'granted' }], next: null });
    expect(entries().map(({ route }) => route)).toEqual(['GET /pilots/{pilot}', 'GET /pilots/{pilot}/access']);
  });

  test.each(['analyst', 'controller', 'signatory'] as const)('not by %s', async (role) => {
    expect(await readAccess(scene.ports, someone('INS', role), PILOT)).toMatchObject({
      refusal: 'role_must_allow_this',
    });
  });

  test('in pages, each beginning where the one before ended', async () => {
    const moment = (place: number): string => new Date(Date.UTC(2026, 0, 1) + place).toISOString();
    const entry = { person: 'p', pilot: PILOT, party: 'INS', role: 'analyst', route: 'r', of: {}, outcome: 'granted' };
    scene.access.set(
      PILOT,
      Array.from({ length: 2500 }, (_, place) => ({
        ...entry,
        role: 'analyst' as const,
        moment: moment(place),
        request: 'a',
      })),
    );
    const sizes: number[] = [];
    const seen = new Set<string>();
    let next: string | null | undefined;
    do {
      const page = granted(await readAccess(scene.ports, supervisor, PILOT, next ?? undefined));
      sizes.push(page.entries.length);
      for (const each of page.entries) seen.add(each.moment);
      next = page.next;
    } while (next !== null);
    expect([sizes, seen.size]).toEqual([[1000, 1000, 500], 2500]);
  });

  test.each(['1', 'PILOT#wijk', "' OR 1"])('not from a place that no page ended with: %s', async (after) => {
    expect(await readAccess(scene.ports, supervisor, PILOT, after)).toMatchObject({ refusal: 'request_is_malformed' });
  });

  test('not of a pilot that does not exist', async () => {
    const elsewhere = { ...supervisor, pilot: 'stad' };
    expect(await readAccess(scene.ports, elsewhere, 'stad')).toMatchObject({ refusal: 'pilot_must_exist' });
  });
});

describe('a file that is too large for one answer', () => {
  /** So many bytes take more than six megabytes in base 64. */
  const LARGE_BYTES = 4_600_000;
  const bundle = () => `${PILOT}/sealed/${statement}/bundle.zip`;

  beforeEach(async () => {
    for (const party of ['INS', 'MUN', 'CARE']) await approveAs(scene, party, '2025-K1');
    await workflow(scene);
    expect(scene.statements.has(bundle())).toBe(true);
  });

  const readBundle = () => read('readStatement', { path: { statement }, query: { file: 'bundle.zip' } });

  test('is led to for a few minutes, and entered like any other', async () => {
    scene.statements.set(bundle(), new Uint8Array(LARGE_BYTES));
    const { statusCode, headers, body } = await readBundle();
    expect([statusCode, headers['location'], body]).toEqual([303, `https://bucket.example/${bundle()}`, '']);
    expect(entries().at(-1)).toMatchObject({ of: { statement, file: 'bundle.zip' }, outcome: 'granted' });
  });

  test('is given as it is while it fits', async () => {
    const { statusCode, body } = await readBundle();
    expect([statusCode, Buffer.from(body, 'base64')]).toEqual([200, Buffer.from(scene.statements.get(bundle()) ?? [])]);
  });

  test('counts as JSON writes it: a text of quotes takes twice its length', async () => {
    const key = `${PILOT}/sealed/${statement}/statement.json`;
    const readText = () => read('readStatement', { path: { statement } });
    scene.statements.set(key, Buffer.from('"'.repeat(2_900_000)));
    expect((await readText()).statusCode).toBe(200);
    scene.statements.set(key, Buffer.from('"'.repeat(3_100_000)));
    expect((await readText()).statusCode).toBe(303);
  });

  test('is refused by name where it lies in no bucket: the answer of any other route', async () => {
    const many = Array.from({ length: 40 }, (_, place) => ({ moment: `${place}`, request: 'é'.repeat(100_000) }));
    scene.access.set(PILOT, many as unknown as AccessEntry[]);
    const answer = await read('readAccess', { role: 'supervisor' });
    expect([answer.statusCode, JSON.parse(answer.body)]).toMatchObject([413, { refusal: 'answer_must_fit' }]);
  });
});
