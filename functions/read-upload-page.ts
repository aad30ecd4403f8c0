/**
 * The page on which an analyst says what is delivered, and what the form on it gives: the page that sends the file, or the
 * same page with what is wrong.
 */

import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { stateOf } from '../domain/record/projection.ts';
import { uploadAddress } from '../portal/findings-page.ts';
import type { PageScript } from '../portal/layout.ts';
import { NO_VALUES, sendPage, type UploadValues, uploadPage } from '../portal/upload-page.ts';
import { mayAct, mustBeParty, type Person } from './person.ts';
import { noPilot } from './pilot-state.ts';
import type { Ports } from './ports.ts';
import type { Refusal } from './refusal.ts';
import { announce, MOST_BYTES } from './request-upload.ts';
import { uploadKey } from './upload-key.ts';

/** A page, and whether it says that something is wrong with what was sent. */
export interface UploadStep {
  readonly html: string;
  readonly isRefused: boolean;
}

/** What stood in the form, as a browser sends it. */
export type FormFields = Readonly<Record<string, string>>;

/** Shows the empty form. */
export const readUploadPage = async (
  { record }: Pick<Ports, 'record'>,
  person: Person,
  pilot: string,
  script: PageScript,
): Promise<UploadStep | Refusal> => {
  const forbidden = mayAct(person, pilot, ['analyst']);
  if (forbidden !== null) return forbidden;
  const state = stateOf(await record.read(pilot));
  if (state === null) return noPilot(pilot);
  const stranger = mustBeParty(person, state.pilot);
  if (stranger !== null) return stranger;
  return { html: formPage(state.pilot.document.pilot, NO_VALUES, [], script), isRefused: false };
};

const formPage = (
  pilot: { readonly id: string; readonly name: string },
  values: UploadValues,
  faults: readonly Fault[],
  script: PageScript,
): string => uploadPage({ pilot, kinds: DELIVERY_KINDS, values, faults, script });

/** Takes the form: a page that sends exactly the file that was announced, or the form with what is wrong. */
export const announceUpload = async (
  { record, uploads, now }: Pick<Ports, 'record' | 'uploads' | 'now'>,
  person: Person,
  { pilot, fields, origin }: { readonly pilot: string; readonly fields: FormFields; readonly origin: string },
  script: PageScript,
): Promise<UploadStep | Refusal> => {
  const values = valuesOf(fields);
  const announced = await announce({ record, now }, person, pilot, bodyOf(values));
  if ('refusal' in announced) {
    const state = stateOf(await record.read(pilot));
    if (announced.refusal !== 'request_is_malformed' || state === null) return announced;
    return { html: formPage(state.pilot.document.pilot, values, formFaults(announced), script), isRefused: true };
  }
  const { state, upload, sizeBytes } = announced;
  const { kind, valuationDate, sha256 } = upload;
  const next = origin + uploadAddress({ pilot: { id: pilot }, kind, valuationDate, sha256 });
  const form = await uploads.allowForm(uploadKey(upload), { sha256, sizeBytes }, next);
  const page = sendPage({ pilot: state.pilot.document.pilot, kind, valuationDate, sha256, sizeBytes, ...form });
  return { html: page, isRefused: false };
};

const valuesOf = (fields: FormFields): UploadValues => ({
  kind: fields['kind'] ?? '',
  valuationDate: fields['valuationDate'] ?? '',
  sha256: (fields['sha256'] ?? '').replace(/\s/g, '').toLowerCase(),
  sizeBytes: (fields['sizeBytes'] ?? '').replace(/[\s.]/g, ''),
  correction: fields['correction'] === 'ja',
  decimal: fields['decimal'] ?? '',
  unit: fields['unit'] ?? '',
});

/** The fields as the verb reads them. What is left empty is left out, so that it is reported as missing. */
const bodyOf = ({ sizeBytes, correction, ...texts }: UploadValues): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
  ...(sizeBytes === '' ? {} : { sizeBytes: /^\d{1,15}$/.test(sizeBytes) ? Number(sizeBytes) : Number.NaN }),
  correction,
});

const QUESTIONS: Readonly<Record<string, string>> = {
  kind: 'Kies wat u aanlevert.',
  valuationDate: 'Vul de datum in waarop de cijfers staan, zoals 31-07-2025.',
  sha256: 'Vul het kenmerk in: 64 cijfers en letters a tot en met f.',
  sizeBytes: `Vul de grootte in bytes in, met alleen cijfers; ten hoogste ${MOST_BYTES.toLocaleString('nl-NL')}.`,
  decimal: 'Kies een decimaalteken.',
  unit: 'Kies een eenheid.',
};

/** What is wrong, in the words of the form. */
const formFaults = ({ detail }: Refusal): Fault[] => {
  const paths = Array.isArray(detail) ? detail.map(({ path }: Fault) => path) : [];
  return Object.entries(QUESTIONS)
    .filter(([name]) => paths.includes(name))
    .map(([path, message]) => ({ path, message }));
};
