/**
 * Which delimiter a file has, where its heading stands and how many fields its rows have, found from its first rows; and
 * which decimal sign its numbers have.
 */
import { rowScanner } from './row-scanner.ts';
import { isBlank, type ScannedRow } from './scanned-row.ts';

/** The delimiters that are known, as bytes, in the order in which equal evidence is decided: `;` tab `|` `,`. */
export const DELIMITERS: readonly number[] = [0x3b, 0x09, 0x7c, 0x2c];

/** `delimiter` is a byte, `null` for a single column; `headingAt` is the place of the heading row in the sample. */
export interface Dialect {
  readonly delimiter: number | null;
  readonly width: number;
  readonly headingAt: number;
}

interface SampleRow {
  readonly start: number;
  readonly width: number;
  readonly hasNumber: boolean;
}

const SAMPLE_ROWS = 1_000;

/** Finds the dialect from the first bytes of a file; `isWhole` says that they are all of it. A declared delimiter is taken. */
export const detectDialect = (sample: Uint8Array, isWhole: boolean, declared?: number): Dialect => {
  if (declared !== undefined) return { delimiter: declared, ...shapeOf(sampleRows(sample, isWhole, declared)) };
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, rows: sampleRows(sample, isWhole, delimiter) }));
  const scored = candidates.map((candidate) => ({ ...candidate, score: score(candidate.rows) }));
  const best = scored.reduce((leader, each) => (each.score > leader.score ? each : leader));
  if (best.score > 0) return { delimiter: best.delimiter, ...shapeOf(best.rows) };
  const first = sampleRows(sample, isWhole, null)[0];
  return { delimiter: null, width: 1, headingAt: first?.start ?? 0 };
};

const sampleRows = (sample: Uint8Array, isWhole: boolean, delimiter: number | null): SampleRow[] => {
  const scanner = rowScanner(delimiter);
  const rows: SampleRow[] = [];
  let at = 0;
  while (at < sample.length && rows.length < SAMPLE_ROWS) {
    const outcome = scanner.scan(sample, at, sample.length, isWhole, 0, at);
    // A sample that ends within a row tells nothing more, unless it has no whole row at all.
    if (outcome !== 'row' && rows.length > 0) break;
    if (outcome !== 'row') scanner.scan(sample, at, sample.length, true, 0, at);
    const { row } = scanner;
    // Where the fields of a row with an unbalanced quote end is not known, so it has no say in the width.
    const width = row.unbalancedColumn > 0 ? 0 : row.width;
    if (!isBlank(row)) rows.push({ start: row.start, width, hasNumber: hasNumber(row) });
    if (outcome !== 'row') break;
    at = row.next;
  }
  return rows;
};

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
 * rows halves it, because decimal commas make rows look wide but never their heading.
 */
const score = (rows: readonly SampleRow[]): number => {
  const { width, count } = mostFrequentWidth(rows);
  if (width < 2) return 0;
  return (count / rows.length) * (1 - 1 / width) * (rows[0]?.width === width ? 1 : 0.5);
};

/**
 * The heading and the number of fields that it promises. The first row is believed to be the heading, unless hardly any
 * row is as wide and most rows agree on another width: then there is text above the heading, or the heading is damaged.
 */
const shapeOf = (rows: readonly SampleRow[]): { readonly width: number; readonly headingAt: number } => {
  const [first, ...others] = rows;
  if (first === undefined) return { width: 1, headingAt: 0 };
  const { width, count } = mostFrequentWidth(others);
  const alike = others.filter((row) => row.width === first.width).length;
  const isOutvoted = count >= 3 && count * 2 >= others.length && alike * 10 < others.length;
  if (first.width > 1 && !isOutvoted) return { width: first.width, headingAt: first.start };
  const wide = rows.find((row) => row.width === width) ?? first;
  const isDamagedHeading = wide.hasNumber && !first.hasNumber && (first.width > 1 || wide === others[0]);
  return { width: wide.width, headingAt: isDamagedHeading ? first.start : wide.start };
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

/** The decimal sign that one cell shows beyond doubt: the byte of the comma or the point, or 0. */
const decimalSign = (bytes: Uint8Array, from: number, to: number): number => {
  let last = 0;
  let lastAt = -1;
  let seps = 0;
  let kinds = 0;
  const start = bytes[from] === 0x2d ? from + 1 : from;
  for (let at = start; at < to; at++) {
    const byte = bytes[at];
    if (isDigit(byte)) continue;
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
