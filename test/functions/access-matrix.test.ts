/** Every route, asked by everybody: party × role × route × own or another's thing × own or another pilot (`access-table.ts`). */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ROLES, type Role } from '../../domain/record/event.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { ingest } from '../../functions/ingest.ts';
import { routeOf, verbNames, verbs } from '../../infra/verbs.ts';
import { ACCESS, type AccessRule, type AccessScene, type Asker } from './access-table.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import { answerOf, stubNames, useScene } from './memory-store.ts';
import { keyOf, statementOf } from './scene.ts';
import { bytesOf } from './services.ts';
import { correctedWmo, deliveryText, filesFor, PILOT, type SmallFile, smallDocument, someone } from './small-pilot.ts';
import { draftedInMemory } from './supervision-cases.ts';

vi.mock('../../functions/store.ts', async () => (await import('./memory-store.ts')).stores);

const handlers = await import('../../functions/handlers.ts');

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What stands in a file of the municipality that was refused: nobody else may ever see it. */
const SECRET = 'geheim van de gemeente';

const refusedFile = (): SmallFile => {
  const file = filesFor('2025-K1')[2];
  return { ...file, text: file.text.replace('Wmo;;2025-K1', `Wmo;;${SECRET}`) };
};

const correctedZvw = (): SmallFile => {
  const file = filesFor('2025-K1')[1];
  const text = file.text.replace(';90000,00', ';90001,00').replace(';596000,00', ';596001,00');
  return { ...file, text, correction: true };
};

const UPLOADS = { INS: correctedZvw(), MUN: correctedWmo() };

const INVESTMENTS: SmallFile = {
  party: 'MUN',
  kind: 'investments',
  valuationDate: '2025-07-31',
  text: deliveryText('investments', ['MUN;2025-K1;artikel 5;Overleg;100,00;bon 1'], 100),
};

let base: MemoryScene;
let facts: AccessScene;

