/**
 * Asks the record what is due for a pilot: statements to draft and statements to seal. The workflow does them in turn.
 */
import { type Due, dueOf } from '../domain/record/due.ts';
import { stateOf } from '../domain/record/projection.ts';
import type { Ports } from './ports.ts';

/** What is due. With `overdue`, statements whose deliveries are over their agreed term are due as they are. */
export const findDue = async (
  { record, now, hash }: Pick<Ports, 'record' | 'now' | 'hash'>,
  { pilot, overdue }: { readonly pilot: string; readonly overdue: boolean },
): Promise<Due & { readonly pilot: string }> => {
  const state = stateOf(await record.read(pilot));
  if (state === null) return { pilot, settle: [], seal: [] };
  return { pilot, ...dueOf(state, overdue ? now().toISOString().slice(0, 10) : null, hash) };
};
