/**
 * Why a verb does not do what was asked: named after the rule, with a Dutch text that says where and what to do.
 */

/** The rules that the verbs guard, and the HTTP status of each. */
export const STATUS_OF = {
  request_is_malformed: 400,
  person_must_belong_to_pilot: 403,
  role_must_allow_this: 403,
  approver_must_belong_to_party: 403,
  pilot_must_exist: 404,
  statement_must_exist: 404,
  file_must_exist: 404,
  pilot_exists_already: 409,
  statement_must_be_latest: 409,
  statement_must_be_complete: 409,
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
