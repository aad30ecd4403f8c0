import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE_FILES } from '../../domain/record/bundle.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { findDue } from '../../functions/find-due.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { seal } from '../../functions/seal.ts';
import { settle } from '../../functions/settle.ts';
import { sweep } from '../../functions/sweep.ts';
import {
  APPROVERS,
  agree,
  approveAs,
  approvedScene,
  chainOf,
  contentOf,
  deliver,
  draftedScene,
  EVENTS_OF_OPENING,
  granted,
  keyOf,
  newScene,
  open,
  type Scene,
  statementOf,
  upload,
  workflow,
} from './scene.ts';
import { type Services, startServices } from './services.ts';
import { correctedWmo, filesFor, PILOT, smallDocument, someone } from './small-pilot.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const PERIODS = ['2025-K1', '2025'] as const;

/** The pilot's whole life, every step once and in order. */
const plainLife = async (): Promise<Scene> => {
  const scene = await newScene(services);
  await open(scene);
  await agree(scene);
  for (const period of PERIODS) {
    await deliver(scene, filesFor(period));
    await workflow(scene);
    for (const party of APPROVERS) await approveAs(scene, party, period);
    await workflow(scene);
  }
  return scene;
};

const typesOf = async (scene: Scene): Promise<readonly string[]> =>
  (await chainOf(scene)).map(({ change }) => change.type);

const hashesOf = async (scene: Scene) =>
  (stateOf(await chainOf(scene))?.statements ?? []).map(({ statement, sealed }) => [statement, sealed !== null]);

/** Numbers from 0 to 1 that are the same at each run (Lehmer, 16807 modulo 2 to the power 31 minus 1). */
const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

let plain: Scene;
beforeAll(async () => {
  plain = await plainLife();
});

describe('a pilot, once and in order', () => {
  test('has one event a step', async () =>
    expect(await typesOf(plain)).toEqual([
      ...EVENTS_OF_OPENING,
      ...Array(2).fill('agreementApproved'),
      ...PERIODS.flatMap(() => [
        ...Array(3).fill('deliveryAccepted'),
        'statementDrafted',
        ...APPROVERS.flatMap(() => ['statementReviewed', 'statementApproved']),
        'manifestRecorded',
        'statementSealed',
      ]),
    ]));

  const sealedFile = async (period: (typeof PERIODS)[number], file: string) => {
    const { statement } = await statementOf(plain, period);
    const bytes = await plain.ports.statements.get(`${PILOT}/sealed/${statement}/${file}`);
    return JSON.parse(new TextDecoder().decode(bytes ?? undefined));
  };

  test('gains what a person computes: 13,000 of Zvw less 2,000 of Wmo a quarter', async () => {
    const results = [];
    for (const period of PERIODS) results.push((await sealedFile(period, 'statement.json')).result.result);
    expect(results).toEqual(['11000.00', '44000.00']);
  });

  test('seals with each statement the record up to its manifest: 18 events, and 12 more', async () => {
    const chain = await chainOf(plain);
    expect(await sealedFile('2025-K1', 'events.json')).toEqual(chain.slice(0, 18));
    expect(await sealedFile('2025', 'events.json')).toEqual(chain.slice(0, 30));
    expect(chain[16]?.change).toMatchObject({ type: 'statementApproved', party: 'CARE' });
    expect(chain[17]?.change).toMatchObject({ type: 'manifestRecorded' });
  });

  test('starts the workflow where a delivery or an approval made something due, and nowhere else', () =>
    expect(plain.started).toEqual(Array(4).fill({ pilot: PILOT, overdue: false })));
});

