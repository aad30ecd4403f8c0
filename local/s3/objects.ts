/**
 * The objects on disk and the index over them. Every version is one file with a number for a name, so no key, whatever its characters, touches a path.
 * All that must be one step (check the condition, rename, change the index) happens in one synchronous function: of many writers exactly one is first.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from './errors.ts';
import { readFooter, type Staged } from './files.ts';
import type { Checksum } from './intake.ts';
import { compareKeys } from './keys.ts';

/** A bucket that exists from the start. Object lock needs versions, as in AWS; `days` is the retention that each new version gets. */
export interface BucketSettings {
  readonly name: string;
  readonly versioned: boolean;
  readonly objectLock: { readonly mode: LockMode; readonly days: number } | null;
}

/** GOVERNANCE may be bypassed by who asks for it; COMPLIANCE by nobody. */
export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Until when a version may not be deleted; the moment in ISO form. */
export interface Retention {
  readonly mode: LockMode;
  readonly until: string;
}

/** What is known of a version before it has a place. */
export interface Draft {
  readonly key: string;
  readonly size: number;
  /** Without quotation marks. */
  readonly etag: string;
  /** ISO moment. */
  readonly lastModified: string;
  /** True for a delete marker, which has no bytes. */
  readonly marker: boolean;
  /** False for the one version `null` of a bucket without versions. */
  readonly versioned: boolean;
  /** Content type and other headers that are given back, and `x-amz-meta-…`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | null;
  readonly retention: Retention | null;
}

/** A version that counts. */
export interface Version extends Draft {
  readonly file: string;
  readonly versionId: string;
}

/** A bucket with its index: of every key the versions, newest first. */
export interface Bucket {
  readonly settings: BucketSettings;
  readonly folder: string;
  readonly keys: Map<string, Version[]>;
  /** The keys in the order of listing, or null after a key came or went. */
  sorted: readonly string[] | null;
  lastSequence: number;
}

/** All buckets, and the folder for files that do not count yet. */
export interface Store {
  readonly temporaryFolder: string;
  readonly uploadsFolder: string;
  readonly buckets: ReadonlyMap<string, Bucket>;
}

/** What must hold of the current object for a write to count; undefined asks nothing. */
export interface WriteCondition {
  readonly mustBeAbsent: boolean;
  readonly mustHaveEtag: string | undefined;
}

/** The newest version of a key; it may be a delete marker. */
export const newestVersion = (bucket: Bucket, key: string): Version | undefined => bucket.keys.get(key)?.[0];

/** The object that a plain GET gives: undefined where there is none or a delete marker covers it. */
export const currentObject = (bucket: Bucket, key: string): Version | undefined => {
  const newest = newestVersion(bucket, key);
  return newest?.marker === true ? undefined : newest;
};

/** A version by its id. */
export const versionOf = (bucket: Bucket, key: string, versionId: string): Version | undefined =>
  bucket.keys.get(key)?.find((version) => version.versionId === versionId);

/** All keys that have any version, in the order of listing: that of their UTF-8 bytes. */
export const sortedKeys = (bucket: Bucket): readonly string[] => {
  bucket.sorted ??= [...bucket.keys.keys()].sort(compareKeys);
  return bucket.sorted;
};

const addToIndex = (bucket: Bucket, version: Version): void => {
  const older = bucket.keys.get(version.key);
  if (older === undefined) bucket.sorted = null;
  bucket.keys.set(version.key, [version, ...(older ?? [])]);
};

/** Deletes a version for good. Its file goes first: what the index no longer names must not come back with a restart. */
export const removeVersion = (bucket: Bucket, version: Version): void => {
  unlinkSync(join(bucket.folder, version.file));
  const left = (bucket.keys.get(version.key) ?? []).filter((other) => other !== version);
  if (left.length > 0) return void bucket.keys.set(version.key, left);
  bucket.keys.delete(version.key);
  bucket.sorted = null;
};

/** A version without an id replaces the one that it finds; versions with an id stay. */
const addVersion = (bucket: Bucket, version: Version): void => {
  const replaced = version.versionId === 'null' ? versionOf(bucket, version.key, 'null') : undefined;
  addToIndex(bucket, version);
  if (replaced !== undefined) removeVersion(bucket, replaced);
};

const asVersion = (draft: Draft, file: string): Version => ({
  ...draft,
  file,
  versionId: draft.versioned ? file : 'null',
});

const refuseUnlessHolds = (bucket: Bucket, key: string, condition: WriteCondition): void => {
  const current = currentObject(bucket, key);
  const preconditionFailed = 'At least one of the pre-conditions you specified did not hold';
  if (condition.mustBeAbsent && current !== undefined) refuse('PreconditionFailed', preconditionFailed);
  if (condition.mustHaveEtag === undefined) return;
  if (current === undefined) refuse('NoSuchKey', 'The specified key does not exist.');
  if (current?.etag !== condition.mustHaveEtag) refuse('PreconditionFailed', preconditionFailed);
};

/**
 * Makes a staged file the newest version of its key, if the condition holds at this moment; otherwise refuses (PreconditionFailed, or NoSuchKey
 * for an `If-Match` on nothing) and removes the staged file. Synchronous from check to index, which is what makes a conditional write exact.
 */
export const commitVersion = (bucket: Bucket, staged: Staged<Draft>, condition: WriteCondition): Version => {
  try {
    refuseUnlessHolds(bucket, staged.footer.key, condition);
  } catch (refusal) {
    unlinkSync(staged.path);
    throw refusal;
  }
  bucket.lastSequence += 1;
  // The number gives the order after a restart; the random part keeps an id from ever meaning a second version.
  const file = `${String(bucket.lastSequence).padStart(16, '0')}-${randomBytes(8).toString('hex')}`;
  renameSync(staged.path, join(bucket.folder, file));
  const version = asVersion(staged.footer, file);
  addVersion(bucket, version);
  return version;
};

/** Opens the bytes of a version. Synchronous with the look-up in the index, so that a reader keeps its version while a writer replaces it. */
export const openVersion = (bucket: Bucket, version: Version): number =>
  openSync(join(bucket.folder, version.file), 'r');

const openBucket = (folder: string, settings: BucketSettings): Bucket => {
  mkdirSync(folder, { recursive: true });
  const bucket: Bucket = { settings, folder, keys: new Map(), sorted: null, lastSequence: 0 };
  for (const file of readdirSync(folder).sort()) {
    addVersion(bucket, asVersion(readFooter<Draft>(join(folder, file)), file));
    bucket.lastSequence = Number(file.split('-')[0]);
  }
  return bucket;
};

const refuseSettings = (settings: BucketSettings): void => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; it also keeps the name from leaving the folder.
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(settings.name) || settings.name.includes('..')) {
    throw new Error(`${settings.name} is no name for a bucket.`);
  }
  if (settings.objectLock !== null && !settings.versioned) {
    throw new Error(
      `Bucket ${settings.name} has object lock and no versions; S3 allows object lock with versions only.`,
    );
  }
};

/** Opens the store in a folder, as a run before left it. Throws on settings that S3 would not take. */
export const openStore = (folder: string, buckets: readonly BucketSettings[]): Store => {
  buckets.forEach(refuseSettings);
  const [temporaryFolder, uploadsFolder] = [join(folder, 'temporary'), join(folder, 'uploads')];
  rmSync(temporaryFolder, { recursive: true, force: true });
  mkdirSync(temporaryFolder, { recursive: true });
  mkdirSync(uploadsFolder, { recursive: true });
  const opened = buckets.map((settings) => openBucket(join(folder, 'objects', settings.name), settings));
  return { temporaryFolder, uploadsFolder, buckets: new Map(opened.map((bucket) => [bucket.settings.name, bucket])) };
};
