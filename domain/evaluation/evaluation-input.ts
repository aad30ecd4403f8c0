/**
 * What an evaluation document is made of, as one JSON document of the parties: areas by period and stream, what the pilot
 * could show, and where delivered the waterbed, the indicators and the profile.
 *
 * It is read like any untrusted document: every fault at once, each with its place. A figure that is missing, doubled or no
 * number refuses the document; a design that a method cannot do with is no fault, and stands in the evaluation as such.
 */
import * as z from 'zod';
import { COHORTS } from '../pilot/case-rows.ts';
import { type CalendarDate, calendarDate } from '../pilot/date.ts';
import { type Fault, type FieldsOf, pathText, readFields } from '../pilot/fault.ts';
import type { CostsAsKnown } from './completion-factors.ts';
import {
  type CentreScores,
  type IndicatorRegister,
  type IndicatorValue,
  readIndicatorRegister,
  STARTING_REGISTER,
} from './indicators.ts';
import { type PanelCell, readPanel } from './panel.ts';
import { type PilotDesign, standardErrorOf } from './power.ts';
import type { ProfileIndicator, ProfileQuestion, ProfileRow } from './profile.ts';
import type { ScoreRequest } from './quality-score.ts';
import type { WaterbedCost, WaterbedMonths, WaterbedQuestion } from './waterbed.ts';

/** A stream; one that is only shown is estimated by itself and takes no part in the total. */
export interface EvaluatedStream {
  readonly stream: string;
  readonly isMemo: boolean;
}

/** What is not in yet: figures of a stream, or of `indicators` or `profile`, over a period, and in Dutch why. */
export interface Provisional {
  readonly source: string;
  readonly period: string;
  readonly because: string;
}

/** A panel cell of one stream: euro per person and month at the sex and age mix of the pilot, weighed by person-months. */
export interface StreamCell extends PanelCell {
  readonly stream: string;
  readonly population: number;
  /** Of the mean itself, by chance between persons; `null` where the squares of their costs were not delivered. */
  readonly standardError: number | null;
}

/** The costs and member-months behind the waterbed, and what is compared. */
export interface WaterbedInput {
  readonly costs: readonly WaterbedCost[];
  readonly months: readonly WaterbedMonths[];
  readonly baseline: WaterbedQuestion['baseline'];
  readonly performance: string;
}

export interface IndicatorInput {
  readonly register: IndicatorRegister;
  readonly values: readonly IndicatorValue[];
  readonly centres: readonly CentreScores[];
}

/** A declared quality score and what is needed to compute it; `agreed` are the scores that the settlement was handed. */
export interface QualityInput {
  readonly definition: unknown;
  readonly request: ScoreRequest;
  readonly agreed: Readonly<Record<string, string>>;
}

/** A delivery that the figures come from. */
export interface EvaluatedDelivery {
  readonly source: string;
  readonly sha256: string;
  readonly valuationDate: string;
}

export interface ProfileInput extends ProfileQuestion {
  readonly rows: readonly ProfileRow[];
  readonly indicators: readonly ProfileIndicator[];
}

/** A whole input. Texts are Dutch; what was not delivered is `null`. */
export interface EvaluationInput {
  readonly title: string;
  /** What the pilot is called, and what it is held against. */
  readonly pilot: string;
  readonly comparison: string;
  readonly streams: readonly EvaluatedStream[];
  readonly periods: readonly string[];
  readonly panel: readonly StreamCell[];
  readonly provisional: readonly Provisional[];
  /** The selection rule of the population. */
  readonly selection: { readonly rule: string; readonly dearAreasChosen: boolean };
  /** What the pilot could show by its design, where those assumptions come from, and the agreed threshold. */
  readonly power: { readonly design: PilotDesign; readonly minimumSavingsRate: number; readonly because: string };
  readonly waterbed: WaterbedInput | null;
  readonly indicators: IndicatorInput | null;
  readonly profile: ProfileInput | null;
  /** What the parties themselves know was not observed. */
  readonly notObserved: readonly string[];
  /** What successive deliveries said of the same costs, and the completion factors that were agreed by stream. */
  readonly lateCosts: readonly CostsAsKnown[];
  readonly agreedFactors: Readonly<Record<string, readonly string[]>>;
  readonly quality: QualityInput | null;
  /** The deliveries and the statement that the figures are of; none where the parties made the input themselves. */
  readonly deliveries: readonly EvaluatedDelivery[];
  readonly statement: { readonly period: string; readonly referenceDate: CalendarDate } | null;
}

/** Far above any cost of care; without a bound a square of it would be no number any more. */
const LARGEST = 1e12;

