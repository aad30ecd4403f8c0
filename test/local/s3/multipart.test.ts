import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksumOf } from '../../../local/s3/checksums.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { clientOf, type Fixture, optionsOf, refusalOf, startFixture } from './fixture.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html, …/API_UploadPart.html,
// …/API_CompleteMultipartUpload.html (with its list of errors) and …/API_AbortMultipartUpload.html

const smallest = 5 * 1024 * 1024;
const parts = [Buffer.alloc(smallest, 'first '), Buffer.alloc(smallest + 1, 'second '), Buffer.from('the last')];
const whole = Buffer.concat(parts);
const md5 = (data: Buffer) => createHash('md5').update(data).digest();

let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture();
});
afterAll(() => s3.stop());

const begin = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const answer = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'plain', Key, ...more }));
  return { Bucket: 'plain', Key, UploadId: answer.UploadId ?? '', ...(more.Bucket ? { Bucket: more.Bucket } : {}) };
};

type Upload = Awaited<ReturnType<typeof begin>>;
type Parts = NonNullable<CompleteMultipartUploadCommandInput['MultipartUpload']>['Parts'];

const send = async (upload: Upload, PartNumber: number, Body: Buffer, algorithm?: ChecksumAlgorithm) => {
  const named = algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm };
  const { $metadata, ...answer } = await s3.client.send(
    new UploadPartCommand({ ...upload, PartNumber, Body, ...named }),
  );
  return { PartNumber, ...answer };
};

const sendAll = async (upload: Upload, algorithm?: ChecksumAlgorithm) => {
  const sent: Awaited<ReturnType<typeof send>>[] = [];
  for (const [index, body] of parts.entries()) sent.push(await send(upload, index + 1, body, algorithm));
  return sent;
};

const complete = (upload: Upload, Parts: Parts, more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
  s3.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));

const read = async (Key: string, Bucket = 'plain') => {
  const object = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
};

test('parts are joined byte by byte, whatever the order in which they came', async () => {
  const upload = await begin('joined', { ContentType: 'text/plain', Metadata: { stream: 'wmo' } });
  const third = await send(upload, 3, parts[2] ?? Buffer.alloc(0));
  const first = await send(upload, 1, parts[0] ?? Buffer.alloc(0));
  const second = await send(upload, 2, parts[1] ?? Buffer.alloc(0));
  const answer = await complete(upload, [first, second, third]);
  // The ETag of a joined object: MD5 of the parts' MD5s, a dash and their number.
  const etag = `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`;
  expect(answer).toMatchObject({ Bucket: 'plain', Key: 'joined', ETag: etag });
  expect((await read('joined')).equals(whole)).toBe(true);
  const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'joined' }));
  expect(head).toMatchObject({
    ContentLength: whole.length,
    ETag: etag,
    ContentType: 'text/plain',
    Metadata: { stream: 'wmo' },
  });
});

test('a part that comes again replaces the first, and a part that is not named is left out', async () => {
  const upload = await begin('replaced');
  await send(upload, 1, Buffer.from('wrong'));
  const right = await send(upload, 1, Buffer.from('right'));
  await send(upload, 2, Buffer.from(' and unnamed'));
  await complete(upload, [right]);
  expect((await read('replaced')).toString()).toBe('right');
});

describe('the checksum of a joined object', () => {
  test.for([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.SHA256])(
    'by %s is that of the parts’ checksums, with their number',
    async (algorithm) => {
      const upload = await begin(`composite-${algorithm}`, { ChecksumAlgorithm: algorithm });
      const name = algorithm.toLowerCase() as 'crc32' | 'crc32c' | 'sha256';
      const answer = await complete(upload, await sendAll(upload, algorithm));
      const digests = Buffer.concat(parts.map((part) => checksumOf(name, part)));
      const expected = `${checksumOf(name, digests).toString('base64')}-3`;
      expect(answer).toMatchObject({ [`Checksum${algorithm}`]: expected, ChecksumType: 'COMPOSITE' });
      expect((await read(upload.Key)).equals(whole)).toBe(true);
    },
  );

  test('by CRC64NVME is that of the whole object', async () => {
    const upload = await begin('whole-crc64', { ChecksumAlgorithm: ChecksumAlgorithm.CRC64NVME });
    const sent = await sendAll(upload, ChecksumAlgorithm.CRC64NVME);
    const expected = checksumOf('crc64nvme', whole).toString('base64');
    expect(await refusalOf(complete(upload, sent, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }))).toBe('400 BadDigest');
    const answer = await complete(upload, sent, { ChecksumCRC64NVME: expected });
    expect(answer).toMatchObject({ ChecksumCRC64NVME: expected, ChecksumType: 'FULL_OBJECT' });
  });

  test('is refused as 400 InvalidRequest where a part is named without its own', async () => {
    const upload = await begin('unnamed', { ChecksumAlgorithm: ChecksumAlgorithm.SHA256 });
    const { PartNumber, ETag } = await send(upload, 1, Buffer.from('x'), ChecksumAlgorithm.SHA256);
    expect(await refusalOf(complete(upload, [{ PartNumber, ETag }]))).toBe('400 InvalidRequest');
  });

  test('is refused as 400 InvalidRequest where a part comes with another algorithm', async () => {
    const upload = await begin('mixed', { ChecksumAlgorithm: ChecksumAlgorithm.SHA256 });
    expect(await refusalOf(send(upload, 1, Buffer.from('x'), ChecksumAlgorithm.CRC32))).toBe('400 InvalidRequest');
  });
});

