import { describe, expect, test } from 'vitest';
import { readSettings } from '../../infra/settings.ts';

const read = (context: Readonly<Record<string, unknown>>) => readSettings((name) => context[name]);

describe('the settings of a deployment', () => {
  test('without any context everything has a default, and nobody gets e-mail or uploads from a page', () => {
    expect(read({})).toEqual({
      issuer: 'https://issuer.example.nl',
      audience: 'ontschot',
      retentionYears: 10,
      logRetentionDays: 400,
    });
  });

  test('the command line gives text and JSON gives numbers, and both are read', () => {
    expect(read({ retentionYears: '15', logRetentionDays: '731' })).toMatchObject({
      retentionYears: 15,
      logRetentionDays: 731,
    });
    expect(read({ retentionYears: 15, logRetentionDays: 731 })).toMatchObject({
      retentionYears: 15,
      logRetentionDays: 731,
    });
  });

  test('what is given is taken over', () => {
    const given = {
      issuer: 'https://aanmelden.voorbeeld.nl/parkstad',
      audience: 'parkstad',
      alarmEmail: 'beheer@voorbeeld.nl',
      portalOrigin: 'https://ontschot.voorbeeld.nl',
    };
    expect(read(given)).toMatchObject(given);
  });

  test.each([
    ['issuer', 'http://issuer.example.nl', 'an https address'],
    ['issuer', 'issuer.example.nl', 'an https address'],
    ['audience', '', 'a text that is not empty'],
    ['alarmEmail', 7, 'a text that is not empty'],
    ['portalOrigin', 'https://ontschot.voorbeeld.nl/', 'an origin without a path'],
    ['portalOrigin', '*', 'an https address'],
    ['retentionYears', 0, 'a whole number from 1 to 100'],
    ['retentionYears', '2.5', 'a whole number from 1 to 100'],
    ['retentionYears', 'ten', 'a whole number from 1 to 100'],
    ['retentionYears', 101, 'a whole number from 1 to 100'],
    ['logRetentionDays', 366, 'one of 1, 3, 5, 7'],
    ['logRetentionDays', 9999, 'one of 1, 3, 5, 7'],
  ])('%s %o is refused: %s is expected', (name, value, expected) => {
    expect(() => read({ [name]: value })).toThrow(`setting ${name} is ${JSON.stringify(value)}, where ${expected}`);
  });
});
