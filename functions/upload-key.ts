/**
 * The key of an upload says everything about it: the pilot, the party and the number of the person who announced it, what it
 * is, on which date it stands, what was declared of it, when, and the SHA-256 of its bytes. The upload is signed for exactly
 * that key, so nobody else can have written it.
 */
import * as z from 'zod';
import type { DeclaredNumbers } from '../domain/delivery/numbers/number-dialect.ts';
import type { DeclaredForm } from '../domain/delivery/structure/structural-reader.ts';
import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { calendarDate } from '../domain/pilot/date.ts';
import type { UploadIdentity } from '../domain/record/correction.ts';
import { sha256 } from '../domain/record/event.ts';

/** The words in a key that say what was declared of the numbers, in the order in which they stand there. */
const NUMBERS: Readonly<Record<string, DeclaredNumbers>> = {
  comma: { decimal: ',' },
  point: { decimal: '.' },
  thousands: { thousands: true },
  plain: { thousands: false },
  cent: { unit: 'cent' },
  thousandEuro: { unit: 'thousandEuro' },
};

/** The words that say what was declared of how the file is written; they follow those of the numbers. */
const FORMS: Readonly<Record<string, DeclaredForm>> = {
  semicolons: { delimiter: ';' },
  commas: { delimiter: ',' },
  tabs: { delimiter: '\t' },
  bars: { delimiter: '|' },
  'utf-8': { encoding: 'utf-8' },
  'utf-16le': { encoding: 'utf-16le' },
  'utf-16be': { encoding: 'utf-16be' },
  'windows-1252': { encoding: 'windows-1252' },
};

const CORRECTION = 'correction';

const MOMENT = /^at-(0|[1-9a-z][0-9a-z]{0,9})$/;

const options = z
  .string()
  .transform((text) => (text === '' ? [] : text.split('.')))
  .pipe(z.array(z.union([z.enum([CORRECTION, ...Object.keys({ ...NUMBERS, ...FORMS })]), z.string().regex(MOMENT)])));

const uploadName = z.strictObject({
  pilot: z.string().regex(/^[a-z0-9-]+$/),
  party: z.string().min(1),
  person: z.string().min(1),
  kind: z.enum(DELIVERY_KINDS),
  valuationDate: calendarDate,
  sha256,
});

/**
 * What an upload is; `isCorrection` says that it takes the place of what was delivered before. `announcedMilliseconds` is the
 * moment of its announcement: the address of each announcement can be used once, and a new one may be asked for.
 */
export interface UploadName extends z.output<typeof uploadName> {
  readonly isCorrection: boolean;
  readonly numbers: DeclaredNumbers;
  readonly form: DeclaredForm;
  readonly announcedMilliseconds: number | null;
}

/** The words of a table that say what was declared. */
const saying = <Declared extends object>(words: Readonly<Record<string, Declared>>, declared: Declared): string[] =>
  Object.keys(words).filter((word) =>
    Object.entries(words[word] ?? {}).every(([name, value]) => declared[name as keyof Declared] === value),
  );

/** What the words of a table that stand in a key say together. */
const said = <Declared extends object>(words: Readonly<Record<string, Declared>>, all: readonly string[]): Declared =>
  Object.assign({}, ...Object.keys(words).flatMap((word) => (all.includes(word) ? [words[word]] : [])));

const wordsOf = ({ isCorrection, numbers, form, announcedMilliseconds }: UploadName): string[] => {
  const declared = [...saying(NUMBERS, numbers), ...saying(FORMS, form)];
  const moment = announcedMilliseconds === null ? [] : [`at-${announcedMilliseconds.toString(36)}`];
  return [...(isCorrection ? [CORRECTION] : []), ...declared, ...moment];
};

/** The key under which an upload must arrive. */
export const uploadKey = (upload: UploadName): string => {
  const { pilot, party, person, kind, valuationDate, sha256: digest } = upload;
  const words = wordsOf(upload);
  const middle = [kind, valuationDate, ...(words.length === 0 ? [] : [words.join('.')])];
  return [pilot, encodeURIComponent(party), encodeURIComponent(person), ...middle, digest].join('/');
};

/** Reads a key that `uploadKey` made; `null` for any other. */
export const readUploadKey = (key: string): UploadName | null => {
  const [pilot, party = '', person = '', kind, valuationDate, ...more] = key.split('/');
  const digest = more.pop();
  const named = { pilot, party: decoded(party), person: decoded(person), kind, valuationDate, sha256: digest };
  const read = uploadName.safeParse(named);
  const words = options.safeParse(more[0] ?? '');
  if (!read.success || !words.success || more.length > 1) return null;
  const moment = words.data.map((word) => MOMENT.exec(word)?.[1]).find((digits) => digits !== undefined);
  const upload: UploadName = {
    ...read.data,
    isCorrection: words.data.includes(CORRECTION),
    numbers: said(NUMBERS, words.data),
    form: said(FORMS, words.data),
    announcedMilliseconds: moment === undefined ? null : Number.parseInt(moment, 36),
  };
  return uploadKey(upload) === key ? upload : null;
};

/** `null` for a text that no encoding gives, such as a lone per cent sign. */
const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

// What lies beside the uploads of a pilot begins with an underscore, which the name of a pilot never does.
const AGAIN = '_again/';

const besideKey = (folder: string, pilot: string, upload: UploadIdentity, extension: string): string => {
  const { party, kind, valuationDate, sha256: digest } = upload;
  return [folder, pilot, encodeURIComponent(party), kind, valuationDate, `${digest}.${extension}`].join('/');
};

/** Where everything that was found in an upload lies, as JSON. */
export const foundKey = (pilot: string, upload: UploadIdentity): string => besideKey('_found', pilot, upload, 'json');

/** Where the return file of an upload lies. */
export const returnKey = (pilot: string, upload: UploadIdentity): string => besideKey('_return', pilot, upload, 'csv');

/** The key of the empty object by whose arrival an upload is announced once more. */
export const againKey = (key: string): string => AGAIN + key;

/** The key of the upload that an arrived object announces: most announce themselves. */
export const announcedKey = (key: string): string => (key.startsWith(AGAIN) ? key.slice(AGAIN.length) : key);
