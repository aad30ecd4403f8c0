/**
 * The evaluation beside a statement, as the record knows it: by its hashes. What stands in it is no matter of the record,
 * and nothing of it reaches a payment (design, "Two number worlds with a wall between").
 *
 * It is made of a draft that not everybody has approved yet, so that whoever approves can have read it, and so that what a
 * bundle holds is fixed from the last approval on.
 */
import type { Pilot, Slot } from '../pilot/agreement.ts';
import type { EVALUATION_FILES } from './bundle.ts';
import { canonicalText, type Hash } from './canonical.ts';
import { type PinnedDelivery, pinAsDrafted } from './due.ts';
import type { Change, PilotEvent } from './event.ts';
import type { PopulationState } from './population-approval.ts';
import {
  agreementOver,
  type DeliveryState,
  isApproved,
  latestDraft,
  type PilotState,
  type StatementState,
  slotsOf,
} from './projection.ts';

export type EvaluationMade = Change & { readonly type: 'evaluationMade' };

/** The evaluation of a statement that was made last; `null` where none was. */
export const evaluationOf = (chain: readonly PilotEvent[], statement: string): EvaluationMade | null => {
  const isIts = ({ change }: PilotEvent) => change.type === 'evaluationMade' && change.statement === statement;
  const found = chain.findLast(isIts)?.change;
  return found?.type === 'evaluationMade' ? found : null;
};

/** The hash of each file of an evaluation. */
export const evaluationHashes = ({
  input,
  page,
  evaluation,
}: EvaluationMade): Readonly<Record<(typeof EVALUATION_FILES)[number], string>> => ({
  'evaluation-input.json': input,
  'evaluation.html': page,
  'evaluation.json': evaluation,
});

/** What an evaluation is made from: the deliveries that the statement rests on, and those that say more. */
export interface EvaluationGround {
  readonly pilot: Pilot;
  readonly slot: Slot;
  readonly statement: Pick<StatementState, 'statement' | 'period' | 'kind'>;
  readonly population: PopulationState | undefined;
  readonly pinned: readonly PinnedDelivery[];
  /** Every delivery of costs or indicators that stood by the reference date, in the order of acceptance. */
  readonly known: readonly DeliveryState[];
  readonly sha256: string;
}

/** The drafts whose evaluation is still to be made, or to be made again because a delivery came in since. */
export const dueEvaluations = (state: PilotState, chain: readonly PilotEvent[], hash: Hash): EvaluationGround[] =>
  slotsOf(state).flatMap((slot) => {
    const draft = latestDraft(state, slot);
    if (draft === undefined || draft.sealed !== null || isApproved(state, draft)) return [];
    const ground = groundOf(state, slot, draft, hash);
    return evaluationOf(chain, draft.statement)?.ground === ground.sha256 ? [] : [ground];
  });

/**
 * Whether an evaluation that was made is to be made again. A first one needs no asking: whatever drafts a statement goes on to
 * evaluate it.
 */
export const isEvaluationOverdue = (state: PilotState, chain: readonly PilotEvent[], hash: Hash): boolean =>
  dueEvaluations(state, chain, hash).some(({ statement }) => evaluationOf(chain, statement.statement) !== null);

/** Kinds of which an evaluation also takes what a statement does not rest on, as texts: not every record knows all of them. */
const FURTHER_KINDS: readonly string[] = ['costs', 'indicators'];

const groundOf = (state: PilotState, slot: Slot, draft: StatementState, hash: Hash): EvaluationGround => {
  const { statement, period, kind } = draft;
  const { deliveries: pinned, population } = pinAsDrafted(state, slot, draft);
  const known = state.deliveries.filter(
    (each) =>
      FURTHER_KINDS.includes(each.kind) &&
      each.valuationDate <= slot.referenceDate &&
      (each.population === undefined || each.population === population?.sha256),
  );
  const named = {
    statement,
    pinned: pinned.map(({ source, delivery, quarters }) => ({ source, sha256: delivery.sha256, quarters })),
    known: known.map(({ sha256, valuationDate }) => ({ sha256, valuationDate })),
  };
  const sha256 = hash(canonicalText(named));
  const { pilot } = agreementOver(state, period);
  return { pilot, slot, statement: { statement, period, kind }, population, pinned, known, sha256 };
};
