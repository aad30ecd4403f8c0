/**
 * The scheduler: one run of a pilot in which everything that is under way waits for its turn, and a seed decides whose turn
 * it is and what goes wrong. The same seed gives the same run, step by step.
 *
 * A step does one thing: a call of a running handler is answered, or one handler is started, or time passes. After every
 * step that changed something the auditor looks at all of it.
 */
import { createHash, type Hash } from 'node:crypto';
import { announcedKey } from '../../functions/upload-key.ts';
import { PILOT } from '../functions/small-pilot.ts';
import { type Random, randomFrom } from '../reference/random.ts';
import { type Auditor, auditorOf, type Caller } from './auditor.ts';
import { type CallFault, type Fault, type FaultCounts, faultOf, noFaults, throttled, timeout } from './faults.ts';
import type { TrueFile } from './files.ts';
import { nextRequest, type Request, smallRequest } from './people.ts';
import type { Handler, Means, Product } from './product.ts';
import { type Command, ServiceFailure, sdkOf } from './sdk.ts';
import { must } from './violation.ts';
import { answer, bucketOf, copyOf, INCOMING, isWrite, putObject, type World } from './world.ts';

/** A call that waits for its turn. */
interface Call {
  readonly command: Command;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Something that a handler is asked to do. */
interface Task {
  readonly verb: string;
  readonly what: string;
  readonly event: unknown;
  readonly caller: Caller;
  /** Whether it is an event that nobody of ours sent, which may fail in any way. */
  readonly isPoisoned: boolean;
  /** What follows: an answer of the handler, or the error that it threw, or nothing where it crashed. */
  readonly onEnd: (outcome: Outcome) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown } | 'crashed';

/** One running function: a memory of its own, and at most one thing that it does. */
interface Instance {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly number: number;
  invocation: Invocation | null;
}

interface Invocation {
  readonly task: Task;
  readonly instance: Instance;
  readonly startedMilliseconds: number;
  readonly skewMilliseconds: number;
  readonly calls: Call[];
  readonly faults: Set<Fault>;
  answered: number;
  races: number;
  /** Whether it lost its place in the record and has not read since. */
  hasLost: boolean;
  writes: number;
  outcome: Outcome | null;
}

/** Something that is on its way. */
interface Message {
  readonly what: string;
  /** Whether it is an event of a service, which may come twice and in any order. */
  readonly isEvent: boolean;
  readonly arrive: () => void;
}

/** A state from which runs begin. */
export interface Snapshot {
  readonly world: World;
}

/** What a run needs. */
export interface Setting {
  readonly product: Product;
  /** What the auditor computes with: that of the sound product, whatever product runs. */
  readonly means: Means;
  readonly from: Snapshot;
  readonly seed: number;
  /** How many times as likely faults are as in calm weather; 0 is none at all. */
  readonly storm: number;
}

/** A run that goes on as it is told. */
export interface Simulation {
  readonly world: World;
  readonly auditor: Auditor;
  readonly counts: FaultCounts;
  /** What was done, in order. */
  readonly steps: readonly string[];
  readonly random: Random;
  /** One step of the seed's choosing. */
  step(): Promise<void>;
  /** Somebody asks something, and it is done until nothing is under way. Without faults. A workflow can be kept for the next run. */
  ask(request: Request, isWorkflowKept?: boolean): Promise<void>;
  /** The nightly schedule runs, and it is done until nothing is under way. Without faults. */
  sweep(): Promise<void>;
  /** The same on a night on which others are at work: nothing fails, and places in the record are lost to them. */
  busyNight(): Promise<void>;
  /** What is under way is done, while things still go wrong. */
  drain(): Promise<void>;
  /** What is under way or failed before is done, and nothing goes wrong. */
  calm(): Promise<void>;
  /** The hash of all steps. */
  trace(): string;
}

/** A call takes some time, so that what is decided after it is not known at the same moment as what was decided before. */
const MOST_CALL_MILLISECONDS = 20;

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

/** Readings are entered in a table of their own, where no place is ever lost. */
const ACCESS_TABLE = 'ACCESS_TABLE';

/** How far the clock of a function may be off. */
export const MOST_SKEW_MILLISECONDS = 10 * MINUTE_MILLISECONDS;

/** In one seed of so many the bundles are verified as well. */
const THOROUGH_EVERY = 4;

/** More turns than this without a call mean that a handler waits for something that never comes. */
const MOST_TURNS = 200;

/** AWS tries an event that nobody waits for twice more, and then it needs a person. */
const RETRIES_OF_AN_EVENT = 2;

const MOST_INSTANCES = 4;

/** A function that lost its place so often is left alone: it must win in the end. */
const MOST_RACES = 2;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** An HTTP request as API Gateway gives it to a function. */
const httpEvent = ({ verb, by, path, query, body }: Request, number: number) => ({
  version: '2.0',
  routeKey: verb,
  rawPath: `/${verb}`,
  headers: { 'content-type': 'application/json' },
  pathParameters: path,
  ...(query === undefined ? {} : { queryStringParameters: query }),
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  isBase64Encoded: false,
  requestContext: {
    requestId: `request-${number}`,
    domainName: 'pilot.example',
    http: { method: 'POST', path: `/${verb}`, sourceIp: '127.0.0.1', userAgent: 'simulated' },
    authorizer: {
      jwt: { claims: { sub: by.person, 'custom:party': `${PILOT}/${by.party}`, 'custom:role': by.role }, scopes: null },
    },
  },
});

const storageEvent = (key: string) => ({
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: { bucket: { name: INCOMING }, object: { key } },
});

interface Workflow {
  readonly pilot: string;
  readonly overdue: boolean;
}

/** Begins a run. */
export const simulation = ({ product, means, from, seed, storm: drawnStorm }: Setting): Simulation => {
  const random = randomFrom(seed);
  const world = copyOf(from.world);
  const auditor = auditorOf(world, { means, ofProduct: product.means, isThorough: seed % THOROUGH_EVERY === 0 });
  const counts = noFaults();
  const steps: string[] = [];
  const trace: Hash = createHash('sha256');
  const instances: Instance[] = [];
  const queue: Message[] = [];
  const deadLetters: Message[] = [];
  let storm = drawnStorm;
  // How busy it is: how often another one writes first.
  let bustle = drawnStorm;
  let areWorkflowsKept = false;
  let made = 0;
  let requests = 0;

  const say = (text: string): void => {
    steps.push(text);
    trace.update(`${text}\n`);
  };
  const count = (fault: Fault): void => {
    counts[fault] += 1;
  };

  const nextNumber = (): number => {
    requests += 1;
    return requests;
  };

  const newInstance = (): Instance => {
    const send = (command: Command): Promise<unknown> =>
      new Promise((resolve, reject) => {
        instance.invocation?.calls.push({ command, resolve, reject });
      });
    const clock = (): number => world.nowMilliseconds + (instance.invocation?.skewMilliseconds ?? 0);
    made += 1;
    const handlers = product.instance({ sdk: sdkOf(send), clock });
    const instance: Instance = { handlers, number: made, invocation: null };
    instances.push(instance);
    return instance;
  };

  const running = (): Invocation[] => instances.flatMap(({ invocation }) => invocation ?? []);

  const idle = (): Instance => {
    const free = instances.filter(({ invocation }) => invocation === null);
    return free.length === 0 ? newInstance() : random.pick(free);
  };

  const drawSkew = (): number => {
    if (!random.chance(0.08 * storm)) return 0;
    count('clockSkew');
    return random.whole(-MOST_SKEW_MILLISECONDS, MOST_SKEW_MILLISECONDS);
  };

  const begin = async (task: Task): Promise<void> => {
    const instance = idle();
    const skewMilliseconds = drawSkew();
    const startedMilliseconds = world.nowMilliseconds;
    const faults = new Set<Fault>(skewMilliseconds === 0 ? [] : ['clockSkew']);
    const invocation: Invocation = {
      ...{ task, instance, startedMilliseconds, skewMilliseconds, faults },
      ...{ calls: [], answered: 0, races: 0, hasLost: false, writes: 0, outcome: null },
    };
    instance.invocation = invocation;
    const skewed = skewMilliseconds === 0 ? '' : ` with a clock ${skewMilliseconds} ms off`;
    auditor.began(task.caller);
    say(`function ${instance.number} begins ${task.what}${skewed}`);
    const handler = instance.handlers[task.verb];
    if (handler === undefined) throw new Error(`The product has no handler ${task.verb}.`);
    handler(task.event).then(
      (value) => {
        invocation.outcome ??= { value };
      },
      (error: unknown) => {
        invocation.outcome ??= { error };
      },
    );
    await settled(invocation);
  };

  /** Waits until an invocation waits for a call or is over. */
  const settled = async (invocation: Invocation): Promise<void> => {
    for (let turns = 0; turns < MOST_TURNS; turns += 1) {
      await turn();
      if (invocation.outcome !== null) return finish(invocation, invocation.outcome);
      if (invocation.calls.length > 0) return;
    }
    throw new Error(`${invocation.task.what} waits for something that never comes.`);
  };

  const finish = (invocation: Invocation, outcome: Outcome): void => {
    const { task, instance, faults } = invocation;
    instance.invocation = null;
    say(`function ${instance.number} ends ${task.verb}: ${inWords(outcome)}`);
    if (outcome !== 'crashed') {
      auditor.ended(task.caller, outcome, task.isPoisoned ? new Set(['poisonedMessage']) : faults);
    }
    task.onEnd(outcome);
  };

  /** A function that is gone takes its memory with it. */
  const crash = (invocation: Invocation): void => {
    instances.splice(instances.indexOf(invocation.instance), 1);
    invocation.outcome = 'crashed';
    finish(invocation, 'crashed');
  };

  const perform = (invocation: Invocation, command: Command): unknown =>
    answer(world, command, (write) => {
      if (write.place === INCOMING && bucketOf(world, INCOMING).has(write.key)) enqueue(storageMessage(write.key));
      auditor.wrote(write, {
        caller: invocation.task.caller,
        fromMilliseconds: invocation.startedMilliseconds + invocation.skewMilliseconds,
        untilMilliseconds: world.nowMilliseconds + invocation.skewMilliseconds,
      });
    });

  const stale = (given: unknown): unknown => {
    const page = given as { readonly Items: readonly unknown[] };
    return { Items: page.Items.slice(0, Math.max(0, page.Items.length - random.whole(1, 3))) };
  };

  const lose = (invocation: Invocation): void => {
    const { task, hasLost } = invocation;
    count('lostRace');
    must(!hasLost, 'who lost a place reads again before the next try', () => task.what);
    invocation.hasLost = true;
  };

  /** A read that does not ask for the newest may miss it at any time; no fault is needed for that. */
  const isLate = ({ name, input }: Command): boolean =>
    name === 'QueryCommand' && input['ConsistentRead'] !== true && storm > 0 && random.chance(0.5);

  const answerCall = async (invocation: Invocation, call: Call, fault: CallFault | null): Promise<void> => {
    const { command, resolve, reject } = call;
    const isDone = fault === null || !['timeoutBeforeWrite', 'throttling', 'partialFailure'].includes(fault);
    const crashesFirst = fault === 'crashBetweenWrites' && invocation.writes > 0 && random.chance(0.5);
    say(`function ${invocation.instance.number} ${describe(command)}${fault === null ? '' : ` [${fault}]`}`);
    if (fault !== null) {
      count(fault);
      invocation.faults.add(fault);
    }
    try {
      if (isDone && !crashesFirst) {
        let given = perform(invocation, command);
        if (isWrite(command)) invocation.writes += 1;
        if (command.name === 'QueryCommand') invocation.hasLost = false;
        if (fault === 'repeatedWrite') given = perform(invocation, command);
        resolve(fault === 'staleRead' || isLate(command) ? stale(given) : given);
      }
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      const isTaken = /ConditionalCheck|TransactionCanceled/.test(error.name) && fault !== 'repeatedWrite';
      if (isTaken && command.input['TableName'] !== ACCESS_TABLE) lose(invocation);
      reject(error);
    }
    takeStarted();
    if (fault === 'crashBetweenWrites') return crash(invocation);
    if (fault === 'timeoutBeforeWrite' || fault === 'partialFailure') reject(timeout());
    if (fault === 'throttling') reject(throttled(command));
    await settled(invocation);
  };

  /** One call of a running function is answered. */
  const advance = async (invocation: Invocation): Promise<void> => {
    const { calls, writes, answered } = invocation;
    world.nowMilliseconds += random.whole(1, MOST_CALL_MILLISECONDS);
    const call = random.pick(calls);
    const fault = faultOf(random, storm, { command: call.command, calls: answered, writes, underWay: calls.length });
    calls.splice(calls.indexOf(call), 1);
    invocation.answered += 1;
    if (fault === 'timeoutAfterWrite') return answerLost(invocation, call);
    await answerCall(invocation, call, fault);
  };

  /** The write is done, or refused as it would be, and only its caller does not hear of it. */
  const answerLost = async (invocation: Invocation, call: Call): Promise<void> => {
    const lost: Call = { ...call, resolve: () => call.reject(timeout()), reject: () => call.reject(timeout()) };
    await answerCall(invocation, lost, 'timeoutAfterWrite');
  };

  /** What a request for a workflow leads to: the workflow, which asks what is due and does it, one after the other. */
  const takeStarted = (): void => {
    if (areWorkflowsKept) return;
    for (const input of world.started.splice(0)) enqueue(workflowMessage(JSON.parse(input)));
  };

  const enqueue = (message: Message): void => void queue.push(message);

  const workflowMessage = (input: Workflow): Message => ({
    what: `the workflow of ${input.pilot}`,
    isEvent: true,
    arrive: () => pending.push(findDueTask(input)),
  });

  const pending: Task[] = [];

  const workflowTask = (verb: string, event: unknown, next: (value: unknown) => void): Task => ({
    ...{ verb, event, what: verb, isPoisoned: false },
    caller: { kind: 'workflow', verb, by: 'ontschot', event },
    // An execution whose task failed ends; a later one asks again what is due.
    onEnd: (outcome) => {
      if (outcome !== 'crashed' && 'value' in outcome) next(outcome.value);
    },
  });

  const findDueTask = (input: Workflow): Task =>
    workflowTask('findDue', input, (value) => {
      const { settle, seal } = value as Record<'settle' | 'seal', readonly unknown[]>;
      const { pilot } = input;
      const about = (verb: string) => (due: unknown) => [verb, { pilot, due }] as const;
      oneByOne([...settle.map(about('settle')), ...seal.map(about('seal')), ['evaluate', { pilot }]]);
    });

  const oneByOne = ([first, ...rest]: readonly (readonly [string, unknown])[]): void => {
    if (first === undefined) return;
    const task = workflowTask(...first, () => oneByOne(rest));
    enqueue({ what: `the next step of the workflow`, isEvent: false, arrive: () => pending.push(task) });
  };

  const ingestTask = (key: string, retries: number): Task => ({
    ...{ verb: 'ingest', event: storageEvent(key), what: `ingest of ${key}`, isPoisoned: false },
    caller: { kind: 'storage', verb: 'ingest', key: announcedKey(key) },
    onEnd: (outcome) => {
      if (outcome !== 'crashed' && 'value' in outcome) return;
      const again = storageMessage(key, retries - 1);
      if (retries > 0) enqueue(again);
      else deadLetters.push(storageMessage(key, RETRIES_OF_AN_EVENT));
    },
  });

  const storageMessage = (key: string, retries = RETRIES_OF_AN_EVENT): Message => ({
    what: `the storage event of ${key}`,
    isEvent: true,
    arrive: () => pending.push(ingestTask(key, retries)),
  });

  /** The bytes of a file arrive at the address that was given for them. */
  const uploadMessage = (key: string, file: TrueFile): Message => ({
    what: `the bytes of ${key}`,
    isEvent: false,
    arrive: () => {
      const sent = { Bucket: INCOMING, Key: key, Body: file.bytes, IfNoneMatch: '*' };
      try {
        putObject(world, sent, () => undefined);
        auditor.arrived(key, file);
        enqueue(storageMessage(key));
      } catch (error) {
        if (!(error instanceof ServiceFailure)) throw error;
      }
    },
  });

  const requestTask = (request: Request): Task => ({
    verb: request.verb,
    event: httpEvent(request, nextNumber()),
    what: `${request.verb} for ${request.by.party} by ${request.by.person} as ${request.by.role}${detail(request)}`,
    isPoisoned: false,
    caller: { kind: 'person', verb: request.verb, by: request.by, request },
    onEnd: (outcome) => {
      const isAnswered = outcome !== 'crashed' && 'value' in outcome;
      if (!isAnswered) {
        // Somebody who sees an error mostly tries again.
        if (storm > 0 && random.chance(0.6))
          enqueue({ what: `${request.verb} again`, isEvent: false, arrive: () => pending.push(requestTask(request)) });
        return;
      }
      const { statusCode, body } = outcome.value as { readonly statusCode: number; readonly body: string };
      if (request.file === undefined || statusCode !== 200) return;
      const { url } = JSON.parse(body) as { readonly url: string };
      enqueue(uploadMessage(url.slice(`https://${INCOMING}/`.length), request.file));
    },
  });

  const poisoned = (): Task => {
    count('poisonedMessage');
    const keys = [...bucketOf(world, INCOMING).keys()];
    const known = keys.length === 0 ? `${PILOT}/INS/x/costs/2025-07-31/${'0'.repeat(64)}` : random.pick(keys);
    const key = random.pick([
      '',
      'favicon.ico',
      `${PILOT}/../geheim/${'a'.repeat(64)}`,
      known.replace(/[0-9a-f]{64}$/, 'e'.repeat(64)),
      known.replace(PILOT, 'elders'),
      `${known}/meer`,
    ]);
    const event = random.pick([
      storageEvent(key),
      storageEvent(key),
      { detail: {} },
      null,
      'storing',
      { detail: { object: { key: 7 } } },
    ]);
    return {
      ...{ verb: 'ingest', event, what: `ingest of a poisoned message ${JSON.stringify(event)}`, isPoisoned: true },
      caller: { kind: 'storage', verb: 'ingest', key: '' },
      onEnd: () => undefined,
    };
  };

  /** One message arrives: mostly the first, sometimes one that overtakes it, sometimes twice. */
  const receive = (): void => {
    const isOvertaken = queue.length > 1 && random.chance(Math.min(0.3 * storm, 0.6));
    const place = isOvertaken ? random.whole(1, queue.length - 1) : 0;
    const [message] = queue.splice(place, 1);
    if (message === undefined) return;
    if (place > 0) count('reorderedEvent');
    if (message.isEvent && random.chance(0.2 * storm)) {
      count('duplicateEvent');
      enqueue(message);
      say(`${message.what} comes and will come again`);
    } else say(`${message.what} comes`);
    message.arrive();
  };

  const startPending = async (): Promise<void> => {
    for (const task of pending.splice(0)) await begin(task);
  };

  const view = () => ({ random, state: auditor.state(), chain: auditor.chain() });

  /** Who writes first while a task is about to write: the same task, come a second time, or somebody with a small request. */
  const rivalOf = ({ task }: Invocation): Task => {
    if (task.caller.kind === 'person' || random.chance(0.5)) return requestTask(smallRequest(view()));
    count('duplicateEvent');
    // What follows a task follows it once: the second time it is only done again.
    return { ...task, caller: { ...task.caller }, onEnd: () => undefined };
  };

  /** While a function is about to write, another one writes first: the place is lost. */
  const race = async (invocation: Invocation): Promise<void> => {
    const others = running();
    invocation.races += 1;
    await begin(rivalOf(invocation));
    for (;;) {
      const rival = running().find((each) => !others.includes(each));
      if (rival === undefined) return;
      await advance(rival);
    }
  };

  const isAboutToAppend = ({ calls }: Invocation): boolean =>
    calls.some(({ command }) => command.name === 'PutItemCommand');

  const advanceOrRace = async (invocation: Invocation): Promise<void> => {
    const isAlone = running().length === 1 && invocation.races < MOST_RACES;
    if (isAlone && isAboutToAppend(invocation) && random.chance(0.7 * bustle)) await race(invocation);
    await advance(invocation);
  };

  const pass = (milliseconds: number): void => {
    world.nowMilliseconds += milliseconds;
    const incoming = bucketOf(world, INCOMING);
    for (const [key, { putMilliseconds }] of [...incoming])
      if (world.nowMilliseconds - putMilliseconds > DAY_MILLISECONDS) {
        incoming.delete(key);
        auditor.expired(key);
      }
    say(`time passes: it is ${new Date(world.nowMilliseconds).toISOString()}`);
  };

  /** No function runs for longer than minutes; days pass while nothing runs. */
  const passSome = (): void => {
    const days = running().length > 0 ? 0 : random.pick([0, 0.5, 1, 3, 11, 30, 60]);
    pass(Math.round(days * DAY_MILLISECONDS) + random.whole(1, 5) * MINUTE_MILLISECONDS);
  };

  const sweepTask = (): Task => ({
    ...{ verb: 'sweep', what: 'sweep', event: { source: 'aws.events' }, isPoisoned: false },
    caller: { kind: 'schedule', verb: 'sweep' },
    onEnd: () => undefined,
  });

  const beginSomething = async (): Promise<void> => {
    const draw = random.next();
    if (draw < 0.05) return begin(sweepTask());
    if (draw < 0.05 + 0.15 * storm) return begin(poisoned());
    if (draw < 0.37) return passSome();
    const request = nextRequest(view());
    if (random.chance(0.04 * storm)) {
      count('duplicateEvent');
      pending.push(requestTask(request));
    }
    await begin(requestTask(request));
  };

  const choose = async (): Promise<void> => {
    const all = running();
    if (pending.length > 0 && all.length < MOST_INSTANCES) return startPending();
    if (all.length > 0 && (all.length >= MOST_INSTANCES || random.chance(0.8))) {
      const invocation = random.pick(all);
      return advanceOrRace(invocation);
    }
    if (queue.length > 0 && random.chance(0.75)) return receive();
    return beginSomething();
  };

  const stepOnce = async (): Promise<void> => {
    await choose();
    auditor.look();
  };

  /** Everything that is under way is done, one after the other. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const [first] = running();
      if (first !== undefined) await advanceOrRace(first);
      else if (pending.length > 0) await startPending();
      else if (queue.length > 0) receive();
      else return;
      auditor.look();
    }
  };

  /** Nothing fails, however busy it is. */
  const calmly = async (act: () => Promise<void>, busy = 0): Promise<void> => {
    const before = [storm, bustle] as const;
    [storm, bustle] = [0, busy];
    await act();
    await drain();
    [storm, bustle] = before;
  };

  takeStarted();
  return {
    ...{ world, auditor, counts, steps, random },
    step: stepOnce,
    drain,
    ask: async (request, isWorkflowKept = false) => {
      areWorkflowsKept = isWorkflowKept;
      await calmly(() => begin(requestTask(request)));
      areWorkflowsKept = false;
    },
    sweep: () => calmly(() => begin(sweepTask())),
    busyNight: () => calmly(() => begin(sweepTask()), 1),
    calm: () => {
      const again = deadLetters.splice(0);
      queue.push(...again);
      return calmly(async () => undefined);
    },
    trace: () => trace.copy().digest('hex'),
  };
};

const detail = ({ file, path }: Request): string => {
  if (file !== undefined) return `: ${file.source} ${file.period} ${file.moreEuro} ${file.flavour}`;
  const named = path['statement'] ?? path['delivery'] ?? path['population'];
  return named === undefined ? '' : ` about ${named.slice(0, 8)}`;
};

/** A call in words: what, and where. */
const describe = ({ name, input }: Command): string => {
  const item = input['Item'] as { readonly sk?: { readonly S?: string } } | undefined;
  return [name.replace('Command', ''), input['Bucket'] ?? input['TableName'], input['Key'] ?? item?.sk?.S]
    .filter((part) => part !== undefined)
    .join(' ');
};

const inWords = (outcome: Outcome): string => {
  if (outcome === 'crashed') return 'it is gone';
  if ('error' in outcome) return `error ${outcome.error instanceof Error ? outcome.error.message.slice(0, 200) : ''}`;
  const { statusCode, body } = (outcome.value ?? {}) as { readonly statusCode?: number; readonly body?: string };
  const refusal = /"refusal":"(\w+)"/.exec(body ?? '')?.[1] ?? '';
  return statusCode === undefined ? JSON.stringify(outcome.value).slice(0, 200) : `${statusCode} ${refusal}`;
};
