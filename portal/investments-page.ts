/**
 * The investments of the parties: what each of them spent, row by row, and for whoever has still to accept it the button to
 * do so. What was invested is repaid first, out of the pockets of others, so it counts once they all accepted it.
 */
import { html } from 'hono/html';
import type { Role } from '../domain/record/event.ts';
import type { DeliveredInvestments } from '../domain/record/investments.ts';
import { hiddenField } from './form.ts';
import { longDate, shortHash } from './format.ts';
import { type Content, descriptions, figure, type Markup, named, pageText, pilotLine, type Section } from './layout.ts';
import { dataTable } from './table.ts';

/** One row of a file of investments; `amount` in euro. */
export interface InvestedRow {
  readonly period: string;
  readonly article: string;
  readonly description: string;
  readonly evidence: string;
  readonly amount: string;
}

/** What the page is about, and for whom. */
export interface InvestmentsView {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly partyNames: Readonly<Record<string, string>>;
  readonly viewer: { readonly party: string; readonly role: Role };
  readonly investments: readonly (Omit<DeliveredInvestments, 'total'> & {
    readonly total: string;
    readonly rows: readonly InvestedRow[];
  })[];
}

/** The address of the page. */
export const investmentsAddress = (pilot: string): string =>
  `/pilots/${encodeURIComponent(pilot)}/investments?format=html`;

/** The page of the investments of a pilot; those that wait for somebody come first. */
export const investmentsPage = (view: InvestmentsView): string => {
  const waiting = view.investments.filter(({ awaits }) => awaits.length > 0);
  const counting = view.investments.filter(({ awaits }) => awaits.length === 0);
  return pageText({
    title: `Investeringen – ${view.pilot.name}`,
    fingerprint: '',
    formTargets: waiting.some((each) => mayAccept(view, each)) ? ["'self'"] : [],
    head: html`<header>${pilotLine(view.pilot)}<h1>Investeringen</h1>
<p>Wat een partij investeert, wordt als eerste terugbetaald, uit de beurs van anderen. Daarom telt een investering pas als de andere partijen haar hebben geaccepteerd. Wie aanlevert, accepteert de eigen investeringen niet.</p></header>`,
    sections: [
      section(view, 'wachten', 'Wachten op acceptatie', waiting, 'Er wacht niets op acceptatie.'),
      section(view, 'tellen', 'Tellen mee', counting, 'Er tellen nog geen investeringen mee.'),
    ],
  });
};

type Listed = InvestmentsView['investments'][number];

const section = (
  view: InvestmentsView,
  id: string,
  heading: string,
  all: readonly Listed[],
  none: string,
): Section => ({
  id,
  heading,
  content: all.length === 0 ? html`<p>${none}</p>` : html`${all.map((each) => investment(view, each))}`,
});

const mayAccept = ({ viewer: { party, role } }: InvestmentsView, { awaits }: Listed): boolean =>
  awaits.includes(party) && (role === 'controller' || role === 'signatory');

const partyWords = ({ partyNames }: InvestmentsView, party: string): Content =>
  html`${named(partyNames[party] ?? party)} (${named(party)})`;

const partiesWords = (view: InvestmentsView, parties: readonly string[]): Content =>
  parties.length === 0
    ? 'niemand'
    : html`${parties.map((party, place) => html`${place === 0 ? '' : ', '}${partyWords(view, party)}`)}`;

const investment = (view: InvestmentsView, each: Listed): Markup =>
  html`<h3>${partyWords(view, each.party)}, stand per ${longDate(each.valuationDate)}</h3>
${descriptions([
  ['Totaal', html`${figure(each.total)} euro`],
  ['Over', each.periods.join(', ')],
  ['Geaccepteerd door', partiesWords(view, each.acceptedBy)],
  ['Wacht nog op', partiesWords(view, each.awaits)],
  ['Bestand (SHA-256)', html`<code>${each.sha256}</code>`],
])}${rowsTable(each)}${mayAccept(view, each) ? acceptForm(view, each) : ''}`;

/** More rows than this no page shows; the file itself has them all. */
const MOST_ROWS = 500;

const rowsTable = ({ rows, sha256 }: Listed): Markup =>
  dataTable({
    caption:
      rows.length > MOST_ROWS
        ? `De eerste ${MOST_ROWS} van ${rows.length} rijen van ${shortHash(sha256)}…`
        : `De rijen van ${shortHash(sha256)}…`,
    columns: [
      { head: 'Periode' },
      { head: 'Artikel' },
      { head: 'Omschrijving' },
      { head: 'Bewijs' },
      { head: 'Euro', figures: true },
    ],
    groups: [
      {
        rows: rows.slice(0, MOST_ROWS).map(({ period, article, description, evidence, amount }) => ({
          head: period,
          cells: [named(article), named(description), named(evidence), figure(amount)],
        })),
      },
    ],
  });

const acceptForm = ({ pilot }: InvestmentsView, { sha256, party, valuationDate, total }: Listed): Markup =>
  html`<form method="post" action="/pilots/${encodeURIComponent(pilot.id)}/investments">
${hiddenField('sha256', sha256)}${hiddenField('party', party)}${hiddenField('valuationDate', valuationDate)}<button type="submit">Accepteren: ${figure(total)} euro van ${named(party)}</button>
</form>
`;
