import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbNames } from '../../infra/verbs.ts';
import { appWith, resourcesOf, synthesise, type Templates } from './synthesis.ts';

const templates = synthesise();

describe('the stacks together', () => {
  test('are five', () => {
    expect([...templates.keys()].sort()).toEqual([
      'Ontschot-Alarms',
      'Ontschot-Functions',
      'Ontschot-Portal',
      'Ontschot-Storage',
      'Ontschot-Workflow',
    ]);
  });

  test('come out the same, letter by letter, each time', () => {
    const [first, second] = [templates, synthesise()].map((made) => JSON.stringify([...made]));
    expect(second).toBe(first);
  });

  test('hold no resource of a kind that nobody decided on, such as a custom resource', () => {
    const kinds = [...templates.values()].flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
    expect([...new Set(kinds)].sort()).toEqual([
      'AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Authorizer',
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::ApiGatewayV2::Stage',
      'AWS::CloudWatch::Alarm',
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::KMS::Key',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::StepFunctions::StateMachine',
    ]);
  });

  test('give every log group its term: one per verb, one for the workflow, one for the API', () => {
    const terms = Object.values(resourcesOf(templates, 'AWS::Logs::LogGroup')).map(
      ({ Properties }) => Properties['RetentionInDays'],
    );
    expect(terms).toEqual(Array.from({ length: verbNames.length + 2 }, () => 400));
    const shorter = resourcesOf(synthesise({ logRetentionDays: 90 }), 'AWS::Logs::LogGroup');
    expect(Object.values(shorter).every(({ Properties }) => Properties['RetentionInDays'] === 90)).toBe(true);
  });
});

describe('the AwsSolutions rules', () => {
  test('find nothing that is not acknowledged', () => {
    const app = appWith();
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  test('are acknowledged for these findings only, each with its reason', () => {
    const acknowledged = appWith()
      .node.findAll()
      .flatMap((construct) => construct.node.metadata.map((entry) => ({ path: construct.node.path, ...entry })))
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ path, data }) =>
        Object.entries(data as Record<string, string>).map(([id, why]) => ({ path, id, why })),
      );
    const objects = /Resource::Ontschot-Storage:ExportsOutputFnGetAtt([A-Z][a-z]+)[0-9A-F]{8}Arn[0-9A-F]{8}\/\*/;
    expect(
      acknowledged.map(({ path, id }) => `${path} ${id.replace('Annotation::', '').replace(objects, '$1/*')}`),
    ).toEqual([
      'Ontschot-Storage/Logs AwsSolutions-S1',
      'Ontschot-Functions/requestUploadRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/announceUploadRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/ingestRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/ingestRole AwsSolutions-IAM5[Deliveries/*]',
      'Ontschot-Functions/readFindingsRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/confirmCorrectionRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/confirmCorrectionRole AwsSolutions-IAM5[Deliveries/*]',
      'Ontschot-Functions/explainRole AwsSolutions-IAM5[Incoming/*]',
      'Ontschot-Functions/readInvestmentsRole AwsSolutions-IAM5[Deliveries/*]',
      'Ontschot-Functions/settleRole AwsSolutions-IAM5[Deliveries/*]',
      'Ontschot-Functions/settleRole AwsSolutions-IAM5[Statements/*]',
      'Ontschot-Functions/sealRole AwsSolutions-IAM5[Statements/*]',
      'Ontschot-Functions/evaluateRole AwsSolutions-IAM5[Deliveries/*]',
      'Ontschot-Functions/evaluateRole AwsSolutions-IAM5[Statements/*]',
      'Ontschot-Functions/readStatementRole AwsSolutions-IAM5[Statements/*]',
      'Ontschot-Workflow/SettlementRole AwsSolutions-IAM5[Resource::*]',
      'Ontschot-Workflow/Settlement AwsSolutions-SF2',
    ]);
    for (const { why } of acknowledged) expect(why).toMatch(/^\w.{40,}\.$/);
  });
});

describe('the app, started as the templates are read', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ontschot-infra-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Starts the app in a process of its own, without the variables of this one, and reads the templates it writes. */
  async function start(name: string, context: Readonly<Record<string, unknown>>, variables: Record<string, string>) {
    const outdir = join(folder, name);
    const env = {
      ...variables,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    };
    const app = fileURLToPath(new URL('../../infra/app.ts', import.meta.url));
    await promisify(execFile)(process.execPath, [app], { env, cwd: folder, timeout: 60_000 });
    const files = (await readdir(outdir)).filter((file) => file.endsWith('.template.json'));
    const texts = await Promise.all(files.map((file) => readFile(join(outdir, file), 'utf8')));
    return Object.fromEntries(files.map((file, index) => [file, JSON.parse(texts[index] ?? '')]));
  }

  /** What the app should write: each template under the name of its file. */
  function contents(made: Templates): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...made].map(([name, template]) => [`${name}.template.json`, template]));
  }

  test('passes every check of CDK and of the AwsSolutions rules, and gives the templates that were tested here', async () => {
    expect(await start('checked', {}, {})).toEqual(contents(templates));
  });

  test('gives the same templates without the checks, and takes its settings from the context', async () => {
    const quick = await start('quick', { retentionYears: '15' }, { CDK_VALIDATION: 'false' });
    expect(quick).toEqual(contents(synthesise({ retentionYears: 15 })));
    expect(quick).not.toEqual(contents(templates));
  });

  test('refuses a setting that no deployment could keep, by its name', async () => {
    const refused = start('refused', { retentionYears: 0 }, { CDK_VALIDATION: 'false' });
    await expect(refused).rejects.toThrow(
      'setting retentionYears is 0, where a whole number from 1 to 100 is expected',
    );
  });
});
