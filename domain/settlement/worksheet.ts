/**
 * The worksheet: a numbered sheet on which every amount is a line (design, "One idea").
 *
 * The settlement calculates by writing lines; there is no other calculation. A line names what it is, how it was made,
 * from which lines, and on which basis, so that anybody can recompute it: `recomputed` is the one place that says what
 * each way of making means, for writing a line and for checking one.
 */
import {
  add,
  compare,
  divide,
  isZero,
  larger,
  lowestTerms,
  multiply,
  type Ratio,
  smaller,
  subtract,
  sum,
  ZERO,
} from '../money/ratio.ts';
import { centsOf, euroOf, roundToCent } from '../money/rounding.ts';
import { split, splitQuotas } from '../money/split.ts';
import { LABELS, type LineCode, type Unit } from './labels.ts';

/** How a line was made from the lines it names, in the order named. */
export const HOW = [
  'given',
  'sum',
  'difference',
  'product',
  'quotient',
  'smaller',
  'larger',
  'rounded',
  'split',
  'splitQuotas',
  'reached',
  'interpolated',
] as const;
export type How = (typeof HOW)[number];

/** What a line is about; only what applies. `form` tells the agreed trend from the other one. */
export interface Subject {
  readonly stream?: string;
  readonly cohort?: string;
  readonly period?: string;
  readonly sex?: string;
  readonly ageBand?: string;
  readonly party?: string;
  readonly other?: true;
  readonly side?: string;
}

/** What a given line rests on: rows of a delivery, a place in the case file, or a place in the agreement. */
export type Basis =
  | { readonly delivery: string; readonly line: number }
  | { readonly case: string }
  | { readonly agreement: string }
  | { readonly method: string };

/** One line. `place` is the part of a split that it is, from 0. `value` is in the unit of its code, money in euro. */
export interface Line {
  readonly number: number;
  readonly code: LineCode;
  readonly of: Subject;
  readonly how: How;
  readonly from: readonly number[];
  readonly value: Ratio;
  readonly place?: number;
  readonly rounding?: RoundingPoint;
  readonly basis?: Basis;
}

/** The rounding points of the method (N3); R4 is every split. */
export type RoundingPoint = 'R1' | 'R2' | 'R3' | 'R4' | 'R5';

/** The sheet that a settlement writes on. Line numbers count from 1. */
export interface Worksheet {
  readonly lines: Line[];
}

/** A sheet without lines. */
export const emptyWorksheet = (): Worksheet => ({ lines: [] });

/** The unit of a line. */
export const unitOf = (line: Line): Unit => LABELS[line.code].unit;

const first = (values: readonly Ratio[]): Ratio => values[0] ?? ZERO;

/** The rate of the highest step that the score reaches (equal counts), 0 below the first: score, then from, rate, … */
const reached = ([score, ...steps]: readonly Ratio[]): Ratio => {
  let rate = ZERO;
  for (let place = 0; place + 1 < steps.length; place += 2)
    if (compare(score ?? ZERO, steps[place] ?? ZERO) >= 0) rate = steps[place + 1] ?? ZERO;
  return rate;
};

/** Linear between the points around, flat beyond both ends: persons, then point, rate, point, rate, … */
const interpolated = ([persons, ...table]: readonly Ratio[]): Ratio => {
  const at = persons ?? ZERO;
  const points = table.flatMap((x, place) => (place % 2 === 0 ? [{ x, y: table[place + 1] ?? ZERO }] : []));
  const above = points.findIndex(({ x }) => compare(at, x) <= 0);
  const [low, high] = [points[above - 1], points[above]];
  if (high === undefined) return points.at(-1)?.y ?? ZERO;
  if (low === undefined) return high.y;
  const part = divide(subtract(at, low.x), subtract(high.x, low.x));
  return add(low.y, multiply(part, subtract(high.y, low.y)));
};

const partOf = (cents: readonly bigint[], place: number): Ratio => euroOf(cents[place] ?? 0n);

