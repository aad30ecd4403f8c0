/** The one operation of Step Functions that the handlers call, StartExecution, in the protocol of the AWS SDK (AWS JSON 1.0). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { accessKeyOf, type LoopbackServer, readBody, startLoopback } from './loopback.ts';
import type { StartExecution } from './workflow.ts';

/** Told of each call, with the access key that signed it and the ARN of the state machine, before it is dealt with. */
export type OnStartExecution = (accessKeyId: string, machineArn: string) => void;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const request = z.object({
  stateMachineArn: z.string(),
  name: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .optional(),
  input: z.string().refine(isJson, 'must be JSON').default('{}'),
});

type StatesAnswer = readonly [status: number, body: object];

const refusal = (type: string, message: string): StatesAnswer => [400, { __type: type, message }];

/** AWS names the fault of a name and of an input; every other fault of form is a ValidationException. */
const faultNames: Readonly<Record<string, string>> = { name: 'InvalidName', input: 'InvalidExecutionInput' };

const malformed = ({ issues: [issue] }: z.ZodError): StatesAnswer =>
  refusal(faultNames[String(issue?.path[0])] ?? 'ValidationException', issue?.message ?? '');

const startExecution = (body: string, accessKeyId: string, start: StartExecution, onStart: OnStartExecution) => {
  const read = request.safeParse(isJson(body) ? JSON.parse(body) : undefined);
  if (!read.success) return malformed(read.error);
  const { stateMachineArn, name, input } = read.data;
  onStart(accessKeyId, stateMachineArn);
  const outcome = start(stateMachineArn, input, name);
  if ('refusal' in outcome) return refusal(outcome.refusal, `${outcome.refusal}: ${stateMachineArn} ${name ?? ''}`);
  return [200, { executionArn: outcome.arn, startDate: outcome.startMilliseconds / 1000 }] as const;
};

// The input of an execution may be 256 KiB; escaped inside JSON it takes up to twice that.
const longestBodyBytes = 1024 * 1024;

/** Starts the endpoint. */
export const startStatesApi = (start: StartExecution, onStart: OnStartExecution): Promise<LoopbackServer> => {
  const answer = async (message: IncomingMessage): Promise<StatesAnswer> => {
    const body = await readBody(message, longestBodyBytes);
    const operation = message.headers['x-amz-target'];
    if (operation !== 'AWSStepFunctions.StartExecution') {
      return refusal('UnknownOperationException', `${String(operation)} is not known to the embedded run`);
    }
    return startExecution(body?.toString('utf8') ?? '', accessKeyOf(message), start, onStart);
  };
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [status, body] = await answer(message);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  // A client that leaves halfway breaks the reading of its body; there is nobody left to answer.
  return startLoopback((message, response) => void handle(message, response).catch(() => response.destroy()));
};
