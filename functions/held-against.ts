/**
 * Fetches what a delivery is held against, beside the agreement and the population: the member-months of its date and what
 * its party delivered before, cell by cell.
 */
import type { CheckContext } from '../domain/delivery/check/check-context.ts';
import { earlierCells } from '../domain/delivery/check/earlier-cells.ts';
import { type MembersIndex, membersIndex } from '../domain/delivery/check/members-index.ts';
import type { DeliveryCell } from '../domain/delivery/template/delivery.ts';
import type { Ground } from '../domain/record/acceptance.ts';
import type { PinnedDelivery } from '../domain/record/due.ts';
import { uses } from '../domain/settlement/assemble.ts';
import { fetchCells } from './fetch-delivery.ts';
import type { Ports } from './ports.ts';
import type { UploadName } from './upload-key.ts';

/** What a file is checked beside; nobody knows anything about a pilot that is not there. */
export const heldAgainst = async (
  ports: Pick<Ports, 'deliveries'>,
  { pilot, party, kind }: Pick<UploadName, 'pilot' | 'party' | 'kind'>,
  ground: Ground | null,
): Promise<CheckContext> => {
  if (ground === null) return { pilot: null, population: null, members: null };
  const [first, ...following] = ground.pilots;
  const earlier = earlierCells(kind);
  for (const pinned of ground.earlier) for (const cell of await cellsOf(ports, pilot, pinned)) earlier.take(cell);
  const members = await membersOf(ports, pilot, ground.members);
  return { pilot: first, following, population: ground.population, members, party, earlier };
};

/** The cells of a delivery that are about the source and the quarters for which it counts. */
const cellsOf = async (
  ports: Pick<Ports, 'deliveries'>,
  pilot: string,
  { source, quarters, delivery }: PinnedDelivery,
): Promise<readonly DeliveryCell[]> => {
  const cells = await fetchCells(ports, pilot, delivery);
  return cells.filter(
    ({ values }) =>
      (delivery.kind !== 'costs' || values['stroom'] === source) && uses({ quarters }, values['periode'] ?? ''),
  );
};

/** Member-months by cell; null where none were delivered that costs could be held against. */
const membersOf = async (
  ports: Pick<Ports, 'deliveries'>,
  pilot: string,
  pinned: readonly PinnedDelivery[],
): Promise<MembersIndex | null> => {
  if (pinned.length === 0) return null;
  const index = membersIndex(new Set(pinned.flatMap(({ quarters }) => quarters)));
  for (const each of pinned)
    for (const { values, sums } of await cellsOf(ports, pilot, each))
      index.take({
        cohort: values['cohort'] ?? '',
        period: values['periode'] ?? '',
        sex: values['geslacht'] ?? null,
        ageBand: values['leeftijdsklasse'] ?? null,
        persons: sums['personen'] ?? '0',
        months: sums['maanden'] ?? '0',
      });
  return index;
};
