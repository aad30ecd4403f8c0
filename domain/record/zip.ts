/**
 * A bundle as one ZIP file (PKWARE APPNOTE 6.3) that is fully fixed by its contents: files in order of their names, stored
 * and not compressed, all dated 1 January 1980, nothing else in it.
 *
 * Stored, because what a compressor makes depends on its version and these files must be the same in ten years. It also
 * leaves nothing to unpack that could grow.
 */
import { crc32 } from '../delivery/workbook/crc32.ts';
import { joinBytes, textOfBytes } from './byte-text.ts';

/** Files by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const LOCAL_HEADER_BYTES = 30;
const VERSION = 20;
/** 1 January 1980, the first day that ZIP knows. */
const DATE = 0x0021;

/** Fields of two and four bytes, the least byte first: `[4, value]` is four bytes of a value. */
type Field = readonly [bytes: 2 | 4, value: number];

const header = (fields: readonly Field[]): Uint8Array =>
  Uint8Array.from(
    fields.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, place) => (value >>> (8 * place)) & 255)),
  );

interface Entry {
  readonly name: Uint8Array;
  readonly bytes: Uint8Array;
  readonly checksum: number;
}

/** What the header before a file and its line in the directory share: no flags, method 0 (stored), date, sizes, no extras. */
const sharedFields = ({ name, bytes, checksum }: Entry): Field[] => [
  [2, VERSION],
  [2, 0],
  [2, 0],
  [2, 0],
  [2, DATE],
  [4, checksum],
  [4, bytes.length],
  [4, bytes.length],
  [2, name.length],
  [2, 0],
];

const localPart = (entry: Entry): Uint8Array =>
  joinBytes([header([[4, LOCAL_HEADER], ...sharedFields(entry)]), entry.name, entry.bytes]);

const directoryLine = (entry: Entry, at: number): Uint8Array => {
  const rest: Field[] = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, at],
  ];
  return joinBytes([header([[4, DIRECTORY_HEADER], [2, VERSION], ...sharedFields(entry), ...rest]), entry.name]);
};

const directoryEnd = (count: number, length: number, at: number): Uint8Array =>
  header([
    [4, DIRECTORY_END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, length],
    [4, at],
    [2, 0],
  ]);

/** The ZIP file of files; the order in which they are given changes nothing. */
export const zipOf = (files: Files): Uint8Array<ArrayBuffer> => {
  const entries = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => ({ name: new TextEncoder().encode(name), bytes, checksum: crc32(bytes) }));
  const parts: Uint8Array[] = [];
  const lines: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const part = localPart(entry);
    parts.push(part);
    lines.push(directoryLine(entry, at));
    at += part.length;
  }
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  return joinBytes([...parts, ...lines, directoryEnd(entries.length, length, at)]);
};

/** The files of a ZIP, or the first byte that is not as `zipOf` would write it, and in which file of it, if in one. */
export type ZipReading = { readonly files: Files } | { readonly differsAt: number; readonly within: string | null };

interface ReadEntry {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Reads a ZIP file. Only one that is, byte for byte, the ZIP of its own contents has files. */
export const readZip = (zip: Uint8Array): ZipReading => {
  const entries: ReadEntry[] = [];
  const files = new Map<string, Uint8Array>();
  for (let entry = entryAt(zip, 0); entry !== null; entry = entryAt(zip, entry.to)) {
    entries.push(entry);
    files.set(entry.name, zip.subarray(entry.to - sizeAt(zip, entry.from), entry.to));
  }
  const differsAt = firstDifference(zip, zipOf(files));
  if (differsAt === null) return { files };
  return { differsAt, within: entries.find(({ from, to }) => from <= differsAt && differsAt < to)?.name ?? null };
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sizeAt = (zip: Uint8Array, from: number): number => viewOf(zip).getUint32(from + 18, true);

/** The file that begins at a place; `null` where none does, or one that would reach beyond the end. */
const entryAt = (zip: Uint8Array, from: number): ReadEntry | null => {
  if (from + LOCAL_HEADER_BYTES > zip.length || viewOf(zip).getUint32(from, true) !== LOCAL_HEADER) return null;
  const nameEnd = from + LOCAL_HEADER_BYTES + viewOf(zip).getUint16(from + 26, true);
  const to = nameEnd + sizeAt(zip, from);
  const name = to > zip.length ? null : textOfBytes(zip.subarray(from + LOCAL_HEADER_BYTES, nameEnd));
  return name === null ? null : { name, from, to };
};

/** A loop and no callback: a bundle has millions of bytes. */
const firstDifference = (a: Uint8Array, b: Uint8Array): number | null => {
  const shortest = Math.min(a.length, b.length);
  for (let at = 0; at < shortest; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? null : shortest;
};
