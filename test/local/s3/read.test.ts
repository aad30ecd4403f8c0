import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, refusalOf, startFixture } from './fixture.ts';

// Statuses and error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and …/API_HeadObject.html

const modified = new Date('2026-03-01T12:00:00.750Z');
const digits = '0123456789';
let s3: Fixture;
let etag: string;
beforeAll(async () => {
  s3 = await startFixture({ now: () => modified });
  const answer = await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'digits', Body: digits }));
  etag = answer.ETag ?? '';
});
afterAll(() => s3.stop());

const get = (input: Partial<GetObjectCommandInput> = {}) =>
  s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'digits', ...input }));

describe('a range', () => {
  test.for([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-4', '4', 'bytes 4-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', digits, 'bytes 0-9/10'],
  ] as const)('%s gives %s with status 206', async ([Range, expected, ContentRange]) => {
    const object = await get({ Range });
    expect(await object.Body?.transformToString()).toBe(expected);
    expect(object).toMatchObject({ ContentRange, ContentLength: expected.length });
    expect(object.$metadata.httpStatusCode).toBe(206);
  });

  test.for(['bytes=10-', 'bytes=50-60', 'bytes=-0'])('%s is refused as 416 InvalidRange', async (Range) => {
    expect(await refusalOf(get({ Range }))).toBe('416 InvalidRange');
  });

  test.for(['bytes=5-2', 'lines=1-2', 'bytes=0-1,3-4'])(
    '%s is no single range, so it gives the whole',
    async (Range) => {
      const object = await get({ Range });
      expect(await object.Body?.transformToString()).toBe(digits);
      expect(object.$metadata.httpStatusCode).toBe(200);
    },
  );
});

describe('a conditional read', () => {
  const earlier = new Date('2026-03-01T11:59:59Z');
  const same = new Date('2026-03-01T12:00:00Z');
  // The combinations that API_GetObject.html spells out are among these. A 304 has no body, so the SDK knows no name for it.
  test.for([
    ['If-Match with its ETag', () => ({ IfMatch: etag }), 'not refused'],
    ['If-Match with another', () => ({ IfMatch: '"0123"' }), '412 PreconditionFailed'],
    ['If-None-Match with its ETag', () => ({ IfNoneMatch: etag }), '304 Unknown'],
    ['If-None-Match with another', () => ({ IfNoneMatch: '"0123"' }), 'not refused'],
    ['If-Modified-Since before it', () => ({ IfModifiedSince: earlier }), 'not refused'],
    ['If-Modified-Since its second', () => ({ IfModifiedSince: same }), '304 Unknown'],
    ['If-Unmodified-Since its second', () => ({ IfUnmodifiedSince: same }), 'not refused'],
    ['If-Unmodified-Since before it', () => ({ IfUnmodifiedSince: earlier }), '412 PreconditionFailed'],
    ['a fitting If-Match and an older date', () => ({ IfMatch: etag, IfUnmodifiedSince: earlier }), 'not refused'],
    ['another ETag and its second', () => ({ IfNoneMatch: '"0123"', IfModifiedSince: same }), 'not refused'],
    ['a known ETag and an older date', () => ({ IfNoneMatch: etag, IfModifiedSince: earlier }), '304 Unknown'],
  ] as const)('%s', async ([, input, expected]) => {
    expect(await refusalOf(get(input()))).toBe(expected);
  });
});

test('HEAD tells of the object what GET tells, without the bytes', async () => {
  const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'digits' }));
  expect(head).toMatchObject({ ContentLength: 10, ETag: etag, AcceptRanges: 'bytes' });
  expect(head.LastModified?.toISOString()).toBe('2026-03-01T12:00:00.000Z');
});

test('what does not exist is 404 NoSuchKey for GET and 404 without a body for HEAD', async () => {
  expect(await refusalOf(get({ Key: 'absent' }))).toBe('404 NoSuchKey');
  expect(await refusalOf(s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'absent' })))).toBe(
    '404 NotFound',
  );
});

test('an error names its request', async () => {
  const response = await fetch(`${s3.server.endpoint}/plain/digits`);
  const requestId = response.headers.get('x-amz-request-id');
  expect(requestId).toMatch(/^[0-9A-F]{16}$/);
  expect(await response.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>${requestId}</RequestId></Error>`,
  );
});

const answerTo = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => httpRequest(url, resolve).on('error', reject).end());

test.for([
  ['replaced', (Key: string) => s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'new' }))],
  ['deleted', (Key: string) => s3.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key }))],
] as const)('a reader in the middle of an object that is %s reads it to its own end', async ([name, change]) => {
  const old = Buffer.alloc(20_000_000, 'old ');
  await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: name, Body: old }));
  const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: 'plain', Key: name }), { expiresIn: 60 });
  // The head has come and nothing is read yet: of 20 MB most still waits at the server.
  const answer = await answerTo(url);
  await change(name);
  expect((await buffer(answer)).equals(old)).toBe(true);
});

test('while a key is written over and over, every read gives one whole version', async () => {
  const body = (version: number) => Buffer.alloc(300_000, version);
  const put = (version: number) =>
    s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'busy', Body: body(version) }));
  await put(0);
  const writing = Promise.all(Array.from({ length: 30 }, (_, version) => put(version)));
  for (let reading = 0; reading < 30; reading += 1) {
    const object = await get({ Key: 'busy' });
    const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(body(bytes[0] ?? 0))).toBe(true);
  }
  await writing;
});
