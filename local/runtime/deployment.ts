/**
 * What the templates describe, in the words of the embedded run: tables, buckets, keys, functions, rules, routes and state
 * machines. Read from the templates and nowhere else. A property that asks for something the embedded run does not do is
 * refused here, at the start, rather than passed over.
 */
import * as z from 'zod';
import type { BucketSettings } from '../s3/server.ts';
import { type ResolvedResource, resourcesOfType, type Templates } from './templates.ts';

/** A table, in the shape that CreateTable takes. */
export type TablePlan = ReturnType<typeof tableOf>;

/** A bucket, what it tells EventBridge, and after how many days its objects expire. */
export interface BucketPlan extends BucketSettings {
  readonly arn: string;
  readonly notifies: boolean;
  readonly expiryDays: number | null;
}

/** A function and the verb it runs: the named export of the handlers' module. */
export interface FunctionPlan {
  readonly name: string;
  readonly arn: string;
  readonly verb: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  /** How often an event that nobody waits for is tried again. */
  readonly retries: number;
}

/** A rule of EventBridge with the functions it calls: by a pattern, or by the clock. */
export interface RulePlan {
  readonly arn: string;
  readonly pattern: Readonly<Record<string, unknown>> | undefined;
  readonly schedule: string | undefined;
  readonly functionArns: readonly string[];
}

/** Who may pass an HTTP route: tokens of this issuer for one of these audiences. */
export interface AuthorizerPlan {
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** A route of the HTTP API; without an authorizer it is open to all. */
export interface RoutePlan {
  readonly key: string;
  readonly functionArn: string;
  readonly authorizer: AuthorizerPlan | undefined;
}

/** A state machine and its definition in the Amazon States Language. */
export interface MachinePlan {
  readonly name: string;
  readonly arn: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** A key that signs. */
export interface KeyPlan {
  readonly name: string;
  readonly arn: string;
}

/** Everything that the embedded run starts. */
export interface Deployment {
  readonly tables: readonly TablePlan[];
  readonly buckets: readonly BucketPlan[];
  readonly keys: readonly KeyPlan[];
  readonly functions: readonly FunctionPlan[];
  readonly rules: readonly RulePlan[];
  readonly routes: readonly RoutePlan[];
  readonly machines: readonly MachinePlan[];
}

const index = z.looseObject({ IndexName: z.string(), KeySchema: z.unknown(), Projection: z.unknown() });

// What is left out concerns backups, encryption, the protection of a deployed table, and expiry, which readers must filter anyway.
const table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z.array(index).optional(),
  DeletionProtectionEnabled: z.unknown().optional(),
  PointInTimeRecoverySpecification: z.unknown().optional(),
  SSESpecification: z.unknown().optional(),
  TimeToLiveSpecification: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

const tableOf = ({ name, properties }: ResolvedResource) => {
  const read = table.parse(properties);
  return {
    TableName: name,
    AttributeDefinitions: read.AttributeDefinitions,
    KeySchema: read.KeySchema,
    BillingMode: read.BillingMode,
    ...(read.GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes: read.GlobalSecondaryIndexes }),
  };
};

const retention = z.strictObject({
  Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
  Years: z.int().optional(),
  Days: z.int().optional(),
});

// An upload in parts that was broken off holds nothing that anybody can read; its own rule is of no use to a short run.
const lifecycleRule = z.strictObject({
  Status: z.literal('Enabled'),
  ExpirationInDays: z.int().min(1).optional(),
  AbortIncompleteMultipartUpload: z.unknown().optional(),
});

const bucket = z.looseObject({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  ObjectLockConfiguration: z.object({ Rule: z.object({ DefaultRetention: retention }) }).optional(),
  LifecycleConfiguration: z.object({ Rules: z.array(lifecycleRule) }).optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean() }) })
    .optional(),
});

/** A year of retention in days; the embedded S3 counts in days, and 366 never ends a term too soon. */
const daysInYear = 366;

const objectLockOf = (read: z.output<typeof bucket>): BucketPlan['objectLock'] => {
  const term = read.ObjectLockConfiguration?.Rule.DefaultRetention;
  return term === undefined ? null : { mode: term.Mode, days: term.Days ?? (term.Years ?? 0) * daysInYear };
};

const bucketOf = ({ name, arn, properties }: ResolvedResource): BucketPlan => {
  const read = bucket.parse(properties);
  const expiries = (read.LifecycleConfiguration?.Rules ?? []).flatMap((rule) => rule.ExpirationInDays ?? []);
  return {
    name,
    arn,
    versioned: read.VersioningConfiguration?.Status === 'Enabled',
    objectLock: objectLockOf(read),
    notifies: read.NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled ?? false,
    expiryDays: expiries.length === 0 ? null : Math.min(...expiries),
  };
};

const key = z.object({ KeyUsage: z.string().default('ENCRYPT_DECRYPT'), KeySpec: z.string().optional() });

