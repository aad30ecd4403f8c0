/**
 * What a text holds of a person, as far as a machine can see it: numbers that may be a citizen service number (BSN),
 * e-mail addresses, dates of birth, names.
 *
 * Seeing is careful in one direction: free text that addresses somebody, or that says "born" before a date, is enough by
 * itself; a bare number, date or pair of words only counts together with the other values of its column.
 */

/** Digits with one or two decimals are an amount. */
const NINE_DIGITS = /(?<!\d)(?:\d{9}|\d{4}[ .-]\d{2}[ .-]\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?!\d|[.,]\d{1,2}(?!\d))/g;

/** The numbers of nine digits in a text, digits only. */
export const nineDigitNumbers = (text: string): string[] =>
  (text.match(NINE_DIGITS) ?? []).map((found) => found.replace(/\D/g, ''));

/** Whether nine digits pass the eleven-test of a BSN (weights 9 to 2 and −1 for the last digit). */
export const passesElevenTest = (digits: string): boolean => {
  let sum = -Number(digits[8]);
  for (let place = 0; place < 8; place++) sum += Number(digits[place]) * (9 - place);
  return sum % 11 === 0 && digits !== '000000000';
};

const EIGHT_DIGITS = /(?<![\d.,])\d{8}(?!\d|[.,]\d)/g;

/** The numbers of eight digits in a text that may be a BSN without its leading zero: those that are no day of a calendar. */
export const eightDigitNumbers = (text: string): string[] =>
  (text.match(EIGHT_DIGITS) ?? []).filter((digits) => yearOfDate(digits) === null).map((digits) => `0${digits}`);

/** A cell that is one number of nine digits, or of eight where a spreadsheet took the leading zero; `null` for others. */
export const wholeNumber = (text: string): string | null => (/^\d{8,9}$/.test(text) ? text.padStart(9, '0') : null);

const NAMED_NUMBER = /\b(?:bsn|burgerservicenummer|sofi-?(?:nummer|nr)?)\b\D{0,20}(\d[\d .-]{6,12}\d)/i;

/** Whether a text calls a number a BSN, whatever its digits sum to. */
export const namesCitizenNumber = (text: string): boolean => {
  const digits = NAMED_NUMBER.exec(text)?.[1]?.replace(/\D/g, '') ?? '';
  return digits.length === 8 || digits.length === 9;
};

const LOCAL_END = /[\p{L}\d._%+-]$/u;
const DOMAIN = /^[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/u;
const LONGEST_DOMAIN = 253;

/** Whether a text holds an e-mail address. Looked for around each at sign, so that a long text takes no longer. */
export const holdsEmailAddress = (text: string): boolean => {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const domain = text.slice(at + 1, at + 1 + LONGEST_DOMAIN);
    if (LOCAL_END.test(text.slice(Math.max(0, at - 2), at)) && DOMAIN.test(domain)) return true;
  }
  return false;
};

const MONTH = '(?:jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\\.?';
const DATE = `(?:\\d{1,2}[-/. ](?:\\d{1,2}|${MONTH})[-/. ]\\d{2,4}|\\d{4}-\\d{2}-\\d{2})`;
const BORN = new RegExp(
  `\\b(?:geb\\.?|geboren(?: op)?|geboortedatum|geb\\.?datum|born(?: on)?|dob)[ :]{1,3}${DATE}`,
  'i',
);

/** Whether a text says when somebody was born. */
export const saysBorn = (text: string): boolean => BORN.test(text);

const WHOLE_DATE = /^(?:(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2}))$/;

/** The year of a cell that is one date, from 1900 on; `null` for any other text. */
export const yearOfDate = (text: string): number | null => {
  const [, day1, month1, year1, year2, month2, day2, year3, month3, day3] = WHOLE_DATE.exec(text) ?? [];
  const [year, month, day] = [year1 ?? year2 ?? year3, month1 ?? month2 ?? month3, day1 ?? day2 ?? day3].map(Number);
  const isDate = within(year, 1900, 2100) && within(month, 1, 12) && within(day, 1, 31);
  return isDate ? (year ?? null) : null;
};

