/**
 * Recomputes a printed worksheet from its own lines, without the case: `recomputed` says what each way of making means,
 * and every value is read back exactly from what is printed. With the case beside it, `checkResult` names the first line
 * that differs from what the method gives.
 *
 * Both take what somebody else printed, so nothing of it is trusted: a line that cannot be read does not hold.
 */
import * as z from 'zod';
import { compare, lowestTerms, type Ratio } from '../money/ratio.ts';
import { isWholeCents } from '../money/rounding.ts';
import { printAmount, printRatio, printRounded, readRatio } from '../money/text.ts';
import { ownValue } from '../pilot/terms.ts';
import { LABELS, type Unit } from './labels.ts';
import type { Provenance } from './run.ts';
import { settleCase } from './settle.ts';
import { HOW, recomputed } from './worksheet.ts';

/** A line that does not hold: what it should be and what it is, as text; `should` is `null` where nothing can be said. */
export interface LineFault {
  readonly number: number;
  readonly rule: LineRule;
  readonly should: string | null;
  readonly is: string;
}

/** What a line breaks: it can be read, is numbered, rests on earlier lines, and its unit, value and decimals hold. */
export type LineRule = 'readable' | 'number' | 'from' | 'unit' | 'value' | 'shown';

/** A printed field that does not equal its line (`number`, 0 for none); `is` is JSON text, `null` where nothing is printed. */
export interface FieldFault {
  readonly field: string;
  readonly number: number;
  readonly should: string | null;
  readonly is: string | null;
}

export interface WorksheetCheck {
  readonly lines: readonly LineFault[];
  readonly fields: readonly FieldFault[];
  /** The numbers of every line that rests on a line that does not hold, directly or through others. */
  readonly dependants: readonly number[];
}

const printedLine = z.object({
  number: z.int(),
  code: z.string(),
  unit: z.string(),
  how: z.enum(HOW),
  from: z.array(z.int()),
  value: z.string(),
  shown: z.string().optional(),
  place: z.int().nonnegative().optional(),
});
type CheckedLine = z.output<typeof printedLine>;

const printedWorksheet = z.object({
  worksheet: z.object({ lines: z.array(z.unknown()), fields: z.record(z.string(), z.int()) }),
});

/** A line as it was read back; `null` where it could not be read. Its number is its place in the list, from 1. */
interface ReadLine {
  readonly number: number;
  readonly printed: unknown;
  readonly line: CheckedLine | null;
  readonly value: Ratio | null;
}

/**
 * Checks the worksheet of a printed result: every line against the lines it names, every printed field against its
 * line. A result without a worksheet that can be read at all is one fault of line 0.
 */
export const checkWorksheet = (printed: unknown): WorksheetCheck => {
  const read = printedWorksheet.safeParse(printed);
  if (!read.success) return { lines: [fault(0, 'readable', null, 'geen rekenblad')], fields: [], dependants: [] };
  const { lines: list, fields } = read.data.worksheet;
  const sheet = list.map(readLine);
  const lines = sheet.flatMap((each) => checkLine(sheet, each) ?? []);
  const wrong = new Set(lines.map(({ number }) => number));
  return { lines, fields: checkFields(sheet, printed, fields), dependants: dependantsOf([edgesOf(list)], wrong) };
};

const fault = (number: number, rule: LineRule, should: string | null, is: string): LineFault => ({
  number,
  rule,
  should,
  is,
});

const readLine = (printed: unknown, place: number): ReadLine => {
  const line = printedLine.safeParse(printed).data ?? null;
  return { number: place + 1, printed, line, value: line === null ? null : readRatio(line.value) };
};

/** The first rule that a line breaks, or `null`. */
const checkLine = (sheet: readonly ReadLine[], { number, printed, line, value }: ReadLine): LineFault | null => {
  if (line === null || value === null) return fault(number, 'readable', null, JSON.stringify(printed) ?? '');
  if (line.number !== number) return fault(number, 'number', `${number}`, `${line.number}`);
  const unit = ownValue<{ readonly unit: Unit }>(LABELS, line.code)?.unit ?? null;
  if (line.unit !== unit) return fault(number, 'unit', unit, line.unit);
  const from = line.from.map((each) => (each < number ? (sheet[each - 1]?.value ?? null) : null));
  const known = from.filter((each) => each !== null);
  if (known.length < from.length || !mayRestOn(line)) return fault(number, 'from', null, line.from.join(', '));
  return checkValue(line, value, recomputedOrNull(line, value, known));
};

