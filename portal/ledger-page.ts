/**
 * The page of a pilot's ledger: where every party stands, what is to be paid, what was booked, and which claims are carried
 * on. In shadow mode it says on top, and on every printed sheet, that nobody pays anything.
 */
import { html } from 'hono/html';
import type { ClaimEntry } from '../domain/record/claims.ts';
import type { Role } from '../domain/record/event.ts';
import type { BookedView, LedgerPeriod, LedgerView } from '../domain/record/ledger-view.ts';
import type { OrderStanding, PartyBalance, PaymentOrder } from '../domain/record/payment-orders.ts';
import { hiddenField } from './form.ts';
import { longDate, periodInWords, shortHash } from './format.ts';
import { type Content, euro, figure, list, type Markup, named, pageText, pilotLine, type Section } from './layout.ts';
import { dataTable } from './table.ts';

/** Who looks: only the payer's controller and signatory confirm a payment. */
export interface LedgerReader {
  readonly party: string;
  readonly role: Role;
}

/** The page of a ledger. */
export const ledgerPage = (view: LedgerView, reader: LedgerReader): string => {
  const isShadow = view.periods.every(({ mode }) => mode === 'shadow');
  return pageText({
    title: `Grootboek – ${view.pilot.name}`,
    fingerprint: '',
    formTargets: ["'self'"],
    ...(isShadow ? { everySheet: SHADOW } : {}),
    head: html`<header>${pilotLine(view.pilot)}<h1>Grootboek</h1>
<p>Wat de verzegelde afschriften verrekenen, per partij en prestatieperiode. Elke boeking heeft twee gelijke kanten.</p></header>`,
    sections: [
      ...view.periods.map((period) => periodSection(view, period, reader)),
      claimsSection(view),
      filesSection(view),
    ],
  });
};

const SHADOW = 'Schaduwafrekening: er wordt niets betaald';

const nameOf = ({ partyNames }: LedgerView, party: string): Markup => named(partyNames[party] ?? party);

const periodSection = (view: LedgerView, period: LedgerPeriod, reader: LedgerReader): Section => ({
  id: `periode-${period.performance}`,
  heading: `Prestatieperiode ${periodInWords(period.performance)}`,
  content: html`${modeNotice(period)}
${balancesTable(view, period)}
${period.mode === 'shadow' ? '' : ordersPart(view, period, reader)}
${bookedTable(view, period)}`,
});

const modeNotice = ({ mode }: LedgerPeriod): Markup =>
  mode === 'shadow'
    ? html`<p class="notice"><strong>${SHADOW}.</strong> Er zijn geen betaalopdrachten. De boekingen laten zien wat de partijen elkaar zouden betalen.</p>`
    : html`<p class="notice"><strong>Bindende afrekening.</strong> Wat nog te betalen is, staat onder de betaalopdrachten.</p>`;

const balancesTable = (view: LedgerView, { mode, balances, performance }: LedgerPeriod): Markup => {
  const amounts = ({ settled, paid, open }: PartyBalance) => (mode === 'shadow' ? [settled] : [settled, paid, open]);
  const heads = mode === 'shadow' ? ['Zou verrekend worden'] : ['Verrekend', 'Daarvan betaald', 'Nog open'];
  return dataTable({
    caption: `Waar elke partij staat over ${periodInWords(performance)}, in euro: ontvangen is positief, betalen negatief`,
    columns: [{ head: 'Partij' }, ...heads.map((head) => ({ head, figures: true as const }))],
    groups: [
      {
        rows: balances.map((balance) => ({
          head: nameOf(view, balance.party),
          cells: amounts(balance).map((amount) => figure(amount)),
        })),
      },
    ],
  });
};

const CONFIRMS: readonly Role[] = ['controller', 'signatory'];

const ordersPart = (view: LedgerView, { orders, performance }: LedgerPeriod, reader: LedgerReader): Content => {
  if (orders.length === 0) return html`<p>Er is nog niets te betalen over ${periodInWords(performance)}.</p>`;
  const own = orders.filter(
    ({ from, standing }) => standing.step === 'open' && from === reader.party && CONFIRMS.includes(reader.role),
  );
  return html`${ordersTable(view, orders)}${list(own.map((order) => confirmForm(view, order)))}`;
};

const ordersTable = (view: LedgerView, orders: readonly PaymentOrder[]): Markup =>
  dataTable({
    caption: 'Betaalopdrachten, in euro',
    columns: [
      ...[{ head: 'Opdracht' }, { head: 'Van' }, { head: 'Aan' }],
      ...[{ head: 'Bedrag', figures: true as const }, { head: 'Afschrift' }, { head: 'Stand' }],
    ],
    groups: [
      {
        rows: orders.map(({ number, from, to, amount, statement, standing }) => ({
          head: `${number}`,
          cells: [
            ...[nameOf(view, from), nameOf(view, to), figure(amount)],
            ...[html`<code>${shortHash(statement)}</code>`, standingWords(standing)],
          ],
        })),
      },
    ],
  });

