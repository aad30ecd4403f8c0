import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';
import { readEvents } from '../../functions/read-events.ts';
import { readPilot } from '../../functions/read-pilot.ts';
import { isRefusal } from '../../functions/refusal.ts';
import type { MemoryScene } from './memory-scene.ts';
import {
  APPROVERS,
  agree,
  approveAs,
  bringIntoForce,
  chainOf,
  granted,
  propose,
  reviewAs,
  statementOf,
  workflow,
} from './scene.ts';
import { hash } from './services.ts';
import { correctedWmo, filesFor, PILOT, smallDocument, smallPopulation, someone } from './small-pilot.ts';
import {
  answeringObjection,
  answeringQuestion,
  approving,
  asking,
  draftedInMemory,
  objecting,
  reviewing,
  SITUATIONS,
  type Situation,
  SUPERVISION_CASES,
  takeIn,
  withdrawing,
} from './supervision-cases.ts';

const controller = (party: string) => someone(party, 'controller');
const signatory = (party: string) => someone(party, 'signatory');

const overviewOf = async ({ ports }: MemoryScene, party = 'INS', role: 'analyst' | 'supervisor' = 'analyst') =>
  granted(await readPilot(ports, someone(party, role), PILOT));

/** The first statement of the pilot, as the overview shows it. */
const slotOf = async (scene: MemoryScene) => {
  const [slot] = (await overviewOf(scene)).slots;
  if (slot === undefined) throw new Error('The pilot has no statements.');
  return slot;
};

describe('a refused act of supervision changes nothing', () => {
  const scenes = new Map<Situation, Promise<MemoryScene>>();
  const sceneOf = (situation: Situation): Promise<MemoryScene> => {
    const known = scenes.get(situation) ?? prepared(situation);
    scenes.set(situation, known);
    return known;
  };
  const prepared = async (situation: Situation): Promise<MemoryScene> => {
    const scene = await draftedInMemory();
    for (const step of SITUATIONS[situation]) await step(scene);
    return scene;
  };

  test.each(SUPERVISION_CASES.map((each) => [each.title, each.rule, each] as const))(
    '%s: %s',
    async (_, rule, { situation, asked }) => {
      const scene = await sceneOf(situation);
      const chain = await chainOf(scene);
      const answer = await asked(scene);
      expect(isRefusal(answer) && answer.refusal).toBe(rule);
      expect(await chainOf(scene)).toEqual(chain);
    },
  );

  test('nothing is reviewed before all parties approved the agreement, which is open to them', async () => {
    const scene = await draftedInMemory(false);
    const chain = await chainOf(scene);
    expect(await reviewing(controller('INS'))(scene)).toMatchObject({ refusal: 'agreement_must_be_approved' });
    expect(await chainOf(scene)).toEqual(chain);
    expect((await overviewOf(scene)).agreement).toEqual({
      sha256: hash(canonicalText(smallDocument)),
      approvedBy: ['INS'],
      awaits: ['MUN', 'CARE'],
      following: [],
    });
    await agree(scene);
    granted(await reviewing(controller('INS'))(scene));
    expect((await overviewOf(scene)).agreement.awaits).toEqual([]);
  });
});

describe('who did what stands in the record', () => {
  test('as a number, a party and a role, also of a delivery', async () => {
    const scene = await draftedInMemory();
    await approveAs(scene, 'MUN', '2025-K1');
    const chain = (await chainOf(scene)).filter(({ change }) => !change.type.startsWith('population'));
    const authors = chain.map(({ by, change }) => [
      change.type,
      by === 'ontschot' ? by : `${by.party} ${by.role} ${by.person}`,
    ]);
    expect(authors).toEqual([
      ['pilotOpened', 'INS signatory persoon-INS-signatory'],
      ['agreementApproved', 'MUN signatory persoon-MUN-signatory'],
      ['agreementApproved', 'CARE signatory persoon-CARE-signatory'],
      ['deliveryAccepted', 'INS analyst persoon-INS-analyst'],
      ['deliveryAccepted', 'INS analyst persoon-INS-analyst'],
      ['deliveryAccepted', 'MUN analyst persoon-MUN-analyst'],
      ['statementDrafted', 'ontschot'],
      ['statementReviewed', 'MUN controller persoon-MUN-controller'],
      ['statementApproved', 'MUN signatory persoon-MUN-signatory'],
    ]);
  });
});

