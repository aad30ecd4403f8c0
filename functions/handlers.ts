/**
 * The door to AWS: one handler a verb. A handler reads the event by a schema, hands it to the verb with the ports that
 * the verb may use, and puts the answer into words that the caller understands.
 */
import { createHash } from 'node:crypto';
import middy from '@middy/core';
import * as z from 'zod';
import { findingsPage, uploadAddress } from '../portal/findings-page.ts';
import { investmentsAddress, investmentsPage } from '../portal/investments-page.ts';
import type { PageScript } from '../portal/layout.ts';
import { UPLOAD_SCRIPT } from '../portal/upload-script.ts';
import { acceptInvestments as acceptInvestmentsVerb } from './accept-investments.ts';
import { type AskedReading, entered, readAccess as readAccessVerb } from './access-log.ts';
import { answerObjection as answerObjectionVerb, answerQuestion as answerQuestionVerb } from './answer.ts';
import { approve as approveVerb } from './approve.ts';
import { approveAgreement as approveAgreementVerb } from './approve-agreement.ts';
import { approvePopulation as approvePopulationVerb } from './approve-population.ts';
import { ask as askVerb } from './ask.ts';
import { confirmCorrection as confirmCorrectionVerb } from './confirm-correction.ts';
import { confirmPayment as confirmPaymentVerb } from './confirm-payment.ts';
import { countPopulation as countPopulationVerb } from './count-population.ts';
import { evaluate as evaluateVerb } from './evaluate.ts';
import { explainByForm, explain as explainVerb } from './explain.ts';
import { findDue as findDueVerb } from './find-due.ts';
import { ingest as ingestVerb } from './ingest.ts';
import { object as objectVerb } from './object.ts';
import { openPilot as openPilotVerb } from './open-pilot.ts';
import { type Person, readPerson } from './person.ts';
import { proposeAgreement as proposeAgreementVerb } from './propose-agreement.ts';
import { proposePopulation as proposePopulationVerb } from './propose-population.ts';
import { readEvents as readEventsVerb } from './read-events.ts';
import { linkFound, readFindings as readFindingsVerb } from './read-findings.ts';
import { readInvestments as readInvestmentsVerb } from './read-investments.ts';
import { readLedger as readLedgerVerb } from './read-ledger.ts';
import { readPilotPage, readPilot as readPilotVerb } from './read-pilot.ts';
import { sendStatement as sendStatementVerb } from './read-statement.ts';
import { readTemplate as readTemplateVerb } from './read-template.ts';
import { announceUpload as announceUploadVerb, readUploadPage as readUploadPageVerb } from './read-upload-page.ts';
import { isRefusal, type Refusal, refuse, STATUS_OF } from './refusal.ts';
import { remembering } from './remembering.ts';
import { requestUpload as requestUploadVerb } from './request-upload.ts';
import { review as reviewVerb } from './review.ts';
import { seal as sealVerb } from './seal.ts';
import { settle as settleVerb } from './settle.ts';
import { kmsSigner, verifySignature } from './signer.ts';
import { accessStore, besideStore, objectStore, recordStore, uploadStore, workflowStore } from './store.ts';
import { sweep as sweepVerb } from './sweep.ts';
import { withdrawApproval as withdrawApprovalVerb } from './withdraw-approval.ts';

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

const record = once(() => remembering(recordStore(environment('PILOTS_TABLE'), hash)));
const access = once(() => accessStore(environment('ACCESS_TABLE')));
const incoming = once(() => objectStore(environment('INCOMING_BUCKET')));
const uploads = once(() => uploadStore(environment('INCOMING_BUCKET')));
const beside = once(() => besideStore(environment('INCOMING_BUCKET')));
const deliveries = once(() => objectStore(environment('DELIVERIES_BUCKET')));
const statements = once(() => objectStore(environment('STATEMENTS_BUCKET')));
const workflow = once(() => workflowStore(environment('WORKFLOW_ARN')));
const signer = once(() => kmsSigner(environment('SIGNING_KEY')));

