/**
 * Events: the append-only, hash-chained record of everything that changes a pilot (design, "What is kept").
 *
 * Everything else is a projection of it. Each event names the hash of the one before it, who caused it, and the moment
 * at which it was known.
 */
import * as z from 'zod';
import { UNITS } from '../delivery/number-dialect.ts';
import { populationCount } from '../delivery/population-counts.ts';
import { calendarDate } from '../pilot/date.ts';
import { canonicalText, type Hash } from './canonical.ts';

/** SHA-256 as 64 hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a person does for a party: deliver, review, sign, or look on and decide nothing. */
export const ROLES = ['analyst', 'controller', 'signatory', 'supervisor'] as const;
export type Role = (typeof ROLES)[number];

/**
 * A person: a number that means nothing by itself, of a party, in a role. Whose number it is stands in the register of
 * whoever issues the tokens, where it can be erased. Events from before roles were recorded name none.
 */
const person = z.strictObject({ party: z.string(), person: z.string(), role: z.enum(ROLES).optional() });

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
  /** The population definition that it counts, by hash; none where it counts nobody, as investments do. */
  population: sha256.optional(),
  /** What was declared of its numbers; nothing where the file showed it itself. */
  numbers: z
    .strictObject({
      decimal: z.enum([',', '.']).exactOptional(),
      thousands: z.boolean().exactOptional(),
      unit: z.enum(UNITS).exactOptional(),
    })
    .optional(),
});
export type AcceptedDelivery = z.output<typeof acceptedDelivery>;

/** What a correction would change of one category: sums as decimals; `null` for what its kind does not divide by. */
const differenceLine = z.strictObject({
  stream: z.string().nullable(),
  category: z.string().nullable(),
  cohort: z.string().nullable(),
  before: z.string(),
  after: z.string(),
  difference: z.string(),
});

const statementNamed = {
  statement: sha256,
  period: z.string(),
  kind: z.enum(['interim', 'final', 'restatement']),
};

/** An objection or a question is numbered by the place of its event in the sequence. */
const answering = { number: z.int().min(1), answer: z.string() };

const change = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pilotOpened'), document: z.unknown() }),
  z.strictObject({ type: z.literal('agreementApproved'), agreement: sha256 }),
  z.strictObject({ type: z.literal('populationProposed'), population: sha256, document: z.unknown() }),
  z.strictObject({ type: z.literal('populationApproved'), population: sha256, party: z.string() }),
  z.strictObject({
    type: z.literal('populationCounted'),
    population: sha256,
    party: z.string(),
    valuationDate: calendarDate,
    counts: z.array(populationCount),
  }),
  z.strictObject({ type: z.literal('deliveryAccepted'), delivery: acceptedDelivery }),
  /** A correction that was read without fault. It counts for nothing until a person of its party confirms it. */
  z.strictObject({
    type: z.literal('correctionProposed'),
    delivery: acceptedDelivery,
    supersedes: z.array(
      z.strictObject({ sha256, parts: z.array(z.strictObject({ source: z.string(), quarter: z.string() })) }),
    ),
    difference: z.array(differenceLine),
    /** Where the file lies for a day: it is kept once it is confirmed. */
    key: z.string(),
  }),
  z.strictObject({
    type: z.literal('deliveryRefused'),
    sha256,
    kind: z.string(),
    party: z.string(),
    valuationDate: calendarDate,
    refusal: z.string(),
    problemCount: z.int(),
    problems: z.array(z.unknown()),
    /** Where the file lies for a day, so that it can be given back with its findings. */
    key: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('statementDrafted'),
    ...statementNamed,
    status: z.string(),
    inputs: sha256,
    /** How many lines its worksheet has, which an objection may name; none in events from before there were objections. */
    lines: z.int().min(0).optional(),
    /** Of a restatement: the sealed statement that it makes again. */
    restates: sha256.optional(),
  }),
  /** A late correction of a sealed statement that changes every transfer by less than the agreed tolerance, in euro. */
  z.strictObject({
    type: z.literal('correctionWithinTolerance'),
    ...statementNamed,
    inputs: sha256,
    largest: z.string(),
    tolerance: z.string(),
  }),
  z.strictObject({ type: z.literal('statementReviewed'), ...statementNamed }),
  z.strictObject({ type: z.literal('statementApproved'), ...statementNamed, party: z.string() }),
  z.strictObject({ type: z.literal('approvalWithdrawn'), ...statementNamed }),
  z.strictObject({ type: z.literal('objectionRaised'), ...statementNamed, line: z.int().min(1), reason: z.string() }),
  z.strictObject({ type: z.literal('objectionAnswered'), ...statementNamed, ...answering }),
  z.strictObject({
    type: z.literal('questionAsked'),
    ...statementNamed,
    line: z.int().min(1).nullable(),
    question: z.string(),
  }),
  z.strictObject({ type: z.literal('questionAnswered'), ...statementNamed, ...answering }),
  /** The manifest of the bundle, by hash. The log that is signed ends with this event, so its checkpoint covers the files. */
  z.strictObject({ type: z.literal('manifestRecorded'), ...statementNamed, manifest: sha256 }),
  z.strictObject({
    type: z.literal('statementSealed'),
    ...statementNamed,
    files: z.array(z.strictObject({ name: z.string(), sha256 })),
    /** What was signed of the log: how many events, and the root. */
    checkpoint: z.strictObject({ size: z.int().min(1), root: sha256 }),
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

/** Reads one event that anybody may have written; `null` for what is none. */
export const readEvent = (value: unknown): PilotEvent | null => eventSchema.safeParse(value).data ?? null;

/** Who caused an event: a person of a party, or the system itself. */
export type Author = PilotEvent['by'];

/** The hash by which the next event names this one. */
export const eventHash = (event: PilotEvent, hash: Hash): string => hash(canonicalText(event));

/** What the people of the parties do about a statement, by type of event. */
export type SupervisionChange = Extract<
  Change,
  {
    readonly type:
      | 'statementReviewed'
      | 'statementApproved'
      | 'approvalWithdrawn'
      | 'objectionRaised'
      | 'objectionAnswered'
      | 'questionAsked'
      | 'questionAnswered';
  }
>;

/** The event that follows a chain. */
export const nextEvent = (
  chain: readonly PilotEvent[],
  of: { readonly known: string; readonly by: Author; readonly change: Change },
  hash: Hash,
): PilotEvent => {
  const last = chain.at(-1);
  return { sequence: chain.length + 1, previous: last === undefined ? '' : eventHash(last, hash), ...of };
};

/**
 * Reads a stored chain, or what is stored after events that were read `before`. A chain with a gap or a broken link is
 * our own mistake or tampering, so it throws.
 */
export const readChain = (stored: readonly unknown[], hash: Hash, before: readonly PilotEvent[] = []): PilotEvent[] => {
  const chain = [...before];
  for (const each of stored) {
    const event = eventSchema.parse(each);
    const last = chain.at(-1);
    const previous = last === undefined ? '' : eventHash(last, hash);
    if (event.sequence !== chain.length + 1 || event.previous !== previous)
      throw new Error(`The record is broken at event ${chain.length + 1}: it does not follow the event before it.`);
    chain.push(event);
  }
  return chain;
};
