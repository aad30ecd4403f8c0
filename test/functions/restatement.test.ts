import { describe, expect, test } from 'vitest';
import { restatedText } from '../../domain/record/bundle.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { dueOf } from '../../domain/record/due.ts';
import { balanceOf, ledgerOf } from '../../domain/record/ledger.ts';
import { ledgerStatement } from '../../domain/record/ledger-statement.ts';
import { paymentOrders } from '../../domain/record/payment-orders.ts';
import { stateOf } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { verifyBundle } from '../../domain/record/verify.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { bundleOf, means, newKey, publicOf, resealed, sealPeriod, textIn } from '../domain/record/sealed-bundle.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import {
  APPROVERS,
  approveAs,
  bringIntoForce,
  confirm,
  granted,
  keyOf,
  propose,
  statementOf,
  workflow,
} from './scene.ts';
import { bytesOf, hash } from './services.ts';
import { filesFor, PILOT, type SmallFile, smallDocument, smallPopulation, someone } from './small-pilot.ts';

/** What happens when a delivery is corrected after its statement was sealed. */

const privateKey = newKey();

/** The small pilot, its interim and final statement sealed. */
const newlySealed = async (agreed: Partial<typeof smallDocument.agreement>): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  const document = { ...smallDocument, agreement: { ...smallDocument.agreement, ...agreed } };
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  const agreement = hash(canonicalText(document));
  for (const party of APPROVERS.slice(1))
    granted(await approveAgreement(scene.ports, someone(party, 'signatory'), PILOT, { agreement }));
  await bringIntoForce(scene, await propose(scene, smallPopulation));
  await sealPeriod(scene, '2025-K1');
  scene.clock.now = new Date('2026-05-02T09:00:00.000Z');
  await sealPeriod(scene, '2025');
  return scene;
};

/** The same pilot once more, in the state that it is in: what is done in it changes nothing in the first. */
const copyOf = ({ chain, statements, ports }: MemoryScene): MemoryScene => {
  const copy = memoryScene(privateKey, [...chain]);
  for (const [key, bytes] of statements) copy.statements.set(key, bytes);
  const { deliveries } = copy.ports;
  const get = async (key: string) => (await deliveries.get(key)) ?? ports.deliveries.get(key);
  const open = async (key: string) => (await deliveries.open(key)) ?? ports.deliveries.open(key);
  copy.clock.now = new Date('2026-05-03T09:00:00.000Z');
  return { ...copy, ports: { ...copy.ports, deliveries: { ...deliveries, get, open } } };
};

const agreedOnTerm = newlySealed({ reopeningTermDays: 30, advances: '1/2' });
const agreedOnTolerance = newlySealed({ restatementTolerance: '400.00' });
const sealedScene = async (of = agreedOnTerm): Promise<MemoryScene> => copyOf(await of);

/** The pilot after a correction of 600 euro led to a restatement, which was sealed as well. */
const restatedOnce = async (): Promise<MemoryScene> => {
  const scene = await sealedScene();
  await correct(scene, laterWmo('2025', 600));
  await sealAgain(scene, '2025');
  return scene;
};

/** The municipality's Wmo of a period once more, with the pilot's costs of the first quarter of 2025 that much higher. */
const laterWmo = (period: '2025-K1' | '2025', more: number): SmallFile => {
  const file = filesFor(period)[2];
  const sum = Number(/SLUITREGEL;\d+;(\d+),00/.exec(file.text)?.[1]);
  const text = file.text
    .replace(';2025-K1;;;100;12000,00', `;2025-K1;;;100;${12_000 + more},00`)
    .replace(`;${sum},00`, `;${sum + more},00`);
  return { ...file, text, correction: true };
};

const correct = async (scene: MemoryScene, file: SmallFile): Promise<void> => {
  scene.incoming.set(keyOf(file), bytesOf(file.text));
  await ingest(scene.ports, keyOf(file));
  await confirm(scene, file);
  await workflow(scene);
};

const sealAgain = async (scene: MemoryScene, period: '2025-K1' | '2025'): Promise<void> => {
  for (const party of APPROVERS) await approveAs(scene, party, period);
  await workflow(scene);
};

const textOf = ({ statements }: MemoryScene, statement: string): string => {
  const found = [...statements].find(([key]) => key.endsWith(`${statement}.json`));
  if (found === undefined) throw new Error(`There is no statement ${statement}.`);
  return new TextDecoder().decode(found[1]);
};

