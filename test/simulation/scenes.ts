/**
 * The moments in a pilot's life at which runs begin: made once, undisturbed, by the product that is simulated, so that a
 * short run meets also what comes late.
 */
import { acceptedIn } from './deliveries.ts';
import { fileOf, type StatementPeriod } from './files.ts';
import {
  about,
  accepting,
  announcing,
  confirming,
  DELIVERER,
  opening,
  PARTIES,
  REVIEWER,
  type Request,
  somebody,
  UNLIKELY_EURO,
} from './people.ts';
import type { Means, Product } from './product.ts';
import { type Simulation, type Snapshot, simulation } from './simulator.ts';
import { copyOf, emptyWorld } from './world.ts';

/** Where runs begin, in the order of a pilot's life; after a slash, what else is under way then. */
export const SCENES = [
  'nothing yet',
  'opened',
  'first quarter almost delivered',
  'first quarter almost delivered / and the last file held',
  'first quarter delivered / the workflow not begun',
  'first quarter drafted',
  'first quarter approved by two',
  'first quarter approved by two / and objected to',
  'first quarter approved by two / and a correction proposed',
  'first quarter approved by all / a correction proposed, the workflow not begun',
  'first quarter sealed',
  'first quarter sealed / and a correction proposed',
  'year almost delivered',
  'year delivered / the workflow not begun',
  'year drafted',
  'year approved by two',
  'year sealed',
  'year sealed / and a small correction proposed',
  'year sealed / and a correction proposed',
  'year sealed / and a correction held',
  'year sealed / a correction confirmed, the workflow not begun',
] as const;
export type SceneName = (typeof SCENES)[number];

const BEGIN = Date.parse('2025-08-01T09:00:00.000Z');
const NEXT_YEAR = Date.parse('2026-05-02T09:00:00.000Z');

/** Against the first line: whichever it is, it holds up the last approval. */
const OBJECTION = { line: 1, reason: 'Dit klopt niet.' };

/** More than is saved in a quarter, so that something is left to be carried on. */
const INVESTED_EURO = 15_000;

/** Everything but the last file. Who delivers for the insurer could also sign, and must not. */
const deliverMost = async (run: Simulation, period: StatementPeriod): Promise<void> => {
  await invest(run, period);
  for (const source of ['members', 'Zvw'] as const)
    await run.ask(announcing(somebody('INS', 'analyst', DELIVERER), fileOf(source, period), false));
};

const lastFile = (period: StatementPeriod): Request =>
  announcing(somebody('MUN', 'analyst'), fileOf('Wmo', period), false);

/** The last file; and who reviews for the insurer could also sign, and must not. */
const deliverLast = async (run: Simulation, period: StatementPeriod): Promise<void> => {
  await run.ask(lastFile(period));
  await run.ask(about('review', somebody('INS', 'controller', REVIEWER), newest(run)));
};

const newest = (run: Simulation): string => run.auditor.state()?.statements.at(-1)?.statement ?? '';

const proposeCorrection = (run: Simulation, period: StatementPeriod, moreEuro: number): Promise<void> =>
  run.ask(announcing(somebody('MUN', 'analyst'), fileOf('Wmo', period, moreEuro), true));

const invest = async (run: Simulation, period: StatementPeriod): Promise<void> => {
  const file = fileOf('investments', period, INVESTED_EURO);
  await run.ask(announcing(somebody(file.party, 'analyst'), file, false));
  const delivery = acceptedIn(run.auditor.chain()).at(-1)?.delivery;
  for (const party of PARTIES.filter((each) => each !== file.party))
    if (delivery !== undefined) await run.ask(accepting(somebody(party, 'controller'), delivery));
};

const approveBy = async (run: Simulation, parties: readonly string[], isWorkflowKept = false): Promise<void> => {
  for (const party of parties) {
    await run.ask(about('review', somebody(party, 'controller'), newest(run)));
    await run.ask(about('approve', somebody(party, 'signatory'), newest(run)), isWorkflowKept);
  }
};

