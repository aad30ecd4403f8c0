/**
 * Personal data outside the table: above its heading, below its last row, in a row that is damaged, on another sheet of
 * the workbook. Nobody knows which columns stand there, so each place in a row counts as a column without a heading, and
 * a row of names of columns as a heading.
 */
import type { Problem } from '../findings/problem.ts';
import { type ColumnView, lookAt, newView, type PersonalFound, verdict } from './column-view.ts';
import { personalData } from './personal-data.ts';
import { personalHeading } from './personal-headings.ts';

/** A cell outside the table: its field from 0, and whether the file itself says that it is a number. */
export interface OutsideCell {
  readonly place: number;
  readonly text: string;
  readonly isNumber: boolean;
}

/** Looks at rows outside the table as they come. */
export interface OutsideCheck {
  readonly look: (cells: readonly OutsideCell[], line: number) => void;
  readonly end: () => Problem[];
}

/** Cells of a row of texts. */
export const outsideCells = (texts: readonly string[]): OutsideCell[] =>
  texts.map((text, place) => ({ place, text, isNumber: false }));

/** Further to the right all places count as one column, so that a row of any width takes no more room. */
const LAST_PLACE = 200;

/** The name of a column is no longer than this, and has no figures in it. */
const NAME_OF_COLUMN = /^\P{N}{1,40}$/u;

/** A check of what stands outside a table; `tab` is the number of another sheet, from 1, and null for the file itself. */
export const outsideCheck = (tab: number | null): OutsideCheck => {
  const views = new Map<number, ColumnView>();
  let named: (PersonalFound & { readonly place: number }) | null = null;
  const viewOf = ({ place, isNumber }: OutsideCell): ColumnView => {
    const key = 2 * Math.min(place, LAST_PLACE) + (isNumber ? 1 : 0);
    const view = views.get(key) ?? newView(isNumber);
    views.set(key, view);
    return view;
  };
  return {
    look: (cells, line) => {
      const filled = cells.filter(({ text }) => text.trim() !== '');
      if (named === null) named = headingIn(filled, line);
      for (const cell of filled) lookAt(viewOf(cell), cell.text.trim(), line);
    },
    end: () => {
      const found = [...views].flatMap(([key, view]) => {
        const met = verdict(view);
        return met === null ? [] : [{ ...met, place: Math.floor(key / 2) }];
      });
      const all = named === null ? found : [named, ...found];
      return all.sort((a, b) => a.line - b.line || a.place - b.place).map((each) => outsideTable(each, tab));
    },
  };
};

/** The first name of a column with personal data in a row of such names. */
const headingIn = (cells: readonly OutsideCell[], line: number) => {
  if (cells.length < 2 || !cells.every(({ text, isNumber }) => !isNumber && NAME_OF_COLUMN.test(text.trim())))
    return null;
  for (const { place, text } of cells) {
    const kind = personalHeading(text);
    if (kind !== null) return { kind, line, place };
  }
  return null;
};

const outsideTable = (
  { kind, line, place }: PersonalFound & { readonly place: number },
  tab: number | null,
): Problem =>
  tab === null
    ? personalData(line, place + 1, kind, `Buiten de rijen van de tabel staan, voor het eerst op regel ${line},`)
    : personalData(null, null, kind, `Op tabblad ${tab} staan, voor het eerst op rij ${line}, kolom ${place + 1},`);
