/**
 * The reader of our own template: rows of a table in, exact sums per cell and every problem out, without keeping the rows.
 *
 * It listens to a table, wherever its rows come from. What cannot be told before the end (the decimal sign of the file,
 * whether the closing row is right) is kept open until then, in both of its meanings.
 */

import { type Problem, problemOrder } from '../findings/problem.ts';
import { MOST_LISTED, problemList } from '../findings/problem-list.ts';
import { numberEvidence } from '../numbers/number-dialect.ts';
import { type OutsideCell, outsideCells, outsideCheck } from '../privacy/outside-table.ts';
import { type PersonalDataCheck, personalDataCheck } from '../privacy/personal-data.ts';
import { MOST_COLUMNS, type Row, type TableListener } from '../structure/table.ts';
import { closingTexts, startsAsClosing } from './closing-row.ts';
import { ownHeadings, ownRow } from './returned-columns.ts';
import type { Template } from './template.ts';
import { columnNamed, type FoundColumn, findColumns } from './template-columns.ts';
import { type RowsOptions, type RowsReader, rowsReader, type TemplateContents } from './template-rows.ts';

/** The number of the column of a heading of the template, from 1; null where the file does not have it. */
export type ColumnNumber = (heading: string) => number | null;

/** What is known beside the file, and who listens to it. */
export interface TemplateOptions extends RowsOptions {
  /** Told once, before the rows, where the heading is complete. */
  readonly columns?: (columnOf: ColumnNumber) => void;
}

/** What was read: the problems, all counted and the first listed in the order of the file, or the contents. */
export interface TemplateReading {
  readonly problemCount: number;
  readonly problems: readonly Problem[];
  /** Null where there is any problem. */
  readonly contents: TemplateContents | null;
}

/** A reader of one table; `end` gets the number of its rows, those that could not be read too. */
export interface TemplateReader {
  readonly listener: TableListener;
  readonly end: (table: { readonly rows: number }) => TemplateReading;
}

/** A reader of a template. */
export const templateReader = ({ columns, sum }: Template, options: TemplateOptions): TemplateReader => {
  const problems = problemList();
  const evidence = numberEvidence(options.numbers ?? {});
  let personal: PersonalDataCheck | null = null;
  let isNumberPlace: readonly boolean[] = [];
  const around = outsideCheck(null);
  const outsides = [around];
  let rows: RowsReader | null = null;
  let unknown: RowsReader | null = null;
  let [lastDamage, headingWidth, ownWidth, addedWidth] = [0, 0, 0, 0];

  const takeHeading = (all: readonly string[], line: number): void => {
    // Whatever has more columns than that was refused for it, and is not worth the room.
    const headings = all.slice(0, MOST_COLUMNS);
    headingWidth = all.length;
    const isNumber = (heading: string): boolean => columnNamed(columns, heading)?.isNumber ?? false;
    isNumberPlace = headings.map(isNumber);
    const check = personalDataCheck(headings, line, isNumber);
    personal = check;
    unknown = unknownRows(headings, check);
    const own = ownHeadings(headings);
    ownWidth = own.length;
    addedWidth = headings.length - own.length;
    const { found, problems: wrong } = findColumns(columns, own, line);
    // A damaged heading was reported as such; what is missing from it is the same fault.
    const isDamaged = lastDamage >= line;
    if (!isDamaged) for (const problem of wrong) problems.add(() => problem);
    const isComplete = columns.every((each) => each.isOptional || found.some(({ column }) => column === each));
    if (!isComplete || (wrong.length > 0 && !isDamaged)) rows = unknown;
    else {
      rows = rowsReader(found, sum, { problems, evidence, personal: check, outside: around }, options);
      options.columns?.((name) => placeOf(found, name));
    }
  };

  const takeRow = (row: Row): void => {
    // Under a damaged heading of another width nobody knows which column is which: the damage itself is reported.
    if (row.width !== headingWidth) {
      rows = unknown;
      // The columns without a heading are those that nothing else looks at.
      const texts = Array.from({ length: row.width }, (_, place) => (place < headingWidth ? '' : row.text(place)));
      if (row.width > headingWidth) around.look(outsideCells(texts), row.line);
    }
    rows?.take(addedWidth === 0 ? row : ownRow(row, ownWidth));
    // What is passed over must not hold personal data either: the file is kept as it is.
    for (let place = ownWidth; place < ownWidth + addedWidth; place++)
      personal?.look(place, row.text(place).trim(), row.line);
  };

  /** In a damaged row a number may still stand in its column, and is judged with the others there. */
  const takeOutside = (cells: readonly OutsideCell[], line: number): void => {
    const texts = cells.map(({ text }) => text);
    const isClosing = startsAsClosing(texts[0] ?? '');
    const looked = isClosing ? closingTexts(texts) : texts;
    const belongs = (place: number): boolean => !isClosing && isNumberPlace[place] === true;
    for (const { place, text } of cells) if (belongs(place)) personal?.look(place, text.trim(), line);
    around.look(
      cells.map((cell, at) => ({ ...cell, text: belongs(cell.place) ? '' : (looked[at] ?? '') })),
      line,
    );
  };

  return {
    listener: {
      heading: takeHeading,
      row: takeRow,
      outside: takeOutside,
      otherSheet: (tab) => {
        const check = outsideCheck(tab);
        outsides.push(check);
        return check.look;
      },
      known: () => (addedWidth === 0 ? (rows?.known() ?? null) : null),
      problem: (problem) => {
        lastDamage = Math.max(lastDamage, problem.line ?? Number.POSITIVE_INFINITY);
        problems.add(() => problem);
      },
    },
    end: (table) => {
      const late = rows?.end(table.rows, lastDamage);
      const leaks = [...(personal?.end() ?? []), ...outsides.flatMap((each) => each.end())];
      // Nothing else is said about such a file, because other messages repeat what a cell holds.
      if (leaks.length > 0) return { problemCount: leaks.length, problems: leaks, contents: null };
      const all = [...problems.listed(), ...(late?.problems ?? [])].sort(problemOrder).slice(0, MOST_LISTED);
      const problemCount = problems.count() + (late?.problemCount ?? 0);
      return { problemCount, problems: all, contents: problemCount === 0 ? (late?.contents ?? null) : null };
    },
  };
};

const placeOf = (found: readonly FoundColumn[], name: string): number | null => {
  const column = found.find((each) => each.column.heading === name);
  return column === undefined ? null : column.place + 1;
};

/** Rows under a heading that is not that of the template: they are left alone, but for what must not be in any file. */
const unknownRows = (headings: readonly string[], personal: PersonalDataCheck): RowsReader => ({
  take: (row) => {
    for (const place of headings.keys()) personal.look(place, row.text(place).trim(), row.line);
  },
  known: () => null,
  end: () => ({ problemCount: 0, problems: [], contents: null }),
});
