/**
 * The HTTP API: finds the route, lets the authorizer decide, calls the function and sends its answer, as API Gateway does.
 * In front of it stands the door for browsers (`sign-in.ts`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoutePlan } from './deployment.ts';
import type { Functions } from './functions.ts';
import { gatewayAnswer, type HttpAnswer, httpAnswer, httpEvent, type MatchedRoute, matchRoute } from './http-event.ts';
import type { Claims, TokenRefusal } from './issuer.ts';
import { type LoopbackServer, readBody, startLoopback } from './loopback.ts';
import { answerSignIn, isFromOwnPage, type SignInOptions, signInFirst, tokenOf } from './sign-in.ts';
import type { Work } from './work.ts';

/** What the HTTP API needs. */
export interface HttpApiOptions {
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly routes: readonly RoutePlan[];
  readonly functions: Functions;
  readonly signIn: SignInOptions;
  readonly work: Work;
  /** Told of each request that was refused before any function: the route and the rule, and nothing of who sent it. */
  readonly onRefused: (routeKey: string, refused: DoorRefusal) => void;
}

// The most that API Gateway takes. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const longestBodyBytes = 10 * 1024 * 1024;

/** Why a request does not reach its function, named after the rule. */
type DoorRefusal = TokenRefusal | 'token_must_be_given' | 'request_must_come_from_own_page';

/** The claims of the token where the route asks for one, or why the request may not pass. */
const authorize = async (
  message: IncomingMessage,
  { authorizer }: RoutePlan,
  { issuer }: SignInOptions,
): Promise<{ readonly claims: Claims | undefined } | { readonly refused: DoorRefusal }> => {
  if (authorizer === undefined) return { claims: undefined };
  const given = tokenOf(message);
  if (given === undefined) return { refused: 'token_must_be_given' };
  if (given.isFromCookie && !isFromOwnPage(message)) return { refused: 'request_must_come_from_own_page' };
  return issuer.verify(authorizer, given.token);
};

/** A refusal as API Gateway words it: RFC 6750, section 3, with the rule as the description. A browser is led to the sign-in. */
const refusal = (message: IncomingMessage, refused: DoorRefusal): HttpAnswer => {
  if (refused === 'request_must_come_from_own_page') {
    const text =
      'Deze aanvraag komt niet van een pagina van Ontschot zelf. Open de pagina opnieuw en probeer het daar.';
    return { ...gatewayAnswer(403, ''), body: JSON.stringify({ refusal: refused, message: text }) };
  }
  const error = refused === 'token_must_be_given' ? '' : ` error="invalid_token", error_description="${refused}"`;
  const unauthorized = gatewayAnswer(401, 'Unauthorized', { 'www-authenticate': `Bearer${error}` });
  const isBearer = (message.headers.authorization ?? '') !== '';
  return isBearer ? unauthorized : (signInFirst(message) ?? unauthorized);
};

const invoke = async (
  message: IncomingMessage,
  matched: MatchedRoute,
  claims: Claims | undefined,
  functions: Functions,
): Promise<HttpAnswer> => {
  const body = await readBody(message, longestBodyBytes);
  if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
  const outcome = await functions.invoke(matched.route.functionArn, httpEvent(message, matched, claims, body));
  return 'payload' in outcome ? httpAnswer(outcome.payload) : gatewayAnswer(500, 'Internal Server Error');
};

const answer = async (message: IncomingMessage, options: HttpApiOptions): Promise<HttpAnswer> => {
  const door = await answerSignIn(message, options.signIn);
  if (door !== undefined) return door;
  const [path = ''] = (message.url ?? '').split('?');
  const matched = matchRoute(options.routes, message.method ?? '', path);
  if (matched === undefined) return gatewayAnswer(404, 'Not Found');
  const authorized = await authorize(message, matched.route, options.signIn);
  if ('claims' in authorized) return invoke(message, matched, authorized.claims, options.functions);
  options.onRefused(matched.route.key, authorized.refused);
  return refusal(message, authorized.refused);
};

const send = (response: ServerResponse, { status, headers, body }: HttpAnswer): void => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status).end(body);
};

/** Starts the HTTP API on loopback. */
export const startHttpApi = (options: HttpApiOptions): Promise<LoopbackServer> => {
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const found = await answer(message, options);
      message.resume();
      send(response, found);
    } catch {
      // A client that leaves halfway breaks the reading of its body; there is nobody left to answer.
      response.destroy();
    }
  };
  return startLoopback((message, response) => void options.work.during(() => handle(message, response)), options.port);
};
