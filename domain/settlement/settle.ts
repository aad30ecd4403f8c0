/**
 * The settlement: steps 0 to 11 of the method, in its order of answers.
 *
 * `settleCase` takes a case that was parsed from JSON; `settle` takes a well-formed case and where its rows came from.
 * Both give the same result for the same content: no clock, no randomness, no order of rows.
 */
import { isZero } from '../money/ratio.ts';
import { printRounded } from '../money/text.ts';
import { type Case, readCase } from '../pilot/case-file.ts';
import { balanceOf, carryOut, type Payment, paymentsOf } from './balance.ts';
import { monthsCells } from './cells.ts';
import { type Corridor, holdAgainstCorridor } from './corridor.ts';
import { ownPositions, type Pockets, whereItFell } from './pockets.ts';
import { isRefusal, refuse } from './refusal.ts';
import {
  type IncompleteResult,
  type PartyResult,
  type Printer,
  printer,
  printLines,
  type RefusedResult,
  type Result,
  type SettledResult,
  type StreamResult,
  type ThresholdDistance,
} from './result.ts';
import { at, type Provenance, type Run, startRun } from './run.ts';
import { assertConserved, type Outcome, type Shared, shareGain, shareLoss } from './sharing.ts';
import { memoOf, missingStreams, type StreamFigures, streamFigures } from './streams.ts';
import { pilotSlice } from './trend.ts';
import { type Line, made, totalOf } from './worksheet.ts';

/** Settles a case file that was parsed as JSON; a malformed one is answered with every fault in it. */
export const settleCase = (value: unknown, provenance: Provenance | null = null): Result => {
  const reading = readCase(value);
  if ('case' in reading) return settle(reading.case, provenance);
  return { status: 'refused', refusal: 'case_is_malformed', detail: { faults: reading.faults } };
};

/** Settles a well-formed case. */
export const settle = (of: Case, provenance: Provenance | null = null): Result => {
  const run = startRun(of, provenance);
  const missing = missingStreams(run);
  if (missing.length > 0) return incomplete(run, missing);
  const population = [...monthsCells(run, pilotSlice(run.terms), 'total').values()].map(({ line }) => line);
  if (isZero(totalOf(population))) return refused(refuse('population_is_empty', emptySlice(run)));
  const figures = streamFigures(run);
  return isRefusal(figures) ? refused(figures) : settled(run, figures);
};

const emptySlice = ({ terms }: Run) => ({ cohort: pilotSlice(terms).cohort, period: terms.performance.text });

const refused = ({ refusal, detail }: ReturnType<typeof refuse>): RefusedResult => ({
  status: 'refused',
  refusal,
  detail,
});

const incomplete = (run: Run, missing: readonly string[]): IncompleteResult => {
  const delivered = run.terms.streams.map(({ name }) => name).filter((name) => !missing.includes(name));
  const memo = memoOf(run, [...delivered, ...run.terms.memoStreams], printer().amount);
  return { status: 'incomplete', missing, memo, ...leftOutOf(run) };
};

const leftOutOf = (run: Run) => (run.case.leftOut.length > 0 ? { leftOut: run.case.leftOut } : {});

/** Everything that a settled result prints, as lines. */
interface Settlement {
  readonly figures: readonly StreamFigures[];
  readonly expectedTotal: Line;
  readonly result: Line;
  readonly rate: Line;
  readonly corridor: Corridor;
  readonly distances: Readonly<Record<'savings' | 'loss', Line>>;
  readonly other: { readonly result: Line; readonly corridor: Corridor } | null;
  readonly pockets: Pockets;
  readonly ownPosition: readonly Line[] | null;
  readonly shared: Shared | null;
  readonly target: readonly Line[];
  readonly balance: ReturnType<typeof balanceOf>;
  readonly payments: readonly Payment[];
  readonly carryOut: readonly Line[];
}

const settled = (run: Run, figures: readonly StreamFigures[]): SettledResult => print(run, calculate(run, figures));

const calculate = (run: Run, figures: readonly StreamFigures[]): Settlement => {
  const pockets = whereItFell(
    run,
    figures.map(({ stream, delta }) => ({ stream: stream.name, delta })),
  );
  const result = made(run.sheet, 'sum', 'result', {}, pockets.pocketResult);
  const expectedTotal = made(
    run.sheet,
    'sum',
    'expectedTotal',
    {},
    figures.map(({ expected }) => expected),
  );
  const rate = made(run.sheet, 'quotient', 'rate', {}, [result, expectedTotal]);
  const corridor = holdAgainstCorridor(run, result, expectedTotal, {});
  const distances = distancesOf(run, result, corridor);
  const other = otherOutcome(run, figures);
  const ownPosition = corridor.status === 'neutral' ? null : ownPositions(run, pockets.pocketResult, result);
  const shared = ownPosition === null ? null : shareBy(run, { result, rate, corridor, pockets, ownPosition });
  const target = shared?.targetPosition ?? pockets.whereItFell;
  assertConserved(target, pockets.whereItFell);
  const balance = balanceOf(run, target, pockets, expectedTotal);
  const payments = paymentsOf(run, balance.transfer);
  const carried = carryOut(run, pockets, corridor.status === 'gain' ? shared : null, balance);
  const outcome = { figures, expectedTotal, result, rate, corridor, distances, other, pockets };
  return { ...outcome, ownPosition, shared, target, balance, payments, carryOut: carried };
};

