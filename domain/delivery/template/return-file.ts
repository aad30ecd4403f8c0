/**
 * The return file: the supplier's own file with two added columns, in which each finding stands at its row.
 *
 * Encoding, delimiter, quotes and line ends stay as they were, byte for byte, and so does every row, also a damaged one:
 * what is repaired in the return file is the file to deliver again, because the reader passes over the added columns. The
 * one thing that is changed is a text that a spreadsheet would carry out as a formula (`formula-guard.ts`); the reader
 * undoes that in a file with these columns.
 *
 * A row with too few fields gets no fields beside the finding: filling it up would hide what is wrong with it. A row that is
 * too long to be read stands there in full. What a message quotes is written in the encoding of the file, as the cell is;
 * in a file of ASCII, and for what the encoding does not have, the letters are those of ASCII.
 */

import { type Problem, problemOrder } from '../findings/problem.ts';
import type { Dialect } from '../structure/dialect.ts';
import { type Encoding, type EncodingFinding, windows1252Byte } from '../structure/encoding.ts';
import { HIGH, isBlank, LONGEST_FIELD_BYTES, type ScannedRow } from '../structure/scanned-row.ts';
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
  let flush = (_: boolean): void => {};
  const makeTable: TableMaker = (dialect, found) => {
    const output = outputTo(write, found);
    flush = output.flush;
    return returnTable(dialect, { whole, placed }, found.encoding, output);
  };
  const reader = structuralReader({ heading: () => {}, row: () => {}, problem: () => {} }, makeTable, form);
  return {
    push: reader.push,
    end: () => {
      reader.end();
      flush(true);
    },
  };
};

/** Where the pieces of the file go: bytes of the file as the scanner saw them, and texts of our own. */
interface Output {
  readonly bytes: (bytes: Uint8Array, from: number, to: number) => void;
  readonly text: (text: string, encoding: Encoding | null) => void;
  readonly flush: (isLast: boolean) => void;
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
  const toUtf16 = utf16Writer(encoding === 'utf-16le');
  const flush = (isLast: boolean): void => {
    const piece = buffer.slice(0, filled);
    filled = 0;
    const written = isUtf16 ? toUtf16(piece, isLast) : piece;
    if (written.length > 0) write(written);
  };
  const bytes = (from: Uint8Array, start: number, end: number): void => {
    if (filled + end - start > buffer.length) flush(false);
    if (end - start > buffer.length) buffer = new Uint8Array(end - start);
    buffer.set(from.subarray(start, end), filled);
    filled += end - start;
  };
  if (markLength > 0) write(Uint8Array.from(MARKS[encoding ?? 'utf-8']));
  return {
    bytes,
    text: (text, written) => {
      const encoded = encodedIn(written, text);
      bytes(encoded, 0, encoded.length);
    },
    flush,
  };
};

const encoder = new TextEncoder();

/** What Windows-1252 has of a text is written in it; a file without any other letter than those of ASCII gets none. */
const encodedIn = (encoding: Encoding | null, text: string): Uint8Array => {
  if (encoding === null) return encoder.encode(ascii(text));
  if (encoding !== 'windows-1252') return encoder.encode(text);
  const bytes = Array.from(text, (character) => windows1252Byte(character) ?? [...encoder.encode(ascii(character))]);
  return Uint8Array.from(bytes.flat());
};

/** Turns UTF-8 that comes in pieces, cut anywhere, into UTF-16. */
const utf16Writer = (isLittleEndian: boolean): ((utf8: Uint8Array, isLast: boolean) => Uint8Array<ArrayBuffer>) => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (utf8, isLast) => {
    const text = decoder.decode(utf8, { stream: !isLast });
    const units = new DataView(new ArrayBuffer(text.length * 2));
    for (let at = 0; at < text.length; at++) units.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
    return new Uint8Array(units.buffer);
  };
};

interface Sorted {
  /** Findings about the file as a whole. */
  readonly whole: readonly ReturnedFinding[];
  /** Findings with a line, in order. */
  readonly placed: readonly ReturnedFinding[];
}

