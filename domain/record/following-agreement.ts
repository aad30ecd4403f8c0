/**
 * The agreement over a later performance period of the same pilot, in the same record: so what one year leaves open is
 * carried into the next by the ledger, and is typed by nobody.
 *
 * It is for the same parties, people and streams: deliveries and accounts go on. Another circle is another pilot.
 */
import { type Pilot, readPilot } from '../pilot/agreement.ts';
import type { Fault } from '../pilot/fault.ts';
import { ownValue } from '../pilot/terms.ts';
import { canonicalText, type Hash } from './canonical.ts';
import type { Change } from './event.ts';
import { agreementsOf, type PilotState } from './projection.ts';

/** Why an agreement is not taken. */
export interface AgreementRefused {
  readonly refusal: 'request_is_malformed' | 'carry_in_must_be_the_ledgers' | 'agreement_must_be_of_a_later_period';
  readonly message: string;
  readonly detail?: readonly Fault[];
}

/** Refuses an agreement in which claims are typed: they are read from the ledger, and before a first statement there are none. */
export const typedClaims = ({ document }: Pilot): AgreementRefused | null =>
  document.agreement.approved?.carryIn === undefined
    ? null
    : {
        refusal: 'carry_in_must_be_the_ledgers',
        message:
          'Vorderingen uit eerdere perioden (approved.carryIn) komen uit het grootboek en worden niet ingevuld. Laat dit veld weg.',
      };

/** Proposes an agreement; the hash by which it is approved is that of its canonical text. The same one again changes nothing. */
export const proposeAgreement = (
  state: PilotState,
  document: unknown,
  hash: Hash,
): (Change & { readonly type: 'agreementProposed' }) | AgreementRefused | null => {
  const reading = readPilot(document);
  const faults = 'faults' in reading ? reading.faults : misfits(state.pilot, reading.pilot);
  if ('faults' in reading || faults.length > 0) return malformed(faults);
  const { pilot } = reading;
  const refused = typedClaims(pilot) ?? earlierPeriod(state, pilot);
  if (refused !== null) return refused;
  const agreement = hash(canonicalText(pilot.document));
  const isProposed = state.following.some((each) => each.agreement === agreement);
  return isProposed ? null : { type: 'agreementProposed', agreement, document: pilot.document };
};

const malformed = (detail: readonly Fault[]): AgreementRefused => ({
  refusal: 'request_is_malformed',
  message: 'De overeenkomst kan zo niet worden voorgesteld; elke fout staat hieronder met zijn plaats.',
  detail,
});

/** An agreement that all parties approved stands: what follows it is about a later period. */
const earlierPeriod = (state: PilotState, { terms: { performance } }: Pilot): AgreementRefused | null => {
  const last = agreementsOf(state).at(-1)?.pilot.terms.performance ?? performance;
  return last.year < performance.year
    ? null
    : {
        refusal: 'agreement_must_be_of_a_later_period',
        message: `Tot en met ${last.text} is er een overeenkomst. Een volgende gaat over een latere prestatieperiode dan ${performance.text}.`,
      };
};

/** What does not go on from the agreement with which the pilot was opened. */
const misfits = (first: Pilot, next: Pilot): Fault[] => {
  const partiesOf = ({ terms }: Pilot) => terms.parties.map(({ id, role }) => `${id} (${role})`).sort();
  const streamsOf = ({ terms }: Pilot) => [...terms.streams.map(({ name }) => name), ...terms.memoStreams].sort();
  const delivererOf = ({ document }: Pilot, source: string) => ownValue(document.agreement.deliveredBy, source);
  const same: readonly (readonly [path: string, (pilot: Pilot) => unknown, what: string])[] = [
    ['pilot.id', ({ document }) => document.pilot.id, 'dezelfde pilot'],
    ['population.name', ({ document }) => document.population.name, 'dezelfde populatie'],
    ['agreement.terms.parties', partiesOf, 'dezelfde partijen'],
    ['agreement.terms.streams', streamsOf, 'dezelfde stromen'],
    ...['members', ...streamsOf(first)].map(
      (source) =>
        [
          `agreement.deliveredBy.${source}`,
          (pilot: Pilot) => delivererOf(pilot, source),
          'dezelfde aanleveraar',
        ] as const,
    ),
    ['agreement.signingKey', ({ document }) => document.agreement.signingKey, 'dezelfde sleutel'],
  ];
  return same.flatMap(([path, of, what]) =>
    canonicalText(of(first) ?? null) === canonicalText(of(next) ?? null)
      ? []
      : [{ path, message: `Een volgende overeenkomst gaat over ${what}; open anders een andere pilot.` }],
  );
};
