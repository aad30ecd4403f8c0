/**
 * Joint supervision of one statement, as a state machine: who reviewed it, who approved it, what is objected and asked.
 *
 * Pure: a state, an action and the moment of the action give the next state or a named refusal. A party approves
 * through two people, a controller who reviewed and a signatory who approves (four eyes), and through nobody who delivered
 * what the statement rests on. All parties that the agreement names approve the same hash, in any order. After the last of
 * them nothing changes any more.
 */
import type { Author, Role, SupervisionChange } from './event.ts';

/** A person who acts for a party. In events from before roles were recorded the role is not known. */
export type Actor = Exclude<Author, 'ontschot'>;

/** Something done by a person for a party. */
export interface Signature {
  readonly party: string;
  readonly person: string;
}

/** The answer to an objection or a question. */
export interface Answer extends Signature {
  readonly known: string;
  readonly answer: string;
}

/** An objection to one line of the worksheet. It is numbered by its event, and known since a moment in UTC. */
export interface Objection extends Signature {
  readonly number: number;
  readonly line: number;
  readonly reason: string;
  readonly known: string;
  readonly answer: Answer | null;
}

/** A question about a line, or about the whole statement. A question holds nothing up. */
export interface Question extends Signature {
  readonly number: number;
  readonly line: number | null;
  readonly question: string;
  readonly known: string;
  readonly answer: Answer | null;
}

/** What people have done about a statement. Only approvals that were not withdrawn are in it. */
export interface Progress {
  readonly reviews: readonly Signature[];
  readonly approvals: readonly Signature[];
  readonly objections: readonly Objection[];
  readonly questions: readonly Question[];
}

/** What else decides about an action: the agreement, and the statement itself. */
export interface Facts {
  /** The parties that must approve. */
  readonly approvers: readonly string[];
  /** Whether all of them have approved the agreement itself. */
  readonly isAgreed: boolean;
  /** How long an objection blocks when nobody answers it, in days. */
  readonly objectionTermDays: number;
  /** Whether the statement has a result: neither incomplete nor refused. */
  readonly isComplete: boolean;
  /** How many lines the worksheet has. */
  readonly lines: number;
  /** The people who delivered what the statement rests on. */
  readonly deliverers: readonly string[];
  /** Whether newer deliveries or a newer draft have taken its place. */
  readonly isSuperseded: boolean;
}

export interface Supervision extends Facts, Progress {}

/** What a person does, at a moment in UTC. `number` is the place that its event has or would get in the sequence. */
export interface Action {
  readonly by: Actor;
  readonly change: SupervisionChange;
  readonly moment: string;
  readonly number: number;
}

/** The rules of supervision that an action can break. */
export type SupervisionRule =
  | 'role_must_allow_this'
  | 'approver_must_belong_to_party'
  | 'agreement_must_be_approved'
  | 'statement_must_be_latest'
  | 'statement_must_be_complete'
  | 'statement_must_await_approval'
  | 'approver_must_not_be_deliverer'
  | 'review_must_be_once'
  | 'approval_must_be_once'
  | 'review_must_come_first'
  | 'approver_must_not_be_reviewer'
  | 'objections_must_be_settled'
  | 'approval_must_stand'
  | 'line_must_exist'
  | 'objection_must_be_open'
  | 'question_must_be_open'
  | 'answer_must_come_from_another';

/** Why an action is not allowed: the rule, and in Dutch what it is about and what to do. */
export interface Refused {
  readonly refusal: SupervisionRule;
  readonly message: string;
}

/** Who may do what. A supervisor reads all and decides nothing; asking is no decision. */
export const ROLES_OF: Readonly<Record<SupervisionChange['type'], readonly Role[]>> = {
  statementReviewed: ['controller'],
  statementApproved: ['signatory'],
  approvalWithdrawn: ['signatory'],
  objectionRaised: ['controller', 'signatory'],
  objectionAnswered: ['controller', 'signatory'],
  questionAsked: ['analyst', 'controller', 'signatory', 'supervisor'],
  questionAnswered: ['analyst', 'controller', 'signatory'],
};

/** Nothing done yet. */
export const NO_PROGRESS: Progress = { reviews: [], approvals: [], objections: [], questions: [] };

/** Whether every party that must approve a statement has done so. */
export const isApprovedBy = ({ approvals }: Pick<Progress, 'approvals'>, approvers: readonly string[]): boolean =>
  approvers.every((party) => approvals.some((approval) => approval.party === party));

const DAY_MILLISECONDS = 86_400_000;

