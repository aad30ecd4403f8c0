/**
 * Takes in one uploaded delivery: reads it, accepts or refuses it as a whole, and says so in the record.
 *
 * An accepted delivery is first copied to the locked bucket under its own hash and only then recorded, so that a crash
 * in between leaves nothing that the record does not know. Every upload may be announced more than once.
 */
import { correctionDifference } from '../domain/delivery/correction-difference.ts';
import type { DeliveryCell, DeliveryContents, TableReport } from '../domain/delivery/delivery.ts';
import type { ByteSource } from '../domain/delivery/xlsx-zip.ts';
import { USUAL_CELL_SIZE } from '../domain/pilot/population.ts';
import { acceptance, countedPopulation, leastCellSize } from '../domain/record/acceptance.ts';
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
import { contentTypeOf, readStreamed } from './delivered-file.ts';
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

type IngestPorts = Pick<Ports, 'record' | 'incoming' | 'deliveries' | 'workflow' | 'now' | 'hash'>;

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
  const source = await ports.incoming.open(key);
  if (source === null) return { outcome: 'gone' };
  const reading = await readUpload(upload, source, state);
  const shown = state === null ? null : await proposalOf(ports, state, upload, reading);
  const isKept = await keepAccepted(ports, state, upload, source, reading);
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

/** What was read of an upload, and the least number of persons in a cell that its rows were held against. */
interface Reading extends TableReport {
  readonly minimumCellSize: number;
}

const readUpload = async (upload: UploadName, source: ByteSource, state: PilotState | null): Promise<Reading> => {
  const { kind, numbers } = upload;
  const minimumCellSize = state === null ? USUAL_CELL_SIZE : leastCellSize(state);
  const { sha256, ...report } = await readStreamed({ kind, source, numbers, minimumCellSize });
  if (sha256 !== upload.sha256) throw new Error('An upload does not have the hash of its key.');
  return { ...report, minimumCellSize };
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
  source: ByteSource,
  reading: Reading,
): Promise<boolean> => {
  const change = state === null ? null : decide(state, [], upload, reading, null);
  if (change === null || change === 'again' || change.type !== 'deliveryAccepted') return false;
  const { pilot, sha256 } = upload;
  await deliveries.copyOnce(deliveryKey(pilot, sha256), source, sha256, await contentTypeOf(source));
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
  { contents, problems, problemCount, minimumCellSize }: Reading,
  shown: Proposal | null,
): Decided => {
  if (state.deliveries.some((each) => isOf(each, upload))) return null;
  // Another definition came into force while the file was being read, and asks for larger or smaller cells.
  if (leastCellSize(state) !== minimumCellSize) return 'again';
  if (contents === null) return refused(state, upload, refusalOf(problems), problems, problemCount);
  const refusals = acceptance(state, upload.party, contents);
  if (refusals.length > 0) return refused(state, upload, refusals[0]?.code ?? '', refusals, refusals.length);
  const delivery = acceptedOf(state, upload, contents);
  const superseded = supersededBy(state, delivery);
  if (superseded.length === 0) return { type: 'deliveryAccepted', delivery };
  const problem = deliveryExistsAlready(superseded);
  if (!upload.isCorrection) return refused(state, upload, problem.code, [problem], 1);
  const open = openProposal(chain, upload);
  if (open !== null && isCurrent(state, open)) return null;
  return shown !== null && isCurrent(state, shown) ? shown : 'again';
};

/** What the record keeps of a delivery that is accepted. */
const acceptedOf = (state: PilotState, upload: UploadName, delivery: DeliveryContents): AcceptedDelivery => {
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
  { contents }: Reading,
): Promise<Proposal | null> => {
  if (!upload.isCorrection || contents === null) return null;
  const delivery = acceptedOf(state, upload, contents);
  const superseded = supersededBy(state, delivery);
  const earlier = superseded.flatMap(({ sha256 }) => state.deliveries.findLast((each) => each.sha256 === sha256) ?? []);
  const now: DeliveryCell[] = [];
  for (const { sha256, numbers = {} } of earlier) {
    const source = await deliveries.open(deliveryKey(upload.pilot, sha256));
    const read = source === null ? null : await readStreamed({ kind: upload.kind, source, numbers });
    if (read === null || read.contents === null) throw new Error('An accepted delivery cannot be read any more.');
    for (const cell of read.contents.cells()) now.push(cell);
  }
  const replaced = superseded.flatMap(({ parts }) =>
    parts.map(({ source, quarter }) => ({ stream: upload.kind === 'costs' ? source : null, quarter })),
  );
  const difference = correctionDifference(upload.kind, now, contents.cells(), replaced);
  const supersedes = superseded.map(({ sha256, parts }) => ({ sha256, parts: [...parts] }));
  return { type: 'correctionProposed', delivery, supersedes, difference, key: uploadKey(upload) };
};

/**
 * A file with personal data is refused by that name, so that the record shows that it was wiped; one with nothing wrong but
 * small cells by theirs.
 */
const refusalOf = (problems: readonly { readonly code: string }[]): string => {
  if (problems.some(({ code }) => code === PERSONAL_DATA)) return PERSONAL_DATA;
  const [first] = problems;
  return first !== undefined && problems.every(({ code }) => OF_SMALL_CELLS.has(code))
    ? first.code
    : 'delivery_has_problems';
};

const OF_SMALL_CELLS = new Set(['cell_is_too_small', 'amount_above_cap_is_of_too_few']);

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
  problemCount: number,
): Change | null => {
  if (before.some((each) => isOf(each, upload) && each.refusal === refusal)) return null;
  const { sha256, kind, party, valuationDate } = upload;
  const named = { sha256, kind, party, valuationDate, key: uploadKey(upload) };
  return { type: 'deliveryRefused', ...named, refusal, problemCount, problems: kept(problems) };
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

const contentOf = (delivery: DeliveryContents) => ({
  streams: delivery.kind === 'costs' ? [...delivery.streams] : [],
  periods: [...delivery.periods],
  rows: delivery.rowCount,
  total: delivery.total,
});
