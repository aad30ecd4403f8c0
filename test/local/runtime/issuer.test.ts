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
  const verified = await issuer.verify(authorizer, await issuer.token(authorizer, someone));
  const claims = 'claims' in verified ? verified.claims : {};
  expect(claims).toMatchObject({
    sub: 'p1',
    'custom:party': 'wijk/INS',
    'custom:role': 'analyst',
    iss: 'https://issuer.example.nl',
    aud: '[tests]',
  });
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(hour);
});

test('the key stays in the folder, readable for its owner only, and tokens hold over a restart', async () => {
  const folder = await newFolder();
  const token = await (await openIssuer(folder)).token(authorizer, someone);
  expect(await (await openIssuer(folder)).verify(authorizer, token)).toMatchObject({ claims: { sub: 'p1' } });
  expect(statSync(join(folder, 'issuer-key.json')).mode & 0o777).toBe(0o600);
});

describe('a token is refused', () => {
  const forged = { refused: 'token_must_be_signed_by_the_issuer' };

  test.each([
    ['that has expired', { exp: now() - 1 }, 'token_must_be_valid_now'],
    ['without an end', { exp: undefined }, 'token_must_be_valid_now'],
    ['that is not valid yet', { nbf: now() + hour }, 'token_must_be_valid_now'],
    ['for another audience', { aud: 'others' }, 'token_must_name_the_audience'],
    ['without an audience', { aud: undefined }, 'token_must_name_the_audience'],
    ['of another issuer', { iss: 'https://other.example.nl' }, 'token_must_come_from_the_issuer'],
  ])('%s', async (_, change, refused) => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    expect(await issuer.verify(authorizer, await signed(folder, good()))).toMatchObject({ claims: { sub: 'p1' } });
    const changed = await signed(folder, { ...good(), ...change } as JWTPayload);
    expect(await issuer.verify(authorizer, changed)).toEqual({ refused });
  });

  test('that another key signed', async () => {
    const issuer = await openIssuer(await newFolder());
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = await new SignJWT(good()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await issuer.verify(authorizer, other)).toEqual(forged);
  });

  test('whose content was changed after it was signed', async () => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    const [header, , signature] = (await signed(folder, good())).split('.');
    const changed = Buffer.from(JSON.stringify({ ...good(), sub: 'p2' })).toString('base64url');
    expect(await issuer.verify(authorizer, `${header}.${changed}.${signature}`)).toEqual(forged);
  });

  test('without a signature, whatever algorithm it claims', async () => {
    const issuer = await openIssuer(await newFolder());
    expect(await issuer.verify(authorizer, new UnsecuredJWT(good()).encode())).toEqual(forged);
  });

  test('signed with the public key as if it were a shared secret', async () => {
    const folder = await newFolder();
    const issuer = await openIssuer(folder);
    const secret = new TextEncoder().encode(keyOf(folder).n);
    const confused = await new SignJWT(good()).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await issuer.verify(authorizer, confused)).toEqual(forged);
  });

  test.each(['', 'Bearer', 'a.b.c'])('that is no token: "%s"', async (text) => {
    expect(await (await openIssuer(await newFolder())).verify(authorizer, text)).toEqual(forged);
  });
});
