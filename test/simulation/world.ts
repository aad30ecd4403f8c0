/**
 * What the simulated services hold, and how they answer: one table with conditional writes, buckets that write a key once
 * where that is asked, a workflow that is started, and a key that signs. Nothing here fails by itself; faults are added by
 * the scheduler.
 */
import { createECDH, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Command, ServiceFailure } from './sdk.ts';

/** An object, and the moment at which it was put there, in milliseconds since 1970. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly putMilliseconds: number;
}

type Item = Readonly<Record<string, { readonly S?: string }>>;

/** A write that was done: to a table or a bucket, under a key, and what stood there before. */
export interface Write {
  readonly place: string;
  readonly key: string;
  readonly before: unknown;
}

/** All that the services hold. Tables are by name and partition, in order of their sort keys. */
export interface World {
  nowMilliseconds: number;
  readonly tables: Map<string, Map<string, Item>>;
  readonly buckets: Map<string, Map<string, Stored>>;
  /** The inputs of the workflows that were started and not taken up yet. */
  readonly started: string[];
  /** How often was signed: two signatures over one text are never the same. */
  signatures: number;
}

/** An empty world at a moment. */
export const emptyWorld = (nowMilliseconds: number): World => ({
  nowMilliseconds,
  tables: new Map(),
  buckets: new Map(),
  started: [],
  signatures: 0,
});

/** The same world once more: what is done in the copy changes nothing in the first. */
export const copyOf = ({ nowMilliseconds, tables, buckets, started, signatures }: World): World => ({
  nowMilliseconds,
  tables: new Map([...tables].map(([name, items]) => [name, new Map(items)])),
  buckets: new Map([...buckets].map(([name, objects]) => [name, new Map(objects)])),
  started: [...started],
  signatures,
});

const within = <T>(places: Map<string, Map<string, T>>, name: string): Map<string, T> => {
  const found = places.get(name) ?? new Map<string, T>();
  places.set(name, found);
  return found;
};

/** The objects of a bucket. */
export const bucketOf = (world: World, name: string): Map<string, Stored> => within(world.buckets, name);

/** The names that the handlers are given for their table and buckets: each variable is its own value. */
export const TABLE = 'PILOTS_TABLE';
export const INCOMING = 'INCOMING_BUCKET';
export const LOCKED = ['DELIVERIES_BUCKET', 'STATEMENTS_BUCKET'] as const;

/** The texts of the events of a pilot, in order. */
export const eventTexts = (world: World, pilot: string): readonly string[] =>
  inOrder(within(world.tables, `${TABLE} PILOT#${pilot}`)).map((item) => item['event']?.S ?? '');

const inOrder = (items: Map<string, Item>): Item[] =>
  [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);

/** What a command changes, for whoever watches. */
export type Watch = (write: Write) => void;

type Input = Command['input'];
type Answer = (world: World, input: Input, watch: Watch) => unknown;

const textOf = (input: Input, name: string): string => String(input[name]);

const put = (world: World, { TableName: table, Item: item, ConditionExpression: condition }: Input, watch: Watch) => {
  const { pk, sk } = item as Item;
  const place = `${String(table)} ${pk?.S}`;
  const items = within(world.tables, place);
  const key = sk?.S ?? '';
  const before = items.get(key);
  if (condition !== undefined && before !== undefined)
    throw new ServiceFailure('ConditionalCheckFailedException', 'ConditionalCheckFailedException');
  items.set(key, item as Item);
  watch({ place, key, before });
};

/** So many items fit on one page of a query; the real limit is in bytes. */
const PAGE_ITEMS = 25;

const query: Answer = (world, input) => {
  const values = input['ExpressionAttributeValues'] as Item;
  const from = (input['ExclusiveStartKey'] as Item | undefined)?.['sk'] ?? values[':after'];
  const items = inOrder(within(world.tables, `${textOf(input, 'TableName')} ${values[':pk']?.S}`)).filter(
    ({ sk }) => from?.S === undefined || (sk?.S ?? '') > from.S,
  );
  const page = items.slice(0, PAGE_ITEMS);
  const last = page.at(-1);
  return { Items: page, ...(items.length > page.length && last !== undefined ? { LastEvaluatedKey: last } : {}) };
};

/** Writes all items or none. */
const transact: Answer = (world, input, watch) => {
  const puts = (input['TransactItems'] as readonly { readonly Put: Input }[]).map((each) => each.Put);
  const taken = puts.map(({ TableName: table, Item: item, ConditionExpression: condition }) => {
    const { pk, sk } = item as Item;
    return condition !== undefined && within(world.tables, `${String(table)} ${pk?.S}`).has(sk?.S ?? '');
  });
  if (taken.includes(true)) {
    const reasons = taken.map((isTaken) => ({ Code: isTaken ? 'ConditionalCheckFailed' : 'None' }));
    throw new ServiceFailure('TransactionCanceledException', 'TransactionCanceledException', {
      CancellationReasons: reasons,
    });
  }
  for (const each of puts) put(world, each, watch);
};

/** S3 denies what is not there to whoever may not list a bucket. */
const denied = (): ServiceFailure => new ServiceFailure('S3ServiceException', 'AccessDenied');

