import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ObjectLockMode,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Fixture, refusalOf, startFixture } from './fixture.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html and …/API/API_PutObject.html;
// a deletion that the lock forbids is 403 AccessDenied: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html

let now = new Date('2026-03-01T12:00:00Z');
let s3: Fixture;
beforeAll(async () => {
  s3 = await startFixture({ now: () => now });
});
afterAll(() => s3.stop());

const put = async (Bucket: string, Key: string, more: Partial<PutObjectCommandInput> = {}): Promise<string> =>
  (await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'sealed', ...more }))).VersionId ?? '';

const remove = (Bucket: string, Key: string, VersionId: string, BypassGovernanceRetention = false) =>
  s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }));

const lockOf = async (Bucket: string, Key: string) => {
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key }));
  return [head.ObjectLockMode, head.ObjectLockRetainUntilDate?.toISOString()];
};

const untilNoon = (ObjectLockMode: ObjectLockMode) => ({
  ObjectLockMode,
  ObjectLockRetainUntilDate: new Date('2026-03-10T12:00:00Z'),
});

describe('the retention that the bucket gives', () => {
  test.for([
    ['governed', 'GOVERNANCE'],
    ['compliant', 'COMPLIANCE'],
  ] as const)('of one day stands on every new version in %s', async ([bucket, mode]) => {
    await put(bucket, 'default');
    expect(await lockOf(bucket, 'default')).toEqual([mode, '2026-03-02T12:00:00.000Z']);
  });

  test('does not stand on versions in a bucket without object lock', async () => {
    await put('versioned', 'free');
    expect(await lockOf('versioned', 'free')).toEqual([undefined, undefined]);
  });
});

describe('deleting a locked version', () => {
  test('is refused as 403 AccessDenied, and the version stays', async () => {
    const version = await put('governed', 'locked');
    expect(await refusalOf(remove('governed', 'locked', version))).toBe('403 AccessDenied');
    const object = await s3.client.send(
      new GetObjectCommand({ Bucket: 'governed', Key: 'locked', VersionId: version }),
    );
    expect(await object.Body?.transformToString()).toBe('sealed');
  });

  test('is allowed in GOVERNANCE mode to who asks for the bypass', async () => {
    const version = await put('governed', 'bypassed');
    expect((await remove('governed', 'bypassed', version, true)).$metadata.httpStatusCode).toBe(204);
  });

  test('is refused in COMPLIANCE mode also to who asks for the bypass', async () => {
    const version = await put('compliant', 'kept');
    expect(await refusalOf(remove('compliant', 'kept', version, true))).toBe('403 AccessDenied');
  });

  test('is allowed at the moment when the retention ends, and a millisecond earlier it is not', async () => {
    const version = await put('compliant', 'expiring');
    const before = now;
    now = new Date('2026-03-02T11:59:59.999Z');
    expect(await refusalOf(remove('compliant', 'expiring', version))).toBe('403 AccessDenied');
    now = new Date('2026-03-02T12:00:00.000Z');
    expect((await remove('compliant', 'expiring', version)).$metadata.httpStatusCode).toBe(204);
    now = before;
  });
});

test('a delete marker over a locked version is allowed, and the marker itself is not locked', async () => {
  const version = await put('compliant', 'covered');
  const marker = await s3.client.send(new DeleteObjectCommand({ Bucket: 'compliant', Key: 'covered' }));
  expect(marker.DeleteMarker).toBe(true);
  expect(await refusalOf(remove('compliant', 'covered', version))).toBe('403 AccessDenied');
  expect((await remove('compliant', 'covered', marker.VersionId ?? '')).$metadata.httpStatusCode).toBe(204);
});

test('a new version over a locked one is allowed, and leaves the locked one as it is', async () => {
  const first = await put('compliant', 'rewritten');
  await put('compliant', 'rewritten', { Body: 'second' });
  const object = await s3.client.send(
    new GetObjectCommand({ Bucket: 'compliant', Key: 'rewritten', VersionId: first }),
  );
  expect(await object.Body?.transformToString()).toBe('sealed');
});

describe('the retention that a write asks for', () => {
  test('takes the place of the bucket’s', async () => {
    await put('governed', 'own', untilNoon(ObjectLockMode.COMPLIANCE));
    expect(await lockOf('governed', 'own')).toEqual(['COMPLIANCE', '2026-03-10T12:00:00.000Z']);
  });

  const past = { ...untilNoon(ObjectLockMode.GOVERNANCE), ObjectLockRetainUntilDate: new Date('2026-03-01T11:00:00Z') };
  test.for([
    ['in the past', 'governed', past, '400 InvalidArgument'],
    ['without a date', 'governed', { ObjectLockMode: ObjectLockMode.GOVERNANCE }, '400 InvalidArgument'],
    ['without a mode', 'governed', { ObjectLockRetainUntilDate: new Date('2026-03-10') }, '400 InvalidArgument'],
    ['of an unknown mode', 'governed', untilNoon('STRICT' as ObjectLockMode), '400 InvalidArgument'],
    ['in a bucket without object lock', 'versioned', untilNoon(ObjectLockMode.GOVERNANCE), '400 InvalidRequest'],
  ] as const)('%s is refused', async ([, bucket, input, expected]) => {
    expect(await refusalOf(put(bucket, 'refused', input))).toBe(expected);
  });

  test('needs a Content-MD5 or a checksum: without either it is refused as 400 InvalidRequest', async () => {
    const client = clientOf(s3.server.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    // The SDK knows that retention headers need a checksum and adds one; the bucket's own retention it cannot know of.
    const unchecked = client.send(new PutObjectCommand({ Bucket: 'governed', Key: 'unchecked', Body: 'x' }));
    expect(await refusalOf(unchecked)).toBe('400 InvalidRequest');
  });
});
