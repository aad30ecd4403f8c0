/**
 * The rows of a delivery under a heading that is complete: each one checked, counted and summed under its key, and handed
 * to whoever listens.
 */
import { add, type Ratio, ZERO } from '../../money/ratio.ts';
import type { Problem } from '../findings/problem.ts';
import type { ProblemList } from '../findings/problem-list.ts';
import { exactSums } from '../numbers/exact-sums.ts';
import type { DeclaredNumbers, NumberDialect, NumberEvidence } from '../numbers/number-dialect.ts';
import { type OutsideCheck, outsideCells } from '../privacy/outside-table.ts';
import type { PersonalDataCheck } from '../privacy/personal-data.ts';
import { isTooFew, smallCellProblems } from '../privacy/small-cells.ts';
import type { KnownRows, Row } from '../structure/table.ts';
import { type ClosingRow, closingProblems, closingTexts, isClosing, takeClosing } from './closing-row.ts';
import { type ColumnSums, numberColumn } from './number-column.ts';
import { type KeyValues, type RowKey, type RowKeys, rowKeys } from './row-keys.ts';
import type { PopulationName } from './row-populations.ts';
import type { FoundColumn } from './template-columns.ts';
import { closingRowIsMissing, deliveryHasNoRows, rowAfterClosingRow } from './template-problems.ts';

/** A row without any fault: the texts and the numbers of its cells by heading of the template, as method N1 writes them. */
export interface DraftRow {
  readonly line: number;
  readonly values: KeyValues;
  readonly numbers: Readonly<Record<string, string>>;
}

/** What is known beside the file, and who listens to its rows. */
export interface RowsOptions {
  readonly numbers?: DeclaredNumbers;
  /** The least number of persons in a cell; without it small cells are not refused. */
  readonly minimumCellSize?: number;
  /** The population that every row must name; without it what most rows name. */
  readonly population?: PopulationName;
  /**
   * Told every row above the closing row that has no fault. A row with a number that is in doubt comes when the doubt is
   * gone, at the latest at the end. A fault that shows only at the end may be one of a row that was told.
   */
  readonly row?: (row: DraftRow) => void;
}

/** What a delivery without problems holds: its keys, the sums of its columns by heading, and the sum that it declares. */
export interface TemplateContents {
  readonly rows: number;
  readonly keys: readonly RowKey[];
  readonly sums: ReadonlyMap<string, ColumnSums>;
  readonly total: Ratio;
  /** The decimals with which the total is shown. */
  readonly totalPlaces: number;
  readonly dialect: NumberDialect;
}

/**
 * What the end of the table showed: problems beside those that were reported before, all counted, and the contents; null
 * where the rows were left alone.
 */
export interface RowsEnd {
  readonly problemCount: number;
  readonly problems: readonly Problem[];
  readonly contents: TemplateContents | null;
}

/** Reads the rows of one table. */
export interface RowsReader {
  readonly take: (row: Row) => void;
  /** The rows whose texts were taken before; `null` where the file does not have all its texts before its numbers. */
  readonly known: () => KnownRows | null;
  /** Takes the number of rows of the table, those that could not be read too, and the last line with damage. */
  readonly end: (rowsOfTable: number, lastDamage: number) => RowsEnd;
}

/** What the rows share with the heading. */
export interface Around {
  readonly problems: ProblemList;
  readonly evidence: NumberEvidence;
  readonly personal: PersonalDataCheck;
  /** Hears the closing row and what stands below it. */
  readonly outside: OutsideCheck;
}

/** The rows that wait because a number in them is in doubt; those beyond are not told. */
const MOST_WAITING = 10_000;

/** A row of which a number is in doubt: its numbers as they stand. */
interface WaitingRow {
  readonly key: number;
  readonly row: Row;
}

