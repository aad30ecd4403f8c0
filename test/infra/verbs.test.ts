import { describe, expect, test } from 'vitest';
import { isAsynchronous, permissions, routeOf, type VerbName, verbNames, verbs } from '../../infra/verbs.ts';

describe('the table of verbs', () => {
  test('a permission is written with its service, on the one resource it is about', () => {
    expect(permissions(verbs.ingest)).toEqual([
      { on: 'pilots', actions: ['dynamodb:Query', 'dynamodb:PutItem'] },
      { on: 'incoming', actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'] },
      { on: 'deliveries', actions: ['s3:GetObject', 's3:PutObject'] },
      { on: 'workflow', actions: ['states:StartExecution'] },
    ]);
  });

  test('only sealing may sign, and nothing but that with the key', () => {
    expect(permissions(verbs.seal).at(-1)).toEqual({ on: 'signing', actions: ['kms:GetPublicKey', 'kms:Sign'] });
    expect(verbNames.filter((name) => verbs[name].signing !== undefined)).toEqual(['seal']);
  });

  test('whoever adds to the access log reads a route of a pilot, and cannot change or remove what stands there', () => {
    const entering = verbNames.filter((name) => verbs[name].access !== undefined);
    const reading = verbNames.filter((name) => verbs[name].reachedBy.startsWith('GET /pilots/{pilot}'));
    expect(entering).toEqual(reading);
    expect(verbNames.filter((name) => verbs[name].access?.includes('Query'))).toEqual(['readAccess']);
    for (const name of reading) expect(verbs[name].access).toContain('PutItem');
  });

  test('a verb that may do nothing has no permissions', () => {
    expect(permissions({ reachedBy: 'workflow' })).toEqual([]);
  });

  test.each<[VerbName, { method: string; path: string } | undefined]>([
    ['openPilot', { method: 'POST', path: '/pilots' }],
    ['readStatement', { method: 'GET', path: '/pilots/{pilot}/statements/{statement}' }],
    ['ingest', undefined],
    ['sweep', undefined],
    ['settle', undefined],
  ])('the route of %s is %o', (verb, route) => {
    expect(routeOf(verbs[verb])).toEqual(route);
  });

  test('nobody waits for ingest and for sweep, and somebody waits for all others', () => {
    expect(verbNames.filter((name) => isAsynchronous(verbs[name]))).toEqual(['ingest', 'sweep']);
  });

  test('no two verbs share a route', () => {
    const routes = verbNames.map((name) => verbs[name].reachedBy).filter((reached) => reached.includes('/'));
    expect(new Set(routes).size).toBe(routes.length);
  });
});
