/**
 * What a table is, row by row: one heading, rows as wide as the heading, nothing above and nothing below.
 *
 * A row of another width waits for the row after it, because only then it shows whether it is a damaged row or the start
 * of a second table; in that way one fault gives one problem.
 */

import type { Problem } from '../findings/problem.ts';
import { type OutsideCell, outsideCells } from '../privacy/outside-table.ts';
import { cellFaults, type Place, QUOTE_FAULTS } from './cell-faults.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Dialect } from './dialect.ts';
import { emptyRows } from './empty-rows.ts';
import { decodeCell } from './encoding.ts';
import { delimitersOfQuotes, foreignDelimiter } from './foreign-delimiter.ts';
import { type KnownFields, type KnownRowReader, knownRowReader, type TakeKnown } from './known-rows.ts';
import { ESCAPED, filledFields, HIGH, isBlank, isEmptyLine, isPadded, type ScannedRow } from './scanned-row.ts';
import {
  emptyRow,
  fileIsEmpty,
  headingIsDuplicate,
  headingIsEmpty,
  linesAreQuoted,
  otherDelimiter,
  preamble,
  secondTable,
  tooFewFields,
  tooManyColumns,
  tooManyFields,
} from './structural-problems.ts';

/** More columns than any delivery or open-data file has; Vektis has 31. */
export const MOST_COLUMNS = 1_000;

/** A sound row. It is overwritten by the next one: take what is needed while it is handed over. */
export interface Row {
  /** The line on which the row starts, as an editor counts. */
  readonly line: number;
  readonly width: number;
  /** The text of field `place`, from 0, without its quotes. */
  readonly text: (place: number) => string;
  /** The row as it was scanned, where it comes from bytes. */
  readonly scanned?: ScannedRow | undefined;
}

/** Rows that a listener knows by the bytes of their first fields, and takes without the texts of these. */
export interface KnownRows extends KnownFields {
  readonly take: (row: Row, known: number) => void;
}

/** Who listens to a table that is read: the heading once, then rows and problems as they come. */
export interface TableListener {
  readonly heading: (headings: readonly string[], line: number) => void;
  readonly row: (row: Row) => void;
  readonly problem: (problem: Problem) => void;
  /** Told the cells of a row that is none of the table: above it, below it, or damaged. They are as they stand in the file. */
  readonly outside?: (cells: readonly OutsideCell[], line: number) => void;
  /** Asked for each other sheet of a workbook, by the number of its tab from 1: who hears the cells of its rows. */
  readonly otherSheet?: (tab: number) => (cells: readonly OutsideCell[], line: number) => void;
  /** Asked once, after the heading: the rows that need not be scanned, `null` for none. */
  readonly known?: () => KnownRows | null;
}

/** What a table turned out to be. `rows` counts the rows under the heading, damaged ones too, without trailing empties. */
export interface TableCounts {
  readonly headings: readonly string[];
  /** The fields of a row, also where the heading is damaged and has others; 0 without a heading. */
  readonly columns: number;
  readonly rows: number;
  readonly trailingEmptyRows: number;
}

/** Takes the rows of one table as they are scanned. */
export interface Table {
  /** `offset` is the place of the row after the byte order mark. */
  readonly take: (row: ScannedRow, line: number, offset: number, place: Place) => void;
  /** Takes the rows from a place on that its listener knows; without it every row has to be scanned. */
  readonly takeKnown?: TakeKnown;
  /** Counts the row on a line that could not be scanned and was reported elsewhere. */
  readonly takeUnread: (line: number) => void;
  /** Hears the bytes of such a row in pieces: content up to `to`, and up to `next`, in the last piece, its line end. */
  readonly passOver?: (bytes: Uint8Array, from: number, to: number, next: number) => void;
  readonly finish: () => TableCounts;
}

/** A row of another width that waits for its successor. */
interface Waiting {
  readonly line: number;
  readonly width: number;
  readonly isAfterEmptyRow: boolean;
  readonly problem: Problem;
}

/** The last damaged row, of which the next one may be the rest. */
interface Head {
  readonly nextLine: number;
  readonly width: number;
}

const fieldsOf = (row: ScannedRow): number => (row.unbalancedColumn > 0 ? row.unbalancedColumn : row.width);

const SPACE = 0x20;
const CAPITAL_A = 0x41;

const FIGURE = /^[-\d.,]*$/;

