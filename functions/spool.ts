/**
 * Bytes of unknown number that are sent as a whole: S3 wants to know their number first. Few are held in memory, many wait in
 * a file of the function's own disk, which loses its name at once, so that nothing of it stays however the sending ends.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Fill } from './ports.ts';

/** All that was written, ready to be sent once. */
export interface Spooled {
  readonly body: Uint8Array | Readable;
  readonly sizeBytes: number;
}

/** Opens a file that nobody else can open, and that is gone when it is closed. */
const openNameless = (): number => {
  const path = join(tmpdir(), `ontschot-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
};

/** What was written so far, in memory until it is too much. */
interface Waiting {
  readonly write: (piece: Uint8Array) => void;
  /** All of it, once. Whoever takes it destroys a stream that was not read to its end. */
  readonly take: () => Spooled;
  /** Lets go of a file that was not taken. */
  readonly drop: () => void;
}

const waiting = (mostHeldBytes: number): Waiting => {
  let pieces: Uint8Array[] = [];
  let [heldBytes, sizeBytes] = [0, 0];
  let file: number | null = null;
  const spill = (): void => {
    file ??= openNameless();
    for (const piece of pieces) writeFileSync(file, piece);
    [pieces, heldBytes] = [[], 0];
  };
  return {
    write: (piece) => {
      pieces.push(piece);
      heldBytes += piece.length;
      sizeBytes += piece.length;
      if (heldBytes > mostHeldBytes) spill();
    },
    take: () => {
      if (file === null) return { body: Buffer.concat(pieces), sizeBytes };
      spill();
      // From here on the stream closes the file.
      const body = createReadStream('', { fd: file, start: 0 });
      file = null;
      return { body, sizeBytes };
    },
    drop: () => {
      if (file !== null) closeSync(file);
    },
  };
};

/** Lets `fill` write, and sends what it wrote; holds at most `mostHeldBytes` of it. */
export const spooled = async <T>(mostHeldBytes: number, fill: Fill, send: (all: Spooled) => Promise<T>): Promise<T> => {
  const written = waiting(mostHeldBytes);
  try {
    await fill(written.write);
    const all = written.take();
    try {
      return await send(all);
    } finally {
      if (!(all.body instanceof Uint8Array)) all.body.destroy();
    }
  } finally {
    written.drop();
  }
};
