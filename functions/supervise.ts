/**
 * What every act of supervision on a statement shares: it is decided on the record as it is when it is written, by the
 * rules of `domain/record/supervision.ts`.
 */
import type { Change, PilotEvent, SupervisionChange } from '../domain/record/event.ts';
import type { PilotState } from '../domain/record/projection.ts';
import { differences, supervisionOf } from '../domain/record/standing.ts';
import { type Action, ROLES_OF, refusalOf } from '../domain/record/supervision.ts';
import { record } from './append.ts';
import { authorOf, mayAct, mayRead, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';

type WithoutStatement<C> = C extends SupervisionChange ? Omit<C, 'statement' | 'period' | 'kind'> : never;

/** What a person does, but for the statement that it is about. */
export type Act = WithoutStatement<SupervisionChange>;

/** Where an act is recorded. */
export type SupervisePorts = Pick<Ports, 'record' | 'now' | 'hash'>;

/** Records what a person does about the statement with a hash; gives the chain with its event last, or why it may not be. */
export const supervise = async (
  ports: SupervisePorts,
  person: Person,
  { pilot, statement }: { readonly pilot: string; readonly statement: string },
  act: Act,
): Promise<readonly PilotEvent[] | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES_OF[act.type]);
  if (forbidden !== null) return forbidden;
  const by = authorOf(person);
  return record(ports, pilot, by, (state, chain, moment) =>
    decide(state, person, { statement, act }, { by, moment, number: chain.length + 1 }),
  );
};

/** What a person wants to do about the statement with a hash. */
interface Wanted {
  readonly statement: string;
  readonly act: Act;
}

const decide = (
  state: PilotState,
  person: Person,
  { statement: named, act }: Wanted,
  action: Omit<Action, 'change'>,
): Change | Refusal => {
  const found = state.statements.find(({ statement }) => statement === named);
  if (found === undefined)
    return refuse('statement_must_exist', 'Er is geen afschrift met deze hash. Haal het overzicht opnieuw op.');
  const { statement, period, kind } = found;
  const change: SupervisionChange = { ...act, statement, period, kind };
  const refused = refusalOf(supervisionOf(state, found), { ...action, change });
  // Not every act is one of an approver; whoever is of no party of the agreement asks and answers nothing either.
  if (refused?.refusal !== 'statement_must_be_latest') return refused ?? mayRead(person, state.pilot) ?? change;
  return { ...refused, detail: differences(state, found) };
};
