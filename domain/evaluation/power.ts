/**
 * What a pilot of a given size can show: the smallest effect it could detect, the savings rate below which chance alone
 * pays out too often, and what pooling years or streams brings.
 *
 * Every effect, error and rate here is a part of the expected cost: 0.02 is two per cent.
 *
 * Sources. Detectable effect: Bloom, Minimum detectable effects, Evaluation Review 1995;19(5):547–556. Baselines of more
 * than one period: McKenzie, Beyond baseline and follow-up: the case for more T in experiments, Journal of Development
 * Economics 2012;99(2):210–221. Shocks that hit an area as a whole: Donald and Lang, Review of Economics and Statistics
 * 2007;89(2):221–233. A minimum savings rate by the number of persons: Medicare Shared Savings Program, 42 CFR 425.605.
 */
import jStat from 'jstat';

/** The usual error of the first kind (two-sided) and power. */
const SIGNIFICANCE = 0.05;
const POWER = 0.8;

/** How often chance alone may reach the minimum savings rate. */
export const CHANCES = [0.05, 0.1, 0.2] as const;

/** What is known of a pilot before it starts. */
export interface PilotDesign {
  /** Persons in the pilot and in the reference, each above zero. */
  readonly persons: number;
  readonly referencePersons: number;
  readonly baselinePeriods: number;
  readonly performancePeriods: number;
  /** The standard deviation of a person's cost in a period over its mean; for the Zvw between 2 and 4. */
  readonly coefficientOfVariation: number;
  /** The correlation between a person's costs in two periods, 0 up to but not including 1. */
  readonly correlation: number;
  /** The standard deviation of what hits an area as a whole in one period, over mean cost; 0 where it is left out. */
  readonly areaShock: number;
  /** The number of areas that share such a shock, in the pilot and in the reference. */
  readonly areas: number;
  readonly referenceAreas: number;
}

export type DesignRefusal = 'design_is_out_of_range';

/** A design that cannot be, with the names of what is wrong. */
export interface DesignRefused {
  readonly refused: DesignRefusal;
  readonly message: string;
}

/** The standard error of the difference-in-differences that a design will have, as a part of expected cost. */
export const standardErrorOf = (design: PilotDesign): { readonly standardError: number } | DesignRefused => {
  const wrong = faultsOf(design);
  if (wrong.length > 0)
    return { refused: 'design_is_out_of_range', message: `Dit kan niet in een opzet: ${wrong.join('; ')}.` };
  const { coefficientOfVariation, correlation, areaShock } = design;
  const periods = 1 / design.baselinePeriods + 1 / design.performancePeriods;
  const ofPersons =
    coefficientOfVariation ** 2 * (1 - correlation) * (1 / design.persons + 1 / design.referencePersons);
  const ofAreas = areaShock ** 2 * (1 / design.areas + 1 / design.referenceAreas);
  return { standardError: Math.sqrt(periods * (ofPersons + ofAreas)) };
};

const faultsOf = (design: PilotDesign): string[] => {
  const counts = [
    'persons',
    'referencePersons',
    'baselinePeriods',
    'performancePeriods',
    'areas',
    'referenceAreas',
  ] as const;
  const isIn = (value: number, low: number, high: number) => value >= low && value < high;
  return [
    ...counts
      .filter((name) => !isIn(design[name], 1, Number.POSITIVE_INFINITY))
      .map((name) => `${name} is kleiner dan 1`),
    ...(isIn(design.coefficientOfVariation, Number.MIN_VALUE, Number.POSITIVE_INFINITY)
      ? []
      : ['coefficientOfVariation is niet groter dan 0']),
    ...(isIn(design.correlation, 0, 1) ? [] : ['correlation ligt niet tussen 0 en 1']),
    ...(isIn(design.areaShock, 0, Number.POSITIVE_INFINITY) ? [] : ['areaShock is negatief']),
  ];
};

/** The smallest effect that a study with this standard error finds in 80 % of cases, at a two-sided 5 %: 2.80 errors. */
export const minimalDetectableEffect = (
  standardError: number,
  significance: number = SIGNIFICANCE,
  power: number = POWER,
): number => standardError * (jStat.normal.inv(1 - significance / 2, 0, 1) + jStat.normal.inv(power, 0, 1));

