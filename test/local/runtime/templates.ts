/** A small set of templates with every kind of resource that the embedded run knows. */
import { fileURLToPath } from 'node:url';
import type { Resource, Templates } from '../../../local/runtime/templates.ts';

/** The handlers of the tests. */
export const handlersFile = fileURLToPath(new URL('handlers.ts', import.meta.url));

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const imported = (name: string) => ({ 'Fn::ImportValue': name });

/** A variable in the notation of `Fn::Sub`. */
const pseudo = (name: string): string => `\${AWS::${name}}`;

/** A function of a verb that may know all resources; what the properties say counts. */
export const lambda = (verb: string, properties: object = {}): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: `index.${verb}`,
    Timeout: 30,
    MemorySize: 256,
    Environment: {
      Variables: {
        LEDGER: imported('Ledger'),
        INBOX: imported('Inbox'),
        ARCHIVE: imported('Archive'),
        WORKFLOW: {
          'Fn::Sub': `arn:${pseudo('Partition')}:states:${pseudo('Region')}:${pseudo('AccountId')}:stateMachine:notes`,
        },
      },
    },
    ...properties,
  },
});

const storage = {
  Resources: {
    Ledger0A1B2C3D: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Inbox0A1B2C3D: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }] },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    },
    Archive0A1B2C3D: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 1 } } },
      },
    },
  },
  Outputs: {
    LedgerName: { Value: { Ref: 'Ledger0A1B2C3D' }, Export: { Name: 'Ledger' } },
    InboxName: { Value: { Ref: 'Inbox0A1B2C3D' }, Export: { Name: 'Inbox' } },
    ArchiveName: { Value: { Ref: 'Archive0A1B2C3D' }, Export: { Name: 'Archive' } },
  },
};

const rule = (target: string, properties: object): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: { State: 'ENABLED', Targets: [{ Id: 'Target0', Arn: arnOf(target) }], ...properties },
});

const task = JSON.stringify({
  StartAt: 'note',
  States: { note: { Type: 'Task', Resource: 'NOTE', ResultPath: null, End: true } },
}).split('NOTE');

const functions = {
  archive0A1B2C3D: lambda('archive'),
  note0A1B2C3D: lambda('note'),
  list0A1B2C3D: lambda('list'),
  allowUpload0A1B2C3D: lambda('allowUpload'),
  showEvent0A1B2C3D: lambda('showEvent'),
  showBytes0A1B2C3D: lambda('showBytes'),
  fail0A1B2C3D: lambda('fail'),
  summer0A1B2C3D: lambda('summer'),
};

const routes = {
  'GET /list': 'list',
  'POST /uploads/{name}': 'allowUpload',
  'POST /things/{thing}/{part}': 'showEvent',
  'GET /bytes': 'showBytes',
  'GET /fault': 'fail',
  'GET /summer': 'summer',
};

const routeResources = Object.entries(routes).flatMap(([RouteKey, verb]): [string, Resource][] => {
  const IntegrationUri = arnOf(`${verb}0A1B2C3D`);
  const integration = { IntegrationType: 'AWS_PROXY', IntegrationUri, PayloadFormatVersion: '2.0' };
  const Target = { 'Fn::Join': ['/', ['integrations', { Ref: `${verb}Integration` }]] };
  const route = { RouteKey, Target, AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Issuer' } };
  return [
    [`${verb}Integration`, { Type: 'AWS::ApiGatewayV2::Integration', Properties: integration }],
    [`${verb}Route`, { Type: 'AWS::ApiGatewayV2::Route', Properties: route }],
  ];
});

/** The templates: an inbox whose files are archived, a workflow and a clock that leave a note, and an HTTP API. */
export const templates: Templates = {
  Storage: storage,
  Doors: {
    Resources: {
      ...functions,
      archiveConfig: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'archive0A1B2C3D' }, MaximumRetryAttempts: 1 },
      },
      archiveTrigger: rule('archive0A1B2C3D', {
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [imported('Inbox')] } },
        },
      }),
      noteTrigger: rule('note0A1B2C3D', { ScheduleExpression: 'cron(0 3 * * ? *)' }),
      Notes: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'notes',
          DefinitionString: { 'Fn::Join': ['', [task[0], arnOf('note0A1B2C3D'), task[1]]] },
        },
      },
      Issuer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: 'https://issuer.example.nl', Audience: ['tests'] },
        },
      },
      ...Object.fromEntries(routeResources),
    },
  },
};
