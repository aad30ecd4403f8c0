/**
 * A pilot's quality score: a declared function of chosen indicators, exact, as text for `quality` of a case file.
 *
 * The parties declare, version and approve the function beforehand: which indicators, what value is worth nothing and what
 * value everything, and how much each weighs. The settlement gets the score as a given, with the worksheet of how it came
 * about. It is the one thing here that is no statistics: ratios throughout, nothing rounded.
 */
import * as z from 'zod';
import { compare, divide, larger, multiply, ONE, type Ratio, smaller, subtract, sum, ZERO } from '../money/ratio.ts';
import { printRatio, printRounded, readDecimal } from '../money/text.ts';
import type { Cohort } from '../pilot/case-rows.ts';
import { type Fault, pathText, readFields, readWith } from '../pilot/fault.ts';
import { rate, ratioNotNegative } from '../pilot/number-schema.ts';
import type { Indicator, IndicatorRegister, IndicatorValue } from './indicators.ts';

/** One part: from `zeroAt` (worth 0) to `oneAt` (worth 1) in a straight line, clamped; weights of all parts sum to 1. */
export interface ScorePart {
  readonly indicator: string;
  /** The version of the indicator's definition that was agreed. */
  readonly indicatorVersion: string;
  readonly weight: Ratio;
  readonly zeroAt: Ratio;
  readonly oneAt: Ratio;
  /** The smallest denominator with which the indicator counts; zero where none was agreed. */
  readonly atLeast: Ratio;
}

/** A declared score: its name and version, who approved it, and its parts. */
export interface ScoreDefinition {
  readonly name: string;
  readonly version: string;
  readonly approvedBy: readonly string[];
  readonly parts: readonly ScorePart[];
}

const text = z.string().trim().min(1).max(200);
const fields = { name: text, version: text, approvedBy: z.array(text), parts: z.array(z.unknown()).min(1) };
const part = z.strictObject({
  indicator: text,
  indicatorVersion: text,
  weight: rate,
  zeroAt: ratioNotNegative,
  oneAt: ratioNotNegative,
  atLeast: ratioNotNegative.default(ZERO),
});

/** Reads the declaration of a score against the register; every fault comes with its path. */
export const readScoreDefinition = (
  value: unknown,
  register: IndicatorRegister,
): { readonly definition: ScoreDefinition } | { readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const top = readFields(fields, value, [], faults);
  const parts = (top?.parts ?? []).map((each, place) => readWith(part, each, ['parts', place], faults));
  for (const [place, each] of parts.entries())
    if (each !== undefined) reportPart(each, register, (name, message) => faults.push(faultAt(place, name, message)));
  const codes = parts.map((each) => each?.indicator);
  for (const [place, code] of codes.entries())
    if (code !== undefined && codes.indexOf(code) !== place)
      faults.push(faultAt(place, 'indicator', 'Deze indicator telt al mee.'));
  const sound = parts.flatMap((each) => (each === undefined ? [] : [each]));
  if (faults.length === 0 && compare(sum(sound.map(({ weight }) => weight)), ONE) !== 0)
    faults.push({ path: 'parts', message: 'De gewichten zijn samen niet precies 1.' });
  const { name, version, approvedBy } = top ?? {};
  if (faults.length > 0 || name === undefined || version === undefined || approvedBy === undefined) return { faults };
  return { definition: { name, version, approvedBy, parts: sound } };
};

const faultAt = (place: number, name: string, message: string): Fault => ({
  path: pathText(['parts', place, name]),
  message,
});

const reportPart = (
  { indicator: code, indicatorVersion, zeroAt, oneAt }: ScorePart,
  register: IndicatorRegister,
  report: (name: string, message: string) => void,
): void => {
  const definition = register.get(code);
  if (definition === undefined) {
    report('indicator', 'Deze indicator staat niet in het register.');
    return;
  }
  if (definition.version !== indicatorVersion)
    report('indicatorVersion', `Het register heeft versie ${definition.version} van deze indicator.`);
  const rises = compare(zeroAt, oneAt);
  if (rises === 0) report('oneAt', 'De waarde die niets waard is en de waarde die alles waard is, zijn gelijk.');
  else if (rises < 0 !== (definition.direction === 'higher'))
    report('oneAt', `De richting is die van het register niet: ${DIRECTIONS[definition.direction]} is beter.`);
};

const DIRECTIONS = { higher: 'hoger', lower: 'lager' } as const;

export type ScoreRefusal =
  | 'score_must_be_approved_by_all_parties'
  | 'indicator_is_missing'
  | 'denominator_must_be_positive'
  | 'denominator_is_too_small';

/** How a line was made from the lines that it names. */
export type ScoreHow = 'given' | 'sum' | 'difference' | 'product' | 'quotient' | 'larger' | 'smaller';

/** A line of the worksheet: what it is in Dutch, how it was made, its exact value, and as shown with four decimals. */
export interface ScoreLine {
  readonly number: number;
  readonly label: string;
  readonly how: ScoreHow;
  readonly from: readonly number[];
  readonly value: string;
  readonly shown: string;
  /** For a delivered figure: where it comes from. */
  readonly source?: string;
}

/** The score from 0 to 1 as `n/d`, with its worksheet; or every reason why there is none. */
export type QualityScore =
  | {
      readonly score: string;
      readonly name: string;
      readonly version: string;
      readonly worksheet: readonly ScoreLine[];
    }
  | { readonly refusals: readonly { readonly refused: ScoreRefusal; readonly message: string }[] };

