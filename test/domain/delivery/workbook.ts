/** Workbooks as other programs write them, made by hand from their XML, and what our reader tells of them. */
import { Inflate as FflateInflate, strToU8, Zip, ZipDeflate, zipSync } from 'fflate';
import type { Problem } from '../../../domain/delivery/findings/problem.ts';
import { type ExpectedTable, readXlsx, type WorkbookTable } from '../../../domain/delivery/workbook/xlsx-table.ts';
import type { ByteSource, Inflate } from '../../../domain/delivery/workbook/xlsx-zip.ts';

export const inflate: Inflate = (take) => {
  const stream = new FflateInflate((bytes) => take(bytes));
  return { push: (packed, isLast) => stream.push(packed, isLast) };
};

/** Bytes as a source that hands over small chunks, and counts what was read of it. */
export const sourceOf = (bytes: Uint8Array, chunkBytes = 1_000): ByteSource & { readonly readBytes: () => number } => {
  let readBytes = 0;
  return {
    sizeBytes: bytes.length,
    readBytes: () => readBytes,
    async *read(from, to) {
      for (let at = from; at < Math.min(to, bytes.length); at += chunkBytes) {
        const chunk = bytes.subarray(at, Math.min(at + chunkBytes, to));
        readBytes += chunk.length;
        yield chunk;
      }
    },
  };
};

/** What a workbook is made of: the XML inside `sheetData` of each sheet, and its shared texts. */
export interface Made {
  readonly sheets: Readonly<Record<string, string>>;
  readonly texts?: readonly string[];
  /** After the rows, such as merged cells. */
  readonly after?: string;
  readonly styles?: string;
  /** A prefix before every name, as some programs write. */
  readonly prefix?: string;
}

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook, in the order in which Excel writes them: the sheets before the texts that they name. */
export const partsOf = ({ sheets, texts = [], after = '', styles = '', prefix = '' }: Made): Record<string, string> => {
  const named = (xml: string): string => xml.replace(/<(\/?)(?=[a-zA-Z])/g, `<$1${prefix}`);
  const names = Object.keys(sheets);
  const relations = [
    ...names.map((_, place) => ['worksheet', `worksheets/sheet${place + 1}.xml`]),
    ['styles', 'styles.xml'],
    ['sharedStrings', '/xl/sharedStrings.xml'],
  ].map(
    ([type, target], place) => `<Relationship Id="rId${place + 1}" Type="${RELATION}/${type}" Target="${target}"/>`,
  );
  return {
    '_rels/.rels': `<Relationships><Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': named(
      `<workbook xmlns:r="${RELATION}"><sheets>${names.map((name, place) => `<sheet name="${name}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, place) => [
        `xl/worksheets/sheet${place + 1}.xml`,
        named(`<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`),
      ]),
    ),
    'xl/styles.xml': named(`<styleSheet>${styles}</styleSheet>`),
    'xl/sharedStrings.xml': named(`<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`),
  };
};

/** The parts as a container. */
export const zipped = (parts: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));

/** The parts as a container whose sizes stand behind each part, as programs do that write while they go. */
export const streamed = (parts: Readonly<Record<string, string>>): Uint8Array => {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const [name, xml] of Object.entries(parts)) {
    const part = new ZipDeflate(name);
    zip.add(part);
    part.push(strToU8(xml), true);
  }
  zip.end();
  return Buffer.concat(chunks);
};

/** A workbook from what it is made of. */
export const workbookOf = (made: Made): Uint8Array => zipped(partsOf(made));

const HEADINGS = ['populatie', 'periode', 'personen', 'bedrag'];

/** A small template: two columns of text, two of numbers. */
export const expected: ExpectedTable = {
  isHeading: (name) => HEADINGS.includes(name),
  isNumber: (name) => name === 'bedrag',
  closing: 'SLUITREGEL',
};

/** What the reader told of a workbook: each row with its number and its texts. */
export interface Told extends WorkbookTable {
  readonly told: readonly (readonly [line: number, ...texts: string[]])[];
  readonly problems: readonly Problem[];
}

/** Reads a workbook. */
export const tell = async (bytes: Uint8Array): Promise<Told> => {
  const told: [number, ...string[]][] = [];
  const problems: Problem[] = [];
  const table = await readXlsx(sourceOf(bytes), inflate, expected, {
    heading: () => {},
    row: ({ line, width, text }) => {
      told.push([line, ...Array.from({ length: width }, (_, place) => text(place))]);
    },
    problem: (problem) => problems.push(problem),
  });
  return { ...table, told, problems };
};

/** The XML of a row of texts in the cells themselves. */
export const textRow = (line: number, ...texts: readonly string[]): string =>
  `<row r="${line}">${texts.map((text, place) => `<c r="${String.fromCharCode(65 + place)}${line}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

/** The heading row of the small template. */
export const heading = (line = 1): string => textRow(line, ...HEADINGS);
