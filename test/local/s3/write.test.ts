import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ChecksumAlgorithm,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, refusalOf, sendRaw, sha256Hex, sign, startFixture } from './fixture.ts';

// Statuses and error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
// and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList

let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture();
});
afterAll(() => s3.stop());

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body, ...more }));

const get = async (Key: string): Promise<string | undefined> => {
  const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key }));
  return object.Body?.transformToString();
};

const isFulfilled = (outcome: PromiseSettledResult<unknown>) => outcome.status === 'fulfilled';

describe('a conditional write', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html: of concurrent writes the first to finish succeeds, the others get 412.
  test.for(['plain', 'versioned'])(
    'If-None-Match lets one of 50 simultaneous writers win, in a %s bucket',
    async (Bucket) => {
      const Key = 'contested';
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, writer) => put(Key, `writer ${writer}`, { Bucket, IfNoneMatch: '*' })),
      );
      const winner = outcomes.findIndex(isFulfilled);
      const losers = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
      expect(outcomes.filter(isFulfilled)).toHaveLength(1);
      expect(losers.map((loser) => `${loser.$metadata.httpStatusCode} ${loser.name}`)).toEqual(
        Array(49).fill('412 PreconditionFailed'),
      );
      const object = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await object.Body?.transformToString()).toBe(`writer ${winner}`);
    },
  );

  test('If-Match lets one of 50 writers replace the version that all have read', async () => {
    const { ETag } = await put('counter', 'first');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, writer) => put('counter', `writer ${writer}`, { IfMatch: ETag })),
    );
    expect(outcomes.filter(isFulfilled)).toHaveLength(1);
    expect(await get('counter')).toBe(`writer ${outcomes.findIndex(isFulfilled)}`);
  });

  test('If-Match with another ETag is refused as 412 PreconditionFailed and changes nothing', async () => {
    await put('kept', 'kept');
    expect(await refusalOf(put('kept', 'lost', { IfMatch: '"0123"' }))).toBe('412 PreconditionFailed');
    expect(await get('kept')).toBe('kept');
  });

  test('If-Match on an object that does not exist is refused as 404 NoSuchKey', async () => {
    expect(await refusalOf(put('never', 'x', { IfMatch: '"0123"' }))).toBe('404 NoSuchKey');
  });

  test('If-None-Match with anything but * is answered 501 NotImplemented', async () => {
    expect(await refusalOf(put('any', 'x', { IfNoneMatch: '"0123"' }))).toBe('501 NotImplemented');
  });

  test('a refused write leaves no file behind', async () => {
    expect(await readdir(join(s3.folder, 'temporary'))).toEqual([]);
  });
});

describe('checksums', () => {
  // Of "hello": MD5 5d41402abc4b2a76b9719d911017c592.
  const MD5 = 'XUFAKrxLKna5cZ2REBfFkg==';

  test('the ETag is the MD5 of the bytes', async () => {
    const { ETag } = await put('hello', 'hello', { ContentMD5: MD5 });
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  });

  test('a Content-MD5 that does not fit is refused as 400 BadDigest', async () => {
    expect(await refusalOf(put('absent', 'hellO', { ContentMD5: MD5 }))).toBe('400 BadDigest');
    expect(await refusalOf(s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'absent' })))).toBe(
      '404 NotFound',
    );
  });

  test('a Content-MD5 that is none is refused as 400 InvalidDigest', async () => {
    expect(await refusalOf(put('absent', 'hello', { ContentMD5: 'hello' }))).toBe('400 InvalidDigest');
  });

  // Of "hello", as the SDK computes them (the test after next).
  const values = {
    ChecksumCRC32: 'NhCmhg==',
    ChecksumCRC32C: 'mnG7TA==',
    ChecksumCRC64NVME: 'M3eFcAZSQlc=',
    ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
  };

  test.for(Object.entries(values))('%s is verified, kept and given back', async ([name, value]) => {
    expect(await put(name, 'hello', { [name]: value })).toMatchObject({ [name]: value, ChecksumType: 'FULL_OBJECT' });
    const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: name, ChecksumMode: 'ENABLED' }));
    expect(object).toMatchObject({ [name]: value });
    expect(await refusalOf(put(name, 'hellO', { [name]: value }))).toBe('400 BadDigest');
    expect(await get(name)).toBe('hello');
  });

  test.for([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.CRC64NVME, ChecksumAlgorithm.SHA256])(
    'the SDK’s own %s is accepted',
    async (algorithm) => {
      const answer = await put('by-sdk', 'hello', { ChecksumAlgorithm: algorithm });
      expect(answer).toMatchObject({ [`Checksum${algorithm}`]: values[`Checksum${algorithm}`] });
    },
  );

  test('two checksums at once are refused as 400 InvalidRequest', async () => {
    const both = { ChecksumCRC32: values.ChecksumCRC32, ChecksumSHA256: values.ChecksumSHA256 };
    expect(await refusalOf(put('two', 'hello', both))).toBe('400 InvalidRequest');
  });

  test('a checksum that we do not verify is answered 501 and not passed over', async () => {
    const sha1 = put('sha1', 'hello', { ChecksumAlgorithm: ChecksumAlgorithm.SHA1 });
    expect(await refusalOf(sha1)).toBe('501 NotImplemented');
  });
});

