import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { approvePopulation } from '../../functions/approve-population.ts';
import { countPopulation } from '../../functions/count-population.ts';
import { ingest } from '../../functions/ingest.ts';
import { proposePopulation } from '../../functions/propose-population.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import { POPULATION_CASES } from './population-cases.ts';
import { bringIntoForce, keyOf, open, openOnly, propose } from './scene.ts';
import { bytesOf, hash } from './services.ts';
import { deliveryText, filesFor, PILOT, type SmallFile, smallPopulation, someone } from './small-pilot.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const controller = someone('INS', 'controller');
const signatory = someone('MUN', 'signatory');
const analyst = someone('INS', 'analyst');
const population = hash(canonicalText(smallPopulation));
const [members] = filesFor('2025-K1');

const ruleOf = (answer: object) => (isRefusal(answer) ? answer.refusal : null);
const types = ({ chain }: MemoryScene) => chain.map(({ change }) => change.type);

/** A file as it lies in the incoming bucket, taken in. */
const takeIn = async (scene: MemoryScene, file: SmallFile) => {
  scene.incoming.set(keyOf(file), bytesOf(file.text));
  return ingest(scene.ports, keyOf(file));
};

describe('who is counted', () => {
  test('is proposed by one party and approved by all of them', async () => {
    const scene = memoryScene(privateKey);
    await openOnly(scene);
    expect(await proposePopulation(scene.ports, controller, PILOT, smallPopulation)).toEqual({
      population,
      awaits: ['INS', 'MUN', 'CARE'],
    });
    expect(await approvePopulation(scene.ports, signatory, PILOT, population)).toEqual({
      approved: population,
      awaits: ['INS', 'CARE'],
    });
    expect(scene.chain.at(-1)).toMatchObject({
      by: { party: 'MUN', role: 'signatory' },
      change: { type: 'populationApproved', population, party: 'MUN' },
    });
    expect(await proposePopulation(scene.ports, controller, PILOT, smallPopulation)).toEqual({
      population,
      awaits: ['INS', 'CARE'],
    });
    expect(types(scene)).toEqual(['pilotOpened', 'populationProposed', 'populationApproved']);
  });

  test.each(POPULATION_CASES)('%s is refused: %s', async (_, rule, ask) => {
    const scene = memoryScene(privateKey);
    await open(scene);
    const answer = await ask(scene);
    const before = scene.chain.length;
    expect(ruleOf(await ask(scene))).toBe(rule);
    expect(ruleOf(answer)).toBe(rule);
    expect(scene.chain).toHaveLength(before);
  });

  test('may be counted, and the same counts twice are recorded once', async () => {
    const scene = memoryScene(privateKey);
    await open(scene);
    const counts = [{ cohort: 'intervention', period: '2025-K1', group: 'wlz', persons: 12, months: '20' }];
    const declare = () =>
      countPopulation(scene.ports, analyst, { pilot: PILOT, population }, { valuationDate: '2025-07-31', counts });
    expect(await declare()).toEqual({ counted: population });
    expect(await declare()).toEqual({ counted: population });
    expect(types(scene).filter((type) => type === 'populationCounted')).toHaveLength(1);
  });
});

describe('a delivery before its population is approved', () => {
  test('is refused, and taken in when it comes again after the last approval', async () => {
    const scene = memoryScene(privateKey);
    await openOnly(scene);
    await propose(scene, smallPopulation);
    await takeIn(scene, members);
    await takeIn(scene, members);
    expect(types(scene).filter((type) => type.startsWith('delivery'))).toEqual(['deliveryRefused']);
    expect(scene.chain.at(-1)?.change).toMatchObject({ refusal: 'population_must_be_approved', problemCount: 1 });
    await bringIntoForce(scene, population);
    await takeIn(scene, members);
    expect(scene.chain.at(-1)?.change).toMatchObject({ type: 'deliveryAccepted', delivery: { population } });
    await takeIn(scene, members);
    expect(types(scene).filter((type) => type.startsWith('delivery'))).toEqual(['deliveryRefused', 'deliveryAccepted']);
  });

  test('is taken in whole when the last approval comes while it is being read', async () => {
    const scene = memoryScene(privateKey);
    await openOnly(scene);
    await propose(scene, smallPopulation);
    const incoming = {
      ...scene.ports.incoming,
      open: async (key: string) => {
        await bringIntoForce(scene, population);
        return scene.ports.incoming.open(key);
      },
    };
    scene.incoming.set(keyOf(members), bytesOf(members.text));
    expect(await ingest({ ...scene.ports, incoming }, keyOf(members))).toEqual({ outcome: 'taken in' });
    expect(stateOf(scene.chain)?.deliveries).toHaveLength(1);
    expect(await scene.ports.deliveries.get(`${PILOT}/${hash(members.text)}`)).toEqual(bytesOf(members.text));
  });
});

