/**
 * The ports on DynamoDB, S3 and Step Functions. The only file that knows the AWS clients, their keys and their errors.
 *
 * There is no local mode: where the services are is told to the AWS SDK by its own environment variables.
 */
import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { canonicalText, type Hash } from '../domain/record/canonical.ts';
import { type PilotEvent, readChain } from '../domain/record/event.ts';
import type {
  AccessEntry,
  AccessPort,
  BesidePort,
  LinkPort,
  ReadPort,
  RecordPort,
  RemovePort,
  UploadPort,
  WorkflowPort,
  WriteOncePort,
} from './ports.ts';
import { spooled } from './spool.ts';

/** Long enough for any sequence: text order is then number order. */
const PADDED_DIGITS = 12;

const pilotKey = (pilot: string): string => `PILOT#${pilot}`;
const eventKey = (sequence: number): string => String(sequence).padStart(PADDED_DIGITS, '0');
const REGISTER = 'PILOTS';

/** The record of the pilots in one table: `PILOT#id` and the padded sequence, and a register of pilot ids. */
export const recordStore = (table: string, hash: Hash, client = new DynamoDBClient()): RecordPort => ({
  read: async (pilot, before = []) => {
    const items = await queryAll(client, table, pilotKey(pilot), eventKey(before.length));
    return readChain(
      items.map((item) => JSON.parse(item['event']?.S ?? '')),
      hash,
      before,
    );
  },
  append: async (pilot, event) => {
    try {
      await client.send(new PutItemCommand(eventPut(table, pilot, event)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
  open: async (pilot, event) => {
    const entry = { TableName: table, Item: { pk: { S: REGISTER }, sk: { S: pilot } } };
    const items = [{ Put: eventPut(table, pilot, event) }, { Put: entry }];
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException && isTaken(error)) return false;
      throw error;
    }
  },
  pilots: async () => (await queryAll(client, table, REGISTER)).map((item) => item['sk']?.S ?? ''),
});

const eventPut = (table: string, pilot: string, event: PilotEvent) => ({
  TableName: table,
  Item: { pk: { S: pilotKey(pilot) }, sk: { S: eventKey(event.sequence) }, event: { S: canonicalText(event) } },
  ConditionExpression: 'attribute_not_exists(pk)',
});

const isTaken = ({ CancellationReasons: reasons }: TransactionCanceledException): boolean =>
  reasons?.some(({ Code: code }) => code === 'ConditionalCheckFailed') ?? false;

/** All items of a partition in order of their sort key, or those after one. */
const queryAll = async (client: DynamoDBClient, table: string, partition: string, after?: string) => {
  const input: QueryCommandInput = {
    TableName: table,
    KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': { S: partition }, ...(after === undefined ? {} : { ':after': { S: after } }) },
    ConsistentRead: true,
  };
  const items = [];
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: next }));
    items.push(...(page.Items ?? []));
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return items;
};

/** Where an entry of the access log stands: in the order of the moments, and of one moment each request apart. */
const entryKey = ({ moment, request }: AccessEntry): string => `${moment}#${request}`;

/** The access log in a table of its own: `PILOT#id`, and the moment with the number of the request. */
export const accessStore = (table: string, client = new DynamoDBClient()): AccessPort => ({
  append: async (pilot, entry) => {
    const item = { pk: { S: pilotKey(pilot) }, sk: { S: entryKey(entry) }, entry: { S: canonicalText(entry) } };
    try {
      await client.send(
        new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
    } catch (error) {
      // The AWS SDK repeats a write whose answer was lost: the same request at the same moment is that very entry.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
  read: async (pilot, after, most) => {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: after === null ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: {
          ':pk': { S: pilotKey(pilot) },
          ...(after === null ? {} : { ':after': { S: after } }),
        },
        ConsistentRead: true,
        Limit: most,
      }),
    );
    const entries = (page.Items ?? []).map((item): AccessEntry => JSON.parse(item['entry']?.S ?? ''));
    return { entries, next: page.LastEvaluatedKey?.['sk']?.S ?? null };
  },
});

/** Objects of one bucket. Every write is checked by the service against the SHA-256 that travels with it. */
export const objectStore = (
  bucket: string,
  client = new S3Client(),
): ReadPort & WriteOncePort & RemovePort & LinkPort => ({
  link: (key) => linkTo(client, bucket, key),
  get: async (key) => {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return body === undefined ? null : await body.transformToByteArray();
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  },
  open: async (key) => {
    try {
      // Asks for the first byte only, to learn the size: who may read an object may not ask for its size alone.
      const { ContentRange: range } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }),
      );
      const sizeBytes = Number(/\/(\d+)$/.exec(range ?? '')?.[1]);
      return { sizeBytes, read: (from, to) => readRange(client, { Bucket: bucket, Key: key }, from, to) };
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  },
  remove: async (key) => void (await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))),
  putOnce: (key, bytes, contentType) =>
    putOnce(client, { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, ChecksumAlgorithm: 'SHA256' }),
  copyOnce: async (key, { sizeBytes, read }, sha256, contentType) => {
    const bytes = Readable.from(read(0, sizeBytes));
    return putOnce(client, {
      ...{ Bucket: bucket, Key: key, ContentType: contentType },
      Body: sizeBytes > MOST_HELD_BYTES ? bytes : Buffer.concat(await bytes.toArray()),
      ContentLength: sizeBytes,
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    });
  },
});

