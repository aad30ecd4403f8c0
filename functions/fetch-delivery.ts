/**
 * Fetches an accepted delivery and reads it again. It always reads without problems from bytes with its hash; anything else
 * is corruption.
 */
import type { Delivery, DeliveryCell } from '../domain/delivery/template/delivery.ts';
import type { DeliveryState } from '../domain/record/projection.ts';
import { readAccepted, readCells } from './delivered-file.ts';
import type { Ports } from './ports.ts';
import { deliveryKey } from './storage-keys.ts';

/** What of an accepted delivery says where it lies and how it is read. */
type StoredDelivery = Pick<DeliveryState, 'sha256' | 'kind' | 'numbers' | 'form'>;

/** The delivery with all its rows. */
export const fetchDelivery = async (
  { deliveries, hashBytes }: Pick<Ports, 'deliveries' | 'hashBytes'>,
  pilot: string,
  { sha256, kind, numbers = {}, form = {} }: StoredDelivery,
): Promise<Delivery> => {
  const bytes = await deliveries.get(deliveryKey(pilot, sha256));
  if (bytes === null || hashBytes(bytes) !== sha256) throw new Error('An accepted delivery is not under its hash.');
  return readAccepted({ kind, bytes, numbers, form });
};

/** Its cells, read while it streams by; for what need not hold the rows. */
export const fetchCells = async (
  { deliveries }: Pick<Ports, 'deliveries'>,
  pilot: string,
  { sha256, kind, numbers = {}, form = {} }: StoredDelivery,
): Promise<readonly DeliveryCell[]> => {
  const source = await deliveries.open(deliveryKey(pilot, sha256));
  if (source === null) throw new Error('An accepted delivery is not under its hash.');
  return readCells({ kind, source, numbers, form });
};
