/**
 * A panel: one figure for every area in every period, some areas treated from one moment on. It is what
 * difference-in-differences, synthetic control and synthetic difference-in-differences start from.
 *
 * Those methods assume one start for all treated areas, areas that are never treated, and at least two periods before. A
 * panel that breaks an assumption, or has a hole in it, is refused with the fact; nothing is filled in.
 */
import type { Problem } from '../delivery/findings/problem.ts';
import { codeUnitOrder } from '../pilot/terms.ts';

/**
 * The figure of one area in one period. `treated` is 1 in the periods in which the area is treated and 0 in all others;
 * `population` is what the area weighs in an average, or null; `line` is that of a file, or null.
 */
export interface PanelCell {
  readonly unit: string;
  readonly period: string;
  readonly value: number;
  readonly treated: number;
  readonly population: number | null;
  readonly line: number | null;
}

/** A whole panel: areas in code-unit order, so that the order of a file makes no difference, and periods in that of time. */
export interface Panel {
  readonly units: readonly string[];
  readonly periods: readonly string[];
  /** By place of the area, then of the period. */
  readonly values: readonly Float64Array[];
  /** The places of the treated areas and of the others, the controls. */
  readonly treated: readonly number[];
  readonly controls: readonly number[];
  /** The place of the first treated period, which is also the number of periods before. */
  readonly start: number;
  /** What each area weighs in an average: its mean population over the periods before, or 1 where none was given. */
  readonly weights: readonly number[];
}

export type PanelReading = { readonly panel: Panel } | { readonly problems: readonly Problem[] };

const FEWEST_PERIODS_BEFORE = 2;

/** Makes a panel of cells in any order, or answers with every fact that the methods cannot do with. */
export const readPanel = (cells: readonly PanelCell[]): PanelReading => {
  const faults = cells.flatMap(cellFaults);
  const grid = gridOf(cells);
  const problems = [...faults, ...twice(cells), ...missing(grid)];
  if (problems.length > 0) return { problems };
  const timing = timingOf(grid);
  return 'problems' in timing ? timing : { panel: { ...panelOf(grid), ...timing } };
};

/** The cells by area and period. */
interface Grid {
  readonly units: readonly string[];
  readonly periods: readonly string[];
  readonly cells: readonly (readonly (PanelCell | undefined)[])[];
}

const gridOf = (cells: readonly PanelCell[]): Grid => {
  const units = [...new Set(cells.map(({ unit }) => unit))].sort(codeUnitOrder);
  const periods = inTime([...new Set(cells.map(({ period }) => period))]);
  const byName = new Map(cells.map((cell) => [idOf(cell), cell]));
  const at = (unit: string, period: string) => byName.get(idOf({ unit, period }));
  return { units, periods, cells: units.map((unit) => periods.map((period) => at(unit, period))) };
};

const idOf = ({ unit, period }: Pick<PanelCell, 'unit' | 'period'>): string => JSON.stringify([unit, period]);

/** Periods that are numbers go by their size; others as text in which `t2` comes before `t10`. */
const inTime = (periods: readonly string[]): string[] => {
  const areNumbers = periods.every((period) => period !== '' && Number.isFinite(Number(period)));
  const natural = new Intl.Collator('en', { numeric: true });
  const byText = (a: string, b: string) => natural.compare(a, b) || codeUnitOrder(a, b);
  return [...periods].sort(areNumbers ? (a, b) => Number(a) - Number(b) || codeUnitOrder(a, b) : byText);
};

const panelOf = ({ units, periods, cells }: Grid): Omit<Panel, 'treated' | 'controls' | 'start' | 'weights'> => ({
  units,
  periods,
  values: cells.map((row) => Float64Array.from(row, (cell) => cell?.value ?? 0)),
});

/** Who is treated, from when, and what each area weighs; or why that is not one start with areas that stay untreated. */
const timingOf = (grid: Grid): Pick<Panel, 'treated' | 'controls' | 'start' | 'weights'> | { problems: Problem[] } => {
  const starts = grid.cells.map((row) => row.findIndex((cell) => cell?.treated === 1));
  const places = [...starts.keys()];
  const [treated, controls] = [places.filter((place) => starts[place] !== -1), places.filter((p) => starts[p] === -1)];
  const start = starts[treated[0] ?? -1] ?? 0;
  const problems = [...whoIsTreated(treated, controls), ...ended(grid, starts), ...staggered(grid, starts)];
  if (treated.length > 0 && start < FEWEST_PERIODS_BEFORE) problems.push(tooFewBefore(grid.periods, start));
  if (problems.length > 0) return { problems };
  return { treated, controls, start, weights: grid.cells.map((row) => meanPopulation(row.slice(0, start))) };
};

