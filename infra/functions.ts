/**
 * The functions stack: one function per verb with a role of its own that holds exactly its row of `verbs.ts`, its own log
 * group, and for the verbs that nobody waits for their trigger and their dead-letter queue. The triggers stand here and
 * not in a later stack because a queue names the rules that may write to it, and the function names the queue.
 */

import { fileURLToPath } from 'node:url';
import { type App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, type RuleProps, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import { isAsynchronous, permissions, type ResourceName, resources, type VerbName, verbNames, verbs } from './verbs.ts';

/** The name of the state machine is fixed, so that a verb may start it although it is made after the functions. */
export const workflowName = 'ontschot-settlement';

/** The function of each verb, and the dead-letter queue of each verb that nobody waits for. */
export interface Functions {
  readonly byVerb: ReadonlyMap<VerbName, Lambda>;
  readonly deadLetters: ReadonlyMap<VerbName, Queue>;
}

/** Where a resource is (what a permission names) and what a function calls it (what its variable holds). */
interface Place {
  readonly arn: string;
  readonly name: string;
}

type Places = Readonly<Record<ResourceName, Place>>;

/** Makes the functions stack from the table of verbs. */
export function functions(app: App, settings: Settings, stored: Storage): Functions {
  const stack = new Stack(app, 'Ontschot-Functions', { description: 'Ontschot: one function per verb' });
  const places = placesOf(stack, stored);
  const byVerb = new Map<VerbName, Lambda>();
  const deadLetters = new Map<VerbName, Queue>();
  for (const name of verbNames) {
    const queue = isAsynchronous(verbs[name]) ? deadLetterQueue(stack, name) : undefined;
    const made = verbFunction(stack, name, settings, places, queue);
    byVerb.set(name, made);
    if (queue === undefined) continue;
    deadLetters.set(name, queue);
    trigger(stack, name, made, queue, stored);
  }
  return { byVerb, deadLetters };
}

/** The function of a verb; a verb without one is a mistake in the stacks, not in the input. */
export function functionOf(made: Functions, verb: VerbName): Lambda {
  const found = made.byVerb.get(verb);
  if (found === undefined) throw new Error(`verb ${verb} has no function`);
  return found;
}

function placesOf(stack: Stack, stored: Storage): Places {
  const bucket = (name: 'incoming' | 'deliveries' | 'statements'): Place => ({
    arn: `${Stack.of(stored[name]).exportValue(stored[name].bucketArn)}/*`,
    name: stored[name].bucketName,
  });
  const workflow = `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${workflowName}`;
  return {
    pilots: { arn: stored.pilots.tableArn, name: stored.pilots.tableName },
    access: { arn: stored.access.tableArn, name: stored.access.tableName },
    incoming: bucket('incoming'),
    deliveries: bucket('deliveries'),
    statements: bucket('statements'),
    workflow: { arn: workflow, name: workflow },
    signing: { arn: stored.signingKey.keyArn, name: stored.signingKey.keyArn },
  };
}

/** Whoever asks the API gets an answer within half a minute. What nobody waits for may take a file of the largest size. */
const ASKED_SECONDS = 30;
const APART_SECONDS = 300;

const isAsked = (name: VerbName): boolean => /^(GET|POST) /.test(verbs[name].reachedBy);

function verbFunction(
  stack: Stack,
  name: VerbName,
  settings: Settings,
  places: Places,
  queue: Queue | undefined,
): Lambda {
  const logGroup = new LogGroup(stack, `${name}Logs`, { retention: settings.logRetentionDays });
  return new NodejsFunction(stack, name, {
    ...bundle,
    description: `Ontschot ${name}, reached by ${verbs[name].reachedBy}`,
    handler: name,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(isAsked(name) ? ASKED_SECONDS : APART_SECONDS),
    tracing: Tracing.DISABLED,
    role: role(stack, name, places, logGroup, queue),
    logGroup,
    environment: environment(name, places),
    ...(queue === undefined ? {} : { deadLetterQueue: queue, retryAttempts: 2 }),
  });
}

const atRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * All verbs share one bundle with one named export per verb, so it is built once. The AWS SDK goes in with the version of
 * the lock file: the one that is tested is the one that runs. Some packages still call `require`, which an ES module has
 * to make for itself.
 */
const bundle = {
  entry: atRoot('functions/handlers.ts'),
  projectRoot: atRoot('.'),
  depsLockFilePath: atRoot('package-lock.json'),
  bundling: {
    format: OutputFormat.ESM,
    target: 'node24',
    minify: true,
    sourceMap: true,
    sourcesContent: false,
    bundleAwsSDK: true,
    mainFields: ['module', 'main'],
    banner: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
  },
};

function environment(name: VerbName, places: Places): Record<string, string> {
  const names = permissions(verbs[name]).map(({ on }) => [resources[on].variable, places[on].name]);
  return { NODE_OPTIONS: '--enable-source-maps', ...Object.fromEntries(names) };
}

// The role refuses later additions: whatever CDK would grant on its own account must be a row of the table first.
function role(stack: Stack, name: VerbName, places: Places, logGroup: LogGroup, queue: Queue | undefined) {
  const made = new Role(stack, `${name}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${name} may do: its row of infra/verbs.ts, and writing its own log`,
    inlinePolicies: {
      [name]: new PolicyDocument({
        statements: [
          ...permissions(verbs[name]).map(({ on, actions }) => allow(actions, places[on].arn)),
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn),
          ...(queue === undefined ? [] : [allow(['sqs:SendMessage'], queue.queueArn)]),
        ],
      }),
    },
  });
  acknowledgeObjects(stack, made, name, places);
  return made.withoutPolicyUpdates();
}

/** The wildcard is on the objects alone: their names are hashes, unknown until a file is there. */
function acknowledgeObjects(stack: Stack, made: Role, name: VerbName, places: Places): void {
  for (const { on } of permissions(verbs[name])) {
    if (resources[on].service !== 's3') continue;
    Validations.of(made).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${findingOf(stack, places[on].arn)}]`,
      reason: `${name} reads or writes objects of the bucket ${on}, which are named by their own hash; no other bucket.`,
    });
  }
}

// The check names a resource by its text, with the name of the import in place of what it imports.
function findingOf(stack: Stack, arn: string): string {
  const resolved: { readonly 'Fn::Join': readonly [string, readonly ImportedPart[]] } = stack.resolve(arn);
  const [, parts] = resolved['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : part['Fn::ImportValue'])).join('');
}

type ImportedPart = string | { readonly 'Fn::ImportValue': string };

function allow(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [resource] });
}

function deadLetterQueue(stack: Stack, name: VerbName): Queue {
  return new Queue(stack, `${name}DeadLetters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

/** Both stages put what they cannot deliver in the same queue: EventBridge before the function is reached, Lambda after. */
function trigger(stack: Stack, name: VerbName, made: Lambda, queue: Queue, stored: Storage): void {
  const rule = new Rule(stack, `${name}Trigger`, triggerProps(name, stored));
  rule.addTarget(
    new LambdaFunction(made, { deadLetterQueue: queue, retryAttempts: 2, maxEventAge: Duration.hours(2) }),
  );
}

function triggerProps(name: VerbName, stored: Storage): RuleProps {
  if (verbs[name].reachedBy === 'schedule') {
    return { description: 'Every night at 03:00 UTC', schedule: Schedule.cron({ minute: '0', hour: '3' }) };
  }
  return {
    description: 'A file arrived in the incoming bucket',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [stored.incoming.bucketName] } },
    },
  };
}
