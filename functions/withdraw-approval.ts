/**
 * Records that a party withdraws its approval of a statement. That can be done until the last party has approved.
 */
import type { Person } from './person.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

/** Withdraws the approval of the person's party. What its controller reviewed stays reviewed. */
export const withdrawApproval = async (
  ports: SupervisePorts,
  person: Person,
  pilot: string,
  statement: string,
): Promise<{ readonly withdrawn: string } | Refusal> => {
  const chain = await supervise(ports, person, { pilot, statement }, { type: 'approvalWithdrawn' });
  return isRefusal(chain) ? chain : { withdrawn: statement };
};
