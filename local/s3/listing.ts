/**
 * ListObjectsV2 and ListObjectVersions.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and …/API_ListObjectVersions.html
 */
import { refuse } from './errors.ts';
import { type Answer, type Call, xmlAnswer } from './exchange.ts';
import { compareKeys } from './keys.ts';
import { type Bucket, currentObject, sortedKeys, type Version } from './objects.ts';
import { element, type Xml, xmlDocument } from './xml.ts';

/** Which keys are asked for. `after` is a key or a common prefix of the page before; empty for the first page. */
interface Selection {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly most: number;
}

/** One page: versions in order, the prefixes that stand for the rest, and where the next page begins. */
interface Page {
  readonly versions: readonly Version[];
  readonly prefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last entry: a version, or a common prefix. Undefined for an empty page. */
  readonly last: Version | string | undefined;
}

const mostEntries = 1000;

/** The part of the key up to the first delimiter after the prefix; undefined where the key stands for itself. */
const commonPrefix = (key: string, { prefix, delimiter }: Selection): string | undefined => {
  const index = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return index < 0 ? undefined : key.slice(0, index + delimiter.length);
};

/** Walks the versions once; those under a common prefix that was already listed, here or on the page before, are passed over. */
function* entriesOf(versions: Iterable<Version>, selection: Selection): Generator<Version | string> {
  let listedPrefix = selection.after;
  for (const version of versions) {
    const prefix = commonPrefix(version.key, selection);
    if (prefix === undefined) yield version;
    else if (prefix !== listedPrefix) yield prefix;
    if (prefix !== undefined) listedPrefix = prefix;
  }
}

const pageOf = (versions: Iterable<Version>, selection: Selection): Page => {
  const entries: (Version | string)[] = [];
  let isTruncated = false;
  for (const entry of selection.most === 0 ? [] : entriesOf(versions, selection)) {
    isTruncated = entries.length === selection.most;
    if (isTruncated) break;
    entries.push(entry);
  }
  return {
    versions: entries.filter((entry) => typeof entry !== 'string'),
    prefixes: entries.filter((entry) => typeof entry === 'string'),
    isTruncated,
    last: entries.at(-1),
  };
};

const selectionOf = (parameters: ReadonlyMap<string, string>, after: string): Selection => {
  const most = parameters.get('max-keys') ?? String(mostEntries);
  if (!/^\d{1,9}$/.test(most)) refuse('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return {
    prefix: parameters.get('prefix') ?? '',
    delimiter: parameters.get('delimiter') ?? '',
    after,
    most: Math.min(Number(most), mostEntries),
  };
};

/** The current objects of a bucket in order, without delete markers. */
export function* currentObjects(bucket: Bucket): Generator<Version> {
  for (const key of sortedKeys(bucket)) {
    const version = currentObject(bucket, key);
    if (version !== undefined) yield version;
  }
}

function* selectedObjects(bucket: Bucket, { prefix, after }: Selection): Generator<Version> {
  for (const version of currentObjects(bucket)) {
    if (version.key.startsWith(prefix) && compareKeys(version.key, after) > 0) yield version;
  }
}

const prefixXml = (prefixes: readonly string[]): Xml[] =>
  prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', prefix)]));

const nameOf = (entry: Version | string | undefined): string => (typeof entry === 'object' ? entry.key : (entry ?? ''));

/** A token is the last entry, in a form that nobody mistakes for a key. */
const tokenOf = (entry: Version | string | undefined): string =>
  Buffer.from(`after:${nameOf(entry)}`).toString('base64url');

const readToken = (token: string): string => {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  return text.startsWith('after:')
    ? text.slice('after:'.length)
    : refuse('InvalidArgument', 'The continuation token provided is incorrect');
};

const contentXml = (version: Version): Xml =>
  element('Contents', [
    element('Key', version.key),
    element('LastModified', version.lastModified),
    element('ETag', `"${version.etag}"`),
    element('Size', version.size),
    element('StorageClass', 'STANDARD'),
  ]);

