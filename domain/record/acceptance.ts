/**
 * What of a pilot a delivery is held against: what was agreed and who is counted, and the deliveries that were accepted
 * before. The rules themselves are those of the check (`domain/delivery`), which is the same for a file that is not sent.
 */
import type { DeliveryContents } from '../delivery/template/delivery.ts';
import type { Pilot } from '../pilot/agreement.ts';
import type { Population } from '../pilot/population.ts';
import { canonicalText } from './canonical.ts';
import { type PinnedDelivery, pin } from './due.ts';
import { type PopulationRecord, populationInForce } from './population-approval.ts';
import { mustBeApproved } from './population-counts.ts';
import { agreementsOf, type DeliveryState, deliveredQuarters, type PilotState, sourcesOf } from './projection.ts';

/** Why a delivery of a sound file is not accepted yet. */
export interface AcceptanceProblem {
  readonly code: 'population_must_be_approved';
  readonly line: null;
  readonly column: 'populatie';
  readonly message: string;
}

/** Nothing counts before all parties have approved who is counted. What counts nobody need not wait for that. */
export const acceptance = (record: PopulationRecord, contents: DeliveryContents): AcceptanceProblem[] => {
  if (!('population' in contents) || populationInForce(record) !== undefined) return [];
  const message = mustBeApproved(record, record.populations.at(-1));
  return [{ code: 'population_must_be_approved', line: null, column: 'populatie', message }];
};

/** The hash of the definition that an accepted delivery counts; none for one that counts nobody. */
export const countedPopulation = (record: PopulationRecord, contents: DeliveryContents): string | undefined =>
  'population' in contents ? populationInForce(record)?.sha256 : undefined;

/** What names an upload before it is read. */
interface Uploaded {
  readonly kind: DeliveryState['kind'];
  readonly party: string;
  readonly valuationDate: string;
}

/** What a delivery is held against, as the record knows it; the deliveries still to be read. */
export interface Ground {
  /** The agreements under which something may be delivered, the first one first. */
  readonly pilots: readonly [Pilot, ...Pilot[]];
  /** The definition in force; before there is one, the one that was proposed last. */
  readonly population: Population | null;
  /** The member-months beside which costs of this date are settled, by the quarters for which they count. */
  readonly members: readonly PinnedDelivery[];
  /** What the same party delivered before of the same kind: of each quarter of a source the newest. */
  readonly earlier: readonly PinnedDelivery[];
}

/** The ground of an upload at this moment. */
export const groundOf = (state: PilotState, upload: Uploaded): Ground => {
  const [first = state.pilot, ...others] = agreementsOf(state).map(({ pilot }) => pilot);
  return {
    pilots: [first, ...others],
    population: (populationInForce(state) ?? state.populations.at(-1))?.population ?? null,
    members: upload.kind === 'costs' ? [first, ...others].flatMap((each) => membersBeside(state, each, upload)) : [],
    earlier: upload.kind === 'indicators' ? [] : earlierOf(state, upload),
  };
};

/**
 * What a ground is made of, as a text: as long as it stays the same, so does what a check says of a file. The same bytes may
 * count for two dates, and be read otherwise for each.
 */
export const groundText = ({ pilots, population, members, earlier }: Ground): string => {
  const named = (all: readonly PinnedDelivery[]) =>
    all.map(({ source, quarters, delivery: { sha256, valuationDate, numbers = {}, form = {} } }) => ({
      ...{ source, quarters, sha256, valuationDate, numbers, form },
    }));
  return canonicalText({
    agreements: pilots.map(({ document }) => document),
    population: population?.document ?? null,
    members: named(members),
    earlier: named(earlier),
  });
};

/** The member-months that a statement over a whole performance period would rest on, if it stood on the date of an upload. */
const membersBeside = (state: PilotState, { terms }: Pilot, { valuationDate }: Uploaded): PinnedDelivery[] =>
  pin(state, { kind: 'final', period: terms.performance, referenceDate: valuationDate }).deliveries.filter(
    ({ source }) => source === 'members',
  );

/** Investments count only beside those of the same date; of everything else an older delivery shows what is plausible. */
const earlierOf = (state: PilotState, { kind, party, valuationDate }: Uploaded): PinnedDelivery[] => {
  const population = populationInForce(state)?.sha256;
  const known = state.received.filter(
    (each) =>
      each.kind === kind &&
      each.party === party &&
      (kind === 'investments' ? each.valuationDate === valuationDate : each.valuationDate <= valuationDate) &&
      (each.population === undefined || each.population === population),
  );
  const sources = [...new Set(known.flatMap(sourcesOf))];
  return sources.flatMap((source) => newestOf(source, known));
};

/** Of each quarter of a source the delivery that stands on the latest date; of one date the one that came last. */
const newestOf = (source: string, known: readonly DeliveryState[]): PinnedDelivery[] => {
  const newest = new Map<string, DeliveryState>();
  for (const delivery of known.filter((each) => sourcesOf(each).includes(source)))
    for (const quarter of deliveredQuarters(delivery))
      if (delivery.valuationDate >= (newest.get(quarter)?.valuationDate ?? '')) newest.set(quarter, delivery);
  return [...Map.groupBy(newest, ([, delivery]) => delivery)].map(([delivery, entries]) => ({
    source,
    delivery,
    quarters: entries.map(([quarter]) => quarter),
  }));
};
