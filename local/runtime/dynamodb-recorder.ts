/**
 * A door before DynamoDB that tells which access key does what on which table, and passes everything on as it came. Only
 * there when somebody wants to know.
 */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { accessKeyOf, type LoopbackServer, startLoopback } from './loopback.ts';

/** Something that a request does, by the name of the permission that it needs, such as `dynamodb:PutItem`. */
export interface TableUse {
  readonly action: string;
  readonly table: string;
}

/** Told of each use, once per request. */
export type OnTableUse = (accessKeyId: string, use: TableUse) => void;

const named = z.object({ TableName: z.string() });

const body = z.object({
  TableName: z.string().optional(),
  TransactItems: z.array(z.record(z.string(), named)).default([]),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
});

/** The permission of each part of a transaction. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const partActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  ConditionCheck: 'ConditionCheckItem',
};

const transactionUses = (items: z.output<typeof body>['TransactItems']): readonly TableUse[] =>
  items.flatMap((item) =>
    Object.entries(item).map(([part, { TableName: table }]) => ({ action: `dynamodb:${partActions[part]}`, table })),
  );

/** What a request does: its operation as in `X-Amz-Target`, and its body as JSON text. A transaction is the actions it is made of. */
export const tableUses = (operation: string, text: string): readonly TableUse[] => {
  const { TableName: table, TransactItems: items, RequestItems: batches } = body.parse(JSON.parse(text));
  const action = `dynamodb:${operation}`;
  const single = table === undefined ? [] : [{ action, table }];
  const batched = Object.keys(batches).map((name) => ({ action, table: name }));
  const uses = [...single, ...batched, ...transactionUses(items)];
  return [...new Map(uses.map((use) => [`${use.action} ${use.table}`, use])).values()];
};

const passOn = async (
  message: IncomingMessage,
  sent: Buffer,
  endpoint: URL,
  agent: Agent,
): Promise<IncomingMessage> => {
  const { hostname, port } = endpoint;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, url: path, headers } = message;
  httpRequest({ hostname, port, method, path, headers, agent }, resolve).on('error', reject).end(sent);
  return promise;
};

/** Starts the door before the endpoint. */
export const startRecorder = async (endpoint: string, onUse: OnTableUse): Promise<LoopbackServer> => {
  const agent = new Agent({ keepAlive: true });
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(message);
    const operation = String(message.headers['x-amz-target']).split('.').at(-1) ?? '';
    for (const use of tableUses(operation, sent.toString('utf8'))) onUse(accessKeyOf(message), use);
    const answer = await passOn(message, sent, new URL(endpoint), agent);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  };
  const server = await startLoopback(
    (message, response) => void handle(message, response).catch(() => response.destroy()),
  );
  const close = async (): Promise<void> => {
    await server.close();
    agent.destroy();
  };
  return { address: server.address, close };
};
