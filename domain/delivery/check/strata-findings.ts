/**
 * How a delivery divides its people by sex and age: each age band is one that is known, none is missing, and
 * no row for all together stands beside rows for the parts.
 *
 * These can be told only when all rows were seen. Where some rows are the odd ones out, those are reported: a total among
 * a hundred parts is the mistake, and so is a part among a hundred totals.
 */
import { REST } from '../../pilot/age-band.ts';
import type { Sentence } from '../findings/finding.ts';
import { type Cell, cellWords } from './cell-words.ts';
import type { ColumnOf, Report } from './check-context.ts';
import type { EarlierGroup } from './earlier-cells.ts';

/** The strata of a delivery as they come. */
export interface Strata {
  /** Takes a row; false where its age band was reported, so that it is known no further. */
  readonly take: (line: number, cell: Cell, stream: string, category: string) => boolean;
  /** `isWhole` says that every row could be read: only then an absent row is missing. */
  readonly end: (isWhole: boolean) => void;
}

/** The rows of one age band, or of one form of dividing, in a group of rows. */
type Lines = Map<string, number[]>;

const addLine = (lines: Lines, key: string, line: number): void => {
  const before = lines.get(key);
  if (before === undefined) lines.set(key, [line]);
  else before.push(line);
};

/** The forms in which the rows of a cohort, period, stream and category are divided. */
interface Forms {
  readonly cohort: string;
  readonly period: string;
  readonly stream: string;
  readonly lines: Lines;
}

/** What the rows of a cohort, period, stream and sex have: their bands, and one line to point at. */
interface Group {
  readonly cohort: string;
  readonly period: string;
  readonly stream: string;
  readonly sex: string | null;
  readonly name: Sentence;
  readonly line: number;
  readonly bands: Set<string>;
}

/**
 * The strata of a delivery; `known` are the age bands that it may have, null where nothing says so. `earlier` is how the
 * same source was divided before.
 */
export const strata = (
  known: readonly string[] | null,
  columnOf: ColumnOf,
  report: Report,
  earlier: readonly EarlierGroup[] = [],
): Strata => {
  const column = columnOf('leeftijdsklasse');
  const bands: Lines = new Map();
  const forms = new Map<string, Forms>();
  const groups = new Map<string, Group>();
  const take: Strata['take'] = (line, cell, stream, category) => {
    const { ageBand } = cell;
    takeGroup(groups, line, cell, stream);
    if (ageBand !== null && !isPossible(ageBand, known)) {
      report({ code: 'age_band_is_unknown', line, column, value: ageBand, ...listed(known) });
      return false;
    }
    if (ageBand !== null) addLine(bands, ageBand, line);
    takeForm(forms, line, cell, stream, category);
    return true;
  };
  const end = (isWhole: boolean): void => {
    const odd = known === null ? reportOverlapping(bands, column, report) : new Set<string>();
    for (const { lines } of forms.values()) reportForms(lines, report);
    if (!isWhole) return;
    reportMissing([...groups.values()], known ?? inFile(bands, odd), column, report);
    reportGone(earlier, { groups: [...groups.values()], forms: [...forms.values()] }, column, report);
  };
  return { take, end };
};

const listed = (known: readonly string[] | null) => {
  if (known === null) return {};
  const bands = known.join(', ');
  return { detail: { nl: `Bekend zijn ${bands}.`, en: `Known are ${bands}.` } };
};

const BAND = /^(\d{1,3})(?:-(\d{1,3})|\+)$/;

const isPossible = (band: string, known: readonly string[] | null): boolean =>
  known === null ? band === REST || BAND.test(band) : band === REST || known.includes(band);

/** Pooled cells are of several bands, and often of both sexes: they say nothing about how the others are divided. */
const takeForm = (
  forms: Map<string, Forms>,
  line: number,
  { cohort, period, sex, ageBand }: Cell,
  stream: string,
  category: string,
): void => {
  if (ageBand === REST) return;
  const key = `${cohort}|${period}|${stream}|${category}`;
  const before = forms.get(key);
  const lines = before?.lines ?? new Map<string, number[]>();
  if (before === undefined) forms.set(key, { cohort, period, stream, lines });
  addLine(lines, sex === null ? (ageBand === null ? 'total' : 'age') : ageBand === null ? 'sex' : 'sexAge', line);
};

const takeGroup = (
  groups: Map<string, Group>,
  line: number,
  { cohort, period, sex, ageBand }: Cell,
  stream: string,
): void => {
  if (ageBand === null) return;
  const key = `${cohort}|${period}|${stream}|${sex ?? ''}`;
  const before = groups.get(key);
  const name = before?.name ?? cellWords([cohort, period, stream, sex]);
  if (before === undefined) groups.set(key, { cohort, period, stream, sex, name, line, bands: new Set([ageBand]) });
  else before.bands.add(ageBand);
};

