import { describe, expect, test } from 'vitest';
import { compare, type Method } from '../../../domain/evaluation/comparison.ts';
import { differenceInDifferences } from '../../../domain/evaluation/difference-in-differences.ts';
import type { Panel, PanelCell } from '../../../domain/evaluation/panel.ts';
import { evaluatePanel, ratioEffect, runMethod } from '../../../domain/evaluation/panel-evaluation.ts';
import { syntheticControl } from '../../../domain/evaluation/synthetic-control.ts';
import { syntheticDifferenceInDifferences } from '../../../domain/evaluation/synthetic-difference-in-differences.ts';
import { frankWolfe } from '../../reference/frank-wolfe.ts';
import { randomFrom } from '../../reference/random.ts';
import { simulatedPilot, THREE_OF_SIXTY } from './simulated-pilot.ts';
import { isSmokingAbsent, panelOf, smokingCells } from './smoking.ts';

describe.skipIf(isSmokingAbsent)('the smoking data of California give what was published', () => {
  const panel = isSmokingAbsent ? null : panelOf(smokingCells());
  const run = (method: Method) => {
    if (panel === null) throw new Error('Skipped without the data.');
    const own = compare({ panel, group: panel.treated, donors: panel.controls }, method);
    if (own === null) throw new Error('Not converged.');
    return own;
  };
  const shown = (weights: Float64Array, names: readonly string[]) =>
    Object.fromEntries([...weights].flatMap((w, at) => (w > 0.0005 ? [[names[at] ?? '', Number(w.toFixed(3))]] : [])));

  test('difference-in-differences: −27.349111083614947', () =>
    expect(Math.abs(run(differenceInDifferences).effect + 27.349111083614947)).toBeLessThan(1e-9));

  test('synthetic difference-in-differences: −15.604, on 1986 to 1988', () => {
    const { effect, timeWeights, unitWeights } = run(syntheticDifferenceInDifferences);
    expect(Math.abs(effect + 15.60383)).toBeLessThan(0.01);
    expect(shown(timeWeights, panel?.periods ?? [])).toEqual({ 1986: 0.366, 1987: 0.206, 1988: 0.427 });
    expect(unitWeights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('the published digits are where the steps of the authors stop, close to the minimum', () => {
    const [steps, minimum] = [run(frankWolfe), run(syntheticDifferenceInDifferences)];
    expect(steps.effect).toBeCloseTo(-15.60383, 4);
    const apart = steps.unitWeights.map((weight, at) => Math.abs(weight - (minimum.unitWeights[at] ?? 0)));
    expect(Math.max(...apart)).toBeLessThan(0.005);
  });

  test('synthetic control: −19.514, a mixture of six states', () => {
    const { effect, unitWeights, donors } = run(syntheticControl);
    expect(effect).toBeCloseTo(-19.514, 3);
    expect(
      shown(
        unitWeights,
        donors.map((donor) => panel?.units[donor] ?? ''),
      ),
    ).toEqual({
      Colorado: 0.015,
      Connecticut: 0.109,
      Montana: 0.232,
      Nevada: 0.205,
      'New Hampshire': 0.045,
      Utah: 0.394,
    });
  });

  test('each of the 38 other states is a placebo', () => {
    const { evaluation, why } = evaluatePanel(panel ?? simulatedPilot(THREE_OF_SIXTY, 1));
    expect(why).toEqual([]);
    expect(evaluation).toMatchObject({
      did: { placebo: { rank: 2, of: 39, p: 2 / 39 } },
      sc: { placebo: { rank: 6, of: 39 } },
      sdid: { placebo: { rank: 7, of: 39 } },
    });
  });
});

/** Cells of a panel, to be changed and read again. */
const cellsOf = ({ units, periods, values, treated, start, weights }: Panel): PanelCell[] =>
  units.flatMap((unit, place) =>
    periods.map((period, at) => ({
      unit,
      period,
      value: values[place]?.[at] ?? 0,
      treated: treated.includes(place) && at >= start ? 1 : 0,
      population: weights[place] ?? 1,
      line: null,
    })),
  );

const SMALL = { ...THREE_OF_SIXTY, areas: 24, treated: 2, added: -100 };
const base = cellsOf(simulatedPilot(SMALL, 5)).map((cell) => ({
  ...cell,
  population: 1000 + 37 * cell.unit.length ** 3,
}));
const changed = (change: (cell: PanelCell) => number) =>
  panelOf(base.map((cell) => ({ ...cell, value: change(cell) })));

/** Effect, error and interval by each method, in one list. */
const figuresOf = (panel: Panel, names: readonly ('did' | 'sc' | 'sdid')[] = ['did', 'sc', 'sdid']) => {
  const { evaluation } = evaluatePanel(panel);
  return names.flatMap((name) => {
    const { effect, se, ci } = evaluation[name];
    return [effect, se, ci?.[0], ci?.[1]].map((each) => each ?? Number.NaN);
  });
};
const expectSame = (figures: readonly number[], expected: readonly number[], factor = 1) =>
  figures.forEach((each, at) => {
    const wanted = (expected[at] ?? Number.NaN) * factor;
    expect(Math.abs(each - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
  });

describe('what may not change the answer', () => {
  const plain = figuresOf(panelOf(base));

  test('the order of the rows: not one bit', () =>
    expect(evaluatePanel(panelOf(randomFrom(3).shuffled(base)))).toEqual(evaluatePanel(panelOf(base))));

  test('the same amount everywhere', () => expectSame(figuresOf(changed(({ value }) => value + 1000)), plain));

  test('growth that all areas share', () =>
    expectSame(figuresOf(changed(({ value, period }) => value + 60 * Number(period))), plain));

  test('any amount a period for all areas, and for synthetic difference-in-differences its penalty alone', () => {
    const jolt = (period: string) => 40 * Math.sin(Number(period) ** 2);
    const jolted = changed(({ value, period }) => value + jolt(period));
    expectSame(figuresOf(jolted, ['did']), figuresOf(panelOf(base), ['did']));
    // Equation 5 counts jumps that all areas share as noise, so the penalty, and with it the effect, moves a little.
    expect(figuresOf(jolted, ['sdid'])[0]).toBeCloseTo(figuresOf(panelOf(base), ['sdid'])[0] ?? 0, -1);
  });

  test('an own level for each area, but for synthetic control, which compares levels', () => {
    const levelled = changed(({ value, unit }) => value + 50 * unit.charCodeAt(unit.length - 1));
    expectSame(figuresOf(levelled, ['did', 'sdid']), figuresOf(panelOf(base), ['did', 'sdid']));
  });

  test.each([1e-4, 12, 1e5])('other units of account: times %d', (factor) =>
    expectSame(figuresOf(changed(({ value }) => value * factor)), plain, factor),
  );

  test('what is planted afterwards comes out on top of the effect, and nothing else moves', () => {
    const planted = figuresOf(changed(({ value, treated }) => value + 70 * treated));
    expectSame(
      planted,
      plain.map((each, at) => (at % 4 === 1 ? each : each + 70)),
    );
  });
});

describe('difference-in-differences', () => {
  const simple = (value: (unit: string, period: string) => number, population: Record<string, number> = {}) =>
    panelOf(
      ['A', 'B', 'C'].flatMap((unit) =>
        ['1', '2', '3'].map((period) => ({
          unit,
          period,
          value: value(unit, period),
          treated: unit === 'A' && period === '3' ? 1 : 0,
          population: population[unit] ?? null,
          line: null,
        })),
      ),
    );
  const ROWS: Readonly<Record<string, readonly number[]>> = { A: [10, 12, 20], B: [5, 5, 6], C: [8, 10, 15] };
  const values = (unit: string, period: string) => ROWS[unit]?.[Number(period) - 1] ?? 0;

  test('by hand: 9 − (1 + 6)/2 = 5.5', () => {
    const { own } = runMethod(simple(values), differenceInDifferences);
    expect(own?.effect).toBeCloseTo(5.5, 12);
  });

  test('by hand with populations of 3 and 1: 9 − (3 × 1 + 6)/4 = 6.75', () => {
    const { own } = runMethod(simple(values, { A: 2, B: 3, C: 1 }), differenceInDifferences);
    expect(own?.effect).toBeCloseTo(6.75, 12);
  });

  test('as a ratio: growth of 21 % against growth of 10 % is 1.1', () => {
    const growing = (unit: string, period: string) => 100 * (period === '3' ? (unit === 'A' ? 1.21 : 1.1) : 1);
    expect(ratioEffect(simple(growing)).ratio).toBeCloseTo(1.1, 12);
  });

  test('has no ratio where a value is not above zero, and says why', () =>
    expect(ratioEffect(simple((unit, period) => values(unit, period) - 5))).toMatchObject({
      ratio: null,
      standardError: null,
      interval: null,
      why: ['Een verhouding bestaat alleen als alle waarden boven nul liggen.'],
    }));
});

describe('a method whose weights are not found', () => {
  const lost: Method = (split) => ({ ...differenceInDifferences(split), converged: false });

  test('has no effect, and says that the solver did not converge', () => {
    const run = runMethod(panelOf(base), lost);
    expect(run).toMatchObject({ own: null, standardError: null, interval: null, placebo: null });
    expect(run.why).toEqual([expect.stringContaining('niet geconvergeerd')]);
  });

  test('has an effect without uncertainty where only placebos are not found', () => {
    const picky: Method = (split) =>
      split.group.includes(split.panel.treated[0] ?? -1) ? differenceInDifferences(split) : lost(split);
    const run = runMethod(panelOf(base), picky);
    expect(run.own?.effect).toBeTypeOf('number');
    expect(run).toMatchObject({ standardError: null, interval: null, placebo: null });
    expect(run.why).toEqual([expect.stringMatching(/^De gewichten van \d+ placebo’s zijn niet gevonden\.$/)]);
  });
});
