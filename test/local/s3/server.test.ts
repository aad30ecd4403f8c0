import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stageFile } from '../../../local/s3/files.ts';
import { type S3Request, startS3 } from '../../../local/s3/server.ts';
import { clientOf, type Fixture, newFolder, optionsOf, refusalOf, sha256Hex, startFixture } from './fixture.ts';

type Created = Parameters<NonNullable<Parameters<typeof startS3>[0]['onCreated']>>[0];

const put = (client: S3Client, Bucket: string, Key: string, Body: string | Buffer) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));

const listKeys = async (client: S3Client, Bucket: string) =>
  (await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [];

const read = async (client: S3Client, Bucket: string, Key: string) =>
  Buffer.from((await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray()) ?? []);

describe('what the host program is told', () => {
  const created: Created[] = [];
  const requests: S3Request[] = [];
  let s3: Fixture;
  beforeAll(async () => {
    s3 = await startFixture({
      onCreated: (object) => created.push(object),
      onRequest: (request) => requests.push(request),
    });
  });
  afterAll(() => s3.stop());

  test('every created object, with its version where the bucket has versions, and no refused or deleted one', async () => {
    await put(s3.client, 'plain', 'één', 'hello');
    const { VersionId } = await put(s3.client, 'versioned', 'two', 'hello');
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'two' }));
    const refused = new PutObjectCommand({ Bucket: 'plain', Key: 'één', Body: 'x', IfNoneMatch: '*' });
    expect(await refusalOf(s3.client.send(refused))).toBe('412 PreconditionFailed');
    const etag = '5d41402abc4b2a76b9719d911017c592';
    expect(created).toEqual([
      { bucket: 'plain', key: 'één', size: 5, etag },
      { bucket: 'versioned', key: 'two', size: 5, etag, versionId: VersionId },
    ]);
  });

  // Actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  test('every answered request with the permission that AWS would ask for, also a refused one', async () => {
    requests.length = 0;
    await s3.client.send(new ListObjectsV2Command({ Bucket: 'plain' }));
    await s3.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
    await refusalOf(s3.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'absent' })));
    await refusalOf(s3.client.send(new GetObjectCommand({ Bucket: 'versioned', Key: 'two', VersionId: 'x' })));
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'two', VersionId: 'x' }));
    await refusalOf(s3.client.send(new GetBucketPolicyCommand({ Bucket: 'plain' })));
    await fetch(`${s3.server.endpoint}/plain/a`);
    const lines = requests.map(({ accessKeyId, action, bucket, key, status }) =>
      [accessKeyId, action, `${bucket}/${key}`, status].join(' '),
    );
    expect(lines).toEqual([
      'AKIATEST s3:ListBucket plain/ 200',
      'AKIATEST s3:ListBucketVersions versioned/ 200',
      'AKIATEST s3:GetObject plain/absent 404',
      'AKIATEST s3:GetObjectVersion versioned/two 404',
      'AKIATEST s3:DeleteObjectVersion versioned/two 204',
      'AKIATEST s3:NotImplemented plain/ 501',
      ' s3:GetObject plain/a 403',
    ]);
  });

  test('an operation outside the contract is answered 501 NotImplemented', async () => {
    const copy = new CopyObjectCommand({ Bucket: 'plain', Key: 'copy', CopySource: 'plain/one' });
    const outcomes = await Promise.all([
      refusalOf(s3.client.send(new ListBucketsCommand({}))),
      refusalOf(s3.client.send(new CreateBucketCommand({ Bucket: 'new-bucket' }))),
      refusalOf(s3.client.send(copy)),
      refusalOf(s3.client.send(new GetObjectTaggingCommand({ Bucket: 'plain', Key: 'one' }))),
    ]);
    expect(outcomes).toEqual(Array(4).fill('501 NotImplemented'));
    expect(await listKeys(s3.client, 'plain')).toEqual(['één']);
  });
});

describe('settings that S3 would not take', () => {
  test.for([
    ['object lock without versions', { name: 'locked', versioned: false, objectLock: { mode: 'COMPLIANCE', days: 1 } }],
    ['a name that leaves the folder', { name: '../outside', versioned: false, objectLock: null }],
    ['a name in capitals', { name: 'Bucket', versioned: false, objectLock: null }],
  ] as const)('%s does not start', async ([, settings]) => {
    const folder = await newFolder();
    onTestFinished(() => rm(folder, { recursive: true }));
    await expect(startS3(optionsOf(folder, { buckets: [settings] }))).rejects.toThrow(settings.name);
  });
});

