/**
 * Rows that need no scanning: one whose first fields stand there byte for byte as in an earlier row, with nothing but
 * figures behind them. Nearly every row of a large delivery is one, as it repeats a few thousand combinations of texts.
 *
 * Where fields begin and end depends on nothing but the bytes from the start of a row, so bytes that were scanned once
 * need not be scanned again. Here is decided only that a row is such a one; it is judged where all rows are judged, and
 * whatever is not such a row is scanned.
 */
import { viewer } from './byte-view.ts';
import { emptyRow, type ScannedRow } from './scanned-row.ts';

/** How known rows are built, and who knows them. */
export interface KnownFields {
  /** The number of fields that are recognised together, and of the figures behind them; a row has no other fields. */
  readonly texts: number;
  readonly figures: number;
  /** The number of the bytes of the first fields, which were those of a sound row of one line before; −1 for none. */
  readonly find: (view: DataView, from: number, to: number) => number;
  /** The fewest bytes that `find` knows. */
  readonly fewest: () => number;
}

/** How far was read: the place after the last row that was taken, the rows, and how many of them end with CR LF. */
export interface KnownRun {
  readonly next: number;
  readonly rows: number;
  readonly crlf: number;
}

/** Takes the rows from a place on, the first of them on `line`, until the first one that has to be scanned. */
export type TakeKnown = (bytes: Uint8Array, from: number, line: number) => KnownRun;

/** A reader of known rows, and the row that it took last: the places of the first `texts` fields are not set. */
export interface KnownRowReader {
  readonly texts: number;
  readonly row: ScannedRow;
  readonly read: TakeKnown;
}

const LF = 0x0a;
const CR = 0x0d;
const FIRST_OF_FIGURES = 0x2c;
const LAST_OF_FIGURES = 0x39;

/** Figures together take fewer bytes than this, or the row is scanned: numbers are not that long. */
const MOST_FIGURE_BYTES = 1_024;

/**
 * A known row has no line end among the fewest bytes of known texts, so these need not be searched for one; what is met
 * then in a shorter row is the line end of a later one, with which nothing is known. Of long texts no more than this is
 * passed over, so that no file of short rows is searched many times.
 */
const MOST_SKIPPED = 64;

/** A reader of the known rows of a table with this delimiter. */
export const knownRowReader = (
  delimiter: number,
  { texts, figures, find, fewest }: KnownFields,
  take: (line: number, known: number) => void,
): KnownRowReader => {
  const viewOf = viewer();
  const row = rowOf(texts + figures);
  const { starts, ends } = row;

  /** Sets the places of the figures before `end`, the last one first; the place after the texts, −1 where there are none. */
  const textsEnd = (bytes: Uint8Array, from: number, end: number): number => {
    const least = end - from > MOST_FIGURE_BYTES ? end - MOST_FIGURE_BYTES : from;
    let at = end;
    for (let place = texts + figures - 1; place >= texts; place--) {
      ends[place] = at;
      let byte = 0;
      while (at > least) {
        byte = bytes[--at] as number;
        if (byte === delimiter || byte < FIRST_OF_FIGURES || byte > LAST_OF_FIGURES) break;
      }
      if (byte !== delimiter) return -1;
      starts[place] = at + 1;
    }
    return at;
  };

  /** The loop over nearly all rows of a large file, in one place so that nothing is made or looked up anew for a row. */
  const read: TakeKnown = (bytes, from, line) => {
    const view = viewOf(bytes);
    row.bytes = bytes;
    const skipped = Math.min(fewest(), MOST_SKIPPED) + figures;
    let next = from;
    let rows = 0;
    let crlf = 0;
    for (;;) {
      const lineFeed = lineFeedFrom(view, next + skipped, bytes.length);
      if (lineFeed < 0) break;
      const isCrlf = bytes[lineFeed - 1] === CR;
      const to = textsEnd(bytes, next, isCrlf ? lineFeed - 1 : lineFeed);
      const known = to < 0 ? -1 : find(view, next, to);
      if (known < 0) break;
      row.start = next;
      next = lineFeed + 1;
      row.next = next;
      take(line + rows, known);
      rows++;
      if (isCrlf) crlf++;
    }
    return { next, rows, crlf };
  };
  return { texts, row, read };
};

const rowOf = (width: number): ScannedRow => {
  const row = emptyRow();
  row.width = width;
  row.lines = 1;
  row.starts = new Int32Array(width);
  row.ends = new Int32Array(width);
  row.flags = new Uint8Array(width);
  return row;
};

const WORD = 4;

/**
 * The place of the first line feed from a place on, −1 for none. Four bytes are looked at together: in a word from which
 * line feeds were taken as zeros, a byte that is zero lends when one is subtracted from each, and only then has its
 * highest bit set where it had none (after Mycroft, 1987). The place is told to be a number of 32 bits, which the compiler
 * of the loop would otherwise ask at every step.
 */
const lineFeedFrom = (view: DataView, from: number, to: number): number => {
  let at = from | 0;
  for (; at + WORD <= to; at += WORD) {
    const word = view.getInt32(at, true) ^ 0x0a0a0a0a;
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
  }
  for (; at < to; at++) if (view.getUint8(at) === LF) return at;
  return -1;
};
