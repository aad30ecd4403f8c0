import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { nextEvent } from '../../domain/record/event.ts';
import { overviewFor } from '../../domain/record/overview.ts';
import { stateOf } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { acceptInvestments } from '../../functions/accept-investments.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { readFindings } from '../../functions/read-findings.ts';
import { readInvestments } from '../../functions/read-investments.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { readUploadKey, type UploadName, uploadKey } from '../../functions/upload-key.ts';
import { findingsPage } from '../../portal/findings-page.ts';
import { investmentsPage } from '../../portal/investments-page.ts';
import { type MemoryScene, memoryScene, takeIn } from './memory-scene.ts';
import { bringIntoForce, granted, keyOf, propose, statementOf, workflow } from './scene.ts';
import { bytesOf, hash } from './services.ts';
import {
  deliveryText,
  filesFor,
  PILOT,
  type SmallFile,
  smallDocument,
  smallPopulation,
  someone,
} from './small-pilot.ts';

/** What a party invests is repaid first, out of the pockets of others: these say first that it was spent as agreed. */

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DATE = '2025-07-31';

const document: PilotDocument = {
  ...smallDocument,
  agreement: { ...smallDocument.agreement, investmentBudget: { CARE: '1000.00' } },
};

const opened = async (): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  await bringIntoForce(scene, await propose(scene, smallPopulation));
  return scene;
};

/** Whole euro by quarter, for the care field unless another party is named. */
const invested = (euro: Readonly<Record<string, number>>, party = 'CARE', more: Partial<SmallFile> = {}): SmallFile => {
  const rows = Object.entries(euro).map(
    ([period, each]) => `${party};${period};artikel 5;Overleg;${each},00;bon ${period}`,
  );
  const sum = Object.values(euro).reduce((all, each) => all + each, 0);
  return { party, kind: 'investments', valuationDate: DATE, text: deliveryText('investments', rows, sum), ...more };
};

const overleg = invested({ '2025-K1': 600 });
const named = ({ text, party, valuationDate }: SmallFile) => ({ sha256: hash(text), party, valuationDate });
const accept = (scene: MemoryScene, party: string, file = overleg, role: 'controller' | 'signatory' = 'controller') =>
  acceptInvestments(scene.ports, someone(party, role), PILOT, named(file));
const ruleOf = (answer: object) => (isRefusal(answer) ? answer.refusal : null);
const counting = ({ chain }: MemoryScene) =>
  stateOf(chain)
    ?.deliveries.filter(({ kind }) => kind === 'investments')
    .map(({ sha256 }) => sha256) ?? [];
const last = ({ chain }: MemoryScene) => chain.at(-1)?.change;

const investedIn = async (scene: MemoryScene) => {
  const { statement } = await statementOf(scene, '2025-K1');
  const bytes = scene.statements.get(`${PILOT}/statements/${statement}.json`);
  const read: Statement = JSON.parse(new TextDecoder().decode(bytes));
  return read.case['investments'];
};

