/**
 * The statement in plain sentences: did it gain or lose, in whose pocket that fell, and who pays whom because of it.
 */
import { html } from 'hono/html';
import { compare, isZero as isZeroRatio, ONE } from '../domain/money/ratio.ts';
import { ownValue } from '../domain/pilot/terms.ts';
import { barChart } from './charts.ts';
import { enumeration, isNegative, isZero, percentage, visibleText } from './format.ts';
import { type Content, list, type Markup, type Section } from './layout.ts';
import {
  fieldFigure,
  fieldSize,
  isConditional,
  isInterim,
  party,
  partyResult,
  type SettledView,
} from './statement-view.ts';

/** The first section: the outcome in plain sentences. */
export const inShort = (view: SettledView): Section => ({
  id: 'kort',
  heading: 'In het kort',
  content: html`<p class="lead">${outcome(view)}</p>
<h3>Bij wie het viel</h3>
${list(view.terms.parties.map(({ id }, place) => pocketSentence(view, id, place)))}
${wrongPocket(view)}
<h3>Wie betaalt wie, en waarom</h3>
${sharing(view)}
${paymentSentences(view)}
${beforeAndAfter(view)}`,
});

/** The result as a part of the expected cost, from the line of the worksheet. */
const resultRate = ({ result }: SettledView): string => {
  const line = result.worksheet.lines[(ownValue(result.worksheet.fields, 'rate') ?? 0) - 1];
  return percentage(line?.shown ?? line?.value ?? '');
};

const outcome = (view: SettledView): Markup => {
  const { result } = view;
  const size = fieldSize(view, 'result', result.result);
  const expected = html`${resultRate(view)} van de verwachte ${fieldSize(view, 'expectedTotal', result.expectedTotal)}`;
  if (result.status === 'neutral') return neutralOutcome(view, size, expected);
  const threshold = (side: 'savings' | 'loss') =>
    fieldSize(view, `thresholds.${side}.amount`, result.thresholds[side].amount);
  if (result.status === 'gain')
    return html`<strong>De pilot heeft ${soFar(view)}${size} bespaard</strong>: ${expected}. De afgesproken drempel van ${threshold('savings')} is gehaald; daarom wordt de besparing gedeeld.`;
  return html`<strong>De pilot kostte ${soFar(view)}${size} meer dan verwacht</strong>: ${expected}. De afgesproken drempel van ${threshold('loss')} is bereikt; daarom wordt het tekort gedeeld.`;
};

const soFar = (view: SettledView): string => (isInterim(view) ? 'tot nu toe ' : '');

const neutralOutcome = (view: SettledView, size: Content, expected: Content): Markup => {
  const { result } = view;
  const side = isNegative(result.result) ? 'loss' : 'savings';
  const direction = isNegative(result.result) ? 'meer' : 'minder';
  const what = isZero(result.result)
    ? html`De pilot kostte ${soFar(view)}precies wat verwacht was`
    : html`De pilot kostte ${soFar(view)}${size} ${direction} dan verwacht`;
  const threshold = fieldSize(view, `thresholds.${side}.amount`, result.thresholds[side].amount);
  return html`<strong>${what}</strong>: ${expected}. Dat blijft onder de afgesproken drempel van ${threshold}. Binnen die bandbreedte kan het toeval zijn; er wordt niets gedeeld.`;
};

/** The streams that a party bears, wholly or in part. */
const borneStreams = ({ terms }: SettledView, place: number): string => {
  const borne = terms.streams.flatMap(({ name, pockets }) => {
    const pocket = pockets[place];
    if (pocket === undefined || isZeroRatio(pocket)) return [];
    return [compare(pocket, ONE) === 0 ? visibleText(name) : `een deel van ${visibleText(name)}`];
  });
  return borne.length === 0 ? 'draagt geen geldstroom' : `draagt ${enumeration(borne)}`;
};

const pocketSentence = (view: SettledView, id: string, place: number): Markup => {
  const { pocketResult, invested } = partyResult(view, id);
  const size = fieldSize(view, `parties.${id}.pocketResult`, pocketResult);
  const said = [
    isZero(pocketResult) ? '' : html`was ${size} ${isNegative(pocketResult) ? 'meer' : 'minder'} kwijt dan verwacht`,
    isZero(invested) ? '' : html`investeerde ${fieldSize(view, `parties.${id}.invested`, invested)}`,
  ].filter((part) => part !== '');
  const rest =
    said.length === 0
      ? 'geen verschil en geen investering'
      : said.map((part, nth) => html`${nth > 0 ? ' en ' : ''}${part}`);
  return html`${party(view, id)} (${borneStreams(view, place)}): ${rest}.`;
};

/** The saving fell with one party and the extra cost with another: the reason why such a pilot needs a settlement. */
const wrongPocket = (view: SettledView): Content => {
  const ids = view.terms.parties.map(({ id }) => id);
  const gained = ids.filter((id) => !/^-|^[0.]*$/.test(partyResult(view, id).pocketResult));
  const spent = ids.filter((id) => !gained.includes(id) && isBurdened(view, id));
  if (gained.length === 0 || spent.length === 0) return '';
  return html`<p>Het voordeel viel dus bij ${names(view, gained)}, de extra kosten vielen bij ${names(view, spent)}. Dat heet <em>de verkeerde portemonnee</em>: wie de kosten maakt, is een ander dan wie het voordeel heeft.</p>`;
};

