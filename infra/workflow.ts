/**
 * The workflow stack: the state machine that settles a pilot. It is given `{ "pilot": "…" }`, asks `findDue` what is due
 * and then settles and seals one item at a time, and at last makes the evaluations beside what was drafted. Only
 * JSONPath, so that the same definition also runs outside AWS.
 */

import { type App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Chain,
  DefinitionBody,
  JitterType,
  JsonPath,
  LogLevel,
  Map as MapState,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { type Functions, functionOf, workflowName } from './functions.ts';
import type { Settings } from './settings.ts';
import { type VerbName, verbNames, verbs } from './verbs.ts';

/** Makes the workflow stack. The log tells which state was entered when; what the states pass on stays out of it. */
export function workflow(app: App, settings: Settings, made: Functions): StateMachine {
  const stack = new Stack(app, 'Ontschot-Workflow', { description: 'Ontschot: the workflow that settles a pilot' });
  const machine = new StateMachine(stack, 'Settlement', {
    stateMachineName: workflowName,
    stateMachineType: StateMachineType.STANDARD,
    comment: 'Settles what is due of one pilot and seals what all parties approved',
    definitionBody: DefinitionBody.fromChainable(definition(stack, made)),
    role: role(stack, made),
    timeout: Duration.hours(1),
    tracingEnabled: false,
    logs: {
      destination: new LogGroup(stack, 'SettlementLogs', { retention: settings.logRetentionDays }),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
  });
  Validations.of(machine).acknowledge({
    id: 'AwsSolutions-SF2',
    reason:
      'Every step is an event in the record of the pilot and every state is in the log; traces would add nothing.',
  });
  return machine;
}

// One at a time: a statement may build on the one before it, and the events of a pilot form one sequence anyway. The
// evaluation comes last, so that one that cannot be made holds up no statement.
function definition(stack: Stack, made: Functions): Chain {
  return Chain.start(invocation(stack, made, 'findDue'))
    .next(oneByOne(stack, made, 'settle'))
    .next(oneByOne(stack, made, 'seal'))
    .next(invocation(stack, made, 'evaluate', { resultPath: JsonPath.DISCARD }));
}

/** Invokes the verb for each item of the list that bears its name, with the pilot and the item as `due`. */
function oneByOne(stack: Stack, made: Functions, verb: 'settle' | 'seal'): MapState {
  return new MapState(stack, `${verb}Each`, {
    itemsPath: `$.${verb}`,
    itemSelector: { pilot: JsonPath.stringAt('$.pilot'), due: JsonPath.objectAt('$$.Map.Item.Value') },
    maxConcurrency: 1,
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(invocation(stack, made, verb));
}

/** The faults of the service and not of the verb: a verb that throws has met an invariant that does not hold. */
const serviceErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
];

function invocation(
  stack: Stack,
  made: Functions,
  verb: VerbName,
  options: Pick<LambdaInvokeProps, 'resultPath'> = {},
): LambdaInvoke {
  const state = new LambdaInvoke(stack, verb, {
    ...options,
    lambdaFunction: functionOf(made, verb),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  });
  state.addRetry({
    errors: serviceErrors,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 6,
    jitterStrategy: JitterType.FULL,
  });
  return state;
}

// Written out, because CDK would also grant every version and alias of the functions, which do not exist.
function role(stack: Stack, made: Functions) {
  const invoked = verbNames.filter((verb) => verbs[verb].reachedBy === 'workflow');
  const own = new Role(stack, 'SettlementRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      invoke: policy(
        ['lambda:InvokeFunction'],
        invoked.map((verb) => functionOf(made, verb).functionArn),
      ),
      log: policy(logDelivery, ['*']),
    },
  });
  Validations.of(own).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'The log delivery actions know no resources; AWS asks for them on everything (Step Functions, cw-logs).',
  });
  return own.withoutPolicyUpdates();
}

const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

function policy(actions: string[], on: string[]): PolicyDocument {
  return new PolicyDocument({ statements: [new PolicyStatement({ effect: Effect.ALLOW, actions, resources: on })] });
}