/** How many lines each way of making needs: at least, and at most. The parts of a split name its total first. */
const RESTS_ON: Readonly<Record<CheckedLine['how'], (count: number) => boolean>> = {
  given: (count) => count === 0,
  sum: () => true,
  difference: (count) => count > 0,
  product: (count) => count > 0,
  quotient: (count) => count === 2,
  smaller: (count) => count > 0,
  larger: (count) => count > 0,
  rounded: (count) => count === 1,
  split: (count) => count > 1,
  splitQuotas: (count) => count > 1,
  reached: (count) => count % 2 === 1,
  interpolated: (count) => count > 1 && count % 2 === 1,
};

const mayRestOn = ({ how, from, place }: CheckedLine): boolean => {
  const isPart = how === 'split' || how === 'splitQuotas';
  return (
    RESTS_ON[how](from.length) && isPart === (place !== undefined) && (place === undefined || place + 1 < from.length)
  );
};

/** What the line should be; `null` where the lines it names allow no such line: a division by zero, a part of a cent. */
const recomputedOrNull = ({ how, place }: CheckedLine, given: Ratio, from: readonly Ratio[]): Ratio | null => {
  try {
    return recomputed(how, from, place ?? 0) ?? given;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const checkValue = (line: CheckedLine, value: Ratio, should: Ratio | null): LineFault | null => {
  const text = should === null ? null : printed(should, line.unit);
  const isFraction = line.value.includes('/');
  // A long fraction is printed as the calculation left it, so fractions are compared by value.
  const isWrittenSo = isFraction ? text?.includes('/') === true : line.value === text;
  if (should === null || compare(value, should) !== 0 || !isWrittenSo)
    return fault(line.number, 'value', text, line.value);
  const decimals = isFraction ? printRounded(value, SHOWN_DECIMALS) : undefined;
  return line.shown === decimals ? null : fault(line.number, 'shown', decimals ?? null, line.shown ?? '');
};

const SHOWN_DECIMALS = 10;

/** A value as a worksheet prints it, a fraction always in lowest terms. */
const printed = (value: Ratio, unit: string): string => {
  if (unit === 'euro' && isWholeCents(value)) return printAmount(value);
  const { n, d } = lowestTerms(value);
  return d === 1n ? `${n}` : `${n}/${d}`;
};

/** Fields of a result that are printed from a line: amounts, and the rate. */
const FIELD =
  /^(?:expectedTotal|result|rate|resultOtherForm|netShareable|pool|forfeited)$|^(?:parties|memo|thresholds)\.|^streams\..*\.(?:expected|actual|delta|expectedOtherForm)$|^payments\[\d+\]\.amount$/s;

/** Holds every printed amount against the line that the worksheet gives for it; an amount without a line has no ground. */
const checkFields = (
  sheet: readonly ReadLine[],
  result: unknown,
  numbers: Readonly<Record<string, number>>,
): FieldFault[] => {
  const leaves = leavesOf(result, (path) => path !== 'worksheet');
  const names = [...leaves].filter(([path, text]) => FIELD.test(path) && text !== 'null').map(([path]) => path);
  return [...new Set([...names, ...Object.keys(numbers)])].flatMap((field) => {
    const number = ownValue(numbers, field) ?? 0;
    const value = sheet[number - 1]?.value ?? null;
    const should = value === null ? null : printedField(field, value);
    const is = leaves.get(field) ?? null;
    return should !== null && is === JSON.stringify(should) ? [] : [{ field, number, should, is }];
  });
};

/** A threshold and the distance from it are rounded for reading; the rate is a ratio; all else is whole cents. */
const printedField = (field: string, value: Ratio): string | null => {
  if (field === 'rate') return printRatio(value);
  if (field.startsWith('thresholds.')) return printRounded(value, 2);
  return isWholeCents(value) ? printAmount(value) : null;
};

/**
 * Every value in a JSON document that holds no other values, as JSON text under its path (`parties.INS.transfer`,
 * `payments[0].amount`). An empty list or object is such a value.
 */
const leavesOf = (value: unknown, follows: (path: string) => boolean = () => true): ReadonlyMap<string, string> => {
  const leaves = new Map<string, string>();
  const visit = (each: unknown, path: string): void => {
    if (!follows(path) || each === undefined) return;
    const inner = typeof each === 'object' && each !== null ? Object.entries(each) : [];
    if (inner.length === 0) leaves.set(path, JSON.stringify(each));
    for (const [name, below] of inner)
      visit(below, Array.isArray(each) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`);
  };
  visit(value, '');
  return leaves;
};

/** Which lines each line rests on, in the order of the lines. */
type Edges = readonly (readonly number[])[];

const edgesOf = (lines: readonly unknown[]): Edges => lines.map((line) => lineFrom.safeParse(line).data?.from ?? []);

const lineFrom = z.object({ from: z.array(z.int()) });

const longest = <T>(lists: readonly (readonly T[])[]): readonly T[] =>
  lists.reduce((long, each) => (each.length > long.length ? each : long), []);

/** The lines that rest on one of the given lines. A line rests on earlier ones only, so one pass in order finds them. */
const dependantsOf = (sheets: readonly Edges[], wrong: ReadonlySet<number>): number[] => {
  const touched = new Set<number>();
  for (const number of longest(sheets).map((_, place) => place + 1)) {
    const from = sheets.flatMap((edges) => edges[number - 1] ?? []);
    if (from.some((each) => wrong.has(each) || touched.has(each))) touched.add(number);
  }
  return [...touched];
};

/** A place in a result where the printed text is not what the method gives; `null` where one of them has nothing. */
export interface Difference {
  readonly path: string;
  readonly should: string | null;
  readonly is: string | null;
}

/** A line that differs from what the method gives, with each place in it that does. */
export interface LineDifference {
  readonly number: number;
  readonly differences: readonly Difference[];
}

export interface ResultCheck {
  /** The lines that differ, the first one first. */
  readonly lines: readonly LineDifference[];
  /** The places outside the lines of the worksheet that differ. */
  readonly fields: readonly Difference[];
  /** The numbers of every line that rests on a line that differs, directly or through others. */
  readonly dependants: readonly number[];
}

/**
 * Settles the case of a statement anew and compares the printed result with it, line by line and field by field. Which
 * delivery a row came from stands in no case file: it is compared only where the caller gives the provenance.
 */
export const checkResult = (result: unknown, caseFile: unknown, provenance: Provenance | null = null): ResultCheck => {
  const own: unknown = settleCase(caseFile, provenance);
  const [printedLines, ownLines] = [linesOf(result), linesOf(own)];
  const lines = longest([printedLines, ownLines])
    .map((_, place) => ({
      number: place + 1,
      differences: differencesIn(
        ownLines[place],
        printedLines[place],
        (path) => !isUnknownBasis(path, printedLines[place], provenance),
      ),
    }))
    .filter(({ differences }) => differences.length > 0);
  return {
    lines,
    fields: differencesIn(own, result, (path) => path !== 'worksheet.lines'),
    dependants: dependantsOf([edgesOf(ownLines), edgesOf(printedLines)], new Set(lines.map(({ number }) => number))),
  };
};

const linesOf = (result: unknown): readonly unknown[] => sheetLines.safeParse(result).data?.worksheet.lines ?? [];

const sheetLines = z.object({ worksheet: z.object({ lines: z.array(z.unknown()) }) });

/** Whether the path is the basis of a line about a delivered row, when it is not known what the case was made from. */
const isUnknownBasis = (path: string, line: unknown, provenance: Provenance | null): boolean =>
  provenance === null && path === 'basis' && deliveredLine.safeParse(line).success;

const deliveredLine = z.union([
  z.object({
    code: z.enum(['monthsRow', 'costRow', 'excessRow']),
    basis: z.strictObject({ delivery: z.string(), line: z.int().positive() }),
  }),
  z.object({
    code: z.literal('completionFactor'),
    basis: z.strictObject({ agreement: z.templateLiteral(['completionFactors.', z.string()]) }),
  }),
]);

/** Every place at which one JSON document differs from what another says it should be, of the paths that are followed. */
export const differencesIn = (
  should: unknown,
  is: unknown,
  follows: (path: string) => boolean = () => true,
): Difference[] => {
  const [wanted, found] = [leavesOf(should, follows), leavesOf(is, follows)];
  return [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((path) => wanted.get(path) !== found.get(path))
    .map((path) => ({ path, should: wanted.get(path) ?? null, is: found.get(path) ?? null }));
};
