/**
 * The cases of a rehearsal from Vektis open data: every municipality in turn plays the pilot, all others are the reference.
 *
 * Each case is made by the same code as a real one. Only the files are made small first: the reference is the national
 * total less the municipality, which gives the same sums as adding up all the others, exactly.
 */

import type { VektisFile, VektisRow } from '../delivery/open-data/vektis.ts';
import { buildVektisCase, type VektisCaseRequest, yearsOf } from '../delivery/open-data/vektis-case.ts';
import { add, subtract } from '../money/ratio.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { numberOf } from './floating.ts';
import type { RehearsalCase } from './rehearsal.ts';

/** The name under which all other municipalities stand together; no municipality is called so. */
const ALL_OTHERS = '(alle andere)';

/** The municipalities that occur in every file, in code-unit order. */
export const municipalitiesIn = (files: readonly VektisFile[]): string[] => {
  const sets = files.map(({ rows }) => new Set(rows.map(({ municipality }) => municipality)));
  const [first = new Set<string>(), ...others] = sets;
  return [...first].filter((name) => others.every((names) => names.has(name))).sort(codeUnitOrder);
};

/** The request moved so many years: the same distances between baseline and performance. */
export const movedBy = (request: VektisCaseRequest, years: number): VektisCaseRequest => {
  const moved = (period: string) => `${Number(period) + years}`;
  return {
    ...request,
    baseline: request.baseline.map(({ period, weight }) => ({ period: moved(period), weight })),
    performance: moved(request.performance),
  };
};

/** A case for each of the municipalities, which occur in every file of the request; or every refusal of the terms, in Dutch. */
export const rehearsalCases = (
  request: VektisCaseRequest,
  files: ReadonlyMap<string, VektisFile>,
  areas: readonly string[],
): { readonly cases: Iterable<RehearsalCase> } | { readonly refusals: readonly string[] } => {
  const [first] = areas;
  if (first === undefined) return { refusals: ['Geen gemeente komt in alle gevraagde jaren voor.'] };
  const years = new Map(
    yearsOf(request).flatMap((name): [string, Year][] => {
      const file = files.get(name);
      return file === undefined ? [] : [[name, yearOf(file)]];
    }),
  );
  const tried = caseOf(request, years, first);
  return 'refusals' in tried ? tried : { cases: casesOf(request, years, areas) };
};

function* casesOf(request: VektisCaseRequest, years: ReadonlyMap<string, Year>, areas: readonly string[]) {
  for (const area of areas) {
    const built = caseOf(request, years, area);
    if ('refusals' in built) throw new Error(`The case of ${area} was refused where that of another was not.`);
    const persons = personsOf(years.get(request.performance), area);
    yield { area, period: request.performance, persons, case: built.caseFile };
  }
}

const caseOf = (request: VektisCaseRequest, years: ReadonlyMap<string, Year>, area: string) =>
  buildVektisCase(
    { ...request, pilot: [area] },
    new Map([...years].map(([name, year]) => [name, reduced(year, area)])),
  );

/** A file with what is needed of it for every municipality, counted once. */
interface Year {
  readonly file: VektisFile;
  readonly byMunicipality: ReadonlyMap<string, readonly VektisRow[]>;
  readonly totals: ReadonlyMap<string, { readonly row: VektisRow; readonly rows: number }>;
}

const stratumOf = ({ sex, ageBand }: VektisRow): string => JSON.stringify([sex, ageBand]);

const yearOf = (file: VektisFile): Year => {
  const totals = new Map<string, { row: VektisRow; rows: number }>();
  for (const row of file.rows) {
    const before = totals.get(stratumOf(row));
    totals.set(stratumOf(row), {
      row: before === undefined ? { ...row, municipality: ALL_OTHERS } : sumOf(before.row, row),
      rows: (before?.rows ?? 0) + 1,
    });
  }
  return { file, totals, byMunicipality: Map.groupBy(file.rows, ({ municipality }) => municipality) };
};

const sumOf = (a: VektisRow, b: VektisRow): VektisRow => ({
  ...a,
  insuredYears: add(a.insuredYears, b.insuredYears),
  cost: add(a.cost, b.cost),
});

/** The file as two municipalities: the area and all others; a stratum that nobody else has is not in the reference. */
const reduced = ({ file, byMunicipality, totals }: Year, area: string): VektisFile => {
  const own = byMunicipality.get(area) ?? [];
  const ownStrata = Map.groupBy(own, stratumOf);
  const others = [...totals].flatMap(([stratum, { row, rows }]) => {
    const parts = ownStrata.get(stratum) ?? [];
    return parts.length === rows ? [] : [parts.reduce(less, row)];
  });
  return { ...file, rows: [...own, ...others] };
};

const less = (all: VektisRow, part: VektisRow): VektisRow => ({
  ...all,
  insuredYears: subtract(all.insuredYears, part.insuredYears),
  cost: subtract(all.cost, part.cost),
});

const personsOf = (year: Year | undefined, area: string): number =>
  (year?.byMunicipality.get(area) ?? []).reduce((all, { insuredYears }) => all + numberOf(insuredYears), 0);
