/**
 * Which key the texts of a row make, found by their bytes alone: rows repeat the same few thousand combinations of texts,
 * and a combination that was judged once needs neither decoding nor judging again.
 *
 * The cache is bounded and learns no more when it is full: what it does not know is judged anew, with the same outcome.
 * Slots are probed a bounded number of times, so no file can be made for which it is slow.
 */
import { viewer } from './byte-view.ts';
import { QUOTED, type ScannedRow } from './scanned-row.ts';

/** Keys by the bytes of rows. */
export interface KeyCache {
  /** The key that was put for a row with the same bytes in the same fields; −1 for none. */
  readonly find: (row: ScannedRow) => number;
  /** Puts the key of the row that was looked for last. */
  readonly put: (row: ScannedRow, key: number) => void;
}

/** Fields that stand next to each other: the numbers of the first and the last, from 0. */
export type Run = readonly [first: number, last: number];

const FIRST_SLOTS = 1 << 8;
const MOST_ENTRIES = 1 << 17;
const MOST_PROBES = 16;
const ARENA_BYTES = 1 << 12;
const MOST_ARENA_BYTES = 1 << 24;

// A slot has two numbers: the hash, and the place of the entry in the arena, 0 for none. An entry has the key and the
// length as numbers of four bytes, and then its bytes: what is looked at together lies together.
const SLOT = 2;
const ENTRY_BYTES = 8;

/** The fields of these places, as few runs as possible. */
export const runsOf = (places: readonly number[]): Run[] => {
  const runs: [number, number][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
};

/** A cache for rows of which these fields make the key. Quotes around a field belong to its bytes. */
export const keyCache = (runs: readonly Run[]): KeyCache => {
  const viewOf = viewer();
  const viewOfArena = viewer();
  let slots = new Int32Array(FIRST_SLOTS * SLOT);
  let mask = FIRST_SLOTS - 1;
  let entries = 0;
  let arena = new Uint8Array(ARENA_BYTES);
  let used = ENTRY_BYTES;
  // What was found of the row that was looked for last.
  let hash = 0;
  let length = 0;

  const startOf = (row: ScannedRow, run: Run): number =>
    (row.starts[run[0]] as number) - ((row.flags[run[0]] as number) & QUOTED);
  const endOf = (row: ScannedRow, run: Run): number =>
    (row.ends[run[1]] as number) + ((row.flags[run[1]] as number) & QUOTED);

  const measure = (row: ScannedRow): void => {
    const view = viewOf(row.bytes);
    hash = 0;
    length = 0;
    for (const run of runs) {
      const from = startOf(row, run);
      const to = endOf(row, run);
      hash = hashOf(view, from, to, hash);
      length += to - from;
    }
  };

  const isAt = (place: number, row: ScannedRow): boolean => {
    const view = viewOf(row.bytes);
    const kept = viewOfArena(arena);
    if (kept.getInt32(place + 4, true) !== length) return false;
    let against = place + ENTRY_BYTES;
    for (const run of runs) {
      const from = startOf(row, run);
      const to = endOf(row, run);
      if (!isSame(view, from, to, kept, against)) return false;
      against += to - from;
    }
    return true;
  };

  const find = (row: ScannedRow): number => {
    measure(row);
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const slot = ((hash + probe) & mask) * SLOT;
      const place = slots[slot + 1] as number;
      if (place === 0) return -1;
      if (slots[slot] === hash && isAt(place, row)) return viewOfArena(arena).getInt32(place, true);
    }
    return -1;
  };

  /** A free slot for a hash, −1 where all that are probed are taken. */
  const freeSlot = (of: number): number => {
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const slot = ((of + probe) & mask) * SLOT;
      if (slots[slot + 1] === 0) return slot;
    }
    return -1;
  };

  /** Twice as many slots; an entry that finds no place among them is forgotten. */
  const growSlots = (): void => {
    const before = slots;
    slots = new Int32Array(before.length * 2);
    mask = slots.length / SLOT - 1;
    for (let at = 0; at < before.length; at += SLOT) {
      const slot = before[at + 1] === 0 ? -1 : freeSlot(before[at] as number);
      if (slot < 0) continue;
      slots[slot] = before[at] as number;
      slots[slot + 1] = before[at + 1] as number;
    }
  };

  const growArena = (): void => {
    const larger = new Uint8Array(Math.max(arena.length * 2, used + ENTRY_BYTES + length));
    larger.set(arena);
    arena = larger;
  };

  const put = (row: ScannedRow, key: number): void => {
    if (entries >= MOST_ENTRIES || used + ENTRY_BYTES + length > MOST_ARENA_BYTES) return;
    if (entries * 2 > mask) growSlots();
    if (used + ENTRY_BYTES + length > arena.length) growArena();
    const slot = freeSlot(hash);
    if (slot < 0) return;
    slots[slot] = hash;
    slots[slot + 1] = used;
    entries++;
    viewOfArena(arena).setInt32(used, key, true);
    viewOfArena(arena).setInt32(used + 4, length, true);
    used += ENTRY_BYTES;
    for (const run of runs) {
      const part = row.bytes.subarray(startOf(row, run), endOf(row, run));
      arena.set(part, used);
      used += part.length;
    }
  };

  return { find, put };
};

const WORD = 4;
const MULTIPLIER = 0x9e3779b1;

/**
 * A hash of bytes, eight at a time in two halves that do not wait for each other, mixed at the end as MurmurHash 3 does
 * (Appleby 2011). It need not be good, only quick: what it finds is compared byte by byte.
 */
const hashOf = (view: DataView, from: number, to: number, seed: number): number => {
  let even = seed ^ (to - from);
  let odd = MULTIPLIER;
  let at = from;
  for (; at + 2 * WORD <= to; at += 2 * WORD) {
    even = Math.imul(((even << 5) | (even >>> 27)) ^ view.getInt32(at, true), MULTIPLIER);
    odd = Math.imul(((odd << 5) | (odd >>> 27)) ^ view.getInt32(at + WORD, true), MULTIPLIER);
  }
  for (; at < to; at++) odd = Math.imul(((odd << 5) | (odd >>> 27)) ^ view.getUint8(at), MULTIPLIER);
  const hash = Math.imul(even ^ ((odd << 16) | (odd >>> 16)), 0x85ebca6b);
  return hash ^ (hash >>> 13);
};

const isSame = (view: DataView, from: number, to: number, other: DataView, otherFrom: number): boolean => {
  const shift = otherFrom - from;
  let at = from;
  for (; at + WORD <= to; at += WORD) if (view.getInt32(at, true) !== other.getInt32(at + shift, true)) return false;
  for (; at < to; at++) if (view.getUint8(at) !== other.getUint8(at + shift)) return false;
  return true;
};