const text = z.string().trim().min(1).max(2000);
const figure = z.number().refine((value) => Math.abs(value) <= LARGEST, `Dit getal is groter dan ${LARGEST}.`);
const positive = figure.refine((value) => value > 0, 'Hier hoort een getal boven nul.');
const notNegative = figure.refine((value) => value >= 0, 'Hier hoort nul of een getal boven nul.');
const decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'Hier hoort een getal als tekst met een punt, bijvoorbeeld "12.5".');

const panelRow = z.strictObject({
  unit: text,
  period: text,
  stream: text,
  value: figure,
  weight: positive,
  treated: z.literal([0, 1]),
  standardError: notNegative.nullable().default(null),
});

const design = z.strictObject({
  persons: figure,
  referencePersons: figure,
  baselinePeriods: figure,
  performancePeriods: figure,
  coefficientOfVariation: figure,
  correlation: figure,
  areaShock: figure,
  areas: figure,
  referenceAreas: figure,
});

const part = figure.refine((value) => value >= 0 && value < 1, 'Hier hoort een deel van 0 tot 1, zoals 0.02 voor 2 %.');
const weight = figure.refine((value) => value > 0 && value <= 1, 'Hier hoort een gewicht boven 0 en ten hoogste 1.');
const cohort = z.enum(COHORTS);
const waterbed = z.strictObject({
  costs: z.array(
    z.strictObject({ stream: text, category: text.nullable(), cohort, period: text, stratum: text, amount: figure }),
  ),
  months: z.array(
    z.strictObject({ stream: text.optional(), cohort, period: text, stratum: text, months: notNegative }),
  ),
  baseline: z.array(z.strictObject({ period: text, weight })).min(1),
  performance: text,
});

const indicatorValue = z.strictObject({
  indicator: text,
  cohort,
  period: text,
  numerator: decimal,
  denominator: decimal,
  source: text,
});
const centre = z.strictObject({
  centre: text,
  invited: notNegative,
  filledIn: notNegative,
  mean: figure,
  standardDeviation: figure,
});
const indicators = z.strictObject({
  register: z.array(z.unknown()).optional(),
  values: z.array(indicatorValue),
  centres: z.array(centre).default([]),
});

const profile = z.strictObject({
  area: text,
  region: z.array(text).min(1),
  period: text,
  previous: text.nullable(),
  modules: z.array(text).optional(),
  indicators: z.array(
    z.strictObject({
      indicator: text,
      name: text,
      kind: z.enum(['proportion', 'rate', 'amount']),
      per: positive,
      unit: z.string().max(100),
    }),
  ),
  rows: z.array(
    z.strictObject({ module: text, indicator: text, area: text, period: text, numerator: figure, denominator: figure }),
  ),
});

const quality = z
  .strictObject({
    definition: z.unknown(),
    cohort,
    period: text,
    parties: z.array(text),
    agreed: z.record(z.string(), z.looseObject({ score: text })).default({}),
  })
  .transform(
    ({ definition, agreed, ...request }): QualityInput => ({
      definition,
      request,
      agreed: Object.fromEntries(Object.entries(agreed).map(([party, { score }]) => [party, score])),
    }),
  );

const lateCost = z.strictObject({ stream: text, period: text, valuationDate: calendarDate, amount: decimal });
const delivery = z.strictObject({ source: text, sha256: text, valuationDate: calendarDate });

const schemas = {
  title: text,
  pilot: text,
  comparison: text,
  streams: z.array(z.strictObject({ stream: text, isMemo: z.boolean().default(false) })).min(1),
  periods: z.array(text).min(1),
  panel: z.array(panelRow).min(1),
  provisional: z.array(z.strictObject({ source: text, period: text, because: text })).default([]),
  selection: z.strictObject({ rule: text, dearAreasChosen: z.boolean() }),
  power: z.strictObject({ design, minimumSavingsRate: part, because: text }),
  waterbed: waterbed.nullable().default(null),
  indicators: indicators.nullable().default(null),
  profile: profile.nullable().default(null),
  notObserved: z.array(text).default([]),
  lateCosts: z.array(lateCost).default([]),
  agreedFactors: z.record(z.string(), z.array(text)).default({}),
  quality: quality.nullable().default(null),
  deliveries: z.array(delivery).default([]),
  statement: z.strictObject({ period: text, referenceDate: calendarDate }).nullable().default(null),
};

type Draft = FieldsOf<typeof schemas>;
type Report = (path: readonly PropertyKey[], message: string) => void;

