import { GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRequest } from '../../../local/s3/request.ts';
import { claimOf, verifySignature } from '../../../local/s3/signature.ts';
import {
  accessKeyId,
  clientOf,
  type Fixture,
  outcomeOf,
  refusalOf,
  region,
  secretAccessKey,
  sendRaw,
  sha256Hex,
  sign,
  startFixture,
} from './fixture.ts';

// Error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList

const exampleSecret = (id: string) =>
  id === 'AKIAIOSFODNN7EXAMPLE' ? 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' : undefined;
const emptyHash = sha256Hex('');

const exampleRequest = (sent: Record<string, string>, query: Record<string, string>): ParsedRequest => ({
  method: 'GET',
  path: '/test.txt',
  bucket: 'examplebucket',
  key: 'test.txt',
  query: new Map(Object.entries(query)),
  sent: new Map(Object.entries({ host: 'examplebucket.s3.amazonaws.com', ...sent })),
  parameters: new Map(),
  headers: new Map(Object.entries(sent)),
  body: (async function* () {})(),
});

describe('the examples that AWS publishes', () => {
  test('a GET signed in its header verifies', () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: GET Object"
    const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
    const request = exampleRequest(
      {
        range: 'bytes=0-9',
        'x-amz-content-sha256': emptyHash,
        'x-amz-date': '20130524T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
      },
      {},
    );
    const signer = verifySignature(request, claimOf(request), exampleSecret, new Date('2013-05-24T00:00:00Z'));
    expect(signer.accessKeyId).toBe('AKIAIOSFODNN7EXAMPLE');
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, valid for 86,400 seconds
  const presigned = exampleRequest(
    {},
    {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
      'X-Amz-Date': '20130524T000000Z',
      'X-Amz-Expires': '86400',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    },
  );
  const verifyAt = (moment: string) => () =>
    verifySignature(presigned, claimOf(presigned), exampleSecret, new Date(moment));

  test('a presigned GET verifies up to its last second', () => {
    expect(verifyAt('2013-05-25T00:00:00Z')).not.toThrow();
  });

  test('a presigned GET is refused as AccessDenied a second later', () => {
    expect(verifyAt('2013-05-25T00:00:01Z')).toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403 }));
  });
});

