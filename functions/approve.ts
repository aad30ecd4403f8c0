/**
 * Records that a party approves a statement, named by its hash. The last approval that the agreement asks for makes the
 * statement ready to be sealed.
 */
import type { Change } from '../domain/record/event.ts';
import { isSuperseded, type PilotState } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';

/** Approves for the person's party. Approving again changes nothing. */
export const approve = async (
  ports: Pick<Ports, 'record' | 'workflow' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  statement: string,
): Promise<{ readonly approved: string } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['signatory']);
  if (forbidden !== null) return forbidden;
  const by = { party: person.party, person: person.person };
  const chain = await record(ports, pilot, by, (state) => decide(state, person, statement));
  if (isRefusal(chain)) return chain;
  await startWhatIsDue(ports, pilot, chain);
  return { approved: statement };
};

const decide = (state: PilotState, { party }: Person, named: string): Change | Refusal | null => {
  const found = state.statements.find(({ statement }) => statement === named);
  if (found === undefined)
    return refuse('statement_must_exist', 'Er is geen afschrift met deze hash. Haal het overzicht opnieuw op.');
  if (!state.pilot.document.agreement.approvers.includes(party))
    return refuse('approver_must_belong_to_party', `De overeenkomst vraagt geen goedkeuring van ${party}.`);
  if (isSuperseded(state, found))
    return refuse('statement_must_be_latest', 'Er is een nieuwer concept van dit afschrift. Keur dat goed, niet dit.');
  if (found.status === 'incomplete' || found.status === 'refused')
    return refuse('statement_must_be_complete', 'Dit afschrift is niet volledig; er valt nog niets goed te keuren.');
  if (found.approvedBy.includes(party)) return null;
  const { statement, period, kind } = found;
  return { type: 'statementApproved', statement, period, kind, party };
};
