/**
 * The byte loop: finds the fields of one row of delimited text, and the faults within it.
 *
 * It knows RFC 4180 quoting and nothing else: no headings and no columns. Fields are places in the bytes, so a row costs
 * no memory until somebody asks for the text of a cell.
 */
import { viewer } from './byte-view.ts';
import {
  addField,
  CONTROL,
  ESCAPED,
  emptyRow,
  HIGH,
  LONGEST_FIELD_BYTES,
  NUL,
  QUOTED,
  type ScannedRow,
  STRAY_QUOTE,
  TEXT_AFTER_QUOTE,
} from './scanned-row.ts';
import { isSwallowing, type Span } from './swallowed-rows.ts';

/** A row is bounded so that memory is, and so that a quote that is never closed costs a short search. */
export const LONGEST_ROW_BYTES = 1_048_576;

// Where a field over several lines is disbelieved, what was scanned of it is scanned anew, line by line. So much of that may
// there be, at first and for every byte of the file so far; a file that asks for more has no fields over several lines.
const MOST_SCANNED_ANEW_BYTES = 4 * LONGEST_ROW_BYTES;
const SCANNED_ANEW_PER_BYTE = 2;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

// Kinds of bytes. All from DELIMITER on end a field that is not quoted; the smaller ones are the bits of a field.
const DELIMITER = 64;
const LINE_END = 65;

/** How a scan ended: a whole row; the bytes end before the row does; the row is longer than a row may be. */
export type ScanOutcome = 'row' | 'incomplete' | 'tooLong';

/**
 * Scans the row that starts at `from`. `width` is the number of fields that rows have, 0 while that is unknown; `offset` is
 * the place of the row in the file.
 */
type Scan = (
  bytes: Uint8Array,
  from: number,
  available: number,
  isEnd: boolean,
  width: number,
  offset: number,
) => ScanOutcome;

/** Scans row after row into the same place. */
export interface RowScanner {
  readonly row: ScannedRow;
  readonly scan: Scan;
}

const kindsOf = (delimiter: number | null): Uint8Array => {
  const kinds = new Uint8Array(256).fill(HIGH, 0x80);
  kinds.fill(CONTROL, 0, 0x20);
  kinds[0x7f] = CONTROL;
  kinds[0] = NUL;
  kinds[0x09] = 0;
  kinds[QUOTE] = STRAY_QUOTE;
  if (delimiter !== null) kinds[delimiter] = DELIMITER;
  kinds[LF] = LINE_END;
  kinds[CR] = LINE_END;
  return kinds;
};

// Which of two bytes that follow each other is of a kind: the first, only the second, or neither.
const NEITHER = 0;
const FIRST = 1;
const SECOND = 2;

/** For every two bytes, as a number with the first byte as its lower half, which of them is of a kind. */
const pairsOf = (kinds: Uint8Array): Uint8Array => {
  const pairs = new Uint8Array(65_536);
  const beforeOther = kinds.map((kind) => (kind === 0 ? NEITHER : FIRST));
  const beforeKind = kinds.map((kind) => (kind === 0 ? SECOND : FIRST));
  for (const [second, kind] of kinds.entries()) pairs.set(kind === 0 ? beforeOther : beforeKind, second << 8);
  return pairs;
};

interface Tables {
  readonly kinds: Uint8Array;
  readonly pairs: Uint8Array;
}

/** The tables of each delimiter, made at its first use: every file of that delimiter reads in the same ones. */
const made = new Map<number | null, Tables>();

const tablesOf = (delimiter: number | null): Tables => {
  const known = made.get(delimiter);
  if (known !== undefined) return known;
  const kinds = kindsOf(delimiter);
  const tables = { kinds, pairs: pairsOf(kinds) };
  made.set(delimiter, tables);
  return tables;
};

