/**
 * A workbook as a table: the one sheet with the headings of the template, told row by row to the same listener that hears
 * a delimited file, with the row numbers that the spreadsheet program shows. Both kinds of file then pass the same checks.
 *
 * The decimal sign of a workbook is the point, by definition of the format. A number that was typed as text is written
 * with the point too, where it can be read in one way only.
 */
import type { Problem } from '../findings/problem.ts';
import { doubtOf } from '../numbers/number-dialect.ts';
import { LONGEST_FIELD_BYTES } from '../structure/scanned-row.ts';
import {
  controlCharacter,
  emptyRow,
  fieldTooLong,
  fileIsEmpty,
  preamble,
  secondTable,
  tooManyColumns,
  tooManyFields,
} from '../structure/structural-problems.ts';
import { MOST_COLUMNS, reportHeadings, type TableListener } from '../structure/table.ts';
import { pointedNumber, typedNumber } from './typed-number.ts';
import { withoutRemainder } from './xlsx-number.ts';
import {
  cellIsDate,
  cellIsError,
  cellIsFormula,
  cellsAreMerged,
  numberMustBeRounded,
  sheetIsNotAlone,
  textIsAmbiguous,
} from './xlsx-problems.ts';
import {
  cellsOutside,
  columnOf,
  type SheetCell,
  type SheetListener,
  type SheetRow,
  sheetListener,
} from './xlsx-sheet.ts';
import { readWorkbook, type Sheet, type Workbook } from './xlsx-workbook.ts';
import { type ByteSource, type Inflate, whyStopped } from './xlsx-zip.ts';

/** What the reader must know of the template: its headings, which columns hold numbers, and how the last row starts. */
export interface ExpectedTable {
  readonly isHeading: (name: string) => boolean;
  readonly isNumber: (heading: string) => boolean;
  readonly closing: string;
}

/** What a workbook turned out to be. `otherSheets` and `hiddenRows` are told because a reader may not have seen them. */
export interface WorkbookTable {
  readonly sheet: string;
  readonly otherSheets: readonly string[];
  readonly hiddenRows: number;
  readonly headings: readonly string[];
  /** The rows under the heading, damaged ones too; empty rows under the table are counted apart. */
  readonly rows: number;
  readonly trailingEmptyRows: number;
}

/** A sheet has no rows below this one, whatever number a row may claim. */
const MOST_ROWS = 1_048_576;

/** Headings further down than this are no headings: whatever stands above is not a table. */
const HEADING_WITHIN_ROWS = 20;

/** Reads a workbook. Damage is a problem of the whole file; what was told before it counts for nothing. */
export const readXlsx = async (
  source: ByteSource,
  inflate: Inflate,
  expected: ExpectedTable,
  listener: TableListener,
): Promise<WorkbookTable> => {
  const table = sheetTable(expected, listener);
  let [sheet, otherSheets]: [string, readonly string[]] = ['', []];
  try {
    const { workbook, chosen, tabs, others } = await openXlsx(source, inflate, expected);
    otherSheets = others;
    if (tabs.length > 1) listener.problem(sheetIsNotAlone(tabs));
    if (chosen === null) listener.problem(fileIsEmpty());
    else {
      sheet = chosen.sheet.name;
      const row = (each: SheetRow): void => table.take(each, chosen.line);
      await readSheet(workbook, chosen.sheet, { row, merged: table.merged });
      await tellOthers(workbook, chosen.sheet, listener);
    }
  } catch (error) {
    listener.problem(whyStopped(error));
  }
  return { sheet, otherSheets, ...table.finish() };
};

/** The other sheets are no part of the delivery, but the file is kept as it is: whoever listens may hear what they hold. */
const tellOthers = async (workbook: Workbook, chosen: Sheet, { otherSheet }: TableListener): Promise<void> => {
  if (otherSheet === undefined) return;
  for (const [place, sheet] of workbook.sheets.entries()) {
    if (sheet === chosen) continue;
    const take = otherSheet(place + 1);
    await readSheet(workbook, sheet, { row: (row) => take(cellsOutside(row), row.line), merged: () => {} });
  }
};

