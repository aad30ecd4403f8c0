/**
 * Records that a controller has reviewed a statement for the party, named by its hash. A signatory of the same party, who
 * is somebody else, can approve it then.
 */
import type { Person } from './person.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

/** Reviews for the person's party. */
export const review = async (
  ports: SupervisePorts,
  person: Person,
  pilot: string,
  statement: string,
): Promise<{ readonly reviewed: string } | Refusal> => {
  const chain = await supervise(ports, person, { pilot, statement }, { type: 'statementReviewed' });
  return isRefusal(chain) ? chain : { reviewed: statement };
};