const shareBy = (run: Run, outcome: Outcome): Shared =>
  outcome.corridor.status === 'gain' ? shareGain(run, outcome) : shareLoss(run, outcome);

/** How far the result lies above each threshold; the loss threshold lies below zero. */
const distancesOf = (run: Run, result: Line, corridor: Corridor) => ({
  savings: made(run.sheet, 'difference', 'distance', { side: 'minimumSavingsRate' }, [
    result,
    corridor.savingsThreshold,
  ]),
  loss: made(run.sheet, 'sum', 'distance', { side: 'minimumLossRate' }, [result, corridor.lossThreshold]),
});

/** The outcome under the other trend form, with its own expected total (step 3); `null` where a stream has none. */
const otherOutcome = (run: Run, figures: readonly StreamFigures[]): Settlement['other'] => {
  const of = { other: true } as const;
  const expected = figures.flatMap(({ expectedOther }) => (expectedOther === null ? [] : [expectedOther]));
  if (expected.length < figures.length) return null;
  const total = made(run.sheet, 'sum', 'expectedTotal', of, expected);
  const result = made(run.sheet, 'difference', 'result', of, [total, ...figures.map(({ actual }) => actual)]);
  return { result, corridor: holdAgainstCorridor(run, result, total, of) };
};

const print = (run: Run, settlement: Settlement): SettledResult => {
  const { fields, amount, ratio } = printer();
  const { shared, other, payments } = settlement;
  const result = {
    status: settlement.corridor.status,
    mode: run.terms.mode,
    streams: Object.fromEntries(settlement.figures.map((each) => [each.stream.name, printStream(amount, each)])),
    expectedTotal: amount('expectedTotal', settlement.expectedTotal),
    result: amount('result', settlement.result),
    rate: ratio('rate', settlement.rate),
    resultOtherForm: other === null ? null : amount('resultOtherForm', other.result),
    statusOtherForm: other?.corridor.status ?? null,
    thresholds: printThresholds(fields, settlement),
    ...(shared === null ? {} : printShared(amount, shared)),
    parties: Object.fromEntries(
      run.terms.parties.map(({ id }, place) => [id, printParty(amount, settlement, id, place)]),
    ),
    payments: payments.map(({ from, to, line }, place) => ({
      from,
      to,
      amount: amount(`payments[${place}].amount`, line),
    })),
    ...(run.terms.memoStreams.length > 0 ? { memo: memoOf(run, run.terms.memoStreams, amount) } : {}),
    ...leftOutOf(run),
  };
  return { ...result, worksheet: { lines: printLines(run.sheet.lines), fields } };
};

const printThresholds = (fields: Record<string, number>, { corridor, distances }: Settlement) => {
  const each = (side: 'savings' | 'loss', threshold: Line): ThresholdDistance => {
    fields[`thresholds.${side}.amount`] = threshold.number;
    fields[`thresholds.${side}.distance`] = distances[side].number;
    return { amount: printRounded(threshold.value, 2), distance: printRounded(distances[side].value, 2) };
  };
  return { savings: each('savings', corridor.savingsThreshold), loss: each('loss', corridor.lossThreshold) };
};

const printStream = (amount: Printer['amount'], each: StreamFigures): StreamResult => {
  const field = (name: string) => `streams.${each.stream.name}.${name}`;
  return {
    grain: each.grain,
    grainAgreed: each.stream.grain,
    expected: amount(field('expected'), each.expected),
    actual: amount(field('actual'), each.actual),
    delta: amount(field('delta'), each.delta),
    expectedOtherForm: each.expectedOther === null ? null : amount(field('expectedOtherForm'), each.expectedOther),
  };
};

const printShared = (amount: Printer['amount'], { netShareable, pool, forfeited }: Shared) => ({
  netShareable: amount('netShareable', netShareable),
  pool: amount('pool', pool),
  forfeited: amount('forfeited', forfeited),
});

const printParty = (amount: Printer['amount'], settlement: Settlement, id: string, place: number): PartyResult => {
  const { pockets, balance, shared, ownPosition } = settlement;
  const one = <K extends string>(name: K, column: readonly Line[]) =>
    ({ [name]: amount(`parties.${id}.${name}`, at(column, place)) }) as Record<K, string>;
  const sharing = shared === null || ownPosition === null ? {} : printPartySharing(one, shared, ownPosition);
  return {
    ...one('pocketResult', pockets.pocketResult),
    ...one('invested', pockets.invested),
    ...one('whereItFell', pockets.whereItFell),
    ...sharing,
    ...one('targetPosition', settlement.target),
    ...one('balanceBeforeCaps', balance.balanceBeforeCaps),
    ...one('capEffect', balance.capEffect),
    ...one('transfer', balance.transfer),
    ...one('finalPosition', balance.finalPosition),
    ...one('carryOut', settlement.carryOut),
  };
};

const printPartySharing = (
  one: <K extends string>(name: K, column: readonly Line[]) => Record<K, string>,
  shared: Shared,
  ownPosition: readonly Line[],
) => ({
  ...one('ownPosition', ownPosition),
  ...one('charge', shared.charge),
  ...one('investmentRepaid', shared.investmentRepaid),
  ...one('carryInRepaid', shared.carryInRepaid),
  ...one('share', shared.share),
  ...one('earned', shared.earned),
  ...one('retained', shared.retained),
  ...one('returned', shared.returned),
});
