/** The rules of the verbs that `payments.test.ts` and `next-period.test.ts` show, on pilots of their own. */
import type { STATUS_OF } from '../../functions/refusal.ts';

export const LEDGER_RULES = [
  'agreement_must_be_of_a_later_period',
  'carry_in_must_be_the_ledgers',
  'mode_must_be_binding',
  'order_must_exist',
  'order_must_be_current',
  'payment_must_come_from_payer',
  'payment_must_be_once',
  'payment_must_have_been_made',
  'amount_must_be_the_orders',
] as const satisfies readonly (keyof typeof STATUS_OF)[];
