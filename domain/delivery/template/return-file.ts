/**
 * The return file: the supplier's own file with two added columns, in which each finding stands at its row.
 *
 * Encoding, delimiter, quotes and line ends stay as they were, byte for byte, and so does every row, also a damaged one:
 * what is repaired in the return file is the file to deliver again, because the reader passes over the added columns. The
 * one thing that is changed is a text that a spreadsheet would carry out as a formula (`formula-guard.ts`); the reader
 * undoes that in a file with these columns.
 *
 * A row with too few fields gets no fields beside the finding: filling it up would hide what is wrong with it. The added
 * texts are in ASCII, which is the same in every encoding but UTF-16.
 */

import { type Problem, problemOrder } from '../findings/problem.ts';
import type { Dialect } from '../structure/dialect.ts';
import type { Encoding, EncodingFinding } from '../structure/encoding.ts';
import { isBlank, type ScannedRow } from '../structure/scanned-row.ts';
import { type DeclaredForm, structuralReader, type TableMaker } from '../structure/structural-reader.ts';
import type { Table } from '../structure/table.ts';
import { guarded, unguarded } from './formula-guard.ts';
import { FINDING_COLUMNS } from './template.ts';

/** A finding as it stands in a return file. */
export type ReturnedFinding = Pick<Problem, 'code' | 'line' | 'column' | 'message'>;

/** Takes the file in chunks, as it was delivered. */
export interface ReturnFile {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

const SEMICOLON = 0x3b;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Makes a return file and hands it over in pieces; the findings may come in any order. `form` is what was declared of how the
 * file is written.
 */
export const returnFile = (
  findings: readonly ReturnedFinding[],
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
  form: DeclaredForm = {},
): ReturnFile => {
  const sorted = [...findings].sort(problemOrder);
  const whole = sorted.filter(({ line }) => line === null);
  const placed = sorted.filter(({ line }) => line !== null);
  let flush = (): void => {};
  const makeTable: TableMaker = (dialect, found) => {
    const output = outputTo(write, found);
    flush = output.flush;
    return returnTable(dialect, { whole, placed }, output);
  };
  const reader = structuralReader({ heading: () => {}, row: () => {}, problem: () => {} }, makeTable, form);
  return {
    push: reader.push,
    end: () => {
      reader.end();
      flush();
    },
  };
};

/** Where the pieces of the file go: bytes of the file as the scanner saw them, and texts of our own. */
interface Output {
  readonly bytes: (bytes: Uint8Array, from: number, to: number) => void;
  readonly text: (ascii: string) => void;
  readonly flush: () => void;
}

const FLUSH_BYTES = 65_536;
const MARKS: Readonly<Record<Encoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

/** The scanner sees UTF-16 as UTF-8, so it is turned back; the mark of the file is written first. */
const outputTo = (
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
  { encoding, markLength }: EncodingFinding,
): Output => {
  const isUtf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  let [buffer, filled] = [new Uint8Array(FLUSH_BYTES), 0];
  const flush = (): void => {
    const piece = buffer.slice(0, filled);
    filled = 0;
    if (piece.length > 0) write(isUtf16 ? utf16Of(piece, encoding === 'utf-16le') : piece);
  };
  const bytes = (from: Uint8Array, start: number, end: number): void => {
    // What comes in one call is never cut in two, so neither is a character of it.
    if (filled + end - start > buffer.length) flush();
    if (end - start > buffer.length) buffer = new Uint8Array(end - start);
    buffer.set(from.subarray(start, end), filled);
    filled += end - start;
  };
  if (markLength > 0) write(Uint8Array.from(MARKS[encoding ?? 'utf-8']));
  const encoder = new TextEncoder();
  return {
    bytes,
    text: (ascii) => {
      const encoded = encoder.encode(ascii);
      bytes(encoded, 0, encoded.length);
    },
    flush,
  };
};

const utf16Of = (utf8: Uint8Array, isLittleEndian: boolean): Uint8Array<ArrayBuffer> => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8);
  const units = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) units.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
  return new Uint8Array(units.buffer);
};

interface Sorted {
  /** Findings about the file as a whole. */
  readonly whole: readonly ReturnedFinding[];
  /** Findings with a line, in order. */
  readonly placed: readonly ReturnedFinding[];
}

