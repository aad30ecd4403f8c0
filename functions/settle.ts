/**
 * Drafts one due statement: pins the deliveries, settles, stores the statement under its hash, and records the draft.
 */
import { restatementTolerance } from '../domain/pilot/agreement.ts';
import { type DueDraft, isWanted, type PinnedDelivery, pinDraft } from '../domain/record/due.ts';
import type { Change } from '../domain/record/event.ts';
import {
  agreementOver,
  type PilotState,
  type StatementState,
  sealedOf,
  slotOver,
  stateOf,
} from '../domain/record/projection.ts';
import { type Restated, withinTolerance } from '../domain/record/restatement.ts';
import { draftStatement, explainedOf, type Statement, sealable } from '../domain/record/statement.ts';
import type { ReadDelivery } from '../domain/settlement/assemble.ts';
import { record } from './append.ts';
import { fetchDelivery } from './fetch-delivery.ts';
import type { Ports } from './ports.ts';
import { statementKey } from './storage-keys.ts';

type SettlePorts = Pick<Ports, 'record' | 'deliveries' | 'statements' | 'now' | 'hash' | 'hashBytes'>;

/** Drafts the statement, unless what is due has changed since it was asked: then the next round does it. */
export const settle = async (
  ports: SettlePorts,
  { pilot, due }: { readonly pilot: string; readonly due: DueDraft },
): Promise<{ readonly statement: string | null }> => {
  const state = stateOf(await ports.record.read(pilot));
  const slot = state === null ? undefined : slotOver(state, due.period);
  if (state === null || slot === undefined || !isWanted(state, slot, due, ports.hash)) return { statement: null };
  const pinned = pinDraft(state, slot);
  const deliveries = await Promise.all(pinned.deliveries.map((each) => readPinned(ports, pilot, each)));
  const sealed = sealedOf(state, slot).at(-1);
  const restated = sealed === undefined ? null : await fetchRestated(ports, pilot, sealed);
  const statement = draftStatement(agreementOver(state, due.period).pilot, slot, deliveries, pinned, restated);
  const change = toleratedChange(state, sealed, statement, due) ?? (await drafted(ports, pilot, statement, due));
  await record(ports, pilot, 'ontschot', (now) => (isWanted(now, slot, due, ports.hash) ? change : null));
  return { statement: change.type === 'statementDrafted' ? change.statement : null };
};

/** Stores the statement under its hash; gives the event of its draft. */
const drafted = async (
  ports: SettlePorts,
  pilot: string,
  statement: Statement,
  { period, kind, inputs }: DueDraft,
): Promise<Change & { readonly type: 'statementDrafted' }> => {
  const { text, sha256 } = sealable(statement, ports.hash);
  await ports.statements.putOnce(statementKey(pilot, sha256), new TextEncoder().encode(text), 'application/json');
  const { result, restates } = statement;
  return {
    type: 'statementDrafted',
    statement: sha256,
    period,
    kind,
    status: result.status,
    inputs,
    lines: 'worksheet' in result ? result.worksheet.lines.length : 0,
    ...(restates === undefined ? {} : { restates: restates.statement }),
  };
};

/** The event that says that a late correction changes too little to make a sealed statement again; `null` for any other. */
const toleratedChange = (
  state: PilotState,
  sealed: StatementState | undefined,
  { restates }: Statement,
  { period, inputs }: DueDraft,
): Change | null => {
  const tolerance = restatementTolerance(agreementOver(state, period).pilot);
  const largest = restates === undefined ? null : withinTolerance(restates, tolerance);
  if (sealed === undefined || largest === null) return null;
  const { statement, kind } = sealed;
  return { type: 'correctionWithinTolerance', statement, period, kind, inputs, largest, tolerance };
};

/** A sealed statement as it lies under its hash; anything else is corruption. */
const fetchRestated = async (
  { statements, hash }: SettlePorts,
  pilot: string,
  { statement }: StatementState,
): Promise<Restated> => {
  const bytes = await statements.get(statementKey(pilot, statement));
  const text = new TextDecoder().decode(bytes ?? undefined);
  if (bytes === null || hash(text) !== statement) throw new Error('A sealed statement is not under its hash.');
  const previous: Statement = JSON.parse(text);
  return { statement, previous };
};

const readPinned = async (
  ports: SettlePorts,
  pilot: string,
  { source, delivery, quarters }: PinnedDelivery,
): Promise<ReadDelivery> => {
  const { sha256, valuationDate } = delivery;
  const read = await fetchDelivery(ports, pilot, delivery);
  return { source, sha256, valuationDate, quarters, delivery: read, ...explainedOf(delivery) };
};
