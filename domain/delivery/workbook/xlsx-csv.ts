/**
 * The sheet of a workbook as delimited text, line by line: line 12 of the text is row 12 of the sheet, so that what is
 * said of the one holds for the other. For the return file, and for whoever reads an accepted delivery again.
 */

import { pointedNumber, typedNumber } from './typed-number.ts';
import type { SheetCell, SheetRow } from './xlsx-sheet.ts';
import { type ExpectedTable, isClosing, openXlsx, readSheet } from './xlsx-table.ts';
import type { ByteSource, Inflate } from './xlsx-zip.ts';

/** A line end in a cell becomes a space, because a line of the text is a row. */
const textOf = (text: string): string => {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /[;"]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
};

/** `1.234` would be ambiguous as text, `1,2340` is not. */
const numberText = (decimal: string): string => (/\.\d{3}$/.test(decimal) ? `${decimal}0` : decimal).replace('.', ',');

/** A number that was typed as text gets a comma where it has a point in no other meaning: the text has one decimal sign. */
const cellText = ({ kind, text }: SheetCell, isNumber: boolean): string => {
  if (kind === 'number') return numberText(text.trim());
  const typed = isNumber ? typedNumber(text) : null;
  return typed !== null && typed.withComma === null ? numberText(pointedNumber(typed)) : textOf(text);
};

/** A sheet may go on a million rows further down; nobody delivers such a gap. */
const MOST_EMPTY = 10_000;

/**
 * Hands over the text in pieces: UTF-8 with its mark, delimiter `;`, decimal comma. Stops as the reading of a workbook
 * does where it is damaged.
 */
export const xlsxCsv = async (
  source: ByteSource,
  inflate: Inflate,
  expected: ExpectedTable,
  write: (bytes: Uint8Array) => void,
): Promise<void> => {
  const encoder = new TextEncoder();
  const { workbook, chosen } = await openXlsx(source, inflate, expected);
  let last = 0;
  let isNumber: readonly boolean[] = [];
  const row = ({ line, cells }: SheetRow): void => {
    const texts: string[] = [];
    const holdsNumber = (place: number) => (isClosing(cells, expected) ? place === 2 : isNumber[place] === true);
    for (const cell of cells) texts[cell.column - 1] = cellText(cell, holdsNumber(cell.column - 1));
    if (line === chosen?.line) isNumber = Array.from(texts, (text) => expected.isNumber(text ?? ''));
    // A sheet leaves out empty cells, also at the end of a row; delimited text has every field.
    if (cells.length > 0 && texts.length < isNumber.length) texts.length = isNumber.length;
    const gap = '\r\n'.repeat(Math.min(line - last - 1, MOST_EMPTY));
    write(encoder.encode(`${gap}${Array.from(texts, (text) => text ?? '').join(';')}\r\n`));
    last = line;
  };
  write(encoder.encode('\ufeff'));
  if (chosen !== null) await readSheet(workbook, chosen.sheet, { row, merged: () => {} });
};
