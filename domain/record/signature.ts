/**
 * Signatures by ECDSA over the curve P-256 with SHA-256, in the DER form that KMS and OpenSSL give them (RFC 3279,
 * section 2.2.3), and the public key that they are checked with.
 */
import { base64OfBytes, bytesOfBase64, bytesOfHex, joinBytes, sameBytes } from './byte-text.ts';
import type { HashBytes } from './canonical.ts';

/**
 * Whether a signature over a message holds under a public key (SubjectPublicKeyInfo in DER). Comes in from outside: the
 * domain has no cryptography. A key or signature that cannot be read does not hold; nothing is thrown.
 */
export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** What precedes the point in the SubjectPublicKeyInfo of every P-256 key: the algorithms, and 4 for an uncompressed point. */
const P256_PREFIX = bytesOfHex('3059301306072a8648ce3d020106082a8648ce3d03010703420004');
const P256_BYTES = P256_PREFIX.length + 64;

/** Whether bytes are the SubjectPublicKeyInfo of a P-256 key, in the one form that we write and accept. */
export const isP256Key = (der: Uint8Array): boolean =>
  der.length === P256_BYTES && sameBytes(der.subarray(0, P256_PREFIX.length), P256_PREFIX);

/** The fingerprint of a public key, by which an agreement names it: SHA-256 of its SubjectPublicKeyInfo. */
export const fingerprintOf = (der: Uint8Array, hashBytes: HashBytes): string => hashBytes(der);

const [BEGIN, END] = ['-----BEGIN PUBLIC KEY-----', '-----END PUBLIC KEY-----'];

/** A public key as PEM text (RFC 7468). */
export const pemOfKey = (der: Uint8Array): string => {
  const lines = base64OfBytes(der).match(/.{1,64}/g) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
};

/** Reads a P-256 public key from PEM text, whatever its line ends; `null` for any other text or key. */
export const keyOfPem = (text: string): Uint8Array | null => {
  const bare = text.trim();
  if (!bare.startsWith(BEGIN) || !bare.endsWith(END)) return null;
  const der = bytesOfBase64(bare.slice(BEGIN.length, -END.length).replace(/\s/g, ''));
  return der !== null && isP256Key(der) ? der : null;
};

/** The order of P-256's base point (FIPS 186-4, D.1.2.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The two numbers of a signature. */
interface Numbers {
  readonly r: bigint;
  readonly s: bigint;
}

/** A positive number as DER has it: in as few bytes as go, and with a zero before a first bit that would read as a sign. */
const derNumber = (value: bigint): Uint8Array => {
  const digits = value.toString(16);
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  const bytes = bytesOfHex(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even);
  return joinBytes([Uint8Array.of(2, bytes.length), bytes]);
};

const derOf = ({ r, s }: Numbers): Uint8Array => {
  const numbers = joinBytes([derNumber(r), derNumber(s)]);
  return joinBytes([Uint8Array.of(0x30, numbers.length), numbers]);
};

const numberAt = (der: Uint8Array, at: number): bigint =>
  der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0)).reduce((value, byte) => value * 256n + BigInt(byte), 0n);

/** Reads the numbers wherever they seem to stand; whether the text was in order shows when they are written again. */
const numbersOf = (der: Uint8Array): Numbers | null => {
  const numbers = { r: numberAt(der, 2), s: numberAt(der, 4 + (der[3] ?? 0)) };
  return sameBytes(derOf(numbers), der) ? numbers : null;
};

/**
 * Of (r, s) and (r, n − s), which hold alike for everybody, the one with the smaller s. Only that one counts as a
 * signature here, so that nobody without the key can make a second one out of the first. `null` for what is no DER.
 */
export const lowSignature = (der: Uint8Array): Uint8Array | null => {
  const numbers = numbersOf(der);
  if (numbers === null) return null;
  const { r, s } = numbers;
  return derOf({ r, s: s > ORDER / 2n ? ORDER - s : s });
};

/** Whether a signature is in the one form that counts. */
export const isLowSignature = (der: Uint8Array): boolean => {
  const low = lowSignature(der);
  return low !== null && sameBytes(low, der);
};
