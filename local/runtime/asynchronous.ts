/**
 * Events that nobody waits for: tried again as often as the template says, and what still fails is a dead letter.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { FunctionPlan } from './deployment.ts';
import type { Functions } from './functions.ts';
import type { Work } from './work.ts';
import type { Outcome } from './worker.ts';

/** What could not be dealt with and needs a person: an event with its last error, or an execution that failed with its input. */
export interface DeadLetter {
  readonly verb: string;
  readonly event: unknown;
  readonly error: string;
}

/** Sends an event to a function and returns at once. */
export type Send = (plan: FunctionPlan, event: unknown) => void;

// Lambda waits one minute and then two; a person before a screen should not have to.
const firstDelayMilliseconds = 100;

const outcomeOf = async (functions: Functions, plan: FunctionPlan, event: unknown, signal: AbortSignal) => {
  let outcome: Outcome = await functions.invoke(plan.arn, event);
  for (let retry = 0; retry < plan.retries && 'error' in outcome; retry += 1) {
    await wait(firstDelayMilliseconds * 2 ** retry, undefined, { signal });
    outcome = await functions.invoke(plan.arn, event);
  }
  return outcome;
};

/**
 * Makes the sender of events. The signal ends the waiting between two tries; the event is then neither dealt with nor a dead
 * letter, like one that is under way when the process dies.
 */
export const asynchronous = (
  functions: Functions,
  work: Work,
  onDeadLetter: (letter: DeadLetter) => void,
  signal: AbortSignal,
): Send => {
  const deliver = async (plan: FunctionPlan, event: unknown): Promise<void> => {
    const outcome = await outcomeOf(functions, plan, event, signal);
    if (signal.aborted || 'payload' in outcome) return;
    const { errorType, errorMessage } = outcome.error;
    onDeadLetter({ verb: plan.verb, event, error: `${errorType}: ${errorMessage}` });
  };
  return (plan, event) => {
    work
      .during(() => deliver(plan, event))
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
  };
};
