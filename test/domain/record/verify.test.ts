import { beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE_FILES } from '../../../domain/record/bundle.ts';
import type { BundleRule } from '../../../domain/record/bundle-fault.ts';
import { canonicalText } from '../../../domain/record/canonical.ts';
import { readCheckpoint } from '../../../domain/record/checkpoint.ts';
import { type Change, eventHash, type PilotEvent } from '../../../domain/record/event.ts';
import { pemOfKey } from '../../../domain/record/signature.ts';
import { verifyBundle } from '../../../domain/record/verify.ts';
import type { Held } from '../../../domain/record/verify-log.ts';
import type { Files } from '../../../domain/record/zip.ts';
import { bytesOf } from '../../functions/services.ts';
import {
  type Cheat,
  eventsIn,
  means,
  newKey,
  publicOf,
  rechained,
  resealed,
  sealedPilot,
  textIn,
} from './sealed-bundle.ts';

let pilot: Awaited<ReturnType<typeof sealedPilot>>;
let interim: Files;
let final: Files;
/** The events of the final bundle; those of the interim one are the first of them. */
let events: PilotEvent[];
let interimSize: number;
beforeAll(async () => {
  pilot = await sealedPilot();
  ({ interim, final } = pilot);
  events = eventsIn(final);
  interimSize = eventsIn(interim).length;
});

const has = (type: Change['type'], party?: string) => (event: PilotEvent) =>
  event.change.type === type && (party === undefined || (event.by !== 'ontschot' && event.by.party === party));
/** The number of the last event that is such, as a reader counts. */
const lastNumber = (is: (event: PilotEvent) => boolean): number => events.findLastIndex(is) + 1;

const held = (): Held => ({ publicKey: pilot.publicKey });
const checkpointIn = (bundle: Files) => readCheckpoint(textIn(bundle, 'checkpoint.txt')) ?? undefined;

/** The rule that does not hold and where; what was established when all holds. */
const verdict = (bundle: Files, by: Held = {}): unknown => {
  const found = verifyBundle(bundle, means, by);
  return 'rule' in found ? [found.rule, found.where] : found;
};

type Events = (chain: PilotEvent[]) => PilotEvent[];

const withFile = (bundle: Files, name: string, bytes: Uint8Array): Files => new Map([...bundle, [name, bytes]]);
const withText = (bundle: Files, name: string, change: (text: string) => string): Files =>
  withFile(bundle, name, bytesOf(change(new TextDecoder().decode(bundle.get(name)))));
const without = (bundle: Files, name: string): Files => new Map([...bundle].filter(([each]) => each !== name));

describe('a bundle that holds', () => {
  test('says what was recomputed, by whom it was approved, and under which log', () =>
    expect(verifyBundle(final, means)).toMatchObject({
      pilot: { id: 'wijk', name: 'Een wijk' },
      period: '2025',
      kind: 'final',
      status: 'gain',
      result: '44000.00',
      lines: JSON.parse(textIn(final, 'statement.json')).result.worksheet.lines.length,
      approvedBy: ['INS', 'MUN', 'CARE'],
      checkpoint: { size: events.length },
      fingerprint: means.hashBytes(pilot.publicKey),
      agreedFingerprint: null,
    }));

  test('holds for whoever has the key, or the checkpoint of the statement before, or both', () => {
    const checkpoint = checkpointIn(interim);
    for (const by of [held(), { checkpoint }, { ...held(), checkpoint }, { checkpoint: checkpointIn(final) }])
      expect(verdict(final, by as Held)).toMatchObject({ result: '44000.00' });
  });

  test('proves that its log continues the one that was signed before', () => {
    const { before, manifest } = JSON.parse(textIn(final, 'proof.json'));
    expect(before).toMatchObject({ size: interimSize, root: checkpointIn(interim)?.root });
    expect(manifest).toMatchObject({ index: events.length - 1, size: events.length });
    expect(JSON.parse(textIn(interim, 'proof.json')).before).toBeNull();
  });

  test('has a receipt for each delivery, with the event that accepted it', () => {
    const receipts: { party: string; event: { sequence: number } }[] = JSON.parse(textIn(final, 'receipts.json'));
    const accepted = events.filter(has('deliveryAccepted')).slice(-3);
    expect(receipts.map(({ party }) => party)).toEqual(['INS', 'INS', 'MUN']);
    expect(receipts.map(({ event }) => event.sequence)).toEqual(accepted.map(({ sequence }) => sequence));
  });

  test('stays whole when somebody adds a file to it and has that signed too', () => {
    const listed = (files: Map<string, Uint8Array>) => void files.set('evaluatie.json', bytesOf('{}'));
    expect(verdict(resealed(final, pilot.privateKey, { listed }), held())).toMatchObject({ result: '44000.00' });
  });
});