const typesAfter = ({ chain }: MemoryScene, type: string): string[] => {
  const types = chain.map(({ change }) => change.type as string);
  return types.slice(types.lastIndexOf(type) + 1);
};

const restated600 = restatedOnce();

describe('a late correction of a sealed statement', () => {
  test('gives a new statement that names the old one, with a bridge and corrections that sum to zero', async () => {
    const scene = await sealedScene();
    const final = await statementOf(scene, '2025');
    const before = textOf(scene, final.statement);
    await correct(scene, laterWmo('2025', 600));
    const draft = await statementOf(scene, '2025');
    expect(draft).toMatchObject({ kind: 'restatement', restates: final.statement, status: 'gain', sealed: null });
    const { kind, restates }: Statement = JSON.parse(textOf(scene, draft.statement));
    if (restates === undefined || !('corrections' in restates)) throw new Error('Nothing was restated.');
    expect([kind, restates.of, restates.statement]).toEqual(['restatement', 'final', final.statement]);
    // 600 more of Wmo: each third of the result is 200 lower, and the municipality bore the 600.
    expect(restates.corrections.due).toEqual({ INS: '-200.00', MUN: '400.00', CARE: '-200.00', FUND: '0.00' });
    const byCause = restates.bridge.steps.map(({ causes, amounts }) => [causes.join(), amounts['result']]);
    expect(byCause).toEqual([
      ['agreement', '0.00'],
      ['memberMonths', '0.00'],
      ['deliveries', '-600.00'],
      ['scores', '0.00'],
    ]);
    expect(textOf(scene, final.statement)).toBe(before);
  });

  test('is approved and sealed like any other, and its bundle proves itself to whoever holds nothing else', async () => {
    const scene = await sealedScene(restated600);
    const restated = await statementOf(scene, '2025');
    expect(restated.sealed).not.toBeNull();
    const bundle = await bundleOf(scene, '2025');
    const publicKey = publicOf(privateKey);
    expect(verifyBundle(bundle, means, { publicKey })).toMatchObject({ kind: 'restatement', result: '43400.00' });
    expect(textIn(bundle, 'LEESMIJ.txt')).toContain('herzien afschrift over 2025');
    const page = textIn(bundle, 'statement.html');
    expect(page).toContain('<h1>Herzien eindafschrift 2025');
    expect(page).toContain('Brug van het verzegelde naar dit afschrift');
    expect(page).toContain(`herziet het verzegelde afschrift <code>${restated.restates}</code>`);
    const state = stateOf(scene.chain);
    expect(state?.statements.find(({ statement }) => statement === restated.restates)?.sealed).not.toBeNull();
    const alter = (change: (restates: Record<string, unknown>) => object) =>
      verifyBundle(
        resealed(bundle, privateKey, {
          statement: (of) => ({ ...of, restates: change(of['restates'] as Record<string, unknown>) }),
        }),
        means,
        { publicKey },
      );
    expect(alter((restates) => ({ ...restates, statement: 'a'.repeat(64) }))).toMatchObject({
      rule: 'restatement_must_name_what_was_sealed',
      where: 'statement.json, restates',
    });
    const forged = resealed(bundle, privateKey, {
      listed: (listed) => {
        const { statement, previous } = JSON.parse(textIn(bundle, 'restated.json'));
        listed.set('restated.json', bytesOf(restatedText(statement, { ...previous, mode: 'binding' })));
      },
    });
    expect(verifyBundle(forged, means, { publicKey })).toMatchObject({
      rule: 'restatement_must_name_what_was_sealed',
      where: 'restated.json',
    });
    expect(alter((restates) => ({ ...restates, bridge: {} }))).toMatchObject({
      rule: 'statement_must_follow_from_the_agreement',
      where: expect.stringContaining('restates.bridge'),
    });
  });

  test('after another one restates the statement that was sealed last, also back to what was said first', async () => {
    const scene = await sealedScene(restated600);
    const first = await statementOf(scene, '2025');
    await correct(scene, laterWmo('2025', 300));
    const second = await statementOf(scene, '2025');
    expect(second.restates).toBe(first.statement);
    const { restates }: Statement = JSON.parse(textOf(scene, second.statement));
    expect(restates !== undefined && 'corrections' in restates && restates.corrections.due).toEqual({
      INS: '100.00',
      MUN: '-200.00',
      CARE: '100.00',
      FUND: '0.00',
    });
  });

  test('that comes when the interim statement was overtaken by a later one changes nothing', async () => {
    const scene = await sealedScene();
    await correct(scene, laterWmo('2025-K1', 600));
    expect(typesAfter(scene, 'deliveryAccepted')).toEqual([]);
  });

  test('that does not come makes nothing due, however late it is', async () => {
    const scene = await sealedScene();
    const state = stateOf(scene.chain);
    expect(state === null ? null : dueOf(state, '2030-01-01', hash)).toEqual({ settle: [], seal: [] });
  });
});

