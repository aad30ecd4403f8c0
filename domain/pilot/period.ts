/**
 * Periods: a year `2025`, a quarter `2025-K1`, or a run of quarters of one year `2025-K1..K3` (method section 1).
 */

/** A run of whole quarters of one calendar year; `from` and `to` are quarters 1 to 4, both included. */
export interface Period {
  readonly text: string;
  readonly year: number;
  readonly from: number;
  readonly to: number;
}

const PERIOD = /^(\d{4})(?:-K([1-4])(?:\.\.K([1-4]))?)?$/;

/** Reads a period; `null` for any other text, and for a run whose last quarter lies before its first. */
export const readPeriod = (text: string): Period | null => {
  const match = PERIOD.exec(text);
  if (match === null) return null;
  const from = Number(match[2] ?? 1);
  const to = Number(match[3] ?? match[2] ?? 4);
  return from <= to ? { text, year: Number(match[1]), from, to } : null;
};

/** The first quarters of a year, as a period: `2025-K1`, `2025-K1..K3`, and `2025` for all four. */
export const firstQuarters = (year: number, quarters: number): Period => {
  const text = quarters === 4 ? `${year}` : quarters === 1 ? `${year}-K1` : `${year}-K1..K${quarters}`;
  return { text, year, from: 1, to: quarters };
};

/** Whether every day of `inner` lies in `outer`. */
export const contains = (outer: Period, inner: Period): boolean =>
  outer.year === inner.year && outer.from <= inner.from && inner.to <= outer.to;

/** Whether the two periods share a quarter. */
export const overlaps = (a: Period, b: Period): boolean => a.year === b.year && a.from <= b.to && b.from <= a.to;

/** The number of months in a period, for the number of persons in a corridor table (method step 6). */
export const monthsIn = (period: Period): bigint => BigInt(period.to - period.from + 1) * 3n;
