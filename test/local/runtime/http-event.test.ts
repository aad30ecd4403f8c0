import { describe, expect, test } from 'vitest';
import { httpAnswer, matchRoute } from '../../../local/runtime/http-event.ts';

const route = (key: string) => ({ key, functionArn: key, authorizer: undefined });
const routes = [
  'GET /pilots/{pilot}',
  'GET /pilots/all',
  'POST /pilots',
  'GET /pilots/{pilot}/statements/{statement}',
].map(route);

describe('a request finds its route', () => {
  test.each([
    ['POST', '/pilots', 'POST /pilots', {}],
    ['GET', '/pilots/wijk', 'GET /pilots/{pilot}', { pilot: 'wijk' }],
    ['GET', '/pilots/all', 'GET /pilots/all', {}],
    [
      'GET',
      '/pilots/a%20b/statements/c',
      'GET /pilots/{pilot}/statements/{statement}',
      { pilot: 'a b', statement: 'c' },
    ],
    ['GET', '/pilots/a%2Fb', 'GET /pilots/{pilot}', { pilot: 'a/b' }],
  ])('%s %s', (method, path, key, pathParameters) => {
    expect(matchRoute(routes, method, path)).toEqual({ route: route(key), pathParameters });
  });

  test.each([
    ['DELETE', '/pilots'],
    ['GET', '/pilots/'],
    ['GET', '/pilots/wijk/'],
    ['GET', '/pilots/wijk/other/c'],
    ['GET', '/'],
  ])('%s %s has none', (method, path) => {
    expect(matchRoute(routes, method, path)).toBeUndefined();
  });
});

describe('the answer of a function is sent as API Gateway sends it', () => {
  test('with status, headers, cookies and text', () => {
    const payload = JSON.stringify({ statusCode: 201, headers: { 'X-A': 1 }, cookies: ['a=1'], body: 'ç' });
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-a': '1', 'set-cookie': ['a=1'] };
    expect(httpAnswer(payload)).toEqual({ status: 201, headers, body: 'ç' });
  });

  test('as bytes where it is in base64', () => {
    const payload = JSON.stringify({ statusCode: 200, body: 'AP+A', isBase64Encoded: true });
    expect(httpAnswer(payload).body).toEqual(Buffer.from([0, 255, 128]));
  });

  test.each(['{"a":1}', '"text"', 'null', '[1]'])('as JSON where it has no status: %s', (payload) => {
    expect(httpAnswer(payload)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: payload,
    });
  });

  test.each([{ statusCode: 'good' }, { statusCode: 200, body: { not: 'text' } }, { statusCode: 7 }])(
    'as a fault where it does not have the form: %j',
    (answer) => {
      expect(httpAnswer(JSON.stringify(answer))).toMatchObject({
        status: 500,
        body: '{"message":"Internal Server Error"}',
      });
    },
  );
});
