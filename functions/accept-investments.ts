/**
 * Accepts the investments of another party: they count once every party that pays for them has.
 */
import * as z from 'zod';
import { calendarDate } from '../domain/pilot/date.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { sha256 } from '../domain/record/event.ts';
import { acceptInvestments as accept, type NamedInvestments } from '../domain/record/investments.ts';
import { record } from './append.ts';
import { authorOf, mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';

const request = z.strictObject({ sha256, party: z.string(), valuationDate: calendarDate });

/** Accepts for the person's party; again changes nothing. */
export const acceptInvestments = async (
  ports: Pick<Ports, 'record' | 'workflow' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<{ readonly accepted: NamedInvestments } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['controller', 'signatory']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const named = readWith(request, body, [], faults);
  if (named === undefined)
    return refuse('request_is_malformed', 'Investeringen hebben een SHA-256, en party en valuationDate.', faults);
  const chain = await record(ports, pilot, authorOf(person), (state) => accept(state, person.party, named));
  if (isRefusal(chain)) return chain;
  await startWhatIsDue(ports, pilot, chain);
  return { accepted: named };
};
