/**
 * Rows that a delivery should have and has not: a period that one stream or cohort has and another lacks, an age band that
 * other groups have, and a cohort or sex that was delivered before. Missing is never zero, so an absent row is not taken for
 * nothing spent. Asked only where every row could be read, and of what a refused row cannot hold.
 */
import { REST } from '../../pilot/age-band.ts';
import { COHORTS } from '../../pilot/case-rows.ts';
import { cellWords } from './cell-words.ts';
import type { Report } from './check-context.ts';
import type { EarlierGroup } from './earlier-cells.ts';
import { type MembersIndex, quartersOf } from './members-index.ts';
import { formOf, type PlacedCell } from './placed-cells.ts';
import type { RefusedRows } from './refused-rows.ts';

/** The sound cells of a delivery, in the order of the file, and its refused rows. */
export interface Present {
  readonly cells: readonly PlacedCell[];
  readonly refused: RefusedRows;
}

type Cells = readonly PlacedCell[];

/** A cohort and stream that lack rows in a quarter. */
type Lacking = (place: { readonly cohort: string; readonly stream: string; readonly period: string }) => boolean;

/**
 * Reports each stream, cohort and period without any row, where the file has that period of another stream or cohort, or has
 * that stream and the member-months have that cohort. The record keeps of a file its streams and its periods, so it would
 * take the absent ones for nothing spent. The answer tells which were reported.
 */
export const reportPeriods = (
  { cells, refused }: Present,
  members: MembersIndex | null,
  column: number | null,
  report: Report,
): Lacking => {
  const labels = new Set(cells.map(({ period }) => period));
  const quarters = [...new Set([...labels].flatMap(quartersOf))].sort();
  const cohorts = new Set(cells.map(({ cohort }) => cohort));
  const had = new Set(cells.flatMap((cell) => quartersOf(cell.period).map((quarter) => nameOf(cell, quarter))));
  const reported = new Set<string>();
  for (const stream of new Set(cells.map((cell) => cell.stream)))
    for (const cohort of COHORTS) {
      const lacking = quarters.filter((quarter) => {
        const isWanted = cohorts.has(cohort) || members?.hasCohort(cohort, quarter) === true;
        return (
          isWanted && !had.has(nameOf({ cohort, stream }, quarter)) && !mayBeIn(refused, { cohort, stream }, quarter)
        );
      });
      for (const quarter of lacking) reported.add(nameOf({ cohort, stream }, quarter));
      for (const period of asLabelled(lacking, labels)) {
        const { nl, en } = cellWords([stream, cohort, period]);
        const detail = { nl: `Er is geen enkele rij voor ${nl}.`, en: `There is no row at all for ${en}.` };
        report({ code: 'period_is_missing', line: null, column, value: null, detail });
      }
    }
  return (place) => quartersOf(place.period).some((quarter) => reported.has(nameOf(place, quarter)));
};

const nameOf = ({ cohort, stream }: Pick<PlacedCell, 'cohort' | 'stream'>, quarter: string): string =>
  `${cohort}|${stream}|${quarter}`;

/** A refused row may be about the quarter, or about the year that it is of. */
const mayBeIn = (refused: RefusedRows, place: Pick<PlacedCell, 'cohort' | 'stream'>, quarter: string): boolean =>
  [quarter, quarter.slice(0, 4)].some((period) => refused.mayBeIn({ ...place, period }));

/** Quarters in the words of the file: a year for those of which it has the year only. */
const asLabelled = (quarters: readonly string[], labels: ReadonlySet<string>): readonly string[] => [
  ...new Set(quarters.map((quarter) => (labels.has(quarter) ? quarter : quarter.slice(0, 4)))),
];

/**
 * Reports the age bands that a cohort, period, stream and sex lack, in one finding. What was pooled may hold any band, so a group with a
 * rest row misses none.
 */
