/**
 * What the events of a pilot say about it now. A projection is computed from the events at every use, so it cannot
 * drift from them.
 */
import { type Pilot, readPilot, type Slot } from '../pilot/agreement.ts';
import { type Period, readPeriod } from '../pilot/period.ts';
import type { AcceptedDelivery, Change, PilotEvent } from './event.ts';
import { type PopulationState, populationInForce, takePopulation } from './population-approval.ts';
import { type CountsState, takeCounts } from './population-counts.ts';
import { type Actor, after, isApprovedBy, NO_PROGRESS, type Progress } from './supervision.ts';

/** An accepted delivery, and the number of the person who delivered it; `null` where the system itself did. */
export interface DeliveryState extends AcceptedDelivery {
  readonly person: string | null;
  /** The moment of its acceptance, in UTC. */
  readonly known: string;
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

export interface PilotState {
  readonly pilot: Pilot;
  /** How many events it is made from. */
  readonly events: number;
  /** The parties that approved the agreement: the one that opened the pilot with it, and those that followed. */
  readonly agreementApprovedBy: readonly string[];
  /** The population definitions, in order of proposal. */
  readonly populations: readonly PopulationState[];
  /** What was declared around them, in order. */
  readonly counts: readonly CountsState[];
  readonly deliveries: readonly DeliveryState[];
  readonly refused: readonly RefusedDelivery[];
  /** In order of drafting. */
  readonly statements: readonly StatementState[];
}

/** A state while the events are gone through: the same lists, that still grow. Statements stand under their hash. */
interface Growing {
  readonly pilot: Pilot;
  readonly agreementApprovedBy: string[];
  readonly populations: PopulationState[];
  readonly counts: CountsState[];
  readonly deliveries: DeliveryState[];
  readonly refused: RefusedDelivery[];
  readonly statements: Map<string, StatementState>;
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
    populations: [],
    counts: [],
    deliveries: [],
    refused: [],
    statements: new Map(),
  };
  for (const event of chain) {
    visit(event, () => stateAt(growing, event.sequence - 1));
    take(growing, event);
  }
  return stateAt(growing, chain.length);
};

const stateAt = (growing: Growing, events: number): PilotState => ({
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
    case 'agreementApproved':
      if (by !== 'ontschot') state.agreementApprovedBy.push(by.party);
      return;
    case 'populationProposed':
    case 'populationApproved':
      takePopulation(state.populations, event);
      return;
    case 'populationCounted':
      takeCounts(state.counts, event);
      return;
    case 'deliveryAccepted':
      state.deliveries.push({ ...change.delivery, person: personOf(event), known: event.known });
      return;
    case 'deliveryRefused':
      state.refused.push(change);
      return;
    case 'statementDrafted':
      // The newest draft comes last, also in the case that it says what an older one said.
      state.statements.delete(change.statement);
      state.statements.set(change.statement, drafted(change, state));
      return;
    case 'manifestRecorded':
      return;
    default:
      if ('statement' in change) takeOfStatement(state, event, change);
  }
};

const drafted = ({ type: _, ...named }: Change & { type: 'statementDrafted' }, state: Growing): StatementState => ({
  ...named,
  lines: named.lines ?? 0,
  restates: named.restates ?? null,
  deliveriesKnown: state.deliveries.length,
  countsKnown: state.counts.length,
  population: restatedIn(state, named.restates)?.population ?? populationInForce(state)?.sha256 ?? null,
  ...NO_PROGRESS,
  approvedBy: [],
  sealed: null,
  tolerated: [],
});

/** What is made again counts the people whom it counted: another definition is no correction. */
const restatedIn = ({ statements }: Growing, restates: string | undefined): StatementState | undefined =>
  restates === undefined ? undefined : statements.get(restates);

/** What happens to a statement. That its manifest is recorded says something of the log, and nothing of the statement. */
type OfStatement = Exclude<Extract<Change, { readonly statement: string }>, { readonly type: 'manifestRecorded' }>;

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

/** Whether every party that must approve a statement has done so. */
export const isApproved = ({ pilot }: PilotState, statement: Pick<StatementState, 'approvals'>): boolean =>
  isApprovedBy(statement, pilot.document.agreement.approvers);

/** What a delivery is counted under: `members`, a stream, or `investments` of a party. */
export const sourcesOf = (delivery: Pick<AcceptedDelivery, 'kind' | 'streams' | 'party'>): readonly string[] =>
  delivery.kind === 'costs'
    ? delivery.streams
    : delivery.kind === 'members'
      ? ['members']
      : [`investments ${delivery.party}`];

/** The quarters of a period, as texts. */
export const quartersOf = ({ year, from, to }: Period): string[] =>
  [1, 2, 3, 4].filter((quarter) => from <= quarter && quarter <= to).map((quarter) => `${year}-K${quarter}`);

/** Reading periods is most of the work of choosing deliveries, and what was delivered never changes. */
const knownQuarters = new WeakMap<object, readonly string[]>();

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