describe('a statement under supervision', () => {
  test('is approved by the parties in any order, and then sealed', async () => {
    const scene = await draftedInMemory();
    for (const party of ['CARE', 'INS', 'MUN']) await approveAs(scene, party, '2025-K1');
    await workflow(scene);
    expect(await slotOf(scene)).toMatchObject({ step: 'sealed', approvedBy: ['CARE', 'INS', 'MUN'], awaits: [] });
  });

  test('is not sealed after a withdrawal, and is when the party approves again', async () => {
    const scene = await draftedInMemory();
    await approveAs(scene, 'INS', '2025-K1');
    await approveAs(scene, 'MUN', '2025-K1');
    granted(await withdrawing(signatory('INS'))(scene));
    await approveAs(scene, 'CARE', '2025-K1');
    await workflow(scene);
    expect(await slotOf(scene)).toMatchObject({ step: 'drafted', awaits: ['INS'], reviewedBy: ['INS', 'MUN', 'CARE'] });
    granted(await approving(signatory('INS'))(scene));
    await workflow(scene);
    expect((await slotOf(scene)).step).toBe('sealed');
  });

  test('stands still for an objection until it is answered, and shows both', async () => {
    const scene = await draftedInMemory();
    await reviewAs(scene, 'INS', '2025-K1');
    const raised = await objecting(controller('MUN'), { line: 5, reason: 'Dubbel geteld.' })(scene);
    expect(await approving(signatory('INS'))(scene)).toMatchObject({ refusal: 'objections_must_be_settled' });
    const open = { line: 5, reason: 'Dubbel geteld.', party: 'MUN', step: 'open', lapses: '2025-08-31T09:00:00.000Z' };
    expect((await slotOf(scene)).objections).toMatchObject([{ ...open, number: (await chainOf(scene)).length }]);
    expect(raised).toEqual({ objection: (await chainOf(scene)).length });
    granted(await answeringObjection(signatory('CARE'))(scene));
    expect((await slotOf(scene)).objections).toMatchObject([
      { step: 'answered', answer: { party: 'CARE', answer: 'Zo zit het.' } },
    ]);
    granted(await approving(signatory('INS'))(scene));
  });

  test('goes on when nobody answered within the term of the agreement', async () => {
    const scene = await draftedInMemory();
    await reviewAs(scene, 'INS', '2025-K1');
    granted(await objecting(controller('MUN'))(scene));
    scene.clock.now = new Date('2025-08-31T08:59:59.999Z');
    expect(await approving(signatory('INS'))(scene)).toMatchObject({ refusal: 'objections_must_be_settled' });
    scene.clock.now = new Date('2025-08-31T09:00:00.000Z');
    expect((await slotOf(scene)).objections).toMatchObject([{ step: 'lapsed', answer: null }]);
    granted(await approving(signatory('INS'))(scene));
  });

  test('is asked about by anybody who may read, a supervisor too, and nothing waits for the answer', async () => {
    const scene = await draftedInMemory();
    granted(await asking(someone('TOEZICHT', 'supervisor'), { question: 'Waarop rust dit?', line: 2 })(scene));
    for (const party of APPROVERS) await approveAs(scene, party, '2025-K1');
    await workflow(scene);
    granted(await answeringQuestion(someone('INS', 'analyst'))(scene));
    expect(await slotOf(scene)).toMatchObject({
      step: 'sealed',
      questions: [{ line: 2, question: 'Waarop rust dit?', answer: { party: 'INS', answer: 'Daarom.' } }],
    });
  });
});

