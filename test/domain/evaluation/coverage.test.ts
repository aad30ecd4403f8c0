import { describe, expect, test } from 'vitest';
import type { Method } from '../../../domain/evaluation/comparison.ts';
import { differenceInDifferences } from '../../../domain/evaluation/difference-in-differences.ts';
import { ratioEffect, runMethod } from '../../../domain/evaluation/panel-evaluation.ts';
import { syntheticControl } from '../../../domain/evaluation/synthetic-control.ts';
import { syntheticDifferenceInDifferences } from '../../../domain/evaluation/synthetic-difference-in-differences.ts';
import { type Simulation, simulatedPilot, THREE_OF_SIXTY } from './simulated-pilot.ts';

/**
 * A short version of `test/slow/coverage.ts`, which has 2,000 draws of each: with fewer draws the share may stray further
 * from 95 %, and the seeds are fixed.
 */
const PLANTED = -150;

const coveredOf = (simulation: Simulation, method: Method, draws: number): number => {
  let covered = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const { interval } = runMethod(simulatedPilot({ ...simulation, added: PLANTED }, draw), method);
    if (interval !== null && interval.low <= PLANTED && PLANTED <= interval.high) covered += 1;
  }
  return covered / draws;
};

describe('a planted effect lies in the 95 % interval about as often as that', () => {
  test.each(['any', 'largest', 'smallest'] as const)('difference-in-differences, three of 60 areas: %s', (choice) => {
    const covered = coveredOf({ ...THREE_OF_SIXTY, choice }, differenceInDifferences, 60);
    expect(covered).toBeGreaterThanOrEqual(0.9);
    expect(covered).toBeLessThan(1);
  });

  test.each([
    ['synthetic control', syntheticControl],
    ['synthetic difference-in-differences', syntheticDifferenceInDifferences],
  ])('%s, one of 30 areas', (_, method) => {
    const covered = coveredOf({ ...THREE_OF_SIXTY, areas: 30, treated: 1, before: 4 }, method, 40);
    expect(covered).toBeGreaterThanOrEqual(0.875);
    expect(covered).toBeLessThan(1);
  });

  test('the ratio of difference-in-differences: 0.95', () => {
    let covered = 0;
    for (let draw = 0; draw < 40; draw += 1) {
      const { interval } = ratioEffect(simulatedPilot({ ...THREE_OF_SIXTY, factor: 0.95 }, 1000 + draw));
      if (interval !== null && interval.low <= 0.95 && interval.high >= 0.95) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(36);
    expect(covered).toBeLessThanOrEqual(40);
  });
});
