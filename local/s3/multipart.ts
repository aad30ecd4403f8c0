/**
 * Multipart uploads: parts wait on disk, also over a restart, until they are joined to one object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, renameSync, unlinkSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ChecksumAlgorithm,
  checksumOf,
  isChecksumAlgorithm,
  type RunningChecksum,
  runningChecksum,
  runningHash,
} from './checksums.ts';
import { bodyOf } from './chunked.ts';
import { refuse } from './errors.ts';
import { type Answer, type Call, xmlAnswer } from './exchange.ts';
import { readFooter, type Staged, stageFile, type Write } from './files.ts';
import { type BodyClaims, bodyClaims, type Checksum, receive } from './intake.ts';
import type { Draft } from './objects.ts';
import { readXml } from './small-body.ts';
import {
  type Content,
  checksumHeaders,
  conditionOf,
  type ObjectPlan,
  planOf,
  publishObject,
  stageObject,
  versionHeader,
} from './write.ts';
import { element, innerOf, textOf, type Xml, xmlDocument } from './xml.ts';

/** An upload as it was begun. */
interface Upload {
  readonly bucket: string;
  readonly plan: ObjectPlan;
  readonly algorithm: ChecksumAlgorithm | null;
}

/** A part that was uploaded; the MD5 in hexadecimals is its ETag. */
interface Part {
  readonly number: number;
  readonly size: number;
  readonly md5: string;
  readonly checksum: Checksum | null;
}

/** A part as the client names it when it asks to join them. */
interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum: string | undefined;
}

const uploadFile = 'upload';
const mostParts = 10_000;
/** Every part but the last: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html. */
const smallestPartBytes = 5 * 1024 * 1024;

const partFile = (number: number): string => `part-${String(number).padStart(5, '0')}`;

const refuseUnknownUpload = (): never =>
  refuse('NoSuchUpload', 'The specified upload does not exist. It may have been aborted or completed.');

/** The folder of the upload that the request names. An id of another form than ours names none, so it cannot leave the folder. */
const folderOf = ({ request, store }: Call): string => {
  const uploadId = request.parameters.get('uploadId') ?? '';
  const folder = join(store.uploadsFolder, uploadId);
  return /^[0-9a-f-]{36}$/.test(uploadId) && existsSync(folder) ? folder : refuseUnknownUpload();
};

const readUpload = (call: Call, folder: string): Upload => {
  const upload = readFooter<Upload>(join(folder, uploadFile));
  const isOfThisKey = upload.bucket === call.bucket.settings.name && upload.plan.key === call.request.key;
  return isOfThisKey ? upload : refuseUnknownUpload();
};

const requestedAlgorithm = (headers: ReadonlyMap<string, string>): ChecksumAlgorithm | null => {
  const name = headers.get('x-amz-checksum-algorithm')?.toLowerCase();
  if (name === undefined) return null;
  return isChecksumAlgorithm(name) ? name : refuse('NotImplemented', `The checksum ${name} is not implemented.`);
};

/** CreateMultipartUpload. */
export const createUpload = async (call: Call): Promise<Answer> => {
  const { request, bucket, store } = call;
  const plan = planOf(request.key, request.headers, bucket, call.now);
  const upload: Upload = { bucket: bucket.settings.name, plan, algorithm: requestedAlgorithm(request.headers) };
  const uploadId = randomUUID();
  const begun = join(store.temporaryFolder, uploadId);
  await mkdir(begun);
  const staged = await stageFile(store.temporaryFolder, async () => upload);
  await rename(staged.path, join(begun, uploadFile));
  await rename(begun, join(store.uploadsFolder, uploadId));
  const children = [element('Bucket', upload.bucket), element('Key', plan.key), element('UploadId', uploadId)];
  const named: Record<string, string> =
    upload.algorithm === null ? {} : { 'x-amz-checksum-algorithm': upload.algorithm.toUpperCase() };
  return xmlAnswer(xmlDocument('InitiateMultipartUploadResult', children), named);
};

const requestedNumber = (text: string): number => {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  const message = `Part number must be an integer between 1 and ${mostParts}, inclusive`;
  return number >= 1 && number <= mostParts ? number : refuse('InvalidArgument', message);
};

