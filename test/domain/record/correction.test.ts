import { describe, expect, test } from 'vitest';
import { deliveryExistsAlready, isCurrent, openProposal, supersededBy } from '../../../domain/record/correction.ts';
import type { AcceptedDelivery, Change } from '../../../domain/record/event.ts';
import { knownAt, readMoment } from '../../../domain/record/known-at.ts';
import { stateOf } from '../../../domain/record/projection.ts';
import { receiptOf } from '../../../domain/record/receipt.ts';
import { hash, recordOf } from './demo-record.ts';

const delivery = (content: string, changes: Partial<AcceptedDelivery> = {}): AcceptedDelivery => ({
  sha256: hash(content),
  kind: 'costs',
  party: 'MUN',
  streams: ['Wmo'],
  periods: ['2025-K1', '2025-K2'],
  valuationDate: '2025-07-31',
  rows: 10,
  total: '100.00',
  ...changes,
});

const accepted = (content: string, changes: Partial<AcceptedDelivery> = {}): Change => ({
  type: 'deliveryAccepted',
  delivery: delivery(content, changes),
});

const stateWith = (...changes: readonly Change[]) => {
  const state = stateOf(recordOf(changes));
  if (state === null) throw new Error('The demo record has no pilot.');
  return state;
};

describe('what a delivery takes the place of', () => {
  test.each<[string, Partial<AcceptedDelivery>, readonly string[]]>([
    ['the same quarters', {}, ['2025-K1', '2025-K2']],
    ['one of its quarters', { periods: ['2025-K2'] }, ['2025-K2']],
    ['the whole year', { periods: ['2025'] }, ['2025-K1', '2025-K2']],
    ['another stream', { streams: ['Wpg'] }, []],
    ['two streams of which one is there', { streams: ['Wmo', 'Wpg'] }, ['2025-K1', '2025-K2']],
    ['other quarters', { periods: ['2025-K3'] }, []],
    ['another date', { valuationDate: '2025-10-31' }, []],
    ['another population', { population: hash('other') }, []],
    ['another kind', { kind: 'members', streams: [] }, []],
  ])('%s', (_, changes, quarters) => {
    const found = supersededBy(stateWith(accepted('a')), delivery('b', changes));
    expect(found.flatMap(({ parts }) => parts.map(({ quarter }) => quarter))).toEqual(quarters);
    expect(found.every(({ sha256 }) => sha256 === hash('a'))).toBe(true);
  });

  test('is of each quarter the delivery that counts now, which may be a correction itself', () => {
    const state = stateWith(accepted('a'), accepted('b', { periods: ['2025-K2'] }));
    expect(supersededBy(state, delivery('c'))).toEqual([
      { sha256: hash('a'), parts: [{ source: 'Wmo', quarter: '2025-K1' }] },
      { sha256: hash('b'), parts: [{ source: 'Wmo', quarter: '2025-K2' }] },
    ]);
  });

  test('investments of two parties do not meet', () => {
    const mine: Partial<AcceptedDelivery> = { kind: 'investments', streams: [] };
    const state = stateWith(accepted('a', { ...mine, party: 'INS' }));
    expect(supersededBy(state, delivery('b', { ...mine, party: 'MUN' }))).toEqual([]);
    expect(supersededBy(state, delivery('b', { ...mine, party: 'INS' }))).toHaveLength(1);
  });

  test('a refusal names it in words', () => {
    const { code, message } = deliveryExistsAlready(supersededBy(stateWith(accepted('a')), delivery('b')));
    expect(code).toBe('delivery_exists_already');
    expect(message).toContain('Wmo 2025-K1, 2025-K2');
  });
});

describe('a proposed correction', () => {
  const proposal = (content: string): Change => ({
    type: 'correctionProposed',
    delivery: delivery(content),
    supersedes: [{ sha256: hash('a'), parts: [{ source: 'Wmo', quarter: '2025-K1' }] }],
    difference: [],
    key: 'where it lies',
  });

  test('counts for nothing before it is confirmed', () => {
    expect(stateWith(accepted('a'), proposal('b')).deliveries).toHaveLength(1);
  });

  test('waits until it is accepted', () => {
    const open = recordOf([accepted('a'), proposal('b')]);
    expect(openProposal(open, delivery('b'))?.delivery.sha256).toBe(hash('b'));
    expect(openProposal(open, delivery('c'))).toBeNull();
    expect(openProposal(recordOf([accepted('a'), proposal('b'), accepted('b')]), delivery('b'))).toBeNull();
  });

  test('is no longer what was shown when something else was accepted in between', () => {
    const record = recordOf([accepted('a'), proposal('b')]);
    const waiting = openProposal(record, delivery('b'));
    if (waiting === null) throw new Error('There is no proposal.');
    expect(isCurrent(stateWith(accepted('a')), record, waiting)).toBe(true);
    expect(isCurrent(stateWith(accepted('a'), accepted('c')), record, waiting)).toBe(false);
  });
});

