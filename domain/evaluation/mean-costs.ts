/**
 * The mean costs behind an effect, with what chance between persons says of them.
 *
 * Where the squares of the persons' costs were delivered, each mean has a standard error, and so has their
 * difference-in-differences; periods count as independent, which is too wide rather than too narrow, since the same people
 * come back. What hits an area as a whole is not in it. So it is a lower bound of the uncertainty and never makes an effect
 * shown (S. G. Donald and K. Lang, Review of Economics and Statistics 89(2), 2007).
 */
import { sharesOf } from './comparison.ts';
import type { StreamCell } from './evaluation-input.ts';
import { CONFIDENCE, type Limits, normalMultiple } from './limits.ts';
import type { Panel } from './panel.ts';

/** The mean cost of an area in a period, in euro per person and month; without squares it has no standard error. */
export interface MeanCostLine {
  readonly stream: string;
  readonly unit: string;
  readonly period: string;
  readonly value: number;
  readonly standardError: number | null;
  readonly interval: Limits | null;
}

/** What chance between persons alone leaves of an effect, in euro per person and month. */
export interface PersonsError {
  readonly stream: string;
  readonly standardError: number;
  readonly interval: Limits;
}

const around = (value: number, standardError: number): Limits => {
  const half = normalMultiple(CONFIDENCE) * standardError;
  return { low: value - half, high: value + half };
};

/** The mean costs as they were given. */
export const meanCostLines = (cells: readonly StreamCell[]): MeanCostLine[] =>
  cells.map(({ stream, unit, period, value, standardError }) => ({
    ...{ stream, unit, period, value, standardError },
    interval: standardError === null ? null : around(value, standardError),
  }));

/** The error of an effect by chance between persons; `null` where the mean of any area and period has none. */
export const personsError = (
  stream: string,
  cells: readonly StreamCell[],
  panel: Panel,
  effect: number,
): PersonsError | null => {
  const byCell = new Map(cells.map((cell) => [JSON.stringify([cell.unit, cell.period]), cell.standardError]));
  const [before, after] = [panel.start, panel.periods.length - panel.start];
  let variance = 0;
  for (const members of [panel.treated, panel.controls]) {
    const shares = sharesOf(panel, members);
    for (const [place, unit] of members.entries())
      for (const [nth, period] of panel.periods.entries()) {
        const error = byCell.get(JSON.stringify([panel.units[unit], period])) ?? null;
        if (error === null) return null;
        variance += ((shares[place] ?? 0) * (error / (nth < before ? before : after))) ** 2;
      }
  }
  const standardError = Math.sqrt(variance);
  return { stream, standardError, interval: around(effect, standardError) };
};