/** The moment from which an objection blocks no more, answered or not, in milliseconds since 1970. */
const lapseOf = ({ known }: Pick<Objection, 'known'>, objectionTermDays: number): number =>
  Date.parse(known) + objectionTermDays * DAY_MILLISECONDS;

/** The moment from which an objection blocks no more, answered or not, in UTC. */
export const lapsesAt = (objection: Pick<Objection, 'known'>, objectionTermDays: number): string =>
  new Date(lapseOf(objection, objectionTermDays)).toISOString();

/** Whether an objection blocks at a moment: it was not answered, and the agreed term has not passed. */
export const isOpen = (objection: Objection, objectionTermDays: number, moment: string): boolean =>
  objection.answer === null && Date.parse(moment) < lapseOf(objection, objectionTermDays);

/** The next state, or why the action is not allowed. */
export const act = (state: Supervision, action: Action): Supervision | Refused =>
  refusalOf(state, action) ?? { ...state, ...after(state, action) };

type Check = (state: Supervision, action: Action) => Refused | null;

/** The first rule that an action breaks; `null` when it is allowed. */
export const refusalOf = (state: Supervision, action: Action): Refused | null => {
  for (const check of [mayDoThis, ...CHECKS[action.change.type]]) {
    const refused = check(state, action);
    if (refused !== null) return refused;
  }
  return null;
};

const refused = (refusal: SupervisionRule, message: string): Refused => ({ refusal, message });

/** A role that the record does not know allows nothing: it is known of everybody who acts now. */
const mayDoThis: Check = (_, { by: { role }, change }) =>
  role !== undefined && ROLES_OF[change.type].includes(role)
    ? null
    : refused(
        'role_must_allow_this',
        `Dit vraagt de rol ${ROLES_OF[change.type].join(' of ')}; dit account heeft de rol ${role ?? 'onbekend'}.`,
      );

const isApprover: Check = ({ approvers }, { by: { party } }) =>
  approvers.includes(party)
    ? null
    : refused('approver_must_belong_to_party', `De overeenkomst vraagt geen goedkeuring van ${party}.`);

const isAgreed: Check = (state) =>
  state.isAgreed
    ? null
    : refused(
        'agreement_must_be_approved',
        'Nog niet alle partijen hebben de overeenkomst zelf goedgekeurd. Dat komt eerst.',
      );

const isLatest: Check = ({ isSuperseded }) =>
  isSuperseded
    ? refused(
        'statement_must_be_latest',
        'Er zijn nieuwere aanleveringen of er is een nieuwer concept van dit afschrift. Beoordeel dat, niet dit.',
      )
    : null;

const isComplete: Check = (state) =>
  state.isComplete
    ? null
    : refused('statement_must_be_complete', 'Dit afschrift is niet volledig; er valt nog niets goed te keuren.');

const awaitsApproval: Check = (state) =>
  isApprovedBy(state, state.approvers)
    ? refused(
        'statement_must_await_approval',
        'Alle partijen hebben dit afschrift goedgekeurd. Daaraan verandert niets meer; een correctie komt in een nieuw afschrift.',
      )
    : null;

const didNotDeliver: Check = ({ deliverers }, { by: { person } }) =>
  deliverers.includes(person)
    ? refused(
        'approver_must_not_be_deliverer',
        'U heeft zelf aangeleverd waarop dit afschrift rust. Laat een ander van uw partij het beoordelen.',
      )
    : null;

const hasNotReviewed: Check = ({ reviews }, { by }) =>
  reviews.some(({ person, party }) => person === by.person && party === by.party)
    ? refused('review_must_be_once', 'U heeft dit afschrift al nagekeken.')
    : null;

const hasNotApproved: Check = ({ approvals }, { by }) =>
  approvals.some(({ party }) => party === by.party)
    ? refused('approval_must_be_once', `${by.party} heeft dit afschrift al goedgekeurd.`)
    : null;

const isReviewed: Check = ({ reviews }, { by }) =>
  reviews.some(({ party }) => party === by.party)
    ? null
    : refused(
        'review_must_come_first',
        `Nog geen controller van ${by.party} heeft dit afschrift nagekeken. Dat komt vóór het goedkeuren.`,
      );

const isReviewedByAnother: Check = ({ reviews }, { by }) =>
  reviews.some(({ party, person }) => party === by.party && person !== by.person)
    ? null
    : refused(
        'approver_must_not_be_reviewer',
        'U heeft dit afschrift zelf nagekeken. Goedkeuren doet een ander van uw partij (vier ogen).',
      );

