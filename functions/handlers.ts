/**
 * The door to AWS: one handler a verb. A handler reads the event by a schema, hands it to the verb with the ports that
 * the verb may use, and puts the answer into words that the caller understands.
 */
import { createHash } from 'node:crypto';
import middy from '@middy/core';
import * as z from 'zod';
import { approve as approveVerb } from './approve.ts';
import { findDue as findDueVerb } from './find-due.ts';
import { ingest as ingestVerb } from './ingest.ts';
import { openPilot as openPilotVerb } from './open-pilot.ts';
import { type Person, readPerson } from './person.ts';
import { readPilot as readPilotVerb } from './read-pilot.ts';
import { readStatement as readStatementVerb } from './read-statement.ts';
import { isRefusal, type Refusal, refuse, STATUS_OF } from './refusal.ts';
import { requestUpload as requestUploadVerb } from './request-upload.ts';
import { seal as sealVerb } from './seal.ts';
import { settle as settleVerb } from './settle.ts';
import { objectStore, recordStore, uploadStore, workflowStore } from './store.ts';
import { sweep as sweepVerb } from './sweep.ts';

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const now = (): Date => new Date();

/** A port that is made at its first use, because a function knows only the names that it may use. */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const environment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
};

const record = once(() => recordStore(environment('PILOTS_TABLE'), hash));
const incoming = once(() => objectStore(environment('INCOMING_BUCKET')));
const uploads = once(() => uploadStore(environment('INCOMING_BUCKET')));
const deliveries = once(() => objectStore(environment('DELIVERIES_BUCKET')));
const statements = once(() => objectStore(environment('STATEMENTS_BUCKET')));
const workflow = once(() => workflowStore(environment('WORKFLOW_ARN')));

const httpEvent = z.object({
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  pathParameters: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  requestContext: z.object({ authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }) }),
});

/** What an HTTP verb gets: who asks, what the path and the query say, and the body as JSON. */
interface HttpRequest {
  readonly person: Person;
  readonly path: (name: string) => string;
  readonly query: (name: string) => string | undefined;
  readonly body: unknown;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers must not be kept by any cache on the way: they are for this person alone. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

const jsonAnswer = (statusCode: number, body: unknown): HttpAnswer => ({
  statusCode,
  headers: { ...HEADERS, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const readBody = (body: string | undefined, isBase64Encoded: boolean): { readonly json: unknown } | Refusal => {
  const text = body === undefined ? 'null' : isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return { json: JSON.parse(text) };
  } catch {
    return refuse('request_is_malformed', 'De inhoud van de aanvraag is geen JSON.');
  }
};

const readRequest = (event: unknown): HttpRequest | Refusal => {
  const { body, isBase64Encoded, pathParameters, queryStringParameters, requestContext } = httpEvent.parse(event);
  const person = readPerson(requestContext.authorizer.jwt.claims);
  if ('refusal' in person) return person;
  const read = readBody(body, isBase64Encoded);
  if ('refusal' in read) return read;
  const path = (name: string) => pathParameters[name] ?? '';
  return { person, path, query: (name) => queryStringParameters[name], body: read.json };
};

/** A handler of an HTTP route: a refusal of the verb becomes its status and a text that says what to do. */
const http = (verb: (request: HttpRequest) => Promise<object>, answer = (value: object) => jsonAnswer(200, value)) =>
  middy(async (event: unknown): Promise<HttpAnswer> => {
    const request = readRequest(event);
    const value = 'refusal' in request ? request : await verb(request);
    return isRefusal(value) ? jsonAnswer(STATUS_OF[value.refusal], value) : answer(value);
  });

/** `POST /pilots`: the body is a pilot document. */
export const openPilot = http(({ person, body }) => openPilotVerb({ record: record(), now, hash }, person, body));

/** `POST /pilots/{pilot}/uploads`: announces a file and gives the address to upload it to. */
export const requestUpload = http(({ person, path, body }) =>
  requestUploadVerb({ record: record(), uploads: uploads() }, person, path('pilot'), body),
);

/** `POST /pilots/{pilot}/statements/{statement}/approvals`: approves for the party of the person. */
export const approve = http(({ person, path }) =>
  approveVerb({ record: record(), workflow: workflow(), now, hash }, person, path('pilot'), path('statement')),
);

/** `GET /pilots/{pilot}`: the overview. */
export const readPilot = http(({ person, path }) => readPilotVerb({ record: record() }, person, path('pilot')));

/** The page of a statement runs no script and loads nothing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

const fileAnswer = (value: object): HttpAnswer => {
  const { contentType, text } = z.object({ contentType: z.string(), text: z.string() }).parse(value);
  const headers = { ...HEADERS, 'content-type': contentType, 'content-security-policy': PAGE_POLICY };
  return { statusCode: 200, headers, body: text };
};

/** `GET /pilots/{pilot}/statements/{statement}?file=…`: one file of a statement, `statement.json` unless named. */
export const readStatement = http(({ person, path, query }) => {
  const named = { pilot: path('pilot'), statement: path('statement'), file: query('file') ?? 'statement.json' };
  return readStatementVerb({ record: record(), statements: statements() }, person, named);
}, fileAnswer);

const storageEvent = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });

/** A storage event: an object was created in the incoming bucket. */
export const ingest = middy(async (event: unknown) =>
  ingestVerb(
    {
      record: record(),
      incoming: incoming(),
      deliveries: deliveries(),
      workflow: workflow(),
      now,
      hash,
      hashBytes,
    },
    storageEvent.parse(event).detail.object.key,
  ),
);

const workflowInput = z.object({ pilot: z.string(), overdue: z.boolean().default(false) });

/** The first step of the workflow. */
export const findDue = middy(async (event: unknown) =>
  findDueVerb({ record: record(), now, hash }, workflowInput.parse(event)),
);

const draftInput = z.object({
  pilot: z.string(),
  due: z.object({ period: z.string(), kind: z.enum(['interim', 'final']), inputs: z.string() }),
});

/** A step of the workflow for each statement to draft. */
export const settle = middy(async (event: unknown) =>
  settleVerb(
    { record: record(), deliveries: deliveries(), statements: statements(), now, hash, hashBytes },
    draftInput.parse(event),
  ),
);

const sealInput = z.object({ pilot: z.string(), due: z.object({ statement: z.string() }) });

/** A step of the workflow for each statement to seal. */
export const seal = middy(async (event: unknown) =>
  sealVerb({ record: record(), statements: statements(), now, hash, hashBytes }, sealInput.parse(event)),
);

/** The nightly schedule. */
export const sweep = middy(async () => sweepVerb({ record: record(), workflow: workflow() }));