/** Reads an input, or answers with every fault and its place. */
export const readEvaluationInput = (
  value: unknown,
): { readonly input: EvaluationInput } | { readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const draft = readFields(schemas, value, [], faults);
  if (draft === undefined) return { faults };
  const report: Report = (path, message) => faults.push({ path: pathText(path), message });
  reportNames(draft, report);
  reportPanel(draft, report);
  reportPower(draft, report);
  reportWaterbed(draft, report);
  const register = registerOf(draft, faults);
  return faults.length > 0 ? { faults } : { input: inputOf(draft as Sound, register) };
};

/** A draft in which every field could be read. */
type Sound = { readonly [K in keyof Draft]: Exclude<Draft[K], undefined> };

const inputOf = (draft: Sound, register: IndicatorRegister): EvaluationInput => {
  const { indicators: given, profile: asked } = draft;
  return {
    ...draft,
    panel: draft.panel.map(cellOf),
    waterbed: draft.waterbed === null ? null : { ...draft.waterbed, months: draft.waterbed.months.map(monthsOf) },
    indicators: given === null ? null : { ...given, register },
    profile: asked === null ? null : profileInputOf(asked),
  };
};

const cellOf = ({ weight, ...row }: z.output<typeof panelRow>): StreamCell => ({
  ...row,
  population: weight,
  line: null,
});

const monthsOf = ({ stream, ...row }: z.output<typeof waterbed>['months'][number]): WaterbedMonths =>
  stream === undefined ? row : { stream, ...row };

const profileInputOf = ({ modules, ...asked }: z.output<typeof profile>): ProfileInput =>
  modules === undefined ? asked : { ...asked, modules };

/** The sources of provisional figures that are no stream. */
const OTHER_SOURCES: readonly string[] = ['indicators', 'profile'];

const reportNames = ({ streams = [], periods = [], panel = [], provisional = [] }: Draft, report: Report): void => {
  const names = streams.map(({ stream }) => stream);
  reportTwice(names, (place) => ['streams', place, 'stream'], report);
  reportTwice(periods, (place) => ['periods', place], report);
  for (const [place, { stream, period }] of panel.entries()) {
    if (!names.includes(stream)) report(['panel', place, 'stream'], 'Deze stroom staat niet bij de stromen.');
    if (!periods.includes(period)) report(['panel', place, 'period'], 'Deze periode staat niet bij de periodes.');
  }
  for (const [place, { source }] of provisional.entries())
    if (![...names, ...OTHER_SOURCES].includes(source))
      report(['provisional', place, 'source'], 'Hier hoort een stroom, indicators of profile.');
};

const reportTwice = (names: readonly string[], pathOf: (place: number) => PropertyKey[], report: Report): void => {
  for (const [place, name] of names.entries())
    if (names.indexOf(name) !== place) report(pathOf(place), 'Deze naam staat er twee keer.');
};

/** What is wrong with figures, and not with the design of the pilot. */
const FIGURE_FAULTS: readonly string[] = ['unit_is_twice_in_period', 'cell_is_missing'];

const reportPanel = ({ streams = [], periods = [], panel = [] }: Draft, report: Report): void => {
  for (const { stream } of streams) {
    const own = panel.filter((row) => row.stream === stream);
    if (own.length === 0) continue;
    const absent = periods.filter((period) => !own.some((row) => row.period === period));
    if (absent.length > 0) report(['panel'], `${stream}: er is geen enkele waarde in ${absent.join(', ')}.`);
    const reading = readPanel(own.map(cellOf));
    for (const { code, message } of 'problems' in reading ? reading.problems : [])
      if (FIGURE_FAULTS.includes(code)) report(['panel'], `${stream}: ${message}`);
  }
};

const reportPower = ({ power }: Draft, report: Report): void => {
  if (power === undefined) return;
  const answer = standardErrorOf(power.design);
  if ('refused' in answer) report(['power', 'design'], answer.message);
};

const reportWaterbed = ({ waterbed: asked }: Draft, report: Report): void => {
  if (asked === undefined || asked === null) return;
  const all = asked.baseline.reduce((sum, { weight }) => sum + weight, 0);
  if (Math.abs(all - 1) > 1e-9)
    report(['waterbed', 'baseline'], 'De gewichten van de basisperiodes zijn samen niet 1.');
};

const registerOf = ({ indicators: given }: Draft, faults: Fault[]): IndicatorRegister => {
  const reading = readIndicatorRegister(given?.register ?? STARTING_REGISTER);
  if ('register' in reading) return reading.register;
  faults.push(...reading.faults.map(({ path, message }) => ({ path: `indicators.register${path}`, message })));
  return new Map();
};
