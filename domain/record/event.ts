/**
 * Events: the append-only, hash-chained record of everything that changes a pilot (design, "What is kept").
 *
 * Everything else is a projection of it. Each event names the hash of the one before it, who caused it, and the moment
 * at which it was known.
 */
import * as z from 'zod';
import { UNITS } from '../delivery/numbers/number-dialect.ts';
import { populationCount } from '../delivery/population/population-counts.ts';
import { calendarDate } from '../pilot/date.ts';
import { readPeriod } from '../pilot/period.ts';
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

/** Where something was found: the line as an editor counts it and the field, both from 1; a heading for a field by name. */
const foundAt = { line: z.int().nullable(), column: z.union([z.int(), z.string()]).nullable() };

/** How often each rule was broken, by its code. */
const byCode = z.record(z.string(), z.int().min(1));

/** Findings of one rule that were not plausible, and why their supplier says that they are right. */
const explanation = z.strictObject({
  code: z.string(),
  reason: z.string(),
  findingCount: z.int().min(1),
  /** Where the first of them are. */
  places: z.array(z.strictObject(foundAt)),
  /** The first of them in full, in Dutch and in English. */
  message: z.string(),
  messageEnglish: z.string(),
});

/** What names an upload. */
const uploadNamed = { sha256, kind: z.string(), party: z.string(), valuationDate: calendarDate };

/** A delivery as the record keeps it: what it is about, by whom, as it stood on which date, under which hash. */
const acceptedDelivery = z.strictObject({
  sha256,
  kind: z.enum(['members', 'costs', 'investments', 'indicators']),
  party: z.string(),
  streams: z.array(z.string()),
  periods: z.array(z.string()),
  valuationDate: calendarDate,
  rows: z.int(),
  total: z.string(),
  /** The population definition that it counts, by hash; none where it counts nobody, as investments do. */
  population: sha256.optional(),
  /**
   * The parties that must accept it before it counts: investments are repaid first, out of the pockets of others. Events
   * from before that was asked name none.
   */
  awaits: z.array(z.string()).optional(),
  /** What was declared of its numbers; nothing where the file showed it itself. */
  numbers: z
    .strictObject({
      decimal: z.enum([',', '.']).exactOptional(),
      thousands: z.boolean().exactOptional(),
      unit: z.enum(UNITS).exactOptional(),
    })
    .optional(),
  /** What was declared of how the file is written. */
  form: z
    .strictObject({
      delimiter: z.enum([';', ',', '\t', '|']).exactOptional(),
      encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).exactOptional(),
    })
    .optional(),
});
export type AcceptedDelivery = z.output<typeof acceptedDelivery>;

/** Of an earlier delivery the quarters of sources that a later one takes the place of. */
const superseded = z.strictObject({
  sha256,
  parts: z.array(z.strictObject({ source: z.string(), quarter: z.string() })),
});

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

/** A period of the method, and an amount in euro that moves from one party to another, above zero, both as text. */
const periodText = z.string().refine((text) => readPeriod(text) !== null);
const moved = z.string().regex(/^(?!0+\.00$)\d+\.\d{2}$/);

/**
 * What a statement books in the ledger when it is sealed: who pays whom beside all that was moved for its performance
 * period before, and its bookings on claims. Euro as text; an amount on a claim is below zero where one is taken back.
 */
const booked = z.strictObject({
  performance: periodText,
  payments: z.array(z.strictObject({ from: z.string(), to: z.string(), amount: moved })),
  claims: z.array(
    z.strictObject({
      party: z.string(),
      reason: z.enum(['investments', 'caps']),
      period: periodText,
      what: z.enum(['arises', 'repaid', 'lapsed']),
      amount: z.string().regex(/^-?\d+\.\d{2}$/),
      /** The last day on which a period may begin that repays it; `null` where it never lapses. */
      expires: calendarDate.nullable(),
    }),
  ),
});
export type Booked = z.output<typeof booked>;

