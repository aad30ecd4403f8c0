/**
 * The counts around a population: per cohort and period how many people meet the definition, how many of them are
 * insured with the insurers whose claims are in, how many left through a Wlz indication, and how the neighbourhood and
 * the practices' lists overlap. They are declared beside the member-months, because nobody can see them in those: a handful
 * of figures, that the record keeps whole.
 */
import * as z from 'zod';
import { type Ratio, ZERO } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import { COHORTS, type Cohort } from '../../pilot/case-rows.ts';
import { calendarDate } from '../../pilot/date.ts';
import { readableBy } from '../../pilot/document-fields.ts';
import { months } from '../../pilot/number-schema.ts';
import { readPeriod } from '../../pilot/period.ts';

/**
 * The groups that are counted: everybody who meets the definition, whoever insures them; those of them whose claims are
 * in, which are the people of the member-months; those who left through the Wlz, with the months they no longer count;
 * and who lives in the neighbourhood, is on a practice's list, or both.
 */
export const POPULATION_GROUPS = ['populatie', 'gedekt', 'wlz', 'wijk', 'praktijk', 'wijk en praktijk'] as const;
export type PopulationGroup = (typeof POPULATION_GROUPS)[number];

/** One count as it is declared: whole persons, and months as a decimal in a text (method N1). */
export const populationCount = z.strictObject({
  cohort: z.enum(COHORTS),
  period: z.string().refine((text) => readPeriod(text) !== null, 'Hier hoort een periode als 2025 of 2025-K1.'),
  group: z.enum(POPULATION_GROUPS),
  persons: z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 0, 'Hier hoort een heel aantal van nul of meer.'),
  months: readableBy(months),
});
export type PopulationCount = z.output<typeof populationCount>;

/** How many of a group there are; `place` is that in the list of counts, from 0. */
export interface GroupCount {
  readonly place: number;
  readonly persons: number;
  readonly months: Ratio;
}

/** Twenty years of quarters for both cohorts and all groups; an event of the record holds 400 KB. */
const MOST_COUNTS = 1_000;

/** Counts as they are declared together, as they stand on a date. */
export const declaredCounts = z.strictObject({
  valuationDate: calendarDate,
  counts: z
    .array(populationCount)
    .min(1)
    .refine(({ length }) => length <= MOST_COUNTS, `Hier passen hoogstens ${MOST_COUNTS} tellingen.`),
});

/** The counts of one cohort in one period. */
export interface PopulationCounts {
  readonly cohort: Cohort;
  readonly period: string;
  readonly groups: ReadonlyMap<PopulationGroup, GroupCount>;
}

/** Counts by cohort and period, and the places of those that stand twice. */
export interface GroupedCounts {
  /** In order of first appearance. */
  readonly counts: readonly PopulationCounts[];
  readonly twice: readonly number[];
}

/** Puts counts together by cohort and period. Of a count that stands twice the first is taken. */
export const groupedCounts = (declared: readonly PopulationCount[]): GroupedCounts => {
  const byPlace = new Map<string, { cohort: Cohort; period: string; groups: Map<PopulationGroup, GroupCount> }>();
  const twice: number[] = [];
  for (const [place, { cohort, period, group, persons, months: written }] of declared.entries()) {
    const key = `${cohort} ${period}`;
    const at = byPlace.get(key) ?? { cohort, period, groups: new Map<PopulationGroup, GroupCount>() };
    byPlace.set(key, at);
    if (at.groups.has(group)) twice.push(place);
    else at.groups.set(group, { place, persons, months: readDecimal(written) ?? ZERO });
  }
  return { counts: [...byPlace.values()], twice };
};
