/**
 * What the events of a pilot say about it now. A projection is computed from the events at every use, so it cannot
 * drift from them.
 */

import type { Explanation } from '../delivery/check/plausibility.ts';
import { type Pilot, readPilot, type Slot } from '../pilot/agreement.ts';
import { type Period, readPeriod } from '../pilot/period.ts';
import { readBooked } from './booking.ts';
import type { AcceptedDelivery, Change, PilotEvent } from './event.ts';
import type { LedgerEvent } from './ledger.ts';
import { type PopulationState, populationInForce, takePopulation } from './population-approval.ts';
import { type CountsState, takeCounts } from './population-counts.ts';
import { type Actor, after, isApprovedBy, NO_PROGRESS, type Progress } from './supervision.ts';

/** An accepted delivery, and the number of the person who delivered it; `null` where the system itself did. */
export interface DeliveryState extends AcceptedDelivery {
  readonly person: string | null;
  /** The moment of its acceptance, in UTC. */
  readonly known: string;
  /** Why what was not plausible is right, in its supplier's words. */
  readonly explained?: readonly Explanation[];
  /** Of investments that other parties must accept: those that did. */
  readonly acceptedBy?: readonly string[];
  /**
   * Of investments that were delivered again in part before all had accepted them: the quarters for which they count, since
   * nobody accepts what was put right by then. Absent where they count for all of their quarters.
   */
  readonly countsFor?: readonly string[];
  /** Whether the same bytes were accepted before for another date: the hash alone then does not name this delivery. */
  readonly isKnownFile?: true;
}

/** A sound delivery that waits for its supplier's reasons, or has them and waits to be taken in. */
export interface HeldDelivery {
  readonly sha256: string;
  readonly kind: string;
  readonly party: string;
  readonly valuationDate: string;
  readonly findings: string;
  readonly codes: Readonly<Record<string, number>>;
  readonly problems: readonly {
    readonly code: string;
    readonly line: number | null;
    readonly column: number | string | null;
  }[];
  readonly key: string;
  /** Null until the reasons are given. */
  readonly explained: readonly Explanation[] | null;
}

/** A late correction that led to no restatement: what was put in, and its largest change of a transfer in euro. */
export interface ToleratedCorrection {
  readonly inputs: string;
  readonly largest: string;
  readonly tolerance: string;
}

/** A drafted statement and what has happened to it since. */
export interface StatementState extends Progress {
  readonly statement: string;
  readonly period: string;
  readonly kind: 'interim' | 'final' | 'restatement';
  /** The sealed statement that it makes again, by hash. */
  readonly restates: string | null;
  /** The status of its result: `gain`, `loss`, `neutral`, `incomplete` or `refused`. */
  readonly status: string;
  readonly inputs: string;
  /** How many lines its worksheet has. */
  readonly lines: number;
  /** How many deliveries had been accepted when it was drafted: it rests on these and knows of no later one. */
  readonly deliveriesKnown: number;
  /** As many declarations of counts had been made then. */
  readonly countsKnown: number;
  /** As many statements had been booked in the ledger then: claims are carried in from these. */
  readonly bookingsKnown: number;
  /** The population definition that was in force then, by hash. */
  readonly population: string | null;
  /** The parties whose approval stands. */
  readonly approvedBy: readonly string[];
  /** Its files, and the moment of its seal in UTC. */
  readonly sealed: {
    readonly known: string;
    readonly files: readonly { readonly name: string; readonly sha256: string }[];
  } | null;
  /** The corrections after its seal that led to no restatement. */
  readonly tolerated: readonly ToleratedCorrection[];
}

/** A delivery that the parties' analysts must repair. */
export interface RefusedDelivery {
  readonly sha256: string;
  readonly kind: string;
  readonly party: string;
  readonly valuationDate: string;
  readonly refusal: string;
  readonly problemCount: number;
  readonly problems: readonly unknown[];
}

/** An agreement over a later performance period, by hash, and the parties that approved it. */
export interface FollowingAgreement {
  readonly agreement: string;
  readonly pilot: Pilot;
  readonly approvedBy: readonly string[];
}

