/**
 * The receipt of an accepted delivery: what was received, as it was counted and defined at that moment, and what it took
 * the place of. It says nothing that can change later, so the same bytes give the same receipt whenever it is asked for.
 */
import type { Explanation } from '../delivery/check/plausibility.ts';
import { canonicalText, type Hash } from './canonical.ts';
import { deliveriesSuperseded, isSameUpload, type UploadIdentity } from './correction.ts';
import { type AcceptedDelivery, eventHash, type PilotEvent } from './event.ts';
import { type PilotState, replay } from './projection.ts';

/** A receipt. `event` is the place and the hash of its event in the record; moments are in UTC. */
export interface Receipt {
  readonly receipt: 1;
  readonly pilot: { readonly id: string; readonly name: string };
  readonly party: string;
  readonly sha256: string;
  readonly kind: AcceptedDelivery['kind'];
  readonly streams: readonly string[];
  readonly periods: readonly string[];
  readonly valuationDate: string;
  readonly rows: number;
  readonly total: string;
  /** In what the total counts. */
  readonly unit: 'maanden' | 'euro' | 'personen';
  /** The definition that it counts; `null` where it counts nobody. */
  readonly population: { readonly name: string; readonly version: string; readonly sha256: string } | null;
  /** The agreement under which it was accepted, by hash. */
  readonly agreement: string;
  readonly accepted: string;
  readonly event: { readonly sequence: number; readonly sha256: string };
  /** What was not plausible, and the reasons with which it was accepted; absent where everything was plausible. */
  readonly explained?: readonly Explanation[];
  /** The parties that must accept it before it counts, as investments are; absent where nobody need. */
  readonly awaits?: readonly string[];
  readonly supersedes: readonly {
    readonly sha256: string;
    readonly accepted: string;
    readonly parts: readonly { readonly source: string; readonly quarter: string }[];
  }[];
}

/** The receipt of an upload, the newest where it was corrected and came back; `null` where it was not accepted. */
export const receiptOf = (chain: readonly PilotEvent[], upload: UploadIdentity, hash: Hash): Receipt | null => {
  let receipt: Receipt | null = null;
  replay(chain, (event, before) => {
    const { change } = event;
    if (change.type === 'deliveryAccepted' && isSameUpload(change.delivery, upload))
      receipt = receiptAt(event, before(), hash);
  });
  return receipt;
};

const UNITS: Readonly<Record<string, Receipt['unit']>> = { members: 'maanden', indicators: 'personen' };

const receiptAt = (event: PilotEvent, state: PilotState, hash: Hash): Receipt | null => {
  if (event.change.type !== 'deliveryAccepted') return null;
  const { delivery } = event.change;
  const { document } = state.pilot;
  const counted = state.populations.find((each) => each.sha256 === delivery.population)?.population.document;
  const { sha256, kind, streams, periods, valuationDate, rows, total, party, awaits } = delivery;
  const explained = state.held.find((each) => isSameUpload(each, delivery))?.explained ?? null;
  return {
    receipt: 1,
    pilot: document.pilot,
    ...{ party, sha256, kind, streams, periods, valuationDate, rows, total },
    unit: UNITS[kind] ?? 'euro',
    population:
      counted === undefined || delivery.population === undefined
        ? null
        : { name: counted.name, version: counted.version, sha256: delivery.population },
    agreement: hash(canonicalText(document)),
    accepted: event.known,
    event: { sequence: event.sequence, sha256: eventHash(event, hash) },
    ...(explained === null ? {} : { explained }),
    ...(awaits === undefined ? {} : { awaits }),
    supersedes: deliveriesSuperseded(state, delivery).map(({ delivery: { sha256: of, known }, parts }) => ({
      sha256: of,
      accepted: known,
      parts,
    })),
  };
};
