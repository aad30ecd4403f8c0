/**
 * What may differ between deployments, read from the CDK context (`cdk.json`, `cdk deploy -c issuer=…`). Every setting has
 * a default, so that the templates come out without an account, a network or a file.
 */

import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** The settings of one deployment. */
export interface Settings {
  /** The OpenID Connect issuer whose tokens the HTTP API accepts: an `https:` address. */
  readonly issuer: string;
  /** The audience that a token must name. */
  readonly audience: string;
  /** Who gets the alarms by e-mail; without it the alarms go to the topic alone. */
  readonly alarmEmail?: string;
  /** The origin of the pages that may upload straight to the incoming bucket, such as `https://ontschot.example.nl`. */
  readonly portalOrigin?: string;
  /** How long deliveries and statements are locked, in whole years: 1 to 100, the most that S3 takes. */
  readonly retentionYears: number;
  /** How long logs are kept, in days: one of the terms that CloudWatch Logs knows. */
  readonly logRetentionDays: number;
}

/** What holds where the context says nothing. The issuer is an example and lets nobody in. */
export const defaultSettings: Settings = {
  issuer: 'https://issuer.example.nl',
  audience: 'ontschot',
  retentionYears: 10,
  logRetentionDays: 400,
};

/**
 * Reads the settings from the context. `-c` on the command line gives text, JSON gives numbers: both are taken. Refuses
 * what S3 or CloudWatch would refuse halfway through a deployment, with the setting's name and the value met.
 */
export function readSettings(context: (name: string) => unknown): Settings {
  const alarmEmail = optionalText(context, 'alarmEmail');
  const portalOrigin = optionalText(context, 'portalOrigin');
  return {
    issuer: httpsAddress('issuer', optionalText(context, 'issuer') ?? defaultSettings.issuer),
    audience: optionalText(context, 'audience') ?? defaultSettings.audience,
    retentionYears: retentionYears(context('retentionYears') ?? defaultSettings.retentionYears),
    logRetentionDays: logRetentionDays(context('logRetentionDays') ?? defaultSettings.logRetentionDays),
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
    ...(portalOrigin === undefined ? {} : { portalOrigin: origin(portalOrigin) }),
  };
}

function optionalText(context: (name: string) => unknown, name: string): string | undefined {
  const value = context(name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '') throw refused(name, value, 'a text that is not empty');
  return value;
}

function httpsAddress(name: string, value: string): string {
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') throw refused(name, value, 'an https address');
  return value;
}

// A browser compares origins letter by letter, so a slash at the end or a path would silently block every upload.
function origin(value: string): string {
  const address = httpsAddress('portalOrigin', value);
  if (new URL(address).origin !== address) throw refused('portalOrigin', value, 'an origin without a path');
  return address;
}

function retentionYears(value: unknown): number {
  const years = Number(value);
  if (!Number.isInteger(years) || years < 1 || years > 100) {
    throw refused('retentionYears', value, 'a whole number from 1 to 100');
  }
  return years;
}

// 9999 is how CDK writes "for ever"; a log without an end is not a retention.
function logRetentionDays(value: unknown): number {
  const terms = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days !== 9999);
  if (!terms.includes(Number(value))) throw refused('logRetentionDays', value, `one of ${terms.join(', ')}`);
  return Number(value);
}

function refused(name: string, value: unknown, expected: string): Error {
  return new Error(`setting ${name} is ${JSON.stringify(value)}, where ${expected} is expected`);
}
