/**
 * Starts everything that a set of templates describes, on loopback, and connects it: what a function calls reaches the
 * embedded services, and what those tell reaches the functions.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type S3Server, startS3 } from '../s3/server.ts';
import { asynchronous, type DeadLetter } from './asynchronous.ts';
import { type AuthorizerPlan, type Deployment, type FunctionPlan, readDeployment } from './deployment.ts';
import { createTables, type DynamoDb, startDynamoDb, tableMark } from './dynamodb.ts';
import { startRecorder } from './dynamodb-recorder.ts';
import { type BusEvent, eventBus, objectCreated } from './event-bus.ts';
import { expireObjects } from './expiry.ts';
import { lockFolder } from './folder-lock.ts';
import { type Credential, type Endpoints, type Functions, functionsOf, newCredential } from './functions.ts';
import { startHttpApi } from './http-api.ts';
import { type Issuer, openIssuer, type Person } from './issuer.ts';
import { publicKeyFile, startKms } from './kms.ts';
import { newSignInCode, startProvider } from './provider.ts';
import { startSchedule } from './schedule.ts';
import { RETURN_PATH, SIGN_IN_PATH } from './sign-in.ts';
import type { SignInPerson } from './sign-in-page.ts';
import { startStatesApi } from './states-api.ts';
import { type Templates, withMarkedTables } from './templates.ts';
import { noWork, type Work } from './work.ts';
import { type StartExecution, workflowOf } from './workflow.ts';

/** Something that a handler printed. */
export interface LogEntry {
  readonly functionName: string;
  readonly text: string;
}

/** A call of a verb to a service. The action is the permission it needs: `dynamodb:Query`, `s3:PutObject`, `kms:Sign`. */
export interface Call {
  readonly verb: string;
  readonly action: string;
  /** The name of the table or the bucket, or the ARN of the state machine or the key. */
  readonly resource: string;
}

/** What a run needs to start. */
export interface RunOptions {
  /** Everything kept lives here and survives a restart. One run at a time. */
  readonly stateFolder: string;
  /** The module that exports the handlers by the names of the verbs. */
  readonly handlersFile: string;
  /** Gives the templates; asked once the folder is locked. */
  readonly templates: () => Promise<Templates>;
  /** The port of the HTTP API. Default: a free one. */
  readonly port?: number;
  /** Who may sign in on the pages. Default: nobody. */
  readonly people?: readonly SignInPerson[];
  /** Default: a line in `functions.log` of the state folder. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Told of each call of a verb; a presigned request counts for the verb that signed it. */
  readonly onCall?: (call: Call) => void;
}

/** A run that answers. */
export interface Run {
  /** Where the HTTP API answers, such as `http://127.0.0.1:4000`. */
  readonly address: string;
  /** Where the public halves of the keys that sign stand, as PEM. */
  readonly publicKeyFiles: readonly string[];
  /** Where people sign in with a browser, and the code of this run that they need for it. */
  readonly signIn: { readonly address: string; readonly code: string };
  /** Where the issuer answers: its discovery document, its keys and its pages. */
  readonly issuerAddress: string;
  /** A token of the embedded issuer, valid for an hour. */
  token(person: Person): Promise<string>;
  /** Calls every rule with a schedule once, as the clock would. */
  runSchedule(): Promise<void>;
  /** Resolves when no request, notification, invocation, retry or execution is under way. */
  idle(): Promise<void>;
  /** Events that all tries failed for, and executions that failed, in the order in which they did. */
  deadLetters(): readonly DeadLetter[];
  /** Stops at once, as a crash would, and waits until every child has ended. */
  close(): Promise<void>;
}

/** What is closed at the end, in the reverse order of its start. */
type Closers = (() => unknown)[];

const hourMilliseconds = 3_600_000;

const closeAll = async (closers: Closers): Promise<void> => {
  for (const close of closers.splice(0).reverse()) await close();
};

/** What the parts of a run share. */
interface Parts {
  readonly options: RunOptions;
  readonly deployment: Deployment;
  readonly work: Work;
  readonly closers: Closers;
  readonly credentials: ReadonlyMap<string, Credential>;
  /** The key of the run itself, whose calls are no verb's. */
  readonly own: Credential;
  readonly onCall: (accessKeyId: string, action: string, resource: string) => void;
  readonly onLog: (entry: LogEntry) => void;
  readonly letters: DeadLetter[];
  /** Set when the run closes: what fails from then on, fails because of that. */
  readonly stopped: AbortController;
}

const callRecorder = (functions: readonly FunctionPlan[], onCall: RunOptions['onCall']): Parts['onCall'] => {
  const verbOf = new Map(functions.map(({ name, verb }) => [name, verb]));
  return (accessKeyId, action, resource) => {
    const verb = verbOf.get(accessKeyId);
    if (verb !== undefined) onCall?.({ verb, action, resource });
  };
};

