/** EventBridge: events of the storage and of the clock, and the rules of the templates that say who gets them. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Send } from './asynchronous.ts';
import type { BucketPlan, FunctionPlan, RulePlan } from './deployment.ts';
import { place } from './templates.ts';

/** An event as EventBridge gives it to a function. */
export type BusEvent = Readonly<Record<string, unknown>>;

/** An object that was written. */
export interface CreatedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly versionId?: string;
}

const envelope = (source: string, detailType: string, resource: string): BusEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': detailType,
  source,
  account: place.account,
  time: new Date().toISOString().replace(/\.\d{3}Z$/, 'Z'),
  region: place.region,
  resources: [resource],
});

/** The event of a written object; the key stands in it as it is, not encoded as in the older notifications of S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const objectCreated = (bucket: BucketPlan, { key, size, etag, versionId }: CreatedObject): BusEvent => ({
  ...envelope('aws.s3', 'Object Created', bucket.arn),
  detail: {
    version: '0',
    bucket: { name: bucket.name },
    object: {
      key,
      size,
      etag,
      ...(versionId === undefined ? {} : { 'version-id': versionId }),
      sequencer: `${Date.now().toString(16)}${randomBytes(4).toString('hex')}`.toUpperCase(),
    },
    'request-id': randomBytes(8).toString('hex').toUpperCase(),
    requester: place.account,
    'source-ip-address': '127.0.0.1',
    reason: 'PutObject',
  },
});

/** The event by which the clock calls. */
export const scheduledEvent = (rule: RulePlan): BusEvent => ({
  ...envelope('aws.events', 'Scheduled Event', rule.arn),
  detail: {},
});

const isObject = (value: unknown): value is BusEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether an event has one of the listed values at each place that a pattern names. Throws on the filters that EventBridge
 * has beside plain values (`prefix`, `anything-but`, …): no rule here uses them.
 */
export const matches = (pattern: BusEvent, event: unknown): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = isObject(event) ? event[name] : undefined;
    if (isObject(expected)) return matches(expected, value);
    if (!Array.isArray(expected) || expected.some((item) => typeof item === 'object' && item !== null)) {
      throw new Error(`the pattern of ${name} is not known to the embedded run: ${JSON.stringify(expected)}`);
    }
    return expected.includes(value);
  });

/** The functions that the targets of a rule name. Throws on a target that is no function of the templates. */
export const targetsOf = (rule: RulePlan, functions: readonly FunctionPlan[]): readonly FunctionPlan[] =>
  rule.functionArns.map((arn) => {
    const found = functions.find((plan) => plan.arn === arn);
    if (found === undefined) throw new Error(`${rule.arn} has a target that is no function: ${arn}`);
    return found;
  });

/** Makes the bus: an event goes to the targets of every rule whose pattern it matches. */
export const eventBus = (rules: readonly RulePlan[], functions: readonly FunctionPlan[], send: Send) => {
  const heard = rules.flatMap((rule) =>
    rule.pattern === undefined ? [] : [{ pattern: rule.pattern, targets: targetsOf(rule, functions) }],
  );
  return (event: BusEvent): void => {
    for (const { pattern, targets } of heard) {
      if (matches(pattern, event)) for (const plan of targets) send(plan, event);
    }
  };
};
