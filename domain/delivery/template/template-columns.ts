/**
 * Which column of a file is which column of its template, by Dutch or English heading, in any order.
 */
import type { Problem } from '../findings/problem.ts';
import type { Column } from './template.ts';
import { columnStandsTwice, headingIsMissing, headingIsUnknown } from './template-problems.ts';

/** A column of the template as the file has it: its heading there, and its place from 0. */
export interface FoundColumn {
  readonly column: Column;
  readonly heading: string;
  readonly place: number;
}

/** The columns that were found, in the order of the template, and what is wrong with the heading. */
export interface FoundColumns {
  readonly found: readonly FoundColumn[];
  readonly problems: readonly Problem[];
}

/** Capitals, spaces, hyphens and underscores in a heading say nothing: `ageBand` and `age_band` are one. */
const plain = (heading: string): string => heading.toLowerCase().replace(/[\s_-]/g, '');

/** The column of a template that a heading names; `null` for none. */
export const columnNamed = (columns: readonly Column[], heading: string): Column | null => {
  const wanted = plain(heading);
  return columns.find((each) => plain(each.heading) === wanted || plain(each.english) === wanted) ?? null;
};

/** A heading is repeated in every message about its column, and may have any number of spaces in it. */
const LONGEST_HEADING = 60;

/** Finds the columns of a template under the headings of a file. */
export const findColumns = (columns: readonly Column[], headings: readonly string[], line: number): FoundColumns => {
  const found = new Map<Column, FoundColumn>();
  const problems: Problem[] = [];
  for (const [place, heading] of headings.entries()) {
    const column = columnNamed(columns, heading);
    const before = column === null ? undefined : found.get(column);
    if (column === null) problems.push(headingIsUnknown(line, place + 1, heading, namesOf(columns)));
    else if (before !== undefined) problems.push(columnStandsTwice(line, place + 1, heading, before.place + 1));
    else found.set(column, { column, heading: heading.slice(0, LONGEST_HEADING), place });
  }
  const missing = columns.filter((column) => !column.isOptional && !found.has(column));
  return {
    found: columns.flatMap((column) => found.get(column) ?? []),
    problems: [...missing.map(({ heading }) => headingIsMissing(line, heading)), ...problems],
  };
};

const namesOf = (columns: readonly Column[]): string[] =>
  columns.map(({ heading, isOptional }) => (isOptional ? `[${heading}]` : heading));