/**
 * A table of the dialect, with the profile of its first rows; `look` sees every sound scanned row before it is handed to
 * the listener, until it has seen enough.
 */
export const tableReader = (
  dialect: Dialect,
  profile: ColumnProfile,
  listener: TableListener,
  look: (row: ScannedRow) => boolean,
): Table => {
  const { delimiter, width, headingAt } = dialect;
  let headings: readonly string[] | null = null;
  // A first row of figures only is no heading that could be repeated: two rows may well be equal.
  let hasName = false;
  let headingBytes = 0;
  let [rows, preambleFirst, preambleLast, secondWidth] = [0, 0, 0, 0];
  let waiting: Waiting | null = null;
  let head: Head | null = null;
  // What rows as wide as the table belong to, once something else than the table began that is as wide.
  let beyond: 'otherTable' | 'note' | null = null;
  const report = (problems: readonly Problem[]): void => problems.forEach(listener.problem);
  const empties = emptyRows();
  let current: Place | null = null;
  let isLooking = true;
  // Whether nothing waits for the next row, so that an ordinary one needs nothing but to be handed over.
  let isCalm = false;
  let known: KnownRowReader | null = null;
  // The first fields of a known row have no places in what was scanned.
  let textsOfKnown = 0;

  // Fields that are written, and not accessors: they are asked for several times in every row.
  const view: { -readonly [Field in keyof Row]: Row[Field] } = {
    line: 0,
    scanned: undefined,
    width,
    text: (place) => {
      if (place < textsOfKnown) throw new Error('The texts of a known row were not scanned.');
      // A damaged heading may be wider than its table; what stands there in the bytes is of another row.
      if (view.scanned === undefined || current === null || place >= width) return '';
      return cellText(view.scanned, place, current);
    },
  };

  const tellOutside = (row: ScannedRow, line: number, place: Place): void =>
    listener.outside?.(outsideCells(textsOf(row, delimiter, place)), line);

  const takeAbove = (line: number): void => {
    if (preambleFirst === 0) preambleFirst = line;
    preambleLast = line;
  };

  const takeHeading = (row: ScannedRow, line: number, place: Place): void => {
    if (preambleFirst > 0) listener.problem(preamble(preambleFirst, preambleLast));
    if (dialect.quotedLines) listener.problem(linesAreQuoted());
    empties.clear();
    headingBytes = (row.ends[row.width - 1] ?? 0) - row.start;
    const names = Array.from({ length: row.width }, (_, column) => cellText(row, column, place).trim());
    headings = names;
    hasName = names.some((name) => !FIGURE.test(name));
    const faults = cellFaults(row, line, place);
    report(faults);
    const isDamaged = faults.length > 0;
    const wrong = row.width === width || isDamaged ? null : widthProblem(row, line);
    if (wrong !== null) listener.problem(wrong);
    if (row.width > MOST_COLUMNS) listener.problem(tooManyColumns(line, row.width, MOST_COLUMNS));
    else if (!isDamaged && wrong === null) reportHeadings(names, line, listener.problem);
    listener.heading(names, line);
    known = readerOfKnown(listener.known?.() ?? null);
  };

  const readerOfKnown = (rowsOf: KnownRows | null): KnownRowReader | null => {
    if (rowsOf === null || delimiter === null || rowsOf.texts + rowsOf.figures !== width) return null;
    return knownRowReader(delimiter, rowsOf, (line, number) => {
      view.line = line;
      rowsOf.take(view, number);
    });
  };

  /** A known row is sound and not the heading again; it must not come where a row waits for it, or is looked at. */
  const takeKnown: TakeKnown = (bytes, from, line) => {
    if (known === null || !isCalm || isLooking) return { next: from, rows: 0, crlf: 0 };
    view.scanned = known.row;
    textsOfKnown = known.texts;
    const run = known.read(bytes, from, line);
    textsOfKnown = 0;
    rows += run.rows;
    return run;
  };

  const widthProblem = (row: ScannedRow, line: number): Problem => {
    if (row.width > width) return tooManyFields(line, row.width, width);
    const foreign = foreignDelimiter(row, delimiter, width);
    if (foreign === null || delimiter === null) return tooFewFields(line, row.width, width);
    return otherDelimiter(line, foreign.column, String.fromCharCode(foreign.byte), String.fromCharCode(delimiter));
  };

  /** Settles the empty rows before a row with content: they stand in the middle of the table. */
  const flushEmpties = (): void => {
    if (empties.count() === 0) return;
    empties.forEach((line, isRow) => {
      if (isRow) handOverEmpty(line);
      else listener.problem(emptyRow(line));
    });
    empties.clear();
  };

  const handOverEmpty = (line: number): void => {
    rows++;
    view.scanned = undefined;
    view.line = line;
    listener.row(view);
  };

  const flushWaiting = (): void => {
    if (waiting === null) return;
    listener.problem(waiting.problem);
    rows++;
    waiting = null;
  };

  const startSecondTable = (line: number, itsWidth: number): void => {
    listener.problem(secondTable(line));
    secondWidth = itsWidth;
    empties.clear();
    waiting = null;
  };

  const mayBeHeading = (row: ScannedRow): boolean =>
    hasName && (row.ends[row.width - 1] ?? 0) - row.start === headingBytes;

  const isHeadingAgain = (row: ScannedRow, place: Place): boolean =>
    headings !== null &&
    mayBeHeading(row) &&
    headings.every((name, column) => name === cellText(row, column, place).trim());

  const takeOtherWidth = (row: ScannedRow, line: number): void => {
    if (row.width === secondWidth) {
      empties.clear();
      return;
    }
    const isAfterEmptyRow = empties.hasBlank();
    if (!isAfterEmptyRow) flushEmpties();
    waiting = { line, width: row.width, isAfterEmptyRow, problem: widthProblem(row, line) };
  };

  const takeSound = (row: ScannedRow, line: number, place: Place): void => {
    flushEmpties();
    handOver(row, line, place);
  };

  /** Takes a sound row as wide as the table: one of it, its heading again, or something else that is as wide. */
  const takeOwnWidth = (row: ScannedRow, line: number, place: Place): void => {
    const isAfterEmptyRow = empties.hasBlank();
    if (isHeadingAgain(row, place)) {
      // The rows under a heading that is repeated are those of the table, as at the top of every printed page.
      beyond = null;
      startSecondTable(line, secondWidth);
      return;
    }
    const isStill = isBeyond(row);
    const starts = isStill ? null : beyondAt(row, isAfterEmptyRow);
    if (!isStill && starts === null) {
      beyond = null;
      takeSound(row, line, place);
      return;
    }
    tellOutside(row, line, place);
    if (starts === null) empties.clear();
    else startBeyond(starts, line);
  };

  const isBeyond = (row: ScannedRow): boolean =>
    beyond === 'otherTable' || (beyond === 'note' && isPadded(filledFields(row), width));

  /** What begins with a row that is as wide as the table and not of it; `null` where it is a row of the table. */
  const beyondAt = (row: ScannedRow, isAfterEmptyRow: boolean): 'otherTable' | 'note' | null => {
    if (isAfterEmptyRow && profile.isNote(row)) return 'note';
    return profile.isOtherHeading(row, isAfterEmptyRow) ? 'otherTable' : null;
  };

  const startBeyond = (what: 'otherTable' | 'note', line: number): void => {
    beyond = what;
    startSecondTable(line, secondWidth);
  };

  const handOver = (row: ScannedRow, line: number, place: Place): void => {
    rows++;
    if (isLooking) isLooking = look(row);
    view.scanned = row;
    current = place;
    view.line = line;
    listener.row(view);
  };

  /** Whether the row is the rest of the damaged row on the line before: one field of it was broken in two, or none. */
  const isRestOfHead = (row: ScannedRow, line: number): boolean => {
    // A row with another delimiter in it is whole, and damaged by itself.
    if (row.unbalancedColumn > 0 || foreignDelimiter(row, delimiter, width) !== null) return false;
    const fields = (head?.width ?? 0) + row.width;
    return head?.nextLine === line && (fields === width || fields === width + 1) && profile.isTail(row);
  };

  const takeDamaged = (row: ScannedRow, line: number, faults: readonly Problem[]): void => {
    const isRest = isRestOfHead(row, line);
    head = isRest ? null : { nextLine: line + row.lines, width: fieldsOf(row) };
    if (isRest) return;
    if (faults.length === 0) takeOtherWidth(row, line);
    else {
      flushEmpties();
      rows++;
      report(faults);
    }
  };

  const otherOfQuotes = delimitersOfQuotes(delimiter, width);

  /** Quotes that do not fit are those of a row with another delimiter, where they fit with that one. */
  const faultsOf = (row: ScannedRow, line: number, place: Place): readonly Problem[] => {
    const faults = cellFaults(row, line, place);
    const isOfQuotes = faults.length > 0 && faults.every(({ code }) => QUOTE_FAULTS.has(code));
    if (delimiter === null || !isOfQuotes) return faults;
    const other = otherOfQuotes(row);
    return other === null
      ? faults
      : [otherDelimiter(line, 1, String.fromCharCode(other), String.fromCharCode(delimiter))];
  };

  const takeRow = (row: ScannedRow, line: number, place: Place): void => {
    if (waiting?.isAfterEmptyRow === true && waiting.width === row.width) startSecondTable(waiting.line, row.width);
    if (waiting?.isAfterEmptyRow === true) flushEmpties();
    flushWaiting();
    const faults = faultsOf(row, line, place);
    if (faults.length > 0 || row.width !== width) {
      tellOutside(row, line, place);
      takeDamaged(row, line, faults);
    } else {
      head = null;
      takeOwnWidth(row, line, place);
    }
  };

  const { figureColumn } = profile;

  /**
   * A row of the right width with nothing remarkable in it: neither empty nor perhaps a heading, be it the own one again or
   * another, which has a letter where the rows of the table have a number.
   */
  const isOrdinary = (row: ScannedRow): boolean => {
    const first = row.bytes[row.start] as number;
    const isSound = row.rowFlags === 0 && row.width === width && row.unbalancedColumn === 0;
    if (!isSound || first <= SPACE || first === delimiter || mayBeHeading(row)) return false;
    return figureColumn < 0 || (row.bytes[row.starts[figureColumn] as number] as number) < CAPITAL_A;
  };

  const takeCarefully = (row: ScannedRow, line: number, offset: number, place: Place): void => {
    if (headings === null && offset < headingAt) {
      tellOutside(row, line, place);
      takeAbove(line);
    } else if (isBlank(row)) empties.add(line, !isEmptyLine(row, width));
    else if (headings === null) takeHeading(row, line, place);
    else takeRow(row, line, place);
    isCalm = headings !== null && waiting === null && head === null && empties.count() === 0 && beyond === null;
  };

  return {
    take: (row, line, offset, place) => {
      if (isCalm && isOrdinary(row)) handOver(row, line, place);
      else takeCarefully(row, line, offset, place);
    },
    takeKnown,
    takeUnread: () => {
      flushWaiting();
      flushEmpties();
      rows++;
    },
    finish: () => {
      // Text after an empty row at the very end is a note under the table, not a damaged row.
      if (waiting?.isAfterEmptyRow === true) startSecondTable(waiting.line, waiting.width);
      flushWaiting();
      if (headings === null && rows === 0) listener.problem(fileIsEmpty());
      return {
        headings: headings ?? [],
        columns: headings === null ? 0 : width,
        rows,
        trailingEmptyRows: empties.count(),
      };
    },
  };
};

