import { randomUUID } from 'node:crypto';
import {
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { BUNDLE_FILES, BUNDLE_ZIP } from '../../domain/record/bundle.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import {
  answerObjection,
  answerQuestion,
  approve,
  approveAgreement,
  approvePopulation,
  ask,
  countPopulation,
  findDue,
  ingest,
  object,
  openPilot,
  proposePopulation,
  readEvents,
  readPilot,
  readStatement,
  requestUpload,
  review,
  seal,
  settle,
  sweep,
  withdrawApproval,
} from '../../functions/handlers.ts';
import { recordStore } from '../../functions/store.ts';
import type { LoopbackServer } from '../../local/runtime/loopback.ts';
import { startStatesApi } from '../../local/runtime/states-api.ts';
import { announcement, keyIn } from './scene.ts';
import {
  bytesOf,
  credentials,
  hash,
  hashBytes,
  region,
  type Services,
  SIGNING_KEY,
  startServices,
} from './services.ts';
import { filesFor, type SmallFile, smallDocument, smallPopulation } from './small-pilot.ts';

let services: Services;
let states: LoopbackServer;
const started: string[] = [];

beforeAll(async () => {
  services = await startServices();
  const start = (_: string, input: string) => {
    started.push(input);
    return { arn: 'arn:aws:states:eu-west-1:000000000000:execution:settlement:1', startMilliseconds: 0 };
  };
  states = await startStatesApi(start, () => undefined);
  const variables = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: services.endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: services.endpoints.s3,
    AWS_ENDPOINT_URL_SFN: states.address,
    AWS_ENDPOINT_URL_KMS: services.endpoints.kms,
    PILOTS_TABLE: await services.newTable(),
    ACCESS_TABLE: await services.newTable(),
    INCOMING_BUCKET: 'incoming',
    DELIVERIES_BUCKET: 'deliveries',
    STATEMENTS_BUCKET: 'statements',
    SIGNING_KEY,
    WORKFLOW_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:settlement',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await states.close();
  await services.stop();
});

/** Every test has a pilot of its own in the one table and the buckets that the handlers know. */
let pilot: string;
let warned: string[];
beforeEach(() => {
  pilot = `wijk-${randomUUID()}`;
  warned = [];
  vi.spyOn(console, 'warn').mockImplementation((line) => void warned.push(line));
});
afterEach(() => {
  for (const secret of MASKED) expect(warned.join()).not.toContain(secret);
});

const claimsOf = (party: string, role: string) => ({
  sub: `persoon-${party}-${role}`,
  email: 'jan.jansen@example.org',
  'custom:party': `${pilot}/${party}`,
  'custom:role': role,
  iss: 'https://example.org',
  exp: '1767225600',
});

/** What of an event differs from one request to the next. */
interface Asked {
  readonly claims?: unknown;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/** An event of API Gateway as it documents payload format 2.0. */
const apiEvent = ({ claims, path, query, body, isBase64Encoded = false }: Asked) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/',
  rawQueryString: '',
  headers: { authorization: 'Bearer a.secret.token', 'x-forwarded-for': '203.0.113.7' },
  ...(query === undefined ? {} : { queryStringParameters: query }),
  ...(path === undefined ? {} : { pathParameters: path }),
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
    domainName: 'api.example.org',
    http: { method: 'POST', path: '/', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
    requestId: 'id',
    stage: '$default',
    timeEpoch: 0,
  },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded,
});

const answerSchema = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  isBase64Encoded: z.literal(true).optional(),
});
const requests = {
  openPilot,
  proposePopulation,
  approvePopulation,
  countPopulation,
  approveAgreement,
  requestUpload,
  review,
  approve,
  withdrawApproval,
  object,
  answerObjection,
  ask,
  answerQuestion,
  readPilot,
  readEvents,
  readStatement,
};
type Handler = keyof typeof requests;
const HTTP_VERBS = Object.keys(requests) as readonly Handler[];
const steps = { ingest, findDue, settle, seal, sweep };
const MASKED = ['jan.jansen', 'persoon-', 'a.secret.token', '203.0.113.7', credentials.secretAccessKey];

