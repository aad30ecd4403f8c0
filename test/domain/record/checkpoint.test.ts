import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  checkpointText,
  isSignedBy,
  originOf,
  readCheckpoint,
  sayTheSame,
  signedBytes,
} from '../../../domain/record/checkpoint.ts';
import { lowSignature } from '../../../domain/record/signature.ts';
import { verifySignature } from '../../../functions/signer.ts';

const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const means = { hashBytes, verifies: verifySignature };

const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, der: publicKey.export({ format: 'der', type: 'spki' }) };
};
const ours = keyPair();

const checkpoint: Checkpoint = { origin: originOf('parkstad'), size: 64, root: hashBytes(Buffer.from('root')) };
const signed = (of: Checkpoint, { privateKey, der } = ours): string =>
  checkpointText(of, der, lowSignature(sign('sha256', signedBytes(of), privateKey)) ?? new Uint8Array(), hashBytes);
const text = signed(checkpoint);

/** The signature (r, n − s) of a signature (r, s), as DER of two numbers of 32 bytes, or 33 where the first bit is set. */
const otherForm = (low: Uint8Array): Uint8Array => {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const from = 4 + (low[3] ?? 0);
  const s = BigInt(`0x${Buffer.from(low.subarray(from + 2)).toString('hex')}`);
  const turned = Buffer.from(`00${(ORDER - s).toString(16).padStart(64, '0')}`, 'hex');
  const numbers = Buffer.concat([low.subarray(2, from), Buffer.of(2, turned.length), turned]);
  return Buffer.concat([Buffer.of(0x30, numbers.length), numbers]);
};

describe('a checkpoint', () => {
  test('is a signed note: the log, its size, its root in base 64, and under them one signature', () => {
    const root = Buffer.from(checkpoint.root, 'hex').toString('base64');
    const [origin, size, rootLine, blank, signature = '', end] = text.split('\n');
    expect([origin, size, rootLine, blank, end]).toEqual(['ontschot/parkstad', '64', root, '', '']);
    const [dash, name, bytes = ''] = signature.split(' ');
    expect([dash, name]).toEqual(['—', 'ontschot/parkstad']);
    // As C2SP has it for ECDSA: the first four bytes of the key's SHA-256, then the signature in DER.
    expect(Buffer.from(bytes, 'base64').subarray(0, 4).toString('hex')).toBe(hashBytes(ours.der).slice(0, 8));
    expect(Buffer.from(bytes, 'base64')[4]).toBe(0x30);
  });

  test('is read back as it was, and its signature holds', () => {
    const read = readCheckpoint(text);
    expect(read).toMatchObject(checkpoint);
    expect(read !== null && isSignedBy(read, ours.der, means)).toBe(true);
  });

  test('of another key does not hold under this one', () => {
    const read = readCheckpoint(signed(checkpoint, keyPair()));
    expect(read !== null && isSignedBy(read, ours.der, means)).toBe(false);
  });

  test.each([
    ['another log', { origin: originOf('elders') }],
    ['another size', { size: 65 }],
    ['another root', { root: hashBytes(Buffer.from('another root')) }],
  ])('with %s does not hold under the same signature', (_, change) => {
    const read = readCheckpoint(text);
    if (read === null) throw new Error('The checkpoint cannot be read.');
    expect(isSignedBy({ ...read, ...change }, ours.der, means)).toBe(false);
    expect(sayTheSame(read, { ...read, ...change })).toBe(false);
  });

  test('says the same whoever signed it', () => {
    const [one, other] = [readCheckpoint(text), readCheckpoint(signed(checkpoint, keyPair()))];
    expect(one !== null && other !== null && sayTheSame(one, other)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['the line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${text}`],
    ['a line behind it', `${text}\n`],
    ['a second signature', `${text}${text.split('\n').at(-2)}\n`],
    ['a size that begins with a zero', text.replace('\n64\n', '\n064\n')],
    ['no size', text.replace('\n64\n', '\n0\n')],
    ['a size that no number holds', text.replace('\n64\n', '\n9999999999999999\n')],
    ['a signature under another name', text.replace('— ontschot/parkstad', '— ontschot/elders')],
    ['a hyphen for the dash', text.replace('—', '-')],
    ['a root of another length', text.replace(/\n[^\n]{44}\n/, '\nAAAA\n')],
    // The last digit of a root holds two bits that mean nothing; they must be zero, or one root has four texts.
    [
      'bits that mean nothing',
      text.replace(/(.)=\n/, (_, digit) => `${digit === 'A' ? 'B' : String.fromCharCode(digit.charCodeAt(0) + 1)}=\n`),
    ],
  ])('with %s is none', (_, other) => {
    expect(other).not.toBe(text);
    expect(readCheckpoint(other)).toBeNull();
  });

  test('with the other form of its signature, which anybody can make, does not hold', () => {
    const read = readCheckpoint(text);
    if (read === null) throw new Error('The checkpoint cannot be read.');
    const high = otherForm(read.signature);
    expect(verifySignature(ours.der, signedBytes(read), high)).toBe(true);
    expect(isSignedBy({ ...read, signature: high }, ours.der, means)).toBe(false);
  });

  test('one bit turned anywhere is found', () => {
    const bytes = Buffer.from(text);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const other = Buffer.from(bytes);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const read = readCheckpoint(other.toString('utf8'));
      expect(read !== null && isSignedBy(read, ours.der, means)).toBe(false);
    }
  });
});
