/**
 * The areas of a definition beside the list of Statistics Netherlands (CBS, "Kerncijfers wijken en buurten"): whether
 * every code exists, and about how many people live there. Nothing is settled with these figures.
 */
import * as z from 'zod';
import { type Fault, pathText } from './fault.ts';
import type { PopulationDocument } from './population.ts';

/** The list as CBS's open data give it: by code, among others the number of inhabitants. */
const list = z.record(z.string(), z.looseObject({ AantalInwoners_5: z.number().nullish() }));

/** Inhabitants by area code; `null` where CBS gives no figure. */
export type AreaList = ReadonlyMap<string, number | null>;

/** Reads a list of areas as JSON; `null` where it is none. */
export const readAreaList = (value: unknown): AreaList | null => {
  const read = list.safeParse(value);
  if (!read.success) return null;
  return new Map(Object.entries(read.data).map(([code, { AantalInwoners_5: count }]) => [code, count ?? null]));
};

const COHORTS = ['intervention', 'reference'] as const;
const LISTS = ['areas', 'except'] as const;

/** The codes of a definition that the list does not have. Parts of neighbourhoods (BU) are checked where it has any. */
export const unknownAreas = (document: PopulationDocument, areas: AreaList): Fault[] => {
  const kinds = new Set([...areas.keys()].map((code) => code.slice(0, 2)));
  return COHORTS.flatMap((cohort) =>
    LISTS.flatMap((name) =>
      (document[cohort][name] ?? []).flatMap((code, place) =>
        areas.has(code) || !kinds.has(code.slice(0, 2))
          ? []
          : [
              {
                path: pathText([cohort, name, place]),
                message: `Het gebied ${code} staat niet in de lijst van het CBS.`,
              },
            ],
      ),
    ),
  );
};

/** The inhabitants of a cohort by the list: the sum of its areas less what is taken out; `null` where one is unknown. */
export const inhabitants = ({ areas = [], except = [] }: PopulationDocument['intervention'], list: AreaList) => {
  const total = (codes: readonly string[]): number | null =>
    codes.reduce<number | null>((sum, code) => {
      const count = list.get(code) ?? null;
      return sum === null || count === null ? null : sum + count;
    }, 0);
  const [inside, outside] = [total(areas), total(except)];
  return areas.length === 0 || inside === null || outside === null ? null : inside - outside;
};
