/** Object lock: how long a version may not be deleted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
import { refuse } from './errors.ts';
import type { BucketSettings, LockMode, Retention, Version } from './objects.ts';

const dayMilliseconds = 86_400_000;

const defaultRetention = (settings: BucketSettings, now: Date): Retention | null => {
  if (settings.objectLock === null) return null;
  const { mode, days } = settings.objectLock;
  return { mode, until: new Date(now.getTime() + days * dayMilliseconds).toISOString() };
};

const lockModeOf = (text: string): LockMode =>
  text === 'GOVERNANCE' || text === 'COMPLIANCE' ? text : refuse('InvalidArgument', 'Unknown wormMode directive.');

const futureMoment = (text: string, now: Date): string => {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) refuse('InvalidArgument', 'The retain until date must be provided in ISO 8601.');
  if (moment <= now) refuse('InvalidArgument', 'The retain until date must be in the future!');
  return moment.toISOString();
};

/**
 * The retention of a new version: what its headers ask, otherwise what the bucket gives, otherwise none.
 * Refuses half a retention, one in the past and one on a bucket without object lock.
 */
export const retentionOf = (
  headers: ReadonlyMap<string, string>,
  settings: BucketSettings,
  now: Date,
): Retention | null => {
  const mode = headers.get('x-amz-object-lock-mode');
  const until = headers.get('x-amz-object-lock-retain-until-date');
  if (mode === undefined && until === undefined) return defaultRetention(settings, now);
  if (settings.objectLock === null) refuse('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  if (mode === undefined || until === undefined) {
    const message =
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied in the request';
    return refuse('InvalidArgument', message);
  }
  return { mode: lockModeOf(mode), until: futureMoment(until, now) };
};

/** Refuses as AccessDenied the deletion of a version that is still retained; a bypass helps against GOVERNANCE only. */
export const refuseLocked = (version: Version, bypassesGovernance: boolean, now: Date): void => {
  const { retention } = version;
  if (retention === null || new Date(retention.until) <= now) return;
  if (retention.mode === 'GOVERNANCE' && bypassesGovernance) return;
  refuse('AccessDenied', 'Access Denied because object protected by object lock.');
};
