import { describe, expect, test } from 'vitest';
import { readDelivery } from '../../../domain/delivery/template/delivery.ts';
import { canonicalText } from '../../../domain/record/canonical.ts';
import { dueOf, pinDraft } from '../../../domain/record/due.ts';
import { type AcceptedDelivery, type Change, nextEvent, type PilotEvent } from '../../../domain/record/event.ts';
import { knownAt } from '../../../domain/record/known-at.ts';
import { stateOf } from '../../../domain/record/projection.ts';
import { rebuildStatement, sealedLast } from '../../../domain/record/rebuild-statement.ts';
import { draftStatement, type Statement, sealable } from '../../../domain/record/statement.ts';
import { filesFor, type SmallFile, smallDocument, smallPopulation } from '../../functions/small-pilot.ts';
import { randomFrom } from '../../reference/random.ts';
import { hash } from './demo-record.ts';

/** A record that grows by two hundred random late corrections, with every statement that was drafted on the way. */

const random = randomFrom(20_261_122);
const population = hash(canonicalText(smallPopulation));
const files = new Map<string, SmallFile>();
const texts = new Map<string, string>();
const sealedTexts: { readonly known: string; readonly period: string; readonly text: string }[] = [];
const chain: PilotEvent[] = [];
let moment = Date.parse('2025-08-01T09:00:00.000Z');

const happens = (change: Change): void => {
  moment += random.whole(1, 3_600_000);
  chain.push(nextEvent(chain, { known: new Date(moment).toISOString(), by: 'ontschot', change }, hash));
};

const read = ({ sha256, kind }: Pick<AcceptedDelivery, 'sha256' | 'kind'>) => {
  const reading = readDelivery(kind, new TextEncoder().encode(files.get(sha256)?.text ?? ''));
  return 'delivery' in reading ? reading.delivery : null;
};

const deliver = (file: SmallFile): void => {
  const sha256 = hash(file.text);
  files.set(sha256, file);
  const delivery = read({ sha256, kind: file.kind });
  if (delivery === null) throw new Error('A file of the test has problems.');
  happens({
    type: 'deliveryAccepted',
    delivery: {
      sha256,
      kind: file.kind,
      party: file.party,
      streams: delivery.kind === 'costs' ? [...delivery.streams] : [],
      periods: [...new Set(delivery.rows.map(({ period }) => period))].sort(),
      valuationDate: file.valuationDate,
      rows: delivery.rows.length,
      total: delivery.total,
      population,
    },
  });
};

const state = () => {
  const now = stateOf(chain);
  if (now === null) throw new Error('The pilot is not open.');
  return now;
};

/** Drafts whatever is due, as the verb does. */
const draft = (): void => {
  for (const { period, kind, inputs } of dueOf(state(), null, hash).settle) {
    const now = state();
    const slot = now.pilot.slots.find((each) => each.period.text === period);
    if (slot === undefined) throw new Error(`There is no ${period}.`);
    const pinned = pinDraft(now, slot);
    const deliveries = pinned.deliveries.map(({ source, quarters, delivery: of }) => {
      const delivery = read(of);
      if (delivery === null) throw new Error('A delivery cannot be read.');
      return { source, quarters, sha256: of.sha256, valuationDate: of.valuationDate, delivery };
    });
    const statement = sealedLast(chain, period);
    const previous: Statement | null = statement === null ? null : JSON.parse(texts.get(statement) ?? 'null');
    const restated = statement === null || previous === null ? null : { statement, previous };
    const { text, sha256 } = sealable(draftStatement(now.pilot, slot, deliveries, pinned, restated), hash);
    texts.set(sha256, text);
    const restates = statement === null ? {} : { restates: statement };
    happens({ type: 'statementDrafted', statement: sha256, period, kind, status: 'gain', inputs, ...restates });
  }
};

/** All parties approve the newest draft of a period, and it is sealed. */
const seal = (period: string): void => {
  const newest = state().statements.findLast((each) => each.period === period);
  if (newest === undefined || newest.sealed !== null) return;
  const named = { statement: newest.statement, period, kind: newest.kind };
  for (const party of smallDocument.agreement.approvers) happens({ type: 'statementApproved', ...named, party });
  happens({ type: 'statementSealed', ...named, files: [], checkpoint: { size: 1, root: population } });
  sealedTexts.push({ known: chain.at(-1)?.known ?? '', period, text: texts.get(newest.statement) ?? '' });
};

