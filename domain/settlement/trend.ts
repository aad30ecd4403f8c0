/**
 * What each trend form needs, and which form stands beside it (method step 3).
 */
import type { Terms, Trend } from '../pilot/terms.ts';
import type { Slice } from './strata.ts';

/** Every trend but `fixed` looks at the reference population. */
export const usesReference = (trend: Trend): boolean => trend.form !== 'fixed';

const baselineOf = (terms: Terms, cohort: Slice['cohort']): Slice[] =>
  terms.baseline.map(({ period }) => ({ cohort, period }));

/** The slices whose member-months a trend divides by. */
export const divisorSlices = (terms: Terms, trend: Trend): Slice[] => [
  ...baselineOf(terms, 'intervention'),
  ...(usesReference(trend) ? referenceSlices(terms) : []),
];

const referenceSlices = (terms: Terms): Slice[] => [
  ...baselineOf(terms, 'reference'),
  { cohort: 'reference', period: terms.performance },
];

/** The intervention population in the performance period. */
export const pilotSlice = (terms: Terms): Slice => ({ cohort: 'intervention', period: terms.performance });

/** The slices for which a settled stream must be delivered. */
export const neededSlices = (terms: Terms, trend: Trend): Slice[] => [
  pilotSlice(terms),
  ...divisorSlices(terms, trend),
];

/**
 * The form whose outcome is printed beside the agreed one: growth by an amount beside growth by a ratio, and the other
 * way round. A blend swaps the form it is made of.
 */
export const otherTrend = (trend: Trend): Trend => {
  if (trend.form === 'blend') return { ...trend, of: trend.of === 'amount' ? 'ratio' : 'amount' };
  return { form: trend.form === 'amount' ? 'ratio' : 'amount' };
};
