/**
 * How a drafted statement stands now: whether something newer has taken its place and what that is, and everything that
 * decides who may still act on it.
 */
import { objectionTermDays, type Slot } from '../pilot/agreement.ts';
import { closedBy, type Pinned, type PinnedDelivery, pinAsDrafted, pinDraft } from './due.ts';
import {
  agreementOver,
  isAgreed,
  isApproved,
  latestDraft,
  type PilotState,
  type StatementState,
  slotOver,
} from './projection.ts';
import type { Supervision } from './supervision.ts';

/** A delivery that a statement would rest on now and did not when it was drafted, and what it comes in place of. */
export interface NewerDelivery {
  readonly source: string;
  readonly party: string;
  readonly sha256: string;
  readonly valuationDate: string;
  /** The quarters for which it is used now and was not before. */
  readonly quarters: readonly string[];
  /** The hashes of the deliveries that were used for these quarters; none where the quarters were missing. */
  readonly replaces: readonly string[];
}

/** In what a statement differs from one that would be drafted now. */
export interface Differences {
  readonly newerDeliveries: readonly NewerDelivery[];
  /** The quarters for which newer counts around the population were declared. */
  readonly newerCounts: readonly string[];
  /** The population definition in force now, by hash, where it is another one. */
  readonly newPopulation: string | null;
  /** The newer draft, by hash, where there is one already. */
  readonly newerDraft: string | null;
  /** The parties whose claims from earlier periods stand otherwise in the ledger now. */
  readonly newerClaims: readonly string[];
  /**
   * A statement over another performance period, by hash, that all parties approved: until it is sealed, or for good where
   * it closed this period, nothing else is approved that may change the claims it rests on.
   */
  readonly otherPeriod: string | null;
}

/** The slot of a statement. A period that is none of the agreement's only corruption can make. */
const slotOf = (state: PilotState, { period, kind }: StatementState): Slot => {
  const slot = slotOver(state, period);
  if (slot === undefined || (kind !== 'restatement' && slot.kind !== kind))
    throw new Error(`The record holds a statement over ${period}, which was not agreed.`);
  return slot;
};

/**
 * In what a statement differs from one that would be drafted now; `null` while it is up to date. What all parties approved
 * waits for its seal, or has it, and nothing takes its place.
 */
export const differences = (state: PilotState, statement: StatementState): Differences | null => {
  if (isApproved(state, statement)) return null;
  const slot = slotOf(state, statement);
  const [then, now] = [pinAsDrafted(state, slot, statement), pinDraft(state, slot)];
  const newest = latestDraft(state, now.slot)?.statement ?? null;
  const found: Differences = {
    newerDeliveries: now.deliveries.flatMap((each) => newerThan(then.deliveries, each)),
    newerCounts: [...now.counts].flatMap(([quarter, counts]) => (then.counts.get(quarter) === counts ? [] : quarter)),
    newPopulation: now.population === then.population ? null : (now.population?.sha256 ?? null),
    newerDraft: newest === statement.statement ? null : newest,
    newerClaims: otherClaims(then.carryIn, now.carryIn),
    otherPeriod: awaitingSeal(state, slot) ?? closedBy(state, slot),
  };
  return isNothing(found) ? null : found;
};

const isNothing = ({ newerDeliveries, newerCounts, newerClaims, ...named }: Differences): boolean =>
  newerDeliveries.length + newerCounts.length + newerClaims.length === 0 &&
  [named.newPopulation, named.newerDraft, named.otherPeriod].every((each) => each === null);

const otherClaims = (then: Pinned['carryIn'], now: Pinned['carryIn']): readonly string[] =>
  [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((party) => then[party] !== now[party]);

/** A statement over another performance period that is approved and not sealed: its bookings are not known yet. */
const awaitingSeal = (state: PilotState, { period }: Slot): string | null =>
  state.statements.find(
    (each) =>
      each.sealed === null && slotOver(state, each.period)?.period.year !== period.year && isApproved(state, each),
  )?.statement ?? null;

const newerThan = (
  then: Pinned['deliveries'],
  { source, delivery, quarters: now }: PinnedDelivery,
): readonly NewerDelivery[] => {
  const before = then.filter((each) => each.source === source);
  const quarters = now.filter(
    (quarter) => !before.some((each) => each.delivery === delivery && each.quarters.includes(quarter)),
  );
  if (quarters.length === 0) return [];
  const replaced = before.filter((each) => each.quarters.some((quarter) => quarters.includes(quarter)));
  const { party, sha256, valuationDate } = delivery;
  return [{ source, party, sha256, valuationDate, quarters, replaces: replaced.map((each) => each.delivery.sha256) }];
};

/** What decides about any action on a statement. */
export const supervisionOf = (state: PilotState, statement: StatementState): Supervision => {
  const { reviews, approvals, objections, questions, lines, status } = statement;
  const agreement = agreementOver(state, statement.period);
  return {
    approvers: agreement.pilot.document.agreement.approvers,
    isAgreed: isAgreed(agreement),
    objectionTermDays: objectionTermDays(agreement.pilot),
    isComplete: status !== 'incomplete' && status !== 'refused',
    lines,
    deliverers: pinAsDrafted(state, slotOf(state, statement), statement).deliveries.flatMap(
      ({ delivery: { person } }) => person ?? [],
    ),
    isSuperseded: differences(state, statement) !== null,
    reviews,
    approvals,
    objections,
    questions,
  };
};
