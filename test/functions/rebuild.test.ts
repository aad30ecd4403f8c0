import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';
import { nextEvent, type PilotEvent, type Role } from '../../domain/record/event.ts';
import { brokenRules } from '../../domain/record/lawful.ts';
import type { Overview } from '../../domain/record/overview.ts';
import { overviewDifference, rebuild } from '../../domain/record/rebuild.ts';
import { findDue } from '../../functions/find-due.ts';
import { readEvents } from '../../functions/read-events.ts';
import { readLedger } from '../../functions/read-ledger.ts';
import { readPilot } from '../../functions/read-pilot.ts';
import type { MemoryScene } from './memory-scene.ts';
import { APPROVERS, approveAs, granted, reviewAs, statementOf, workflow } from './scene.ts';
import { hash } from './services.ts';
import { correctedWmo, filesFor, PILOT, someone } from './small-pilot.ts';
import { answeringObjection, asking, draftedInMemory, objecting, takeIn, withdrawing } from './supervision-cases.ts';

/** An answer of the live portal, and the record as it was exported right after it. */
interface Live {
  readonly overview: Overview;
  readonly due: unknown;
  readonly ledger: unknown;
  readonly chain: readonly PilotEvent[];
}

const seenBy = async ({ ports }: MemoryScene, party: string, role: Role): Promise<Live> => {
  const overview = granted(await readPilot(ports, someone(party, role), PILOT));
  const { pilot: _, ...due } = await findDue(ports, { pilot: PILOT, overdue: true });
  const asked = { period: undefined, format: undefined, of: undefined };
  const ledger = granted(await readLedger(ports, someone(party, role), PILOT, asked));
  return { overview, due, ledger, chain: granted(await readEvents(ports, someone('TOEZICHT', 'supervisor'), PILOT)) };
};

/** The life of a pilot with everything in it that people can do, and what the portal showed along the way. */
const liveLife = async (): Promise<Live[]> => {
  const scene = await draftedInMemory();
  const seen = [await seenBy(scene, 'INS', 'controller')];
  const day = async (): Promise<void> => {
    scene.clock.now = new Date(scene.clock.now.getTime() + 86_400_000);
    for (const [party, role] of [
      ['INS', 'analyst'],
      ['MUN', 'analyst'],
      ['TOEZICHT', 'supervisor'],
    ] as const)
      seen.push(await seenBy(scene, party, role));
  };
  await approveAs(scene, 'INS', '2025-K1');
  await asking(someone('MUN', 'analyst'))(scene);
  await day();
  await takeIn(scene, [{ ...filesFor('2025-K1')[2], party: 'INS' }]);
  await takeIn(scene, [correctedWmo()]);
  await day();
  await workflow(scene);
  await objecting(someone('CARE', 'controller'))(scene);
  await reviewAs(scene, 'INS', '2025-K1');
  await day();
  await answeringObjection(someone('INS', 'controller'))(scene);
  await approveAs(scene, 'MUN', '2025-K1');
  await withdrawing(someone('MUN', 'signatory'))(scene);
  await day();
  for (const party of APPROVERS) await approveAs(scene, party, '2025-K1');
  await day();
  await workflow(scene);
  await day();
  expect((await statementOf(scene, '2025-K1')).sealed).not.toBeNull();
  return seen;
};

