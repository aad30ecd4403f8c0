/**
 * What a restatement adds to a statement: which sealed one it makes again, why each amount differs, and what the parties
 * owe each other because of it.
 */
import { html } from 'hono/html';
import type { Restates } from '../domain/record/restatement.ts';
import type { Cause } from '../domain/settlement/version-sheet.ts';
import { type Content, euro, figure, list, type Markup, type Section } from './layout.ts';
import { isConditional, party, type View } from './statement-view.ts';
import { dataTable } from './table.ts';

const CAUSES: Readonly<Record<Cause, string>> = {
  agreement: 'gewijzigde overeenkomst',
  memberMonths: 'gewijzigde verzekerdenmaanden',
  deliveries: 'nieuwe aanlevering',
  scores: 'gewijzigde kwaliteitsscore of vordering',
};

/** The part about the restatement; none in a first statement. */
export const restatementSections = (view: View): Section[] => {
  const { restates } = view.statement;
  return restates === undefined
    ? []
    : [
        {
          id: 'herziening',
          heading: 'Herziening: wat er verandert en waarom',
          content: restatementContent(view, restates),
        },
      ];
};

const restatementContent = (view: View, restates: Restates): Markup =>
  html`<p>Dit afschrift herziet het verzegelde afschrift <code>${restates.statement}</code>. Dat blijft staan zoals het is.</p>
${'corrections' in restates ? changes(view, restates) : html`<p>Er zijn geen bedragen om te vergelijken.</p>`}`;

type Compared = Extract<Restates, { readonly corrections: unknown }>;

const changes = (view: View, restates: Compared): Markup => html`${bridgeTable(restates)}
<p>De correcties van de verrekeningen zijn samen nul. ${paymentsIntroduction(view, restates)}</p>
${list(restates.corrections.payments.map(({ from, to, amount }) => html`${party(view, from)} aan ${party(view, to)}: ${euro(amount)}`))}`;

const paymentsIntroduction = (view: View, { corrections }: Compared): Content => {
  if (corrections.payments.length === 0) return 'Er verandert niets aan wat de partijen elkaar betalen.';
  return isConditional(view) ? 'Daardoor zou nog betaald worden:' : 'Daardoor wordt nog betaald:';
};

/** By cause what it changes in the result and in the transfer of each party, and the sum of all causes. */
const bridgeTable = ({ bridge, corrections }: Compared): Markup => {
  const parties = Object.keys(corrections.due);
  const fields = ['result', ...parties.map((id) => `parties.${id}.transfer`)];
  const cells = (amounts: Readonly<Record<string, string>>) => fields.map((field) => figure(amounts[field] ?? '0.00'));
  const rows = bridge.steps.map(({ causes, amounts }) => ({
    head: causes.map((cause) => CAUSES[cause]).join(' en '),
    cells: cells(amounts),
  }));
  const total = { head: 'Alle oorzaken', cells: cells(bridge.difference), total: true as const };
  const named = parties.map((id) => ({ head: `Verrekening ${id}`, isName: true as const, figures: true as const }));
  const columns = [{ head: 'Oorzaak' }, { head: 'Resultaat', figures: true as const }, ...named];
  const caption = 'Brug van het verzegelde naar dit afschrift, in euro';
  return dataTable({ caption, columns, groups: [{ rows: [...rows, total] }] });
};
