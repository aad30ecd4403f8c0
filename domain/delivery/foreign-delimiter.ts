/**
 * A row in which another delimiter than that of the table stands for it.
 */
import { DELIMITERS } from './dialect.ts';
import { QUOTED, type ScannedRow } from './scanned-row.ts';

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
    const { count, column } = occurrences(row, byte);
    if (count > 0 && row.width + count === width) return { byte, column };
  }
  return null;
};

const occurrences = (row: ScannedRow, byte: number): { readonly count: number; readonly column: number } => {
  let [count, column] = [0, 0];
  for (let field = 0; field < row.width; field++) {
    if (((row.flags[field] ?? 0) & QUOTED) !== 0) continue;
    for (let at = row.starts[field] ?? 0; at < (row.ends[field] ?? 0); at++) {
      if (row.bytes[at] !== byte || (byte === COMMA && isDecimalComma(row.bytes, at))) continue;
      count++;
      if (column === 0) column = field + 1;
    }
  }
  return { count, column };
};

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const isDecimalComma = (bytes: Uint8Array, at: number): boolean => isDigit(bytes[at - 1]) && isDigit(bytes[at + 1]);
