/**
 * What a spreadsheet program does to codes that look like something else: an age band `5-9` becomes 5 September, a long
 * code gets an exponent, and a code with zeros in front loses them. The file opens fine and looks right at a glance.
 */
import type { CellFault } from '../findings/cell-fault.ts';

const MONTH = '(?:jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|sept|okt|oct|nov|dec)\\.?';
const DATES: readonly RegExp[] = [
  new RegExp(`^\\d{1,2}[-/ ]${MONTH}(?:[-/ ]\\d{2,4})?$`, 'i'),
  new RegExp(`^${MONTH}[-/ ]\\d{2,4}$`, 'i'),
  /^\d{1,2}[-/]\d{1,2}[-/]\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?$/,
  /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$/,
];
const EXPONENT = /^\d(?:[.,]\d+)?E\+\d+$/;

const becameDate: CellFault = {
  code: 'code_became_date',
  rule: 'Excel heeft van een code een datum gemaakt, bijvoorbeeld van de klasse 5-9 de datum 5 september. Zet de kolom in Excel eerst op Tekst en vul de code opnieuw in.',
  example: '05-09',
};

const lostDigits: CellFault = {
  code: 'code_became_number',
  rule: 'Excel heeft van een code een getal met een exponent gemaakt. Zet de kolom in Excel eerst op Tekst en vul de code opnieuw in.',
  example: '01234567',
};

/** What a spreadsheet made of a code; `null` where nothing shows. */
export const changedBySpreadsheet = (text: string): CellFault | null => {
  if (DATES.some((date) => date.test(text))) return becameDate;
  return EXPONENT.test(text) ? lostDigits : null;
};

const zerosAreLost = (longer: string): CellFault => ({
  code: 'leading_zero_is_lost',
  rule: `De meeste codes in deze kolom zijn zo lang als ${longer}, met een nul vooraan: deze code is korter en heeft haar nullen verloren, meestal in Excel. Zet de kolom in Excel eerst op Tekst en vul de code opnieuw in.`,
  example: longer,
});

const DIGITS = /^\d+$/;

/** The length that more than half of some codes have; null where none is that common. */
const usualLength = (codes: readonly string[]): number | null => {
  const counts = new Map<number, number>();
  for (const { length } of codes) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].find(([, count]) => 2 * count > codes.length)?.[0] ?? null;
};

/**
 * The codes of a column that lost their leading zeros. A column shows it where most of its different codes of digits only
 * are equally long and some of those have a zero in front: a shorter one was then taken for a number. Where no length is
 * the usual one, as with `007` beside `12`, codes are free and none is wrong.
 */
export const lostLeadingZeros = (codes: Iterable<string>): readonly (readonly [code: string, fault: CellFault])[] => {
  const figures = [...codes].filter((code) => DIGITS.test(code));
  const length = usualLength(figures) ?? 0;
  const padded = figures.find((code) => code.length === length && code.length > 1 && code.startsWith('0'));
  if (padded === undefined) return [];
  return figures.filter((code) => code.length < length).map((code) => [code, zerosAreLost(padded)] as const);
};