/** The standard error behind a published effect other than 0 and its two-sided p-value below 1. */
export const standardErrorBehind = (effect: number, pValue: number): number =>
  Math.abs(effect) / jStat.normal.inv(1 - pValue / 2, 0, 1);

/** The same standard error with another number of persons: the root of the ratio, as long as persons are the only chance. */
export const standardErrorAt = (standardError: number, persons: number, otherPersons: number): number =>
  standardError * Math.sqrt(persons / otherPersons);

/** The savings rate that chance alone reaches this often, where nothing was saved. */
export interface ChanceRate {
  readonly chance: number;
  readonly minimumSavingsRate: number;
}

/** The minimum savings rates at which chance alone would pay out at most 5, 10 and 20 % of the time. */
export const minimumSavingsRates = (standardError: number): ChanceRate[] =>
  CHANCES.map((chance) => ({ chance, minimumSavingsRate: standardError * jStat.normal.inv(1 - chance, 0, 1) }));

/** The same rates from results that were seen where there was no pilot (rates of expected cost, a saving above 0). */
export const observedSavingsRates = (results: readonly number[]): ChanceRate[] => {
  const sorted = [...results].sort((a, b) => b - a);
  return CHANCES.map((chance) => {
    // At most this many of the results may reach the rate, so the rate lies just above the next one.
    const next = sorted[Math.floor(chance * sorted.length)] ?? 0;
    return { chance, minimumSavingsRate: Math.max(0, next) };
  });
};

/** The chance that a corridor's minimum savings rate is reached without any saving, and with a true saving. */
export const chanceOfGain = (minimumSavingsRate: number, standardError: number, trueSaving: number = 0): number =>
  1 - jStat.normal.cdf((minimumSavingsRate - trueSaving) / standardError, 0, 1);

/** A year or stream that is pooled: its expected cost in euro and the standard error of its saving as a part of it. */
export interface Pooled {
  readonly expected: number;
  readonly standardError: number;
}

/**
 * The standard error of the pooled saving, as a part of the pooled expected cost (above zero). `correlation` is the one
 * between every two parts, from 0 to 1: years of the same people hang together more than streams do.
 */
export const pooledStandardError = (parts: readonly Pooled[], correlation: number): number => {
  const whole = parts.reduce((all, { expected }) => all + expected, 0);
  const euros = parts.map(({ expected, standardError }) => expected * standardError);
  const own = euros.reduce((all, euro) => all + euro ** 2, 0);
  const together = euros.reduce((all, euro) => all + euro, 0) ** 2;
  return Math.sqrt((1 - correlation) * own + correlation * together) / whole;
};

/** What a board must see before it says "saved". */
export interface PowerStatement {
  readonly standardError: number;
  readonly minimalDetectableEffect: number;
  readonly minimumSavingsRates: readonly ChanceRate[];
  /** Under the agreed minimum savings rate: how often nothing saved is paid out, and how often a true saving is missed. */
  readonly agreed: {
    readonly minimumSavingsRate: number;
    readonly paidWithoutSaving: number;
    readonly missedAtDetectable: number;
  };
  readonly words: readonly string[];
}

/** The statement for a standard error and the minimum savings rate of an agreement. */
export const powerStatement = (standardError: number, minimumSavingsRate: number): PowerStatement => {
  const detectable = minimalDetectableEffect(standardError);
  const rates = minimumSavingsRates(standardError);
  const paidWithoutSaving = chanceOfGain(minimumSavingsRate, standardError);
  const missedAtDetectable = 1 - chanceOfGain(minimumSavingsRate, standardError, detectable);
  const agreed = { minimumSavingsRate, paidWithoutSaving, missedAtDetectable };
  const words = [
    `Een besparing kleiner dan ${percent(detectable)} is bij deze omvang niet betrouwbaar te zien.`,
    `Ook zonder besparing komt de uitkomst in ${percent(paidWithoutSaving)} van de gevallen boven de drempel van ${percent(minimumSavingsRate)}.`,
    ...rates.map(
      (each) =>
        `Wie wil dat toeval ten hoogste in ${percent(each.chance)} van de gevallen uitbetaalt, neemt een drempel van ${percent(each.minimumSavingsRate)}.`,
    ),
  ];
  return { standardError, minimalDetectableEffect: detectable, minimumSavingsRates: rates, agreed, words };
};

const percent = (part: number): string => `${(part * 100).toFixed(1).replace('.', ',')} %`;
