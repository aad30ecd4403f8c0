/**
 * Records a question about a statement, or about one line of it. A question holds nothing up.
 */
import * as z from 'zod';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { ROLES_OF } from '../domain/record/supervision.ts';
import { mayAct, type Person } from './person.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { remark } from './remark.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

const request = z.strictObject({
  line: z
    .number()
    .refine((line) => Number.isSafeInteger(line) && line >= 1, 'Hier hoort het nummer van een regel.')
    .nullable()
    .default(null),
  question: remark,
});

/** Asks. The answer names the question by its number. */
export const ask = async (
  ports: SupervisePorts,
  person: Person,
  named: { readonly pilot: string; readonly statement: string },
  body: unknown,
): Promise<{ readonly question: number } | Refusal> => {
  const forbidden = mayAct(person, named.pilot, ROLES_OF.questionAsked);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined)
    return refuse('request_is_malformed', 'Een vraag noemt question, en line als zij over één regel gaat.', faults);
  const chain = await supervise(ports, person, named, { type: 'questionAsked', ...read });
  return isRefusal(chain) ? chain : { question: chain.length };
};
