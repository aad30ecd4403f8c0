import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openIssuer } from '../../../local/runtime/issuer.ts';
import { newFolder, someone } from './fixture.ts';

const authorizer = { issuer: 'https://issuer.example.nl', audiences: ['tests'] };
const hour = 3600;
const now = () => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({ sub: 'p1', iss: 'https://issuer.example.nl', aud: 'tests', exp: now() + hour });

const keyOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'issuer-key.json'), 'utf8'));

const signed = async (folder: string, payload: JWTPayload): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(await importJWK(keyOf(folder), 'RS256'));

test('a token says who, of which party, in which role, and holds for an hour', async () => {
  const issuer = await openIssuer(await newFolder());
  const claims = await issuer.verify(authorizer, await issuer.token(authorizer, someone));
  expect(claims).toMatchObject({
    sub: 'p1',
    'custom:party': 'wijk/INS',
    'custom:role': 'analyst',
    iss: 'https://issuer.example.nl',
    aud: '[tests]',
  });
  expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(hour);
});

test('the key stays in the folder, readable for its owner only, and tokens hold over a restart', async () => {
  const folder = await newFolder();
  const token = await (await openIssuer(folder)).token(authorizer, someone);
  expect(await (await openIssuer(folder)).verify(authorizer, token)).toMatchObject({ sub: 'p1' });
  expect(statSync(join(folder, 'issuer-key.json')).mode & 0o777).toBe(0o600);
});

describe('a token is refused', () => {
  test.each([
    ['that has expired', { exp: now() - 1 }],
    ['without an end', { exp: undefined }],
    ['that is not valid yet', { nbf: now() + hour }],
    ['for another audience', { aud: 'others' }],
    ['without an audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://other.example.nl' }],
  ])('%s', async (_, change) => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    expect(await issuer.verify(authorizer, await signed(folder, good()))).toMatchObject({ sub: 'p1' });
    expect(
      await issuer.verify(authorizer, await signed(folder, { ...good(), ...change } as JWTPayload)),
    ).toBeUndefined();
  });

  test('that another key signed', async () => {
    const issuer = await openIssuer(await newFolder());
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await new SignJWT(good()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await issuer.verify(authorizer, forged)).toBeUndefined();
  });

  test('whose content was changed after it was signed', async () => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    const [header, , signature] = (await signed(folder, good())).split('.');
    const changed = Buffer.from(JSON.stringify({ ...good(), sub: 'p2' })).toString('base64url');
    expect(await issuer.verify(authorizer, `${header}.${changed}.${signature}`)).toBeUndefined();
  });

  test('without a signature, whatever algorithm it claims', async () => {
    const issuer = await openIssuer(await newFolder());
    expect(await issuer.verify(authorizer, new UnsecuredJWT(good()).encode())).toBeUndefined();
  });

  test('signed with the public key as if it were a shared secret', async () => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    const secret = new TextEncoder().encode(keyOf(folder).n);
    const confused = await new SignJWT(good()).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await issuer.verify(authorizer, confused)).toBeUndefined();
  });

  test.each(['', 'Bearer', 'a.b.c'])('that is no token: "%s"', async (text) => {
    expect(await (await openIssuer(await newFolder())).verify(authorizer, text)).toBeUndefined();
  });
});