/** A payment order that was carried out, as its payer confirmed it. */
export interface ConfirmedPayment {
  readonly order: number;
  readonly party: string;
  readonly amount: string;
  /** The day on which it was paid, and the moment in UTC at which that was confirmed. */
  readonly date: string;
  readonly known: string;
  /** How many statements had been booked then: the order is one of those. */
  readonly bookingsKnown: number;
}

export interface PilotState {
  /** The pilot as it was opened, with its first agreement. */
  readonly pilot: Pilot;
  /** How many events it is made from. */
  readonly events: number;
  /** The parties that approved the agreement: the one that opened the pilot with it, and those that followed. */
  readonly agreementApprovedBy: readonly string[];
  /** The agreements over later performance periods, of each period the one proposed last, in order of these periods. */
  readonly following: readonly FollowingAgreement[];
  /** What statements booked, in the order in which their logs were closed to be sealed. */
  readonly ledger: { readonly events: readonly LedgerEvent[] };
  /** In order of confirmation. */
  readonly payments: readonly ConfirmedPayment[];
  /** The population definitions, in order of proposal. */
  readonly populations: readonly PopulationState[];
  /** What was declared around them, in order. */
  readonly counts: readonly CountsState[];
  /** Everything that was accepted, in order. */
  readonly received: readonly DeliveryState[];
  /** What counts: of what was accepted all but the investments that other parties have still to accept. */
  readonly deliveries: readonly DeliveryState[];
  readonly held: readonly HeldDelivery[];
  readonly refused: readonly RefusedDelivery[];
  /** In order of drafting. */
  readonly statements: readonly StatementState[];
}

/** A state while the events are gone through: the same lists, that still grow. Statements stand under their hash. */
interface Growing {
  readonly pilot: Pilot;
  readonly agreementApprovedBy: string[];
  readonly following: FollowingAgreement[];
  readonly ledger: { readonly events: LedgerEvent[] };
  readonly payments: ConfirmedPayment[];
  readonly populations: PopulationState[];
  readonly counts: CountsState[];
  readonly received: DeliveryState[];
  readonly deliveries: DeliveryState[];
  readonly held: HeldDelivery[];
  readonly refused: RefusedDelivery[];
  readonly statements: Map<string, StatementState>;
  /** The dates for which the bytes of each hash were accepted. */
  readonly dates: Map<string, Set<string>>;
}

/** The state of a pilot, or `null` where no pilot was opened. */
export const stateOf = (chain: readonly PilotEvent[]): PilotState | null => replay(chain, () => undefined);

/**
 * The state of a pilot after going through its events one by one. `visit` is told of each event before it is taken in,
 * and may ask for the state until then; it holds while `visit` runs.
 */
export const replay = (
  chain: readonly PilotEvent[],
  visit: (event: PilotEvent, before: () => PilotState) => void,
): PilotState | null => {
  const opened = chain[0]?.change;
  if (opened?.type !== 'pilotOpened') return null;
  const reading = readPilot(opened.document);
  if ('faults' in reading) throw new Error('The record holds a pilot document that cannot be read.');
  const growing: Growing = {
    pilot: reading.pilot,
    agreementApprovedBy: [],
    following: [],
    ledger: { events: [] },
    payments: [],
    populations: [],
    counts: [],
    received: [],
    deliveries: [],
    held: [],
    refused: [],
    statements: new Map(),
    dates: new Map(),
  };
  for (const event of chain) {
    visit(event, () => stateAt(growing, event.sequence - 1));
    take(growing, event);
  }
  return stateAt(growing, chain.length);
};

const stateAt = ({ dates: _, ...growing }: Growing, events: number): PilotState => ({
  ...growing,
  events,
  statements: [...growing.statements.values()],
});

const personOf = ({ by }: PilotEvent): string | null => (by === 'ontschot' ? null : by.person);