/** Reports empty and repeated headings. */
export const reportHeadings = (names: readonly string[], line: number, report: (problem: Problem) => void): void => {
  const first = new Map<string, number>();
  for (const [place, name] of names.entries()) {
    const other = first.get(name);
    if (name === '') report(headingIsEmpty(line, place + 1));
    else if (other !== undefined) report(headingIsDuplicate(line, place + 1, name, other));
    else first.set(name, place + 1);
  }
};

/** The cells of a row whose fields are not to be relied on: cut at every delimiter, without quotes. */
const textsOf = (row: ScannedRow, delimiter: number | null, { encoding }: Place): string[] => {
  const text = decodeCell(encoding, row.bytes, row.start, row.next, (row.rowFlags & HIGH) === 0).replaceAll('"', ' ');
  return delimiter === null ? [text] : text.split(String.fromCharCode(delimiter));
};

/** The text of a field of a scanned row: decoded, and with doubled quotes made single. */
const cellText = (row: ScannedRow, place: number, { encoding }: Place): string => {
  const flags = row.flags[place] ?? 0;
  const text = decodeCell(encoding, row.bytes, row.starts[place] ?? 0, row.ends[place] ?? 0, (flags & HIGH) === 0);
  return (flags & ESCAPED) === 0 ? text : text.replaceAll('""', '"');
};
