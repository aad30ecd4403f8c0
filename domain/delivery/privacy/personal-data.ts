/**
 * Privacy by refusal: a file that holds citizen service numbers (BSN), names, dates of birth or e-mail addresses is not
 * read. Nothing of what was met is ever repeated, in no message.
 *
 * A column is judged by its different values: it holds BSNs where over half of at least three different numbers of nine
 * digits pass the eleven-test. One in eleven numbers passes by chance, so an invoice number is no BSN; but with fewer
 * than three numbers nobody can tell, and then one that passes is enough.
 */

import type { Problem } from '../findings/problem.ts';
import { type PersonalKind, personalHeading } from './personal-headings.ts';
import {
  addressesSomebody,
  holdsEmailAddress,
  looksLikeName,
  namesCitizenNumber,
  nineDigitNumbers,
  passesElevenTest,
  saysBorn,
  wholeNumber,
  yearOfDate,
} from './personal-text.ts';

/** Whether a text holds nine digits that pass the eleven-test of a BSN. */
export const holdsCitizenNumber = (text: string): boolean => nineDigitNumbers(text).some(passesElevenTest);

/** Looks at the cells of one file as they come. It remembers so many values a column and no more, however long the file. */
export interface PersonalDataCheck {
  /** Looks at a cell of field `place`, from 0. A value that its column held before may be left out, but for numbers. */
  readonly look: (place: number, text: string, line: number) => void;
  /** Counts numbers that are certainly no BSN, because they have decimals or not eight or nine digits. */
  readonly pass: (place: number, count: number) => void;
  /** One problem for each column with personal data; none for a file that may be read. */
  readonly end: () => Problem[];
}

/** What is known of one column. Lines are those of the first value of that kind; 0 is none. */
interface ColumnView {
  readonly isNumber: boolean;
  readonly seen: Set<string>;
  readonly numbersSeen: Set<string>;
  values: number;
  numbers: number;
  passing: number;
  passingLine: number;
  dates: number;
  dateLine: number;
  firstYear: number;
  lastYear: number;
  names: number;
  nameLine: number;
  /** A value that is enough by itself. */
  certain: { readonly kind: PersonalKind; readonly line: number } | null;
}

const newView = (isNumber: boolean): ColumnView => ({
  isNumber,
  seen: new Set(),
  numbersSeen: new Set(),
  values: 0,
  numbers: 0,
  passing: 0,
  passingLine: 0,
  dates: 0,
  dateLine: 0,
  firstYear: Number.POSITIVE_INFINITY,
  lastYear: 0,
  names: 0,
  nameLine: 0,
  certain: null,
});

/** The different values of a column that are remembered; after these a value is looked at every time that it comes. */
const MOST_REMEMBERED = 1_000;

/**
 * A check of a file with these headings. `isNumber` says which columns hold figures: there only whole numbers of eight or
 * nine digits can be BSNs, and they are set against all values of the column.
 */
export const personalDataCheck = (
  headings: readonly string[],
  headingLine: number,
  isNumber: (heading: string) => boolean,
): PersonalDataCheck => {
  const views = headings.map((heading) => newView(isNumber(heading)));
  const byHeading = headings.map((heading) => headingKind(heading));
  return {
    look: (place, text, line) => {
      const view = views[place];
      if (view !== undefined && text !== '') lookAt(view, text, line);
    },
    pass: (place, count) => {
      const view = views[place];
      if (view !== undefined) view.values += count;
    },
    end: () =>
      views.flatMap((view, place) => {
        const kind = byHeading[place] ?? null;
        const found = kind === null ? verdict(view) : { kind, line: headingLine };
        return found === null ? [] : [personalData(found.kind, found.line, place + 1)];
      }),
  };
};

/** A file without a heading has a row of data in its place. */
const headingKind = (heading: string): PersonalKind | null => {
  if (holdsCitizenNumber(heading)) return 'citizenNumber';
  return holdsEmailAddress(heading) ? 'emailAddress' : personalHeading(heading);
};

