/**
 * The keys of a delivery: the different combinations of texts that its rows have, each judged once. What is counted and
 * summed is counted and summed per key.
 */
import type { CellFault } from './cell-fault.ts';
import { type KeyCache, keyCache, runsOf } from './key-cache.ts';
import type { PersonalDataCheck } from './personal-data.ts';
import type { Problem } from './problem.ts';
import type { ProblemList } from './problem-list.ts';
import { lostLeadingZeros } from './spreadsheet-damage.ts';
import type { Row } from './table.ts';
import { type CellReading, readTextCell, type TextKind } from './template.ts';
import { cellProblem, populationDiffers, tooManyCells } from './template-problems.ts';

/** A column of texts: its heading in the template and in the file, its place from 0, and what its cells hold. */
export interface TextPlace {
  readonly name: string;
  readonly heading: string;
  readonly place: number;
  readonly kind: TextKind;
}

/** The texts of a row by heading of the template; `null` where a cell may be empty and is. */
export type KeyValues = Readonly<Record<string, string | null>>;

/** A key, and the line of the first row that has it. */
export interface RowKey {
  readonly values: KeyValues;
  readonly firstLine: number;
}

/** The keys of a file. */
export interface RowKeys {
  /** The number of the key of a row, from 0; −1 where a text has a fault, which is reported. */
  readonly of: (row: Row) => number;
  readonly values: (key: number) => KeyValues;
  readonly all: () => readonly RowKey[];
  /** What only all texts of a column together show. */
  readonly end: () => Problem[];
}

/** More cells than any pilot has; so many are a file about single persons, or about the whole country. */
export const MOST_KEYS = 200_000;

/** The different texts of a column whose judgement is remembered. */
const MOST_TEXTS = 10_000;

/** Headings that have one value in the whole file. */
const OF_WHOLE_FILE = new Set(['populatie', 'versie']);

interface Judged {
  readonly reading: CellReading;
  readonly line: number;
}

/** One column with what was judged of it. */
interface TextColumn extends TextPlace {
  readonly judged: Map<string, Judged>;
  first: string | null;
}

/** Keys of a file in which no row was read yet. */
export const rowKeys = (
  places: readonly TextPlace[],
  { problems, personal }: { readonly problems: ProblemList; readonly personal: PersonalDataCheck },
): RowKeys => {
  const columns: TextColumn[] = places.map((each) => ({ ...each, judged: new Map(), first: null }));
  const cache: KeyCache = keyCache(runsOf(places.map(({ place }) => place)));
  const numbers = new Map<string, number>();
  const keys: RowKey[] = [];
  let hasTooMany = false;

  const judge = (column: TextColumn, text: string, line: number): CellReading => {
    const known = column.judged.get(text);
    if (known !== undefined) return known.reading;
    personal.look(column.place, text, line);
    const reading = readTextCell(column.kind, text);
    if (column.judged.size < MOST_TEXTS) column.judged.set(text, { reading, line });
    return reading;
  };

  const differs = (column: TextColumn, text: string, line: number): boolean => {
    if (!OF_WHOLE_FILE.has(column.name) || text === '') return false;
    column.first ??= text;
    const { first, place, heading } = column;
    if (text !== first) problems.add(() => populationDiffers(line, place + 1, heading, text, first));
    return text !== first;
  };

  /** The values of a row; null where one of them has a fault. */
  const valuesOf = (row: Row): Record<string, string | null> | null => {
    const found: Record<string, string | null> = {};
    let isSound = true;
    for (const column of columns) {
      const text = row.text(column.place).trim();
      const reading = judge(column, text, row.line);
      if ('fault' in reading) {
        const { place, heading } = column;
        const { fault } = reading;
        problems.add(() => cellProblem(row.line, place + 1, heading, text, fault));
        isSound = false;
      } else {
        found[column.name] = reading.value;
        if (differs(column, text, row.line)) isSound = false;
      }
    }
    return isSound ? found : null;
  };

  const keyOf = (values: KeyValues, line: number): number => {
    const id = JSON.stringify(Object.values(values));
    const known = numbers.get(id);
    if (known !== undefined) return known;
    if (keys.length >= MOST_KEYS) {
      if (!hasTooMany) problems.add(() => tooManyCells(line, MOST_KEYS));
      hasTooMany = true;
      return -1;
    }
    numbers.set(id, keys.length);
    keys.push({ values, firstLine: line });
    return keys.length - 1;
  };

  const judgedKey = (row: Row): number => {
    const found = valuesOf(row);
    const key = found === null ? -1 : keyOf(found, row.line);
    if (key >= 0 && row.scanned !== undefined) cache.put(row.scanned, key);
    return key;
  };

  return {
    of: (row) => {
      const known = row.scanned === undefined ? -1 : cache.find(row.scanned);
      return known >= 0 ? known : judgedKey(row);
    },
    values: (key) => keys[key]?.values ?? {},
    all: () => keys,
    end: () => columns.flatMap(zeroProblems),
  };
};

const zeroProblems = ({ kind, place, heading, judged }: TextColumn): Problem[] => {
  if (kind !== 'code' && kind !== 'optionalCode') return [];
  return lostLeadingZeros(judged.keys()).map(([code, fault]: readonly [string, CellFault]) =>
    cellProblem(judged.get(code)?.line ?? 1, place + 1, heading, code, fault),
  );
};
