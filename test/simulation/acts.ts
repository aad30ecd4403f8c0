/**
 * What people may do about a statement, checked on the record alone and from its first event: who reviewed, who approved,
 * who delivered, what is objected. Written from the agreement's rules, not by the code that it checks.
 */
import type { PilotEvent } from '../../domain/record/event.ts';
import { acceptedIn, type Listed, listText, restsOn } from './deliveries.ts';
import { DOCUMENT, type StatementPeriod } from './files.ts';
import { must, Violation } from './violation.ts';

type Act = PilotEvent & { readonly by: Exclude<PilotEvent['by'], 'ontschot'> };

/** The events about a statement since it was drafted last. */
const since = (chain: readonly PilotEvent[], statement: string): readonly PilotEvent[] => {
  const draft = chain.findLastIndex(
    ({ change }) => change.type === 'statementDrafted' && change.statement === statement,
  );
  return chain.slice(draft).filter(({ change }) => 'statement' in change && change.statement === statement);
};

const isAct = (event: PilotEvent): event is Act => event.by !== 'ontschot';

/** Whose approvals stand, at the end of a record: the party and the person. */
export const approvalsOf = (chain: readonly PilotEvent[], statement: string): ReadonlyMap<string, string> => {
  const standing = new Map<string, string>();
  for (const { change, by } of since(chain, statement).filter(isAct)) {
    if (change.type === 'statementApproved') standing.set(by.party, by.person);
    if (change.type === 'approvalWithdrawn') standing.delete(by.party);
  }
  return standing;
};

/** Whether every party that the agreement names approves this very hash. */
export const isApprovedByAll = (chain: readonly PilotEvent[], statement: string): boolean => {
  const standing = approvalsOf(chain, statement);
  return DOCUMENT.agreement.approvers.every((party) => standing.has(party));
};

const DAY_MILLISECONDS = 86_400_000;

/** The numbers of the objections that hold everything up at a moment. */
const openObjections = (chain: readonly PilotEvent[], statement: string, moment: string): number[] => {
  const own = since(chain, statement);
  const answered = own.flatMap(({ change }) => (change.type === 'objectionAnswered' ? [change.number] : []));
  const term = (DOCUMENT.agreement.objectionTermDays ?? 0) * DAY_MILLISECONDS;
  return own
    .filter(({ change }) => change.type === 'objectionRaised')
    .filter(({ known }) => Date.parse(moment) < Date.parse(known) + term)
    .map(({ sequence }) => sequence)
    .filter((number) => !answered.includes(number));
};

/** What a statement rests on, as it lists it itself. */
export type ListedOf = (statement: string) => readonly Listed[];

const didDeliver = (chain: readonly PilotEvent[], listed: readonly Listed[], person: string): boolean =>
  acceptedIn(chain).some(
    (each) => each.person === person && listed.some(({ sha256 }) => sha256 === each.delivery.sha256),
  );

const FOUR_EYES = 'four eyes: who delivered, reviewed or may not, does not approve';

const checkReview = (before: readonly PilotEvent[], { by, change }: Act, listedOf: ListedOf): void => {
  if (change.type !== 'statementReviewed') return;
  must(by.role === 'controller', 'a controller reviews', () => `${by.role}`);
  must(
    !didDeliver(before, listedOf(change.statement), by.person),
    FOUR_EYES,
    () => `${by.person} delivered and reviews`,
  );
  must(!isApprovedByAll(before, change.statement), 'after the last approval nothing changes', () => 'a review');
};

