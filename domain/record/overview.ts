/**
 * What a person of a pilot sees of it: the agreement and who approved it, every statement that was agreed and how its
 * supervision stands, what is still missing, and what came in. It names parties and no people.
 */
import { objectionTermDays, type Slot } from '../pilot/agreement.ts';
import { canonicalText, type Hash } from './canonical.ts';
import { type DeliveryStanding, deliveryStandings } from './delivery-standing.ts';
import { pinDraft } from './due.ts';
import type { AcceptedDelivery, Role } from './event.ts';
import { type DeliveredInvestments, deliveredInvestments } from './investments.ts';
import { awaitsApproval, type PopulationState, populationInForce } from './population-approval.ts';
import {
  agreementOver,
  type DeliveryState,
  type FollowingAgreement,
  type HeldDelivery,
  latestDraft,
  type PilotState,
  type RefusedDelivery,
  type StatementState,
  sealedOf,
  slotsOf,
  type ToleratedCorrection,
} from './projection.ts';
import { type Differences, differences } from './standing.ts';
import { type Answer, isOpen, lapsesAt, type Objection, type Question } from './supervision.ts';

/** Who looks: in a supervisor's role all deliveries are seen, in every other those of the own party. */
export interface Viewer {
  readonly party: string;
  readonly role: Role;
}

/** An answer, by its party. */
export type AnswerOverview = Omit<Answer, 'person'>;

/** An objection and how it stands: it holds up every approval while it is open. `lapses` is the moment at which it stops. */
export interface ObjectionOverview extends Omit<Objection, 'person' | 'answer'> {
  readonly answer: AnswerOverview | null;
  readonly step: 'open' | 'answered' | 'lapsed';
  readonly lapses: string;
}

/** A question, by its party. */
export interface QuestionOverview extends Omit<Question, 'person' | 'answer'> {
  readonly answer: AnswerOverview | null;
}

/** What people did about a statement, and whether it is still the newest. */
export interface SupervisionOverview {
  readonly reviewedBy: readonly string[];
  readonly approvedBy: readonly string[];
  /** The parties that must approve and have not. */
  readonly awaits: readonly string[];
  readonly objections: readonly ObjectionOverview[];
  readonly questions: readonly QuestionOverview[];
  /** In what it differs from a draft made now, also when that draft is not there yet; `null` while it is up to date. */
  readonly superseded: Differences | null;
}

/** One agreed statement and how far it is. Before there is a draft nobody has done anything about it. */
export interface SlotOverview extends SupervisionOverview {
  readonly period: string;
  readonly kind: 'interim' | 'final';
  /** The sealed statement that the newest one makes again, by hash; `null` while it is the first. */
  readonly restates: string | null;
  /** Every sealed statement, by hash, in order: the first one, and those that made it again. */
  readonly sealed: readonly string[];
  /** The late corrections of what is sealed that changed too little to make it again. */
  readonly tolerated: readonly ToleratedCorrection[];
  readonly referenceDate: string;
  readonly step: 'collecting' | 'drafted' | 'superseded' | 'sealed';
  /** The sources (`members` or a stream) that lack a quarter at the reference date. */
  readonly missing: readonly string[];
  readonly statement: string | null;
  readonly status: string | null;
}

/** A population definition by its hash, and who approved it. */
export interface PopulationOverview {
  readonly sha256: string;
  readonly name: string;
  readonly version: string;
  readonly approvedBy: readonly string[];
  readonly awaits: readonly string[];
}

/** An accepted delivery, and whether a statement rests on it, another took its place, or it waits. */
export type DeliveryOverview = AcceptedDelivery & DeliveryStanding;

/** An agreement over a later performance period by its hash, and who approved it. */
export interface FollowingOverview {
  readonly sha256: string;
  readonly performance: string;
  readonly approvedBy: readonly string[];
  readonly awaits: readonly string[];
}

export interface Overview {
  readonly pilot: { readonly id: string; readonly name: string };
  /** For whom, and at which moment in UTC: the same record gives the same overview. */
  readonly viewer: Viewer;
  readonly moment: string;
  /** How many events it is made from. */
  readonly events: number;
  /** The hash by which the parties approve the agreement, and who did. */
  readonly agreement: {
    readonly sha256: string;
    readonly approvedBy: readonly string[];
    readonly awaits: readonly string[];
    /** Those over later performance periods. */
    readonly following: readonly FollowingOverview[];
  };
  /** Who is counted: the definition in force, and the one proposed last while not all parties have approved it. */
  readonly population: {
    readonly inForce: PopulationOverview | null;
    readonly proposed: PopulationOverview | null;
  };
  readonly slots: readonly SlotOverview[];
  readonly deliveries: readonly DeliveryOverview[];
  readonly refused: readonly RefusedDelivery[];
  /** The sound deliveries that wait until their supplier says why what is not plausible is right. */
  readonly held: readonly Omit<HeldDelivery, 'key'>[];
  /** What the parties invested, for everybody who pays for it, and who has still to accept it. */
  readonly investments: readonly DeliveredInvestments[];
}

