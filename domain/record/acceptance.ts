/**
 * Whether a delivery that was read without problems may be accepted for a pilot: the population it is about, and the
 * party it comes from.
 */
import type { Delivery } from '../delivery/delivery.ts';
import type { Pilot } from '../pilot/agreement.ts';
import { ownValue } from '../pilot/terms.ts';

/** Why a delivery is not accepted; `line` and `column` where one row is the reason. */
export interface AcceptanceProblem {
  readonly code:
    | 'population_version_must_match'
    | 'delivery_must_come_from_its_party'
    | 'stream_must_be_agreed'
    | 'investment_must_be_own';
  readonly line: number | null;
  readonly column: string | null;
  readonly message: string;
}

/** Every reason for which a delivery of a party is not accepted; none when it is. */
export const acceptance = (pilot: Pilot, party: string, delivery: Delivery): AcceptanceProblem[] => {
  if (delivery.kind === 'investments') return ownInvestments(party, delivery);
  const sources = delivery.kind === 'members' ? ['members'] : delivery.streams;
  return [
    ...populationProblems(pilot, delivery.population),
    ...sources.flatMap((source) => sourceProblems(pilot, party, source)),
  ];
};

const populationProblems = (
  { document }: Pilot,
  { name, version }: { readonly name: string; readonly version: string },
): AcceptanceProblem[] => {
  const { population } = document;
  if (name === population.name && version === population.version) return [];
  const message = `De aanlevering gaat over populatie ${name}, versie ${version}; afgesproken is ${population.name}, versie ${population.version}. Lever opnieuw aan over de afgesproken populatie.`;
  return [{ code: 'population_version_must_match', line: null, column: 'populatie', message }];
};

const sourceProblems = ({ document, terms }: Pilot, party: string, source: string): AcceptanceProblem[] => {
  const isAgreed =
    source === 'members' || [...terms.streams.map(({ name }) => name), ...terms.memoStreams].includes(source);
  if (!isAgreed) {
    const message = `De stroom ${source} staat niet in de overeenkomst.`;
    return [{ code: 'stream_must_be_agreed', line: null, column: 'stroom', message }];
  }
  const agreed = ownValue(document.agreement.deliveredBy, source);
  if (agreed === undefined || agreed === party) return [];
  const message = `${source === 'members' ? 'De verzekerdenmaanden' : `De stroom ${source}`} wordt aangeleverd door ${agreed}, niet door ${party}.`;
  return [{ code: 'delivery_must_come_from_its_party', line: null, column: null, message }];
};

const ownInvestments = (party: string, delivery: Delivery & { kind: 'investments' }): AcceptanceProblem[] =>
  delivery.rows
    .filter((row) => row.party !== party)
    .map(({ line, party: named }) => ({
      code: 'investment_must_be_own',
      line,
      column: 'partij',
      message: `Regel ${line} noemt een investering van ${named}; een partij levert alleen haar eigen investeringen aan (${party}).`,
    }));
