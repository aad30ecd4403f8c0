/**
 * After a change: starts the workflow of a pilot where its record says that something is due.
 */
import { dueOf } from '../domain/record/due.ts';
import { isEvaluationOverdue } from '../domain/record/evaluation.ts';
import type { PilotEvent } from '../domain/record/event.ts';
import { stateOf } from '../domain/record/projection.ts';
import type { Ports } from './ports.ts';

/** An event that comes again asks again, so a start that was lost is made up for. */
export const startWhatIsDue = async (
  { workflow, hash }: Pick<Ports, 'workflow' | 'hash'>,
  pilot: string,
  chain: readonly PilotEvent[],
): Promise<void> => {
  const state = stateOf(chain);
  const due = state === null ? null : dueOf(state, null, hash);
  const isDue = due !== null && due.settle.length + due.seal.length > 0;
  if (isDue || (state !== null && isEvaluationOverdue(state, chain, hash)))
    await workflow.start({ pilot, overdue: false });
};
