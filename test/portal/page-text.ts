/**
 * Reads a page as a reader would: its text without markup, its figures, its links. Independent of the code that made it.
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Markup as text: tags, styles and what is only read aloud left out, entities decoded, white space as single spaces. */
export const textOf = (markup: string): string =>
  markup
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<span class="unseen">.*?<\/span>/g, '')
    .replace(/<\/?(?:a|bdi|strong|em|span|code)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ');

/** A figure on the page that says which field of the result it is, and leads to a line. */
export interface Figure {
  readonly field: string;
  readonly line: number;
  readonly text: string;
}

const figuresBy = (attribute: string, page: string): Figure[] =>
  [...page.matchAll(new RegExp(`<a href="#regel-(\\d+)" ${attribute}="([^"]*)"[^>]*>(.*?)</a>`, 'g'))].map(
    ([, line, field, markup]) => ({ field: textOf(field ?? ''), line: Number(line), text: textOf(markup ?? '') }),
  );

/** Figures with their sign. */
export const signedFigures = (page: string): Figure[] => figuresBy('data-field', page);

/** Sizes inside sentences, with a euro sign and without a minus. */
export const sizeFigures = (page: string): Figure[] => figuresBy('data-size-of', page);

/** The places inside the page that its links lead to. */
export const targets = (page: string): string[] => [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');

export const ids = (page: string): string[] => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? '');
