/** A pilot with the real verbs over ports that keep everything in memory, for tests that need many pilots or long records. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { sourceOfBytes } from '../../domain/delivery/xlsx-zip.ts';
import type { PilotEvent } from '../../domain/record/event.ts';
import type { Ports, ReadPort, RecordPort, SignerPort, WriteOncePort } from '../../functions/ports.ts';
import { verifySignature } from '../../functions/signer.ts';
import type { Scene } from './scene.ts';
import { hash, hashBytes } from './services.ts';

/** A scene in memory, and what lies in it. */
export interface MemoryScene extends Scene {
  readonly chain: PilotEvent[];
  readonly incoming: Map<string, Uint8Array>;
  readonly statements: Map<string, Uint8Array>;
}

const objects = (stored: Map<string, Uint8Array>): ReadPort & WriteOncePort => {
  const putOnce = async (key: string, bytes: Uint8Array): Promise<boolean> => {
    if (stored.has(key)) return false;
    stored.set(key, bytes);
    return true;
  };
  return {
    get: async (key) => stored.get(key) ?? null,
    open: async (key) => {
      const bytes = stored.get(key);
      return bytes === undefined ? null : sourceOfBytes(bytes);
    },
    putOnce,
    copyOnce: async (key, { sizeBytes, read }) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of read(0, sizeBytes)) pieces.push(piece);
      return putOnce(key, new Uint8Array(Buffer.concat(pieces)));
    },
  };
};

/** The events of one pilot in a list; an event takes its place when that is the next one. */
const recordOf = (chain: PilotEvent[]): RecordPort => {
  const append = async (_: string, event: PilotEvent): Promise<boolean> => {
    if (event.sequence !== chain.length + 1) return false;
    chain.push(event);
    return true;
  };
  return {
    read: async (pilot) => (pilot === 'wijk' ? [...chain] : []),
    append,
    open: append,
    pilots: async () => ['wijk'],
  };
};

const signerOf = (privateKey: KeyObject): SignerPort => ({
  publicKey: async () => createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
  sign: async (message) => sign('sha256', message, privateKey),
});

/** A scene in memory that signs with a key and begins with the events given. */
export const memoryScene = (privateKey: KeyObject, chain: PilotEvent[] = []): MemoryScene => {
  const clock = { now: new Date('2025-08-01T09:00:00.000Z') };
  const started: Scene['started'] = [];
  const [incoming, deliveries, statements] = [0, 1, 2].map(() => new Map<string, Uint8Array>());
  if (incoming === undefined || deliveries === undefined || statements === undefined) throw new Error('No maps.');
  const ports: Ports = {
    record: recordOf(chain),
    incoming: { ...objects(incoming), remove: async (key) => void incoming.delete(key) },
    uploads: {
      allow: async () => ({ url: '', method: 'PUT', headers: {} }),
      allowForm: async () => ({ url: '', fields: {}, minutes: 15 }),
    },
    returns: {
      put: async (key, pieces) => void incoming.set(key, Buffer.concat(pieces)),
      link: async (key) => key,
    },
    deliveries: objects(deliveries),
    statements: objects(statements),
    workflow: { start: async (input) => void started.push(input) },
    signer: signerOf(privateKey),
    verifies: verifySignature,
    now: () => clock.now,
    hash,
    hashBytes,
  };
  return { ports, clock, started, chain, incoming, statements };
};
