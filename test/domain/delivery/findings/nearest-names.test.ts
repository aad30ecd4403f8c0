import { expect, test } from 'vitest';
import { editDistance, nearestNames } from '../../../../domain/delivery/findings/nearest-names.ts';

test.each([
  ['HEERLEN', 'HEERLEN', 0],
  ['HERLEN', 'HEERLEN', 1],
  ['', 'ABC', 3],
  ['KERKRADE', 'HEERDE', 4],
])('from %s to %s takes %i changes', (from, to, changes) => expect(editDistance(from, to)).toBe(changes));

test('the three nearest names, nearest first', () =>
  expect(nearestNames('HERLEN', ['ZWOLLE', 'HEERDE', 'HEERLEN', 'HEILOO', 'UTRECHT'])).toEqual([
    'HEERLEN',
    'HEERDE',
    'HEILOO',
  ]));
