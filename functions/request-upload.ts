/**
 * Gives an analyst the right to upload one delivery. The bytes go straight to the incoming bucket, which refuses
 * anything but the announced content.
 */
import * as z from 'zod';
import { calendarDate } from '../domain/pilot/date.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { sha256 } from '../domain/record/event.ts';
import { stateOf } from '../domain/record/projection.ts';
import { mayAct, mustBeParty, type Person } from './person.ts';
import type { Ports, Upload } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { uploadKey } from './upload-key.ts';

/** The largest delivery, in bytes: some two million rows of the costs template. */
const MOST_BYTES = 128 * 1024 * 1024;

const IS_HASH = 'Hier hoort een SHA-256: 64 cijfers en kleine letters a tot en met f.';
const IS_SIZE = `Hier hoort een geheel aantal bytes van 1 tot en met ${MOST_BYTES}.`;

const request = z.strictObject({
  kind: z.enum(['members', 'costs', 'investments']),
  valuationDate: calendarDate,
  sha256: z.string().refine((text) => sha256.safeParse(text).success, IS_HASH),
  sizeBytes: z.number().refine((size) => Number.isInteger(size) && 1 <= size && size <= MOST_BYTES, IS_SIZE),
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
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined)
    return refuse(
      'request_is_malformed',
      'Een aanlevering noemt kind, valuationDate (stand per), sha256 en sizeBytes.',
      faults,
    );
  const state = stateOf(await record.read(pilot));
  if (state === null) return refuse('pilot_must_exist', `Er is geen pilot met het kenmerk ${pilot}.`);
  const stranger = mustBeParty(person, state.pilot);
  if (stranger !== null) return stranger;
  const { sizeBytes, ...named } = read;
  return uploads.allow(uploadKey({ pilot, party: person.party, ...named }), { sha256: read.sha256, sizeBytes });
};
