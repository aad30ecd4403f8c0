/**
 * Gives an analyst the right to upload one delivery. The bytes go straight to the incoming bucket, which refuses
 * anything but the announced content.
 */

import * as z from 'zod';
import { UNITS } from '../domain/delivery/numbers/number-dialect.ts';
import { declaredForm, declaredNumbers, readDeclaration } from '../domain/delivery/template/csvw.ts';
import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { calendarDate } from '../domain/pilot/date.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import { isDeclaredOtherwise } from '../domain/record/correction.ts';
import { sha256 } from '../domain/record/event.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { mayAct, mustBeParty, type Person } from './person.ts';
import { noPilot } from './pilot-state.ts';
import type { Ports, Upload } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type UploadName, uploadKey } from './upload-key.ts';

/** The largest delivery, in bytes: some three million rows of the costs template. */
export const MOST_BYTES = 200 * 1024 * 1024;

const IS_HASH = 'Hier hoort een SHA-256: 64 cijfers en kleine letters a tot en met f.';
const IS_SIZE = `Hier hoort een geheel aantal bytes van 1 tot en met ${MOST_BYTES}.`;

const request = z.strictObject({
  kind: z.enum(DELIVERY_KINDS),
  valuationDate: calendarDate,
  sha256: z.string().refine((text) => sha256.safeParse(text).success, IS_HASH),
  sizeBytes: z.number().refine((size) => Number.isInteger(size) && 1 <= size && size <= MOST_BYTES, IS_SIZE),
  /** Whether the delivery takes the place of one that is there. */
  correction: z.boolean().optional(),
  /** What the file may not show by itself. */
  decimal: z.enum([',', '.']).optional(),
  unit: z.enum(UNITS).optional(),
  /** The same as a document of CSV on the Web, as it lies beside the file. */
  declaration: z.unknown().optional(),
});

type Announced = z.output<typeof request>;

/** Who announces what; a refusal says what is wrong with each field. */
export interface Announcement {
  readonly state: PilotState;
  readonly upload: UploadName;
  readonly sizeBytes: number;
}

/** Reads the announcement of an upload, and refuses who may not make it. */
export const announce = async (
  { record, now }: Pick<Ports, 'record' | 'now'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<Announcement | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  const declared = read === undefined ? NOTHING : declaredOf(read, faults);
  if (read === undefined || faults.length > 0)
    return refuse(
      'request_is_malformed',
      'Een aanlevering noemt kind, valuationDate (stand per), sha256 en sizeBytes.',
      faults,
    );
  const state = stateOf(await record.read(pilot));
  if (state === null) return noPilot(pilot);
  const stranger = mustBeParty(person, state.pilot);
  if (stranger !== null) return stranger;
  const { kind, valuationDate, sha256: digest, sizeBytes, correction = false } = read;
  const by = { pilot, party: person.party, person: person.person, announcedMilliseconds: now().getTime() };
  const upload = { ...by, kind, valuationDate, sha256: digest, isCorrection: correction, ...declared };
  if (isDeclaredOtherwise(state, upload))
    return refuse(
      'declaration_must_be_the_same',
      `Precies dit bestand is met stand per ${valuationDate} al aangenomen, met een andere opgave van getallen, eenheid of vorm. Dezelfde bytes worden niet nog eens anders gelezen. Was die opgave fout, verander dan het bestand zelf, bijvoorbeeld met de bedragen in euro, en lever het aan als correctie.`,
    );
  return { state, upload, sizeBytes };
};

/** What is declared of a file: of its numbers, and of how it is written. */
type Declared = Pick<UploadName, 'numbers' | 'form'>;

const NOTHING: Declared = { numbers: {}, form: {} };

/** What is declared, beside the file or in the announcement itself. */
const declaredOf = ({ valuationDate, decimal, unit, declaration }: Announced, faults: Fault[]): Declared => {
  const named: Pick<Declared['numbers'], 'decimal' | 'unit'> = {
    ...(decimal === undefined ? {} : { decimal }),
    ...(unit === undefined ? {} : { unit }),
  };
  if (declaration === undefined) return { numbers: named, form: {} };
  const read = readDeclaration(declaration);
  if ('faults' in read) {
    faults.push(...read.faults.map(({ path, message }) => ({ path: `declaration.${path}`, message })));
    return NOTHING;
  }
  const declared = read.declaration;
  if (declared.valuationDate !== null && declared.valuationDate !== valuationDate)
    faults.push({ path: 'valuationDate', message: `De metadata noemt ${declared.valuationDate} als stand per.` });
  for (const path of ['decimal', 'unit'] as const)
    if (named[path] !== undefined && declared[path] !== null && named[path] !== declared[path])
      faults.push({
        path,
        message: `De metadata noemt "${declared[path]}", deze opgave "${named[path]}". Noem één van beide, of tweemaal hetzelfde.`,
      });
  return { numbers: { ...declaredNumbers(declared), ...named }, form: declaredForm(declared) };
};

/** Answers with the address and the headers of the upload. */
export const requestUpload = async (
  ports: Pick<Ports, 'record' | 'uploads' | 'now'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<Upload | Refusal> => {
  const announced = await announce(ports, person, pilot, body);
  if ('refusal' in announced) return announced;
  const { upload, sizeBytes } = announced;
  return ports.uploads.allow(uploadKey(upload), { sha256: upload.sha256, sizeBytes });
};
