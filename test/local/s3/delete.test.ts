import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fixture, refusalOf, sendRaw, sha256Hex, sign, startFixture } from './fixture.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html, …/API_DeleteObjects.html
// and https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html

let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture();
});
afterAll(() => s3.stop());

const put = async (Bucket: string, Key: string, Body: string): Promise<string> =>
  (await s3.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '';

const read = async (Bucket: string, Key: string, VersionId?: string) => {
  const named = VersionId === undefined ? {} : { VersionId };
  const object = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...named }));
  return object.Body?.transformToString();
};

const remove = (Bucket: string, Key: string, VersionId?: string) =>
  s3.client.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }));

describe('in a bucket without versions', () => {
  test('a deleted object is gone, with 204, and no version is named', async () => {
    await put('plain', 'a', 'a');
    const answer = await remove('plain', 'a');
    expect(answer.$metadata.httpStatusCode).toBe(204);
    expect([answer.VersionId, answer.DeleteMarker]).toEqual([undefined, undefined]);
    expect(await refusalOf(read('plain', 'a'))).toBe('404 NoSuchKey');
  });

  test('an object that was written twice is gone with one deletion', async () => {
    await put('plain', 'twice', 'one');
    await put('plain', 'twice', 'two');
    await remove('plain', 'twice');
    expect(await refusalOf(read('plain', 'twice'))).toBe('404 NoSuchKey');
  });

  test('deleting what does not exist is 204 too', async () => {
    expect((await remove('plain', 'never')).$metadata.httpStatusCode).toBe(204);
  });
});

describe('in a bucket with versions', () => {
  test('every write keeps the one before it', async () => {
    const [first, second] = [await put('versioned', 'kept', 'one'), await put('versioned', 'kept', 'two')];
    expect(first).not.toBe(second);
    expect(await read('versioned', 'kept')).toBe('two');
    expect(await read('versioned', 'kept', first)).toBe('one');
    expect(await read('versioned', 'kept', second)).toBe('two');
  });

  test('deleting puts a delete marker: the object is 404, its versions stay', async () => {
    const version = await put('versioned', 'covered', 'still here');
    const answer = await remove('versioned', 'covered');
    expect(answer.DeleteMarker).toBe(true);
    expect(answer.VersionId).not.toBe(version);
    expect(await refusalOf(read('versioned', 'covered'))).toBe('404 NoSuchKey');
    expect(await read('versioned', 'covered', version)).toBe('still here');
    // API_GetObject.html: a marker that is asked for by its id is 405.
    expect(await refusalOf(read('versioned', 'covered', answer.VersionId))).toBe('405 MethodNotAllowed');
  });

  test('a covered key counts as absent for If-None-Match', async () => {
    await put('versioned', 'again', 'one');
    await remove('versioned', 'again');
    const input = { Bucket: 'versioned', Key: 'again', Body: 'two', IfNoneMatch: '*' };
    await s3.client.send(new PutObjectCommand(input));
    expect(await read('versioned', 'again')).toBe('two');
  });

  test('deleting the marker brings the object back', async () => {
    await put('versioned', 'back', 'back');
    const marker = await remove('versioned', 'back');
    const answer = await remove('versioned', 'back', marker.VersionId);
    expect(answer).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read('versioned', 'back')).toBe('back');
  });

  test('deleting a version deletes it for good, and the one before it is current again', async () => {
    const first = await put('versioned', 'two', 'one');
    const second = await put('versioned', 'two', 'two');
    await remove('versioned', 'two', second);
    expect(await read('versioned', 'two')).toBe('one');
    expect(await refusalOf(read('versioned', 'two', second))).toBe('404 NoSuchVersion');
    await remove('versioned', 'two', first);
    expect(await refusalOf(read('versioned', 'two'))).toBe('404 NoSuchKey');
  });

  test('HEAD of a covered key says that a marker covers it', async () => {
    await put('versioned', 'head', 'x');
    await remove('versioned', 'head');
    expect(await refusalOf(s3.client.send(new HeadObjectCommand({ Bucket: 'versioned', Key: 'head' })))).toBe(
      '404 NotFound',
    );
  });
});

describe('DeleteObjects', () => {
  const removeAll = (Bucket: string, Objects: { Key: string; VersionId?: string }[], Quiet?: boolean) =>
    s3.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, ...(Quiet === undefined ? {} : { Quiet }) } }),
    );

  test('deletes all it names, whatever is in their names', async () => {
    const keys = ['one', 'two & <three>', 'één "vier"', "five's", 'tab\tand\rreturn'];
    for (const key of keys) await put('plain', key, key);
    const answer = await removeAll(
      'plain',
      [...keys, 'never'].map((Key) => ({ Key })),
    );
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'never']);
    for (const key of keys) expect(await refusalOf(read('plain', key))).toBe('404 NoSuchKey');
  });

  test('deletes versions and puts markers, and says which is which', async () => {
    const version = await put('versioned', 'gone', 'gone');
    await put('versioned', 'covered-now', 'x');
    const answer = await removeAll('versioned', [{ Key: 'gone', VersionId: version }, { Key: 'covered-now' }]);
    expect(answer.Deleted).toEqual([
      { Key: 'gone', VersionId: version },
      { Key: 'covered-now', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
    ]);
    const { Versions } = await s3.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'gone' }));
    expect(Versions).toBeUndefined();
  });

  test('quietly, it names what it could not delete and nothing else', async () => {
    const input = { Bucket: 'compliant', Key: 'locked', Body: 'x' };
    const { VersionId = '' } = await s3.client.send(new PutObjectCommand(input));
    const answer = await removeAll('compliant', [{ Key: 'locked', VersionId }, { Key: 'other' }], true);
    expect(answer.Deleted).toBeUndefined();
    expect(answer.Errors).toMatchObject([{ Key: 'locked', VersionId, Code: 'AccessDenied' }]);
  });

  const post = async (body: string, headers: Record<string, string>) => {
    const host = new URL(s3.server.endpoint).host;
    const signed = sign({
      method: 'POST',
      path: '/plain',
      query: 'delete=',
      headers: { host, ...headers },
      payload: sha256Hex(body),
    });
    const answer = await sendRaw(s3.server.endpoint, { method: 'POST', path: '/plain?delete', ...signed }, body);
    return `${answer.status} ${answer.code}`;
  };

  test('without a checksum it is refused as 400 InvalidRequest', async () => {
    expect(await post('<Delete><Object><Key>a</Key></Object></Delete>', {})).toBe('400 InvalidRequest');
  });

  const object = (inner: string) => `<Delete><Object>${inner}</Object></Delete>`;
  test.for([
    ['no object', '<Delete></Delete>', '400 MalformedXML'],
    ['an object without a key', object('<VersionId>1</VersionId>'), '400 MalformedXML'],
    ['a condition that we would pass over', object('<Key>a</Key><ETag>x</ETag>'), '501 NotImplemented'],
    ['an entity that does not exist', object('<Key>&euro;</Key>'), '400 MalformedXML'],
    ['more XML than is read', ' '.repeat(30_000_000), '400 MalformedXML'],
    ['more than 1,000 objects', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`, '400 MalformedXML'],
  ] as const)('with %s it is refused', async ([, body, expected]) => {
    expect(await post(body, { 'content-md5': createHash('md5').update(body).digest('base64') })).toBe(expected);
  });
});
