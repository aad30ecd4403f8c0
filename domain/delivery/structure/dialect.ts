/**
 * Which delimiter a file has, where its heading stands and how many fields its rows have, found from its first rows; and
 * which decimal sign its numbers have.
 */
import { rowScanner } from './row-scanner.ts';
import {
  FAULTS,
  filledFields,
  isBlank,
  isPadded,
  LONGEST_FIELD_BYTES,
  QUOTED,
  type ScannedRow,
} from './scanned-row.ts';

/** The delimiters that are known, as bytes, in the order in which equal evidence is decided: `;` tab `|` `,`. */
export const DELIMITERS: readonly number[] = [0x3b, 0x09, 0x7c, 0x2c];

/**
 * `delimiter` is a byte, `null` for a single column; `headingAt` is the place of the heading row in the sample.
 * `quotedLines` says that each line stands between quotes as a whole, so that its delimiters are none.
 */
export interface Dialect {
  readonly delimiter: number | null;
  readonly width: number;
  readonly headingAt: number;
  readonly quotedLines: boolean;
}

interface SampleRow {
  readonly start: number;
  readonly next: number;
  readonly width: number;
  readonly filled: number;
  readonly hasNumber: boolean;
  /** Whether the row, read as one field, is a number: its comma may be a decimal comma. */
  readonly isNumber: boolean;
  /** Whether the row is a single field between quotes. */
  readonly isQuoted: boolean;
  readonly isAfterBlank: boolean;
}

const SAMPLE_ROWS = 1_000;

/** Finds the dialect from the first bytes of a file; `isWhole` says that they are all of it. A declared delimiter is taken. */
export const detectDialect = (sample: Uint8Array, isWhole: boolean, declared?: number): Dialect => {
  const found = declared === undefined ? detectDelimiter(sample, isWhole) : rowsOf(sample, isWhole, declared);
  const shape = shapeOf(found.rows);
  const quotedLines = shape.width === 1 && areLinesQuoted(sample, found.rows);
  return { delimiter: found.delimiter, ...shape, quotedLines };
};

interface Candidate {
  readonly delimiter: number | null;
  readonly rows: readonly SampleRow[];
}

const rowsOf = (sample: Uint8Array, isWhole: boolean, delimiter: number | null): Candidate => ({
  delimiter,
  rows: sampleRows(sample, isWhole, delimiter),
});

const detectDelimiter = (sample: Uint8Array, isWhole: boolean): Candidate => {
  const candidates = DELIMITERS.map((delimiter) => rowsOf(sample, isWhole, delimiter));
  const scored = candidates.map((candidate) => ({ ...candidate, score: score(candidate.rows) }));
  const best = scored.reduce((leader, each) => (each.score > leader.score ? each : leader));
  return best.score > 0 ? best : rowsOf(sample, isWhole, null);
};

const sampleRows = (sample: Uint8Array, isWhole: boolean, delimiter: number | null): SampleRow[] => {
  const scanner = rowScanner(delimiter);
  const rows: SampleRow[] = [];
  let at = 0;
  let isAfterBlank = false;
  while (at < sample.length && rows.length < SAMPLE_ROWS) {
    const outcome = scanner.scan(sample, at, sample.length, isWhole, 0, at);
    // A sample that ends within a row tells nothing more, unless it has no whole row at all.
    if (outcome !== 'row' && rows.length > 0) break;
    if (outcome !== 'row') scanner.scan(sample, at, sample.length, true, 0, at);
    const blank = isBlank(scanner.row);
    if (!blank) rows.push(sampleRow(scanner.row, isAfterBlank));
    isAfterBlank = blank;
    if (outcome !== 'row') break;
    at = scanner.row.next;
  }
  return rows;
};

const sampleRow = (row: ScannedRow, isAfterBlank: boolean): SampleRow => ({
  start: row.start,
  next: row.next,
  // Where the fields of a row with an unbalanced quote end is not known, so it has no say in the width.
  width: row.unbalancedColumn > 0 ? 0 : row.width,
  filled: filledFields(row),
  hasNumber: hasNumber(row),
  isNumber: isNumber(row.bytes, row.start, row.ends[row.width - 1] ?? 0),
  isQuoted: row.width === 1 && row.unbalancedColumn === 0 && (row.rowFlags & (QUOTED | FAULTS)) === QUOTED,
  isAfterBlank,
});

