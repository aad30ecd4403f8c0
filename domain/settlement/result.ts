/**
 * The result of a settlement as one JSON object (method section 5), with the worksheet in it.
 *
 * Every printed amount is the value of a line; `fields` says of which one, so that any figure can be explained.
 */
import { lowestTerms, type Ratio } from '../money/ratio.ts';
import { isWholeCents } from '../money/rounding.ts';
import { printAmount, printLong, printRatio, printRounded } from '../money/text.ts';
import type { Fault } from '../pilot/fault.ts';
import type { Grain } from '../pilot/terms.ts';
import type { Status } from './corridor.ts';
import type { Unit } from './labels.ts';
import type { RefusalName } from './refusal.ts';
import { type Basis, type How, isShort, type Line, type RoundingPoint, type Subject, unitOf } from './worksheet.ts';

/** A worksheet line as it is printed. `shown` has ten decimals and stands beside a value that is printed as `n/d`. */
export interface PrintedLine {
  readonly number: number;
  readonly code: string;
  readonly of: Subject;
  readonly unit: Unit;
  readonly how: How;
  readonly from: readonly number[];
  readonly value: string;
  readonly shown?: string;
  readonly place?: number;
  readonly rounding?: RoundingPoint;
  readonly basis?: Basis;
}

/** The worksheet as it is printed: its lines, and the line of each printed field (`parties.INS.transfer`). */
export interface PrintedWorksheet {
  readonly lines: readonly PrintedLine[];
  readonly fields: Readonly<Record<string, number>>;
}

/** Amounts of one stream, in euro with two decimals. */
export interface StreamResult {
  readonly grain: Grain;
  readonly grainAgreed: Grain;
  readonly expected: string;
  readonly actual: string;
  readonly delta: string;
  readonly expectedOtherForm: string | null;
}

/** Amounts of one party, in euro with two decimals. The optional ones are absent in a neutral year. */
export interface PartyResult {
  readonly pocketResult: string;
  readonly invested: string;
  readonly whereItFell: string;
  readonly ownPosition?: string;
  readonly charge?: string;
  readonly investmentRepaid?: string;
  readonly carryInRepaid?: string;
  readonly share?: string;
  readonly earned?: string;
  readonly retained?: string;
  readonly returned?: string;
  readonly targetPosition: string;
  readonly balanceBeforeCaps: string;
  readonly capEffect: string;
  readonly transfer: string;
  readonly finalPosition: string;
  readonly carryOut: string;
}

export type Memo = Readonly<Record<string, { readonly actual: string }>>;

/** Rows of a case that lie in no agreed period and do not count. */
export type LeftOut = readonly { readonly list: string; readonly period: string; readonly rows: number }[];

export interface SettledResult {
  readonly status: Status;
  readonly mode: 'shadow' | 'binding';
  readonly streams: Readonly<Record<string, StreamResult>>;
  readonly expectedTotal: string;
  readonly result: string;
  readonly rate: string;
  readonly resultOtherForm: string | null;
  readonly statusOtherForm: Status | null;
  /** How far the result stands above (+) or below (−) each threshold: exact, and as shown with two decimals. */
  readonly thresholds: Readonly<Record<'savings' | 'loss', ThresholdDistance>>;
  readonly netShareable?: string;
  readonly pool?: string;
  readonly forfeited?: string;
  readonly parties: Readonly<Record<string, PartyResult>>;
  readonly payments: readonly { readonly from: string; readonly to: string; readonly amount: string }[];
  readonly memo?: Memo;
  readonly leftOut?: LeftOut;
  readonly worksheet: PrintedWorksheet;
}

/** A threshold and how far the result stands from it, in euro with two decimals, rounded for reading only. */
export interface ThresholdDistance {
  readonly amount: string;
  readonly distance: string;
}

export interface IncompleteResult {
  readonly status: 'incomplete';
  readonly missing: readonly string[];
  readonly memo: Memo;
  readonly leftOut?: LeftOut;
}

export interface RefusedResult {
  readonly status: 'refused';
  readonly refusal: RefusalName | 'case_is_malformed' | 'row_must_count_whole';
  readonly detail: Subject | { readonly faults: readonly Fault[] };
}

export type Result = SettledResult | IncompleteResult | RefusedResult;

/** From this denominator on a ratio is printed as the calculation left it: nobody reads it, and reducing it costs more than the settlement. */
const LONGEST_REDUCED = 10n ** 40n;

/** A value as a worksheet prints it: euro in whole cents with two decimals, whole numbers as such, all else as `n/d`. */
const printValue = (line: Line, unit: Unit): Pick<PrintedLine, 'value' | 'shown'> => {
  const { value } = line;
  if (unit === 'euro' && isWholeCents(value)) return { value: printAmount(value) };
  if (value.d >= LONGEST_REDUCED)
    return { value: `${printLong(value.n)}/${printLong(value.d)}`, shown: printRounded(value, 10) };
  const { n, d } = isShort(line) ? value : lowestTerms(value);
  if (d === 1n) return { value: `${n}` };
  return { value: `${n}/${d}`, shown: printRounded(value, 10) };
};

/** Prints the lines of a worksheet. */
export const printLines = (lines: readonly Line[]): PrintedLine[] =>
  lines.map((line) => {
    const { number, code, of, how, from, place, rounding, basis } = line;
    const unit = unitOf(line);
    const { value, shown } = printValue(line, unit);
    const printed: { -readonly [K in keyof PrintedLine]: PrintedLine[K] } = {
      number,
      code,
      of,
      unit,
      how,
      from,
      value,
    };
    if (shown !== undefined) printed.shown = shown;
    if (place !== undefined) printed.place = place;
    if (rounding !== undefined) printed.rounding = rounding;
    if (basis !== undefined) printed.basis = basis;
    return printed;
  });

/** Collects printed fields and remembers the line of each. */
export interface Printer {
  readonly fields: Record<string, number>;
  readonly amount: (field: string, line: Line) => string;
  readonly ratio: (field: string, line: Line) => string;
}

/** A printer that has not printed anything yet. */
export const printer = (): Printer => {
  const fields: Record<string, number> = {};
  const printing = (print: (value: Ratio) => string) => (field: string, line: Line) => {
    fields[field] = line.number;
    return print(line.value);
  };
  return { fields, amount: printing(printAmount), ratio: printing(printRatio) };
};
