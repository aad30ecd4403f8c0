/**
 * What a person of a pilot sees of it: every statement that was agreed, what is still missing, and what came in.
 */
import type { Slot } from '../pilot/agreement.ts';
import { pin } from './due.ts';
import type { AcceptedDelivery } from './event.ts';
import { latestDraft, type PilotState, type RefusedDelivery } from './projection.ts';

/** One agreed statement and how far it is. */
export interface SlotOverview {
  readonly period: string;
  readonly kind: 'interim' | 'final';
  readonly referenceDate: string;
  readonly step: 'collecting' | 'drafted' | 'sealed';
  /** The sources (`members` or a stream) that lack a quarter at the reference date. */
  readonly missing: readonly string[];
  readonly statement: string | null;
  readonly status: string | null;
  readonly approvedBy: readonly string[];
  readonly awaits: readonly string[];
}

export interface Overview {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly slots: readonly SlotOverview[];
  readonly deliveries: readonly AcceptedDelivery[];
  readonly refused: readonly RefusedDelivery[];
}

/** The overview as a party may see it: all statements, and of the deliveries only its own. */
export const overviewFor = (state: PilotState, party: string): Overview => ({
  pilot: state.pilot.document.pilot,
  slots: state.pilot.slots.map((slot) => slotOverview(state, slot)),
  deliveries: state.deliveries.filter((each) => each.party === party),
  refused: state.refused.filter((each) => each.party === party),
});

const slotOverview = (state: PilotState, slot: Slot): SlotOverview => {
  const draft = latestDraft(state, slot);
  const { approvers } = state.pilot.document.agreement;
  const approvedBy = draft?.approvedBy ?? [];
  return {
    period: slot.period.text,
    kind: slot.kind,
    referenceDate: slot.referenceDate,
    step: draft === undefined ? 'collecting' : draft.sealed === null ? 'drafted' : 'sealed',
    missing: pin(state, slot).missing,
    statement: draft?.statement ?? null,
    status: draft?.status ?? null,
    approvedBy,
    awaits: draft === undefined ? [] : approvers.filter((each) => !approvedBy.includes(each)),
  };
};