describe('a newer delivery', () => {
  test('supersedes a draft before the newer draft is there, and says what differs', async () => {
    const scene = await draftedInMemory();
    await approveAs(scene, 'INS', '2025-K1');
    const { statement } = await statementOf(scene, '2025-K1');
    await takeIn(scene, [correctedWmo()]);
    const newerDeliveries = [
      {
        source: 'Wmo',
        party: 'MUN',
        sha256: hash(correctedWmo().text),
        valuationDate: '2025-07-31',
        quarters: ['2024-K1', '2025-K1'],
        replaces: [hash(filesFor('2025-K1')[2].text)],
      },
    ];
    expect(await slotOf(scene)).toMatchObject({ step: 'superseded', superseded: { newerDeliveries } });
    expect(await reviewing(controller('MUN'))(scene)).toMatchObject({ detail: { newerDeliveries } });
    await workflow(scene);
    expect(await slotOf(scene)).toMatchObject({ step: 'drafted', superseded: null, approvedBy: [], reviewedBy: [] });
    expect(await approving(signatory('INS'), statement)(scene)).toMatchObject({
      refusal: 'statement_must_be_latest',
      detail: { newerDeliveries },
    });
  });

  test('is not needed: another definition of who is counted supersedes a draft too', async () => {
    const scene = await draftedInMemory();
    const population = await propose(scene, { ...smallPopulation, version: '2' });
    expect((await slotOf(scene)).superseded).toBeNull();
    await bringIntoForce(scene, population);
    expect(await slotOf(scene)).toMatchObject({ step: 'superseded', superseded: { newPopulation: population } });
    expect(await reviewing(controller('INS'))(scene)).toMatchObject({ refusal: 'statement_must_be_latest' });
  });

  test('does not supersede what all parties approved', async () => {
    const scene = await draftedInMemory();
    for (const party of APPROVERS) await approveAs(scene, party, '2025-K1');
    await takeIn(scene, [correctedWmo()]);
    expect(await slotOf(scene)).toMatchObject({ step: 'drafted', superseded: null, awaits: [] });
  });

  test('by somebody who may sign bars that person from the draft that rests on it', async () => {
    const scene = await draftedInMemory();
    const both = { ...signatory('MUN'), person: 'persoon-MUN-analyst' };
    await reviewAs(scene, 'MUN', '2025-K1');
    expect(await approving(both)(scene)).toMatchObject({ refusal: 'approver_must_not_be_deliverer' });
    granted(await approving(signatory('MUN'))(scene));
  });
});

describe('a supervisor', () => {
  test('sees the deliveries of all parties; a party sees its own', async () => {
    const scene = await draftedInMemory();
    const partiesSeen = async (party: string, role: 'analyst' | 'supervisor') =>
      (await overviewOf(scene, party, role)).deliveries.map((each) => each.party);
    expect(await partiesSeen('TOEZICHT', 'supervisor')).toEqual(['INS', 'INS', 'MUN']);
    expect(await partiesSeen('MUN', 'analyst')).toEqual(['MUN']);
  });

  test('reads the whole record, and on from a place in it', async () => {
    const scene = await draftedInMemory();
    const chain = await chainOf(scene);
    const supervisor = someone('TOEZICHT', 'supervisor');
    expect(await readEvents(scene.ports, supervisor, PILOT)).toEqual(chain);
    expect(await readEvents(scene.ports, supervisor, PILOT, '3')).toEqual(chain.slice(3));
    expect(await readEvents(scene.ports, supervisor, PILOT, `${chain.length}`)).toEqual([]);
  });

  test('gets a long record in parts that an answer can hold', async () => {
    const scene = await draftedInMemory();
    const [first] = await chainOf(scene);
    if (first === undefined) throw new Error('There is no record.');
    const large = { ...first, change: { type: 'pilotOpened', document: 'x'.repeat(1_500_000) } } as const;
    const read = async () => [large, large, large];
    const ports = { record: { ...scene.ports.record, read } };
    const supervisor = someone('TOEZICHT', 'supervisor');
    expect(await readEvents(ports, supervisor, PILOT)).toHaveLength(2);
    expect(await readEvents(ports, supervisor, PILOT, '2')).toHaveLength(1);
  });
});