const isUnopposed: Check = ({ objections, objectionTermDays }, { moment }) => {
  const open = objections.filter((objection) => isOpen(objection, objectionTermDays, moment));
  if (open.length === 0) return null;
  const numbers = open.map(({ number }) => number).join(', ');
  return refused(
    'objections_must_be_settled',
    `Er is bezwaar dat nog niet is beantwoord (nummer ${numbers}). Goedkeuren kan na het antwoord, of als de termijn voorbij is.`,
  );
};

const approvalStands: Check = ({ approvals }, { by }) =>
  approvals.some(({ party }) => party === by.party)
    ? null
    : refused('approval_must_stand', `${by.party} heeft dit afschrift niet goedgekeurd; er is niets in te trekken.`);

const lineExists: Check = ({ lines }, { change }) =>
  !('line' in change) || change.line === null || (1 <= change.line && change.line <= lines)
    ? null
    : refused('line_must_exist', `Dit afschrift heeft geen regel ${change.line}; het heeft ${lines} regels.`);

/** The objection or question that an action answers. */
const answered = <T extends { readonly number: number }>(all: readonly T[], { change }: Action): T | undefined =>
  'number' in change ? all.find(({ number }) => number === change.number) : undefined;

const objectionIsOpen: Check = ({ objections, objectionTermDays }, action) => {
  const objection = answered(objections, action);
  return objection !== undefined && isOpen(objection, objectionTermDays, action.moment)
    ? null
    : refused(
        'objection_must_be_open',
        'Er is geen open bezwaar met dit nummer. Het is al beantwoord, de termijn is voorbij, of het was er nooit.',
      );
};

const questionIsOpen: Check = ({ questions }, action) => {
  const question = answered(questions, action);
  return question !== undefined && question.answer === null
    ? null
    : refused('question_must_be_open', 'Er is geen open vraag met dit nummer. Zij is al beantwoord of was er nooit.');
};

const answersAnother: Check = ({ objections, questions }, action) =>
  answered([...objections, ...questions], action)?.person === action.by.person
    ? refused('answer_must_come_from_another', 'U kunt uw eigen bezwaar of vraag niet zelf beantwoorden.')
    : null;

/** What each action must meet after its role, in this order: the first rule that is broken is the one that is named. */
const CHECKS: Readonly<Record<SupervisionChange['type'], readonly Check[]>> = {
  statementReviewed: [isApprover, isLatest, hasNotReviewed, awaitsApproval, isComplete, isAgreed, didNotDeliver],
  statementApproved: [
    isApprover,
    isLatest,
    hasNotApproved,
    isComplete,
    isAgreed,
    didNotDeliver,
    isReviewed,
    isReviewedByAnother,
    isUnopposed,
  ],
  approvalWithdrawn: [isApprover, awaitsApproval, isLatest, approvalStands],
  objectionRaised: [isApprover, awaitsApproval, isLatest, lineExists],
  objectionAnswered: [isApprover, objectionIsOpen, answersAnother],
  questionAsked: [lineExists],
  questionAnswered: [questionIsOpen, answersAnother],
};

/** What has been done after an action that is in the record. It refuses nothing: what is in the record has happened. */
export const after = (progress: Progress, { by, change, moment: known, number }: Action): Progress => {
  const signature = { party: by.party, person: by.person };
  switch (change.type) {
    case 'statementReviewed':
      return { ...progress, reviews: [...progress.reviews, signature] };
    case 'statementApproved':
      return { ...progress, approvals: [...progress.approvals, signature] };
    case 'approvalWithdrawn':
      return { ...progress, approvals: progress.approvals.filter(({ party }) => party !== by.party) };
    case 'objectionRaised': {
      const { line, reason } = change;
      const raised = { ...signature, number, line, reason, known, answer: null };
      return { ...progress, objections: [...progress.objections, raised] };
    }
    case 'questionAsked': {
      const { line, question } = change;
      const asked = { ...signature, number, line, question, known, answer: null };
      return { ...progress, questions: [...progress.questions, asked] };
    }
    case 'objectionAnswered':
      return { ...progress, objections: withAnswer(progress.objections, change, { ...signature, known }) };
    case 'questionAnswered':
      return { ...progress, questions: withAnswer(progress.questions, change, { ...signature, known }) };
  }
};

const withAnswer = <T extends { readonly number: number }>(
  all: readonly T[],
  { number, answer }: { readonly number: number; readonly answer: string },
  by: Omit<Answer, 'answer'>,
): T[] => all.map((each) => (each.number === number ? { ...each, answer: { ...by, answer } } : each));
