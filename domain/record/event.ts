/**
 * Events: the append-only, hash-chained record of everything that changes a pilot (design, "What is kept").
 *
 * Everything else is a projection of it. Each event names the hash of the one before it, who caused it, and the moment
 * at which it was known.
 */
import * as z from 'zod';
import { calendarDate } from '../pilot/date.ts';
import { canonicalText, type Hash } from './canonical.ts';

/** SHA-256 as 64 hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const person = z.strictObject({ party: z.string(), person: z.string() });

/** A delivery as the record keeps it: what it is about, by whom, as it stood on which date, under which hash. */
const acceptedDelivery = z.strictObject({
  sha256,
  kind: z.enum(['members', 'costs', 'investments']),
  party: z.string(),
  streams: z.array(z.string()),
  periods: z.array(z.string()),
  valuationDate: calendarDate,
  rows: z.int(),
  total: z.string(),
});
export type AcceptedDelivery = z.output<typeof acceptedDelivery>;

const statementNamed = {
  statement: sha256,
  period: z.string(),
  kind: z.enum(['interim', 'final']),
};

const change = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pilotOpened'), document: z.unknown() }),
  z.strictObject({ type: z.literal('deliveryAccepted'), delivery: acceptedDelivery }),
  z.strictObject({
    type: z.literal('deliveryRefused'),
    sha256,
    kind: z.string(),
    party: z.string(),
    valuationDate: calendarDate,
    refusal: z.string(),
    problemCount: z.int(),
    problems: z.array(z.unknown()),
  }),
  z.strictObject({
    type: z.literal('statementDrafted'),
    ...statementNamed,
    status: z.string(),
    inputs: sha256,
  }),
  z.strictObject({ type: z.literal('statementApproved'), ...statementNamed, party: z.string() }),
  z.strictObject({
    type: z.literal('statementSealed'),
    ...statementNamed,
    files: z.array(z.strictObject({ name: z.string(), sha256 })),
  }),
]);

/** What happened, by type. */
export type Change = z.output<typeof change>;

const eventSchema = z.strictObject({
  sequence: z.int().min(1),
  previous: z.string(),
  /** The moment it was known, in UTC. */
  known: z.iso.datetime(),
  by: z.union([person, z.literal('ontschot')]),
  change,
});

/** One event of a pilot. `sequence` counts from 1; `previous` is the hash of the event before it, empty for the first. */
export type PilotEvent = z.output<typeof eventSchema>;

/** Who caused an event: a person of a party, or the system itself. */
export type Author = PilotEvent['by'];

/** The hash by which the next event names this one. */
export const eventHash = (event: PilotEvent, hash: Hash): string => hash(canonicalText(event));

/** The event that follows a chain. */
export const nextEvent = (
  chain: readonly PilotEvent[],
  of: { readonly known: string; readonly by: Author; readonly change: Change },
  hash: Hash,
): PilotEvent => {
  const last = chain.at(-1);
  return { sequence: chain.length + 1, previous: last === undefined ? '' : eventHash(last, hash), ...of };
};

/** Reads a stored chain. A chain with a gap or a broken link is our own mistake or tampering, so it throws. */
export const readChain = (stored: readonly unknown[], hash: Hash): PilotEvent[] => {
  const chain = stored.map((event) => eventSchema.parse(event));
  for (const [place, event] of chain.entries()) {
    const before = chain[place - 1];
    const previous = before === undefined ? '' : eventHash(before, hash);
    if (event.sequence !== place + 1 || event.previous !== previous)
      throw new Error(`The record is broken at event ${place + 1}: it does not follow the event before it.`);
  }
  return chain;
};