const checkApproval = (before: readonly PilotEvent[], { by, change, known }: Act, listedOf: ListedOf): void => {
  if (change.type !== 'statementApproved') return;
  const { statement } = change;
  must(DOCUMENT.agreement.approvers.includes(by.party), 'only the parties of the agreement approve', () => by.party);
  must(change.party === by.party, 'a party approves for itself', () => `${by.party} for ${change.party}`);
  must(by.role === 'signatory', 'a signatory approves', () => `${by.role}`);
  const standing = approvalsOf(before, statement);
  must(!standing.has(by.party), 'a party approves once, unless it withdrew', () => by.party);
  must(!didDeliver(before, listedOf(statement), by.person), FOUR_EYES, () => `${by.person} delivered and approves`);
  const reviewers = since(before, statement)
    .filter(isAct)
    .filter((each) => each.change.type === 'statementReviewed' && each.by.party === by.party)
    .map((each) => each.by.person);
  must(reviewers.length > 0, 'a controller reviews before the signatory approves', () => by.party);
  must(
    reviewers.some((person) => person !== by.person),
    FOUR_EYES,
    () => `${by.person} reviewed and approves`,
  );
  const open = openObjections(before, statement, known);
  must(open.length === 0, 'an objection that is open holds up approval', () => open.join());
  checkNewest(before, statement, listedOf(statement));
  checkAgreed(before);
};

/** What is approved is the newest draft over its period, and nothing newer has come in. */
const checkNewest = (before: readonly PilotEvent[], statement: string, listed: readonly Listed[]): void => {
  const own = since(before, statement)[0]?.change;
  if (own?.type !== 'statementDrafted') throw new Violation('what is approved was drafted', statement);
  const newest = before.findLast(({ change }) => change.type === 'statementDrafted' && change.period === own.period);
  const named = newest?.change.type === 'statementDrafted' ? newest.change.statement : '';
  must(named === statement, 'only the newest draft is approved', () => `${statement} and not ${named}`);
  const isComplete = own.status !== 'incomplete' && own.status !== 'refused';
  must(isComplete, 'only a statement with a result is approved', () => own.status);
  const now = listText(restsOn(before, own.period as StatementPeriod));
  must(
    now === listText(listed),
    'what is approved rests on the newest deliveries',
    () => `${listText(listed)}\n  not\n${now}`,
  );
};

const checkAgreed = (before: readonly PilotEvent[]): void => {
  const agreed = before.flatMap(({ change, by }) =>
    (change.type === 'pilotOpened' || change.type === 'agreementApproved') && by !== 'ontschot' ? [by.party] : [],
  );
  const left = DOCUMENT.agreement.approvers.filter((party) => !agreed.includes(party));
  must(left.length === 0, 'the agreement itself is approved first', () => left.join());
};

const checkWithdrawal = (before: readonly PilotEvent[], { by, change }: Act): void => {
  if (change.type !== 'approvalWithdrawn') return;
  must(approvalsOf(before, change.statement).has(by.party), 'what is withdrawn stands', () => by.party);
  must(!isApprovedByAll(before, change.statement), 'after the last approval nothing changes', () => 'a withdrawal');
};

const checkObjection = (before: readonly PilotEvent[], { change }: Act): void => {
  if (change.type !== 'objectionRaised') return;
  const draft = since(before, change.statement)[0]?.change;
  const lines = draft?.type === 'statementDrafted' ? (draft.lines ?? 0) : 0;
  must(change.line <= lines, 'an objection names a line that is there', () => `${change.line} of ${lines}`);
  must(!isApprovedByAll(before, change.statement), 'after the last approval nothing changes', () => 'an objection');
};

const checkAnswer = (before: readonly PilotEvent[], { by, change, known }: Act): void => {
  if (change.type !== 'objectionAnswered') return;
  const open = openObjections(before, change.statement, known);
  must(open.includes(change.number), 'only an open objection is answered', () => `${change.number}`);
  const raised = before[change.number - 1]?.by;
  const isAnother = raised !== undefined && raised !== 'ontschot' && raised.person !== by.person;
  must(isAnother, 'an objection is answered by another', () => by.person);
};

/** Checks something that a person did about a statement, on the record before it. */
export const checkAct = (before: readonly PilotEvent[], event: PilotEvent, listedOf: ListedOf): void => {
  if (!isAct(event)) return;
  checkReview(before, event, listedOf);
  checkApproval(before, event, listedOf);
  checkWithdrawal(before, event);
  checkObjection(before, event);
  checkAnswer(before, event);
};
