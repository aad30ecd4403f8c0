/**
 * The numbers of a delivery as the rest of the project writes them: amounts in euro with two decimals whatever the unit
 * of the file, all others as decimals with a point (method N1).
 */
import type { Ratio } from '../../money/ratio.ts';
import { printAmount, printRounded, readDecimal } from '../../money/text.ts';
import { inEuro, type Unit } from '../numbers/number-dialect.ts';
import { type NumberKind, TEMPLATES } from './template.ts';

/** What each column of numbers holds, by heading: no two templates use a heading for different things but `bedrag`. */
const KINDS: ReadonlyMap<string, NumberKind> = new Map(
  Object.values(TEMPLATES).flatMap(({ columns }) =>
    columns.flatMap((column) => (column.isNumber ? [[column.heading, column.kind] as const] : [])),
  ),
);

const SQUARED_PLACES: Readonly<Record<Unit, number>> = { euro: 0, cent: 4, thousandEuro: 0 };

/** Prints a number of the column of a heading, or a sum of such numbers, of which none has more decimals than `places`. */
export const printNumber = (heading: string, value: Ratio, places: number, unit: Unit): string => {
  switch (KINDS.get(heading)) {
    case 'amount':
    case 'aboveCap':
    case 'invested':
      return printAmount(inEuro(value, unit));
    case 'squares':
      return printRounded(inEuro(inEuro(value, unit), unit), places + SQUARED_PLACES[unit]);
    default:
      return printRounded(value, places);
  }
};

/** Prints one number of the column of a heading, given as method N1 writes it. */
export const printWritten = (heading: string, decimal: string, unit: Unit): string => {
  const value = readDecimal(decimal);
  if (value === null) throw new Error(`A cell of ${heading} passed the checks without being a number.`);
  return printNumber(heading, value, decimalsIn(decimal), unit);
};

/** The number of decimals that a number is written with. */
export const decimalsIn = (decimal: string): number =>
  decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0;
