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

/** In fewer columns a row of delimiters or of empty quotes may be a row of which every value is absent. */
const NARROWEST_EMPTY_WIDTH = 3;

const SPACE = 0x20;
const TAB = 0x09;

const isFilled = (row: ScannedRow, place: number): boolean => {
  const end = row.ends[place] as number;
  for (let at = row.starts[place] as number; at < end; at++)
    if (row.bytes[at] !== SPACE && row.bytes[at] !== TAB) return true;
  return false;
};

/**
 * Whether the row has no content at all: no characters beside delimiters and spaces. Quotes around nothing are nothing as
 * well, unless the row has only one or two of them: that may be how an absent value is written.
 */
export const isBlank = (row: ScannedRow): boolean => {
  const ignored = row.width >= NARROWEST_EMPTY_WIDTH ? STRAY_QUOTE | QUOTED : STRAY_QUOTE;
  if ((row.rowFlags & ~ignored) !== 0 || row.unbalancedColumn > 0) return false;
  for (let place = 0; place < row.width; place++) if (isFilled(row, place)) return false;
  return true;
};

/** The number of fields with anything but spaces in them. */
export const filledFields = (row: ScannedRow): number => {
  let filled = 0;
  for (let place = 0; place < row.width; place++) if (isFilled(row, place)) filled++;
  return filled;
};

const MOST_FILLED = 2;

/**
 * Whether a row of so many fields is a line of text that a spreadsheet filled up with empty fields to the width of its
 * table: one or two fields of it hold something, and at most a third of them all.
 */
export const isPadded = (filled: number, width: number): boolean =>
  filled > 0 && filled <= MOST_FILLED && filled * 3 <= width;

/** Whether a row of a table is an empty line in its midst; in a narrow table one of delimiters is a row without values. */
export const isEmptyLine = (row: ScannedRow, width: number): boolean =>
  row.width !== width || width === 1 || width >= NARROWEST_EMPTY_WIDTH;
