/**
 * What a workbook says of itself before any row is read: its sheets in order, its shared texts, and which styles of
 * cells are dates (ECMA-376 part 1, chapters 18.2, 18.4 and 18.8).
 */
import { workbookIsTooLarge, workbookIsUnreadable } from './xlsx-problems.ts';
import { type Attributes, type XmlListener, xmlReader } from './xlsx-xml.ts';
import {
  type ByteSource,
  type Inflate,
  readDirectory,
  readPart,
  stop,
  unpackBudget,
  type ZipPart,
} from './xlsx-zip.ts';

/** A sheet by its name, as the tabs show it, and its part of the container. */
export interface Sheet {
  readonly name: string;
  readonly part: ZipPart;
}

/** A workbook of which the rows are still to be read. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** The texts that cells name by their place. */
  readonly texts: readonly string[];
  /** Per style of cells, whether it shows a number as a date or a time. */
  readonly isDateStyle: readonly boolean[];
  /** Reads a part; `take` says `false` when it has seen enough. */
  readonly read: (part: ZipPart, listener: XmlListener, goesOn: () => boolean) => Promise<void>;
}

/** Styles of large workbooks are a few megabytes; the list of sheets is a few kilobytes. */
const MOST_SMALL_BYTES = 16_777_216;
const MOST_TEXT_BYTES = 67_108_864;
const MOST_TEXTS = 1_048_576;

const missing = (what: string): never => stop(workbookIsUnreadable(`${what} ontbreekt`));

/** Reads everything but the rows; damage stops the reading. */
export const readWorkbook = async (source: ByteSource, inflate: Inflate): Promise<Workbook> => {
  const parts = await readDirectory(source);
  const budget = unpackBudget();
  const find = (name: string): ZipPart | undefined =>
    parts.find((part) => part.name.toLowerCase() === name.toLowerCase());
  const readTo = async (part: ZipPart, most: number, listener: XmlListener, goesOn = () => true): Promise<void> => {
    const xml = xmlReader(part.name, listener);
    let isWhole = true;
    await readPart(source, part, inflate, { budget, most }, (text) => {
      xml.push(text);
      isWhole = goesOn();
      return isWhole;
    });
    if (isWhole) xml.end();
  };
  const small = async <T>(name: string, build: () => Built<T>): Promise<T> => {
    const { listener, built } = build();
    await readTo(find(name) ?? missing(`het deel ${name}`), MOST_SMALL_BYTES, listener);
    return built();
  };

  const main = await mainPart(small, parts);
  const related = await small(relationsOf(main), relations);
  const target = (kind: string): ZipPart | undefined => {
    const found = related.find(({ type }) => type.endsWith(`/${kind}`));
    return found === undefined ? undefined : find(resolved(main, found.target));
  };
  const named = await small(main, sheetNames);
  const sheets = named.flatMap(({ name, relation }) => {
    const found = related.find(({ id, type }) => id === relation && type.endsWith('/worksheet'));
    if (found === undefined) return [];
    return [{ name, part: find(resolved(main, found.target)) ?? missing(`het werkblad ${name}`) }];
  });
  const styles = target('styles');
  const shared = target('sharedStrings');
  const texts = sharedTexts();
  if (shared !== undefined) await readTo(shared, MOST_TEXT_BYTES, texts.listener);
  return {
    sheets,
    texts: texts.built(),
    isDateStyle: styles === undefined ? [] : await small(styles.name, dateStyles),
    read: (part, listener, goesOn) => readTo(part, Number.MAX_SAFE_INTEGER, listener, goesOn),
  };
};

/** What listens to a part, and what it made of it in the end. */
interface Built<T> {
  readonly listener: XmlListener;
  readonly built: () => T;
}

type ReadSmall = <T>(name: string, build: () => Built<T>) => Promise<T>;

