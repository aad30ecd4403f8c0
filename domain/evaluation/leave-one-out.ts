/**
 * Leave-one-out: does the effect hang on one donor? The comparison again, without each donor that has weight in it.
 *
 * A. Abadie, A. Diamond and J. Hainmueller, American Journal of Political Science 59(2), 2015, section on robustness.
 */
import { type Comparison, compare, type Method } from './comparison.ts';

/** The effect without one area; `null` where the weights without it were not found or no donor is left. */
export interface WithoutDonor {
  readonly unit: string;
  readonly weight: number;
  readonly effect: number | null;
}

/** One row for each donor with weight, the heaviest first. */
export const leaveOneOut = (comparison: Comparison, method: Method): WithoutDonor[] => {
  const { panel, group, donors, unitWeights } = comparison;
  const weighty = donors
    .map((donor, place) => ({ donor, weight: unitWeights[place] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.donor - b.donor);
  return weighty.map(({ donor, weight }) => {
    const others = donors.filter((each) => each !== donor);
    const without = others.length === 0 ? null : compare({ panel, group, donors: others }, method);
    return { unit: panel.units[donor] ?? '', weight, effect: without?.effect ?? null };
  });
};
