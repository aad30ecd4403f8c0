import { describe, expect, test } from 'vitest';
import type { Role } from '../../../domain/record/event.ts';
import {
  type Action,
  act,
  isApprovedBy,
  isOpen,
  lapsesAt,
  NO_PROGRESS,
  type Refused,
  type Supervision,
} from '../../../domain/record/supervision.ts';

/** Three parties that must approve, an agreement that all approved, a statement of ten lines that nobody did anything about. */
const FRESH: Supervision = {
  approvers: ['A', 'B', 'C'],
  isAgreed: true,
  objectionTermDays: 30,
  isComplete: true,
  lines: 10,
  deliverers: ['A-deliverer', 'B-deliverer', 'C-deliverer'],
  isSuperseded: false,
  ...NO_PROGRESS,
};

type Named<C> = C extends Action['change'] ? Omit<C, 'statement' | 'period' | 'kind'> : never;
const NAMED = { statement: 'a'.repeat(64), period: '2025-K1', kind: 'interim' } as const;

/** What somebody of a party does, `day` days after the start; the place in the sequence is `number`. */
const acting = (who: string, role: Role, change: Named<Action['change']>, number = 1, day = 0): Action => ({
  by: { party: who.slice(0, 1), person: who, role },
  change: { ...change, ...NAMED } as Action['change'],
  moment: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
  number,
});

const reviews = (who: string, role: Role = 'controller') => acting(who, role, { type: 'statementReviewed' });
const approves = (who: string, role: Role = 'signatory', number = 1, day = 0) =>
  acting(who, role, { type: 'statementApproved', party: who.slice(0, 1) }, number, day);
const withdraws = (who: string, role: Role = 'signatory') => acting(who, role, { type: 'approvalWithdrawn' });
const objects = (who: string, number: number, day = 0, line = 1, role: Role = 'controller') =>
  acting(who, role, { type: 'objectionRaised', line, reason: 'Dit klopt niet.' }, number, day);
const answers = (who: string, number: number, day = 0, role: Role = 'controller') =>
  acting(who, role, { type: 'objectionAnswered', number, answer: 'Zo zit het.' }, 99, day);
const asks = (who: string, role: Role, number: number, line: number | null = null) =>
  acting(who, role, { type: 'questionAsked', line, question: 'Waarom?' }, number);
const tells = (who: string, number: number, role: Role = 'analyst') =>
  acting(who, role, { type: 'questionAnswered', number, answer: 'Daarom.' }, 99);

const isRefused = (state: Supervision | Refused): state is Refused => 'refusal' in state;

/** The state after actions that are all allowed. */
const having = (actions: readonly Action[], start: Supervision = FRESH): Supervision =>
  actions.reduce((state, action) => {
    const next = act(state, action);
    if (isRefused(next)) throw new Error(`${action.by.person} ${action.change.type}: ${next.refusal}`);
    return next;
  }, start);

const both = (party: string): Action[] => [reviews(`${party}-controller`), approves(`${party}-signatory`)];

describe('a statement is approved', () => {
  test.each(['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA'])('by all parties, in any order: %s', (order) => {
    const steps = [...order].flatMap(both);
    expect(isApprovedBy(having(steps), FRESH.approvers)).toBe(true);
    expect(isApprovedBy(having(steps.slice(0, -1)), FRESH.approvers)).toBe(false);
  });

  test('also when all controllers review before anybody signs, and one party has two controllers', () => {
    const controllers = ['A-controller', 'A-second', 'B-controller', 'C-controller'].map((who) => reviews(who));
    const signatories = ['C-signatory', 'A-signatory', 'B-signatory'].map((who) => approves(who));
    expect(isApprovedBy(having([...controllers, ...signatories]), FRESH.approvers)).toBe(true);
  });

  test('again after a withdrawal, which keeps the review', () => {
    const state = having([...both('A'), ...both('B'), withdraws('A-other'), ...both('C')]);
    expect(isApprovedBy(state, FRESH.approvers)).toBe(false);
    expect(isApprovedBy(having([approves('A-signatory')], state), FRESH.approvers)).toBe(true);
  });

  test('by a controller who signs, where another controller reviewed too', () =>
    expect(having([reviews('A-both'), reviews('A-controller'), approves('A-both')]).approvals).toEqual([
      { party: 'A', person: 'A-both' },
    ]));
});

