import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesOfHex, hexOfBytes } from '../../../domain/record/byte-text.ts';
import {
  fingerprintOf,
  isLowSignature,
  isP256Key,
  keyOfPem,
  lowSignature,
  pemOfKey,
} from '../../../domain/record/signature.ts';
import { verifySignature } from '../../../functions/signer.ts';

/**
 * RFC 6979, appendix A.2.5: a key over P-256 and the signature over "sample" with SHA-256, as numbers. Its s is above
 * half the order.
 */
const X = '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6';
const Y = '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299';
const R = 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716';
const S = 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8';
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const publicKey = bytesOfHex(`3059301306072a8648ce3d020106082a8648ce3d03010703420004${X}${Y}`);
const der = bytesOfHex(`3046022100${R}022100${S}`);
const low = bytesOfHex(`3045022100${R}0220${(ORDER - BigInt(`0x${S}`)).toString(16).padStart(64, '0')}`);
const message = new TextEncoder().encode('sample');

const hashBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a signature over P-256', () => {
  test('holds as RFC 6979 gives it, and with its s turned about the order', () => {
    expect(verifySignature(publicKey, message, der)).toBe(true);
    expect(verifySignature(publicKey, message, low)).toBe(true);
    expect(verifySignature(publicKey, new TextEncoder().encode('simple'), der)).toBe(false);
  });

  test('counts in the form with the smaller s only, so that nobody makes a second one of it', () => {
    expect([isLowSignature(der), isLowSignature(low)]).toEqual([false, true]);
    expect(lowSignature(der)).toEqual(low);
    expect(lowSignature(low)).toEqual(low);
  });

  test.each([
    ['nothing', ''],
    ['one byte', '30'],
    ['a byte behind it', `${hexOfBytes(low)}00`],
    ['a byte too few', hexOfBytes(low).slice(0, -2)],
    ['a zero too many before r', `3047023${'0'}00${'00'}00${R}`],
    ['r without the zero that makes it positive', `30440220${R}0220${hexOfBytes(low).slice(-64)}`],
    ['a length in two bytes', `308145${hexOfBytes(low).slice(4)}`],
    ['another tag', `31${hexOfBytes(low).slice(2)}`],
  ])('is none as %s', (_, hex) => {
    expect(lowSignature(bytesOfHex(hex))).toBeNull();
    expect(isLowSignature(bytesOfHex(hex))).toBe(false);
  });

  test('of Node is one, whichever s it happened to get', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    for (let time = 0; time < 40; time += 1) {
      const lowered = lowSignature(sign('sha256', message, privateKey));
      expect(lowered !== null && isLowSignature(lowered) && verifySignature(key, message, lowered)).toBe(true);
    }
  });

  test('that no key or signature can be read from does not hold, and nothing is thrown', () => {
    expect(verifySignature(new Uint8Array(91), message, low)).toBe(false);
    expect(verifySignature(publicKey, message, new Uint8Array(3))).toBe(false);
    const offTheCurve = bytesOfHex(`${hexOfBytes(publicKey).slice(0, -2)}00`);
    expect(verifySignature(offTheCurve, message, low)).toBe(false);
  });
});

describe('a public key', () => {
  const pem = pemOfKey(publicKey);

  test('as PEM is what OpenSSL writes', () => {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(pem).toBe(key.export({ format: 'pem', type: 'spki' }));
  });

  test('is read back, also with the line ends of Windows', () => {
    expect(keyOfPem(pem)).toEqual(publicKey);
    expect(keyOfPem(pem.replaceAll('\n', '\r\n'))).toEqual(publicKey);
  });

  test('has as fingerprint the SHA-256 of its bytes', () =>
    expect(fingerprintOf(publicKey, hashBytes)).toBe(createHash('sha256').update(publicKey).digest('hex')));

  test.each([
    ['a private key', 'ec', { namedCurve: 'P-256' }, 'private'],
    ['a key of another curve', 'ec', { namedCurve: 'P-384' }, 'public'],
    ['an RSA key', 'rsa', { modulusLength: 2048 }, 'public'],
  ] as const)('is not %s', (_, type, options, half) => {
    const pair = type === 'ec' ? generateKeyPairSync(type, options) : generateKeyPairSync(type, options);
    const text =
      half === 'private'
        ? pair.privateKey.export({ format: 'pem', type: 'pkcs8' })
        : pair.publicKey.export({ format: 'pem', type: 'spki' });
    expect(keyOfPem(String(text))).toBeNull();
  });

  test.each(['', 'geen sleutel', '-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----\n', `${pem}${pem}`])(
    'is not to be found in %j',
    (text) => expect(keyOfPem(text)).toBeNull(),
  );

  test('with a compressed point is not taken: each key has one form', () =>
    expect(isP256Key(bytesOfHex(`3039301306072a8648ce3d020106082a8648ce3d030107032200 03${X}`.replace(' ', '')))).toBe(
      false,
    ));
});
