import { describe, expect, test } from 'vitest';
import type { VerbName } from '../../infra/verbs.ts';
import { propertiesOf, type Resource, resourcesOf, synthesise } from './synthesis.ts';

const templates = synthesise();
const startsWorkflow =
  'states:StartExecution on arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:ontschot-settlement';

/** What each verb may do beside writing its own log, to the letter: written a second time here, so that a change shows. */
const granted: Readonly<Record<VerbName, readonly string[]>> = {
  openPilot: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  proposePopulation: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  approvePopulation: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  countPopulation: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn', startsWorkflow],
  requestUpload: ['dynamodb:Query on Pilots.Arn', 's3:PutObject on Incoming.Arn/*'],
  readUploadPage: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn'],
  announceUpload: ['dynamodb:Query on Pilots.Arn', 's3:PutObject on Incoming.Arn/*'],
  ingest: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Incoming.Arn/*',
    's3:PutObject on Incoming.Arn/*',
    's3:DeleteObject on Incoming.Arn/*',
    's3:GetObject on Deliveries.Arn/*',
    's3:PutObject on Deliveries.Arn/*',
    startsWorkflow,
  ],
  readFindings: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn', 's3:GetObject on Incoming.Arn/*'],
  confirmCorrection: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Incoming.Arn/*',
    's3:PutObject on Deliveries.Arn/*',
    startsWorkflow,
  ],
  explain: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Incoming.Arn/*',
    's3:PutObject on Incoming.Arn/*',
  ],
  readInvestments: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Access.Arn',
    's3:GetObject on Deliveries.Arn/*',
  ],
  acceptInvestments: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn', startsWorkflow],
  readTemplate: [],
  findDue: ['dynamodb:Query on Pilots.Arn'],
  settle: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Deliveries.Arn/*',
    's3:GetObject on Statements.Arn/*',
    's3:PutObject on Statements.Arn/*',
  ],
  proposeAgreement: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  approveAgreement: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  review: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  approve: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn', startsWorkflow],
  withdrawApproval: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  object: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  answerObjection: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  ask: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  answerQuestion: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  readLedger: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn'],
  confirmPayment: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Pilots.Arn'],
  seal: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Statements.Arn/*',
    's3:PutObject on Statements.Arn/*',
    'kms:GetPublicKey on SigningKey.Arn',
    'kms:Sign on SigningKey.Arn',
  ],
  evaluate: [
    'dynamodb:Query on Pilots.Arn',
    'dynamodb:PutItem on Pilots.Arn',
    's3:GetObject on Deliveries.Arn/*',
    's3:PutObject on Statements.Arn/*',
  ],
  sweep: ['dynamodb:Query on Pilots.Arn', startsWorkflow],
  readPilot: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn'],
  readEvents: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn'],
  readAccess: ['dynamodb:Query on Pilots.Arn', 'dynamodb:Query on Access.Arn', 'dynamodb:PutItem on Access.Arn'],
  readStatement: ['dynamodb:Query on Pilots.Arn', 'dynamodb:PutItem on Access.Arn', 's3:GetObject on Statements.Arn/*'],
};

const verbs = Object.keys(granted) as VerbName[];
const queued: readonly VerbName[] = ['ingest', 'sweep'];

/** All that the role of a verb holds: its row, its own log, and its own queue where nobody waits for it. */
function expected(verb: VerbName): readonly string[] {
  return [
    ...granted[verb],
    `logs:CreateLogStream on ${verb}Logs.Arn`,
    `logs:PutLogEvents on ${verb}Logs.Arn`,
    ...(queued.includes(verb) ? [`sqs:SendMessage on ${verb}DeadLetters.Arn`] : []),
  ];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

function statementsOf(role: Resource): readonly Statement[] {
  const policies = role.Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

/** One line per action and resource, in the order of the template. */
function lines(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${resource}`)),
  );
}

const roles = resourcesOf(templates, 'AWS::IAM::Role');
const roleOf = (verb: VerbName): Resource => {
  const found = roles[`${verb}Role`];
  if (found === undefined) throw new Error(`${verb} has no role`);
  return found;
};

describe('the role of each verb', () => {
  test.each(verbs)('%s may do its row of the table and nothing else', (verb) => {
    expect(lines(statementsOf(roleOf(verb)))).toEqual(expected(verb));
  });

  test.each(verbs)('%s has only statements that allow, on actions that are written out', (verb) => {
    for (const { Effect, Action } of statementsOf(roleOf(verb))) {
      expect(Effect).toBe('Allow');
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
    }
  });

  test.each(verbs)('%s has a role of its own that Lambda alone may take on, without managed policies', (verb) => {
    expect(propertiesOf(templates, 'AWS::Lambda::Function', verb)['Role']).toBe(`${verb}Role.Arn`);
    expect(roleOf(verb).Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(roleOf(verb).Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });

  test('there is no role beside those of the verbs and of the workflow, and no policy outside a role', () => {
    expect(Object.keys(roles)).toEqual([...verbs.map((verb) => `${verb}Role`), 'SettlementRole']);
    expect(resourcesOf(templates, 'AWS::IAM::Policy')).toEqual({});
    expect(resourcesOf(templates, 'AWS::IAM::ManagedPolicy')).toEqual({});
  });

  test.each(verbs)('a statement taken from the role of %s, or its action widened, would show', (verb) => {
    const statements = statementsOf(roleOf(verb));
    for (const statement of statements) {
      const others = statements.filter((candidate) => candidate !== statement);
      expect(lines(others)).not.toEqual(expected(verb));
      expect(lines([...others, { ...statement, Action: 's3:*' }])).not.toEqual(expected(verb));
      expect(lines([...others, { ...statement, Resource: '*' }])).not.toEqual(expected(verb));
    }
  });
});

/** What nobody waits for: it may take a file of the largest size. */
const APART: readonly string[] = ['ingest', 'findDue', 'settle', 'seal', 'evaluate', 'sweep'];

describe('the function of each verb', () => {
  test('there is one per verb and no other, so no helper of CDK has slipped in', () => {
    expect(Object.keys(resourcesOf(templates, 'AWS::Lambda::Function'))).toEqual(verbs);
  });

  test.each(verbs)('%s runs the export of its name on Node 24 and writes to its own log group', (verb) => {
    expect(propertiesOf(templates, 'AWS::Lambda::Function', verb)).toMatchObject({
      Handler: `index.${verb}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: APART.includes(verb) ? 300 : 30,
      LoggingConfig: { LogGroup: `${verb}Logs` },
    });
  });

  test.each(verbs)('%s is neither traced nor given a share of the concurrency', (verb) => {
    const properties = propertiesOf(templates, 'AWS::Lambda::Function', verb);
    expect(properties).not.toHaveProperty('TracingConfig');
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  const pilots = { PILOTS_TABLE: 'Pilots' };
  const workflow = {
    WORKFLOW_ARN: 'arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:ontschot-settlement',
  };
  test.each<[VerbName, Readonly<Record<string, string>>]>([
    ['openPilot', pilots],
    ['requestUpload', { ...pilots, INCOMING_BUCKET: 'Incoming' }],
    ['ingest', { ...pilots, INCOMING_BUCKET: 'Incoming', DELIVERIES_BUCKET: 'Deliveries', ...workflow }],
    ['findDue', pilots],
    ['settle', { ...pilots, DELIVERIES_BUCKET: 'Deliveries', STATEMENTS_BUCKET: 'Statements' }],
    ['approve', { ...pilots, ...workflow }],
    ['seal', { ...pilots, STATEMENTS_BUCKET: 'Statements', SIGNING_KEY: 'SigningKey.Arn' }],
    ['sweep', { ...pilots, ...workflow }],
    ['readPilot', { ...pilots, ACCESS_TABLE: 'Access' }],
    ['readStatement', { ...pilots, ACCESS_TABLE: 'Access', STATEMENTS_BUCKET: 'Statements' }],
  ])('%s learns the names of what it may touch, and no others', (verb, variables) => {
    expect(propertiesOf(templates, 'AWS::Lambda::Function', verb)['Environment']).toEqual({
      Variables: { NODE_OPTIONS: '--enable-source-maps', ...variables },
    });
  });
});

