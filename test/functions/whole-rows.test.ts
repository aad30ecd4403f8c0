import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import type { PopulationDocument } from '../../domain/pilot/population.ts';
import { deliveryStandings } from '../../domain/record/delivery-standing.ts';
import { overviewFor } from '../../domain/record/overview.ts';
import { stateOf } from '../../domain/record/projection.ts';
import type { Statement } from '../../domain/record/statement.ts';
import { acceptInvestments } from '../../functions/accept-investments.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { countPopulation } from '../../functions/count-population.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import { readInvestments } from '../../functions/read-investments.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { type MemoryScene, memoryScene, takeIn } from './memory-scene.ts';
import { bringIntoForce, granted, propose, statementOf, workflow } from './scene.ts';
import { hash } from './services.ts';
import {
  deliveryText,
  filesFor,
  PILOT,
  type SmallFile,
  smallDocument,
  smallPopulation,
  someone,
} from './small-pilot.ts';

/** A row counts as a whole or not at all, in what is repaid, in what is compared, and in who is counted. */

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FINAL = '2026-04-30';

const withBudget: PilotDocument = {
  ...smallDocument,
  agreement: { ...smallDocument.agreement, investmentBudget: { CARE: '1000.00' } },
};

const opened = async (
  document: PilotDocument = withBudget,
  population: PopulationDocument = smallPopulation,
): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  await bringIntoForce(scene, await propose(scene, population));
  return scene;
};

/** Whole euro by period, invested by the care field. */
const invested = (euro: Readonly<Record<string, number>>, more: Partial<SmallFile> = {}): SmallFile => {
  const rows = Object.entries(euro).map(
    ([period, each]) => `CARE;${period};artikel 5;Overleg;${each},00;bon ${period}`,
  );
  const sum = Object.values(euro).reduce((all, each) => all + each, 0);
  const text = deliveryText('investments', rows, sum);
  return { party: 'CARE', kind: 'investments', valuationDate: FINAL, text, ...more };
};

/** Whole euro of Wmo by cohort and period; the reference has twice the people. */
const wmo = (rows: readonly (readonly [cohort: string, period: string, euro: number])[], valuationDate = FINAL) => {
  const lines = rows.map(
    ([cohort, period, euro]) => `Wijk;1;${cohort};Wmo;;${period};;;${cohort === 'interventie' ? 100 : 200};${euro},00`,
  );
  const text = deliveryText(
    'costs',
    lines,
    rows.reduce((all, [, , euro]) => all + euro, 0),
  );
  return { party: 'MUN', kind: 'costs', valuationDate, text } as const satisfies SmallFile;
};

const confirmed = async ({ ports }: MemoryScene, { party, kind, valuationDate, text }: SmallFile): Promise<void> =>
  void granted(
    await confirmCorrection(ports, someone(party, 'analyst'), PILOT, { sha256: hash(text), kind, valuationDate }),
  );

/** The other parties accept investments of the care field; gives the refusals. */
const accepted = async ({ ports }: MemoryScene, { text, valuationDate }: SmallFile): Promise<readonly string[]> => {
  const refusals: string[] = [];
  for (const party of ['INS', 'MUN']) {
    const named = { sha256: hash(text), party: 'CARE', valuationDate };
    const answer = await acceptInvestments(ports, someone(party, 'controller'), PILOT, named);
    if (isRefusal(answer)) refusals.push(answer.refusal);
  }
  return refusals;
};

const settled = async (scene: MemoryScene, period: '2025-K1' | '2025'): Promise<Statement> => {
  await workflow(scene);
  const { statement } = await statementOf(scene, period);
  return JSON.parse(new TextDecoder().decode(scene.statements.get(`${PILOT}/statements/${statement}.json`)));
};

const repaid = async (scene: MemoryScene): Promise<unknown> => (await settled(scene, '2025')).case['investments'];

const seen = async ({ ports }: MemoryScene) =>
  granted(await readInvestments(ports, someone('INS', 'controller'), PILOT)).investments.map(
    ({ total, periods, rows, awaits }) => [
      total,
      periods.join(),
      rows.map(({ amount }) => amount).join(),
      awaits.length,
    ],
  );

