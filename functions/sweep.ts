/**
 * Every night: starts the workflow of every pilot, so that nothing that was missed stays undone, and statements whose
 * deliveries are over their term are made as they are.
 */
import type { Ports } from './ports.ts';

/** The number of pilots whose workflow was started. */
export const sweep = async ({
  record,
  workflow,
}: Pick<Ports, 'record' | 'workflow'>): Promise<{ readonly started: number }> => {
  const pilots = await record.pilots();
  for (const pilot of pilots) await workflow.start({ pilot, overdue: true });
  return { started: pilots.length };
};
