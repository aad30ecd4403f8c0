/**
 * The state machines of the templates, run by aws-local-stepfunctions with the functions of this run as its tasks.
 *
 * Executions live in this process alone. One that was under way when the process died is not resumed: the storage events
 * that are given again at the next start lead to a new one, and every verb is idempotent.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { DeadLetter } from './asynchronous.ts';
import type { MachinePlan } from './deployment.ts';
import type { Functions } from './functions.ts';
import type { Work } from './work.ts';

/** An execution that was started. The input is as it was given, the date in milliseconds since 1970. */
export interface Execution {
  readonly arn: string;
  readonly startMilliseconds: number;
}

/** What comes of a request to start an execution: the execution, or the name of AWS's error. */
export type StartOutcome = Execution | { readonly refusal: 'StateMachineDoesNotExist' | 'ExecutionAlreadyExists' };

/** Starts an execution of a state machine by its ARN. A name is made up where none is given. The input is JSON text. */
export type StartExecution = (machineArn: string, input: string, name?: string) => StartOutcome;

/** What the workflow needs. */
export interface WorkflowOptions {
  readonly machines: readonly MachinePlan[];
  readonly functions: Functions;
  readonly work: Work;
  /** Gets an execution that failed, with the state machine's name in place of the verb. */
  readonly onFailure: (letter: DeadLetter) => void;
}

type State = Record<string, unknown>;
type Json = Parameters<InstanceType<typeof import('aws-local-stepfunctions')['StateMachine']>['run']>[0];

interface Known extends Execution {
  readonly input: string;
  isRunning: boolean;
}

const isState = (value: unknown): value is State => typeof value === 'object' && value !== null;

/** Every object in a definition, the definition itself included: states may stand in states. */
const objectsIn = (value: unknown): readonly State[] =>
  isState(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];

/** The tasks of a definition by name, whatever state they stand in; the name of a state is unique in its machine. */
const tasksIn = (definition: State): readonly (readonly [string, State])[] =>
  objectsIn(definition).flatMap(({ States: states }) =>
    isState(states)
      ? Object.entries(states).flatMap(([name, state]): [string, State][] =>
          isState(state) && state['Type'] === 'Task' ? [[name, state]] : [],
        )
      : [],
  );

// AWS gives a task without a timeout all the time there is, aws-local-stepfunctions a minute. More than this no timer of Node takes.
const unlimitedSeconds = 2_000_000;

/** The definition as the local runner has to get it. Throws on JSONata, which it would pass over without a word. */
const prepared = (plan: MachinePlan): State => {
  const definition: State = structuredClone(plan.definition);
  const languages = objectsIn(definition).map(({ QueryLanguage: language = 'JSONPath' }) => language);
  if (languages.some((language) => language !== 'JSONPath')) throw new Error(`${plan.name} is not in JSONPath`);
  for (const [, task] of tasksIn(definition)) task['TimeoutSeconds'] ??= unlimitedSeconds;
  return definition;
};

/** An error of a task as the definition knows it: `ErrorEquals` compares the name, and AWS gives the whole error as the cause. */
const taskError = (errorType: string, cause: unknown): Error =>
  Object.assign(new Error(JSON.stringify(cause)), { name: errorType });

const runTask = async (functions: Functions, resource: string, input: unknown): Promise<Json> => {
  const outcome = await functions.invoke(resource, input);
  if ('error' in outcome) throw taskError(outcome.error.errorType, outcome.error);
  return JSON.parse(outcome.payload);
};

const execute = async (plan: MachinePlan, functions: Functions, input: Json, context: object): Promise<void> => {
  // Loaded at the first execution: it takes longer to load than everything else together.
  const { StateMachine } = await import('aws-local-stepfunctions');
  const definition = prepared(plan);
  let hasEnded = false;
  const handlers = tasksIn(definition).map(([name, { Resource: resource }]) => {
    const handler = async (given: Json): Promise<Json> => {
      // When one item of a Map fails, the local runner still begins with the next ones; AWS does not, and so they wait here
      // until it is known whether the execution has ended.
      await nextTurn();
      if (hasEnded) throw taskError('States.Aborted', 'the execution has ended');
      return runTask(functions, String(resource), given);
    };
    return [name, handler] as const;
  });
  // Checking the form takes longer than running it, and the form is that of the template: a test checks it once.
  const validationOptions = { noValidate: true };
  const machine = new StateMachine(definition as unknown as StateMachineDefinition, { validationOptions });
  const overrides = { taskResourceLocalHandlers: Object.fromEntries(handlers) };
  try {
    await machine.run(input, { overrides, context: { ...context } }).result;
  } finally {
    hasEnded = true;
  }
};

/** Why an execution failed: the error's name and cause where the local runner tells them. */
const reasonOf = (thrown: unknown): string => {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
};

const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const contextOf = (plan: MachinePlan, { arn, startMilliseconds }: Execution): object => ({
  Execution: { Id: arn, Name: arn.split(':').at(-1), StartTime: new Date(startMilliseconds).toISOString() },
  StateMachine: { Id: plan.arn, Name: plan.name },
});

/**
 * Makes the starter of executions. The rules for a name that was used before are those of AWS: while that execution runs,
 * the same input gets the same answer again; another input, or an execution that is over, gets ExecutionAlreadyExists.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const workflowOf = ({ machines, functions, work, onFailure }: WorkflowOptions): StartExecution => {
  for (const plan of machines) prepared(plan);
  const executions = new Map<string, Known>();
  const run = async (plan: MachinePlan, execution: Known): Promise<void> => {
    const event = JSON.parse(execution.input);
    try {
      await execute(plan, functions, event, contextOf(plan, execution));
    } catch (thrown) {
      onFailure({ verb: plan.name, event, error: reasonOf(thrown) });
    } finally {
      execution.isRunning = false;
    }
  };
  return (machineArn, input, name = randomUUID()) => {
    const plan = machines.find(({ arn }) => arn === machineArn);
    if (plan === undefined) return { refusal: 'StateMachineDoesNotExist' };
    const arn = executionArn(machineArn, name);
    const known = executions.get(arn);
    if (known !== undefined && (!known.isRunning || known.input !== input))
      return { refusal: 'ExecutionAlreadyExists' };
    if (known !== undefined) return known;
    const execution: Known = { arn, input, startMilliseconds: Date.now(), isRunning: true };
    executions.set(arn, execution);
    void work.during(() => run(plan, execution));
    return execution;
  };
};
