/**
 * Reads the XML parts of a workbook while they stream: tags, attributes and text, names without their prefix because
 * programs choose different ones. A general XML reader looks at every character and takes ten times as long.
 *
 * It keeps no more than one tag or one text, refuses a document type (and so every entity but the five of XML), and
 * refuses tags that do not close in order. Names outside ASCII do not occur in the format (ECMA-376).
 */
import { workbookIsTooLarge, workbookIsUnreadable } from './xlsx-problems.ts';
import { stop } from './xlsx-zip.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Who listens to a part. The text between two tags comes in one or more pieces. */
export interface XmlListener {
  readonly open: (name: string, attributes: Attributes) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
}

/** A reader of one part. */
export interface XmlReader {
  readonly push: (text: string) => void;
  readonly end: () => void;
}

/** A cell holds 32,767 characters at most; a tag or a text of more than this many has another purpose. */
const LONGEST = 1_048_576;
const DEEPEST = 100;

const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));|&/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const SLASH = 0x2f;
const QUESTION = 0x3f;
const EXCLAMATION = 0x21;
const GREATER = 0x3e;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Reads a part named `part`; damage stops the reading with a problem. */
export const xmlReader = (part: string, listener: XmlListener): XmlReader => {
  const names: string[] = [];
  const known = new Map<string, string>();
  let rest = '';
  let isOver = false;
  const damaged = (because: string): never => stop(workbookIsUnreadable(`het deel ${part} ${because}`));
  const notXml = (): never => damaged('is geen geldige XML');

  const decoded = (text: string): string => {
    const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (!lines.includes('&')) return lines;
    return lines.replace(REFERENCE, (_, hexadecimal?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return CHARACTERS[name] ?? '';
      const point = Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : notXml();
    });
  };

  const takeText = (text: string): void => {
    if (names.length > 0) listener.text(decoded(text));
    else if (!/^[\s\ufeff]*$/.test(text)) notXml();
  };

  /** A name without its prefix; `id` keeps one, because a tag may have an id of its own beside that of its relation. */
  const localName = (name: string): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (!NAME.test(name)) notXml();
    const local = /:id$/.test(name) ? 'r:id' : name.slice(name.indexOf(':') + 1);
    known.set(name, local);
    return local;
  };

  /** Takes a start tag whose name begins at `from`; the place after it, or -1 where it goes on. */
  const takeOpen = (text: string, from: number): number => {
    let at = from;
    let code = text.charCodeAt(at);
    while (at < text.length && code !== GREATER && code !== SLASH && !isSpace(code)) code = text.charCodeAt(++at);
    const name = text.slice(from, at);
    const attributes: Record<string, string> = {};
    for (;;) {
      const spaceAt = at;
      while (isSpace(code)) code = text.charCodeAt(++at);
      if (at >= text.length) return -1;
      if (code === GREATER || code === SLASH) break;
      const isApart = at > spaceAt;
      const equals = text.indexOf('=', at);
      if (equals < 0) return -1;
      const key = localName(text.slice(at, equals).trimEnd());
      at = equals + 1;
      while (isSpace(text.charCodeAt(at))) at++;
      const quote = text.charCodeAt(at);
      if (at >= text.length) return -1;
      if (!isApart || (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE)) notXml();
      const end = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", at + 1);
      if (end < 0) return -1;
      attributes[key] = decoded(text.slice(at + 1, end));
      at = end + 1;
      code = text.charCodeAt(at);
    }
    const isEmpty = code === SLASH;
    if (isEmpty && at + 1 >= text.length) return -1;
    if (isEmpty && text.charCodeAt(at + 1) !== GREATER) notXml();
    open(name, attributes, isEmpty);
    return at + (isEmpty ? 2 : 1);
  };

  const open = (name: string, attributes: Attributes, isEmpty: boolean): void => {
    const local = localName(name);
    if (isOver) notXml();
    if (names.length >= DEEPEST) damaged('is te diep genest');
    listener.open(local, attributes);
    if (isEmpty) listener.close(local);
    else names.push(name);
    isOver = names.length === 0;
  };

  const takeClose = (text: string, from: number): number => {
    const end = text.indexOf('>', from);
    if (end < 0) return -1;
    const name = text.slice(from, end).trimEnd();
    if (names.pop() !== name) notXml();
    listener.close(localName(name));
    isOver = names.length === 0;
    return end + 1;
  };

  /** The place after a comment, an instruction or a section of bare text, or -1 where it goes on. */
  const passSpecial = (text: string, at: number): number => {
    const after = (start: number, mark: string): number => {
      const end = text.indexOf(mark, start);
      return end < 0 ? -1 : end + mark.length;
    };
    if (text.charCodeAt(at + 1) === QUESTION) return after(at + 2, '?>');
    if (text.startsWith('<!--', at)) return after(at + 4, '-->');
    if (text.startsWith('<![CDATA[', at)) {
      const next = after(at + 9, ']]>');
      if (next > 0 && names.length > 0) listener.text(text.slice(at + 9, next - 3));
      return next;
    }
    if (text.length - at >= 9) damaged('heeft een documenttype');
    return -1;
  };

  /** Takes what starts with `<`; the place after it, or -1 where it goes on. */
  const takeMarkup = (text: string, at: number): number => {
    if (at + 1 >= text.length) return -1;
    const kind = text.charCodeAt(at + 1);
    if (kind === EXCLAMATION || kind === QUESTION) return passSpecial(text, at);
    return kind === SLASH ? takeClose(text, at + 2) : takeOpen(text, at + 1);
  };

  /** Takes what is whole of a text; gives the place of the first part that is not. */
  const takeWhole = (text: string): number => {
    let at = 0;
    for (;;) {
      const less = text.indexOf('<', at);
      if (less < 0) return at;
      if (less > at) takeText(text.slice(at, less));
      at = takeMarkup(text, less);
      if (at < 0) return less;
    }
  };

  return {
    push: (text) => {
      const all = rest + text;
      rest = all.slice(takeWhole(all));
      if (rest.length > LONGEST) stop(workbookIsTooLarge(`het deel ${part} heeft te lange teksten`));
    },
    end: () => {
      if (names.length > 0 || !isOver || rest.trim() !== '') notXml();
    },
  };
};