/** A workbook whose sheet is chosen; `null` where no sheet has anything in it. */
export interface OpenWorkbook {
  readonly workbook: Workbook;
  readonly chosen: HeadingPlace | null;
  /** The tabs with the headings of the template, from 1. */
  readonly tabs: readonly number[];
  /** The names of the other sheets with something in them. */
  readonly others: readonly string[];
}

/** Opens a workbook and chooses the first sheet with the headings, or else the first sheet with anything in it. */
export const openXlsx = async (
  source: ByteSource,
  inflate: Inflate,
  expected: ExpectedTable,
): Promise<OpenWorkbook> => {
  const workbook = await readWorkbook(source, inflate);
  const places: HeadingPlace[] = [];
  for (const sheet of workbook.sheets) places.push(await placeOfHeading(workbook, sheet, expected));
  const filled = places.filter(({ isFilled }) => isFilled);
  const chosen = filled.find(({ line }) => line > 0) ?? filled[0] ?? null;
  const tabs = places.flatMap(({ line }, place) => (line > 0 ? [place + 1] : []));
  return { workbook, chosen, tabs, others: filled.filter((each) => each !== chosen).map((each) => each.sheet.name) };
};

/** Tells the rows of a whole sheet. */
export const readSheet = (workbook: Workbook, { part }: Sheet, listener: SheetListener): Promise<void> =>
  workbook.read(part, sheetListener(workbook, part.name, listener), () => true);

/** Where a sheet has the headings of the template; line 0 where it has none. */
export interface HeadingPlace {
  readonly sheet: Sheet;
  readonly line: number;
  readonly isFilled: boolean;
}

/** Looks at the first rows of a sheet only: no more of it is read. */
const placeOfHeading = async (
  workbook: Workbook,
  sheet: Sheet,
  { isHeading }: ExpectedTable,
): Promise<HeadingPlace> => {
  let [line, filledRows] = [0, 0];
  const row = ({ line: at, cells }: SheetRow): void => {
    if (cells.length === 0) return;
    filledRows++;
    const known = cells.filter(({ text }) => isHeading(text.trim())).length;
    if (line === 0 && filledRows <= HEADING_WITHIN_ROWS && known >= 2 && known * 2 >= cells.length) line = at;
  };
  const isOpen = (): boolean => line === 0 && filledRows < HEADING_WITHIN_ROWS;
  await workbook.read(sheet.part, sheetListener(workbook, sheet.part.name, { row, merged: () => {} }), isOpen);
  return { sheet, line, isFilled: filledRows > 0 };
};

/** Whether the cells of a row are those of the closing row, which has a number in its third cell and in no other. */
export const isClosing = ([first]: readonly SheetCell[], { closing }: ExpectedTable): boolean =>
  first?.column === 1 && first.text.trim().toUpperCase() === closing;

interface SheetTable {
  /** `headingLine` is where the heading stands, 0 where the first row with content has to pass for it. */
  readonly take: (row: SheetRow, headingLine: number) => void;
  readonly merged: (range: string) => void;
  readonly finish: () => Pick<WorkbookTable, 'headings' | 'rows' | 'trailingEmptyRows' | 'hiddenRows'>;
}

