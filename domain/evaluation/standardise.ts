/**
 * Rates that can be compared although the populations differ in sex and age.
 *
 * Direct: every stratum's own rate at the mix of a standard population, with limits for a weighted sum of Poisson counts
 * (Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 1991;10:457–462) from Byar's limits of the count, as the
 * Fingertips technical guidance of OHID has it. Indirect: what was observed over what the rates of a reference would give,
 * the form of the standardised mortality ratio (Breslow and Day, 1987, section 2.3). Below ten events no directly
 * standardised rate is given (Morris, Tan, Fryers and Bestwick, Population Health Metrics 2018;16:19).
 */
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import type { Problem } from '../delivery/findings/problem.ts';
import { byarLimits, FEWEST_EVENTS, type Limits } from './limits.ts';

/** One stratum of one area: events and population in it, and the size of the stratum in the standard population. */
export interface AreaStratum {
  readonly area: string;
  readonly stratum: string;
  readonly count: number;
  readonly population: number;
  readonly standard: number;
  /** The line of the file, for messages. */
  readonly line: number;
}

export type StandardiseRefusal = 'events_must_be_ten_or_more' | 'population_must_be_positive' | 'stratum_is_missing';

/** The rate of an area, events per 1 of population, with 95 % limits; or why there is none, as a rule and in words. */
export type AreaRate =
  | ({ readonly area: string; readonly rate: number } & Limits)
  | { readonly area: string; readonly refused: StandardiseRefusal; readonly message: string };

export type Standardised = { readonly areas: readonly AreaRate[] } | { readonly problems: readonly Problem[] };

