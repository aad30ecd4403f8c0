/**
 * Whether a delivery that was read without problems may be accepted for a pilot: the population it is about, and the
 * party it comes from.
 */
import type {
  CostsRow,
  Delivery,
  DeliveryContents,
  InvestmentsRow,
  MembersRow,
  PopulationName,
} from '../delivery/delivery.ts';
import { type CountedRow, smallCellProblems } from '../delivery/small-cells.ts';
import type { Pilot } from '../pilot/agreement.ts';
import { USUAL_CELL_SIZE } from '../pilot/population.ts';
import { ownValue } from '../pilot/terms.ts';
import { type PopulationRecord, type PopulationState, populationInForce } from './population-approval.ts';
import { mustBeApproved } from './population-counts.ts';

/** Why a delivery is not accepted; `line` and `column` where one row is the reason. */
export interface AcceptanceProblem {
  readonly code:
    | 'population_must_be_approved'
    | 'population_version_must_match'
    | 'delivery_must_come_from_its_party'
    | 'stream_must_be_agreed'
    | 'investment_must_be_own'
    | 'cell_is_too_small'
    | 'amount_above_cap_is_of_too_few';
  readonly line: number | null;
  readonly column: string | null;
  readonly message: string;
}

/** A delivery with its rows, or what it is about when its rows were looked at while they streamed by. */
type Delivered = Delivery | DeliveryContents;

/** Every reason for which a delivery of a party is not accepted; none when it is. */
export const acceptance = (record: PopulationRecord, party: string, delivery: Delivered): AcceptanceProblem[] => {
  if (delivery.kind === 'investments') return ownInvestments(party, delivery);
  if (delivery.kind === 'indicators') return [];
  const sources = delivery.kind === 'members' ? ['members'] : delivery.streams;
  return [
    ...populationProblems(record, delivery.population),
    ...sources.flatMap((source) => sourceProblems(record.pilot, party, source)),
    ...('rows' in delivery ? smallCells(record, delivery) : []),
  ];
};

/** The least number of persons in a cell, as the definition in force says. */
export const leastCellSize = (record: PopulationRecord): number =>
  populationInForce(record)?.population.minimumCellSize ?? USUAL_CELL_SIZE;

/** Rows about fewer persons than the definition in force says, each with the heading of the number that is too small. */
const smallCells = (
  record: PopulationRecord,
  delivery: Delivery & { readonly kind: 'members' | 'costs' },
): AcceptanceProblem[] => {
  const minimum = leastCellSize(record);
  const rows: readonly (MembersRow | CostsRow)[] = delivery.rows;
  return rows.flatMap((row) =>
    smallCellProblems(counted(row), minimum).map(({ code, line, message }) =>
      code === 'cell_is_too_small'
        ? { code, line, column: 'personen', message }
        : { code: 'amount_above_cap_is_of_too_few', line, column: 'personen_boven_grens', message },
    ),
  );
};

const counted = (row: MembersRow | CostsRow): CountedRow => {
  const { line, ageBand, persons } = row;
  const own = { line, ageBand, persons: Number(persons), personsColumn: null };
  if (!('amountAboveCap' in row) || row.amountAboveCap === null) return own;
  const above = row.personsAboveCap === null ? null : Number(row.personsAboveCap);
  return { ...own, aboveCap: { isZero: !/[1-9]/.test(row.amountAboveCap), persons: above, column: null } };
};

/** The hash of the definition that an accepted delivery counts; none for one that counts nobody. */
export const countedPopulation = (record: PopulationRecord, delivery: Delivered): string | undefined =>
  'population' in delivery ? populationInForce(record)?.sha256 : undefined;

const isNamed = ({ population: { document } }: PopulationState, { name, version }: PopulationName): boolean =>
  document.name === name && document.version === version;

/** Nothing counts before all parties have approved who is counted; after that, only what counts exactly those people. */
const populationProblems = (record: PopulationRecord, named: PopulationName): AcceptanceProblem[] => {
  const inForce = populationInForce(record);
  if (inForce !== undefined && isNamed(inForce, named)) return [];
  const proposed = record.populations.at(-1);
  const { population: signed } = record.pilot.document;
  const awaited = proposed === undefined ? named.name === signed.name : isNamed(proposed, named);
  if (awaited) return [populationProblem('population_must_be_approved', mustBeApproved(record, proposed))];
  const agreed = (inForce ?? proposed)?.population.document ?? signed;
  const message = `De aanlevering gaat over populatie ${named.name}, versie ${named.version}; afgesproken is ${agreed.name}, versie ${agreed.version}. Lever opnieuw aan over de afgesproken populatie.`;
  return [populationProblem('population_version_must_match', message)];
};

const populationProblem = (code: AcceptanceProblem['code'], message: string): AcceptanceProblem => ({
  code,
  line: null,
  column: 'populatie',
  message,
});

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

const ownInvestments = (
  party: string,
  { rows }: { readonly rows: readonly Pick<InvestmentsRow, 'line' | 'party'>[] },
): AcceptanceProblem[] =>
  rows
    .filter((row) => row.party !== party)
    .map(({ line, party: named }) => ({
      code: 'investment_must_be_own',
      line,
      column: 'partij',
      message: `Regel ${line} noemt een investering van ${named}; een partij levert alleen haar eigen investeringen aan (${party}).`,
    }));
