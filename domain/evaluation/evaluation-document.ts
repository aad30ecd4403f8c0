/**
 * The evaluation document: did it work, and how sure are we. It stands beside the statement and reaches no payment.
 *
 * Each part says whether it was measured or estimated, and whether it is provisional or final. What the pilot could have
 * shown at all is always in it. Nothing in it is NaN: what cannot be told is `null` or a refusal, with the reason in Dutch.
 */

import type { Fault } from '../pilot/fault.ts';
import { proposeCompletionFactors, type StreamProposal } from './completion-factors.ts';
import type { EvaluationInput, IndicatorInput, Provisional, WaterbedInput } from './evaluation-input.ts';
import { STARTING_INDICATORS } from './indicator-terms.ts';
import {
  type CentreFigure,
  centreFigures,
  type Indicator,
  type IndicatorFigure,
  indicatorFigures,
} from './indicators.ts';
import { differenceLimits, type Limits } from './limits.ts';
import { type MeanCostLine, meanCostLines, type PersonsError, personsError } from './mean-costs.ts';
import {
  minimalDetectableEffect,
  type PilotDesign,
  type PowerStatement,
  powerStatement,
  standardErrorOf,
} from './power.ts';
import { type Profile, profileOf, type Shown } from './profile.ts';
import { type QualityScore, qualityScore, readScoreDefinition } from './quality-score.ts';
import { type RegressionWarning, regressionWarning } from './regression-to-the-mean.ts';
import {
  type Effect,
  type EffectRefused,
  effectOf,
  type OtherMethod,
  otherMethods,
  type SoundPanel,
  shownBy,
  streamPanel,
  totalPanel,
} from './stream-effect.ts';
import { type Waterbed, type WaterbedLine, waterbedOf } from './waterbed.ts';

/** How a part came about, and whether it may still change. */
export interface Marks {
  readonly basis: 'measured' | 'estimated';
  readonly state: 'provisional' | 'final';
}

/** The effect in a stream (`null` for all settled streams together), or why there is none. */
export type EffectPart = { readonly stream: string | null; readonly isMemo: boolean; readonly marks: Marks } & (
  | Effect
  | EffectRefused
);

/** What the pilot could show: by its design, and by how far areas without a pilot strayed (`null` without those). */
export interface PowerPart extends PowerStatement {
  readonly marks: Marks;
  readonly design: PilotDesign;
  readonly because: string;
  readonly observed: { readonly standardError: number; readonly minimalDetectableEffect: number } | null;
}

/** One indicator in one period, pilot beside reference; `difference` is pilot minus reference where both have limits. */
export interface IndicatorLine extends Pick<Indicator, 'name' | 'domain' | 'kind' | 'direction'> {
  readonly indicator: string;
  readonly period: string;
  readonly pilot: IndicatorFigure | null;
  readonly reference: IndicatorFigure | null;
  readonly difference: { readonly value: number; readonly interval: Limits; readonly shown: Shown } | null;
}

export interface IndicatorPart {
  readonly marks: Marks;
  readonly lines: readonly IndicatorLine[];
  /** Values that could not be used: the rule and in Dutch what breaks it. */
  readonly refused: readonly EffectRefused[];
  readonly centres: readonly CentreFigure[];
}

/** The mean costs, what chance between persons alone leaves of an effect, and in Dutch what that says. */
export interface MeanCostPart {
  readonly marks: Marks;
  readonly lines: readonly MeanCostLine[];
  readonly effects: readonly PersonsError[];
  readonly note: string;
}

/** The proposed completion factors by stream, beside those that were agreed. */
export interface CompletionPart {
  readonly marks: Marks;
  readonly proposals: readonly StreamProposal[];
  readonly agreed: EvaluationInput['agreedFactors'];
}

/** A declared quality score as far as it can be computed, and the scores that the settlement was handed, by party. */
export interface QualityPart {
  readonly marks: Marks;
  readonly score: QualityScore | { readonly faults: readonly Fault[] } | null;
  readonly agreed: Readonly<Record<string, string>>;
}

