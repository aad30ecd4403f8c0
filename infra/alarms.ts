/**
 * The alarms stack: whatever needs a person says so on one topic. A dead letter is a file or a night that was not dealt
 * with; an error is an invariant that did not hold; a failed execution is a pilot that was not settled.
 */

import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Functions } from './functions.ts';
import type { Settings } from './settings.ts';

const fiveMinutes = { period: Duration.minutes(5) };

/** Makes the alarms stack, and subscribes the e-mail address of the settings where there is one. */
export function alarms(app: App, settings: Settings, made: Functions, machine: StateMachine): void {
  const stack = new Stack(app, 'Ontschot-Alarms', { description: 'Ontschot: what needs a person' });
  const topic = alarmTopic(stack);
  if (settings.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  for (const [verb, queue] of made.deadLetters) {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ ...fiveMinutes, statistic: 'Maximum' });
    raise(stack, topic, `${verb}DeadLetters`, metric, `What ${verb} could not deal with waits in its queue`);
  }
  for (const [verb, invoked] of made.byVerb) {
    raise(stack, topic, `${verb}Errors`, invoked.metricErrors(fiveMinutes), `${verb} threw; its log says where`);
  }
  raise(stack, topic, 'SettlementFailed', machine.metricFailed(fiveMinutes), 'An execution of the workflow failed');
  raise(stack, topic, 'SettlementTimedOut', machine.metricTimedOut(fiveMinutes), 'An execution took over an hour');
}

/** One is enough: each of these counts something that should never happen. Nothing to count is good news. */
function raise(stack: Stack, topic: Topic, id: string, metric: IMetric, alarmDescription: string): void {
  const alarm = new Alarm(stack, id, {
    metric,
    alarmDescription,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
}

// CloudWatch cannot use the key that AWS keeps for SNS, so the topic has its own, and both must let CloudWatch in.
function alarmTopic(stack: Stack): Topic {
  const masterKey = new Key(stack, 'TopicKey', { description: 'Ontschot: alarms', enableKeyRotation: true });
  masterKey.addToResourcePolicy(fromAlarms(stack, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  const topic = new Topic(stack, 'Topic', { displayName: 'Ontschot', masterKey, enforceSSL: true });
  topic.addToResourcePolicy(fromAlarms(stack, ['sns:Publish'], topic.topicArn));
  return topic;
}

function fromAlarms(stack: Stack, actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
  });
}