const bothQuarters = invested({ '2025-K1': 300, '2025-K2': 300 });
const firstAgain = invested({ '2025-K1': 200 }, { correction: true });

describe('investments of which one quarter is corrected', () => {
  test('are repaid as corrected: 200 and 300 are 500, and that is what the payers see', async () => {
    const scene = await opened();
    await takeIn(scene, ...filesFor('2025'), bothQuarters);
    expect(await accepted(scene, bothQuarters)).toEqual([]);
    await takeIn(scene, firstAgain);
    await confirmed(scene, firstAgain);
    // Until the payers have accepted the 200, the 300 that they accepted stays.
    expect(await repaid(scene)).toEqual({ CARE: '600.00' });
    expect(await accepted(scene, firstAgain)).toEqual([]);
    expect(await repaid(scene)).toEqual({ CARE: '500.00' });
    expect(await seen(scene)).toEqual([
      ['300.00', '2025-K2', '300.00', 0],
      ['200.00', '2025-K1', '200.00', 0],
    ]);
  });

  test.each([
    ['before', [firstAgain, bothQuarters]],
    ['after', [bothQuarters, firstAgain]],
  ] as const)('keep what still waits: the other quarter is accepted %s the correction is', async (_, order) => {
    const scene = await opened();
    await takeIn(scene, ...filesFor('2025'), bothQuarters, firstAgain);
    await confirmed(scene, firstAgain);
    expect(await seen(scene)).toEqual([
      ['300.00', '2025-K2', '300.00', 2],
      ['200.00', '2025-K1', '200.00', 2],
    ]);
    const [first, second] = order;
    expect(await accepted(scene, first)).toEqual([]);
    expect(await repaid(scene)).toEqual({ CARE: first === firstAgain ? '200.00' : '300.00' });
    expect(await accepted(scene, second)).toEqual([]);
    expect(await repaid(scene)).toEqual({ CARE: '500.00' });
  });

  test('stand in the overview without the sum of before, which is no longer theirs', async () => {
    const scene = await opened();
    await takeIn(scene, bothQuarters, firstAgain);
    await confirmed(scene, firstAgain);
    const state = stateOf(scene.chain);
    const overview = state === null ? null : overviewFor(state, { party: 'INS', role: 'controller' }, FINAL, hash);
    expect(overview?.investments.map(({ periods, total }) => [periods, total])).toEqual([
      [['2025-K2'], null],
      [['2025-K1'], '200.00'],
    ]);
  });
});

describe('investments of a year in one row', () => {
  test('are no part of an interim statement over one quarter, which does not name them either', async () => {
    const scene = await opened();
    const year = invested({ '2025': 900 }, { valuationDate: '2025-07-31' });
    await takeIn(scene, ...filesFor('2025-K1'), year);
    expect(await accepted(scene, year)).toEqual([]);
    const statement = await settled(scene, '2025-K1');
    expect([statement.case['investments'], statement.deliveries.map(({ source }) => source).sort()]).toEqual([
      {},
      ['Wmo', 'Zvw', 'members'],
    ]);
    const state = stateOf(scene.chain);
    expect(state === null ? [] : deliveryStandings(state).at(-1)?.standing).toEqual({
      standing: 'pending',
      parties: [],
      statements: [],
    });
  });
});

