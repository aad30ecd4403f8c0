/**
 * How the rows of a delivery lie beside each other: each age band is one that is known, nothing is counted twice by a total
 * beside its parts or a year beside its quarters, and no period or age band is missing.
 *
 * These can be told only when all rows were seen. A row with a fault of its own is kept apart: it is not reported again, and
 * what it may have been about is not missing elsewhere.
 */
import { REST } from '../../pilot/age-band.ts';
import { reportBands, reportGone, reportPeriods } from './absent-rows.ts';
import type { Cell } from './cell-words.ts';
import { type CheckContext, type ColumnOf, knownAgeBands, type Report } from './check-context.ts';
import type { MembersIndex } from './members-index.ts';
import { isAgeBand, oddBands } from './odd-bands.ts';
import { oddCategories, oddForms, oddPeriods } from './odd-totals.ts';
import type { OddCell, PlacedCell } from './placed-cells.ts';
import { type RefusedRow, refusedRows, UNKNOWN } from './refused-rows.ts';

/** The strata of a delivery as they come. */
export interface Strata {
  /** Whether the age band of a row is one that a delivery may have; reports one that is not. */
  readonly isKnownBand: (line: number, ageBand: string | null) => boolean;
  /** Takes a row without a fault of its own. */
  readonly take: (line: number, cell: Cell, stream: string, category: string) => void;
  /** Takes a row that was refused, with what is known of it. */
  readonly refuse: (row: RefusedRow) => void;
  /** `isWhole` says that every row could be read: only then an absent row is missing. */
  readonly end: (isWhole: boolean) => void;
}

/** The strata of a delivery; `members` are the member-months whose cohorts it must have too, null where there are none. */
export const strata = (
  context: CheckContext,
  members: MembersIndex | null,
  columnOf: ColumnOf,
  report: Report,
): Strata => {
  const known = knownAgeBands(context);
  const column = columnOf('leeftijdsklasse');
  const placed = new Map<string, PlacedCell>();
  const refused = refusedRows();

  /** Reports the odd cells, and gives those that are left. */
  const without = (cells: readonly PlacedCell[], odd: readonly OddCell[]): readonly PlacedCell[] => {
    if (odd.length === 0) return cells;
    for (const each of odd) {
      reportOdd(each, each.wrong === 'ageBand' ? column : null, report);
      refused.add(asRefused(each));
    }
    const blamed = new Set(odd.map(({ cell }) => cell));
    return cells.filter((cell) => !blamed.has(cell));
  };

  return {
    isKnownBand: (line, ageBand) => {
      if (ageBand === null || (known === null ? isAgeBand(ageBand) : isIn(known, ageBand))) return true;
      report({ code: 'age_band_is_unknown', line, column, value: ageBand, ...listed(known) });
      return false;
    },
    take: (line, { cohort, period, sex, ageBand }, stream, category) => {
      const key = `${cohort}|${period}|${stream}|${sex ?? ''}|${ageBand ?? ''}|${category}`;
      const before = placed.get(key);
      if (before === undefined) placed.set(key, { cohort, period, sex, ageBand, stream, category, lines: [line] });
      else before.lines.push(line);
    },
    refuse: refused.add,
    end: (isWhole) => {
      const all = [...placed.values()];
      const banded = known === null ? without(all, oddBands(all)) : all;
      const formed = without(banded, oddForms(banded));
      const parted = without(formed, oddCategories(formed));
      const present = { cells: without(parted, oddPeriods(parted)), refused };
      if (!isWhole) return;
      const isSaid = reportPeriods(present, members, columnOf('periode'), report);
      reportBands(present, known, column, report);
      reportGone(context.earlier?.groups() ?? [], present, isSaid, column, report);
    },
  };
};

const isIn = (known: readonly string[], ageBand: string): boolean => ageBand === REST || known.includes(ageBand);

const listed = (known: readonly string[] | null) => {
  if (known === null) return {};
  const bands = known.join(', ');
  return { detail: { nl: `Bekend zijn ${bands}.`, en: `Known are ${bands}.` } };
};

const reportOdd = ({ cell, code, value, detail }: OddCell, column: number | null, report: Report): void => {
  for (const line of cell.lines) report({ code, line, column, value, ...(detail === undefined ? {} : { detail }) });
};

/** A total that should not be there may be a row that lost its sex or age band. */
const asRefused = ({ cell, wrong }: OddCell): RefusedRow => {
  if (wrong === 'ageBand') return { ...cell, ageBand: UNKNOWN };
  if (wrong === 'period') return { ...cell, period: UNKNOWN };
  return { ...cell, sex: UNKNOWN, ageBand: cell.ageBand ?? UNKNOWN };
};
