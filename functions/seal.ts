/**
 * Seals an approved statement: writes its bundle, has the log of the pilot signed with the manifest of the bundle in it,
 * and records the seal when everybody could check all of it.
 *
 * Sealing that stopped anywhere ends right when it is done again. What is listed in the manifest depends on the statement,
 * its approvals and the evaluation that there was at the last of these; the log that is signed ends with the event that
 * names the manifest, wherever that event came to stand; and a checkpoint that was written is used, because two signatures over one text are never the same.
 */
import { codeUnitOrder } from '../domain/pilot/terms.ts';
import { bookedBy } from '../domain/record/booking.ts';
import {
  BUNDLE_ZIP,
  type BundleFile,
  checkpointOf,
  derivedTexts,
  type EvaluationTexts,
  filesOf,
  listedTexts,
  logOf,
  recordToSeal,
} from '../domain/record/bundle.ts';
import { BUNDLE_RULES, isBundleFault } from '../domain/record/bundle-fault.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import { checkpointText, signedBytes } from '../domain/record/checkpoint.ts';
import { type EvaluationMade, evaluationHashes, evaluationOf } from '../domain/record/evaluation.ts';
import type { Booked, Change, PilotEvent } from '../domain/record/event.ts';
import type { Ledger } from '../domain/record/ledger.ts';
import { ledgerStatement } from '../domain/record/ledger-statement.ts';
import { manifestText } from '../domain/record/manifest.ts';
import type { MerkleLog } from '../domain/record/merkle-log.ts';
import { isApproved, type PilotState, type StatementState, stateOf } from '../domain/record/projection.ts';
import { fingerprintOf, lowSignature } from '../domain/record/signature.ts';
import type { Statement } from '../domain/record/statement.ts';
import { verifyBundle } from '../domain/record/verify.ts';
import { type Files, zipOf } from '../domain/record/zip.ts';
import { statementPage } from '../portal/statement-page.ts';
import { record } from './append.ts';
import { contentTypeOf } from './content-type.ts';
import type { Ports } from './ports.ts';
import { isRefusal } from './refusal.ts';
import { bundleKey, evaluationKey, statementKey } from './storage-keys.ts';

type SealPorts = Pick<Ports, 'record' | 'statements' | 'signer' | 'verifies' | 'now' | 'hash' | 'hashBytes'>;

/** What is being sealed, by the pilot, with which key (DER), and the evaluation beside it. */
interface Sealed {
  readonly pilot: string;
  readonly approved: StatementState;
  readonly publicKey: Uint8Array;
  readonly evaluation: EvaluationTexts | null;
}

/** Seals the statement, unless it is sealed already or no longer approved by everybody. */
export const seal = async (
  ports: SealPorts,
  { pilot, due }: { readonly pilot: string; readonly due: { readonly statement: string } },
): Promise<{ readonly sealed: boolean }> => {
  const events = await ports.record.read(pilot);
  const state = stateOf(events);
  const approved = state === null ? undefined : readyToSeal(state, due.statement);
  if (state === null || approved === undefined) return { sealed: false };
  const publicKey = await ports.signer.publicKey();
  assertAgreed(ports, state, publicKey);
  const evaluation = await fetchEvaluation(ports, pilot, evaluationOf(events, approved.statement));
  const sealed: Sealed = { pilot, approved, publicKey, evaluation };
  const { files, statement } = await writeListed(ports, sealed);
  const chain = await recordManifest(ports, sealed, files, statement);
  const log = logOf(chain.map(canonicalText), ports.hashBytes);
  const bundle = await writeDerived(ports, sealed, { chain, log, files, statement });
  await recordSeal(ports, sealed, bundle, log);
  return { sealed: true };
};

const readyToSeal = (state: PilotState, named: string): StatementState | undefined =>
  state.statements.find((each) => each.statement === named && each.sealed === null && isApproved(state, each));

/** With another key than the parties agreed on nothing is signed or written; somebody has to look at it. */
const assertAgreed = ({ hashBytes }: SealPorts, { pilot }: PilotState, publicKey: Uint8Array): void => {
  const agreed = pilot.document.agreement.signingKey;
  const found = fingerprintOf(publicKey, hashBytes);
  if (agreed !== undefined && agreed !== found)
    throw new Error(
      `key_must_be_agreed: the agreement names the signing key ${agreed}, and this deployment has ${found}.`,
    );
};

/** Writes what the manifest lists, and the manifest itself, which comes with them. */
const writeListed = async (
  ports: SealPorts,
  { pilot, approved, evaluation }: Sealed,
): Promise<{ readonly files: Files; readonly statement: Statement }> => {
  const text = await fetchText(ports, pilot, approved.statement);
  const statement: Statement = JSON.parse(text);
  const { approvedBy, statement: sha256 } = approved;
  const restated = statement.restates?.statement;
  const previous: Statement | null =
    restated === undefined ? null : JSON.parse(await fetchText(ports, pilot, restated));
  const html = statementPage(statement, { sha256, sealed: true, approvedBy });
  const listed = filesOf(listedTexts({ text, html, previous, evaluation }, statement, sha256));
  const manifest = filesOf({ 'manifest.json': manifestText(pilot, sha256, listed, ports.hashBytes) });
  const files = new Map([...listed, ...manifest]);
  await writeAll(ports, pilot, sha256, files);
  return { files, statement };
};

const fetchText = async ({ statements, hash }: SealPorts, pilot: string, statement: string): Promise<string> => {
  const bytes = await statements.get(statementKey(pilot, statement));
  const text = new TextDecoder().decode(bytes ?? undefined);
  if (bytes === null || hash(text) !== statement) throw new Error('A drafted statement is not under its hash.');
  return text;
};

