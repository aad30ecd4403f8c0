/**
 * Whether a quoted field that runs over several lines is one field, or an opening quote without its closing quote that
 * swallowed the rows after it.
 *
 * By RFC 4180 alone the two cannot be told apart until some later quote does not fit, often many rows on; all of them
 * would be lost to one stray character. Rows look alike, though: a line that by itself has all the fields of a row is
 * most likely a row.
 */
import { FAULTS, type ScannedRow } from './scanned-row.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

// In narrow tables a line of ordinary text has as many delimiters as a row too easily.
const NARROWEST_TELLING_WIDTH = 4;

/** A field over several lines: its quotes, and its number from 1. */
export interface Span {
  readonly open: number;
  readonly close: number;
  readonly column: number;
}

/**
 * Judges a scanned row with a field over several lines; the row ends at `end`, and `width` is 0 while it is unknown.
 *
 * A row that is well-formed and as wide as the others is believed, unless every one of its lines is by itself a whole
 * row, or those between its first and its last are sound rows. Any other is disbelieved where one of its further lines is
 * by itself a sound row or, but for the quotes in it, as wide as one, or where the closing quote stands where a field opens.
 * A quote that opens at the end of a row and is closed on the next line cannot be told from text with a line end.
 */
export const isSwallowing = (
  row: ScannedRow,
  span: Span,
  end: number,
  delimiter: number | null,
  width: number,
): boolean => {
  const isWellFormed = (row.rowFlags & FAULTS) === 0;
  if (delimiter === null || width === 0) return !isWellFormed;
  const isRegular = isWellFormed && row.width === width;
  if (isRegular && width < NARROWEST_TELLING_WIDTH) return false;
  if (!isWellFormed && isAtStartOfField(row.bytes, span.close, delimiter)) return true;
  const firstEnd = lineEnd(row.bytes, span.open, end);
  const first = span.column - 1 + Math.abs(widthAlone(row.bytes, span.open, firstEnd, delimiter));
  const others = linesAlone(row.bytes, firstEnd, end, delimiter);
  const isRow = (alone: number): boolean => alone === width;
  const areAllRows = first === width && others.every((alone) => Math.abs(alone) === width);
  if (isRegular) return areAllRows || (first === width && others.length > 1 && others.slice(0, -1).every(isRow));
  // In the first field a further line may well be as wide as a row: it has all fields but the start of the first one.
  return areAllRows || others.some((alone) => isRow(alone) || (!isWellFormed && span.column > 1 && alone === -width));
};

const isAtStartOfField = (bytes: Uint8Array, at: number, delimiter: number): boolean =>
  [delimiter, LF, CR].includes(bytes[at - 1] ?? LF);

const lineEnd = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from;
  while (at < to && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
};

const linesAlone = (bytes: Uint8Array, from: number, to: number, delimiter: number): number[] => {
  const widths: number[] = [];
  for (let at = from; at < to; ) {
    const start = bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
    at = lineEnd(bytes, start, to);
    widths.push(widthAlone(bytes, start, at, delimiter));
  }
  return widths;
};

/** The number of fields of one physical line read by itself; negative where a quote in it does not fit. */
const widthAlone = (bytes: Uint8Array, from: number, to: number, delimiter: number): number => {
  let width = 1;
  let isSound = true;
  for (let at = from; at < to; at++) {
    if (bytes[at] === delimiter) width++;
    if (bytes[at] !== QUOTE) continue;
    const close = at === from || bytes[at - 1] === delimiter ? closeAlone(bytes, at, to, delimiter) : -1;
    if (close < 0) isSound = false;
    else at = close;
  }
  return isSound ? width : -width;
};

const closeAlone = (bytes: Uint8Array, open: number, to: number, delimiter: number): number => {
  for (let at = open + 1; at < to; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] === QUOTE && at + 1 < to) at++;
    else return at + 1 >= to || bytes[at + 1] === delimiter ? at : -1;
  }
  return -1;
};
