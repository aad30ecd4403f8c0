/**
 * Takes in one uploaded delivery: reads it, accepts or refuses it as a whole, and says so in the record.
 *
 * An accepted delivery is first copied to the locked bucket under its own hash and only then recorded, so that a crash
 * in between leaves nothing that the record does not know. Every upload may be announced more than once.
 */
import { type Delivery, type DeliveryReading, readDelivery } from '../domain/delivery/delivery.ts';
import { codeUnitOrder } from '../domain/pilot/terms.ts';
import { acceptance } from '../domain/record/acceptance.ts';
import { canonicalText } from '../domain/record/canonical.ts';
import type { Change } from '../domain/record/event.ts';
import { type PilotState, stateOf } from '../domain/record/projection.ts';
import { record } from './append.ts';
import type { Ports } from './ports.ts';
import { isRefusal } from './refusal.ts';
import { startWhatIsDue } from './start-what-is-due.ts';
import { deliveryKey } from './storage-keys.ts';
import { readUploadKey, type UploadName } from './upload-key.ts';

/**
 * The first problems of a refused delivery that the record keeps; the analyst gets the rest from the file itself. They
 * may quote the file, and an item of DynamoDB holds 400 KB.
 */
const KEPT_PROBLEMS = 100;
const KEPT_BYTES = 200_000;

type IngestPorts = Pick<Ports, 'record' | 'incoming' | 'deliveries' | 'workflow' | 'now' | 'hash' | 'hashBytes'>;

/** What became of an upload. `gone` is an upload that the bucket has emptied already. */
export type Ingested = { readonly outcome: 'taken in' | 'gone' | 'foreign key' };

/** Takes in the upload under a key, once, however often it is announced. */
export const ingest = async (ports: IngestPorts, key: string): Promise<Ingested> => {
  const upload = readUploadKey(key);
  if (upload === null) return { outcome: 'foreign key' };
  const bytes = await ports.incoming.get(key);
  if (bytes === null) return { outcome: 'gone' };
  if (ports.hashBytes(bytes) !== upload.sha256) throw new Error('An upload does not have the hash of its key.');
  const reading = readDelivery(upload.kind, bytes);
  await keepAccepted(ports, upload, bytes, reading);
  const by = { party: upload.party, person: 'upload' };
  const chain = await record(ports, upload.pilot, by, (state) => decide(state, upload, reading));
  if (isRefusal(chain)) throw new Error('An upload was allowed for a pilot that is not there.');
  await startWhatIsDue(ports, upload.pilot, chain);
  return { outcome: 'taken in' };
};

/** Copies what will be accepted, and nothing else: what is refused must not stay in a bucket that keeps it for years. */
const keepAccepted = async (
  { record: events, deliveries }: IngestPorts,
  upload: UploadName,
  bytes: Uint8Array,
  reading: DeliveryReading,
): Promise<void> => {
  const state = stateOf(await events.read(upload.pilot));
  const change = state === null ? null : decide(state, upload, reading);
  if (change?.type !== 'deliveryAccepted') return;
  await deliveries.putOnce(deliveryKey(upload.pilot, upload.sha256), bytes, 'text/csv');
};

const decide = (state: PilotState, upload: UploadName, reading: DeliveryReading): Change | null => {
  if (isKnown(state, upload)) return null;
  const { pilot: _, ...named } = upload;
  if ('problems' in reading) return refused(named, 'delivery_has_problems', reading.problems);
  const refusals = acceptance(state.pilot, upload.party, reading.delivery);
  if (refusals.length > 0) return refused(named, refusals[0]?.code ?? '', refusals);
  return { type: 'deliveryAccepted', delivery: { ...named, ...contentOf(reading.delivery) } };
};

const isKnown = (
  { deliveries, refused: others }: PilotState,
  { sha256, party, kind, valuationDate }: UploadName,
): boolean =>
  [...deliveries, ...others].some(
    (each) =>
      each.sha256 === sha256 && each.party === party && each.kind === kind && each.valuationDate === valuationDate,
  );

const refused = (named: Omit<UploadName, 'pilot'>, refusal: string, problems: readonly unknown[]): Change => ({
  type: 'deliveryRefused',
  ...named,
  refusal,
  problemCount: problems.length,
  problems: kept(problems),
});

const kept = (problems: readonly unknown[]): unknown[] => {
  let bytes = 0;
  return problems.slice(0, KEPT_PROBLEMS).filter((problem) => {
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
