/**
 * Rows that were refused for a fault of their own. Such a row may be the one that seems to be absent elsewhere, so what it may
 * be is not missing: one fault is one finding.
 */

/** What stands for a part of a row that is not known, because it was refused. */
export const UNKNOWN = '*';

/** A refused row: each part as it stands, or `UNKNOWN`. A sex of null is both together. */
export interface RefusedRow {
  readonly cohort: string;
  readonly period: string;
  readonly stream: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
}

/** A row that was refused for some of its parts: those of which is not said that they are known are `UNKNOWN`. */
export const refusedRow = (
  { cohort, period, stream, sex, ageBand }: RefusedRow,
  isKnown: { readonly period: boolean; readonly stream: boolean; readonly ageBand: boolean },
): RefusedRow => ({
  cohort,
  period: isKnown.period ? period : UNKNOWN,
  stream: isKnown.stream ? stream : UNKNOWN,
  sex,
  ageBand: isKnown.ageBand ? ageBand : UNKNOWN,
});

/** The refused rows of a delivery. */
export interface RefusedRows {
  readonly add: (row: RefusedRow) => void;
  /** Whether a row of exactly these parts may have been refused. */
  readonly mayHold: (row: RefusedRow) => boolean;
  /** Whether a row of a cohort, period and stream may have been refused. */
  readonly mayBeIn: (place: Pick<RefusedRow, 'cohort' | 'period' | 'stream'>) => boolean;
}

/** No refused rows yet. */
export const refusedRows = (): RefusedRows => {
  const rows = new Set<string>();
  const places = new Set<string>();
  return {
    add: ({ cohort, period, stream, sex, ageBand }) => {
      const row = `${cohort}|${period}|${stream}|${sex ?? ''}|${ageBand ?? ''}`;
      if (rows.has(row)) return;
      rows.add(row);
      places.add(`${cohort}|${period}|${stream}`);
    },
    mayHold: ({ cohort, period, stream, sex, ageBand }) =>
      rows.size > 0 &&
      variants([period, stream, sex ?? '', ageBand ?? '']).some((rest) => rows.has(`${cohort}|${rest}`)),
    mayBeIn: ({ cohort, period, stream }) =>
      places.size > 0 && variants([period, stream]).some((rest) => places.has(`${cohort}|${rest}`)),
  };
};

/** The parts with bars between them, each part as it is or unknown. */
const variants = ([first = '', ...others]: readonly string[]): string[] => {
  const heads = [first, UNKNOWN];
  if (others.length === 0) return heads;
  return heads.flatMap((head) => variants(others).map((tail) => `${head}|${tail}`));
};
