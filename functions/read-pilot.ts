/**
 * Shows a person the pilot, as data or as a page: every agreed statement and how its supervision stands, and the deliveries of
 * the person's own party; a supervisor sees those of all parties.
 */

import { ROLES } from '../domain/record/event.ts';
import { knownAt, readMoment } from '../domain/record/known-at.ts';
import { type Overview, overviewFor } from '../domain/record/overview.ts';
import { type PilotView, pilotPage } from '../portal/pilot-page.ts';
import { mayAct, type Person } from './person.ts';
import { sharedState } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** The overview of a pilot for a person of it, now or as it was known at a moment (`2025-08-01`, or a moment in UTC). */
export const readPilot = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  known?: string,
): Promise<Overview | Refusal> => {
  const view = await viewOf(ports, person, pilot, known);
  return isRefusal(view) ? view : view.overview;
};

/** The same as a page of HTML. */
export const readPilotPage = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  known?: string,
): Promise<{ readonly html: string } | Refusal> => {
  const view = await viewOf(ports, person, pilot, known);
  return isRefusal(view) ? view : { html: pilotPage(view) };
};

const viewOf = async (
  { record, now, hash }: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  known: string | undefined,
): Promise<(PilotView & { readonly overview: Overview }) | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const moment = known === undefined ? now().toISOString() : readMoment(known);
  if (moment === null)
    return refuse(
      'request_is_malformed',
      `Met known vraagt u wat op een datum bekend was, zoals 2025-08-01; niet ${known}.`,
    );
  const chain = await record.read(pilot);
  const then = known === undefined ? chain : knownAt(chain, moment);
  const state = sharedState(person, pilot, then);
  if (isRefusal(state)) return state;
  const evaluated = then.flatMap(({ change }) => (change.type === 'evaluationMade' ? [change.statement] : []));
  return { overview: overviewFor(state, person, moment, hash), agreement: state.pilot.document.agreement, evaluated };
};