describe('a year in one row beside a quarter of it from another delivery', () => {
  const year = wmo(
    [
      ['interventie', '2024', 40_000],
      ['referentie', '2024', 80_000],
    ],
    '2025-06-30',
  );
  const quarters = ['2025-K1', '2025-K2', '2025-K3', '2025-K4'];
  const performance = wmo(
    quarters.flatMap((period) => [['interventie', period, 12_000] as const, ['referentie', period, 20_000] as const]),
  );
  const firstQuarter = wmo(
    [
      ['interventie', '2024-K1', 16_000],
      ['referentie', '2024-K1', 20_000],
    ],
    '2025-07-31',
  );

  test('by itself is the baseline: 40,000 in the pilot, so 40,000 was expected', async () => {
    const scene = await opened(smallDocument);
    const [members, zvw] = filesFor('2025');
    await takeIn(scene, members, zvw, year, performance);
    expect((await settled(scene, '2025')).result).toMatchObject({ streams: { Wmo: { expected: '40000.00' } } });
  });

  test('stops the statement, which says which rows, from which deliveries, and what to do', async () => {
    const scene = await opened(smallDocument);
    const [members, zvw] = filesFor('2025');
    await takeIn(scene, members, zvw, year, firstQuarter, performance);
    const [old, newer] = [hash(year.text), hash(firstQuarter.text)];
    expect((await settled(scene, '2025')).result).toEqual({
      status: 'refused',
      refusal: 'row_must_count_whole',
      detail: {
        faults: [
          {
            path: 'Wmo 2024',
            message: `2024 staat als één rij in aanlevering ${old} (stand per 2025-06-30), regel 2, en 2024-K1 uit aanlevering ${newer} (stand per 2025-07-31): wat in beide staat, zou dubbel tellen. Lever 2024 per kwartaal aan, of nog eens als geheel.`,
          },
        ],
      },
    });
  });

  test('is solved by delivering the whole year once more', async () => {
    const scene = await opened(smallDocument);
    const [members, zvw] = filesFor('2025');
    const again = { ...year, valuationDate: '2025-12-31' };
    await takeIn(scene, members, zvw, year, firstQuarter, performance, again);
    expect((await settled(scene, '2025')).result).toMatchObject({ streams: { Wmo: { expected: '40000.00' } } });
  });

  test('stops an interim statement over a quarter too, where only the year was delivered', async () => {
    const scene = await opened(smallDocument);
    const [members, zvw] = filesFor('2025-K1');
    const now = wmo(
      [
        ['interventie', '2025-K1', 12_000],
        ['referentie', '2025-K1', 20_000],
      ],
      '2025-07-31',
    );
    await takeIn(scene, members, zvw, year, now);
    expect((await settled(scene, '2025-K1')).result).toMatchObject({
      refusal: 'row_must_count_whole',
      detail: {
        faults: [{ path: 'Wmo 2024', message: expect.stringContaining('gaat daarvan alleen over 2024-K1. Lever') }],
      },
    });
  });
});

describe('counts of a year where the share that is covered must be 0.9', () => {
  const strict = { ...smallPopulation, claims: { ...smallPopulation.claims, minimumCoverage: '0.9' } };
  const counts = (period: string, quarters: number) =>
    (['intervention', 'reference'] as const).flatMap((cohort) =>
      (['populatie', 'gedekt'] as const).map((group) => {
        const persons = (group === 'gedekt' ? 100 : 110) * (cohort === 'reference' ? 2 : 1);
        return { cohort, period, group, persons, months: `${persons * 3 * quarters}` };
      }),
    );
  const declare = async (scene: MemoryScene, all: readonly object[]): Promise<void> => {
    const population = stateOf(scene.chain)?.populations.at(-1)?.sha256 ?? '';
    const body = { valuationDate: '2025-07-31', counts: all };
    granted(await countPopulation(scene.ports, someone('INS', 'analyst'), { pilot: PILOT, population }, body));
  };
  const coverage = async (scene: MemoryScene) =>
    (await settled(scene, '2025-K1')).population.counts.map((each) => each.coverage?.shown ?? null);

  test('say nothing of a quarter, for which the interim statement goes on waiting', async () => {
    const scene = await opened(smallDocument, strict);
    await takeIn(scene, ...filesFor('2025-K1'));
    await declare(scene, [...counts('2024-K1', 1), ...counts('2025', 4)]);
    await workflow(scene);
    expect(scene.chain.at(-1)?.change.type).toBe('populationCounted');
    await declare(scene, [...counts('2024-K1', 1), ...counts('2025-K1', 1)]);
    // 100 of 110 is 0.90909…, rounded down.
    expect(await coverage(scene)).toEqual(['0.9090', '0.9090', '0.9090', '0.9090']);
  });

  test('take nothing away of what was counted for the quarter', async () => {
    const scene = await opened(smallDocument, strict);
    await takeIn(scene, ...filesFor('2025-K1'));
    await declare(scene, [...counts('2024-K1', 1), ...counts('2025-K1', 1)]);
    await declare(scene, [...counts('2024-K1', 1), ...counts('2025', 4)]);
    expect(await coverage(scene)).toEqual(['0.9090', '0.9090', '0.9090', '0.9090']);
  });
});
