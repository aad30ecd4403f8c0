/**
 * The inside of a function: imports the handlers' module as Lambda does, then answers one event after another. Events and
 * answers cross as JSON text, so that nothing passes here that could not pass in AWS.
 */
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What a worker is told at its start: where the handlers are, which export is the handler, and what Lambda tells a handler. */
export interface WorkerTask {
  readonly file: string;
  readonly verb: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

/** An event for the handler. The deadline is in milliseconds since 1970. */
export interface WorkerEvent {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineMilliseconds: number;
}

/** An error as Lambda shows it to whoever invoked the function. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** What came of an event: the answer as JSON text, or the error. */
export type Outcome = { readonly payload: string } | { readonly error: InvocationError };

/** What a worker says: once that it is ready (or why it never will be), then an outcome per event. */
export type WorkerMessage = { readonly ready: true } | { readonly broken: InvocationError } | Outcome;

type Handler = (event: unknown, context: object) => unknown;

const errorOf = (thrown: unknown): InvocationError =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, stackTrace: (thrown.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(thrown), stackTrace: [] };

const load = async ({ file, verb }: WorkerTask): Promise<Handler> => {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  const handler = module[verb];
  // The next function loads the same modules and need not compile them again.
  flushCompileCache();
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`index.${verb} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
};

const contextOf = (task: WorkerTask, { requestId, deadlineMilliseconds }: WorkerEvent): object => ({
  functionName: task.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: task.functionArn,
  memoryLimitInMB: String(task.memoryMegabytes),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${task.functionName}`,
  logStreamName: 'embedded',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadlineMilliseconds - Date.now()),
});

const run = async (handler: Handler, task: WorkerTask, message: WorkerEvent): Promise<Outcome> => {
  try {
    const answer = await handler(JSON.parse(message.event), contextOf(task, message));
    // Lambda answers `null` where a handler returns nothing.
    return { payload: JSON.stringify(answer) ?? 'null' };
  } catch (thrown) {
    return { error: errorOf(thrown) };
  }
};

const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

const serve = async (task: WorkerTask): Promise<void> => {
  try {
    const handler = await load(task);
    parentPort?.on('message', (message: WorkerEvent) => void run(handler, task, message).then(say));
    say({ ready: true });
  } catch (thrown) {
    say({ broken: errorOf(thrown) });
  }
};

await serve(workerData);