describe('what is kept with an object', () => {
  test('content type, metadata and the other headers come back', async () => {
    const described = {
      ContentType: 'text/csv; charset=utf-8',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="zvw.csv"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'nl',
      Metadata: { stream: 'zvw', 'delivered-by': 'insurer' },
    };
    await put('described', 'x', described);
    expect(await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'described' }))).toMatchObject({
      ...described,
      ContentLength: 1,
    });
  });

  test('an object without a content type gets binary/octet-stream', async () => {
    const host = new URL(s3.server.endpoint).host;
    const path = '/plain/untyped';
    const { headers } = sign({ method: 'PUT', path, headers: { host }, payload: sha256Hex('x') });
    expect((await sendRaw(s3.server.endpoint, { method: 'PUT', path, headers }, 'x')).status).toBe(200);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'untyped' }));
    expect(head.ContentType).toBe('binary/octet-stream');
  });

  test('an empty object is an object', async () => {
    await put('empty', '');
    expect(await get('empty')).toBe('');
  });
});

describe('a key', () => {
  const keys = [
    'with spaces  and tabs',
    'één wijk/ünïcode/統計/🏘️',
    '../../escape',
    '..',
    'a/../../b',
    '%2e%2e%2fescape',
    '100%',
    'plus+and&and=and?and#',
    "quotes'()*!",
    '/leading',
    'trailing/',
    'double//slash',
    'a\\b',
    '<tag>&amp;',
  ];

  test.for(keys)('%s holds its own object', async (key) => {
    await put(key, `content of ${key}`);
    expect(await get(key)).toBe(`content of ${key}`);
  });

  test('never becomes a path: every file in the folder has a name of ours', async () => {
    const files = await readdir(s3.folder, { recursive: true });
    const known = /^(temporary|uploads|objects|objects\/[a-z]+(\/\d{16}-[0-9a-f]{16})?)$/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
  });

  test('of more than 1,024 bytes is refused as 400 KeyTooLongError', async () => {
    expect(await refusalOf(put('é'.repeat(512), 'x'))).toBe('not refused');
    expect(await refusalOf(put('é'.repeat(513), 'x'))).toBe('400 KeyTooLongError');
  });
});

describe('what the server does not do', () => {
  test.for([
    ['a tag', { Tagging: 'a=b' }],
    ['an access list', { ACL: 'private' as const }],
    ['an encryption key of its own', { ServerSideEncryption: 'aws:kms' as const }],
    ['a legal hold', { ObjectLockLegalHoldStatus: 'ON' as const }],
  ] as const)('%s is answered 501 NotImplemented and not passed over', async ([, input]) => {
    expect(await refusalOf(put('plain', 'x', input))).toBe('501 NotImplemented');
  });

  test('a body without a length is refused as 411 MissingContentLength', async () => {
    const headers = { host: new URL(s3.server.endpoint).host, 'transfer-encoding': 'chunked' };
    const request = { method: 'PUT', path: '/plain/endless' };
    const signed = sign({ ...request, headers, payload: 'UNSIGNED-PAYLOAD' });
    const answer = await sendRaw(s3.server.endpoint, { ...request, ...signed }, 'x');
    expect(`${answer.status} ${answer.code}`).toBe('411 MissingContentLength');
  });

  test('a bucket that does not exist is refused as 404 NoSuchBucket', async () => {
    expect(await refusalOf(put('x', 'x', { Bucket: 'absent' }))).toBe('404 NoSuchBucket');
  });
});

test('the bytes stand in the file as they came', async () => {
  await put('verbatim', 'verbatim bytes');
  const folder = join(s3.folder, 'objects', 'plain');
  const newest = (await readdir(folder)).sort().at(-1) ?? '';
  expect((await readFile(join(folder, newest))).subarray(0, 14).toString()).toBe('verbatim bytes');
});
