/**
 * An earlier statement, made again from what was known when it was drafted: the events before its draft and the deliveries
 * by their hash. What came later changes no byte of it (method step 12, invariant 5).
 */
import type { Delivery } from '../delivery/template/delivery.ts';
import type { Hash } from './canonical.ts';
import { pinDraft } from './due.ts';
import type { AcceptedDelivery, Change, PilotEvent } from './event.ts';
import { agreementOver, type PilotState, sealedOf, slotOver, stateOf } from './projection.ts';
import type { Restated } from './restatement.ts';
import { draftStatement, explainedOf, type Statement, sealable } from './statement.ts';

/** Reads an accepted delivery from the bytes that are kept under its hash; `null` where whoever asks has none. */
export type ReadByHash = (delivery: AcceptedDelivery) => Delivery | null;

/** Why a statement cannot be made again. */
export interface NotRebuilt {
  readonly refusal:
    | 'statement_must_be_in_the_record'
    | 'delivery_must_be_at_hand'
    | 'statement_must_rebuild_to_its_hash';
  /** The hash of the statement, or of the delivery that lacks. */
  readonly detail: string;
}

/** The statement over a period that was sealed last, by hash, as far as these events know; `null` before there is one. */
export const sealedLast = (known: readonly PilotEvent[], period: string): string | null => {
  const state = stateOf(known);
  const slot = state === null ? undefined : slotOver(state, period);
  if (state === null || slot === undefined) return null;
  return sealedOf(state, slot).at(-1)?.statement ?? null;
};

/**
 * The canonical text of a drafted statement, by its hash. `chain` may go on after it: only what came before its draft is
 * looked at. The text that comes out has the hash that was asked for, or none comes out.
 */
export const rebuildStatement = (
  chain: readonly PilotEvent[],
  statement: string,
  read: ReadByHash,
  hash: Hash,
): { readonly text: string } | NotRebuilt => {
  const place = chain.findLastIndex(
    ({ change }) => change.type === 'statementDrafted' && change.statement === statement,
  );
  const [draft, state] = [chain[place]?.change, stateOf(chain.slice(0, Math.max(place, 0)))];
  if (draft?.type !== 'statementDrafted' || state === null)
    return { refusal: 'statement_must_be_in_the_record', detail: statement };
  const restated = draft.restates === undefined ? null : rebuildStatement(chain, draft.restates, read, hash);
  if (restated !== null && 'refusal' in restated) return restated;
  const made = remake(state, draft, read, restated === null ? null : restatedFrom(draft.restates ?? '', restated.text));
  if ('refusal' in made) return made;
  const { text, sha256 } = sealable(made, hash);
  return sha256 === statement ? { text } : { refusal: 'statement_must_rebuild_to_its_hash', detail: statement };
};

const restatedFrom = (statement: string, text: string): Restated => {
  const previous: Statement = JSON.parse(text);
  return { statement, previous };
};

const remake = (
  state: PilotState,
  { statement, period }: Change & { readonly type: 'statementDrafted' },
  read: ReadByHash,
  restated: Restated | null,
): Statement | NotRebuilt => {
  const slot = slotOver(state, period);
  if (slot === undefined) return { refusal: 'statement_must_be_in_the_record', detail: statement };
  const pinned = pinDraft(state, slot);
  const deliveries = pinned.deliveries.map(({ source, quarters, delivery: of }) => {
    const { sha256, valuationDate } = of;
    return { source, sha256, valuationDate, quarters, delivery: read(of), ...explainedOf(of) };
  });
  const lacking = deliveries.find(({ delivery }) => delivery === null);
  if (lacking !== undefined) return { refusal: 'delivery_must_be_at_hand', detail: lacking.sha256 };
  const present = deliveries.flatMap(({ delivery, ...rest }) => (delivery === null ? [] : [{ ...rest, delivery }]));
  return draftStatement(agreementOver(state, period).pilot, slot, present, pinned, restated);
};
