/** PutObject, and what every way of creating an object shares. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
import { bodyOf } from './chunked.ts';
import { refuse } from './errors.ts';
import type { Answer, Call } from './exchange.ts';
import { type Staged, stageFile, type Write } from './files.ts';
import { bodyClaims, type Checksum, type Received, receive } from './intake.ts';
import { retentionOf } from './lock.ts';
import {
  type Bucket,
  commitVersion,
  type Draft,
  type Retention,
  type Version,
  type WriteCondition,
} from './objects.ts';

/** What an object is, apart from its bytes. */
export interface ObjectPlan {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly retention: Retention | null;
}

/** What is known of the bytes once they are written. */
export interface Content {
  readonly size: number;
  readonly etag: string;
  readonly checksum: Checksum | null;
}

/** Headers that are kept with the object and given back with it. */
const keptHeaders = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]);

/** A write without a condition. */
export const unconditional: WriteCondition = { mustBeAbsent: false, mustHaveEtag: undefined };

const longestKeyBytes = 1024;

/** `aws-chunked` is how the body travelled, not what the object is. */
const withoutTransferEncoding = (encodings: string): string =>
  encodings
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== 'aws-chunked')
    .join(',');

/** The headers to keep, with the content type that S3 gives an object that names none. */
const headersToKeep = (headers: ReadonlyMap<string, string>): Record<string, string> => {
  const kept = [...headers].filter(([name]) => keptHeaders.has(name) || name.startsWith('x-amz-meta-'));
  const cleaned = kept.map(([name, value]) => [
    name,
    name === 'content-encoding' ? withoutTransferEncoding(value) : value,
  ]);
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(cleaned.filter(([, value]) => value !== '')) };
};

/** Reads what the object is from its headers or form fields. Refuses a key of more than 1,024 bytes as KeyTooLongError. */
export const planOf = (key: string, headers: ReadonlyMap<string, string>, bucket: Bucket, now: Date): ObjectPlan => {
  if (Buffer.byteLength(key) > longestKeyBytes) refuse('KeyTooLongError', 'Your key is too long');
  return { key, headers: headersToKeep(headers), retention: retentionOf(headers, bucket.settings, now) };
};

/** Reads `If-None-Match` and `If-Match` of a write. As AWS does, answers NotImplemented to an If-None-Match other than `*`. */
export const conditionOf = (headers: ReadonlyMap<string, string>): WriteCondition => {
  const [ifNoneMatch, ifMatch] = [headers.get('if-none-match'), headers.get('if-match')];
  if ((ifNoneMatch ?? '*') !== '*' || ifMatch === '*' || (ifNoneMatch !== undefined && ifMatch !== undefined)) {
    refuse('NotImplemented', 'A header you provided implies functionality that is not implemented');
  }
  return { mustBeAbsent: ifNoneMatch === '*', mustHaveEtag: ifMatch?.replaceAll('"', '') };
};

/** The content of an object that came in one piece: its ETag is the MD5 of its bytes. */
export const contentOf = (received: Received): Content => ({
  size: received.size,
  etag: received.md5.toString('hex'),
  checksum: received.checksum,
});

/** What of the store a creation needs: a part of every call. */
export type Destination = Pick<Call, 'store' | 'bucket' | 'now' | 'onCreated'>;

/** Writes the bytes and the description of an object to a file that does not count yet. */
export const stageObject = (to: Destination, plan: ObjectPlan, fill: (write: Write) => Promise<Content>) =>
  stageFile(to.store.temporaryFolder, async (write): Promise<Draft> => {
    const content = await fill(write);
    const { versioned } = to.bucket.settings;
    return { ...plan, ...content, lastModified: to.now.toISOString(), marker: false, versioned };
  });

/** Makes a written object count, if the condition holds, and announces it. */
export const publishObject = (to: Destination, staged: Staged<Draft>, condition: WriteCondition): Version => {
  const version = commitVersion(to.bucket, staged, condition);
  to.onCreated(to.bucket, version);
  return version;
};

/** The header `x-amz-version-id`, which only buckets with versions give. */
export const versionHeader = (version: Version): Record<string, string> =>
  version.versioned ? { 'x-amz-version-id': version.versionId } : {};

/** The checksum as headers of an answer. */
export const checksumHeaders = (checksum: Checksum | null): Record<string, string> =>
  checksum === null
    ? {}
    : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };

/** PutObject. */
export const putObject = async (call: Call): Promise<Answer> => {
  const { headers, key, body } = call.request;
  const plan = planOf(key, headers, call.bucket, call.now);
  const condition = conditionOf(headers);
  const claims = bodyClaims(headers, call.signer.payload);
  if (plan.retention !== null && claims.md5 === undefined && claims.checksum === undefined) {
    const message = 'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock';
    refuse('InvalidRequest', message);
  }
  const source = bodyOf(body, call.signer);
  const staged = await stageObject(call, plan, async (write) => contentOf(await receive(source, claims, write)));
  const version = publishObject(call, staged, condition);
  const answered = { etag: `"${version.etag}"`, ...versionHeader(version), ...checksumHeaders(version.checksum) };
  return { status: 200, headers: answered };
};
