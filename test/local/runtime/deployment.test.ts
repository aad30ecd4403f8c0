import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { routeOf, verbNames, verbs } from '../../../infra/verbs.ts';
import { readDeployment } from '../../../local/runtime/deployment.ts';
import { currentTemplates } from '../../../local/runtime/synthesis.ts';
import type { Resource } from '../../../local/runtime/templates.ts';
import { newFolder } from './fixture.ts';
import { templates } from './templates.ts';

const withResource = (name: string, resource: Resource) => ({
  ...templates,
  More: { Resources: { [name]: resource } },
});

describe('the templates of the tests', () => {
  const deployment = readDeployment(templates);

  test('a bucket with its versions, its lock, its expiry and whether it tells of its objects', () => {
    expect(deployment.buckets).toEqual([
      { name: 'inbox', arn: 'arn:aws:s3:::inbox', versioned: false, objectLock: null, notifies: true, expiryDays: 1 },
      {
        name: 'archive',
        arn: 'arn:aws:s3:::archive',
        versioned: true,
        objectLock: { mode: 'GOVERNANCE', days: 366 },
        notifies: false,
        expiryDays: null,
      },
    ]);
  });

  test('a function with its verb, its limits, its variables and its retries', () => {
    expect(deployment.functions.find(({ name }) => name === 'archive')).toEqual({
      name: 'archive',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:archive',
      verb: 'archive',
      timeoutSeconds: 30,
      memoryMegabytes: 256,
      variables: {
        LEDGER: 'Ledger',
        INBOX: 'inbox',
        ARCHIVE: 'archive',
        WORKFLOW: 'arn:aws:states:eu-west-1:000000000000:stateMachine:notes',
      },
      retries: 1,
    });
  });

  test('a route with its function and who may pass', () => {
    expect(deployment.routes[0]).toEqual({
      key: 'GET /list',
      functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:list',
      authorizer: { issuer: 'https://issuer.example.nl', audiences: ['tests'] },
    });
  });

  test('a rule that is switched off is no rule', () => {
    const off = { Type: 'AWS::Events::Rule', Properties: { State: 'DISABLED', Targets: [] } };
    expect(readDeployment(withResource('Off', off)).rules).toEqual(deployment.rules);
  });
});

describe('what the embedded run does not do is refused at the start', () => {
  test.each([
    [
      'a bucket that tells a function itself',
      'AWS::S3::Bucket',
      { NotificationConfiguration: { LambdaConfigurations: [] } },
      'LambdaConfigurations',
    ],
    [
      'a lifecycle that moves objects',
      'AWS::S3::Bucket',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] } },
      'Transitions',
    ],
    [
      'a table with a stream',
      'AWS::DynamoDB::Table',
      { AttributeDefinitions: [], KeySchema: [], BillingMode: 'PAY_PER_REQUEST', StreamSpecification: {} },
      'StreamSpecification',
    ],
    [
      'a rule that changes the event',
      'AWS::Events::Rule',
      { Targets: [{ Id: 'a', Arn: 'b', InputTransformer: {} }] },
      'InputTransformer',
    ],
    [
      'a handler outside the one module',
      'AWS::Lambda::Function',
      { Handler: 'other.ingest' },
      'must be an export of the one module of handlers',
    ],
    ['an authorizer of another kind', 'AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'REQUEST' }, 'AuthorizerType'],
  ])('%s', (_, Type, Properties, message) => {
    expect(() => readDeployment(withResource('Odd', { Type, Properties }))).toThrow(message);
  });
});

describe('the templates of this repository', () => {
  test('hold every verb with its route', async () => {
    const { functions, routes, machines } = readDeployment(await currentTemplates(await newFolder()));
    expect(functions.map(({ verb }) => verb)).toEqual(verbNames);
    const expected = verbNames
      .flatMap((name) => routeOf(verbs[name]) ?? [])
      .map(({ method, path }) => `${method} ${path}`);
    expect(routes.map(({ key }) => key).sort()).toEqual(expected.sort());
    expect(machines).toHaveLength(1);
  });

  test('are made again only when what they come from has changed', async () => {
    const folder = await newFolder();
    await currentTemplates(folder);
    const [kept = ''] = readdirSync(folder);
    writeFileSync(join(folder, kept, 'Mark.template.json'), '{"Resources":{}}');
    expect(Object.keys(await currentTemplates(folder))).toContain('Mark');
    renameSync(join(folder, kept), join(folder, 'of-other-sources'));
    expect(Object.keys(await currentTemplates(folder))).not.toContain('Mark');
    expect(readdirSync(folder)).toEqual([kept]);
  });

  test('define a workflow that is valid in the Amazon States Language', async () => {
    const { machines } = readDeployment(await currentTemplates(await newFolder()));
    const definitions = machines.map(({ definition }) => definition as unknown as StateMachineDefinition);
    for (const definition of definitions) expect(() => new StateMachine(definition)).not.toThrow();
    expect(definitions).toHaveLength(1);
  });
});
