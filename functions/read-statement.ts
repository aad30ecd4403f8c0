/**
 * Gives a person one file of a statement: the statement itself as JSON or as a page, and of a sealed one the whole bundle.
 */
import { BUNDLE_FILES, BUNDLE_ZIP } from '../domain/record/bundle.ts';
import { base64OfBytes } from '../domain/record/byte-text.ts';
import { ROLES } from '../domain/record/event.ts';
import { type SupervisionOverview, supervisionOverview } from '../domain/record/overview.ts';
import { type StatementState, stateOf } from '../domain/record/projection.ts';
import type { Statement } from '../domain/record/statement.ts';
import { statementPage } from '../portal/statement-page.ts';
import { contentTypeOf } from './content-type.ts';
import { mayAct, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { bundleKey, statementKey } from './storage-keys.ts';

/** A file and its media type; a file that is no text in base 64. */
export interface StatementFile {
  readonly contentType: string;
  readonly text: string;
  readonly isBase64Encoded?: true;
}

/** Reads a file of a statement. Of a draft only `statement.json` and `statement.html` exist. */
export const readStatement = async (
  { record, statements, now }: Pick<Ports, 'record' | 'statements' | 'now'>,
  person: Person,
  { pilot, statement, file }: { readonly pilot: string; readonly statement: string; readonly file: string },
): Promise<StatementFile | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = stateOf(await record.read(pilot));
  const found = state?.statements.find((each) => each.statement === statement);
  if (state === null || found === undefined)
    return refuse('statement_must_exist', 'Er is geen afschrift met deze hash.');
  const name = [...BUNDLE_FILES, BUNDLE_ZIP].find((each) => each === file);
  const isDraft = found.sealed === null;
  if (name === undefined || (isDraft && !name.startsWith('statement.')))
    return refuse('file_must_exist', `Dit afschrift heeft geen bestand ${file}.`);
  const bytes = await bytesOf(statements, isDraft ? statementKey(pilot, statement) : bundleKey(pilot, statement, name));
  const contentType = contentTypeOf(name);
  if (name === BUNDLE_ZIP) return { contentType, text: base64OfBytes(bytes), isBase64Encoded: true };
  const text = new TextDecoder().decode(bytes);
  if (!isDraft || name !== 'statement.html') return { contentType, text };
  return { contentType, text: draftPage(text, found, supervisionOverview(state, found, now().toISOString())) };
};

const bytesOf = async (statements: Ports['statements'], key: string): Promise<Uint8Array> => {
  const bytes = await statements.get(key);
  if (bytes === null) throw new Error('A statement in the record is not in its bucket.');
  return bytes;
};

const draftPage = (
  text: string,
  { statement, approvedBy }: StatementState,
  supervision: SupervisionOverview,
): string => {
  const read: Statement = JSON.parse(text);
  return statementPage(read, { sha256: statement, sealed: false, approvedBy, supervision });
};
