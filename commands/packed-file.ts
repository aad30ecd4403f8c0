/**
 * The bytes of a file as they are and unpacked. What a file is shows in its first bytes: gzip is unpacked, a workbook or
 * another ZIP container is not. A file that is called gzip and has other bytes is damaged.
 */
import { createReadStream } from 'node:fs';
import { Readable, pipeline as tied } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { looksLikeWorkbook } from '../domain/delivery/workbook/xlsx-zip.ts';

/** A packed file that grows beyond this is no delivery. */
const MOST_UNPACKED_BYTES = 1024 ** 3;

type Take = (chunk: Uint8Array) => void;
type Chunks = AsyncIterable<Uint8Array>;

/** A file that was read to its end; of a workbook nothing was taken, because it is read from several places. */
export interface ReadFile {
  readonly bytes: number;
  readonly isWorkbook: boolean;
}

const isGzip = (file: string, start: Uint8Array): boolean =>
  (start[0] === 0x1f && start[1] === 0x8b) || file.toLowerCase().endsWith('.gz');

const unpacked = async function* (chunks: Chunks): Chunks {
  const unpacker = createGunzip();
  // An error on either side ends the other, and comes out of the last one.
  tied(Readable.from(chunks), unpacker, () => {});
  yield* unpacker;
};

/** Reads a file to its end: `see` gets its bytes as they are, `take` its content. */
export const readFile = async (file: string, see: Take, take: Take): Promise<ReadFile> => {
  let [bytes, taken, isWorkbook] = [0, 0, false];
  const content = async function* (chunks: Chunks): Chunks {
    for await (const first of chunks) {
      const rest = async function* (): Chunks {
        yield first;
        yield* chunks;
      };
      isWorkbook = looksLikeWorkbook(first);
      if (isWorkbook) for await (const _ of rest());
      else yield* isGzip(file, first) ? unpacked(rest()) : rest();
    }
  };
  const seen = async function* (chunks: Chunks): Chunks {
    for await (const chunk of chunks) {
      see(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(createReadStream(file), seen, content, async (chunks: Chunks) => {
    for await (const chunk of chunks) {
      taken += chunk.length;
      if (taken > MOST_UNPACKED_BYTES) throw new Error('This file grows beyond every delivery when it is unpacked.');
      take(chunk);
    }
  });
  return { bytes, isWorkbook };
};
