import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE_FILES, BUNDLE_ZIP } from '../../domain/record/bundle.ts';
import { nextEvent, type PilotEvent } from '../../domain/record/event.ts';
import { approve } from '../../functions/approve.ts';
import { findDue } from '../../functions/find-due.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import type { Ports, ReadPort, WriteOncePort } from '../../functions/ports.ts';
import { readStatement } from '../../functions/read-statement.ts';
import { seal } from '../../functions/seal.ts';
import { settle } from '../../functions/settle.ts';
import {
  approveAs,
  approvedScene,
  chainOf,
  contentOf,
  deliver,
  draftedScene,
  EVENTS_OF_OPENING,
  keyOf,
  newScene,
  open,
  reviewAs,
  type Scene,
  statementOf,
  upload,
} from './scene.ts';
import { hash, type Services, startServices } from './services.ts';
import { filesFor, PILOT, smallDocument, someone } from './small-pilot.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const [members, zvw, wmo] = filesFor('2025-K1');

/** Where a crash comes: before or after the write of this number, counted from 1. */
interface Crash {
  readonly write: number;
  readonly when: 'before' | 'after';
}

/** Ports that count the writes, and throw at one of them as a client does whose connection breaks. */
const crashing = (ports: Ports, crash: Crash | null): { readonly ports: Ports; readonly writes: () => number } => {
  let writes = 0;
  const write = async <T>(act: () => Promise<T>): Promise<T> => {
    writes += 1;
    const isHere = crash?.write === writes;
    if (isHere && crash?.when === 'before') throw new Error('crash');
    const answer = await act();
    if (isHere) throw new Error('crash');
    return answer;
  };
  const objects = (store: ReadPort & WriteOncePort) => ({
    get: store.get,
    open: store.open,
    putOnce: (...object: Parameters<WriteOncePort['putOnce']>) => write(() => store.putOnce(...object)),
    copyOnce: (...file: Parameters<WriteOncePort['copyOnce']>) => write(() => store.copyOnce(...file)),
  });
  const { record, workflow } = ports;
  return {
    writes: () => writes,
    ports: {
      ...ports,
      record: {
        ...record,
        append: (...event) => write(() => record.append(...event)),
        open: (...event) => write(() => record.open(...event)),
      },
      deliveries: objects(ports.deliveries),
      statements: { ...objects(ports.statements), link: ports.statements.link },
      workflow: { start: (input) => write(() => workflow.start(input)) },
    },
  };
};

/** A verb, from which state it starts, and in how many writes. */
interface Step {
  readonly name: string;
  readonly writes: number;
  /** Which writes a crash comes at, where one of several that go out together stands for all; every write otherwise. */
  readonly crashAt?: readonly number[];
  readonly before: () => Promise<Scene>;
  readonly run: (ports: Ports, scene: Scene) => Promise<unknown>;
}

const deliveredScene = async (files: (typeof members)[]): Promise<Scene> => {
  const scene = await newScene(services);
  await open(scene);
  await deliver(scene, files);
  return scene;
};

const steps: readonly Step[] = [
  {
    name: 'openPilot',
    writes: 1,
    before: () => newScene(services),
    run: (ports) => openPilot(ports, someone('INS', 'signatory'), smallDocument),
  },
  {
    name: 'ingest of the last delivery',
    writes: 3,
    before: async () => {
      const scene = await deliveredScene([members, zvw]);
      await upload(scene, wmo);
      return scene;
    },
    run: (ports) => ingest(ports, keyOf(wmo)),
  },
  {
    name: 'settle',
    writes: 2,
    before: () => deliveredScene([members, zvw, wmo]),
    run: async (ports) => {
      const { settle: due } = await findDue(ports, { pilot: PILOT, overdue: false });
      for (const each of due) await settle(ports, { pilot: PILOT, due: each });
    },
  },
  {
    name: 'the last approval',
    writes: 2,
    before: async () => {
      const scene = await draftedScene(services);
      await approveAs(scene, 'INS', '2025-K1');
      await approveAs(scene, 'MUN', '2025-K1');
      await reviewAs(scene, 'CARE', '2025-K1');
      return scene;
    },
    run: async (ports, scene) => {
      const { statement } = await statementOf(scene, '2025-K1');
      return approve(ports, someone('CARE', 'signatory'), PILOT, statement);
    },
  },
  {
    // The listed files and the manifest at once, its event, the checkpoint, the rest and the zip at once, and the seal.
    name: 'seal',
    writes: 14,
    crashAt: [3, 7, 8, 11, 14],
    before: () => approvedScene(services),
    run: async (ports) => {
      const due = await findDue(ports, { pilot: PILOT, overdue: false });
      for (const each of due.seal) await seal(ports, { pilot: PILOT, due: each });
    },
  },
];

