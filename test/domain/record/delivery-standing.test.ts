import { beforeAll, describe, expect, test } from 'vitest';
import { type DeliveryStanding, deliveryStandings } from '../../../domain/record/delivery-standing.ts';
import { stateOf } from '../../../domain/record/projection.ts';
import { readPilot } from '../../../functions/read-pilot.ts';
import type { MemoryScene } from '../../functions/memory-scene.ts';
import { bringIn, copyOf, filesOver, firstYear, openedUnder, sealOver } from '../../functions/next-period.ts';
import { granted, statementOf } from '../../functions/scene.ts';
import { hash } from '../../functions/services.ts';
import { correctedWmo, filesFor, PILOT, type SmallFile, someone } from '../../functions/small-pilot.ts';
import { takeIn } from '../../functions/supervision-cases.ts';
import { newKey } from './sealed-bundle.ts';

/** What became of the files of a small pilot: member-months and Zvw of the insurer, Wmo of the municipality. */
const privateKey = newKey();
const [members, zvw, wmo] = filesFor('2025-K1');

let opened: MemoryScene;
beforeAll(async () => {
  opened = await openedUnder(privateKey, firstYear());
});
const scene = (): MemoryScene => copyOf(opened, privateKey);

const standingsIn = ({ chain }: MemoryScene) => {
  const state = stateOf(chain);
  return state === null ? [] : deliveryStandings(state);
};

const standingOf = (in_: MemoryScene, file: SmallFile): DeliveryStanding | undefined =>
  standingsIn(in_).find(({ delivery }) => delivery.sha256 === hash(file.text))?.standing;

describe('an accepted delivery', () => {
  test('waits for the statement that would rest on it, and for what that statement lacks', async () => {
    const here = scene();
    await bringIn(here, [members, zvw]);
    const waiting = {
      standing: 'pending',
      parties: [],
      statements: [{ period: '2025-K1', missing: ['Wmo'] }],
    };
    expect(standingOf(here, members)).toEqual({
      ...waiting,
      // Its quarters of 2024 would serve the statement over the year as well, until newer ones come.
      statements: [...waiting.statements, { period: '2025', missing: ['members', 'Wmo', 'Zvw'].sort() }].map((each) =>
        each.period === '2025' ? { ...each, missing: expect.arrayContaining(['members', 'Zvw', 'Wmo']) } : each,
      ),
    });
  });

  test('is used once a draft rests on it', async () => {
    const here = scene();
    await bringIn(here, [members, zvw, wmo]);
    const { statement } = await statementOf(here, '2025-K1');
    for (const file of [members, zvw, wmo])
      expect(standingOf(here, file)).toEqual({ standing: 'used', by: [statement] });
  });

  test('is superseded by a correction of all that it says, which waits until a draft rests on it', async () => {
    const here = scene();
    await bringIn(here, [members, zvw, wmo]);
    const old = await statementOf(here, '2025-K1');
    await takeIn(here, [correctedWmo()]);
    expect(standingOf(here, wmo)).toEqual({
      standing: 'superseded',
      by: [hash(correctedWmo().text)],
      usedBy: [old.statement],
    });
    expect(standingOf(here, correctedWmo())?.standing).toBe('pending');
    await bringIn(here, []);
    const { statement } = await statementOf(here, '2025-K1');
    expect(standingOf(here, correctedWmo())).toEqual({ standing: 'used', by: [statement] });
    expect(standingOf(here, wmo)).toMatchObject({ standing: 'superseded', usedBy: [] });
  });

  test('of which a statement that was sealed made use is used for good, also when newer figures come', async () => {
    const here = scene();
    await bringIn(here, [members, zvw, wmo]);
    await sealOver(here, '2025-K1');
    const { statement } = await statementOf(here, '2025-K1');
    here.clock.now = new Date('2026-05-02T09:00:00.000Z');
    await bringIn(here, filesOver('2025'));
    expect(standingOf(here, wmo)).toEqual({ standing: 'used', by: [statement] });
  });

  test('that no agreed statement asks for waits for nothing that will come', async () => {
    const here = scene();
    const onAnotherDate = { ...wmo, valuationDate: '2026-01-31', text: wmo.text.replaceAll('2024-K1', '2025-K2') };
    await bringIn(here, [onAnotherDate]);
    expect(standingOf(here, onAnotherDate)).toEqual({ standing: 'pending', parties: [], statements: [] });
  });

  test('names in the record what it takes the place of', async () => {
    const here = scene();
    await bringIn(here, [members, zvw, wmo]);
    await takeIn(here, [correctedWmo()]);
    expect(here.chain.at(-1)?.change).toMatchObject({
      type: 'deliveryAccepted',
      supersedes: [
        {
          sha256: hash(wmo.text),
          parts: [
            { source: 'Wmo', quarter: '2024-K1' },
            { source: 'Wmo', quarter: '2025-K1' },
          ],
        },
      ],
    });
  });
});

describe('all accepted deliveries', () => {
  test('stand in the overview, each in exactly one way, at every moment of the life of a pilot', async () => {
    const here = scene();
    const supervisor = someone('TOEZICHT', 'supervisor');
    const steps: readonly (() => Promise<void>)[] = [
      () => bringIn(here, [members]),
      () => bringIn(here, [zvw, wmo]),
      () => bringIn(here, [correctedWmo()]),
      () => sealOver(here, '2025-K1'),
      () => bringIn(here, filesOver('2025')),
      () => sealOver(here, '2025'),
    ];
    const seen = new Set<string>();
    for (const step of steps) {
      await step();
      const { deliveries } = granted(await readPilot(here.ports, supervisor, PILOT));
      const accepted = here.chain.filter(({ change }) => change.type === 'deliveryAccepted').length;
      expect(deliveries).toHaveLength(accepted);
      for (const { standing } of deliveries) {
        expect(['used', 'superseded', 'pending']).toContain(standing);
        seen.add(standing);
      }
    }
    expect(seen.size).toBe(3);
  });
});
