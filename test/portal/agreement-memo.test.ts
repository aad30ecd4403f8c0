import { describe, expect, test } from 'vitest';
import { statementMemo } from '../../domain/record/memo.ts';
import { statementPage } from '../../portal/statement-page.ts';
import { textOf } from './page-text.ts';
import { sealOf, statementOf, wrongPocket } from './sample-statement.ts';

/** The wrong pocket, under an agreement that names articles, a budget, and what reaches the books of the insurer. */
const statement = () => {
  const plain = statementOf(wrongPocket);
  const agreement = {
    ...plain.agreement,
    articles: { sharing: 'artikel 7', 'sharing.gainRate': 'artikel 7 lid 1' },
    reachesBooks: { Zvw: { part: '0.35', because: 'risicoverevening' } },
    investmentBudget: { MUN: '40000.00' },
  };
  const memo = statementMemo(agreement, plain.result);
  return { ...plain, agreement, ...(memo === null ? {} : { memo }) };
};

const pageOf = (of: ReturnType<typeof statement>) => textOf(statementPage(of, sealOf(of)));

describe('what the agreement asks to show', () => {
  test('a given line names the article it rests on, or the nearest one around it', () => {
    expect(pageOf(statement())).toContain('overeenkomst, artikel 7 lid 1, sharing.gainRate');
    expect(pageOf(statement())).toContain('overeenkomst, artikel 7, sharing.gainShares.INS');
  });

  test('what reaches the books stands beside the difference and says that it counts in no payment', () => {
    const text = pageOf(statement());
    expect(text).toContain('Zvw 300.000,01 0.35 risicoverevening 105.000,00');
    expect(text).toContain('Het telt in geen betaling mee.');
  });

  test('investments stand beside their budget', () =>
    expect(pageOf(statement())).toMatch(
      /Investeringen naast het afgesproken budget.* 40\.000,00 30\.000,00 10\.000,00/,
    ));

  test('without anything to show there is no such section', () => {
    const plain = statementOf(wrongPocket);
    expect(textOf(statementPage(plain, sealOf(plain)))).not.toContain('Wat de boeken bereikt');
  });
});