/** Takes one event into a state. Each event costs the same, however many came before it. */
const take = (state: Growing, event: PilotEvent): void => {
  const { change, by } = event;
  switch (change.type) {
    case 'pilotOpened':
      if (by !== 'ontschot') state.agreementApprovedBy.push(by.party);
      return;
    case 'agreementProposed':
      takeProposal(state, event, change);
      return;
    case 'agreementApproved':
      if (by !== 'ontschot') takeApproval(state, by.party, change.agreement);
      return;
    case 'populationProposed':
    case 'populationApproved':
      takePopulation(state.populations, event);
      return;
    case 'populationCounted':
      takeCounts(state.counts, event);
      return;
    case 'deliveryAccepted':
      takeDelivery(state, event, change);
      return;
    case 'investmentsAccepted':
      if (by !== 'ontschot') takeAcceptance(state, by.party, change);
      return;
    case 'deliveryHeld':
      letGo(state, change);
      state.held.push({ ...change, explained: null });
      return;
    case 'plausibilityAccepted':
      takeReasons(state, change);
      return;
    case 'deliveryRefused':
      letGo(state, change);
      state.refused.push(change);
      return;
    case 'statementDrafted':
      // The newest draft comes last, also in the case that it says what an older one said.
      state.statements.delete(change.statement);
      state.statements.set(change.statement, drafted(change, state));
      return;
    case 'evaluationMade':
      return;
    case 'manifestRecorded':
      if (change.booked !== undefined)
        state.ledger.events.push(readBooked(state.ledger, { ...change, known: event.known }, change.booked));
      return;
    case 'paymentConfirmed':
      takePayment(state, event, change);
      return;
    default:
      if ('statement' in change) takeOfStatement(state, event, change);
  }
};

/** What names an upload among others. */
type OfUpload = Pick<HeldDelivery, 'sha256' | 'party' | 'kind' | 'valuationDate'>;

const isOfUpload = (a: OfUpload, b: OfUpload): boolean =>
  a.sha256 === b.sha256 && a.party === b.party && a.kind === b.kind && a.valuationDate === b.valuationDate;

/** A delivery is no longer held once it was held anew, accepted or refused; gives what it was. */
const letGo = ({ held }: Growing, upload: OfUpload): HeldDelivery | undefined => {
  const place = held.findIndex((each) => isOfUpload(each, upload));
  return place < 0 ? undefined : held.splice(place, 1)[0];
};

const takeDelivery = (
  state: Growing,
  event: PilotEvent,
  { delivery }: Change & { readonly type: 'deliveryAccepted' },
): void => {
  const explained = letGo(state, delivery)?.explained ?? null;
  const taken: DeliveryState = {
    ...delivery,
    person: personOf(event),
    known: event.known,
    ...(explained === null ? {} : { explained }),
    ...(delivery.awaits === undefined ? {} : { acceptedBy: [] }),
    ...(isKnownFile(state, delivery) ? { isKnownFile: true } : {}),
  };
  state.received.push(taken);
  if (awaitedBy(taken).length === 0) state.deliveries.push(taken);
};

/** Whether the same bytes were accepted before for another date; takes note of this date. */
const isKnownFile = ({ dates }: Growing, { sha256, valuationDate }: AcceptedDelivery): boolean => {
  const before = dates.get(sha256) ?? new Set<string>();
  dates.set(sha256, before);
  const isOther = before.size > (before.has(valuationDate) ? 1 : 0);
  before.add(valuationDate);
  return isOther;
};

/** The parties that have still to accept a delivery before it counts. */
export const awaitedBy = ({ awaits = [], acceptedBy = [] }: DeliveryState): readonly string[] =>
  awaits.filter((party) => !acceptedBy.includes(party));

/** What the last of the parties accepts counts from then on. */
const takeAcceptance = (
  { received, deliveries }: Growing,
  party: string,
  { sha256, party: of, valuationDate }: Change & { readonly type: 'investmentsAccepted' },
): void => {
  const place = received.findLastIndex((each) =>
    isOfUpload(each, { sha256, party: of, kind: 'investments', valuationDate }),
  );
  const found = received[place];
  if (found === undefined || !awaitedBy(found).includes(party)) return;
  const accepted = { ...found, acceptedBy: [...(found.acceptedBy ?? []), party] };
  const left = investedQuartersLeft(received, found);
  const isWhole = left.length === deliveredQuarters(found).length;
  const taken = awaitedBy(accepted).length > 0 || isWhole ? accepted : { ...accepted, countsFor: left };
  received[place] = taken;
  if (awaitedBy(taken).length === 0) deliveries.push(taken);
};

