/** The rules of the verbs that `taking-in.test.ts` and `investments.test.ts` show, on pilots of their own. */
import type { STATUS_OF } from '../../functions/refusal.ts';

export const TAKING_IN_RULES = [
  'delivery_must_be_held',
  'findings_must_be_current',
  'findings_must_be_explained',
  'reasons_must_be_sound',
  'investments_must_exist',
  'investments_must_be_latest',
  'acceptance_must_come_from_another',
] as const satisfies readonly (keyof typeof STATUS_OF)[];
