/** The little XML that S3 speaks: writing flat answers, and reading the two request bodies that are XML. */
import { refuse } from './errors.ts';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const escapeCharacter = (character: string): string => {
  const name = Object.keys(entities).find((entity) => entities[entity] === character);
  return name === undefined ? `&#x${(character.codePointAt(0) ?? 0).toString(16)};` : `&${name};`;
};

const escapeText = (text: string): string =>
  // A raw carriage return or tab would be normalised away by a reader, so control characters travel as references.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are legal in keys and are exactly what is escaped here.
  text.replace(/[<>&"'\u0000-\u001f\u007f]/g, escapeCharacter);

/** Content of an element: text (escaped), a number or truth value, or children that are already XML. */
export type Content = string | number | boolean | readonly Xml[];

/** A finished piece of XML, told apart from plain text so that nothing is escaped twice or not at all. */
export interface Xml {
  readonly xml: string;
}

/** One element. Attributes do not occur in the answers of S3, except for the name space of the root. */
export const element = (name: string, content: Content): Xml => {
  const inner = Array.isArray(content) ? content.map((child: Xml) => child.xml).join('') : escapeText(String(content));
  return { xml: `<${name}>${inner}</${name}>` };
};

/** A whole document with S3's name space on the root; error documents have none (`namespace: false`). */
export const xmlDocument = (root: string, children: readonly Xml[], namespace = true): string => {
  const inner = children.map((child) => child.xml).join('');
  const attribute = namespace ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${inner}</${root}>`;
};

const unescapeEntity = (whole: string, name: string): string => {
  if (name.startsWith('#')) {
    const codePoint = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return codePoint <= 0x10ffff
      ? String.fromCodePoint(codePoint)
      : refuse('MalformedXML', `${whole} is no character.`);
  }
  return entities[name] ?? refuse('MalformedXML', `The entity ${whole} is unknown.`);
};

/** The inner XML of every `<name>` in the text, in order. Elements of the same name inside each other do not occur in S3. */
export const innerOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map((match) => match[1] ?? '');

/** The text of the first `<name>`, unescaped, or undefined where there is none. Refuses markup inside it as MalformedXML. */
export const textOf = (xml: string, name: string): string | undefined => {
  const inner = innerOf(xml, name)[0];
  if (inner?.includes('<')) return refuse('MalformedXML', `${name} must hold text only.`);
  return inner?.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]+);/g, unescapeEntity);
};
