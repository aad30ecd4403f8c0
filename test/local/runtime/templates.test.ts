import { describe, expect, test } from 'vitest';
import { resolved, resourcesOfType, type Templates, withMarkedTables } from '../../../local/runtime/templates.ts';

const sub = (name: string): string => `\${${name}}`;

const templates: Templates = {
  Storage: {
    Resources: {
      Files0A1B2C3D: { Type: 'AWS::S3::Bucket' },
      Ledger0A1B2C3D: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } },
    },
    Outputs: {
      FilesArn: { Value: { 'Fn::GetAtt': ['Files0A1B2C3D', 'Arn'] }, Export: { Name: 'Storage:FilesArn' } },
    },
  },
  Doors: {
    Resources: {
      Notes0A1B2C3D: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'notes' } },
      ingest0A1B2C3D: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.ingest' } },
    },
  },
};

describe('a reference becomes a local value', () => {
  test.each([
    ['the name of a resource, without the hash of CDK', { Ref: 'ingest0A1B2C3D' }, 'ingest'],
    [
      'the ARN of a state machine, under the name the template gives it',
      { Ref: 'Notes0A1B2C3D' },
      'arn:aws:states:eu-west-1:000000000000:stateMachine:notes',
    ],
    ['an ARN', { 'Fn::GetAtt': ['ingest0A1B2C3D', 'Arn'] }, 'arn:aws:lambda:eu-west-1:000000000000:function:ingest'],
    ['what another stack exports', { 'Fn::ImportValue': 'Storage:FilesArn' }, 'arn:aws:s3:::files'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    [
      'joined parts',
      { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, { 'Fn::ImportValue': 'Storage:FilesArn' }]] },
      'a/eu-west-1/arn:aws:s3:::files',
    ],
    [
      'a pattern with a resource, an attribute and an escape',
      { 'Fn::Sub': `${sub('ingest0A1B2C3D')} ${sub('Notes0A1B2C3D.Arn')} ${sub('!left')}` },
      `ingest arn:aws:states:eu-west-1:000000000000:stateMachine:notes ${sub('left')}`,
    ],
    ['a list and an object through and through', [{ name: { Ref: 'ingest0A1B2C3D' } }, 3], [{ name: 'ingest' }, 3]],
  ])('%s', (_, value, expected) => {
    expect(resolved(templates, 'Doors', value)).toEqual(expected);
  });

  test('the name of a bucket is in lower case, as S3 demands', () => {
    expect(resolved(templates, 'Storage', { Ref: 'Files0A1B2C3D' })).toBe('files');
  });
});

describe('what is not known is refused by name', () => {
  test.each([
    ['an intrinsic function', { 'Fn::Select': [0, ['a']] }, 'Fn::Select in the template of Doors is not known'],
    ['a condition', { Condition: 'IsProduction' }, 'Condition in the template of Doors is not known'],
    ['a resource', { Ref: 'Nobody' }, 'Doors has no resource Nobody'],
    [
      'an attribute',
      { 'Fn::GetAtt': ['ingest0A1B2C3D', 'SnapStart'] },
      'Fn::GetAtt ingest0A1B2C3D.SnapStart has no local value',
    ],
    ['an import', { 'Fn::ImportValue': 'Storage:Nothing' }, 'Fn::ImportValue Storage:Nothing is exported by no stack'],
  ])('%s', (_, value, message) => {
    expect(() => resolved(templates, 'Doors', value)).toThrow(message);
  });

  test('two resources of one type with one local name', () => {
    const twice = { ...templates, More: { Resources: { ingestFFFFFFFF: { Type: 'AWS::Lambda::Function' } } } };
    expect(() => resourcesOfType(twice, 'AWS::Lambda::Function')).toThrow(
      'two resources of type AWS::Lambda::Function have the local name ingest',
    );
  });
});

test('a mark stands in the name of every table and of nothing else, also where another stack names it', () => {
  const marked = withMarkedTables(templates, 'abc');
  expect(resolved(marked, 'Storage', { Ref: 'Ledger0A1B2C3D' })).toBe('Ledger-abc');
  expect(resolved(marked, 'Storage', { Ref: 'Files0A1B2C3D' })).toBe('files');
});
