/**
 * Which columns hold numbers, which hold text and which may be empty, learnt from the first sound rows of a file, to tell
 * whether a row that is too short is the rest of the row before it: a line end that does not belong in a row makes two
 * short rows out of one.
 */
import type { Dialect } from './dialect.ts';
import { rowScanner } from './row-scanner.ts';
import { FAULTS, isBlank, type ScannedRow } from './scanned-row.ts';

/** The profile of a table, learnt from its first rows. */
export interface ColumnProfile {
  /** Whether the row fits the last columns of the table and does not fit the first. */
  readonly isTail: (row: ScannedRow) => boolean;
}

/** The rows that a profile is learnt from; a file that needs more has columns of every kind. */
const ENOUGH_ROWS = 500;

const EMPTY = 1;
const NUMBER = 2;
const TEXT = 4;

/** The profile of the rows under the heading of a sample; nothing looks like a tail where none of them is sound. */
export const columnProfile = (sample: Uint8Array, { delimiter, width, headingAt }: Dialect): ColumnProfile => {
  // The kinds that were met in each column, as bits.
  const met = new Uint8Array(width);
  let rows = 0;
  const learn = (row: ScannedRow): void => {
    if (row.start <= headingAt || row.width !== width || (row.rowFlags & FAULTS) !== 0 || isBlank(row)) return;
    rows++;
    for (let field = 0; field < width; field++) met[field] = (met[field] ?? 0) | kindOf(row, field);
  };
  const scanner = rowScanner(delimiter);
  for (let at = headingAt; at < sample.length && rows < ENOUGH_ROWS; at = scanner.row.next) {
    if (scanner.scan(sample, at, sample.length, false, width, at) !== 'row') break;
    learn(scanner.row);
  }
  const misfits = (row: ScannedRow, from: number, column: number): number => {
    let count = 0;
    for (let field = from; field < row.width; field++) {
      if (((met[column + field] ?? 0) & kindOf(row, field)) === 0) count++;
    }
    return count;
  };
  return {
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
