/**
 * Records the counts around a population: what share of it the claims cover, how many left through the Wlz, and how the
 * neighbourhood and the practices' lists overlap. They are a handful of totals, so they come in the request and not in a
 * file.
 */
import { declaredCounts } from '../domain/delivery/population/population-counts.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { declareCounts } from '../domain/record/population-counts.ts';
import { record } from './append.ts';
import { authorOf, mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';

/** Declares counts for the person's party, about the definition with a hash. Declaring the same again changes nothing. */
export const countPopulation = async (
  ports: Pick<Ports, 'record' | 'workflow' | 'now' | 'hash'>,
  person: Person,
  { pilot, population }: { readonly pilot: string; readonly population: string },
  body: unknown,
): Promise<{ readonly counted: string } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(declaredCounts, body, [], faults);
  if (read === undefined)
    return refuse('request_is_malformed', 'Een telling noemt valuationDate (stand per) en counts.', faults);
  const declaration = { population, ...read };
  const chain = await record(ports, pilot, authorOf(person), (state) =>
    declareCounts(state, person.party, declaration),
  );
  if (isRefusal(chain)) return chain;
  await startWhatIsDue(ports, pilot, chain);
  return { counted: population };
};
