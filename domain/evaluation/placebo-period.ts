/**
 * Placebo in time: the same method on the periods before the start only, as if it had begun earlier. Nothing had happened
 * then, so the interval should hold zero.
 *
 * Abadie, Diamond and Hainmueller, 2015.
 */
import { type Comparison, compare, type Method } from './comparison.ts';
import type { Panel } from './panel.ts';
import { placebosOf, type Uncertainty, uncertaintyOf } from './placebo.ts';

/** The effect of a start in `period`, when nothing started. */
export interface PlaceboPeriod extends Uncertainty {
  readonly period: string;
  readonly effect: number;
}

/** Moves the start back over as many periods as there are after it, but keeps two before; `null` where that cannot be. */
export const placeboPeriod = (panel: Panel, method: Method): PlaceboPeriod | null => {
  const back = Math.min(panel.periods.length - panel.start, panel.start - 2);
  if (back < 1) return null;
  const earlier = startedEarlier(panel, back);
  const own: Comparison | null = compare({ panel: earlier, group: panel.treated, donors: panel.controls }, method);
  if (own === null) return null;
  const period = earlier.periods[earlier.start] ?? '';
  return { period, effect: own.effect, ...uncertaintyOf(own, placebosOf(earlier, method)) };
};

const startedEarlier = (panel: Panel, back: number): Panel => ({
  ...panel,
  periods: panel.periods.slice(0, panel.start),
  values: panel.values.map((row) => row.slice(0, panel.start)),
  start: panel.start - back,
});