/** Hears every row of the file, damaged ones too, and writes it with its findings. */
const returnTable = (dialect: Dialect, { whole, placed }: Sorted, output: Output): Table => {
  const delimiter = String.fromCharCode(dialect.delimiter ?? SEMICOLON);
  let hasHeading = false;
  // Whether the file is a return file itself: its added columns are written anew.
  let isReturned = false;
  let next = 0;
  let waiting: readonly ReturnedFinding[] = whole;
  let lineEnd = '';

  const foundUpTo = (line: number): readonly ReturnedFinding[] => {
    const first = next;
    while (next < placed.length && (placed[next]?.line ?? 0) <= line) next++;
    return placed.slice(first, next);
  };

  /** Findings of the whole file and of its heading stand at the first row under the heading. */
  const foundIn = (row: ScannedRow, line: number, isHeading: boolean): readonly ReturnedFinding[] => {
    const here = foundUpTo(line + row.lines - 1);
    if (isHeading) waiting = [...waiting, ...here];
    if (isHeading || !hasHeading || (isBlank(row) && here.length === 0)) return isHeading ? [] : here;
    const all = [...waiting, ...here];
    waiting = [];
    return all;
  };

  const write = (row: ScannedRow, added: string): void => {
    const { bytes, start } = row;
    const content = contentEnd(row);
    const own = isReturned && row.width >= dialect.width ? endOfOwn(row, dialect.width) : content;
    let from = start;
    eachField(row, own, content, (fieldFrom, to) => {
      const safe = safeField(bytes, fieldFrom, to, isReturned);
      if (safe === null) return;
      output.bytes(bytes, from, fieldFrom);
      output.bytes(safe, 0, safe.length);
      from = to;
    });
    output.bytes(bytes, from, own);
    output.text(added);
    output.bytes(bytes, content, row.next);
    lineEnd = row.next > content ? String.fromCharCode(...bytes.subarray(content, row.next)) : '';
  };

  return {
    take: (row, line, offset) => {
      const isHeading = !hasHeading && offset >= dialect.headingAt && !isBlank(row);
      if (isHeading) isReturned = hasAddedColumns(row);
      const found = foundIn(row, line, isHeading);
      const added = isHeading ? delimiter + FINDING_COLUMNS.join(delimiter) : addedText(found, delimiter);
      // A line of nothing stays one: with delimiters it would be a row.
      const isPlain = found.length === 0 && isBlank(row) && row.width !== dialect.width;
      write(row, isPlain || (!hasHeading && !isHeading && found.length === 0) ? '' : added);
      hasHeading ||= isHeading;
    },
    takeUnread: () => {},
    finish: () => {
      const left = [...waiting, ...foundUpTo(Number.MAX_SAFE_INTEGER)];
      const newLine = lineEnd === '' ? '\r\n' : '';
      const width = isReturned ? dialect.width - FINDING_COLUMNS.length : dialect.width;
      if (left.length > 0) output.text(`${newLine}${delimiter.repeat(width - 1)}${addedText(left, delimiter)}\r\n`);
      return { headings: [], rows: 0, trailingEmptyRows: 0 };
    },
  };
};

/** The place of the line end of a row, or of its end where it has none. */
const contentEnd = ({ bytes, start, next }: ScannedRow): number => {
  const last = bytes[next - 1];
  if (next === start || (last !== LF && last !== CR)) return next;
  return last === LF && next - 2 >= start && bytes[next - 2] === CR ? next - 2 : next - 1;
};

/** Takes the content of each field before `own`; what follows a quote that never closes is one field. */
const eachField = (
  { starts, ends, width, unbalancedColumn, unbalancedAt }: ScannedRow,
  own: number,
  content: number,
  take: (from: number, to: number) => void,
): void => {
  for (let place = 0; place < width; place++) {
    const to = ends[place] ?? 0;
    if (to <= own) take(starts[place] ?? 0, to);
  }
  if (unbalancedColumn > 0) take(unbalancedAt + 1, content);
};

/** The place of the delimiter before the two added columns. */
const endOfOwn = (row: ScannedRow, width: number): number => {
  const place = width - FINDING_COLUMNS.length;
  const start = row.starts[place] ?? row.start;
  return row.bytes[start - 1] === 0x22 ? start - 2 : start - 1;
};

/** One character for each byte, so that nothing is lost where bytes cannot be decoded. */
const charactersOf = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
};

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const hasAddedColumns = (row: ScannedRow): boolean =>
  FINDING_COLUMNS.every((name, place) => {
    const column = row.width - FINDING_COLUMNS.length + place;
    const text = charactersOf(row.bytes, row.starts[column] ?? 0, row.ends[column] ?? 0);
    return text.trim().toLowerCase() === name;
  });

/** The bytes with which a cell of this file may start to be a formula: most cells have none of them. */
const SIGNS = new Uint8Array(256);
for (const sign of [...'=+-@\t\r\n'].map((each) => each.charCodeAt(0)).concat(0xef)) SIGNS[sign] = 1;

/** The field as it is safe, or `null` where it is so already. */
const safeField = (bytes: Uint8Array, from: number, to: number, isReturned: boolean): Uint8Array | null => {
  let at = from;
  while (at < to && SIGNS[bytes[at] as number] === 0) at++;
  if (at >= to) return null;
  const raw = charactersOf(bytes, from, to);
  const safe = guarded(isReturned ? unguarded(raw, 'bytes') : raw, 'bytes');
  return safe === raw ? null : bytesOf(safe);
};

const MOST_FINDINGS_A_ROW = 20;
const LONGEST_MESSAGE = 1_000;

const addedText = (found: readonly ReturnedFinding[], delimiter: string): string => {
  if (found.length === 0) return delimiter.repeat(FINDING_COLUMNS.length);
  const codes = [...new Set(found.map(({ code }) => code))].join(' ');
  const shown = found.slice(0, MOST_FINDINGS_A_ROW).map(messageOf);
  const left = found.length - shown.length;
  const text = [...shown, ...(left > 0 ? [`En nog ${left}.`] : [])].join(' / ');
  return `${delimiter}${codes}${delimiter}"${guarded(text).replaceAll('"', '""')}"`;
};

const messageOf = ({ line, column, message }: ReturnedFinding): string => {
  const where = line === null ? 'Hele bestand: ' : column === null ? '' : `Kolom ${column}: `;
  return ascii(where + message)
    .replace(LIKE_PERSONAL_NUMBER, '[getal]')
    .slice(0, LONGEST_MESSAGE);
};

/** A value that a message repeats stands in its own cell too; here it must not pass for a citizen service number. */
const LIKE_PERSONAL_NUMBER = /\d(?:[ .-]?\d){7,8}(?![\d])/g;

const PLAIN: Readonly<Record<string, string>> = { '€': 'EUR', '…': '...', '“': '"', '”': '"', '‘': "'", '’': "'" };

const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (character) => PLAIN[character] ?? (/[\s\p{Pd}]/u.test(character) ? ' ' : '?'));
