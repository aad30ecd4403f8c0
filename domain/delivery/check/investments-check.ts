/**
 * The check of investments: parties and periods of the agreement, no row twice, and no party above its budget. What a
 * party invested is repaid first, out of the pockets of others, so the budget is a definition and not a hint.
 */
import { add, compare, type Ratio, ZERO } from '../../money/ratio.ts';
import { printAmount, readAmount } from '../../money/text.ts';
import type { Pilot } from '../../pilot/agreement.ts';
import { contains, type Period, readPeriod } from '../../pilot/period.ts';
import { ownValue } from '../../pilot/terms.ts';
import { dutchNumber } from '../findings/dutch-number.ts';
import type { InvestmentsRow } from '../template/delivery.ts';
import { alsoOn } from './cell-register.ts';
import { agreements, type CheckContext, type ColumnOf, type Report } from './check-context.ts';
import type { RowsCheck } from './members-check.ts';

/** Checks the rows of an investments delivery. */
export const investmentsCheck = (
  context: CheckContext,
  columnOf: ColumnOf,
  report: Report,
): RowsCheck<InvestmentsRow> => {
  const lines = new Map<string, number>();
  const invested: AllInvested = new Map();
  return {
    take: (row) => {
      if (!isKnownParty(context, row, columnOf, report) || !isInPerformance(context, row, columnOf, report)) return;
      if (!isOwn(context, row, columnOf, report)) return;
      const { line, party, period, article, description, amount, evidence } = row;
      const key = JSON.stringify([party, period, article, description, amount, evidence]);
      const before = lines.get(key);
      if (before !== undefined)
        report({ code: 'cell_stands_twice', line, column: null, value: null, detail: alsoOn(before) });
      else {
        lines.set(key, line);
        checkBudget(investedBy(context, invested, row), row, columnOf, report);
      }
    },
    end: () => {
      for (const each of invested.values()) checkBudgetBeside(context, each, report);
    },
  };
};

const isKnownParty = ({ pilot }: CheckContext, row: InvestmentsRow, columnOf: ColumnOf, report: Report): boolean => {
  if (pilot === null || pilot.terms.parties.some(({ id }) => id === row.party)) return true;
  const names = pilot.terms.parties.map(({ id }) => id).join(', ');
  const detail = { nl: `De partijen zijn ${names}.`, en: `The parties are ${names}.` };
  report({ code: 'party_is_unknown', line: row.line, column: columnOf('partij'), value: row.party, detail });
  return false;
};

/** The agreement in whose performance period something was invested: only that is repaid. Null where none has it. */
const agreementOf = (context: CheckContext, text: string): Pilot | null => {
  const period = readPeriod(text);
  return agreements(context).find(({ terms }) => period !== null && contains(terms.performance, period)) ?? null;
};

const isInPerformance = (context: CheckContext, row: InvestmentsRow, columnOf: ColumnOf, report: Report): boolean => {
  if (context.pilot === null || agreementOf(context, row.period) !== null) return true;
  report({ code: 'period_must_be_agreed', line: row.line, column: columnOf('periode'), value: row.period });
  return false;
};

/** A party delivers what it invested itself: nobody else knows what was paid. */
const isOwn = ({ party }: CheckContext, row: InvestmentsRow, columnOf: ColumnOf, report: Report): boolean => {
  if (party === undefined || row.party === party) return true;
  const detail = { nl: `Deze aanlevering is van ${party}.`, en: `This delivery is by ${party}.` };
  report({ code: 'investment_must_be_own', line: row.line, column: columnOf('partij'), value: row.party, detail });
  return false;
};

/** What a party invested in one performance period, and the budget in euro that was agreed for it; null where none was. */
interface Invested {
  readonly party: string;
  readonly budget: Ratio | null;
  readonly periods: Set<string>;
  amount: Ratio;
}

/** What each party invested so far, by party and performance period. */
type AllInvested = Map<string, Invested>;

const investedBy = (context: CheckContext, invested: AllInvested, { party, period }: InvestmentsRow): Invested => {
  const agreement = agreementOf(context, period);
  const key = JSON.stringify([party, agreement?.terms.performance.text ?? null]);
  const budget = readAmount(ownValue(agreement?.document.agreement.investmentBudget ?? {}, party) ?? '');
  const found = invested.get(key) ?? { party, budget, periods: new Set(), amount: ZERO };
  invested.set(key, found);
  return found;
};

/** Reports the row with which a party's investments pass its budget; those after it are the same finding. */
const checkBudget = (of: Invested, row: InvestmentsRow, columnOf: ColumnOf, report: Report): void => {
  const before = of.amount;
  of.amount = add(before, readAmount(row.amount) ?? ZERO);
  of.periods.add(row.period);
  const { budget, party } = of;
  if (budget === null || compare(of.amount, budget) <= 0 || compare(before, budget) > 0) return;
  const [total, most] = [printAmount(of.amount), printAmount(budget)];
  const detail = {
    nl: `Tot en met deze rij is het voor ${party} € ${dutchNumber(total)}; het budget is € ${dutchNumber(most)}.`,
    en: `Up to this row it is € ${total} for ${party}; the budget is € ${most}.`,
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

/** Reports what is above the budget only together with periods that the same party delivered before, on the same date. */
const checkBudgetBeside = (context: CheckContext, of: Invested, report: Report): void => {
  const { party, budget, periods, amount } = of;
  if (budget === null || context.earlier === undefined || compare(amount, budget) > 0) return;
  const [agreement] = [...periods].map((text) => agreementOf(context, text));
  const delivered = [...periods].flatMap((text) => readPeriod(text) ?? []);
  const after = [...context.earlier.byPeriod()]
    .filter(([text]) => agreementOf(context, text) === agreement && !isReplaced(text, delivered))
    .reduce((sum, [, each]) => add(sum, each), amount);
  if (compare(after, budget) <= 0) return;
  const [total, most] = [printAmount(after), printAmount(budget)];
  const detail = {
    nl: `Met wat ${party} al aanleverde is het € ${dutchNumber(total)}; het budget is € ${dutchNumber(most)}.`,
    en: `With what ${party} delivered before it is € ${total}; the budget is € ${most}.`,
  };
  report({ code: 'investment_above_budget', line: null, column: null, value: null, detail });
};

/** Whether a period that was delivered before is delivered again. */
const isReplaced = (text: string, periods: readonly Period[]): boolean => {
  const earlier = readPeriod(text);
  return earlier !== null && periods.some((period) => contains(period, earlier) || contains(earlier, period));
};
