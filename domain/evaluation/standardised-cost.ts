/**
 * Cost per member-month at the sex and age mix of the pilot, and how sure a mean cost is.
 *
 * Direct standardisation with the pilot's member-months as weights, the same as the settlement does (method step 3), in
 * floating point. Where the sum of squares of the persons' costs (`som_kwadraten`) is delivered beside the number of
 * persons, the variance between persons gives a standard error (stratified mean: Cochran, Sampling techniques, 1977,
 * section 5.3); where it is not, only areas without a pilot can show how far chance goes.
 */
import { type Limits, normalMultiple } from './limits.ts';

/** Costs of one stratum (sex and age): euro over member-months, and if delivered what persons say about its spread. */
export interface CostStratum {
  readonly stratum: string;
  readonly months: number;
  readonly cost: number;
  readonly persons: number | null;
  /** The sum over persons of the square of each one's cost, in square euro. */
  readonly sumOfSquares: number | null;
}

export type CostRefusal =
  | 'stratum_has_no_member_months'
  | 'mix_is_empty'
  | 'persons_must_be_two_or_more'
  | 'sum_of_squares_is_too_small';

/** A refusal of an evaluation: the rule, and in Dutch what breaks it. */
export interface CostRefused {
  readonly refused: CostRefusal;
  readonly message: string;
}

/** What is known of the uncertainty of a mean: its standard error with 95 % limits, or in words why there is none. */
export type MeanError =
  | ({ readonly basis: 'persons'; readonly standardError: number } & Limits)
  | { readonly basis: 'placeboAreas'; readonly message: string };

/** Euro per member-month at the given mix. */
export interface StandardisedCost {
  readonly costPerMonth: number;
  readonly error: MeanError;
}

const PLACEBO_AREAS =
  'De som van de kwadraten van de kosten per persoon is niet geleverd. De onzekerheid komt dan alleen uit gebieden zonder pilot (placebogebieden).';

/** The mean cost per member-month of the strata at a mix of member-months by stratum, usually the pilot's. */
export const standardiseCost = (
  strata: readonly CostStratum[],
  mix: ReadonlyMap<string, number>,
): StandardisedCost | CostRefused => {
  const all = [...mix.values()].reduce((total, months) => total + months, 0);
  if (all <= 0)
    return {
      refused: 'mix_is_empty',
      message: 'De samenstelling waarnaar wordt gerekend heeft geen verzekerdenmaanden.',
    };
  const used = [...mix].filter(([, months]) => months > 0);
  const byName = new Map(strata.map((each) => [each.stratum, each]));
  const absent = used.filter(([name]) => (byName.get(name)?.months ?? 0) <= 0).map(([name]) => name);
  if (absent.length > 0) return noMonths(absent);
  const parts = used.flatMap(([name, months]) => {
    const stratum = byName.get(name);
    return stratum === undefined ? [] : [{ stratum, weight: months / all }];
  });
  const costPerMonth = parts.reduce((sum, { stratum, weight }) => sum + (weight * stratum.cost) / stratum.months, 0);
  const error = errorOf(parts, costPerMonth);
  return 'refused' in error ? error : { costPerMonth, error };
};

const noMonths = (strata: readonly string[]): CostRefused => ({
  refused: 'stratum_has_no_member_months',
  message: `Zonder verzekerdenmaanden zijn er geen kosten per maand: ${strata.join(', ')}. Voeg klassen samen.`,
});

interface Part {
  readonly stratum: CostStratum;
  readonly weight: number;
}

/**
 * A person's cost is seen over the months that the person was insured, so the mean per month is the mean per person over
 * the mean number of months; the variation of those months is small beside that of cost and is left out.
 */
const errorOf = (parts: readonly Part[], mean: number): MeanError | CostRefused => {
  let variance = 0;
  for (const { stratum, weight } of parts) {
    const each = varianceOfMean(stratum);
    if (each === null) return { basis: 'placeboAreas', message: PLACEBO_AREAS };
    if (typeof each === 'object') return each;
    variance += (weight / monthsPerPerson(stratum)) ** 2 * each;
  }
  const standardError = Math.sqrt(variance);
  const half = normalMultiple(0.95) * standardError;
  return { basis: 'persons', standardError, low: mean - half, high: mean + half };
};

const monthsPerPerson = ({ months, persons }: CostStratum): number => months / (persons ?? 1);

/** The variance of the mean cost per person of a stratum; `null` where what it needs was not delivered. */
const varianceOfMean = ({ stratum, cost, persons, sumOfSquares }: CostStratum): number | null | CostRefused => {
  if (persons === null || sumOfSquares === null) return null;
  if (persons < 2)
    return {
      refused: 'persons_must_be_two_or_more',
      message: `${stratum}: met minder dan twee personen is er geen spreiding tussen personen. Voeg klassen samen.`,
    };
  const spread = sumOfSquares - cost ** 2 / persons;
  // The smallest sum of squares is that of equal costs; a little below it is the rounding of amounts to cents.
  if (spread < -1e-9 * Math.max(1, sumOfSquares))
    return {
      refused: 'sum_of_squares_is_too_small',
      message: `${stratum}: de som van de kwadraten is kleiner dan bij gelijke kosten per persoon kan. Kijk bedrag, personen en som_kwadraten na.`,
    };
  return Math.max(0, spread) / (persons - 1) / persons;
};
