/**
 * Signature Version 4 as S3 verifies it, in the Authorization header and in presigned URLs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 *
 * The date of a signed header is not compared with the clock: the clock of an embedded run may be set to any day.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from './errors.ts';
import type { ParsedRequest } from './request.ts';

/** What a request says about its signer, before anything is verified. */
export interface Claim {
  readonly accessKeyId: string;
  /** `20260131/eu-west-1/s3/aws4_request`. */
  readonly scope: string;
  /** `20260131T120000Z`. */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  /** The hash of the body in hexadecimals, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payload: string;
  readonly signature: string;
}

/** A verified signer. The key and the signature are where the chain of a chunk-signed body starts. */
export interface Signer extends Claim {
  readonly signingKey: Buffer;
}

/** Which secret belongs to an access key; undefined for a key that does not exist. */
export type SecretOf = (accessKeyId: string) => string | undefined;

const scopePattern = /^\d{8}\/[a-z0-9-]+\/s3\/aws4_request$/;
const longestExpirySeconds = 604_800;

/** SHA-256 in hexadecimals. */
export const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** HMAC-SHA-256. */
export const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** The key that signs everything of one day, region and service. */
export const signingKeyOf = (secret: string, scope: string): Buffer =>
  scope.split('/').reduce<Buffer | string>((key, part) => hmac(key, part), `AWS4${secret}`) as Buffer;

/** Compares two signatures in hexadecimals without telling by time how far they agree. */
export const isSameSignature = (expected: string, given: string): boolean =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));

/** The secret of a key that must exist; otherwise InvalidAccessKeyId. */
export const secretOfExisting = (secretOf: SecretOf, accessKeyId: string): string =>
  secretOf(accessKeyId) ??
  refuse('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');

/** Splits `AKID/20260131/eu-west-1/s3/aws4_request`; undefined where it has another form or belongs to another day. */
export const splitCredential = (credential: string, timestamp: string) => {
  const [accessKeyId = '', ...rest] = credential.split('/');
  const scope = rest.join('/');
  const isOfItsDay = /^\d{8}T\d{6}Z$/.test(timestamp) && scope.startsWith(timestamp.slice(0, 8));
  return accessKeyId !== '' && scopePattern.test(scope) && isOfItsDay ? { accessKeyId, scope } : undefined;
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Sorted by name alone: sorting the finished pairs would let the equals sign take part. */
const canonicalQuery = (query: ReadonlyMap<string, string>): string =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');

const canonicalRequest = (request: ParsedRequest, claim: Claim): string =>
  [
    request.method,
    request.path.split('/').map(encode).join('/'),
    canonicalQuery(request.query),
    ...claim.signedHeaders.map((name) => `${name}:${(request.sent.get(name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    claim.signedHeaders.join(';'),
    claim.payload,
  ].join('\n');

const claimOfHeader = (request: ParsedRequest, authorization: string): Claim => {
  if (request.query.has('X-Amz-Signature')) refuse('InvalidArgument', 'Only one auth mechanism allowed.');
  const pattern = /^AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})$/;
  const [, credential = '', signedHeaders = '', signature = ''] = pattern.exec(authorization) ?? [];
  const timestamp = request.sent.get('x-amz-date') ?? '';
  const signer =
    splitCredential(credential, timestamp) ??
    refuse('AuthorizationHeaderMalformed', 'The authorization header you provided is invalid.');
  const payload =
    request.sent.get('x-amz-content-sha256') ??
    refuse('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  return { ...signer, timestamp, signedHeaders: signedHeaders.split(';'), payload, signature };
};

const claimOfQuery = (request: ParsedRequest): Claim => {
  const value = (name: string) => request.query.get(name) ?? '';
  const timestamp = value('X-Amz-Date');
  const signer = splitCredential(value('X-Amz-Credential'), timestamp);
  if (signer === undefined || value('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    return refuse('AuthorizationQueryParametersError', 'X-Amz-Algorithm, X-Amz-Credential or X-Amz-Date is invalid.');
  }
  return {
    ...signer,
    timestamp,
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    payload: request.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    signature: value('X-Amz-Signature'),
  };
};

/** `20260131T120000Z` in milliseconds since 1970. */
const momentOf = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));

const refuseExpired = (request: ParsedRequest, claim: Claim, now: Date): void => {
  const seconds = request.query.get('X-Amz-Expires') ?? '';
  if (!/^\d{1,6}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > longestExpirySeconds) {
    refuse('AuthorizationQueryParametersError', `X-Amz-Expires must be between 1 and ${longestExpirySeconds} seconds.`);
  }
  // Written so that a date which is no date counts as expired.
  const isValid = now.getTime() <= momentOf(claim.timestamp) + Number(seconds) * 1000;
  if (!isValid) refuse('AccessDenied', 'Request has expired');
};

const refuseUnsignedHeaders = (request: ParsedRequest, claim: Claim): void => {
  const required = ['host', ...[...request.sent.keys()].filter((name) => name.startsWith('x-amz-'))];
  const missing = required.filter((name) => !claim.signedHeaders.includes(name));
  if (missing.length > 0) {
    refuse('AccessDenied', `There were headers present in the request which were not signed: ${missing.join(', ')}`);
  }
};

/** What the request claims, from its header or from its query; AccessDenied where it claims nothing. */
export const claimOf = (request: ParsedRequest): Claim => {
  const authorization = request.sent.get('authorization');
  if (authorization !== undefined) return claimOfHeader(request, authorization);
  return request.query.has('X-Amz-Signature') ? claimOfQuery(request) : refuse('AccessDenied', 'Access Denied');
};

/**
 * Verifies the signature of a request. Refuses an unknown key as InvalidAccessKeyId, a signature that differs as SignatureDoesNotMatch,
 * an expired URL and an `x-amz-…` header outside the signature as AccessDenied. The body is verified where it is read.
 */
export const verifySignature = (request: ParsedRequest, claim: Claim, secretOf: SecretOf, now: Date): Signer => {
  const signingKey = signingKeyOf(secretOfExisting(secretOf, claim.accessKeyId), claim.scope);
  if (request.query.has('X-Amz-Signature')) refuseExpired(request, claim, now);
  refuseUnsignedHeaders(request, claim);
  const hash = sha256Hex(canonicalRequest(request, claim));
  const expected = hmac(signingKey, ['AWS4-HMAC-SHA256', claim.timestamp, claim.scope, hash].join('\n'));
  if (!isSameSignature(expected.toString('hex'), claim.signature)) {
    const message = 'The request signature we calculated does not match the signature you provided.';
    return refuse('SignatureDoesNotMatch', message);
  }
  return { ...claim, signingKey };
};
