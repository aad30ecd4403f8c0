/**
 * The structural reader: bytes in, rows and problems out, without knowing any column.
 *
 * It is a push reader: give it the bytes of a file in chunks of any size and end it. It keeps no more of a file than one
 * row and one chunk, and it never stops at a fault.
 */
import type { Place } from './cell-faults.ts';
import { columnProfile } from './column-profile.ts';
import { type Dialect, decimalEvidence, detectDialect } from './dialect.ts';
import { detectEncoding, type Encoding, type EncodingFinding, encodingOfHighBytes } from './encoding.ts';
import { afterLineEnd, type RowScanner, rowScanner } from './row-scanner.ts';
import { HIGH, LONGEST_FIELD_BYTES } from './scanned-row.ts';
import { fieldTooLong } from './structural-problems.ts';
import { type Table, type TableListener, tableReader } from './table.ts';
import { type Utf16Transcoder, utf16Transcoder } from './utf16.ts';

/** What a file turned out to be. */
export interface Structure {
  readonly encoding: Encoding;
  readonly byteOrderMark: boolean;
  /** `null` for text of a single column. */
  readonly delimiter: string | null;
  /** `null` where no number shows a decimal sign beyond doubt. */
  readonly decimal: ',' | '.' | null;
  readonly headings: readonly string[];
  /** The fields of a row, also where the heading is damaged and has others. */
  readonly columns: number;
  /** The data rows, damaged ones too; empty rows under the table are counted apart. */
  readonly rows: number;
  readonly trailingEmptyRows: number;
  readonly lineEnds: { readonly crlf: number; readonly lf: number; readonly cr: number };
}

/** A reader of one file. A chunk may be used for something else once it was pushed. */
export interface StructuralReader {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => Structure;
}

/** The first bytes of a file are kept until its encoding and dialect can be told. */
const SAMPLE_BYTES = 65_536;

/** What a supplier declares of how a file is written. It decides, whatever the bytes look like. */
export interface DeclaredForm {
  readonly delimiter?: ';' | ',' | '\t' | '|';
  readonly encoding?: Encoding;
}

/** Makes what hears every scanned row of a file, damaged ones too, once the file's dialect and encoding are found. */
export type TableMaker = (dialect: Dialect, found: EncodingFinding) => Table;

/**
 * Reads one file and tells the listener the heading, each sound row and each problem, in the order of the file. A table of
 * one's own (`makeTable`) hears the rows as they were scanned instead. What is not declared is found from the first bytes.
 */
export const structuralReader = (
  listener: TableListener,
  makeTable: TableMaker | null = null,
  declared: DeclaredForm = {},
): StructuralReader => {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let body: BodyReader | null = null;
  const flush = (isLast: boolean): BodyReader => {
    const bytes = waiting.length === 1 ? (waiting[0] ?? new Uint8Array(0)) : concatenated(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    const sample = { bytes: bytes.subarray(0, SAMPLE_BYTES), isWhole: isLast && bytes.length <= SAMPLE_BYTES };
    body ??= bodyReader(sample, listener, makeTable, declared);
    body.read(bytes, isLast);
    return body;
  };
  return {
    push: (chunk) => {
      if (body !== null) return body.read(chunk, false);
      waitingBytes += chunk.length;
      // A copy, also of a chunk whose `slice` would be a view of the same bytes.
      waiting.push(new Uint8Array(chunk));
      if (waitingBytes >= SAMPLE_BYTES) flush(false);
    },
    end: () => flush(true).finish(),
  };
};

const concatenated = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
};

interface BodyReader {
  readonly read: (bytes: Uint8Array, isLast: boolean) => void;
  readonly finish: () => Structure;
}

