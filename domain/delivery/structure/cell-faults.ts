/**
 * The problems within the fields of one scanned row: quotes, undecodable bytes, control characters, over-long fields.
 */

import type { Problem } from '../findings/problem.ts';
import { type Encoding, firstUndecodable } from './encoding.ts';
import {
  CONTROL,
  FAULTS,
  HIGH,
  LONGEST_FIELD_BYTES,
  NUL,
  type ScannedRow,
  STRAY_QUOTE,
  TEXT_AFTER_QUOTE,
  TOO_LONG,
} from './scanned-row.ts';
import {
  controlCharacter,
  fieldTooLong,
  nulByte,
  quoteInUnquotedField,
  textAfterClosingQuote,
  unbalancedQuote,
  undecodableBytes,
} from './structural-problems.ts';

/** Where the scanned bytes lie in the file, and how they are read. */
export interface Place {
  readonly encoding: Encoding;
  /** The offset in the file of a place in the bytes of the row. */
  readonly fileOffset: (at: number) => number;
}

const NONE: readonly Problem[] = [];

/**
 * The fields with a fault, at most one problem a field, and one for all quotes: after a quote that does not fit it is not
 * known where fields begin, so whatever is met further on is the same fault.
 */
export const cellFaults = (row: ScannedRow, line: number, place: Place): readonly Problem[] => {
  if (row.unbalancedColumn === 0 && (row.rowFlags & (FAULTS | HIGH)) === 0) return NONE;
  const lineOf = lineCounter(row, line);
  if (row.unbalancedColumn > 0) return [unbalancedQuote(lineOf(row.unbalancedAt), row.unbalancedColumn)];
  const problems: Problem[] = [];
  let hasQuoteFault = false;
  for (let field = 0; field < row.width; field++) {
    const problem = cellFault(row, field, lineOf, place);
    if (problem === null) continue;
    const isOfQuotes = QUOTE_FAULTS.has(problem.code);
    if (!isOfQuotes || !hasQuoteFault) problems.push(problem);
    hasQuoteFault ||= isOfQuotes;
  }
  return problems;
};

/** The faults after which it is not known where the fields of a row begin. */
export const QUOTE_FAULTS: ReadonlySet<string> = new Set(['text_after_closing_quote', 'quote_in_unquoted_field']);

const cellFault = (row: ScannedRow, field: number, lineOf: LineOf, place: Place): Problem | null => {
  const flags = row.flags[field] ?? 0;
  if ((flags & (FAULTS | HIGH)) === 0) return null;
  const [from, to] = [row.starts[field] ?? 0, row.ends[field] ?? 0];
  const bad = (flags & HIGH) === 0 ? -1 : firstUndecodable(place.encoding, row.bytes, from, to);
  if (bad >= 0) return undecodableBytes(lineOf(bad), field + 1, place.encoding, place.fileOffset(bad));
  const control = (flags & (NUL | CONTROL | HIGH)) === 0 ? -1 : firstControl(row.bytes, from, to, place.encoding);
  if (control >= 0) return controlProblem(row, control, lineOf(control), field + 1);
  if ((flags & TEXT_AFTER_QUOTE) !== 0) return textAfterClosingQuote(lineOf(to), field + 1);
  if ((flags & STRAY_QUOTE) !== 0) return quoteInUnquotedField(lineOf(from), field + 1);
  return (flags & TOO_LONG) === 0 ? null : fieldTooLong(lineOf(from), field + 1, LONGEST_FIELD_BYTES);
};

const controlProblem = (row: ScannedRow, at: number, line: number, column: number): Problem => {
  const byte = row.bytes[at] ?? 0;
  if (byte === 0) return nulByte(line, column);
  return controlCharacter(line, column, byte === 0xc2 ? (row.bytes[at + 1] ?? 0) : byte);
};

/** The first control character: those of ASCII but tab and line ends, and those that Unicode has from 80 to 9F. */
const firstControl = (bytes: Uint8Array, from: number, to: number, encoding: Encoding): number => {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return at;
    if (byte === 0xc2 && encoding !== 'windows-1252' && (bytes[at + 1] ?? 0) < 0xa0) return at;
  }
  return -1;
};

/** The physical line of a place in a row; a field between quotes may run over several. */
type LineOf = (at: number) => number;

/** Counts the lines of a row that starts on `line`. Places are asked for in order, so that no byte is counted twice. */
const lineCounter = (row: ScannedRow, line: number): LineOf => {
  let [counted, current] = [row.start, line];
  return (at) => {
    for (; counted < at; counted++) {
      const byte = row.bytes[counted];
      if (byte === 0x0d || (byte === 0x0a && row.bytes[counted - 1] !== 0x0d)) current++;
    }
    return current;
  };
};
