/**
 * Steps 1 and 2 of the method: rows are completed and truncated, then added up to cells of a cohort, a period and a
 * stratum, at the grain that a stream uses.
 */
import { compare, isZero, ONE, sign } from '../money/ratio.ts';
import type { CellKey, CostRow } from '../pilot/case-file.ts';
import { codeUnitOrder, type Grain } from '../pilot/terms.ts';
import { at, basisOf, once, type Run } from './run.ts';
import { type Cells, type Slice, type Stratum, sliceName, stratumName } from './strata.ts';
import { type Basis, given, type Line, made, type Subject } from './worksheet.ts';

const stratumOf = (grain: Grain, row: CellKey): Stratum => ({
  ...(grain === 'sexAge' && row.sex !== null ? { sex: row.sex } : {}),
  ...(grain !== 'total' && row.ageBand !== null ? { ageBand: row.ageBand } : {}),
});

const subjectOf = (row: CellKey): Subject => ({
  cohort: row.cohort,
  period: row.period.text,
  ...stratumOf('sexAge', row),
});

/** The line of a row with member-months. */
const monthsLine = (run: Run, rank: number): Line =>
  once(run, `monthsRow ${rank}`, () => {
    const row = at(run.case.memberMonths, rank);
    const basis = basisOf(run, 'memberMonths', row.place, rank);
    return given(run.sheet, 'monthsRow', subjectOf(row), row.months, basis);
  });

/**
 * The line of a cost row after step 1, `(C − X) / f`. A negative row is never grossed up: a correction is booked in
 * full at once, so the claims still to come would be counted as corrections too.
 */
const completedLine = (run: Run, rank: number): Line =>
  once(run, `costRow ${rank}`, () => {
    const row = at(run.case.costs, rank);
    const basis = basisOf(run, 'costs', row.place, rank);
    const of = { stream: row.stream, ...subjectOf(row) };
    return grossedUp(run, of, row, rank, net(run, of, row, given(run.sheet, 'costRow', of, row.amount, basis)));
  });

const net = (run: Run, of: Subject, row: CostRow, cost: Line): Line => {
  if (isZero(row.excess) || cost.basis === undefined) return cost;
  const excess = given(run.sheet, 'excessRow', of, row.excess, cost.basis);
  return made(run.sheet, 'difference', 'netRow', of, [cost, excess]);
};

const grossedUp = (run: Run, of: Subject, row: CostRow, rank: number, below: Line): Line => {
  if (sign(below.value) < 0 || compare(row.completionFactor, ONE) === 0) return below;
  const factor = given(run.sheet, 'completionFactor', of, row.completionFactor, factorBasis(run, row, rank));
  return made(run.sheet, 'quotient', 'completedRow', of, [below, factor]);
};

/** A statement takes its factors from the agreement; a case file gives them row by row. */
const factorBasis = ({ provenance }: Run, { stream }: CostRow, rank: number): Basis =>
  provenance === null ? { case: `costs[${rank}].completionFactor` } : { agreement: `completionFactors.${stream}` };

/** The rows of a slice by stratum, in code-unit order of the strata's names. */
const groupRows = (run: Run, rows: readonly CellKey[], stream: string, slice: Slice, grain: Grain) => {
  const groups = new Map<string, { stratum: Stratum; ranks: number[] }>();
  for (const rank of run.ranks.get(`${stream} ${sliceName(slice)}`) ?? []) {
    const stratum = stratumOf(grain, at(rows, rank));
    const name = stratumName(stratum);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { stratum, ranks: [rank] });
    else group.ranks.push(rank);
  }
  return [...groups].sort(([a], [b]) => codeUnitOrder(a, b));
};

/** Member-months of a cohort and period at a grain, one line a stratum. All streams share them. */
export const monthsCells = (run: Run, slice: Slice, grain: Grain): Cells =>
  onceCells(run, `${grain} ${sliceName(slice)}`, () => makeMonthsCells(run, slice, grain));

const onceCells = (run: Run, name: string, make: () => Cells): Cells => {
  const known = run.cells.get(name) ?? make();
  run.cells.set(name, known);
  return known;
};

const makeMonthsCells = (run: Run, slice: Slice, grain: Grain): Cells => {
  const groups = groupRows(run, run.case.memberMonths, '', slice, grain);
  const cells = groups.map(([name, { stratum, ranks }]) => {
    const of = { cohort: slice.cohort, period: slice.period.text, ...stratum };
    const rows = ranks.map((rank) => monthsLine(run, rank));
    return [name, { stratum, line: made(run.sheet, 'sum', 'memberMonths', of, rows) }] as const;
  });
  return new Map(cells);
};

/** Completed costs of a stream, cohort and period at a grain, one line a stratum. */
export const costCells = (run: Run, stream: string, slice: Slice, grain: Grain): Cells =>
  onceCells(run, `${stream} ${grain} ${sliceName(slice)}`, () => makeCostCells(run, stream, slice, grain));

const makeCostCells = (run: Run, stream: string, slice: Slice, grain: Grain): Cells => {
  const groups = groupRows(run, run.case.costs, stream, slice, grain);
  const cells = groups.map(([name, { stratum, ranks }]) => {
    const of = { stream, cohort: slice.cohort, period: slice.period.text, ...stratum };
    const rows = ranks.map((rank) => completedLine(run, rank));
    return [name, { stratum, line: made(run.sheet, 'sum', 'cost', of, rows) }] as const;
  });
  return new Map(cells);
};

/** Whether a stream has any cost row for a cohort and period: missing is never zero (method step 4). */
export const isDelivered = (run: Run, stream: string, slice: Slice): boolean =>
  run.ranks.has(`${stream} ${sliceName(slice)}`);
