import { describe, expect, test } from 'vitest';
import { randomCase } from '../../reference/random-case.ts';
import { differences } from './against-reference.ts';

describe('the settlement equals the slow reference, cent for cent', () => {
  const block = 250;
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('over random agreements, block %i', (number) => {
    const seeds = Array.from({ length: block }, (_, place) => number * 1_000_000 + place);
    expect(seeds.flatMap((seed) => differences(randomCase(seed)).map((line) => `seed ${seed} ${line}`))).toEqual([]);
  });
});
