import { sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointOf, filesOf, logOf, proofText } from '../../domain/record/bundle.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { checkpointText, signedBytes } from '../../domain/record/checkpoint.ts';
import { carryInFor } from '../../domain/record/ledger.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { rebuildStatement } from '../../domain/record/rebuild-statement.ts';
import { lowSignature } from '../../domain/record/signature.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { verifyBundle } from '../../domain/record/verify.ts';
import { approve } from '../../functions/approve.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { readAccepted } from '../../functions/delivered-file.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { proposeAgreement } from '../../functions/propose-agreement.ts';
import { readPilot } from '../../functions/read-pilot.ts';
import { bundleOf, eventsIn, means, newKey, publicOf, rechained, resealed } from '../domain/record/sealed-bundle.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import {
  agreeOn,
  bringIn,
  copyOf,
  filesOver,
  firstYear,
  investment,
  openedUnder,
  sealOver,
  secondYear,
} from './next-period.ts';
import { APPROVERS, granted, reviewAs, statementOf, workflow } from './scene.ts';
import { hash, hashBytes } from './services.ts';
import { PILOT, smallDocument, someone } from './small-pilot.ts';

/**
 * Claims of one year in the next. In 2025 a third must be saved before anything is shared, so the 30,000 that the care
 * field invested stays open; in 2026 the pilot gains 44,000 and repays it.
 */
const privateKey = newKey();
const NEUTRAL = { minimumSavingsRate: '1/3' };

const sealedYearOne = async (): Promise<MemoryScene> => {
  const scene = await openedUnder(privateKey, firstYear(NEUTRAL));
  scene.clock.now = new Date('2026-05-02T09:00:00.000Z');
  await bringIn(scene, [...filesOver('2025'), investment('2025', 30_000)]);
  await sealOver(scene, '2025');
  return scene;
};

const yearOne = (): MemoryScene => copyOf(first, privateKey);

/** The second year agreed on and sealed as well. */
const sealedYearTwo = async (): Promise<MemoryScene> => {
  const scene = yearOne();
  await agreeOn(scene, secondYear());
  scene.clock.now = new Date('2027-05-02T09:00:00.000Z');
  await bringIn(scene, filesOver('2026'));
  await sealOver(scene, '2026');
  return scene;
};

let first: MemoryScene;
let second: MemoryScene;
beforeAll(async () => {
  first = await sealedYearOne();
  second = await sealedYearTwo();
});

const documentOf = (scene: MemoryScene, statement: string): Statement => {
  const bytes = [...scene.statements].find(([key]) => key.endsWith(`${statement}.json`))?.[1];
  return JSON.parse(new TextDecoder().decode(bytes));
};

const newest = async (scene: MemoryScene, period: string): Promise<Statement> =>
  documentOf(scene, (await statementOf(scene, period)).statement);

const claimsOf = ({ case: caseFile }: Statement): unknown => caseFile['carryIn'];

