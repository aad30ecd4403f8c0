/**
 * Which columns hold numbers, which hold text and which may be empty, learnt from sound rows, to tell whether a row that is too short is the
 * rest of the row before it: a line end that does not belong in a row makes two short rows out of one.
 */
import type { ScannedRow } from './scanned-row.ts';

/** The profile of a table of a given width. */
export interface ColumnProfile {
  readonly learn: (row: ScannedRow) => void;
  /** Whether the row fits the last columns of the table and does not fit the first. */
  readonly isTail: (row: ScannedRow) => boolean;
}

const ENOUGH_ROWS = 500;

const EMPTY = 1;
const NUMBER = 2;
const TEXT = 4;

/** An empty profile: nothing looks like a tail until sound rows were seen. */
export const columnProfile = (width: number): ColumnProfile => {
  // The kinds that were met in each column, as bits.
  const met = new Uint8Array(width);
  let rows = 0;
  const misfits = (row: ScannedRow, from: number, column: number): number => {
    let count = 0;
    for (let field = from; field < row.width; field++) {
      if (((met[column + field] ?? 0) & kindOf(row, field)) === 0) count++;
    }
    return count;
  };
  return {
    learn: (row) => {
      if (rows >= ENOUGH_ROWS) return;
      rows++;
      for (let field = 0; field < width; field++) met[field] = (met[field] ?? 0) | kindOf(row, field);
    },
    // The first field of a tail may be the second half of a broken one, so it says nothing.
    isTail: (row) => rows > 0 && misfits(row, 0, 0) > 0 && misfits(row, 1, width - row.width) === 0,
  };
};

const kindOf = (row: ScannedRow, field: number): number => {
  const [from, to] = [row.starts[field] ?? 0, row.ends[field] ?? 0];
  if (from === to) return EMPTY;
  for (let at = from; at < to; at++) {
    const byte = row.bytes[at] ?? 0;
    const isFigure = (byte >= 0x30 && byte <= 0x39) || byte === 0x2c || byte === 0x2d || byte === 0x2e;
    if (!isFigure) return TEXT;
  }
  return NUMBER;
};
