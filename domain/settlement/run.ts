/**
 * What one settlement works with: the case, the sheet it writes on, and where the rows of the case came from.
 */
import { ONE, ZERO } from '../money/ratio.ts';
import type { Case } from '../pilot/case-file.ts';
import type { Terms } from '../pilot/terms.ts';
import type { Cells } from './strata.ts';
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
  /** The constants 0 and 1, as lines. */
  readonly zero: Line;
  readonly one: Line;
  /** Lines that are written once and used by several others, by a name of their own. */
  readonly written: Map<string, Line>;
  /** The cells of a slice at a grain, likewise. */
  readonly cells: Map<string, Cells>;
}

/** The basis of a row: what the case was made from or, for a case file, its rank by content (`inRowOrder`). */
export const basisOf = ({ provenance }: Run, list: keyof Provenance, place: number, rank: number): Basis =>
  provenance?.[list][place] ?? { case: `${list}[${rank}]` };

/** Starts a settlement on an empty sheet. */
export const startRun = (of: Case, provenance: Provenance | null): Run => {
  const sheet = emptyWorksheet();
  const zero = given(sheet, 'zero', {}, ZERO, { method: '0' });
  const one = given(sheet, 'one', {}, ONE, { method: '1' });
  return { terms: of.terms, case: of, provenance, sheet, zero, one, written: new Map(), cells: new Map() };
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
