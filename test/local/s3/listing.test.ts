import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareKeys } from '../../../local/s3/keys.ts';
import { type Fixture, refusalOf, startFixture } from './fixture.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and …/API_ListObjectVersions.html

const keys = [
  'b.txt',
  'photos/2025/a.jpg',
  'photos/2025/b.jpg',
  'photos/2026/c.jpg',
  'photos/index.html',
  'photos-old/d.jpg',
  'wijk één & <twee>.csv',
  '🏘️',
  '￮',
];
/** In the order of their UTF-8 bytes: '-' is before '/', and the emoji, with four bytes, is after U+FFEE with three. */
const inOrder = [
  'b.txt',
  'photos-old/d.jpg',
  'photos/2025/a.jpg',
  'photos/2025/b.jpg',
  'photos/2026/c.jpg',
  'photos/index.html',
  'wijk één & <twee>.csv',
  '￮',
  '🏘️',
];

let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture();
  for (const Key of keys) await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: Key }));
});
afterAll(() => s3.stop());

const list = async (input: Partial<ListObjectsV2CommandInput> = {}) => {
  const answer = await s3.client.send(new ListObjectsV2Command({ Bucket: 'plain', ...input }));
  return {
    keys: (answer.Contents ?? []).map((object) => object.Key),
    prefixes: (answer.CommonPrefixes ?? []).map((prefix) => prefix.Prefix),
    answer,
  };
};

test('keys are compared as their UTF-8 bytes are', () => {
  const samples = ['', 'a', 'ab', 'b', 'é', '￮', '\ue000', '\ud7ff', '🏘', '🏘️', '𐀀', 'z𐀀', 'z￮'];
  for (const left of samples) {
    for (const right of samples) {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect({ left, right, sign: Math.sign(compareKeys(left, right)) }).toEqual({ left, right, sign: expected });
    }
  }
});

describe('ListObjectsV2', () => {
  test('gives all keys in the order of their bytes, with size and ETag', async () => {
    const { keys: listed, answer } = await list();
    expect(listed).toEqual(inOrder);
    expect(answer).toMatchObject({ Name: 'plain', Prefix: '', KeyCount: 9, MaxKeys: 1000, IsTruncated: false });
    // MD5 of "b.txt" by md5sum.
    expect(answer.Contents?.[0]).toMatchObject({
      Size: 5,
      ETag: '"ce506ace22f28ac2bc4f933d4cf989fd"',
      StorageClass: 'STANDARD',
    });
  });

  test.for([
    ['a prefix', { Prefix: 'photos/2025/' }, ['photos/2025/a.jpg', 'photos/2025/b.jpg'], []],
    ['a prefix that nothing has', { Prefix: 'nothing/' }, [], []],
    ['a delimiter', { Delimiter: '/' }, ['b.txt', 'wijk één & <twee>.csv', '￮', '🏘️'], ['photos-old/', 'photos/']],
    ['both', { Prefix: 'photos/', Delimiter: '/' }, ['photos/index.html'], ['photos/2025/', 'photos/2026/']],
    [
      'a delimiter of two characters',
      { Delimiter: 's/' },
      ['b.txt', 'photos-old/d.jpg', 'wijk één & <twee>.csv', '￮', '🏘️'],
      ['photos/'],
    ],
    ['a start', { StartAfter: 'photos/2026/c.jpg' }, ['photos/index.html', 'wijk één & <twee>.csv', '￮', '🏘️'], []],
    [
      'a start within a prefix',
      { StartAfter: 'photos/2026/c.jpg', Delimiter: '/' },
      ['wijk één & <twee>.csv', '￮', '🏘️'],
      ['photos/'],
    ],
    ['no keys asked', { MaxKeys: 0 }, [], []],
  ] as const)('with %s', async ([, input, expectedKeys, expectedPrefixes]) => {
    const { keys: listed, prefixes, answer } = await list(input);
    expect(listed).toEqual(expectedKeys);
    expect(prefixes).toEqual(expectedPrefixes);
    expect(answer.KeyCount).toBe(expectedKeys.length + expectedPrefixes.length);
  });

  test.for([1, 2, 3, 4, 8, 9, 10])('in pages of %i gives every key once', async (pageSize) => {
    const listed: (string | undefined)[] = [];
    const sizes: number[] = [];
    for await (const page of paginateListObjectsV2({ client: s3.client, pageSize }, { Bucket: 'plain' })) {
      listed.push(...(page.Contents ?? []).map((object) => object.Key));
      sizes.push(page.KeyCount ?? 0);
    }
    expect(listed).toEqual(inOrder);
    expect(sizes).toHaveLength(Math.ceil(9 / pageSize));
  });

  test.for([1, 2, 3])('in pages of %i with a delimiter gives every prefix once', async (pageSize) => {
    const listed: (string | undefined)[] = [];
    const input = { Bucket: 'plain', Prefix: 'photos', Delimiter: '/' };
    for await (const page of paginateListObjectsV2({ client: s3.client, pageSize }, input)) {
      listed.push(...(page.Contents ?? []).map((object) => object.Key));
      listed.push(...(page.CommonPrefixes ?? []).map((prefix) => prefix.Prefix));
    }
    expect(listed).toEqual(['photos-old/', 'photos/']);
  });

  test.for([
    ['a token that is none', { ContinuationToken: 'guessed' }, '400 InvalidArgument'],
    ['a negative number of keys', { MaxKeys: -1 }, '400 InvalidArgument'],
    ['a bucket that does not exist', { Bucket: 'absent' }, '404 NoSuchBucket'],
    ['an encoding that we do not do', { EncodingType: 'url' as const }, '501 NotImplemented'],
  ] as const)('%s is refused', async ([, input, expected]) => {
    expect(await refusalOf(list(input))).toBe(expected);
  });

  test('version 1 of the operation is answered 501 NotImplemented', async () => {
    expect(await refusalOf(s3.client.send(new ListObjectsCommand({ Bucket: 'plain' })))).toBe('501 NotImplemented');
  });
});

