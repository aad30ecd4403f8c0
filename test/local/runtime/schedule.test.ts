import { describe, expect, test } from 'vitest';
import { nextMoment } from '../../../local/runtime/schedule.ts';

describe('the next moment of a schedule, in UTC', () => {
  test.each([
    ['every night at three, before three', 'cron(0 3 * * ? *)', '2026-03-01T02:59:59Z', '2026-03-01T03:00:00Z'],
    ['every night at three, at three sharp', 'cron(0 3 * * ? *)', '2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z'],
    [
      'the night in which the Dutch clock skips an hour',
      'cron(0 3 * * ? *)',
      '2026-03-28T12:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
    ['the first of a quarter', 'cron(30 6 1 1,4,7,10 ? *)', '2026-04-01T06:30:00Z', '2026-07-01T06:30:00Z'],
    ['a leap day', 'cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    [
      'a Sunday, the first day of the week of EventBridge',
      'cron(0 12 ? * 1 *)',
      '2026-11-21T00:00:00Z',
      '2026-11-22T12:00:00Z',
    ],
    ['one year only', 'cron(0 0 1 1 ? 2028)', '2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z'],
  ])('%s', (_, expression, after, expected) => {
    expect(nextMoment(expression, new Date(after))).toEqual(new Date(expected));
  });

  test('a schedule that has passed has no next moment', () => {
    expect(nextMoment('cron(0 0 1 1 ? 2025)', new Date('2026-01-01T00:00:00Z'))).toBeUndefined();
  });

  test.each(['rate(5 minutes)', 'cron(0 3 * *)', 'cron(0/5 3 * * ? *)', 'cron(0 3 ? * MON *)'])(
    '%s is refused',
    (expression) => {
      expect(() => nextMoment(expression, new Date())).toThrow('the embedded run');
    },
  );
});