/** The quarters of investments that the same party did not deliver again later, as they stand on the same date. */
export const investedQuartersLeft = (
  received: readonly DeliveryState[],
  delivery: DeliveryState,
): readonly string[] => {
  const { kind, party, valuationDate } = delivery;
  const again = received
    .slice(received.indexOf(delivery) + 1)
    .filter((later) => later.kind === kind && later.party === party && later.valuationDate === valuationDate)
    .flatMap(deliveredQuarters);
  return deliveredQuarters(delivery).filter((quarter) => !again.includes(quarter));
};

const takeReasons = ({ held }: Growing, change: Change & { readonly type: 'plausibilityAccepted' }): void => {
  const place = held.findIndex((each) => isOfUpload(each, change));
  const found = held[place];
  if (found?.findings === change.findings) held[place] = { ...found, explained: change.explained };
};

/** A proposal takes the place of an earlier one over the same performance period. */
const takeProposal = (
  { following }: Growing,
  { by }: PilotEvent,
  { agreement, document }: Change & { readonly type: 'agreementProposed' },
): void => {
  const reading = readPilot(document);
  if ('faults' in reading) throw new Error('The record holds an agreement that cannot be read.');
  const { pilot } = reading;
  const { year } = pilot.terms.performance;
  const approvedBy = by === 'ontschot' ? [] : [by.party];
  const others = following.filter((each) => each.pilot.terms.performance.year !== year);
  const sorted = [...others, { agreement, pilot, approvedBy }].sort(
    (a, b) => a.pilot.terms.performance.year - b.pilot.terms.performance.year,
  );
  following.splice(0, following.length, ...sorted);
};

/** An approval names the agreement; what is none of the later ones is the one that the pilot was opened with. */
const takeApproval = ({ following, agreementApprovedBy }: Growing, party: string, agreement: string): void => {
  const place = following.findIndex((each) => each.agreement === agreement);
  const found = following[place];
  if (found === undefined) agreementApprovedBy.push(party);
  else following[place] = { ...found, approvedBy: [...found.approvedBy, party] };
};

const takePayment = (
  { payments, ledger }: Growing,
  { by, known }: PilotEvent,
  { order, amount, date }: Change & { readonly type: 'paymentConfirmed' },
): void => {
  const party = by === 'ontschot' ? '' : by.party;
  payments.push({ order, party, amount, date, known, bookingsKnown: ledger.events.length });
};

const drafted = ({ type: _, ...named }: Change & { type: 'statementDrafted' }, state: Growing): StatementState => ({
  ...named,
  lines: named.lines ?? 0,
  restates: named.restates ?? null,
  deliveriesKnown: state.deliveries.length,
  countsKnown: state.counts.length,
  bookingsKnown: state.ledger.events.length,
  population: restatedIn(state, named.restates)?.population ?? populationInForce(state)?.sha256 ?? null,
  ...NO_PROGRESS,
  approvedBy: [],
  sealed: null,
  tolerated: [],
});

/** What is made again counts the people whom it counted: another definition is no correction. */
const restatedIn = ({ statements }: Growing, restates: string | undefined): StatementState | undefined =>
  restates === undefined ? undefined : statements.get(restates);

/** What happens to a statement. Its evaluation and its manifest lie beside it and say nothing of the statement itself. */
type OfStatement = Exclude<
  Extract<Change, { readonly statement: string }>,
  { readonly type: 'evaluationMade' | 'manifestRecorded' }
>;

const takeOfStatement = ({ statements }: Growing, event: PilotEvent, change: OfStatement): void => {
  const found = statements.get(change.statement);
  if (found === undefined || change.type === 'statementDrafted') return;
  statements.set(change.statement, afterChange(found, event, change));
};

const afterChange = (
  found: StatementState,
  event: PilotEvent,
  change: Exclude<OfStatement, { readonly type: 'statementDrafted' }>,
): StatementState => {
  if (change.type === 'statementSealed') return { ...found, sealed: { known: event.known, files: change.files } };
  if (change.type !== 'correctionWithinTolerance') return supervised(found, event, change);
  const { inputs, largest, tolerance } = change;
  return { ...found, tolerated: [...found.tolerated, { inputs, largest, tolerance }] };
};

/** An approval that the system wrote down itself names its party and no person. */
const actorOf = ({ by }: PilotEvent, change: OfStatement): Actor =>
  by === 'ontschot' ? { party: 'party' in change ? change.party : '', person: '' } : by;

