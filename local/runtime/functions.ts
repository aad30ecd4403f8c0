/**
 * The functions of the templates. Like in Lambda each has its own environment and its own credentials: each is a worker
 * thread, started at its first event, that gets one event at a time. What a handler reaches, it reaches through the
 * variables from which the AWS SDK learns where the services are; no handler knows that it is not in AWS.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { FunctionPlan } from './deployment.ts';
import { compileCache } from './synthesis.ts';
import { place } from './templates.ts';
import type { InvocationError, Outcome, WorkerEvent, WorkerMessage, WorkerTask } from './worker.ts';

/** A credential that belongs to one function alone, so that every call tells which verb made it. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where the services are that the handlers call. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly states: string;
  readonly kms: string;
}

/** What the functions need to run. */
export interface FunctionsOptions {
  /** The module that exports the handlers by the names of the verbs. */
  readonly handlersFile: string;
  readonly endpoints: Endpoints;
  readonly credentialOf: (plan: FunctionPlan) => Credential;
  readonly onLog: (entry: { readonly functionName: string; readonly text: string }) => void;
}

/** The running functions. */
export interface Functions {
  /** Invokes a function by its ARN with an event that must survive JSON. Rejects for an ARN that is no function of the templates. */
  invoke(functionArn: string, event: unknown): Promise<Outcome>;
  /** Ends all workers at once; what they were doing comes out as an error. */
  close(): Promise<void>;
}

// Lambda gives a function ten seconds to start. A machine that is busy with other things may need longer.
const startSeconds = 60;

const workerFile = new URL('worker.ts', import.meta.url);

/** A new credential for a function; the secret changes with each run. */
export const newCredential = (accessKeyId: string): Credential => ({
  accessKeyId,
  secretAccessKey: randomBytes(24).toString('base64url'),
});

const environmentOf = (plan: FunctionPlan, { endpoints, credentialOf }: FunctionsOptions): NodeJS.ProcessEnv => {
  const { accessKeyId, secretAccessKey } = credentialOf(plan);
  return {
    PATH: process.env['PATH'],
    TZ: 'UTC',
    NODE_COMPILE_CACHE: compileCache,
    ...plan.variables,
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SFN: endpoints.states,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    // The settings of whoever sits at this machine could send the calls to the real AWS.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
};

const failure = (errorType: string, errorMessage: string): { readonly error: InvocationError } => ({
  error: { errorType, errorMessage, stackTrace: [] },
});

/** A started worker. After `ended` it is of no use any more. */
interface Running {
  readonly ready: Promise<Outcome | undefined>;
  handle(message: WorkerEvent): Promise<Outcome>;
  end(outcome: Outcome): Promise<void>;
  hasEnded(): boolean;
}

const startWorker = (plan: FunctionPlan, options: FunctionsOptions): Worker => {
  const { name: functionName, arn: functionArn, verb, memoryMegabytes } = plan;
  const task: WorkerTask = { file: options.handlersFile, verb, functionName, functionArn, memoryMegabytes };
  const worker = new Worker(workerFile, {
    workerData: task,
    env: environmentOf(plan, options),
    execArgv: [],
    name: functionName,
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    stdout: true,
    stderr: true,
  });
  for (const input of [worker.stdout, worker.stderr]) {
    createInterface({ input }).on('line', (text) => options.onLog({ functionName, text }));
  }
  return worker;
};

const startRunning = (plan: FunctionPlan, options: FunctionsOptions): Running => {
  const worker = startWorker(plan, options);
  const ready = Promise.withResolvers<Outcome | undefined>();
  let current: ((outcome: Outcome) => void) | undefined;
  let hasEnded = false;
  const settle = (outcome: Outcome): void => {
    current?.(outcome);
    current = undefined;
  };
  const end = async (outcome: Outcome): Promise<void> => {
    hasEnded = true;
    ready.resolve(outcome);
    settle(outcome);
    await worker.terminate();
  };
  worker.on('message', (message: WorkerMessage) => {
    if ('ready' in message) ready.resolve(undefined);
    else if ('broken' in message) void end({ error: message.broken });
    else settle(message);
  });
  worker.on('error', (error) => void end(failure(error.name, error.message)));
  worker.on('exit', (code) => void end(failure('Runtime.ExitError', `Runtime exited with error: exit status ${code}`)));
  const handle = (message: WorkerEvent): Promise<Outcome> => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    current = resolve;
    worker.postMessage(message);
    return promise;
  };
  return { ready: ready.promise, handle, end, hasEnded: () => hasEnded };
};

/** Waits for an outcome, and ends the worker when that takes too long: its work stops there, as in Lambda. */
const within = async <Value>(running: Running, seconds: number, requestId: string, waited: Promise<Value>) => {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  const timer = setTimeout(() => void running.end(failure('Sandbox.Timedout', errorMessage)), seconds * 1000);
  try {
    return await waited;
  } finally {
    clearTimeout(timer);
  }
};

const handleOne = async (plan: FunctionPlan, running: Running, event: string): Promise<Outcome> => {
  const requestId = randomUUID();
  const failed = await within(running, startSeconds, requestId, running.ready);
  if (failed !== undefined) return failed;
  const deadlineMilliseconds = Date.now() + plan.timeoutSeconds * 1000;
  const message: WorkerEvent = { requestId, event, deadlineMilliseconds };
  return within(running, plan.timeoutSeconds, requestId, running.handle(message));
};

/** One function: its worker, and the queue before it. */
interface Host {
  invoke(event: string): Promise<Outcome>;
  close(): Promise<void>;
}

const hostOf = (plan: FunctionPlan, options: FunctionsOptions): Host => {
  let running: Running | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  const next = async (event: string): Promise<Outcome> => {
    if (isClosed) return closed;
    if (running === undefined || running.hasEnded()) running = startRunning(plan, options);
    return handleOne(plan, running, event);
  };
  const invoke = (event: string): Promise<Outcome> => {
    const outcome = last.then(() => next(event));
    last = outcome;
    return outcome;
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    await running?.end(closed);
  };
  return { invoke, close };
};

const closed = failure('Runtime.Closed', 'the embedded run is closing');

/** Prepares the functions; a worker starts at its first event. */
export const functionsOf = (plans: readonly FunctionPlan[], options: FunctionsOptions): Functions => {
  const hosts = new Map(plans.map((plan) => [plan.arn, hostOf(plan, options)]));
  const invoke = async (functionArn: string, event: unknown): Promise<Outcome> => {
    const host = hosts.get(functionArn);
    if (host === undefined) throw new Error(`${functionArn} is no function of the templates`);
    return host.invoke(JSON.stringify(event));
  };
  const close = async (): Promise<void> => {
    await Promise.all([...hosts.values()].map((host) => host.close()));
  };
  return { invoke, close };
};
