/**
 * Every row of a file is of one population and one version of it. Which one is right is what the parties agreed, or else
 * what most rows say: a wrong first row is the mistake itself, and not the measure of all others.
 *
 * Rows stream by before it is known what most of them say. So a row counts while its population leads, and what turned out
 * to be odd is told at the end; of each population the first lines are kept, as many as are listed of any problem.
 */
import type { Problem } from '../findings/problem.ts';
import { MOST_LISTED } from '../findings/problem-list.ts';
import { populationDiffers, populationMustMatch } from './template-problems.ts';

/** A population and its version, as a file or an agreement names them. */
export interface PopulationName {
  readonly name: string;
  readonly version: string;
}

/** The place from 0 and the heading of both columns in the file. */
export interface PopulationColumns {
  readonly name: { readonly place: number; readonly heading: string };
  readonly version: { readonly place: number; readonly heading: string };
}

/** The rows that name one population: how many, and the lines of the first ones. */
interface Named {
  readonly population: PopulationName;
  readonly isAgreed: boolean;
  readonly lines: number[];
  count: number;
}

/** The populations of a file. */
export interface RowPopulations {
  /** The number of a population, from 0. */
  readonly numberOf: (values: Readonly<Record<string, string | null>>) => number;
  /** Takes a row; whether its population is the one that leads so far. */
  readonly take: (population: number, line: number) => boolean;
  /** The rows of another population than the right one, all counted and the first ones listed. */
  readonly end: () => { readonly problemCount: number; readonly problems: readonly Problem[] };
}

/** The populations of a file in which no row was read yet; `agreed` is the right one, null where nothing says so. */
export const rowPopulations = (columns: PopulationColumns, agreed: PopulationName | null): RowPopulations => {
  const named: Named[] = [];
  let leader: Named | null = null;

  const numberOf: RowPopulations['numberOf'] = (values) => {
    const population = { name: values['populatie'] ?? '', version: values['versie'] ?? '' };
    const known = named.findIndex((each) => isSame(each.population, population));
    if (known >= 0) return known;
    const isAgreed = agreed !== null && isSame(agreed, population);
    return named.push({ population, isAgreed, lines: [], count: 0 }) - 1;
  };

  /** What was agreed leads once it is met; before that, and where nothing was agreed, what most rows say. */
  const leads = (each: Named): boolean =>
    leader === null || each.isAgreed || (!leader.isAgreed && each.count >= leader.count);

  const take = (population: number, line: number): boolean => {
    const each = named[population];
    if (each === undefined) throw new Error('A row names a population that no row named before.');
    each.count++;
    if (each.lines.length < MOST_LISTED && !each.isAgreed) each.lines.push(line);
    if (each === leader) return true;
    if (!leads(each)) return false;
    leader = each;
    return true;
  };

  const end: RowPopulations['end'] = () => {
    const right = agreed ?? mostNamed(named);
    const wrong = named.filter(({ population }) => right !== null && !isSame(population, right));
    if (right === null || wrong.length === 0) return { problemCount: 0, problems: [] };
    // Where no row names the right one, the file as a whole is about another: that is one problem, and not one a row.
    const isMixed = wrong.length < named.length;
    const make = isMixed ? populationDiffers : populationMustMatch;
    return {
      problemCount: wrong.reduce((count, each) => count + (isMixed ? each.count : 1), 0),
      problems: wrong.flatMap(({ population, lines }) => {
        const isNamed = population.name === right.name;
        const { place, heading } = isNamed ? columns.version : columns.name;
        const met = isNamed ? population.version : population.name;
        const told = isMixed ? lines : lines.slice(0, 1);
        return told.map((line) => make(line, place + 1, heading, met, `${right.name}, versie ${right.version}`));
      }),
    };
  };

  return { numberOf, take, end };
};

/** What most rows name; of as many the one that was named first. */
const mostNamed = (named: readonly Named[]): PopulationName | null =>
  named.reduce<Named | null>((most, each) => (each.count > (most?.count ?? 0) ? each : most), null)?.population ?? null;

const isSame = (a: PopulationName, b: PopulationName): boolean => a.name === b.name && a.version === b.version;
