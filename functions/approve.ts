/**
 * Records that a party approves a statement, named by its hash, through a signatory and after a controller reviewed it. The
 * last approval that the agreement asks for makes the statement ready to be sealed.
 */
import type { Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

/** Approves for the person's party. */
export const approve = async (
  ports: SupervisePorts & Pick<Ports, 'workflow'>,
  person: Person,
  pilot: string,
  statement: string,
): Promise<{ readonly approved: string } | Refusal> => {
  const act = { type: 'statementApproved', party: person.party } as const;
  const chain = await supervise(ports, person, { pilot, statement }, act);
  if (!isRefusal(chain)) {
    await startWhatIsDue(ports, pilot, chain);
    return { approved: statement };
  }
  // An approval that comes again may be one whose start was lost after it was recorded.
  if (chain.refusal === 'approval_must_be_once') await startWhatIsDue(ports, pilot, await ports.record.read(pilot));
  return chain;
};