const crashes = steps.flatMap((step) =>
  (step.crashAt ?? Array.from({ length: step.writes }, (_, place) => place + 1)).flatMap((write) =>
    (['before', 'after'] as const).map(
      (when) => [`${step.name} ${when} write ${write}`, step, { write, when }] as const,
    ),
  ),
);

/** How a step ends without a crash, and in how many writes; the same for all its crashes. */
interface End {
  readonly content: readonly string[];
  readonly started: Scene['started'];
  readonly writes: number;
}

const ends = new Map<Step, End>();
const undisturbedEnd = async (step: Step): Promise<End> => {
  const known = ends.get(step);
  if (known !== undefined) return known;
  const scene = await step.before();
  const { ports, writes } = crashing(scene.ports, null);
  await step.run(ports, scene);
  const end = { content: await contentOf(scene), started: scene.started, writes: writes() };
  ends.set(step, end);
  return end;
};

/** The hashes of the bundle's files as they lie in the bucket; null for one that is not there. */
const bundleIn = async (scene: Scene): Promise<readonly { name: string; sha256: string | null }[]> => {
  const { statement } = await statementOf(scene, '2025-K1');
  return Promise.all(
    [...BUNDLE_FILES, BUNDLE_ZIP].sort().map(async (name) => {
      const bytes = await scene.ports.statements.get(`${PILOT}/sealed/${statement}/${name}`);
      return { name, sha256: bytes === null ? null : scene.ports.hashBytes(bytes) };
    }),
  );
};

describe('a verb that crashed ends right when it is done again', () => {
  test.each(steps.map((step) => [step.name, step] as const))('%s writes as often as is said here', async (_, step) =>
    expect((await undisturbedEnd(step)).writes).toBe(step.writes),
  );

  test.each(crashes)('%s', async (_, step, crash) => {
    const undisturbed = await undisturbedEnd(step);
    const scene = await step.before();
    await expect(step.run(crashing(scene.ports, crash).ports, scene)).rejects.toThrow('crash');
    await step.run(scene.ports, scene);

    expect(await contentOf(scene)).toEqual(undisturbed.content);
    expect(await scene.ports.record.pilots()).toEqual([PILOT]);
    // A start that was lost is made up for; one that was not may come twice, for the workflow asks what is due.
    expect(new Set(scene.started.map(({ pilot }) => pilot))).toEqual(
      new Set(undisturbed.started.map(({ pilot }) => pilot)),
    );
    expect(scene.started.length).toBeGreaterThanOrEqual(undisturbed.started.length);
  });
});