/** Directly standardised rates, areas in the order of the rows; rows that contradict each other refuse the whole. */
export const standardiseDirectly = (rows: readonly AreaStratum[]): Standardised => {
  const problems = [...rows.flatMap(negativeFigures), ...contradictions(rows)];
  if (problems.length > 0) return { problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
  const standard = new Map(rows.map((row) => [row.stratum, row.standard]));
  if (![...standard.values()].some((size) => size > 0)) return { problems: [standardIsEmpty] };
  const areas = Map.groupBy(rows, ({ area }) => area);
  return { areas: [...areas].map(([area, own]) => areaRate(area, own, standard)) };
};

const areaRate = (area: string, rows: readonly AreaStratum[], standard: ReadonlyMap<string, number>): AreaRate => {
  const refused = refusalOf(rows, standard);
  if (refused !== null) return { area, ...refused };
  const weightOfAll = rows.reduce((all, row) => all + row.standard, 0);
  const events = eventsOf(rows);
  // A stratum that the standard population does not have weighs nothing, even where the area has nobody in it.
  const weighing = rows.filter((row) => row.standard > 0);
  const rate = weighing.reduce((all, row) => all + (row.standard * row.count) / row.population, 0) / weightOfAll;
  const squares = weighing.reduce((all, row) => all + row.count * (row.standard / row.population) ** 2, 0);
  const perEvent = Math.sqrt(squares / events) / weightOfAll;
  const { low, high } = byarLimits(events);
  return { area, rate, low: rate + perEvent * (low - events), high: rate + perEvent * (high - events) };
};

const eventsOf = (rows: readonly AreaStratum[]): number =>
  rows.reduce((all, { count, standard }) => all + (standard > 0 ? count : 0), 0);

const refusalOf = (rows: readonly AreaStratum[], standard: ReadonlyMap<string, number>) => {
  const own = new Set(rows.map(({ stratum }) => stratum));
  const missing = [...standard.keys()].filter((stratum) => !own.has(stratum));
  if (missing.length > 0)
    return refusal('stratum_is_missing', `Voor dit gebied ontbreekt: ${missing.join(', ')}. Ontbreekt is niet nul.`);
  const empty = rows.filter((row) => row.standard > 0 && row.population === 0).map(({ stratum }) => stratum);
  if (empty.length > 0)
    return refusal(
      'population_must_be_positive',
      `Zonder bevolking is er geen cijfer: ${empty.join(', ')}. Voeg klassen samen tot elke klasse bevolking heeft.`,
    );
  const events = eventsOf(rows);
  if (events >= FEWEST_EVENTS) return null;
  return tooFewEvents(events);
};

const refusal = <R extends string>(refused: R, message: string) => ({ refused, message });

const tooFewEvents = (events: number) =>
  refusal(
    'events_must_be_ten_or_more',
    `Er zijn ${dutchNumber(`${events}`)} gebeurtenissen; onder de tien zegt een gestandaardiseerd cijfer niets. Neem jaren of gebieden samen.`,
  );

const negativeFigures = (row: AreaStratum): Problem[] =>
  (['count', 'population', 'standard'] as const)
    .filter((name) => row[name] < 0)
    .map((name) => ({
      code: 'number_must_not_be_negative',
      line: row.line,
      column: null,
      message: `${name}: dit getal is negatief. Een aantal is nul of meer.`,
    }));

/** A stratum twice in an area, and a stratum with another size in the standard population than before. */
const contradictions = (rows: readonly AreaStratum[]): Problem[] => {
  const cells = new Map<string, number>();
  const standard = new Map<string, AreaStratum>();
  const problems: Problem[] = [];
  for (const row of rows) {
    const cell = JSON.stringify([row.area, row.stratum]);
    const [before, first] = [cells.get(cell), standard.get(row.stratum)];
    if (before !== undefined) problems.push(stratumTwice(row, before));
    if (first !== undefined && first.standard !== row.standard) problems.push(otherStandard(row, first));
    cells.set(cell, row.line);
    standard.set(row.stratum, first ?? row);
  }
  return problems;
};

const stratumTwice = ({ area, stratum, line }: AreaStratum, before: number): Problem => ({
  code: 'stratum_is_twice',
  line,
  column: null,
  message: `${area} heeft ${stratum} ook al op regel ${before}. Een klasse staat per gebied één keer; tel de rijen op of verwijder er een.`,
});

const otherStandard = ({ stratum, line }: AreaStratum, first: AreaStratum): Problem => ({
  code: 'standard_population_differs',
  line,
  column: null,
  message: `De standaardbevolking van ${stratum} is hier anders dan op regel ${first.line}. Vergelijken kan alleen met één standaardbevolking.`,
});

const standardIsEmpty: Problem = {
  code: 'standard_population_is_empty',
  line: null,
  column: null,
  message: 'De standaardbevolking is in elke klasse nul. Zonder standaardbevolking is er niets om mee te vergelijken.',
};

/** One stratum of the study population beside the same stratum of a reference. */
export interface ReferredStratum {
  readonly stratum: string;
  readonly count: number;
  readonly population: number;
  readonly referenceCount: number;
  readonly referencePopulation: number;
}

export type IndirectRefusal =
  | 'reference_population_must_be_positive'
  | 'population_must_be_positive'
  | 'expected_must_be_positive'
  | 'events_must_be_ten_or_more';

/** What was observed, what the rates of the reference would give, and their ratio with 95 % limits; or why not. */
export type IndirectRatio =
  | ({ readonly observed: number; readonly expected: number; readonly ratio: number } & Limits)
  | { readonly refused: IndirectRefusal; readonly message: string };

/** The indirectly standardised ratio: 1 where the rates are those of the reference. Figures are zero or more. */
export const standardiseIndirectly = (strata: readonly ReferredStratum[]): IndirectRatio => {
  const populated = strata.filter(({ population }) => population > 0);
  const observed = strata.reduce((all, { count }) => all + count, 0);
  const expected = populated.reduce(
    (all, each) => all + (each.population * each.referenceCount) / (each.referencePopulation || 1),
    0,
  );
  const refused = indirectRefusal(strata, observed, expected);
  if (refused !== null) return refused;
  const { low, high } = byarLimits(observed);
  return { observed, expected, ratio: observed / expected, low: low / expected, high: high / expected };
};

const indirectRefusal = (strata: readonly ReferredStratum[], observed: number, expected: number) => {
  const named = (wrong: (each: ReferredStratum) => boolean) =>
    strata
      .filter(wrong)
      .map(({ stratum }) => stratum)
      .join(', ');
  const empty = named((each) => each.count > 0 && each.population === 0);
  if (empty !== '') return refusal('population_must_be_positive', `Er zijn gebeurtenissen zonder bevolking: ${empty}.`);
  const unreferred = named((each) => each.population > 0 && each.referencePopulation === 0);
  if (unreferred !== '')
    return refusal('reference_population_must_be_positive', `De referentie heeft geen bevolking in ${unreferred}.`);
  if (expected === 0)
    return refusal('expected_must_be_positive', 'De referentie geeft geen enkele verwachte gebeurtenis.');
  return observed < FEWEST_EVENTS ? tooFewEvents(observed) : null;
};
