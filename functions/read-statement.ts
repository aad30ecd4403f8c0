/**
 * Gives a person one file of a statement: the statement itself as JSON or as a page, and of a sealed one the whole bundle.
 */
import { type StatementState, stateOf } from '../domain/record/projection.ts';
import type { Statement } from '../domain/record/statement.ts';
import { statementPage } from '../portal/statement-page.ts';
import { mayAct, type Person, ROLES } from './person.ts';
import type { Ports } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { BUNDLE_FILES, type BundleFile, bundleKey, statementKey } from './storage-keys.ts';

/** A file and its media type. */
export interface StatementFile {
  readonly contentType: string;
  readonly text: string;
}

/** Reads a file of a statement. Of a draft only `statement.json` and `statement.html` exist. */
export const readStatement = async (
  { record, statements }: Pick<Ports, 'record' | 'statements'>,
  person: Person,
  { pilot, statement, file }: { readonly pilot: string; readonly statement: string; readonly file: string },
): Promise<StatementFile | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const state = stateOf(await record.read(pilot));
  const found = state?.statements.find((each) => each.statement === statement);
  if (found === undefined) return refuse('statement_must_exist', 'Er is geen afschrift met deze hash.');
  const name = BUNDLE_FILES.find((each) => each === file);
  const isDraft = found.sealed === null;
  if (name === undefined || (isDraft && !name.startsWith('statement.')))
    return refuse('file_must_exist', `Dit afschrift heeft geen bestand ${file}.`);
  const text = await textOf(statements, isDraft ? statementKey(pilot, statement) : bundleKey(pilot, statement, name));
  return { contentType: typeOf(name), text: isDraft && name === 'statement.html' ? draftPage(text, found) : text };
};

const typeOf = (name: BundleFile): string => (name.endsWith('.html') ? 'text/html; charset=utf-8' : 'application/json');

const textOf = async (statements: Ports['statements'], key: string): Promise<string> => {
  const bytes = await statements.get(key);
  if (bytes === null) throw new Error('A statement in the record is not in its bucket.');
  return new TextDecoder().decode(bytes);
};

const draftPage = (text: string, { statement, approvedBy }: StatementState): string => {
  const read: Statement = JSON.parse(text);
  return statementPage(read, { sha256: statement, sealed: false, approvedBy });
};
