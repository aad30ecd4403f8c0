/**
 * Keeps text from becoming a formula when a file is opened in a spreadsheet (CSV injection, OWASP): a cell that starts
 * with `=`, `+`, `-`, `@`, a tab or a line end may be carried out there, with whatever it calls.
 *
 * An apostrophe goes before such a text, and before such a text after a delimiter or a quote inside a cell, because a
 * program with another delimiter would start a cell there. A number is left alone: `-12,50` stays a number. Taking the
 * apostrophes off again gives exactly what there was, also where the text had apostrophes of its own.
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

const NUMBER = /^ *[-+]?(?:\d[\d.,]*|[.,]\d+) *$/;

/** A text with its apostrophes, safe to stand in a cell. */
export const guarded = (text: string, grain: Grain = 'characters'): string =>
  NUMBER.test(text) ? text : text.replace(PATTERNS[grain].toGuard, "'");

/** The text that was guarded; any other text comes back as it is. */
export const unguarded = (text: string, grain: Grain = 'characters'): string =>
  text.replace(PATTERNS[grain].isGuarded, '');
