/**
 * Records that a payment order was carried out, as somebody of the payer who reviews or signs says (decision 15). It is
 * confirmed once, for the amount and of an order that still holds.
 */
import * as z from 'zod';
import { calendarDate } from '../domain/pilot/date.ts';
import { type Fault, readWith } from '../domain/pilot/fault.ts';
import type { Change } from '../domain/record/event.ts';
import { orderPaidBy, ordersOf } from '../domain/record/payment-orders.ts';
import { agreementsOf, type PilotState } from '../domain/record/projection.ts';
import { record } from './append.ts';
import { authorOf, mayAct, mustBeParty, type Person } from './person.ts';
import type { Ports } from './ports.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** A form sends a number as text. */
const request = z.strictObject({
  order: z.union([
    z.int().min(1),
    z
      .string()
      .regex(/^[1-9]\d{0,11}$/)
      .transform(Number),
  ]),
  amount: z.string(),
  date: calendarDate,
});

type PaymentRequest = z.output<typeof request>;

/** Confirms for the person's party; gives the number of the order. */
export const confirmPayment = async (
  ports: Pick<Ports, 'record' | 'now' | 'hash'>,
  person: Person,
  pilot: string,
  body: unknown,
): Promise<{ readonly confirmed: number } | Refusal> => {
  const forbidden = mayAct(person, pilot, ['controller', 'signatory']);
  if (forbidden !== null) return forbidden;
  const faults: Fault[] = [];
  const read = readWith(request, body, [], faults);
  if (read === undefined)
    return refuse(
      'request_is_malformed',
      'Een betaling noemt order (het nummer van de opdracht), amount (het bedrag in euro, zoals 1500.00) en date (de dag, zoals 2026-11-30).',
      faults,
    );
  const chain = await record(ports, pilot, authorOf(person), (state, _, moment) => decide(state, person, read, moment));
  return isRefusal(chain) ? chain : { confirmed: read.order };
};

const decide = (state: PilotState, person: Person, payment: PaymentRequest, moment: string): Change | Refusal => {
  const stranger = mustBeParty(person, state.pilot);
  if (stranger !== null) return stranger;
  if (agreementsOf(state).every(({ pilot }) => pilot.terms.mode === 'shadow'))
    return refuse('mode_must_be_binding', 'Dit is een schaduwafrekening: er zijn geen betaalopdrachten.');
  const order = orderPaidBy(ordersOf(state), { ...payment, party: person.party }, moment);
  if ('refusal' in order) return order;
  return { type: 'paymentConfirmed', order: order.number, amount: order.amount, date: payment.date };
};