/** For whom and when the score is computed; `parties` are those that must have approved its declaration. */
export interface ScoreRequest {
  readonly cohort: Cohort;
  readonly period: string;
  readonly parties: readonly string[];
}

/** Computes a score from delivered values; values of one indicator, cohort and period add up. */
export const qualityScore = (
  definition: ScoreDefinition,
  register: IndicatorRegister,
  values: readonly IndicatorValue[],
  request: ScoreRequest,
): QualityScore => {
  const figures = definition.parts.map((each) => figureOf(each, register, values, request));
  const unapproved = request.parties.filter((party) => !definition.approvedBy.includes(party));
  const refusals = [
    ...(unapproved.length > 0 ? [notApproved(definition, unapproved)] : []),
    ...figures.flatMap((figure) => ('refused' in figure ? [figure] : [])),
  ];
  if (refusals.length > 0) return { refusals };
  const sheet: ScoreLine[] = [];
  const sound = figures.flatMap((figure) => ('refused' in figure ? [] : [figure]));
  const parts = sound.map((figure) => writePart(sheet, figure));
  const score = write(sheet, 'Kwaliteitsscore', 'sum', parts, sum(parts.map(({ value }) => value)));
  if (compare(score.value, ZERO) < 0 || compare(score.value, ONE) > 0)
    throw new Error('A quality score left the range from 0 to 1.');
  const { name, version } = definition;
  return { score: printRatio(score.value), name, version, worksheet: sheet };
};

const notApproved = ({ name, version }: ScoreDefinition, parties: readonly string[]) => ({
  refused: 'score_must_be_approved_by_all_parties' as const,
  message: `${name}, versie ${version}, is niet goedgekeurd door ${parties.join(', ')}.`,
});

interface Figure {
  readonly part: ScorePart;
  readonly definition: Indicator;
  readonly numerator: Ratio;
  readonly denominator: Ratio;
  readonly source: string;
}

const figureOf = (
  each: ScorePart,
  register: IndicatorRegister,
  values: readonly IndicatorValue[],
  { cohort, period }: ScoreRequest,
): Figure | { readonly refused: ScoreRefusal; readonly message: string } => {
  const definition = register.get(each.indicator);
  if (definition === undefined) throw new Error('A part of a score passed its checks without an indicator.');
  const own = values.filter(
    (value) => value.indicator === each.indicator && value.cohort === cohort && value.period === period,
  );
  if (own.length === 0)
    return {
      refused: 'indicator_is_missing',
      message: `${definition.name}: over ${period} is niets geleverd. Ontbreekt is niet nul.`,
    };
  const denominator = sum(own.map((value) => exactly(value.denominator)));
  if (compare(denominator, ZERO) <= 0)
    return {
      refused: 'denominator_must_be_positive',
      message: `${definition.name}: de noemer is niet groter dan nul.`,
    };
  if (compare(denominator, each.atLeast) < 0)
    return {
      refused: 'denominator_is_too_small',
      message: `${definition.name}: de noemer is kleiner dan de afgesproken ${printRounded(each.atLeast, 0)}.`,
    };
  const source = [...new Set(own.map((value) => value.source))].join('; ');
  return { part: each, definition, numerator: sum(own.map((value) => exactly(value.numerator))), denominator, source };
};

/** A delivered decimal; a delivery with any other text was not accepted. */
const exactly = (decimal: string): Ratio => {
  const value = readDecimal(decimal);
  if (value === null) throw new Error('An indicator was accepted with a figure that is no decimal.');
  return value;
};

interface Written {
  readonly number: number;
  readonly value: Ratio;
}

const write = (
  sheet: ScoreLine[],
  label: string,
  how: ScoreHow,
  from: readonly Written[],
  value: Ratio,
  source?: string,
): Written => {
  const number = sheet.length + 1;
  const line = { number, label, how, from: from.map((each) => each.number), value: printRatio(value) };
  const shown = printRounded(value, 4);
  sheet.push(source === undefined ? { ...line, shown } : { ...line, shown, source });
  return { number, value };
};

/** The lines of one part: its value, how far that is on the way from zero to one, and what it adds. */
const writePart = (
  sheet: ScoreLine[],
  { part: agreed, definition, numerator, denominator, source }: Figure,
): Written => {
  const { name } = definition;
  const line = (label: string, how: ScoreHow, from: readonly Written[], value: Ratio) =>
    write(sheet, `${name}: ${label}`, how, from, value);
  const teller = write(sheet, `${name}: teller`, 'given', [], numerator, source);
  const noemer = write(sheet, `${name}: noemer`, 'given', [], denominator, source);
  const value = line('waarde', 'quotient', [teller, noemer], divide(teller.value, noemer.value));
  const zero = line('waarde die 0 oplevert', 'given', [], agreed.zeroAt);
  const one = line('waarde die 1 oplevert', 'given', [], agreed.oneAt);
  const way = line('afgelegd', 'difference', [value, zero], subtract(value.value, zero.value));
  const whole = line('hele weg', 'difference', [one, zero], subtract(one.value, zero.value));
  const share = line('deel van de weg', 'quotient', [way, whole], divide(way.value, whole.value));
  const least = line('ondergrens', 'given', [], ZERO);
  const most = line('bovengrens', 'given', [], ONE);
  const raised = line('ten minste de ondergrens', 'larger', [share, least], larger(share.value, ZERO));
  const bounded = line('ten hoogste de bovengrens', 'smaller', [raised, most], smaller(raised.value, ONE));
  const weight = line('gewicht', 'given', [], agreed.weight);
  return line('bijdrage', 'product', [bounded, weight], multiply(bounded.value, weight.value));
};
