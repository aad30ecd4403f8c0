/**
 * What a delivery is held against, beside itself: the agreement, the population definition and the member-months. Each may
 * be absent; then the rules that need it are not checked, or only as far as the file itself shows.
 */
import type { Pilot } from '../pilot/agreement.ts';
import { contains, type Period } from '../pilot/period.ts';
import type { Population } from '../pilot/population.ts';
import type { Found } from './finding.ts';
import type { MembersIndex } from './members-index.ts';

/** What there is to check against; null for what was not given. */
export interface CheckContext {
  readonly pilot: Pilot | null;
  readonly population: Population | null;
  readonly members: MembersIndex | null;
}

/** Takes what a check finds. */
export type Report = (found: Found) => void;

/** The number of the column of a heading of the template, from 1; null where the file does not have it. */
export type ColumnOf = (heading: string) => number | null;

/** The streams that the method knows by name (section 1), for a file that comes without an agreement. */
const USUAL_STREAMS: readonly string[] = ['Zvw', 'Wmo', 'Wpg', 'Wlz', 'Jw'];

/** The streams that a delivery may be about. */
export const allowedStreams = ({ pilot }: CheckContext): readonly string[] =>
  pilot === null ? USUAL_STREAMS : [...pilot.terms.streams.map(({ name }) => name), ...pilot.terms.memoStreams];

/** Whether the agreement has a period that holds this one; every period is fine without an agreement. */
export const isAgreedPeriod = ({ pilot }: CheckContext, period: Period): boolean => {
  if (pilot === null) return true;
  const { baseline, performance } = pilot.terms;
  return [performance, ...baseline.map((each) => each.period)].some((agreed) => contains(agreed, period));
};

/** The age bands that a delivery may have: those of the definition, else those of the member-months; null for neither. */
export const knownAgeBands = ({ population, members }: CheckContext): readonly string[] | null => {
  const delivered = members?.ageBands() ?? [];
  return population?.document.ageBands ?? (delivered.length > 0 ? delivered : null);
};

/** The population that a delivery must be about; null where neither agreement nor definition was given. */
export const agreedPopulation = ({ pilot, population }: CheckContext) =>
  population?.document ?? pilot?.document.population ?? null;
