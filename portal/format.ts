/**
 * Figures, dates and names as Dutch readers write them. Every amount comes in as text and goes out as text: nothing here
 * calculates, so no figure can change on its way to the page.
 */
import { type Period, readPeriod } from '../domain/pilot/period.ts';
import { codeUnitOrder } from '../domain/pilot/terms.ts';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** U+2212. A hyphen is not a minus: screen readers pass over it in silence. */
export const MINUS = '\u2212';

/** A decimal such as `123456.70` as `123.456,70`, without its sign. Any other text is given back as it is. */
export const unsignedNumber = (text: string): string => {
  const [, , whole, fraction] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return text;
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
};

/** A decimal such as `-123456.70` as `−123.456,70`. */
export const signedNumber = (text: string): string => `${isNegative(text) ? MINUS : ''}${unsignedNumber(text)}`;

/** Whether an amount as text is below zero. */
export const isNegative = (text: string): boolean => text.startsWith('-');

/** Whether an amount as text is exactly zero. */
export const isZero = (text: string): boolean => !/[1-9]/.test(text);

const percentFormat = new Intl.NumberFormat('nl-NL', { style: 'percent', maximumFractionDigits: 2 });

/** A share such as `-0.0161925489` as `1,62%`, without its sign: the sentence around it says which way it went. */
export const percentage = (text: string): string =>
  percentFormat.format(text.replace(/^-/, '') as Intl.StringNumericLiteral);

const dateFormat = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'UTC' });

/** A calendar date such as `2026-07-31` as `31 juli 2026`. Any other text is given back as it is. */
export const longDate = (date: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)) ? dateFormat.format(new Date(date)) : date;

/** A period such as `2025-K1..K3` in words: `2025, kwartaal 1 tot en met 3`. */
export const periodInWords = (text: string): string => {
  const period = readPeriod(text);
  return period === null ? text : inWords(period);
};

const inWords = ({ year, from, to }: Period): string => {
  if (from === 1 && to === 4) return `${year}`;
  return `${year}, kwartaal ${from === to ? from : `${from} tot en met ${to}`}`;
};

/** Quarters in words, those that follow each other in a year together: `2024; 2025, kwartaal 1 tot en met 3`. */
export const quartersInWords = (texts: readonly string[]): string => {
  const runs: Period[] = [];
  for (const text of [...texts].sort(codeUnitOrder)) {
    const [next, last] = [readPeriod(text), runs.at(-1)];
    if (next === null) return texts.join('; ');
    const follows = last !== undefined && last.year === next.year && last.to + 1 === next.from;
    if (follows) runs[runs.length - 1] = { ...last, to: next.to };
    else runs.push(next);
  }
  return runs.map(inWords).join('; ');
};

/** Words in a sentence: `a`, `a en b`, `a, b en c`. */
export const enumeration = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} en ${words.at(-1)}`;

/** The first eight digits of a hash, where the whole of it stands elsewhere on the page. */
export const shortHash = (sha256: string): string => sha256.slice(0, 8);

/**
 * Characters that change what a reader sees without being seen: controls, and marks that turn the direction of text
 * around. Joiners stay, because Arabic and Indic names are spelt with them.
 */
const UNSEEN = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text from a document with every unseen character spelt out: a name can never pass for another one. */
export const visibleText = (text: string): string =>
  text.replace(UNSEEN, (mark) => `[U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
