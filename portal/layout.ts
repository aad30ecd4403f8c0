/**
 * The frame of a page and the few shapes that every part of it is made of. Pages hold no script, but for the one that a
 * page names; a policy in the page itself says so, in case a document ever gets past the escaping.
 */
import { html, raw } from 'hono/html';
import { isNegative, MINUS, signedNumber, unsignedNumber, visibleText } from './format.ts';
import { STYLESHEET } from './stylesheet.ts';

/** A piece of a page. A text inside it was escaped. */
export type Markup = ReturnType<typeof html>;

/** What may stand in a place of a page: markup, or plain text that is still to be escaped. */
export type Content = Markup | string;

/** A text from a document: unseen characters spelt out, and its direction kept from the text around it. */
export const named = (text: string): Markup => html`<bdi>${visibleText(text)}</bdi>`;

/** A signed figure. A minus is read aloud as the word, because screen readers differ on the sign. */
export const figure = (text: string): Content =>
  isNegative(text)
    ? html`<span class="unseen">min </span><span aria-hidden="true">${MINUS}</span>${unsignedNumber(text)}`
    : signedNumber(text);

/** A size in euro inside a sentence; the sentence says which way it goes. */
export const euro = (text: string): Markup => html`<span class="amount">€ ${unsignedNumber(text)}</span>`;

/** A signed amount in euro inside a sentence. */
export const signedEuro = (text: string): Markup => html`<span class="amount">€ ${figure(text)}</span>`;

/** A part of the page under a heading of the second level, which the list of contents points at. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly content: Content;
}

/** An unordered list. */
export const list = (items: readonly Content[]): Content =>
  items.length === 0
    ? ''
    : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>
`;

/** Pairs of a term and what is said of it. */
export const descriptions = (pairs: readonly (readonly [term: Content, said: Content])[]): Markup =>
  html`<dl>${pairs.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>`)}</dl>
`;

/** A script of our own that a page runs: its text, and the SHA-256 of it in base64, by which the policy lets it pass. */
export interface PageScript {
  readonly text: string;
  readonly sha256: string;
}

/** What a page is made of. `fingerprint` is printed at the foot of every sheet where it is a hash. */
export interface Page {
  readonly title: string;
  readonly fingerprint: string;
  /** Words of our own that stand on top of every printed sheet, such as that nobody pays anything. */
  readonly everySheet?: string;
  readonly head: Content;
  readonly sections: readonly Section[];
  /** Where its forms may be sent: `'self'`, or the origin of a bucket. None unless named. */
  readonly formTargets?: readonly string[];
  readonly script?: PageScript;
}

/** What a page may do: load nothing, and send its forms only where it names. */
export const policyOf = ({ formTargets = [], script }: Pick<Page, 'formTargets' | 'script'>): string =>
  [
    "default-src 'none'; style-src 'unsafe-inline'",
    ...(script === undefined ? [] : [`script-src 'sha256-${script.sha256}'`]),
    `base-uri 'none'; form-action ${formTargets.length === 0 ? "'none'" : formTargets.join(' ')}`,
  ].join('; ');

/** Fewer parts are in sight without a list of them. */
const LISTED_FROM = 3;

const contentsList = ({ sections }: Page): Content =>
  sections.length < LISTED_FROM
    ? ''
    : html`<nav aria-label="Inhoud"><ol>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ol></nav>`;

const sectionMarkup = ({ id, heading, content }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-kop"><h2 id="${id}-kop">${heading}</h2>
${content}</section>
`;

/** Every printed sheet names the statement that it belongs to, so that loose sheets cannot be mixed up. */
const sheetFooter = ({ fingerprint }: Page): Content =>
  /^[0-9a-f]{64}$/.test(fingerprint)
    ? html`<style>@page{@bottom-left{content:"SHA-256 ${raw(fingerprint)}"}}</style>`
    : '';

/** The words are ours; a sign that could end the text of a style sheet is not let through. */
const sheetHeader = ({ everySheet }: Page): Content =>
  everySheet === undefined || /["\\<>]/.test(everySheet)
    ? ''
    : html`<style>@page{@top-left{content:"${raw(everySheet)}"}}</style>`;

/** The whole page as one text of HTML. */
export const pageText = (page: Page): string => {
  const document = html`<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${visibleText(page.title)}</title>
<style>${raw(STYLESHEET)}</style>${sheetFooter(page)}${sheetHeader(page)}
</head>
<body>
<a class="skip" href="#inhoud">Naar de inhoud</a>
${page.head}
${contentsList(page)}
<main id="inhoud" tabindex="-1">
${page.sections.map(sectionMarkup)}
</main>
${page.script === undefined ? '' : html`<script>${raw(page.script.text)}</script>`}</body>
</html>
`;
  if (document instanceof Promise) throw new TypeError('A page is made of texts that are already there.');
  return document.toString();
};

/** The name of the pilot above a page that is asked for online, as the way back to its overview. */
export const pilotLine = ({ id, name }: { readonly id: string; readonly name: string }): Markup =>
  html`<p class="pilot"><a href="/pilots/${encodeURIComponent(id)}?format=html">${named(name)}</a></p>`;
