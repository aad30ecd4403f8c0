/**
 * Gives an analyst the right to upload one delivery. The bytes go straight to the incoming bucket, which refuses
 * anything but the announced content.
 */
import * as z from 'zod';
import { calendarDate } from '../domain/pilot/date.ts';
import { sha256 } from '../domain/record/event.ts';
import { stateOf } from '../domain/record/projection.ts';
import { mayAct, type Person } from './person.ts';
import type { Ports, Upload } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { uploadKey } from './upload-key.ts';

/** The largest delivery, in bytes: some two million rows of the costs template. */
const MOST_BYTES = 128 * 1024 * 1024;

const request = z.strictObject({
  kind: z.enum(['members', 'costs', 'investments']),
  valuationDate: calendarDate,
  sha256,
  sizeBytes: z.int().min(1).max(MOST_BYTES),
});

/** Answers with the address and the headers of the upload. */
export const requestUpload = async (
  { record, uploads }: Pick<Ports, 'record' | 'uploads'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<Upload | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const read = request.safeParse(body);
  if (!read.success)
    return refuse(
      'request_is_malformed',
      'Een aanlevering noemt kind, valuationDate (stand per), sha256 en sizeBytes.',
      read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    );
  const state = stateOf(await record.read(pilot));
  if (state === null) return refuse('pilot_must_exist', `Er is geen pilot met het kenmerk ${pilot}.`);
  if (!state.pilot.terms.parties.some(({ id }) => id === person.party))
    return refuse('person_must_belong_to_pilot', `De partij ${person.party} hoort niet bij de pilot ${pilot}.`);
  const { kind, valuationDate, sizeBytes } = read.data;
  const name = { pilot, party: person.party, kind, valuationDate, sha256: read.data.sha256 };
  return uploads.allow(uploadKey(name), { sha256: read.data.sha256, sizeBytes });
};
