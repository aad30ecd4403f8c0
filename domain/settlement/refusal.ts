/**
 * Why a case cannot be settled: a tagged answer, named after the rule that the case breaks (method steps 2 and 3).
 */
import type { Subject } from './worksheet.ts';

export type RefusalName =
  | 'population_is_empty'
  | 'costs_without_member_months'
  | 'stratum_has_no_baseline'
  | 'reference_trend_is_undefined'
  | 'expected_cost_must_be_positive';

/** A refusal and the place in the case that it is about. */
export interface Refusal {
  readonly refusal: RefusalName;
  readonly detail: Subject;
}

/** A refusal with the place it is about. */
export const refuse = (refusal: RefusalName, detail: Subject = {}): Refusal => ({ refusal, detail });

/** Whether an answer is a refusal. */
export const isRefusal = (answer: object): answer is Refusal => 'refusal' in answer;
