/**
 * What was found in one stream, or in all settled streams together: by how much the pilot came out lower or higher than the
 * areas it is held against led to expect, per person and month, in all and as a part of what was expected.
 *
 * Difference-in-differences is what the document states; in the total the two synthetic methods stand beside it, as a check
 * that depends on other assumptions. What a board may call shown excludes zero both as an amount and as a ratio: which of
 * the two forms is right nobody knows, and a conclusion may not hang on it.
 */
import type { Problem } from '../delivery/findings/problem.ts';
import type { Comparison, Method } from './comparison.ts';
import { differenceInDifferences } from './difference-in-differences.ts';
import type { EvaluationInput, StreamCell } from './evaluation-input.ts';
import { type EventStudyPeriod, eventStudy, type PreTrend, preTrend } from './event-study.ts';
import { leaveOneOut, type WithoutDonor } from './leave-one-out.ts';
import type { Limits } from './limits.ts';
import { type Panel, readPanel } from './panel.ts';
import { type MethodRun, ratioEffect, runMethod } from './panel-evaluation.ts';
import type { Rank } from './placebo.ts';
import { type PlaceboPeriod, placeboPeriod } from './placebo-period.ts';
import type { Shown } from './profile.ts';
import { syntheticControl } from './synthetic-control.ts';
import { syntheticDifferenceInDifferences } from './synthetic-difference-in-differences.ts';

/** A figure with its 95 % interval; `shown` is `notShown` where the interval holds zero or there is none. */
export interface EffectFigure {
  readonly value: number;
  readonly interval: Limits | null;
  readonly shown: Shown;
}

/**
 * What the method found in areas where nothing was done, in euro per person and month; `atNoise` is that as it is ranked:
 * brought to the noise of the pilot itself. `null` where that cannot be told, and then there is no rank either.
 */
export interface PlaceboEffect {
  readonly units: readonly string[];
  readonly effect: number;
  readonly atNoise: number | null;
}

/** An effect. Amounts in euro; below zero is cheaper. */
export interface Effect {
  readonly perMonth: EffectFigure & { readonly standardError: number | null };
  /** Over all periods after the start: the effect per person and month, times the person-months of the pilot. */
  readonly amount: EffectFigure;
  readonly personMonths: number;
  /** As a part of what was expected; `null` where a cost is not above zero. `standardError` is a part too. */
  readonly rate: (EffectFigure & { readonly standardError: number | null }) | null;
  readonly shown: Shown;
  readonly placebo: Rank | null;
  readonly placebos: readonly PlaceboEffect[];
  /** Why there is no interval, and what else is to be said, in Dutch. */
  readonly why: readonly string[];
  readonly preTrend: PreTrend;
  readonly eventStudy: readonly EventStudyPeriod[];
  /** The same method on the periods before, as if it had begun earlier; `null` where those are too few. */
  readonly placeboPeriod: PlaceboPeriod | null;
}

/** No effect: the rule that the design breaks, and in Dutch what breaks it. */
export interface EffectRefused {
  readonly refused: string;
  readonly message: string;
}

/** One of the other methods, per person and month, with the areas and periods that it weighs. */
export interface OtherMethod {
  readonly method: 'syntheticControl' | 'syntheticDifferenceInDifferences';
  readonly effect: number | null;
  readonly interval: Limits | null;
  readonly shown: Shown;
  readonly placebo: Rank | null;
  readonly why: readonly string[];
  readonly unitWeights: readonly { readonly unit: string; readonly weight: number }[];
  readonly timeWeights: readonly { readonly period: string; readonly weight: number }[];
  readonly withoutOne: readonly WithoutDonor[];
}

/** A panel that a method can do with, and the person-months of the pilot after the start. */
export interface SoundPanel {
  readonly panel: Panel;
  readonly personMonths: number;
}

const firstRefusal = ([problem]: readonly Problem[]): EffectRefused => ({
  refused: problem?.code ?? '',
  message: problem?.message ?? '',
});

