import { describe, expect, test } from 'vitest';
import { eventBus, matches, objectCreated } from '../../../local/runtime/event-bus.ts';
import { planOf } from './fixture.ts';

const bucket = {
  name: 'inbox',
  arn: 'arn:aws:s3:::inbox',
  versioned: false,
  objectLock: null,
  notifies: true,
  expiryDays: 1,
};
const created = objectCreated(bucket, { key: 'a b/ç.csv', size: 12, etag: 'e1', versionId: 'v1' });

test('the event of an object has the form of EventBridge, with the key as it is', () => {
  expect(created).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'eu-west-1',
    resources: ['arn:aws:s3:::inbox'],
    detail: {
      version: '0',
      bucket: { name: 'inbox' },
      object: { key: 'a b/ç.csv', size: 12, etag: 'e1', 'version-id': 'v1', sequencer: expect.any(String) },
      'request-id': expect.any(String),
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
});

describe('a pattern matches when each place that it names has one of its values', () => {
  test.each([
    ['the one value', { source: ['aws.s3'] }, true],
    ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
    ['a value deeper down', { detail: { bucket: { name: ['inbox'] } } }, true],
    ['another value', { detail: { bucket: { name: ['outbox'] } } }, false],
    ['one right and one wrong', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }, false],
    ['a place that the event does not have', { detail: { reason: { of: ['it'] } } }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern, created)).toBe(expected);
  });

  test('a filter beside plain values is refused rather than passed over', () => {
    expect(() => matches({ source: [{ prefix: 'aws' }] }, created)).toThrow('the pattern of source is not known');
  });
});

test('an event reaches the functions of the rules that match, and no other', () => {
  const [first, second] = [planOf('first'), planOf('second')];
  const rule = { arn: 'rule', schedule: undefined };
  const rules = [
    { ...rule, pattern: { source: ['aws.s3'] }, functionArns: [first.arn] },
    { ...rule, pattern: { source: ['aws.ec2'] }, functionArns: [second.arn] },
  ];
  const reached: string[] = [];
  eventBus(rules, [first, second], ({ verb }) => void reached.push(verb))(created);
  expect(reached).toEqual(['first']);
});

test('a rule with a target that is no function is refused at the start', () => {
  const rules = [{ arn: 'rule', schedule: undefined, pattern: {}, functionArns: ['arn:of:a:queue'] }];
  expect(() => eventBus(rules, [], () => undefined)).toThrow('rule has a target that is no function: arn:of:a:queue');
});