describe('the verbs that nobody waits for', () => {
  test('are ingest and sweep', () => {
    expect(Object.keys(resourcesOf(templates, 'AWS::SQS::Queue'))).toEqual(queued.map((verb) => `${verb}DeadLetters`));
    expect(Object.keys(resourcesOf(templates, 'AWS::Events::Rule'))).toEqual(queued.map((verb) => `${verb}Trigger`));
  });

  test.each(queued)('%s is tried three times, and what still fails goes to its queue', (verb) => {
    expect(propertiesOf(templates, 'AWS::Lambda::EventInvokeConfig', `${verb}EventInvokeConfig`)).toEqual({
      FunctionName: verb,
      MaximumRetryAttempts: 2,
      Qualifier: '$LATEST',
    });
    expect(propertiesOf(templates, 'AWS::Lambda::Function', verb)['DeadLetterConfig']).toEqual({
      TargetArn: `${verb}DeadLetters.Arn`,
    });
  });

  test.each(queued)(
    'the queue of %s is encrypted, keeps its letters two weeks and refuses who does not use TLS',
    (verb) => {
      expect(propertiesOf(templates, 'AWS::SQS::Queue', `${verb}DeadLetters`)).toEqual({
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
      });
      expect(
        propertiesOf(templates, 'AWS::SQS::QueuePolicy', `${verb}DeadLettersPolicy`)['PolicyDocument'],
      ).toMatchObject({
        Statement: [
          { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': `${verb}Trigger.Arn` } },
          },
        ],
      });
    },
  );

  test.each(queued)('the rule of %s invokes it alone, with two retries and the same queue', (verb) => {
    expect(propertiesOf(templates, 'AWS::Events::Rule', `${verb}Trigger`)).toMatchObject({
      State: 'ENABLED',
      Targets: [
        {
          Arn: `${verb}.Arn`,
          DeadLetterConfig: { Arn: `${verb}DeadLetters.Arn` },
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 7200 },
        },
      ],
    });
  });

  test('ingest follows a new object in the incoming bucket', () => {
    expect(propertiesOf(templates, 'AWS::Events::Rule', 'ingestTrigger')['EventPattern']).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['Incoming'] } },
    });
  });

  test('sweep follows the clock, every night at 03:00 UTC', () => {
    expect(propertiesOf(templates, 'AWS::Events::Rule', 'sweepTrigger')['ScheduleExpression']).toBe(
      'cron(0 3 * * ? *)',
    );
  });
});
