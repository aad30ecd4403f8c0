/**
 * Why a verb does not do what was asked: named after the rule, with a Dutch text that says where and what to do.
 */
import type { SupervisionRule } from '../domain/record/supervision.ts';

/** The rules of joint supervision, each with its status: who may not is 403, what is not there 404, what is not now 409. */
const SUPERVISION_STATUS = {
  role_must_allow_this: 403,
  approver_must_belong_to_party: 403,
  approver_must_not_be_deliverer: 403,
  approver_must_not_be_reviewer: 403,
  answer_must_come_from_another: 403,
  line_must_exist: 404,
  agreement_must_be_approved: 409,
  statement_must_be_latest: 409,
  statement_must_be_complete: 409,
  statement_must_await_approval: 409,
  review_must_be_once: 409,
  review_must_come_first: 409,
  approval_must_be_once: 409,
  approval_must_stand: 409,
  objections_must_be_settled: 409,
  objection_must_be_open: 409,
  question_must_be_open: 409,
} as const satisfies Readonly<Record<SupervisionRule, number>>;

/** The rules about who is counted: a declaration that cannot be taken is 422, what cannot be done now 409. */
const POPULATION_STATUS = {
  approver_must_not_be_proposer: 403,
  delivery_must_come_from_its_party: 403,
  population_must_exist: 404,
  population_version_exists_already: 409,
  population_must_be_latest: 409,
  population_must_be_approved: 409,
  population_version_must_match: 409,
  coverage_must_reach_the_agreed_share: 422,
  counts_must_be_sound: 422,
} as const;

/** The rules about agreements and payments. */
const LEDGER_STATUS = {
  payment_must_come_from_payer: 403,
  order_must_exist: 404,
  agreement_must_be_of_a_later_period: 409,
  payment_must_be_once: 409,
  order_must_be_current: 409,
  mode_must_be_binding: 409,
  carry_in_must_be_the_ledgers: 422,
  amount_must_be_the_orders: 422,
  payment_must_have_been_made: 422,
} as const;

/** The rules that the verbs guard, and the HTTP status of each. */
export const STATUS_OF = {
  ...SUPERVISION_STATUS,
  request_is_malformed: 400,
  person_must_belong_to_pilot: 403,
  pilot_must_exist: 404,
  statement_must_exist: 404,
  file_must_exist: 404,
  pilot_exists_already: 409,
  objection_must_name_a_line: 400,
  agreement_must_be_the_same: 409,
  upload_must_be_there: 404,
  correction_must_be_proposed: 404,
  correction_must_be_current: 409,
  declaration_must_be_the_same: 409,
  delivery_must_be_held: 404,
  findings_must_be_current: 409,
  findings_must_be_explained: 409,
  reasons_must_be_sound: 422,
  investments_must_exist: 404,
  investments_must_be_latest: 409,
  acceptance_must_come_from_another: 403,
  template_must_exist: 404,
  answer_must_fit: 413,
  ...POPULATION_STATUS,
  ...LEDGER_STATUS,
} as const;

export interface Refusal {
  readonly refusal: keyof typeof STATUS_OF;
  readonly message: string;
  readonly detail?: unknown;
}

/** A refusal with a text that says where and what to do, and what it was about. */
export const refuse = (refusal: Refusal['refusal'], message: string, detail?: unknown): Refusal => ({
  refusal,
  message,
  ...(detail === undefined ? {} : { detail }),
});

/** Whether an answer of a verb is a refusal. */
export const isRefusal = (answer: object): answer is Refusal => 'refusal' in answer && 'message' in answer;
