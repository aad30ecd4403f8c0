/**
 * Age bands of a delivery that nothing says the bands of: those that overlap others cannot all be right.
 */
import { REST } from '../../pilot/age-band.ts';
import { type OddCell, type PlacedCell, rowsOf } from './placed-cells.ts';

const BAND = /^(\d{1,3})(?:-(\d{1,3})|\+)$/;

/** Ages are of at most three digits; a band without an end ends here. */
const OLDEST = 999;

/** The first and last age of a band; null for a text that is none. */
const rangeOf = (band: string): readonly [from: number, to: number] | null => {
  const [, from, to] = BAND.exec(band) ?? [];
  if (from === undefined) return null;
  const range = [Number(from), to === undefined ? OLDEST : Number(to)] as const;
  return range[0] <= range[1] ? range : null;
};

/** Whether a text is an age band, or what small ones are pooled in. */
export const isAgeBand = (text: string): boolean => text === REST || rangeOf(text) !== null;

/** A band with its ages, its cells and how many rows of other bands it overlaps. */
interface Ranged {
  readonly band: string;
  readonly from: number;
  readonly to: number;
  readonly cells: readonly PlacedCell[];
  readonly rows: number;
}

/**
 * The cells whose band overlaps others, blaming the bands that overlap most rows: one wide band among many narrow ones is
 * the mistake, and so is one row among a hundred. Of equals the one of fewer rows is, and then the one that came later.
 */
export const oddBands = (cells: readonly PlacedCell[]): OddCell[] => {
  const bands = [...Map.groupBy(cells, ({ ageBand }) => ageBand ?? REST)].flatMap(([band, of]) => ranged(band, of));
  const overlapped = overlappedRows(bands);
  const likeliest = bands.toSorted((a, b) => overlapped(a) - overlapped(b) || b.rows - a.rows);
  const accepted: Ranged[] = [];
  return likeliest.flatMap((band) => {
    const other = accepted.find(({ from, to }) => from <= band.to && band.from <= to);
    if (other !== undefined) return overlapping(band, other);
    accepted.push(band);
    return [];
  });
};

const ranged = (band: string, cells: readonly PlacedCell[]): Ranged[] => {
  const range = band === REST ? null : rangeOf(band);
  return range === null ? [] : [{ band, from: range[0], to: range[1], cells, rows: rowsOf(cells) }];
};

/** How many rows of other bands a band overlaps: all but those that end before it and those that begin after it. */
const overlappedRows = (bands: readonly Ranged[]): ((band: Ranged) => number) => {
  const ending = new Array<number>(OLDEST + 2).fill(0);
  const beginning = new Array<number>(OLDEST + 2).fill(0);
  for (const { from, to, rows } of bands) {
    ending[to] = (ending[to] ?? 0) + rows;
    beginning[from] = (beginning[from] ?? 0) + rows;
  }
  const endingUpTo = runningTotals(ending);
  const beginningUpTo = runningTotals(beginning);
  const all = beginningUpTo[OLDEST] ?? 0;
  return ({ from, to, rows }) => {
    const before = endingUpTo[from - 1] ?? 0;
    const after = all - (beginningUpTo[to] ?? 0);
    return all - before - after - rows;
  };
};

const runningTotals = (counts: readonly number[]): number[] => {
  let total = 0;
  return counts.map((count) => (total += count));
};

const overlapping = ({ band, cells }: Ranged, other: Ranged): OddCell[] =>
  cells.map((cell) => ({
    cell,
    code: 'age_band_is_unknown',
    wrong: 'ageBand',
    value: band,
    detail: { nl: `Zij overlapt ${other.band}.`, en: `It overlaps ${other.band}.` },
  }));