/** A file of up to so many bytes is held while it is copied, because then a request that fails can be repeated. */
const MOST_HELD_BYTES = 8 * 1024 * 1024;

/** Puts an object under a key that is not taken; false where it is. */
const putOnce = async (client: S3Client, object: PutObjectCommandInput): Promise<boolean> => {
  try {
    await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false;
    throw error;
  }
};

async function* readRange(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  if (to <= from) return;
  const { Body: body } = await client.send(new GetObjectCommand({ ...object, Range: `bytes=${from}-${to - 1}` }));
  if (!(body instanceof Readable)) throw new Error('An object was opened and has no bytes.');
  yield* body;
}

/**
 * Whether an object is not there. S3 says so only to who may list the bucket, which no verb may; all others it denies what
 * is not there. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
const isAbsent = (error: unknown): boolean =>
  error instanceof NoSuchKey || (error instanceof S3ServiceException && error.name === 'AccessDenied');

/** How long an upload may take to start. */
const UPLOAD_SECONDS = 900;

/**
 * Presigned uploads whose size and SHA-256 are part of the signature. `If-None-Match: *` is part of it too, so that the
 * address brings one file once. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const uploadStore = (bucket: string, client = new S3Client()): UploadPort => ({
  allow: async (key, { sha256, sizeBytes }) => {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: sizeBytes,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    });
    const signed = new Set(['x-amz-checksum-sha256', 'content-length', 'if-none-match']);
    const url = await getSignedUrl(client, command, {
      expiresIn: UPLOAD_SECONDS,
      unhoistableHeaders: signed,
      signableHeaders: new Set([...signed, 'host']),
    });
    return { url, method: 'PUT', headers: { 'x-amz-checksum-sha256': checksum, 'if-none-match': '*' } };
  },
  allowForm: async (key, { sha256, sizeBytes }, next) => {
    const fields = {
      key,
      'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      success_action_redirect: next,
    };
    const signed = await signForm(client, bucket, fields, sizeBytes);
    return { url: await addressOf(client, bucket), fields: signed, minutes: UPLOAD_SECONDS / 60 };
  },
});

/** The address to which a form of a bucket is sent: that of any object of it, without the object. */
const addressOf = async (client: S3Client, bucket: string): Promise<string> => {
  const { origin, pathname } = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'k' })));
  return `${origin}${pathname.slice(0, -1)}`;
};

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/**
 * Signs a form: its policy allows these fields as they are and a file of exactly this size.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
const signForm = async (
  { config }: S3Client,
  bucket: string,
  named: Readonly<Record<string, string>>,
  sizeBytes: number,
): Promise<Readonly<Record<string, string>>> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  const now = new Date();
  const moment = `${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const scope = [moment.slice(0, 8), await config.region(), 's3', 'aws4_request'];
  const fields = {
    ...named,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [accessKeyId, ...scope].join('/'),
    'x-amz-date': moment,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const conditions = [
    { bucket },
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
    ['content-length-range', sizeBytes, sizeBytes],
  ];
  const expiration = new Date(now.getTime() + UPLOAD_SECONDS * 1000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signingKey = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secretAccessKey}`);
  return { ...fields, policy, 'x-amz-signature': hmac(signingKey, policy).toString('hex') };
};

/** How long the address of a file gives it. */
const LINK_SECONDS = 300;

const linkTo = (client: S3Client, bucket: string, key: string): Promise<string> =>
  getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: LINK_SECONDS });

/** Files beside the uploads. */
export const besideStore = (bucket: string, client = new S3Client()): BesidePort => ({
  put: (key, { contentType, fileName }, fill) =>
    spooled(MOST_HELD_BYTES, fill, async ({ body, sizeBytes }) => {
      const object = { Bucket: bucket, Key: key, ContentType: contentType, ContentLength: sizeBytes };
      const ContentDisposition = `attachment; filename="${fileName}"`;
      await client.send(new PutObjectCommand({ ...object, ContentDisposition, Body: body }));
    }),
  link: (key) => linkTo(client, bucket, key),
});

/** Starts executions of one state machine. */
export const workflowStore = (machine: string, client = new SFNClient()): WorkflowPort => ({
  start: async (input) => {
    await client.send(new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }));
  },
});