const isBurdened = (view: SettledView, id: string): boolean => {
  const { pocketResult, invested } = partyResult(view, id);
  return isNegative(pocketResult) || !isZero(invested);
};

const names = (view: SettledView, ids: readonly string[]): Content[] =>
  ids.map((id, place) => {
    const joint = place === 0 ? '' : place === ids.length - 1 ? ' en ' : ', ';
    return html`${joint}${party(view, id)}`;
  });

/** What is shared and what is not, in the words of the agreement. */
const sharing = (view: SettledView): Content => {
  const { status, pool, netShareable, forfeited } = view.result;
  if (status === 'neutral' || pool === undefined || netShareable === undefined) return '';
  const shared = fieldSize(view, 'pool', pool);
  const net = fieldSize(view, 'netShareable', netShareable);
  const isKept = view.terms.parties.some(({ id }) => !isZero(partyResult(view, id).retained ?? '0'));
  const kept = isKept ? 'De rest blijft bij wie het viel.' : '';
  const rule =
    status === 'gain'
      ? html`${claimsFirst(view)} ${net} over om te delen. Daarvan gaat ${shared} in de gezamenlijke pot, die volgens de afgesproken aandelen wordt verdeeld. ${kept}`
      : html`Van het tekort wordt ${shared} samen gedragen, volgens de afgesproken aandelen. ${kept}`;
  return html`<p>${rule} ${qualitySentence(view, forfeited ?? '0.00')} ${capSentence(view)}</p>`;
};

const claimsFirst = (view: SettledView): string => {
  const results = view.terms.parties.map(({ id }) => partyResult(view, id));
  const isRepaid = results.some(({ investmentRepaid }) => !isZero(investmentRepaid ?? '0'));
  const isCarried = results.some(({ carryInRepaid }) => !isZero(carryInRepaid ?? '0'));
  const claims = [...(isRepaid ? ['investeringen'] : []), ...(isCarried ? ['vorderingen uit eerdere perioden'] : [])];
  return claims.length === 0
    ? 'Er blijft'
    : `Uit de besparing worden eerst ${enumeration(claims)} terugbetaald. Daarna blijft`;
};

const qualitySentence = (view: SettledView, forfeited: string): Content => {
  if (isZero(forfeited)) return '';
  const size = fieldSize(view, 'forfeited', forfeited);
  if (view.result.status === 'loss')
    return html`De kwaliteit gaf recht op verlichting van ${size}; dat deel komt terug bij wie het tekort viel.`;
  const { forfeitsTo } = view.terms;
  const to = forfeitsTo === null ? 'de partijen in wier portemonnee het voordeel viel' : party(view, forfeitsTo);
  return html`Van de pot is ${size} door de kwaliteitsscore niet verdiend; dat gaat naar ${to}.`;
};

const capSentence = (view: SettledView): string => {
  const isCapped = view.terms.parties.some(({ id }) => !isZero(partyResult(view, id).capEffect));
  return isCapped ? 'Een afgesproken maximum beperkt wat er overgaat.' : '';
};

const paymentSentences = (view: SettledView): Content => {
  const { payments, status } = view.result;
  if (payments.length === 0)
    return status === 'neutral'
      ? html`<p>Niemand ${isConditional(view) ? 'zou iets betalen' : 'betaalt iets'}. Iedere partij houdt het verschil dat in de eigen portemonnee viel.</p>`
      : html`<p>Er ${isConditional(view) ? 'zou niets overgaan' : 'gaat niets over'}: iedere partij staat al waar de overeenkomst haar brengt.</p>`;
  return list(
    payments.map(({ from, to, amount }, place) => {
      const size = fieldSize(view, `payments[${place}].amount`, amount);
      return isConditional(view)
        ? html`<strong>${party(view, from)} zou ${size} betalen aan ${party(view, to)}.</strong>`
        : html`<strong>${party(view, from)} betaalt ${size} aan ${party(view, to)}.</strong>`;
    }),
  );
};

/** Where each party stands before and after the payments. */
const beforeAndAfter = (view: SettledView): Content => {
  if (view.result.payments.length === 0) return '';
  const bars = view.terms.parties.flatMap(({ id }) => {
    const of = partyResult(view, id);
    const bar = (field: 'whereItFell' | 'finalPosition', when: string) => ({
      label: html`${party(view, id)}, ${when}`,
      amount: of[field],
      figure: fieldFigure(view, `parties.${id}.${field}`, of[field]),
    });
    return [bar('whereItFell', 'vóór'), bar('finalPosition', 'na')];
  });
  const caption =
    'Hoe elke partij ervoor staat, vóór en na de verrekening, ten opzichte van wat verwacht was (in euro)';
  return barChart(caption, bars);
};