describe('a running server', () => {
  let s3: Fixture;
  beforeAll(async () => {
    s3 = await startFixture();
    await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'report.txt', Body: 'the report' }));
  });
  afterAll(() => s3.stop());

  const read = { Bucket: 'plain', Key: 'report.txt' };
  const presignGet = () => getSignedUrl(s3.client, new GetObjectCommand(read), { expiresIn: 60 });
  /** Without this setting the SDK signs the CRC32 of an empty body into the URL, and nothing else can then be uploaded with it. */
  const uploader = () => clientOf(s3.server.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const presignPut = (input: Partial<PutObjectCommand['input']> = {}, unhoistable: string[] = []) =>
    getSignedUrl(uploader(), new PutObjectCommand({ Bucket: 'plain', Key: 'upload.txt', ...input }), {
      expiresIn: 60,
      unhoistableHeaders: new Set(unhoistable),
    });

  test('an unknown access key is refused as 403 InvalidAccessKeyId', async () => {
    const client = clientOf(s3.server.endpoint, { credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey } });
    expect(await refusalOf(client.send(new GetObjectCommand(read)))).toBe('403 InvalidAccessKeyId');
  });

  test('a wrong secret is refused as 403 SignatureDoesNotMatch', async () => {
    const client = clientOf(s3.server.endpoint, { credentials: { accessKeyId, secretAccessKey: 'guessed' } });
    expect(await refusalOf(client.send(new GetObjectCommand(read)))).toBe('403 SignatureDoesNotMatch');
  });

  test('a large body that is refused unread still gets its refusal', async () => {
    const client = clientOf(s3.server.endpoint, { credentials: { accessKeyId, secretAccessKey: 'guessed' } });
    const large = new PutObjectCommand({ Bucket: 'plain', Key: 'large', Body: Buffer.alloc(30_000_000) });
    expect(await refusalOf(client.send(large))).toBe('403 SignatureDoesNotMatch');
  });

  test('a request without any signature is refused as 403 AccessDenied', async () => {
    expect(await outcomeOf(fetch(`${s3.server.endpoint}/plain/report.txt`))).toBe('403 AccessDenied');
  });

  test('an Authorization header of another form is refused as 400 AuthorizationHeaderMalformed', async () => {
    const headers = { authorization: 'AWS AKIATEST:signature', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect(await outcomeOf(fetch(`${s3.server.endpoint}/plain/report.txt`, { headers }))).toBe(
      '400 AuthorizationHeaderMalformed',
    );
  });

  test('an x-amz header outside the signature is refused as 403 AccessDenied', async () => {
    const { headers } = sign({
      method: 'PUT',
      path: '/plain/x',
      headers: { host: new URL(s3.server.endpoint).host },
      payload: sha256Hex('body'),
    });
    const sent = { ...headers, 'x-amz-meta-added': 'later' };
    const answer = await sendRaw(s3.server.endpoint, { method: 'PUT', path: '/plain/x', headers: sent }, 'body');
    expect(`${answer.status} ${answer.code}`).toBe('403 AccessDenied');
  });

  test('a body other than the signed one is refused as 400 XAmzContentSHA256Mismatch', async () => {
    const { headers } = sign({
      method: 'PUT',
      path: '/plain/x',
      headers: { host: new URL(s3.server.endpoint).host },
      payload: sha256Hex('body'),
    });
    const answer = await sendRaw(s3.server.endpoint, { method: 'PUT', path: '/plain/x', headers }, 'BODY');
    expect(`${answer.status} ${answer.code}`).toBe('400 XAmzContentSHA256Mismatch');
    expect(await refusalOf(s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'x' })))).toBe('404 NoSuchKey');
  });

  test('a bucket may be named in the host instead of the path', async () => {
    const host = `plain.localhost:${s3.server.port}`;
    const { headers } = sign({ method: 'GET', path: '/report.txt', headers: { host }, payload: emptyHash });
    const answer = await sendRaw(s3.server.endpoint, { method: 'GET', path: '/report.txt', headers });
    expect(answer.body.toString()).toBe('the report');
  });

  test('a presigned GET gives the object to whoever has the URL', async () => {
    expect(await (await fetch(await presignGet())).text()).toBe('the report');
  });

  test('a presigned PUT takes the object from whoever has the URL', async () => {
    expect((await fetch(await presignPut(), { method: 'PUT', body: 'uploaded' })).status).toBe(200);
    const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'upload.txt' }));
    expect(await object.Body?.transformToString()).toBe('uploaded');
  });

  test.for([
    ['the key', (url: URL) => Object.assign(url, { pathname: '/plain/secret.txt' }), '403 SignatureDoesNotMatch'],
    [
      'the bucket',
      (url: URL) => Object.assign(url, { pathname: '/versioned/report.txt' }),
      '403 SignatureDoesNotMatch',
    ],
    ['an added version', (url: URL) => url.searchParams.set('versionId', 'null'), '403 SignatureDoesNotMatch'],
    ['a longer expiry', (url: URL) => url.searchParams.set('X-Amz-Expires', '604800'), '403 SignatureDoesNotMatch'],
    ['a signature', (url: URL) => url.searchParams.set('X-Amz-Signature', 'f'.repeat(64)), '403 SignatureDoesNotMatch'],
    ['no signature', (url: URL) => url.searchParams.delete('X-Amz-Signature'), '403 AccessDenied'],
    ['fewer signed headers', (url: URL) => url.searchParams.set('X-Amz-SignedHeaders', ''), '403 AccessDenied'],
    [
      'an expiry of more than a week',
      (url: URL) => url.searchParams.set('X-Amz-Expires', '604801'),
      '400 AuthorizationQueryParametersError',
    ],
    [
      'another day',
      (url: URL) => url.searchParams.set('X-Amz-Date', '20300101T000000Z'),
      '400 AuthorizationQueryParametersError',
    ],
  ] as const)('a presigned GET with %s is refused', async ([, tamper, expected]) => {
    const url = new URL(await presignGet());
    tamper(url);
    expect(await outcomeOf(fetch(url))).toBe(expected);
  });

  test('a URL presigned for GET does not serve for PUT', async () => {
    const answer = fetch(await presignGet(), { method: 'PUT', body: 'overwritten' });
    expect(await outcomeOf(answer)).toBe('403 SignatureDoesNotMatch');
  });

  test('a checksum in the query of a presigned PUT is verified: a mismatch is 400 BadDigest', async () => {
    const ChecksumSHA256 = Buffer.from(sha256Hex('the promised bytes'), 'hex').toString('base64');
    const url = await presignPut({ ChecksumSHA256 });
    expect(new URL(url).searchParams.get('x-amz-checksum-sha256')).toBe(ChecksumSHA256);
    expect(await outcomeOf(fetch(url, { method: 'PUT', body: 'other bytes' }))).toBe('400 BadDigest');
    expect(await outcomeOf(fetch(url, { method: 'PUT', body: 'the promised bytes' }))).toBe('200');
  });

  test('a checksum that is a signed header of a presigned PUT must be sent, as it was signed, and fit', async () => {
    const checksum = Buffer.from(sha256Hex('the promised bytes'), 'hex').toString('base64');
    const url = await presignPut({ ChecksumSHA256: checksum }, ['x-amz-checksum-sha256']);
    const put = (body: string, headers: Record<string, string>) =>
      outcomeOf(fetch(url, { method: 'PUT', body, headers }));
    expect(new URL(url).searchParams.has('x-amz-checksum-sha256')).toBe(false);
    expect(await put('the promised bytes', {})).toBe('403 SignatureDoesNotMatch');
    const other = Buffer.from(sha256Hex('other bytes'), 'hex').toString('base64');
    expect(await put('other bytes', { 'x-amz-checksum-sha256': other })).toBe('403 SignatureDoesNotMatch');
    expect(await put('other bytes', { 'x-amz-checksum-sha256': checksum })).toBe('400 BadDigest');
    expect(await put('the promised bytes', { 'x-amz-checksum-sha256': checksum })).toBe('200');
  });

  test('metadata in a presigned PUT is kept as it was signed', async () => {
    const url = await presignPut({ Key: 'described.txt', Metadata: { stream: 'zvw' } });
    expect(await outcomeOf(fetch(url, { method: 'PUT', body: 'x' }))).toBe('200');
    const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'described.txt' }));
    expect(object.Metadata).toEqual({ stream: 'zvw' });
    expect(await outcomeOf(fetch(url.replace('zvw', 'wmo'), { method: 'PUT', body: 'x' }))).toBe(
      '403 SignatureDoesNotMatch',
    );
  });

  test('the SDK needs no path-style setting: HeadBucket answers 200, and 404 for a bucket that does not exist', async () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    const client = new S3Client({
      endpoint: s3.server.endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
    });
    const answer = await client.send(new HeadBucketCommand({ Bucket: 'plain' }));
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(await refusalOf(client.send(new HeadBucketCommand({ Bucket: 'absent' })))).toBe('404 NotFound');
  });
});
