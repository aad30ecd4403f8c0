/** Sealed bundles made by the real verbs over stores in memory, and the same made by somebody who cheats. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type BundleFile,
  checkpointOf,
  derivedTexts,
  filesOf,
  logOf,
  restatedText,
} from '../../../domain/record/bundle.ts';
import { canonicalText } from '../../../domain/record/canonical.ts';
import { checkpointText, signedBytes } from '../../../domain/record/checkpoint.ts';
import { type Change, eventHash, type PilotEvent, readEvent } from '../../../domain/record/event.ts';
import { manifestText } from '../../../domain/record/manifest.ts';
import { lowSignature } from '../../../domain/record/signature.ts';
import type { Means } from '../../../domain/record/verify-log.ts';
import type { Files } from '../../../domain/record/zip.ts';
import { ingest } from '../../../functions/ingest.ts';
import { verifySignature } from '../../../functions/signer.ts';
import { type MemoryScene, memoryScene } from '../../functions/memory-scene.ts';
import { APPROVERS, agree, approveAs, keyOf, open, statementOf, workflow } from '../../functions/scene.ts';
import { bytesOf, hash, hashBytes } from '../../functions/services.ts';
import { filesFor, PILOT, type SmallFile } from '../../functions/small-pilot.ts';

/** What checking takes from outside, on Node. */
export const means: Means = { hash, hashBytes, verifies: verifySignature };

/** A new key that signs. */
export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** The public half of a key, in DER. */
export const publicOf = (privateKey: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));

const deliver = async (scene: MemoryScene, files: readonly SmallFile[]): Promise<void> => {
  for (const file of files) {
    scene.incoming.set(keyOf(file), bytesOf(file.text));
    await ingest(scene.ports, keyOf(file));
  }
};

/** Makes, has approved and seals the statement of a period of an opened pilot. */
export const sealPeriod = async (scene: MemoryScene, period: '2025-K1' | '2025'): Promise<Map<string, Uint8Array>> => {
  await deliver(scene, filesFor(period));
  await workflow(scene);
  for (const party of APPROVERS) await approveAs(scene, party, period);
  await workflow(scene);
  return bundleOf(scene, period);
};

/** The files of a sealed statement as they lie in the bucket, but for the zip. */
export const bundleOf = async (scene: MemoryScene, period: string): Promise<Map<string, Uint8Array>> => {
  const { statement } = await statementOf(scene, period);
  const folder = `${PILOT}/sealed/${statement}/`;
  const stored = [...scene.statements].filter(([key]) => key.startsWith(folder) && !key.endsWith('.zip'));
  return new Map(stored.map(([key, bytes]) => [key.slice(folder.length), new Uint8Array(bytes)]));
};

/** A pilot whose interim and final statement are sealed, one after the other. */
export const sealedPilot = async (privateKey = newKey()) => {
  const scene = memoryScene(privateKey);
  await open(scene);
  await agree(scene);
  const interim = await sealPeriod(scene, '2025-K1');
  return { scene, privateKey, publicKey: publicOf(privateKey), interim, final: await sealPeriod(scene, '2025') };
};

/** The text of a file of a bundle. */
export const textIn = (bundle: Files, name: BundleFile): string => new TextDecoder().decode(bundle.get(name));

/** The events of a bundle. */
export const eventsIn = (bundle: Files): PilotEvent[] => {
  const stored: unknown[] = JSON.parse(textIn(bundle, 'events.json'));
  return stored.flatMap((value) => readEvent(value) ?? []);
};

/** The same events with other changes, numbered and chained as if they had always been so. */
export const rechained = (changed: readonly PilotEvent[]): PilotEvent[] => {
  const chain: PilotEvent[] = [];
  for (const event of changed) {
    const last = chain.at(-1);
    chain.push({ ...event, sequence: chain.length + 1, previous: last === undefined ? '' : eventHash(last, hash) });
  }
  return chain;
};

/** What somebody changes who has the key and the stores: listed files, and events. */
export interface Cheat {
  readonly listed?: (files: Map<string, Uint8Array>) => void;
  readonly events?: (chain: PilotEvent[]) => PilotEvent[];
  /** Changes the statement; its hash then changes everywhere. */
  readonly statement?: (statement: Record<string, unknown>) => unknown;
  /** Numbers and links the events, in place of how it is done. */
  readonly link?: (chain: readonly PilotEvent[]) => PilotEvent[];
  /** Changes the text of the manifest. */
  readonly manifest?: (text: string) => string;
  /** The name of the log that is signed. */
  readonly origin?: string;
}

const named = (change: Change, was: string, is: string): Change =>
  'statement' in change && change.statement === was ? { ...change, statement: is } : change;

/**
 * The bundle again as somebody makes it who can do everything: all hashes, links, proofs and the signature are right for
 * what it says, under the key given.
 */
export const resealed = (
  bundle: Files,
  privateKey: KeyObject,
  { listed, events, statement, link = rechained, manifest: written, origin }: Cheat = {},
): Files => {
  const publicKey = publicOf(privateKey);
  const manifest: { pilot: string; statement: string; files: { name: string }[] } = JSON.parse(
    textIn(bundle, 'manifest.json'),
  );
  const files = new Map(manifest.files.map(({ name }) => [name, bundle.get(name) ?? new Uint8Array()]));
  const changed: unknown = JSON.parse(textIn(bundle, 'statement.json'));
  const made = statement === undefined ? changed : statement(changed as Record<string, unknown>);
  const text = canonicalText(made);
  files.set('statement.json', bytesOf(text));
  files.set('case.json', bytesOf(canonicalText((made as { case: unknown }).case)));
  files.set('restated.json', bytesOf(restatedText(hash(text), JSON.parse(textIn(bundle, 'restated.json')).previous)));
  listed?.(files);
  const manifestMade = manifestText(manifest.pilot, hash(text), files, hashBytes);
  const manifestBytes = written?.(manifestMade) ?? manifestMade;
  const renamed = eventsIn(bundle).map((event) => ({
    ...event,
    change: named(event.change, manifest.statement, hash(text)),
  }));
  const own = (events?.(renamed) ?? renamed).map((event, place, all) =>
    place === all.length - 1 && event.change.type === 'manifestRecorded'
      ? { ...event, change: { ...event.change, manifest: hash(manifestBytes) } }
      : event,
  );
  const chain = link(own);
  const log = logOf(chain.map(canonicalText), hashBytes);
  const ownHead = checkpointOf(manifest.pilot, log);
  const head = { ...ownHead, origin: origin ?? ownHead.origin };
  const signature = lowSignature(sign('sha256', signedBytes(head), privateKey)) ?? new Uint8Array();
  const checkpoint = checkpointText(head, publicKey, signature, hashBytes);
  const { deliveries } = made as { deliveries: { sha256: string; valuationDate: string }[] };
  const derived = derivedTexts({ chain, log, deliveries, manifest: manifestBytes, checkpoint, publicKey }, hash);
  return new Map([...files, ...filesOf(derived)]);
};
