/** The policy of an upload form: what its fields may hold. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
import { refuse } from './errors.ts';

/** One condition, in one form: the short `{"field": "value"}` is read as `eq`. */
type Condition =
  | { readonly rule: 'eq' | 'starts-with'; readonly field: string; readonly value: string }
  | { readonly rule: 'content-length-range'; readonly least: number; readonly most: number };

/** A policy as its document says it. */
export interface Policy {
  readonly expiration: Date;
  readonly conditions: readonly Condition[];
}

const refusePolicy = (message: string): never =>
  refuse('InvalidPolicyDocument', `The content of the form does not meet the conditions: ${message}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readShort = (entry: Record<string, unknown>): Condition => {
  const [[field, value] = ['', undefined], ...others] = Object.entries(entry);
  if (others.length > 0 || typeof value !== 'string') return refusePolicy('one field with one text expected.');
  return { rule: 'eq', field: field.toLowerCase(), value };
};

const readLong = ([rule, first, second]: readonly unknown[]): Condition => {
  if (rule === 'content-length-range' && Number.isSafeInteger(first) && Number.isSafeInteger(second)) {
    return { rule, least: Number(first), most: Number(second) };
  }
  const isField = typeof first === 'string' && first.startsWith('$') && typeof second === 'string';
  if ((rule !== 'eq' && rule !== 'starts-with') || !isField) return refusePolicy(`${String(rule)} is no condition.`);
  return { rule, field: first.slice(1).toLowerCase(), value: second };
};

const readCondition = (entry: unknown): Condition => {
  if (Array.isArray(entry) && entry.length === 3) return readLong(entry);
  return isRecord(entry) ? readShort(entry) : refusePolicy('a condition must be an object or three elements.');
};

const readJson = (encoded: string): unknown => {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return refusePolicy('it is not JSON in base64.');
  }
};

/** Reads the policy field of a form. Refuses as InvalidPolicyDocument what is no policy, or names a condition that does not exist. */
export const readPolicy = (encoded: string): Policy => {
  const document = readJson(encoded);
  const { expiration, conditions } = isRecord(document) ? document : refusePolicy('it must be an object.');
  const moment = typeof expiration === 'string' ? new Date(expiration) : new Date(Number.NaN);
  if (Number.isNaN(moment.getTime())) refusePolicy('expiration must be a moment.');
  if (!Array.isArray(conditions)) return refusePolicy('conditions must be a list.');
  return { expiration: moment, conditions: conditions.map(readCondition) };
};

const refuseForm = (message: string): never => refuse('AccessDenied', `Invalid according to Policy: ${message}`);

const holds = (condition: Condition, fields: ReadonlyMap<string, string>): boolean => {
  if (condition.rule === 'content-length-range') return true;
  const value = fields.get(condition.field) ?? '';
  return condition.rule === 'eq' ? value === condition.value : value.startsWith(condition.value);
};

/** Fields that need no condition: they are the policy itself, its signature, or marked as not for S3. */
const needsCondition = (field: string): boolean =>
  !['policy', 'x-amz-signature', 'file'].includes(field) && !field.startsWith('x-ignore-');

/** Refuses as AccessDenied an expired policy, a field that breaks a condition, and a field that no condition names. The size is checked with `refuseSize`. */
export const refuseFields = (policy: Policy, fields: ReadonlyMap<string, string>, now: Date): void => {
  if (policy.expiration <= now) refuseForm('Policy expired.');
  const broken = policy.conditions.find((condition) => !holds(condition, fields));
  if (broken !== undefined) refuseForm(`Policy Condition failed: ${JSON.stringify(broken)}`);
  const named = new Set(policy.conditions.map((condition) => ('field' in condition ? condition.field : '')));
  const extra = [...fields.keys()].filter((field) => needsCondition(field) && !named.has(field));
  if (extra.length > 0) refuseForm(`Extra input fields: ${extra.join(', ')}`);
};

/** Refuses a file that is larger than the policy allows, as soon as `bytes` of it have come; and when it is `complete`, one that is too small. */
export const refuseSize = (policy: Policy, bytes: number, complete: boolean): void => {
  for (const condition of policy.conditions) {
    if (condition.rule !== 'content-length-range') continue;
    if (bytes > condition.most) refuse('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    if (complete && bytes < condition.least) {
      refuse('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
  }
};
