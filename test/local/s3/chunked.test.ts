import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyOf } from '../../../local/s3/chunked.ts';
import type { Signer } from '../../../local/s3/signature.ts';
import { type Fixture, refusalOf, sendRaw, sign, signingKey, startFixture } from './fixture.ts';

const exampleSigner = (payload: string, signature: string): Signer => ({
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  scope: '20130524/us-east-1/s3/aws4_request',
  timestamp: '20130524T000000Z',
  signedHeaders: [],
  payload,
  signature,
  signingKey: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524', 'us-east-1'),
});

/** In pieces of an odd length, so that every boundary falls inside a piece somewhere. */
async function* inPieces(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

const readBody = async (text: string, signer: Signer, length = 1009) => {
  const body = bodyOf(inPieces(text, length), signer);
  const bytes = await buffer(Readable.from(body.pieces));
  return { text: bytes.toString(), trailers: Object.fromEntries(body.trailers) };
};

const content = 'a'.repeat(66_560);

describe('signed chunks, as in the example that AWS publishes', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
  const signer = exampleSigner(
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  );
  const chunks = (first: string) =>
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${first}\r\n` +
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n` +
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n';

  test('they verify and give the object’s bytes', async () => {
    expect(await readBody(chunks('a'.repeat(65_536)), signer)).toEqual({ text: content, trailers: {} });
  });

  test('one changed byte is refused as SignatureDoesNotMatch', async () => {
    const changed = readBody(chunks(`b${'a'.repeat(65_535)}`), signer);
    await expect(changed).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
  });

  test('a body that ends before its last chunk is refused as IncompleteBody', async () => {
    const cut = readBody(chunks('a'.repeat(65_536)).slice(0, 66_000), signer);
    await expect(cut).rejects.toMatchObject({ code: 'IncompleteBody', status: 400 });
  });
});

describe('signed chunks with a trailing checksum, as in the example that AWS publishes', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
  const signer = exampleSigner(
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  );
  const chunks = (checksum: string) =>
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${'a'.repeat(65_536)}\r\n` +
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${'a'.repeat(1024)}\r\n` +
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n' +
    `x-amz-checksum-crc32c:${checksum}\r\n` +
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n';

  test('they verify and give bytes and trailer', async () => {
    const { text, trailers } = await readBody(chunks('sOO8/Q=='), signer);
    expect(text).toBe(content);
    expect(trailers).toMatchObject({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  test('a changed trailer is refused as SignatureDoesNotMatch', async () => {
    const changed = readBody(chunks('sOO8/A=='), signer);
    await expect(changed).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

test('unsigned chunks give the same bytes however the network cuts them', async () => {
  const signer = exampleSigner('STREAMING-UNSIGNED-PAYLOAD-TRAILER', '');
  const sent = '5\r\nhello\r\n6\r\n\r\nline\r\n0\r\nx-amz-checksum-crc32:abc=\r\n\r\n';
  for (let length = 1; length <= sent.length; length += 1) {
    const { text, trailers } = await readBody(sent, signer, length);
    expect({ length, text, trailers }).toEqual({
      length,
      text: 'hello\r\nline',
      trailers: { 'x-amz-checksum-crc32': 'abc=' },
    });
  }
});

describe('a running server', () => {
  let s3: Fixture;
  beforeAll(async () => {
    s3 = await startFixture();
  });
  afterAll(() => s3.stop());

  const pieces = Array.from({ length: 97 }, (_, index) => Buffer.alloc(10_007, index));
  const whole = Buffer.concat(pieces);

  test('a stream that the SDK sends in chunks arrives byte by byte, and its trailing checksum is kept', async () => {
    const Key = 'streamed';
    const body = Readable.from(pieces);
    await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: body, ContentLength: whole.length }));
    const object = await s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key, ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await object.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    expect(object.ChecksumCRC32).toMatch(/^.{8}$/);
    expect(object.ContentEncoding).toBeUndefined();
  });

  test('aws-chunked is taken off the content encoding and gzip stays', async () => {
    const input = { Bucket: 'plain', Key: 'zipped', Body: Readable.from(pieces), ContentLength: whole.length };
    await s3.client.send(new PutObjectCommand({ ...input, ContentEncoding: 'gzip' }));
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'zipped' }));
    expect(head.ContentEncoding).toBe('gzip');
  });

  const sendChunked = async (body: string, decodedLength: string) => {
    const answer = await sendRaw(
      s3.server.endpoint,
      {
        method: 'PUT',
        path: '/plain/by-hand',
        ...sign({
          method: 'PUT',
          path: '/plain/by-hand',
          headers: {
            host: new URL(s3.server.endpoint).host,
            'x-amz-decoded-content-length': decodedLength,
            'x-amz-trailer': 'x-amz-checksum-crc32',
          },
          payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        }),
      },
      body,
    );
    return `${answer.status} ${answer.code ?? ''}`.trim();
  };

  // CRC32 of "hello" is 3610a686; error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  test.for([
    ['the right trailer', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '5', '200'],
    ['a trailer that does not fit', '5\r\nhellO\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '5', '400 BadDigest'],
    ['a trailer that is no checksum', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:!\r\n\r\n', '5', '400 InvalidRequest'],
    ['no trailer though announced', '5\r\nhello\r\n0\r\n\r\n', '5', '400 InvalidRequest'],
    ['another length', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '6', '400 IncompleteBody'],
    ['an end that is missing', '5\r\nhello\r\n', '5', '400 IncompleteBody'],
    ['a size that is none', 'five\r\nhello\r\n0\r\n\r\n', '5', '400 InvalidRequest'],
  ] as const)('a chunked body with %s', async ([, body, length, expected]) => {
    expect(await sendChunked(body, length)).toBe(expected);
  });

  test('after a refused body nothing is there', async () => {
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'by-hand' }));
    expect(await sendChunked('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', '5')).toBe('400 BadDigest');
    const read = s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'by-hand' }));
    expect(await refusalOf(read)).toBe('404 NoSuchKey');
  });
});