/** One amount of costs of a file changed, and its closing line with it. */
const corrected = (file: SmallFile): SmallFile => {
  const lines = file.text.split('\r\n');
  const place = random.whole(1, lines.length - 3);
  const more = random.whole(-900, 900);
  const changed = lines.map((line, at) =>
    at === place || line.startsWith('SLUITREGEL')
      ? line.replace(/;(\d+),00(;*)$/, (_, euro: string, rest: string) => `;${Number(euro) + more},00${rest}`)
      : line,
  );
  return { ...file, text: changed.join('\r\n') };
};

happens({ type: 'pilotOpened', document: smallDocument });
happens({ type: 'populationProposed', population, document: smallPopulation });
for (const party of smallDocument.agreement.approvers) happens({ type: 'populationApproved', population, party });
for (const period of ['2025-K1', '2025'] as const) {
  moment = Math.max(moment, Date.parse(`${smallDocument.agreement.referenceDates[period]}T09:00:00.000Z`));
  for (const file of filesFor(period)) deliver(file);
  draft();
  if (period === '2025-K1') seal(period);
}
seal('2025');
const CORRECTIONS = 200;
for (let count = 0; count < CORRECTIONS; count += 1) {
  moment += random.whole(0, 5) * 86_400_000;
  deliver(corrected(random.pick(filesFor(random.pick(['2025-K1', '2025', '2025', '2025'])).slice(1))));
  if (random.chance(0.1)) draft();
  if (random.chance(0.03)) seal('2025');
}

describe('after two hundred random late corrections', () => {
  test('there are sealed statements, drafts that were overtaken, and corrections that came too late', () => {
    const { statements, deliveries } = state();
    const sealed = statements.filter((each) => each.sealed !== null);
    expect(sealed.length).toBeGreaterThan(4);
    expect(statements.length - sealed.length).toBeGreaterThan(5);
    expect(deliveries).toHaveLength(206);
    const firstSeal = sealed.find(({ kind }) => kind === 'final')?.sealed?.known ?? '';
    const late = deliveries.filter(({ known }) => Date.parse(known) > Date.parse(firstSeal) + 365 * 86_400_000);
    expect(late.length).toBeGreaterThan(5);
    const used = new Set(
      [...texts.values()]
        .flatMap((text) => JSON.parse(text).deliveries as { sha256: string }[])
        .map(({ sha256 }) => sha256),
    );
    expect(late.filter(({ sha256 }) => used.has(sha256))).toEqual([]);
  });

  test('every statement ever drafted is made again byte for byte', () => {
    for (const [statement, text] of texts) {
      const again = rebuildStatement(chain, statement, read, hash);
      expect('text' in again && again.text === text, statement).toBe(true);
    }
  });

  test('what was sealed last on any date is made again from what was known on that date', () => {
    for (const [place, { known, period, text }] of sealedTexts.entries()) {
      const next = sealedTexts.slice(place + 1).find((each) => each.period === period);
      const until =
        next === undefined ? '2030-01-01T00:00:00.000Z' : new Date(Date.parse(next.known) - 1).toISOString();
      for (const at of place % 2 === 0 ? [known] : [until]) {
        const then = knownAt(chain, at);
        const statement = sealedLast(then, period);
        const again = statement === null ? null : rebuildStatement(then, statement, read, hash);
        expect(again !== null && 'text' in again && again.text === text, `${period} ${at}`).toBe(true);
      }
    }
  });

  test('what is not in the record, or rests on a file that is lost or another, is not made up', () => {
    const statement = sealedLast(chain, '2025') ?? '';
    expect(rebuildStatement(chain, 'f'.repeat(64), read, hash)).toEqual({
      refusal: 'statement_must_be_in_the_record',
      detail: 'f'.repeat(64),
    });
    expect(rebuildStatement(chain, statement, () => null, hash)).toMatchObject({ refusal: 'delivery_must_be_at_hand' });
    const other = (of: AcceptedDelivery) =>
      of.streams.includes('Wmo') ? read({ sha256: hash(filesFor('2025-K1')[2].text), kind: 'costs' }) : read(of);
    expect(rebuildStatement(chain, statement, other, hash)).toMatchObject({
      refusal: 'statement_must_rebuild_to_its_hash',
    });
  });
});
