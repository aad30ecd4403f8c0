/**
 * Gives a person one file of a statement: the statement itself as JSON or as a page, the evaluation beside it, and of a
 * sealed one the whole bundle.
 */
import { BUNDLE_FILES, BUNDLE_ZIP, EVALUATION_FILES, type EvaluationTexts } from '../domain/record/bundle.ts';
import { base64OfBytes } from '../domain/record/byte-text.ts';
import { type EvaluationMade, evaluationHashes, evaluationOf } from '../domain/record/evaluation.ts';
import { ROLES } from '../domain/record/event.ts';
import { type SupervisionOverview, supervisionOverview } from '../domain/record/overview.ts';
import { type StatementState, stateOf } from '../domain/record/projection.ts';
import type { Statement } from '../domain/record/statement.ts';
import { statementPage } from '../portal/statement-page.ts';
import { contentTypeOf } from './content-type.ts';
import { mayAct, mayRead, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { bundleKey, evaluationKey, statementKey } from './storage-keys.ts';

/** A file and its media type; a file that is no text in base 64. */
export interface StatementFile {
  readonly contentType: string;
  readonly text: string;
  readonly isBase64Encoded?: true;
  /** Where the same bytes lie in the bucket; a page that was made for this reading lies nowhere. */
  readonly key: string | null;
}

/** Reads a file of a statement. Of a draft only `statement.json` and `statement.html` exist, and its evaluation if there is one. */
export const readStatement = async (
  { record, statements, now }: Pick<Ports, 'record' | 'statements' | 'now'>,
  person: Person,
  { pilot, statement, file }: { readonly pilot: string; readonly statement: string; readonly file: string },
): Promise<StatementFile | Refusal> => {
  const forbidden = mayAct(person, pilot, ROLES);
  if (forbidden !== null) return forbidden;
  const chain = await record.read(pilot);
  const state = stateOf(chain);
  const stranger = state === null ? null : mayRead(person, state.pilot);
  if (stranger !== null) return stranger;
  const found = state?.statements.find((each) => each.statement === statement);
  if (state === null || found === undefined)
    return refuse('statement_must_exist', 'Er is geen afschrift met deze hash.');
  const ofEvaluation = EVALUATION_FILES.find((each) => each === file);
  if (ofEvaluation !== undefined)
    return readEvaluation(statements, pilot, evaluationOf(chain, statement), ofEvaluation);
  const name = [...BUNDLE_FILES, BUNDLE_ZIP].find((each) => each === file);
  const isDraft = found.sealed === null;
  if (name === undefined || (isDraft && !name.startsWith('statement.')))
    return refuse('file_must_exist', `Dit afschrift heeft geen bestand ${file}.`);
  const key = isDraft ? statementKey(pilot, statement) : bundleKey(pilot, statement, name);
  const bytes = await bytesOf(statements, key);
  const contentType = contentTypeOf(name);
  if (name === BUNDLE_ZIP) return { contentType, text: base64OfBytes(bytes), isBase64Encoded: true, key };
  const text = new TextDecoder().decode(bytes);
  if (!isDraft || name !== 'statement.html') return { contentType, text, key };
  const supervision = supervisionOverview(state, found, now().toISOString());
  return { contentType, text: draftPage(text, found, supervision), key: null };
};

/**
 * More bytes than this do not go in one answer of a function, which is 6 MB at most with everything around the file.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_ANSWERED_BYTES = 6_000_000;

/** How many bytes a file takes in an answer, where it stands as a text in JSON. */
const answeredBytes = ({ text, isBase64Encoded }: StatementFile): number =>
  isBase64Encoded === true ? text.length : new TextEncoder().encode(JSON.stringify(text)).byteLength;

/** The same, of a file that is too large for one answer the address at which it can be fetched for a few minutes. */
export const sendStatement = async (
  ports: Pick<Ports, 'record' | 'statements' | 'now'>,
  person: Person,
  asked: { readonly pilot: string; readonly statement: string; readonly file: string },
): Promise<StatementFile | { readonly location: string } | Refusal> => {
  const file = await readStatement(ports, person, asked);
  if (isRefusal(file) || file.key === null || answeredBytes(file) <= MOST_ANSWERED_BYTES) return file;
  return { location: await ports.statements.link(file.key) };
};

/** A file of the evaluation beside a statement; of a draft it is there for whoever has to approve. */
const readEvaluation = async (
  statements: Ports['statements'],
  pilot: string,
  made: EvaluationMade | null,
  file: keyof EvaluationTexts,
): Promise<StatementFile | Refusal> => {
  if (made === null) return refuse('file_must_exist', 'Bij dit afschrift is geen evaluatie gemaakt.');
  const key = evaluationKey(pilot, evaluationHashes(made)[file]);
  const bytes = await bytesOf(statements, key);
  return { contentType: contentTypeOf(file), text: new TextDecoder().decode(bytes), key };
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
