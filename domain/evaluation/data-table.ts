/**
 * A published data set as named columns: any delimited text file, read by the same structural reader as deliveries.
 *
 * The delimiter and the decimal sign are detected, headings may be called otherwise, and columns that nobody asked for are
 * left alone. A number is never guessed: an empty or unreadable cell is a problem, and any problem refuses the file.
 */

import { type Problem, problemOrder } from '../delivery/findings/problem.ts';
import { readNumberOf } from '../delivery/numbers/number-cell.ts';
import { type NumberDialect, numberEvidence } from '../delivery/numbers/number-dialect.ts';
import { readWritten } from '../delivery/numbers/written-number.ts';
import { structuralReader } from '../delivery/structure/structural-reader.ts';
import { ownValue } from '../pilot/terms.ts';

/** The columns that a method needs: texts, which only name something, and numbers. */
export interface DataColumns<T extends string, N extends string> {
  readonly texts: readonly T[];
  readonly numbers: readonly N[];
  /** Which of the numbers are 0 or 1, and may be written as false or true, as published data sets do. */
  readonly truths?: readonly N[];
  /** Another heading under which a column is commonly published, by its name. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** One row, by name of the column. `line` counts as an editor counts. Every number is finite. */
export interface DataRow<T extends string, N extends string> {
  readonly line: number;
  readonly texts: Readonly<Record<T, string>>;
  readonly numbers: Readonly<Record<N, number>>;
}

/** The heading under which each column is looked for, where that is not its own name. */
export type Headings = Readonly<Record<string, string>>;

export type DataTable<T extends string, N extends string> =
  | { readonly rows: readonly DataRow<T, N>[] }
  | { readonly problems: readonly Problem[] };

/** Reads `unit=State,period=Year`; `null` for any other form and for a column that the method does not have. */
export const readHeadings = (given: string, columns: DataColumns<string, string>): Headings | null => {
  const pairs = given.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const known = [...columns.texts, ...columns.numbers];
  const isSound = pairs.every(([name = '', heading = '', ...rest]) => {
    return known.includes(name) && heading !== '' && rest.length === 0;
  });
  const named = pairs.map(([name]) => name);
  return isSound && new Set(named).size === named.length ? Object.fromEntries(pairs) : null;
};

/** Reads the asked columns of a file, or answers with every problem in it. */
export const readDataTable = <T extends string, N extends string>(
  bytes: Uint8Array,
  columns: DataColumns<T, N>,
  headings: Headings = {},
): DataTable<T, N> => {
  const contents = contentsOf(bytes);
  const places = placesOf(contents, columns, headings);
  if ('problems' in places) return places;
  const dialect = dialectOf(contents, columns, places.at);
  const problems: Problem[] = contents.problems.filter((problem) => !isOfNobody(problem, contents, places.at));
  const rows = contents.rows.map((row) => readRow(row, columns, places.at, dialect, problems));
  if (rows.length === 0 && problems.length === 0) problems.push(tableIsEmpty);
  return problems.length > 0 ? { problems: problems.sort(problemOrder) } : { rows };
};

/**
 * Columns that nobody asked for may have no name, as row numbers in published tables have, or a name that another such
 * column has too.
 */
const isOfNobody = ({ code, column }: Problem, { headings }: Contents, at: ReadonlyMap<string, number>): boolean => {
  if (code === 'heading_is_empty') return true;
  const heading = headings[(column ?? 0) - 1]?.toLowerCase();
  return (
    code === 'heading_is_duplicate' && ![...at.values()].some((place) => headings[place]?.toLowerCase() === heading)
  );
};

interface TextRow {
  readonly line: number;
  readonly cells: readonly string[];
}

interface Contents {
  readonly headings: readonly string[];
  readonly headingLine: number;
  readonly delimiter: string | null;
  readonly rows: readonly TextRow[];
  readonly problems: readonly Problem[];
}

const contentsOf = (bytes: Uint8Array): Contents => {
  const rows: TextRow[] = [];
  const problems: Problem[] = [];
  let [headings, headingLine]: [readonly string[], number] = [[], 1];
  const reader = structuralReader({
    heading: (names, line) => {
      [headings, headingLine] = [names, line];
    },
    row: ({ line, width, text }) => {
      rows.push({ line, cells: Array.from({ length: width }, (_, place) => text(place).trim()) });
    },
    problem: (problem) => problems.push(problem),
  });
  reader.push(bytes);
  const { delimiter } = reader.end();
  return { headings, headingLine, delimiter, rows, problems };
};

/** Where each asked column stands; capitals make no difference. A damaged heading was reported as such. */
const placesOf = (
  { headings, headingLine, problems }: Contents,
  { texts, numbers, aliases = {} }: DataColumns<string, string>,
  renamed: Headings,
): { readonly at: ReadonlyMap<string, number> } | { readonly problems: readonly Problem[] } => {
  const present = headings.map((heading) => heading.toLowerCase());
  const found = [...texts, ...numbers].map((name) => {
    const heading = Object.hasOwn(renamed, name) ? (renamed[name] ?? name) : name;
    const place = present.indexOf(heading.toLowerCase());
    return { name, heading, place: place < 0 && heading === name ? present.indexOf(aliases[name] ?? name) : place };
  });
  const missing = found.filter(({ place }) => place < 0);
  if (missing.length === 0) return { at: new Map(found.map(({ name, place }) => [name, place])) };
  const isDamaged = problems.some(({ line }) => line === null || line === headingLine);
  const own = isDamaged
    ? []
    : missing.map(({ name, heading }) => columnIsMissing(headingLine, name, heading, headings));
  return { problems: [...problems, ...own].sort(problemOrder) };
};

/** In a file with commas between its fields a point can only be the decimal sign. */
const dialectOf = (
  { rows, delimiter }: Contents,
  { numbers }: DataColumns<string, string>,
  at: ReadonlyMap<string, number>,
): NumberDialect => {
  const evidence = numberEvidence({});
  const places = numbers.map((name) => at.get(name) ?? -1);
  for (const { cells } of rows)
    for (const place of places) {
      const reading = readWritten(withZero(cells[place] ?? ''));
      if ('number' in reading) evidence.saw(reading.number);
    }
  const shown = evidence.dialect();
  return shown.decimal === null && delimiter === ',' ? { decimal: '.', thousands: false } : shown;
};

const readRow = <T extends string, N extends string>(
  { line, cells }: TextRow,
  columns: DataColumns<T, N>,
  at: ReadonlyMap<string, number>,
  dialect: NumberDialect,
  problems: Problem[],
): DataRow<T, N> => {
  const cell = (name: string) => {
    const place = at.get(name) ?? -1;
    return { name, column: place + 1, text: cells[place] ?? '' };
  };
  const texts = columns.texts.map((name) => {
    const { column, text } = cell(name);
    if (text === '') problems.push(cellIsEmpty(line, column, name));
    return [name, text];
  });
  const numbers = columns.numbers.map((name) => {
    const { column, text } = cell(name);
    const report = (problem: Pick<Problem, 'code' | 'message'>) => problems.push({ ...problem, line, column });
    return [name, columns.truths?.includes(name) ? truthIn(text, report, name) : numberIn(text, dialect, report, name)];
  });
  return { line, texts: Object.fromEntries(texts), numbers: Object.fromEntries(numbers) };
};

/** Some statistics packages leave out the zero before a decimal point, which can then be nothing else. */
const withZero = (text: string): string => text.replace(/^(-?)\.(?=\d+$)/, '$10.');

/** Statistics packages write large and small numbers as `1e+05`; in a data set of figures nothing else is meant by it. */
const SCIENTIFIC = /^-?\d+(?:[.,]\d+)?e[-+]?\d+$/i;

const numberIn = (
  text: string,
  dialect: NumberDialect,
  report: (problem: Pick<Problem, 'code' | 'message'>) => void,
  name: string,
): number => {
  if (text === '') {
    report(emptyCell(name));
    return 0;
  }
  const reading = SCIENTIFIC.test(text) ? { decimal: text.replace(',', '.') } : readNumberOf(withZero(text), dialect);
  if ('fault' in reading) {
    const { code, rule, example } = reading.fault;
    report({ code, message: `${name}: hier staat "${text.slice(0, 40)}". ${rule} Voorbeeld: ${example}` });
    return 0;
  }
  const value = Number(reading.decimal);
  if (Number.isFinite(value)) return value;
  report({ code: 'number_is_too_large', message: `${name}: dit getal is te groot om mee te rekenen.` });
  return 0;
};

const TRUTHS: Readonly<Record<string, number>> = { '0': 0, '1': 1, false: 0, true: 1 };

/** 0 or 1, also as false or true in capitals or not. */
const truthIn = (text: string, report: (problem: Pick<Problem, 'code' | 'message'>) => void, name: string): number => {
  const value = ownValue(TRUTHS, text.toLowerCase());
  if (value !== undefined) return value;
  report(text === '' ? emptyCell(name) : isNoTruth(text, name));
  return 0;
};

const isNoTruth = (text: string, name: string) => ({
  code: 'treated_must_be_0_or_1',
  message: `${name}: hier staat "${text.slice(0, 40)}". Hier hoort 0 of 1, of false of true.`,
});

const tableIsEmpty: Problem = {
  code: 'table_is_empty',
  line: null,
  column: null,
  message: 'Onder de kopregel staan geen rijen.',
};

const columnIsMissing = (line: number, name: string, heading: string, headings: readonly string[]): Problem => ({
  code: 'column_is_missing',
  line,
  column: null,
  message: `De kolom ${heading} ontbreekt. De koppen zijn ${headings.join(', ')}. Heet de kolom anders, noem dan de kop: --columns ${name}=KOP.`,
});

const emptyCell = (name: string) => ({
  code: 'cell_is_empty',
  message: `${name}: deze cel is leeg. Ontbreekt is niet nul: vul het getal in of laat de rij weg.`,
});

const cellIsEmpty = (line: number, column: number, name: string): Problem => ({ ...emptyCell(name), line, column });
