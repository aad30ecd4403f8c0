/**
 * Step 2 of the method: the grain that a stream uses, and the refusals that come before any figure.
 */
import { isZero, sign } from '../money/ratio.ts';
import { GRAINS, type Grain, type Stream, type Trend } from '../pilot/terms.ts';
import { costCells, monthsCells } from './cells.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Run } from './run.ts';
import type { Slice } from './strata.ts';
import { divisorSlices, neededSlices, pilotSlice } from './trend.ts';

/** The grain to use: the agreed one or, where the agreement allows it, the finest coarser one that has a baseline. */
export const chooseGrain = (run: Run, stream: Stream, trend: Trend): { readonly grain: Grain } | Refusal => {
  const corrupt = costsWithoutMonths(run, stream, trend);
  if (corrupt !== null) return corrupt;
  const coarser = GRAINS.slice(GRAINS.indexOf(stream.grain));
  const allowed = run.terms.missingStratum === 'collapse' ? coarser : coarser.slice(0, 1);
  const grain = allowed.find((each) => missingBaseline(run, stream, trend, each) === null);
  return grain !== undefined
    ? { grain }
    : (missingBaseline(run, stream, trend, allowed.at(-1) ?? 'total') ?? { grain: 'total' });
};

/** Costs in a cell without member-months mean corrupt data, which a coarser grain would only hide. */
const costsWithoutMonths = (run: Run, { name, grain }: Stream, trend: Trend): Refusal | null => {
  for (const slice of neededSlices(run.terms, trend)) {
    const months = monthsCells(run, slice, grain);
    for (const { name: key, stratum, line } of costCells(run, name, slice, grain).values()) {
      const cell = months.get(key);
      if (!isZero(line.value) && (cell === undefined || isZero(cell.line.value)))
        return refuse('costs_without_member_months', { stream: name, ...place(slice), ...stratum });
    }
  }
  return null;
};

/** The first stratum of the pilot whose baseline (or reference) has no member-months to divide by. */
const missingBaseline = (run: Run, { name }: Stream, trend: Trend, grain: Grain): Refusal | null => {
  const pilot = monthsCells(run, pilotSlice(run.terms), grain);
  const divisors = divisorSlices(run.terms, trend).map((slice) => ({ slice, cells: monthsCells(run, slice, grain) }));
  for (const { name: key, stratum, line } of pilot.values()) {
    if (sign(line.value) === 0) continue;
    for (const { slice, cells } of divisors) {
      const cell = cells.get(key);
      if (cell === undefined || isZero(cell.line.value))
        return refuse('stratum_has_no_baseline', { stream: name, ...place(slice), ...stratum });
    }
  }
  return null;
};

const place = ({ cohort, period }: Slice) => ({ cohort, period: period.text });
