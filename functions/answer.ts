/**
 * Records the answer to an objection or a question. It is given once, by somebody else than who raised it; whoever does not
 * accept the answer objects again, or does not approve.
 */
import * as z from 'zod';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { ROLES_OF } from '../domain/record/supervision.ts';
import { mayAct, type Person } from './person.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { remark } from './remark.ts';
import { type SupervisePorts, supervise } from './supervise.ts';

const request = z.strictObject({ answer: remark });

/** What is answered: the number of an objection or a question of a statement, as its path has it. */
interface Answered {
  readonly pilot: string;
  readonly statement: string;
  readonly number: string;
}

type Answer = (
  ports: SupervisePorts,
  person: Person,
  named: Answered,
  body: unknown,
) => Promise<{ readonly answered: number } | Refusal>;

/** A text that is no number names nothing: events are numbered from 1. */
const numberOf = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) : 0);

const answering =
  (type: 'objectionAnswered' | 'questionAnswered'): Answer =>
  async (ports, person, named, body) => {
    const forbidden = mayAct(person, named.pilot, ROLES_OF[type]);
    if (forbidden !== null) return forbidden;
    const faults: Fault[] = [];
    const read = readWith(request, body, [], faults);
    if (read === undefined) return refuse('request_is_malformed', 'Een antwoord noemt answer.', faults);
    const number = numberOf(named.number);
    const chain = await supervise(ports, person, named, { type, number, ...read });
    return isRefusal(chain) ? chain : { answered: number };
  };

/** Answers an objection, which then holds up nothing any more. */
export const answerObjection: Answer = answering('objectionAnswered');

/** Answers a question. */
export const answerQuestion: Answer = answering('questionAnswered');
