/**
 * Files that exist whole or not at all. Bytes are written to a temporary file and closed by a footer that describes them;
 * after fsync a single rename makes the file count. A crash before that leaves a temporary file, which the next start removes.
 *
 * Layout of a file: the bytes, the footer as JSON in UTF-8, and the length of that JSON in 4 bytes, big-endian.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A finished file that does not count yet: rename it, or remove it. */
export interface Staged<Footer> {
  readonly path: string;
  readonly footer: Footer;
}

/** Adds bytes to the file that is being written. */
export type Write = (piece: Buffer) => Promise<void>;

const lengthBytes = 4;

const fillFile = async <Footer>(file: FileHandle, fill: (write: Write) => Promise<Footer>): Promise<Footer> => {
  const footer = await fill((piece) => file.writeFile(piece));
  const json = Buffer.from(JSON.stringify(footer));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(json.length);
  await file.writeFile(Buffer.concat([json, length]));
  await file.datasync();
  return footer;
};

/** Writes a temporary file in `folder`: first the bytes that `fill` gives, then the footer that it returns. Where `fill` throws nothing is left. */
export const stageFile = async <Footer>(
  folder: string,
  fill: (write: Write) => Promise<Footer>,
): Promise<Staged<Footer>> => {
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx');
  try {
    return { path, footer: await fillFile(file, fill) };
  } catch (failure) {
    await rm(path);
    throw failure;
  } finally {
    await file.close();
  }
};

/** The footer of a file that was renamed into place. Only this program writes such files, so its form is taken as it was written. */
export const readFooter = <Footer>(path: string): Footer => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Buffer.alloc(lengthBytes);
    readSync(file, length, 0, lengthBytes, size - lengthBytes);
    const json = Buffer.alloc(length.readUInt32BE());
    readSync(file, json, 0, json.length, size - lengthBytes - json.length);
    return JSON.parse(json.toString('utf8')) as Footer;
  } finally {
    closeSync(file);
  }
};