const echoed = (parameters: ReadonlyMap<string, string>, names: Readonly<Record<string, string>>): Xml[] =>
  Object.entries(names).flatMap(([name, tag]) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [element(tag, value)];
  });

/** ListObjectsV2. */
export const listObjects = ({ request: { parameters }, bucket }: Call): Answer => {
  if (parameters.get('list-type') !== '2') refuse('NotImplemented', 'Only version 2 of ListObjects is implemented.');
  const token = parameters.get('continuation-token');
  const after = token === undefined ? (parameters.get('start-after') ?? '') : readToken(token);
  const selection = selectionOf(parameters, after);
  const page = pageOf(selectedObjects(bucket, selection), selection);
  const next = page.isTruncated ? [element('NextContinuationToken', tokenOf(page.last))] : [];
  const echoes = { delimiter: 'Delimiter', 'start-after': 'StartAfter', 'continuation-token': 'ContinuationToken' };
  const children = [
    element('Name', bucket.settings.name),
    element('Prefix', selection.prefix),
    ...echoed(parameters, echoes),
    element('KeyCount', page.versions.length + page.prefixes.length),
    element('MaxKeys', selection.most),
    element('IsTruncated', page.isTruncated),
    ...next,
    ...page.versions.map(contentXml),
    ...prefixXml(page.prefixes),
  ];
  return xmlAnswer(xmlDocument('ListBucketResult', children));
};

/** With `key-marker` alone a page begins after the key; with `version-id-marker` too, after that version of it. */
const versionsAfter = (versions: readonly Version[], versionIdMarker: string | undefined): readonly Version[] => {
  const index = versions.findIndex((version) => version.versionId === versionIdMarker);
  return index < 0 ? [] : versions.slice(index + 1);
};

function* selectedVersions(bucket: Bucket, selection: Selection, versionIdMarker?: string): Generator<Version> {
  for (const key of sortedKeys(bucket)) {
    const order = compareKeys(key, selection.after);
    if (!key.startsWith(selection.prefix) || order < 0) continue;
    const versions = bucket.keys.get(key) ?? [];
    yield* order === 0 ? versionsAfter(versions, versionIdMarker) : versions;
  }
}

const versionXml = (bucket: Bucket, version: Version): Xml => {
  const isLatest = bucket.keys.get(version.key)?.[0] === version;
  const shared = [
    element('Key', version.key),
    element('VersionId', version.versionId),
    element('IsLatest', isLatest),
    element('LastModified', version.lastModified),
  ];
  if (version.marker) return element('DeleteMarker', shared);
  const own = [element('ETag', `"${version.etag}"`), element('Size', version.size)];
  return element('Version', [...shared, ...own, element('StorageClass', 'STANDARD')]);
};

const nextMarkers = (last: Version | string | undefined): Xml[] => [
  element('NextKeyMarker', nameOf(last)),
  ...(typeof last === 'object' ? [element('NextVersionIdMarker', last.versionId)] : []),
];

/** ListObjectVersions: every version and delete marker, newest first within a key. */
export const listVersions = ({ request: { parameters }, bucket }: Call): Answer => {
  const versionIdMarker = parameters.get('version-id-marker');
  const selection = selectionOf(parameters, parameters.get('key-marker') ?? '');
  const page = pageOf(selectedVersions(bucket, selection, versionIdMarker), selection);
  const children = [
    element('Name', bucket.settings.name),
    element('Prefix', selection.prefix),
    ...echoed(parameters, { delimiter: 'Delimiter' }),
    element('KeyMarker', selection.after),
    element('VersionIdMarker', versionIdMarker ?? ''),
    element('MaxKeys', selection.most),
    element('IsTruncated', page.isTruncated),
    ...(page.isTruncated ? nextMarkers(page.last) : []),
    ...page.versions.map((version) => versionXml(bucket, version)),
    ...prefixXml(page.prefixes),
  ];
  return xmlAnswer(xmlDocument('ListVersionsResult', children));
};
