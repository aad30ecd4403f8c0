/**
 * The cells of a delivery as they come: whether one stands twice, and whether it is ten times what it was in the period before.
 */
import { add, compare, multiply, type Ratio, ratio, sign } from '../../money/ratio.ts';
import { printRounded } from '../../money/text.ts';
import { readPeriod } from '../../pilot/period.ts';
import type { Sentence } from '../findings/sentence.ts';
import type { Report } from './check-context.ts';
import type { EarlierCells } from './earlier-cells.ts';

/** A row's place in the register. `key` names its cell but for the period; `quantity` is months or euro. */
export interface RegisteredRow {
  readonly line: number;
  readonly key: string;
  readonly period: string;
  readonly quantity: Ratio;
  /** A correction may stand beside the row that it corrects. */
  readonly isCorrection: boolean;
}

/** Takes each sound row, and at the end tells which cells grew tenfold. */
export interface CellRegister {
  readonly take: (row: RegisteredRow) => void;
  readonly end: () => void;
}

interface Registered {
  readonly line: number;
  quantity: Ratio;
  /** The line of the row that is no correction; 0 while there is none. */
  plainLine: number;
}

/** A register whose quantities stand in a column; `earlier` is what was delivered before, for periods that the file lacks. */
export const cellRegister = (column: number | null, report: Report, earlier?: EarlierCells): CellRegister => {
  const cells = new Map<string, Map<string, Registered>>();
  return {
    take: (row) => {
      const known = cells.get(row.key);
      const periods = known ?? new Map<string, Registered>();
      if (known === undefined) cells.set(row.key, periods);
      const before = periods.get(row.period);
      if (before === undefined) {
        periods.set(row.period, { line: row.line, quantity: row.quantity, plainLine: row.isCorrection ? 0 : row.line });
      } else takeAgain(row, before, report);
    },
    end: () => {
      for (const [key, periods] of cells) {
        const quantityIn = (period: string): Ratio | null =>
          periods.get(period)?.quantity ?? earlier?.quantity(key, period) ?? null;
        reportTenfold(periods, quantityIn, column, report);
      }
    },
  };
};

const takeAgain = (row: RegisteredRow, before: Registered, report: Report): void => {
  if (!row.isCorrection && before.plainLine > 0) {
    report({ code: 'cell_stands_twice', line: row.line, column: null, value: null, detail: alsoOn(before.plainLine) });
    return;
  }
  before.quantity = add(before.quantity, row.quantity);
  if (!row.isCorrection) before.plainLine = row.line;
};

/** Says where else a cell stands. */
export const alsoOn = (line: number): Sentence => ({
  nl: `Deze cel staat ook op regel ${line}.`,
  en: `This cell also stands on line ${line}.`,
});

const TEN = ratio(10n);

const reportTenfold = (
  periods: ReadonlyMap<string, Registered>,
  quantityIn: (period: string) => Ratio | null,
  column: number | null,
  report: Report,
): void => {
  for (const [period, { line, quantity }] of periods) {
    const before = lastPeriod(period, quantityIn);
    const earlier = quantityIn(before);
    if (earlier === null || sign(earlier) <= 0 || compare(quantity, multiply(earlier, TEN)) < 0) continue;
    const detail = { nl: `In ${before} was het ${shown(earlier)}.`, en: `In ${before} it was ${shown(earlier)}.` };
    report({ code: 'ten_times_last_period', line, column, value: shown(quantity), isDecimal: true, detail });
  }
};

/** Months and euro alike are shown with two decimals. */
const shown = (quantity: Ratio): string => printRounded(quantity, 2);

/** A quarter may be absent, or be in a row that could not be read; the last one within four periods then stands for it. */
const FURTHEST_BACK = 4;

/** The last period before one that the cell has, of the same length; empty where it has none. */
const lastPeriod = (period: string, quantityIn: (period: string) => Ratio | null): string => {
  let before = period;
  for (let back = 0; back < FURTHEST_BACK; back++) {
    before = previousPeriod(before);
    if (quantityIn(before) !== null) return before;
  }
  return '';
};

/** The period of the same length just before: of `2025-K1` it is `2024-K4`, of `2025` it is `2024`. */
const previousPeriod = (text: string): string => {
  const period = readPeriod(text);
  if (period === null) return '';
  const { year, from, to } = period;
  if (from !== to) return `${year - 1}`;
  return from === 1 ? `${year - 1}-K4` : `${year}-K${from - 1}`;
};