/** The whole document. Amounts in euro, rates as parts; `before` and `after` are the periods around the start. */
export interface EvaluationDocument {
  readonly evaluation: 1;
  readonly title: string;
  readonly pilot: string;
  readonly comparison: string;
  /** SHA-256 of the input that this was made of. */
  readonly inputSha256: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly pilotAreas: readonly string[];
  readonly comparisonAreas: readonly string[];
  readonly selection: EvaluationInput['selection'] & { readonly warning: RegressionWarning | null };
  readonly power: PowerPart;
  readonly total: EffectPart;
  readonly streams: readonly EffectPart[];
  readonly otherMethods: { readonly marks: Marks; readonly methods: readonly OtherMethod[] };
  readonly waterbed: (Waterbed & { readonly marks: Marks }) | null;
  readonly indicators: IndicatorPart | null;
  readonly profile: (Profile & { readonly marks: Marks; readonly previous: string | null }) | null;
  readonly meanCosts: MeanCostPart;
  readonly completion: CompletionPart | null;
  readonly quality: QualityPart | null;
  readonly notObserved: readonly string[];
  readonly provisional: readonly Provisional[];
  readonly statement: EvaluationInput['statement'];
  readonly deliveries: EvaluationInput['deliveries'];
}

/** Makes the document of an input whose SHA-256 is given. */
export const evaluationDocument = (input: EvaluationInput, inputSha256: string): EvaluationDocument => {
  const total = totalPanel(input);
  const panels = input.streams.map((each) => ({ ...each, panel: streamPanel(input, each.stream) }));
  const streams = panels.map(({ stream, isMemo, panel }) => effectPart(input, stream, isMemo, panel));
  const whole = effectPart(input, null, false, total);
  const waterbed = waterbedPart(input, streams);
  return {
    evaluation: 1,
    ...{ title: input.title, pilot: input.pilot, comparison: input.comparison, inputSha256 },
    ...settingOf(input, [total, ...panels.map(({ panel }) => panel)].find(isSound)),
    power: powerPart(input, whole),
    total: whole,
    streams,
    otherMethods: {
      marks: marksOf(input, 'estimated', settledStreams(input)),
      methods: isSound(total) ? otherMethods(total) : [],
    },
    waterbed,
    indicators: input.indicators === null ? null : indicatorPart(input, input.indicators),
    profile: profilePart(input),
    meanCosts: meanCostPart(input, panels, streams),
    completion: completionPart(input),
    quality: qualityPart(input),
    notObserved: notObserved(input, waterbed),
    provisional: input.provisional,
    statement: input.statement,
    deliveries: input.deliveries,
  };
};

const isSound = (panel: SoundPanel | EffectRefused): panel is SoundPanel => 'panel' in panel;

const settledStreams = ({ streams }: EvaluationInput): string[] =>
  streams.filter(({ isMemo }) => !isMemo).map(({ stream }) => stream);

const allStreams = ({ streams }: EvaluationInput): string[] => streams.map(({ stream }) => stream);

const marksOf = ({ provisional }: EvaluationInput, basis: Marks['basis'], sources: readonly string[]): Marks => ({
  basis,
  state: provisional.some(({ source }) => sources.includes(source)) ? 'provisional' : 'final',
});

const effectPart = (
  input: EvaluationInput,
  stream: string | null,
  isMemo: boolean,
  panel: SoundPanel | EffectRefused,
): EffectPart => {
  const marks = marksOf(input, 'estimated', stream === null ? settledStreams(input) : [stream]);
  return { stream, isMemo, marks, ...(isSound(panel) ? effectOf(panel) : panel) };
};

type Setting = Pick<EvaluationDocument, 'before' | 'after' | 'pilotAreas' | 'comparisonAreas' | 'selection'>;

