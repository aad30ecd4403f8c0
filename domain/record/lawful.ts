/**
 * Whether everything that people did about statements was allowed when they did it: the record is gone through once more
 * by the rules of supervision. Who has only the record can check by this that nobody got around them.
 */
import type { Change, PilotEvent, SupervisionChange } from './event.ts';
import { isApproved, type PilotState, replay, type StatementState } from './projection.ts';
import { supervisionOf } from './standing.ts';
import { type Facts, ROLES_OF, refusalOf, type SupervisionRule } from './supervision.ts';

/** An event that should not have been recorded, and the rule that it breaks. */
export interface BrokenRule {
  readonly sequence: number;
  readonly rule: SupervisionRule | 'statement_must_exist' | 'statement_must_be_approved';
}

type OfStatement = SupervisionChange | (Change & { readonly type: 'statementSealed' });

const isOfStatement = (change: Change): change is OfStatement =>
  change.type === 'statementSealed' || Object.hasOwn(ROLES_OF, change.type);

/** Every event about a statement that breaks a rule; none in a record that the system made. */
export const brokenRules = (chain: readonly PilotEvent[]): BrokenRule[] => {
  const broken: BrokenRule[] = [];
  const factsOf = rememberedFacts();
  replay(chain, (event, before) => {
    const { change, sequence } = event;
    if (!isOfStatement(change)) return factsOf.forget();
    const rule = ruleBrokenBy(event, change, before(), factsOf.of);
    if (rule !== null) broken.push({ sequence, rule });
  });
  return broken;
};

/**
 * What decides beside the acts themselves is the same for all acts that follow each other, but for whether the last party
 * has approved: computed for each of them it would take minutes for a long record.
 */
const rememberedFacts = () => {
  const known = new Map<string, Facts>();
  return {
    forget: (): void => known.clear(),
    of: (state: PilotState, statement: StatementState): Facts => {
      const key = `${statement.statement} ${isApproved(state, statement)}`;
      const facts = known.get(key) ?? supervisionOf(state, statement);
      known.set(key, facts);
      return facts;
    },
  };
};

const ruleBrokenBy = (
  { by, known: moment, sequence: number }: PilotEvent,
  change: OfStatement,
  state: PilotState,
  factsOf: (state: PilotState, statement: StatementState) => Facts,
): BrokenRule['rule'] | null => {
  const found = state.statements.find(({ statement }) => statement === change.statement);
  if (found === undefined) return 'statement_must_exist';
  if (change.type === 'statementSealed') return isApproved(state, found) ? null : 'statement_must_be_approved';
  if (by === 'ontschot') return 'role_must_allow_this';
  const { reviews, approvals, objections, questions } = found;
  const supervision = { ...factsOf(state, found), reviews, approvals, objections, questions };
  return refusalOf(supervision, { by, change, moment, number })?.refusal ?? null;
};