describe('an objection', () => {
  const objected = having([...both('A'), objects('B-controller', 7), reviews('C-controller')]);

  test('holds up every approval, of every party, and takes none away', () => {
    expect(act(objected, approves('C-signatory'))).toMatchObject({ refusal: 'objections_must_be_settled' });
    expect(objected.approvals).toHaveLength(1);
  });

  test('stops doing so with its answer', () => {
    const answered = having([answers('A-controller', 7, 3)], objected);
    expect(answered.objections[0]?.answer).toEqual({
      party: 'A',
      person: 'A-controller',
      known: '2026-01-04T00:00:00.000Z',
      answer: 'Zo zit het.',
    });
    expect(isRefused(act(answered, approves('C-signatory')))).toBe(false);
  });

  test('or at the moment that the agreed term of 30 days has passed, and not a millisecond before', () => {
    const [objection] = objected.objections;
    if (objection === undefined) throw new Error('There is no objection.');
    expect(lapsesAt(objection, 30)).toBe('2026-01-31T00:00:00.000Z');
    expect(isOpen(objection, 30, '2026-01-30T23:59:59.999Z')).toBe(true);
    expect(isOpen(objection, 30, '2026-01-31T00:00:00.000Z')).toBe(false);
    expect(isRefused(act(objected, approves('C-signatory', 'signatory', 9, 29)))).toBe(true);
    expect(isRefused(act(objected, approves('C-signatory', 'signatory', 9, 30)))).toBe(false);
    expect(act(objected, answers('A-controller', 7, 30))).toMatchObject({ refusal: 'objection_must_be_open' });
  });

  test('of several, each needs its answer', () => {
    const two = having([objects('C-controller', 8)], objected);
    const one = having([answers('A-controller', 7)], two);
    expect(act(one, approves('C-signatory'))).toMatchObject({
      refusal: 'objections_must_be_settled',
      message: expect.stringContaining('nummer 8'),
    });
  });
});

describe('a question', () => {
  test('holds nothing up, may come from anybody who may read, and at any time', () => {
    const asked = having([asks('Z-toezicht', 'supervisor', 5), asks('A-analyst', 'analyst', 6, 10), ...both('A')]);
    expect(asked.questions.map(({ number, line, answer }) => [number, line, answer])).toEqual([
      [5, null, null],
      [6, 10, null],
    ]);
    const sealed = having(
      [...both('B'), ...both('C'), asks('B-controller', 'controller', 20), tells('B-analyst', 5)],
      asked,
    );
    expect(sealed.questions.map(({ answer }) => answer?.person)).toEqual(['B-analyst', undefined, undefined]);
  });
});