describe('the next performance period of a pilot', () => {
  test('begins with the claims that the ledger has, which its gain repays first; nobody typed them', async () => {
    const scene = second;
    const draft = await newest(scene, '2026');
    expect([draft.kind, draft.agreement.version, claimsOf(draft)]).toEqual(['final', '2026', { CARE: '30000.00' }]);
    if (!('parties' in draft.result)) throw new Error('The second year did not settle.');
    expect(draft.result.parties['CARE']).toMatchObject({ carryInRepaid: '30000.00', carryOut: '0.00' });
    const { ledger } = stateOf(scene.chain) ?? { ledger: { events: [] } };
    expect(
      ledger.events.flatMap(({ claims }) => claims.map(({ claim, what, amount }) => [claim.period, what, amount])),
    ).toEqual([
      ['2025', 'arises', '30000.00'],
      ['2025', 'repaid', '30000.00'],
    ]);
    expect(carryInFor(ledger, { text: '2027', year: 2027, from: 1, to: 4 })).toEqual({});
  });

  test('gives a bundle from which everybody recomputes the claims, and one without them does not hold', async () => {
    const scene = second;
    const bundle = await bundleOf(scene, '2026');
    const publicKey = publicOf(privateKey);
    expect(verifyBundle(bundle, means, { publicKey })).toMatchObject({ kind: 'final', period: '2026' });
    const without = resealed(bundle, privateKey, {
      statement: ({ case: caseFile, ...of }) => ({ ...of, case: { ...(caseFile as object), carryIn: {} } }),
    });
    expect(verifyBundle(without, means, { publicKey })).toMatchObject({
      rule: 'case_must_follow_from_the_agreement',
      where: 'statement.json, case.carryIn.CARE',
    });
    const unbooked = resealed(bundle, privateKey, {
      events: (chain) =>
        chain.map((event, place) =>
          place === chain.length - 1 && event.change.type === 'manifestRecorded' && event.change.booked !== undefined
            ? { ...event, change: { ...event.change, booked: { ...event.change.booked, claims: [] } } }
            : event,
        ),
    });
    expect(verifyBundle(unbooked, means, { publicKey })).toMatchObject({
      rule: 'booking_must_follow_from_the_statement',
    });
  });

  test('gives a bundle in which an agreement that nobody can read is found', async () => {
    const bundle = await bundleOf(second, '2026');
    const events = eventsIn(bundle).map((event) =>
      event.change.type === 'agreementProposed' ? { ...event, change: { ...event.change, document: {} } } : event,
    );
    const chain = rechained(events);
    const log = logOf(chain.map(canonicalText), hashBytes);
    const head = checkpointOf(PILOT, log);
    const signature = lowSignature(sign('sha256', signedBytes(head), privateKey)) ?? new Uint8Array();
    const forged = new Map([
      ...bundle,
      ...filesOf({
        'checkpoint.txt': checkpointText(head, publicOf(privateKey), signature, hashBytes),
        'events.json': canonicalText(chain),
        'proof.json': proofText(chain, log),
      }),
    ]);
    expect(verifyBundle(forged, means)).toMatchObject({ rule: 'agreement_must_be_readable' });
  });

  test('is rebuilt byte for byte, as is the year before it', async () => {
    const scene = yearOne();
    await agreeOn(scene, secondYear());
    await bringIn(scene, filesOver('2026-K1'));
    const contents = new Map(
      await Promise.all(
        (stateOf(scene.chain)?.deliveries ?? []).map(async ({ sha256, kind }) => {
          const bytes = await scene.ports.deliveries.get(`${PILOT}/${sha256}`);
          if (bytes === null) throw new Error(`There is no delivery ${sha256}.`);
          return [sha256, await readAccepted({ kind, bytes, numbers: {}, form: {} })] as const;
        }),
      ),
    );
    for (const period of ['2025', '2026-K1']) {
      const { statement } = await statementOf(scene, period);
      const rebuilt = rebuildStatement(scene.chain, statement, ({ sha256 }) => contents.get(sha256) ?? null, hash);
      expect('text' in rebuilt && hash(rebuilt.text)).toBe(statement);
    }
  });

  test('is drafted anew when the claims change, and the draft with the old ones is approved by nobody any more', async () => {
    const scene = yearOne();
    await agreeOn(scene, secondYear());
    scene.clock.now = new Date('2026-08-02T09:00:00.000Z');
    await bringIn(scene, filesOver('2026-K1'));
    const old = await statementOf(scene, '2026-K1');
    expect(claimsOf(documentOf(scene, old.statement))).toEqual({ CARE: '30000.00' });
    await reviewAs(scene, 'MUN', '2026-K1');
    await bringIn(scene, [{ ...investment('2025', 28_000), correction: true }]);
    for (const party of APPROVERS) await reviewAs(scene, party, '2025');
    for (const party of APPROVERS)
      granted(
        await approve(scene.ports, someone(party, 'signatory'), PILOT, (await statementOf(scene, '2025')).statement),
      );
    // All approved it and it is not sealed: until then nobody knows what 2026 begins with.
    expect(await approve(scene.ports, someone('MUN', 'signatory'), PILOT, old.statement)).toMatchObject({
      refusal: 'statement_must_be_latest',
      detail: { otherPeriod: (await statementOf(scene, '2025')).statement },
    });
    await workflow(scene);
    expect(await approve(scene.ports, someone('MUN', 'signatory'), PILOT, old.statement)).toMatchObject({
      refusal: 'statement_must_be_latest',
      detail: { newerClaims: ['CARE'] },
    });
    await workflow(scene);
    expect(claimsOf(await newest(scene, '2026-K1'))).toEqual({ CARE: '28000.00' });
  });

  test('closes the one before it when its final statement is approved: claims that were repaid stand', async () => {
    const scene = yearOne();
    await agreeOn(scene, secondYear());
    await bringIn(scene, filesOver('2026'));
    await bringIn(scene, [{ ...investment('2025', 28_000), correction: true }]);
    const late = await statementOf(scene, '2025');
    expect([late.kind, late.sealed]).toEqual(['restatement', null]);
    await sealOver(scene, '2026');
    expect(await approve(scene.ports, someone('MUN', 'signatory'), PILOT, late.statement)).toMatchObject({
      refusal: 'statement_must_be_latest',
      detail: { otherPeriod: (await statementOf(scene, '2026')).statement },
    });
  });

  test('waits for the final statement of the one before it', async () => {
    const scene = await openedUnder(privateKey, firstYear(NEUTRAL));
    await agreeOn(scene, secondYear());
    await bringIn(scene, filesOver('2026'));
    expect(stateOf(scene.chain)?.statements).toEqual([]);
    await bringIn(scene, [...filesOver('2025'), investment('2025', 30_000)]);
    await sealOver(scene, '2025');
    await workflow(scene);
    expect(claimsOf(await newest(scene, '2026'))).toEqual({ CARE: '30000.00' });
  });

  test('is settled only when it is agreed who is counted in it', async () => {
    const scene = await openedUnder(privateKey, firstYear(), { from: '2024-01-01', until: '2025-12-31' });
    await agreeOn(scene, secondYear());
    await bringIn(scene, filesOver('2026-K1'));
    const overview = granted(await readPilot(scene.ports, someone('MUN', 'controller'), PILOT));
    const slot = overview.slots.find(({ period }) => period === '2026-K1');
    expect([slot?.step, slot?.missing.includes('population')]).toEqual(['collecting', true]);
  });

  test('is settled only when all parties have approved its agreement; until then nothing is taken in over it', async () => {
    const scene = yearOne();
    granted(await proposeAgreement(scene.ports, someone('INS', 'signatory'), PILOT, secondYear()));
    await bringIn(scene, filesOver('2026-K1'));
    const state = stateOf(scene.chain);
    expect(state?.refused.map(({ refusal }) => refusal)).toEqual(Array(3).fill('period_must_be_agreed'));
    expect(state?.statements.map(({ period }) => period)).toEqual(['2025']);
  });
});

