/**
 * Drafts one due statement: pins the deliveries, settles, stores the statement under its hash, and records the draft.
 */
import type { Slot } from '../domain/pilot/agreement.ts';
import { type DueDraft, inputsHash, type PinnedDelivery, pin } from '../domain/record/due.ts';
import type { Change } from '../domain/record/event.ts';
import { isApproved, latestDraft, type PilotState, stateOf } from '../domain/record/projection.ts';
import { draftStatement, sealable } from '../domain/record/statement.ts';
import type { ReadDelivery } from '../domain/settlement/assemble.ts';
import { record } from './append.ts';
import { readAccepted } from './delivered-file.ts';
import type { Ports } from './ports.ts';
import { deliveryKey, statementKey } from './storage-keys.ts';

type SettlePorts = Pick<Ports, 'record' | 'deliveries' | 'statements' | 'now' | 'hash' | 'hashBytes'>;

/** Drafts the statement, unless what is due has changed since it was asked: then the next round does it. */
export const settle = async (
  ports: SettlePorts,
  { pilot, due }: { readonly pilot: string; readonly due: DueDraft },
): Promise<{ readonly statement: string | null }> => {
  const state = stateOf(await ports.record.read(pilot));
  const slot = state === null ? undefined : slotOf(state, due);
  if (state === null || slot === undefined || !isCurrent(ports, state, slot, due)) return { statement: null };
  const pinned = pin(state, slot);
  const deliveries = await Promise.all(pinned.deliveries.map((each) => fetchDelivery(ports, pilot, each)));
  const statement = draftStatement(state.pilot, slot, deliveries, pinned);
  const { text, sha256 } = sealable(statement, ports.hash);
  await ports.statements.putOnce(statementKey(pilot, sha256), new TextEncoder().encode(text), 'application/json');
  const { period, kind, inputs } = due;
  const change: Change = {
    type: 'statementDrafted',
    statement: sha256,
    period,
    kind,
    status: statement.result.status,
    inputs,
    lines: 'worksheet' in statement.result ? statement.result.worksheet.lines.length : 0,
  };
  await record(ports, pilot, 'ontschot', (now) => (isCurrent(ports, now, slot, due) ? change : null));
  return { statement: sha256 };
};

const slotOf = ({ pilot }: PilotState, { period, kind }: DueDraft): Slot | undefined =>
  pilot.slots.find((slot) => slot.period.text === period && slot.kind === kind);

/**
 * Whether a draft is still wanted from exactly these inputs. What everybody approved is only waiting for its seal: a
 * draft in between would give one period two sealed statements.
 */
const isCurrent = ({ hash }: SettlePorts, state: PilotState, slot: Slot, { inputs }: DueDraft): boolean => {
  const latest = latestDraft(state, slot);
  if (latest !== undefined && (latest.inputs === inputs || isApproved(state, latest))) return false;
  return inputsHash(pin(state, slot), state.pilot, hash) === inputs;
};

/** An accepted delivery always reads without problems from bytes with its hash; anything else is corruption. */
const fetchDelivery = async (
  { deliveries, hashBytes }: SettlePorts,
  pilot: string,
  { source, delivery, quarters }: PinnedDelivery,
): Promise<ReadDelivery> => {
  const { sha256, kind, valuationDate } = delivery;
  const bytes = await deliveries.get(deliveryKey(pilot, sha256));
  if (bytes === null || hashBytes(bytes) !== sha256) throw new Error('An accepted delivery is not under its hash.');
  const read = await readAccepted({ kind, bytes, numbers: delivery.numbers ?? {} });
  return { source, sha256, valuationDate, quarters, delivery: read };
};