const partClaims = (call: Call, { algorithm }: Upload): BodyClaims => {
  const claims = bodyClaims(call.request.headers, call.signer.payload);
  if (algorithm !== null && claims.checksum?.algorithm !== algorithm) {
    const actual = claims.checksum?.algorithm ?? 'null';
    refuse('InvalidRequest', `Checksum Type mismatch occurred, expected: ${algorithm}, actual: ${actual}`);
  }
  return claims;
};

/** Removes what was written for an upload that ended in the meantime, and refuses. What follows must be synchronous. */
const refuseEndedUpload = (folder: string, staged: Staged<unknown>): void => {
  if (existsSync(folder)) return;
  unlinkSync(staged.path);
  refuseUnknownUpload();
};

/** UploadPart. A part that comes again replaces the one before it. */
export const uploadPart = async (call: Call): Promise<Answer> => {
  const { request, signer, store } = call;
  const number = requestedNumber(request.parameters.get('partNumber') ?? '');
  const folder = folderOf(call);
  const claims = partClaims(call, readUpload(call, folder));
  const source = bodyOf(request.body, signer);
  const staged = await stageFile(store.temporaryFolder, async (write): Promise<Part> => {
    const { size, md5, checksum } = await receive(source, claims, write);
    return { number, size, md5: md5.toString('hex'), checksum };
  });
  refuseEndedUpload(folder, staged);
  renameSync(staged.path, join(folder, partFile(number)));
  const { md5, checksum } = staged.footer;
  return { status: 200, headers: { etag: `"${md5}"`, ...checksumHeaders(checksum) } };
};

const readNamedParts = (xml: string, algorithm: ChecksumAlgorithm | null): NamedPart[] => {
  const parts = innerOf(xml, 'Part').map((inner) => ({
    number: requestedNumber(textOf(inner, 'PartNumber') ?? ''),
    etag: (textOf(inner, 'ETag') ?? '').replaceAll('"', ''),
    checksum: algorithm === null ? undefined : textOf(inner, `Checksum${algorithm.toUpperCase()}`),
  }));
  if (parts.length === 0) refuse('MalformedXML', 'You must specify at least one part');
  if (parts.some((part, index) => index > 0 && part.number <= (parts[index - 1]?.number ?? 0))) {
    refuse('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  return parts;
};

const refuseMissingChecksums = (named: readonly NamedPart[], algorithm: ChecksumAlgorithm | null): void => {
  // CRC64NVME is the one algorithm whose value stands for the whole object, so its parts need not be named with theirs.
  if (algorithm === null || algorithm === 'crc64nvme') return;
  const missing = named.find((part) => part.checksum === undefined);
  if (missing === undefined) return;
  const message = `The complete request must include the checksum for each part. It was missing for part ${missing.number}.`;
  refuse('InvalidRequest', message);
};

const findParts = async (folder: string, named: readonly NamedPart[]): Promise<Part[]> => {
  const files = new Set(await readdir(folder));
  return named.map(({ number, etag, checksum }) => {
    const part = files.has(partFile(number)) ? readFooter<Part>(join(folder, partFile(number))) : undefined;
    const isSame = part?.md5 === etag && (checksum === undefined || part.checksum?.value === checksum);
    return isSame
      ? part
      : refuse('InvalidPart', `Part ${number} could not be found, or its entity tag or checksum differs.`);
  });
};

const refuseSmallParts = (parts: readonly Part[]): void => {
  if (parts.slice(0, -1).some((part) => part.size < smallestPartBytes)) {
    refuse('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
};

const compositeChecksum = (algorithm: ChecksumAlgorithm, parts: readonly Part[]): Checksum => {
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.checksum?.value ?? '', 'base64')));
  const value = `${checksumOf(algorithm, digests).toString('base64')}-${parts.length}`;
  return { algorithm, value, type: 'COMPOSITE' };
};

const joinedChecksum = (algorithm: ChecksumAlgorithm | null, parts: readonly Part[], whole: RunningChecksum) => {
  if (algorithm === null) return null;
  if (algorithm !== 'crc64nvme') return compositeChecksum(algorithm, parts);
  return { algorithm, value: whole.digest().toString('base64'), type: 'FULL_OBJECT' as const };
};

/** The ETag of a joined object: the MD5 of the parts' MD5s, and the number of parts. */
const joinedEtag = (parts: readonly Part[]): string => {
  const md5 = runningHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.md5, 'hex'));
  return `${md5.digest().toString('hex')}-${parts.length}`;
};

