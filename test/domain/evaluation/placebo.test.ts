import { describe, expect, test } from 'vitest';
import { compare } from '../../../domain/evaluation/comparison.ts';
import { differenceInDifferences } from '../../../domain/evaluation/difference-in-differences.ts';
import { leaveOneOut } from '../../../domain/evaluation/leave-one-out.ts';
import { groupVariance, jumpSize, jumpVariances, noiseVariances } from '../../../domain/evaluation/noise.ts';
import type { Panel } from '../../../domain/evaluation/panel.ts';
import { runMethod } from '../../../domain/evaluation/panel-evaluation.ts';
import { placeboGroups, placebosOf } from '../../../domain/evaluation/placebo.ts';
import { placeboPeriod } from '../../../domain/evaluation/placebo-period.ts';
import { syntheticControl } from '../../../domain/evaluation/synthetic-control.ts';
import { simulatedPilot, THREE_OF_SIXTY } from './simulated-pilot.ts';
import { panelOf } from './smoking.ts';

/** Areas 0, 1, 2 …, of which the first `treated` are treated in the last periods. */
const panelFrom = (rows: readonly (readonly number[])[], treated: number, after: number): Panel =>
  panelOf(
    rows.flatMap((row, place) =>
      row.map((value, period) => ({
        unit: `area ${String(place).padStart(3, '0')}`,
        period: `${period + 1}`,
        value,
        treated: place < treated && period >= row.length - after ? 1 : 0,
        population: null,
        line: null,
      })),
    ),
  );

const places = (count: number) => Array.from({ length: count }, (_, place) => place);

describe('placebo groups', () => {
  test('of one area are all controls, each once', () => expect(placeboGroups([3, 5, 8], 1)).toEqual([[3], [5], [8]]));

  test.each([
    [57, 3],
    [329, 3],
    [40, 2],
    [60, 10],
    [7, 3],
  ])(
    'out of %i areas, %i at a time: each area equally often, no group twice, 200 or more where there are so many',
    (count, size) => {
      const groups = placeboGroups(places(count), size);
      expect(groups.length).toBeGreaterThanOrEqual(count < 20 ? 3 * count : 200);
      expect(new Set(groups.map((group) => group.join())).size).toBe(groups.length);
      expect(groups.every((group) => new Set(group).size === size)).toBe(true);
      const turns = Map.groupBy(groups.flat(), (place) => place);
      expect(turns.size).toBe(count);
      expect(new Set([...turns.values()].map((each) => each.length)).size).toBe(1);
    },
  );

  test('are not made where a group would leave fewer donors than it has areas', () => {
    expect(placeboGroups([1, 2, 3], 2)).toEqual([]);
    expect(placeboGroups([1], 1)).toEqual([]);
  });

  test('never hold a treated area, nor is one a donor', () => {
    const panel = simulatedPilot({ ...THREE_OF_SIXTY, areas: 20 }, 2);
    const { runs } = placebosOf(panel, differenceInDifferences);
    const taking = new Set(runs.flatMap(({ group, donors }) => [...group, ...donors]));
    expect([...taking].sort((a, b) => a - b)).toEqual(panel.controls);
  });
});

describe('noise', () => {
  // Area 1 swings by 2 around the others' line, area 2 by 4.
  const panel = panelFrom(
    [
      [0, 0, 0, 9],
      [1, -1, 1, 0],
      [-2, 2, -2, 0],
      [1, -1, 1, 0],
    ],
    1,
    1,
  );

  test('is the variance around the average of all controls, before the start', () => {
    // That average is zero in all three periods: 1, −1, 1 has mean 1/3 and variance 4/3.
    expect([...noiseVariances(panel)]).toEqual([0, 4 / 3, 16 / 3, 4 / 3].map((each) => expect.closeTo(each, 12)));
  });

  test('of jumps leaves out a straight drift', () => {
    // 1, −1, 1 jumps by −2 and 2, which has variance 8; with a drift of 5 the jumps are 3 and 7 around their mean.
    const drifting = panelFrom(
      [
        [0, 0, 0, 9],
        [1, 4, 11, 0],
        [-2, -8, -12, 0],
        [1, 4, 1, 0],
      ],
      1,
      1,
    );
    expect(jumpVariances(panel)[1]).toBeCloseTo(8, 12);
    expect(jumpVariances(drifting)[1]).toBeCloseTo(8, 12);
  });

  test('of an average of two is a quarter of their sum', () =>
    expect(groupVariance(panel, noiseVariances(panel), [1, 2])).toBeCloseTo((4 / 3 + 16 / 3) / 4, 12));

  test('as jumps: −2, 2, 4, −4, −2, 2 have a standard deviation of √(48/5)', () =>
    expect(jumpSize(panel, panel.controls)).toBeCloseTo(Math.sqrt(48 / 5), 12));
});