const within = (value: number | undefined, from: number, to: number): boolean =>
  value !== undefined && from <= value && value <= to;

const PREFIX = "(?:(?:van|de|der|den|het|'t|ter|ten|te|in|op|el|al|von|da|dos) ){0,4}";
const SURNAME = "\\p{Lu}[\\p{Ll}'’]+(?:[- ]\\p{Lu}[\\p{Ll}'’]+)*";

const INITIALS_AND_SURNAME = new RegExp(`^(?:\\p{Lu}\\. ?){1,4}${PREFIX}${SURNAME}$`, 'u');
const SURNAME_AND_INITIALS = /^\p{Lu}[\p{L}'’ -]{1,40}, ?(?:\p{Lu}\. ?){1,4}(?:\p{Ll}+ ?){0,3}$/u;
const SURNAME_FIRST = new RegExp(
  `^${PREFIX}${SURNAME}, ?(?:(?:\\p{Lu}\\. ?){1,4}|\\p{Lu}[\\p{Ll}]+)(?:${PREFIX})?$`,
  'u',
);

/** Whether a whole cell is initials with a surname, in either order: `J. Jansen`, `Jansen, J.P.`, `DE VRIES, P.` */
export const isInitialsAndSurname = (text: string): boolean =>
  INITIALS_AND_SURNAME.test(text) || SURNAME_AND_INITIALS.test(text);

const LETTER = /^(\p{Lu})\. \p{Lu}/u;

/** The one letter before a text, as of a name or of an item of a list: `A. Overleg`; `null` where there is none. */
export const letterBefore = (text: string): string | null => LETTER.exec(text)?.[1] ?? null;

/** Given names that most grown-up people in the Netherlands share: enough to know a column of names by its majority. */
const GIVEN_NAMES = new Set([
  ...['Jan', 'Johannes', 'Johan', 'Hans', 'Piet', 'Pieter', 'Peter', 'Kees', 'Cornelis', 'Cor', 'Henk', 'Hendrik'],
  ...['Willem', 'Wim', 'Gerrit', 'Gerard', 'Jacob', 'Jaap', 'Dirk', 'Theo', 'Ton', 'Frans', 'Jos', 'Harrie', 'Arie'],
  ...['Mark', 'Marc', 'Erik', 'Eric', 'Rob', 'Robert', 'Marcel', 'Michel', 'Dennis', 'Jeroen', 'Martijn', 'Tom', 'Tim'],
  ...['Thomas', 'Daan', 'Sem', 'Lucas', 'Mohamed', 'Mohammed', 'Ahmed', 'Ali', 'Mustafa', 'Maria', 'Marie', 'Anna'],
  ...['Anne', 'Johanna', 'Elisabeth', 'Els', 'Cornelia', 'Wilhelmina', 'Willy', 'Hendrika', 'Petra', 'Margaretha'],
  ...['Greet', 'Truus', 'Ria', 'Riet', 'Corrie', 'Jannie', 'Annie', 'Ans', 'Tineke', 'Ineke', 'Ingrid', 'Monique'],
  ...['Esther', 'Linda', 'Sandra', 'Marjan', 'Karin', 'Anja', 'Yvonne', 'Fatima', 'Emma', 'Sophie', 'Julia', 'Lisa'],
]);
const GIVEN_AND_SURNAME = new RegExp(`^(\\p{Lu}\\p{Ll}+)(?:[- ]\\p{Lu}\\p{Ll}+)? ${PREFIX}${SURNAME}$`, 'u');

const DATE_AT_END = /[ ,(*]{1,3}\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\)?$/;

/** Whether a whole cell reads as the name of a person: `J.P. de Vries`, `Jansen, M.`, `Kees van Dam`; a date may follow it. */
export const looksLikeName = (text: string): boolean => {
  const name = text.replace(DATE_AT_END, '');
  if (isInitialsAndSurname(name) || SURNAME_FIRST.test(name)) return true;
  return GIVEN_NAMES.has(GIVEN_AND_SURNAME.exec(name)?.[1] ?? '');
};
