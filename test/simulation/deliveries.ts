/**
 * Which deliveries a statement has to rest on, and what each accepted delivery is: used, superseded or pending. Written from
 * the page (docs/method.md) as plainly as it can be, and not by the code that it checks.
 */
import type { AcceptedDelivery, PilotEvent } from '../../domain/record/event.ts';
import { DOCUMENT, type StatementPeriod } from './files.ts';

/** An accepted delivery and where it stands in the record. */
export interface Accepted {
  readonly delivery: AcceptedDelivery;
  /** Its place in the record from 0, the moment, and who delivered it. */
  readonly place: number;
  readonly known: string;
  readonly person: string;
}

/** A delivery that a statement rests on, as the statement lists it. */
export interface Listed {
  readonly source: string;
  readonly sha256: string;
  readonly valuationDate: string;
  readonly quarters: readonly string[];
}

const DAY_MILLISECONDS = 86_400_000;

/** The deliveries that were accepted in a record, in order. */
export const acceptedIn = (chain: readonly PilotEvent[]): Accepted[] =>
  chain.flatMap(({ change, known, by }, place) =>
    change.type === 'deliveryAccepted'
      ? [{ delivery: change.delivery, place, known, person: by === 'ontschot' ? '' : by.person }]
      : [],
  );

/** What a delivery is counted under. */
export const sourceOf = ({ kind, streams, party }: AcceptedDelivery): string =>
  kind === 'costs' ? (streams[0] ?? '') : kind === 'members' ? 'members' : `${kind} ${party}`;

/** What investments of others are repaid from is money of these others, so they say yes first. */
const isAgreedTo = (chain: readonly PilotEvent[], { delivery: { sha256, awaits = [] } }: Accepted): boolean =>
  awaits.every((party) =>
    chain.some(
      ({ change, by }) =>
        change.type === 'investmentsAccepted' && change.sha256 === sha256 && by !== 'ontschot' && by.party === party,
    ),
  );

/** The quarters that a statement needs: those of its period, and the same ones of the year before. */
const neededQuarters = (period: StatementPeriod): readonly string[] => {
  const numbers = period === '2025' ? [1, 2, 3, 4] : [1];
  return ['2024', '2025'].flatMap((year) => numbers.map((number) => `${year}-K${number}`));
};

/** What is needed without exception. */
const NEEDED = ['members', 'Wmo', 'Zvw'] as const;

/** The moment of the first seal over a period, and where the draft of that statement stands; `null` before there is one. */
const firstSeal = (chain: readonly PilotEvent[], period: StatementPeriod) => {
  const sealed = chain.find(({ change }) => change.type === 'statementSealed' && change.period === period);
  if (sealed?.change.type !== 'statementSealed') return null;
  const { statement } = sealed.change;
  const draft = chain.findIndex(({ change }) => change.type === 'statementDrafted' && change.statement === statement);
  return { known: sealed.known, draft };
};

/** A delivery that comes later than the agreed term after the first seal changes nothing any more. */
const isInTime = (chain: readonly PilotEvent[], period: StatementPeriod, { place, known }: Accepted): boolean => {
  const sealed = firstSeal(chain, period);
  if (sealed === null || place < sealed.draft) return true;
  const term = (DOCUMENT.agreement.reopeningTermDays ?? 0) * DAY_MILLISECONDS;
  return Date.parse(known) < Date.parse(sealed.known) + term;
};

const stands = (period: StatementPeriod, quarter: string, { delivery: { valuationDate } }: Accepted): boolean => {
  const date = DOCUMENT.agreement.referenceDates[period] ?? '';
  return quarter.startsWith('2025') ? valuationDate === date : valuationDate <= date;
};

/** Of several deliveries that say something about one quarter: the newest date, and of one date what was accepted last. */
const counting = (all: readonly Accepted[]): Accepted | undefined =>
  all.reduce<Accepted | undefined>(
    (best, each) => (best === undefined || each.delivery.valuationDate >= best.delivery.valuationDate ? each : best),
    undefined,
  );

