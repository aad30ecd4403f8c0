/**
 * Steps 1 and 2 of the method: rows are completed and truncated, then added up to cells of a cohort, a period and a
 * stratum, at the grain that a stream uses.
 */
import { compare, isZero, ONE, sign } from '../money/ratio.ts';
import type { CellKey, CostRow } from '../pilot/case-rows.ts';
import { codeUnitOrder, type Grain } from '../pilot/terms.ts';
import { at, basisOf, type Run } from './run.ts';
import { type Cell, type Cells, type Slice, type Stratum, sliceName, stratumName } from './strata.ts';
import { type Basis, given, type Line, made, type Subject } from './worksheet.ts';

/** The stratum of a row at a grain. Every row of a case makes one, so none is built up from smaller objects. */
const stratumOf = (grain: Grain, { sex, ageBand }: CellKey): Stratum => {
  const of: { sex?: string; ageBand?: string } = {};
  if (grain === 'sexAge' && sex !== null) of.sex = sex;
  if (grain !== 'total' && ageBand !== null) of.ageBand = ageBand;
  return of;
};

const subjectOf = (row: CellKey, stream?: string): Subject => {
  const of: { -readonly [K in keyof Subject]: Subject[K] } = {};
  if (stream !== undefined) of.stream = stream;
  of.cohort = row.cohort;
  of.period = row.period.text;
  if (row.sex !== null) of.sex = row.sex;
  if (row.ageBand !== null) of.ageBand = row.ageBand;
  return of;
};

/** The line of a row with member-months. */
const monthsLine = (run: Run, rank: number): Line => {
  const known = run.rows.memberMonths[rank];
  if (known !== undefined) return known;
  const row = at(run.case.memberMonths, rank);
  const basis = basisOf(run, 'memberMonths', row.place, rank);
  const line = given(run.sheet, 'monthsRow', subjectOf(row), row.months, basis);
  run.rows.memberMonths[rank] = line;
  return line;
};

/**
 * The line of a cost row after step 1, `(C − X) / f`. A negative row is never grossed up: a correction is booked in
 * full at once, so the claims still to come would be counted as corrections too.
 */
const completedLine = (run: Run, rank: number): Line => {
  const known = run.rows.costs[rank];
  if (known !== undefined) return known;
  const row = at(run.case.costs, rank);
  const basis = basisOf(run, 'costs', row.place, rank);
  const of = subjectOf(row, row.stream);
  const line = grossedUp(run, of, row, rank, net(run, of, row, given(run.sheet, 'costRow', of, row.amount, basis)));
  run.rows.costs[rank] = line;
  return line;
};

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

/** The rows of a slice in one stratum, by their ranks. */
interface Group {
  readonly name: string;
  readonly stratum: Stratum;
  readonly ranks: number[];
}

/** The rows of a slice by stratum, in code-unit order of the strata's names. */
const groupRows = (run: Run, rows: readonly CellKey[], stream: string, slice: Slice, grain: Grain): Group[] => {
  const groups = new Map<string, Group>();
  for (const rank of run.ranks.get(`${stream} ${sliceName(slice)}`) ?? []) {
    const stratum = stratumOf(grain, at(rows, rank));
    const name = stratumName(stratum);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { name, stratum, ranks: [rank] });
    else group.ranks.push(rank);
  }
  return [...groups.values()].sort((a, b) => codeUnitOrder(a.name, b.name));
};

/** The cells of groups of rows: of each the sum of its rows, or the only row where that is about the whole cell. */
const cellsOf = (
  run: Run,
  code: 'memberMonths' | 'cost',
  place: Subject,
  groups: readonly Group[],
  lineOf: (run: Run, rank: number) => Line,
): Cells => {
  const cells = new Map<string, Cell>();
  for (const { name, stratum, ranks } of groups) {
    const rows = ranks.map((rank) => lineOf(run, rank));
    const [only] = rows;
    const isWhole = only !== undefined && rows.length === 1 && isAbout(only.of, stratum);
    const line = isWhole ? only : made(run.sheet, 'sum', code, { ...place, ...stratum }, rows);
    cells.set(name, { name, stratum, line });
  }
  return cells;
};

const isAbout = (of: Subject, { sex, ageBand }: Stratum): boolean => of.sex === sex && of.ageBand === ageBand;

/** Member-months of a cohort and period at a grain, one line a stratum. All streams share them. */
export const monthsCells = (run: Run, slice: Slice, grain: Grain): Cells =>
  onceCells(run, `${grain} ${sliceName(slice)}`, () =>
    cellsOf(run, 'memberMonths', placeOf(slice), groupRows(run, run.case.memberMonths, '', slice, grain), monthsLine),
  );

const placeOf = ({ cohort, period }: Slice): Subject => ({ cohort, period: period.text });

const onceCells = (run: Run, name: string, make: () => Cells): Cells => {
  const known = run.cells.get(name) ?? make();
  run.cells.set(name, known);
  return known;
};

/** Completed costs of a stream, cohort and period at a grain, one line a stratum. */
export const costCells = (run: Run, stream: string, slice: Slice, grain: Grain): Cells =>
  onceCells(run, `${stream} ${grain} ${sliceName(slice)}`, () => {
    const place = { stream, ...placeOf(slice) };
    return cellsOf(run, 'cost', place, groupRows(run, run.case.costs, stream, slice, grain), completedLine);
  });

/** Whether a stream has any cost row for a cohort and period: missing is never zero (method step 4). */
export const isDelivered = (run: Run, stream: string, slice: Slice): boolean =>
  run.ranks.has(`${stream} ${sliceName(slice)}`);