/** A reader of rows in which these columns were found; `sum` is the heading whose sum the closing row declares. */
export const rowsReader = (
  found: readonly FoundColumn[],
  sum: string,
  { problems, evidence, personal, outside }: Around,
  options: RowsOptions,
): RowsReader => {
  const unit = options.numbers?.unit ?? 'euro';
  const keys: RowKeys = rowKeys(
    found.flatMap(({ column, heading, place }) =>
      column.isNumber ? [] : [{ name: column.heading, heading, place, kind: column.kind }],
    ),
    { problems, personal },
    options.population,
  );
  const numbers = found.filter(({ column }) => column.isNumber);
  const around = { evidence, personal, sums: exactSums(numbers.length) };
  const columns = numbers.flatMap(({ column, heading, place }, which) => {
    if (!column.isNumber) return [];
    const { kind } = column;
    const reader = numberColumn({ heading, place, kind, unit, sum: which }, around);
    return [{ name: column.heading, kind, place, reader }];
  });
  const readers = columns.map(({ reader }) => reader);
  const counting = columns.flatMap(({ kind, reader }) => (kind === 'persons' ? [reader] : []));
  const minimum = options.minimumCellSize ?? 0;
  let closing: ClosingRow | null = null as ClosingRow | null;
  let [rowsAfter, lastLine] = [0, 0];
  const waiting: WaitingRow[] = [];

  /** Refuses a row about too few persons; false where it is about enough of them, or about nobody. */
  const refuseSmall = (row: Row, key: number): boolean => {
    const dialect = evidence.dialect();
    const column = (name: string) => columns.find((each) => each.name === name);
    const [persons, above, amount] = ['personen', 'personen_boven_grens', 'bedrag_boven_grens'].map(column);
    const small = smallCellProblems(
      {
        line: row.line,
        ageBand: keys.values(key)['leeftijdsklasse'] ?? null,
        persons: persons?.reader.lastWhole() ?? 0,
        personsColumn: (persons?.place ?? 0) + 1,
        aboveCap: {
          isZero: !/[1-9]/.test(amount?.reader.valueIn(row, dialect) ?? ''),
          persons: above?.reader.lastWhole() ?? null,
          column: (above?.place ?? 0) + 1,
        },
      },
      minimum,
    );
    for (const problem of small) problems.add(() => problem);
    return small.length > 0;
  };

  const tell = (row: Row, key: number, dialect: NumberDialect): boolean => {
    const values: Record<string, string> = {};
    for (const { name, reader } of columns) {
      const value = reader.valueIn(row, dialect);
      if (value === null) return false;
      values[name] = value;
    }
    options.row?.({ line: row.line, values: keys.values(key), numbers: values });
    return true;
  };

  const tellOrWait = (row: Row, key: number): void => {
    if (tell(row, key, evidence.dialect()) || waiting.length >= MOST_WAITING) return;
    const texts = new Map(columns.map(({ place }) => [place, row.text(place)]));
    waiting.push({ key, row: { line: row.line, width: row.width, text: (place) => texts.get(place) ?? '' } });
  };

  const takeNumbers = (row: Row, key: number): void => {
    let isSound = key >= 0;
    for (const reader of readers) if (!reader.take(row, key)) isSound = false;
    for (const reader of counting)
      if (isSound && isTooFew(reader.lastWhole(), minimum)) isSound = !refuseSmall(row, key);
    if (isSound && options.row !== undefined) tellOrWait(row, key);
  };

  const take = (row: Row): void => {
    lastLine = row.line;
    if (closing !== null) {
      rowsAfter++;
      problems.add(() => rowAfterClosingRow(row.line));
      outside.look(outsideCells(textsOf(row)), row.line);
    } else if (isClosing(row)) {
      closing = takeClosing(row, evidence);
      outside.look(outsideCells(closingTexts(textsOf(row))), row.line);
    } else takeNumbers(row, keys.of(row));
  };

  const known = (): KnownRows | null => {
    const texts = found.length - numbers.length;
    // A damaged heading may be wider than its table, and then its columns are not where those of the rows are.
    if (found.some(({ column, place }) => place >= found.length || column.isNumber !== place >= texts)) return null;
    return {
      texts,
      figures: numbers.length,
      // Under the closing row no row is known: each of them is a fault.
      find: (view, from, to) => (closing === null ? keys.find(view, from, to) : -1),
      fewest: keys.fewest,
      take: (row, key) => {
        lastLine = row.line;
        takeNumbers(row, keys.take(key, row.line));
      },
    };
  };

  const end = (rowsOfTable: number, lastDamage: number): RowsEnd => {
    const dialect = evidence.dialect();
    for (const { key, row } of waiting) tell(row, key, dialect);
    const sums = new Map(columns.map(({ name, reader }) => [name, reader.end(dialect)]));
    const ends = [keys.end(), ...sums.values()];
    const late = ends.flatMap((each) => [...each.problems]);
    const unlisted = ends.reduce((count, each) => count + each.problemCount - each.problems.length, 0);
    const rows = rowsOfTable - (closing === null ? 0 : rowsAfter + 1);
    if (rows === 0 && problems.count() + late.length === 0) late.push(deliveryHasNoRows());
    const total = totalOf(keys.all().length, sums.get(sum));
    const counted = { rows, heading: sum, sum: total, places: sums.get(sum)?.places ?? 0 };
    const isWhole = problems.count() + late.length === 0;
    if (closing !== null) late.push(...closingProblems(closing, { ...counted, isWhole }, dialect));
    // A damaged last row may be the closing row; then that damage is the one fault.
    else if (lastDamage <= lastLine) late.push(closingRowIsMissing(sum));
    const contents = { rows, keys: keys.all(), sums, total, totalPlaces: counted.places, dialect };
    return { problemCount: late.length + unlisted, problems: late, contents };
  };

  return { take, known, end };
};

const textsOf = (row: Row): string[] => Array.from({ length: row.width }, (_, place) => row.text(place));

const totalOf = (keys: number, sums: ColumnSums | undefined): Ratio => {
  let total = ZERO;
  for (let key = 0; key < keys; key++) total = add(total, sums?.of(key) ?? ZERO);
  return total;
};