/** What a statement drafted at the end of a record has to rest on. */
export const restsOn = (chain: readonly PilotEvent[], period: StatementPeriod): Listed[] => {
  const accepted = acceptedIn(chain).filter((each) => isAgreedTo(chain, each) && isInTime(chain, period, each));
  const chosen = new Map<string, { readonly of: Accepted; readonly source: string; readonly quarters: string[] }>();
  for (const source of new Set(accepted.map(({ delivery }) => sourceOf(delivery))))
    for (const quarter of neededQuarters(period)) {
      const able = accepted.filter(
        (each) =>
          sourceOf(each.delivery) === source &&
          each.delivery.periods.includes(quarter) &&
          stands(period, quarter, each),
      );
      const of = counting(able);
      if (of === undefined) continue;
      const key = `${source} ${of.place}`;
      chosen.set(key, { of, source, quarters: [...(chosen.get(key)?.quarters ?? []), quarter] });
    }
  return [...chosen.values()]
    .filter(({ source }) => !source.startsWith('indicators'))
    .map(({ of, source, quarters }) => {
      const { sha256, valuationDate } = of.delivery;
      return { source, sha256, valuationDate, quarters };
    });
};

/** Deliveries as one text, in an order that does not depend on how they were listed. */
export const listText = (listed: readonly Listed[]): string =>
  listed
    .map(({ source, sha256, valuationDate, quarters }) => [source, sha256, valuationDate, ...quarters].join(' '))
    .sort()
    .join('\n');

/** What is needed for a period and not there. */
export const lacking = (period: StatementPeriod, listed: readonly Listed[]): string[] =>
  NEEDED.filter((source) =>
    neededQuarters(period).some(
      (quarter) => !listed.some((each) => each.source === source && each.quarters.includes(quarter)),
    ),
  );

/** A statement that was drafted, where, and what it lists. */
export interface Draft {
  readonly place: number;
  readonly period: StatementPeriod;
  readonly listed: readonly Listed[];
}

/** What one quarter of an accepted delivery is. `lost` is none of these, and must never be. */
export type Standing = 'used' | 'superseded' | 'pending' | 'lost';

const isSame = (a: AcceptedDelivery, b: AcceptedDelivery): boolean =>
  sourceOf(a) === sourceOf(b) && a.valuationDate === b.valuationDate && a.population === b.population;

/**
 * What a quarter of an accepted delivery is: superseded when a later one says the same, used when the newest statement over
 * a period rests on it, pending while no statement could. It is lost when it was there, nothing took its place, and a
 * statement was drafted that needed it and has it not, or has what was superseded before.
 */
export const standingOf = (
  chain: readonly PilotEvent[],
  of: Accepted,
  quarter: string,
  newest: readonly Draft[],
): Standing => {
  const { sha256, valuationDate } = of.delivery;
  const source = sourceOf(of.delivery);
  const later = acceptedIn(chain).find(
    (each) => each.place > of.place && isSame(each.delivery, of.delivery) && each.delivery.periods.includes(quarter),
  );
  const rests = newest.filter(({ listed }) =>
    listed.some(
      (each) =>
        each.source === source &&
        each.sha256 === sha256 &&
        each.valuationDate === valuationDate &&
        each.quarters.includes(quarter),
    ),
  );
  if (later !== undefined && rests.some(({ place }) => place > later.place)) return 'lost';
  if (later !== undefined) return 'superseded';
  if (rests.length > 0) return 'used';
  const couldRest = newest.some(
    ({ place, period }) =>
      place > of.place &&
      neededQuarters(period).includes(quarter) &&
      quarter.startsWith('2025') &&
      stands(period, quarter, of) &&
      isAgreedTo(chain.slice(0, place), of) &&
      isInTime(chain.slice(0, place), period, of),
  );
  return couldRest ? 'lost' : 'pending';
};
