/**
 * Canonical JSON text (RFC 8785): the same content always gives the same bytes, so that a hash stands for a content.
 */

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. Comes in from outside: the domain has no hashing. */
export type Hash = (text: string) => string;

/**
 * The canonical text of a value: names in code-unit order, no white space, numbers and texts as ECMAScript writes them.
 * A field that is `undefined` is left out. A number that JSON cannot hold is our own mistake, so it throws.
 */
export const canonicalText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object' && value !== null) return canonicalObject(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.');
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}.`);
  return text;
};

const canonicalObject = (value: object): string => {
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`);
  return `{${fields.join(',')}}`;
};
