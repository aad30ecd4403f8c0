/**
 * Which key the texts of a row make, found by their bytes alone: rows repeat the same few thousand combinations of texts,
 * and a combination that was judged once needs neither decoding nor judging again.
 *
 * The cache is bounded and learns no more when it is full: what it does not know is judged anew, with the same outcome.
 * Slots are probed a bounded number of times, so no file can be made for which it is slow.
 */
import { viewer } from '../structure/byte-view.ts';
import { QUOTED, type ScannedRow } from '../structure/scanned-row.ts';

/** Keys by the bytes of rows. */
export interface KeyCache {
  /** The key that was put for a row with the same bytes in the same fields; −1 for none. */
  readonly find: (row: ScannedRow) => number;
  /** The same by the bytes themselves, where the fields of the key are a single run. */
  readonly findBytes: (view: DataView, from: number, to: number) => number;
  /** The fewest bytes that were put; 0 before anything was. */
  readonly fewest: () => number;
  /** Puts the key of the row that was looked for last, and was not found. */
  readonly put: (key: number) => void;
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
const WORD = 4;
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
  let slots = new Int32Array(FIRST_SLOTS * SLOT);
  let mask = FIRST_SLOTS - 1;
  let entries = 0;
  let fewest = 0;
  let arena = new Uint8Array(ARENA_BYTES);
  let kept = new DataView(arena.buffer);
  let used = ENTRY_BYTES;
  let gathered = new Uint8Array(ARENA_BYTES);
  // Where the bytes of the key of the row stand that was looked for last, and their hash.
  let bytes: Uint8Array = gathered;
  let from = 0;
  let to = 0;
  let hash = 0;

  const startOf = (row: ScannedRow, run: Run): number =>
    (row.starts[run[0]] as number) - ((row.flags[run[0]] as number) & QUOTED);
  const endOf = (row: ScannedRow, run: Run): number =>
    (row.ends[run[1]] as number) + ((row.flags[run[1]] as number) & QUOTED);

  /** Several runs are put behind each other, each with its length: fields that meet elsewhere are other fields. */
  const gather = (row: ScannedRow): void => {
    const length = runs.reduce((sum, run) => sum + WORD + endOf(row, run) - startOf(row, run), 0);
    if (length > gathered.length) gathered = new Uint8Array(length * 2);
    [bytes, from, to] = [gathered, 0, 0];
    for (const run of runs) {
      const part = row.bytes.subarray(startOf(row, run), endOf(row, run));
      viewOf(gathered).setInt32(to, part.length, true);
      gathered.set(part, to + WORD);
      to += WORD + part.length;
    }
  };

  const locate = (row: ScannedRow): void => {
    const [run] = runs;
    if (run === undefined || runs.length > 1) gather(row);
    else {
      bytes = row.bytes;
      from = startOf(row, run);
      to = endOf(row, run);
    }
  };

  const findBytes: KeyCache['findBytes'] = (view, start, end) => {
    const wanted = hashOf(view, start, end);
    hash = wanted;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const slot = ((wanted + probe) & mask) * SLOT;
      const place = slots[slot + 1] as number;
      if (place === 0) return -1;
      if (slots[slot] !== wanted || kept.getInt32(place + WORD, true) !== end - start) continue;
      if (isSame(view, start, end, kept, place + ENTRY_BYTES)) return kept.getInt32(place, true);
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

  const growArena = (needed: number): void => {
    const larger = new Uint8Array(Math.max(arena.length * 2, needed));
    larger.set(arena);
    arena = larger;
    kept = new DataView(larger.buffer);
  };

  const put: KeyCache['put'] = (key) => {
    const length = to - from;
    const needed = used + ENTRY_BYTES + length;
    if (entries >= MOST_ENTRIES || needed > MOST_ARENA_BYTES) return;
    if (entries * 2 > mask) growSlots();
    if (needed > arena.length) growArena(needed);
    const slot = freeSlot(hash);
    if (slot < 0) return;
    slots[slot] = hash;
    slots[slot + 1] = used;
    fewest = entries === 0 ? length : Math.min(fewest, length);
    entries++;
    kept.setInt32(used, key, true);
    kept.setInt32(used + WORD, length, true);
    arena.set(bytes.subarray(from, to), used + ENTRY_BYTES);
    used = needed;
  };

  const find = (row: ScannedRow): number => {
    locate(row);
    return findBytes(viewOf(bytes), from, to);
  };

  return { find, findBytes, fewest: () => fewest, put };
};

const MULTIPLIER = 0x9e3779b1;

/**
 * A hash of bytes, eight at a time in two halves that do not wait for each other, mixed at the end as MurmurHash 3 does
 * (Appleby 2011). The last eight may overlap those before. It need not be good, only quick: what it finds is compared
 * byte by byte.
 */
const hashOf = (view: DataView, from: number, to: number): number => {
  const last = to - 2 * WORD;
  if (last < from) return hashOfShort(view, from, to);
  let even = to - from;
  let odd = MULTIPLIER;
  for (let at = from; at < to; at += 2 * WORD) {
    const place = at < last ? at : last;
    even = Math.imul(((even << 5) | (even >>> 27)) ^ view.getInt32(place, true), MULTIPLIER);
    odd = Math.imul(((odd << 5) | (odd >>> 27)) ^ view.getInt32(place + WORD, true), MULTIPLIER);
  }
  const hash = Math.imul(even ^ ((odd << 16) | (odd >>> 16)), 0x85ebca6b);
  return hash ^ (hash >>> 13);
};

const hashOfShort = (view: DataView, from: number, to: number): number => {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ view.getUint8(at), MULTIPLIER);
  return hash ^ (hash >>> 15);
};

const isSame = (view: DataView, from: number, to: number, other: DataView, otherFrom: number): boolean => {
  const shift = otherFrom - from;
  const last = to - WORD;
  if (last < from) return isSameShort(view, from, to, other, shift);
  for (let at = from; at < to; at += WORD) {
    const place = at < last ? at : last;
    if (view.getInt32(place, true) !== other.getInt32(place + shift, true)) return false;
  }
  return true;
};

const isSameShort = (view: DataView, from: number, to: number, other: DataView, shift: number): boolean => {
  for (let at = from; at < to; at++) if (view.getUint8(at) !== other.getUint8(at + shift)) return false;
  return true;
};
