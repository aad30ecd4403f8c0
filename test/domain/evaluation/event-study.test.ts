import { describe, expect, test } from 'vitest';
import { differenceInDifferences } from '../../../domain/evaluation/difference-in-differences.ts';
import { eventStudy, preTrend } from '../../../domain/evaluation/event-study.ts';
import type { Panel } from '../../../domain/evaluation/panel.ts';
import { runMethod } from '../../../domain/evaluation/panel-evaluation.ts';
import { simulatedPilot, THREE_OF_SIXTY } from './simulated-pilot.ts';

const comparisonOf = (panel: Panel) => {
  const { own, placebos } = runMethod(panel, differenceInDifferences);
  if (own === null) throw new Error('Not converged.');
  return { own, placebos };
};
const trendOf = (panel: Panel, margin?: number) => {
  const { own, placebos } = comparisonOf(panel);
  return preTrend(own, placebos, margin);
};

/** The simulated pilot with a drift of so much a period in the pilot, from the first period on. */
const drifting = (panel: Panel, drift: number): Panel => ({
  ...panel,
  values: panel.values.map((row, place) =>
    row.map((value, period) => value + (panel.treated.includes(place) ? drift * period : 0)),
  ),
});

const panel = simulatedPilot({ ...THREE_OF_SIXTY, added: -400 }, 11);

describe('an event study', () => {
  const { own, placebos } = comparisonOf(panel);
  const periods = eventStudy(own, placebos);

  test('has every period, with distances before that are zero on average', () => {
    expect(periods.map(({ period }) => period)).toEqual(panel.periods);
    const before = periods.filter(({ isBefore }) => isBefore).map(({ distance }) => distance);
    expect(before).toHaveLength(6);
    expect(before.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 8);
  });

  test('has distances after that are the effect on average', () => {
    const after = periods.filter(({ isBefore }) => !isBefore).map(({ distance }) => distance);
    expect(after.reduce((sum, each) => sum + each, 0) / 3).toBeCloseTo(own.effect, 8);
  });

  test('has an interval around each distance', () => {
    for (const { distance, interval } of periods)
      expect(((interval?.low ?? 0) + (interval?.high ?? 0)) / 2).toBeCloseTo(distance, 8);
  });
});

describe('did the lines run alike before', () => {
  test('nee, where the pilot drifted away', () => {
    const { verdict, p, drift, words } = trendOf(drifting(panel, 150));
    expect(verdict).toBe('nee');
    expect(p).toBeLessThanOrEqual(0.05);
    expect(drift - trendOf(panel).drift).toBeCloseTo(150, 8);
    expect(words).toContain('De lijnen liepen vooraf gelijk: nee.');
  });

  test('ja, where a drift that matters is excluded', () => {
    const { verdict, driftInterval, words } = trendOf(panel, 200);
    expect(verdict).toBe('ja');
    expect(driftInterval?.high).toBeLessThan(200);
    expect(words).toContain('De lijnen liepen vooraf gelijk: ja.');
  });

  test('niet te zeggen, where it is neither shown nor excluded', () => {
    const { verdict, words, p } = trendOf(panel, 1);
    expect([verdict, (p ?? 0) > 0.05]).toEqual(['niet te zeggen', true]);
    expect(words).toBe(
      'De lijnen liepen vooraf gelijk: niet te zeggen. Met 6 periodes vooraf is er geen verschil aangetoond, en ook niet uitgesloten.',
    );
  });

  test('the margin is 1 % of the level of the pilot unless another one is given', () => {
    const { margin } = trendOf(panel);
    expect(margin).toBeGreaterThan(25);
    expect(margin).toBeLessThan(40);
  });

  test('small areas, which jump about, are not said to drift for that', () => {
    const verdicts = Array.from({ length: 40 }, (_, seed) =>
      trendOf(simulatedPilot({ ...THREE_OF_SIXTY, choice: 'smallest' }, seed)),
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'nee').length).toBeLessThan(6);
  });

  test('niet te zeggen with two periods, or without placebos', () => {
    const short = trendOf(simulatedPilot({ ...THREE_OF_SIXTY, before: 2 }, 11), 1e9);
    expect(short).toMatchObject({ verdict: 'niet te zeggen', p: null, driftInterval: null });
    const alone = trendOf(simulatedPilot({ ...THREE_OF_SIXTY, areas: 5 }, 11), 1e9);
    expect(alone).toMatchObject({ verdict: 'niet te zeggen', p: null, driftInterval: null });
  });
});