describe('every step twice', () => {
  test('gives the same record and the same statements', async () => {
    const scene = await newScene(services);
    const twice = async (step: () => Promise<unknown>) => [await step(), await step()];
    await twice(() => open(scene));
    await agree(scene);
    for (const period of PERIODS) {
      for (const file of filesFor(period)) {
        const key = await upload(scene, file);
        await twice(() => ingest(scene.ports, key));
      }
      await twice(() => workflow(scene));
      for (const party of APPROVERS) await twice(() => approveAs(scene, party, period));
      await twice(() => workflow(scene));
    }
    expect(await contentOf(scene)).toEqual(await contentOf(plain));
  });

  test('also when both come at the same moment', async () => {
    const scene = await newScene(services);
    const atOnce = (step: () => Promise<unknown>) => Promise.all(Array.from({ length: 4 }, step));
    await atOnce(() => open(scene));
    await agree(scene);
    for (const period of PERIODS) {
      for (const file of filesFor(period)) {
        const key = await upload(scene, file);
        await atOnce(() => ingest(scene.ports, key));
      }
      await atOnce(() => workflow(scene));
      for (const party of APPROVERS) await atOnce(() => approveAs(scene, party, period));
      await atOnce(() => workflow(scene));
    }
    expect(await contentOf(scene)).toEqual(await contentOf(plain));
  });

  test('a step of long ago, once more, changes nothing', async () => {
    const before = await chainOf(plain);
    await open(plain);
    for (const period of PERIODS) await deliver(plain, filesFor(period));
    for (const party of APPROVERS) await approveAs(plain, party, '2025-K1');
    await workflow(plain, true);
    expect(await chainOf(plain)).toEqual(before);
  });

  test('a file that was taken in is not read again, however often it is announced', async () => {
    const opened: string[] = [];
    const { incoming } = plain.ports;
    const open = (key: string) => {
      opened.push(key);
      return incoming.open(key);
    };
    const watched = { ...plain.ports, incoming: { ...incoming, open } };
    for (const file of filesFor('2025-K1')) expect(await ingest(watched, keyOf(file))).toEqual({ outcome: 'taken in' });
    expect(opened).toEqual([]);
  });
});

describe('uploads twice and in any order', () => {
  test.each([1, 2, 3])('give the same events and the same statements (seed %i)', async (seed) => {
    const random = seeded(seed);
    const scene = await newScene(services);
    await open(scene);
    await agree(scene);
    const keys = [];
    for (const file of PERIODS.flatMap((period) => filesFor(period))) keys.push(await upload(scene, file));
    for (const key of shuffled([...keys, ...keys], random)) {
      await ingest(scene.ports, key);
      if (random() < 0.5) await workflow(scene);
    }
    await workflow(scene);
    for (const party of shuffled([...APPROVERS, ...APPROVERS], random))
      for (const period of shuffled(PERIODS, random)) await approveAs(scene, party, period);
    await workflow(scene);
    const named = async (of: Scene) => (await hashesOf(of)).sort();
    expect(await named(scene)).toEqual(await named(plain));
    expect(await typesOf(scene)).toHaveLength((await typesOf(plain)).length);
  });

  test('all at once, give one event each and one statement a period', async () => {
    const scene = await newScene(services);
    await open(scene);
    const keys = await Promise.all(PERIODS.flatMap((period) => filesFor(period)).map((file) => upload(scene, file)));
    await Promise.all([...keys, ...keys].map((key) => ingest(scene.ports, key)));
    await Promise.all([workflow(scene), workflow(scene)]);
    expect((await typesOf(scene)).toSorted()).toEqual([
      ...Array(6).fill('deliveryAccepted'),
      ...EVENTS_OF_OPENING.toSorted(),
      'statementDrafted',
      'statementDrafted',
    ]);
  });
});