/** Where and when, as the first sound panel has it; without one only what the parties said. */
const settingOf = ({ selection, periods }: EvaluationInput, sound: SoundPanel | undefined): Setting => {
  if (sound === undefined)
    return {
      before: periods,
      after: [],
      pilotAreas: [],
      comparisonAreas: [],
      selection: { ...selection, warning: null },
    };
  const { panel } = sound;
  const named = (places: readonly number[]) => places.map((place) => panel.units[place] ?? '');
  return {
    before: panel.periods.slice(0, panel.start),
    after: panel.periods.slice(panel.start),
    pilotAreas: named(panel.treated),
    comparisonAreas: named(panel.controls),
    selection: { ...selection, warning: regressionWarning(selection, panel) },
  };
};

/** A design that cannot be is a fault of the input, so that what comes here has a standard error. */
const powerPart = ({ power }: EvaluationInput, total: EffectPart): PowerPart => {
  const answer = standardErrorOf(power.design);
  if ('refused' in answer) throw new RangeError(answer.message);
  const found = 'rate' in total ? (total.rate?.standardError ?? null) : null;
  const observed =
    found === null ? null : { standardError: found, minimalDetectableEffect: minimalDetectableEffect(found) };
  const { design, because, minimumSavingsRate } = power;
  const marks: Marks = { basis: 'estimated', state: 'final' };
  return { ...powerStatement(answer.standardError, minimumSavingsRate), marks, design, because, observed };
};

const waterbedPart = (input: EvaluationInput, streams: readonly EffectPart[]): EvaluationDocument['waterbed'] => {
  if (input.waterbed === null) return null;
  const first = waterbedWith(input, input.waterbed, new Map());
  const limits = new Map(
    first.lines.flatMap((line) => {
      const ofStream = streams.find(({ stream }) => stream === line.stream);
      const around = line.category === null ? limitsAround(line, ofStream) : null;
      return around === null ? [] : [[line.name, around] as const];
    }),
  );
  return { ...waterbedWith(input, input.waterbed, limits), marks: marksOf(input, 'estimated', allStreams(input)) };
};

const waterbedWith = (
  input: EvaluationInput,
  { costs, months, baseline, performance }: WaterbedInput,
  limits: ReadonlyMap<string, Limits>,
): Waterbed => {
  const settled = settledStreams(input);
  const memoStreams = allStreams(input).filter((stream) => !settled.includes(stream));
  return waterbedOf(costs, months, { baseline, performance, settledStreams: settled, memoStreams, limits });
};

/**
 * A waterbed line has no uncertainty of its own. Its rate and the effect of the same stream as a ratio measure one thing, so
 * the width of the one is laid around the other; not where the effect hangs on its form, since the waterbed has one form.
 */
const limitsAround = ({ change, rate }: WaterbedLine, part: EffectPart | undefined): Limits | null => {
  if (rate === null || rate === 0 || part === undefined || !('rate' in part)) return null;
  if (part.rate === null || part.rate.interval === null || part.rate.shown !== part.shown) return null;
  const { value, interval } = part.rate;
  const expected = change / rate;
  return { low: change + expected * (interval.low - value), high: change + expected * (interval.high - value) };
};

const indicatorPart = (input: EvaluationInput, { register, values, centres }: IndicatorInput): IndicatorPart => {
  const figures = indicatorFigures(register, values);
  const onlySquares = new Set([...register.values()].flatMap(({ squaresIn }) => squaresIn ?? []));
  const shown = figures.filter(({ indicator }) => register.has(indicator) && !onlySquares.has(indicator));
  const groups = Map.groupBy(shown, ({ indicator, period }) => JSON.stringify([indicator, period]));
  const lines = [...groups.values()].flatMap((group) => {
    const definition = register.get(group[0]?.indicator ?? '');
    return definition === undefined ? [] : [indicatorLine(definition, group)];
  });
  return {
    marks: marksOf(input, 'measured', ['indicators']),
    lines,
    refused: figures.flatMap((each) => ('refused' in each ? [refusalOf(each)] : [])),
    centres: centreFigures(centres),
  };
};

const refusalOf = ({ refused, message, period }: IndicatorFigure & EffectRefused): EffectRefused => ({
  refused,
  message: `${period}: ${message}`,
});

