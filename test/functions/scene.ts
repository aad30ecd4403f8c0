/** A pilot on the real services, of its own for one test: ports, a clock to set, and the steps of a pilot's life. */
import { randomUUID } from 'node:crypto';
import { BUNDLE_ZIP, DERIVED_FILES } from '../../domain/record/bundle.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import type { Change, PilotEvent } from '../../domain/record/event.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { approve } from '../../functions/approve.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { approvePopulation } from '../../functions/approve-population.ts';
import { confirmCorrection } from '../../functions/confirm-correction.ts';
import { findDue } from '../../functions/find-due.ts';
import { ingest } from '../../functions/ingest.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import type { LinkPort, Ports, ReadPort, RemovePort, WriteOncePort } from '../../functions/ports.ts';
import { proposePopulation } from '../../functions/propose-population.ts';
import { isRefusal, type STATUS_OF } from '../../functions/refusal.ts';
import { requestUpload } from '../../functions/request-upload.ts';
import { review } from '../../functions/review.ts';
import { seal } from '../../functions/seal.ts';
import { settle } from '../../functions/settle.ts';
import { kmsSigner, verifySignature } from '../../functions/signer.ts';
import { accessStore, besideStore, objectStore, recordStore, uploadStore } from '../../functions/store.ts';
import { bytesOf, hash, hashBytes, type Services, SIGNING_KEY } from './services.ts';
import { filesFor, PILOT, type SmallFile, smallDocument, smallPopulation, someone } from './small-pilot.ts';

/** The ports of a pilot of its own, what was started, and the clock. */
export interface Scene {
  readonly ports: Ports;
  readonly clock: { now: Date };
  readonly started: { readonly pilot: string; readonly overdue: boolean }[];
}

type ObjectStore = ReadPort & WriteOncePort & RemovePort & LinkPort;
const below = (folder: string, store: ObjectStore): ObjectStore => ({
  link: (key) => store.link(`${folder}/${key}`),
  remove: (key) => store.remove(`${folder}/${key}`),
  get: (key) => store.get(`${folder}/${key}`),
  open: (key) => store.open(`${folder}/${key}`),
  putOnce: (key, bytes, contentType) => store.putOnce(`${folder}/${key}`, bytes, contentType),
  copyOnce: (key, ...file) => store.copyOnce(`${folder}/${key}`, ...file),
});

/** A key without the moment of its announcement, so that a test knows it from the file alone. */
const atNoMoment = (key: string): string => key.replace(/\/at-\w+(?=\/)|\.at-\w+(?=\/)/, '');

/** The key to which an address uploads. */
export const keyIn = (url: string, pilot: string): string => {
  const path = decodeURIComponent(new URL(url).pathname);
  return path.slice(path.indexOf(`/${pilot}/`) + 1);
};

