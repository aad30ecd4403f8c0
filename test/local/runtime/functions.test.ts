import { expect, onTestFinished, test } from 'vitest';
import type { FunctionPlan } from '../../../local/runtime/deployment.ts';
import { type FunctionsOptions, functionsOf } from '../../../local/runtime/functions.ts';
import { planOf } from './fixture.ts';
import { handlersFile } from './templates.ts';

/** Functions of the plans that end with the test, and what they printed. */
const start = (plans: readonly FunctionPlan[], options: Partial<FunctionsOptions> = {}) => {
  const printed: string[] = [];
  const functions = functionsOf(plans, {
    handlersFile,
    endpoints: {
      dynamodb: 'http://127.0.0.1:1',
      s3: 'http://127.0.0.1:2',
      states: 'http://127.0.0.1:3',
      kms: 'http://127.0.0.1:4',
    },
    credentialOf: ({ name }) => ({ accessKeyId: name, secretAccessKey: `secret of ${name}` }),
    onLog: ({ functionName, text }) => printed.push(`${functionName}: ${text}`),
    ...options,
  });
  onTestFinished(functions.close);
  const invoke = (verb: string, event: unknown = {}) => functions.invoke(planOf(verb).arn, event);
  return { ...functions, invoke, printed };
};

test('an event and an answer cross as JSON: what JSON does not have is gone', async () => {
  const { invoke } = start([planOf('echo')]);
  const outcome = await invoke('echo', { text: 'é', none: undefined, moment: new Date(0) });
  expect(outcome).toEqual({ payload: '{"text":"é","moment":"1970-01-01T00:00:00.000Z"}' });
});

test('a handler that gives back nothing answers null', async () => {
  expect(await start([planOf('nothing')]).invoke('nothing')).toEqual({ payload: 'null' });
});

test('a handler sees its own variables and those of Lambda, and of this process only the path', async () => {
  process.env['SECRET_OF_THE_USER'] = 'x';
  onTestFinished(() => void delete process.env['SECRET_OF_THE_USER']);
  const outcome = await start([planOf('tell', { variables: { INBOX: 'inbox' } })]).invoke('tell');
  const told = JSON.parse('payload' in outcome ? outcome.payload : '{}');
  expect(told.environment).toEqual({
    PATH: process.env['PATH'],
    TZ: 'UTC',
    NODE_COMPILE_CACHE: expect.stringContaining('node_modules'),
    INBOX: 'inbox',
    AWS_LAMBDA_FUNCTION_NAME: 'tell',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'tell',
    AWS_SECRET_ACCESS_KEY: 'secret of tell',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
    AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:3',
    AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:4',
    AWS_CONFIG_FILE: expect.any(String),
    AWS_SHARED_CREDENTIALS_FILE: expect.any(String),
  });
  expect(told.context).toMatchObject({ functionName: 'tell', functionVersion: '$LATEST', memoryLimitInMB: '256' });
  expect(told.isInTime).toBe(true);
});

test('a handler that throws is an error as Lambda shows it, and what it printed is told', async () => {
  const { invoke, printed, close } = start([planOf('fail')]);
  expect(await invoke('fail')).toEqual({
    error: {
      errorType: 'RangeError',
      errorMessage: 'the parts do not add up',
      stackTrace: expect.arrayContaining(['RangeError: the parts do not add up']),
    },
  });
  await close();
  await expect.poll(() => printed).toEqual(['fail: about to fail']);
});

test('a function gets one event at a time', async () => {
  const { invoke } = start([planOf('countUnderWay')]);
  const outcomes = await Promise.all([1, 2, 3].map(() => invoke('countUnderWay')));
  expect(outcomes).toEqual([{ payload: '1' }, { payload: '1' }, { payload: '1' }]);
});

test('a function keeps its worker from one event to the next', async () => {
  const { invoke } = start([planOf('failAtFirst')]);
  await invoke('failAtFirst', { times: 1 });
  expect(await invoke('failAtFirst', { times: 1 })).toEqual({ payload: '{"calls":2}' });
});

test('a handler that does not answer in time is ended, and the next event gets a new worker', async () => {
  const { invoke } = start([planOf('hang', { timeoutSeconds: 0.2 })]);
  const timedOut = {
    error: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0\.20 seconds$/),
      stackTrace: [],
    },
  };
  expect(await invoke('hang')).toEqual(timedOut);
  expect(await invoke('hang')).toEqual(timedOut);
});

test('a handler that leaves is an error, and the next event gets a new worker', async () => {
  const { invoke } = start([planOf('leave')]);
  const left = {
    error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 7', stackTrace: [] },
  };
  expect(await invoke('leave')).toEqual(left);
  expect(await invoke('leave')).toEqual(left);
});

test.each([
  ['an export that is not there', 'missing', handlersFile, 'index.missing is undefined or not exported'],
  ['a module that is not there', 'echo', '/nowhere/handlers.ts', '/nowhere/handlers.ts'],
])('%s is an error of every event', async (_, verb, file, message) => {
  const { invoke } = start([planOf(verb)], { handlersFile: file });
  for (const attempt of ['first', 'second']) {
    expect([attempt, await invoke(verb)]).toMatchObject([
      attempt,
      { error: { errorMessage: expect.stringContaining(message) } },
    ]);
  }
});

test('a function that the templates do not have cannot be invoked', async () => {
  await expect(start([]).invoke('echo')).rejects.toThrow('function:echo is no function of the templates');
});

test('after closing no worker starts any more', async () => {
  const { invoke, close } = start([planOf('hang')]);
  const waiting = [invoke('hang'), invoke('hang')];
  await close();
  const closed = {
    error: { errorType: 'Runtime.Closed', errorMessage: 'the embedded run is closing', stackTrace: [] },
  };
  expect(await Promise.all(waiting)).toEqual([closed, closed]);
});
