/**
 * Regression to the mean: an area that was chosen because it was dear will be less dear by itself, since part of what made
 * it dear was chance.
 *
 * A. G. Barnett, J. C. van der Pols and A. J. Dobson, International Journal of Epidemiology 34(1), 2005. How much comes
 * back is read from the controls: the slope of their later level on their level before.
 */
import type { Population } from '../pilot/population.ts';
import { averagePath, meanOf, sumOver } from './comparison.ts';
import type { Panel } from './panel.ts';

/** `expectedFall` is what the pilot would lose by itself, in the unit of the panel; below zero it would gain. */
export interface RegressionWarning {
  readonly expectedFall: number | null;
  readonly words: string;
}

/** The warning that the selection rule of a population calls for; `null` where dear areas were not chosen. */
export const regressionWarning = (
  selection: Population['document']['selection'],
  panel: Panel,
): RegressionWarning | null => {
  if (!selection.dearAreasChosen) return null;
  const expectedFall = expectedFallOf(panel);
  const chosen = `Dit gebied is gekozen omdat het duur was (${selection.rule.replace(/\.$/, '')}).`;
  const warning = 'Een deel van de daling komt dan vanzelf (terugkeer naar het gemiddelde) en is geen effect.';
  return { expectedFall, words: `${chosen} ${warning}` };
};

/** How far the pilot lay above the controls, times the part of such a distance that controls lose; `null` without spread. */
const expectedFallOf = (panel: Panel): number | null => {
  const { controls, values, start, treated } = panel;
  const before = controls.map((place) => meanOf(values[place]?.subarray(0, start) ?? []));
  const after = controls.map((place) => meanOf(values[place]?.subarray(start) ?? []));
  const [middle, later] = [meanOf(before), meanOf(after)];
  const apart = before.map((value) => value - middle);
  const spread = sumOver(apart, apart);
  if (spread === 0) return null;
  const slope =
    sumOver(
      apart,
      after.map((value) => value - later),
    ) / spread;
  return (1 - slope) * (meanOf(averagePath(panel, treated).subarray(0, start)) - middle);
};
