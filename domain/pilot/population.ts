/**
 * The shared population definition: who is counted, for every stream alike. One document with one content hash that all
 * parties approve before any delivery counts, because two parties that count other people quarrel about their figures
 * for ever.
 */
import type { Ratio } from '../money/ratio.ts';
import { readRatio } from '../money/text.ts';
import type { CalendarDate } from './date.ts';
import { firstDay, lastDay } from './date.ts';
import { type Fault, readFields } from './fault.ts';
import type { Period } from './period.ts';
import { reportPopulation } from './population-faults.ts';
import { populationFields } from './population-fields.ts';

/** A practice by its AGB code, or an insurer by its UZOVI code, and its name. */
export interface Coded {
  readonly code: string;
  readonly name: string;
}

/** Where the people of a cohort are found: CBS areas, without the parts taken out of them, and lists of practices. */
export interface CohortPlaces {
  readonly areas?: readonly string[];
  readonly except?: readonly string[];
  readonly practices?: readonly Coded[];
}

/** A population definition as it is written. */
export interface PopulationDocument {
  readonly name: string;
  readonly version: string;
  /** Who is counted, in one or two sentences; it is printed on every statement. */
  readonly definition: string;
  /** The days over which people are counted, both included: baseline years and performance period. */
  readonly dates: { readonly from: CalendarDate; readonly until: CalendarDate };
  /** Whether people belong to the pilot by where they live, by the practice whose list they are on, or by both. */
  readonly basis: 'wijk' | 'praktijk' | 'beide';
  /** For the basis `beide`: whether either is enough, or both are needed. */
  readonly combination?: 'either' | 'both';
  /** The year of the CBS areas that the codes are of. */
  readonly areaYear?: number;
  readonly intervention: CohortPlaces;
  readonly reference: CohortPlaces;
  /** In order, from age 0 to a band without an end, and `rest` for what was pooled. */
  readonly ageBands: readonly string[];
  /** When somebody counts for a month: present on its first day, on the first day of its quarter, or for a part by day. */
  readonly monthCounting: 'firstOfMonth' | 'firstOfQuarter' | 'daysInMonth';
  /** `open`: whoever belongs to it at the time; `closedOn`: only those who belonged to it on that day. */
  readonly membership: 'open' | { readonly closedOn: CalendarDate };
  readonly inclusion: readonly string[];
  readonly exclusion: readonly string[];
  /** Why these areas, in words; `dearAreasChosen` warns the evaluation of regression to the mean. */
  readonly selection: { readonly rule: string; readonly dearAreasChosen: boolean };
  /** Whether somebody with a Wlz indication leaves, and how many months after the month of the indication. */
  readonly wlz: { readonly leaves: false } | { readonly leaves: true; readonly fromMonth: number };
  /** Whose claims are in, and the least part of the member-months that they must cover, a ratio as text. */
  readonly claims: { readonly insurers: readonly Coded[]; readonly minimumCoverage: string };
  /** A cell of fewer persons is refused, unless it holds none. Ten where nothing is agreed. */
  readonly minimumCellSize?: number;
}

/** A definition that was read. */
export interface Population {
  readonly document: PopulationDocument;
  readonly minimumCoverage: Ratio;
  readonly minimumCellSize: number;
}

export type PopulationReading = { readonly population: Population } | { readonly faults: readonly Fault[] };

/** The least number of persons in a cell where a definition names none. */
export const USUAL_CELL_SIZE = 10;

/** Reads an untrusted population definition: the definition, or every fault in it. */
export const readPopulation = (value: unknown): PopulationReading => {
  const faults: Fault[] = [];
  const draft = readFields(populationFields, value, [], faults);
  if (draft !== undefined) reportPopulation(draft, faults);
  if (faults.length > 0) return { faults };
  const document = value as PopulationDocument;
  const minimumCoverage = readRatio(document.claims.minimumCoverage);
  if (minimumCoverage === null) throw new Error('A share passed the checks and cannot be read.');
  return {
    population: { document, minimumCoverage, minimumCellSize: document.minimumCellSize ?? USUAL_CELL_SIZE },
  };
};

/** The agreed periods that a definition does not cover with its dates: nobody would have been counted then. */
export const uncoveredPeriods = ({ document }: Population, periods: readonly Period[]): Period[] =>
  periods.filter((each) => firstDay(each) < document.dates.from || document.dates.until < lastDay(each));