const joinParts = async (folder: string, upload: Upload, parts: readonly Part[], write: Write): Promise<Content> => {
  const whole = runningChecksum('crc64nvme');
  for (const part of parts.filter(({ size }) => size > 0)) {
    for await (const piece of createReadStream(join(folder, partFile(part.number)), { end: part.size - 1 })) {
      if (upload.algorithm === 'crc64nvme') whole.update(piece);
      await write(piece);
    }
  }
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return { size, etag: joinedEtag(parts), checksum: joinedChecksum(upload.algorithm, parts, whole) };
};

/** On CompleteMultipartUpload an `x-amz-checksum-…` header is about the whole object, not about the XML of the request. */
const refuseOtherChecksum = (headers: ReadonlyMap<string, string>, checksum: Checksum | null): void => {
  const given = [...headers].filter(([name]) => isChecksumAlgorithm(name.slice('x-amz-checksum-'.length)));
  if (given.some(([, value]) => value !== checksum?.value)) {
    refuse('BadDigest', 'The checksum you specified did not match the calculated checksum.');
  }
};

const completedXml = (call: Call, etag: string, checksum: Checksum | null): string => {
  const { request, bucket } = call;
  const checksums: Xml[] =
    checksum === null
      ? []
      : [
          element(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value),
          element('ChecksumType', checksum.type),
        ];
  const location = `http://${request.sent.get('host')}${request.path}`;
  const named = [element('Bucket', bucket.settings.name), element('Key', request.key), element('ETag', `"${etag}"`)];
  return xmlDocument('CompleteMultipartUploadResult', [element('Location', location), ...named, ...checksums]);
};

const requestedParts = async (call: Call, folder: string, algorithm: ChecksumAlgorithm | null): Promise<Part[]> => {
  const { request, signer } = call;
  const withoutChecksums = new Map([...request.headers].filter(([name]) => !name.startsWith('x-amz-checksum-')));
  const xml = await readXml(bodyOf(request.body, signer), bodyClaims(withoutChecksums, signer.payload));
  const named = readNamedParts(xml, algorithm);
  refuseMissingChecksums(named, algorithm);
  const parts = await findParts(folder, named);
  refuseSmallParts(parts);
  return parts;
};

const stageJoined = async (call: Call, folder: string, upload: Upload): Promise<Staged<Draft>> => {
  const parts = await requestedParts(call, folder, upload.algorithm);
  return stageObject(call, upload.plan, async (write) => {
    const content = await joinParts(folder, upload, parts, write);
    refuseOtherChecksum(call.request.headers, content.checksum);
    return content;
  });
};

/** Parts that vanish while they are read went with their upload, which another request completed or aborted. */
const stageUnlessEnded = async (call: Call, folder: string, upload: Upload): Promise<Staged<Draft>> => {
  try {
    return await stageJoined(call, folder, upload);
  } catch (failure) {
    if (!existsSync(folder)) refuseUnknownUpload();
    throw failure;
  }
};

/** CompleteMultipartUpload: joins the named parts; the upload is gone once the object counts, and stays where it is refused. */
export const completeUpload = async (call: Call): Promise<Answer> => {
  const folder = folderOf(call);
  const upload = readUpload(call, folder);
  const condition = conditionOf(call.request.headers);
  const staged = await stageUnlessEnded(call, folder, upload);
  // From here to the renaming nothing else runs, so of two completions of one upload a single one counts.
  refuseEndedUpload(folder, staged);
  const version = publishObject(call, staged, condition);
  await removeUpload(call, folder);
  return xmlAnswer(completedXml(call, version.etag, version.checksum), versionHeader(version));
};

/** One rename ends the upload; what is left of it is removed at leisure, or by the next start. */
const removeUpload = async (call: Call, folder: string): Promise<void> => {
  const ended = join(call.store.temporaryFolder, randomUUID());
  renameSync(folder, ended);
  await rm(ended, { recursive: true });
};

/** AbortMultipartUpload. */
export const abortUpload = async (call: Call): Promise<Answer> => {
  const folder = folderOf(call);
  readUpload(call, folder);
  await removeUpload(call, folder);
  return { status: 204, headers: {} };
};
