/**
 * What a correction changes, per category, before anybody confirms it: the sum of what counts now, the sum of what would
 * count, and the difference, exact.
 */
import { add, type Ratio, subtract, ZERO } from '../../money/ratio.ts';
import { printRounded, readDecimal } from '../../money/text.ts';
import { contains, type Period, readPeriod } from '../../pilot/period.ts';
import { codeUnitOrder } from '../../pilot/terms.ts';
import type { DeliveryCell } from './delivery.ts';
import { type DeliveryKind, TEMPLATES } from './template.ts';

/** The sums of one category; `null` for what a kind does not divide by. Decimals, as many as the longest has. */
export interface DifferenceLine {
  /** The stream of costs, the article of investments, the indicator. */
  readonly stream: string | null;
  /** The care category of costs. */
  readonly category: string | null;
  readonly cohort: string | null;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

/** The columns that make a category, by kind of delivery: its stream, its care category, its cohort. */
const DIVIDED_BY: Readonly<Record<DeliveryKind, readonly [string | null, string | null, string | null]>> = {
  members: [null, null, 'cohort'],
  costs: ['stroom', 'zorgsoort', 'cohort'],
  investments: ['artikel', null, null],
  indicators: ['indicator', null, 'cohort'],
};

/** A part of the deliveries that are compared: the stream (`null` where the kind has none), and a quarter of it. */
export interface ComparedPart {
  readonly stream: string | null;
  readonly quarter: string;
}

interface Sums {
  before: Ratio;
  after: Ratio;
}

/**
 * The lines of all categories, also of those that stay the same. Of the cells that count now only those are taken that
 * the correction replaces: `replaced` names their streams and quarters.
 */
export const correctionDifference = (
  kind: DeliveryKind,
  now: readonly DeliveryCell[],
  corrected: readonly DeliveryCell[],
  replaced: readonly ComparedPart[],
): DifferenceLine[] => {
  const { sum } = TEMPLATES[kind];
  const sums = new Map<string, Sums>();
  const at = ({ values }: DeliveryCell): Sums => {
    const key = JSON.stringify(
      DIVIDED_BY[kind].map((heading) => (heading === null ? null : (values[heading] ?? null))),
    );
    const found = sums.get(key) ?? { before: ZERO, after: ZERO };
    sums.set(key, found);
    return found;
  };
  const quantity = (cell: DeliveryCell): Ratio => readDecimal(cell.sums[sum] ?? '') ?? ZERO;
  const streamHeading = kind === 'costs' ? 'stroom' : null;
  for (const cell of now) {
    const entry = isReplaced(cell, streamHeading, replaced) ? at(cell) : null;
    if (entry !== null) entry.before = add(entry.before, quantity(cell));
  }
  for (const cell of corrected) {
    const entry = at(cell);
    entry.after = add(entry.after, quantity(cell));
  }
  const places = Math.max(...[...now, ...corrected].map((cell) => decimalsOf(cell.sums[sum] ?? '')), 0);
  return [...sums].sort(([a], [b]) => codeUnitOrder(a, b)).map(([key, found]) => lineOf(key, found, places));
};

const decimalsOf = (decimal: string): number => (decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0);

const lineOf = (key: string, { before, after }: Sums, places: number): DifferenceLine => {
  const [stream, category, cohort]: (string | null)[] = JSON.parse(key);
  return {
    stream: stream ?? null,
    category: category ?? null,
    cohort: cohort ?? null,
    before: printRounded(before, places),
    after: printRounded(after, places),
    difference: printRounded(subtract(after, before), places),
  };
};

const isReplaced = (
  { values }: DeliveryCell,
  streamHeading: string | null,
  replaced: readonly ComparedPart[],
): boolean => {
  const stream = streamHeading === null ? null : (values[streamHeading] ?? null);
  const period = readPeriod(values['periode'] ?? '');
  return replaced.some((part) => part.stream === stream && isIn(part.quarter, period));
};

const isIn = (quarter: string, period: Period | null): boolean => {
  const inner = readPeriod(quarter);
  return period !== null && inner !== null && contains(period, inner);
};