const indicatorLine = ({ code, name, domain, kind, direction }: Indicator, group: readonly IndicatorFigure[]) => {
  const pilot = group.find(({ cohort }) => cohort === 'intervention') ?? null;
  const reference = group.find(({ cohort }) => cohort === 'reference') ?? null;
  const period = group[0]?.period ?? '';
  const difference = differenceOf(pilot, reference);
  return { indicator: code, name, domain, kind, direction, period, pilot, reference, difference };
};

const differenceOf = (
  pilot: IndicatorFigure | null,
  reference: IndicatorFigure | null,
): IndicatorLine['difference'] => {
  const [a, b] = [estimateOf(pilot), estimateOf(reference)];
  if (a === null || b === null) return null;
  const interval = differenceLimits(a, b);
  return { value: a.value - b.value, interval, shown: shownBy(interval) };
};

const estimateOf = (figure: IndicatorFigure | null) =>
  figure === null || 'refused' in figure || figure.limits === null ? null : { value: figure.value, ...figure.limits };

const profilePart = (input: EvaluationInput): EvaluationDocument['profile'] => {
  if (input.profile === null) return null;
  const { rows, indicators, ...question } = input.profile;
  const marks = marksOf(input, 'measured', ['profile']);
  return { ...profileOf(rows, indicators, question), marks, previous: question.previous };
};

const SQUARES =
  'De standaardfout van elk gemiddelde komt uit de geleverde som van de kwadraten per persoon. Zij meet alleen toeval tussen personen; wat een heel gebied tegelijk raakt, zit er niet in. Het is dus een ondergrens van de onzekerheid en maakt een effect nooit aantoonbaar.';
const NO_SQUARES =
  'De som van de kwadraten van de kosten per persoon is niet, of niet voor alles, geleverd. De onzekerheid komt dan alleen uit gebieden zonder pilot.';

const meanCostPart = (
  input: EvaluationInput,
  panels: readonly { readonly stream: string; readonly panel: SoundPanel | EffectRefused }[],
  parts: readonly EffectPart[],
): MeanCostPart => {
  const effects = panels.flatMap(({ stream, panel }, place) => {
    const part = parts[place];
    if (!isSound(panel) || part === undefined || 'refused' in part) return [];
    const own = input.panel.filter((cell) => cell.stream === stream);
    return personsError(stream, own, panel.panel, part.perMonth.value) ?? [];
  });
  const note = effects.length > 0 && effects.length === panels.length ? SQUARES : NO_SQUARES;
  return { marks: marksOf(input, 'measured', allStreams(input)), lines: meanCostLines(input.panel), effects, note };
};

const completionPart = (input: EvaluationInput): CompletionPart | null => {
  const { lateCosts, agreedFactors: agreed } = input;
  if (lateCosts.length === 0) return null;
  const marks = marksOf(input, 'estimated', allStreams(input));
  return { marks, proposals: proposeCompletionFactors(lateCosts), agreed };
};

const qualityPart = (input: EvaluationInput): QualityPart | null => {
  if (input.quality === null) return null;
  const { definition, request, agreed } = input.quality;
  const marks = marksOf(input, 'measured', ['indicators']);
  if (definition === null) return { marks, score: null, agreed };
  const register = input.indicators?.register ?? STARTING_INDICATORS;
  const reading = readScoreDefinition(definition, register);
  if ('faults' in reading) return { marks, score: reading, agreed };
  return { marks, score: qualityScore(reading.definition, register, input.indicators?.values ?? [], request), agreed };
};

const NO_WATERBED =
  'Het waterbed: kosten per cohort zijn niet aangeleverd, dus een verschuiving tussen wetten is niet te zien.';
const NO_INDICATORS = 'Gezondheid, ervaren kwaliteit en werkplezier: er zijn geen indicatoren aangeleverd.';
const NO_PROFILE = 'De wijk naast haar regio: er is geen wijkgezondheidsprofiel aangeleverd.';

const notObserved = (input: EvaluationInput, waterbed: Waterbed | null): string[] => [
  ...input.notObserved,
  ...(waterbed?.notObserved ?? [NO_WATERBED]),
  ...(input.indicators === null ? [NO_INDICATORS] : []),
  ...(input.profile === null ? [NO_PROFILE] : []),
];
