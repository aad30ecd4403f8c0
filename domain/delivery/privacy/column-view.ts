/**
 * What the cells of one column show of persons, as they come. It remembers so many different values and no more, however
 * long the file.
 *
 * A column is judged by its different values: it holds citizen service numbers (BSN) where over half of at least three
 * different numbers pass the eleven-test. One in eleven numbers passes by chance, so an invoice number is no BSN; but with
 * fewer than three numbers of nine digits nobody can tell, and then one that passes is enough. Numbers of eight digits,
 * which a BSN becomes where a spreadsheet takes its leading zero, are ordinary numbers where there are few of them.
 */
import { addressesSomebody } from './form-of-address.ts';
import type { PersonalKind } from './personal-headings.ts';
import {
  eightDigitNumbers,
  holdsEmailAddress,
  isInitialsAndSurname,
  letterBefore,
  looksLikeName,
  namesCitizenNumber,
  nineDigitNumbers,
  passesElevenTest,
  saysBorn,
  wholeNumber,
  yearOfDate,
} from './personal-text.ts';

/** What was met, and the line of the first value of that kind. */
export interface PersonalFound {
  readonly kind: PersonalKind;
  readonly line: number;
}

/** Different values of which so many may show something; lines are those of the first, 0 for none. */
interface Share {
  count: number;
  line: number;
}

/** Numbers that may be BSNs: how many different ones there are, and how many of them pass the eleven-test. */
interface Numbers {
  readonly seen: Set<string>;
  all: number;
  readonly passing: Share;
}

/** What is known of one column. */
export interface ColumnView {
  readonly isNumber: boolean;
  readonly seen: Set<string>;
  values: number;
  readonly nine: Numbers;
  readonly eight: Numbers;
  readonly dates: Share;
  /** Dates before the pilots: those of accounts are later. */
  readonly longAgo: Share;
  firstYear: number;
  lastYear: number;
  readonly names: Share;
  readonly initials: Share;
  /** Whether the names so far are the items of a list: A., B., C. */
  isLettered: boolean;
  /** A value that is enough by itself. */
  certain: PersonalFound | null;
}

const noShare = (): Share => ({ count: 0, line: 0 });
const noNumbers = (): Numbers => ({ seen: new Set(), all: 0, passing: noShare() });

/** A column of which nothing was seen; in one of figures only whole numbers of eight or nine digits can be BSNs. */
export const newView = (isNumber: boolean): ColumnView => ({
  isNumber,
  seen: new Set(),
  values: 0,
  nine: noNumbers(),
  eight: noNumbers(),
  dates: noShare(),
  longAgo: noShare(),
  firstYear: Number.POSITIVE_INFINITY,
  lastYear: 0,
  names: noShare(),
  initials: noShare(),
  isLettered: true,
  certain: null,
});

/** The different values of a column that are remembered; after these a value is looked at every time that it comes. */
const MOST_REMEMBERED = 1_000;
/** Longer values are not remembered either. */
const LONGEST_REMEMBERED = 200;

/** Whether a value is new; after so many values every one is. */
const remember = (seen: Set<string>, value: string): boolean => {
  if (seen.has(value)) return false;
  if (seen.size < MOST_REMEMBERED && value.length <= LONGEST_REMEMBERED) seen.add(value);
  return true;
};

const countIn = (share: Share, line: number): void => {
  share.count++;
  share.line ||= line;
};

/** Looks at a cell. One that its column held before may be left out where it is text. */
export const lookAt = (view: ColumnView, text: string, line: number): void => {
  if (text === '') return;
  if (view.isNumber) lookAtNumber(view, text, line);
  else if (!view.seen.has(text)) lookAtText(view, text, line);
};

const lookAtText = (view: ColumnView, text: string, line: number): void => {
  remember(view.seen, text);
  view.values++;
  if (LETTER.test(text)) {
    view.certain ??= certainIn(text, line);
    if (looksLikeName(text)) takeName(view, text, line);
  }
  if (text.length >= FEWEST_OF_NUMBER) lookForNumbers(view, text, line);
};

/** Without a letter a text names nobody, and no address has none. */
const LETTER = /\p{L}/u;

/** Neither a date nor a number that may be a BSN has fewer characters. */
const FEWEST_OF_NUMBER = 8;

