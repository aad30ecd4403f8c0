/**
 * Steps 2 to 4 of the method for every stream: expected cost, actual cost, and the difference between them.
 */
import type { Grain, Stream, Trend } from '../pilot/terms.ts';
import { costCells, isDelivered } from './cells.ts';
import { expectedCost, expectedOtherForm } from './expected.ts';
import { chooseGrain } from './grain.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import type { Memo, Printer } from './result.ts';
import { once, type Run } from './run.ts';
import { neededSlices, pilotSlice } from './trend.ts';
import { type Line, made, rounded } from './worksheet.ts';

/** The figures of one settled stream. `expectedOther` is `null` where the other trend form has no figure. */
export interface StreamFigures {
  readonly stream: Stream;
  readonly grain: Grain;
  readonly expected: Line;
  readonly actual: Line;
  readonly delta: Line;
  readonly expectedOther: Line | null;
}

/** The settled streams that lack a cost row for a cohort and period that their trend uses, in code-unit order. */
export const missingStreams = (run: Run): string[] =>
  run.terms.streams
    .filter(
      (stream) => !neededSlices(run.terms, trendOf(run, stream)).every((slice) => isDelivered(run, stream.name, slice)),
    )
    .map(({ name }) => name);

/** The figures of every stream, in code-unit order of their names; the first refusal is the answer. */
export const streamFigures = (run: Run): readonly StreamFigures[] | Refusal => {
  const figures: StreamFigures[] = [];
  for (const stream of run.terms.streams) {
    const each = figuresOf(run, stream);
    if (isRefusal(each)) return each;
    figures.push(each);
  }
  return figures;
};

const trendOf = (run: Run, stream: Stream): Trend => {
  const trend = run.terms.trend.get(stream.name);
  if (trend === undefined) throw new RangeError('A stream has no trend.');
  return trend;
};

const figuresOf = (run: Run, stream: Stream): StreamFigures | Refusal => {
  const trend = trendOf(run, stream);
  const chosen = chooseGrain(run, stream, trend);
  if (isRefusal(chosen)) return chosen;
  const expected = expectedCost(run, stream, trend, chosen.grain);
  if (isRefusal(expected)) return expected;
  const actual = actualCost(run, stream.name, chosen.grain);
  const delta = made(run.sheet, 'difference', 'delta', { stream: stream.name }, [expected, actual]);
  const expectedOther = expectedOtherForm(run, stream, trend, chosen.grain);
  return { stream, grain: chosen.grain, expected, actual, delta, expectedOther };
};

/** `A_k = round( Σ_g Ĉ[k,I,g,T] )` (R1). */
const actualCost = (run: Run, stream: string, grain: Grain): Line =>
  once(run, `actual ${stream}`, () => {
    const cells = [...costCells(run, stream, pilotSlice(run.terms), grain).values()];
    const exact = made(
      run.sheet,
      'sum',
      'actualExact',
      { stream },
      cells.map(({ line }) => line),
    );
    return rounded(run.sheet, 'actual', { stream }, exact, 'R1');
  });

/** The actual cost of streams that are shown and not settled. One without a delivered row is left out: missing is never zero. */
export const memoOf = (run: Run, streams: readonly string[], amount: Printer['amount']): Memo => {
  const delivered = streams.filter((stream) => isDelivered(run, stream, pilotSlice(run.terms)));
  return Object.fromEntries(
    delivered.map((stream) => [stream, { actual: amount(`memo.${stream}.actual`, actualCost(run, stream, 'total')) }]),
  );
};
