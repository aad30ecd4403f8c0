/**
 * A run-off triangle: per origin (the period in which care was given) the cumulative costs as they were known at rising ages.
 *
 * Ages count from 1. A file may also have the year of valuation in place of the age, or ages in months (12, 24, …). The
 * shape is that of one latest valuation: every origin is known up to the same moment, so a younger origin has fewer ages.
 */
import type { Problem } from '../delivery/findings/problem.ts';
import { codeUnitOrder } from '../pilot/terms.ts';

/** One cell as it was delivered. `development` is an age or a year of valuation; `line` is that of a file, or null. */
export interface TriangleCell {
  readonly origin: string;
  readonly development: number;
  readonly value: number;
  readonly line: number | null;
}

/** The cumulative values of one origin at ages 1, 2, … up to its latest; `null` for an age at which nobody valued it. */
export interface OriginRow {
  readonly origin: string;
  readonly values: readonly (number | null)[];
}

/** Origins from old to young, each with one or more values; `ages` is the highest age of all. */
export interface Triangle {
  readonly ages: number;
  readonly rows: readonly OriginRow[];
}

export type TriangleReading = { readonly triangle: Triangle } | { readonly problems: readonly Problem[] };

/** Whether every cell up to the latest valuation must be there, or what successive deliveries happened to value will do. */
export type TriangleForm = 'complete' | 'asDelivered';

/** Makes a triangle of cells in any order; every fault comes with the line of its cell, or names the cell that is not there. */
export const readTriangle = (cells: readonly TriangleCell[], form: TriangleForm = 'complete'): TriangleReading => {
  const ages = agesOf(cells);
  if ('problems' in ages) return ages;
  const old = cells.filter((cell) => ages.of(cell) > MOST_AGES);
  if (old.length > 0) return { problems: old.map(tooOld) };
  let problems = [...cells.flatMap(notPositive), ...twice(cells, ages.of)];
  const rows = rowsOf(cells, ages.of);
  const most = highest(cells.map(ages.of));
  if (most < 2 || rows.length < 2) problems.push(tooSmall);
  if (problems.length === 0 && form === 'complete') problems = missing(rows, most);
  if (problems.length > 0) return { problems };
  return { triangle: { ages: most, rows: rows.map(({ origin, values }) => ({ origin, values })) } };
};

/** No claim runs off over so many periods; a larger age is a year or a number of something else. */
const MOST_AGES = 500;

const highest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
const lowest = (values: readonly number[]): number =>
  values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);

const idOf = (origin: string, age: number): string => JSON.stringify([origin, age]);

const isWhole = (text: string): boolean => /^\d+$/.test(text);

/** How the development of these cells becomes an age. */
type Ages = { readonly of: (cell: TriangleCell) => number } | { readonly problems: readonly Problem[] };

const agesOf = (cells: readonly TriangleCell[]): Ages => {
  const fractions = cells.filter(({ development }) => !Number.isInteger(development) || development < 1);
  if (fractions.length > 0) return { problems: fractions.map(notAnAge) };
  if (isByYear(cells)) {
    const early = cells.filter(({ origin, development }) => development < Number(origin));
    if (early.length > 0) return { problems: early.map(valuedBefore) };
    return { of: ({ origin, development }) => development - Number(origin) + 1 };
  }
  const step = stepOf(cells.map(({ development }) => development));
  return { of: ({ development }) => development / step };
};

/** A development of 1000 or more beside origins that are years is a year of valuation: nobody waits so long for a claim. */
const isByYear = (cells: readonly TriangleCell[]): boolean =>
  cells.every(({ origin, development }) => isWhole(origin) && development >= 1000);

/** Ages in months come in whole quarters, half years or years; any other smallest age means that the first ones are missing. */
const stepOf = (developments: readonly number[]): number => {
  const smallest = lowest(developments);
  const isMonths = [3, 6, 12].includes(smallest) && developments.every((each) => each % smallest === 0);
  return isMonths ? smallest : 1;
};

interface DraftRow extends OriginRow {
  /** The place of the origin in time, in steps between origins, from 0 for the oldest. */
  readonly place: number;
}