describe('the reopening term', () => {
  test.each([
    ['the last moment of it', '2026-06-01T08:59:59.999Z', ['statementDrafted']],
    ['the first moment after it', '2026-06-01T09:00:00.000Z', []],
  ])('a correction at %s', async (_, moment, types) => {
    const scene = await sealedScene();
    scene.clock.now = new Date(moment);
    await correct(scene, laterWmo('2025', 600));
    expect(typesAfter(scene, 'deliveryAccepted')).toEqual(types);
  });

  test('runs from the first seal: a restatement does not begin it anew', async () => {
    const scene = await sealedScene();
    scene.clock.now = new Date('2026-05-30T09:00:00.000Z');
    await correct(scene, laterWmo('2025', 600));
    await sealAgain(scene, '2025');
    scene.clock.now = new Date('2026-06-15T09:00:00.000Z');
    await correct(scene, laterWmo('2025', 900));
    expect(typesAfter(scene, 'deliveryAccepted')).toEqual([]);
  });
});

describe('the tolerance', () => {
  test('below it on every transfer nothing is restated, and the record says so once; what meets it is restated', async () => {
    const scene = await sealedScene(agreedOnTolerance);
    const final = await statementOf(scene, '2025');
    await correct(scene, laterWmo('2025', 597));
    await workflow(scene);
    expect(typesAfter(scene, 'deliveryAccepted')).toEqual(['correctionWithinTolerance']);
    expect(scene.chain.at(-1)?.change).toMatchObject({
      statement: final.statement,
      kind: 'final',
      largest: '398.00',
      tolerance: '400.00',
    });
    expect((await statementOf(scene, '2025')).tolerated).toHaveLength(1);
    await correct(scene, laterWmo('2025', 600));
    expect(typesAfter(scene, 'deliveryAccepted')).toEqual(['statementDrafted']);
  });
});

describe('the ledger of sealed statements', () => {
  test('nets to what the restatement says; in shadow nobody gets an order', async () => {
    const scene = await sealedScene(restated600);
    const statements = (stateOf(scene.chain)?.statements ?? []).map(({ statement: sha256, sealed }) => {
      const statement: Statement = JSON.parse(textOf(scene, sha256));
      return { statement, posted: ledgerStatement(statement, { sha256, known: sealed?.known ?? '' }) };
    });
    const ledger = ledgerOf(statements.map(({ posted }) => posted));
    if ('refusal' in ledger) throw new Error(ledger.refusal);
    const last = statements.at(-1)?.statement.result;
    if (last === undefined || !('parties' in last)) throw new Error('The last statement has no amounts.');
    for (const [party, { transfer }] of Object.entries(last.parties))
      expect(balanceOf(ledger, { party, performance: '2025' })).toBe(transfer);
    expect(ledger.events.map(({ kind }) => kind)).toEqual(['interim', 'final', 'restatement']);
    const ordersIn = (mode: 'shadow' | 'binding') =>
      paymentOrders({ ledger, payments: [] }, () => ({ mode, parties: ['INS', 'MUN', 'CARE', 'FUND'] }));
    expect(ordersIn('shadow')).toEqual([]);
    expect(ordersIn('binding').map(({ number, standing }) => `${number} ${standing.step}`)).toEqual([
      ...['1 superseded', '2 superseded', '3 superseded', '4 superseded', '5 open', '6 open'],
    ]);
  });

  test('stands in the record as it follows from the statements', async () => {
    const scene = await sealedScene(restated600);
    const state = stateOf(scene.chain);
    const statements = (state?.statements ?? []).map(({ statement: sha256, sealed }) =>
      ledgerStatement(JSON.parse(textOf(scene, sha256)), { sha256, known: sealed?.known ?? '' }),
    );
    const ledger = ledgerOf(statements);
    if ('refusal' in ledger) throw new Error(ledger.refusal);
    const booked = ({ events }: typeof ledger) =>
      events.map(({ statement, postings, claims }) => ({
        statement,
        postings,
        claims: claims.map(({ line: _, ...each }) => each),
      }));
    expect(booked(state?.ledger ?? { events: [] })).toEqual(booked(ledger));
  });
});