/** A new scene: a table of its own and a folder of its own in each bucket, so that equal pilots never meet. */
export const newScene = async ({ dynamodb, s3, kms, newTable }: Services): Promise<Scene> => {
  const folder = randomUUID();
  const clock = { now: new Date('2025-08-01T09:00:00.000Z') };
  const started: Scene['started'] = [];
  const [uploads, beside] = [uploadStore('incoming', s3), besideStore('incoming', s3)];
  const ports: Ports = {
    record: recordStore(await newTable(), hash, dynamodb),
    access: accessStore(await newTable(), dynamodb),
    incoming: below(folder, objectStore('incoming', s3)),
    uploads: {
      allow: (key, file) => uploads.allow(`${folder}/${atNoMoment(key)}`, file),
      allowForm: (key, file, next) => uploads.allowForm(`${folder}/${atNoMoment(key)}`, file, next),
    },
    beside: {
      put: (key, file, fill) => beside.put(`${folder}/${key}`, file, fill),
      link: (key) => beside.link(`${folder}/${key}`),
    },
    deliveries: below(folder, objectStore('deliveries', s3)),
    statements: below(folder, objectStore('statements', s3)),
    workflow: { start: async (input) => void started.push(input) },
    signer: kmsSigner(SIGNING_KEY, kms),
    verifies: verifySignature,
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
export const openOnly = async ({ ports }: Scene): Promise<void> =>
  void granted(await openPilot(ports, someone('INS', 'signatory'), smallDocument));

/** The insurer's controller proposes a population definition; gives its hash. */
export const propose = async ({ ports }: Scene, document: unknown): Promise<string> =>
  granted(await proposePopulation(ports, someone('INS', 'controller'), PILOT, document)).population;

/** The signatory of every party that approves statements approves a definition. */
export const bringIntoForce = async ({ ports }: Scene, population: string): Promise<void> => {
  for (const party of APPROVERS)
    granted(await approvePopulation(ports, someone(party, 'signatory'), PILOT, population));
};

/** The events of an opening: the pilot, and a population definition that is proposed and approved by all. */
export const EVENTS_OF_OPENING = [
  'pilotOpened',
  'populationProposed',
  ...smallDocument.agreement.approvers.map(() => 'populationApproved' as const),
] as const;

/** Opens the small pilot, and all parties agree on who is counted. */
export const open = async (scene: Scene): Promise<void> => {
  await openOnly(scene);
  await bringIntoForce(scene, await propose(scene, smallPopulation));
};

/** The parties that did not open the pilot approve its agreement. */
export const agree = async ({ ports }: Scene): Promise<void> => {
  const agreement = hash(canonicalText(smallDocument));
  for (const party of APPROVERS.filter((each) => each !== 'INS'))
    granted(await approveAgreement(ports, someone(party, 'signatory'), PILOT, { agreement }));
};

/** The announcement of a file. */
export const announcement = ({ kind, valuationDate, text, correction }: SmallFile) => {
  const bytes = bytesOf(text);
  const named = { kind, valuationDate, sha256: hashBytes(bytes), sizeBytes: bytes.byteLength };
  return correction === true ? { ...named, correction } : named;
};

/** The key that an upload's storage event names. */
export const keyOf = (file: SmallFile): string => {
  const kind =
    file.correction === true ? [file.kind, file.valuationDate, 'correction'] : [file.kind, file.valuationDate];
  return [PILOT, file.party, someone(file.party, 'analyst').person, ...kind, hash(file.text)].join('/');
};

/** Uploads a file as an analyst of its party does, once; gives the key of its storage event. */
export const upload = async ({ ports }: Scene, file: SmallFile): Promise<string> => {
  const { url, method, headers } = granted(
    await requestUpload(ports, someone(file.party, 'analyst'), PILOT, announcement(file)),
  );
  const answer = await fetch(url, { method, headers, body: bytesOf(file.text) });
  const isThere = answer.status === 412;
  if (!answer.ok && !isThere) throw new Error(`The upload was refused: ${await answer.text()}`);
  return keyOf(file);
};

/** Uploads files and takes each in; a correction is confirmed as well. */
export const deliver = async (scene: Scene, files: readonly SmallFile[]): Promise<void> => {
  for (const file of files) {
    await ingest(scene.ports, await upload(scene, file));
    if (file.correction === true) await confirm(scene, file);
  }
};

/** An analyst of its party confirms a correction. */
export const confirm = async ({ ports }: Scene, file: SmallFile): Promise<void> => {
  const { kind, valuationDate, party } = file;
  const named = { sha256: hash(file.text), kind, valuationDate };
  granted(await confirmCorrection(ports, someone(party, 'analyst'), PILOT, named));
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

/** What the record gives a bundle holds the moments, so its hash and the signed head move with them. */
const MOVING: readonly string[] = [...DERIVED_FILES.filter((name) => !name.startsWith('manifest')), BUNDLE_ZIP];

const withoutMoments = (change: Change): unknown =>
  change.type === 'statementSealed'
    ? {
        ...change,
        files: change.files.map((file) => (MOVING.includes(file.name) ? file.name : file)),
        checkpoint: change.checkpoint.size,
      }
    : change;

/** Who must approve a statement. */
export const APPROVERS = smallDocument.agreement.approvers;

/** The newest statement of a period. */
export const statementOf = async (scene: Scene, period: string) => {
  const found = stateOf(await chainOf(scene))?.statements.findLast((each) => each.period === period);
  if (found === undefined) throw new Error(`There is no statement over ${period}.`);
  return found;
};

/** An answer that is no refusal, or one that says that it was done before. */
const grantedOrDone = (answer: object, done: keyof typeof STATUS_OF): void => {
  if (!isRefusal(answer) || answer.refusal !== done) granted(answer);
};

/** The controller of a party reviews the newest statement of a period. */
export const reviewAs = async (scene: Scene, party: string, period: string): Promise<void> => {
  const { statement } = await statementOf(scene, period);
  grantedOrDone(await review(scene.ports, someone(party, 'controller'), PILOT, statement), 'review_must_be_once');
};

/** A party approves the newest statement of a period: its controller reviews, its signatory approves. */
export const approveAs = async (scene: Scene, party: string, period: string): Promise<void> => {
  await reviewAs(scene, party, period);
  const { statement } = await statementOf(scene, period);
  grantedOrDone(await approve(scene.ports, someone(party, 'signatory'), PILOT, statement), 'approval_must_be_once');
};

/** A scene whose first interim statement is drafted. */
export const draftedScene = async (services: Services): Promise<Scene> => {
  const scene = await newScene(services);
  await open(scene);
  await agree(scene);
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