const standingWords = (standing: OrderStanding): Content => {
  if (standing.step === 'open') return 'te betalen';
  return standing.step === 'paid'
    ? `betaald op ${longDate(standing.date)}`
    : html`opgegaan in afschrift <code>${shortHash(standing.by)}</code>`;
};

/** Every form has a field of the same name, so the ids differ by the order. */
const confirmForm = ({ pilot, ...view }: LedgerView, { number, to, amount }: PaymentOrder): Markup =>
  html`<form method="post" action="/pilots/${encodeURIComponent(pilot.id)}/payments">
<p>Opdracht ${number}: ${euro(amount)} aan ${nameOf({ pilot, ...view }, to)}.</p>
${hiddenField('order', `${number}`)}${hiddenField('amount', amount)}${dateField(number)}<button>Bevestig dat dit is betaald</button>
</form>`;

const dateField = (number: number): Markup =>
  html`<div class="field"><label for="date-${number}">Betaald op</label>
<input type="date" id="date-${number}" name="date" required></div>
`;

const KINDS: Readonly<Record<BookedView['kind'], string>> = {
  interim: 'voorschot',
  final: 'eindafschrift',
  restatement: 'herziening',
};

/** What statements settle, and under it what was paid. */
const bookedTable = (view: LedgerView, { booked, payments, performance }: LedgerPeriod): Content => {
  if (booked.every(({ postings }) => postings.length === 0)) return html`<p>Er is nog niets geboekt.</p>`;
  const groups = booked
    .filter(({ postings }) => postings.length > 0)
    .map(({ statement, kind, period, known, postings }) => ({
      head: `${longDate(known.slice(0, 10))}: ${KINDS[kind]} over ${periodInWords(period)}, ${shortHash(statement)}`,
      rows: postings.map(({ number, debit, credit, amount }) => ({
        head: `${number}`,
        cells: [nameOf(view, debit.party), nameOf(view, credit.party), figure(amount)],
      })),
    }));
  const paid = payments.map(({ order, date, debit, credit, amount }) => ({
    head: `Opdracht ${order}, ${longDate(date)}`,
    cells: [nameOf(view, debit.party), nameOf(view, credit.party), figure(amount)],
  }));
  return dataTable({
    caption: `Boekingen over ${periodInWords(performance)}, in euro: een afschrift debiteert wie ontvangt, een betaling wie betaalde`,
    columns: [{ head: 'Boeking' }, { head: 'Debet' }, { head: 'Credit' }, { head: 'Bedrag', figures: true }],
    groups: paid.length === 0 ? groups : [...groups, { head: 'Betalingen', rows: paid }],
  });
};

const REASONS: Readonly<Record<ClaimEntry['claim']['reason'], string>> = {
  investments: 'niet terugbetaalde investering',
  caps: 'gemist door een maximum',
};

const claimsSection = (view: LedgerView): Section => {
  const { year, claims } = view.open;
  return {
    id: 'vorderingen',
    heading: `Vorderingen waarmee ${year} zou beginnen`,
    content:
      claims.length === 0
        ? html`<p>Er staat geen vordering open.</p>`
        : dataTable({
            caption: 'Openstaande vorderingen uit eerdere prestatieperioden, in euro',
            columns: [
              ...[{ head: 'Partij' }, { head: 'Ontstaan in' }, { head: 'Reden' }],
              ...[{ head: 'Vervalt na' }, { head: 'Bedrag', figures: true as const }],
            ],
            groups: [
              {
                rows: claims.map(({ party, period, reason, expires, amount }) => ({
                  head: nameOf(view, party),
                  cells: [
                    ...[periodInWords(period), REASONS[reason]],
                    ...[expires === null ? 'vervalt niet' : longDate(expires), figure(amount)],
                  ],
                })),
              },
            ],
          }),
  };
};

const filesSection = ({ pilot }: LedgerView): Section => {
  const address = (of: string) => `/pilots/${encodeURIComponent(pilot.id)}/ledger?format=csv&of=${of}`;
  return {
    id: 'bestanden',
    heading: 'Bestanden voor de financiële administratie',
    content: list([
      html`<a href="${address('orders')}">Betaalopdrachten (CSV)</a>`,
      html`<a href="${address('postings')}">Boekingen (CSV)</a>`,
      html`<a href="${address('claims')}">Boekingen op vorderingen (CSV)</a>`,
    ]),
  };
};
