/**
 * The storage stack: one table of append-only events and one of who read what, one bucket for what comes in and empties itself, two locked buckets
 * for what was accepted and what was settled, and the key that signs the log of the events.
 */

import { type App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Settings } from './settings.ts';

/** What the functions touch. */
export interface Storage {
  readonly pilots: Table;
  readonly access: Table;
  readonly incoming: Bucket;
  readonly deliveries: Bucket;
  readonly statements: Bucket;
  readonly signingKey: Key;
}

/** Makes the storage stack. Everything but the incoming bucket outlives the stack: it is the record of the parties. */
export function storage(app: App, settings: Settings): Storage {
  const stack = new Stack(app, 'Ontschot-Storage', {
    description: 'Ontschot: events, incoming files, accepted deliveries and sealed statements',
    terminationProtection: true,
  });
  const logs = accessLogs(stack, settings);
  return {
    pilots: table(stack, 'Pilots'),
    access: table(stack, 'Access'),
    incoming: incoming(stack, settings, logs),
    deliveries: locked(stack, 'Deliveries', settings, logs),
    statements: locked(stack, 'Statements', settings, logs),
    signingKey: signingKey(stack),
  };
}

// The parties write the fingerprint of this key in their agreements, so it outlives every stack. KMS does not rotate
// keys of this kind, and must not: another key is another signer.
function signingKey(stack: Stack): Key {
  return new Key(stack, 'SigningKey', {
    description: 'Ontschot: signs the log of each pilot',
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

// Two keys of text and nothing else: which events and registers they hold is the knowledge of the store alone. The access
// log has a table of its own, so that whoever may add to it can neither read nor write the record, and the other way round.
function table(stack: Stack, name: 'Pilots' | 'Access'): Table {
  return new Table(stack, name, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.AWS_MANAGED,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** What all buckets share: TLS only, nothing public, encrypted with keys of S3, no access lists beside the policies. */
const closed: BucketProps = {
  enforceSSL: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
};

function accessLogs(stack: Stack, settings: Settings): IBucket {
  const bucket = new Bucket(stack, 'Logs', {
    ...closed,
    lifecycleRules: [
      {
        expiration: Duration.days(settings.logRetentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'This bucket receives the access logs; logging its own access into itself would never end.',
  });
  // The types of CDK are not written for exactOptionalPropertyTypes: to the compiler a Bucket is not quite an IBucket.
  return bucket as IBucket;
}

// No versions and no lock: a file that was refused, or that holds more than was agreed, must be gone within a day.
function incoming(stack: Stack, settings: Settings, logs: IBucket): Bucket {
  const bucket = new Bucket(stack, 'Incoming', {
    ...closed,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'incoming/',
    removalPolicy: RemovalPolicy.DESTROY,
    lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    cors: settings.portalOrigin === undefined ? [] : [uploadsFrom(settings.portalOrigin)],
  });
  // CDK's own switch for EventBridge adds a function of its own to the stack; CloudFormation has the property.
  coreOf(bucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  return bucket;
}

function uploadsFrom(portalOrigin: string) {
  return {
    allowedMethods: [HttpMethods.PUT],
    allowedOrigins: [portalOrigin],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    maxAge: 3600,
  };
}

/**
 * A bucket that keeps each object for its term. The lock is in GOVERNANCE mode and not in COMPLIANCE mode: no verb has
 * the permission to bypass it, but a court or the supervisory authority can order that personal data be erased (GDPR,
 * article 17), and in COMPLIANCE mode nobody could obey for the length of the term.
 */
function locked(stack: Stack, name: string, settings: Settings, logs: IBucket): Bucket {
  const bucket = new Bucket(stack, name, {
    ...closed,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: `${name.toLowerCase()}/`,
    versioned: true,
    objectLockEnabled: true,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  // CDK counts the term in days; S3 also takes years, and a term in years knows its leap days.
  coreOf(bucket).objectLockConfiguration = {
    objectLockEnabled: 'Enabled',
    rule: { defaultRetention: { mode: 'GOVERNANCE', years: settings.retentionYears } },
  };
  return bucket;
}

function coreOf(bucket: Bucket): CfnBucket {
  const core = bucket.node.defaultChild;
  if (!(core instanceof CfnBucket)) throw new Error(`${bucket.node.path} has no CloudFormation bucket`);
  return core;
}
