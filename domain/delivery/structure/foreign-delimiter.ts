/**
 * A row in which another delimiter than that of the table stands for it.
 */
import { DELIMITERS } from './dialect.ts';
import { type RowScanner, rowScanner } from './row-scanner.ts';
import { FAULTS, QUOTED, type ScannedRow } from './scanned-row.ts';

const COMMA = 0x2c;

/** The other delimiter with which the row has the expected number of fields, and its first field; `null` for none. */
export const foreignDelimiter = (
  row: ScannedRow,
  delimiter: number | null,
  width: number,
): { readonly byte: number; readonly column: number } | null => {
  if (row.width >= width) return null;
  for (const byte of DELIMITERS) {
    if (byte === delimiter) continue;
    const { all, between, column } = occurrences(row, byte);
    // A comma between two digits is a decimal comma or stands between two numbers; a row without any delimiter of the
    // table and with commas enough has the other delimiter, whichever they are.
    const fits = row.width + all === width || row.width + all - between === width || (row.width === 1 && all >= width);
    if (all > between && fits) return { byte, column };
  }
  return null;
};

/**
 * Finds, for the rows of one table, the other delimiter with which a row whose quotes do not fit is a sound row of the width;
 * `null` for none. The scanners are made once: a file may consist of such rows.
 */
export const delimitersOfQuotes = (delimiter: number | null, width: number): ((row: ScannedRow) => number | null) => {
  const scanners = new Map<number, RowScanner>();
  const scannerOf = (byte: number): RowScanner => {
    const scanner = scanners.get(byte) ?? rowScanner(byte);
    scanners.set(byte, scanner);
    return scanner;
  };
  const isSoundWith = (row: ScannedRow, byte: number): boolean => {
    const { scan, row: found } = scannerOf(byte);
    // One row of known length: how much was scanned anew before is of no account.
    scan(row.bytes, row.start, row.next, true, width, Number.MAX_SAFE_INTEGER);
    const isWhole = found.next === row.next && found.unbalancedColumn === 0;
    return isWhole && found.width === width && (found.rowFlags & FAULTS) === 0;
  };
  return (row) =>
    row.width >= width ? null : (DELIMITERS.find((byte) => byte !== delimiter && isSoundWith(row, byte)) ?? null);
};

interface Occurrences {
  readonly all: number;
  /** Those that stand between two digits and may be decimal commas. */
  readonly between: number;
  readonly column: number;
}

const occurrences = (row: ScannedRow, byte: number): Occurrences => {
  let [all, between, column] = [0, 0, 0];
  for (let field = 0; field < row.width; field++) {
    if (((row.flags[field] ?? 0) & QUOTED) !== 0) continue;
    for (let at = row.starts[field] ?? 0; at < (row.ends[field] ?? 0); at++) {
      if (row.bytes[at] !== byte) continue;
      all++;
      if (byte === COMMA && isBetweenDigits(row.bytes, at)) between++;
      else if (column === 0) column = field + 1;
    }
  }
  return { all, between, column };
};

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const isBetweenDigits = (bytes: Uint8Array, at: number): boolean => isDigit(bytes[at - 1]) && isDigit(bytes[at + 1]);