/** Reads a file whose first bytes are known. */
const bodyReader = (
  { bytes: sample, isWhole }: { readonly bytes: Uint8Array; readonly isWhole: boolean },
  listener: TableListener,
  makeTable: TableMaker | null,
  declared: DeclaredForm,
): BodyReader => {
  const found = encodingOf(sample, declared);
  const isUtf16 = found.encoding === 'utf-16le' || found.encoding === 'utf-16be';
  const transcoder = isUtf16 ? utf16Transcoder(found.encoding === 'utf-16le', found.markLength) : null;
  const readable = readableSample(sample, isWhole, found.encoding, found.markLength);
  const dialect = detectDialect(readable, isWhole, declared.delimiter?.charCodeAt(0));
  const evidence = decimalEvidence(dialect.width);
  const table =
    makeTable?.(dialect, found) ?? tableReader(dialect, columnProfile(readable, dialect), listener, evidence.look);
  const rows = rowReader(rowScanner(dialect.delimiter), table, dialect.width, listener, { ...found, transcoder });
  let skip = found.markLength;
  return {
    read: (bytes, isLast) => {
      const content = bytes.subarray(skip);
      skip = Math.max(skip - bytes.length, 0);
      rows.read(transcoder === null ? content : transcoder.push(content, isLast), isLast);
    },
    finish: () => ({
      encoding: rows.encoding() ?? 'utf-8',
      byteOrderMark: found.markLength > 0,
      delimiter: dialect.delimiter === null ? null : String.fromCharCode(dialect.delimiter),
      decimal: evidence.sign(),
      ...table.finish(),
      lineEnds: rows.lineEnds(),
    }),
  };
};

/** A byte order mark is passed over where it is that of the declared encoding; elsewhere its bytes are what they are. */
const encodingOf = (sample: Uint8Array, { encoding }: DeclaredForm): EncodingFinding => {
  const found = detectEncoding(sample);
  if (encoding === undefined) return found;
  return { encoding, markLength: found.encoding === encoding ? found.markLength : 0 };
};

const readableSample = (sample: Uint8Array, isWhole: boolean, encoding: Encoding | null, skip: number): Uint8Array => {
  const content = sample.subarray(skip);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return content;
  return utf16Transcoder(encoding === 'utf-16le', skip).push(content, isWhole);
};

interface RowReader {
  readonly read: (bytes: Uint8Array, isLast: boolean) => void;
  readonly encoding: () => Encoding | null;
  readonly lineEnds: () => Structure['lineEnds'];
}

interface Source {
  readonly encoding: Encoding | null;
  readonly markLength: number;
  readonly transcoder: Utf16Transcoder | null;
}

/** A chunk is read in parts of this size, so that what is at work on fits in the processor's cache. */
const PART_BYTES = 131_072;

const LF = 0x0a;
const CR = 0x0d;