const lookAt = (view: ColumnView, text: string, line: number): void => {
  if (view.isNumber) lookAtNumber(view, text, line);
  else if (!view.seen.has(text)) lookAtText(view, text, line);
};

const lookAtText = (view: ColumnView, text: string, line: number): void => {
  remember(view.seen, text);
  view.values++;
  view.certain ??= certainly(text, line);
  for (const digits of nineDigitNumbers(text)) takeNumber(view, digits, line);
  const year = yearOfDate(text);
  if (year !== null) takeDate(view, year, line);
  if (!looksLikeName(text)) return;
  view.names++;
  view.nameLine ||= line;
};

const lookAtNumber = (view: ColumnView, text: string, line: number): void => {
  const digits = text.length < 8 || text.length > 9 ? null : wholeNumber(text);
  view.values++;
  if (digits === null || !passesElevenTest(digits)) return;
  remember(view.numbersSeen, digits);
  view.passing++;
  view.passingLine ||= line;
};

/** Whether a value is new; after so many values every one is. */
const remember = (seen: Set<string>, value: string): boolean => {
  if (seen.has(value)) return false;
  if (seen.size < MOST_REMEMBERED) seen.add(value);
  return true;
};

const certainly = (text: string, line: number): ColumnView['certain'] => {
  if (namesCitizenNumber(text)) return { kind: 'citizenNumber', line };
  if (holdsEmailAddress(text)) return { kind: 'emailAddress', line };
  if (saysBorn(text)) return { kind: 'birthDate', line };
  return addressesSomebody(text) ? { kind: 'name', line } : null;
};

const takeNumber = (view: ColumnView, digits: string, line: number): void => {
  if (!remember(view.numbersSeen, digits)) return;
  view.numbers++;
  if (!passesElevenTest(digits)) return;
  view.passing++;
  view.passingLine ||= line;
};

const takeDate = (view: ColumnView, year: number, line: number): void => {
  view.dates++;
  view.dateLine ||= line;
  view.firstYear = Math.min(view.firstYear, year);
  view.lastYear = Math.max(view.lastYear, year);
};

/** From so many different values on, a column shows what it holds. */
const ENOUGH_VALUES = 3;

/** Dates of accounts lie within a few years of each other; dates of birth do not. */
const YEARS_OF_LIFE = 20;

const isMost = (some: number, all: number): boolean => all >= ENOUGH_VALUES && 2 * some > all;

const verdict = (view: ColumnView): ColumnView['certain'] => {
  const { values, numbers, passing, dates, names } = view;
  if (view.certain !== null) return view.certain;
  const isNumbered = view.isNumber
    ? view.numbersSeen.size >= ENOUGH_VALUES && isMost(passing, values)
    : isMost(passing, numbers) || (passing > 0 && numbers < ENOUGH_VALUES);
  if (isNumbered) return { kind: 'citizenNumber', line: view.passingLine };
  if (isMost(dates, values) && view.lastYear - view.firstYear >= YEARS_OF_LIFE)
    return { kind: 'birthDate', line: view.dateLine };
  return isMost(names, values) ? { kind: 'name', line: view.nameLine } : null;
};

const MET: Readonly<Record<PersonalKind, string>> = {
  citizenNumber:
    'een of meer nummers die een burgerservicenummer kunnen zijn (negen cijfers die de elfproef doorstaan)',
  name: 'namen van personen',
  birthDate: 'geboortedatums',
  emailAddress: 'een of meer e-mailadressen',
};

/** A column with personal data. What it holds and what it is called are not repeated. */
const personalData = (kind: PersonalKind, line: number, column: number): Problem => ({
  code: 'personal_data_is_refused',
  line,
  column,
  message: `Kolom ${column} bevat ${MET[kind]}; de eerste staat op regel ${line}. Een aanlevering bevat geen persoonsgegevens: het bestand is geweigerd en gewist. Haal ze weg en lever opnieuw aan. Voorbeeld van een verwijzing: factuur 2025-0113`,
});