test('a restart finds objects, versions, markers and locks as they were', async () => {
  const first = await startFixture();
  onTestFinished(first.stop);
  await put(first.client, 'plain', 'a ../ key', 'replaced');
  await put(first.client, 'plain', 'a ../ key', 'current');
  await put(first.client, 'plain', 'deleted', 'x');
  await first.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'deleted' }));
  for (let version = 0; version < 12; version += 1)
    await put(first.client, 'compliant', 'sealed', `version ${version}`);
  await first.client.send(new DeleteObjectCommand({ Bucket: 'compliant', Key: 'sealed' }));
  const versionsOf = async (client: S3Client) => {
    const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket: 'compliant' }));
    return { Versions, DeleteMarkers };
  };
  const before = await versionsOf(first.client);
  await first.server.close();

  const again = await startS3(optionsOf(first.folder));
  onTestFinished(() => again.close());
  const client = clientOf(again.endpoint);
  expect(await listKeys(client, 'plain')).toEqual(['a ../ key']);
  expect((await read(client, 'plain', 'a ../ key')).toString()).toBe('current');
  expect(await versionsOf(client)).toEqual(before);
  const VersionId = before.Versions?.[0]?.VersionId;
  const locked = client.send(new DeleteObjectCommand({ Bucket: 'compliant', Key: 'sealed', VersionId }));
  expect(await refusalOf(locked)).toBe('403 AccessDenied');
});

test('a crash after the bytes are written and before the rename leaves no object and no file', async () => {
  const first = await startFixture();
  onTestFinished(first.stop);
  await first.server.close();
  const temporary = join(first.folder, 'temporary');
  await stageFile(temporary, async (write) => {
    await write(Buffer.from('complete, but it does not count yet'));
    return { key: 'half', size: 35, etag: '', marker: false, versioned: false, headers: {} };
  });
  expect(await readdir(temporary)).toHaveLength(1);
  const again = await startS3(optionsOf(first.folder));
  onTestFinished(() => again.close());
  expect(await listKeys(clientOf(again.endpoint), 'plain')).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
});

test('a crash after the rename and before the removal of what it replaces leaves the new object alone', async () => {
  const first = await startFixture();
  onTestFinished(first.stop);
  const folder = join(first.folder, 'objects', 'plain');
  await put(first.client, 'plain', 'key', 'old');
  const [oldFile = ''] = await readdir(folder);
  const old = await readFile(join(folder, oldFile));
  await put(first.client, 'plain', 'key', 'new');
  await first.server.close();
  await writeFile(join(folder, oldFile), old);
  const again = await startS3(optionsOf(first.folder));
  onTestFinished(() => again.close());
  expect((await read(clientOf(again.endpoint), 'plain', 'key')).toString()).toBe('new');
  expect(await readdir(folder)).toHaveLength(1);
});

const startProcess = async (folder: string): Promise<{ child: ChildProcess; endpoint: string }> => {
  const child = fork(join(import.meta.dirname, 'server-process.ts'), [folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [endpoint] = await once(child, 'message');
  return { child, endpoint: String(endpoint) };
};

test('killed with SIGKILL in the middle of many writes, every acknowledged object is there and every object is whole', async () => {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const acknowledged = new Set<string>();
  // Each object's key is the hash of its bytes, so that half an object gives itself away.
  const bodies = Array.from({ length: 400 }, (_, index) => Buffer.alloc(1 + index * 200, `body ${index} `));
  for (let round = 0; round < 3; round += 1) {
    const { child, endpoint } = await startProcess(folder);
    const exited = once(child, 'exit');
    const client = clientOf(endpoint);
    let answered = 0;
    const writes = bodies.slice(round * 130, round * 130 + 130).map(async (body) => {
      await put(client, 'plain', sha256Hex(body), body);
      acknowledged.add(sha256Hex(body));
      answered += 1;
      if (answered === 40) child.kill('SIGKILL');
    });
    await Promise.allSettled(writes);
    await exited;
    client.destroy();
  }
  const again = await startS3(optionsOf(folder));
  onTestFinished(() => again.close());
  const client = clientOf(again.endpoint);
  const found = await listKeys(client, 'plain');
  expect(found).toEqual(expect.arrayContaining([...acknowledged]));
  expect(acknowledged.size).toBeGreaterThanOrEqual(120);
  for (const key of found) expect(sha256Hex(await read(client, 'plain', String(key)))).toBe(key);
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
});

test('closing cuts off an upload in progress, and what was sent of it is not there', async () => {
  const s3 = await startFixture();
  onTestFinished(s3.stop);
  const started = Promise.withResolvers<void>();
  async function* endless() {
    yield Buffer.alloc(100_000);
    started.resolve();
    await new Promise(() => {});
  }
  const Body = Readable.from(endless());
  const upload = s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'cut', Body, ContentLength: 1_000_000 }));
  const outcome = upload.then(
    () => 'stored',
    () => 'cut off',
  );
  await started.promise;
  await s3.server.close();
  expect(await outcome).toBe('cut off');
  expect(await readdir(join(s3.folder, 'temporary'))).toEqual([]);
});

test('closing waits for what it has begun to write: afterwards nothing in the folder changes', async () => {
  const closed = Promise.withResolvers<void>();
  const s3 = await startFixture({ onCreated: () => closed.resolve(s3.server.close()) });
  onTestFinished(s3.stop);
  const body = Buffer.alloc(500_000);
  const writes = Array.from({ length: 30 }, (_, index) => put(s3.client, 'plain', `key ${index}`, body));
  const outcomes = Promise.allSettled(writes);
  await closed.promise;
  expect(await readdir(join(s3.folder, 'temporary'))).toEqual([]);
  await outcomes;
});