const sheetTable = (expected: ExpectedTable, listener: TableListener): SheetTable => {
  let headings: readonly string[] | null = null;
  let [preambleFirst, preambleLast, last, lastSeen, rows, hiddenRows] = [0, 0, 0, 0, 0, 0];
  let isNumberColumn: readonly boolean[] = [];
  let texts: string[] = [];
  let currentLine = 0;
  const view = {
    get line() {
      return currentLine;
    },
    get width() {
      return headings?.length ?? 0;
    },
    text: (place: number) => texts[place] ?? '',
  };

  const takeHeading = ({ line, cells }: SheetRow): void => {
    if (preambleFirst > 0) listener.problem(preamble(preambleFirst, preambleLast));
    const names: string[] = Array.from({ length: cells.at(-1)?.column ?? 0 }, () => '');
    for (const { column, text } of cells) names[column - 1] = text.trim();
    headings = names;
    isNumberColumn = names.map(expected.isNumber);
    if (names.length > MOST_COLUMNS) listener.problem(tooManyColumns(line, names.length, MOST_COLUMNS));
    else reportHeadings(names, line, listener.problem);
    listener.heading(names, line);
  };

  const isHeadingAgain = ({ cells }: SheetRow): boolean =>
    cells.length === headings?.filter((name) => name !== '').length &&
    cells.every(({ column, text }) => text.trim() === headings?.[column - 1]);

  const takeRow = ({ line, cells }: SheetRow, width: number): void => {
    for (let gap = last + 1; gap < Math.min(line, MOST_ROWS); gap++) listener.problem(emptyRow(gap));
    rows++;
    const isLast = isClosing(cells, expected);
    const holdsNumber = (place: number) => (isLast ? place === 2 : isNumberColumn[place] === true);
    const faults = cells.flatMap((cell) => cellProblem(cell, line, holdsNumber(cell.column - 1)) ?? []);
    const widest = cells.at(-1)?.column ?? 0;
    if (widest > width) faults.push(tooManyFields(line, widest, width));
    for (const fault of faults) listener.problem(fault);
    if (faults.length > 0) {
      listener.outside?.(cellsOutside({ cells }), line);
      return;
    }
    texts = [];
    for (const cell of cells) texts[cell.column - 1] = holdsNumber(cell.column - 1) ? pointed(cell) : cell.text;
    currentLine = line;
    listener.row(view);
  };

  return {
    take: (row, headingLine) => {
      lastSeen = row.line;
      if (row.cells.every(({ text, isFormula }) => text.trim() === '' && !isFormula)) return;
      if (row.isHidden) hiddenRows++;
      if (headings === null && row.line < headingLine) {
        if (preambleFirst === 0) preambleFirst = row.line;
        preambleLast = row.line;
        listener.outside?.(cellsOutside(row), row.line);
        return;
      }
      if (headings === null) takeHeading(row);
      // The empty rows above a second table belong to that one fault, as in delimited text.
      else if (isHeadingAgain(row)) listener.problem(secondTable(row.line));
      else takeRow(row, headings.length);
      last = row.line;
    },
    merged: (range) => {
      const line = Number(/\d+/.exec(range)?.[0] ?? 0);
      if (headings !== null && line <= last && !/^([A-Z]+\d+)(:\1)?$/.test(range))
        listener.problem(cellsAreMerged(line, columnOf(range), range));
    },
    finish: () => ({
      headings: headings ?? [],
      rows,
      trailingEmptyRows: headings === null ? 0 : lastSeen - last,
      hiddenRows,
    }),
  };
};

const CONTROL = /(?![\t\n\r])\p{Cc}/u;

const cellProblem = (cell: SheetCell, line: number, isNumber: boolean): Problem | null => {
  const { kind, text, column, isFormula } = cell;
  if (isFormula) return cellIsFormula(line, column);
  if (kind === 'error') return cellIsError(line, column);
  if (kind === 'date') return cellIsDate(line, column);
  const control = CONTROL.exec(text);
  if (control !== null) return controlCharacter(line, column, control[0].charCodeAt(0));
  if (text.length > LONGEST_FIELD_BYTES) return fieldTooLong(line, column, LONGEST_FIELD_BYTES);
  return isNumber ? numberProblem(cell, line) : null;
};

const numberProblem = ({ kind, text, column }: SheetCell, line: number): Problem | null => {
  if (kind === 'number') {
    const rounded = withoutRemainder(text);
    return rounded === null ? null : numberMustBeRounded(line, column, text, rounded);
  }
  const typed = typedNumber(text);
  return typed === null || typed.doubtful === null ? null : textIsAmbiguous(line, column, doubtOf(typed));
};

/** A number that was typed as text, written with the point; anything else as it is, for the template to judge. */
const pointed = ({ kind, text }: SheetCell): string => {
  const typed = kind === 'text' ? typedNumber(text) : null;
  return typed === null ? text : pointedNumber(typed);
};