beforeAll(async () => {
  stubNames();
  base = await draftedInMemory();
  for (const file of [...Object.values(UPLOADS), refusedFile(), INVESTMENTS]) {
    base.incoming.set(keyOf(file), bytesOf(file.text));
    await ingest(base.ports, keyOf(file));
  }
  const population = stateOf(base.chain)?.populations[0]?.sha256 ?? '';
  facts = {
    statement: (await statementOf(base, '2025-K1')).statement,
    population,
    uploads: UPLOADS,
    investments: INVESTMENTS,
  };
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  // The handlers have a clock of their own; it stands where that of the scene does.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2025-08-01T09:00:00.000Z') });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The scene of the beginning once more, for one cell. */
const sceneAgain = (): MemoryScene => {
  const scene = memoryScene(privateKey, [...base.chain]);
  for (const place of ['incoming', 'deliveries', 'statements'] as const)
    for (const [key, bytes] of base[place]) scene[place].set(key, bytes);
  useScene(scene);
  return scene;
};

const routed = verbNames.filter((name) => routeOf(verbs[name]) !== undefined);

/** The parties of the agreement, the last of which approves nothing, and one that is not in it. */
const PARTIES = ['INS', 'MUN', 'CARE', 'FUND', 'TOEZICHT'] as const;

/** One cell of the matrix. */
interface Cell {
  readonly verb: (typeof verbNames)[number];
  readonly party: string;
  readonly role: Role;
  readonly pilot: 'own' | 'other';
  readonly owner: 'own' | 'other';
}

/** The cells of a row: of a thing that all share there is no other owner, and who delivers nothing has none of their own. */
const cellsOf = (verb: Cell['verb'], { ofOther }: AccessRule): readonly Cell[] =>
  PARTIES.flatMap((party) =>
    ROLES.flatMap((role) =>
      (['own', 'other'] as const).flatMap((pilot) =>
        (['own', 'other'] as const)
          .filter((owner) => (ofOther === undefined ? owner === 'own' : owner === 'other' || party in UPLOADS))
          .map((owner): Cell => ({ verb, party, role, pilot, owner })),
      ),
    ),
  );

/** What the table says of a cell: first the pilot counts, then the role, then the party, then whose thing it is. */
const expected = (rule: AccessRule, { verb, party, role, pilot, owner }: Cell): string => {
  if (verb === 'readTemplate') return '200';
  if (pilot === 'other') return 'person_must_belong_to_pilot';
  if (!rule.roles.includes(role)) return 'role_must_allow_this';
  const parties = rule.parties ?? Object.keys(smallDocument.agreement.partyNames);
  const isReader = role === 'supervisor' && rule.parties === undefined;
  if (!isReader && !parties.includes(party)) return rule.stranger ?? 'person_must_belong_to_pilot';
  return owner === 'other' && rule.ofOther !== undefined ? rule.ofOther : (rule.granted ?? '200');
};

type Answered = Awaited<ReturnType<typeof answerOf>>;

const refusalBody = z.object({ refusal: z.string() });
const uploadBody = z.object({ outcome: z.object({ state: z.string() }) });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** A refusal by its name; of an upload how it stands; of everything else the status. */
const outcomeOf = ({ statusCode, body }: Answered): string => {
  const read = parsed(body);
  const refusal = refusalBody.safeParse(read).data?.refusal;
  const state = uploadBody.safeParse(read).data?.outcome.state;
  return refusal ?? (state === undefined ? `${statusCode}` : `${statusCode} ${state}`);
};

/** Somebody else's upload: of the municipality for all, and of the insurer for the municipality. */
const ownerFor = ({ party, owner }: Cell): Asker => ({
  party,
  owner: owner === 'own' && party in UPLOADS ? party : party === 'MUN' ? 'INS' : 'MUN',
});

/** Asks what a cell asks, by the very handler of the route. */
const ask = async (scene: MemoryScene, rule: AccessRule, cell: Cell) => {
  const { verb, party, role, pilot } = cell;
  const { person } = someone(party, role);
  const { path = {}, query = {}, body } = rule.asked(facts, ownerFor(cell));
  // A thing that was made for the cell has the number of the last event.
  const number = path['number'] === 'last' ? { number: `${scene.chain.length}` } : {};
  const claims = { sub: person, 'custom:party': `${pilot === 'own' ? PILOT : 'stad'}/${party}`, 'custom:role': role };
  const asked = { claims, routeKey: verbs[verb].reachedBy, path: { pilot: PILOT, ...path, ...number }, query, body };
  return answerOf(handlers[verb], asked);
};

/** Everything that a request could have changed. */
const traceOf = ({ chain, incoming, deliveries, statements, started }: MemoryScene) => ({
  events: chain.length,
  incoming: incoming.size,
  deliveries: deliveries.size,
  statements: statements.size,
  started: started.length,
});

const nameOf = ({ party, role, pilot, owner }: Cell): string =>
  `${party} ${role}, ${pilot} pilot${owner === 'other' ? ", another's" : ''}`;

describe('the table of access', () => {
  test('has a row for every route, and none for a route that is not there', () => {
    expect(Object.keys(ACCESS).sort()).toEqual([...routed].sort());
  });
});

describe.each(routed.filter((verb) => verb in ACCESS))('%s', (verb) => {
  const rule = ACCESS[verb] as AccessRule;
  const isReading = verbs[verb].reachedBy.startsWith('GET /pilots/{pilot}');

  test('lets pass whom the table lets pass and nobody else, changes nothing for others, and enters every reading', async () => {
    const [found, wanted]: [Record<string, string>, Record<string, string>] = [{}, {}];
    const wrong: string[] = [];
    for (const cell of cellsOf(verb, rule)) {
      const [scene, name, outcome] = [sceneAgain(), nameOf(cell), expected(rule, cell)];
      const isGranted = outcome === (rule.granted ?? '200');
      await rule.before?.(scene, smallDocument.agreement.approvers.includes(cell.party) ? cell.party : 'INS');
      const before = traceOf(scene);
      const got = outcomeOf(await ask(scene, rule, cell));
      if (got !== outcome) [found[name], wanted[name]] = [got, outcome];
      if (!isGranted && JSON.stringify(traceOf(scene)) !== JSON.stringify(before))
        wrong.push(`${name} changed something`);
      const entries = scene.access.get(PILOT) ?? [];
      const entered = entries.map((entry) => `${entry.person} ${entry.role} ${entry.outcome}`);
      const due = `${someone(cell.party, cell.role).person} ${cell.role} ${/^\d/.test(outcome) ? 'granted' : outcome}`;
      if (JSON.stringify(entered) !== JSON.stringify(isReading ? [due] : [])) wrong.push(`${name} entered ${entered}`);
    }
    expect(found).toEqual(wanted);
    expect(wrong).toEqual([]);
  });
});

describe('what one party sent is seen by nobody else', () => {
  const reads = routed.filter((verb) => verbs[verb].reachedBy.startsWith('GET /pilots/{pilot}'));
  const readers = PARTIES.filter((party) => party !== 'MUN').flatMap((party) =>
    ROLES.filter((role) => role !== 'supervisor').map((role) => ({ party, role })),
  );

  test.each(reads.filter((verb) => verb in ACCESS))('by %s', async (verb) => {
    const rule = ACCESS[verb] as AccessRule;
    for (const { party, role } of readers)
      for (const format of ['json', 'html', 'return']) {
        const asked = (scene: AccessScene, asker: Asker) => {
          const request = rule.asked(scene, asker);
          return { ...request, query: { ...request.query, format } };
        };
        const cell = { verb, party, role, pilot: 'own', owner: 'other' } as const;
        const { body } = await ask(sceneAgain(), { ...rule, asked }, cell);
        expect(body).not.toContain(SECRET);
        expect(body).not.toMatch(/period_is_malformed|12\.001|12001/);
      }
  });

  test('and its own people do see it', async () => {
    const cell = { verb: 'readFindings', party: 'MUN', role: 'analyst', pilot: 'own', owner: 'own' } as const;
    const rule = ACCESS['readFindings'] as AccessRule;
    const scene = { ...facts, uploads: { ...UPLOADS, MUN: refusedFile() } };
    const asked = (_: AccessScene, asker: Asker) => rule.asked(scene, asker);
    expect((await ask(sceneAgain(), { ...rule, asked }, cell)).body).toContain('period_is_malformed');
  });
});