const rowsOf = (cells: readonly TriangleCell[], ageOf: (cell: TriangleCell) => number): DraftRow[] => {
  const byOrigin = [...Map.groupBy(cells, ({ origin }) => origin)];
  const isNumeric = byOrigin.every(([origin]) => isWhole(origin));
  byOrigin.sort(([a], [b]) => (isNumeric ? Number(a) - Number(b) : codeUnitOrder(a, b)));
  const places = isNumeric ? yearPlaces(byOrigin.map(([origin]) => Number(origin))) : byOrigin.map((_, place) => place);
  return byOrigin.map(([origin, own], rank) => {
    const known = new Map(own.map((cell) => [ageOf(cell), cell.value]));
    const values = Array.from({ length: Math.max(...known.keys()) }, (_, age) => known.get(age + 1) ?? null);
    return { origin, values, place: places[rank] ?? 0 };
  });
};

/** Places of years: a year that is left out leaves a hole, unless every second (third, …) year is left out. */
const yearPlaces = (years: readonly number[]): number[] => {
  const first = years[0] ?? 0;
  const gaps = years.slice(1).map((year, place) => year - (years[place] ?? year));
  const step = gaps.length === 0 ? 1 : lowest(gaps);
  return years.map((year) => (year - first) / step);
};

/** The cells that one latest valuation should have given and that are not there. */
const missing = (rows: readonly DraftRow[], ages: number): Problem[] => {
  const latest = highest(rows.map(({ place, values }) => place + values.length));
  const absent = rows.flatMap(({ origin, place, values }) => {
    const expected = Array.from({ length: Math.min(ages, latest - place) }, (_, age) => age + 1);
    return expected.filter((age) => values[age - 1] == null).map((age) => cellIsMissing(origin, age));
  });
  return [...holesBetween(rows), ...absent];
};

const holesBetween = (rows: readonly DraftRow[]): Problem[] =>
  rows.flatMap(({ origin, place }, rank) => {
    const before = rows[rank - 1];
    return before === undefined || place - before.place === 1 ? [] : [originIsMissing(before.origin, origin)];
  });

const twice = (cells: readonly TriangleCell[], ageOf: (cell: TriangleCell) => number): Problem[] => {
  const seen = new Set<string>();
  return cells.flatMap((cell) => {
    const id = idOf(cell.origin, ageOf(cell));
    if (seen.has(id)) return [cellIsTwice(cell, ageOf(cell))];
    seen.add(id);
    return [];
  });
};

const notAnAge = ({ development, line }: TriangleCell): Problem => ({
  code: 'development_is_no_age',
  line,
  column: null,
  message: `development: ${development} is geen leeftijd. Hier hoort een heel getal vanaf 1, of een jaar van waardering.`,
});

const tooOld = ({ development, line }: TriangleCell): Problem => ({
  code: 'development_is_no_age',
  line,
  column: null,
  message: `development: ${development} is te groot voor een leeftijd. Is het een jaar van waardering, dan is het dat op elke regel.`,
});

const valuedBefore = ({ origin, development, line }: TriangleCell): Problem => ({
  code: 'valuation_is_before_origin',
  line,
  column: null,
  message: `De waardering van ${development} ligt vóór het ontstaan in ${origin}. Een stand is van het jaar zelf of later.`,
});

/** The chain-ladder divides by the value of every age but the last, and its error by the last one too. */
const notPositive = ({ origin, value, line }: TriangleCell): Problem[] =>
  value > 0
    ? []
    : [
        {
          code: 'cumulative_must_be_positive',
          line,
          column: null,
          message: `${origin}: de cumulatieve stand is ${value}. De methode deelt door standen; elke stand is groter dan nul.`,
        },
      ];

const cellIsTwice = ({ origin, line }: TriangleCell, age: number): Problem => ({
  code: 'cell_is_twice',
  line,
  column: null,
  message: `${origin} staat er op leeftijd ${age} al. Elke stand komt één keer voor; tel op of verwijder er een.`,
});

const cellIsMissing = (origin: string, age: number): Problem => ({
  code: 'cell_is_missing',
  line: null,
  column: null,
  message: `De stand van ${origin} op leeftijd ${age} ontbreekt. Ontbreekt is niet nul: vul de driehoek aan.`,
});

const originIsMissing = (before: string, after: string): Problem => ({
  code: 'cell_is_missing',
  line: null,
  column: null,
  message: `Tussen ${before} en ${after} ontbreekt een ontstaansjaar. Vul de driehoek aan.`,
});

const tooSmall: Problem = {
  code: 'triangle_is_too_small',
  line: null,
  column: null,
  message:
    'Een driehoek heeft ten minste twee ontstaansperioden en twee leeftijden; met minder is er geen ontwikkeling.',
};
