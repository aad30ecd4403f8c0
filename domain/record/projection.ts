/**
 * What the events of a pilot say about it now. A projection is computed from the events at every use, so it cannot
 * drift from them.
 */
import { type Pilot, readPilot, type Slot } from '../pilot/agreement.ts';
import { contains, type Period, readPeriod } from '../pilot/period.ts';
import type { AcceptedDelivery, PilotEvent } from './event.ts';

/** A drafted statement and what has happened to it since. */
export interface StatementState {
  readonly statement: string;
  readonly period: string;
  readonly kind: 'interim' | 'final';
  /** The status of its result: `gain`, `loss`, `neutral`, `incomplete` or `refused`. */
  readonly status: string;
  readonly inputs: string;
  readonly approvedBy: readonly string[];
  readonly sealed: { readonly files: readonly { readonly name: string; readonly sha256: string }[] } | null;
}

/** A delivery that the parties' analysts must repair. */
export interface RefusedDelivery {
  readonly sha256: string;
  readonly kind: string;
  readonly party: string;
  readonly valuationDate: string;
  readonly refusal: string;
  readonly problemCount: number;
  readonly problems: readonly unknown[];
}

export interface PilotState {
  readonly pilot: Pilot;
  readonly deliveries: readonly AcceptedDelivery[];
  readonly refused: readonly RefusedDelivery[];
  /** In order of drafting. */
  readonly statements: readonly StatementState[];
}

/** The state of a pilot, or `null` where no pilot was opened. */
export const stateOf = (chain: readonly PilotEvent[]): PilotState | null => {
  const opened = chain[0]?.change;
  if (opened?.type !== 'pilotOpened') return null;
  const reading = readPilot(opened.document);
  if ('faults' in reading) throw new Error('The record holds a pilot document that cannot be read.');
  const changes = chain.map(({ change }) => change);
  return {
    pilot: reading.pilot,
    deliveries: changes.flatMap((change) => (change.type === 'deliveryAccepted' ? [change.delivery] : [])),
    refused: changes.flatMap((change) => (change.type === 'deliveryRefused' ? [change] : [])),
    statements: changes.flatMap((change) =>
      change.type === 'statementDrafted' ? [statementState(change, changes)] : [],
    ),
  };
};

type Changes = readonly PilotEvent['change'][];

const statementState = (
  draft: PilotEvent['change'] & { type: 'statementDrafted' },
  changes: Changes,
): StatementState => {
  const { type: _, ...named } = draft;
  const approvedBy = changes.flatMap((change) =>
    change.type === 'statementApproved' && change.statement === draft.statement ? [change.party] : [],
  );
  const sealed = changes.find((change) => change.type === 'statementSealed' && change.statement === draft.statement);
  return { ...named, approvedBy, sealed: sealed?.type === 'statementSealed' ? { files: sealed.files } : null };
};

/** The newest draft of a slot. */
export const latestDraft = (state: PilotState, slot: Slot): StatementState | undefined =>
  state.statements.findLast(({ period, kind }) => period === slot.period.text && kind === slot.kind);

/** Whether every party that must approve a statement has done so. */
export const isApproved = ({ pilot }: PilotState, { approvedBy }: StatementState): boolean =>
  pilot.document.agreement.approvers.every((party) => approvedBy.includes(party));

/** Whether a newer draft has taken the place of a statement. */
export const isSuperseded = (state: PilotState, { statement, period, kind }: StatementState): boolean =>
  state.statements.findLast((other) => other.period === period && other.kind === kind)?.statement !== statement;

/** What a delivery is counted under: `members`, a stream, or `investments` of a party. */
export const sourcesOf = (delivery: AcceptedDelivery): readonly string[] =>
  delivery.kind === 'costs'
    ? delivery.streams
    : delivery.kind === 'members'
      ? ['members']
      : [`investments ${delivery.party}`];

/** The quarters of a period, as texts. */
export const quartersOf = ({ year, from, to }: Period): string[] =>
  [1, 2, 3, 4].filter((quarter) => from <= quarter && quarter <= to).map((quarter) => `${year}-K${quarter}`);

/** The quarters that a delivery has rows for. */
export const deliveredQuarters = ({ periods }: AcceptedDelivery): string[] =>
  periods.flatMap((text) => {
    const period = readPeriod(text);
    return period === null ? [] : quartersOf(period);
  });

/** Whether a text names a period inside another. */
export const isWithin = (outer: Period, text: string): boolean => {
  const inner = readPeriod(text);
  return inner !== null && contains(outer, inner);
};