/** Every refusal: what was there, who did what, and the rule. */
const refusals: readonly (readonly [string, Refused['refusal'], Supervision, Action])[] = [
  ['a review by a signatory', 'role_must_allow_this', FRESH, reviews('A-signatory', 'signatory')],
  ['a review by a supervisor', 'role_must_allow_this', FRESH, reviews('A-toezicht', 'supervisor')],
  ['a review by an analyst', 'role_must_allow_this', FRESH, reviews('A-analyst', 'analyst')],
  ['an approval by a controller', 'role_must_allow_this', FRESH, approves('A-controller', 'controller')],
  ['an approval by a supervisor', 'role_must_allow_this', FRESH, approves('A-toezicht', 'supervisor')],
  ['a withdrawal by a controller', 'role_must_allow_this', having(both('A')), withdraws('A-controller', 'controller')],
  ['an objection by an analyst', 'role_must_allow_this', FRESH, objects('A-analyst', 1, 0, 1, 'analyst')],
  ['an objection by a supervisor', 'role_must_allow_this', FRESH, objects('A-toezicht', 1, 0, 1, 'supervisor')],
  [
    'an answer to an objection by an analyst',
    'role_must_allow_this',
    having([objects('A-controller', 1)]),
    answers('B-analyst', 1, 0, 'analyst'),
  ],
  [
    'an answer to a question by a supervisor',
    'role_must_allow_this',
    having([asks('A-analyst', 'analyst', 1)]),
    tells('B-toezicht', 1, 'supervisor'),
  ],
  ['a review by a stranger', 'approver_must_belong_to_party', FRESH, reviews('F-controller')],
  ['an approval by a stranger', 'approver_must_belong_to_party', FRESH, approves('F-signatory')],
  ['a withdrawal by a stranger', 'approver_must_belong_to_party', FRESH, withdraws('F-signatory')],
  ['an objection by a stranger', 'approver_must_belong_to_party', FRESH, objects('F-controller', 1)],
  [
    'an answer by a stranger',
    'approver_must_belong_to_party',
    having([objects('A-controller', 1)]),
    answers('F-controller', 1),
  ],
  [
    'a review before the agreement',
    'agreement_must_be_approved',
    { ...FRESH, isAgreed: false },
    reviews('A-controller'),
  ],
  [
    'an approval before the agreement',
    'agreement_must_be_approved',
    { ...having([reviews('A-controller')]), isAgreed: false },
    approves('A-signatory'),
  ],
  [
    'a review of what is superseded',
    'statement_must_be_latest',
    { ...FRESH, isSuperseded: true },
    reviews('A-controller'),
  ],
  [
    'an approval of what is superseded',
    'statement_must_be_latest',
    { ...having([reviews('A-controller')]), isSuperseded: true },
    approves('A-signatory'),
  ],
  [
    'a withdrawal from what is superseded',
    'statement_must_be_latest',
    { ...having(both('A')), isSuperseded: true },
    withdraws('A-signatory'),
  ],
  [
    'an objection to what is superseded',
    'statement_must_be_latest',
    { ...FRESH, isSuperseded: true },
    objects('A-controller', 1),
  ],
  [
    'a review of what is incomplete',
    'statement_must_be_complete',
    { ...FRESH, isComplete: false },
    reviews('A-controller'),
  ],
  [
    'an approval of what is incomplete',
    'statement_must_be_complete',
    { ...having([reviews('A-controller')]), isComplete: false },
    approves('A-signatory'),
  ],
  [
    'a review after the last approval',
    'statement_must_await_approval',
    having(['A', 'B', 'C'].flatMap(both)),
    reviews('A-second'),
  ],
  [
    'a withdrawal after the last approval',
    'statement_must_await_approval',
    having(['A', 'B', 'C'].flatMap(both)),
    withdraws('B-signatory'),
  ],
  [
    'an objection after the last approval',
    'statement_must_await_approval',
    having(['A', 'B', 'C'].flatMap(both)),
    objects('B-controller', 9),
  ],
  ['a review by who delivered', 'approver_must_not_be_deliverer', FRESH, reviews('A-deliverer')],
  [
    'an approval by who delivered',
    'approver_must_not_be_deliverer',
    having([reviews('A-controller')]),
    approves('A-deliverer'),
  ],
  ['a review twice', 'review_must_be_once', having([reviews('A-controller')]), reviews('A-controller')],
  ['an approval twice', 'approval_must_be_once', having(both('A')), approves('A-signatory')],
  ['a second approval of a party', 'approval_must_be_once', having(both('A')), approves('A-other')],
  [
    'an approval without a review',
    'review_must_come_first',
    having([reviews('B-controller')]),
    approves('A-signatory'),
  ],
  ['an approval by the reviewer', 'approver_must_not_be_reviewer', having([reviews('A-both')]), approves('A-both')],
  ['a withdrawal of nothing', 'approval_must_stand', having(both('B')), withdraws('A-signatory')],
  ['an objection to line 11 of 10', 'line_must_exist', FRESH, objects('A-controller', 1, 0, 11)],
  ['an objection to line 0', 'line_must_exist', FRESH, objects('A-controller', 1, 0, 0)],
  ['a question about line 11 of 10', 'line_must_exist', FRESH, asks('A-analyst', 'analyst', 1, 11)],
  ['an answer to no objection', 'objection_must_be_open', FRESH, answers('A-controller', 1)],
  [
    'an answer to an answered objection',
    'objection_must_be_open',
    having([objects('A-controller', 1), answers('B-controller', 1)]),
    answers('C-controller', 1),
  ],
  ['an answer to no question', 'question_must_be_open', FRESH, tells('A-analyst', 1)],
  [
    'an answer to an answered question',
    'question_must_be_open',
    having([asks('A-analyst', 'analyst', 1), tells('B-analyst', 1)]),
    tells('C-analyst', 1),
  ],
  [
    'an answer to the own objection',
    'answer_must_come_from_another',
    having([objects('A-controller', 1)]),
    answers('A-controller', 1),
  ],
  [
    'an answer to the own question',
    'answer_must_come_from_another',
    having([asks('A-analyst', 'analyst', 1)]),
    tells('A-analyst', 1),
  ],
];

describe('what is not allowed is refused by name, in Dutch', () => {
  test.each(refusals)('%s: %s', (_, refusal, state, action) => {
    const answer = act(state, action);
    expect(answer).toEqual({ refusal, message: expect.stringMatching(/^[A-ZÀ-Ý].*\.$/) });
  });

  test('by somebody whose role the record does not know', () => {
    const { role: _, ...by } = reviews('A-controller').by;
    expect(act(FRESH, { ...reviews('A-controller'), by })).toMatchObject({ refusal: 'role_must_allow_this' });
  });
});
