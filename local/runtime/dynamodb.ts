/**
 * The embedded DynamoDB: one binary on SQLite, on a free port, with its tables made from the templates. Where that binary
 * does not run, any endpoint of DynamoDB that the user names is used instead.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TablePlan } from './deployment.ts';
import { type Program, startProgram } from './program.ts';
import { place } from './templates.ts';

/** A DynamoDB that answers. */
export interface DynamoDb {
  readonly endpoint: string;
  /** Resolves with what it said when it has ended; never for an endpoint that is not ours. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

const portAttempts = 5;
const endpointVariable = 'AWS_ENDPOINT_URL_DYNAMODB';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const binaryPath = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined;
  }
};

const noBinary =
  'De ingebedde DynamoDB (@dynoxide/linux-x64) is er niet voor dit systeem. Start zelf een DynamoDB, bijvoorbeeld ' +
  'DynamoDB Local van Amazon met -sharedDb, en zet de variabele AWS_ENDPOINT_URL_DYNAMODB op het adres, zoals http://127.0.0.1:8000.';

/** How a program that answers on a port is started; the tests start others. */
export type StartOnPort = (port: number) => Program;

/**
 * Starts a program on a free port. Between choosing a port and binding it another process may take it; then the program
 * says so and ends, and another port is tried. Any other end is an error with what the program said.
 */
export const startOnFreePort = async (start: StartOnPort, nextPort = freePort): Promise<[Program, number]> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await nextPort();
    const program = start(port);
    try {
      await program.ready;
      return [program, port];
    } catch (error) {
      await program.stop();
      if (attempt === portAttempts || !String(error).includes('already in use')) throw error;
    }
  }
};

/**
 * Starts DynamoDB over a file in the folder, or names the endpoint of `AWS_ENDPOINT_URL_DYNAMODB` where that is set.
 * Refuses, in Dutch, when there is neither.
 */
export const startDynamoDb = async (folder: string): Promise<DynamoDb> => {
  const external = process.env[endpointVariable];
  if (external !== undefined)
    return { endpoint: external, ended: new Promise(() => undefined), close: async () => undefined };
  const binary = binaryPath();
  if (binary === undefined) throw new Error(noBinary);
  const file = join(folder, 'dynamodb.sqlite');
  const command = [binary, 'serve', '--host', '127.0.0.1', '--db-path', file, '--port'];
  const [program, port] = await startOnFreePort((onPort) =>
    startProgram({ name: 'dynoxide', command: [...command, String(onPort)], readyWords: 'listening on' }),
  );
  return { endpoint: `http://127.0.0.1:${port}`, ended: program.ended, close: program.stop };
};

/**
 * The mark that the tables of a state folder bear on an endpoint that others may use too, so that two folders never meet
 * there; undefined where the DynamoDB is our own.
 */
export const tableMark = (folder: string): string | undefined =>
  process.env[endpointVariable] === undefined
    ? undefined
    : createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12);

const createTable = async (client: DynamoDBClient, table: TablePlan): Promise<void> => {
  try {
    await client.send(new CreateTableCommand(table as CreateTableCommandInput));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table.TableName });
};

/** Makes the tables that are not there yet; those of an earlier run keep what they hold. */
export const createTables = async (endpoint: string, tables: readonly TablePlan[]): Promise<void> => {
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
  const client = new DynamoDBClient({ endpoint, region: place.region, credentials });
  try {
    for (const table of tables) await createTable(client, table);
  } finally {
    client.destroy();
  }
};
