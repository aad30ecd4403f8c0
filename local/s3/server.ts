/**
 * An S3 for the embedded run and for tests, on loopback and on files: the operations in `operations.ts`, each refusing where AWS refuses.
 * It speaks HTTP like AWS, so the AWS SDK talks to it without knowing.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { refuse, S3Refusal } from './errors.ts';
import type { Answer, Call } from './exchange.ts';
import { currentObjects } from './listing.ts';
import { type Bucket, type BucketSettings, openStore, type Store } from './objects.ts';
import { type Operation, operationOf, refuseUnheeded } from './operations.ts';
import { postObject } from './post.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
import { claimOf, type SecretOf, verifySignature } from './signature.ts';
import type { Destination } from './write.ts';
import { element, xmlDocument } from './xml.ts';

export type { BucketSettings } from './objects.ts';

/** An access key with its secret. */
export interface S3Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** One answered request. `action` is the IAM action that AWS would ask for, such as `s3:PutObject`; `s3:NotImplemented` for what we do not have. */
export interface S3Request {
  readonly accessKeyId: string;
  readonly action: string;
  readonly bucket: string;
  readonly key: string;
  readonly status: number;
}

/** What a server needs to start. */
export interface S3Options {
  /** Objects and their descriptions live here and survive a restart, also after SIGKILL. One server at a time. */
  readonly folder: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly buckets: readonly BucketSettings[];
  /** Which access keys exist. */
  readonly secretOf: SecretOf;
  /** Called once an object is durable, before the answer; must not throw. */
  readonly onCreated?: (created: {
    readonly bucket: string;
    readonly key: string;
    readonly size: number;
    readonly etag: string;
    readonly versionId?: string;
  }) => void;
  /** Called for each request when its answer is known, before it is sent; must not throw. */
  readonly onRequest?: (request: S3Request) => void;
  /** The clock for last-modified dates, locks and the expiry of presigned URLs and policies. Default: the real one. */
  readonly now?: () => Date;
}

/** A running server. */
export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  /** Stops at once: requests in progress are cut off, as in a crash, and nothing is written to the folder afterwards. */
  close(): Promise<void>;
  /** The current objects of a bucket in the order of listing; the ETag without quotation marks. */
  objects(bucket: string): AsyncIterable<{ key: string; size: number; etag: string }>;
}

/** What is known of a request while it is being answered. */
type Audit = { -readonly [Field in keyof S3Request]: S3Request[Field] };

const bucketOf = (store: Store, name: string): Bucket =>
  store.buckets.get(name) ?? refuse('NoSuchBucket', 'The specified bucket does not exist');

const destinationOf = (store: Store, bucket: Bucket, options: S3Options, now: Date): Destination => ({
  store,
  bucket,
  now,
  onCreated: ({ settings }, { key, size, etag, versioned, versionId }) =>
    options.onCreated?.({ bucket: settings.name, key, size, etag, ...(versioned ? { versionId } : {}) }),
});

const isForm = (request: ParsedRequest): boolean =>
  request.method === 'POST' && request.key === '' && request.parameters.size === 0;

const answerForm = (store: Store, options: S3Options, request: ParsedRequest, audit: Audit): Promise<Answer> => {
  audit.action = 's3:PutObject';
  const destination = destinationOf(store, bucketOf(store, request.bucket), options, options.now?.() ?? new Date());
  const onForm = (accessKeyId: string, key: string) => void Object.assign(audit, { accessKeyId, key });
  return postObject({ ...destination, request, secretOf: options.secretOf, onForm });
};

const answerSigned = (
  store: Store,
  options: S3Options,
  request: ParsedRequest,
  operation: Operation | undefined,
  audit: Audit,
): Answer | Promise<Answer> => {
  const now = options.now?.() ?? new Date();
  const claim = claimOf(request);
  audit.accessKeyId = claim.accessKeyId;
  const signer = verifySignature(request, claim, options.secretOf, now);
  if (operation === undefined) return refuse('NotImplemented', 'This operation is not implemented.');
  refuseUnheeded(request, operation);
  const call: Call = { ...destinationOf(store, bucketOf(store, request.bucket), options, now), request, signer };
  return operation.run(call);
};

const answerRequest = (
  store: Store,
  options: S3Options,
  message: IncomingMessage,
  audit: Audit,
): Answer | Promise<Answer> => {
  const request = parseRequest(message);
  const operation = operationOf(request);
  Object.assign(audit, { bucket: request.bucket, key: request.key });
  if (operation !== undefined) audit.action = operation.action;
  return isForm(request)
    ? answerForm(store, options, request, audit)
    : answerSigned(store, options, request, operation, audit);
};

const asRefusal = (failure: unknown): S3Refusal => {
  if (failure instanceof S3Refusal) return failure;
  console.error(failure);
  return new S3Refusal('InternalError', 'We encountered an internal error. Please try again.');
};

const refusalAnswer = (refusal: S3Refusal, requestId: string): Answer => {
  const children = { Code: refusal.code, Message: refusal.message, RequestId: requestId };
  const elements = Object.entries(children).map(([name, content]) => element(name, content));
  const headers = { ...refusal.headers, 'content-type': 'application/xml' };
  return { status: refusal.status, headers, body: xmlDocument('Error', elements, false) };
};

const sendAnswer = async (answer: Answer, requestId: string, response: ServerResponse): Promise<void> => {
  response.writeHead(answer.status, { ...answer.headers, 'x-amz-request-id': requestId });
  if (typeof answer.body !== 'object') return void response.end(answer.body);
  const { file, start, end } = answer.body;
  await pipeline(createReadStream('', { fd: file, start, end }), response);
};

const handle = async (
  store: Store,
  options: S3Options,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  const audit: Audit = { accessKeyId: '', action: 's3:NotImplemented', bucket: '', key: '', status: 0 };
  let answer: Answer;
  try {
    answer = await answerRequest(store, options, message, audit);
  } catch (failure) {
    if (message.destroyed && !message.complete) return; // The client is gone: there is nobody to answer.
    answer = refusalAnswer(asRefusal(failure), requestId);
  }
  message.resume(); // A refusal may come before the whole body; the rest is let through so that the client reads the answer.
  options.onRequest?.({ ...audit, status: answer.status });
  await sendAnswer(answer, requestId, response);
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

async function* objectsOf(store: Store, bucket: string): AsyncGenerator<{ key: string; size: number; etag: string }> {
  for (const { key, size, etag } of currentObjects(bucketOf(store, bucket))) yield { key, size, etag };
}

/** Starts a server on loopback over the folder, as a run before left it. Throws on bucket settings that S3 would not take, or a port in use. */
export const startS3 = async (options: S3Options): Promise<S3Server> => {
  const store = openStore(options.folder, options.buckets);
  const inProgress = new Set<Promise<void>>();
  const server = createServer((message, response) => {
    // A client that leaves in the middle of an answer breaks the pipeline; there is nobody left to tell.
    const handled = handle(store, options, message, response)
      .catch(() => response.destroy())
      .then(() => void inProgress.delete(handled));
    inProgress.add(handled);
  });
  const port = await listen(server, options.port ?? 0);
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await Promise.all(inProgress);
  };
  return { endpoint: `http://127.0.0.1:${port}`, port, close, objects: (bucket) => objectsOf(store, bucket) };
};