describe('what a crash leaves behind', () => {
  test('a crash while sealing leaves no half bundle: until all is there, the record knows of no seal', async () => {
    for (const write of [7, 8, 14]) {
      const scene = await approvedScene(services);
      const step = steps.find(({ name }) => name === 'seal');
      await expect(step?.run(crashing(scene.ports, { write, when: 'before' }).ports, scene)).rejects.toThrow('crash');
      const { statement, sealed } = await statementOf(scene, '2025-K1');
      expect(sealed).toBeNull();
      const asked = { pilot: PILOT, statement, file: 'case.json' };
      expect(await readStatement(scene.ports, someone('INS', 'analyst'), asked)).toMatchObject({
        refusal: 'file_must_exist',
      });
      await step?.run(scene.ports, scene);
      expect((await statementOf(scene, '2025-K1')).sealed?.files).toEqual(await bundleIn(scene));
    }
  });

  test('a delivery that the record knows is always in its bucket', async () => {
    const scene = await newScene(services);
    await open(scene);
    const key = await upload(scene, zvw);
    await expect(ingest(crashing(scene.ports, { write: 1, when: 'before' }).ports, key)).rejects.toThrow('crash');
    expect(await chainOf(scene)).toHaveLength(EVENTS_OF_OPENING.length);
    await expect(ingest(crashing(scene.ports, { write: 1, when: 'after' }).ports, key)).rejects.toThrow('crash');
    expect(await chainOf(scene)).toHaveLength(EVENTS_OF_OPENING.length);
    expect(await scene.ports.deliveries.get(`${PILOT}/${hash(zvw.text)}`)).not.toBeNull();
  });

  test('a draft that the record knows is always in its bucket', async () => {
    const scene = await draftedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    const bytes = await scene.ports.statements.get(`${PILOT}/statements/${statement}.json`);
    expect(hash(new TextDecoder().decode(bytes ?? undefined))).toBe(statement);
  });

  test('two that seal at once write one bundle and one event', async () => {
    const scene = await approvedScene(services);
    const { statement } = await statementOf(scene, '2025-K1');
    const both = [1, 2].map(() => seal(scene.ports, { pilot: PILOT, due: { statement } }));
    expect(await Promise.all(both)).toEqual([{ sealed: true }, { sealed: true }]);
    const sealings = (await chainOf(scene)).filter(({ change }) => change.type === 'statementSealed');
    expect(sealings).toHaveLength(1);
    expect((await statementOf(scene, '2025-K1')).sealed?.files).toEqual(await bundleIn(scene));
  });

  test('an append whose answer was lost is not appended twice', async () => {
    const scene = await draftedScene(services);
    await reviewAs(scene, 'INS', '2025-K1');
    const { statement } = await statementOf(scene, '2025-K1');
    const before = await chainOf(scene);
    // The AWS SDK repeats a call whose answer was lost; the place is taken by then, by the event itself.
    const append: Ports['record']['append'] = async (pilot, event) => {
      await scene.ports.record.append(pilot, event);
      return scene.ports.record.append(pilot, event);
    };
    const ports = { ...scene.ports, record: { ...scene.ports.record, append } };
    const answer = await approve(ports, someone('INS', 'signatory'), PILOT, statement);
    expect(answer).toEqual({ approved: statement });
    expect(await chainOf(scene)).toHaveLength(before.length + 1);
  });

  test('a place that is taken is read on to, so that nothing is decided on a reading that lacks it', async () => {
    const scene = await draftedScene(services);
    await reviewAs(scene, 'INS', '2025-K1');
    const { statement } = await statementOf(scene, '2025-K1');
    const before = await chainOf(scene);
    const { record } = scene.ports;
    const lost: Ports['record']['append'] = async (pilot, event) => {
      await record.append(pilot, event);
      return false;
    };
    let readings = 0;
    const late: Ports['record']['read'] = async (pilot, known) => {
      readings += 1;
      return readings < 4 ? before : record.read(pilot, known);
    };
    const ports = { ...scene.ports, record: { ...record, append: lost, read: late } };
    expect(await approve(ports, someone('INS', 'signatory'), PILOT, statement)).toEqual({ approved: statement });
    expect([readings, (await chainOf(scene)).length]).toEqual([4, before.length + 1]);
  });

  /** A record that takes no event of ours. */
  const refusing = async (scene: Scene, taken: (chain: readonly PilotEvent[]) => PilotEvent[]) => {
    await reviewAs(scene, 'INS', '2025-K1');
    const { statement } = await statementOf(scene, '2025-K1');
    let chain = await chainOf(scene);
    let tries = 0;
    const append = async () => {
      tries += 1;
      chain = [...chain, ...taken(chain)];
      return false;
    };
    const record = { ...scene.ports.record, append, read: async () => chain };
    const call = approve({ ...scene.ports, record }, someone('INS', 'signatory'), PILOT, statement);
    return { call, tries: () => tries };
  };

  test('a record in which others always come first is given up after many tries', async () => {
    const scene = await draftedScene(services);
    const { statement, period, kind } = await statementOf(scene, '2025-K1');
    const change = { type: 'questionAsked', statement, period, kind, line: null, question: 'Waarom?' } as const;
    const known = scene.clock.now.toISOString();
    const { call, tries } = await refusing(scene, (chain) => [nextEvent(chain, { known, by: asker, change }, hash)]);
    await expect(call).rejects.toThrow('could not be appended to in 200 tries');
    expect(tries()).toBe(200);
  });

  test('a record that says that a place is taken and never shows by what is given up', async () => {
    const { call, tries } = await refusing(await draftedScene(services), () => []);
    await expect(call).rejects.toThrow('is taken, and does not show by what');
    expect(tries()).toBe(1);
  });
});

const asker = { party: 'CARE', person: 'persoon-CARE-analyst', role: 'analyst' } as const;