/** Only the periods before: the size of a population afterwards may itself be an effect. */
const meanPopulation = (before: readonly (PanelCell | undefined)[]): number =>
  before.reduce((sum, cell) => sum + (cell?.population ?? 1), 0) / before.length;

const problemAt = (line: number | null, code: string, message: string): Problem => ({
  code,
  line,
  column: null,
  message,
});

const cellFaults = ({ unit, period, value, treated, population, line }: PanelCell): Problem[] => {
  const where = `${unit}, ${period}`;
  const faults: Problem[] = [];
  if (!Number.isFinite(value))
    faults.push(problemAt(line, 'value_must_be_a_number', `${where}: de waarde is geen getal.`));
  if (treated !== 0 && treated !== 1)
    faults.push(
      problemAt(line, 'treated_must_be_0_or_1', `${where}: behandeld is ${treated}; het is 0 (nee) of 1 (ja).`),
    );
  if (population !== null && !(population > 0 && Number.isFinite(population)))
    faults.push(
      problemAt(
        line,
        'population_must_be_positive',
        `${where}: de bevolking is ${population}. Een gebied zonder bevolking heeft geen gemiddelde; laat het hele gebied weg.`,
      ),
    );
  return faults;
};

const twice = (cells: readonly PanelCell[]): Problem[] => {
  const first = new Map<string, PanelCell>();
  return cells.flatMap((cell) => {
    const earlier = first.get(idOf(cell));
    if (earlier === undefined) first.set(idOf(cell), cell);
    if (earlier === undefined) return [];
    const place = earlier.line === null ? 'eerder' : `ook op regel ${earlier.line}`;
    const message = `${cell.unit} staat ${place} in ${cell.period}. Een gebied staat één keer in een periode.`;
    return [problemAt(cell.line, 'unit_is_twice_in_period', message)];
  });
};

const missing = ({ units, periods, cells }: Grid): Problem[] =>
  cells.flatMap((row, place) => {
    const absent = periods.filter((_, at) => row[at] === undefined);
    if (absent.length === 0) return [];
    const message = `${units[place]}: er is geen waarde in ${absent.join(', ')}. Ontbreekt is niet nul: vul aan, of laat dit gebied of deze periodes weg.`;
    return [problemAt(null, 'cell_is_missing', message)];
  });

const whoIsTreated = (treated: readonly number[], controls: readonly number[]): Problem[] => {
  if (treated.length === 0)
    return [problemAt(null, 'no_unit_is_treated', 'Geen enkel gebied is behandeld: er is geen effect om te schatten.')];
  if (controls.length > 0) return [];
  const message = 'Elk gebied is behandeld: er is geen gebied om mee te vergelijken.';
  return [problemAt(null, 'no_unit_is_untreated', message)];
};

const ended = ({ units, periods, cells }: Grid, starts: readonly number[]): Problem[] =>
  cells.flatMap((row, place) => {
    const start = starts[place] ?? -1;
    const end = start < 0 ? -1 : row.findIndex((cell, at) => at > start && cell?.treated === 0);
    if (end < 0) return [];
    const message = `${units[place]} is behandeld vanaf ${periods[start]}, maar in ${periods[end]} niet meer. Deze methoden gaan uit van een behandeling die blijft.`;
    return [problemAt(row[end]?.line ?? null, 'treatment_must_last', message)];
  });

const staggered = ({ units, periods }: Grid, starts: readonly number[]): Problem[] => {
  const byStart = Map.groupBy(
    units.filter((_, place) => starts[place] !== -1),
    (unit) => starts[units.indexOf(unit)] ?? 0,
  );
  if (byStart.size < 2) return [];
  const who = [...byStart]
    .sort(([a], [b]) => a - b)
    .map(([start, names]) => `${names.join(', ')} in ${periods[start]}`);
  const message = `De behandeling begint niet overal tegelijk: ${who.join('; ')}. Deze methoden gaan uit van één begin; schat elk begin apart, zonder de andere behandelde gebieden.`;
  return [problemAt(null, 'treatment_must_start_at_once', message)];
};

const tooFewBefore = (periods: readonly string[], start: number): Problem => {
  const met = start === 1 ? 'is er maar één periode' : 'zijn er geen periodes';
  const hint = start === 0 ? ' Behandeld is 1 alleen in de periodes waarin het gebied meedoet.' : '';
  const message = `Voor het begin in ${periods[start]} ${met}. Nodig zijn er ten minste ${FEWEST_PERIODS_BEFORE}.${hint}`;
  return problemAt(null, 'too_few_periods_before', message);
};
