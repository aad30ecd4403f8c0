/**
 * Where things lie in the locked buckets. Content stands under its own hash, so a key is written once.
 */

/** An accepted delivery, in the bucket of deliveries. */
export const deliveryKey = (pilot: string, sha256: string): string => `${pilot}/${sha256}`;

/** The canonical text of a statement, in the bucket of statements. */
export const statementKey = (pilot: string, statement: string): string => `${pilot}/statements/${statement}.json`;

/** The files of a sealed statement's bundle. */
export const BUNDLE_FILES = ['statement.json', 'statement.html', 'case.json', 'events.json'] as const;
export type BundleFile = (typeof BUNDLE_FILES)[number];

/** A file of the bundle of a sealed statement, in the bucket of statements. */
export const bundleKey = (pilot: string, statement: string, file: BundleFile): string =>
  `${pilot}/sealed/${statement}/${file}`;
