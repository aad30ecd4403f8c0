/**
 * The two operations of KMS that the handlers call, Sign and GetPublicKey, in the protocol of the AWS SDK (AWS JSON 1.1),
 * over key files in the state folder. https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { ownValue } from '../../domain/pilot/terms.ts';
import type { KeyPlan } from './deployment.ts';
import { accessKeyOf, type LoopbackServer, readBody, startLoopback } from './loopback.ts';

/** What the endpoint needs: where key files are kept, which keys there are, and who is told of each call. */
export interface KmsOptions {
  readonly folder: string;
  readonly keys: readonly KeyPlan[];
  /** Told of each call, with the access key that signed it, before it is dealt with. */
  readonly onCall: (accessKeyId: string, action: string, keyArn: string) => void;
}

const privateFile = (folder: string, { name }: KeyPlan): string => join(folder, `${name}.pem`);

/** Where the public half of a key stands as PEM, for whoever wants to check what was signed with it. */
export const publicKeyFile = (folder: string, { name }: Pick<KeyPlan, 'name'>): string =>
  join(folder, `${name}.public.pem`);

/** Opens a key; it is made at the first start and stays. The public half is written anew where it is missing. */
const openKey = (folder: string, plan: KeyPlan): KeyObject => {
  const file = privateFile(folder, plan);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // A run that is killed halfway must not leave half a key.
    writeFileSync(`${file}.new`, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  const key = createPrivateKey(readFileSync(file));
  writeFileSync(publicKeyFile(folder, plan), createPublicKey(key).export({ format: 'pem', type: 'spki' }));
  return key;
};

/** The longest message that KMS signs itself; longer ones have to come as a digest. */
const LONGEST_MESSAGE_BYTES = 4096;

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const naming = z.object({ KeyId: z.string() });
const signing = naming.extend({
  Message: base64.refine(({ length }) => 1 <= length && length <= LONGEST_MESSAGE_BYTES),
  MessageType: z.literal('RAW').default('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});

type KmsAnswer = readonly [status: number, body: object];

const refusal = (type: string, message: string): KmsAnswer => [400, { __type: type, message }];

interface OpenedKey {
  readonly plan: KeyPlan;
  readonly key: KeyObject;
}

/** An operation: what a request must hold beside the key, and what a key answers to it. */
const OPERATIONS: Readonly<Record<string, (key: OpenedKey, request: unknown) => KmsAnswer>> = {
  GetPublicKey: ({ plan, key }) => {
    const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
    const facts = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] };
    return [200, { KeyId: plan.arn, PublicKey: der.toString('base64'), ...facts }];
  },
  Sign: ({ plan, key }, request) => {
    const read = signing.safeParse(request);
    if (!read.success) return refusal('ValidationException', z.prettifyError(read.error));
    const signature = sign('sha256', read.data.Message, key).toString('base64');
    return [200, { KeyId: plan.arn, Signature: signature, SigningAlgorithm: 'ECDSA_SHA_256' }];
  },
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Starts the endpoint. Keys are named by their ARN, as a function's variable has it. */
export const startKms = ({ folder, keys, onCall }: KmsOptions): Promise<LoopbackServer> => {
  mkdirSync(folder, { recursive: true });
  const opened = new Map(keys.map((plan) => [plan.arn, { plan, key: openKey(folder, plan) }]));

  const answer = async (message: IncomingMessage): Promise<KmsAnswer> => {
    const request = parsed((await readBody(message, 2 * LONGEST_MESSAGE_BYTES))?.toString('utf8') ?? '');
    const target = String(message.headers['x-amz-target']);
    const action = target.replace('TrentService.', '');
    const operation = ownValue(OPERATIONS, action);
    if (operation === undefined)
      return refusal('UnknownOperationException', `${target} is not known to the embedded run`);
    const named = naming.safeParse(request).data?.KeyId ?? '';
    onCall(accessKeyOf(message), `kms:${action}`, named);
    const key = opened.get(named);
    return key === undefined ? refusal('NotFoundException', `Key '${named}' does not exist`) : operation(key, request);
  };
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [status, body] = await answer(message);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  };
  // A client that leaves halfway breaks the reading of its body; there is nobody left to answer.
  return startLoopback((message, response) => void handle(message, response).catch(() => response.destroy()));
};
