/**
 * The keys of a delivery: the different combinations of texts that its rows have, each judged once. What is counted and
 * summed is counted and summed per key.
 */
import type { CellFault } from '../findings/cell-fault.ts';
import type { Problem } from '../findings/problem.ts';
import type { ProblemList } from '../findings/problem-list.ts';
import { lostLeadingZeros } from '../numbers/spreadsheet-damage.ts';
import type { PersonalDataCheck } from '../privacy/personal-data.ts';
import type { Row } from '../structure/table.ts';
import { type KeyCache, keyCache, runsOf } from './key-cache.ts';
import { type PopulationName, rowPopulations } from './row-populations.ts';
import { type CellReading, readTextCell, type TextKind } from './template.ts';
import { cellProblem, tooManyCells } from './template-problems.ts';

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
  /** The number of the key of a row, from 0; −1 where a text has a fault, which is reported now or at the end. */
  readonly of: (row: Row) => number;
  /** The number of the key whose texts stand in these bytes, as they did on one line before; −1 where none is known. */
  readonly find: (view: DataView, from: number, to: number) => number;
  /** The fewest bytes in which texts are known. */
  readonly fewest: () => number;
  /** Takes a row with a known key, as `of` does. */
  readonly take: (key: number, line: number) => number;
  readonly values: (key: number) => KeyValues;
  readonly all: () => readonly RowKey[];
  /** What only all texts of a column together show: all counted, the first ones listed. */
  readonly end: () => { readonly problemCount: number; readonly problems: readonly Problem[] };
}

/** More cells than any pilot has; so many are a file about single persons, or about the whole country. */
export const MOST_KEYS = 200_000;

/** The different texts of a column whose judgement is remembered. */
const MOST_TEXTS = 10_000;

interface Judged {
  readonly text: string;
  readonly reading: CellReading;
  /** A short text that only cells of this column with the same value have. */
  readonly code: string;
  readonly line: number;
}

/** One column with what was judged of it: by bytes, by text, and the codes by value. */
interface TextColumn extends TextPlace {
  readonly cache: KeyCache;
  readonly byNumber: Judged[];
  readonly judged: Map<string, Judged>;
  readonly codes: Map<string | null, string>;
}

/** What the keys share with the rest of the file. */
interface AroundKeys {
  readonly problems: ProblemList;
  readonly personal: PersonalDataCheck;
}

/** Keys of a file in which no row was read yet; `agreed` is the population that it must be about, if anything says so. */
export const rowKeys = (
  places: readonly TextPlace[],
  { problems, personal }: AroundKeys,
  agreed: PopulationName | null = null,
): RowKeys => {
  const columns: TextColumn[] = places.map((each) => ({
    ...each,
    cache: keyCache([[each.place, each.place]]),
    byNumber: [],
    judged: new Map(),
    codes: new Map(),
  }));
  const cache: KeyCache = keyCache(runsOf(places.map(({ place }) => place)));
  const numbers = new Map<string, number>();
  const keys: RowKey[] = [];
  const populations = populationsIn(places, agreed);
  const populationOfKey: number[] = [];
  // The row that is being judged, column by column: its values by heading, and their codes.
  const current: Record<string, string | null> = Object.fromEntries(places.map(({ name }) => [name, null]));
  const codes = places.map(() => '');
  let hasTooMany = false;

  const judge = (column: TextColumn, text: string, line: number): Judged => {
    const known = column.judged.get(text);
    if (known !== undefined) return known;
    personal.look(column.place, text, line);
    const reading = readTextCell(column.kind, text);
    const judged = { text, reading, code: 'value' in reading ? codeOf(column, reading.value) : '', line };
    if (column.judged.size < MOST_TEXTS) column.judged.set(text, judged);
    return judged;
  };

  /** Judges a cell, by its bytes alone where a cell of the same bytes was judged before. */
  const judgeIn = (column: TextColumn, row: Row): Judged => {
    const { scanned } = row;
    const known = scanned === undefined ? -1 : column.cache.find(scanned);
    const before = column.byNumber[known];
    if (before !== undefined) return before;
    const judged = judge(column, row.text(column.place).trim(), row.line);
    if (scanned !== undefined && column.byNumber.length < MOST_TEXTS) {
      column.cache.put(column.byNumber.length);
      column.byNumber.push(judged);
    }
    return judged;
  };

  const refuse = ({ place, heading }: TextColumn, text: string, line: number, fault: CellFault): void =>
    problems.add(() => cellProblem(line, place + 1, heading, text, fault));

  /** The key of a row of which no row with the same bytes was judged before, or could be remembered. */
  const judgedKey = (row: Row): number => {
    const { line } = row;
    let isSound = true;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as TextColumn;
      const { text, reading, code } = judgeIn(column, row);
      if ('fault' in reading) refuse(column, text, line, reading.fault);
      if ('fault' in reading) isSound = false;
      else {
        current[column.name] = reading.value;
        codes[at] = code;
      }
    }
    const key = isSound ? keyOf(codes.join(''), line) : -1;
    // Bytes on several lines are scanned whenever they come, so that lines are counted in one place.
    if (key >= 0 && row.scanned?.lines === 1) cache.put(key);
    return key;
  };

  const keyOf = (id: string, line: number): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    if (keys.length >= MOST_KEYS) {
      if (!hasTooMany) problems.add(() => tooManyCells(line, MOST_KEYS));
      hasTooMany = true;
      return -1;
    }
    const values = { ...current };
    numbers.set(id, keys.length);
    keys.push({ values, firstLine: line });
    populationOfKey.push(populations?.numberOf(values) ?? 0);
    return keys.length - 1;
  };

  const take = (key: number, line: number): number =>
    populations === null || populations.take(populationOfKey[key] ?? 0, line) ? key : -1;

  return {
    of: (row) => {
      const known = row.scanned === undefined ? -1 : cache.find(row.scanned);
      const key = known >= 0 ? known : judgedKey(row);
      return key < 0 ? key : take(key, row.line);
    },
    find: cache.findBytes,
    fewest: cache.fewest,
    take,
    values: (key) => keys[key]?.values ?? {},
    all: () => keys,
    end: () => {
      const zeros = columns.flatMap(zeroProblems);
      const odd = populations?.end() ?? { problemCount: 0, problems: [] };
      return { problemCount: zeros.length + odd.problemCount, problems: [...zeros, ...odd.problems] };
    },
  };
};

/** The populations of a file, where it has the columns for them. */
const populationsIn = (places: readonly TextPlace[], agreed: PopulationName | null) => {
  const [name, version] = ['populatie', 'versie'].map((heading) => places.find((each) => each.name === heading));
  return name === undefined || version === undefined ? null : rowPopulations({ name, version }, agreed);
};

/** The code of a value; one that is not remembered is its own code, written so that it ends where it ends. */
const codeOf = ({ codes }: TextColumn, value: string | null): string => {
  const known = codes.get(value);
  if (known !== undefined) return known;
  if (codes.size >= MOST_TEXTS) return JSON.stringify(value);
  const code = `${codes.size};`;
  codes.set(value, code);
  return code;
};

const zeroProblems = ({ kind, name, place, heading, judged }: TextColumn): Problem[] => {
  if (kind !== 'code' && kind !== 'optionalCode') return [];
  // A row of another population or version is one fault, and told as that.
  if (name === 'populatie' || name === 'versie') return [];
  return lostLeadingZeros(judged.keys()).map(([code, fault]: readonly [string, CellFault]) =>
    cellProblem(judged.get(code)?.line ?? 1, place + 1, heading, code, fault),
  );
};
