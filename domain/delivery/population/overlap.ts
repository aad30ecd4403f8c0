/**
 * The overlap report: how many people live in the neighbourhood, are on the practices' lists, or both. The two
 * populations differ, and that is what parties quarrel over; so where both were counted it is said.
 */
import type { PopulationCounts } from './population-counts.ts';

/** Persons of a cohort in a period: in the neighbourhood only, on a list only, or both. */
export interface Overlap {
  readonly onlyWijk: number;
  readonly onlyPraktijk: number;
  readonly both: number;
}

/** The overlap of one cohort and period; `null` where one of the three counts was not delivered. */
export const overlapOf = ({ groups }: Pick<PopulationCounts, 'groups'>): Overlap | null => {
  const [wijk, praktijk, both] = [groups.get('wijk'), groups.get('praktijk'), groups.get('wijk en praktijk')];
  if (wijk === undefined || praktijk === undefined || both === undefined) return null;
  return {
    onlyWijk: wijk.persons - both.persons,
    onlyPraktijk: praktijk.persons - both.persons,
    both: both.persons,
  };
};
