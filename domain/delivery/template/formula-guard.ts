/**
 * Keeps text from becoming a formula when a file is opened in a spreadsheet (CSV injection, OWASP): a cell that starts
 * with `=`, `+`, `-`, `@`, a tab or a line end may be carried out there, with whatever it calls.
 *
 * An apostrophe goes before such a text, and before such a text after a delimiter or a quote inside a cell, because a
 * program with another delimiter would start a cell there. A number is left alone, in every way in which deliveries write
 * one: `-12,50`, `- 100,00` and `-1 234,50` stay numbers. Taking the apostrophes off again gives exactly what there was,
 * also where the text had apostrophes of its own.
 */

/** Where a cell may start: at its own start, and after whatever some program cuts cells at. */
const CUTS = ';,|"\\t\\r\\n';
/** What a program takes for the start of a formula. */
const STARTS = '[=+\\-@\\t\\r\\n]';
/** In East Asian settings the wide forms as well: `＝`, `＋`, `－`, `＠`, as characters and as their bytes in UTF-8. */
const WIDE = '[\uff1d\uff0b\uff0d\uff20]';
const WIDE_BYTES = '\u00ef\u00bc[\u009d\u008b\u008d\u00a0]';

const toGuard = (wide: string): RegExp => new RegExp(`(?<=^|[${CUTS}])(?=[ ']*(?:${STARTS}|${wide}))`, 'g');
const isGuarded = (wide: string): RegExp => new RegExp(`(?<=^|[${CUTS}])'(?=[ ']*(?:${STARTS}|${wide}))`, 'g');

const PATTERNS = {
  characters: { toGuard: toGuard(WIDE), isGuarded: isGuarded(WIDE) },
  bytes: { toGuard: toGuard(WIDE_BYTES), isGuarded: isGuarded(WIDE_BYTES) },
} as const;

/** Whether a text is in characters, or has one character for each byte of a cell. */
export type Grain = keyof typeof PATTERNS;

/**
 * A sign and figures, with nothing between them that could call or compute anything: points and commas, and between groups
 * of three also apostrophes and spaces, hard and narrow ones too. A telephone number is none.
 */
const numberWith = (spaces: string): RegExp => {
  const grouped = `\\d{1,3}(?:(?:[' \u00a0\u2019]|${spaces})\\d{3})+(?:[.,]\\d+)?`;
  return new RegExp(`^ *[-+]? ?(?:\\d[\\d.,]*|[.,]\\d+|${grouped}) *$`);
};

/** A narrow hard space as a character; in bytes, the spaces and the curved apostrophe of UTF-8 and Windows-1252. */
const NUMBERS = {
  characters: numberWith('\u202f'),
  bytes: numberWith('\u00c2\u00a0|\u00e2\u0080(?:\u00af|\u0099)|\u0092'),
} as const;

/** A text with its apostrophes, safe to stand in a cell. */
export const guarded = (text: string, grain: Grain = 'characters'): string =>
  NUMBERS[grain].test(text) ? text : text.replace(PATTERNS[grain].toGuard, "'");

/** The text that was guarded; any other text comes back as it is. */
export const unguarded = (text: string, grain: Grain = 'characters'): string =>
  text.replace(PATTERNS[grain].isGuarded, '');