/** Below this denominator a quotient or product is put in lowest terms at once: the sums over strata then stay short. */
const SHORT = 1n << 128n;

/** Whether the value of a line is in lowest terms already. */
export const isShort = ({ how, value }: Line): boolean => (how === 'product' || how === 'quotient') && value.d < SHORT;

const shortened = (value: Ratio): Ratio => (value.d < SHORT ? lowestTerms(value) : value);

/** What each way of making means. A given line has no rule. The parts of a split name its total first. */
const RULES: Readonly<Record<Exclude<How, 'given'>, (from: readonly Ratio[], place: number) => Ratio>> = {
  sum,
  difference: ([from, ...less]) => subtract(from ?? ZERO, sum(less)),
  product: (from) => shortened(from.reduce(multiply)),
  quotient: ([dividend, divisor]) => shortened(divide(dividend ?? ZERO, divisor ?? ZERO)),
  smaller: (from) => from.reduce(smaller),
  larger: (from) => from.reduce(larger),
  rounded: (from) => roundToCent(first(from)),
  split: ([total, ...weights], place) => partOf(split(centsOf(total ?? ZERO), weights), place),
  splitQuotas: ([total, ...quotas], place) => partOf(splitQuotas(quotas, centsOf(total ?? ZERO)), place),
  reached,
  interpolated,
};

/** The value that a line must have, given the values of the lines it names; `null` for a given line. */
export const recomputed = (how: How, from: readonly Ratio[], place: number): Ratio | null =>
  how === 'given' ? null : RULES[how](from, place);

const write = (sheet: Worksheet, line: Line): Line => {
  sheet.lines.push(line);
  return line;
};

const nextNumber = ({ lines }: Worksheet): number => lines.length + 1;

/** Writes a given value with its basis. */
export const given = (sheet: Worksheet, code: LineCode, of: Subject, value: Ratio, basis: Basis): Line =>
  write(sheet, { number: nextNumber(sheet), code, of, how: 'given', from: [], value, basis });

/** Ways of making one line out of others, without rounding. */
type Plain = Exclude<How, 'given' | 'rounded' | 'split' | 'splitQuotas'>;

/** Writes a line that is made from other lines. A quotient whose divisor is zero must have been refused before. */
export const made = (sheet: Worksheet, how: Plain, code: LineCode, of: Subject, from: readonly Line[]): Line =>
  write(sheet, {
    number: nextNumber(sheet),
    code,
    of,
    how,
    from: numbersOf(from),
    value: RULES[how](
      from.map(({ value }) => value),
      0,
    ),
  });

/** Writes a line rounded to whole cents at a named rounding point. */
export const rounded = (sheet: Worksheet, code: LineCode, of: Subject, from: Line, rounding: RoundingPoint): Line =>
  write(sheet, {
    number: nextNumber(sheet),
    code,
    of,
    how: 'rounded',
    from: [from.number],
    value: roundToCent(from.value),
    rounding,
  });

/** Writes the parts of a split over the parties, one line a party (R4). */
export const divided = (
  sheet: Worksheet,
  how: 'split' | 'splitQuotas',
  code: LineCode,
  of: readonly Subject[],
  total: Line,
  over: readonly Line[],
): Line[] => {
  const values = over.map(({ value }) => value);
  const cents = how === 'split' ? split(centsOf(total.value), values) : splitQuotas(values, centsOf(total.value));
  const from = numbersOf([total, ...over]);
  return cents.map((part, place) =>
    write(sheet, {
      number: nextNumber(sheet),
      code,
      of: of[place] ?? {},
      how,
      from,
      place,
      value: euroOf(part),
      rounding: 'R4',
    }),
  );
};

const numbersOf = (lines: readonly Line[]): number[] => lines.map(({ number }) => number);

/** The sum of lines without writing one, for decisions that need no line of their own. */
export const totalOf = (lines: readonly Line[]): Ratio => sum(lines.map(({ value }) => value));

/** Whether every line is zero. */
export const allZero = (lines: readonly Line[]): boolean => lines.every(({ value }) => isZero(value));