describe('investments of a party', () => {
  test('count once all other parties that approve statements have accepted them, and not before', async () => {
    const scene = await opened();
    await takeIn(scene, ...filesFor('2025-K1'), overleg);
    expect(last(scene)).toMatchObject({ type: 'deliveryAccepted', delivery: { awaits: ['INS', 'MUN'] } });
    await workflow(scene);
    expect(await investedIn(scene)).toEqual({});
    granted(await accept(scene, 'INS'));
    await workflow(scene);
    expect([counting(scene), await investedIn(scene)]).toEqual([[], {}]);
    const before = scene.started.length;
    granted(await accept(scene, 'MUN', overleg, 'signatory'));
    expect(scene.started.length).toBe(before + 1);
    await workflow(scene);
    expect([counting(scene), await investedIn(scene)]).toEqual([[hash(overleg.text)], { CARE: '600.00' }]);
  });

  test('are accepted once by each, and accepting again changes nothing', async () => {
    const scene = await opened();
    await takeIn(scene, overleg);
    granted(await accept(scene, 'INS'));
    const before = scene.chain.length;
    granted(await accept(scene, 'INS'));
    expect(scene.chain).toHaveLength(before);
  });

  test.each([
    ['its own party', 'CARE', 'controller', 'acceptance_must_come_from_another'],
    ['a party that need not', 'FUND', 'signatory', 'acceptance_must_come_from_another'],
    ['an analyst', 'INS', 'analyst', 'role_must_allow_this'],
  ] as const)('are not accepted by %s', async (_, party, role, rule) => {
    const scene = await opened();
    await takeIn(scene, overleg);
    const before = scene.chain.length;
    const answer = await acceptInvestments(scene.ports, someone(party, role), PILOT, named(overleg));
    expect([ruleOf(answer), scene.chain.length]).toEqual([rule, before]);
  });

  test('that are not there cannot be accepted', async () => {
    const scene = await opened();
    expect(ruleOf(await accept(scene, 'INS'))).toBe('investments_must_exist');
    const body = { sha256: 'no hash', party: 'CARE' };
    const answer = await acceptInvestments(scene.ports, someone('INS', 'controller'), PILOT, body);
    expect(ruleOf(answer)).toBe('request_is_malformed');
  });

  test('that were corrected since are accepted as corrected, or not at all', async () => {
    const scene = await opened();
    const correction = invested({ '2025-K1': 500 }, 'CARE', { correction: true });
    await takeIn(scene, overleg);
    for (const party of ['INS', 'MUN']) granted(await accept(scene, party));
    await takeIn(scene, correction);
    const { sha256, valuationDate } = named(correction);
    const upload = { sha256, kind: 'investments', valuationDate };
    granted(await confirmCorrection(scene.ports, someone('CARE', 'analyst'), PILOT, upload));
    // Until the correction is accepted too, what was accepted stays.
    expect(counting(scene)).toEqual([hash(overleg.text)]);
    granted(await accept(scene, 'INS', correction));
    granted(await accept(scene, 'MUN', correction));
    expect(counting(scene)).toEqual([hash(overleg.text), hash(correction.text)]);
    const { investments } = await seen(scene, 'INS');
    expect(investments).toMatchObject([{ sha256: hash(correction.text), awaits: [] }]);
  });

  test('that were corrected before anybody accepted them are not accepted any more', async () => {
    const scene = await opened();
    const correction = invested({ '2025-K1': 500 }, 'CARE', { correction: true });
    await takeIn(scene, overleg, correction);
    const { sha256, valuationDate } = named(correction);
    const upload = { sha256, kind: 'investments', valuationDate };
    granted(await confirmCorrection(scene.ports, someone('CARE', 'analyst'), PILOT, upload));
    expect(ruleOf(await accept(scene, 'INS'))).toBe('investments_must_be_latest');
  });

  test('of the same quarter are no second delivery, also while the first one waits', async () => {
    const scene = await opened();
    await takeIn(scene, overleg, invested({ '2025-K1': 500 }));
    expect(last(scene)).toMatchObject({ refusal: 'delivery_exists_already' });
  });

  test('from before others had to accept them count as they did', async () => {
    const scene = await opened();
    await takeIn(scene, overleg);
    const event = scene.chain.at(-1);
    if (event?.change.type !== 'deliveryAccepted') throw new Error('The investments were not accepted.');
    const { awaits: _, ...delivery } = event.change.delivery;
    const before = scene.chain.slice(0, -1);
    const { known, by } = event;
    scene.chain.splice(-1, 1, nextEvent(before, { known, by, change: { type: 'deliveryAccepted', delivery } }, hash));
    expect(counting(scene)).toEqual([hash(overleg.text)]);
  });
});

describe('the budget', () => {
  test.each([
    ['to the cent', { '2025-K1': 400, '2025-K2': 600 }, null, 0],
    ['with the row that passes it', { '2025-K1': 400, '2025-K2': 601 }, 3, 1],
  ])('may be spent %s', async (_, euro, line, count) => {
    const scene = await opened();
    await takeIn(scene, invested(euro));
    if (line === null) expect(last(scene)).toMatchObject({ type: 'deliveryAccepted' });
    else
      expect(last(scene)).toMatchObject({
        refusal: 'investment_above_budget',
        problemCount: count,
        problems: [{ line, column: 5 }],
      });
  });

  test('is for all quarters of a date together, however they were delivered', async () => {
    const scene = await opened();
    await takeIn(scene, overleg, invested({ '2025-K2': 401 }));
    expect(last(scene)).toMatchObject({ refusal: 'investment_above_budget', problems: [{ line: null, column: null }] });
    await takeIn(scene, invested({ '2025-K2': 400 }));
    expect(last(scene)).toMatchObject({ type: 'deliveryAccepted' });
  });

  test('is not spent twice by the year so far on a later date, nor by a correction', async () => {
    const scene = await opened();
    const later = invested({ '2025-K1': 600, '2025-K2': 400 }, 'CARE', { valuationDate: '2025-10-31' });
    await takeIn(scene, overleg, later, invested({ '2025-K1': 1_000 }, 'CARE', { correction: true }));
    expect(scene.chain.filter(({ change }) => change.type === 'deliveryRefused')).toEqual([]);
  });
});

