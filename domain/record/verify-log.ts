/**
 * The first part of checking a bundle, from what is hardest to forge down: the key, the signed checkpoint, the events as a
 * chain and as a log, and whether all of it continues what the reader already held.
 */

import * as z from 'zod';
import { checkpointOf, logOf } from './bundle.ts';
import { type BundleFault, bundleFault, isBundleFault } from './bundle-fault.ts';
import { sameBytes } from './byte-text.ts';
import { canonicalText, type Hash, type HashBytes } from './canonical.ts';
import { type Checkpoint, isSignedBy, originOf, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { type Change, type PilotEvent, readEvent } from './event.ts';
import {
  type LogHead,
  leafOf,
  type MerkleLog,
  proveConsistency,
  proveInclusion,
  provesConsistency,
  provesInclusion,
  sizeOf,
} from './merkle-log.ts';
import { fingerprintOf, keyOfPem, pemOfKey, type VerifySignature } from './signature.ts';
import { notCanonical, textOf } from './verify-files.ts';
import type { Files } from './zip.ts';

/** What checking takes from outside. */
export interface Means {
  readonly hash: Hash;
  readonly hashBytes: HashBytes;
  readonly verifies: VerifySignature;
}

/** What the reader held before opening the bundle; without either nothing is known of the signer. */
export interface Held {
  /** A public key in DER. */
  readonly publicKey?: Uint8Array;
  readonly checkpoint?: SignedCheckpoint;
}

/** The event at the end of a log that is signed. */
export type ManifestRecorded = Extract<Change, { readonly type: 'manifestRecorded' }>;

/** A log that holds: its events and its nodes, how it ends, what was signed of it, and by which key (DER). */
export interface CheckedLog {
  readonly pilot: string;
  readonly chain: readonly PilotEvent[];
  readonly log: MerkleLog;
  readonly end: ManifestRecorded;
  readonly checkpoint: SignedCheckpoint;
  readonly publicKey: Uint8Array;
}

/** The log of a bundle, or the first thing of it that does not hold. */
export const checkLog = (files: Files, means: Means, held: Held): CheckedLog | BundleFault => {
  const publicKey = checkKey(files, means, held);
  if (!(publicKey instanceof Uint8Array)) return publicKey;
  const checkpoint = checkSignature(files, publicKey, means);
  if (isBundleFault(checkpoint)) return checkpoint;
  const read = readEvents(files);
  if (isBundleFault(read)) return read;
  const chain = checkChain(read, means.hash);
  if (!Array.isArray(chain)) return chain;
  const pilot = pilotIn(chain);
  if (checkpoint.origin !== originOf(pilot))
    return bundleFault('events_must_be_of_this_pilot', atEvent(1), checkpoint.origin, originOf(pilot));
  const log = logOf(read.texts, means.hashBytes);
  const end = checkRoot(checkpointOf(pilot, log), checkpoint) ?? checkEnd(chain, read.texts, log, checkpoint, means);
  if (isBundleFault(end)) return end;
  const checked: CheckedLog = { pilot, chain, log, end, checkpoint, publicKey };
  return checkEarlier(checked, means) ?? checkHeld(held, checked, means) ?? checked;
};

const checkKey = (files: Files, { hashBytes }: Means, held: Held): Uint8Array | BundleFault => {
  const text = textOf(files, 'public-key.pem');
  if (typeof text !== 'string') return text;
  const publicKey = keyOfPem(text);
  if (publicKey === null || pemOfKey(publicKey) !== text)
    return notCanonical('public-key.pem', 'geen openbare sleutel van P-256');
  if (held.publicKey === undefined || sameBytes(held.publicKey, publicKey)) return publicKey;
  const [expected, found] = [held.publicKey, publicKey].map((key) => `SHA-256 ${fingerprintOf(key, hashBytes)}`);
  return bundleFault('key_must_be_the_one_held', 'public-key.pem', expected ?? '', found ?? '');
};

const CHECKPOINT = 'checkpoint.txt';

const checkSignature = (files: Files, publicKey: Uint8Array, means: Means): SignedCheckpoint | BundleFault => {
  const text = textOf(files, CHECKPOINT);
  if (typeof text !== 'string') return text;
  const checkpoint = readCheckpoint(text);
  if (checkpoint === null) return notCanonical(CHECKPOINT, 'geen controlepunt');
  if (isSignedBy(checkpoint, publicKey, means)) return checkpoint;
  const fingerprint = fingerprintOf(publicKey, means.hashBytes);
  return fingerprint.startsWith(checkpoint.keyId)
    ? bundleFault('checkpoint_must_be_signed', CHECKPOINT, signatureOf(fingerprint), 'een handtekening die niet klopt')
    : bundleFault(
        'key_must_be_of_the_signature',
        `public-key.pem en ${CHECKPOINT}`,
        `sleutel ${checkpoint.keyId}…`,
        `sleutel ${fingerprint}`,
      );
};

const signatureOf = (fingerprint: string): string => `een handtekening van de sleutel ${fingerprint}`;

const EVENTS = 'events.json';

/** The place of an event for a reader, who counts from 1. */
const atEvent = (number: number): string => `${EVENTS}, gebeurtenis ${number}`;

/** The events as they are stored, and the canonical text of each: what the chain and the log are made of. */
interface ReadEvents {
  readonly stored: readonly unknown[];
  readonly texts: readonly string[];
}

/** Every event is written once and no more: a record may have many. */
const readEvents = (files: Files): ReadEvents | BundleFault => {
  const text = textOf(files, EVENTS);
  if (typeof text !== 'string') return text;
  const stored = parsedList(text);
  const texts = stored?.map(canonicalOrNull) ?? null;
  if (stored === null || texts === null || texts.includes(null) || `[${texts.join(',')}]` !== text)
    return notCanonical(EVENTS, 'een andere tekst');
  return { stored, texts: texts.map(String) };
};

const parsedList = (text: string): readonly unknown[] | null => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};

