/**
 * The ports on DynamoDB, S3 and Step Functions. The only file that knows the AWS clients, their keys and their errors.
 *
 * There is no local mode: where the services are is told to the AWS SDK by its own environment variables.
 */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { canonicalText, type Hash } from '../domain/record/canonical.ts';
import { type PilotEvent, readChain } from '../domain/record/event.ts';
import type { ReadPort, RecordPort, UploadPort, WorkflowPort, WriteOncePort } from './ports.ts';

/** Long enough for any sequence: text order is then number order. */
const PADDED_DIGITS = 12;

const pilotKey = (pilot: string): string => `PILOT#${pilot}`;
const eventKey = (sequence: number): string => String(sequence).padStart(PADDED_DIGITS, '0');
const REGISTER = 'PILOTS';

/** The record of the pilots in one table: `PILOT#id` and the padded sequence, and a register of pilot ids. */
export const recordStore = (table: string, hash: Hash, client = new DynamoDBClient()): RecordPort => ({
  read: async (pilot) => {
    const items = await queryAll(client, table, pilotKey(pilot));
    return readChain(
      items.map((item) => JSON.parse(item['event']?.S ?? '')),
      hash,
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

const queryAll = async (client: DynamoDBClient, table: string, partition: string) => {
  const input: QueryCommandInput = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: partition } },
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

/** Objects of one bucket. Every write is checked by the service against the SHA-256 that travels with it. */
export const objectStore = (bucket: string, client = new S3Client()): ReadPort & WriteOncePort => ({
  get: async (key) => {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return body === undefined ? null : await body.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  },
  putOnce: async (key, bytes, contentType) => {
    const object = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, IfNoneMatch: '*' };
    try {
      await client.send(new PutObjectCommand({ ...object, ChecksumAlgorithm: 'SHA256' }));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false;
      throw error;
    }
  },
});

/** How long an upload may take to start. */
const UPLOAD_SECONDS = 900;

/** Presigned uploads whose size and SHA-256 are part of the signature. */
export const uploadStore = (bucket: string, client = new S3Client()): UploadPort => ({
  allow: async (key, { sha256, sizeBytes }) => {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: sizeBytes,
      ChecksumSHA256: checksum,
    });
    const signed = new Set(['x-amz-checksum-sha256', 'content-length']);
    const url = await getSignedUrl(client, command, {
      expiresIn: UPLOAD_SECONDS,
      unhoistableHeaders: signed,
      signableHeaders: new Set([...signed, 'host']),
    });
    return { url, method: 'PUT', headers: { 'x-amz-checksum-sha256': checksum } };
  },
});

/** Starts executions of one state machine. */
export const workflowStore = (machine: string, client = new SFNClient()): WorkflowPort => ({
  start: async (input) => {
    await client.send(new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }));
  },
});