describe('a file with personal data', () => {
  const row = (what: string) => `CARE;2025-K1;artikel 5;${what};100,00;bon 1`;
  const file = (what: string): SmallFile => ({
    party: 'CARE',
    kind: 'investments',
    valuationDate: '2025-07-31',
    text: deliveryText('investments', [row(what)], 100),
  });

  test.each([
    ['a citizen service number', 'uren voor 123456782'],
    ['a name', 'uren voor mevrouw De Vries'],
    ['a date of birth', 'geb. 12-03-1951'],
    ['an e-mail address', 'jan@example.nl'],
  ])('with %s is refused and wiped, and only the fact is kept', async (_, what) => {
    const scene = memoryScene(privateKey);
    await open(scene);
    const bad = file(what);
    expect(await takeIn(scene, bad)).toEqual({ outcome: 'wiped' });
    expect(scene.incoming.size).toBe(0);
    expect(scene.chain.at(-1)?.change).toMatchObject({
      type: 'deliveryRefused',
      refusal: 'personal_data_is_refused',
      problemCount: 1,
      problems: [{ code: 'personal_data_is_refused', line: 2, column: 4 }],
    });
    expect(JSON.stringify(scene.chain)).not.toMatch(/123456782|De Vries|1951|jan@/);
    expect(await scene.ports.deliveries.get(`${PILOT}/${hash(bad.text)}`)).toBeNull();
  });

  test.each([
    [
      'in its closing row',
      (text: string) =>
        text.replace(/SLUITREGEL;1;([^;]*).*/, 'SLUITREGEL;1;$1;123456782;jan@example.nl;De heer De Vries'),
    ],
    [
      'above its heading',
      (text: string) => `Opgesteld door mevrouw De Vries, jan@example.nl, bsn 123456782\r\n\r\n${text}`,
    ],
    ['below its closing row', (text: string) => `${text}mevrouw De Vries;jan@example.nl;123456782;;;\r\n`],
  ])('%s is wiped too, and nothing that was found is kept beside it', async (_, spoilt) => {
    const scene = memoryScene(privateKey);
    await open(scene);
    const good = file('uren');
    const bad = { ...good, text: spoilt(good.text) };
    expect(bad.text).not.toBe(good.text);
    expect(await takeIn(scene, bad)).toEqual({ outcome: 'wiped' });
    expect(scene.incoming.size).toBe(0);
    expect(scene.chain.at(-1)?.change).toMatchObject({ refusal: 'personal_data_is_refused' });
    expect(JSON.stringify(scene.chain)).not.toMatch(/123456782|De Vries|jan@/);
  });

  test('that is announced twice, or that came again, is wiped without being read', async () => {
    const scene = memoryScene(privateKey);
    await open(scene);
    await takeIn(scene, file('uren voor 123456782'));
    const length = scene.chain.length;
    expect(await ingest(scene.ports, keyOf(file('uren voor 123456782')))).toEqual({ outcome: 'wiped' });
    expect(await takeIn(scene, file('uren voor 123456782'))).toEqual({ outcome: 'wiped' });
    expect([scene.incoming.size, scene.chain.length]).toEqual([0, length]);
  });

  test('is wiped also when the first try stopped after it was recorded', async () => {
    const scene = memoryScene(privateKey);
    await open(scene);
    const bad = file('uren voor 123456782');
    scene.incoming.set(keyOf(bad), bytesOf(bad.text));
    const incoming = {
      ...scene.ports.incoming,
      remove: async () => {
        throw new Error('stopped');
      },
    };
    await expect(ingest({ ...scene.ports, incoming }, keyOf(bad))).rejects.toThrow('stopped');
    expect([scene.incoming.size, scene.chain.at(-1)?.change.type]).toEqual([1, 'deliveryRefused']);
    expect(await ingest(scene.ports, keyOf(bad))).toEqual({ outcome: 'wiped' });
    expect(scene.incoming.size).toBe(0);
  });
});