describe('ListObjectVersions', () => {
  const written: Record<string, string[]> = {};
  beforeAll(async () => {
    for (const [Key, Body] of [
      ['a', '1'],
      ['a', '22'],
      ['b/c', '3'],
      ['b/d', '4'],
      ['e', '5'],
    ] as const) {
      const { VersionId } = await s3.client.send(new PutObjectCommand({ Bucket: 'versioned', Key, Body }));
      written[Key] = [VersionId ?? '', ...(written[Key] ?? [])];
    }
    const marker = await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'a' }));
    written['a'] = [marker.VersionId ?? '', ...(written['a'] ?? [])];
  });

  test('gives versions and delete markers, newest first, and which is the latest', async () => {
    const { Versions, DeleteMarkers } = await s3.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
    expect(DeleteMarkers?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a', written['a']?.[0], true],
    ]);
    expect(Versions?.map(({ Key, VersionId, IsLatest, Size }) => [Key, VersionId, IsLatest, Size])).toEqual([
      ['a', written['a']?.[1], false, 2],
      ['a', written['a']?.[2], false, 1],
      ['b/c', written['b/c']?.[0], true, 1],
      ['b/d', written['b/d']?.[0], true, 1],
      ['e', written['e']?.[0], true, 1],
    ]);
  });

  test.for([1, 2, 3, 5, 6])('in pages of %i gives every version once', async (MaxKeys) => {
    const listed: (string | undefined)[] = [];
    let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await s3.client.send(
        new ListObjectVersionsCommand({ Bucket: 'versioned', MaxKeys, ...next }),
      );
      listed.push(...[...(page.DeleteMarkers ?? []), ...(page.Versions ?? [])].map((version) => version.VersionId));
      const marker = page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker };
      next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker ?? '', ...marker } : undefined;
    }
    expect(listed).toEqual(['a', 'b/c', 'b/d', 'e'].flatMap((key) => written[key] ?? []));
  });

  test('with a delimiter and in pages gives the common prefix once', async () => {
    const input = { Bucket: 'versioned', Delimiter: '/', Prefix: 'b' };
    const first = await s3.client.send(new ListObjectVersionsCommand({ ...input, MaxKeys: 1 }));
    expect(first.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(first.IsTruncated).toBe(false);
  });

  test('a plain listing passes over what a delete marker covers', async () => {
    expect((await list({ Bucket: 'versioned' })).keys).toEqual(['b/c', 'b/d', 'e']);
  });
});

test('the server itself names the objects of a bucket for the host program', async () => {
  const named: string[] = [];
  for await (const object of s3.server.objects('versioned')) named.push(`${object.key} ${object.size} ${object.etag}`);
  // MD5 of "3", "4" and "5" by md5sum.
  expect(named).toEqual([
    'b/c 1 eccbc87e4b5ce2fe28308fd9f2a7baf3',
    'b/d 1 a87ff679a2f3e71d9181a67b7542122c',
    'e 1 e4da3b7fbbce2345d7772b0674a318d5',
  ]);
});