/** An objection or a question is numbered by the place of its event in the sequence. */
const answering = { number: z.int().min(1), answer: z.string() };

const change = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pilotOpened'), document: z.unknown() }),
  z.strictObject({ type: z.literal('agreementApproved'), agreement: sha256 }),
  /** The agreement over a later performance period. Who proposes it approves it for the own party. */
  z.strictObject({ type: z.literal('agreementProposed'), agreement: sha256, document: z.unknown() }),
  z.strictObject({ type: z.literal('populationProposed'), population: sha256, document: z.unknown() }),
  z.strictObject({ type: z.literal('populationApproved'), population: sha256, party: z.string() }),
  z.strictObject({
    type: z.literal('populationCounted'),
    population: sha256,
    party: z.string(),
    valuationDate: calendarDate,
    counts: z.array(populationCount),
  }),
  /** Of a correction also what it takes the place of; events from before that was recorded do not say it. */
  z.strictObject({
    type: z.literal('deliveryAccepted'),
    delivery: acceptedDelivery,
    supersedes: z.array(superseded).optional(),
  }),
  /** A correction that was read without fault. It counts for nothing until a person of its party confirms it. */
  z.strictObject({
    type: z.literal('correctionProposed'),
    delivery: acceptedDelivery,
    supersedes: z.array(superseded),
    difference: z.array(differenceLine),
    /** Where the file lies for a day: it is kept once it is confirmed. */
    key: z.string(),
  }),
  /** A party accepts the investments of another one, which then count once all parties that must have done so. */
  z.strictObject({ type: z.literal('investmentsAccepted'), sha256, party: z.string(), valuationDate: calendarDate }),
  /**
   * A sound delivery of which something is not plausible: it counts once its supplier says why it is right. Like a refused
   * one it is told without a word of its content; `findings` is the hash of what was found.
   */
  z.strictObject({
    type: z.literal('deliveryHeld'),
    ...uploadNamed,
    findings: sha256,
    codes: byCode,
    problems: z.array(z.strictObject({ code: z.string(), ...foundAt })),
    key: z.string(),
  }),
  /** The supplier's reasons for what was found of a held delivery. They are printed on every statement that rests on it. */
  z.strictObject({
    type: z.literal('plausibilityAccepted'),
    ...uploadNamed,
    findings: sha256,
    explained: z.array(explanation),
  }),
  z.strictObject({
    type: z.literal('deliveryRefused'),
    ...uploadNamed,
    refusal: z.string(),
    problemCount: z.int(),
    /**
     * The first problems by code and place, and how often each rule was broken. Events from before only that was kept have
     * no counts, and problems with a message that may quote the file.
     */
    problems: z.array(z.unknown()),
    codes: byCode.optional(),
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
  /**
   * The evaluation beside a draft, by the hashes of its input, its document and its page; `ground` is that of everything it
   * was made from. It decides nothing about the statement. A later one takes the place of an earlier one.
   */
  z.strictObject({
    type: z.literal('evaluationMade'),
    ...statementNamed,
    ground: sha256,
    input: sha256,
    evaluation: sha256,
    page: sha256,
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
  /**
   * The manifest of the bundle, by hash, and what the statement books; nothing where a later one over the same period was
   * booked before. The log that is signed ends with this event, so its checkpoint covers the files and the bookings.
   */
  z.strictObject({
    type: z.literal('manifestRecorded'),
    ...statementNamed,
    manifest: sha256,
    booked: booked.optional(),
  }),
  z.strictObject({
    type: z.literal('statementSealed'),
    ...statementNamed,
    files: z.array(z.strictObject({ name: z.string(), sha256 })),
    /** What was signed of the log: how many events, and the root. */
    checkpoint: z.strictObject({ size: z.int().min(1), root: sha256 }),
  }),
  /** A payment order was carried out: its number in the ledger, the amount in euro, and the day on which it was paid. */
  z.strictObject({
    type: z.literal('paymentConfirmed'),
    order: z.int().min(1),
    amount: moved,
    date: calendarDate,
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