/** All lines but those of the form or band that most rows have; the first one of equals. */
const oddLines = (lines: Lines): readonly number[] => {
  const all = [...lines.values()];
  const most = all.reduce((leader, each) => (each.length > leader.length ? each : leader), all[0] ?? []);
  return all.filter((each) => each !== most).flat();
};

const reportForms = (lines: Lines, report: Report): void => {
  for (const line of lines.size > 1 ? oddLines(lines) : [])
    report({ code: 'total_stands_beside_parts', line, column: null, value: null });
};

const rangeOf = (band: string): readonly [number, number] => {
  const [, from, to] = BAND.exec(band) ?? [];
  return [Number(from), to === undefined ? Number.POSITIVE_INFINITY : Number(to)];
};

const overlap = (a: string, b: string): boolean => {
  const [[fromA, toA], [fromB, toB]] = [rangeOf(a), rangeOf(b)];
  return fromA <= toB && fromB <= toA;
};

/** Without known bands, a band that overlaps bands of more rows is the odd one; the answer is all odd ones. */
const reportOverlapping = (bands: Lines, column: number | null, report: Report): ReadonlySet<string> => {
  const accepted: string[] = [];
  const odd = new Set<string>();
  const byRows = [...bands].filter(([band]) => band !== REST).sort(([, a], [, b]) => b.length - a.length);
  for (const [band, lines] of byRows) {
    const other = accepted.find((each) => overlap(each, band));
    if (other === undefined) accepted.push(band);
    else {
      odd.add(band);
      const detail = { nl: `Zij overlapt ${other}.`, en: `It overlaps ${other}.` };
      for (const line of lines) report({ code: 'age_band_is_unknown', line, column, value: band, detail });
    }
  }
  return odd;
};

const inFile = (bands: Lines, odd: ReadonlySet<string>): readonly string[] =>
  [...bands.keys()].filter((band) => !odd.has(band));

/**
 * What was pooled may hold any band, so a group with a rest row misses none. Nor does one with a band that was reported:
 * that is the one that seems to be missing.
 */
const reportMissing = (
  groups: readonly Group[],
  expected: readonly string[],
  column: number | null,
  report: Report,
): void => {
  for (const { name, line, bands } of groups) {
    const isKnown = [...bands].every((band) => expected.includes(band) && band !== REST);
    const missing = isKnown ? expected.filter((band) => band !== REST && !bands.has(band)) : [];
    for (const band of missing) {
      const detail = {
        nl: `Er is geen rij voor ${band} (${name.nl}).`,
        en: `There is no row for ${band} (${name.en}).`,
      };
      report({ code: 'age_band_is_missing', line, column, value: null, detail });
    }
  }
};

/** What a file has, by group and by form. */
interface Had {
  readonly groups: readonly Group[];
  readonly forms: readonly Forms[];
}

/**
 * A cohort or sex that was delivered before and of which a period of this file has no row at all: no group of the file lacks
 * a band then, because there is no group.
 */
const reportGone = (earlier: readonly EarlierGroup[], had: Had, column: number | null, report: Report): void => {
  const periods = new Map(
    [...had.groups, ...had.forms].map(({ stream, period }) => [`${stream}|${period}`, { stream, period }]),
  );
  for (const group of earlier)
    for (const { stream, period } of periods.values()) {
      if (group.stream !== stream || isCovered(group, period, had)) continue;
      const name = cellWords([group.cohort, period, stream, group.sex]);
      const bands = [...group.bands].sort().join(', ');
      const detail = {
        nl: `Eerder waren er rijen voor ${bands}; nu is er geen enkele voor ${name.nl}.`,
        en: `Before there were rows for ${bands}; now there is none for ${name.en}.`,
      };
      report({ code: 'age_band_is_missing', line: null, column, value: null, detail });
    }
};

/** Rows of the same sex cover a group, and so do rows of both sexes together, and pooled ones. */
const isCovered = ({ cohort, stream, sex }: EarlierGroup, period: string, { groups, forms }: Had): boolean => {
  const isOf = (each: Group | Forms): boolean =>
    each.cohort === cohort && each.period === period && each.stream === stream;
  return (
    groups.some(
      (each) => isOf(each) && (sex === null || each.sex === null || each.sex === sex || each.bands.has(REST)),
    ) || forms.some((each) => isOf(each) && [...each.lines.keys()].some((form) => form !== 'sexAge'))
  );
};