const lookForNumbers = (view: ColumnView, text: string, line: number): void => {
  for (const digits of nineDigitNumbers(text)) takeNumber(view.nine, digits, line);
  for (const digits of eightDigitNumbers(text)) takeNumber(view.eight, digits, line);
  const year = yearOfDate(text);
  if (year !== null) takeDate(view, year, line);
};

const lookAtNumber = (view: ColumnView, text: string, line: number): void => {
  const digits = text.length < 8 || text.length > 9 ? null : wholeNumber(text);
  view.values++;
  // What should be a number and is not comes into a message as it stands.
  if (digits === null && LETTER.test(text)) view.certain ??= certainIn(text, line);
  if (digits === null || !passesElevenTest(digits)) return;
  remember(view.nine.seen, digits);
  countIn(view.nine.passing, line);
};

const certainIn = (text: string, line: number): PersonalFound | null => {
  const kind = certainKind(text);
  return kind === null ? null : { kind, line };
};

/** What a text holds that is enough by itself; a bare number, date or name is not. */
export const certainKind = (text: string): PersonalKind | null => {
  if (namesCitizenNumber(text)) return 'citizenNumber';
  if (holdsEmailAddress(text)) return 'emailAddress';
  if (saysBorn(text)) return 'birthDate';
  return addressesSomebody(text) ? 'name' : null;
};

const takeNumber = (numbers: Numbers, digits: string, line: number): void => {
  if (!remember(numbers.seen, digits)) return;
  numbers.all++;
  if (passesElevenTest(digits)) countIn(numbers.passing, line);
};

/** Pilots settle from this year on; vouchers, meetings and agreements of theirs are of no earlier one. */
const FIRST_YEAR_OF_PILOTS = 2015;

const takeDate = (view: ColumnView, year: number, line: number): void => {
  countIn(view.dates, line);
  if (year < FIRST_YEAR_OF_PILOTS) countIn(view.longAgo, line);
  view.firstYear = Math.min(view.firstYear, year);
  view.lastYear = Math.max(view.lastYear, year);
};

const FIRST_LETTER = 65;

const takeName = (view: ColumnView, text: string, line: number): void => {
  if (letterBefore(text) !== String.fromCharCode(FIRST_LETTER + view.names.count)) view.isLettered = false;
  countIn(view.names, line);
  if (isInitialsAndSurname(text)) countIn(view.initials, line);
};

/** From so many different values on, a column shows what it holds. */
const ENOUGH_VALUES = 3;

/** Dates of accounts lie within a few years of each other; dates of birth do not. */
const YEARS_OF_LIFE = 20;

const isMost = (some: number, all: number): boolean => all >= ENOUGH_VALUES && 2 * some > all;

/** What a column holds of persons; `null` where it shows nothing. */
export const verdict = (view: ColumnView): PersonalFound | null => {
  if (view.certain !== null) return view.certain;
  if (holdsNumbers(view)) return { kind: 'citizenNumber', line: firstLine(view.nine.passing, view.eight.passing) };
  const birthDates = birthDatesIn(view);
  if (birthDates !== null) return { kind: 'birthDate', line: birthDates.line };
  return holdsNames(view) ? { kind: 'name', line: view.names.line } : null;
};

const firstLine = (...shares: readonly Share[]): number =>
  Math.min(...shares.map(({ line }) => line || Number.POSITIVE_INFINITY));

const holdsNumbers = ({ isNumber, nine, eight, values }: ColumnView): boolean => {
  if (isNumber) return nine.seen.size >= ENOUGH_VALUES && isMost(nine.passing.count, values);
  const isFew = nine.passing.count > 0 && nine.all < ENOUGH_VALUES;
  const all = [nine.passing.count + eight.passing.count, nine.all + eight.all] as const;
  return isFew || isMost(nine.passing.count, nine.all) || isMost(...all);
};

/** Most values are dates: over a lifetime, or of before the pilots. */
const birthDatesIn = ({ values, dates, longAgo, firstYear, lastYear }: ColumnView): Share | null => {
  if (isMost(dates.count, values) && lastYear - firstYear >= YEARS_OF_LIFE) return dates;
  return isMost(longAgo.count, values) ? longAgo : null;
};

/** Initials with a surname are a name in a column of one or two values too; one item of a list has no list. */
const holdsNames = ({ values, names, initials, isLettered }: ColumnView): boolean => {
  if (isLettered && names.count > 1) return false;
  return isMost(names.count, values) || (values < ENOUGH_VALUES && 2 * initials.count > values);
};
