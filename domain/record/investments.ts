/**
 * Investments are repaid first, out of the pockets of others: so they count once the parties that pay for them have said that
 * they were made as agreed. These are all parties that must approve statements, but for the one that invested.
 */

import type { DeliveryCell } from '../delivery/template/delivery.ts';
import { add, ZERO } from '../money/ratio.ts';
import { printAmount, readAmount } from '../money/text.ts';
import type { Pilot } from '../pilot/agreement.ts';
import { contains, readPeriod } from '../pilot/period.ts';
import { isSameUpload } from './correction.ts';
import type { Change } from './event.ts';
import {
  agreementsOf,
  awaitedBy,
  type DeliveryState,
  deliveredQuarters,
  investedQuartersLeft,
  type PilotState,
} from './projection.ts';

/** The parties that must accept what a party invested in some periods, as the agreement over these periods names them. */
export const mustAcceptInvestments = (
  state: PilotState,
  party: string,
  periods: readonly string[],
): readonly string[] => {
  const delivered = periods.flatMap((text) => readPeriod(text) ?? []);
  const isOver = ({ pilot: { terms } }: { readonly pilot: Pilot }): boolean =>
    delivered.some((period) => contains(terms.performance, period));
  const agreement = agreementsOf(state).find(isOver) ?? state;
  return agreement.pilot.document.agreement.approvers.filter((each) => each !== party);
};

/** Investments that were delivered, as every party sees them. */
export interface DeliveredInvestments {
  readonly sha256: string;
  readonly party: string;
  readonly valuationDate: string;
  /** The periods that were not delivered again since. */
  readonly periods: readonly string[];
  /** In euro; `null` where a part was delivered again: of what is left the record knows no sum, only the file does. */
  readonly total: string | null;
  readonly acceptedBy: readonly string[];
  /** The parties that have still to accept them; none where they count. */
  readonly awaits: readonly string[];
}

/** The investments of a pilot: of every party, date and quarter what was delivered last. */
export const deliveredInvestments = (state: PilotState): DeliveredInvestments[] =>
  state.received
    .filter((each) => each.kind === 'investments' && !isReplaced(state, each))
    .map((each) => {
      const { sha256, party, valuationDate, acceptedBy = [] } = each;
      const periods = periodsLeft(state, each);
      const total = periods.length === each.periods.length ? each.total : null;
      return { sha256, party, valuationDate, periods, total, acceptedBy, awaits: awaitedBy(each) };
    });

/** Whether the same party delivered all of the same quarters again, as they stand on the same date. */
const isReplaced = ({ received }: PilotState, delivery: DeliveryState): boolean =>
  investedQuartersLeft(received, delivery).length === 0;

const periodsLeft = ({ received }: PilotState, delivery: DeliveryState): string[] => {
  const left = investedQuartersLeft(received, delivery);
  return delivery.periods.filter((period) =>
    deliveredQuarters({ periods: [period] }).some((each) => left.includes(each)),
  );
};

/** The cells of delivered investments that were not delivered again since, and their sum in euro. */
export const investedCells = (
  { periods }: Pick<DeliveredInvestments, 'periods'>,
  cells: readonly DeliveryCell[],
): { readonly cells: readonly DeliveryCell[]; readonly total: string } => {
  const left = cells.filter(({ values }) => periods.includes(values['periode'] ?? ''));
  const total = left.reduce((sum, { sums }) => add(sum, readAmount(sums['bedrag'] ?? '') ?? ZERO), ZERO);
  return { cells: left, total: printAmount(total) };
};

/** Why investments are not accepted: the rule, and in Dutch what to do. */
export interface InvestmentsRefused {
  readonly refusal: 'investments_must_exist' | 'investments_must_be_latest' | 'acceptance_must_come_from_another';
  readonly message: string;
}

/** What names delivered investments. */
export interface NamedInvestments {
  readonly sha256: string;
  readonly party: string;
  readonly valuationDate: string;
}

/** Delivered investments by their name; undefined where there are none. */
export const investmentsNamed = (state: PilotState, named: NamedInvestments): DeliveryState | undefined =>
  state.received.findLast((each) => isSameUpload(each, { ...named, kind: 'investments' }));

/** A party accepts investments; the same again changes nothing. Who invested, and who need not accept, cannot. */
export const acceptInvestments = (
  state: PilotState,
  party: string,
  named: NamedInvestments,
): Change | InvestmentsRefused | null => {
  const found = investmentsNamed(state, named);
  if (found === undefined)
    return {
      refusal: 'investments_must_exist',
      message: 'Er zijn geen aangenomen investeringen met dit kenmerk, deze partij en deze stand per.',
    };
  if (found.acceptedBy?.includes(party) === true) return null;
  if (found.awaits?.includes(party) !== true)
    return {
      refusal: 'acceptance_must_come_from_another',
      message: `Deze investeringen worden geaccepteerd door ${(found.awaits ?? []).join(', ') || 'niemand'}; niet door ${party}.`,
    };
  if (isReplaced(state, found))
    return {
      refusal: 'investments_must_be_latest',
      message: `${named.party} heeft deze investeringen intussen opnieuw aangeleverd. Bekijk en accepteer de nieuwste.`,
    };
  return { type: 'investmentsAccepted', ...named };
};
