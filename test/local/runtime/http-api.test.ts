import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, startRun } from '../../../local/runtime/run.ts';
import { listed, someone } from './fixture.ts';
import { handlersFile, templates } from './templates.ts';

let folder: string;
let run: Run;
let key: JWK;
const refused: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ontschot-tokens-'));
  const onLog = ({ functionName, text }: { functionName: string; text: string }) =>
    void (functionName === 'authorizer' && refused.push(text));
  run = await startRun({ stateFolder: folder, handlersFile, templates: async () => templates, onLog });
  key = JSON.parse(await readFile(join(folder, 'issuer-key.json'), 'utf8'));
});
afterAll(async () => {
  await run?.close();
  await rm(folder, { recursive: true, force: true });
});

const now = (): number => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({
  sub: someone.person,
  'custom:party': someone.party,
  'custom:role': someone.role,
  iss: 'https://issuer.example.nl',
  aud: 'tests',
  iat: now(),
  exp: now() + 3600,
});
const signed = async (payload: JWTPayload): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(await importJWK(key, 'RS256'));

const withoutEnd = (): JWTPayload => {
  const { exp: _, ...rest } = good();
  return rest;
};

/** The public key as everybody can have it, in PEM: what an attacker would take for a shared secret. */
const publicPem = (): string =>
  createPublicKey({ key: { kty: 'RSA', n: key.n ?? '', e: key.e ?? '' }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const withPayload = (token: string, payload: JWTPayload): string => {
  const [header, , signature] = token.split('.');
  return [header, encoded(payload), signature].join('.');
};

/** Each attack on the token of an analyst, and the rule by which it is refused. */
const ATTACKS: readonly (readonly [string, string, () => Promise<string>])[] = [
  ['expired', 'token_must_be_valid_now', () => signed({ ...good(), exp: now() - 1 })],
  ['without an end', 'token_must_be_valid_now', () => signed(withoutEnd())],
  ['not valid yet', 'token_must_be_valid_now', () => signed({ ...good(), nbf: now() + 600 })],
  ['for another audience', 'token_must_name_the_audience', () => signed({ ...good(), aud: 'others' })],
  ['of another issuer', 'token_must_come_from_the_issuer', () => signed({ ...good(), iss: 'https://other.example' })],
  [
    'signed by a key of somebody else',
    'token_must_be_signed_by_the_issuer',
    () =>
      new SignJWT(good())
        .setProtectedHeader({ alg: 'RS256' })
        .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  ],
  [
    'that brings its own key along',
    'token_must_be_signed_by_the_issuer',
    async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const jwk = publicKey.export({ format: 'jwk' }) as JWK;
      return new SignJWT(good()).setProtectedHeader({ alg: 'RS256', jwk }).sign(privateKey);
    },
  ],
  [
    'changed after it was signed, into a supervisor’s',
    'token_must_be_signed_by_the_issuer',
    async () => withPayload(await signed(good()), { ...good(), 'custom:role': 'supervisor' }),
  ],
  ['alg: none', 'token_must_be_signed_by_the_issuer', async () => new UnsecuredJWT(good()).encode()],
  [
    'alg: NONE with a signature that was good',
    'token_must_be_signed_by_the_issuer',
    async () => [encoded({ alg: 'NONE' }), ...(await signed(good())).split('.').slice(1)].join('.'),
  ],
  [
    'HS256 with the public key as the secret',
    'token_must_be_signed_by_the_issuer',
    () => new SignJWT(good()).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(publicPem())),
  ],
  ['no token at all', 'token_must_be_signed_by_the_issuer', async () => 'a.b.c'],
];

describe('the HTTP API refuses a token', () => {
  test.each(ATTACKS)('%s', async (_, rule, attack) => {
    const authorization = `Bearer ${await attack()}`;
    const answer = await fetch(`${run.address}/list`, { headers: { authorization } });
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer error="invalid_token", error_description="${rule}"`);
    expect(refused.at(-1)).toBe(JSON.stringify({ refused: rule, route: 'GET /list' }));
  });

  test.each(ATTACKS)('%s, also in the cookie of a browser', async (_, rule, attack) => {
    const cookie = `ontschot-sessie=${await attack()}`;
    const answer = await fetch(`${run.address}/list`, { headers: { cookie } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain(rule);
  });

  test('and changes nothing by it: an upload with a forged token is not allowed', async () => {
    const authorization = `Bearer ${new UnsecuredJWT(good()).encode()}`;
    const answer = await fetch(`${run.address}/uploads/a.csv`, { method: 'POST', headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(await listed(run)).toEqual({ files: [], notes: [] });
  });

  test('whereas the same token, good, is taken', async () => {
    const authorization = `Bearer ${await signed(good())}`;
    expect((await fetch(`${run.address}/list`, { headers: { authorization } })).status).toBe(200);
  });

  test('a header that is wrong is not made good by a cookie that is right', async () => {
    const headers = { authorization: 'Bearer a.b.c', cookie: `ontschot-sessie=${await signed(good())}` };
    expect((await fetch(`${run.address}/list`, { headers })).status).toBe(401);
  });

  test('and logs no word of who sent it', () => {
    expect(refused.length).toBeGreaterThan(ATTACKS.length);
    expect(refused.filter((line) => /p1|INS|analyst|wijk/.test(line))).toEqual([]);
  });
});
