import {
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  type StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DeadLetter } from '../../../local/runtime/asynchronous.ts';
import type { Functions } from '../../../local/runtime/functions.ts';
import { startStatesApi } from '../../../local/runtime/states-api.ts';
import { noWork } from '../../../local/runtime/work.ts';
import type { Outcome } from '../../../local/runtime/worker.ts';
import { workflowOf } from '../../../local/runtime/workflow.ts';

const machineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:notes';

type Task = (resource: string, event: unknown) => Outcome | Promise<Outcome>;

const task = (Resource: string, more: object = { End: true }) => ({ Type: 'Task', Resource, ...more });

const oneByOne = {
  StartAt: 'find',
  States: {
    find: task('find', { Next: 'each' }),
    each: {
      Type: 'Map',
      ItemsPath: '$.due',
      ItemSelector: { 'pilot.$': '$.pilot', 'due.$': '$$.Map.Item.Value' },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'settle', States: { settle: task('settle') } },
      MaxConcurrency: 1,
      End: true,
    },
  },
};

/** A workflow of one machine behind its endpoint, and a client of the real SDK; all ends with the test. */
const start = async (definition: object, run: Task) => {
  const events: unknown[] = [];
  const failures: DeadLetter[] = [];
  const calls: string[] = [];
  const work = noWork();
  const functions: Functions = {
    invoke: async (resource, event) => {
      events.push({ [resource]: event });
      return run(resource, event);
    },
    close: async () => undefined,
  };
  const machines = [{ name: 'notes', arn: machineArn, definition: definition as Record<string, unknown> }];
  const starter = workflowOf({ machines, functions, work, onFailure: (failure) => failures.push(failure) });
  const server = await startStatesApi(starter, (key, arn) => void calls.push(`${key} ${arn}`));
  const credentials = { accessKeyId: 'ingest', secretAccessKey: 'x' };
  const client = new SFNClient({ endpoint: server.address, region: 'eu-west-1', credentials, maxAttempts: 1 });
  onTestFinished(server.close);
  onTestFinished(() => client.destroy());
  const begin = (input: Partial<StartExecutionCommandInput> = {}) =>
    client.send(new StartExecutionCommand({ stateMachineArn: machineArn, input: '{"pilot":"wijk"}', ...input }));
  return { begin, idle: work.idle, events, failures, calls };
};

const payload = (value: unknown): Outcome => ({ payload: JSON.stringify(value) });
const failed = (errorType: string): Outcome => ({ error: { errorType, errorMessage: 'no', stackTrace: [] } });

test('the items of a Map reach their task one by one, in order, each with what it is made of', async () => {
  const { begin, idle, events, calls } = await start(oneByOne, (resource) =>
    resource === 'find'
      ? payload({ pilot: 'wijk', due: [{ period: '2025-K1' }, { period: '2025-K2' }] })
      : payload(null),
  );
  const { executionArn, startDate } = await begin({ name: 'first' });
  expect(executionArn).toBe('arn:aws:states:eu-west-1:000000000000:execution:notes:first');
  expect(Math.abs((startDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  await idle();
  expect(events).toEqual([
    { find: { pilot: 'wijk' } },
    { settle: { pilot: 'wijk', due: { period: '2025-K1' } } },
    { settle: { pilot: 'wijk', due: { period: '2025-K2' } } },
  ]);
  expect(calls).toEqual([`ingest ${machineArn}`]);
});

test('an execution is under way before the answer is given', async () => {
  const gate = Promise.withResolvers<Outcome>();
  const { begin, idle, events } = await start({ StartAt: 'find', States: { find: task('find') } }, () => gate.promise);
  await begin();
  gate.resolve(payload({}));
  await idle();
  expect(events).toHaveLength(1);
});

test('a task that fails ends the execution: no item after it is begun, and the failure is told with its cause', async () => {
  const { begin, idle, events, failures } = await start(oneByOne, (resource) =>
    resource === 'find' ? payload({ pilot: 'wijk', due: [1, 2, 3] }) : failed('RangeError'),
  );
  await begin();
  await idle();
  // What the runner still has in hand would show up in the turns after the execution.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  expect(events).toEqual([{ find: { pilot: 'wijk' } }, { settle: { pilot: 'wijk', due: 1 } }]);
  expect(failures).toEqual([
    {
      verb: 'notes',
      event: { pilot: 'wijk' },
      error: 'RangeError: {"errorType":"RangeError","errorMessage":"no","stackTrace":[]}',
    },
  ]);
});

test.each([
  ['a fault of the service is tried again as the definition says', 'Lambda.ServiceException', 3, 0],
  ['a fault of the verb is not', 'RangeError', 1, 1],
])('%s', async (_, errorType, expectedEvents, expectedFailures) => {
  const Retry = [{ ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 0.01, MaxAttempts: 6 }];
  const definition = { StartAt: 'find', States: { find: task('find', { Retry, End: true }) } };
  let calls = 0;
  const { begin, idle, events, failures } = await start(definition, () => {
    calls += 1;
    return calls < 3 ? failed(errorType) : payload({});
  });
  await begin();
  await idle();
  expect([events.length, failures.length]).toEqual([expectedEvents, expectedFailures]);
});

describe('a name that was used before', () => {
  const definition = { StartAt: 'find', States: { find: task('find') } };

  test('with the same input gets the same answer while the execution runs, and no second run', async () => {
    const gate = Promise.withResolvers<Outcome>();
    const { begin, idle, events } = await start(definition, () => gate.promise);
    const first = await begin({ name: 'once' });
    const second = await begin({ name: 'once' });
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    gate.resolve(payload({}));
    await idle();
    expect(events).toHaveLength(1);
  });

  test('with another input is refused', async () => {
    const gate = Promise.withResolvers<Outcome>();
    const { begin, idle } = await start(definition, () => gate.promise);
    await begin({ name: 'once' });
    await expect(begin({ name: 'once', input: '{"pilot":"other"}' })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    gate.resolve(payload({}));
    await idle();
  });

  test('is refused when that execution is over, whatever the input', async () => {
    const { begin, idle, events } = await start(definition, () => payload({}));
    await begin({ name: 'once' });
    await idle();
    await expect(begin({ name: 'once' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(events).toHaveLength(1);
  });

  test('without a name every request is an execution of its own', async () => {
    const { begin, idle, events } = await start(definition, () => payload({}));
    const arns = [await begin(), await begin()].map(({ executionArn }) => executionArn);
    await idle();
    expect(new Set(arns).size).toBe(2);
    expect(events).toHaveLength(2);
  });
});

test.each([
  ['a state machine that does not exist', { stateMachineArn: `${machineArn}-other` }, 'StateMachineDoesNotExist'],
  ['a name with a space', { name: 'a b' }, 'InvalidName'],
  ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
])('%s is refused', async (_, input, name) => {
  const { begin, events } = await start(oneByOne, () => payload({}));
  const refusal = await begin(input).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SFNServiceException);
  expect(refusal).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(events).toEqual([]);
});

test('a definition in JSONata is refused at the start, because the local runner would pass over it', async () => {
  const definition = { StartAt: 'find', States: { find: task('find', { QueryLanguage: 'JSONata', End: true }) } };
  await expect(start(definition, () => payload({}))).rejects.toThrow('notes is not in JSONPath');
});