type Chapter = (run: Simulation) => Promise<void>;

const [BY_TWO, BY_THE_LAST] = [PARTIES.slice(1), PARTIES.slice(0, 1)];

/** What happens in a scene, and after which other one. */
const CHAPTERS: Readonly<Record<SceneName, readonly [after: SceneName | null, chapter: Chapter]>> = {
  'nothing yet': [null, async () => undefined],
  opened: [
    'nothing yet',
    async (run) => {
      for (const request of opening()) await run.ask(request);
    },
  ],
  'first quarter almost delivered': ['opened', (run) => deliverMost(run, '2025-K1')],
  'first quarter almost delivered / and the last file held': [
    'first quarter almost delivered',
    (run) => run.ask(announcing(somebody('MUN', 'analyst'), fileOf('Wmo', '2025-K1', UNLIKELY_EURO), false)),
  ],
  'first quarter delivered / the workflow not begun': [
    'first quarter almost delivered',
    (run) => run.ask(lastFile('2025-K1'), true),
  ],
  'first quarter drafted': ['first quarter almost delivered', (run) => deliverLast(run, '2025-K1')],
  'first quarter approved by two': ['first quarter drafted', (run) => approveBy(run, BY_TWO)],
  'first quarter approved by two / and objected to': [
    'first quarter approved by two',
    (run) => run.ask(about('object', somebody('CARE', 'controller'), newest(run), { body: OBJECTION })),
  ],
  'first quarter approved by two / and a correction proposed': [
    'first quarter approved by two',
    (run) => proposeCorrection(run, '2025-K1', 301),
  ],
  'first quarter approved by all / a correction proposed, the workflow not begun': [
    'first quarter approved by two / and a correction proposed',
    (run) => approveBy(run, BY_THE_LAST, true),
  ],
  'first quarter sealed': ['first quarter approved by two', (run) => approveBy(run, BY_THE_LAST)],
  'first quarter sealed / and a correction proposed': [
    'first quarter sealed',
    (run) => proposeCorrection(run, '2025-K1', 601),
  ],
  'year almost delivered': [
    'first quarter sealed',
    async (run) => {
      run.world.nowMilliseconds = NEXT_YEAR;
      await deliverMost(run, '2025');
    },
  ],
  'year delivered / the workflow not begun': ['year almost delivered', (run) => run.ask(lastFile('2025'), true)],
  'year drafted': ['year almost delivered', (run) => deliverLast(run, '2025')],
  'year approved by two': ['year drafted', (run) => approveBy(run, BY_TWO)],
  'year sealed': ['year approved by two', (run) => approveBy(run, BY_THE_LAST)],
  'year sealed / and a small correction proposed': ['year sealed', (run) => proposeCorrection(run, '2025', 30)],
  'year sealed / and a correction proposed': ['year sealed', (run) => proposeCorrection(run, '2025', 1001)],
  'year sealed / and a correction held': ['year sealed', (run) => proposeCorrection(run, '2025', UNLIKELY_EURO)],
  'year sealed / a correction confirmed, the workflow not begun': [
    'year sealed / and a correction proposed',
    (run) => run.ask(confirming(somebody('MUN', 'analyst'), fileOf('Wmo', '2025', 1001)), true),
  ],
};

/** Gives a scene by its name; each is made when it is asked for first. A violation while it is made is thrown. */
export type Scenes = (name: SceneName) => Promise<Snapshot>;

/** The scenes of a product. */
export const scenesOf = (product: Product, means: Means): Scenes => {
  const made = new Map<SceneName, Promise<Snapshot>>();
  const make = async (name: SceneName): Promise<Snapshot> => {
    const [after, chapter] = CHAPTERS[name];
    const from = after === null ? { world: emptyWorld(BEGIN) } : await scene(after);
    const run = simulation({ product, means, from, seed: 0, storm: 0 });
    await chapter(run);
    run.auditor.look();
    return { world: copyOf(run.world) };
  };
  const scene = (name: SceneName): Promise<Snapshot> => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
  return scene;
};