/** The part that lists the sheets. Other files of spreadsheet programs are containers too; each is named for what it is. */
const mainPart = async (small: ReadSmall, parts: readonly ZipPart[]): Promise<string> => {
  const has = (name: string): boolean => parts.some((part) => part.name === name);
  if (has('mimetype')) stop(workbookIsUnreadable('het is een OpenDocument-bestand'));
  if (!has('_rels/.rels')) stop(workbookIsUnreadable('het is een ander soort bestand'));
  const document = (await small('_rels/.rels', relations)).find(({ type }) => type.endsWith('/officeDocument'));
  const main = document === undefined ? '' : resolved('', document.target);
  if (main.endsWith('.bin')) stop(workbookIsUnreadable('het is een binair werkboek (.xlsb)'));
  if (!main.endsWith('.xml')) stop(workbookIsUnreadable('het is een ander soort bestand'));
  return main;
};

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);

const relationsOf = (name: string): string => `${folderOf(name)}_rels/${name.slice(folderOf(name).length)}.rels`;

/** A target as a name in the container: from the root where it starts with a slash, and from the part's folder else. */
const resolved = (from: string, target: string): string => {
  const path: string[] = [];
  const whole = target.startsWith('/') ? target : folderOf(from) + target;
  for (const step of whole.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
};

const nothing = (): void => {};

const relations = (): Built<readonly Relation[]> => {
  const found: Relation[] = [];
  const open = (name: string, attributes: Attributes): void => {
    const { Id: id = '', Type: type = '', Target: target = '' } = attributes;
    if (name === 'Relationship') found.push({ id, type, target });
  };
  return { listener: { open, close: nothing, text: nothing }, built: () => found };
};

const sheetNames = (): Built<readonly { readonly name: string; readonly relation: string }[]> => {
  const found: { name: string; relation: string }[] = [];
  const open = (tag: string, { name = '', 'r:id': relation = '' }: Attributes): void => {
    if (tag === 'sheet') found.push({ name, relation });
  };
  return { listener: { open, close: nothing, text: nothing }, built: () => found };
};

/** Numbers of formats that every program knows without their code: dates and times, those of East Asia too (18.8.30). */
const isDateFormat = (format: number): boolean =>
  (format >= 14 && format <= 22) ||
  (format >= 27 && format <= 36) ||
  (format >= 45 && format <= 47) ||
  (format >= 50 && format <= 58);

/** Whether a format shows a date or a time: it has a letter of one outside quotes, brackets and escapes. */
const isDateCode = (code: string): boolean =>
  /[ymdhsj]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|[\\_*]./g, '').replace(/general|standaard/gi, ''));

const dateStyles = (): Built<readonly boolean[]> => {
  const own = new Map<string, boolean>();
  const styles: boolean[] = [];
  let isOfCells = false;
  const open = (name: string, { numFmtId = '0', formatCode = '' }: Attributes): void => {
    if (name === 'numFmt') own.set(numFmtId, isDateCode(formatCode));
    else if (name === 'cellXfs') isOfCells = true;
    else if (name === 'xf' && isOfCells) styles.push(own.get(numFmtId) ?? isDateFormat(Number(numFmtId)));
  };
  const close = (name: string): void => {
    if (name === 'cellXfs') isOfCells = false;
  };
  return { listener: { open, close, text: nothing }, built: () => styles };
};

/** The runs of a text count together; the reading aid above Japanese text (`rPh`) is no part of it. */
const sharedTexts = (): Built<readonly string[]> => {
  const texts: string[] = [];
  let [text, isText, isAid] = ['', false, false];
  const open = (name: string): void => {
    if (name === 'si') text = '';
    isAid ||= name === 'rPh';
    isText = name === 't' && !isAid;
  };
  const close = (name: string): void => {
    if (name === 'rPh') isAid = false;
    isText = false;
    if (name !== 'si') return;
    if (texts.length >= MOST_TEXTS) stop(workbookIsTooLarge(`het heeft meer dan ${MOST_TEXTS} verschillende teksten`));
    texts.push(unescaped(text));
  };
  const take = (piece: string): void => {
    if (isText) text += piece;
  };
  return { listener: { open, close, text: take }, built: () => texts };
};

/** Characters that XML cannot hold are written as `_x000D_` (ST_Xstring, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