let life: readonly Live[];
let folder: string;
beforeAll(async () => {
  life = await liveLife();
  folder = mkdtempSync(join(tmpdir(), 'ontschot-rebuild-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const last = (): Live => {
  const found = life.at(-1);
  if (found === undefined) throw new Error('Nothing was seen.');
  return found;
};

describe('projections that are rebuilt from the exported events', () => {
  test('are the ones that the running pilot showed, at every moment and to everybody', () => {
    expect(life.map(({ overview }) => overviewDifference(last().chain, overview, hash))).toEqual(life.map(() => null));
    expect(new Set(life.map(({ overview }) => canonicalText(overview.slots))).size).toBeGreaterThan(5);
  });

  test('also what is due, at the moment at which it was asked', () => {
    for (const { overview, due, chain } of life) {
      const rebuilt = rebuild(chain, overview.moment, hash).find(({ projection }) => projection === 'due');
      expect(rebuilt?.content).toEqual(due);
    }
  });

  test('also the ledger, as everybody may read it', () => {
    for (const { overview, ledger, chain } of life) {
      const rebuilt = rebuild(chain, overview.moment, hash).find(({ projection }) => projection === 'ledger');
      expect({ ledger: rebuilt?.content }).toEqual(ledger);
    }
    expect(JSON.stringify(last().ledger)).toContain('"booked":[{"statement":');
  });

  test('say where an answer differs, also when only one thing in it does', () => {
    const { overview, chain } = last();
    const [first] = overview.slots;
    if (first === undefined) throw new Error('There is no statement.');
    const altered = (slot: object) => ({ ...overview, slots: [{ ...first, ...slot }, ...overview.slots.slice(1)] });
    expect(overviewDifference(chain, altered({ approvedBy: ['INS', 'MUN'] }), hash)).toBe('slots[0].approvedBy[2]');
    expect(overviewDifference(chain, altered({ status: 'loss' }), hash)).toBe('slots[0].status');
    expect(overviewDifference(chain, { ...overview, events: chain.length + 1 }, hash)).toBe('events');
    expect(overviewDifference(chain, { ...overview, viewer: { party: 'INS', role: 'analyst' } }, hash)).not.toBeNull();
  });

  test('are none where no pilot was opened', () => expect(rebuild([], '2026-01-01T00:00:00.000Z', hash)).toEqual([]));
});

/** The record with other events from a place on, each linked to the one before it, as somebody with the table could do. */
const rewritten = (chain: readonly PilotEvent[], alter: (event: PilotEvent) => PilotEvent | null): PilotEvent[] => {
  const made: PilotEvent[] = [];
  for (const event of chain) {
    const altered = alter(event);
    if (altered !== null)
      made.push(nextEvent(made, { known: altered.known, by: altered.by, change: altered.change }, hash));
  }
  return made;
};

describe('the rules of supervision, gone through once more', () => {
  test('were all kept by the running pilot', () => expect(brokenRules(last().chain)).toEqual([]));

  test.each([
    ['the reviews are taken out', (type: string) => type !== 'statementReviewed', 'review_must_come_first'],
    ['an answer is taken out', (type: string) => type !== 'objectionAnswered', 'objections_must_be_settled'],
    ['the agreement was never approved', (type: string) => type !== 'agreementApproved', 'agreement_must_be_approved'],
    ['no draft was recorded', (type: string) => type !== 'statementDrafted', 'statement_must_exist'],
    ['no approval was recorded', (type: string) => type !== 'statementApproved', 'statement_must_be_approved'],
  ])('are seen to be broken when %s', (_, keep, rule) => {
    const chain = rewritten(last().chain, (event) => (keep(event.change.type) ? event : null));
    expect(brokenRules(chain).map((each) => each.rule)).toContain(rule);
  });

  test('are seen to be broken when one person does everything', () => {
    const chain = rewritten(last().chain, (event) =>
      event.by === 'ontschot' ? event : { ...event, by: { ...event.by, person: 'een' } },
    );
    const rules = new Set(brokenRules(chain).map(({ rule }) => rule));
    expect(rules).toContain('approver_must_not_be_deliverer');
  });
});

describe('the command', () => {
  const file = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const run = (...files: readonly string[]) => {
    const script = join(import.meta.dirname, '../../commands/rebuild.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...files], { encoding: 'utf8' });
    return { status, lines: stdout.split('\n').slice(0, -1), complaint: stderr };
  };

  test('says of each saved answer that it is the same', () => {
    const overviews = life.slice(-3).map(({ overview }, place) => file(`overview-${place}.json`, overview));
    const { status, lines } = run(file('events.json', last().chain), ...overviews);
    expect(lines.map((line) => JSON.parse(line).same)).toEqual([true, true, true]);
    expect(status).toBe(0);
  });

  test('prints every projection with its hash where nothing is compared', () => {
    const { status, lines } = run(file('events.json', last().chain));
    const printed = lines.map((line) => JSON.parse(line));
    expect(printed.map(({ projection, of }) => [projection, of?.party].join(' ').trim())).toEqual([
      'statements',
      'deliveries',
      'refused',
      'due',
      'ledger',
      'overview INS',
      'overview MUN',
      'overview CARE',
      'overview FUND',
      'overview',
      'brokenRules',
    ]);
    for (const { content, sha256 } of printed) expect(sha256).toBe(hash(canonicalText(content)));
    expect(status).toBe(0);
  });

  test('ends with 1 for an answer that differs, and names the place', () => {
    const { overview, chain } = last();
    const { status, lines } = run(file('events.json', chain), file('other.json', { ...overview, deliveries: [] }));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ same: false, differsAt: 'deliveries[0]' });
    expect(status).toBe(1);
  });

  test.each([
    ['a record with a hole in it', () => last().chain.filter((_, place) => place !== 4), 'vormen geen hele keten'],
    ['a record that is no JSON', () => 'x', 'Dit is geen JSON'],
  ])('ends with 1 for %s', (_, content, complaint) => {
    const found = run(file('broken.json', content()));
    expect([found.status, found.lines]).toEqual([1, []]);
    expect(found.complaint).toContain(complaint);
  });

  test('ends with 1 for an answer that is none, and with 2 without a record', () => {
    expect(run(file('events.json', last().chain), file('none.json', {})).complaint).toContain('geen overzicht');
    expect(run().status).toBe(2);
  });
});