/** The overview as somebody may see it at a moment: all statements, and of the deliveries those of the own party. */
export const overviewFor = (state: PilotState, { party, role }: Viewer, moment: string, hash: Hash): Overview => {
  const { document } = state.pilot;
  const isShown = (each: { readonly party: string }) => role === 'supervisor' || each.party === party;
  return {
    pilot: document.pilot,
    viewer: { party, role },
    moment,
    events: state.events,
    agreement: {
      sha256: hash(canonicalText(document)),
      approvedBy: state.agreementApprovedBy,
      awaits: without(document.agreement.approvers, state.agreementApprovedBy),
      following: state.following.map(followingOverview),
    },
    population: populationsOverview(state),
    slots: slotsOf(state).map((slot) => slotOverview(state, slot, moment)),
    deliveries: deliveryStandings(state)
      .filter(({ delivery }) => isShown(delivery))
      .map(({ delivery, standing }) => ({ ...asDelivered(delivery), ...standing })),
    refused: state.refused.filter(isShown),
    held: state.held.filter(isShown).map(({ key: _, ...held }) => held),
    investments: deliveredInvestments(state),
  };
};

const followingOverview = ({ agreement: sha256, pilot, approvedBy }: FollowingAgreement): FollowingOverview => ({
  sha256,
  performance: pilot.terms.performance.text,
  approvedBy,
  awaits: without(pilot.document.agreement.approvers, approvedBy),
});

const populationsOverview = (state: PilotState): Overview['population'] => {
  const [inForce, latest] = [populationInForce(state), state.populations.at(-1)];
  const overview = (each: PopulationState | undefined): PopulationOverview | null => {
    if (each === undefined) return null;
    const { name, version } = each.population.document;
    return { sha256: each.sha256, name, version, approvedBy: each.approvedBy, awaits: awaitsApproval(state, each) };
  };
  return { inForce: overview(inForce), proposed: latest === inForce ? null : overview(latest) };
};

/** A delivery without what the record adds to it. */
const asDelivered = ({
  person: _,
  known: __,
  acceptedBy: ___,
  explained: ____,
  countsFor: _____,
  isKnownFile: ______,
  ...of
}: DeliveryState): AcceptedDelivery => of;

const withoutPerson = <T extends { readonly person: unknown }>({ person: _, ...rest }: T): Omit<T, 'person'> => rest;

/** Of an objection or a question and of its answer: by which party, and not by whom. */
const byParty = <T extends { readonly person: string; readonly answer: Answer | null }>(each: T) => ({
  ...withoutPerson(each),
  answer: each.answer === null ? null : withoutPerson(each.answer),
});

const without = (all: readonly string[], done: readonly string[]): readonly string[] =>
  all.filter((each) => !done.includes(each));

const slotOverview = (state: PilotState, slot: Slot, moment: string): SlotOverview => {
  const draft = latestDraft(state, slot);
  const sealed = sealedOf(state, slot);
  const supervision = draft === undefined ? NOTHING_YET : supervisionOverview(state, draft, moment);
  return {
    period: slot.period.text,
    kind: slot.kind,
    restates: draft?.restates ?? null,
    sealed: sealed.map(({ statement }) => statement),
    tolerated: sealed.flatMap(({ tolerated }) => tolerated),
    referenceDate: slot.referenceDate,
    step: stepOf(draft, supervision),
    missing: pinDraft(state, slot).missing,
    statement: draft?.statement ?? null,
    status: draft?.status ?? null,
    ...supervision,
  };
};

const stepOf = (draft: StatementState | undefined, { superseded }: SupervisionOverview): SlotOverview['step'] => {
  if (draft === undefined) return 'collecting';
  if (draft.sealed !== null) return 'sealed';
  return superseded === null ? 'drafted' : 'superseded';
};

const NOTHING_YET: SupervisionOverview = {
  reviewedBy: [],
  approvedBy: [],
  awaits: [],
  objections: [],
  questions: [],
  superseded: null,
};

/** How the supervision of a statement stands at a moment. */
export const supervisionOverview = (
  state: PilotState,
  statement: StatementState,
  moment: string,
): SupervisionOverview => {
  const { pilot } = agreementOver(state, statement.period);
  const term = objectionTermDays(pilot);
  return {
    reviewedBy: [...new Set(statement.reviews.map(({ party }) => party))],
    approvedBy: statement.approvedBy,
    awaits: without(pilot.document.agreement.approvers, statement.approvedBy),
    objections: statement.objections.map((each) => ({
      ...byParty(each),
      step: isOpen(each, term, moment) ? 'open' : each.answer === null ? 'lapsed' : 'answered',
      lapses: lapsesAt(each, term),
    })),
    questions: statement.questions.map(byParty),
    superseded: differences(state, statement),
  };
};
