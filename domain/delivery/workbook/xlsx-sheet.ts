/**
 * The rows of one sheet, one after the other (ECMA-376 part 1, chapter 18.3.1). A cell comes with what the format says it
 * holds; what that means for a delivery is for the table to say.
 */
import type { OutsideCell } from '../privacy/outside-table.ts';
import { cellNumber } from './xlsx-number.ts';
import { workbookIsUnreadable } from './xlsx-problems.ts';
import { unescaped, type Workbook } from './xlsx-workbook.ts';
import type { Attributes, XmlListener } from './xlsx-xml.ts';
import { stop } from './xlsx-zip.ts';

/** A cell with something in it; `column` counts from 1. Numbers have a decimal point and no exponent. */
export interface SheetCell {
  readonly column: number;
  readonly kind: 'text' | 'number' | 'date' | 'error';
  readonly isFormula: boolean;
  readonly text: string;
}

/** A row with its number as the spreadsheet program shows it, and only the cells that hold something. */
export interface SheetRow {
  readonly line: number;
  readonly isHidden: boolean;
  readonly cells: readonly SheetCell[];
}

/** Who listens to a sheet: its rows from top to bottom, then the ranges of merged cells, such as `A4:C4`. */
export interface SheetListener {
  readonly row: (row: SheetRow) => void;
  readonly merged: (range: string) => void;
}

const DAY_MILLISECONDS = 86_400_000;
/** Day 60 is a 29 February 1900 that never was; from the day after it on, days count from 30 December 1899 (18.17.4.1). */
const DAY_ZERO = Date.UTC(1899, 11, 30);
/** The last day of the year 9999. */
const LAST_DAY = 2_958_465;

/** A date as a text `1951-03-12`; a cell holds it as the number of a day, or as it is. */
const dateText = (text: string): string => {
  const day = Number(text);
  if (!(day >= 1 && day <= LAST_DAY)) return text;
  return new Date(DAY_ZERO + Math.floor(day) * DAY_MILLISECONDS).toISOString().slice(0, 10);
};

/** The cells of a row that is not read as one of the table. */
export const cellsOutside = ({ cells }: Pick<SheetRow, 'cells'>): OutsideCell[] =>
  cells.map(({ column, kind, text }) => ({
    place: column - 1,
    text: kind === 'date' ? dateText(text) : text,
    isNumber: kind === 'number',
  }));

const A = 64;

/** The column of a reference such as `AB12`, from 1, or 0 for a text that is none. */
export const columnOf = (reference: string): number => {
  let column = 0;
  for (let at = 0; at < reference.length && at < 3; at++) {
    const letter = reference.charCodeAt(at) - A;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
};

/** Rows and cells may leave out their place: then they follow the one before. A place before the last one is damage. */
const placeAfter = (last: number, place: number, part: string): number =>
  place > last ? place : stop(workbookIsUnreadable(`in het deel ${part} staan rijen of cellen door elkaar`));

/** Listens to the XML of a sheet and tells its rows. */
export const sheetListener = ({ texts, isDateStyle }: Workbook, part: string, listener: SheetListener): XmlListener => {
  let [line, column] = [0, 0];
  let isHidden = false;
  let cells: SheetCell[] = [];
  let [type, style, value] = ['n', 0, ''];
  let [isFormula, isValue, isAid] = [false, false, false];

  const startCell = ({ r = '', t = 'n', s = '0' }: Attributes): void => {
    column = placeAfter(column, r === '' ? column + 1 : columnOf(r), part);
    [type, style, value, isFormula] = [t, Number(s), '', false];
  };
  const startRow = ({ r, hidden }: Attributes): void => {
    line = placeAfter(line, r === undefined ? line + 1 : Number(r), part);
    isHidden = hidden === '1' || hidden === 'true';
    column = 0;
    cells = [];
  };
  const endCell = (): void => {
    if (value === '' && !isFormula) return;
    const cell = cellOf(type, value, isDateStyle[style] === true, texts, part);
    cells.push({ column, isFormula, ...cell });
  };
  return {
    open: (name, attributes) => {
      if (name === 'c') startCell(attributes);
      else if (name === 'row') startRow(attributes);
      else if (name === 'v') isValue = true;
      else if (name === 'f') isFormula = true;
      else if (name === 'rPh') isAid = true;
      else if (name === 't') isValue = !isAid;
      else if (name === 'mergeCell') listener.merged(attributes['ref'] ?? '');
    },
    text: (piece) => {
      if (isValue) value += piece;
    },
    close: (name) => {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') isAid = false;
      else if (name === 'c') endCell();
      else if (name === 'row') listener.row({ line, isHidden, cells });
    },
  };
};

const cellOf = (type: string, value: string, isDate: boolean, texts: readonly string[], part: string) => {
  if (type === 's') return { kind: 'text', text: texts[Number(value)] ?? noText(part) } as const;
  if (type === 'inlineStr' || type === 'str') return { kind: 'text', text: unescaped(value) } as const;
  if (type === 'b') return { kind: 'text', text: value === '1' ? 'WAAR' : 'ONWAAR' } as const;
  if (type === 'e') return { kind: 'error', text: value } as const;
  if (type === 'd' || isDate) return { kind: 'date', text: value } as const;
  return { kind: 'number', text: cellNumber(value) } as const;
};

const noText = (part: string): never =>
  stop(workbookIsUnreadable(`een cel in het deel ${part} verwijst naar een tekst die er niet is`));
