/**
 * What the agreement asks to show beside the settlement and never to settle: what reaches the books of the bearer of a
 * stream, and how investments stand against their budget.
 */
import { html } from 'hono/html';
import { type Content, figure, type Markup, named, type Section } from './layout.ts';
import { party, type View } from './statement-view.ts';
import { dataTable } from './table.ts';

/** The section of the memo; none where the agreement names nothing to show. */
export const agreementMemoSections = (view: View): Section[] => {
  const { memo } = view.statement;
  if (memo === undefined) return [];
  const books: Content = memo.reachesBooks === undefined ? '' : booksTable(memo.reachesBooks);
  const budget: Content = memo.investmentBudget === undefined ? '' : budgetTable(view, memo.investmentBudget);
  return [{ id: 'boeken', heading: 'Wat de boeken bereikt', content: html`${books}${budget}` }];
};

type Memo = NonNullable<View['statement']['memo']>;

const booksTable = (books: NonNullable<Memo['reachesBooks']>): Markup => {
  const rows = Object.entries(books).map(([stream, { delta, part, because, amount }]) => ({
    head: named(stream),
    cells: [figure(delta), named(part), named(because), figure(amount)],
  }));
  const columns = [
    { head: 'Geldstroom' },
    { head: 'Verschil', figures: true as const },
    { head: 'Deel', figures: true as const },
    { head: 'Waarom' },
    { head: 'Bereikt de boeken', figures: true as const },
  ];
  const caption =
    'Wat volgens de drager van een geldstroom de eigen boeken bereikt, in euro. Het telt in geen betaling mee.';
  return dataTable({ caption, columns, groups: [{ rows }] });
};

const budgetTable = (view: View, byParty: NonNullable<Memo['investmentBudget']>): Markup => {
  const rows = Object.entries(byParty).map(([id, { budget, invested, left }]) => ({
    head: party(view, id),
    cells: [figure(budget), figure(invested), figure(left)],
  }));
  const columns = [
    { head: 'Partij' },
    { head: 'Budget', figures: true as const },
    { head: 'Geïnvesteerd', figures: true as const },
    { head: 'Over', figures: true as const },
  ];
  const caption = 'Investeringen naast het afgesproken budget, in euro';
  return dataTable({ caption, columns, groups: [{ rows }] });
};
