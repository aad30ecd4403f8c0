/**
 * A case file (method section 4) from Vektis open data: stream Zvw, the pilot municipalities as intervention and every
 * other named municipality as reference.
 *
 * Member-months are insured years times twelve, exact. The rest row of each year stays out of both cohorts; the report
 * says how much it holds.
 */
import { add, multiply, type Ratio, ratio, sum } from '../../money/ratio.ts';
import { printAmount, printRounded } from '../../money/text.ts';
import { readCase } from '../../pilot/case-file.ts';
import { COHORTS, type Cohort } from '../../pilot/case-rows.ts';
import { dutchNumber } from '../findings/dutch-number.ts';
import { nearestNames } from '../findings/nearest-names.ts';
import type { VektisFile } from './vektis.ts';

/** What is asked: names of municipalities, years with their weights, and an agreement without those two. */
export interface VektisCaseRequest {
  readonly pilot: readonly string[];
  readonly baseline: readonly { readonly period: string; readonly weight: string }[];
  readonly performance: string;
  readonly terms: unknown;
}

/** The case file as JSON, with a report in Dutch; or every refusal, in Dutch. */
export type VektisCase =
  | { readonly caseFile: Readonly<Record<string, unknown>>; readonly report: readonly string[] }
  | { readonly refusals: readonly string[] };

const STREAM = 'Zvw';
const TWELVE = ratio(12n);

/** The years that a request uses, each once, the performance year last. */
export const yearsOf = ({ baseline, performance }: VektisCaseRequest): string[] => [
  ...new Set([...baseline.map(({ period }) => period), performance]),
];

/** Builds and checks the case file; `files` holds every year that the request uses. */
export const buildVektisCase = (request: VektisCaseRequest, files: ReadonlyMap<string, VektisFile>): VektisCase => {
  const pilot = new Set(request.pilot.map((name) => name.trim().toUpperCase()));
  const unknown = [...pilot].flatMap((name) => missingYears(name, files));
  const terms = readTermsObject(request.terms);
  if (typeof terms === 'string' || unknown.length > 0)
    return { refusals: typeof terms === 'string' ? [...unknown, terms] : unknown };
  const cells = yearsOf(request).flatMap((year) => cellsOf(year, files.get(year), pilot));
  const caseFile = {
    case: 1,
    agreement: { ...terms, baseline: request.baseline, performance: request.performance },
    memberMonths: cells.map(({ key, years }) => ({ ...key, months: printRounded(multiply(years, TWELVE), 2) })),
    costs: cells.map(({ key, cost }) => ({ stream: STREAM, ...key, amount: printAmount(cost) })),
  };
  const reading = readCase(caseFile);
  if ('faults' in reading) return { refusals: reading.faults.map(({ path, message }) => `${path}: ${message}`) };
  return { caseFile, report: [...files].map(([year, file]) => reportOf(year, file, pilot)) };
};

/** The agreement of a terms file, or what is wrong with it as a whole. */
const readTermsObject = (terms: unknown): object | string => {
  if (typeof terms !== 'object' || terms === null || Array.isArray(terms))
    return 'agreement: Hier hoort een object met de voorwaarden van de overeenkomst.';
  const given = ['baseline', 'performance'].filter((key) => Object.hasOwn(terms, key));
  if (given.length === 0) return terms;
  return `agreement.${given[0]}: De voorwaarden noemen geen perioden; die staan in de opdracht (--baseline en --performance).`;
};

/** A pilot municipality must occur in every year: municipalities merge, and a merged one is another population. */
const missingYears = (name: string, files: ReadonlyMap<string, VektisFile>): string[] =>
  [...files].flatMap(([year, { rows }]) => {
    const names = [...new Set(rows.map(({ municipality }) => municipality))];
    if (names.includes(name)) return [];
    const nearest = nearestNames(name, names).join(', ');
    return [`De gemeente ${name} komt in ${year} niet voor. Namen die erop lijken: ${nearest}.`];
  });

interface Cell {
  readonly key: { readonly cohort: Cohort; readonly period: string; readonly sex: string; readonly ageBand: string };
  readonly years: Ratio;
  readonly cost: Ratio;
}

/** One cell for each cohort, sex and age class of a year, ordered by cohort, sex and age class. */
const cellsOf = (year: string, file: VektisFile | undefined, pilot: ReadonlySet<string>): Cell[] => {
  const cells = new Map<string, Cell>();
  for (const row of file?.rows ?? []) {
    const cohort = pilot.has(row.municipality) ? 'intervention' : 'reference';
    const id = JSON.stringify([COHORTS.indexOf(cohort), row.sex, row.ageBand]);
    const before = cells.get(id);
    const key = before?.key ?? { cohort, period: year, sex: row.sex, ageBand: row.ageBand };
    const years = before === undefined ? row.insuredYears : add(before.years, row.insuredYears);
    cells.set(id, { key, years, cost: before === undefined ? row.cost : add(before.cost, row.cost) });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
};

const reportOf = (year: string, { rows, rest }: VektisFile, pilot: ReadonlySet<string>): string => {
  const figures = (part: readonly { readonly insuredYears: Ratio; readonly cost: Ratio }[]): string =>
    `${dutchNumber(printRounded(sum(part.map((row) => row.insuredYears)), 2))} verzekerdejaren, € ${dutchNumber(printAmount(sum(part.map((row) => row.cost))))}`;
  const isPilot = ({ municipality }: { readonly municipality: string }) => pilot.has(municipality);
  const restRow = rest === null ? [] : [rest];
  return [
    `${year}: pilot ${figures(rows.filter(isPilot))}`,
    `referentie ${figures(rows.filter((row) => !isPilot(row)))}`,
    rest === null ? 'geen restregel' : `restregel zonder gemeente, niet meegeteld, ${figures(restRow)}`,
    `totaal van het bestand ${figures([...rows, ...restRow])}.`,
  ].join('; ');
};
