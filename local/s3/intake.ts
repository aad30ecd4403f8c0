/**
 * Taking in a body: every byte goes through the digests that its sender named, and nothing counts before they agree.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import {
  type ChecksumAlgorithm,
  checksumBytes,
  isChecksumAlgorithm,
  type RunningChecksum,
  runningChecksum,
  runningHash,
} from './checksums.ts';
import type { Body } from './chunked.ts';
import { refuse } from './errors.ts';

/** A verified checksum, in base64. Composite ones (of a multipart upload) end in `-<number of parts>`. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What the sender says about the body; undefined where nothing is said. */
export interface BodyClaims {
  readonly lengthBytes: number | undefined;
  readonly md5: Buffer | undefined;
  readonly sha256Hex: string | undefined;
  /** `value` in base64; undefined means that it follows in a trailer. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
}

/** A body that was taken in and verified. */
export interface Received {
  readonly size: number;
  readonly md5: Buffer;
  readonly checksum: Checksum | null;
}

const checksumPrefix = 'x-amz-checksum-';
/** Headers that begin like a checksum and are none. */
const notChecksums = new Set(['x-amz-checksum-mode', 'x-amz-checksum-algorithm']);

const base64Of = (bytes: number, value: string): Buffer | undefined => {
  const decoded = Buffer.from(value, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === value ? decoded : undefined;
};

const claimedMd5 = (headers: ReadonlyMap<string, string>): Buffer | undefined => {
  const value = headers.get('content-md5');
  if (value === undefined) return undefined;
  return base64Of(16, value) ?? refuse('InvalidDigest', 'The Content-MD5 you specified was invalid.');
};

const claimedChecksum = (headers: ReadonlyMap<string, string>): BodyClaims['checksum'] => {
  const trailers = (headers.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const names = [...headers.keys(), ...trailers].filter((name) => name.startsWith(checksumPrefix));
  const [name, ...others] = names.filter((found) => !notChecksums.has(found));
  if (name === undefined) return undefined;
  if (others.length > 0) refuse('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  const algorithm = name.slice(checksumPrefix.length);
  if (!isChecksumAlgorithm(algorithm)) return refuse('NotImplemented', `${name} is not implemented.`);
  return { algorithm, value: headers.get(name) };
};

const claimedLength = (headers: ReadonlyMap<string, string>, isChunked: boolean): number => {
  const text = headers.get(isChunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) return refuse('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  return /^\d{1,15}$/.test(text) ? Number(text) : refuse('InvalidArgument', `${text} is no length.`);
};

/** Reads what the fields of an HTML form say about its file: a form names no length. */
export const formClaims = (fields: ReadonlyMap<string, string>): BodyClaims => ({
  lengthBytes: undefined,
  md5: claimedMd5(fields),
  sha256Hex: undefined,
  checksum: claimedChecksum(fields),
});

/** Reads what the headers say about the body. Refuses two checksums, one of a wrong form, and a body without a length. */
export const bodyClaims = (headers: ReadonlyMap<string, string>, payload: string): BodyClaims => ({
  ...formClaims(headers),
  lengthBytes: claimedLength(headers, payload.startsWith('STREAMING-')),
  sha256Hex: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
});

const expectedChecksum = (claims: BodyClaims, trailers: ReadonlyMap<string, string>): Checksum | null => {
  if (claims.checksum === undefined) return null;
  const { algorithm } = claims.checksum;
  const header = `${checksumPrefix}${algorithm}`;
  const value = claims.checksum.value ?? trailers.get(header) ?? '';
  if (base64Of(checksumBytes[algorithm], value) === undefined) {
    refuse('InvalidRequest', `Value for ${header} header is invalid.`);
  }
  return { algorithm, value, type: 'FULL_OBJECT' };
};

const refuseDifference = (claims: BodyClaims, size: number, md5: Buffer, sha256: Buffer | undefined): void => {
  if (claims.lengthBytes !== undefined && claims.lengthBytes !== size) {
    refuse('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header.');
  }
  if (claims.md5 !== undefined && !claims.md5.equals(md5)) {
    refuse('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  if (sha256?.toString('hex') !== claims.sha256Hex) {
    refuse('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
};

/**
 * Passes the body to `write`, piece by piece, and verifies its length, Content-MD5, signed SHA-256 and checksum.
 * Refuses with IncompleteBody, BadDigest, XAmzContentSHA256Mismatch or InvalidRequest; what was written is then worthless.
 */
export const receive = async (
  body: Body,
  claims: BodyClaims,
  write: (piece: Buffer) => Promise<unknown>,
): Promise<Received> => {
  const md5 = runningHash('md5');
  const sha256 = claims.sha256Hex === undefined ? undefined : runningHash('sha256');
  const checksum = claims.checksum === undefined ? undefined : runningChecksum(claims.checksum.algorithm);
  const digests = [md5, sha256, checksum].filter((digest): digest is RunningChecksum => digest !== undefined);
  let size = 0;
  for await (const piece of body.pieces) {
    for (const digest of digests) digest.update(piece);
    size += piece.length;
    await write(piece);
  }
  const received = { size, md5: md5.digest(), checksum: expectedChecksum(claims, body.trailers) };
  refuseDifference(claims, size, received.md5, sha256?.digest());
  if (checksum?.digest().toString('base64') !== received.checksum?.value) {
    refuse('BadDigest', `The ${claims.checksum?.algorithm} you specified did not match the calculated checksum.`);
  }
  return received;
};
