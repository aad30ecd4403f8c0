/**
 * What the three panel methods say of one panel, each with its uncertainty and what it cannot say.
 */
import { type Comparison, compare, type Method } from './comparison.ts';
import { differenceInDifferences, logarithmsOf } from './difference-in-differences.ts';
import type { Limits } from './limits.ts';
import type { Panel } from './panel.ts';
import { type Placebos, placebosOf, type Rank, type Uncertainty, uncertaintyOf, unknown } from './placebo.ts';
import { syntheticControl } from './synthetic-control.ts';
import { syntheticDifferenceInDifferences } from './synthetic-difference-in-differences.ts';

/** A method with what it found; `own` is `null` where its weights were not found, and `why` says so in Dutch. */
export interface MethodRun extends Uncertainty {
  readonly own: Comparison | null;
  readonly placebos: Placebos;
}

/** An effect as a ratio: 0.95 is 5 % less than the donors led to expect. `standardError` is of the ratio itself. */
export interface RatioEffect {
  readonly ratio: number | null;
  readonly standardError: number | null;
  readonly interval: Limits | null;
  readonly placebo: Rank | null;
  readonly why: readonly string[];
}

/** The comparison of the treated areas with all controls by one method, and its uncertainty from placebos. */
export const runMethod = (panel: Panel, method: Method): MethodRun => {
  const own = compare({ panel, group: panel.treated, donors: panel.controls }, method);
  if (own === null) return { own, placebos: { runs: [], unsolved: 0 }, ...notConverged };
  const placebos = placebosOf(panel, method);
  return { own, placebos, ...uncertaintyOf(own, placebos) };
};

const notConverged = unknown(
  'De gewichten zijn niet gevonden (de oplosser is niet geconvergeerd); er is dus geen schatting.',
);

/** Difference-in-differences as a ratio; without one where a value is not above zero. */
export const ratioEffect = (panel: Panel): RatioEffect => {
  const logarithms = logarithmsOf(panel);
  if (logarithms === null) return noRatio;
  const { own, standardError, interval, placebo, why } = runMethod(logarithms, differenceInDifferences);
  const ratio = own === null ? null : Math.exp(own.effect);
  return {
    ratio,
    standardError: standardError === null || ratio === null ? null : ratio * standardError,
    interval: interval === null ? null : { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    placebo,
    why,
  };
};

const noRatio: RatioEffect = {
  ratio: null,
  standardError: null,
  interval: null,
  placebo: null,
  why: ['Een verhouding bestaat alleen als alle waarden boven nul liggen.'],
};

/** One method as the command prints it; weights by name of the area or period, `null` where the method has none. */
export interface PrintedMethod {
  readonly effect: number | null;
  readonly se: number | null;
  readonly ci: readonly [number, number] | null;
  readonly unitWeights: Readonly<Record<string, number>> | null;
  readonly timeWeights: Readonly<Record<string, number>> | null;
  readonly placebo: Rank | null;
}

/** All three methods: their results, and in Dutch why anything is not given. */
export interface PanelEvaluation {
  readonly did: PrintedMethod;
  readonly sc: PrintedMethod;
  readonly sdid: PrintedMethod;
}

/** Difference-in-differences, synthetic control and synthetic difference-in-differences of one panel, and every `why`. */
export const evaluatePanel = (
  panel: Panel,
): { readonly evaluation: PanelEvaluation; readonly why: readonly string[] } => {
  const did = runMethod(panel, differenceInDifferences);
  const sc = runMethod(panel, syntheticControl);
  const sdid = runMethod(panel, syntheticDifferenceInDifferences);
  const reasons = Object.entries({ did, sc, sdid }).flatMap(([name, { why }]) => why.map((each) => `${name}: ${each}`));
  return {
    evaluation: { did: printed(did, 'neither'), sc: printed(sc, 'units'), sdid: printed(sdid, 'both') },
    why: reasons,
  };
};

const printed = (run: MethodRun, weights: 'neither' | 'units' | 'both'): PrintedMethod => ({
  effect: run.own?.effect ?? null,
  se: run.standardError,
  ci: run.interval === null ? null : [run.interval.low, run.interval.high],
  unitWeights: weights === 'neither' || run.own === null ? null : unitWeightsOf(run.own),
  timeWeights: weights !== 'both' || run.own === null ? null : timeWeightsOf(run.own),
  placebo: run.placebo,
});

const unitWeightsOf = ({ panel, donors, unitWeights }: Comparison): Readonly<Record<string, number>> =>
  Object.fromEntries(donors.map((donor, place) => [panel.units[donor] ?? '', unitWeights[place] ?? 0]));

const timeWeightsOf = ({ panel, timeWeights }: Comparison): Readonly<Record<string, number>> =>
  Object.fromEntries([...timeWeights].map((weight, period) => [panel.periods[period] ?? '', weight]));
