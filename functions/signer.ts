/**
 * The signer port on KMS, and the checking of signatures. The private key stays in KMS; the only thing that this
 * deployment can do with it is ask for signatures.
 */
import { createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { VerifySignature } from '../domain/record/signature.ts';
import type { SignerPort } from './ports.ts';

/** Bytes that KMS always sends in an answer that it gives. */
const sent = (bytes: Uint8Array | undefined): Uint8Array => {
  if (bytes === undefined) throw new Error('KMS answered without what was asked.');
  return bytes;
};

/** Signs with an asymmetric key of KMS (ECC_NIST_P256, SIGN_VERIFY). */
export const kmsSigner = (keyId: string, client = new KMSClient()): SignerPort => ({
  publicKey: async () => sent((await client.send(new GetPublicKeyCommand({ KeyId: keyId }))).PublicKey),
  sign: async (message) => {
    const asked = { KeyId: keyId, Message: message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    return sent((await client.send(new SignCommand(asked))).Signature);
  },
});

/** Checks a signature (DER) by ECDSA and SHA-256; a key or signature that cannot be read does not hold. */
export const verifySignature: VerifySignature = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return verify('sha256', message, key, signature);
  } catch {
    return false;
  }
};
