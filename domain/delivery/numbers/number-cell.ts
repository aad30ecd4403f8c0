/**
 * One number of a file whose numbers are all of one kind, read without guessing.
 */
import type { CellFault } from '../findings/cell-fault.ts';
import { type NumberDialect, numberEvidence, settled } from './number-dialect.ts';
import { type DecimalSign, readWritten } from './written-number.ts';

/** A number as method N1 writes it (a point, no separators), or what is wrong with the cell. */
export type NumberReading = { readonly decimal: string } | { readonly fault: CellFault };

/** Reads a number in a file of which the dialect is known. */
export const readNumberOf = (text: string, dialect: NumberDialect): NumberReading => {
  const reading = readWritten(text);
  const found = 'fault' in reading ? reading : settled(reading.number, dialect);
  return 'fault' in found ? found : { decimal: found.value };
};

/** Reads a number in a file with a known decimal sign, `null` where no number shows one, and no signs for thousands. */
export const readNumber = (text: string, sign: DecimalSign | null): NumberReading =>
  readNumberOf(text, { decimal: sign, thousands: false });

/** The decimal sign of a file: the one that most of its numbers show; the comma where both are shown as often. */
export const signOf = (texts: Iterable<string>): DecimalSign | null => {
  const evidence = numberEvidence({});
  for (const text of texts) {
    const reading = readWritten(text);
    if ('number' in reading) evidence.saw(reading.number);
  }
  return evidence.dialect().decimal;
};
