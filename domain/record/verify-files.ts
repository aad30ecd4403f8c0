/**
 * The second part of checking a bundle, once its log holds: whether the manifest is the one that the log names, and every
 * file the one that the manifest lists, with none missing and none too many.
 */
import { BUNDLE_FILES, DERIVED_FILES } from './bundle.ts';
import { type BundleFault, bundleFault } from './bundle-fault.ts';
import { textOfBytes } from './byte-text.ts';
import type { HashBytes } from './canonical.ts';
import { type Manifest, manifestText, readManifest } from './manifest.ts';
import type { Files } from './zip.ts';

const derived: readonly string[] = DERIVED_FILES;

/** The first file that every bundle has and this one has not. */
export const missingFile = (files: Files): BundleFault | null => {
  const missing = BUNDLE_FILES.find((name) => !files.has(name));
  return missing === undefined ? null : absent(missing);
};

const absent = (name: string): BundleFault => bundleFault('file_must_be_present', name, 'het bestand', 'niets');

/** The file, which was found to be there; a file that is not is our own mistake. */
export const fileOf = (files: Files, name: string): Uint8Array => {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`The bundle was said to have ${name}.`);
  return bytes;
};

/** The text of a file, or that it is none. */
export const textOf = (files: Files, name: string): string | BundleFault =>
  textOfBytes(fileOf(files, name)) ?? notCanonical(name, 'geen UTF-8');

/** That a file is not written as it must be. */
export const notCanonical = (name: string, found: string): BundleFault =>
  bundleFault('file_must_be_canonical', name, 'de enige schrijfwijze van deze inhoud', found);

/** The manifest with the hash given, of which every file is as listed, or the first fault. */
export const checkFiles = (files: Files, sha256: string, hashBytes: HashBytes): Manifest | BundleFault => {
  const found = hashBytes(fileOf(files, 'manifest.json'));
  if (found !== sha256)
    return bundleFault('manifest_must_be_in_the_log', 'manifest.json', `SHA-256 ${sha256}`, `SHA-256 ${found}`);
  const text = textOf(files, 'manifest.json');
  if (typeof text !== 'string') return text;
  const manifest = readManifest(text);
  if (manifest === null) return notCanonical('manifest.json', 'een andere tekst');
  return checkListed(files, manifest, hashBytes) ?? checkManifest(files, text, manifest, hashBytes) ?? manifest;
};

const checkListed = (files: Files, manifest: Manifest, hashBytes: HashBytes): BundleFault | null => {
  const names = manifest.files.map(({ name }) => name);
  const stranger = [...files.keys()].find((name) => !derived.includes(name) && !names.includes(name));
  if (stranger !== undefined)
    return bundleFault('file_must_be_listed', stranger, 'alleen de bestanden van het manifest', 'een ander bestand');
  for (const { name, sha256 } of manifest.files) {
    const bytes = files.get(name);
    if (bytes === undefined) return absent(name);
    const found = hashBytes(bytes);
    if (found !== sha256) return bundleFault('file_must_have_its_hash', name, `SHA-256 ${sha256}`, `SHA-256 ${found}`);
  }
  return null;
};

/** A manifest says one thing in one way: every listed file once, in order, and never one that is made from others. */
const checkManifest = (
  files: Files,
  text: string,
  { pilot, statement }: Manifest,
  hashBytes: HashBytes,
): BundleFault | null => {
  const ours = new Map([...files].filter(([name]) => !derived.includes(name)));
  return manifestText(pilot, statement, ours, hashBytes) === text
    ? null
    : notCanonical('manifest.json', 'een andere opgave van de bestanden');
};
