/**
 * What a statement rests on, with the full hash of every delivery, and how anybody can check it.
 */
import { html } from 'hono/html';
import type { StatementDelivery } from '../domain/record/statement.ts';
import { explanationList } from './explanations.ts';
import { longDate, quartersInWords, signedNumber } from './format.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { hasResult, party, type View } from './statement-view.ts';
import { dataTable } from './table.ts';

/** The deliveries under the statement: what, as it stood on which date, and under which SHA-256. */
export const deliveriesSection = (view: View): Section => ({
  id: 'aanleveringen',
  heading: 'Aanleveringen en narekenen',
  content: html`${deliveryTable(view)}${explanations(view)}${howToCheck(view)}`,
});

const deliveryTable = (view: View): Content => {
  const { deliveries } = view.statement;
  if (deliveries.length === 0) return html`<p>Dit afschrift rust niet op aanleveringen.</p>`;
  const rows = deliveries.map((each, place) => deliveryRow(view, each, isFirst(deliveries, place)));
  const figures = true as const;
  const columns = [
    { head: 'Aanlevering' },
    { head: 'Stand per' },
    { head: 'Over' },
    { head: 'Rijen', figures },
    { head: 'Totaal', figures },
    { head: 'SHA-256' },
  ];
  return dataTable({ caption: 'De aanleveringen waarop dit afschrift rust', columns, groups: [{ rows }] });
};

/** What was not plausible in a delivery, and why its supplier says that it is right: read before anybody approves. */
const explanations = (view: View): Content => {
  const { deliveries } = view.statement;
  const explained = deliveries.filter((each, place) => each.explained !== undefined && isFirst(deliveries, place));
  if (explained.length === 0) return '';
  return html`<h3>Uitleg van wie aanleverde</h3>
<p>Deze aanleveringen bevatten iets dat zelden klopt. Wie aanleverde, zegt waarom het hier wel klopt.</p>
${explained.map(
  (each) => html`<h4>${sourceName(view, each.source)}, stand per ${longDate(each.valuationDate)}</h4>
${explanationList(each.explained ?? [])}`,
)}`;
};

/** One file may deliver several streams; lines of the worksheet lead to its first row. */
const isFirst = (deliveries: readonly StatementDelivery[], place: number): boolean =>
  deliveries.findIndex(({ sha256 }) => sha256 === deliveries[place]?.sha256) === place;

const deliveryRow = (
  view: View,
  { source, sha256, valuationDate, quarters, rows, total }: StatementDelivery,
  first: boolean,
) => ({
  head: sourceName(view, source),
  cells: [
    longDate(valuationDate),
    quartersInWords(quarters),
    `${rows}`,
    `${signedNumber(total)} ${source === 'members' ? 'maanden' : 'euro'}`,
    first ? html`<code id="aanlevering-${sha256}">${sha256}</code>` : html`<code>${sha256}</code>`,
  ],
});

const sourceName = (view: View, source: string): Content => {
  if (source === 'members') return 'Bevolking (verzekerdenmaanden)';
  const [, investor] = /^investments (.+)$/.exec(source) ?? [];
  return investor === undefined ? html`Kosten ${named(source)}` : html`Investeringen van ${party(view, investor)}`;
};

const howToCheck = (view: View): Markup => {
  const isSettled = hasResult(view);
  return html`<h3>Zelf narekenen</h3>
${list([
  html`<strong>Met de rekenmachine.</strong> ${isSettled ? 'Elke regel van de berekening noemt de regels waaruit zij is gemaakt. Neem een regel, pak de genoemde regels erbij en reken.' : 'Dit afschrift bevat geen berekening.'}`,
  html`<strong>Met het programma.</strong> Het JSON-bestand van dit afschrift bevat onder <code>case</code> het volledige rekengeval. Bewaar dat deel als <code>geval.json</code> en voer uit: <code>npm run -s settle -- geval.json</code>. Daar ${isSettled ? 'komen dezelfde bedragen uit' : 'komt hetzelfde antwoord uit'}.`,
  html`<strong>De bestanden.</strong> Het commando <code>sha256sum BESTAND</code> geeft voor een ongewijzigde aanlevering het kenmerk in de tabel hierboven. Het kenmerk bovenaan deze bladzijde hoort bij de canonieke tekst (RFC 8785) van het afschrift.`,
])}`;
};