const logTo = (file: string) => (entry: LogEntry) => appendFileSync(file, `${entry.functionName} ${entry.text}\n`);

const partsOf = (options: RunOptions, deployment: Deployment, closers: Closers): Parts => ({
  options,
  deployment,
  closers,
  work: noWork(),
  // The access key of a function is its name.
  credentials: new Map(deployment.functions.map(({ name }) => [name, newCredential(name)])),
  own: newCredential('embedded-run'),
  onCall: callRecorder(deployment.functions, options.onCall),
  onLog: options.onLog ?? logTo(join(options.stateFolder, 'functions.log')),
  letters: [],
  stopped: new AbortController(),
});

/** The address at which the functions find DynamoDB: behind a recorder where somebody wants to know what they do. */
const dynamoDbFor = async ({ options, onCall, closers }: Parts, dynamodb: DynamoDb): Promise<string> => {
  if (options.onCall === undefined) return dynamodb.endpoint;
  const recorder = await startRecorder(dynamodb.endpoint, (key, { action, table }) => onCall(key, action, table));
  closers.push(recorder.close);
  return recorder.address;
};

const startStorage = async (parts: Parts, publish: (event: BusEvent) => void): Promise<S3Server> => {
  const { options, deployment, credentials, own, onCall, closers } = parts;
  const keys = new Map([...credentials, [own.accessKeyId, own]]);
  const server = await startS3({
    folder: join(options.stateFolder, 's3'),
    buckets: deployment.buckets,
    secretOf: (accessKeyId) => keys.get(accessKeyId)?.secretAccessKey,
    onCreated: ({ bucket: name, ...object }) => {
      const bucket = deployment.buckets.find((candidate) => candidate.name === name);
      if (bucket?.notifies === true) publish(objectCreated(bucket, object));
    },
    onRequest: ({ accessKeyId, action, bucket }) => onCall(accessKeyId, action, bucket),
  });
  closers.push(server.close);
  return server;
};

/** Whatever was left in a bucket that tells of its objects is told again: the run before may have died before it was dealt with. */
const tellAgain = async ({ deployment }: Parts, storage: S3Server, publish: (event: BusEvent) => void) => {
  for (const bucket of deployment.buckets.filter(({ notifies }) => notifies)) {
    for await (const object of storage.objects(bucket.name)) publish(objectCreated(bucket, object));
  }
};

const applyLifecycle = async ({ deployment, own, closers, onLog }: Parts, storage: S3Server): Promise<void> => {
  const apply = () => expireObjects(storage.endpoint, own, deployment.buckets, new Date());
  const fail = (error: unknown) => onLog({ functionName: 'lifecycle', text: String(error) });
  await apply();
  const timer = setInterval(() => void apply().catch(fail), hourMilliseconds);
  timer.unref();
  closers.push(() => clearInterval(timer));
};

const keyFolder = ({ stateFolder }: RunOptions): string => join(stateFolder, 'keys');

const startKeys = async ({ options, deployment, onCall, closers }: Parts): Promise<string> => {
  const kms = await startKms({ folder: keyFolder(options), keys: deployment.keys, onCall });
  closers.push(kms.close);
  return kms.address;
};

const startFunctions = (parts: Parts, endpoints: Endpoints): Functions => {
  const { options, deployment, credentials, own, onLog, closers } = parts;
  const functions = functionsOf(deployment.functions, {
    handlersFile: options.handlersFile,
    endpoints,
    credentialOf: ({ name }) => credentials.get(name) ?? own,
    onLog,
  });
  closers.push(functions.close);
  return functions;
};

const authorizerOf = ({ routes }: Deployment): AuthorizerPlan => {
  const found = routes.find(({ authorizer }) => authorizer !== undefined)?.authorizer;
  if (found === undefined) throw new Error('no route of the templates asks for a token');
  return found;
};

/** Starts the services and the functions, and connects them. */
const connect = async (parts: Parts, dynamodb: DynamoDb) => {
  const { deployment, work, letters, onCall, closers, stopped } = parts;
  // Nobody knows the addresses of the services before the functions are there, so nothing comes in before these two are set.
  let start: StartExecution = () => ({ refusal: 'StateMachineDoesNotExist' });
  let publish: (event: BusEvent) => void = () => undefined;
  const storage = await startStorage(parts, (event) => publish(event));
  const onStart = (key: string, machineArn: string) => onCall(key, 'states:StartExecution', machineArn);
  const states = await startStatesApi((...request) => start(...request), onStart);
  closers.push(states.close);
  const functions = startFunctions(parts, {
    dynamodb: await dynamoDbFor(parts, dynamodb),
    s3: storage.endpoint,
    states: states.address,
    kms: await startKeys(parts),
  });
  closers.push(() => stopped.abort());
  const onFailure = (letter: DeadLetter): void => {
    if (!stopped.signal.aborted) letters.push(letter);
  };
  const send = asynchronous(functions, work, onFailure, stopped.signal);
  start = workflowOf({ machines: deployment.machines, functions, work, onFailure });
  publish = eventBus(deployment.rules, deployment.functions, send);
  await applyLifecycle(parts, storage);
  await tellAgain(parts, storage, publish);
  return { functions, send };
};

