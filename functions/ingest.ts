/**
 * Takes in one uploaded delivery: reads it, accepts or refuses it as a whole, and says so in the record.
 *
 * An accepted delivery is first copied to the locked bucket under its own hash and only then recorded, so that a crash
 * in between leaves nothing that the record does not know. Every upload may be announced more than once.
 */
import { correctionDifference } from '../domain/delivery/correction-difference.ts';
import type { Delivery, DeliveryReading } from '../domain/delivery/delivery.ts';
import { codeUnitOrder } from '../domain/pilot/terms.ts';
import { acceptance, countedPopulation } from '../domain/record/acceptance.ts';
import { canonicalText, wellFormed } from '../domain/record/canonical.ts';
import {
  deliveryExistsAlready,
  isCurrent,
  openProposal,
  type Proposal,
  supersededBy,
} from '../domain/record/correction.ts';
import type { AcceptedDelivery, Change, PilotEvent } from '../domain/record/event.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { contentTypeOf, readCells, readDelivered } from './delivered-file.ts';
import type { Ports } from './ports.ts';
import { isRefusal } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';
import { deliveryKey } from './storage-keys.ts';
import { readUploadKey, type UploadName, uploadKey } from './upload-key.ts';

/**
 * The first problems of a refused delivery that the record keeps; the analyst gets the rest from the file itself. They
 * may quote the file, and an item of DynamoDB holds 400 KB.
 */
const KEPT_PROBLEMS = 100;
const KEPT_BYTES = 200_000;

/** The code of a file with citizen service numbers, names, dates of birth or e-mail addresses. */
const PERSONAL_DATA = 'personal_data_is_refused';

type IngestPorts = Pick<Ports, 'record' | 'incoming' | 'deliveries' | 'workflow' | 'now' | 'hash' | 'hashBytes'>;

/**
 * What became of an upload. `gone` is an upload that the bucket has emptied already, `wiped` one with personal data in it.
 */
export type Ingested = { readonly outcome: 'taken in' | 'wiped' | 'gone' | 'foreign key' };

/** Takes in the upload under a key, once, however often it is announced. */
export const ingest = async (ports: IngestPorts, key: string): Promise<Ingested> => {
  const upload = readUploadKey(key);
  if (upload === null) return { outcome: 'foreign key' };
  const state = stateOf(await ports.record.read(upload.pilot));
  if (isPersonal(state, upload)) return wipe(ports, key);
  const bytes = await ports.incoming.get(key);
  if (bytes === null) return { outcome: 'gone' };
  if (ports.hashBytes(bytes) !== upload.sha256) throw new Error('An upload does not have the hash of its key.');
  const reading = await readDelivered({ ...upload, bytes });
  const shown = state === null ? null : await proposalOf(ports, state, upload, bytes, reading);
  const isKept = await keepAccepted(ports, state, upload, bytes, reading);
  const by = { party: upload.party, person: upload.person, role: 'analyst' as const };
  const chain = await record(ports, upload.pilot, by, (now, events) =>
    onlyKept(decide(now, events, upload, reading, shown), isKept),
  );
  if (isRefusal(chain)) throw new Error('An upload was allowed for a pilot that is not there.');
  const after = stateOf(chain);
  if (isPersonal(after, upload)) return wipe(ports, key);
  // The last party approved the population while this file was being read: it is taken in after all.
  if (after !== null && decide(after, chain, upload, reading, shown) !== null) return ingest(ports, key);
  await startWhatIsDue(ports, upload.pilot, chain);
  return { outcome: 'taken in' };
};

/** Whether the record knows that this upload held personal data: then it is not read again, only wiped. */
const isPersonal = (state: PilotState | null, upload: UploadName): boolean =>
  state?.refused.some((each) => isOf(each, upload) && each.refusal === PERSONAL_DATA) ?? false;

/** Only the fact stays, in the record; it was recorded first, so that a crash in between leaves nothing unsaid. */
const wipe = async ({ incoming }: IngestPorts, key: string): Promise<Ingested> => {
  await incoming.remove(key);
  return { outcome: 'wiped' };
};

/**
 * Copies what will be accepted, and nothing else: what is refused must not stay in a bucket that keeps it for years.
 * Gives whether the file is there now.
 */
const keepAccepted = async (
  { deliveries }: IngestPorts,
  state: PilotState | null,
  upload: UploadName,
  bytes: Uint8Array,
  reading: DeliveryReading,
): Promise<boolean> => {
  const change = state === null ? null : decide(state, [], upload, reading, null);
  if (change === null || change === 'again' || change.type !== 'deliveryAccepted') return false;
  await deliveries.putOnce(deliveryKey(upload.pilot, upload.sha256), bytes, contentTypeOf(bytes));
  return true;
};

/** A change to record; nothing, where there is nothing left to do; or to be read again, because the record went on. */
type Decided = Change | null | 'again';

/** Nothing is accepted whose file was not kept. */
const onlyKept = (change: Decided, isKept: boolean): Change | null =>
  change === 'again' || (change?.type === 'deliveryAccepted' && !isKept) ? null : change;

