import { describe, expect, test } from 'vitest';
import { propertiesOf, resourcesOf, synthesise } from './synthesis.ts';

const templates = synthesise();
const bucket = (name: string, from = templates) => propertiesOf(from, 'AWS::S3::Bucket', name);
const buckets = ['Logs', 'Incoming', 'Deliveries', 'Statements'];

const tables = ['Pilots', 'Access'];

describe('the tables, of what happened and of who read it', () => {
  test.each(tables)('%s has two keys of text, is paid by use, encrypted, and can be restored to any moment', (name) => {
    expect(propertiesOf(templates, 'AWS::DynamoDB::Table', name)).toEqual({
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  test('are the only two, and stay when the stack goes', () => {
    const made = Object.entries(resourcesOf(templates, 'AWS::DynamoDB::Table'));
    expect(made.map(([name, table]) => [name, table.DeletionPolicy])).toEqual(tables.map((name) => [name, 'Retain']));
  });
});

describe('every bucket', () => {
  test('is one of the four', () => {
    expect(Object.keys(resourcesOf(templates, 'AWS::S3::Bucket'))).toEqual(buckets);
  });

  test.each(buckets)('%s is closed to the public and encrypted, and knows no access lists', (name) => {
    expect(bucket(name)).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  test.each(buckets)('%s refuses whoever does not use TLS', (name) => {
    const { PolicyDocument } = propertiesOf(templates, 'AWS::S3::BucketPolicy', `${name}Policy`);
    expect(PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: [`${name}.Arn`, `${name}.Arn/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
  });

  test.each(buckets)('%s is opened by its policy to nobody but the service that delivers access logs', (name) => {
    const { PolicyDocument } = propertiesOf(templates, 'AWS::S3::BucketPolicy', `${name}Policy`);
    const { Statement } = PolicyDocument as { Statement: { Effect: string; Principal: unknown }[] };
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Principal }) => Principal);
    const deliverer = { Service: 'logging.s3.amazonaws.com' };
    expect(allowed).toEqual(name === 'Logs' ? [deliverer, deliverer, deliverer] : []);
  });

  test.each(buckets.slice(1))('%s writes its access log under its own name', (name) => {
    expect(bucket(name)['LoggingConfiguration']).toEqual({
      DestinationBucketName: 'Logs',
      LogFilePrefix: `${name.toLowerCase()}/`,
    });
  });
});

describe('the incoming bucket', () => {
  test('keeps no versions, knows no lock, and empties itself within a day, half uploads too', () => {
    expect(bucket('Incoming')).not.toHaveProperty('VersioningConfiguration');
    expect(bucket('Incoming')).not.toHaveProperty('ObjectLockEnabled');
    expect(bucket('Incoming')).not.toHaveProperty('ObjectLockConfiguration');
    expect(bucket('Incoming')['LifecycleConfiguration']).toEqual({
      Rules: [{ Status: 'Enabled', ExpirationInDays: 1, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    });
  });

  test('tells EventBridge what arrives, by the property of CloudFormation', () => {
    expect(bucket('Incoming')['NotificationConfiguration']).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test('takes uploads from no page unless the deployment names one', () => {
    expect(bucket('Incoming')).not.toHaveProperty('CorsConfiguration');
  });

  test('takes presigned PUTs from the page that the deployment names, and nothing else', () => {
    const open = synthesise({ portalOrigin: 'https://ontschot.voorbeeld.nl' });
    expect(bucket('Incoming', open)['CorsConfiguration']).toEqual({
      CorsRules: [
        {
          AllowedMethods: ['PUT'],
          AllowedOrigins: ['https://ontschot.voorbeeld.nl'],
          AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
          MaxAge: 3600,
        },
      ],
    });
  });
});

describe.each(['Deliveries', 'Statements'])('the bucket %s', (name) => {
  test('keeps every version locked for ten years', () => {
    expect(bucket(name)).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 10 } },
      },
    });
  });

  test('keeps them for the term of the settings, in years', () => {
    const longer = synthesise({ retentionYears: 15 });
    expect(bucket(name, longer)['ObjectLockConfiguration']).toMatchObject({
      Rule: { DefaultRetention: { Years: 15 } },
    });
  });

  test('lets nothing expire, and stays when the stack goes', () => {
    expect(bucket(name)['LifecycleConfiguration']).toEqual({
      Rules: [{ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    });
    expect(resourcesOf(templates, 'AWS::S3::Bucket')[name]?.DeletionPolicy).toBe('Retain');
  });
});

describe('the key that signs', () => {
  const keys = resourcesOf(templates, 'AWS::KMS::Key');

  test('is an asymmetric key over P-256 that signs and does nothing else, and stays when the stack goes', () => {
    expect(keys['SigningKey']).toMatchObject({
      Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', PendingWindowInDays: 30 },
      DeletionPolicy: 'Retain',
    });
    // KMS rotates no key of this kind: another key would be another signer.
    expect(keys['SigningKey']?.Properties).not.toHaveProperty('EnableKeyRotation');
  });

  test('is in the hands of the account alone: its policy names no function, and roles do the rest', () => {
    expect(keys['SigningKey']?.Properties['KeyPolicy']).toMatchObject({
      Statement: [
        { Effect: 'Allow', Action: 'kms:*', Principal: { AWS: 'arn:AWS::Partition:iam::AWS::AccountId:root' } },
      ],
    });
  });
});