describe('the uncertainty of an effect', () => {
  /** Twenty controls with equal noise around a flat line; in the last period control k moves by k, up or down. */
  const controls = places(20).map((place) => {
    const sign = place % 2 === 0 ? 1 : -1;
    return [sign, -sign, sign, -sign, sign * (place + 1)];
  });
  const effectOf = (last: number) =>
    runMethod(panelFrom([[1, -1, 1, -1, last], ...controls], 1, 1), differenceInDifferences);

  test('with equal noise is the place among the placebos', () => {
    // Against 19 others the placebo of control k comes to (k or −k, less a twentieth) × 20/19: from about 1 to about 20.
    expect(effectOf(0).placebo).toEqual({ rank: 21, of: 21, p: 1 });
    expect(effectOf(100).placebo).toEqual({ rank: 1, of: 21, p: 1 / 21 });
  });

  test('is an interval as wide as all but one in twenty of the placebos, a little wider for their small number', () => {
    const { own, interval } = effectOf(100);
    const half = ((interval?.high ?? 0) - (interval?.low ?? 0)) / 2;
    expect(((interval?.high ?? 0) + (interval?.low ?? 0)) / 2).toBeCloseTo(own?.effect ?? 0, 10);
    // The two largest placebos are equal, (19 × 20 + 10)/19; Student's 2.093 with 19 degrees of freedom over 1.960.
    expect(half).toBeCloseTo(((390 / 19) * 2.09302) / 1.95996, 3);
  });

  test('grows with the noise of the pilot itself', () => {
    const width = (swing: number) => {
      const { interval } = runMethod(
        panelFrom([[swing, -swing, swing, -swing, 0], ...controls], 1, 1),
        differenceInDifferences,
      );
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    // Nine tenths of the variance is the pilot's own: √(0.9 × 9 + 0.1) = 2.86 times as wide for three times the noise.
    expect(width(3) / width(1)).toBeCloseTo(Math.sqrt(8.2), 2);
  });

  test('has no interval with too few controls, and says how many it takes', () => {
    const run = runMethod(panelFrom([[1, -1, 1, -1, 9], ...controls.slice(0, 18)], 1, 1), differenceInDifferences);
    expect(run.interval).toBeNull();
    expect(run.standardError).toBeGreaterThan(0);
    expect(run.placebo?.of).toBe(19);
    expect(run.why).toEqual([expect.stringContaining('ten minste 19 vergelijkingsgebieden')]);
  });

  test('has no interval with two periods before', () => {
    const short = [[1, -1, 9], ...controls.map((row) => row.slice(2))];
    expect(runMethod(panelFrom(short, 1, 1), differenceInDifferences)).toMatchObject({
      interval: null,
      why: ['Geen 95%-interval: dat vraagt ten minste 3 periodes vooraf.'],
    });
  });

  test('with one control there is an effect and nothing more', () =>
    expect(
      runMethod(
        panelFrom(
          [
            [1, 2, 4],
            [1, 1, 1],
          ],
          1,
          1,
        ),
        syntheticControl,
      ),
    ).toMatchObject({
      own: { effect: 3 },
      standardError: null,
      interval: null,
      placebo: null,
    }));

  test('is nowhere NaN where nothing moves at all', () => {
    const still = panelFrom(
      places(25).map(() => [5, 5, 5, 5]),
      1,
      1,
    );
    for (const method of [differenceInDifferences, syntheticControl]) {
      const { own, standardError, interval, placebo } = runMethod(still, method);
      for (const figure of [own?.effect, standardError, interval?.low, interval?.high])
        expect(figure).toBeCloseTo(0, 12);
      expect(placebo?.p).toBe(1);
    }
  });

  test('synthetic control says nothing where no mixture looks like the pilot', () => {
    const dear = panelFrom([[501, 499, 501, 499, 500], ...controls], 1, 1);
    expect(runMethod(dear, syntheticControl)).toMatchObject({ standardError: null, interval: null, placebo: null });
    expect(runMethod(dear, syntheticControl).why).toEqual([
      'Geen mengsel van andere gebieden lijkt vooraf op de pilot: het scheelt gemiddeld 500, terwijl de pilot zelf 1,15 schommelt.',
    ]);
    expect(runMethod(dear, differenceInDifferences).interval).not.toBeNull();
  });
});

test('leave-one-out names each donor with weight, the heaviest first, and the effect without it', () => {
  // The pilot is halfway between areas 1 and 2; without either, 3 stands in.
  const panel = panelFrom(
    [
      [10, 10, 10, 20],
      [0, 0, 0, 4],
      [20, 20, 20, 24],
      [11, 11, 11, 30],
    ],
    1,
    1,
  );
  const own = compare({ panel, group: [0], donors: [1, 2] }, syntheticControl);
  const all = compare({ panel, group: [0], donors: [1, 2, 3] }, syntheticControl);
  if (own === null || all === null) throw new Error('Not converged.');
  expect(own.effect).toBeCloseTo(6, 6);
  expect(leaveOneOut(own, syntheticControl)).toEqual([
    { unit: 'area 001', weight: expect.closeTo(0.5, 6), effect: expect.closeTo(-4, 6) },
    { unit: 'area 002', weight: expect.closeTo(0.5, 6), effect: expect.closeTo(16, 6) },
  ]);
  expect(leaveOneOut(all, syntheticControl).map(({ weight }) => weight)).toEqual(
    [...all.unitWeights].filter((weight) => weight > 0).sort((a, b) => b - a),
  );
  const single = compare({ panel, group: [0], donors: [1] }, syntheticControl);
  expect(single === null ? [] : leaveOneOut(single, syntheticControl)).toEqual([
    { unit: 'area 001', weight: 1, effect: null },
  ]);
});

describe('a placebo in time', () => {
  test('moves the start back by the periods after it and looks at the years before only', () => {
    const panel = simulatedPilot({ ...THREE_OF_SIXTY, added: -5000 }, 3);
    const placebo = placeboPeriod(panel, differenceInDifferences);
    expect(placebo?.period).toBe('2018');
    expect(Math.abs(placebo?.effect ?? Number.NaN)).toBeLessThan(400);
    expect(placebo?.interval?.low).toBeLessThan(0);
    expect(placebo?.interval?.high).toBeGreaterThan(0);
  });

  test('keeps two periods before, and is not made where that cannot be', () => {
    expect(placeboPeriod(simulatedPilot({ ...THREE_OF_SIXTY, before: 3 }, 3), differenceInDifferences)?.period).toBe(
      '2017',
    );
    expect(placeboPeriod(simulatedPilot({ ...THREE_OF_SIXTY, before: 2 }, 3), differenceInDifferences)).toBeNull();
  });
});