const seen = async ({ ports }: MemoryScene, party: string, role: 'analyst' | 'controller' = 'controller') =>
  granted(await readInvestments(ports, someone(party, role), PILOT));

describe('what the parties see of it', () => {
  test('is every row, and a button for who has still to accept', async () => {
    const scene = await opened();
    await takeIn(scene, overleg);
    const view = await seen(scene, 'MUN');
    expect(view.investments).toMatchObject([
      {
        party: 'CARE',
        total: '600.00',
        awaits: ['INS', 'MUN'],
        rows: [
          {
            period: '2025-K1',
            article: 'artikel 5',
            description: 'Overleg',
            evidence: 'bon 2025-K1',
            amount: '600.00',
          },
        ],
      },
    ]);
    expect(investmentsPage(view)).toContain('<button type="submit">Accepteren');
    for (const [party, role] of [
      ['CARE', 'controller'],
      ['FUND', 'controller'],
      ['MUN', 'analyst'],
    ] as const)
      expect(investmentsPage(await seen(scene, party, role))).not.toContain('<button');
    for (const party of ['INS', 'MUN']) granted(await accept(scene, party));
    expect(investmentsPage(await seen(scene, 'MUN'))).not.toContain('<button');
  });

  test('stands in the overview of every party, and on the receipt of its own', async () => {
    const scene = await opened();
    await takeIn(scene, overleg);
    const state = stateOf(scene.chain);
    for (const party of ['INS', 'MUN', 'CARE', 'FUND'])
      expect(
        state === null ? null : overviewFor(state, { party, role: 'controller' }, DATE, hash).investments,
      ).toMatchObject([{ party: 'CARE', awaits: ['INS', 'MUN'], acceptedBy: [] }]);
    const upload = { sha256: hash(overleg.text), kind: 'investments', valuationDate: DATE };
    const view = granted(await readFindings(scene.ports, someone('CARE', 'analyst'), PILOT, upload));
    expect(view.outcome).toMatchObject({ state: 'accepted', receipt: { awaits: ['INS', 'MUN'] } });
    expect(findingsPage(view)).toContain('tellen zodra INS en MUN ze hebben geaccepteerd');
  });

  test('is read as it was declared to be written, also when it is read again', async () => {
    const scene = await opened();
    const told = { ...overleg, text: overleg.text.replace('Overleg', 'Café') };
    const declared = async (form: UploadName['form']): Promise<void> => {
      const upload = readUploadKey(keyOf(told));
      if (upload === null) throw new Error('A key of ours cannot be read.');
      const key = uploadKey({ ...upload, form });
      scene.incoming.set(key, bytesOf(told.text));
      await ingest(scene.ports, key);
    };
    await declared({ delimiter: '|' });
    expect(last(scene)).toMatchObject({ type: 'deliveryRefused' });
    // These bytes are UTF-8 too, and would be read as that if nothing were declared.
    await declared({ encoding: 'windows-1252' });
    expect(last(scene)).toMatchObject({
      type: 'deliveryAccepted',
      delivery: { form: { encoding: 'windows-1252' } },
    });
    expect(await seen(scene, 'MUN')).toMatchObject({ investments: [{ rows: [{ description: 'CafÃ©' }] }] });
  });

  test('is of no other pilot', async () => {
    const scene = await opened();
    expect(ruleOf(await readInvestments(scene.ports, someone('INS', 'controller', 'stad'), PILOT))).toBe(
      'person_must_belong_to_pilot',
    );
    expect(canonicalText(await seen(scene, 'INS'))).not.toContain('Overleg');
  });
});
