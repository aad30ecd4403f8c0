/**
 * The door through which a browser comes to the pages: it sends who is not signed in to the issuer, takes the authorization
 * code that comes back, and keeps the token in a cookie that no script can read. A request with that cookie becomes one with
 * the token in its `Authorization` header, as the HTTP API wants it; the functions never see the cookie.
 *
 * The cookie is not sent along with a form of another site (`SameSite=Lax`). Another program on a port of this machine is
 * the same site to a browser, so a request that changes something must also say that it comes from a page of this very
 * address (`Sec-Fetch-Site`, which no page can set, or `Origin` of a browser that does not know it).
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { cookie, cookieOf, FLOW_COOKIE, SESSION_COOKIE } from './cookies.ts';
import type { AuthorizerPlan } from './deployment.ts';
import type { HttpAnswer } from './http-event.ts';
import { type Claims, type Issuer, TOKEN_SECONDS } from './issuer.ts';
import { signedOutPage, signInFailedPage } from './sign-in-page.ts';

/** What signing in needs: who made the tokens, and where its pages are. */
export interface SignInOptions {
  readonly issuer: Issuer;
  readonly authorizer: AuthorizerPlan;
  readonly issuerAddress: string;
}

/** Where a sign-in begins; `naar` in its query says which page was asked for. */
export const SIGN_IN_PATH = '/aanmelden';
/** Where the issuer sends the browser back to. */
export const RETURN_PATH = `${SIGN_IN_PATH}/terug`;
const SIGN_OUT_PATH = '/afmelden';

const FLOW_SECONDS = 600;

/** The token of a request, and whether the browser sent it by itself; undefined where there is none. */
export const tokenOf = (
  message: IncomingMessage,
): { readonly token: string; readonly isFromCookie: boolean } | undefined => {
  const given = message.headers.authorization;
  if (given !== undefined && given !== '') return { token: given.replace(/^Bearer /i, ''), isFromCookie: false };
  const token = cookieOf(message, SESSION_COOKIE);
  return token === '' ? undefined : { token, isFromCookie: true };
};

/** The address of this server itself, whatever name the request calls it by. */
const ownAddress = ({ socket }: IncomingMessage): string => `http://127.0.0.1:${socket.localPort}`;

/** Whether a request that the browser's cookie vouches for may change something: only from a page of this very address. */
export const isFromOwnPage = (message: IncomingMessage): boolean => {
  if (message.method === 'GET' || message.method === 'HEAD') return true;
  const { 'sec-fetch-site': site, origin } = message.headers;
  return site === undefined ? origin === ownAddress(message) : site === 'same-origin';
};

const redirection = (location: string, cookies: readonly string[] = []): HttpAnswer => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) },
  body: '',
});

const pageAnswer = (status: number, body: string, cookies: readonly string[] = []): HttpAnswer => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
  },
  body,
});

const failed = (status: number, message: string): HttpAnswer =>
  pageAnswer(status, signInFailedPage(message, SIGN_IN_PATH));

/** Leads a browser that asks for a page to the sign-in; undefined for a program, which is told by the status. */
export const signInFirst = ({ method, url = '', headers }: IncomingMessage): HttpAnswer | undefined =>
  method === 'GET' && (headers.accept ?? '').includes('text/html')
    ? redirection(`${SIGN_IN_PATH}?${new URLSearchParams({ naar: url })}`)
    : undefined;

const random = (): string => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** What the door must know of a sign-in when the browser comes back; the browser keeps it, for it is nobody else's. */
const flow = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });
type Flow = z.output<typeof flow>;

const writeFlow = (value: Flow): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const readFlow = (text: string): Flow | undefined => {
  try {
    return flow.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
};

/** A page of this address, written out in full, because `//elsewhere` and `/\elsewhere` are addresses of others; or nothing. */
const ownPage = (asked: string, address: string): string => {
  const page = asked.startsWith('/') ? URL.parse(asked, address) : null;
  return page?.origin === address ? page.href : '';
};

const discovered = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string() });
const discover = async ({ issuerAddress }: SignInOptions) =>
  discovered.parse(await (await fetch(`${issuerAddress}/.well-known/openid-configuration`)).json());

