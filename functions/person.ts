/**
 * Who asks: a person of a party of a pilot, in a role, as a verified token says. A token is for one pilot.
 */
import * as z from 'zod';
import type { Pilot } from '../domain/pilot/agreement.ts';
import { ROLES, type Role } from '../domain/record/event.ts';
import type { Actor } from '../domain/record/supervision.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A person, by a number that means nothing outside the sign-in; names stay there. */
export interface Person {
  readonly person: string;
  readonly pilot: string;
  readonly party: string;
  readonly role: Role;
}

/**
 * A number as issuers give it (a UUID, `auth0|5f7c…`). An e-mail address or a name would stay in the record for good,
 * so a token that has one as its subject is not taken.
 */
const IS_NUMBER = /^[^\s@]{1,200}$/;

const claims = z
  .object({
    sub: z.string().regex(IS_NUMBER),
    'custom:party': z.string().regex(/^[^/]+\/[^/]+$/),
    'custom:role': z.enum(ROLES),
  })
  .transform((read): Person => {
    const [pilot = '', party = ''] = read['custom:party'].split('/');
    return { person: read.sub, pilot, party, role: read['custom:role'] };
  });

/** Reads the claims of a verified token. `custom:party` is `pilot/party`, such as `parkstad/INS`. */
export const readPerson = (value: unknown): Person | Refusal => {
  const read = claims.safeParse(value);
  return read.success
    ? read.data
    : refuse(
        'person_must_belong_to_pilot',
        'Dit account hoort niet bij een partij van een pilot. Vraag de beheerder om toegang.',
      );
};

/** Refuses a person of another pilot, or in a role that does not do this. */
export const mayAct = (person: Person, pilot: string, roles: readonly Role[]): Refusal | null => {
  if (person.pilot !== pilot)
    return refuse('person_must_belong_to_pilot', `Dit account hoort niet bij de pilot ${pilot}.`);
  if (!roles.includes(person.role))
    return refuse(
      'role_must_allow_this',
      `Dit vraagt de rol ${roles.join(' of ')}; dit account heeft de rol ${person.role}.`,
    );
  return null;
};

/** Refuses a person whose party is none of the agreement's: it can neither sign nor deliver. */
export const mustBeParty = ({ party }: Person, { document, terms }: Pilot): Refusal | null =>
  terms.parties.some(({ id }) => id === party)
    ? null
    : refuse('person_must_belong_to_pilot', `De partij ${party} hoort niet bij de pilot ${document.pilot.id}.`);

/**
 * Refuses a reader whose party is none of the agreement's, whatever the token says: what the parties share is theirs. Who
 * supervises reads all, and belongs to none of them.
 */
export const mayRead = (person: Person, pilot: Pilot): Refusal | null =>
  person.role === 'supervisor' ? null : mustBeParty(person, pilot);

/** The person as the record names the author of an event: number, party and role. */
export const authorOf = ({ person, party, role }: Person): Actor & { readonly role: Role } => ({ party, person, role });
