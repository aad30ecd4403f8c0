/** Small servers on loopback, and the reading of what they are sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers. */
export interface LoopbackServer {
  readonly address: string;
  /** Stops at once; requests in progress are cut off. */
  close(): Promise<void>;
}

const readable = (error: unknown, port: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new Error(`Poort ${port} is al in gebruik door een ander programma. Kies een andere poort.`)
    : error;

/** Starts a server on 127.0.0.1, on a free port where none is given. Refuses, in Dutch, a port that is taken. */
export const startLoopback = async (listener: RequestListener, port = 0): Promise<LoopbackServer> => {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw readable(error, port);
  }
  const { port: bound } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${bound}`, close };
};

/** The whole body, or undefined when it is longer than the limit; the rest of a long one is read and dropped, so that the answer arrives. */
export const readBody = async (message: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= limitBytes) parts.push(part);
  }
  return size > limitBytes ? undefined : Buffer.concat(parts);
};

/** The access key that signed a request, as its header says; empty for a request without a signature. */
export const accessKeyOf = (message: IncomingMessage): string =>
  /Credential=([^/,\s]+)\//.exec(message.headers.authorization ?? '')?.[1] ?? '';