export const reportBands = (
  { cells, refused }: Present,
  known: readonly string[] | null,
  column: number | null,
  report: Report,
): void => {
  const divided = cells.filter(({ ageBand }) => ageBand !== null);
  const expected = (known ?? [...new Set(divided.map(({ ageBand }) => ageBand ?? ''))]).filter((band) => band !== REST);
  const groups = Map.groupBy(divided, (cell) => `${cell.cohort}|${cell.period}|${cell.stream}|${cell.sex ?? ''}`);
  for (const group of groups.values()) {
    const [first] = group;
    const bands = new Set(group.map(({ ageBand }) => ageBand));
    if (first === undefined || bands.has(REST)) continue;
    const { cohort, period, stream, sex } = first;
    const { nl, en } = cellWords([cohort, period, stream, sex]);
    const hasRefused = refused.mayBeIn(first);
    const missing = firstOf(
      expected,
      (ageBand) => !bands.has(ageBand) && !(hasRefused && refused.mayHold({ ...first, ageBand })),
    );
    if (missing.length === 0) continue;
    const listed = shortened(missing);
    const detail = { nl: `Er is geen rij voor ${listed} (${nl}).`, en: `There is no row for ${listed} (${en}).` };
    report({ code: 'age_band_is_missing', line: first.lines[0] ?? null, column, value: null, detail });
  }
};

/** A definition has some twenty bands; a list of more is not read to its end. */
const MOST_NAMED = 30;

/** The first names that are asked for, one more than are named; a file may have very many groups that lack very many. */
const firstOf = (names: readonly string[], isAsked: (name: string) => boolean): readonly string[] => {
  const found: string[] = [];
  for (const name of names) {
    if (found.length > MOST_NAMED) break;
    if (isAsked(name)) found.push(name);
  }
  return found;
};

const shortened = (names: readonly string[]): string =>
  names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')}, …` : names.join(', ');

/**
 * Reports a cohort or sex that was delivered before and of which a period of this file has no row at all: no group of the
 * file lacks a band then, because there is no group. What lacks the whole period was said already.
 */
export const reportGone = (
  earlier: readonly EarlierGroup[],
  { cells, refused }: Present,
  isSaid: Lacking,
  column: number | null,
  report: Report,
): void => {
  const covered = coveredSexes(cells);
  const periods = new Map(cells.map((cell) => [`${cell.stream}|${cell.period}`, cell]));
  for (const group of earlier)
    for (const { stream, period } of periods.values()) {
      const place = { cohort: group.cohort, stream, period };
      if (group.stream !== stream || isSaid(place) || refused.mayBeIn(place)) continue;
      const sexes = covered.get(placeName(place)) ?? new Set();
      if (sexes.has(EVERYBODY) || sexes.has(group.sex) || (group.sex === null && sexes.size > 0)) continue;
      const name = cellWords([group.cohort, period, stream, group.sex]);
      const bands = [...group.bands].sort().join(', ');
      const detail = {
        nl: `Eerder waren er rijen voor ${bands}; nu is er geen enkele voor ${name.nl}.`,
        en: `Before there were rows for ${bands}; now there is none for ${name.en}.`,
      };
      report({ code: 'age_band_is_missing', line: null, column, value: null, detail });
    }
};

const placeName = ({ cohort, period, stream }: Pick<PlacedCell, 'cohort' | 'period' | 'stream'>): string =>
  `${cohort}|${period}|${stream}`;

/** Stands for both sexes among those that are covered. */
const EVERYBODY = 'everybody';

/** Rows of a sex cover that sex; rows of both together, of one sex of all ages, and pooled ones cover everybody. */
const coveredSexes = (cells: Cells): ReadonlyMap<string, ReadonlySet<string | null>> =>
  new Map(
    [...Map.groupBy(cells, placeName)].map(([name, each]) => [
      name,
      new Set(each.map((cell) => (formOf(cell) === 'sexAge' ? cell.sex : EVERYBODY))),
    ]),
  );
