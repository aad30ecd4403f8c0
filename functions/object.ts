/**
 * Records an objection of a party to one line of a statement's worksheet, with a reason. It holds up every approval until
 * it is answered or the agreed term has passed.
 */
import * as z from 'zod';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { ROLES_OF } from '../domain/record/supervision.ts';
import { mayAct, type Person } from './person.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { remark } from './remark.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

const request = z.strictObject({
  line: z.number().refine((line) => Number.isSafeInteger(line) && line >= 1, 'Hier hoort het nummer van een regel.'),
  reason: remark,
});

/** Objects for the person's party. The answer names the objection by its number. */
export const object = async (
  ports: SupervisePorts,
  person: Person,
  named: { readonly pilot: string; readonly statement: string },
  body: unknown,
): Promise<{ readonly objection: number } | Refusal> => {
  const forbidden = mayAct(person, named.pilot, ROLES_OF.objectionRaised);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined) return malformed(faults);
  const chain = await supervise(ports, person, named, { type: 'objectionRaised', ...read });
  return isRefusal(chain) ? chain : { objection: chain.length };
};

const malformed = (faults: readonly Fault[]): Refusal =>
  faults.some(({ path }) => path === 'line')
    ? refuse(
        'objection_must_name_a_line',
        'Een bezwaar gaat over één regel van het afschrift: noem haar nummer (line).',
        faults,
      )
    : refuse('request_is_malformed', 'Een bezwaar noemt line (regel van het afschrift) en reason (waarom).', faults);
