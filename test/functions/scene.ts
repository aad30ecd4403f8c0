/** A pilot on the real services, of its own for one test: ports, a clock to set, and the steps of a pilot's life. */
import { randomUUID } from 'node:crypto';
import { canonicalText } from '../../domain/record/canonical.ts';
import type { Change, PilotEvent } from '../../domain/record/event.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { approve } from '../../functions/approve.ts';
import { findDue } from '../../functions/find-due.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import type { Ports, ReadPort, WriteOncePort } from '../../functions/ports.ts';
import { isRefusal } from '../../functions/refusal.ts';
import { requestUpload } from '../../functions/request-upload.ts';
import { seal } from '../../functions/seal.ts';
import { settle } from '../../functions/settle.ts';
import { objectStore, recordStore, uploadStore } from '../../functions/store.ts';
import { bytesOf, hash, hashBytes, type Services } from './services.ts';
import { filesFor, PILOT, type SmallFile, smallDocument, someone } from './small-pilot.ts';

/** The ports of a pilot of its own, what was started, and the clock. */
export interface Scene {
  readonly ports: Ports;
  readonly clock: { now: Date };
  readonly started: { readonly pilot: string; readonly overdue: boolean }[];
}

const below = (folder: string, store: ReadPort & WriteOncePort): ReadPort & WriteOncePort => ({
  get: (key) => store.get(`${folder}/${key}`),
  putOnce: (key, bytes, contentType) => store.putOnce(`${folder}/${key}`, bytes, contentType),
});

/** A new scene: a table of its own and a folder of its own in each bucket, so that equal pilots never meet. */
export const newScene = async ({ dynamodb, s3, newTable }: Services): Promise<Scene> => {
  const folder = randomUUID();
  const clock = { now: new Date('2025-08-01T09:00:00.000Z') };
  const started: Scene['started'] = [];
  const uploads = uploadStore('incoming', s3);
  const ports: Ports = {
    record: recordStore(await newTable(), hash, dynamodb),
    incoming: below(folder, objectStore('incoming', s3)),
    uploads: { allow: (key, file) => uploads.allow(`${folder}/${key}`, file) },
    deliveries: below(folder, objectStore('deliveries', s3)),
    statements: below(folder, objectStore('statements', s3)),
    workflow: { start: async (input) => void started.push(input) },
    now: () => clock.now,
    hash,
    hashBytes,
  };
  return { ports, clock, started };
};

/** An answer that must not be a refusal. */
export const granted = <T extends object>(answer: T): Exclude<T, { readonly refusal: string }> => {
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.refusal}: ${answer.message}`);
  return answer as Exclude<T, { readonly refusal: string }>;
};

/** Opens the small pilot as the insurer's signatory. */
export const open = async ({ ports }: Scene): Promise<void> =>
  void granted(await openPilot(ports, someone('INS', 'signatory'), smallDocument));

/** The announcement of a file. */
export const announcement = ({ kind, valuationDate, text }: SmallFile) => {
  const bytes = bytesOf(text);
  return { kind, valuationDate, sha256: hashBytes(bytes), sizeBytes: bytes.byteLength };
};

/** The key that an upload's storage event names. */
export const keyOf = (file: SmallFile): string =>
  [PILOT, file.party, file.kind, file.valuationDate, hash(file.text)].join('/');

/** Uploads a file as an analyst of its party does; gives the key of its storage event. */
export const upload = async ({ ports }: Scene, file: SmallFile): Promise<string> => {
  const { url, method, headers } = granted(
    await requestUpload(ports, someone(file.party, 'analyst'), PILOT, announcement(file)),
  );
  const answer = await fetch(url, { method, headers, body: bytesOf(file.text) });
  if (!answer.ok) throw new Error(`The upload was refused: ${await answer.text()}`);
  return keyOf(file);
};

/** Uploads files and takes each in. */
export const deliver = async (scene: Scene, files: readonly SmallFile[]): Promise<void> => {
  for (const file of files) await ingest(scene.ports, await upload(scene, file));
};

/** One round of the workflow: what is due is asked once, then drafted and sealed in turn. */
export const workflow = async ({ ports }: Scene, overdue = false): Promise<void> => {
  const due = await findDue(ports, { pilot: PILOT, overdue });
  for (const each of due.settle) await settle(ports, { pilot: PILOT, due: each });
  for (const each of due.seal) await seal(ports, { pilot: PILOT, due: each });
};

export const chainOf = ({ ports }: Scene): Promise<PilotEvent[]> => ports.record.read(PILOT);

/** What a chain says, but for the moments and the links that hang on them. */
export const contentOf = async (scene: Scene): Promise<readonly string[]> =>
  (await chainOf(scene)).map(({ by, change }) => canonicalText({ by, change: withoutMoments(change) }));

/** The events file of a bundle holds the moments, so its hash moves with them. */
const withoutMoments = (change: Change): unknown =>
  change.type === 'statementSealed'
    ? { ...change, files: change.files.map((file) => (file.name === 'events.json' ? file.name : file)) }
    : change;

/** Who must approve a statement. */
export const APPROVERS = smallDocument.agreement.approvers;

/** The newest statement of a period. */
export const statementOf = async (scene: Scene, period: '2025-K1' | '2025') => {
  const found = stateOf(await chainOf(scene))?.statements.findLast((each) => each.period === period);
  if (found === undefined) throw new Error(`There is no statement over ${period}.`);
  return found;
};

/** Approves the newest statement of a period for a party. */
export const approveAs = async (scene: Scene, party: string, period: '2025-K1' | '2025'): Promise<void> => {
  const { statement } = await statementOf(scene, period);
  granted(await approve(scene.ports, someone(party, 'signatory'), PILOT, statement));
};

/** A scene whose first interim statement is drafted. */
export const draftedScene = async (services: Services): Promise<Scene> => {
  const scene = await newScene(services);
  await open(scene);
  await deliver(scene, filesFor('2025-K1'));
  await workflow(scene);
  return scene;
};

/** A scene whose first interim statement all approvers approved. */
export const approvedScene = async (services: Services): Promise<Scene> => {
  const scene = await draftedScene(services);
  for (const party of APPROVERS) await approveAs(scene, party, '2025-K1');
  return scene;
};
