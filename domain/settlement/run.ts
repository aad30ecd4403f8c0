/**
 * What one settlement works with: the case, the sheet it writes on, and where the rows of the case came from.
 */
import { ONE, ZERO } from '../money/ratio.ts';
import type { Case } from '../pilot/case-file.ts';
import type { CellKey } from '../pilot/case-rows.ts';
import { contains } from '../pilot/period.ts';
import type { Terms } from '../pilot/terms.ts';
import { type CellAtMix, type Cells, sliceName } from './strata.ts';
import { type Basis, emptyWorksheet, given, type Line, type Subject, type Worksheet } from './worksheet.ts';

/** Where the rows of a case came from, each list in the order in which the case writes its rows. */
export interface Provenance {
  readonly memberMonths: readonly Basis[];
  readonly costs: readonly Basis[];
}

export interface Run {
  readonly terms: Terms;
  readonly case: Case;
  readonly provenance: Provenance | null;
  readonly sheet: Worksheet;
  /** The ranks of the rows of each slice: those of a stream under its name, those of member-months under none. */
  readonly ranks: ReadonlyMap<string, readonly number[]>;
  /** The constants 0 and 1, as lines. */
  readonly zero: Line;
  readonly one: Line;
  /** Lines that are written once and used by several others, by a name of their own. */
  readonly written: Map<string, Line>;
  /** The line of each row that was used, by the rank of the row. */
  readonly rows: { readonly memberMonths: Line[]; readonly costs: Line[] };
  /** The cells of a slice at a grain, and what they cost at the present mix, likewise. */
  readonly cells: Map<string, Cells>;
  readonly mixes: Map<string, readonly CellAtMix[]>;
}

/** The basis of a row: what the case was made from or, for a case file, its rank by content (`inRowOrder`). */
export const basisOf = ({ provenance }: Run, list: keyof Provenance, place: number, rank: number): Basis =>
  provenance?.[list][place] ?? { case: `${list}[${rank}]` };

/** A row with costs, or one with member-months, which has no stream. */
type Row = CellKey & { readonly stream?: string };

const ranksOf = ({ terms, memberMonths, costs }: Case): ReadonlyMap<string, readonly number[]> => {
  const periods = [...terms.baseline.map(({ period }) => period), terms.performance];
  const ranks = new Map<string, number[]>();
  const listOf = ({ stream = '', cohort, period: inner }: Row): number[] => {
    const period = periods.find((each) => contains(each, inner));
    if (period === undefined) return [];
    const name = `${stream} ${sliceName({ cohort, period })}`;
    const known = ranks.get(name) ?? [];
    ranks.set(name, known);
    return known;
  };
  enterRanks(memberMonths, listOf);
  enterRanks(costs, listOf);
  return ranks;
};

/** Adds the rank of each row to the list of its slice. Neighbours are mostly of one slice, so its list is kept at hand. */
const enterRanks = (rows: readonly Row[], listOf: (row: Row) => number[]): void => {
  let before: Row | undefined;
  let list: number[] = [];
  rows.forEach((row, rank) => {
    if (before === undefined || !isOfSameSlice(before, row)) list = listOf(row);
    list.push(rank);
    before = row;
  });
};

const isOfSameSlice = (a: Row, b: Row): boolean =>
  a.stream === b.stream && a.cohort === b.cohort && a.period === b.period;

/** Starts a settlement on an empty sheet. */
export const startRun = (of: Case, provenance: Provenance | null): Run => {
  const sheet = emptyWorksheet();
  const zero = given(sheet, 'zero', {}, ZERO, { method: '0' });
  const one = given(sheet, 'one', {}, ONE, { method: '1' });
  const memory = { written: new Map(), rows: { memberMonths: [], costs: [] }, cells: new Map(), mixes: new Map() };
  return { terms: of.terms, case: of, provenance, sheet, ranks: ranksOf(of), zero, one, ...memory };
};

/** The line of that name, written at its first use. */
export const once = (run: Run, name: string, make: () => Line): Line => {
  const known = run.written.get(name);
  if (known !== undefined) return known;
  const line = make();
  run.written.set(name, line);
  return line;
};

/** The parties as subjects, in the order of the agreement. */
export const partySubjects = ({ terms }: Run): Subject[] => terms.parties.map(({ id }) => ({ party: id }));

/** One line a party. */
export const eachParty = (run: Run, make: (of: Subject, place: number) => Line): Line[] => partySubjects(run).map(make);

/** What stands at a place of a list; a place that is not there is our own mistake. */
export const at = <T>(list: readonly T[], place: number): T => {
  const found = list[place];
  if (found === undefined) throw new RangeError('A list of the settlement has no entry at a place that was asked.');
  return found;
};
