/**
 * The closing row `SLUITREGEL;<rows>;<sum>`, the control record that Dutch claims files have as record 99: what was counted
 * and what was declared agree to the row and to the cent.
 */
import { compare, type Ratio } from '../../money/ratio.ts';
import { printRounded, readDecimal } from '../../money/text.ts';
import type { CellFault } from '../findings/cell-fault.ts';
import type { Problem } from '../findings/problem.ts';
import { readNumberOf } from '../numbers/number-cell.ts';
import type { NumberDialect, NumberEvidence } from '../numbers/number-dialect.ts';
import { readWritten } from '../numbers/written-number.ts';
import type { Row } from '../structure/table.ts';
import {
  cellProblem,
  closingCellIsMalformed,
  closingCellIsNotEmpty,
  rowsDoNotAgree,
  sumsDoNotAgree,
} from './template-problems.ts';

/** The word with which the closing row starts, in any capitals. */
export const CLOSING = 'SLUITREGEL';

/** A closing row as it stands in the file: the texts of its fields after the first. */
export interface ClosingRow {
  readonly line: number;
  readonly rows: string;
  readonly sum: string;
  readonly others: readonly string[];
}

/** What was counted: the rows above the closing row, and the exact sum of the column that it declares. */
export interface Counted {
  readonly rows: number;
  readonly heading: string;
  readonly sum: Ratio;
  /** The decimals with which the sum is shown. */
  readonly places: number;
  /** Whether every row could be read: only then the sums can be compared. */
  readonly isWhole: boolean;
}

/** Whether a row is the closing row. */
export const isClosing = (row: Row): boolean => {
  const { scanned } = row;
  if (scanned !== undefined && !startsLikeClosing(scanned.bytes[scanned.starts[0] ?? 0] ?? 0)) return false;
  return startsAsClosing(row.text(0));
};

/** S, s, or something that may be taken off: a space, or the first byte of a hard one. */
const startsLikeClosing = (byte: number): boolean => byte === 0x53 || byte === 0x73 || byte === 0x20 || byte > 0x7f;

/**
 * What of a closing row is looked at for personal data: everything but its word, and the number of rows and the sum where
 * they are numbers. A sum may well have nine digits.
 */
export const closingTexts = (texts: readonly string[]): string[] =>
  texts.map((text, place) => (place === 0 || (place < 3 && isFigure(text)) ? '' : text));

/** Whether a cell is written as a number, so that a message may show it. */
const isFigure = (text: string): boolean => 'number' in readWritten(text.trim());

/** A cell of a closing row where it is a number; of anything else nothing is told. */
export const figureIn = (text: string): string => (isFigure(text) ? text.trim() : '');

/** Whether the texts of a row that could not be read start as a closing row does. */
export const startsAsClosing = (first: string): boolean => first.trim().toUpperCase() === CLOSING;

/** Takes a closing row, and what its sum shows of the numbers of the file. */
export const takeClosing = (row: Row, evidence: NumberEvidence): ClosingRow => {
  const cells = Array.from({ length: row.width }, (_, place) => row.text(place).trim());
  const [, rows = '', sum = '', ...others] = cells;
  const reading = readWritten(sum);
  if ('number' in reading) evidence.saw(reading.number);
  return { line: row.line, rows, sum, others };
};

/** What is wrong with a closing row, beside what was counted. */
export const closingProblems = (closing: ClosingRow, counted: Counted, dialect: NumberDialect): Problem[] => [
  ...closing.others.flatMap((met, place) => (met === '' ? [] : [closingCellIsNotEmpty(closing.line, place + 4)])),
  ...rowsProblems(closing, counted, dialect),
  ...sumProblems(closing, counted, dialect),
];

const COUNT_RULE = {
  code: 'closing_row_is_malformed',
  rule: 'Hier hoort het aantal rijen boven de sluitregel, met alleen cijfers.',
  example: '120',
};

const rowsProblems = ({ line, rows: declared }: ClosingRow, { rows, isWhole }: Counted, dialect: NumberDialect) => {
  const found = readNumberOf(declared, dialect);
  if ('fault' in found || !/^\d+$/.test(found.decimal))
    return [closingCellProblem(line, 2, 'aantal rijen', declared, COUNT_RULE)];
  return isWhole && BigInt(found.decimal) !== BigInt(rows) ? [rowsDoNotAgree(line, declared, rows)] : [];
};

/** Nobody knows what stands in a closing row where a number belongs; only a number is repeated. */
const closingCellProblem = (line: number, column: number, heading: string, met: string, fault: CellFault): Problem =>
  met === '' || isFigure(met)
    ? cellProblem(line, column, heading, met, fault)
    : closingCellIsMalformed(line, column, heading, fault);

/** A whole number is right for any sum, whatever the decimal sign of the file. */
const wholeExample = (fault: CellFault): CellFault =>
  fault.code === 'number_is_ambiguous' ? fault : { ...fault, example: '34567' };

const sumProblems = ({ line, sum: declared }: ClosingRow, counted: Counted, dialect: NumberDialect): Problem[] => {
  const { heading, sum, places, isWhole } = counted;
  const found = readNumberOf(declared, dialect);
  if ('fault' in found) return [closingCellProblem(line, 3, `som van ${heading}`, declared, wholeExample(found.fault))];
  const value = readDecimal(found.decimal);
  if (!isWhole || value === null || compare(value, sum) === 0) return [];
  const shown = printRounded(sum, places);
  return [sumsDoNotAgree(line, heading, declared, dialect.decimal === ',' ? shown.replace('.', ',') : shown)];
};
