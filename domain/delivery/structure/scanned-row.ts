/**
 * One row as the scanner leaves it: places in the bytes, and what was met in each field.
 */

/** What was met in a field, as bits. Those of `FAULTS` make the row unfit to be read. */
export const QUOTED = 1;
export const ESCAPED = 2;
export const HIGH = 4;
export const CONTROL = 8;
export const NUL = 16;
export const STRAY_QUOTE = 32;
export const TEXT_AFTER_QUOTE = 64;
export const TOO_LONG = 128;
export const FAULTS = CONTROL | NUL | STRAY_QUOTE | TEXT_AFTER_QUOTE | TOO_LONG;

/** A field may have as many bytes as a cell of a spreadsheet has characters. */
export const LONGEST_FIELD_BYTES = 32_767;

/**
 * A row as it was scanned; it is overwritten by the next one. `width` is the number of fields, field `i` lies in `bytes`
 * from `starts[i]` to `ends[i]` (within its quotes) and has the bits `flags[i]`; `rowFlags` has the bits of all fields.
 * `unbalancedColumn` is the number of the field, from 1, whose opening quote has no closing quote, else 0; such a row
 * ends with its physical line.
 */
export interface ScannedRow {
  bytes: Uint8Array;
  start: number;
  next: number;
  width: number;
  starts: Int32Array;
  ends: Int32Array;
  flags: Uint8Array;
  rowFlags: number;
  /** Only the flags of so many first fields may be anything but zero: a heading may have been wider by far. */
  flagged: number;
  /** The physical lines that the row takes. */
  lines: number;
  unbalancedColumn: number;
  unbalancedAt: number;
}

/** A row without fields, to scan into. */
export const emptyRow = (): ScannedRow => ({
  bytes: new Uint8Array(0),
  start: 0,
  next: 0,
  width: 0,
  starts: new Int32Array(64),
  ends: new Int32Array(64),
  flags: new Uint8Array(64),
  rowFlags: 0,
  flagged: 0,
  lines: 0,
  unbalancedColumn: 0,
  unbalancedAt: 0,
});

const grow = (row: ScannedRow): void => {
  const wider = { starts: new Int32Array(row.width * 2), ends: new Int32Array(row.width * 2) };
  wider.starts.set(row.starts);
  wider.ends.set(row.ends);
  const flags = new Uint8Array(row.width * 2);
  flags.set(row.flags);
  Object.assign(row, wider, { flags });
};

/** Adds a field to the row that is being scanned. */
export const addField = (row: ScannedRow, start: number, end: number, flags: number): void => {
  if (row.width === row.starts.length) grow(row);
  const bits = end - start > LONGEST_FIELD_BYTES ? flags | TOO_LONG : flags;
  row.starts[row.width] = start;
  row.ends[row.width] = end;
  row.flags[row.width] = bits;
  row.rowFlags |= bits;
  row.width++;
  if (row.width > row.flagged) row.flagged = row.width;
};

/** Whether the row has no content at all: no characters beside delimiters and spaces, and no quotes. */
export const isBlank = (row: ScannedRow): boolean => {
  if ((row.rowFlags & ~STRAY_QUOTE) !== 0 || row.unbalancedColumn > 0) return false;
  for (let place = 0; place < row.width; place++) {
    const end = row.ends[place] as number;
    for (let at = row.starts[place] as number; at < end; at++)
      if (row.bytes[at] !== 0x20 && row.bytes[at] !== 0x09) return false;
  }
  return true;
};
