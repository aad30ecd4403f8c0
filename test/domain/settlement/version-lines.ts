import { compare, type Ratio } from '../../../domain/money/ratio.ts';
import { readRatio } from '../../../domain/money/text.ts';
import type { PrintedVersionLine } from '../../../domain/settlement/version-sheet.ts';
import { recomputed } from '../../../domain/settlement/worksheet.ts';

const read = (text: string | undefined): Ratio => {
  const value = readRatio(text ?? '');
  if (value === null) throw new Error(`${text} is no number.`);
  return value;
};

/** The lines that do not follow from the lines they name, and the given ones that rest on nothing. */
export const unfoundedLines = (lines: readonly PrintedVersionLine[]): PrintedVersionLine[] =>
  lines.filter(({ how, from, place = 0, value, basis, number }) => {
    if (from.some((each) => each >= number)) return true;
    const inputs = from.map((each) => read(lines[each - 1]?.value));
    const expected = recomputed(how, inputs, place);
    return expected === null ? basis === undefined : compare(expected, read(value)) !== 0;
  });
