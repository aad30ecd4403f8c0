/**
 * Limits of uncertainty around one observed figure: a count, a proportion or a mean. All of them are 95 % limits unless
 * another confidence is asked for.
 *
 * Sources: Byar's approximation and the exact limits of a Poisson count: Breslow and Day, Statistical methods in cancer
 * research II, 1987, section 2.3; below ten events the exact ones, as the Fingertips technical guidance of OHID has it.
 * Proportions: Wilson, JASA 1927;22:209–212. Means: Student, Biometrika 1908;6:1–25. Differences: from the limits of both,
 * Newcombe, Statistics in Medicine 1998;17:873–890, method 10, and Zou and Donner, Statistics in Medicine 2008;27:1693–1702.
 */
import jStat from 'jstat';

/** A lower and an upper limit in the unit of the figure itself. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

export const CONFIDENCE = 0.95;

/** Below this many events limits by approximation are not good enough, and a standardised rate says nothing. */
export const FEWEST_EVENTS = 10;

/** The normal quantile that leaves half of what is outside the confidence above it: 1.96 for 0.95. */
export const normalMultiple = (confidence: number): number => jStat.normal.inv((1 + confidence) / 2, 0, 1);

/** Byar's limits of a count of events, zero or more. */
export const byarLimits = (events: number, confidence: number = CONFIDENCE): Limits => {
  const multiple = normalMultiple(confidence);
  const next = events + 1;
  const low = events * (1 - 1 / (9 * events) - multiple / (3 * Math.sqrt(events))) ** 3;
  const high = next * (1 - 1 / (9 * next) + multiple / (3 * Math.sqrt(next))) ** 3;
  return { low: events === 0 ? 0 : Math.max(0, low), high };
};

/** The exact limits of a count of events, from the link between the Poisson and the chi-squared distribution. */
export const exactCountLimits = (events: number, confidence: number = CONFIDENCE): Limits => ({
  low: events === 0 ? 0 : jStat.chisquare.inv((1 - confidence) / 2, 2 * events) / 2,
  high: jStat.chisquare.inv((1 + confidence) / 2, 2 * events + 2) / 2,
});

/** The limits of a count of events: exact below ten, Byar's from ten. */
export const countLimits = (events: number, confidence: number = CONFIDENCE): Limits =>
  events < FEWEST_EVENTS ? exactCountLimits(events, confidence) : byarLimits(events, confidence);

/** Wilson's score limits of a proportion; `part` lies from 0 to `whole`, and `whole` above 0. */
export const proportionLimits = (part: number, whole: number, confidence: number = CONFIDENCE): Limits => {
  const multiple = normalMultiple(confidence);
  const square = multiple ** 2;
  const half = multiple * Math.sqrt(square + 4 * part * (1 - part / whole));
  const middle = 2 * part + square;
  const width = 2 * (whole + square);
  return { low: Math.max(0, (middle - half) / width), high: Math.min(1, (middle + half) / width) };
};

/** Student's limits of the mean of two or more observations with the given standard deviation. */
export const meanLimits = (
  mean: number,
  standardDeviation: number,
  observations: number,
  confidence: number = CONFIDENCE,
): Limits => {
  const multiple = jStat.studentt.inv((1 + confidence) / 2, observations - 1);
  const half = (multiple * standardDeviation) / Math.sqrt(observations);
  return { low: mean - half, high: mean + half };
};

/** A figure with its limits. */
export interface Estimate extends Limits {
  readonly value: number;
}

/** The limits of `a − b`, two independent figures, from the limits of each. */
export const differenceLimits = (a: Estimate, b: Estimate): Limits => {
  const difference = a.value - b.value;
  return {
    low: difference - Math.hypot(a.value - a.low, b.high - b.value),
    high: difference + Math.hypot(a.high - a.value, b.value - b.low),
  };
};