const hasNumber = (row: ScannedRow): boolean => {
  for (let place = 0; place < row.width; place++)
    if (isNumber(row.bytes, row.starts[place] ?? 0, row.ends[place] ?? 0)) return true;
  return false;
};

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const isNumber = (bytes: Uint8Array, from: number, to: number): boolean => {
  let digits = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) digits++;
    else if (byte !== 0x2c && byte !== 0x2d && byte !== 0x2e) return false;
  }
  return digits > 0;
};

const mostFrequentWidth = (rows: readonly SampleRow[]): { readonly width: number; readonly count: number } => {
  const counts = new Map<number, number>();
  for (const { width } of rows) counts.set(width, (counts.get(width) ?? 0) + 1);
  let most = { width: 1, count: 0 };
  for (const [width, count] of counts) if (count > most.count) most = { width, count };
  return most;
};

/**
 * How well a delimiter explains the sample: rows should be equally wide, and wide. A heading of another width than the
 * rows halves it, because decimal commas make rows look wide but never their heading; under a heading of one field, rows
 * that are a number each are a single column of them.
 */
const score = (rows: readonly SampleRow[]): number => {
  const { width, count } = mostFrequentWidth(rows);
  const [heading, ...others] = rows;
  if (width < 2) return 0;
  if (heading?.width === 1 && others.every((row) => row.isNumber)) return 0;
  return (count / rows.length) * (1 - 1 / width) * (heading?.width === width ? 1 : 0.5);
};

type Shape = Pick<Dialect, 'width' | 'headingAt'>;

/**
 * The heading and the number of fields that it promises. The first row is believed to be the heading, unless hardly any
 * row is as wide and most rows agree on another width: then there is text above the heading, or the heading is damaged.
 */
const shapeOf = (rows: readonly SampleRow[]): Shape => {
  const [first, ...others] = rows;
  if (first === undefined) return { width: 1, headingAt: 0 };
  const { width, count } = mostFrequentWidth(others);
  const alike = others.filter((row) => row.width === first.width).length;
  const isOutvoted = count >= 3 && count * 2 >= others.length && alike * 10 < others.length;
  if (first.width > 1 && !isOutvoted) return belowPadding(rows, 0);
  const place = Math.max(
    rows.findIndex((row) => row.width === width),
    0,
  );
  const wide = rows[place] ?? first;
  const isDamagedHeading = wide.hasNumber && !first.hasNumber && (first.width > 1 || wide === others[0]);
  return isDamagedHeading ? { width: wide.width, headingAt: first.start } : belowPadding(rows, place);
};

/**
 * The heading from a row on, below text that a spreadsheet filled up with empty fields. A heading of which most names are
 * lost looks like such text: below it must come a row of names, with an empty line between or with numbers under it.
 */
const belowPadding = (rows: readonly SampleRow[], from: number): Shape => {
  const { width = 1, start = 0 } = rows[from] ?? {};
  const here: Shape = { width, headingAt: start };
  const place = rows.findIndex((row, at) => at >= from && !isPadded(row.filled, row.width));
  const heading = rows[place];
  if (heading === undefined || place === from || heading.width !== width) return here;
  const isOfNames = !heading.hasNumber && heading.filled * 2 > width;
  const isApart = rows.slice(from + 1, place + 1).some((row) => row.isAfterBlank);
  const isTold = isOfNames && (isApart || rows.slice(place + 1).some((row) => row.hasNumber));
  return isTold ? { width, headingAt: heading.start } : here;
};

// A single column of texts with a comma in each is common enough; with two in each it is not.
const NARROWEST_QUOTED_LINE = 3;
const MOST_QUOTED_LINES = 50;

/** Whether lines of a single field are rows between quotes: each but perhaps the heading, and all of the same width. */
const areLinesQuoted = (sample: Uint8Array, rows: readonly SampleRow[]): boolean => {
  const [heading, ...others] = rows.slice(0, MOST_QUOTED_LINES);
  if (heading === undefined || !others.every((row) => row.isQuoted)) return false;
  if (others.length === 0 && !heading.isQuoted) return false;
  const lines = [heading, ...others].map((row) => contentOf(sample, row));
  return DELIMITERS.some((delimiter) => {
    const [width = 0, ...widths] = lines.map((line) => widthOf(line, delimiter));
    return width >= NARROWEST_QUOTED_LINE && widths.every((each) => each === width);
  });
};