/** Ends the run on a signal as it would end on `close`, and then lets the signal do what it always does. */
const closeOnSignals = (close: () => Promise<void>): (() => void) => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = (signal: NodeJS.Signals): void => void close().finally(() => process.kill(process.pid, signal));
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
};

const prepare = async (options: RunOptions, closers: Closers) => {
  const { stateFolder } = options;
  // The three do not need each other, and each takes its time: only the first start makes the templates and the key.
  const starting = startDynamoDb(stateFolder).then((dynamodb) => {
    closers.push(dynamodb.close);
    return dynamodb;
  });
  const all = [starting, openIssuer(stateFolder), options.templates()] as const;
  // When one fails, the database has to be there before it can be stopped.
  await Promise.allSettled(all);
  const [dynamodb, issuer, templates] = await Promise.all(all);
  const mark = tableMark(stateFolder);
  return { dynamodb, issuer, templates: mark === undefined ? templates : withMarkedTables(templates, mark) };
};

/** What the run tells about the door of its pages. */
type Door = Pick<Run, 'address' | 'signIn' | 'issuerAddress'>;

/** Starts the issuer's pages and the HTTP API, which need each other's address. */
const startDoor = async (parts: Parts, issuer: Issuer, functions: Functions): Promise<Door> => {
  const { options, deployment, work, closers, onLog } = parts;
  const authorizer = authorizerOf(deployment);
  const code = newSignInCode();
  let address = '';
  const provider = await startProvider({
    issuer,
    authorizer,
    people: options.people ?? [],
    code,
    client: () => ({ redirectAddress: address + RETURN_PATH, beginAddress: address + SIGN_IN_PATH }),
  });
  closers.push(provider.close);
  const http = await startHttpApi({
    port: options.port,
    routes: deployment.routes,
    functions,
    signIn: { issuer, authorizer, issuerAddress: provider.address },
    work,
    onRefused: (route, refused) => onLog({ functionName: 'authorizer', text: JSON.stringify({ refused, route }) }),
  });
  closers.push(http.close);
  address = http.address;
  return { address, issuerAddress: provider.address, signIn: { address: address + SIGN_IN_PATH, code } };
};

const runOver = (parts: Parts, issuer: Issuer, door: Door, runSchedule: () => void): Run => {
  const { options, deployment, work, letters, closers } = parts;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeAll(closers);
    return closing;
  };
  closers.push(closeOnSignals(close));
  return {
    ...door,
    publicKeyFiles: deployment.keys.map((key) => publicKeyFile(keyFolder(options), key)),
    token: (person) => issuer.token(authorizerOf(deployment), person),
    runSchedule: async () => runSchedule(),
    idle: work.idle,
    deadLetters: () => [...letters],
    close,
  };
};

const startParts = async (options: RunOptions, closers: Closers): Promise<Run> => {
  const { dynamodb, issuer, templates } = await prepare(options, closers);
  const deployment = readDeployment(templates);
  const parts = partsOf(options, deployment, closers);
  void dynamodb.ended.then((text) => {
    if (!parts.stopped.signal.aborted) parts.onLog({ functionName: 'dynamodb', text: `ended: ${text}` });
  });
  await createTables(dynamodb.endpoint, deployment.tables);
  const { functions, send } = await connect(parts, dynamodb);
  const schedule = startSchedule(deployment.rules, deployment.functions, send);
  closers.push(schedule.close);
  const door = await startDoor(parts, issuer, functions);
  return runOver(parts, issuer, door, schedule.runOnce);
};

/**
 * Starts a run. Refuses, in Dutch, a folder that another run has and a system without DynamoDB. When a part does not start,
 * the parts that did are stopped again.
 *
 * The time zone of this process becomes UTC, as in Lambda: worker threads have that of their process.
 */
export const startRun = async (options: RunOptions): Promise<Run> => {
  process.env['TZ'] = 'UTC';
  mkdirSync(options.stateFolder, { recursive: true });
  const closers: Closers = [lockFolder(options.stateFolder)];
  try {
    return await startParts(options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};