const httpEvent = z.object({
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  pathParameters: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  headers: z.record(z.string(), z.string()).default({}),
  requestContext: z.object({
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
    domainName: z.string().default(''),
    requestId: z.string().default(''),
  }),
  routeKey: z.string().default(''),
});

/**
 * What an HTTP verb gets: who asks, what the path and the query say, and the body as JSON; of a form its fields. `origin` is
 * where the API is asked.
 */
interface HttpRequest {
  readonly person: Person;
  readonly path: (name: string) => string;
  readonly query: (name: string) => string | undefined;
  readonly body: unknown;
  readonly isForm: boolean;
  readonly origin: string;
  /** The route and the number of the request, and everything in its address and its question, for the access log. */
  readonly asked: Omit<AskedReading, 'pilot'>;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: true | undefined;
}

/** Answers must not be kept by any cache on the way: they are for this person alone. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

const jsonAnswer = (statusCode: number, body: unknown): HttpAnswer => ({
  statusCode,
  headers: { ...HEADERS, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Half a character (a lone surrogate) has no canonical text, so it could never be recorded. */
const wholeCharacters = (name: string, value: unknown): unknown => {
  if (name.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value;
  throw new SyntaxError('A lone surrogate is no character.');
};

const readBody = (
  body: string | undefined,
  isBase64Encoded: boolean,
  isForm: boolean,
): { readonly json: unknown } | Refusal => {
  const text = body === undefined ? 'null' : isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (isForm) return { json: Object.fromEntries(new URLSearchParams(text)) };
  try {
    return { json: JSON.parse(text, wholeCharacters) };
  } catch {
    return refuse('request_is_malformed', 'De inhoud van de aanvraag is geen JSON.');
  }
};

const readRequest = (event: unknown): HttpRequest | Refusal => {
  const { body, isBase64Encoded, pathParameters, queryStringParameters, requestContext, headers, routeKey } =
    httpEvent.parse(event);
  const person = readPerson(requestContext.authorizer.jwt.claims);
  if ('refusal' in person) return person;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const read = readBody(body, isBase64Encoded, isForm);
  if ('refusal' in read) return read;
  const path = (name: string) => pathParameters[name] ?? '';
  // API Gateway says over what it was asked, which is always TLS; the embedded run says nothing and has none.
  const origin = `${headers['x-forwarded-proto'] ?? 'http'}://${requestContext.domainName}`;
  const named = { ...queryStringParameters, ...pathParameters };
  const asked = { route: routeKey, request: requestContext.requestId, named };
  return { person, path, query: (name) => queryStringParameters[name], body: read.json, isForm, origin, asked };
};

/** A handler of an HTTP route: a refusal of the verb becomes its status and a text that says what to do. */
const http = <Value extends object>(
  verb: (request: HttpRequest) => Promise<Value | Refusal>,
  answer: (value: Value, request: HttpRequest) => HttpAnswer = (value) => jsonAnswer(200, value),
) =>
  middy(async (event: unknown): Promise<HttpAnswer> => {
    const request = readRequest(event);
    if ('refusal' in request) return refusalAnswer(event, request, request);
    const value = await verb(request);
    if (isRefusal(value)) return refusalAnswer(event, request, value);
    const made = answer(value, request);
    return fits(made) ? made : refusalAnswer(event, request, tooLarge);
  });

/** The most that a function may answer is 6 MB, as JSON. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_ANSWERED_BYTES = 6_291_456;

/** Base 64 and plain text double at most when they are written as JSON, but for control characters, which no answer has. */
const fits = (answer: HttpAnswer): boolean =>
  answer.body.length < MOST_ANSWERED_BYTES / 4 || Buffer.byteLength(JSON.stringify(answer)) <= MOST_ANSWERED_BYTES;

const tooLarge = refuse('answer_must_fit', 'Dit antwoord is groter dan in één keer kan. Vraag een kleiner deel op.');

/** A handler that reads what is not public: each reading, and each attempt, is entered in the access log before the answer goes. */
const reading = <Value extends object>(
  verb: (request: HttpRequest) => Promise<Value | Refusal>,
  answer?: (value: Value, request: HttpRequest) => HttpAnswer,
) =>
  http(async (request) => {
    const ports = { access: access(), record: record(), now };
    return entered(ports, request.person, { pilot: request.path('pilot'), ...request.asked }, await verb(request));
  }, answer);

const refusalAnswer = (event: unknown, request: HttpRequest | Refusal, refused: Refusal): HttpAnswer => {
  logRefusal(event, request, refused);
  return jsonAnswer(STATUS_OF[refused.refusal], refused);
};

/**
 * One line for every attempt that was refused: the rule, the route, and of which pilot, party and role the token was. No
 * person, no content and no path, because people type names into all of them.
 */
const logRefusal = (event: unknown, request: HttpRequest | Refusal, { refusal }: Refusal): void => {
  const { routeKey: route } = httpEvent.parse(event);
  const { pilot, party, role } = 'person' in request ? request.person : {};
  console.warn(JSON.stringify({ refused: refusal, route, pilot, party, role }));
};

/** `POST /pilots`: the body is a pilot document. */
export const openPilot = http(({ person, body }) => openPilotVerb({ record: record(), now, hash }, person, body));

/** `POST /pilots/{pilot}/populations`: the body is a population definition. */
export const proposePopulation = http(({ person, path, body }) =>
  proposePopulationVerb({ record: record(), now, hash }, person, path('pilot'), body),
);

/** `POST /pilots/{pilot}/populations/{population}/approvals`: approves a definition for the party of the person. */
export const approvePopulation = http(({ person, path }) =>
  approvePopulationVerb({ record: record(), now, hash }, person, path('pilot'), path('population')),
);

/** `POST /pilots/{pilot}/populations/{population}/counts`: declares the counts around a population. */
export const countPopulation = http(({ person, path, body }) => {
  const about = { pilot: path('pilot'), population: path('population') };
  return countPopulationVerb({ record: record(), workflow: workflow(), now, hash }, person, about, body);
});

/** `POST /pilots/{pilot}/uploads`: announces a file and gives the address to upload it to. */
export const requestUpload = http(({ person, path, body }) =>
  requestUploadVerb({ record: record(), uploads: uploads(), now }, person, path('pilot'), body),
);

const SCRIPT: PageScript = {
  text: UPLOAD_SCRIPT,
  sha256: createHash('sha256').update(UPLOAD_SCRIPT, 'utf8').digest('base64'),
};

/** A page that says in itself what it may load, run and send; only who may frame it must be said here. */
const pageAnswer = (statusCode: number, html: string): HttpAnswer => ({
  statusCode,
  headers: {
    ...HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "frame-ancestors 'none'",
  },
  body: html,
});

const redirection = (location: string): HttpAnswer => ({
  statusCode: 303,
  headers: { ...HEADERS, location },
  body: '',
});

/** `GET /pilots/{pilot}/upload`: the page on which an analyst says what is delivered. */
export const readUploadPage = reading(
  ({ person, path }) => readUploadPageVerb({ record: record() }, person, path('pilot'), SCRIPT),
  ({ html }) => pageAnswer(200, html),
);

/** `POST /pilots/{pilot}/upload`: the form of that page; gives the page that sends the file. */
export const announceUpload = http(
  ({ person, path, body, origin }) => {
    const fields = z.record(z.string(), z.string()).safeParse(body).data ?? {};
    const sent = { pilot: path('pilot'), fields, origin };
    return announceUploadVerb({ record: record(), uploads: uploads(), now }, person, sent, SCRIPT);
  },
  ({ html, isRefused }) => pageAnswer(isRefused ? 400 : 200, html),
);

/** `GET /pilots/{pilot}/deliveries/{delivery}?kind=…&valuationDate=…&format=…`: what became of an upload. */
export const readFindings = reading(
  async ({ person, path, query }) => {
    const asked = { sha256: path('delivery'), kind: query('kind') ?? '', valuationDate: query('valuationDate') ?? '' };
    const ports = { record: record(), incoming: incoming(), beside: beside(), hash };
    const format = query('format');
    return format === 'return' || format === 'all'
      ? linkFound(ports, person, path('pilot'), asked, format)
      : readFindingsVerb(ports, person, path('pilot'), asked);
  },
  (found, { query }) => {
    if ('location' in found) return redirection(found.location);
    return query('format') === 'html' ? pageAnswer(200, findingsPage(found)) : jsonAnswer(200, found);
  },
);

const namedUpload = z.object({ kind: z.string().default(''), valuationDate: z.string().default('') });
const NO_UPLOAD = { kind: '', valuationDate: '' };

/** `POST /pilots/{pilot}/deliveries/{delivery}/confirmations`: confirms a correction; a form leads back to its page. */
export const confirmCorrection = http(
  ({ person, path, body }) => {
    const named = namedUpload.safeParse(body).data ?? NO_UPLOAD;
    return confirmCorrectionVerb(
      {
        record: record(),
        incoming: incoming(),
        deliveries: deliveries(),
        workflow: workflow(),
        now,
        hash,
      },
      person,
      path('pilot'),
      { sha256: path('delivery'), ...named },
    );
  },
  (receipt, { isForm }) =>
    isForm
      ? redirection(
          uploadAddress({
            pilot: receipt.pilot,
            kind: receipt.kind,
            valuationDate: receipt.valuationDate,
            sha256: receipt.sha256,
          }),
        )
      : jsonAnswer(200, receipt),
);

/**
 * `POST /pilots/{pilot}/deliveries/{delivery}/explanations`: the reasons for what is not plausible in a held delivery. The
 * body has `kind` and `valuationDate`, and `reasons`; a form has a field for each rule and leads back to its page.
 */
export const explain = http(
  async ({ person, path, body, isForm }) => {
    const { kind, valuationDate, ...reasons } = z.record(z.string(), z.unknown()).safeParse(body).data ?? {};
    const asked = { sha256: path('delivery'), ...(namedUpload.safeParse({ kind, valuationDate }).data ?? NO_UPLOAD) };
    const ports = { record: record(), incoming: incoming(), beside: beside(), now, hash };
    if (!isForm) return explainVerb(ports, person, path('pilot'), asked, reasons);
    const fields = z.record(z.string(), z.string()).safeParse(reasons).data ?? {};
    return explainByForm(ports, person, path('pilot'), asked, fields);
  },
  (explained) => {
    if (!('view' in explained)) return jsonAnswer(200, explained);
    const { view, faults } = explained;
    return faults.length > 0 ? pageAnswer(400, findingsPage(view, faults)) : redirection(uploadAddress(view));
  },
);

/** `GET /pilots/{pilot}/investments?format=…`: what the parties invested and who has still to accept it. */
export const readInvestments = reading(
  ({ person, path }) => readInvestmentsVerb({ record: record(), deliveries: deliveries() }, person, path('pilot')),
  (view, { query }) => (query('format') === 'html' ? pageAnswer(200, investmentsPage(view)) : jsonAnswer(200, view)),
);

/** `POST /pilots/{pilot}/investments`: accepts investments for the party of the person; a form leads back to the page. */
export const acceptInvestments = http(
  ({ person, path, body }) =>
    acceptInvestmentsVerb({ record: record(), workflow: workflow(), now, hash }, person, path('pilot'), body),
  (accepted, { isForm, path }) => (isForm ? redirection(investmentsAddress(path('pilot'))) : jsonAnswer(200, accepted)),
);

/** `GET /templates/{kind}?format=…&example=ja`: a template of ours as a file, or its field guide as a page. */
export const readTemplate = http(
  async ({ path, query }) => readTemplateVerb(path('kind'), query('format'), query('example')),
  ({ contentType, bytes, fileName }) => ({
    statusCode: 200,
    headers: {
      ...HEADERS,
      'content-type': contentType,
      'content-security-policy': PAGE_POLICY,
      ...(fileName === null ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  }),
);

/** `POST /pilots/{pilot}/agreements`: the body is a pilot document with the agreement over a later performance period. */
export const proposeAgreement = http(({ person, path, body }) =>
  proposeAgreementVerb({ record: record(), now, hash }, person, path('pilot'), body),
);

/** `GET /pilots/{pilot}/ledger?period=…&format=…&of=…`: the ledger, as JSON, as a page, or as CSV of postings, orders or claims. */
export const readLedger = reading(
  ({ person, path, query }) => {
    const asked = { period: query('period'), format: query('format'), of: query('of') };
    return readLedgerVerb({ record: record() }, person, path('pilot'), asked);
  },
  (answer) => {
    if ('html' in answer) return pageAnswer(200, answer.html);
    return 'csv' in answer ? fileToSave(answer) : jsonAnswer(200, answer.ledger);
  },
);

const fileToSave = ({ csv, fileName }: { readonly csv: string; readonly fileName: string }): HttpAnswer => ({
  statusCode: 200,
  headers: {
    ...HEADERS,
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName}"`,
  },
  body: csv,
});

/** `POST /pilots/{pilot}/payments`: confirms that an order was paid; a form leads back to the page of the ledger. */
export const confirmPayment = http(
  ({ person, path, body }) => confirmPaymentVerb({ record: record(), now, hash }, person, path('pilot'), body),
  (confirmed, { isForm, path }) =>
    isForm
      ? redirection(`/pilots/${encodeURIComponent(path('pilot'))}/ledger?format=html`)
      : jsonAnswer(200, confirmed),
);

/** `POST /pilots/{pilot}/agreement/approvals`: approves the agreement for the party of the person. */
export const approveAgreement = http(({ person, path, body }) =>
  approveAgreementVerb({ record: record(), now, hash }, person, path('pilot'), body),
);

/** The statement that a path names, and the objection or question of it. */
const named = (path: HttpRequest['path']) => ({
  pilot: path('pilot'),
  statement: path('statement'),
  number: path('number'),
});

/** `POST /pilots/{pilot}/statements/{statement}/reviews`: reviews for the party of the person. */
export const review = http(({ person, path }) =>
  reviewVerb({ record: record(), now, hash }, person, path('pilot'), path('statement')),
);

/** `POST /pilots/{pilot}/statements/{statement}/withdrawals`: withdraws the approval of the party of the person. */
export const withdrawApproval = http(({ person, path }) =>
  withdrawApprovalVerb({ record: record(), now, hash }, person, path('pilot'), path('statement')),
);

/** `POST /pilots/{pilot}/statements/{statement}/objections`: objects to a line of the worksheet. */
export const object = http(({ person, path, body }) =>
  objectVerb({ record: record(), now, hash }, person, named(path), body),
);

/** `POST /pilots/{pilot}/statements/{statement}/objections/{number}/answers`: answers an objection. */
export const answerObjection = http(({ person, path, body }) =>
  answerObjectionVerb({ record: record(), now, hash }, person, named(path), body),
);

/** `POST /pilots/{pilot}/statements/{statement}/questions`: asks a question. */
export const ask = http(({ person, path, body }) =>
  askVerb({ record: record(), now, hash }, person, named(path), body),
);

/** `POST /pilots/{pilot}/statements/{statement}/questions/{number}/answers`: answers a question. */
export const answerQuestion = http(({ person, path, body }) =>
  answerQuestionVerb({ record: record(), now, hash }, person, named(path), body),
);

/** `POST /pilots/{pilot}/statements/{statement}/approvals`: approves for the party of the person. */
export const approve = http(({ person, path }) =>
  approveVerb({ record: record(), workflow: workflow(), now, hash }, person, path('pilot'), path('statement')),
);

/** `GET /pilots/{pilot}?known=…&format=…`: the overview, now or as it was known on a date, as JSON or as a page. */
export const readPilot = reading(
  async ({ person, path, query }) => {
    const read = query('format') === 'html' ? readPilotPage : readPilotVerb;
    return read({ record: record(), now, hash }, person, path('pilot'), query('known'));
  },
  (value) => ('html' in value ? pageAnswer(200, value.html) : jsonAnswer(200, value)),
);

/** `GET /pilots/{pilot}/events?after=…`: the record itself, for a supervisor. */
export const readEvents = reading(({ person, path, query }) =>
  readEventsVerb({ record: record() }, person, path('pilot'), query('after')),
);

/** `GET /pilots/{pilot}/access?after=…`: a page of the access log, for a supervisor. */
export const readAccess = reading(({ person, path, query }) =>
  readAccessVerb({ access: access(), record: record() }, person, path('pilot'), query('after')),
);

/** The page of a statement runs no script and loads nothing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

const fileAnswer = (value: object): HttpAnswer => {
  if ('location' in value) return redirection(z.string().parse(value.location));
  const { contentType, text, ...encoding } = z
    .object({ contentType: z.string(), text: z.string(), isBase64Encoded: z.literal(true).optional() })
    .parse(value);
  const headers = { ...HEADERS, 'content-type': contentType, 'content-security-policy': PAGE_POLICY };
  return { statusCode: 200, headers, body: text, ...encoding };
};

/** `GET /pilots/{pilot}/statements/{statement}?file=…`: one file of a statement, `statement.json` unless named. */
export const readStatement = reading(({ person, path, query }) => {
  const named = { pilot: path('pilot'), statement: path('statement'), file: query('file') ?? 'statement.json' };
  return sendStatementVerb({ record: record(), statements: statements(), now }, person, named);
}, fileAnswer);

const storageEvent = z.object({
  time: z.iso.datetime().optional(),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** A storage event: an object was created in the incoming bucket. */
export const ingest = middy(async (event: unknown) => {
  const { time, detail } = storageEvent.parse(event);
  return ingestVerb(
    {
      record: record(),
      incoming: incoming(),
      beside: beside(),
      deliveries: deliveries(),
      workflow: workflow(),
      now,
      hash,
    },
    detail.object.key,
    time === undefined ? null : new Date(time),
  );
});

const workflowInput = z.object({ pilot: z.string(), overdue: z.boolean().default(false) });

/** The first step of the workflow. */
export const findDue = middy(async (event: unknown) =>
  findDueVerb({ record: record(), now, hash }, workflowInput.parse(event)),
);

const draftInput = z.object({
  pilot: z.string(),
  due: z.object({ period: z.string(), kind: z.enum(['interim', 'final', 'restatement']), inputs: z.string() }),
});

/** A step of the workflow for each statement to draft. */
export const settle = middy(async (event: unknown) =>
  settleVerb(
    { record: record(), deliveries: deliveries(), statements: statements(), now, hash, hashBytes },
    draftInput.parse(event),
  ),
);

const pilotInput = z.object({ pilot: z.string() });

/** The last step of the workflow: the evaluations beside what was drafted. */
export const evaluate = middy(async (event: unknown) =>
  evaluateVerb(
    { record: record(), deliveries: deliveries(), statements: statements(), now, hash, hashBytes },
    pilotInput.parse(event),
  ),
);

const sealInput = z.object({ pilot: z.string(), due: z.object({ statement: z.string() }) });

/** A step of the workflow for each statement to seal. */
export const seal = middy(async (event: unknown) =>
  sealVerb(
    { record: record(), statements: statements(), signer: signer(), verifies: verifySignature, now, hash, hashBytes },
    sealInput.parse(event),
  ),
);

/** The nightly schedule. */
export const sweep = middy(async () => sweepVerb({ record: record(), workflow: workflow() }));
