/**
 * Step 6 of the method: is the result a gain, a loss, or too close to zero to share?
 */
import { compare, ratio, sign } from '../money/ratio.ts';
import { monthsIn } from '../pilot/period.ts';
import type { MinimumRate } from '../pilot/terms.ts';
import { monthsCells } from './cells.ts';
import { once, type Run } from './run.ts';
import { pilotSlice } from './trend.ts';
import { given, type Line, made, type Subject } from './worksheet.ts';

export type Status = 'gain' | 'loss' | 'neutral';

/** The outcome of the corridor: the status, and the two thresholds in euro (both as positive amounts). */
export interface Corridor {
  readonly status: Status;
  readonly savingsThreshold: Line;
  readonly lossThreshold: Line;
}

/** Holds a result against the corridor around an expected total. Equal to the threshold counts as met (N6). */
export const holdAgainstCorridor = (run: Run, result: Line, expectedTotal: Line, of: Subject): Corridor => {
  const savingsThreshold = threshold(run, 'minimumSavingsRate', expectedTotal, of);
  const lossThreshold = threshold(run, 'minimumLossRate', expectedTotal, of);
  const isGain = sign(result.value) > 0 && compare(result.value, savingsThreshold.value) >= 0;
  const size = { n: -result.value.n, d: result.value.d };
  const isLoss = sign(result.value) < 0 && compare(size, lossThreshold.value) >= 0;
  return { status: isGain ? 'gain' : isLoss ? 'loss' : 'neutral', savingsThreshold, lossThreshold };
};

type Side = 'minimumSavingsRate' | 'minimumLossRate';

const threshold = (run: Run, side: Side, expectedTotal: Line, of: Subject): Line => {
  const rate = once(run, side, () => minimumRate(run, side, run.terms.corridor[side]));
  return made(run.sheet, 'product', 'threshold', { ...of, side }, [rate, expectedTotal]);
};

const minimumRate = (run: Run, side: Side, minimum: MinimumRate): Line => {
  const basis = { agreement: `corridor.${side}` };
  if (minimum.form === 'rate') return given(run.sheet, 'minimumRate', { side }, minimum.rate, basis);
  const table = minimum.points.flatMap(([persons, rate], place) => [
    given(run.sheet, 'tablePersons', { side }, persons, { agreement: `corridor.${side}.byPersons[${place}][0]` }),
    given(run.sheet, 'tableRate', { side }, rate, { agreement: `corridor.${side}.byPersons[${place}][1]` }),
  ]);
  return made(run.sheet, 'interpolated', 'minimumRate', { side }, [personsInPilot(run), ...table]);
};

/** `Σ_g M[I,g,T]` over the months in the performance period. */
const personsInPilot = (run: Run): Line =>
  once(run, 'persons', () => {
    const months = once(run, 'population total', () => {
      const cells = [...monthsCells(run, pilotSlice(run.terms), 'total').values()].map(({ line }) => line);
      return made(run.sheet, 'sum', 'population', { period: run.terms.performance.text }, cells);
    });
    const length = given(run.sheet, 'monthsInPeriod', {}, ratio(monthsIn(run.terms.performance)), {
      agreement: 'performance',
    });
    return made(run.sheet, 'quotient', 'persons', {}, [months, length]);
  });

/**
 * The fraction of a result that may be shared: all of it in a deadband; under a deductible only what lies above the
 * threshold. The size of a loss is its opposite.
 */
export const ramp = (run: Run, size: Line, thresholdMet: Line): Line => {
  if (run.terms.corridor.form === 'deadband') return run.one;
  const above = made(run.sheet, 'difference', 'aboveThreshold', {}, [size, thresholdMet]);
  return made(run.sheet, 'quotient', 'ramp', {}, [above, size]);
};
