/**
 * The counts that a party declared around the population: what the record keeps of them, and which of them a statement
 * shows. They are totals of whole cohorts, so the record holds them themselves and not only their hash.
 */
import { countProblems } from '../delivery/population/coverage.ts';
import type { PopulationCount } from '../delivery/population/population-counts.ts';
import { ownValue } from '../pilot/terms.ts';
import type { Change, PilotEvent } from './event.ts';
import {
  awaitsApproval,
  type PopulationRecord,
  type PopulationState,
  populationInForce,
} from './population-approval.ts';

/** Counts as a party declared them: about which definition, as they stood on which date. */
export interface CountsState {
  readonly population: string;
  readonly party: string;
  readonly valuationDate: string;
  readonly counts: readonly PopulationCount[];
  /** The periods for which the declaration stands: those in which it says what is covered, or else all of its periods. */
  readonly periods: readonly string[];
}

/** Takes an event into a list of declared counts. */
export const takeCounts = (declared: CountsState[], { change }: PilotEvent): void => {
  if (change.type !== 'populationCounted') return;
  const { population, party, valuationDate, counts } = change;
  declared.push({ population, party, valuationDate, counts, periods: periodsOf(counts) });
};

const periodsOf = (counts: readonly PopulationCount[]): string[] => {
  const covering = counts.filter(({ group }) => group === 'gedekt');
  return [...new Set((covering.length > 0 ? covering : counts).map(({ period }) => period))];
};

/** The party that declares the counts: the one that the agreement names, or else the one that delivers member-months. */
export const countingParty = ({ pilot }: PopulationRecord): string | undefined => {
  const { deliveredBy } = pilot.document.agreement;
  return ownValue(deliveredBy, 'population') ?? ownValue(deliveredBy, 'members');
};

/** A declaration as it is asked for: `population` is the hash of the definition. */
export interface Declaration {
  readonly population: string;
  readonly valuationDate: string;
  readonly counts: readonly PopulationCount[];
}

/** Why counts are not taken: the rule, in Dutch what it is about and what to do, and every problem of the counts. */
export interface CountsRefused {
  readonly refusal:
    | 'delivery_must_come_from_its_party'
    | 'population_must_be_approved'
    | 'population_version_must_match'
    | 'coverage_must_reach_the_agreed_share'
    | 'counts_must_be_sound';
  readonly message: string;
  readonly detail?: readonly unknown[];
}

/** Why a definition cannot be counted yet: who has still to approve it. */
export const mustBeApproved = (record: PopulationRecord, proposed: PopulationState | undefined): string => {
  const { name } = record.pilot.document.population;
  if (proposed === undefined)
    return `Voor de populatie ${name} is nog geen definitie voorgesteld. Stel haar voor en laat alle partijen haar goedkeuren; een aanlevering telt pas daarna.`;
  const { version } = proposed.population.document;
  return `De definitie van populatie ${name}, versie ${version}, is nog niet door alle partijen goedgekeurd: nog niet door ${awaitsApproval(record, proposed).join(', ')}. Een aanlevering telt pas daarna.`;
};

/** Declares counts for a party. The same again changes nothing. */
export const declareCounts = (
  record: PopulationRecord & { readonly counts: readonly CountsState[] },
  party: string,
  { population, valuationDate, counts }: Declaration,
): Change | CountsRefused | null => {
  const agreed = countingParty(record);
  if (agreed !== party) return fromItsParty(agreed, party);
  const inForce = populationInForce(record);
  if (inForce?.sha256 !== population) return aboutInForce(record, inForce, population);
  const problems = countProblems(counts, inForce.population, declaredBefore(record.counts, population));
  if (problems.length > 0) return unsound(problems);
  const latest = record.counts.findLast((each) => each.valuationDate === valuationDate);
  const isKnown = latest !== undefined && isSame(latest, { population, valuationDate, counts });
  return isKnown ? null : { type: 'populationCounted', population, party, valuationDate, counts: [...counts] };
};

/** Every count that was declared of a definition, the latest first. */
const declaredBefore = (declared: readonly CountsState[], population: string): PopulationCount[] =>
  declared
    .filter((each) => each.population === population)
    .reverse()
    .flatMap(({ counts }) => counts);

const isSame = (latest: CountsState, { population, counts }: Declaration): boolean =>
  latest.population === population && JSON.stringify(latest.counts) === JSON.stringify(counts);

const fromItsParty = (agreed: string | undefined, party: string): CountsRefused => ({
  refusal: 'delivery_must_come_from_its_party',
  message: `De tellingen van de populatie worden aangeleverd door ${agreed}, niet door ${party}.`,
});

const aboutInForce = (
  record: PopulationRecord,
  inForce: PopulationState | undefined,
  population: string,
): CountsRefused => {
  const proposed = record.populations.at(-1);
  if (inForce === undefined || proposed?.sha256 === population)
    return { refusal: 'population_must_be_approved', message: mustBeApproved(record, proposed) };
  const { name, version } = inForce.population.document;
  return {
    refusal: 'population_version_must_match',
    message: `Deze tellingen gaan over een andere definitie; van kracht is ${name}, versie ${version} (${inForce.sha256}).`,
  };
};

/** The share that was agreed is the rule that parties look for; it names the refusal wherever it is broken. */
const unsound = (problems: ReturnType<typeof countProblems>): CountsRefused => {
  const low = problems.find(({ code }) => code === 'coverage_must_reach_the_agreed_share');
  const refusal = low?.code === 'coverage_must_reach_the_agreed_share' ? low.code : 'counts_must_be_sound';
  const message = low?.message ?? 'Deze tellingen kunnen niet worden aangenomen; elke fout staat hieronder.';
  return { refusal, message, detail: problems };
};