const typed = (document: typeof smallDocument) => ({
  ...document,
  agreement: { ...document.agreement, approved: { carryIn: { CARE: '30000.00' } } },
});

describe('an agreement over a later period', () => {
  const next = secondYear();
  const { agreement } = next;
  const insurer = someone('INS', 'signatory');

  test.each([
    ['with claims that somebody typed', typed(next), 'carry_in_must_be_the_ledgers'],
    ['over a period that was agreed', firstYear(), 'agreement_must_be_of_a_later_period'],
    ['that is no agreement', { ...next, agreement: {} }, 'request_is_malformed'],
    ['of another pilot', { ...next, pilot: { id: 'stad', name: 'Een stad' } }, 'request_is_malformed'],
    [
      'by other deliverers',
      { ...next, agreement: { ...agreement, deliveredBy: { ...agreement.deliveredBy, Wmo: 'INS' } } },
      'request_is_malformed',
    ],
  ])('%s is refused and changes nothing', async (_, document, refusal) => {
    const scene = await openedUnder(privateKey, firstYear());
    const events = scene.chain.length;
    expect(await proposeAgreement(scene.ports, insurer, PILOT, document)).toMatchObject({ refusal });
    expect(scene.chain).toHaveLength(events);
  });

  test('is proposed by somebody who may sign, and by nobody of another pilot', async () => {
    const { ports } = await openedUnder(privateKey, firstYear());
    for (const [person, refusal] of [
      [someone('INS', 'controller'), 'role_must_allow_this'],
      [someone('INS', 'signatory', 'stad'), 'person_must_belong_to_pilot'],
      [someone('TOEZICHT', 'signatory'), 'person_must_belong_to_pilot'],
    ] as const)
      expect(await proposeAgreement(ports, person, PILOT, next)).toMatchObject({ refusal });
  });

  test('proposed twice is one; another over the same period takes its place, with approvals of its own', async () => {
    const scene = await openedUnder(privateKey, firstYear());
    const { agreement: hashOfFirst } = granted(await proposeAgreement(scene.ports, insurer, PILOT, next));
    const events = scene.chain.length;
    granted(await proposeAgreement(scene.ports, insurer, PILOT, next));
    expect(scene.chain).toHaveLength(events);
    granted(await approveAgreement(scene.ports, someone('MUN', 'signatory'), PILOT, { agreement: hashOfFirst }));
    granted(await proposeAgreement(scene.ports, someone('CARE', 'signatory'), PILOT, secondYear(NEUTRAL)));
    expect(stateOf(scene.chain)?.following.map(({ approvedBy }) => approvedBy)).toEqual([['CARE']]);
    expect(
      await approveAgreement(scene.ports, someone('CARE', 'signatory'), PILOT, { agreement: hashOfFirst }),
    ).toMatchObject({ refusal: 'agreement_must_be_the_same' });
  });

  test('is approved once by each party', async () => {
    const scene = await openedUnder(privateKey, firstYear());
    const { agreement: named } = granted(await proposeAgreement(scene.ports, insurer, PILOT, next));
    expect(await approveAgreement(scene.ports, insurer, PILOT, { agreement: named })).toMatchObject({
      refusal: 'approval_must_be_once',
    });
  });
});

test('a pilot is not opened with claims that somebody typed', async () => {
  const scene = memoryScene(privateKey);
  expect(await openPilot(scene.ports, someone('INS', 'signatory'), typed(smallDocument))).toMatchObject({
    refusal: 'carry_in_must_be_the_ledgers',
  });
  expect(scene.chain).toEqual([]);
});