/** Calls an HTTP handler; whatever it answers bears no stack trace and nothing of the person, and is kept by nobody. */
const call = async (name: Handler, asked: Asked) => {
  const answer = answerSchema.parse(await requests[name](apiEvent(asked), {} as never));
  const isEvents = asked.query?.['file'] === 'events.json';
  // The address of an upload holds the number of the one who asked for it, so that the record can name who delivered.
  const address = name === 'requestUpload' ? 'persoon-' : '';
  for (const secret of isEvents ? [] : MASKED.filter((each) => each !== address))
    expect(answer.body).not.toContain(secret);
  // In the letters of base64 any short word may occur by chance.
  const told = answer.isBase64Encoded === true ? '' : answer.body;
  expect(told).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules|Error:|Zod/);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  return answer;
};

const jsonOf = async (name: Handler, asked: Asked) => {
  const { statusCode, headers, body } = await call(name, asked);
  expect(headers['content-type']).toBe('application/json');
  return { statusCode, json: JSON.parse(body) };
};

const document = () => ({ ...smallDocument, pilot: { id: pilot, name: 'Een wijk' } });
const openIt = (party = 'INS') =>
  jsonOf('openPilot', { claims: claimsOf(party, 'signatory'), body: JSON.stringify(document()) });
const announce = (file: SmallFile) =>
  jsonOf('requestUpload', {
    claims: claimsOf(file.party, 'analyst'),
    path: { pilot },
    body: JSON.stringify(announcement(file)),
  });

const uploaded = z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) });
const storageEvent = (key: string) => ({
  version: '0',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: { bucket: { name: 'incoming' }, object: { key, size: 1, etag: 'e' } },
});
const invoke = (name: keyof typeof steps, event: unknown): Promise<unknown> =>
  Promise.resolve(steps[name](event, {} as never));

const deliverIt = async (file: SmallFile): Promise<void> => {
  const { url, method, headers } = uploaded.parse((await announce(file)).json);
  expect((await fetch(url, { method, headers, body: bytesOf(file.text) })).status).toBe(200);
  await invoke('ingest', storageEvent(keyIn(url, pilot)));
};

const due = z.object({ pilot: z.string(), settle: z.array(z.unknown()), seal: z.array(z.unknown()) });
const workflow = async (): Promise<void> => {
  const found = due.parse(await invoke('findDue', { pilot }));
  for (const each of found.settle) await invoke('settle', { pilot, due: each });
  for (const each of found.seal) await invoke('seal', { pilot, due: each });
};

const overview = z.object({ slots: z.array(z.object({ statement: z.string().nullable(), step: z.string() })) });
const slotNow = async () => {
  const { json } = await jsonOf('readPilot', { claims: claimsOf('INS', 'analyst'), path: { pilot } });
  const [first] = overview.parse(json).slots;
  if (first === undefined) throw new Error('The pilot has no statements.');
  return first;
};

/** All parties agree on who is counted. */
const countedIt = async (): Promise<void> => {
  const proposal = { claims: claimsOf('INS', 'controller'), path: { pilot }, body: JSON.stringify(smallPopulation) };
  const { population } = z.object({ population: z.string() }).parse((await jsonOf('proposePopulation', proposal)).json);
  for (const party of smallDocument.agreement.approvers) {
    const asked = { claims: claimsOf(party, 'signatory'), path: { pilot, population }, body: '{}' };
    expect((await jsonOf('approvePopulation', asked)).statusCode).toBe(200);
  }
};

const draftIt = async (): Promise<string> => {
  await openIt();
  await agreeIt();
  await countedIt();
  for (const file of filesFor('2025-K1')) await deliverIt(file);
  await workflow();
  return (await slotNow()).statement ?? '';
};

const agreeOnPopulation = async (): Promise<void> => {
  const proposal = { claims: claimsOf('INS', 'controller'), path: { pilot }, body: JSON.stringify(smallPopulation) };
  const { population } = (await jsonOf('proposePopulation', proposal)).json;
  for (const party of smallDocument.agreement.approvers) {
    const asked = { claims: claimsOf(party, 'signatory'), path: { pilot, population }, body: '{}' };
    expect(await jsonOf('approvePopulation', asked)).toMatchObject({ statusCode: 200, json: { approved: population } });
  }
};