/** The panel of one stream, or which rule its design breaks. */
export const streamPanel = ({ panel }: EvaluationInput, stream: string): SoundPanel | EffectRefused =>
  soundPanel(
    panel.filter((cell) => cell.stream === stream),
    stream,
  );

const soundPanel = (cells: readonly StreamCell[], stream: string): SoundPanel | EffectRefused => {
  if (cells.length === 0)
    return { refused: 'stream_must_be_delivered', message: `${stream}: hiervan is niets aangeleverd.` };
  const reading = readPanel(cells);
  if ('problems' in reading) return firstRefusal(reading.problems);
  const personMonths = cells.reduce((sum, { treated, population }) => sum + treated * population, 0);
  return { panel: reading.panel, personMonths };
};

/** The panel of all settled streams together: their costs per person and month added up, area by area. */
export const totalPanel = ({ panel, streams }: EvaluationInput): SoundPanel | EffectRefused => {
  const settled = streams.filter(({ isMemo }) => !isMemo).map(({ stream }) => stream);
  const own = settled.map((stream) => panel.filter((cell) => cell.stream === stream));
  const absent = settled.filter((_, place) => own[place]?.length === 0);
  if (settled.length === 0 || absent.length > 0) return notAllStreams(absent);
  const [first = [], ...others] = own;
  const by = others.map((cells) => new Map(cells.map((cell) => [nameOf(cell), cell])));
  const apart = first.find((cell) => by.some((cells) => !areOfOneKind(cell, cells.get(nameOf(cell)))));
  if (apart !== undefined || others.some(({ length }) => length !== first.length)) return notTheSame(apart);
  const whole = (cell: StreamCell) =>
    by.reduce((sum, cells) => sum + (cells.get(nameOf(cell))?.value ?? 0), cell.value);
  return soundPanel(
    first.map((cell) => ({ ...cell, value: whole(cell) })),
    'Samen',
  );
};

const nameOf = ({ unit, period }: StreamCell): string => JSON.stringify([unit, period]);

/** Costs per person and month only add up over the same persons and months. */
const areOfOneKind = (cell: StreamCell, other: StreamCell | undefined): boolean =>
  other !== undefined && cell.treated === other.treated && cell.population === other.population;

const notAllStreams = (absent: readonly string[]): EffectRefused => ({
  refused: 'all_streams_must_be_present',
  message:
    absent.length === 0
      ? 'Er is geen stroom die meetelt.'
      : `Zonder ${absent.join(', ')} is er geen uitkomst voor alle stromen samen.`,
});

const notTheSame = (cell: StreamCell | undefined): EffectRefused => ({
  refused: 'streams_must_share_person_months',
  message: `${cell === undefined ? 'De stromen hebben niet dezelfde gebieden en periodes' : `${cell.unit}, ${cell.period}: de stromen hebben hier niet hetzelfde gewicht of niet hetzelfde begin`}. Kosten per persoon per maand zijn alleen op te tellen over dezelfde personen.`,
});

/** The effect in a panel by difference-in-differences. */
export const effectOf = ({ panel, personMonths }: SoundPanel): Effect => {
  const run = runMethod(panel, differenceInDifferences);
  const { own, placebos, standardError, interval } = run;
  // Its weights are counted and not searched for, so there is nothing that may fail to be found.
  if (own === null) throw new Error('Difference-in-differences found no weights.');
  const perMonth = { ...figureOf(own.effect, interval), standardError };
  const rate = rateOf(panel);
  return {
    perMonth,
    amount: figureOf(own.effect * personMonths, timesLimits(interval, personMonths)),
    personMonths,
    rate,
    shown: rate === null || rate.shown === perMonth.shown ? perMonth.shown : 'notShown',
    placebo: run.placebo,
    placebos: placebos.runs.map((each, place) => placeboEffect(each, run.chance[place] ?? null)),
    why: [...whyNot(panel, run), ...onForm(perMonth, rate)],
    preTrend: preTrend(own, placebos),
    eventStudy: eventStudy(own, placebos),
    placeboPeriod: placeboPeriod(panel, differenceInDifferences),
  };
};