/** Cuts bytes into rows, keeps the count of lines and offsets, and hands each row to the table. */
const rowReader = (
  scanner: RowScanner,
  table: Table,
  width: number,
  listener: TableListener,
  source: Source,
): RowReader => {
  let encoding = source.encoding;
  const pool = bytePool();
  let line = 1;
  // The offset, after the byte order mark, of the first byte that is at hand.
  let base = 0;
  let isSkipping = false;
  // Known rows end with a line feed. One is looked for only after another, so that no byte is looked at twice for it.
  let followsLineFeed = false;
  const ends = { crlf: 0, lf: 0, cr: 0 };

  const place: Place = {
    get encoding() {
      return encoding ?? 'utf-8';
    },
    fileOffset: (at) => source.transcoder?.sourceOffset(base + at) ?? source.markLength + base + at,
  };

  const countLineEnd = (bytes: Uint8Array, next: number): void => {
    const byte = bytes[next - 1];
    followsLineFeed = byte === LF;
    if (byte === CR) ends.cr++;
    else if (byte === LF && bytes[next - 2] === CR) ends.crlf++;
    else if (byte === LF) ends.lf++;
  };

  const takeRow = (bytes: Uint8Array): void => {
    const { row } = scanner;
    if (encoding === null && (row.rowFlags & HIGH) !== 0)
      encoding = encodingOfHighBytes(bytes, row.start, Math.min(row.next, row.start + SAMPLE_BYTES));
    table.take(row, line, base + row.start, place);
    countLineEnd(bytes, row.next);
    line += row.lines;
  };

  const takeKnown = (bytes: Uint8Array, at: number): number => {
    if (!followsLineFeed || table.takeKnown === undefined) return at;
    const { next, rows, crlf } = table.takeKnown(bytes, at, line);
    line += rows;
    ends.crlf += crlf;
    ends.lf += rows - crlf;
    return next;
  };

  /** Passes over the rest of a row that is too long to be one, as far as it is at hand; the place after that. */
  const skipLine = (bytes: Uint8Array, from: number, isLast: boolean): number => {
    let at = from;
    while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
    // A carriage return is kept until it shows whether a line feed follows.
    const goesOn = at >= bytes.length || (bytes[at] === CR && at + 1 === bytes.length && !isLast);
    const next = goesOn ? at : afterLineEnd(bytes, at, bytes.length);
    table.passOver?.(bytes, from, at, next);
    if (goesOn) return next;
    line++;
    isSkipping = false;
    return next;
  };

  const startSkipping = (): void => {
    table.takeUnread(line);
    listener.problem(fieldTooLong(line, scanner.row.width + 1, LONGEST_FIELD_BYTES));
    isSkipping = true;
  };

  const readRows = (bytes: Uint8Array, isLast: boolean): number => {
    let at = 0;
    while (at < bytes.length) {
      if (isSkipping) {
        at = skipLine(bytes, at, isLast);
        if (isSkipping) return at;
        continue;
      }
      at = takeKnown(bytes, at);
      if (at >= bytes.length) break;
      const outcome = scanner.scan(bytes, at, bytes.length, isLast, width, base + at);
      if (outcome === 'incomplete') break;
      if (outcome === 'tooLong') startSkipping();
      else {
        takeRow(bytes);
        at = scanner.row.next;
      }
    }
    return at;
  };

  const readPart = (part: Uint8Array, isLast: boolean): void => {
    pool.add(part);
    // A long row that comes in small chunks is scanned when it has doubled, not anew for every chunk.
    if (!isLast && pool.addedBytes() < pool.keptBytes()) return;
    const read = readRows(pool.bytes(), isLast);
    base += read;
    source.transcoder?.release(base);
    pool.drop(read);
  };

  const read = (chunk: Uint8Array, isLast: boolean): void => {
    let at = 0;
    for (; chunk.length - at > PART_BYTES; at += PART_BYTES) readPart(chunk.subarray(at, at + PART_BYTES), false);
    readPart(chunk.subarray(at), isLast);
  };
  return { read, encoding: () => encoding, lineEnds: () => ends };
};

/** Bytes that wait to be read, in one buffer that is used again for every chunk of a file. */
interface BytePool {
  readonly add: (chunk: Uint8Array) => void;
  readonly bytes: () => Uint8Array;
  /** The bytes that were left by the last `drop`, and those that came since. */
  readonly keptBytes: () => number;
  readonly addedBytes: () => number;
  readonly drop: (count: number) => void;
}

const bytePool = (): BytePool => {
  let buffer = new Uint8Array(2 * PART_BYTES);
  let [kept, filled] = [0, 0];
  return {
    add: (chunk) => {
      const needed = filled + chunk.length;
      if (needed > buffer.length) {
        const larger = new Uint8Array(needed * 2);
        larger.set(buffer.subarray(0, filled));
        buffer = larger;
      }
      buffer.set(chunk, filled);
      filled = needed;
    },
    bytes: () => buffer.subarray(0, filled),
    keptBytes: () => kept,
    addedBytes: () => filled - kept,
    drop: (count) => {
      buffer.copyWithin(0, count, filled);
      filled -= count;
      kept = filled;
    },
  };
};