const canonicalOrNull = (value: unknown): string | null => {
  try {
    return canonicalText(value);
  } catch {
    return null;
  }
};

const checkChain = ({ stored, texts }: ReadEvents, hash: Hash): PilotEvent[] | BundleFault => {
  const chain: PilotEvent[] = [];
  let previous = '';
  for (const [place, value] of stored.entries()) {
    const event = readEvent(value);
    if (event === null) return broken(place + 1, 'een gebeurtenis van Ontschot', 'iets anders');
    if (event.sequence !== place + 1) return broken(place + 1, `nummer ${place + 1}`, `nummer ${event.sequence}`);
    if (event.previous !== previous)
      return broken(place + 1, `vorige gebeurtenis ${previous}`, `vorige gebeurtenis ${event.previous}`);
    chain.push(event);
    previous = hash(texts[place] ?? '');
  }
  return chain;
};

const broken = (number: number, expected: string, found: string): BundleFault =>
  bundleFault('events_must_form_a_chain', atEvent(number), expected, found);

/** The id of the pilot that the first event opens; the document itself is read later. */
const pilotIn = ([first]: readonly PilotEvent[]): string => {
  const document = first?.change.type === 'pilotOpened' ? first.change.document : null;
  return opening.safeParse(document).data?.pilot.id ?? '';
};

const opening = z.looseObject({ pilot: z.looseObject({ id: z.string() }) });

const headText = ({ size, root }: LogHead): string => `${size} gebeurtenissen, wortel ${root}`;

const checkRoot = (computed: Checkpoint, signed: Checkpoint): BundleFault | null =>
  computed.size === signed.size && computed.root === signed.root
    ? null
    : bundleFault('log_must_have_its_root', EVENTS, headText(signed), headText(computed));

/** The log that was signed ends with the event that names the manifest; the proof of it is made and followed here. */
const checkEnd = (
  chain: readonly PilotEvent[],
  texts: readonly string[],
  log: MerkleLog,
  { root }: LogHead,
  { hashBytes }: Means,
): ManifestRecorded | BundleFault => {
  const last = chain.at(-1);
  const where = atEvent(chain.length);
  if (last?.change.type !== 'manifestRecorded')
    return bundleFault(
      'manifest_must_be_in_the_log',
      where,
      'manifestRecorded',
      last?.change.type ?? 'geen gebeurtenis',
    );
  const leaf = leafOf(new TextEncoder().encode(texts.at(-1)), hashBytes);
  return provesInclusion(proveInclusion(log, sizeOf(log) - 1), leaf, root, hashBytes)
    ? last.change
    : bundleFault('manifest_must_be_in_the_log', where, 'een blad van het logboek', 'een ander blad');
};

/** Whether the log begins with the one that somebody knows by its head. */
const continues = ({ log, checkpoint }: CheckedLog, earlier: LogHead, hashBytes: HashBytes): boolean =>
  earlier.size <= sizeOf(log) && provesConsistency(earlier, checkpoint, proveConsistency(log, earlier.size), hashBytes);

/** Every head that was signed before stands in the record; the log must continue each of them. */
const checkEarlier = (checked: CheckedLog, { hashBytes }: Means): BundleFault | null => {
  for (const { change, sequence } of checked.chain) {
    if (change.type !== 'statementSealed' || continues(checked, change.checkpoint, hashBytes)) continue;
    const expected = headText(change.checkpoint);
    return bundleFault('log_must_continue_what_was_signed', atEvent(sequence), expected, 'een ander begin');
  }
  return null;
};

const checkHeld = ({ checkpoint: held }: Held, checked: CheckedLog, means: Means): BundleFault | null => {
  if (held === undefined) return null;
  const { checkpoint, publicKey } = checked;
  const where = 'het bewaarde controlepunt';
  if (held.origin !== checkpoint.origin)
    return bundleFault('held_checkpoint_must_be_of_this_pilot', where, checkpoint.origin, held.origin);
  if (!isSignedBy(held, publicKey, means)) {
    const expected = signatureOf(fingerprintOf(publicKey, means.hashBytes));
    return bundleFault('held_checkpoint_must_be_signed_alike', where, expected, `sleutel ${held.keyId}…`);
  }
  if (held.size > checkpoint.size) {
    const [expected, found] = [`ten hoogste ${checkpoint.size} gebeurtenissen`, `${held.size} gebeurtenissen`];
    return bundleFault('held_checkpoint_must_not_be_later', where, expected, found);
  }
  return continues(checked, held, means.hashBytes)
    ? null
    : bundleFault('log_must_continue_the_held_checkpoint', EVENTS, headText(held), 'een ander begin');
};
