/**
 * What a statement shows beside its result and never settles: what part of a saving reaches the books of its bearer,
 * and how investments stand against their budget.
 *
 * A memo is made from the printed result, after every payment has been computed, and nothing reads it back. It cannot
 * reach a payment.
 */
import { multiply, type Ratio, subtract } from '../money/ratio.ts';
import { printAmount, printRounded, readAmount, readRatio } from '../money/text.ts';
import type { PilotDocument } from '../pilot/agreement.ts';
import { ownValue } from '../pilot/terms.ts';
import type { Result, SettledResult } from '../settlement/result.ts';

/**
 * What reaches the books of a stream: the agreed part and its reason, the saving (+) or overspend (−) it is a part of,
 * and `amount`, delta × part rounded to cents for reading only.
 */
export interface BooksMemo {
  readonly part: string;
  readonly because: string;
  readonly delta: string;
  readonly amount: string;
}

/** What a party may invest, has invested so far, and has left; `left` is negative above the budget. Euro as text. */
export interface BudgetMemo {
  readonly budget: string;
  readonly invested: string;
  readonly left: string;
}

/** The memo of a statement: by stream and by party, only what the agreement names. */
export interface StatementMemo {
  readonly reachesBooks?: Readonly<Record<string, BooksMemo>>;
  readonly investmentBudget?: Readonly<Record<string, BudgetMemo>>;
}

/** The memo of a result; `null` where nothing was settled or the agreement names nothing to show. */
export const statementMemo = (agreement: PilotDocument['agreement'], result: Result): StatementMemo | null => {
  if (!('streams' in result)) return null;
  const { reachesBooks, investmentBudget } = agreement;
  if (reachesBooks === undefined && investmentBudget === undefined) return null;
  return {
    ...(reachesBooks === undefined ? {} : { reachesBooks: booksMemo(reachesBooks, result) }),
    ...(investmentBudget === undefined ? {} : { investmentBudget: budgetMemo(investmentBudget, result) }),
  };
};

/** A number that was validated or printed before; one that cannot be read is our own mistake. */
const readable = (value: Ratio | null): Ratio => {
  if (value === null) throw new Error('A statement holds a number that cannot be read.');
  return value;
};

const booksMemo = (
  byStream: NonNullable<PilotDocument['agreement']['reachesBooks']>,
  { streams }: SettledResult,
): Record<string, BooksMemo> =>
  Object.fromEntries(
    Object.entries(byStream).flatMap(([stream, { part, because }]) => {
      const delta = ownValue(streams, stream)?.delta;
      if (delta === undefined) return [];
      const reaches = multiply(readable(readAmount(delta)), readable(readRatio(part)));
      return [[stream, { part, because, delta, amount: printRounded(reaches, 2) }] as const];
    }),
  );

const budgetMemo = (
  byParty: NonNullable<PilotDocument['agreement']['investmentBudget']>,
  { parties }: SettledResult,
): Record<string, BudgetMemo> =>
  Object.fromEntries(
    Object.entries(byParty).map(([party, text]) => {
      const budget = readable(readAmount(text));
      const invested = ownValue(parties, party)?.invested ?? '0.00';
      const left = printAmount(subtract(budget, readable(readAmount(invested))));
      return [party, { budget: printAmount(budget), invested, left }];
    }),
  );
