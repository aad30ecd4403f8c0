/**
 * Which columns hold numbers, which hold text and which may be empty, learnt from the first sound rows of a file. It tells
 * whether a row that is too short is the rest of the row before it (a line end that does not belong in a row makes two
 * short rows out of one), and whether a row that is as wide as the table is none of it: the heading of another table, or a
 * note that a spreadsheet filled up with empty fields.
 */
import type { Dialect } from './dialect.ts';
import { rowScanner } from './row-scanner.ts';
import { FAULTS, filledFields, isBlank, isPadded, type ScannedRow } from './scanned-row.ts';

/** The profile of a table, learnt from its first rows. */
export interface ColumnProfile {
  /** Whether the row fits the last columns of the table and does not fit the first. */
  readonly isTail: (row: ScannedRow) => boolean;
  /** A column, from 0, that holds a number in most rows; −1 for none. */
  readonly figureColumn: number;
  /** Whether a row as wide as the table, below an empty one, is a note: nearly empty where the rows of the table are not. */
  readonly isNote: (row: ScannedRow) => boolean;
  /** Whether a row as wide as the table is the heading of another one: names where the rows of the table have numbers. */
  readonly isOtherHeading: (row: ScannedRow, isAfterEmptyRow: boolean) => boolean;
}

/** The rows that a profile is learnt from; a file that needs more has columns of every kind. */
const ENOUGH_ROWS = 500;

/** One row with numbers may be damaged itself; two tell what a column holds. */
const FEWEST_TELLING_ROWS = 2;

/** A closing row and a damaged row are of another kind than the others; two in three of them tell. */
const isMost = (count: number, of: number): boolean => count > 0 && count * 3 >= of * 2;

const EMPTY = 1;
const NUMBER = 2;
const TEXT = 4;

/** The profile of the rows under the heading of a sample; nothing stands out where none of them is sound. */
export const columnProfile = (sample: Uint8Array, { delimiter, width, headingAt }: Dialect): ColumnProfile => {
  // The kinds that were met in each column, as bits; and how many rows have it filled, and have a number there.
  const met = new Uint8Array(width);
  const filled = new Uint32Array(width);
  const numbers = new Uint32Array(width);
  let [rows, rowsWithNumbers] = [0, 0];
  const learn = (row: ScannedRow): void => {
    if (row.start <= headingAt || row.width !== width || (row.rowFlags & FAULTS) !== 0 || isBlank(row)) return;
    if (isPadded(filledFields(row), width)) return;
    rows++;
    let hasNumber = false;
    for (let field = 0; field < width; field++) {
      const kind = kindOf(row, field);
      met[field] = (met[field] ?? 0) | kind;
      if (kind !== EMPTY) filled[field] = (filled[field] ?? 0) + 1;
      if (kind === NUMBER) numbers[field] = (numbers[field] ?? 0) + 1;
      hasNumber ||= kind === NUMBER;
    }
    if (hasNumber) rowsWithNumbers++;
  };
  const scanner = rowScanner(delimiter);
  for (let at = headingAt; at < sample.length && rows < ENOUGH_ROWS; at = scanner.row.next) {
    if (scanner.scan(sample, at, sample.length, false, width, at) !== 'row') break;
    learn(scanner.row);
  }
  const isTold = rowsWithNumbers >= FEWEST_TELLING_ROWS;
  const figures = [...numbers.keys()].filter((place) => isTold && isMost(numbers[place] ?? 0, rowsWithNumbers));
  const misfits = (row: ScannedRow, from: number, column: number): number => {
    let count = 0;
    for (let field = from; field < row.width; field++)
      if (((met[column + field] ?? 0) & kindOf(row, field)) === 0) count++;
    return count;
  };
  const isNote = (row: ScannedRow): boolean => {
    if (rows === 0 || !isPadded(filledFields(row), width)) return false;
    const isLacking = (place: number): boolean => kindOf(row, place) === EMPTY && isMost(filled[place] ?? 0, rows);
    return [...filled.keys()].filter(isLacking).length * 2 > width;
  };
  const isOtherHeading = (row: ScannedRow, isAfterEmptyRow: boolean): boolean => {
    // One name among numbers may be a mistake; nothing but names, and in two columns of numbers at least, is none.
    if (figures.length < (isAfterEmptyRow ? 1 : 2) || figures.some((place) => kindOf(row, place) === NUMBER))
      return false;
    const names = namesOf(row);
    return names !== null && names.length >= 2 && (isAfterEmptyRow || names.length === width);
  };
  return {
    // The first field of a tail may be the second half of a broken one, so it says nothing.
    isTail: (row) => rows > 0 && misfits(row, 0, 0) > 0 && misfits(row, 1, width - row.width) === 0,
    figureColumn: figures.at(-1) ?? -1,
    isNote,
    isOtherHeading,
  };
};

/** The fields of a row that are filled, where each of them starts with a letter and none is another again. */
const namesOf = (row: ScannedRow): readonly string[] | null => {
  const names: string[] = [];
  for (let field = 0; field < row.width; field++) {
    if (kindOf(row, field) === EMPTY) continue;
    const name = String.fromCharCode(...row.bytes.subarray(row.starts[field] ?? 0, row.ends[field] ?? 0)).trim();
    if (!/^[a-z\x80-\xff]/i.test(name)) return null;
    names.push(name);
  }
  return new Set(names).size === names.length ? names : null;
};

const SPACE = 0x20;

const kindOf = (row: ScannedRow, field: number): number => {
  let [from, to] = [row.starts[field] ?? 0, row.ends[field] ?? 0];
  while (from < to && row.bytes[from] === SPACE) from++;
  while (to > from && row.bytes[to - 1] === SPACE) to--;
  if (from === to) return EMPTY;
  for (let at = from; at < to; at++) {
    const byte = row.bytes[at] ?? 0;
    const isFigure = (byte >= 0x30 && byte <= 0x39) || byte === 0x2c || byte === 0x2d || byte === 0x2e;
    if (!isFigure) return TEXT;
  }
  return NUMBER;
};
