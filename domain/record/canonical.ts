/**
 * Canonical JSON text (RFC 8785): the same content always gives the same bytes, so that a hash stands for a content.
 */

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. Comes in from outside: the domain has no hashing. */
export type Hash = (text: string) => string;

/** SHA-256 of bytes, as 64 lower-case hexadecimal digits. */
export type HashBytes = (bytes: Uint8Array) => string;

/** No document of ours is nested half as deeply; what is nested without end would exhaust the stack of every reader. */
const DEEPEST = 200;

/**
 * The canonical text of a value: names in code-unit order, no white space, numbers and texts as ECMAScript writes them.
 * A field that is `undefined` is left out. What has no canonical text throws a TypeError: a number that JSON cannot hold,
 * a lone surrogate (section 3.2.2.2), and nesting of more than 200 levels.
 */
export const canonicalText = (value: unknown): string => write(value, 0);

const write = (value: unknown, depth: number): string => {
  if (depth > DEEPEST) throw new TypeError(`Canonical text goes no deeper than ${DEEPEST} levels.`);
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) return writeObject(value, depth + 1);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.');
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}.`);
  return text;
};

const writeString = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('A lone surrogate is no character and has no canonical text.');
  return JSON.stringify(text);
};

const writeObject = (value: object, depth: number): string => {
  const fields: string[] = [];
  // Without a comparison of its own, `sort` goes by UTF-16 code units: the order that section 3.2.3 asks for.
  for (const name of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    if (field !== undefined) fields.push(`${writeString(name)}:${write(field, depth)}`);
  }
  return `{${fields.join(',')}}`;
};

/**
 * The same value with half a character (a lone surrogate), as a text has that was cut for showing, replaced by the sign
 * for what cannot be shown. For texts that quote others; what people agreed on is refused and not repaired.
 */
export const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, each) => (typeof each === 'string' ? each.toWellFormed() : each));

/** Reads a text that must be canonical to the last character; `null` where it is not, or is no JSON at all. */
export const readCanonical = (text: string): { readonly value: unknown } | null => {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalText(value) === text ? { value } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
};
