/**
 * The container of a workbook: a ZIP file (PKWARE APPNOTE 6.3) of which single parts are unpacked while they stream.
 *
 * The central directory at the end is believed and not the headers on the way, because many programs write the sizes only
 * there. Every part is measured while it is unpacked: a part that grows beyond its limit, or out of proportion to its
 * packed bytes, stops the reading at that byte, whatever the directory says of it.
 */

import type { Problem } from '../findings/problem.ts';
import { crc32 } from './crc32.ts';
import { workbookIsClosed, workbookIsTooLarge, workbookIsUnreadable } from './xlsx-problems.ts';

/** A file whose bytes can be read from any place to any other, more than once. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from a place up to, and not including, another. */
  readonly read: (from: number, to: number) => AsyncIterable<Uint8Array>;
}

/** Bytes that are at hand as a source. */
export const sourceOfBytes = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.length,
  async *read(from, to) {
    yield bytes.subarray(from, to);
  },
});

/** Unpacks raw DEFLATE (RFC 1951): takes packed bytes in pieces and hands over what they unpack to; throws when damaged. */
export type Inflate = (take: (bytes: Uint8Array) => void) => {
  readonly push: (packed: Uint8Array, isLast: boolean) => void;
};

/** One part of the container, as the directory describes it. */
export interface ZipPart {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly checksum: number;
  readonly headerAt: number;
}

/** Stops the reading of a workbook with the problem that says why. */
export const stop = (problem: Problem): never => {
  throw new Error(problem.code, { cause: problem });
};

/** The problem with which the reading stopped; any other error is our own mistake and goes on. */
export const whyStopped = (error: unknown): Problem => {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return cause as Problem;
  throw error;
};

const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MOST_DIRECTORY_BYTES = 1_048_576;

const bytesOf = async (source: ByteSource, from: number, to: number): Promise<DataView> => {
  const all = new Uint8Array(to - from);
  let length = 0;
  for await (const chunk of source.read(from, to)) {
    if (length + chunk.length > all.length) throw new Error('More bytes were read than were asked for.');
    all.set(chunk, length);
    length += chunk.length;
  }
  return new DataView(all.buffer, 0, length);
};

const damaged = (because: string): never => stop(workbookIsUnreadable(because));

/** Whether the first bytes of a file are those of a ZIP container, or of the wrapping that old workbooks have. */
export const looksLikeWorkbook = (start: Uint8Array): boolean =>
  (start[0] === 0x50 && start[1] === 0x4b && (start[2] ?? 9) < 9) || (start[0] === 0xd0 && start[1] === 0xcf);

/** The parts of a container. */
export const readDirectory = async (source: ByteSource): Promise<readonly ZipPart[]> => {
  const start = await bytesOf(source, 0, Math.min(source.sizeBytes, 4));
  if (start.byteLength === 4 && start.getUint32(0) === 0xd0cf11e0) stop(workbookIsClosed());
  const tailAt = Math.max(source.sizeBytes - END_BYTES - LONGEST_COMMENT, 0);
  const tail = await bytesOf(source, tailAt, source.sizeBytes);
  const end = endRecordAt(tail);
  if (end < 0) damaged('het einde ontbreekt');
  const [count, bytes, at] = [
    tail.getUint16(end + 10, true),
    tail.getUint32(end + 12, true),
    tail.getUint32(end + 16, true),
  ];
  if (at + bytes > tailAt + end || bytes > MOST_DIRECTORY_BYTES) damaged('de inhoudsopgave klopt niet');
  return partsOf(await bytesOf(source, at, at + bytes), count, at);
};

const endRecordAt = (tail: DataView): number => {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) if (tail.getUint32(at, true) === 0x06054b50) return at;
  return -1;
};

const latin = (view: DataView, from: number, length: number): string =>
  String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + from, length));

const partsOf = (view: DataView, count: number, directoryAt: number): ZipPart[] => {
  const parts: ZipPart[] = [];
  let at = 0;
  while (parts.length < count) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) damaged('de inhoudsopgave klopt niet');
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const next = at + 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    if (next > view.byteLength) damaged('de inhoudsopgave klopt niet');
    parts.push(partAt(view, at, name ?? 0, directoryAt));
    at = next;
  }
  return parts;
};

