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

/** The cells of one delivery that counts now, and what the correction replaces of it. Of another one it may replace the rest. */
export interface ComparedDelivery {
  readonly cells: readonly DeliveryCell[];
  readonly replaced: readonly ComparedPart[];
}

/** The sums of one category while they are taken together; its names as they were written first. */
interface Sums extends Pick<DifferenceLine, 'stream' | 'category' | 'cohort'> {
  before: Ratio;
  after: Ratio;
}

/** What names a care category, however it is written: `Begeleiding` and `begeleiding` are one. */
export type CategoryKey = (stream: string, category: string | null) => string;

/**
 * The lines of all categories, also of those that stay the same. Of the cells that count now only those are taken that
 * the correction replaces.
 */
export const correctionDifference = (
  kind: DeliveryKind,
  now: readonly ComparedDelivery[],
  corrected: readonly DeliveryCell[],
  categoryKey: CategoryKey,
): DifferenceLine[] => {
  const { sum } = TEMPLATES[kind];
  const sums = new Map<string, Sums>();
  const at = (cell: DeliveryCell): Sums => {
    const named = namesOf(kind, cell);
    const { stream, category, cohort } = named;
    const key = JSON.stringify([stream, category === null ? null : categoryKey(stream ?? '', category), cohort]);
    const found = sums.get(key) ?? { ...named, before: ZERO, after: ZERO };
    sums.set(key, found);
    return found;
  };
  const quantity = (cell: DeliveryCell): Ratio => readDecimal(cell.sums[sum] ?? '') ?? ZERO;
  const streamHeading = kind === 'costs' ? 'stroom' : null;
  for (const { cells, replaced } of now)
    for (const cell of cells) {
      const entry = isReplaced(cell, streamHeading, replaced) ? at(cell) : null;
      if (entry !== null) entry.before = add(entry.before, quantity(cell));
    }
  for (const cell of corrected) {
    const entry = at(cell);
    entry.after = add(entry.after, quantity(cell));
  }
  const all = [...now.map(({ cells }) => cells), corrected].flat();
  const places = all.reduce((most, cell) => Math.max(most, decimalsOf(cell.sums[sum] ?? '')), 0);
  return [...sums].sort(([a], [b]) => codeUnitOrder(a, b)).map(([, found]) => lineOf(found, places));
};

const namesOf = (
  kind: DeliveryKind,
  { values }: DeliveryCell,
): Pick<DifferenceLine, 'stream' | 'category' | 'cohort'> => {
  const [stream, category, cohort] = DIVIDED_BY[kind];
  const named = (heading: string | null) => (heading === null ? null : (values[heading] ?? null));
  return { stream: named(stream), category: named(category), cohort: named(cohort) };
};

const decimalsOf = (decimal: string): number => (decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0);

const lineOf = ({ before, after, ...named }: Sums, places: number): DifferenceLine => ({
  ...named,
  before: printRounded(before, places),
  after: printRounded(after, places),
  difference: printRounded(subtract(after, before), places),
});

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
