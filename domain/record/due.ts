/**
 * What is due for a pilot: which statements can be drafted from what has been delivered, and which can be sealed.
 *
 * The answer depends on the record alone, so it may be asked at any time and any number of times: after every event,
 * after a repeated event, and every night.
 */

import { isZero } from '../money/ratio.ts';
import { type Pilot, reopeningTermDays, type Slot } from '../pilot/agreement.ts';
import { COHORTS } from '../pilot/case-rows.ts';
import { dayAfter } from '../pilot/date.ts';
import { contains, type Period, readPeriod } from '../pilot/period.ts';
import { uncoveredPeriods } from '../pilot/population.ts';
import { canonicalText, type Hash } from './canonical.ts';
import { carryInFor } from './ledger.ts';
import { type PopulationState, populationInForce } from './population-approval.ts';
import type { CountsState } from './population-counts.ts';
import {
  agreementOver,
  countedQuarters,
  type DeliveryState,
  isApproved,
  latestDraft,
  type PilotState,
  quartersOf,
  type StatementState,
  sealedOf,
  slotsOf,
  sourcesOf,
} from './projection.ts';

/** A delivery and the quarters for which a statement uses it, under one source (a stream, `members`, …). */
export interface PinnedDelivery {
  readonly source: string;
  readonly delivery: DeliveryState;
  readonly quarters: readonly string[];
}

