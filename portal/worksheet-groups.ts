/**
 * The order in which the lines of a worksheet are read: the outcome first, then each stream with its totals, and under
 * them the strata, by cohort and period. Within a group lines keep the order in which they were calculated.
 */

import { codeUnitOrder } from '../domain/pilot/terms.ts';
import type { PrintedLine } from '../domain/settlement/result.ts';
import { stepOf } from './worksheet-line.ts';

/** Lines of one step of the method. */
export interface StepGroup {
  readonly step: number;
  readonly lines: readonly PrintedLine[];
}

/** Lines about the strata of a cohort in a period, or about the strata of both where a growth compares them. */
export interface StrataGroup {
  readonly cohort: string | null;
  readonly period: string | null;
  readonly lines: readonly PrintedLine[];
}

/** Lines of a stream (`null` for the population and what all streams share): totals, the other trend form, strata. */
export interface StreamGroup {
  readonly stream: string | null;
  readonly totals: readonly PrintedLine[];
  readonly otherForm: readonly PrintedLine[];
  readonly strata: readonly StrataGroup[];
}

export interface Worksheet {
  readonly outcome: readonly StepGroup[];
  readonly streams: readonly StreamGroup[];
}

/** The steps from here on are about the pilot as a whole and about its parties. */
const FIRST_STEP_OF_OUTCOME = 5;

/** Codes of lines about a row or a cell; they are such lines at the coarsest grain too, where no stratum is named. */
const OF_CELLS: ReadonlySet<string> = new Set([
  'monthsRow',
  'costRow',
  'excessRow',
  'netRow',
  'completionFactor',
  'completedRow',
  'memberMonths',
  'cost',
  'costRate',
  'costAtMix',
]);

const isOfStrata = ({ code, of }: PrintedLine): boolean =>
  OF_CELLS.has(code) || of.sex !== undefined || of.ageBand !== undefined;

/** Puts the lines of a worksheet into groups; every line is in exactly one of them. */
export const groupLines = (lines: readonly PrintedLine[]): Worksheet => {
  const outcome = grouped(
    lines.filter((line) => stepOf(line) >= FIRST_STEP_OF_OUTCOME),
    (line) => `${stepOf(line)}`,
  );
  const before = grouped(
    lines.filter((line) => stepOf(line) < FIRST_STEP_OF_OUTCOME),
    ({ of }) => of.stream ?? null,
  );
  return {
    outcome: outcome.map((group) => ({ step: stepOf(group[0]), lines: group })).sort((a, b) => a.step - b.step),
    streams: before.map(streamGroup).sort(streamsFirst),
  };
};

/** Lines with the same key, in the order in which the keys come; no group is empty. */
const grouped = (lines: readonly PrintedLine[], keyOf: (line: PrintedLine) => string | null) => {
  const groups = new Map<string | null, [PrintedLine, ...PrintedLine[]]>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (group === undefined) groups.set(keyOf(line), [line]);
    else group.push(line);
  }
  return [...groups.values()];
};

const streamGroup = (lines: readonly [PrintedLine, ...PrintedLine[]]): StreamGroup => {
  const strata = lines.filter(isOfStrata);
  const totals = lines.filter((line) => !isOfStrata(line));
  return {
    stream: lines[0].of.stream ?? null,
    totals: totals.filter(({ of }) => of.other === undefined),
    otherForm: totals.filter(({ of }) => of.other !== undefined),
    strata: grouped(strata, ({ of }) => JSON.stringify([of.cohort ?? '', of.period ?? '']))
      .map(strataGroup)
      .sort(inTime),
  };
};

const strataGroup = (lines: readonly [PrintedLine, ...PrintedLine[]]): StrataGroup => ({
  cohort: lines[0].of.cohort ?? null,
  period: lines[0].of.period ?? null,
  lines,
});

const inTime = (a: StrataGroup, b: StrataGroup): number =>
  codeUnitOrder(a.cohort ?? '', b.cohort ?? '') || codeUnitOrder(a.period ?? '', b.period ?? '');

const streamsFirst = (a: StreamGroup, b: StreamGroup): number => {
  if (a.stream === null || b.stream === null) return a.stream === b.stream ? 0 : a.stream === null ? 1 : -1;
  return codeUnitOrder(a.stream, b.stream);
};