/** The keys that sign. What other keys encrypt, such as the topic of the alarms, is not there in an embedded run. */
const keysOf = (templates: Templates): readonly KeyPlan[] =>
  resourcesOfType(templates, 'AWS::KMS::Key').flatMap(({ name, arn, properties }) => {
    const { KeyUsage: usage, KeySpec: spec } = key.parse(properties);
    if (usage !== 'SIGN_VERIFY') return [];
    if (spec !== 'ECC_NIST_P256')
      throw new Error(`${name} is a signing key of the kind ${spec}, which is not known here`);
    return [{ name, arn }];
  });

const lambda = z.looseObject({
  Handler: z.string().regex(/^index\.[A-Za-z]\w*$/, 'must be an export of the one module of handlers'),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});

const invokeConfig = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.int().min(0).max(2).default(2) });

const functionOf = (
  { name, arn, properties }: ResolvedResource,
  configs: readonly z.output<typeof invokeConfig>[],
): FunctionPlan => {
  const read = lambda.parse(properties);
  return {
    name,
    arn,
    verb: read.Handler.slice('index.'.length),
    timeoutSeconds: read.Timeout,
    memoryMegabytes: read.MemorySize,
    variables: read.Environment?.Variables ?? {},
    retries: configs.find((config) => config.FunctionName === name)?.MaximumRetryAttempts ?? 2,
  };
};

const functionsOf = (templates: Templates): readonly FunctionPlan[] => {
  const configs = resourcesOfType(templates, 'AWS::Lambda::EventInvokeConfig');
  const read = configs.map(({ properties }) => invokeConfig.parse(properties));
  return resourcesOfType(templates, 'AWS::Lambda::Function').map((resource) => functionOf(resource, read));
};

// A target may do no more than say whom to call: an event that is changed on the way is refused here.
const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  DeadLetterConfig: z.unknown().optional(),
  RetryPolicy: z.unknown().optional(),
});

const rule = z.object({
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(target),
});

const rulesOf = (templates: Templates): readonly RulePlan[] =>
  resourcesOfType(templates, 'AWS::Events::Rule').flatMap(({ arn, properties }) => {
    const read = rule.parse(properties);
    const functionArns = read.Targets.map(({ Arn }) => Arn);
    const made = { arn, pattern: read.EventPattern, schedule: read.ScheduleExpression, functionArns };
    return read.State === 'ENABLED' ? [made] : [];
  });

const authorizer = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Audience: z.array(z.string()), Issuer: z.string() }),
});

const route = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['JWT', 'NONE']).default('NONE'),
  AuthorizerId: z.string().optional(),
});

const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

/** The resources of a type by what `Ref` gives, read by a schema. */
const readByRef = <Read>(templates: Templates, type: string, schema: z.ZodType<Read>): ReadonlyMap<string, Read> =>
  new Map(resourcesOfType(templates, type).map(({ ref, properties }) => [ref, schema.parse(properties)]));

const demand = <Value>(found: ReadonlyMap<string, Value>, ref: string): Value => {
  const value = found.get(ref);
  if (value === undefined) throw new Error(`a route names ${ref}, which the templates do not have`);
  return value;
};

const routesOf = (templates: Templates): readonly RoutePlan[] => {
  const authorizers = readByRef(templates, 'AWS::ApiGatewayV2::Authorizer', authorizer);
  const integrations = readByRef(templates, 'AWS::ApiGatewayV2::Integration', integration);
  const authorizerOf = (id: string): AuthorizerPlan => {
    const { Issuer: issuer, Audience: audiences } = demand(authorizers, id).JwtConfiguration;
    return { issuer, audiences };
  };
  return resourcesOfType(templates, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const read = route.parse(properties);
    return {
      key: read.RouteKey,
      functionArn: demand(integrations, read.Target.replace('integrations/', '')).IntegrationUri,
      authorizer: read.AuthorizationType === 'JWT' ? authorizerOf(read.AuthorizerId ?? '') : undefined,
    };
  });
};

const machine = z.object({ DefinitionString: z.string() });
const definition = z.record(z.string(), z.unknown());

const machineOf = ({ name, arn, properties }: ResolvedResource): MachinePlan => ({
  name,
  arn,
  definition: definition.parse(JSON.parse(machine.parse(properties).DefinitionString)),
});

/** Reads what the templates describe. Throws on what the embedded run could not do as AWS does it, naming the place. */
export const readDeployment = (templates: Templates): Deployment => ({
  tables: resourcesOfType(templates, 'AWS::DynamoDB::Table').map(tableOf),
  buckets: resourcesOfType(templates, 'AWS::S3::Bucket').map(bucketOf),
  keys: keysOf(templates),
  functions: functionsOf(templates),
  rules: rulesOf(templates),
  routes: routesOf(templates),
  machines: resourcesOfType(templates, 'AWS::StepFunctions::StateMachine').map(machineOf),
});
