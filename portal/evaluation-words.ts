/**
 * The figures of an evaluation as Dutch readers write them, and the words for what they show. A figure that cannot be told
 * from chance is called «niet aantoonbaar», also where no interval could be given.
 */
import { html } from 'hono/html';
import type { Marks } from '../domain/evaluation/evaluation-document.ts';
import type { Limits } from '../domain/evaluation/limits.ts';
import type { Shown } from '../domain/evaluation/profile.ts';
import { isNegative, percentage, signedNumber } from './format.ts';
import { type Content, euro, figure, type Markup } from './layout.ts';

/** How many decimals a figure is printed with. */
export type Digits = 0 | 1 | 2;

/** A statistic as decimal text; what rounds to zero has no sign. Statistics only: an amount that is settled stays text. */
export const decimalText = (value: number, digits: Digits): string => {
  const text = value.toFixed(digits);
  return /[1-9]/.test(text) ? text : text.replace('-', '');
};

/** A signed figure for a table. */
export const signedFigure = (value: number, digits: Digits): Content => figure(decimalText(value, digits));

/** A signed figure as plain text, for a drawing. */
export const plainFigure = (value: number, digits: Digits): string => signedNumber(decimalText(value, digits));

/** A size in euro without its sign, for a sentence. */
export const euroSize = (value: number, digits: Digits): Markup => euro(decimalText(Math.abs(value), digits));

/** A part such as −0.0204 as `2,04%`, without its sign, for a sentence. */
export const partSize = (part: number): string => percentage(Math.abs(part).toFixed(4));

/** A part such as −0.0204 as a signed percentage, for a table. */
export const signedPart = (part: number): Content => html`${signedFigure(part * 100, 2)}%`;

const NO_INTERVAL = 'geen interval';

/** A 95 % interval for a table. */
export const intervalText = (limits: Limits | null, digits: Digits): Content =>
  limits === null ? NO_INTERVAL : html`${signedFigure(limits.low, digits)} tot ${signedFigure(limits.high, digits)}`;

/** A 95 % interval of a part for a table. */
export const partInterval = (limits: Limits | null): Content =>
  limits === null ? NO_INTERVAL : html`${signedPart(limits.low)} tot ${signedPart(limits.high)}`;

/** What a figure shows, in words. */
export const SHOWN_WORDS: Readonly<Record<Shown, string>> = {
  lower: 'aantoonbaar lager',
  higher: 'aantoonbaar hoger',
  notShown: 'niet aantoonbaar',
};

/** Whether a figure lies below or above what it is held against, in a word; what rounds to zero does neither. */
export const sideOf = (value: number, digits: Digits): string => {
  const text = decimalText(value, digits);
  if (!/[1-9]/.test(text)) return 'gelijk';
  return isNegative(text) ? 'lager' : 'hoger';
};

const BASIS: Readonly<Record<Marks['basis'], string>> = { measured: 'gemeten', estimated: 'geschat' };
const STATE: Readonly<Record<Marks['state'], string>> = { provisional: 'voorlopig', final: 'definitief' };

/** The marks of a part: measured or estimated, provisional or final. */
export const stamp = ({ basis, state }: Marks): Markup =>
  html`<span class="stamp">${BASIS[basis]}, ${STATE[state]}</span>`;
