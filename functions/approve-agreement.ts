/**
 * Records that a party approves an agreement, named by the hash of its canonical text: the one with which the pilot was
 * opened, or one that was proposed for a later performance period.
 * Statements can be drafted before that; they can be reviewed and approved when all parties have approved the agreement.
 */
import * as z from 'zod';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { canonicalText, type Hash } from '../domain/record/canonical.ts';
import { type Change, sha256 } from '../domain/record/event.ts';
import type { PilotState } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { authorOf, mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

const request = z.strictObject({ agreement: sha256 });

/** Approves the agreement for the person's party. */
export const approveAgreement = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<{ readonly approved: string } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['signatory']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined)
    return refuse('request_is_malformed', 'Een goedkeuring noemt agreement: de hash uit het overzicht.', faults);
  const { agreement } = read;
  const chain = await record(ports, pilot, authorOf(person), (state) => decide(state, person, agreement, ports.hash));
  return isRefusal(chain) ? chain : { approved: agreement };
};

/** The agreement that a hash names, and who approved it. */
const named = ({ pilot, agreementApprovedBy, following }: PilotState, agreement: string, hash: Hash) =>
  agreement === hash(canonicalText(pilot.document))
    ? { pilot, approvedBy: agreementApprovedBy }
    : following.find((each) => each.agreement === agreement);

const decide = (state: PilotState, { party }: Person, agreement: string, hash: Hash): Change | Refusal => {
  const found = named(state, agreement, hash);
  if (found === undefined)
    return refuse('agreement_must_be_the_same', 'Dit is niet de hash van een overeenkomst van deze pilot.');
  const {
    pilot: { document },
    approvedBy,
  } = found;
  if (!document.agreement.approvers.includes(party))
    return refuse('approver_must_belong_to_party', `De overeenkomst vraagt geen goedkeuring van ${party}.`);
  if (approvedBy.includes(party))
    return refuse('approval_must_be_once', `${party} heeft de overeenkomst al goedgekeurd.`);
  return { type: 'agreementApproved', agreement };
};
