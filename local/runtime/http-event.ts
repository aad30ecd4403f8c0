/**
 * HTTP requests as API Gateway hands them to a function, and the function's answer as API Gateway sends it: payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { foreignCookies } from './cookies.ts';
import type { RoutePlan } from './deployment.ts';
import type { Claims } from './issuer.ts';
import { place } from './templates.ts';

/** A route that a request matches, with the values of its path parameters. */
export interface MatchedRoute {
  readonly route: RoutePlan;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** An answer ready to be sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** An answer of API Gateway itself, such as `{"message":"Not Found"}`. */
export const gatewayAnswer = (status: number, message: string, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ message }),
});

const parameterName = (segment: string): string | undefined => /^\{(\w+)\}$/.exec(segment)?.[1];

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const matchPath = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const [expected, given] = [pattern.split('/'), path.split('/')];
  if (expected.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, segment] of expected.entries()) {
    const value = given[place] ?? '';
    const name = parameterName(segment);
    if (name === undefined && segment !== value) return undefined;
    if (name !== undefined && value === '') return undefined;
    if (name !== undefined) parameters[name] = decoded(value);
  }
  return parameters;
};

/** The route of a request: of several that match, the one with the fewest parameters. Undefined where none matches. */
export const matchRoute = (routes: readonly RoutePlan[], method: string, path: string): MatchedRoute | undefined =>
  routes
    .flatMap((route): MatchedRoute[] => {
      const [routeMethod, pattern = ''] = route.key.split(' ');
      const pathParameters = routeMethod === method ? matchPath(pattern, path) : undefined;
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    })
    .sort((left, right) => Object.keys(left.pathParameters).length - Object.keys(right.pathParameters).length)[0];

const joined = (pairs: Iterable<readonly [string, string]>): Readonly<Record<string, string>> => {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return Object.fromEntries(values);
};

const headersOf = ({ headersDistinct }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headersDistinct)
      .filter(([name]) => name !== 'cookie')
      .map(([name, values = []]) => [name, values.join(',')]),
  );

/** Whether a body of this type reaches the handler as text; everything else goes as base64. */
const isText = (contentType: string | undefined): boolean =>
  contentType === undefined || /^(text\/|application\/(json|javascript|xml)\b|[^;]+\+(json|xml)\b)/i.test(contentType);

const bodyOf = (body: Buffer, contentType: string | undefined) => {
  if (body.length === 0) return { isBase64Encoded: false };
  return isText(contentType)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

const withEntries = (name: string, values: Readonly<Record<string, string>>) =>
  Object.keys(values).length === 0 ? {} : { [name]: values };

const requestContext = (message: IncomingMessage, route: RoutePlan, path: string, claims: Claims | undefined) => ({
  accountId: place.account,
  apiId: 'embedded',
  ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
  domainName: message.headers.host ?? '',
  domainPrefix: 'embedded',
  http: {
    method: message.method ?? '',
    path,
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: message.headers['user-agent'] ?? '',
  },
  requestId: randomUUID(),
  routeKey: route.key,
  stage: '$default',
  time: new Date().toUTCString(),
  timeEpoch: Date.now(),
});

/** The event of a request for the function of its route. Claims are there where the route has an authorizer. */
export const httpEvent = (
  message: IncomingMessage,
  { route, pathParameters }: MatchedRoute,
  claims: Claims | undefined,
  body: Buffer,
): object => {
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  const cookies = foreignCookies(message);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies === undefined ? {} : { cookies }),
    headers: headersOf(message),
    ...withEntries('queryStringParameters', joined(new URLSearchParams(query))),
    ...withEntries('pathParameters', pathParameters),
    requestContext: requestContext(message, route, path, claims),
    ...bodyOf(body, message.headers['content-type']),
  };
};

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const structured = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), scalar).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

const lowerCase = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * The answer of a function, given as JSON text. Without a status code the whole value is the body, as API Gateway has it. An
 * answer that does not have the form is a fault of the function.
 */
export const httpAnswer = (payload: string): HttpAnswer => {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const read = structured.safeParse(value);
  if (!read.success) return gatewayAnswer(500, 'Internal Server Error');
  const { statusCode: status, headers, cookies, body, isBase64Encoded } = read.data;
  const cookieHeader = cookies.length === 0 ? {} : { 'set-cookie': cookies };
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...lowerCase(headers), ...cookieHeader },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
};
