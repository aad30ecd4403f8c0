/** The embedded DynamoDB, S3 and KMS with clients of the real SDK, once a test file; `stop` ends them and leaves nothing behind. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { createTables, startDynamoDb } from '../../local/runtime/dynamodb.ts';
import { startKms } from '../../local/runtime/kms.ts';
import { type S3Server, startS3 } from '../../local/s3/server.ts';

export const region = 'eu-west-1';
export const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret of the tests' };

export const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
export const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The one key that signs. */
export const SIGNING_KEY = 'arn:aws:kms:eu-west-1:000000000000:key/signing';

/** The services. Tables are new at every asking, so that no test meets another. */
export interface Services {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly endpoints: { readonly dynamodb: string; readonly s3: string; readonly kms: string };
  /** How far the clock of S3 is ahead, in milliseconds. */
  readonly ahead: { milliseconds: number };
  newTable(): Promise<string>;
  stop(): Promise<void>;
}

/** The keys of the table as the storage stack makes them. */
const tablePlan = (name: string) => ({
  TableName: name,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
});

const buckets = (['incoming', 'deliveries', 'statements'] as const).map((name) => ({
  name,
  versioned: name !== 'incoming',
  objectLock: name === 'incoming' ? null : ({ mode: 'GOVERNANCE', days: 1 } as const),
}));

const startBuckets = (folder: string, ahead: Services['ahead']): Promise<S3Server> =>
  startS3({
    folder,
    buckets,
    secretOf: (id) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined),
    now: () => new Date(Date.now() + ahead.milliseconds),
  });

/** Starts them. Where `AWS_ENDPOINT_URL_DYNAMODB` is set, the DynamoDB is the one that it names. */
export const startServices = async (): Promise<Services> => {
  const folder = await mkdtemp(join(tmpdir(), 'ontschot-functions-'));
  const ahead = { milliseconds: 0 };
  const database = await startDynamoDb(folder);
  const server = await startBuckets(join(folder, 's3'), ahead);
  const dynamodb = new DynamoDBClient({ endpoint: database.endpoint, region, credentials });
  const s3 = new S3Client({ endpoint: server.endpoint, region, credentials });
  const keys = [{ name: 'signing', arn: SIGNING_KEY }];
  const signing = await startKms({ folder: join(folder, 'keys'), keys, onCall: () => undefined });
  const kms = new KMSClient({ endpoint: signing.address, region, credentials });
  const tables: string[] = [];
  const newTable = async () => {
    const name = `pilots-${randomUUID()}`;
    tables.push(name);
    await createTables(database.endpoint, [tablePlan(name)]);
    return name;
  };
  const stop = async () => {
    for (const name of tables) await dynamodb.send(new DeleteTableCommand({ TableName: name }));
    dynamodb.destroy();
    s3.destroy();
    kms.destroy();
    await signing.close();
    await server.close();
    await database.close();
    await rm(folder, { recursive: true });
  };
  const endpoints = { dynamodb: database.endpoint, s3: server.endpoint, kms: signing.address };
  return { dynamodb, s3, kms, endpoints, ahead, newTable, stop };
};