const supervised = (
  found: StatementState,
  event: PilotEvent,
  change: Exclude<OfStatement, { readonly type: 'statementDrafted' | 'statementSealed' | 'correctionWithinTolerance' }>,
): StatementState => {
  const { known: moment, sequence: number } = event;
  const progress = after(found, { by: actorOf(event, change), change, moment, number });
  return { ...found, ...progress, approvedBy: progress.approvals.map(({ party }) => party) };
};

/** Whether a statement is that of a slot, as it was drafted first or made again. */
const isOfSlot = ({ period }: Pick<StatementState, 'period'>, slot: Slot): boolean => period === slot.period.text;

/** The newest draft of a slot. */
export const latestDraft = (state: PilotState, slot: Slot): StatementState | undefined =>
  state.statements.findLast((each) => isOfSlot(each, slot));

/** The sealed statements of a slot: the first one, and those that made it again. */
export const sealedOf = (state: PilotState, slot: Slot): StatementState[] =>
  state.statements.filter((each) => isOfSlot(each, slot) && each.sealed !== null);

/** An agreement of the pilot, and the parties that approved it. */
export type Agreement = Pick<FollowingAgreement, 'pilot' | 'approvedBy'>;

/** Whether every party that must approve statements has approved the agreement that they rest on. */
export const isAgreed = ({ pilot, approvedBy }: Agreement): boolean =>
  pilot.document.agreement.approvers.every((party) => approvedBy.includes(party));

/** The agreements that statements are made under: the one that the pilot was opened with, and those that all approved since. */
export const agreementsOf = ({ pilot, agreementApprovedBy, following }: PilotState): readonly Agreement[] => [
  { pilot, approvedBy: agreementApprovedBy },
  ...following.filter(isAgreed),
];

/** The agreement that a period is settled under; the first one for a period that none of them has. */
export const agreementOver = (state: PilotState, period: string): Agreement =>
  agreementsOf(state).find(({ pilot }) => pilot.slots.some((slot) => slot.period.text === period)) ?? {
    pilot: state.pilot,
    approvedBy: state.agreementApprovedBy,
  };

/** Everything that is to be settled, in order of the agreements and of their reference dates. */
export const slotsOf = (state: PilotState): readonly Slot[] => agreementsOf(state).flatMap(({ pilot }) => pilot.slots);

/** The slot over a period. */
export const slotOver = (state: PilotState, period: string): Slot | undefined =>
  slotsOf(state).find((slot) => slot.period.text === period);

/** Whether every party that must approve a statement has done so. */
export const isApproved = (state: PilotState, statement: Pick<StatementState, 'approvals' | 'period'>): boolean =>
  isApprovedBy(statement, agreementOver(state, statement.period).pilot.document.agreement.approvers);

/** What a delivery is counted under: `members`, a stream, or `investments` or `indicators` of a party. */
export const sourcesOf = (delivery: Pick<AcceptedDelivery, 'kind' | 'streams' | 'party'>): readonly string[] =>
  delivery.kind === 'costs'
    ? delivery.streams
    : delivery.kind === 'members'
      ? ['members']
      : [`${delivery.kind} ${delivery.party}`];

/** The quarters of a period, as texts. */
export const quartersOf = ({ year, from, to }: Period): string[] =>
  [1, 2, 3, 4].filter((quarter) => from <= quarter && quarter <= to).map((quarter) => `${year}-K${quarter}`);

/** Reading periods is most of the work of choosing deliveries, and what was delivered never changes. */
const knownQuarters = new WeakMap<object, readonly string[]>();

/** The quarters for which a delivery counts: all that it has rows for, but for what was put right before it counted. */
export const countedQuarters = (delivery: DeliveryState): readonly string[] =>
  delivery.countsFor ?? deliveredQuarters(delivery);

/** The quarters that a delivery has rows for. */
export const deliveredQuarters = (delivery: { readonly periods: readonly string[] }): readonly string[] => {
  const known = knownQuarters.get(delivery);
  if (known !== undefined) return known;
  const quarters = delivery.periods.flatMap((text) => {
    const period = readPeriod(text);
    return period === null ? [] : quartersOf(period);
  });
  knownQuarters.set(delivery, quarters);
  return quarters;
};
