/**
 * The check of investments: parties and periods of the agreement, no row twice, and no party above its budget. What a
 * party invested is repaid first, out of the pockets of others, so the budget is a definition and not a hint.
 */
import { add, compare, type Ratio, ZERO } from '../money/ratio.ts';
import { printAmount, readAmount } from '../money/text.ts';
import { contains, readPeriod } from '../pilot/period.ts';
import { ownValue } from '../pilot/terms.ts';
import { alsoOn } from './cell-register.ts';
import type { CheckContext, ColumnOf, Report } from './check-context.ts';
import type { InvestmentsRow } from './delivery.ts';
import { dutchNumber } from './dutch-number.ts';
import type { RowsCheck } from './members-check.ts';

/** Checks the rows of an investments delivery. */
export const investmentsCheck = (
  context: CheckContext,
  columnOf: ColumnOf,
  report: Report,
): RowsCheck<InvestmentsRow> => {
  const lines = new Map<string, number>();
  const invested = new Map<string, Ratio>();
  return {
    take: (row) => {
      if (!isKnownParty(context, row, columnOf, report) || !isInPerformance(context, row, columnOf, report)) return;
      const { line, party, period, article, description, amount, evidence } = row;
      const key = JSON.stringify([party, period, article, description, amount, evidence]);
      const before = lines.get(key);
      if (before !== undefined)
        report({ code: 'cell_stands_twice', line, column: null, value: null, detail: alsoOn(before) });
      else {
        lines.set(key, line);
        checkBudget(context, invested, row, columnOf, report);
      }
    },
    end: () => {},
  };
};

const isKnownParty = ({ pilot }: CheckContext, row: InvestmentsRow, columnOf: ColumnOf, report: Report): boolean => {
  if (pilot === null || pilot.terms.parties.some(({ id }) => id === row.party)) return true;
  const names = pilot.terms.parties.map(({ id }) => id).join(', ');
  const detail = { nl: `De partijen zijn ${names}.`, en: `The parties are ${names}.` };
  report({ code: 'party_is_unknown', line: row.line, column: columnOf('partij'), value: row.party, detail });
  return false;
};

/** Only what was invested in the performance period is repaid. */
const isInPerformance = ({ pilot }: CheckContext, row: InvestmentsRow, columnOf: ColumnOf, report: Report): boolean => {
  const period = readPeriod(row.period);
  if (pilot === null || period === null || contains(pilot.terms.performance, period)) return true;
  report({ code: 'period_must_be_agreed', line: row.line, column: columnOf('periode'), value: row.period });
  return false;
};

/** Reports the row with which a party's investments pass its budget; those after it are the same finding. */
const checkBudget = (
  { pilot }: CheckContext,
  invested: Map<string, Ratio>,
  row: InvestmentsRow,
  columnOf: ColumnOf,
  report: Report,
): void => {
  const budget = readAmount(ownValue(pilot?.document.agreement.investmentBudget ?? {}, row.party) ?? '');
  const before = invested.get(row.party) ?? ZERO;
  const after = add(before, readAmount(row.amount) ?? ZERO);
  invested.set(row.party, after);
  if (budget === null || compare(after, budget) <= 0 || compare(before, budget) > 0) return;
  const [total, most] = [printAmount(after), printAmount(budget)];
  const detail = {
    nl: `Tot en met deze rij is het voor ${row.party} € ${dutchNumber(total)}; het budget is € ${dutchNumber(most)}.`,
    en: `Up to this row it is € ${total} for ${row.party}; the budget is € ${most}.`,
  };
  report({
    code: 'investment_above_budget',
    line: row.line,
    column: columnOf('bedrag'),
    value: row.amount,
    isDecimal: true,
    detail,
  });
};
