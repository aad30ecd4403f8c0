import { describe, expect, test } from 'vitest';
import { verbNames } from '../../infra/verbs.ts';
import { propertiesOf, resourcesOf, synthesise } from './synthesis.ts';

const templates = synthesise();
const alarm = (name: string) => propertiesOf(templates, 'AWS::CloudWatch::Alarm', name);
const anyAtAll = {
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  EvaluationPeriods: 1,
  Period: 300,
  TreatMissingData: 'notBreaching',
  AlarmActions: ['Topic'],
};
const queues = Object.keys(resourcesOf(templates, 'AWS::SQS::Queue'));
const functions = Object.keys(resourcesOf(templates, 'AWS::Lambda::Function'));

describe('the alarms', () => {
  test.each(queues)('one letter in %s is enough', (queue) => {
    expect(alarm(queue)).toMatchObject({
      ...anyAtAll,
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Dimensions: [{ Name: 'QueueName', Value: `${queue}.QueueName` }],
    });
  });

  test.each(functions)('one error of %s is enough', (verb) => {
    expect(alarm(`${verb}Errors`)).toMatchObject({
      ...anyAtAll,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: verb }],
    });
  });

  test.each([
    ['SettlementFailed', 'ExecutionsFailed'],
    ['SettlementTimedOut', 'ExecutionsTimedOut'],
  ])('%s counts %s of the workflow', (name, metric) => {
    expect(alarm(name)).toMatchObject({
      ...anyAtAll,
      Namespace: 'AWS/States',
      MetricName: metric,
      Statistic: 'Sum',
      Dimensions: [{ Name: 'StateMachineArn', Value: 'Settlement' }],
    });
  });

  test('there are no others: two queues, one for each function, two for the workflow', () => {
    expect(Object.keys(resourcesOf(templates, 'AWS::CloudWatch::Alarm'))).toHaveLength(2 + verbNames.length + 2);
  });
});

describe('the topic of the alarms', () => {
  test('is encrypted with a key of its own that is renewed every year', () => {
    expect(propertiesOf(templates, 'AWS::SNS::Topic', 'Topic')['KmsMasterKeyId']).toBe('TopicKey.Arn');
    expect(propertiesOf(templates, 'AWS::KMS::Key', 'TopicKey')['EnableKeyRotation']).toBe(true);
  });

  test('lets the alarms of this account in, to the topic and to its key, and refuses who does not use TLS', () => {
    const fromAlarms = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' } },
    };
    expect(propertiesOf(templates, 'AWS::SNS::TopicPolicy', 'TopicPolicy')['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ ...fromAlarms, Action: 'sns:Publish', Resource: 'Topic' }),
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    });
    expect(propertiesOf(templates, 'AWS::KMS::Key', 'TopicKey')['KeyPolicy']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ ...fromAlarms, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
      ]),
    });
  });

  test('reaches nobody by e-mail unless the deployment names an address', () => {
    expect(resourcesOf(templates, 'AWS::SNS::Subscription')).toEqual({});
    const subscribed = resourcesOf(synthesise({ alarmEmail: 'beheer@voorbeeld.nl' }), 'AWS::SNS::Subscription');
    expect(Object.values(subscribed).map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'beheer@voorbeeld.nl', TopicArn: 'Topic' },
    ]);
  });
});
