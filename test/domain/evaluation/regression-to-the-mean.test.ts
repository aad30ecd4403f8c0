import { expect, test } from 'vitest';
import { regressionWarning } from '../../../domain/evaluation/regression-to-the-mean.ts';
import { panelOf } from './smoking.ts';

/** The pilot stood at 130; of what controls lie apart before, half is left afterwards. */
const panel = (spread: number) =>
  panelOf(
    Object.entries({
      pilot: [130, 130, 115],
      a: [100 - spread, 100 - spread, 100 - spread / 2],
      b: [100, 100, 100],
      c: [100 + spread, 100 + spread, 100 + spread / 2],
    }).flatMap(([unit, row]) =>
      row.map((value, at) => ({
        unit,
        period: `${at}`,
        value,
        treated: unit === 'pilot' && at === 2 ? 1 : 0,
        population: null,
        line: null,
      })),
    ),
  );

const DEAR = { rule: 'de vijf duurste wijken van 2022', dearAreasChosen: true };

test('a pilot of dear areas loses by itself what controls lose of their distance: half of 30', () => {
  const warning = regressionWarning(DEAR, panel(20));
  expect(warning?.expectedFall).toBeCloseTo(15, 12);
  expect(warning?.words).toContain('gekozen omdat het duur was (de vijf duurste wijken van 2022)');
  expect(warning?.words).toContain('is geen effect');
});

test('where controls do not differ the fall is not known, and the warning stands', () =>
  expect(regressionWarning(DEAR, panel(0))).toMatchObject({ expectedFall: null }));

test('areas that were not chosen for being dear need no warning', () =>
  expect(regressionWarning({ rule: 'alle wijken', dearAreasChosen: false }, panel(20))).toBeNull());