test('a part whose checksum does not fit is refused as 400 BadDigest', async () => {
  const upload = await begin('damaged');
  const damaged = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ChecksumCRC32: 'AAAAAA==' });
  expect(await refusalOf(s3.client.send(damaged))).toBe('400 BadDigest');
});

describe('completing', () => {
  test('with parts out of order is refused as 400 InvalidPartOrder', async () => {
    const upload = await begin('order');
    const sent = await sendAll(upload);
    expect(await refusalOf(complete(upload, sent.toReversed()))).toBe('400 InvalidPartOrder');
  });

  test('with a part that was not sent, or another ETag, is refused as 400 InvalidPart', async () => {
    const upload = await begin('missing');
    const sent = await send(upload, 1, Buffer.from('x'));
    expect(await refusalOf(complete(upload, [{ ...sent, PartNumber: 2 }]))).toBe('400 InvalidPart');
    expect(await refusalOf(complete(upload, [{ ...sent, ETag: '"0123"' }]))).toBe('400 InvalidPart');
  });

  test('with a part under 5 MiB before the last is refused as 400 EntityTooSmall', async () => {
    const upload = await begin('small');
    const sent = [await send(upload, 1, Buffer.alloc(smallest - 1)), await send(upload, 2, Buffer.from('x'))];
    expect(await refusalOf(complete(upload, sent))).toBe('400 EntityTooSmall');
  });

  test('without parts is refused as 400 MalformedXML', async () => {
    expect(await refusalOf(complete(await begin('none'), []))).toBe('400 MalformedXML');
  });

  test('under If-None-Match is refused as 412 where the object exists, and the upload remains', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'taken', Body: 'taken' }));
    const upload = await begin('taken');
    const sent = await send(upload, 1, Buffer.from('late'));
    expect(await refusalOf(complete(upload, [sent], { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect((await read('taken')).toString()).toBe('taken');
    await complete(upload, [sent]);
    expect((await read('taken')).toString()).toBe('late');
  });

  test('eight times at the same time makes one version, and the others find the upload gone: 404 NoSuchUpload', async () => {
    const upload = await begin('once', { Bucket: 'versioned' });
    const sent = await sendAll(upload);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => refusalOf(complete(upload, sent))));
    expect(outcomes.toSorted()).toEqual([...Array(7).fill('404 NoSuchUpload'), 'not refused']);
  });
});

describe('an upload that is over', () => {
  test('by abort takes no part and cannot be completed: 404 NoSuchUpload', async () => {
    const upload = await begin('aborted');
    const sent = await send(upload, 1, Buffer.from('x'));
    const answer = await s3.client.send(new AbortMultipartUploadCommand(upload));
    expect(answer.$metadata.httpStatusCode).toBe(204);
    expect(await refusalOf(send(upload, 2, Buffer.from('y')))).toBe('404 NoSuchUpload');
    expect(await refusalOf(complete(upload, [sent]))).toBe('404 NoSuchUpload');
    expect(await refusalOf(read('aborted'))).toBe('404 NoSuchKey');
    expect(await readdir(join(s3.folder, 'uploads'))).not.toContain(upload.UploadId);
  });

  test.for(['../objects/plain', '..', 'x'.repeat(36), '00000000-0000-0000-0000-000000000000'])(
    'or never was (%s) is 404 NoSuchUpload',
    async (UploadId) => {
      const upload = { Bucket: 'plain', Key: 'k', UploadId };
      expect(await refusalOf(s3.client.send(new AbortMultipartUploadCommand(upload)))).toBe('404 NoSuchUpload');
    },
  );

  test('belongs to its key: under another it is 404 NoSuchUpload', async () => {
    const upload = await begin('mine');
    expect(await refusalOf(send({ ...upload, Key: 'other' }, 1, Buffer.from('x')))).toBe('404 NoSuchUpload');
  });
});

test.for([0, 10_001])('part number %i is refused as 400 InvalidArgument', async (number) => {
  expect(await refusalOf(send(await begin('numbers'), number, Buffer.from('x')))).toBe('400 InvalidArgument');
});

test('in a locked bucket the joined object carries the bucket’s retention', async () => {
  const upload = await begin('retained', { Bucket: 'compliant' });
  await complete(upload, [await send(upload, 1, Buffer.from('x'))]);
  const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'compliant', Key: 'retained' }));
  expect(head.ObjectLockMode).toBe('COMPLIANCE');
});

test('listing parts is answered 501 NotImplemented', async () => {
  expect(await refusalOf(s3.client.send(new ListPartsCommand(await begin('listed'))))).toBe('501 NotImplemented');
});

test('an upload goes on after a restart', async () => {
  const other = await startFixture();
  const Upload = { Bucket: 'plain', Key: 'resumed' };
  const { UploadId } = await other.client.send(new CreateMultipartUploadCommand(Upload));
  const first = { ...Upload, UploadId, PartNumber: 1, Body: 'before' };
  const { ETag } = await other.client.send(new UploadPartCommand(first));
  await other.server.close();
  const again = await startS3(optionsOf(other.folder));
  try {
    const client = clientOf(again.endpoint);
    const Parts = [{ PartNumber: 1, ETag }];
    await client.send(new CompleteMultipartUploadCommand({ ...Upload, UploadId, MultipartUpload: { Parts } }));
    const object = await client.send(new GetObjectCommand(Upload));
    expect(await object.Body?.transformToString()).toBe('before');
  } finally {
    await again.close();
    await other.stop();
  }
});
