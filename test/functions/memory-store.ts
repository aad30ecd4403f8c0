/**
 * The real handlers over a scene in memory. A test file says
 * `vi.mock('../../functions/store.ts', async () => (await import('./memory-store.ts')).stores)`, and then every port that a
 * handler makes leads to the scene that `useScene` named last.
 */
import { vi } from 'vitest';
import * as z from 'zod';
import type { MemoryScene } from './memory-scene.ts';

type Port = Readonly<Record<string, (...given: unknown[]) => unknown>>;

let current: MemoryScene | undefined;

/** From now on the handlers work on this scene. */
export const useScene = (scene: MemoryScene): void => {
  current = scene;
};

const to = (name: string, methods: readonly string[]): Port => {
  const port = (): Port => {
    const found = (current?.ports as unknown as Readonly<Record<string, Port>> | undefined)?.[name];
    if (found === undefined) throw new Error(`The scene has no port ${name}.`);
    return found;
  };
  return Object.fromEntries(methods.map((method) => [method, (...given: unknown[]) => port()[method]?.(...given)]));
};

/** What stands in place of `functions/store.ts`. The buckets have the names of their ports. */
export const stores = {
  recordStore: () => to('record', ['read', 'append', 'open', 'pilots']),
  accessStore: () => to('access', ['append', 'read']),
  uploadStore: () => to('uploads', ['allow', 'allowForm']),
  besideStore: () => to('beside', ['put', 'link']),
  workflowStore: () => to('workflow', ['start']),
  objectStore: (bucket: string) => to(bucket, ['get', 'open', 'putOnce', 'copyOnce', 'remove', 'link']),
};

/** Sets the names by which the handlers ask for their ports. */
export const stubNames = (): void => {
  for (const name of ['PILOTS_TABLE', 'ACCESS_TABLE', 'WORKFLOW_ARN']) vi.stubEnv(name, name);
  for (const bucket of ['incoming', 'deliveries', 'statements']) vi.stubEnv(`${bucket.toUpperCase()}_BUCKET`, bucket);
};

/** Who asks what, as API Gateway hands it to a handler. */
export interface AskedOfHandler {
  readonly claims: Readonly<Record<string, string>>;
  readonly routeKey: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const answered = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });

/** What a handler answers. */
export const answerOf = async (handler: unknown, { claims, routeKey, path, query = {}, body }: AskedOfHandler) => {
  const event = {
    routeKey,
    pathParameters: path,
    queryStringParameters: query,
    headers: {},
    requestContext: { authorizer: { jwt: { claims } }, domainName: 'test', requestId: 'request-1' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return answered.parse(await (handler as (event: unknown, context: unknown) => Promise<unknown>)(event, {}));
};
