/**
 * Where things lie in the locked buckets. Content stands under its own hash, so a key is written once.
 */
import type { BUNDLE_ZIP, BundleFile } from '../domain/record/bundle.ts';

/** An accepted delivery, in the bucket of deliveries. */
export const deliveryKey = (pilot: string, sha256: string): string => `${pilot}/${sha256}`;

/** The canonical text of a statement, in the bucket of statements. */
export const statementKey = (pilot: string, statement: string): string => `${pilot}/statements/${statement}.json`;

/** A file of an evaluation, in the bucket of statements. */
export const evaluationKey = (pilot: string, sha256: string): string => `${pilot}/evaluations/${sha256}`;

/** A file of the bundle of a sealed statement, or the bundle as one file, in the bucket of statements. */
export const bundleKey = (pilot: string, statement: string, file: BundleFile | typeof BUNDLE_ZIP): string =>
  `${pilot}/sealed/${statement}/${file}`;