const agreeIt = async (): Promise<void> => {
  await agreeOnPopulation();
  const agreement = hash(canonicalText(document()));
  for (const party of smallDocument.agreement.approvers.filter((each) => each !== 'INS')) {
    const asked = { claims: claimsOf(party, 'signatory'), path: { pilot }, body: JSON.stringify({ agreement }) };
    expect(await jsonOf('approveAgreement', asked)).toEqual({ statusCode: 200, json: { approved: agreement } });
  }
};

const reviewIt = async (party: string, statement: string): Promise<void> => {
  const asked = { claims: claimsOf(party, 'controller'), path: { pilot, statement }, body: '{}' };
  expect(await jsonOf('review', asked)).toEqual({ statusCode: 200, json: { reviewed: statement } });
};

const approveIt = async (statement: string): Promise<void> => {
  for (const party of smallDocument.agreement.approvers) {
    await reviewIt(party, statement);
    const asked = { claims: claimsOf(party, 'signatory'), path: { pilot, statement }, body: '{}' };
    expect(await jsonOf('approve', asked)).toEqual({ statusCode: 200, json: { approved: statement } });
  }
};

const read = (statement: string, file?: string) =>
  call('readStatement', {
    claims: claimsOf('INS', 'controller'),
    path: { pilot, statement },
    ...(file === undefined ? {} : { query: { file } }),
  });

const chainNow = () => recordStore(process.env['PILOTS_TABLE'] ?? '', hash, services.dynamodb).read(pilot);

describe('the whole way through the handlers', () => {
  test('from an opened pilot to a sealed bundle', async () => {
    const statement = await draftIt();
    expect(statement).toMatch(/^[0-9a-f]{64}$/);
    expect(started).toContain(JSON.stringify({ pilot, overdue: false }));
    await approveIt(statement);
    await workflow();
    expect(await slotNow()).toMatchObject({ statement, step: 'sealed' });
    expect(hash((await read(statement)).body)).toBe(statement);
    const sealedEvent = (await chainNow()).at(-1)?.change;
    const files = sealedEvent?.type === 'statementSealed' ? sealedEvent.files : [];
    expect(files.map(({ name }) => name)).toEqual([...BUNDLE_FILES, BUNDLE_ZIP].sort());
    for (const { name, sha256 } of files) {
      const { body, isBase64Encoded } = await read(statement, name);
      expect(hashBytes(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))).toBe(sha256);
    }
  });

  test('the page of a statement runs no script, loads nothing and stands in no frame', async () => {
    const statement = await draftIt();
    const { statusCode, headers, body } = await read(statement, 'statement.html');
    expect(statusCode).toBe(200);
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(body).toContain('<html lang="nl"');
    expect(body).not.toMatch(/<script|\son\w+=|https?:\/\/(?!www\.w3\.org)/i);
    expect((await read(statement)).headers['content-type']).toBe('application/json');
  });

  test('the nightly sweep starts every pilot, also those that are overdue', async () => {
    await openIt();
    await invoke('sweep', { time: '2026-01-01T02:00:00Z' });
    expect(started).toContain(JSON.stringify({ pilot, overdue: true }));
  });
});

