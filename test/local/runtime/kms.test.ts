import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, ListKeysCommand, SignCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, test } from 'vitest';
import { kmsSigner, verifySignature } from '../../../functions/signer.ts';
import { publicKeyFile, startKms } from '../../../local/runtime/kms.ts';
import type { LoopbackServer } from '../../../local/runtime/loopback.ts';

const KEY = { name: 'SigningKey', arn: 'arn:aws:kms:eu-west-1:000000000000:key/SigningKey' };
const message = new TextEncoder().encode('ontschot/parkstad\n1\n');

/** What to end after a test, the newest first. */
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ontschot-kms-'));
  endings.push(() => rmSync(folder, { recursive: true }));
  return folder;
};

const start = async (folder: string) => {
  const calls: string[] = [];
  const onCall = (...call: string[]): void => void calls.push(call.join(' '));
  const server: LoopbackServer = await startKms({ folder, keys: [KEY], onCall });
  const credentials = { accessKeyId: 'seal', secretAccessKey: 'a secret' };
  const client = new KMSClient({ endpoint: server.address, region: 'eu-west-1', credentials, maxAttempts: 1 });
  endings.push(server.close, () => client.destroy());
  return { client, calls };
};

describe('the embedded KMS', () => {
  test('signs as KMS does: DER over the SHA-256 of the message, and the public key to check it with', async () => {
    const { client, calls } = await start(newFolder());
    const signer = kmsSigner(KEY.arn, client);
    const [key, signature] = [await signer.publicKey(), await signer.sign(message)];
    expect(verifySignature(key, message, signature)).toBe(true);
    const read = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
    expect(read.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(verify('sha256', message, read, signature)).toBe(true);
    expect(await signer.sign(message)).not.toEqual(signature);
    expect(calls).toEqual([`seal kms:GetPublicKey ${KEY.arn}`, ...Array(2).fill(`seal kms:Sign ${KEY.arn}`)]);
  });

  test('says what kind of key it is, as KMS does', async () => {
    const { client } = await start(newFolder());
    expect(await client.send(new GetPublicKeyCommand({ KeyId: KEY.arn }))).toMatchObject({
      KeyId: KEY.arn,
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ECDSA_SHA_256'],
    });
  });

  test('keeps its key over a restart, readable by its owner only, and puts the public half beside it', async () => {
    const folder = newFolder();
    const first = await kmsSigner(KEY.arn, (await start(folder)).client).publicKey();
    const second = await kmsSigner(KEY.arn, (await start(folder)).client).publicKey();
    expect(second).toEqual(first);
    expect(statSync(join(folder, 'SigningKey.pem')).mode & 0o777).toBe(0o600);
    const pem = readFileSync(publicKeyFile(folder, KEY), 'utf8');
    expect(new Uint8Array(createPublicKey(pem).export({ format: 'der', type: 'spki' }))).toEqual(new Uint8Array(first));
  });

  const asked = { KeyId: KEY.arn, Message: message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
  test.each([
    ['a key that is not there', { ...asked, KeyId: `${KEY.arn}2` }, 'NotFoundException'],
    ['a message of more than 4,096 bytes', { ...asked, Message: new Uint8Array(4097) }, 'ValidationException'],
    ['another algorithm', { ...asked, SigningAlgorithm: 'RSASSA_PSS_SHA_256' }, 'ValidationException'],
    ['a digest in place of a message', { ...asked, MessageType: 'DIGEST' }, 'ValidationException'],
  ] as const)('refuses %s', async (_, request, name) => {
    const { client } = await start(newFolder());
    await expect(client.send(new SignCommand(request))).rejects.toMatchObject({ name });
  });

  test('refuses every other operation, and what is no request at all', async () => {
    const { client } = await start(newFolder());
    await expect(client.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const address = await client.config.endpoint?.();
    const url = `http://127.0.0.1:${address?.port}`;
    for (const target of ['TrentService.constructor', 'TrentService.Sign']) {
      const answer = await fetch(url, { method: 'POST', headers: { 'x-amz-target': target }, body: 'geen JSON' });
      expect(answer.status).toBe(400);
    }
  });
});
