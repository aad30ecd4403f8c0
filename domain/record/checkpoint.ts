/**
 * Checkpoints: what the signer says of a pilot's log, in the text form of signed notes that transparency logs use
 * (C2SP tlog-checkpoint and signed-note, ECDSA as Rekor signs): the name of the log, its size and its root, and under it
 * one signature.
 *
 * Who keeps a checkpoint can later show that the log was never rewritten: it is a witness for all the others.
 */
import { base64OfBytes, bytesOfBase64, bytesOfHex, hexOfBytes, joinBytes, sameBytes } from './byte-text.ts';
import type { HashBytes } from './canonical.ts';
import type { LogHead } from './merkle-log.ts';
import { fingerprintOf, isLowSignature, type VerifySignature } from './signature.ts';

/** What is signed. */
export interface Checkpoint extends LogHead {
  /** The name of the log: of which pilot it is. */
  readonly origin: string;
}

/** A checkpoint with its signature (DER), and the first eight digits of the fingerprint of the key that it is said to be from. */
export interface SignedCheckpoint extends Checkpoint {
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** The name of the log of a pilot. */
export const originOf = (pilot: string): string => `ontschot/${pilot}`;

const KEY_ID_DIGITS = 8;
const keyIdOf = (publicKey: Uint8Array, hashBytes: HashBytes): string =>
  fingerprintOf(publicKey, hashBytes).slice(0, KEY_ID_DIGITS);

const bodyOf = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${base64OfBytes(bytesOfHex(root))}\n`;

/** The bytes of a checkpoint that are signed. */
export const signedBytes = (checkpoint: Checkpoint): Uint8Array => new TextEncoder().encode(bodyOf(checkpoint));

const noteOf = ({ keyId, signature, ...checkpoint }: SignedCheckpoint): string =>
  `${bodyOf(checkpoint)}\n— ${checkpoint.origin} ${base64OfBytes(joinBytes([bytesOfHex(keyId), signature]))}\n`;

/** The text of a checkpoint with a signature over its bytes. */
export const checkpointText = (
  checkpoint: Checkpoint,
  publicKey: Uint8Array,
  signature: Uint8Array,
  hashBytes: HashBytes,
): string => noteOf({ ...checkpoint, keyId: keyIdOf(publicKey, hashBytes), signature });

const NOTE =
  /^(ontschot\/[a-z0-9-]+)\n([1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n\n— (ontschot\/[a-z0-9-]+) ([A-Za-z0-9+/]{16,200}={0,2})\n$/;

/** Reads the text of a checkpoint; `null` for any text that `checkpointText` could not have written. */
export const readCheckpoint = (text: string): SignedCheckpoint | null => {
  const [, origin = '', size = '', root = '', , signed = ''] = NOTE.exec(text) ?? [];
  const [rootBytes, signedPart] = [bytesOfBase64(root), bytesOfBase64(signed)];
  if (origin === '' || rootBytes === null || signedPart === null) return null;
  const keyId = hexOfBytes(signedPart.subarray(0, KEY_ID_DIGITS / 2));
  const signature = signedPart.slice(KEY_ID_DIGITS / 2);
  const read = { origin, size: Number(size), root: hexOfBytes(rootBytes), keyId, signature };
  return noteOf(read) === text ? read : null;
};

/** Whether a checkpoint was signed with the private half of a key. */
export const isSignedBy = (
  checkpoint: SignedCheckpoint,
  publicKey: Uint8Array,
  { hashBytes, verifies }: { readonly hashBytes: HashBytes; readonly verifies: VerifySignature },
): boolean =>
  checkpoint.keyId === keyIdOf(publicKey, hashBytes) &&
  isLowSignature(checkpoint.signature) &&
  verifies(publicKey, signedBytes(checkpoint), checkpoint.signature);

/** Whether two checkpoints say the same, whoever signed them. */
export const sayTheSame = (a: Checkpoint, b: Checkpoint): boolean => sameBytes(signedBytes(a), signedBytes(b));