describe('a request that cannot be read', () => {
  test.each([
    ['is not JSON', '{"pilot":', false],
    ['is empty', '', false],
    ['is a text with a byte order mark', '\ufeff{}', false],
    ['names half a character', '{"pilot":"\\ud83d"}', false],
    ['is base64 of something else', Buffer.from('geen json').toString('base64'), true],
    ['says it is base64 and is not', '{"pilot":', true],
  ])('a body that %s is refused', async (_, body, isBase64Encoded) => {
    const answer = await jsonOf('openPilot', { claims: claimsOf('INS', 'signatory'), body, isBase64Encoded });
    expect(answer).toEqual({
      statusCode: 400,
      json: { refusal: 'request_is_malformed', message: 'De inhoud van de aanvraag is geen JSON.' },
    });
    expect(await chainNow()).toEqual([]);
  });

  test('no body is read as no document, and each fault is named', async () => {
    const { statusCode, json } = await jsonOf('openPilot', { claims: claimsOf('INS', 'signatory') });
    expect(statusCode).toBe(400);
    expect(json).toMatchObject({
      refusal: 'request_is_malformed',
      message: 'De pilot kan zo niet worden geopend; elke fout staat hieronder met zijn plaats.',
      detail: [{ path: '', message: expect.any(String) }],
    });
  });

  test('a body in base64 is read', async () => {
    const body = Buffer.from(JSON.stringify(document())).toString('base64');
    const asked = { claims: claimsOf('INS', 'signatory'), body, isBase64Encoded: true };
    expect(await jsonOf('openPilot', asked)).toEqual({ statusCode: 200, json: { pilot } });
  });

  test('a number that JSON can write and nobody can hold is refused', async () => {
    const body = JSON.stringify(document()).replace('"deliveryTermDays":150', '"deliveryTermDays":1e999');
    const { statusCode } = await jsonOf('openPilot', { claims: claimsOf('INS', 'signatory'), body });
    expect(statusCode).toBe(400);
  });
});

describe('who may ask', () => {
  const NAMED = { 'custom:party': 'wijk/INS', 'custom:role': 'analyst' };

  test.each([
    ['no claims of ours', { sub: 'persoon-1' }],
    ['a party without a pilot', { sub: 'persoon-1', 'custom:party': 'INS', 'custom:role': 'analyst' }],
    ['a role that does not exist', { sub: 'persoon-1', 'custom:party': 'wijk/INS', 'custom:role': 'admin' }],
    ['an e-mail address in place of a number', { ...NAMED, sub: 'jan.jansen@example.org' }],
    ['an empty person', { sub: '', 'custom:party': 'wijk/INS', 'custom:role': 'analyst' }],
  ])('a token with %s is refused', async (_, claims) => {
    const json = {
      refusal: 'person_must_belong_to_pilot',
      message: 'Dit account hoort niet bij een partij van een pilot. Vraag de beheerder om toegang.',
    };
    for (const name of HTTP_VERBS)
      expect(await jsonOf(name, { claims, path: { pilot, statement: 'x' } })).toEqual({ statusCode: 403, json });
  });

  test('without an authorizer before it a handler answers nobody: that is a fault of the deployment', async () => {
    await expect(Promise.resolve(readPilot(apiEvent({ path: { pilot } }), {} as never))).rejects.toThrow();
  });

  test('the pilot of others is closed, whether it is there or not', async () => {
    await openIt();
    const other = { ...claimsOf('INS', 'analyst'), 'custom:party': 'elders/INS' };
    const { statusCode, json } = await jsonOf('readPilot', { claims: other, path: { pilot } });
    expect([statusCode, json.refusal]).toEqual([403, 'person_must_belong_to_pilot']);
    const absent = await jsonOf('readPilot', { claims: other, path: { pilot: 'nergens' } });
    expect([absent.statusCode, absent.json.refusal]).toEqual([403, 'person_must_belong_to_pilot']);
  });
});