/** The files of an evaluation as they lie under their hashes; from the last approval on the record names no other. */
const fetchEvaluation = async (
  ports: SealPorts,
  pilot: string,
  made: EvaluationMade | null,
): Promise<EvaluationTexts | null> => {
  if (made === null) return null;
  const fetched = Object.entries(evaluationHashes(made)).map(async ([name, sha256]) => {
    const bytes = await ports.statements.get(evaluationKey(pilot, sha256));
    if (bytes === null || ports.hashBytes(bytes) !== sha256) throw new Error('An evaluation is not under its hash.');
    return [name, new TextDecoder().decode(bytes)] as const;
  });
  return Object.fromEntries(await Promise.all(fetched)) as EvaluationTexts;
};

const writeAll = async (ports: SealPorts, pilot: string, statement: string, files: Files): Promise<void> =>
  void (await Promise.all(
    [...files].map(async ([name, bytes]) => {
      const key = bundleKey(pilot, statement, name as BundleFile | typeof BUNDLE_ZIP);
      const isNew = await ports.statements.putOnce(key, bytes, contentTypeOf(name));
      if (!isNew) await assertSame(ports, key, bytes);
    }),
  ));

const assertSame = async ({ statements, hashBytes }: SealPorts, key: string, bytes: Uint8Array): Promise<void> => {
  const stored = await statements.get(key);
  if (stored === null || hashBytes(stored) !== hashBytes(bytes))
    throw new Error('A file of a sealed bundle differs from the one that was written before.');
};

/** Records the manifest where it is not recorded yet; gives the record up to the event that names it. */
const recordManifest = async (
  ports: SealPorts,
  { pilot, approved: { statement, period, kind } }: Sealed,
  files: Files,
  document: Statement,
): Promise<readonly PilotEvent[]> => {
  const manifest = ports.hashBytes(files.get('manifest.json') ?? new Uint8Array());
  const change: Change = { type: 'manifestRecorded', statement, period, kind, manifest };
  const chain = await record(ports, pilot, 'ontschot', ({ ledger }, now, known) =>
    recordToSeal(now, statement) === null
      ? { ...change, ...bookings(ledger, document, { sha256: statement, known }) }
      : null,
  );
  const toSeal = isRefusal(chain) ? null : recordToSeal(chain, statement);
  if (toSeal === null) throw new Error('A manifest that was recorded is not in the record.');
  return toSeal;
};

/** What the statement books, on the ledger as it is at that moment; what cannot be booked is never approved. */
const bookings = (
  ledger: Ledger,
  document: Statement,
  named: { readonly sha256: string; readonly known: string },
): { readonly booked?: Booked } => {
  const made = bookedBy(ledger, ledgerStatement(document, named));
  if ('refusal' in made) throw new Error(`A statement that was approved cannot be booked: ${made.refusal}.`);
  return made.booked === null ? {} : { booked: made.booked };
};

/** What the rest of the bundle is made from. */
interface Ground {
  readonly chain: readonly PilotEvent[];
  readonly log: MerkleLog;
  readonly files: Files;
  readonly statement: Statement;
}

/** Writes the rest, but only when all of it together holds for somebody who checks it; gives the whole bundle. */
const writeDerived = async (
  ports: SealPorts,
  sealed: Sealed,
  { chain, log, files, statement }: Ground,
): Promise<Files> => {
  const { pilot, approved, publicKey } = sealed;
  const checkpoint = await writeCheckpoint(ports, sealed, log);
  const manifest = new TextDecoder().decode(files.get('manifest.json'));
  const { deliveries } = statement;
  const derived = filesOf(derivedTexts({ chain, log, deliveries, manifest, checkpoint, publicKey }, ports.hash));
  const bundle = new Map([...files, ...derived]);
  const checked = verifyBundle(bundle, ports, { publicKey });
  if (isBundleFault(checked))
    throw new Error(`A bundle does not hold: ${checked.rule} at ${checked.where}. ${BUNDLE_RULES[checked.rule]}`);
  const withZip = new Map([...bundle, [BUNDLE_ZIP, zipOf(bundle)]]);
  const rest = [...withZip].filter(([name]) => !files.has(name) && name !== 'checkpoint.txt');
  await writeAll(ports, pilot, approved.statement, new Map(rest));
  return withZip;
};

/** Signs and writes the checkpoint; where one was written before, that one. */
const writeCheckpoint = async (
  { statements, signer, hashBytes }: SealPorts,
  { pilot, approved, publicKey }: Sealed,
  log: MerkleLog,
): Promise<string> => {
  const checkpoint = checkpointOf(pilot, log);
  const signature = lowSignature(await signer.sign(signedBytes(checkpoint)));
  if (signature === null) throw new Error('The signer gave something that is no signature.');
  const text = checkpointText(checkpoint, publicKey, signature, hashBytes);
  const key = bundleKey(pilot, approved.statement, 'checkpoint.txt');
  const bytes = new TextEncoder().encode(text);
  const isNew = await statements.putOnce(key, bytes, contentTypeOf('checkpoint.txt'));
  return isNew ? text : new TextDecoder().decode((await statements.get(key)) ?? undefined);
};

const recordSeal = async (
  ports: SealPorts,
  { pilot, approved: { statement, period, kind } }: Sealed,
  bundle: Files,
  log: MerkleLog,
): Promise<void> => {
  const files = [...bundle]
    .map(([name, bytes]) => ({ name, sha256: ports.hashBytes(bytes) }))
    .sort((a, b) => codeUnitOrder(a.name, b.name));
  const { size, root } = checkpointOf(pilot, log);
  const change: Change = { type: 'statementSealed', statement, period, kind, files, checkpoint: { size, root } };
  await record(ports, pilot, 'ontschot', (now) => (readyToSeal(now, statement) === undefined ? null : change));
};