/** A scanner for one delimiter (a byte; `null` for text of a single column). */
export const rowScanner = (delimiter: number | null): RowScanner => {
  const { kinds, pairs } = tablesOf(delimiter);
  const viewOf = viewer();
  const row = emptyRow();
  // What the scan of one quoted field leaves behind, beside the place of its closing quote.
  let quotedFlags = 0;
  let quotedLineEnds = 0;
  // The bytes that were scanned, and left to be scanned anew.
  let anewBytes = 0;

  /** The place of the quote that closes the field whose content starts at `from`, or -1. */
  const closingQuote = (bytes: Uint8Array, from: number, to: number): number => {
    quotedFlags = QUOTED;
    quotedLineEnds = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      const kind = kinds[byte] as number;
      if (kind === 0 || kind === DELIMITER) continue;
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE || at + 1 >= to) return at;
        quotedFlags |= ESCAPED;
        at++;
      } else if (kind === LINE_END) {
        if (byte === CR || bytes[at - 1] !== CR) quotedLineEnds++;
      } else quotedFlags |= kind;
    }
    return -1;
  };

  const isEndOfField = (bytes: Uint8Array, at: number, to: number): boolean =>
    at >= to || (kinds[bytes[at] as number] as number) >= DELIMITER;

  const lineEnd = (bytes: Uint8Array, from: number, to: number): number => {
    let at = from;
    while (at < to && (kinds[bytes[at] as number] as number) !== LINE_END) at++;
    return at;
  };

  /** Ends the row with the physical line on which the quote at `open` stands. */
  const endAtUnbalancedQuote = (bytes: Uint8Array, open: number, column: number, linesBefore: number, to: number) => {
    const at = lineEnd(bytes, open, to);
    row.width = column - 1;
    row.unbalancedColumn = column;
    row.unbalancedAt = open;
    row.lines = linesBefore + 1;
    row.next = at >= to ? to : afterLineEnd(bytes, at, to);
  };

  /**
   * Scans a row of ASCII without quotes or control characters, which nearly every row is, two bytes at a time. False
   * where the row is anything else, is long, or does not end before `to`; then `scanCarefully` starts over. There is at
   * least one byte more after `to`, so that a line feed after a carriage return is seen.
   */
  const scanPlain = (bytes: Uint8Array, from: number, to: number): boolean => {
    const { starts, ends } = row;
    const view = viewOf(bytes);
    let width = 0;
    let start = from;
    let at = from;
    while (at < to) {
      const telling = pairs[view.getUint16(at, true)] as number;
      if (telling === NEITHER) {
        at += 2;
        continue;
      }
      if (telling === SECOND) {
        at++;
        if (at >= to) return false;
      }
      const kind = kinds[bytes[at] as number] as number;
      if (kind < DELIMITER || width === starts.length) return false;
      starts[width] = start;
      ends[width] = at;
      width++;
      at++;
      start = at;
      if (kind !== LINE_END) continue;
      row.next = afterLineEnd(bytes, at - 1, to + 1);
      row.width = width;
      return true;
    }
    return false;
  };

  const scan: Scan = (bytes, from, available, isEnd, width, offset) => {
    const isPlain = scanPlain(bytes, from, Math.min(available - 1, from + LONGEST_FIELD_BYTES));
    if (!isPlain) return scanCarefully(bytes, from, available, isEnd, width, offset);
    row.bytes = bytes;
    row.start = from;
    row.lines = 1;
    row.unbalancedColumn = 0;
    if (row.flagged > 0) row.flags.fill(0, 0, row.flagged);
    row.flagged = 0;
    row.rowFlags = 0;
    return 'row';
  };

  const scanCarefully: Scan = (bytes, from, available, isEnd, width, offset) => {
    const to = Math.min(available, from + LONGEST_ROW_BYTES);
    const isLast = isEnd && to === available;
    const isIncomplete = to === available && to - from < LONGEST_ROW_BYTES;
    const cutShort = (): ScanOutcome => {
      if (!isIncomplete) anewBytes += to - from;
      return isIncomplete ? 'incomplete' : 'tooLong';
    };
    const isOneLine = anewBytes > MOST_SCANNED_ANEW_BYTES + SCANNED_ANEW_PER_BYTE * offset;
    // How far a quoted field may go; what ends a line of which nothing more is at hand may be the first half of CR LF.
    const quotedTo = isOneLine ? lineEnd(bytes, from, to) : to;
    const isCut = quotedTo === to || (bytes[quotedTo] === CR && quotedTo + 1 === to);
    let at = from;
    let lines = 1;
    // The field with a line end between its quotes that is to be judged, and the lines of the row before it: the one
    // whose closing quote does not fit, else the last.
    let span: Span | null = null;
    let spanLines = 0;
    row.bytes = bytes;
    row.start = from;
    row.width = 0;
    row.rowFlags = 0;
    row.unbalancedColumn = 0;
    for (;;) {
      let start = at;
      let end = -1;
      let flags = 0;
      if (at < to && bytes[at] === QUOTE) {
        const close = closingQuote(bytes, at + 1, quotedTo);
        // A quote as the very last byte may be the first half of a doubled one.
        const isShort = !isLast && isCut && (close < 0 || close + 1 >= to);
        if (isShort && (isIncomplete || quotedLineEnds === 0)) return cutShort();
        if (close < 0) {
          endAtUnbalancedQuote(bytes, at, row.width + 1, lines - 1, to);
          anewBytes += quotedTo - Math.min(row.next, quotedTo);
          return 'row';
        }
        if (quotedLineEnds > 0 && (row.rowFlags & TEXT_AFTER_QUOTE) === 0) {
          span = { open: at, close, column: row.width + 1 };
          spanLines = lines - 1;
        }
        lines += quotedLineEnds;
        flags = quotedFlags;
        start = at + 1;
        end = close;
        at = close + 1;
        if (!isEndOfField(bytes, at, to)) {
          flags |= TEXT_AFTER_QUOTE;
          end = -1;
        }
      }
      let kind = 0;
      while (at < to) {
        kind = kinds[bytes[at] as number] as number;
        if (kind >= DELIMITER) break;
        flags |= kind;
        at++;
      }
      if (at >= to && !isLast) return cutShort();
      // Quotes further on in a field that already has text after its closing quote are the same fault.
      if ((flags & TEXT_AFTER_QUOTE) !== 0) flags &= ~STRAY_QUOTE;
      addField(row, start, end < 0 ? at : end, flags);
      if (at >= to || kind === LINE_END) break;
      at++;
    }
    if (at < to && bytes[at] === CR && at + 1 >= to && !isLast) return cutShort();
    row.lines = lines;
    row.next = at >= to ? to : afterLineEnd(bytes, at, to);
    if (span !== null && isSwallowing(row, span, at, delimiter, width)) {
      endAtUnbalancedQuote(bytes, span.open, span.column, spanLines, to);
      anewBytes += at - row.next;
    }
    return 'row';
  };
  return { row, scan };
};

/** The place after the line end (LF, CR LF or CR) at `at`. */
export const afterLineEnd = (bytes: Uint8Array, at: number, to: number): number =>
  bytes[at] === CR && at + 1 < to && bytes[at + 1] === LF ? at + 2 : at + 1;