/** What becomes of an upload. `shown` is what it would change as a correction, worked out before. */
const decide = (
  state: PilotState,
  chain: readonly PilotEvent[],
  upload: UploadName,
  reading: DeliveryReading,
  shown: Proposal | null,
): Decided => {
  if (state.deliveries.some((each) => isOf(each, upload))) return null;
  if ('problems' in reading) return refused(state, upload, refusalOf(reading.problems), reading.problems);
  const refusals = acceptance(state, upload.party, reading.delivery);
  if (refusals.length > 0) return refused(state, upload, refusals[0]?.code ?? '', refusals);
  const delivery = acceptedOf(state, upload, reading.delivery);
  const superseded = supersededBy(state, delivery);
  if (superseded.length === 0) return { type: 'deliveryAccepted', delivery };
  const problem = deliveryExistsAlready(superseded);
  if (!upload.isCorrection) return refused(state, upload, problem.code, [problem]);
  const open = openProposal(chain, upload);
  if (open !== null && isCurrent(state, open)) return null;
  return shown !== null && isCurrent(state, shown) ? shown : 'again';
};

/** What the record keeps of a delivery that is accepted. */
const acceptedOf = (state: PilotState, upload: UploadName, delivery: Delivery): AcceptedDelivery => {
  const { sha256, kind, party, valuationDate, numbers } = upload;
  const population = countedPopulation(state, delivery);
  return {
    ...{ sha256, kind, party, valuationDate },
    ...contentOf(delivery),
    ...(population === undefined ? {} : { population }),
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
  };
};

/** What a correction would take the place of, and what that changes; `null` where there is nothing to correct. */
const proposalOf = async (
  { deliveries }: IngestPorts,
  state: PilotState,
  upload: UploadName,
  bytes: Uint8Array,
  reading: DeliveryReading,
): Promise<Proposal | null> => {
  if (!upload.isCorrection || 'problems' in reading) return null;
  const delivery = acceptedOf(state, upload, reading.delivery);
  const superseded = supersededBy(state, delivery);
  const earlier = superseded.flatMap(({ sha256 }) => state.deliveries.findLast((each) => each.sha256 === sha256) ?? []);
  const cellsOf = async (content: Uint8Array | null, numbers: AcceptedDelivery['numbers']) => {
    const read =
      content === null ? null : await readCells({ kind: upload.kind, bytes: content, numbers: numbers ?? {} });
    if (read === null || 'problems' in read) throw new Error('An accepted delivery cannot be read any more.');
    return read.cells;
  };
  const now = await Promise.all(
    earlier.map(async ({ sha256, numbers }) =>
      cellsOf(await deliveries.get(deliveryKey(upload.pilot, sha256)), numbers),
    ),
  );
  const replaced = superseded.flatMap(({ parts }) =>
    parts.map(({ source, quarter }) => ({ stream: upload.kind === 'costs' ? source : null, quarter })),
  );
  const difference = correctionDifference(upload.kind, now.flat(), await cellsOf(bytes, upload.numbers), replaced);
  const supersedes = superseded.map(({ sha256, parts }) => ({ sha256, parts: [...parts] }));
  return { type: 'correctionProposed', delivery, supersedes, difference, key: uploadKey(upload) };
};

/** A file with personal data is refused by that name, so that the record shows that it was wiped. */
const refusalOf = (problems: readonly { readonly code: string }[]): string =>
  problems.some(({ code }) => code === PERSONAL_DATA) ? PERSONAL_DATA : 'delivery_has_problems';

type Upload = Pick<UploadName, 'sha256' | 'party' | 'kind' | 'valuationDate'>;

const isOf = (each: Omit<Upload, 'kind'> & { readonly kind: string }, upload: Upload): boolean =>
  each.sha256 === upload.sha256 &&
  each.party === upload.party &&
  each.kind === upload.kind &&
  each.valuationDate === upload.valuationDate;

/**
 * The refusal of an upload, once: what was refused before for the same reason says nothing new. What was refused because
 * its population was not approved yet may be accepted when it comes again.
 */
const refused = (
  { refused: before }: PilotState,
  upload: UploadName,
  refusal: string,
  problems: readonly unknown[],
): Change | null => {
  if (before.some((each) => isOf(each, upload) && each.refusal === refusal)) return null;
  const { sha256, kind, party, valuationDate } = upload;
  const named = { sha256, kind, party, valuationDate, key: uploadKey(upload) };
  return { type: 'deliveryRefused', ...named, refusal, problemCount: problems.length, problems: kept(problems) };
};

const kept = (problems: readonly unknown[]): unknown[] => {
  let bytes = 0;
  return problems
    .slice(0, KEPT_PROBLEMS)
    .map(wellFormed)
    .filter((problem) => {
      bytes += Buffer.byteLength(canonicalText(problem));
      return bytes <= KEPT_BYTES;
    });
};

const contentOf = (delivery: Delivery) => ({
  streams: delivery.kind === 'costs' ? [...delivery.streams] : [],
  periods: [...new Set(delivery.rows.map(({ period }) => period))].sort(codeUnitOrder),
  rows: delivery.rows.length,
  total: delivery.total,
});