describe('supervision through the handlers', () => {
  const asked = (party: string, role: string, path: Readonly<Record<string, string>>, body: object = {}) => ({
    claims: claimsOf(party, role),
    path: { pilot, ...path },
    body: JSON.stringify(body),
  });

  test('a question, an objection and a withdrawal, each with its answer', async () => {
    const statement = await draftIt();
    const question = await jsonOf('ask', asked('MUN', 'analyst', { statement }, { question: 'Waarom?', line: 3 }));
    const objection = await jsonOf('object', asked('CARE', 'controller', { statement }, { line: 2, reason: 'Nee.' }));
    expect([question.statusCode, objection.statusCode]).toEqual([200, 200]);
    const numberOf = (json: object) => `${Object.values(json)[0]}`;
    const toQuestion = asked('INS', 'analyst', { statement, number: numberOf(question.json) }, { answer: 'Daarom.' });
    const toObjection = asked('INS', 'signatory', { statement, number: numberOf(objection.json) }, { answer: 'Ja.' });
    expect((await jsonOf('answerQuestion', toQuestion)).statusCode).toBe(200);
    expect((await jsonOf('answerObjection', toObjection)).statusCode).toBe(200);
    await reviewIt('INS', statement);
    expect((await jsonOf('approve', asked('INS', 'signatory', { statement }))).statusCode).toBe(200);
    expect(await jsonOf('withdrawApproval', asked('INS', 'signatory', { statement }))).toEqual({
      statusCode: 200,
      json: { withdrawn: statement },
    });
    const page = (await read(statement, 'statement.html')).body;
    expect(page).toContain('id="toezicht"');
    expect(page).toContain('Daarom.');
    const { statusCode, body } = await requests.readEvents(
      apiEvent({ claims: claimsOf('TOEZICHT', 'supervisor'), path: { pilot }, query: { after: '0' } }),
      {} as never,
    );
    expect([statusCode, JSON.parse(body)]).toEqual([200, await chainNow()]);
  });

  test('an attempt that is refused is logged by its rule, and nothing of the person, the content or the path', async () => {
    const statement = await draftIt();
    await jsonOf('approve', asked('INS', 'signatory', { statement }));
    await jsonOf('object', asked('INS', 'controller', { statement }, { line: 1, reason: 'jan.jansen@example.org' }));
    await jsonOf('approve', { claims: { sub: 'jan.jansen@example.org', email: 'jan.jansen@example.org' } });
    const from = { route: '$default', pilot, party: 'INS' };
    expect(warned.map((line) => JSON.parse(line))).toEqual([
      { refused: 'review_must_come_first', ...from, role: 'signatory' },
      { refused: 'request_is_malformed', ...from, role: 'controller' },
      { refused: 'person_must_belong_to_pilot', route: '$default' },
    ]);
    expect(warned.join()).not.toContain(statement);
  });
});

describe('refusals have the status of their rule and a Dutch text', () => {
  const none = 'f'.repeat(64);
  const cases: readonly (readonly [string, number, string, string, Handler, () => Asked])[] = [
    [
      'a file without a size',
      400,
      'request_is_malformed',
      'Een aanlevering noemt kind, valuationDate (stand per), sha256 en sizeBytes.',
      'requestUpload',
      () => ({ claims: claimsOf('INS', 'analyst'), body: '{"kind":"costs"}' }),
    ],
    [
      'a controller who approves',
      403,
      'role_must_allow_this',
      'Dit vraagt de rol signatory; dit account heeft de rol controller.',
      'approve',
      () => ({ claims: claimsOf('INS', 'controller') }),
    ],
    [
      'a statement that is not there',
      404,
      'statement_must_exist',
      'Er is geen afschrift met deze hash.',
      'readStatement',
      () => ({ claims: claimsOf('INS', 'controller') }),
    ],
    [
      'an approval of a statement that is not there',
      404,
      'statement_must_exist',
      'Er is geen afschrift met deze hash. Haal het overzicht opnieuw op.',
      'approve',
      () => ({ claims: claimsOf('INS', 'signatory') }),
    ],
  ];

  test.each(cases)('%s: %i %s', async (_, status, refusal, message, name, asked) => {
    await openIt();
    const { statusCode, json } = await jsonOf(name, { path: { pilot, statement: none }, ...asked() });
    expect(statusCode).toBe(status);
    expect(json).toMatchObject({ refusal, message });
  });

  test('a pilot that is not open: 404 pilot_must_exist', async () => {
    const { statusCode, json } = await jsonOf('readPilot', { claims: claimsOf('INS', 'analyst'), path: { pilot } });
    expect([statusCode, json]).toEqual([
      404,
      { refusal: 'pilot_must_exist', message: `Er is geen pilot met het kenmerk ${pilot}.` },
    ]);
  });

  test('the same pilot with another document: 409 pilot_exists_already', async () => {
    await openIt();
    const body = JSON.stringify({ ...document(), pilot: { id: pilot, name: 'Anders' } });
    const { statusCode, json } = await jsonOf('openPilot', { claims: claimsOf('INS', 'signatory'), body });
    expect([statusCode, json.refusal]).toEqual([409, 'pilot_exists_already']);
  });

  test('a file that a draft does not have: 404 file_must_exist', async () => {
    const statement = await draftIt();
    const { statusCode, body } = await read(statement, 'events.json');
    expect([statusCode, JSON.parse(body)]).toEqual([
      404,
      { refusal: 'file_must_exist', message: 'Dit afschrift heeft geen bestand events.json.' },
    ]);
  });
});