/** Hears every row of the file, damaged ones too, and writes it with its findings. */
const returnTable = (dialect: Dialect, { whole, placed }: Sorted, detected: Encoding | null, output: Output): Table => {
  // The encoding of the first row that shows one, where the first bytes of the file were ASCII.
  let encoding = detected;
  const delimiter = String.fromCharCode(dialect.delimiter ?? SEMICOLON);
  let hasHeading = false;
  // Whether the file is a return file itself: its added columns are written anew.
  let isReturned = false;
  let next = 0;
  let waiting: readonly ReturnedFinding[] = whole;
  let lineEnd = '';
  let unread: UnreadRow | null = null;

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
    output.text(added, encoding);
    output.bytes(bytes, content, row.next);
    lineEnd = row.next > content ? String.fromCharCode(...bytes.subarray(content, row.next)) : '';
  };

  /** Ends a row that was written in pieces, with what was found in it. */
  const endUnread = (): void => {
    if (unread === null) return;
    unread.pieces.end();
    const here = [...(hasHeading ? waiting : []), ...foundUpTo(unread.line)];
    if (hasHeading) waiting = [];
    output.text(addedText(here, delimiter), encoding);
    unread = null;
  };

  return {
    take: (row, line, offset, place) => {
      if (encoding === null && (row.rowFlags & HIGH) !== 0) encoding = place.encoding;
      const isHeading = !hasHeading && offset >= dialect.headingAt && !isBlank(row);
      if (isHeading) isReturned = hasAddedColumns(row);
      const found = foundIn(row, line, isHeading);
      const added = isHeading ? delimiter + FINDING_COLUMNS.join(delimiter) : addedText(found, delimiter);
      // A line of nothing stays one: with delimiters it would be a row.
      const isPlain = found.length === 0 && isBlank(row) && row.width !== dialect.width;
      write(row, isPlain || (!hasHeading && !isHeading && found.length === 0) ? '' : added);
      hasHeading ||= isHeading;
    },
    takeUnread: (line) => {
      const writeSafe = (text: string, isWithin: boolean): void => {
        const safe = bytesOf(safeText(text, isReturned, isWithin));
        output.bytes(safe, 0, safe.length);
      };
      unread = { line, pieces: fieldPieces(dialect.delimiter ?? SEMICOLON, writeSafe) };
    },
    passOver: (bytes, from, to, next) => {
      unread?.pieces.take(bytes, from, to);
      if (next === to) return;
      endUnread();
      output.bytes(bytes, to, next);
      lineEnd = String.fromCharCode(...bytes.subarray(to, next));
    },
    finish: () => {
      if (unread !== null) lineEnd = '';
      endUnread();
      const left = [...waiting, ...foundUpTo(Number.MAX_SAFE_INTEGER)];
      const newLine = lineEnd === '' ? '\r\n' : '';
      const width = isReturned ? dialect.width - FINDING_COLUMNS.length : dialect.width;
      if (left.length > 0)
        output.text(`${newLine}${delimiter.repeat(width - 1)}${addedText(left, delimiter)}\r\n`, encoding);
      return { headings: [], columns: 0, rows: 0, trailingEmptyRows: 0 };
    },
  };
};

/** A row that is too long to be read: its line, and where its fields go. */
interface UnreadRow {
  readonly line: number;
  readonly pieces: FieldPieces;
}

/** Fields of a row that comes in pieces. */
interface FieldPieces {
  readonly take: (bytes: Uint8Array, from: number, to: number) => void;
  readonly end: () => void;
}

/** What may belong to the next text that a program reads: where it may cut, and the spaces and apostrophes after that. */
const OPEN_END = /[;,|"\t\r\n]?[ ']*$/;

/**
 * Hands over a row field by field, one character for each byte; a field longer than any that is read comes in parts, the
 * later ones told as being within it. Quotes are not looked at: in such a row they may be what is wrong.
 */
const fieldPieces = (delimiter: number, take: (text: string, isWithin: boolean) => void): FieldPieces => {
  const field = new Uint8Array(LONGEST_FIELD_BYTES);
  let length = 0;
  let isWithin = false;
  const endField = (): void => {
    if (length > 0) take(charactersOf(field, 0, length), isWithin);
    [length, isWithin] = [0, false];
  };
  const endPart = (): void => {
    const text = charactersOf(field, 0, length);
    const end = text.search(OPEN_END) || length;
    take(text.slice(0, end), isWithin);
    field.copyWithin(0, end, length);
    [length, isWithin] = [length - end, true];
  };
  return {
    take: (bytes, from, to) => {
      for (let at = from; at < to; at++) {
        const byte = bytes[at] as number;
        if (byte === delimiter) {
          endField();
          take(String.fromCharCode(byte), true);
          continue;
        }
        field[length++] = byte;
        if (length === field.length) endPart();
      }
    },
    end: endField,
  };
};

/** A field as it is in the file, perhaps with its quotes, or a part of one, safe to stand in a spreadsheet. */
const safeText = (raw: string, isReturned: boolean, isWithin: boolean): string => {
  const quotes = !isWithin && raw.startsWith('"') ? 1 : 0;
  const last = quotes > 0 && raw.length > 1 && raw.endsWith('"') ? raw.length - 1 : raw.length;
  // A letter before it says that no cell starts here.
  const content = (isWithin ? 'x' : '') + raw.slice(quotes, last);
  const safe = guarded(isReturned ? unguarded(content, 'bytes') : content, 'bytes');
  return raw.slice(0, quotes) + (isWithin ? safe.slice(1) : safe) + raw.slice(last);
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
  return (where + message)
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(LIKE_PERSONAL_NUMBER, (number) => (isAmount.test(number) ? number : '[getal]'))
    .slice(0, LONGEST_MESSAGE);
};

/** A value that a message repeats stands in its own cell too; here it must not pass for a citizen service number. */
const LIKE_PERSONAL_NUMBER = /\d(?:[ .-]?\d){7,8}(?![\d])/g;

/** A number with one or two decimals, which a citizen service number does not have. */
const isAmount = /^\d+\.\d\d?$/;

const PLAIN: Readonly<Record<string, string>> = { '€': 'EUR', '…': '...', '“': '"', '”': '"', '‘': "'", '’': "'" };

const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\t\r\n\x20-\x7e]/gu, (character) => PLAIN[character] ?? (/[\s\p{Pd}]/u.test(character) ? ' ' : '?'));
