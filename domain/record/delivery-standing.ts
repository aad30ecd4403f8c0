/**
 * How every accepted delivery stands: a statement rests on it, a later one has taken its place, or it waits. Each is in
 * exactly one of the three, so that nobody has to wonder what became of a file.
 */
import { pinAsDrafted, pinDraft } from './due.ts';
import type { AcceptedDelivery } from './event.ts';
import {
  awaitedBy,
  countedQuarters,
  type DeliveryState,
  deliveredQuarters,
  latestDraft,
  type PilotState,
  sealedOf,
  slotsOf,
  sourcesOf,
} from './projection.ts';

/** A statement that a delivery waits for, and the sources that it lacks; none where only its draft is still to be made. */
export interface AwaitedStatement {
  readonly period: string;
  readonly missing: readonly string[];
}

/** How a delivery stands. Statements and deliveries are named by their hash. */
export type DeliveryStanding =
  | { readonly standing: 'used'; readonly by: readonly string[] }
  /** `by` are the deliveries in its place; `usedBy` the statements that were made before and rest on it for good. */
  | { readonly standing: 'superseded'; readonly by: readonly string[]; readonly usedBy: readonly string[] }
  /**
   * What it waits for: parties that must accept it, statements that would rest on it. Where both are empty, no statement
   * that was agreed asks for it: another reference date or population, or figures that no payment rests on.
   */
  | {
      readonly standing: 'pending';
      readonly parties: readonly string[];
      readonly statements: readonly AwaitedStatement[];
    };

/** What names a delivery among all that were accepted. */
type Named = Pick<AcceptedDelivery, 'sha256' | 'party' | 'kind' | 'valuationDate'>;

const nameOf = ({ sha256, party, kind, valuationDate }: Named): string =>
  [sha256, party, kind, valuationDate].join(' ');

/** How every accepted delivery stands, in order of acceptance. */
export const deliveryStandings = (
  state: PilotState,
): readonly { readonly delivery: DeliveryState; readonly standing: DeliveryStanding }[] => {
  const [used, awaited, byPart] = [usedBy(state), awaitedFor(state), countingByPart(state)];
  return state.received.map((delivery, place) => {
    const name = nameOf(delivery);
    const found = { place, usedBy: used.get(name) ?? [], statements: awaited.get(name) ?? [] };
    return { delivery, standing: standingOf(byPart, delivery, found) };
  });
};

/** Where a delivery stands in the order of acceptance, what rests on it, and what would. */
interface Found {
  readonly place: number;
  readonly usedBy: readonly string[];
  readonly statements: readonly AwaitedStatement[];
}

/** Of the same date only what was accepted later takes a place; a newer date does so where nothing rests on the older. */
const standingOf = (
  byPart: ByPart,
  delivery: DeliveryState,
  { place, usedBy, statements }: Found,
): DeliveryStanding => {
  const { valuationDate } = delivery;
  const corrected = takenOver(
    byPart,
    delivery,
    (other) => other.place > place && other.delivery.valuationDate === valuationDate,
  );
  if (corrected !== null) return { standing: 'superseded', by: corrected, usedBy };
  if (usedBy.length > 0) return { standing: 'used', by: usedBy };
  const parties = awaitedBy(delivery);
  const newer = takenOver(byPart, delivery, (other) => other.delivery.valuationDate > valuationDate);
  return newer === null || statements.length + parties.length > 0
    ? { standing: 'pending', parties, statements }
    : { standing: 'superseded', by: newer, usedBy };
};

/** The statements that rest on each delivery: every sealed one, and the newest draft over each period. */
const usedBy = (state: PilotState): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const slot of slotsOf(state))
    for (const statement of new Set([...sealedOf(state, slot), latestDraft(state, slot)])) {
      if (statement === undefined) continue;
      for (const { delivery } of pinAsDrafted(state, slot, statement).deliveries)
        addOnce(found, nameOf(delivery), statement.statement);
    }
  return found;
};

/** The statements that are still to be sealed and would rest on each delivery now. */
const awaitedFor = (state: PilotState): ReadonlyMap<string, readonly AwaitedStatement[]> => {
  const found = new Map<string, AwaitedStatement[]>();
  for (const slot of slotsOf(state)) {
    const { deliveries, missing } = pinDraft(state, slot);
    const awaited = { period: slot.period.text, missing };
    for (const { delivery } of deliveries) addOnce(found, nameOf(delivery), awaited);
  }
  return found;
};

const addOnce = <T>(found: Map<string, T[]>, name: string, each: T): void => {
  const known = found.get(name);
  if (known === undefined) found.set(name, [each]);
  else if (!known.includes(each)) known.push(each);
};

/** What a delivery says something about: quarters of sources, under one definition. */
const partsOf = (delivery: DeliveryState, quarters = deliveredQuarters(delivery)): string[] =>
  sourcesOf(delivery).flatMap((source) =>
    quarters.map((quarter) => `${delivery.population ?? ''} ${source} ${quarter}`),
  );

/** Of every part the deliveries that count and say it, in order of acceptance, with their place in that order. */
type ByPart = ReadonlyMap<string, readonly { readonly place: number; readonly delivery: DeliveryState }[]>;

const countingByPart = ({ received, deliveries }: PilotState): ByPart => {
  const found = new Map<string, { place: number; delivery: DeliveryState }[]>();
  const counting = new Set(deliveries);
  for (const [place, delivery] of received.entries()) {
    const each = { place, delivery };
    for (const part of counting.has(delivery) ? partsOf(delivery, countedQuarters(delivery)) : [])
      addOnce(found, part, each);
  }
  return found;
};

/**
 * The deliveries that together say again all that a delivery says, by hash, as far as `isInPlace` lets them; `null` where a
 * part is said by it alone.
 */
const takenOver = (
  byPart: ByPart,
  own: DeliveryState,
  isInPlace: (other: { readonly place: number; readonly delivery: DeliveryState }) => boolean,
): readonly string[] | null => {
  const by = partsOf(own).map((part) => byPart.get(part)?.findLast(isInPlace)?.delivery.sha256);
  return by.length > 0 && by.every((each) => each !== undefined) ? [...new Set(by)] : null;
};
