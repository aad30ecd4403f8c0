/** A pilot with the real verbs over ports that keep everything in memory, for tests that need many pilots or long records. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { sourceOfBytes } from '../../domain/delivery/workbook/xlsx-zip.ts';
import type { PilotEvent } from '../../domain/record/event.ts';
import { ingest } from '../../functions/ingest.ts';
import type {
  AccessEntry,
  AccessPort,
  LinkPort,
  Ports,
  ReadPort,
  RecordPort,
  SignerPort,
  WriteOncePort,
} from '../../functions/ports.ts';
import { verifySignature } from '../../functions/signer.ts';
import { keyOf, type Scene } from './scene.ts';
import { bytesOf, hash, hashBytes } from './services.ts';
import type { SmallFile } from './small-pilot.ts';

/** A scene in memory, and what lies in it. */
export interface MemoryScene extends Scene {
  readonly chain: PilotEvent[];
  readonly access: Map<string, AccessEntry[]>;
  readonly incoming: Map<string, Uint8Array>;
  readonly deliveries: Map<string, Uint8Array>;
  readonly statements: Map<string, Uint8Array>;
}

const objects = (stored: Map<string, Uint8Array>): ReadPort & WriteOncePort & LinkPort => {
  const putOnce = async (key: string, bytes: Uint8Array): Promise<boolean> => {
    if (stored.has(key)) return false;
    stored.set(key, bytes);
    return true;
  };
  return {
    link: async (key) => `https://bucket.example/${key}`,
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

/** The access log in a list by pilot. */
const accessOf = (entries: Map<string, AccessEntry[]>): AccessPort => ({
  append: async (pilot, entry) => void entries.set(pilot, [...(entries.get(pilot) ?? []), entry]),
  read: async (pilot, after, most) => {
    const rest = (entries.get(pilot) ?? []).filter(({ moment, request }) => `${moment}#${request}` > (after ?? ''));
    const [page, last] = [rest.slice(0, most), rest[most - 1]];
    return { entries: page, next: rest.length > most && last !== undefined ? `${last.moment}#${last.request}` : null };
  },
});

const signerOf = (privateKey: KeyObject): SignerPort => ({
  publicKey: async () => createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
  sign: async (message) => sign('sha256', message, privateKey),
});

/** A scene in memory that signs with a key and begins with the events given. */
export const memoryScene = (privateKey: KeyObject, chain: PilotEvent[] = []): MemoryScene => {
  const clock = { now: new Date('2025-08-01T09:00:00.000Z') };
  const started: Scene['started'] = [];
  const access = new Map<string, AccessEntry[]>();
  const [incoming, deliveries, statements] = [0, 1, 2].map(() => new Map<string, Uint8Array>());
  if (incoming === undefined || deliveries === undefined || statements === undefined) throw new Error('No maps.');
  const ports: Ports = {
    record: recordOf(chain),
    access: accessOf(access),
    incoming: { ...objects(incoming), remove: async (key) => void incoming.delete(key) },
    uploads: {
      allow: async () => ({ url: 'https://bucket.example/', method: 'PUT', headers: {} }),
      allowForm: async () => ({ url: 'https://bucket.example/', fields: {}, minutes: 15 }),
    },
    beside: {
      put: async (key, _, fill) => {
        const pieces: Uint8Array[] = [];
        await fill((piece) => pieces.push(piece));
        incoming.set(key, new Uint8Array(Buffer.concat(pieces)));
      },
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
  return { ports, clock, started, chain, access, incoming, deliveries, statements };
};

/** Lets files arrive in the incoming bucket, and takes each in. */
export const takeIn = async ({ incoming, ports }: MemoryScene, ...files: readonly SmallFile[]): Promise<void> => {
  for (const file of files) {
    incoming.set(keyOf(file), bytesOf(file.text));
    await ingest(ports, keyOf(file));
  }
};