describe('somebody without the key', () => {
  test.each(BUNDLE_FILES)('cannot leave out %s', (name) =>
    expect(verdict(without(final, name))).toEqual(['file_must_be_present', name]),
  );

  test.each(BUNDLE_FILES)('cannot empty %s', (name) =>
    expect(String((verdict(withFile(final, name, new Uint8Array())) as string[])[1])).toContain(name),
  );

  test('cannot add a file', () =>
    expect(verdict(withFile(final, 'extra.txt', bytesOf('x')))).toEqual(['file_must_be_listed', 'extra.txt']));

  test.each<readonly [string, BundleRule, string]>([
    ['LEESMIJ.txt', 'file_must_have_its_hash', 'LEESMIJ.txt'],
    ['case.json', 'file_must_have_its_hash', 'case.json'],
    ['statement.html', 'file_must_have_its_hash', 'statement.html'],
    ['statement.json', 'file_must_have_its_hash', 'statement.json'],
    ['manifest.json', 'manifest_must_be_in_the_log', 'manifest.json'],
    ['receipts.json', 'file_must_follow_from_the_others', 'receipts.json'],
    ['proof.json', 'file_must_follow_from_the_others', 'proof.json'],
  ])('cannot change one bit of %s, and it is said where', (name, rule, where) => {
    for (const place of [0, 100, 177]) {
      const bytes = new Uint8Array(final.get(name) ?? []);
      bytes[place] = (bytes[place] ?? 0) ^ 4;
      expect(verdict(withFile(final, name, bytes))).toEqual([rule, where]);
    }
  });

  test('cannot change an event: the one behind it no longer follows, and the chain says which', () => {
    const chain = events.with(3, { ...(events[3] as PilotEvent), known: '2020-01-01T00:00:00.000Z' });
    expect(verdict(withFile(final, 'events.json', bytesOf(canonicalText(chain))))).toEqual([
      'events_must_form_a_chain',
      'events.json, gebeurtenis 5',
    ]);
  });

  test.each<readonly [string, Events, string]>([
    ['leave out the first', (chain) => chain.slice(1), 'gebeurtenis 1'],
    ['leave out one in the middle', (chain) => chain.toSpliced(4, 1), 'gebeurtenis 5'],
    ['swap two', (chain) => chain.with(3, chain[4] as PilotEvent).with(4, chain[3] as PilotEvent), 'gebeurtenis 4'],
    ['repeat one', (chain) => chain.toSpliced(4, 0, chain[3] as PilotEvent), 'gebeurtenis 5'],
  ])('cannot %s of the events', (_, change, where) => {
    const bytes = bytesOf(canonicalText(change(events)));
    expect(verdict(withFile(final, 'events.json', bytes))).toEqual([
      'events_must_form_a_chain',
      `events.json, ${where}`,
    ]);
  });

  test.each<readonly [string, Events]>([
    ['leave out the last', (chain) => chain.slice(0, -1)],
    ['leave out all but the first', (chain) => chain.slice(0, 1)],
    [
      'change the last',
      (chain) => chain.with(-1, { ...(chain.at(-1) as PilotEvent), known: '2020-01-01T00:00:00.000Z' }),
    ],
  ])('cannot %s of the events: the log has another root', (_, change) => {
    const bytes = bytesOf(canonicalText(change(events)));
    expect(verdict(withFile(final, 'events.json', bytes))).toEqual(['log_must_have_its_root', 'events.json']);
  });

  test.each([
    ['no list', '{}'],
    ['no events', '[]'],
    ['events of another kind', '[{"a":1}]'],
    ['nesting without end', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['white space', ' []'],
    ['nothing', ''],
  ])('gets an answer, and no error, for an events file with %s', (_, text) =>
    expect(String((verdict(withFile(final, 'events.json', bytesOf(text))) as string[])[1])).toContain('events.json'),
  );

  test('cannot sign again with another key before a reader who holds the key', () => {
    const forged = resealed(final, newKey());
    expect(verdict(forged, held())).toEqual(['key_must_be_the_one_held', 'public-key.pem']);
    expect(verdict(forged, { checkpoint: checkpointIn(interim) } as Held)).toEqual([
      'held_checkpoint_must_be_signed_alike',
      'het bewaarde controlepunt',
    ]);
    // To a reader who holds nothing the forgery is as good as the real one. It says so.
    expect(verdict(forged)).toMatchObject({ result: '44000.00' });
  });

  test.each([
    ['public-key.pem', '\n', '\r\n'],
    ['checkpoint.txt', '\n', '\r\n'],
    ['events.json', '},{', '},\n{'],
  ])('cannot write %s in another way', (name, was, is) =>
    expect(verdict(withText(final, name, (text) => text.replaceAll(was, is)))).toEqual([
      'file_must_be_canonical',
      name,
    ]),
  );

  test('cannot put another key in', () => {
    const other = bytesOf(pemOfKey(publicOf(newKey())));
    expect(verdict(withFile(final, 'public-key.pem', other))).toEqual([
      'key_must_be_of_the_signature',
      'public-key.pem en checkpoint.txt',
    ]);
  });

  test.each(BUNDLE_FILES)('cannot put %s of another statement in', (name) => {
    const swapped = withFile(final, name, interim.get(name) ?? new Uint8Array());
    expect(interim.get(name)).not.toEqual(name === 'public-key.pem' ? new Uint8Array() : final.get(name));
    if (name !== 'public-key.pem') expect('rule' in verifyBundle(swapped, means)).toBe(true);
  });

  test('cannot pass one checkpoint for another', () => {
    const swapped = withFile(final, 'checkpoint.txt', interim.get('checkpoint.txt') ?? new Uint8Array());
    expect(verdict(swapped)).toEqual(['log_must_have_its_root', 'events.json']);
    const foreign = withText(final, 'checkpoint.txt', (text) => text.replaceAll('ontschot/wijk', 'ontschot/elders'));
    expect(verdict(foreign)).toEqual(['checkpoint_must_be_signed', 'checkpoint.txt']);
  });
});

describe('somebody with the key, but who cheats', () => {
  type Path = readonly (string | number)[];
  /** The statement with another value at a path. */
  const changed = (statement: unknown, path: Path, value: unknown): unknown => {
    const [name, ...rest] = path;
    if (name === undefined) return value;
    const copy = Array.isArray(statement) ? [...statement] : { ...(statement as object) };
    const at = copy as Record<string | number, unknown>;
    at[name] = changed(at[name], rest, value);
    return copy;
  };

  const worksheet = ['result', 'worksheet', 'lines'];
  test.each<readonly [string, Path, unknown, BundleRule, string | RegExp]>([
    [
      'a line of the worksheet',
      [...worksheet, 41, 'value'],
      '1',
      'line_must_follow_from_the_case',
      'result.worksheet, regel 42.value',
    ],
    [
      'an amount that is paid',
      ['result', 'payments', 0, 'amount'],
      '1.00',
      'result_must_follow_from_the_case',
      'result.payments[0].amount',
    ],
    [
      'who receives it',
      ['result', 'payments', 0, 'to'],
      'FUND',
      'result_must_follow_from_the_case',
      'result.payments[0].to',
    ],
    [
      'a cost, without settling again',
      ['case', 'costs', 0, 'amount'],
      '1.00',
      'line_must_follow_from_the_case',
      /^statement\.json, result\.worksheet, regel \d+/,
    ],
    [
      'the completion factor of a cost',
      ['case', 'costs', 3, 'completionFactor'],
      '0.5',
      'case_must_follow_from_the_agreement',
      'case.costs[3].completionFactor',
    ],
    [
      'the stream of a cost',
      ['case', 'costs', 3, 'stream'],
      'Jw',
      'case_must_follow_from_the_agreement',
      'case.costs[3].completionFactor',
    ],
    [
      'the terms of the case',
      ['case', 'agreement', 'sharing', 'gainRate'],
      '1/2',
      'case_must_follow_from_the_agreement',
      'case.agreement.sharing.gainRate',
    ],
    [
      'the agreement',
      ['agreement', 'approvers'],
      ['INS'],
      'statement_must_follow_from_the_agreement',
      /^statement\.json, agreement\.approvers/,
    ],
    [
      'a delivery that it rests on',
      ['deliveries', 0, 'total'],
      '0',
      'statement_must_follow_from_the_agreement',
      'deliveries[0].total',
    ],
    ['the method', ['method'], '2', 'method_must_be_known', 'statement.json'],
    ['anything more', ['geheim'], true, 'statement_must_follow_from_the_agreement', 'geheim'],
    [
      'what may still change',
      ['mayStillChange'],
      [{ stream: 'Zvw', period: '2025', completionFactor: '0.9' }],
      'statement_must_follow_from_the_agreement',
      /mayStillChange/,
    ],
  ])('cannot change %s', (_, path, value, rule, where) => {
    const statement: Cheat['statement'] = (was) => changed(was, path, value);
    const [foundRule, foundWhere] = verdict(resealed(final, pilot.privateKey, { statement }), held()) as [
      string,
      string,
    ];
    expect(foundRule).toBe(rule);
    expect(foundWhere).toMatch(where);
  });

  test('cannot have a line name a delivery that is none of the statement', () => {
    const lines: { basis?: { delivery?: string } }[] = JSON.parse(textIn(final, 'statement.json')).result.worksheet
      .lines;
    const place = lines.findIndex(({ basis }) => basis?.delivery !== undefined);
    const statement: Cheat['statement'] = (was) =>
      changed(was, [...worksheet, place, 'basis', 'delivery'], 'f'.repeat(64));
    expect(verdict(resealed(final, pilot.privateKey, { statement }), held())).toEqual([
      'line_must_name_a_delivery',
      `statement.json, result.worksheet, regel ${place + 1}`,
    ]);
  });

  const since = (chain: readonly PilotEvent[]) => chain.findLastIndex(has('statementDrafted'));
  /** Leaves out the events after the last draft that are such. */
  const leavingOut = (is: (event: PilotEvent) => boolean) => (chain: PilotEvent[]) =>
    chain.filter((event, place) => place <= since(chain) || !is(event));

  test.each<readonly [string, Events, BundleRule, () => string]>([
    ['an approval', leavingOut(has('statementApproved', 'MUN')), 'statement_must_be_approved', () => 'events.json'],
    [
      'the review before an approval',
      leavingOut(has('statementReviewed', 'MUN')),
      'act_must_be_allowed',
      // One fewer comes before the approval now.
      () => `events.json, gebeurtenis ${lastNumber(has('statementApproved', 'MUN')) - 1}`,
    ],
    ['the draft', (chain) => chain.toSpliced(since(chain), 1), 'statement_must_be_drafted', () => 'events.json'],
    [
      'a delivery',
      (chain) => chain.toSpliced(since(chain) - 1, 1),
      'statement_must_rest_on_the_record',
      () => `events.json, gebeurtenis ${lastNumber(has('statementDrafted')) - 1}`,
    ],
    [
      'what came before the first seal',
      (chain) => chain.filter((event) => !has('agreementApproved', 'MUN')(event)),
      'log_must_continue_what_was_signed',
      () => `events.json, gebeurtenis ${lastNumber(has('statementSealed')) - 1}`,
    ],
  ])('cannot leave out %s', (_, change, rule, where) =>
    expect(verdict(resealed(final, pilot.privateKey, { events: change }), held())).toEqual([rule, where()]),
  );

  test.each<readonly [string, (text: string) => string, BundleRule]>([
    ['another length', (text) => text.replace(/"bytes":\d/, '"bytes":9'), 'file_must_be_canonical'],
    ['white space', (text) => `${text}\n`, 'file_must_be_canonical'],
    ['no list at all', () => '{}', 'file_must_be_canonical'],
    ['another pilot', (text) => text.replace('"pilot":"wijk"', '"pilot":"stad"'), 'manifest_must_be_in_the_log'],
    [
      'another statement',
      (text) => text.replace(/"statement":"[0-9a-f]{4}/, '"statement":"0000'),
      'manifest_must_be_in_the_log',
    ],
    ['a file fewer', (text) => text.replace(/\{"bytes":\d+,"name":"LEESMIJ.txt"[^}]*\},/, ''), 'file_must_be_listed'],
  ])('cannot sign a manifest with %s', (_, manifest, rule) => {
    const [found, where] = verdict(resealed(final, pilot.privateKey, { manifest }), held()) as [string, string];
    expect(found).toBe(rule);
    expect(where).toBe(rule === 'file_must_be_listed' ? 'LEESMIJ.txt' : 'manifest.json');
  });

  test('cannot have the record say another status than the result has', () => {
    const change = (event: PilotEvent): PilotEvent =>
      event.change.type === 'statementDrafted' ? { ...event, change: { ...event.change, status: 'loss' } } : event;
    const of = { events: (chain: PilotEvent[]) => chain.map(change) };
    expect(verdict(resealed(interim, pilot.privateKey, of), held())).toEqual([
      'statement_must_be_drafted',
      'events.json',
    ]);
  });

  test('cannot sign with another key than the first event says was agreed', () => {
    const change = (event: PilotEvent): PilotEvent => {
      if (event.change.type !== 'pilotOpened') return event;
      const document = changed(event.change.document, ['agreement', 'signingKey'], 'f'.repeat(64));
      return { ...event, change: { ...event.change, document } };
    };
    const of = { events: (chain: PilotEvent[]) => chain.map(change) };
    expect(verdict(resealed(interim, pilot.privateKey, of), held())).toEqual([
      'key_must_be_agreed',
      'events.json, gebeurtenis 1',
    ]);
  });

  test('cannot seal one statement and show another', () => {
    const shown = JSON.parse(textIn(interim, 'statement.json'));
    const listed = (files: Map<string, Uint8Array>) =>
      void files.set('statement.json', bytesOf(canonicalText({ ...shown, referenceDate: '2030-01-01' })));
    expect(verdict(resealed(interim, pilot.privateKey, { listed }), held())).toEqual([
      'statement_must_be_the_one_sealed',
      'statement.json',
    ]);
  });

  test('cannot number the events otherwise', () => {
    const link = (chain: readonly PilotEvent[]): PilotEvent[] => {
      const linked: PilotEvent[] = [];
      for (const event of rechained(chain)) {
        const last = linked.at(-1);
        const previous = last === undefined ? '' : eventHash(last, means.hash);
        linked.push({ ...event, sequence: event.sequence + (linked.length < 6 ? 0 : 1), previous });
      }
      return linked;
    };
    expect(verdict(resealed(interim, pilot.privateKey, { link }), held())).toEqual([
      'events_must_form_a_chain',
      'events.json, gebeurtenis 7',
    ]);
  });

  test('cannot sign the log of one pilot under the name of another', () =>
    expect(verdict(resealed(final, pilot.privateKey, { origin: 'ontschot/elders' }), held())).toEqual([
      'events_must_be_of_this_pilot',
      'events.json, gebeurtenis 1',
    ]));

  test('cannot have a party approve through one person', () => {
    const byOne = (chain: PilotEvent[]) =>
      chain.map((event, place) =>
        event.by !== 'ontschot' && place > since(chain)
          ? { ...event, by: { ...event.by, person: `persoon-${event.by.party}` } }
          : event,
      );
    expect(verdict(resealed(final, pilot.privateKey, { events: byOne }), held())).toEqual([
      'act_must_be_allowed',
      `events.json, gebeurtenis ${events.findLastIndex(has('statementDrafted')) + 3}`,
    ]);
  });

  test('cannot rewrite history before somebody who kept a checkpoint', () => {
    const rewritten = (chain: PilotEvent[]): PilotEvent[] =>
      chain.map((event) => (event.sequence === 2 ? { ...event, known: '2025-08-02T09:00:00.000Z' } : event));
    const forged = resealed(final, pilot.privateKey, { events: rewritten });
    expect(verdict(forged, held())).toEqual([
      'log_must_continue_what_was_signed',
      `events.json, gebeurtenis ${interimSize + 1}`,
    ]);
    const again = resealed(interim, pilot.privateKey, { events: rewritten });
    expect(verdict(again, held())).toMatchObject({ result: '11000.00' });
    expect(verdict(again, { ...held(), checkpoint: checkpointIn(interim) } as Held)).toEqual([
      'log_must_continue_the_held_checkpoint',
      'events.json',
    ]);
  });

  test('a checkpoint from after the bundle proves nothing, and one of another pilot neither', () => {
    const later = { ...held(), checkpoint: checkpointIn(final) } as Held;
    expect(verdict(interim, later)).toEqual(['held_checkpoint_must_not_be_later', 'het bewaarde controlepunt']);
    const checkpoint = readCheckpoint(textIn(interim, 'checkpoint.txt').replaceAll('ontschot/wijk', 'ontschot/elders'));
    expect(verdict(final, { checkpoint } as Held)).toEqual([
      'held_checkpoint_must_be_of_this_pilot',
      'het bewaarde controlepunt',
    ]);
  });
});
