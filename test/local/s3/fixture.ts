/** A server over a folder of its own, a client of the real SDK, and small readers of refusals, for the tests of the embedded S3. */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type BucketSettings, type S3Options, type S3Server, startS3 } from '../../../local/s3/server.ts';

export const accessKeyId = 'AKIATEST';
export const secretAccessKey = 'a secret of the tests';
export const region = 'eu-west-1';

export const buckets: readonly BucketSettings[] = [
  { name: 'plain', versioned: false, objectLock: null },
  { name: 'versioned', versioned: true, objectLock: null },
  { name: 'governed', versioned: true, objectLock: { mode: 'GOVERNANCE', days: 1 } },
  { name: 'compliant', versioned: true, objectLock: { mode: 'COMPLIANCE', days: 1 } },
];

/** A running server with its folder and a client; `stop` ends both and removes the folder. */
export interface Fixture {
  readonly server: S3Server;
  readonly client: S3Client;
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** A client that does not retry, so that every refusal is seen. */
export const clientOf = (endpoint: string, settings: ConstructorParameters<typeof S3Client>[0] = {}): S3Client =>
  new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1, ...settings });

/** Options for a server over the folder with the buckets and the key of the tests. */
export const optionsOf = (folder: string, options: Partial<S3Options> = {}): S3Options => ({
  folder,
  buckets,
  secretOf: (id) => (id === accessKeyId ? secretAccessKey : undefined),
  ...options,
});

/** A new folder for one server. */
export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'ontschot-s3-'));

/** Starts a server over a new folder. */
export const startFixture = async (options: Partial<S3Options> = {}): Promise<Fixture> => {
  const folder = await newFolder();
  const server = await startS3(optionsOf(folder, options));
  const client = clientOf(server.endpoint);
  const stop = async () => {
    client.destroy();
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { server, client, folder, stop };
};

/** Status and error code of a call that must be refused. */
export const refusalOf = async (call: Promise<unknown>): Promise<string> => {
  const outcome = await call.then(
    () => 'not refused',
    (failure: unknown) => failure,
  );
  if (outcome === 'not refused') return outcome;
  return outcome instanceof S3ServiceException
    ? `${outcome.$metadata.httpStatusCode} ${outcome.name}`
    : `no refusal of S3: ${String(outcome)}`;
};

/** Status and, for an error, the code of a raw answer. */
export const outcomeOf = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer;
  const code = /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
};

/** A raw answer of node:http, read to its end. */
export interface RawAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Sends a request as it stands, all of it: fetch would not let a test choose the Host header, nor wait until its body has been taken. */
export const sendRaw = async (
  endpoint: string,
  options: { method: string; path: string; headers: Record<string, string> },
  body: Buffer | string = '',
): Promise<RawAnswer> => {
  const { hostname, port } = new URL(endpoint);
  const request = httpRequest({ hostname, port, ...options });
  request.end(body);
  const [[answer]]: [IncomingMessage[], unknown] = await Promise.all([
    once(request, 'response'),
    once(request, 'finish'),
  ]);
  if (answer === undefined) throw new Error('A response event comes with its response.');
  const whole = await buffer(answer);
  const code = /<Code>(.*?)<\/Code>/.exec(whole.toString())?.[1];
  return { status: answer.statusCode ?? 0, code, headers: answer.headers, body: whole };
};

export const sha256Hex = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** The signing key of Signature Version 4, derived here once more so that the tests do not trust the code under test. */
export const signingKey = (secret: string, day: string, inRegion: string): Buffer =>
  hmac(hmac(hmac(hmac(`AWS4${secret}`, day), inRegion), 's3'), 'aws4_request');

/** What a raw request signs besides its headers. */
export interface RawRequest {
  readonly method: string;
  /** Already percent-encoded. */
  readonly path: string;
  /** Already percent-encoded and sorted. */
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

const timestamp = () => new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');

/** Signs a request in its Authorization header. Returns the headers to send, and the signature for a chain of chunks. */
export const sign = (raw: RawRequest) => {
  const moment = timestamp();
  const scope = `${moment.slice(0, 8)}/${region}/s3/aws4_request`;
  const headers: Record<string, string> = {
    ...raw.headers,
    'x-amz-date': moment,
    'x-amz-content-sha256': raw.payload,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = [raw.method, raw.path, raw.query ?? '', ...lines, '', names.join(';'), raw.payload].join('\n');
  const key = signingKey(secretAccessKey, moment.slice(0, 8), region);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', moment, scope, sha256Hex(canonical)].join('\n')).toString('hex');
  const credential = `Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { headers: { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential}` } };
};

/** The form fields of a signed upload policy, as a server would place them in a page. */
export const signedFields = (
  conditions: readonly unknown[],
  fields: Readonly<Record<string, string>>,
  expiration: Date,
): Record<string, string> => {
  const moment = timestamp();
  const credential = `${accessKeyId}/${moment.slice(0, 8)}/${region}/s3/aws4_request`;
  const own = { 'x-amz-algorithm': 'AWS4-HMAC-SHA256', 'x-amz-credential': credential, 'x-amz-date': moment };
  const all = [...conditions, ...Object.entries(own).map(([name, value]) => ({ [name]: value }))];
  const document = JSON.stringify({ expiration: expiration.toISOString(), conditions: all });
  const policy = Buffer.from(document).toString('base64');
  const signature = hmac(signingKey(secretAccessKey, moment.slice(0, 8), region), policy).toString('hex');
  return { ...fields, ...own, policy, 'x-amz-signature': signature };
};