const partAt = (view: DataView, at: number, nameLength: number, directoryAt: number): ZipPart => {
  const flags = view.getUint16(at + 8, true);
  if ((flags & 1) !== 0) stop(workbookIsClosed());
  const packedBytes = view.getUint32(at + 20, true);
  const headerAt = view.getUint32(at + 42, true);
  // Sizes above 4 GB stand in an extension; a delivery is never that large, so whoever writes it has another purpose.
  if (packedBytes >= directoryAt || headerAt + packedBytes > directoryAt) damaged('een deel ligt buiten het bestand');
  const name = latin(view, at + 46, nameLength)
    .replaceAll('\\', '/')
    .replace(/^\//, '');
  return {
    name,
    method: view.getUint16(at + 10, true),
    packedBytes,
    checksum: view.getUint32(at + 16, true),
    headerAt,
  };
};

const LOCAL_HEADER_BYTES = 30;
/** DEFLATE unpacks to at most 1,032 times its size, so that one push never gives more than some four megabytes. */
const PUSH_BYTES = 4_096;
/** Sheets pack five to thirty times; beyond this many times a file is made to be large and not to hold anything. */
const MOST_TIMES = 200;
const PROPORTION_MATTERS_FROM_BYTES = 4_194_304;

/** What may still be unpacked of one workbook, all parts together. */
export interface UnpackBudget {
  bytesLeft: number;
}

/** A budget for one workbook: half a million rows of costs; larger deliveries come as delimited text. */
export const unpackBudget = (): UnpackBudget => ({ bytesLeft: 268_435_456 });

/**
 * Unpacks one part and hands it over in pieces of text; `most` limits its unpacked bytes. `take` says `false` when it has
 * seen enough, and then neither the rest nor the checksum is looked at.
 */
export const readPart = async (
  source: ByteSource,
  part: ZipPart,
  inflate: Inflate,
  { budget, most }: { readonly budget: UnpackBudget; readonly most: number },
  take: (text: string) => boolean,
): Promise<void> => {
  const from = part.headerAt + LOCAL_HEADER_BYTES;
  const header = await bytesOf(source, part.headerAt, from);
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== 0x04034b50)
    damaged(`het deel ${part.name} ontbreekt`);
  const dataAt = from + header.getUint16(26, true) + header.getUint16(28, true);
  const unpacked = unpackedText(part, inflate, { budget, most }, take);
  for await (const chunk of source.read(dataAt, dataAt + part.packedBytes)) if (!unpacked.push(chunk)) return;
  unpacked.end();
};

interface Unpacked {
  readonly push: (chunk: Uint8Array) => boolean;
  readonly end: () => void;
}

const unpackedText = (
  part: ZipPart,
  inflate: Inflate,
  limits: { readonly budget: UnpackBudget; readonly most: number },
  take: (text: string) => boolean,
): Unpacked => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [packed, unpacked, checksum, goesOn] = [0, 0, 0, true];
  let pieces: Uint8Array[] = [];
  const keep = (bytes: Uint8Array): void => void pieces.push(bytes);
  const unpacker = part.method === 8 ? inflate(keep) : part.method === 0 ? { push: keep } : null;
  if (unpacker === null) return damaged(`het deel ${part.name} is op een onbekende manier ingepakt`);

  const isDamaged = <T>(work: () => T): T => {
    try {
      return work();
    } catch {
      return damaged(`het deel ${part.name} is beschadigd`);
    }
  };
  const measure = (bytes: number): void => {
    unpacked += bytes;
    limits.budget.bytesLeft -= bytes;
    const isTooLarge = unpacked > limits.most || limits.budget.bytesLeft < 0;
    if (isTooLarge) stop(workbookIsTooLarge(`het deel ${part.name} groeit boven de grens`));
    if (unpacked > PROPORTION_MATTERS_FROM_BYTES && unpacked > packed * MOST_TIMES)
      stop(workbookIsTooLarge(`het deel ${part.name} wordt meer dan ${MOST_TIMES} keer zo groot`));
  };
  const unpack = (bytes: Uint8Array, isLast: boolean): void => {
    packed += bytes.length;
    isDamaged(() => unpacker.push(bytes, isLast));
    for (const piece of pieces) {
      measure(piece.length);
      checksum = crc32(piece, checksum);
      if (goesOn) goesOn = take(isDamaged(() => decoder.decode(piece, { stream: true })));
    }
    pieces = [];
  };
  return {
    push: (chunk) => {
      for (let at = 0; at < chunk.length && goesOn; at += PUSH_BYTES)
        unpack(chunk.subarray(at, at + PUSH_BYTES), false);
      return goesOn;
    },
    end: () => {
      unpack(new Uint8Array(0), true);
      if (packed !== part.packedBytes || checksum !== part.checksum) damaged(`het deel ${part.name} is beschadigd`);
      take(isDamaged(() => decoder.decode()));
    },
  };
};
