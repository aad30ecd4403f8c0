/** The HTTP API: finds the route, lets the authorizer decide, calls the function and sends its answer, as API Gateway does. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RoutePlan } from './deployment.ts';
import type { Functions } from './functions.ts';
import { gatewayAnswer, type HttpAnswer, httpAnswer, httpEvent, type MatchedRoute, matchRoute } from './http-event.ts';
import type { Claims, Issuer } from './issuer.ts';
import { type LoopbackServer, readBody, startLoopback } from './loopback.ts';
import type { Work } from './work.ts';

/** What the HTTP API needs. */
export interface HttpApiOptions {
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly routes: readonly RoutePlan[];
  readonly functions: Functions;
  readonly issuer: Issuer;
  readonly work: Work;
}

// The most that API Gateway takes. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const longestBodyBytes = 10 * 1024 * 1024;

const unauthorized = gatewayAnswer(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });

/** Whether the request may pass: with the claims of its token where the route asks for one. */
const authorize = async (message: IncomingMessage, route: RoutePlan, issuer: Issuer) => {
  if (route.authorizer === undefined) return { passes: true, claims: undefined };
  const token = (message.headers.authorization ?? '').replace(/^Bearer /i, '');
  const claims = await issuer.verify(route.authorizer, token);
  return { passes: claims !== undefined, claims };
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
  const [path = ''] = (message.url ?? '').split('?');
  const matched = matchRoute(options.routes, message.method ?? '', path);
  if (matched === undefined) return gatewayAnswer(404, 'Not Found');
  const { passes, claims } = await authorize(message, matched.route, options.issuer);
  return passes ? invoke(message, matched, claims, options.functions) : unauthorized;
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
