/**
 * The clients of AWS as the product imports them, made for one running function: every command that is sent becomes a
 * call, which the simulator answers when it is that call's turn.
 */

/** A command that was sent: the name of its class, and its input. */
export interface Command {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Answers a command, once its turn has come. */
export type Send = (command: Command) => Promise<unknown>;

/** The clients for one running function. */
export interface Sdk {
  /** A package of AWS by its name; nothing for any other name. */
  module(name: string): object | undefined;
}

/** An error of a service, by the class that the product looks for and the name that it looks at. */
export class ServiceFailure extends Error {
  readonly kind: string;
  constructor(kind: string, name: string, more: Readonly<Record<string, unknown>> = {}) {
    super(name);
    this.kind = kind;
    this.name = name;
    Object.assign(this, more);
  }
}

type Class = new (...given: never[]) => object;

/** The address that a presigned command gives: whoever puts a file there puts it into that bucket under that key. */
export const addressOf = ({ input }: Command): string => `https://${input['Bucket']}/${input['Key']}`;

const clientOf = (send: Send): Class =>
  class {
    send = (command: Command): Promise<unknown> => send(command);
  };

const commandOf = (name: string): Class =>
  class {
    readonly name = name;
    readonly input: unknown;
    constructor(input: unknown) {
      this.input = input;
    }
  };

/** A class of errors: whatever failed with its kind is one of it, for its base class `S3ServiceException` all of S3. */
const failureOf = (kind: string): Class => {
  const isOne = (value: unknown): boolean => value instanceof ServiceFailure && value.kind === kind;
  return Object.defineProperty(class {}, Symbol.hasInstance, { value: isOne });
};

const made = (send: Send, name: string): unknown => {
  if (name === 'getSignedUrl') return async (_: unknown, command: Command) => addressOf(command);
  if (name.endsWith('Client')) return clientOf(send);
  if (name.endsWith('Command')) return commandOf(name);
  return failureOf(name);
};

/** Makes the clients of one running function. Whatever name of a package the product imports is made at its first use. */
export const sdkOf = (send: Send): Sdk => {
  const names = new Map<string, unknown>();
  const exported = new Proxy(
    {},
    {
      get: (_, name) => {
        if (typeof name !== 'string' || name === '__esModule') return undefined;
        const known = names.get(name) ?? made(send, name);
        names.set(name, known);
        return known;
      },
    },
  );
  return { module: (name) => (name.startsWith('@aws-sdk/') ? exported : undefined) };
};