/** Sends the browser to the issuer. */
const begin = async (message: IncomingMessage, asked: URL, options: SignInOptions): Promise<HttpAnswer> => {
  const next = ownPage(asked.searchParams.get('naar') ?? '', asked.origin);
  const kept: Flow = { state: random(), nonce: random(), verifier: random(), next };
  const { authorization_endpoint: endpoint } = await discover(options);
  const query = new URLSearchParams({
    client_id: options.authorizer.audiences[0] ?? '',
    redirect_uri: ownAddress(message) + RETURN_PATH,
    response_type: 'code',
    scope: 'openid',
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: challengeOf(kept.verifier),
    code_challenge_method: 'S256',
    // One person may play several people, so every sign-in asks anew who it is.
    prompt: 'login',
  });
  return redirection(`${endpoint}?${query}`, [cookie(FLOW_COOKIE, writeFlow(kept), SIGN_IN_PATH, FLOW_SECONDS)]);
};

/** The token that the issuer gives for a code; undefined where it gives none. */
const exchange = async (code: string, redirect: string, { verifier }: Flow, options: SignInOptions) => {
  const { token_endpoint: endpoint } = await discover(options);
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: options.authorizer.audiences[0] ?? '',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
    }),
  });
  return answer.ok ? z.object({ id_token: z.string() }).parse(await answer.json()).id_token : undefined;
};

/** The page of the pilot that a token is for. */
const pilotPage = (claims: Claims): string => {
  const [pilot = ''] = (claims['custom:party'] ?? '').split('/');
  return `/pilots/${encodeURIComponent(pilot)}?format=html`;
};

/** Takes the code that the issuer sent the browser back with. */
const complete = async (message: IncomingMessage, asked: URL, options: SignInOptions): Promise<HttpAnswer> => {
  const kept = readFlow(cookieOf(message, FLOW_COOKIE));
  const [code, state] = [asked.searchParams.get('code'), asked.searchParams.get('state')];
  if (kept === undefined || code === null || state !== kept.state)
    return failed(400, 'Deze aanmelding is niet in deze browser begonnen, of is verlopen.');
  const token = await exchange(code, ownAddress(message) + RETURN_PATH, kept, options);
  const verified = token === undefined ? undefined : await options.issuer.verify(options.authorizer, token);
  if (token === undefined || verified === undefined || 'refused' in verified || verified.claims['nonce'] !== kept.nonce)
    return failed(400, 'De uitgever gaf geen geldig bewijs van wie u bent.');
  return redirection(kept.next === '' ? pilotPage(verified.claims) : kept.next, [
    cookie(SESSION_COOKIE, token, '/', TOKEN_SECONDS),
    cookie(FLOW_COOKIE, '', SIGN_IN_PATH, 0),
  ]);
};

/** Says so on a page of its own: a form may not be led on to the issuer by the policy of the page that it stands on. */
const signOut = (message: IncomingMessage): HttpAnswer =>
  isFromOwnPage(message)
    ? pageAnswer(200, signedOutPage(SIGN_IN_PATH), [cookie(SESSION_COOKIE, '', '/', 0)])
    : failed(403, 'Afmelden kan alleen vanaf een pagina van Ontschot zelf.');

/** Answers the addresses of signing in and out, and `/`; undefined for every other. */
export const answerSignIn = async (
  message: IncomingMessage,
  options: SignInOptions,
): Promise<HttpAnswer | undefined> => {
  const asked = URL.parse(`${ownAddress(message)}${message.url}`);
  if (asked === null) return undefined;
  const address = `${message.method} ${asked.pathname}`;
  if (address === `POST ${SIGN_OUT_PATH}`) return signOut(message);
  if (![`GET ${SIGN_IN_PATH}`, `GET ${RETURN_PATH}`, 'GET /'].includes(address)) return undefined;
  // A cookie belongs to a name, and a foreign name that leads here (DNS rebinding) must get none: all begin at our own.
  if (`http://${message.headers.host}` !== asked.origin) return redirection(asked.origin + SIGN_IN_PATH);
  return asked.pathname === RETURN_PATH ? complete(message, asked, options) : begin(message, asked, options);
};