const placeboEffect = ({ panel, group, effect }: Comparison, atNoise: number | null): PlaceboEffect => ({
  units: group.map((place) => panel.units[place] ?? ''),
  effect,
  atNoise,
});

const timesLimits = (limits: Limits | null, times: number): Limits | null =>
  limits === null ? null : { low: limits.low * times, high: limits.high * times };

const figureOf = (value: number, interval: Limits | null): EffectFigure => ({
  value,
  interval,
  shown: shownBy(interval),
});

/** Which way an interval points: `notShown` where it holds zero, and where there is none. */
export const shownBy = (interval: Limits | null): Shown => {
  if (interval === null) return 'notShown';
  return interval.low > 0 ? 'higher' : interval.high < 0 ? 'lower' : 'notShown';
};

const rateOf = (panel: Panel): Effect['rate'] => {
  const { ratio, interval, standardError } = ratioEffect(panel);
  if (ratio === null) return null;
  const limits = interval === null ? null : { low: interval.low - 1, high: interval.high - 1 };
  return { ...figureOf(ratio - 1, limits), standardError };
};

const whyNot = ({ treated, controls }: Panel, { interval, why }: MethodRun): string[] => {
  if (interval !== null || treated.length + controls.length > 2) return [...why];
  const two =
    'Uit twee gebieden is niet te schatten hoe groot het toeval is: er is één pilotgebied en één vergelijkingsgebied';
  return [`${two}, dus geen gebied waarin te zien is wat er zonder pilot vanzelf gebeurt.`];
};

const onForm = (amount: EffectFigure, rate: EffectFigure | null): string[] =>
  rate === null || amount.shown === rate.shown
    ? []
    : [
        `Als ${amount.shown === 'notShown' ? 'verhouding' : 'bedrag'} sluit het interval nul uit en als ${amount.shown === 'notShown' ? 'bedrag' : 'verhouding'} niet. De conclusie hangt dus aan de vorm, en geldt daarom niet als aangetoond.`,
      ];

const METHODS: Readonly<Record<OtherMethod['method'], Method>> = {
  syntheticControl,
  syntheticDifferenceInDifferences,
};

/** Smaller weights are rounding. */
const NOTICEABLE_WEIGHT = 1e-6;

/** What the two synthetic methods find in a panel; nothing where there is one area to weigh, since that is all of it. */
export const otherMethods = ({ panel }: SoundPanel): OtherMethod[] =>
  panel.controls.length < 2
    ? []
    : (['syntheticControl', 'syntheticDifferenceInDifferences'] as const).map((name) => otherMethod(panel, name));

const otherMethod = (panel: Panel, method: OtherMethod['method']): OtherMethod => {
  const { own, interval, placebo, why } = runMethod(panel, METHODS[method]);
  return {
    method,
    effect: own?.effect ?? null,
    interval,
    shown: shownBy(interval),
    placebo,
    why,
    unitWeights: own === null ? [] : unitWeightsOf(own),
    timeWeights: own === null ? [] : timeWeightsOf(own),
    // The other one leans a little on every area, so that leaving out one says nothing.
    withoutOne: own === null || method !== 'syntheticControl' ? [] : leaveOneOut(own, METHODS[method]),
  };
};

const unitWeightsOf = ({ panel, donors, unitWeights }: Comparison): OtherMethod['unitWeights'] =>
  donors
    .map((donor, place) => ({ unit: panel.units[donor] ?? '', weight: unitWeights[place] ?? 0 }))
    .filter(({ weight }) => weight > NOTICEABLE_WEIGHT)
    .sort((a, b) => b.weight - a.weight);

const timeWeightsOf = ({ panel, timeWeights }: Comparison): OtherMethod['timeWeights'] =>
  [...timeWeights]
    .map((weight, place) => ({ period: panel.periods[place] ?? '', weight }))
    .filter(({ weight }) => weight > NOTICEABLE_WEIGHT);
