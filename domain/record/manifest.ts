/**
 * The manifest of a bundle: the hash of every file that cannot be made again from the others. Its own hash stands in the
 * record, so whoever signs the log signs these files.
 */
import * as z from 'zod';
import { canonicalText, type HashBytes, readCanonical } from './canonical.ts';
import { sha256 } from './event.ts';
import type { Files } from './zip.ts';

const manifest = z.strictObject({
  manifest: z.literal(1),
  pilot: z.string(),
  /** The statement, by its hash. */
  statement: sha256,
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0), sha256 })),
});
export type Manifest = z.output<typeof manifest>;

/** The text of the manifest of files; the order in which they are given changes nothing. */
export const manifestText = (pilot: string, statement: string, files: Files, hashBytes: HashBytes): string => {
  const listed = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hashBytes(bytes) }));
  return canonicalText({ manifest: 1, pilot, statement, files: listed } satisfies Manifest);
};

/** Reads a manifest; `null` for a text that is not canonical or no manifest. */
export const readManifest = (text: string): Manifest | null =>
  manifest.safeParse(readCanonical(text)?.value).data ?? null;