/** A line as it is without its quotes and its line end. */
const contentOf = (sample: Uint8Array, { start, next, isQuoted }: SampleRow): Uint8Array => {
  if (next - start > LONGEST_FIELD_BYTES) return new Uint8Array(0);
  const text = String.fromCharCode(...sample.subarray(start, next)).replace(/[\r\n]+$/, '');
  const content = isQuoted ? text.slice(1, -1).replaceAll('""', '"') : text;
  return Uint8Array.from(content, (character) => character.charCodeAt(0));
};

const widthOf = (line: Uint8Array, delimiter: number): number => {
  const { scan, row } = rowScanner(delimiter);
  scan(line, 0, line.length, true, 0, 0);
  return row.unbalancedColumn > 0 ? 0 : row.width;
};

/** Counts, per column, the numbers that show a decimal comma or a decimal point beyond doubt. */
export interface DecimalEvidence {
  /** False when enough was seen. */
  readonly look: (row: ScannedRow) => boolean;
  /** The decimal sign, `null` where no number shows one. */
  readonly sign: () => ',' | '.' | null;
}

const ENOUGH_ROWS = 1_000;

/** Collects evidence of the decimal sign from the sound rows of a file. */
export const decimalEvidence = (width: number): DecimalEvidence => {
  const commas = new Uint32Array(width);
  const points = new Uint32Array(width);
  let [rows, found] = [0, 0];
  return {
    look: (row) => {
      rows++;
      for (let place = 0; place < width; place++) {
        const sign = decimalSign(row.bytes, row.starts[place] ?? 0, row.ends[place] ?? 0);
        if (sign === 0) continue;
        const counts = sign === COMMA ? commas : points;
        counts[place] = (counts[place] ?? 0) + 1;
        found++;
      }
      return rows < ENOUGH_ROWS || found === 0;
    },
    sign: () => {
      // A column of decimal commas decides: points also occur in dates, versions and numbers of articles.
      if (commas.some((count, place) => count > (points[place] ?? 0))) return ',';
      return points.some((count) => count > 0) ? '.' : null;
    },
  };
};

const COMMA = 0x2c;
const POINT = 0x2e;

const APOSTROPHE = 0x27;
const SPACE = 0x20;

/** What may stand around a number, on either side: spaces, the signs of a negative number, the letters of debit and credit. */
const AROUND = new Set([...' -+()CcDd'].map((each) => each.charCodeAt(0)));

/** What may stand between thousands and is no decimal sign: spaces, also the hard one in both encodings, and apostrophes. */
const BETWEEN = new Set([SPACE, APOSTROPHE, 0xa0, 0xc2]);

/** The decimal sign that one cell shows beyond doubt: the byte of the comma or the point, or 0. */
const decimalSign = (bytes: Uint8Array, from: number, to: number): number => {
  let [start, end] = [from, to];
  while (start < end && AROUND.has(bytes[start] as number)) start++;
  while (end > start && AROUND.has(bytes[end - 1] as number)) end--;
  return decimalSignWithin(bytes, start, end);
};

const decimalSignWithin = (bytes: Uint8Array, start: number, to: number): number => {
  let last = 0;
  let lastAt = -1;
  let seps = 0;
  let kinds = 0;
  for (let at = start; at < to; at++) {
    const byte = bytes[at] as number;
    if (isDigit(byte) || (at > start && lastAt < 0 && BETWEEN.has(byte))) continue;
    if (byte !== COMMA && byte !== POINT) return 0;
    kinds |= byte === COMMA ? 1 : 2;
    seps = byte === last ? seps + 1 : 1;
    last = byte;
    lastAt = at;
  }
  if (seps !== 1 || lastAt === start || lastAt === to - 1) return 0;
  // 1.234 may be one thousand and more; 0.234, 1.23 and 12345.678 are not.
  const couldBeThousands = kinds !== 3 && to - lastAt === 4 && lastAt - start <= 3 && bytes[start] !== 0x30;
  return couldBeThousands ? 0 : last;
};