describe('an event of another service that does not fit is our own mistake', () => {
  test.each([
    ['ingest', {}],
    ['ingest', { detail: { object: {} } }],
    ['findDue', { overdue: true }],
    ['settle', { pilot: 'wijk', due: { period: '2025', kind: 'weekly', inputs: '' } }],
    ['seal', { pilot: 'wijk', due: 'f'.repeat(64) }],
  ] as const)('%s throws', async (name, event) => {
    await expect(invoke(name, event)).rejects.toThrow();
  });
});

describe('faults of the services that no emulator shows', () => {
  afterEach(() => vi.restoreAllMocks());

  const throttled = () =>
    new ProvisionedThroughputExceededException({ message: 'The level of throughput was exceeded', $metadata: {} });

  /** The service itself, but for one command. */
  const faultyDatabase = () => {
    const mock = mockClient(DynamoDBClient);
    mock.send.callThrough();
    return mock;
  };

  test('a throttled table: the approval throws, nothing is half done, and it may be tried again', async () => {
    const statement = await draftIt();
    await reviewIt('INS', statement);
    const before = await chainNow();
    const starts = started.length;
    const mock = faultyDatabase();
    mock.on(PutItemCommand).rejectsOnce(throttled());
    const asked = { claims: claimsOf('INS', 'signatory'), path: { pilot, statement } };
    await expect(call('approve', asked)).rejects.toThrow('throughput');
    mock.restore();
    expect(await chainNow()).toEqual(before);
    expect(started).toHaveLength(starts);
    expect((await call('approve', asked)).statusCode).toBe(200);
    expect(await chainNow()).toHaveLength(before.length + 1);
  });

  test('a throttled table: an upload is taken in by the next announcement', async () => {
    await openIt();
    const [file] = filesFor('2025-K1');
    const { url, method, headers } = uploaded.parse((await announce(file)).json);
    await fetch(url, { method, headers, body: bytesOf(file.text) });
    const mock = faultyDatabase();
    mock.on(PutItemCommand).rejectsOnce(throttled());
    await expect(invoke('ingest', storageEvent(keyIn(url, pilot)))).rejects.toThrow('throughput');
    mock.restore();
    expect(await chainNow()).toHaveLength(1);
    await invoke('ingest', storageEvent(keyIn(url, pilot)));
    expect(await chainNow()).toHaveLength(2);
  });

  test('a transaction in conflict with another is no answer: opening throws, and may be tried again', async () => {
    const mock = faultyDatabase();
    const reasons = [{ Code: 'TransactionConflict' }, { Code: 'None' }];
    const conflict = new TransactionCanceledException({
      message: 'Transaction cancelled',
      CancellationReasons: reasons,
      $metadata: {},
    });
    mock.on(TransactWriteItemsCommand).rejectsOnce(conflict);
    await expect(openIt()).rejects.toThrow('Transaction cancelled');
    mock.restore();
    expect(await chainNow()).toEqual([]);
    expect((await openIt()).statusCode).toBe(200);
  });

  test('storage that asks to slow down while sealing: it throws, no seal is recorded, and the next one ends right', async () => {
    const statement = await draftIt();
    await approveIt(statement);
    const before = await chainNow();
    const mock = mockClient(S3Client);
    mock.send.callThrough();
    const slow = new S3ServiceException({ name: 'SlowDown', $fault: 'server', message: 'Reduce rate', $metadata: {} });
    mock.on(PutObjectCommand, { Key: `${pilot}/sealed/${statement}/case.json` }).rejectsOnce(slow);
    await expect(workflow()).rejects.toThrow('Reduce rate');
    mock.restore();
    expect(await chainNow()).toEqual(before);
    await workflow();
    expect((await slotNow()).step).toBe('sealed');
  });
});
