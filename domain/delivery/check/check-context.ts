/**
 * What a delivery is held against, beside itself: the agreement, the population definition and the member-months. Each may
 * be absent; then the rules that need it are not checked, or only as far as the file itself shows.
 */
import type { Pilot } from '../../pilot/agreement.ts';
import { contains, type Period } from '../../pilot/period.ts';
import type { Population } from '../../pilot/population.ts';
import { ownValue } from '../../pilot/terms.ts';
import type { Found } from '../findings/finding.ts';
import type { EarlierCells } from './earlier-cells.ts';
import type { MembersIndex } from './members-index.ts';

/** What there is to check against; null for what was not given. */
export interface CheckContext {
  readonly pilot: Pilot | null;
  readonly population: Population | null;
  readonly members: MembersIndex | null;
  /** The agreements over later performance periods that hold beside the first. */
  readonly following?: readonly Pilot[];
  /** Who delivers; absent where nobody does yet. */
  readonly party?: string;
  /** What the same party delivered before of the same source; absent where that is not known. */
  readonly earlier?: EarlierCells;
}

/** Takes what a check finds. */
export type Report = (found: Found) => void;

/** The number of the column of a heading of the template, from 1; null where the file does not have it. */
export type ColumnOf = (heading: string) => number | null;

/** The streams that the method knows by name (section 1), for a file that comes without an agreement. */
const USUAL_STREAMS: readonly string[] = ['Zvw', 'Wmo', 'Wpg', 'Wlz', 'Jw'];

/** Everything that was agreed; empty where no agreement was given. */
export const agreements = ({ pilot, following = [] }: CheckContext): readonly Pilot[] =>
  pilot === null ? [] : [pilot, ...following];

/** The streams that a delivery may be about. */
export const allowedStreams = (context: CheckContext): readonly string[] => {
  const agreed = agreements(context).flatMap(({ terms }) => [
    ...terms.streams.map(({ name }) => name),
    ...terms.memoStreams,
  ]);
  return context.pilot === null ? USUAL_STREAMS : [...new Set(agreed)];
};

/** Whether an agreement has a period that holds this one; every period is fine without an agreement. */
export const isAgreedPeriod = (context: CheckContext, period: Period): boolean =>
  context.pilot === null ||
  agreements(context).some(({ terms: { baseline, performance } }) =>
    [performance, ...baseline.map((each) => each.period)].some((agreed) => contains(agreed, period)),
  );

/** The age bands that a delivery may have: those of the definition, else those of the member-months; null for neither. */
export const knownAgeBands = ({ population, members }: CheckContext): readonly string[] | null => {
  const delivered = members?.ageBands() ?? [];
  return population?.document.ageBands ?? (delivered.length > 0 ? delivered : null);
};

/** The population that a delivery must be about; null where neither agreement nor definition was given. */
export const agreedPopulation = ({ pilot, population }: CheckContext) =>
  population?.document ?? pilot?.document.population ?? null;

/**
 * Reports a source (`members` or a stream) that the agreement lets another party deliver. It is about the whole file, so it
 * is asked once of each source.
 */
export const checkDeliverer = (context: CheckContext, source: string, report: Report): void => {
  const { party } = context;
  const named = agreements(context).flatMap(({ document }) => ownValue(document.agreement.deliveredBy, source) ?? []);
  const [agreed] = named;
  if (party === undefined || agreed === undefined || named.includes(party)) return;
  const [nl, en] =
    source === 'members' ? ['De verzekerdenmaanden', 'Member-months'] : [`De stroom ${source}`, `The stream ${source}`];
  const detail = {
    nl: `${nl}: dat doet ${agreed}, niet ${party}.`,
    en: `${en}: that is done by ${agreed}, not by ${party}.`,
  };
  report({ code: 'delivery_must_come_from_its_party', line: null, column: null, value: null, detail });
};