const bodyOf = (bytes: Uint8Array): Readable =>
  Object.assign(Readable.from([bytes]), { transformToByteArray: async () => bytes });

const getObject: Answer = (world, input) => {
  const stored = bucketOf(world, textOf(input, 'Bucket')).get(textOf(input, 'Key'));
  if (stored === undefined) throw denied();
  const { bytes } = stored;
  const [from, to] = (/^bytes=(\d+)-(\d+)$/.exec(textOf(input, 'Range')) ?? []).slice(1).map(Number);
  if (from === undefined || to === undefined) return { Body: bodyOf(bytes) };
  return { Body: bodyOf(bytes.subarray(from, to + 1)), ContentRange: `bytes ${from}-${to}/${bytes.byteLength}` };
};

/** What was sent as a body; files of this size are held, so it is never a stream. */
const bytesSent = (body: unknown): Uint8Array => {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (typeof body === 'string') return new TextEncoder().encode(body);
  throw new Error('The simulator takes bytes, and no stream, as the body of an object.');
};

/** Puts an object as S3 does: a checksum must be right, and a key that is there is refused where that was asked. */
export const putObject: Answer = (world, input, watch) => {
  const [place, key, bytes] = [textOf(input, 'Bucket'), textOf(input, 'Key'), bytesSent(input['Body'])];
  const checksum = input['ChecksumSHA256'];
  if (checksum !== undefined && createHash('sha256').update(bytes).digest('base64') !== checksum)
    throw new ServiceFailure('S3ServiceException', 'BadDigest');
  const bucket = bucketOf(world, place);
  const before = bucket.get(key);
  if (before !== undefined && input['IfNoneMatch'] === '*')
    throw new ServiceFailure('S3ServiceException', 'PreconditionFailed');
  bucket.set(key, { bytes, putMilliseconds: world.nowMilliseconds });
  watch({ place, key, before });
  return {};
};

const deleteObject: Answer = (world, input, watch) => {
  const [place, key] = [textOf(input, 'Bucket'), textOf(input, 'Key')];
  const before = bucketOf(world, place).get(key);
  bucketOf(world, place).delete(key);
  if (before !== undefined) watch({ place, key, before });
  return {};
};

/** The order of the curve P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SECRET = createHash('sha256').update('the key of the simulator').digest();

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

const inverse = (value: bigint): bigint => {
  let [low, high, x, y] = [((value % ORDER) + ORDER) % ORDER, ORDER, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high, x, y] = [high % low, low, y - quotient * x, x];
  }
  return ((x % ORDER) + ORDER) % ORDER;
};

const publicPoint = (secret: Uint8Array): Buffer => {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  return curve.getPublicKey();
};

/** SubjectPublicKeyInfo of a point on P-256 (RFC 5480): the fixed beginning and the point. */
const PUBLIC_KEY = new Uint8Array(
  Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), publicPoint(SECRET)]),
);

/** An integer of a signature in DER: as short as it can be, and not negative. */
const integer = (number: bigint): Buffer => {
  const digits = number.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const body = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([2, body.length]), body]);
};

/**
 * An ECDSA signature (FIPS 186-5, section 6.4) whose nonce comes from how often was signed, so that a run can be repeated.
 * That gives the key away to anybody who looks, and this key guards nothing.
 */
const sign: Answer = (world, input) => {
  world.signatures += 1;
  const nonce = createHash('sha256').update(SECRET).update(String(world.signatures)).digest();
  const r = numberOf(publicPoint(nonce).subarray(1, 33)) % ORDER;
  const digest = numberOf(createHash('sha256').update(bytesSent(input['Message'])).digest());
  const s = (inverse(numberOf(nonce)) * (digest + r * numberOf(SECRET))) % ORDER;
  const body = Buffer.concat([integer(r), integer(s)]);
  return { Signature: new Uint8Array(Buffer.concat([Buffer.from([0x30, body.length]), body])) };
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  PutItemCommand: (world, input, watch) => put(world, input, watch),
  QueryCommand: query,
  TransactWriteItemsCommand: transact,
  GetObjectCommand: getObject,
  PutObjectCommand: putObject,
  DeleteObjectCommand: deleteObject,
  StartExecutionCommand: (world, input, watch) => {
    world.started.push(textOf(input, 'input'));
    watch({ place: 'workflow', key: textOf(input, 'input'), before: undefined });
    return { executionArn: `execution-${world.started.length}` };
  },
  GetPublicKeyCommand: () => ({ PublicKey: PUBLIC_KEY }),
  SignCommand: sign,
};

/** The public key (DER) with which everything here is signed. */
export const publicKey = (): Uint8Array => PUBLIC_KEY;

/** Whether a command changes anything. */
export const isWrite = ({ name }: Command): boolean =>
  [
    'PutItemCommand',
    'TransactWriteItemsCommand',
    'PutObjectCommand',
    'DeleteObjectCommand',
    'StartExecutionCommand',
  ].includes(name);

/** Does what a command asks, at once. Throws what the service would answer with where it refuses. */
export const answer = (world: World, { name, input }: Command, watch: Watch): unknown => {
  const answered = ANSWERS[name];
  if (answered === undefined) throw new Error(`The simulator does not know the command ${name}.`);
  return answered(world, input, watch);
};