/** The exact deliveries of one statement, and the sources that lack a quarter. */
export interface Pinned {
  readonly slot: Slot;
  /** The definition whose people are counted; none before all parties approved one, and then nothing is pinned. */
  readonly population: PopulationState | undefined;
  readonly deliveries: readonly PinnedDelivery[];
  /** The declared counts around the population, by quarter. */
  readonly counts: ReadonlyMap<string, CountsState>;
  /** The claims carried in from earlier performance periods, as the ledger has them: by party in euro as text. */
  readonly carryIn: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/** A statement to draft: its slot, and the hash of what it is made from. */
export interface DueDraft {
  readonly period: string;
  readonly kind: 'interim' | 'final' | 'restatement';
  readonly inputs: string;
}

export interface Due {
  readonly settle: readonly DueDraft[];
  readonly seal: readonly { readonly statement: string }[];
}

/**
 * Pins the deliveries of a slot. Quarters of the performance year must stand on the slot's reference date; quarters of
 * baseline years may stand on any date up to it, and the newest counts. Of several deliveries of one date the one that
 * was accepted last counts: it corrects the earlier one. Deliveries and counts of another population definition than the
 * one in force do not count.
 */
export const pin = (state: PilotState, slot: Slot, population = populationInForce(state)): Pinned => {
  const { pilot } = agreementOver(state, slot.period.text);
  const required = requiredQuarters(pilot, slot);
  const isOfIt = (each: { readonly population?: string | undefined }) =>
    each.population === undefined || each.population === population?.sha256;
  const deliveries = state.deliveries.filter(isOfIt);
  const compared = comparedPeriods(pilot, slot);
  const counts = newestByQuarter(state.counts.filter(isOfIt), slot.referenceDate, required, (each) =>
    quartersWithin(each.periods, compared),
  );
  const sources = ['members', ...pilot.terms.streams.map(({ name }) => name)];
  const optional = [...pilot.terms.memoStreams, ...pilot.terms.parties.map(({ id }) => `investments ${id}`)];
  const chosen = [...sources, ...optional].flatMap((source) => pinSource(deliveries, slot, source, required));
  const covered = (source: string) =>
    new Set(chosen.filter((each) => each.source === source).flatMap((each) => each.quarters));
  const isMissing = (has: (quarter: string) => boolean): boolean => required.some(({ quarter }) => !has(quarter));
  const missing = sources.filter((source) => {
    const has = covered(source);
    return isMissing((quarter) => has.has(quarter));
  });
  const lacksCounts =
    isCounted(population) && isMissing((quarter) => saysWhatIsCovered(counts.get(quarter), quarter, compared));
  return {
    slot,
    population,
    deliveries: chosen,
    counts,
    carryIn: carryInFor(state.ledger, pilot.terms.performance),
    missing: [...missing, ...(lacksCounts || !coversYears(pilot, population) ? ['population'] : [])],
  };
};

/**
 * What a draft made now rests on. A statement that is made again counts the people whom it counted before, and no delivery
 * that came after the reopening term.
 */
export const pinDraft = (state: PilotState, slot: Slot): Pinned => {
  const sealed = sealedOf(state, slot).at(-1);
  if (sealed === undefined) return pin(state, slot);
  return pin(withinTerm(state, slot), slot, definitionOf(state, sealed));
};

/** What a statement rests on: what was known when it was drafted. */
export const pinAsDrafted = (state: PilotState, slot: Slot, statement: StatementState): Pinned => {
  const { deliveriesKnown, countsKnown, bookingsKnown, kind } = statement;
  const known = {
    ...state,
    deliveries: state.deliveries.slice(0, deliveriesKnown),
    counts: state.counts.slice(0, countsKnown),
    ledger: { events: state.ledger.events.slice(0, bookingsKnown) },
  };
  return pin(kind === 'restatement' ? withinTerm(known, slot) : known, slot, definitionOf(state, statement));
};

const definitionOf = ({ populations }: PilotState, { population }: StatementState): PopulationState | undefined =>
  populations.find(({ sha256 }) => sha256 === population);

const DAY_MILLISECONDS = 86_400_000;

/** The moment from which no delivery reopens a sealed slot, in milliseconds since 1970. It runs from the first seal, so that it ends. */
const reopeningEnds = (state: PilotState, slot: Slot): number => {
  const sealed = sealedOf(state, slot)[0]?.sealed?.known;
  return sealed === undefined
    ? Number.POSITIVE_INFINITY
    : Date.parse(sealed) + reopeningTermDays(agreementOver(state, slot.period.text).pilot) * DAY_MILLISECONDS;
};

/** A state without the deliveries that came after the reopening term of a slot. */
const withinTerm = (state: PilotState, slot: Slot): PilotState => {
  const end = reopeningEnds(state, slot);
  const first = sealedOf(state, slot)[0];
  const deliveries = state.deliveries.filter(
    ({ known }, place) => place < (first?.deliveriesKnown ?? 0) || Date.parse(known) < end,
  );
  return { ...state, deliveries };
};

/** A share that must be covered must be counted; where none was agreed, counts are welcome and not waited for. */
const isCounted = (inForce: PopulationState | undefined): boolean =>
  inForce !== undefined && !isZero(inForce.population.minimumCoverage);

/** Whether a definition counts people on all days that an agreement compares; one for an earlier agreement need not. */
const coversYears = ({ terms }: Pilot, inForce: PopulationState | undefined): boolean =>
  inForce !== undefined &&
  uncoveredPeriods(inForce.population, [terms.performance, ...terms.baseline.map(({ period }) => period)]).length === 0;

/** The periods that a statement compares: of every baseline year as much as the slot is about, and that itself. */
const comparedPeriods = ({ terms }: Pilot, { period }: Slot): Period[] => [
  ...terms.baseline.map((each) => ({ ...each.period, to: Math.min(each.period.to, period.to) })),
  period,
];

/** The quarters of the periods that lie as a whole within one of others: of a longer period nobody knows what is in a quarter of it. */
const quartersWithin = (texts: readonly string[], within: readonly Period[]): readonly string[] =>
  texts.flatMap((text) => {
    const period = readPeriod(text);
    return period !== null && within.some((outer) => contains(outer, period)) ? quartersOf(period) : [];
  });

/** Whether a declaration says for both cohorts what share of a quarter is covered, by itself or within a period that is compared. */
const saysWhatIsCovered = (declared: CountsState | undefined, quarter: string, compared: readonly Period[]): boolean =>
  declared !== undefined &&
  COHORTS.every((cohort) =>
    quartersWithin(
      declared.counts.filter((each) => each.cohort === cohort && each.group === 'gedekt').map(({ period }) => period),
      compared,
    ).includes(quarter),
  );

interface RequiredQuarter {
  readonly quarter: string;
  readonly isPerformance: boolean;
}

const requiredQuarters = (pilot: Pilot, slot: Slot): RequiredQuarter[] =>
  comparedPeriods(pilot, slot).flatMap((period) =>
    quartersOf(period).map((quarter) => ({ quarter, isPerformance: period === slot.period })),
  );

const pinSource = (
  deliveries: readonly DeliveryState[],
  { referenceDate, period }: Slot,
  source: string,
  required: readonly RequiredQuarter[],
): PinnedDelivery[] => {
  const ofSource = deliveries.filter((delivery) => sourcesOf(delivery).includes(source));
  const newest = newestByQuarter(ofSource, referenceDate, required, (delivery) =>
    delivery.kind === 'investments' ? investedWithin(delivery, period) : countedQuarters(delivery),
  );
  const chosen = new Map<DeliveryState, string[]>();
  for (const { quarter } of required) {
    const delivery = newest.get(quarter);
    if (delivery !== undefined) chosen.set(delivery, [...(chosen.get(delivery) ?? []), quarter]);
  }
  return [...chosen].map(([delivery, quarters]) => ({ source, delivery, quarters }));
};

/** The quarters of investments that a statement over a period repays: those of rows that lie as a whole within it. */
const investedWithin = (delivery: DeliveryState, period: Period): readonly string[] => {
  const counted = countedQuarters(delivery);
  return quartersWithin(delivery.periods, [period]).filter((quarter) => counted.includes(quarter));
};

/** Of each required quarter the delivery that counts. A later one of the same date takes the place of an earlier one. */
const newestByQuarter = <T extends { readonly valuationDate: string }>(
  deliveries: readonly T[],
  referenceDate: string,
  required: readonly RequiredQuarter[],
  quartersOfOne: (each: T) => readonly string[],
): ReadonlyMap<string, T> => {
  const byQuarter = new Map(required.map((each) => [each.quarter, each]));
  const newest = new Map<string, T>();
  for (const delivery of deliveries) {
    const { valuationDate } = delivery;
    for (const quarter of quartersOfOne(delivery)) {
      const isPerformance = byQuarter.get(quarter)?.isPerformance;
      const stands = isPerformance ? valuationDate === referenceDate : valuationDate <= referenceDate;
      const best = newest.get(quarter);
      if (isPerformance === undefined || !stands) continue;
      if (best === undefined || valuationDate >= best.valuationDate) newest.set(quarter, delivery);
    }
  }
  return newest;
};

/**
 * What names a delivery among all others: its hash, and for bytes that came back for another date also how they are read, as
 * another unit or another completion factor gives other amounts.
 */
const fileOf = ({ sha256, valuationDate, numbers = {}, form = {}, isKnownFile }: DeliveryState) =>
  isKnownFile === undefined ? { sha256 } : { sha256, valuationDate, numbers, form };

/** The hash of everything that a statement of these deliveries is made from. */
export const inputsHash = (
  { slot, population, deliveries, counts, carryIn }: Pinned,
  { document }: Pilot,
  hash: Hash,
): string => {
  const pinned = deliveries.map(({ source, delivery, quarters }) => ({ source, ...fileOf(delivery), quarters }));
  return hash(
    canonicalText({
      period: slot.period.text,
      kind: slot.kind,
      pinned,
      population: population?.sha256,
      counts: [...counts].map(([quarter, declared]) => ({ quarter, counts: declared.counts })),
      // A first period has none; its hash is then the one that it had before claims were read from the ledger.
      ...(Object.keys(carryIn).length === 0 ? {} : { carryIn }),
      agreement: hash(canonicalText(document)),
    }),
  );
};

/**
 * What is due. `today` is the date on which overdue deliveries are no longer waited for, or `null` to wait: then a
 * statement is due only when every stream is in.
 */
export const dueOf = (state: PilotState, today: string | null, hash: Hash): Due => ({
  settle: slotsOf(state).flatMap((slot) => dueDraft(state, slot, today, hash)),
  seal: state.statements
    .filter((each) => each.sealed === null && isApproved(state, each))
    .map(({ statement }) => ({ statement })),
});

const dueDraft = (state: PilotState, slot: Slot, today: string | null, hash: Hash): DueDraft[] => {
  const pinned = wanted(state, slot);
  if (pinned === null) return [];
  if (pinned.missing.length > 0 && !isOverdue(agreementOver(state, slot.period.text).pilot, pinned, today)) return [];
  const draft = draftOf(state, pinned, hash);
  return draft === null ? [] : [draft];
};

/** Whether exactly this draft is still to be made; what is missing does not matter to whoever asked for it. */
export const isWanted = (state: PilotState, slot: Slot, due: DueDraft, hash: Hash): boolean => {
  const pinned = wanted(state, slot);
  const draft = pinned === null ? null : draftOf(state, pinned, hash);
  return draft?.inputs === due.inputs && draft.kind === due.kind;
};

/**
 * What a draft of a slot would be made from; `null` where none can be. What everybody approved is only waiting for its seal:
 * a draft in between would give one period two sealed statements. After a seal only a late delivery opens it again.
 */
const wanted = (state: PilotState, slot: Slot): Pinned | null => {
  const latest = latestDraft(state, slot);
  if (latest !== undefined && latest.sealed === null && isApproved(state, latest)) return null;
  const sealed = sealedOf(state, slot).at(-1);
  const pinned = pinDraft(state, slot);
  const { pilot } = agreementOver(state, slot.period.text);
  if (!coversYears(pilot, pinned.population) || awaitsEarlier(state, slot)) return null;
  return sealed === undefined || reopens(state, pinned, sealed) ? pinned : null;
};

/** A final statement waits for those of earlier performance periods: until they are sealed nobody knows what is carried in. */
const awaitsEarlier = (state: PilotState, { kind, period }: Slot): boolean =>
  kind === 'final' &&
  slotsOf(state).some(
    (earlier) => earlier.kind === 'final' && earlier.period.year < period.year && sealedOf(state, earlier).length === 0,
  );

const draftOf = (state: PilotState, pinned: Pinned, hash: Hash): DueDraft | null => {
  const { slot } = pinned;
  const sealed = sealedOf(state, slot).at(-1);
  const inputs = inputsHash(pinned, agreementOver(state, slot.period.text).pilot, hash);
  if (latestDraft(state, slot)?.inputs === inputs) return null;
  if (sealed?.tolerated.some((each) => each.inputs === inputs) === true) return null;
  return { period: slot.period.text, kind: sealed === undefined ? slot.kind : 'restatement', inputs };
};

/** An interim statement is overtaken by any later one, which takes the year so far as a whole. */
const isOvertaken = (state: PilotState, slot: Slot): boolean => {
  const { slots } = agreementOver(state, slot.period.text).pilot;
  const place = slots.findIndex(({ period }) => period.text === slot.period.text);
  const isSealed = slots.slice(place + 1).some((later) => sealedOf(state, later).length > 0);
  return isSealed || closedBy(state, slot) !== null;
};

/**
 * The statement by which a performance period is closed for good, by hash: the final one of a later period, once all parties
 * have approved it, because it repaid the claims that were carried into it. `null` while there is none.
 */
export const closedBy = (state: PilotState, { period }: Slot): string | null =>
  state.statements.find(
    (each) =>
      slotsOf(state).some(
        (later) => later.kind === 'final' && later.period.text === each.period && later.period.year > period.year,
      ) && isApproved(state, each),
  )?.statement ?? null;

/** Whether a sealed statement is to be made again: a delivery counts now that it did not know, and nothing lacks. */
const reopens = (state: PilotState, pinned: Pinned, sealed: StatementState): boolean => {
  const isKnown = state.deliveries.length === sealed.deliveriesKnown;
  if (isKnown || pinned.missing.length > 0 || isOvertaken(state, pinned.slot)) return false;
  const used = pinAsDrafted(state, pinned.slot, sealed).deliveries;
  return pinned.deliveries.some(
    ({ source, delivery, quarters }) =>
      !used.some(
        (each) => each.source === source && each.delivery === delivery && each.quarters.join() === quarters.join(),
      ),
  );
};

/** An interim statement with a stream missing is made when the agreed term has passed, if anything was delivered for it. */
const isOverdue = ({ document }: Pilot, { slot, deliveries }: Pinned, today: string | null): boolean => {
  if (today === null) return false;
  const term = document.agreement.deliveryTermDays * DAY_MILLISECONDS;
  const deadline = new Date(Date.parse(dayAfter(slot.period)) + term).toISOString().slice(0, 10);
  const current = quartersOf(slot.period);
  return deadline <= today && deliveries.some(({ quarters }) => quarters.some((quarter) => current.includes(quarter)));
};
