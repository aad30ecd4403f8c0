import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDynamoDb } from '../../../local/runtime/dynamodb.ts';
import type { Call } from '../../../local/runtime/run.ts';
import type { Templates } from '../../../local/runtime/templates.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { listed, livingWith, newFolder, request, someone, startTestRun, upload } from './fixture.ts';
import { templates } from './templates.ts';

const runProcess = fileURLToPath(new URL('run-process.ts', import.meta.url));

/** Starts a run in a process of its own and waits for what it tells. */
const forkRun = async (folder: string) => {
  const child = fork(runProcess, [folder], { execArgv: [], stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [told] = (await once(child, 'message')) as [{ readonly address?: string; readonly error?: string }];
  return { child, told };
};

/** The templates with one more resource. */
const odd = (Type: string, Properties: object): Templates => ({
  ...templates,
  More: { Resources: { Odd: { Type, Properties } } },
});

describe('a file goes its way', () => {
  test('from upload to archive, ledger and workflow, by the rules of the templates', async () => {
    const run = await startTestRun(await newFolder());
    await upload(run, 'a.csv', 'text');
    await run.idle();
    expect(await listed(run)).toEqual({ files: ['a.csv'], notes: ['a.csv'] });
    expect(run.deadLetters()).toEqual([]);
  });

  test('and a file that the function cannot take becomes a dead letter, with its event and its last error', async () => {
    const run = await startTestRun(await newFolder());
    await upload(run, 'b.csv', 'broken');
    await run.idle();
    expect(run.deadLetters()).toMatchObject([
      {
        verb: 'archive',
        event: { detail: { object: { key: 'b.csv', size: 6 } } },
        error: 'Error: this file is broken',
      },
    ]);
    expect(await listed(run)).toEqual({ files: [], notes: [] });
  });

  test('the clock calls the rules that have a schedule', async () => {
    const run = await startTestRun(await newFolder());
    await run.runSchedule();
    await run.idle();
    expect(await listed(run)).toEqual({ files: [], notes: ['clock'] });
  });
});

describe('state', () => {
  test('survives a restart, and what still lies in the inbox is told again', async () => {
    const folder = await newFolder();
    const first = await startTestRun(folder);
    await upload(first, 'a.csv', 'text');
    await first.idle();
    await first.close();
    const calls: Call[] = [];
    const second = await startTestRun(folder, { onCall: (call) => void calls.push(call) });
    await second.idle();
    expect(calls.filter(({ verb }) => verb === 'archive').map(({ action }) => action)).toContain('s3:GetObject');
    expect(await listed(second)).toEqual({ files: ['a.csv'], notes: ['a.csv'] });
  });

  test('an upload whose expiry has passed is gone, and is not told again', async () => {
    const folder = await newFolder();
    await (await startTestRun(folder)).close();
    const yesterday = new Date(Date.now() - 2 * 86_400_000);
    const settings = { name: 'inbox', versioned: false, objectLock: null };
    const key = { accessKeyId: 'test', secretAccessKey: 'test' };
    const secretOf = () => key.secretAccessKey;
    const before = await startS3({ folder: `${folder}/s3`, buckets: [settings], secretOf, now: () => yesterday });
    onTestFinished(before.close);
    const client = new S3Client({ endpoint: before.endpoint, region: 'eu-west-1', credentials: key });
    await client.send(new PutObjectCommand({ Bucket: 'inbox', Key: 'old.csv', Body: 'text' }));
    client.destroy();
    await before.close();
    const run = await startTestRun(folder);
    await run.idle();
    expect(await listed(run)).toEqual({ files: [], notes: [] });
  });

  test('two runs side by side do not meet', async () => {
    const [one, other] = [await startTestRun(await newFolder()), await startTestRun(await newFolder())];
    await upload(one, 'a.csv', 'text');
    await one.idle();
    expect(await listed(one)).toEqual({ files: ['a.csv'], notes: ['a.csv'] });
    expect(await listed(other)).toEqual({ files: [], notes: [] });
    const foreign = await one.token(someone);
    const answer = await fetch(`${other.address}/list`, { headers: { authorization: `Bearer ${foreign}` } });
    expect(answer.status).toBe(401);
  });

  test('a folder that another process has is refused', async () => {
    const folder = await newFolder();
    const run = await startTestRun(folder);
    const { told } = await forkRun(folder);
    expect(told.error).toContain(`De map ${folder} is in gebruik door een andere run van Ontschot`);
    expect((await request(run, '/list')).status).toBe(200);
  });

  test.each([
    ['because the templates cannot be made', async () => Promise.reject(new Error('no templates'))],
    ['because the templates ask for what it does not do', async () => odd('AWS::Lambda::Function', { Handler: 'a.b' })],
  ])('a run that does not start %s leaves nothing behind', async (_, broken) => {
    const folder = await newFolder();
    await expect(startTestRun(folder, { templates: broken })).rejects.toThrow();
    const run = await startTestRun(folder);
    expect((await request(run, '/list')).status).toBe(200);
    await run.close();
    // What the failed start left behind would still be there now.
    expect(livingWith(folder)).toEqual([]);
  });

  test('two runs on one endpoint of DynamoDB do not meet either', async () => {
    const shared = await startDynamoDb(await newFolder());
    onTestFinished(shared.close);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', shared.endpoint);
    onTestFinished(() => void vi.unstubAllEnvs());
    const folders = [await newFolder(), await newFolder()] as const;
    const [one, other] = [await startTestRun(folders[0]), await startTestRun(folders[1])];
    expect(livingWith(folders[0])).toEqual([]);
    await upload(one, 'a.csv', 'text');
    await one.idle();
    expect(await listed(one)).toEqual({ files: ['a.csv'], notes: ['a.csv'] });
    expect(await listed(other)).toEqual({ files: [], notes: [] });
  });
});

describe('the end of a run', () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'by %s leaves no living process, and the next run has the folder',
    async (signal) => {
      const folder = await newFolder();
      const { child, told } = await forkRun(folder);
      expect(told.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(livingWith(folder)).not.toEqual([]);
      child.kill(signal);
      const [, endedBy] = await once(child, 'exit');
      expect(endedBy).toBe(signal);
      await expect.poll(() => livingWith(folder)).toEqual([]);
      expect(await listed(await startTestRun(folder))).toEqual({ files: [], notes: [] });
    },
  );

  test('by closing leaves no living process, however often it is asked', async () => {
    const folder = await newFolder();
    const run = await startTestRun(folder);
    await Promise.all([run.close(), run.close()]);
    await run.close();
    expect(livingWith(folder)).toEqual([]);
    await expect(fetch(run.address)).rejects.toThrow();
  });
});

test('every call of a verb is told by the permission it needs; a presigned upload counts for the verb that signed it', async () => {
  const calls = new Set<string>();
  const onCall = ({ verb, action, resource }: Call) => void calls.add(`${verb} ${action} ${resource}`);
  const run = await startTestRun(await newFolder(), { onCall });
  await upload(run, 'a.csv', 'text');
  await run.idle();
  await listed(run);
  expect([...calls].sort()).toEqual([
    'allowUpload s3:PutObject inbox',
    'archive dynamodb:PutItem Ledger',
    'archive s3:GetObject inbox',
    'archive s3:PutObject archive',
    'archive states:StartExecution arn:aws:states:eu-west-1:000000000000:stateMachine:notes',
    'list dynamodb:Query Ledger',
    'note dynamodb:PutItem Ledger',
  ]);
});

describe('the HTTP API', () => {
  test('hands a request to its function in payload format 2.0 and sends back what it answers', async () => {
    const run = await startTestRun(await newFolder());
    const answer = await request(run, '/things/a%20b/c?x=1&x=2&y=%C3%A7', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', cookie: 'k=v; l=w', 'X-Mixed': 'Yes' },
    });
    expect([answer.status, answer.headers.get('x-number'), answer.headers.getSetCookie()]).toEqual([
      201,
      '7',
      ['a=1; Secure', 'b=2'],
    ]);
    expect(await answer.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things/{thing}/{part}',
      rawPath: '/things/a%20b/c',
      rawQueryString: 'x=1&x=2&y=%C3%A7',
      cookies: ['k=v', 'l=w'],
      headers: { 'content-type': 'application/json', 'x-mixed': 'Yes' },
      queryStringParameters: { x: '1,2', y: 'ç' },
      pathParameters: { thing: 'a b', part: 'c' },
      requestContext: {
        http: { method: 'POST', path: '/things/a%20b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        authorizer: {
          jwt: { claims: { sub: 'p1', 'custom:party': 'wijk/INS', 'custom:role': 'analyst' }, scopes: null },
        },
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  test('hands over a body that is no text as base64, and sends bytes as bytes', async () => {
    const run = await startTestRun(await newFolder());
    const headers = { 'content-type': 'application/zip' };
    const answer = await request(run, '/things/a/b', { method: 'POST', body: Buffer.from([1, 255]), headers });
    expect(await answer.json()).toMatchObject({ body: 'Af8=', isBase64Encoded: true });
    expect(Buffer.from(await (await request(run, '/bytes')).arrayBuffer())).toEqual(Buffer.from([0, 255, 128]));
  });

  test.each([
    ['a path without a route', '/nowhere', {}, 404, 'Not Found'],
    ['no token', '/list', { headers: { authorization: '' } }, 401, 'Unauthorized'],
    ['a token that is none', '/list', { headers: { authorization: 'Bearer a.b.c' } }, 401, 'Unauthorized'],
    ['a function that fails', '/fault', {}, 500, 'Internal Server Error'],
    [
      'a body over ten megabytes',
      '/things/a/b',
      { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) },
      413,
      'Request Entity Too Large',
    ],
  ])('answers %s itself', async (_, path, init, status, message) => {
    const run = await startTestRun(await newFolder());
    const answer = await request(run, path, init);
    expect([answer.status, await answer.json()]).toEqual([status, { message }]);
  });

  test('answers on the port that is asked for, and refuses one that is taken', async () => {
    const first = await startTestRun(await newFolder());
    const port = Number(new URL(first.address).port);
    await expect(startTestRun(await newFolder(), { port })).rejects.toThrow(`Poort ${port} is al in gebruik`);
    await first.close();
    expect((await startTestRun(await newFolder(), { port })).address).toBe(first.address);
  });
});

test('handlers live in UTC, as in Lambda, wherever this machine stands', async () => {
  const before = process.env['TZ'];
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  process.env['TZ'] = 'Europe/Amsterdam';
  expect(new Date(2026, 5, 21).toISOString()).toBe('2026-06-20T22:00:00.000Z');
  const run = await startTestRun(await newFolder());
  expect(await (await request(run, '/summer')).json()).toEqual({ moment: '2026-06-21T00:00:00.000Z' });
});

test('a workflow that the templates start with JSONata is refused before anything answers', async () => {
  const jsonata = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'a', States: {} });
  await expect(
    startTestRun(await newFolder(), {
      templates: async () => odd('AWS::StepFunctions::StateMachine', { DefinitionString: jsonata }),
    }),
  ).rejects.toThrow('Odd is not in JSONPath');
});
