/**
 * Which population definition is in force: one that was proposed, and approved by its content hash by every party that
 * approves statements. A newer one that all of them approved takes its place; until then the earlier one stays.
 */
import type { Pilot } from '../pilot/agreement.ts';
import { type Fault, pathText } from '../pilot/fault.ts';
import { type Population, readPopulation, uncoveredPeriods } from '../pilot/population.ts';
import { canonicalText, type Hash } from './canonical.ts';
import type { Author, Change, PilotEvent } from './event.ts';

/** A definition that was proposed, and the parties that approved it so far. */
export interface PopulationState {
  readonly sha256: string;
  readonly population: Population;
  readonly proposedBy: Author;
  readonly approvedBy: readonly string[];
}

/** The definitions of a pilot and who must approve them. */
export interface PopulationRecord {
  readonly pilot: Pilot;
  /** In order of proposal. */
  readonly populations: readonly PopulationState[];
}

/** Takes an event about a definition into a list of them. */
export const takePopulation = (populations: PopulationState[], { by, change }: PilotEvent): void => {
  if (change.type === 'populationProposed') populations.push(proposed(change, by));
  if (change.type !== 'populationApproved') return;
  const place = populations.findIndex(({ sha256 }) => sha256 === change.population);
  const found = populations[place];
  if (found !== undefined) populations[place] = { ...found, approvedBy: [...found.approvedBy, change.party] };
};

/** A definition that was proposed once and cannot be read any more is our own mistake, so it throws. */
const proposed = ({ population, document }: Change & { type: 'populationProposed' }, by: Author): PopulationState => {
  const reading = readPopulation(document);
  if ('faults' in reading) throw new Error('The record holds a population definition that cannot be read.');
  return { sha256: population, population: reading.population, proposedBy: by, approvedBy: [] };
};

/** The parties that have still to approve a definition, in the order of the agreement. */
export const awaitsApproval = ({ pilot }: Pick<PopulationRecord, 'pilot'>, { approvedBy }: PopulationState): string[] =>
  pilot.document.agreement.approvers.filter((party) => !approvedBy.includes(party));

/** The newest definition that everybody approved; none before the first. */
export const populationInForce = (record: PopulationRecord): PopulationState | undefined =>
  record.populations.findLast((each) => awaitsApproval(record, each).length === 0);

/** Why something about a definition is not allowed: the rule, and in Dutch what it is about and what to do. */
export interface PopulationRefused {
  readonly refusal:
    | 'request_is_malformed'
    | 'population_version_exists_already'
    | 'population_must_exist'
    | 'population_must_be_latest'
    | 'approver_must_belong_to_party'
    | 'approver_must_not_be_proposer';
  readonly message: string;
  readonly detail?: readonly Fault[];
}

/** What is done about a definition: a change to record, a refusal, or nothing where it was done before. */
export type PopulationDecision = Change | PopulationRefused | null;

/** Proposes a definition; the hash by which it is approved is that of its canonical text. The same one again changes nothing; one that a newer one took the place of, and another content under the same version, are refused. */
export const proposePopulation = (record: PopulationRecord, document: unknown, hash: Hash): PopulationDecision => {
  const reading = readPopulation(document);
  const faults = 'faults' in reading ? reading.faults : misfits(record, reading.population);
  if ('faults' in reading || faults.length > 0) return malformed(faults);
  const { document: written } = reading.population;
  const sha256 = hash(canonicalText(written));
  const same = record.populations.find(({ population }) => population.document.version === written.version);
  if (same?.sha256 === sha256) return replacedBy(record, same);
  if (same !== undefined)
    return {
      refusal: 'population_version_exists_already',
      message: `Er is al een versie ${written.version} met een andere inhoud. Geef de nieuwe definitie een nieuwe versie.`,
    };
  return { type: 'populationProposed', population: sha256, document: written };
};

/** A definition that a newer one took the place of does not come back into force under its old version. */
const replacedBy = (record: PopulationRecord, same: PopulationState): PopulationRefused | null => {
  const inForce = populationInForce(record);
  if (inForce === undefined || record.populations.indexOf(inForce) <= record.populations.indexOf(same)) return null;
  const [version, newer] = [same, inForce].map(({ population }) => population.document.version);
  return {
    refusal: 'population_must_be_latest',
    message: `Versie ${version} is al eerder voorgesteld; van kracht is nu versie ${newer}. Wilt u terug naar deze inhoud, stel haar dan voor onder een nieuwe versie.`,
  };
};

const malformed = (detail: readonly Fault[]): PopulationRefused => ({
  refusal: 'request_is_malformed',
  message: 'De populatiedefinitie kan zo niet worden voorgesteld; elke fout staat hieronder met zijn plaats.',
  detail,
});

/** What does not fit the agreement: another name than the parties signed, or days on which nobody would be counted. */
const misfits = ({ pilot }: PopulationRecord, population: Population): Fault[] => {
  const { name } = pilot.document.population;
  const periods = [...pilot.terms.baseline.map(({ period }) => period), pilot.terms.performance];
  return [
    ...(population.document.name === name
      ? []
      : [{ path: 'name', message: `De overeenkomst gaat over de populatie ${name}.` }]),
    ...uncoveredPeriods(population, periods).map(({ text }) => ({
      path: pathText(['dates']),
      message: `De periode ${text} van de overeenkomst valt er niet helemaal in.`,
    })),
  ];
};

/** Who approves: a person for a party. */
export interface PopulationApprover {
  readonly party: string;
  readonly person: string;
}

/** Approves a definition, named by its hash, for a party. Approving again changes nothing. */
export const approvePopulation = (
  record: PopulationRecord,
  { party, person }: PopulationApprover,
  named: string,
): PopulationDecision => {
  const found = record.populations.find(({ sha256 }) => sha256 === named);
  if (found === undefined)
    return { refusal: 'population_must_exist', message: 'Er is geen populatiedefinitie met deze hash voorgesteld.' };
  if (!record.pilot.document.agreement.approvers.includes(party))
    return {
      refusal: 'approver_must_belong_to_party',
      message: `De overeenkomst vraagt geen goedkeuring van ${party}.`,
    };
  if (found.approvedBy.includes(party)) return null;
  return refusalOf(record, found, person) ?? { type: 'populationApproved', population: named, party };
};

/** Four eyes: who proposed does not approve, so that at least two people of that party have read it. */
const refusalOf = (
  { populations }: PopulationRecord,
  { sha256, proposedBy }: PopulationState,
  person: string,
): PopulationRefused | null => {
  const latest = populations.at(-1);
  if (latest !== undefined && latest.sha256 !== sha256)
    return {
      refusal: 'population_must_be_latest',
      message: `Er is een nieuwer voorstel: versie ${latest.population.document.version}. Keur dat goed, niet dit.`,
    };
  if (proposedBy !== 'ontschot' && proposedBy.person === person)
    return {
      refusal: 'approver_must_not_be_proposer',
      message: 'Wie de definitie voorstelde, keurt haar niet zelf goed. Vraag een collega met de rol signatory.',
    };
  return null;
};