describe('a receipt', () => {
  const upload = { sha256: hash('a'), party: 'MUN', kind: 'costs', valuationDate: '2025-07-31' };

  test('says what was received, under which definitions, and when', () => {
    const chain = recordOf([]);
    const population = stateWith().populations[0];
    const receipt = receiptOf(recordOf([accepted('a', { population: population?.sha256 ?? '' })]), upload, hash);
    expect(receipt).toMatchObject({
      pilot: { id: 'parkstad-demo' },
      party: 'MUN',
      sha256: hash('a'),
      rows: 10,
      total: '100.00',
      unit: 'euro',
      population: { name: population?.population.document.name, version: population?.population.document.version },
      accepted: '2026-01-01T00:00:00.000Z',
      event: { sequence: chain.length + 1 },
      supersedes: [],
    });
  });

  test('stays the same whatever happens later, and names what it took the place of', () => {
    const first = recordOf([accepted('a')]);
    const later = recordOf([accepted('a'), accepted('b')]);
    expect(receiptOf(later, upload, hash)).toEqual(receiptOf(first, upload, hash));
    expect(receiptOf(later, { ...upload, sha256: hash('b') }, hash)?.supersedes).toEqual([
      {
        sha256: hash('a'),
        accepted: '2026-01-01T00:00:00.000Z',
        parts: [
          { source: 'Wmo', quarter: '2025-K1' },
          { source: 'Wmo', quarter: '2025-K2' },
        ],
      },
    ]);
  });

  test('of what was corrected and came back is that of its return', () => {
    const chain = recordOf([accepted('a'), accepted('b'), accepted('a')]);
    const receipt = receiptOf(chain, upload, hash);
    expect(receipt?.event.sequence).toBe(chain.at(-1)?.sequence);
    expect(receipt?.supersedes.map(({ sha256 }) => sha256)).toEqual([hash('b')]);
  });

  test('is there only for what was accepted, under exactly that name', () => {
    const chain = recordOf([accepted('a')]);
    expect(receiptOf(chain, { ...upload, valuationDate: '2025-08-01' }, hash)).toBeNull();
    expect(receiptOf(chain, { ...upload, party: 'INS' }, hash)).toBeNull();
  });
});

describe('what was known on an earlier date', () => {
  const at = (known: string, index: number) => ({
    ...(recordOf([accepted('a')])[0] ?? fail()),
    known,
    sequence: index,
  });
  const fail = (): never => {
    throw new Error('The demo record is empty.');
  };
  const chain = [
    at('2025-08-01T09:00:00.000Z', 1),
    at('2025-08-01T23:30:00.000Z', 2),
    at('2025-08-03T00:00:00.000Z', 3),
    // A clock that runs behind: what follows an event was not known before it.
    at('2025-08-02T00:00:00.000Z', 4),
  ];

  test.each([
    ['2025-07-31', 0],
    ['2025-08-01', 2],
    ['2025-08-01T09:00:00.000Z', 1],
    ['2025-08-02', 2],
    ['2025-08-03', 4],
  ])('%s: %i events', (moment, count) => {
    expect(knownAt(chain, readMoment(moment) ?? '').map(({ sequence }) => sequence)).toEqual(
      [1, 2, 3, 4].slice(0, count),
    );
  });

  test.each(['', 'gisteren', '2025-02-30', '2025-08-01T25:00:00Z', '2025'])('%j is no moment', (text) => {
    expect(readMoment(text)).toBeNull();
  });

  test('every projection is as it was', () => {
    const all = recordOf([accepted('a'), accepted('b')]).map((event, place, events) => ({
      ...event,
      known: place === events.length - 1 ? '2026-02-01T00:00:00.000Z' : event.known,
    }));
    expect(stateOf(knownAt(all, '2026-01-31T23:59:59.999Z'))?.deliveries.map(({ sha256 }) => sha256)).toEqual([
      hash('a'),
    ]);
    expect(stateOf(knownAt(all, '2026-02-01T00:00:00.000Z'))?.deliveries).toHaveLength(2);
  });
});
