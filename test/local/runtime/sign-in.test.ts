import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, startRun } from '../../../local/runtime/run.ts';
import { newSession, type Session, type Shown } from './browser-session.ts';
import { request, someone } from './fixture.ts';
import { handlersFile, templates } from './templates.ts';

const people = [
  { person: 'p1', party: 'wijk/INS', role: 'analyst', name: 'Anna <b>de Wit</b>', partyName: 'Zorgverzekeraar' },
  { person: 'p2', party: 'wijk/MUN', role: 'controller', name: 'Bram Smit', partyName: 'Gemeente' },
] as const;

let folder: string;
let run: Run;
const refused: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ontschot-sign-in-'));
  const onLog = ({ functionName, text }: { functionName: string; text: string }) =>
    void (functionName === 'authorizer' && refused.push(text));
  run = await startRun({ stateFolder: folder, handlersFile, templates: async () => templates, people, onLog });
});
afterAll(async () => {
  await run?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the page on which a person is picked, by way of a page that asks for it. */
const choosing = (session: Session, page = '/list'): Promise<Shown> => session.open(run.address + page);

/** Signs in and is led back to the page that was asked for. */
const signedIn = async (session: Session, person = 'p1', page = '/list'): Promise<Shown> => {
  const { address } = await choosing(session, page);
  return session.submit(address, { person, code: run.signIn.code });
};

/** A form without content, sent with the cookies of a session. */
const post = (session: Session, headers: Readonly<Record<string, string>>): Promise<Shown> =>
  session.ask(`${run.address}/things/a/b`, { method: 'POST', headers });

describe('signing in with a browser', () => {
  test('a page leads to the people, grouped by party; picking one and giving the code leads back to the page', async () => {
    const session = newSession();
    const page = await choosing(session);
    expect(page.status).toBe(200);
    expect(new URL(page.address).origin).toBe(run.issuerAddress);
    expect(page.text).toContain('<legend>Zorgverzekeraar</legend>');
    expect(page.text).toContain('Anna &lt;b&gt;de Wit&lt;/b&gt; – analist: levert cijfers aan');
    expect(page.text).not.toContain(run.signIn.code);
    const back = await signedIn(session);
    expect([back.status, back.address, back.text]).toEqual([200, `${run.address}/list`, '{"files":[],"notes":[]}']);
  });

  test('the token stands in a cookie that no script reads and no other site sends, and says who, of which party, in which role', async () => {
    const session = newSession();
    await signedIn(session, 'p2');
    const token = session.cookies.get('ontschot-sessie') ?? '';
    const keys = (await (await fetch(`${run.issuerAddress}/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0];
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer: 'https://issuer.example.nl',
      audience: 'tests',
    });
    expect(payload).toMatchObject({ sub: 'p2', 'custom:party': 'wijk/MUN', 'custom:role': 'controller' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(protectedHeader.alg).toBe('RS256');
    expect(JSON.stringify(payload)).not.toContain('Bram');
    expect(session.cookies.has('ontschot-aanmelding')).toBe(false);
  });

  test('the cookie is HttpOnly and SameSite=Lax', async () => {
    const session = newSession();
    const { address } = await choosing(session);
    const body = new URLSearchParams({ person: 'p1', code: run.signIn.code });
    const resume = await session.ask(address, { method: 'POST', body });
    const back = await session.ask(resume.location ?? '');
    const done = await session.ask(back.location ?? '');
    const set = done.cookies.find((each) => each.startsWith('ontschot-sessie='));
    expect(set).toMatch(/; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
  });

  test('the tokens of the tests and the demo are of the same issuer: its published key verifies them', async () => {
    const keys = (await (await fetch(`${run.issuerAddress}/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0];
    const { payload } = await jwtVerify(await run.token(someone), createLocalJWKSet(keys));
    expect(payload.sub).toBe('p1');
    expect(JSON.stringify(keys)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  });

  test('functions see the claims and never the cookie of the sign-in', async () => {
    const session = newSession();
    await signedIn(session);
    session.cookies.set('theme', 'dark');
    const { text } = await post(session, { 'sec-fetch-site': 'same-origin' });
    expect(JSON.parse(text)).toMatchObject({
      cookies: ['theme=dark'],
      requestContext: { authorizer: { jwt: { claims: { sub: 'p1', 'custom:party': 'wijk/INS' } } } },
    });
    expect(text).not.toContain('ontschot-sessie');
  });

  test('without a page in mind it leads to the pilot of the person', async () => {
    const session = newSession();
    const { address } = await session.open(run.address);
    const body = new URLSearchParams({ person: 'p2', code: run.signIn.code });
    const resume = await session.ask(address, { method: 'POST', body });
    const back = await session.ask(resume.location ?? '');
    expect((await session.ask(back.location ?? '')).location).toBe(`${run.address}/pilots/wijk?format=html`);
  });

  test.each(['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', '/a/..//elsewhere.example'])(
    'a page elsewhere is not gone to: %s',
    async (page) => {
      const session = newSession();
      const begun = await session.ask(`${run.signIn.address}?${new URLSearchParams({ naar: page })}`);
      const { address } = await session.open(begun.location ?? '');
      const body = new URLSearchParams({ person: 'p2', code: run.signIn.code });
      const resume = await session.ask(address, { method: 'POST', body });
      const back = await session.ask(resume.location ?? '');
      const { location } = await session.ask(back.location ?? '');
      expect(new URL(location ?? '').origin).toBe(run.address);
    },
  );

  test('signing out takes the cookie away', async () => {
    const session = newSession();
    await signedIn(session);
    const { text } = await session.submit(`${run.address}/afmelden`, {});
    expect(text).toContain('U bent afgemeld');
    expect(session.cookies.has('ontschot-sessie')).toBe(false);
  });

  test('asked by another name of this machine it begins at its own address', async () => {
    const port = new URL(run.address).port;
    const shown = await newSession().ask(`http://localhost:${port}/aanmelden`);
    expect([shown.status, shown.location, shown.cookies]).toEqual([303, run.signIn.address, []]);
  });
});

describe('signing in is refused', () => {
  test.each([
    ['with a wrong code', { person: 'p1', code: 'aaaa-aaaa' }, 'De aanmeldcode klopt niet.'],
    ['without a code', { person: 'p1' }, 'De aanmeldcode klopt niet.'],
    ['as somebody who is not there', { person: 'p9', code: 'right' }, 'Kies wie u bent.'],
    ['as nobody', { code: 'right' }, 'Kies wie u bent.'],
  ])('%s, on the same page', async (_, fields, message) => {
    const session = newSession();
    const { address } = await choosing(session);
    const given = Object.entries({ ...fields } as Record<string, string>);
    const sent = given.map(([name, value]) => [name, value === 'right' ? run.signIn.code : value]);
    const page = await session.submit(address, Object.fromEntries(sent));
    expect([page.status, page.address]).toEqual([400, address]);
    expect(page.text).toContain(message);
    expect(session.cookies.has('ontschot-sessie')).toBe(false);
  });

  /** The address with the authorization code, not yet gone to. */
  const codeFor = async (session: Session): Promise<URL> => {
    const { address } = await choosing(session);
    const body = new URLSearchParams({ person: 'p1', code: run.signIn.code });
    const resume = await session.ask(address, { method: 'POST', body });
    return new URL((await session.ask(resume.location ?? '')).location ?? '');
  };

  test('with the authorization code of another browser', async () => {
    const address = await codeFor(newSession());
    const page = await newSession().ask(address.href);
    expect([page.status, page.cookies]).toEqual([400, []]);
    expect(page.text).toContain('niet in deze browser begonnen');
  });

  test('with another state than it began with', async () => {
    const session = newSession();
    const address = await codeFor(session);
    address.searchParams.set('state', 'other');
    expect((await session.ask(address.href)).status).toBe(400);
    expect(session.cookies.has('ontschot-sessie')).toBe(false);
  });

  test('with a verifier that is not that of the challenge, or with a code that was used before', async () => {
    const session = newSession();
    const address = await codeFor(session);
    const kept = session.cookies.get('ontschot-aanmelding') ?? '';
    const flow = JSON.parse(Buffer.from(kept, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...flow, verifier: 'a'.repeat(43) })).toString('base64url');
    session.cookies.set('ontschot-aanmelding', forged);
    expect((await session.ask(address.href)).status).toBe(400);
    expect(session.cookies.has('ontschot-sessie')).toBe(false);
    session.cookies.set('ontschot-aanmelding', kept);
    expect((await session.ask(address.href)).status).toBe(303);
    session.cookies.set('ontschot-aanmelding', kept);
    const again = await session.ask(address.href);
    expect([again.status, again.cookies]).toEqual([400, []]);
    expect(again.text).toContain('geen geldig bewijs');
  });

  test('by the issuer, of a client without PKCE, with the plain method, or with another address to come back to', async () => {
    const good = {
      client_id: 'tests',
      redirect_uri: `${run.address}/aanmelden/terug`,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      state: 's',
    };
    const ask = (query: object) =>
      newSession().ask(`${run.issuerAddress}/auth?${new URLSearchParams({ ...good, ...query })}`);
    expect((await ask({})).location).toContain('/personen/');
    expect((await ask({ code_challenge_method: 'plain' })).location).toContain('error=invalid_request');
    expect((await ask({ code_challenge: '', code_challenge_method: '' })).location).toContain('error=invalid_request');
    const elsewhere = await ask({ redirect_uri: 'https://elsewhere.example/' });
    expect([elsewhere.status, elsewhere.location]).toEqual([400, null]);
    expect(elsewhere.text).toContain('De aanmelding klopt niet (invalid_redirect_uri).');
  });

  test('when its page is opened without having begun, in words and without a trace of code', async () => {
    const page = await newSession().ask(`${run.issuerAddress}/personen/none`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('verlopen of al gebruikt');
    expect(page.text).not.toMatch(/Error|at \w+ \(/);
  });
});

describe('a form of another page is refused although the browser sends the cookie', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another program on this machine', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:9' }],
    ['of a page opened from a file', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['in a browser that says nothing', {}],
    ['in an old browser, of another address', { origin: 'http://127.0.0.1:9' }],
  ])('%s', async (_, headers) => {
    const session = newSession();
    await signedIn(session);
    const answer = await post(session, headers);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      403,
      { refusal: 'request_must_come_from_own_page', message: expect.stringContaining('pagina van Ontschot zelf') },
    ]);
  });

  test('one of the own page passes, also in an old browser; a program with a token needs no page', async () => {
    const session = newSession();
    await signedIn(session);
    expect((await post(session, { origin: run.address })).status).toBe(201);
    expect((await request(run, '/things/a/b', { method: 'POST' })).status).toBe(201);
  });

  test('signing out too', async () => {
    const session = newSession();
    await signedIn(session);
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await session.ask(`${run.address}/afmelden`, { method: 'POST', headers })).status).toBe(403);
    expect(session.cookies.has('ontschot-sessie')).toBe(true);
  });
});

test('a cookie that holds no token leads a browser to the sign-in and tells a program so', async () => {
  const session = newSession();
  session.cookies.set('ontschot-sessie', 'a.b.c');
  const shown = await session.ask(`${run.address}/list?a=1`);
  expect([shown.status, shown.location]).toEqual([303, `${run.signIn.address}?naar=%2Flist%3Fa%3D1`]);
  expect((await session.ask(`${run.address}/list`, { headers: { accept: 'application/json' } })).status).toBe(401);
  expect(refused.at(-1)).toBe('{"refused":"token_must_be_signed_by_the_issuer","route":"GET /list"}');
});
