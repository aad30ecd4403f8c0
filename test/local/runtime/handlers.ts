/** Small handlers for the tests of the embedded run; each shows one thing that a handler can do. */
import { DynamoDBClient, PutItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const variable = (name: string): string => process.env[name] ?? '';

/** Gives back what it was given. */
export const echo = async (event: unknown): Promise<unknown> => event;

/** Gives back what Lambda tells it besides the event. */
export const tell = async (_: unknown, context: { getRemainingTimeInMillis(): number }): Promise<unknown> => ({
  environment: { ...process.env },
  context,
  isInTime: context.getRemainingTimeInMillis() > 0,
});

/** Gives back nothing. */
export const nothing = async (): Promise<void> => undefined;

/** Says when the summer of 2026 begins by the clock of this machine. */
export const summer = async (): Promise<unknown> => ({ moment: new Date(2026, 5, 21).toISOString() });

/** Prints, and fails as code does that met a broken invariant. */
export const fail = async (): Promise<never> => {
  console.log('about to fail');
  throw new RangeError('the parts do not add up');
};

let calls = 0;

/** Fails with the named error as often as the event says, and then says how often it was called. */
export const failAtFirst = async (event: { readonly times: number; readonly errorName?: string }): Promise<unknown> => {
  calls += 1;
  if (calls > event.times) return { calls };
  throw Object.assign(new Error(`attempt ${calls}`), { name: event.errorName ?? 'Error' });
};

/** Never answers. */
export const hang = (): Promise<never> => new Promise(() => setInterval(() => undefined, 60_000));

/** Ends its process, as far as a handler can. */
export const leave = (): never => process.exit(7);

let underWay = 0;

/** Says how many events it had under way at once. */
export const countUnderWay = async (): Promise<number> => {
  underWay += 1;
  const seen = underWay;
  await new Promise(setImmediate);
  underWay -= 1;
  return seen;
};

/** Answers an HTTP request with its event, as a handler of API Gateway does. */
export const showEvent = async (event: unknown): Promise<unknown> => ({
  statusCode: 201,
  headers: { 'Content-Type': 'application/json', 'X-Number': 7 },
  cookies: ['a=1; Secure', 'b=2'],
  body: JSON.stringify(event),
});

/** Answers an HTTP request with bytes. */
export const showBytes = async (): Promise<unknown> => ({
  statusCode: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body: Buffer.from([0, 255, 128]).toString('base64'),
  isBase64Encoded: true,
});

/** Answers with a URL under which a file may be put into the inbox. */
export const allowUpload = async (event: { readonly pathParameters: { readonly name: string } }): Promise<unknown> => {
  const command = new PutObjectCommand({ Bucket: variable('INBOX'), Key: event.pathParameters.name });
  // Otherwise the checksum of no bytes at all would become part of the URL.
  const client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  return { url: await getSignedUrl(client, command) };
};

interface StorageEvent {
  readonly detail: { readonly object: { readonly key: string } };
}

/** Copies a file from the inbox to the archive, writes it down, and starts the workflow over it. A file named `broken` fails. */
export const archive = async ({ detail: { object } }: StorageEvent): Promise<void> => {
  const s3 = new S3Client();
  const found = await s3.send(new GetObjectCommand({ Bucket: variable('INBOX'), Key: object.key }));
  const text = (await found.Body?.transformToString()) ?? '';
  if (text === 'broken') throw new Error('this file is broken');
  await s3.send(new PutObjectCommand({ Bucket: variable('ARCHIVE'), Key: object.key, Body: text }));
  const item = { pk: { S: 'FILES' }, sk: { S: object.key } };
  await new DynamoDBClient().send(new PutItemCommand({ TableName: variable('LEDGER'), Item: item }));
  const start = new StartExecutionCommand({
    stateMachineArn: variable('WORKFLOW'),
    input: JSON.stringify({ key: object.key }),
  });
  await new SFNClient().send(start);
};

/** Writes down that the workflow or the clock came by. */
export const note = async (event: { readonly key?: string }): Promise<void> => {
  const item = { pk: { S: 'NOTES' }, sk: { S: event.key ?? 'clock' } };
  const put = { Put: { TableName: variable('LEDGER'), Item: item } };
  await new DynamoDBClient().send(new TransactWriteItemsCommand({ TransactItems: [put] }));
};

/** Lists what is written down. */
export const list = async (): Promise<unknown> => {
  const read = async (pk: string) => {
    const query = {
      TableName: variable('LEDGER'),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    };
    const { Items: items = [] } = await new DynamoDBClient().send(new QueryCommand(query));
    return items.map((item) => item['sk']?.S);
  };
  return { files: await read('FILES'), notes: await read('NOTES') };
};
