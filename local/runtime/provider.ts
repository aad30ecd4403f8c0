/**
 * The OpenID Connect issuer of the embedded run: the authorization code flow with PKCE (S256) of `oidc-provider`, on an address
 * of its own, as another organisation's issuer would be. Its name and its audience are those of the templates, and it signs
 * with the key of `issuer.ts`, so that the authorizer cannot tell its tokens from others of this run.
 *
 * Nobody has a password. Who signs in picks a person, and shows with the code that was printed at the start that they are
 * the one who started this run, and neither another user of this machine nor a web page that found the port.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter, AdapterPayload, Configuration, default as Provider } from 'oidc-provider';
import { ISSUER_COOKIES } from './cookies.ts';
import type { AuthorizerPlan } from './deployment.ts';
import { type Issuer, TOKEN_SECONDS } from './issuer.ts';
import { type LoopbackServer, readBody, startLoopback } from './loopback.ts';
import { type SignInPerson, signInFailedPage, signInPage } from './sign-in-page.ts';

/** What the pages of the issuer need. */
export interface ProviderOptions {
  readonly issuer: Issuer;
  readonly authorizer: AuthorizerPlan;
  readonly people: readonly SignInPerson[];
  /** What somebody who signs in must know. */
  readonly code: string;
  /** Where the client takes the authorization code, and where a sign-in begins; asked once a sign-in comes. */
  readonly client: () => { readonly redirectAddress: string; readonly beginAddress: string };
}

/** Letters and digits that cannot be taken for one another. */
const CODE_LETTERS = 'abcdefghjkmnpqrstvwxyz23456789';

/** A code for one run, such as `k3mf-9tqx`: 39 bits, far more than anybody guesses over HTTP while a run lasts. */
export const newSignInCode = (): string => {
  const letters = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
};

/** What the issuer has to remember of a sign-in, in memory: none outlives the run. Expiry is checked by the issuer itself. */
const memoryAdapter = (): ((model: string) => Adapter) => {
  const kept = new Map<string, AdapterPayload>();
  return (model) => {
    const keyOf = (id: string): string => `${model} ${id}`;
    return {
      upsert: async (id, payload) => void kept.set(keyOf(id), payload),
      find: async (id) => kept.get(keyOf(id)),
      findByUid: async (uid) => [...kept.values()].find((each) => each.uid === uid),
      findByUserCode: async () => undefined,
      consume: async (id) => {
        const payload = kept.get(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void kept.delete(keyOf(id)),
      revokeByGrantId: async (grant) => {
        for (const [key, payload] of kept) if (payload.grantId === grant) kept.delete(key);
      },
    };
  };
};

const PEOPLE_PATH = '/personen';

/** How long what a sign-in needs is good for, in seconds; nobody uses the access token. */
const FLOW_SECONDS = { AccessToken: 60, AuthorizationCode: 60, Interaction: 600 } as const;

const configuration = ({ issuer, people, client }: ProviderOptions, clientId: string): Configuration => ({
  adapter: memoryAdapter(),
  // The algorithm and the name of the key come with it; the authorizer knows RS256 only.
  jwks: { keys: [issuer.key] } as NonNullable<Configuration['jwks']>,
  clients: [
    {
      client_id: clientId,
      // The pages' door runs on the user's own machine, so it could keep no secret: PKCE takes its place.
      token_endpoint_auth_method: 'none',
      redirect_uris: [client().redirectAddress],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  cookies: { keys: [randomBytes(32).toString('base64url')], names: ISSUER_COOKIES },
  pkce: { required: () => true },
  responseTypes: ['code'],
  scopes: ['openid'],
  claims: { openid: ['sub', 'custom:party', 'custom:role'] },
  // Cognito puts the attributes of a person in the ID token, and the authorizer reads them there.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
  ttl: { ...FLOW_SECONDS, IdToken: TOKEN_SECONDS, Grant: TOKEN_SECONDS, Session: TOKEN_SECONDS },
  findAccount: (_, id) => {
    const found = people.find(({ person }) => person === id);
    if (found === undefined) return undefined;
    const claims = { sub: found.person, 'custom:party': found.party, 'custom:role': found.role };
    return { accountId: id, claims: async () => claims };
  },
  interactions: { url: (_, { uid }) => `${PEOPLE_PATH}/${uid}` },
  // There is one client and it is our own, so nobody is asked whether it may know who they are.
  loadExistingGrant: async ({ oidc }) => {
    const { client: known, session, provider } = oidc;
    if (known === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: known.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
  renderError: (context, { error }) => {
    context.type = 'html';
    context.body = signInFailedPage(`De aanmelding klopt niet (${error}).`, client().beginAddress);
  },
});

/** Loaded at the first sign-in: it takes longer than the rest of a start, and most runs need no page. */
const makeProvider = async (options: ProviderOptions): Promise<Provider> => {
  const { issuer: name, audiences } = options.authorizer;
  const [clientId] = audiences;
  if (clientId === undefined) throw new Error('the authorizer of the templates names no audience');
  const { default: ProviderOfOpenId } = await import('oidc-provider');
  return new ProviderOfOpenId(name, configuration(options, clientId));
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
  };
  response.writeHead(status, headers).end(html);
};

const LONGEST_FORM_BYTES = 10_000;

const readForm = async (message: IncomingMessage): Promise<{ readonly person: string; readonly code: string }> => {
  const body = (await readBody(message, LONGEST_FORM_BYTES))?.toString('utf8') ?? '';
  const fields = new URLSearchParams(body);
  return { person: fields.get('person') ?? '', code: (fields.get('code') ?? '').trim().toLowerCase() };
};

/** The page on which a person is picked, and what its form gives. */
const pickPerson = async (
  provider: Provider,
  { people, code }: ProviderOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  await provider.interactionDetails(message, response);
  if (message.method !== 'POST') return sendPage(response, 200, signInPage(people));
  const given = await readForm(message);
  const isKnown = people.some(({ person }) => person === given.person);
  if (!isKnown || !isSame(given.code, code)) {
    const fault = isKnown ? 'De aanmeldcode klopt niet.' : 'Kies wie u bent.';
    return sendPage(response, 400, signInPage(people, { chosen: given.person, message: fault }));
  }
  await provider.interactionFinished(message, response, { login: { accountId: given.person, remember: false } });
};

/** Starts the issuer on loopback. */
export const startProvider = async (options: ProviderOptions): Promise<LoopbackServer> => {
  let made: Promise<Provider> | undefined;
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    made ??= makeProvider(options);
    const provider = await made;
    if (message.url?.startsWith(`${PEOPLE_PATH}/`)) await pickPerson(provider, options, message, response);
    else await provider.callback()(message, response);
  };
  const fail = (response: ServerResponse): void => {
    if (response.headersSent) return void response.destroy();
    sendPage(
      response,
      400,
      signInFailedPage('Deze aanmelding is verlopen of al gebruikt.', options.client().beginAddress),
    );
  };
  return startLoopback((message, response) => void handle(message, response).catch(() => fail(response)));
};
