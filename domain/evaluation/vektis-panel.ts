/**
 * A panel from Vektis open data: Zvw costs per insured year in every municipality and year, at the sex and age mix of the
 * pilot in the years before, weighed by insured years.
 *
 * The mix stays the same over the years, so that ageing does not count as an effect. Vektis leaves out cells of fewer than
 * ten insured; a municipality that lacks a cell has no standardised cost and stays out, by name.
 */
import { nearestNames } from '../delivery/findings/nearest-names.ts';
import type { VektisFile, VektisRow } from '../delivery/open-data/vektis.ts';
import { numberOf } from './floating.ts';
import { type Panel, type PanelCell, readPanel } from './panel.ts';
import { municipalitiesIn } from './rehearsal-cases.ts';
import { type CostStratum, standardiseCost } from './standardised-cost.ts';

/** The pilot municipalities, in capitals as Vektis writes them, and the first year with the pilot. */
export interface VektisPanelRequest {
  readonly pilot: readonly string[];
  readonly start: string;
}

/** The panel in euro per insured year, with the municipalities that stay out of it; or every refusal, in Dutch. */
export type VektisPanel =
  | { readonly panel: Panel; readonly leftOut: readonly string[] }
  | { readonly refusals: readonly string[] };

/** Makes the panel of the municipalities that occur in all files, which are given by year. */
export const vektisPanel = (request: VektisPanelRequest, files: ReadonlyMap<string, VektisFile>): VektisPanel => {
  const names = municipalitiesIn([...files.values()]);
  const unknown = request.pilot.filter((name) => !names.includes(name));
  if (unknown.length > 0) return { refusals: unknown.map((name) => isUnknown(name, names)) };
  const years = [...files].map(([year, { rows }]) => ({ year, byName: strataByName(rows) }));
  const mix = pilotMix(
    request.pilot,
    years.filter(({ year }) => year < request.start).map(({ byName }) => byName),
  );
  const areas = names.map((name) => ({ name, cells: years.flatMap((each) => cellOf(request, mix, name, each)) }));
  const whole = areas.filter(({ cells }) => cells.length === years.length);
  const leftOut = areas.filter(({ cells }) => cells.length < years.length).map(({ name }) => name);
  const without = request.pilot.filter((name) => leftOut.includes(name));
  if (without.length > 0) return { refusals: without.map(isIncomplete) };
  const reading = readPanel(whole.flatMap(({ cells }) => cells));
  if ('problems' in reading) return { refusals: reading.problems.map(({ message }) => message) };
  return { panel: reading.panel, leftOut };
};

type Strata = ReadonlyMap<string, readonly CostStratum[]>;

interface Year {
  readonly year: string;
  readonly byName: Strata;
}

const strataByName = (rows: readonly VektisRow[]): Strata => {
  const byName = new Map<string, CostStratum[]>();
  for (const row of rows) {
    const strata = byName.get(row.municipality) ?? [];
    if (strata.length === 0) byName.set(row.municipality, strata);
    strata.push(stratumOf(row));
  }
  return byName;
};

const MONTHS = 12;

const stratumOf = ({ sex, ageBand, insuredYears, cost }: VektisRow): CostStratum => ({
  stratum: JSON.stringify([sex, ageBand]),
  months: MONTHS * numberOf(insuredYears),
  cost: numberOf(cost),
  persons: null,
  sumOfSquares: null,
});

/** The member-months of the pilot by stratum, all years before together. */
const pilotMix = (pilot: readonly string[], before: readonly Strata[]): ReadonlyMap<string, number> => {
  const mix = new Map<string, number>();
  for (const byName of before)
    for (const { stratum, months } of pilot.flatMap((name) => byName.get(name) ?? []))
      mix.set(stratum, (mix.get(stratum) ?? 0) + months);
  return mix;
};

/** The cell of one municipality in one year; none where its cost at this mix is not known. */
const cellOf = (
  { pilot, start }: VektisPanelRequest,
  mix: ReadonlyMap<string, number>,
  name: string,
  { year, byName }: Year,
): PanelCell[] => {
  const strata = byName.get(name) ?? [];
  const cost = standardiseCost(strata, mix);
  if ('refused' in cost) return [];
  const population = strata.reduce((sum, { months }) => sum + months / MONTHS, 0);
  const treated = pilot.includes(name) && year >= start ? 1 : 0;
  return [{ unit: name, period: year, value: MONTHS * cost.costPerMonth, treated, population, line: null }];
};

const isUnknown = (name: string, names: readonly string[]): string =>
  `De gemeente ${name} komt niet in alle jaren voor. Namen die erop lijken: ${nearestNames(name, names).join(', ')}.`;

const isIncomplete = (name: string): string =>
  `${name}: in een van de jaren ontbreekt een leeftijdsklasse, omdat Vektis kleine cellen weglaat. Deze gemeente heeft dan geen kosten bij de samenstelling van de pilot.`;
