/**
 * The neighbourhood profile (wijkgezondheidsprofiel): an area beside its region, subject by subject.
 *
 * Each indicator stands with its 95 % limits, its place among the areas of the region, whether it differs from the region,
 * and what changed since the period before. Subjects are modules, so that each quarter can zoom in on one of them.
 *
 * Limits: Wilson for a part of a whole, Byar for events; a difference between two periods from the limits of both
 * (`limits.ts`). An amount, such as cost per inhabitant, has no limits of its own: its place says how far areas lie apart.
 */
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { countLimits, differenceLimits, type Estimate, type Limits, proportionLimits } from './limits.ts';

/** One figure of one area: numerator over denominator. */
export interface ProfileRow {
  readonly module: string;
  readonly indicator: string;
  readonly area: string;
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** What an indicator of a profile is. `per` multiplies the figure for showing (100 for a percentage, 1 for euro). */
export interface ProfileIndicator {
  readonly indicator: string;
  readonly name: string;
  readonly kind: 'proportion' | 'rate' | 'amount';
  readonly per: number;
  readonly unit: string;
}

/** Which area, in which region (its areas, the area itself among them), when, and which modules; all without a choice. */
export interface ProfileQuestion {
  readonly area: string;
  readonly region: readonly string[];
  readonly period: string;
  /** The period before, of which the change is taken; `null` for a first profile. */
  readonly previous: string | null;
  readonly modules?: readonly string[];
}

/** A figure as it is shown: times `per`, with limits where its kind has them. */
export interface ProfileFigure {
  readonly value: number;
  readonly limits: Limits | null;
}

/** The place among the areas with a figure, 1 for the highest; equal figures share a place. */
export interface Rank {
  readonly place: number;
  readonly of: number;
}

export type Shown = 'higher' | 'lower' | 'notShown';

/** The change since the period before, times `per`; `shown` says whether its limits exclude zero. */
export interface ProfileChange {
  readonly previous: ProfileFigure;
  readonly change: number;
  readonly limits: Limits | null;
  readonly shown: Shown;
}

export type ProfileRefusal =
  | 'indicator_is_unknown'
  | 'area_is_missing'
  | 'row_is_twice'
  | 'denominator_must_be_positive'
  | 'numerator_must_not_be_negative'
  | 'numerator_exceeds_denominator';

/** One indicator of the profile, or why the area has none. */
export type ProfileLine = { readonly indicator: string; readonly name: string } & (
  | {
      readonly unit: string;
      readonly area: ProfileFigure;
      readonly region: ProfileFigure;
      /** Against the region: shown only where the limits of the area exclude the figure of the region. */
      readonly against: Shown;
      readonly rank: Rank;
      readonly change: ProfileChange | null;
    }
  | { readonly refused: ProfileRefusal; readonly message: string }
);

export interface ProfileModule {
  readonly module: string;
  readonly lines: readonly ProfileLine[];
}

/** The profile: its modules in the order met, what changed in words, and areas of the region that could not be counted. */
export interface Profile {
  readonly area: string;
  readonly period: string;
  readonly modules: readonly ProfileModule[];
  readonly changed: readonly string[];
  readonly notCounted: readonly string[];
}

/** The profile of an area from rows of any number of areas and periods. */
export const profileOf = (
  rows: readonly ProfileRow[],
  indicators: readonly ProfileIndicator[],
  question: ProfileQuestion,
): Profile => {
  const asked = rows.filter(({ module }) => question.modules?.includes(module) ?? true);
  const known = new Map(indicators.map((each) => [each.indicator, each]));
  const modules = [...Map.groupBy(asked, ({ module }) => module)].map(([module, own]): ProfileModule => {
    const names = [...new Set(own.map(({ indicator }) => indicator))];
    const lines = names.map((name) =>
      lineOf(
        own.filter(({ indicator }) => indicator === name),
        name,
        known,
        question,
      ),
    );
    return { module, lines };
  });
  const changed = modules.flatMap(({ lines }) => lines.flatMap((line) => changeInWords(line, known, question)));
  const notCounted = uncounted(asked, known, question);
  return { area: question.area, period: question.period, modules, changed, notCounted };
};

const lineOf = (
  rows: readonly ProfileRow[],
  name: string,
  known: ReadonlyMap<string, ProfileIndicator>,
  question: ProfileQuestion,
): ProfileLine => {
  const definition = known.get(name);
  const refuse = (refused: ProfileRefusal, message: string): ProfileLine => ({
    indicator: name,
    name: definition?.name ?? name,
    refused,
    message,
  });
  if (definition === undefined) return refuse('indicator_is_unknown', `Van ${name} is niet bekend wat het is.`);
  const now = rows.filter(({ period }) => period === question.period);
  const own = now.filter(({ area }) => area === question.area);
  const [row] = own;
  if (row === undefined)
    return refuse('area_is_missing', `Voor ${question.area} is over ${question.period} niets bekend.`);
  if (own.length > 1) return refuse('row_is_twice', `${question.area} staat er over ${question.period} twee keer.`);
  const fault = faultOf(row, definition);
  if (fault !== null) return refuse(fault, `${question.area}: ${FAULTS[fault]}`);
  const counted = countable(now, definition, question);
  const area = figureOf(row, definition);
  const region = figureOf(totalOf(counted, row), definition);
  const rank = rankOf(counted, row);
  const change = changeOf(rows, row, definition, question);
  return {
    indicator: name,
    name: definition.name,
    unit: definition.unit,
    area,
    region,
    against: against(area, region),
    rank,
    change,
  };
};

type FigureFault = 'denominator_must_be_positive' | 'numerator_must_not_be_negative' | 'numerator_exceeds_denominator';

const FAULTS: Readonly<Record<FigureFault, string>> = {
  denominator_must_be_positive: 'de noemer is niet groter dan nul.',
  numerator_must_not_be_negative: 'de teller is negatief.',
  numerator_exceeds_denominator: 'de teller is groter dan de noemer.',
};

const faultOf = ({ numerator, denominator }: ProfileRow, { kind }: ProfileIndicator): FigureFault | null => {
  if (!(denominator > 0)) return 'denominator_must_be_positive';
  if (numerator < 0 && kind !== 'amount') return 'numerator_must_not_be_negative';
  return numerator > denominator && kind === 'proportion' ? 'numerator_exceeds_denominator' : null;
};

/** The rows of areas of the region that have a sound figure, each area once. */
const countable = (
  rows: readonly ProfileRow[],
  definition: ProfileIndicator,
  { region }: ProfileQuestion,
): readonly ProfileRow[] => {
  const sound = rows.filter((row) => region.includes(row.area) && faultOf(row, definition) === null);
  return [...Map.groupBy(sound, ({ area }) => area).values()].flatMap((own) => (own.length === 1 ? own : []));
};

/** What stands in the region but not in its figure, so that a region is never smaller in silence. */
const uncounted = (
  rows: readonly ProfileRow[],
  known: ReadonlyMap<string, ProfileIndicator>,
  question: ProfileQuestion,
): string[] =>
  [...Map.groupBy(rows, ({ indicator }) => indicator)].flatMap(([name, all]) => {
    const definition = known.get(name);
    if (definition === undefined) return [];
    const now = all.filter(({ period }) => period === question.period);
    const there = new Set(countable(now, definition, question).map(({ area }) => area));
    const absent = question.region.filter((area) => !there.has(area)).sort(codeUnitOrder);
    return absent.length === 0 ? [] : [`${definition.name}: niet meegeteld ${absent.join(', ')}.`];
  });

const totalOf = (rows: readonly ProfileRow[], own: ProfileRow): ProfileRow => ({
  ...own,
  numerator: rows.reduce((all, { numerator }) => all + numerator, 0),
  denominator: rows.reduce((all, { denominator }) => all + denominator, 0),
});

const estimateOf = ({ numerator, denominator }: ProfileRow, kind: ProfileIndicator['kind']): Estimate | null => {
  const value = numerator / denominator;
  if (kind === 'amount') return null;
  if (kind === 'proportion') return { value, ...proportionLimits(numerator, denominator) };
  const { low, high } = countLimits(numerator);
  return { value, low: low / denominator, high: high / denominator };
};

const figureOf = (row: ProfileRow, { kind, per }: ProfileIndicator): ProfileFigure => {
  const estimate = estimateOf(row, kind);
  const limits = estimate === null ? null : { low: estimate.low * per, high: estimate.high * per };
  return { value: (row.numerator / row.denominator) * per, limits };
};

const against = ({ limits }: ProfileFigure, { value }: ProfileFigure): Shown => {
  if (limits === null) return 'notShown';
  return limits.low > value ? 'higher' : limits.high < value ? 'lower' : 'notShown';
};

const rankOf = (rows: readonly ProfileRow[], own: ProfileRow): Rank => {
  const value = own.numerator / own.denominator;
  const higher = rows.filter(({ numerator, denominator }) => numerator / denominator > value).length;
  return { place: higher + 1, of: rows.length };
};

const changeOf = (
  rows: readonly ProfileRow[],
  row: ProfileRow,
  definition: ProfileIndicator,
  { area, previous }: ProfileQuestion,
): ProfileChange | null => {
  const [before, ...others] = rows.filter((each) => each.area === area && each.period === previous);
  if (before === undefined || others.length > 0 || faultOf(before, definition) !== null) return null;
  const { kind, per } = definition;
  const [now, then] = [estimateOf(row, kind), estimateOf(before, kind)];
  const previousFigure = figureOf(before, definition);
  const change = figureOf(row, definition).value - previousFigure.value;
  if (now === null || then === null) return { previous: previousFigure, change, limits: null, shown: 'notShown' };
  const { low, high } = differenceLimits(now, then);
  const shown = low > 0 ? 'higher' : high < 0 ? 'lower' : 'notShown';
  return { previous: previousFigure, change, limits: { low: low * per, high: high * per }, shown };
};

const DIRECTIONS = { higher: 'steeg', lower: 'daalde' } as const;

const changeInWords = (
  line: ProfileLine,
  known: ReadonlyMap<string, ProfileIndicator>,
  { previous, period }: ProfileQuestion,
): string[] => {
  if (!('change' in line) || line.change === null || line.change.shown === 'notShown') return [];
  const shownOf = (value: number) => `${dutchNumber(value.toFixed(1))} ${known.get(line.indicator)?.unit ?? ''}`.trim();
  const [from, to] = [shownOf(line.change.previous.value), shownOf(line.area.value)];
  return [`${line.name} ${DIRECTIONS[line.change.shown]} van ${from} (${previous}) naar ${to} (${period}).`];
};