describe('what is not due is not done', () => {
  test('a draft from deliveries that have changed since is not made', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, filesFor('2025-K1'));
    const [stale] = (await findDue(scene.ports, { pilot: PILOT, overdue: false })).settle;
    if (stale === undefined) throw new Error('Nothing is due.');
    await deliver(scene, [correctedWmo()]);
    const before = await chainOf(scene);
    expect(await settle(scene.ports, { pilot: PILOT, due: stale })).toEqual({ statement: null });
    expect(await chainOf(scene)).toEqual(before);
  });

  test.each([
    ['other inputs', { period: '2025-K1', kind: 'interim', inputs: 'f'.repeat(64) }],
    ['a period without a statement', { period: '2025-K1..K2', kind: 'interim', inputs: 'f'.repeat(64) }],
    ['another kind', { period: '2025-K1', kind: 'final', inputs: 'f'.repeat(64) }],
  ] as const)('nor one of %s', async (_, due) => {
    const before = await chainOf(plain);
    expect(await settle(plain.ports, { pilot: PILOT, due })).toEqual({ statement: null });
    expect(await chainOf(plain)).toEqual(before);
  });

  test('deliveries that change while a statement is being made leave it undrafted', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, filesFor('2025-K1'));
    const [due] = (await findDue(scene.ports, { pilot: PILOT, overdue: false })).settle;
    if (due === undefined) throw new Error('Nothing is due.');
    const { statements } = scene.ports;
    const late = async (...object: Parameters<typeof statements.putOnce>) => {
      await deliver(scene, [correctedWmo()]);
      return statements.putOnce(...object);
    };
    await settle({ ...scene.ports, statements: { ...statements, putOnce: late } }, { pilot: PILOT, due });
    expect(await typesOf(scene)).not.toContain('statementDrafted');
    await workflow(scene);
    expect((await typesOf(scene)).filter((type) => type === 'statementDrafted')).toHaveLength(1);
  });

  test('a statement that not all approved is not sealed', async () => {
    const scene = await draftedScene(services);
    await approveAs(scene, 'INS', '2025-K1');
    await approveAs(scene, 'MUN', '2025-K1');
    const { statement } = await statementOf(scene, '2025-K1');
    expect(await seal(scene.ports, { pilot: PILOT, due: { statement } })).toEqual({ sealed: false });
    expect(await typesOf(scene)).not.toContain('statementSealed');
    for (const file of BUNDLE_FILES)
      expect(await scene.ports.statements.get(`${PILOT}/sealed/${statement}/${file}`)).toBeNull();
  });

  test('nor one that is sealed already, nor one that is not there, nor of a pilot that is not there', async () => {
    const { statement } = await statementOf(plain, '2025');
    for (const [pilot, due] of [
      [PILOT, { statement }],
      [PILOT, { statement: 'f'.repeat(64) }],
      ['stad', { statement }],
    ] as const)
      expect(await seal(plain.ports, { pilot, due })).toEqual({ sealed: false });
  });

  test('nothing is due of a pilot that is not there', async () =>
    expect(await findDue(plain.ports, { pilot: 'stad', overdue: true })).toEqual({
      pilot: 'stad',
      settle: [],
      seal: [],
    }));

  test('an incomplete statement is due on the day the term has passed, and not the day before', async () => {
    const scene = await newScene(services);
    await open(scene);
    await deliver(scene, filesFor('2025-K1').slice(0, 2));
    // 1 April 2025 and 150 days is 29 August; the clock of the scene is in UTC.
    const dueAt = async (moment: string, overdue: boolean) => {
      scene.clock.now = new Date(moment);
      return (await findDue(scene.ports, { pilot: PILOT, overdue })).settle.map(({ period }) => period);
    };
    expect(await dueAt('2025-08-28T23:59:59.999Z', true)).toEqual([]);
    expect(await dueAt('2025-08-29T00:00:00.000Z', true)).toEqual(['2025-K1']);
    expect(await dueAt('2025-08-29T00:00:00.000Z', false)).toEqual([]);
  });
});

describe('a correction', () => {
  test('makes a newer draft, which alone can be approved', async () => {
    const scene = await draftedScene(services);
    await approveAs(scene, 'INS', '2025-K1');
    const first = await statementOf(scene, '2025-K1');
    await deliver(scene, [correctedWmo()]);
    await workflow(scene);
    const second = await statementOf(scene, '2025-K1');
    expect(second.statement).not.toBe(first.statement);
    expect(second.approvedBy).toEqual([]);
    expect((await hashesOf(scene)).map(([, sealed]) => sealed)).toEqual([false, false]);
  });

  /** The one sealed statement of a period, and one draft that makes it again. */
  const restatedFrom = async (scene: Scene, statement: string): Promise<void> => {
    expect(await hashesOf(scene)).toEqual([
      [statement, true],
      [expect.stringMatching(/^[0-9a-f]{64}$/), false],
    ]);
    expect(await statementOf(scene, '2025-K1')).toMatchObject({ kind: 'restatement', restates: statement });
  };

  test('that comes after the last approval does not undo it: what was approved is sealed, then made again', async () => {
    const scene = await approvedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    await deliver(scene, [correctedWmo()]);
    await workflow(scene);
    expect(await hashesOf(scene)).toEqual([[statement, true]]);
    await workflow(scene);
    await restatedFrom(scene, statement);
  });

  test('that comes after the seal changes nothing that was sealed', async () => {
    const scene = await approvedScene(services);
    await workflow(scene);
    const { statement } = await statementOf(scene, '2025-K1');
    await deliver(scene, [correctedWmo()]);
    await workflow(scene);
    await workflow(scene);
    await restatedFrom(scene, statement);
  });
});

describe('the nightly sweep', () => {
  test('starts every pilot once, with what is overdue', async () => {
    const scene = await newScene(services);
    for (const id of ['wijk', 'dorp', 'stad'])
      granted(
        await openPilot(scene.ports, someone('INS', 'signatory', id), {
          ...smallDocument,
          pilot: { id, name: 'Een pilot' },
        }),
      );
    expect(await sweep(scene.ports)).toEqual({ started: 3 });
    expect(scene.started).toEqual(['dorp', 'stad', 'wijk'].map((pilot) => ({ pilot, overdue: true })));
  });
});
