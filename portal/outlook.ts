/**
 * How firm an outcome is: how far it lies from the thresholds, what the other trend form would have given, and what may
 * still change.
 */
import { html } from 'hono/html';
import { otherTrend } from '../domain/settlement/trend.ts';
import { isNegative, periodInWords, signedNumber, unsignedNumber } from './format.ts';
import { type Content, type Markup, named, type Section } from './layout.ts';
import {
  fieldFigure,
  fieldSize,
  hasResult,
  isInterim,
  type SettledView,
  streamResults,
  type View,
} from './statement-view.ts';
import { dataTable } from './table.ts';
import { STATUS_WORDS, trendWords } from './words.ts';

const figures = true as const;

/** Thresholds, the other trend form, and what may still change. */
export const outlookSection = (view: SettledView): Section => ({
  id: 'drempels',
  heading: 'Hoe dicht bij een andere uitkomst',
  content: html`<h3>Afstand tot de drempels</h3>
<p>${distanceSentence(view)}</p>
${thresholdTable(view)}
<h3>De uitkomst met de andere trendvorm</h3>
<p>${otherFormSentence(view)}</p>
${otherFormTable(view)}`,
});

const distanceSentence = (view: SettledView): Markup => {
  const { status, result, thresholds } = view.result;
  const distance = (side: 'savings' | 'loss') =>
    fieldSize(view, `thresholds.${side}.distance`, thresholds[side].distance);
  if (status === 'gain')
    return html`De besparing ligt ${distance('savings')} boven de drempel. Bij kosten die meer dan dat hoger uitvallen, wordt er niets gedeeld.`;
  if (status === 'loss')
    return html`Het tekort ligt ${distance('loss')} voorbij de drempel. Bij kosten die meer dan dat lager uitvallen, wordt er niets gedeeld.`;
  return isNegative(result)
    ? html`Bij kosten die ${distance('loss')} hoger uitvallen, wordt de drempel voor een tekort bereikt.`
    : html`Bij kosten die ${distance('savings')} lager uitvallen, wordt de drempel voor een besparing bereikt.`;
};

const thresholdTable = (view: SettledView): Markup => {
  const row = (side: 'savings' | 'loss', head: string) => ({
    head,
    cells: (['amount', 'distance'] as const).map((field) =>
      fieldFigure(view, `thresholds.${side}.${field}`, view.result.thresholds[side][field]),
    ),
  });
  const rows = [row('savings', 'Drempel voor een besparing'), row('loss', 'Drempel voor een tekort')];
  const columns = [
    { head: 'Drempel' },
    { head: 'Bedrag', figures },
    { head: 'Resultaat ligt hierboven (+) of hieronder (−)', figures },
  ];
  const caption =
    'De drempels en de afstand van het resultaat, in euro. De drempel voor een tekort ligt onder nul. Hier afgerond op centen; de vergelijking zelf is onafgerond.';
  return dataTable({ caption, columns, groups: [{ rows }] });
};

const otherFormSentence = (view: SettledView): Markup => {
  const { resultOtherForm: other, statusOtherForm: status } = view.result;
  const why = 'De verwachting hangt af van de afgesproken trendvorm: groei als verhouding of als bedrag.';
  if (other === null || status === null)
    return html`${why} Met de andere vorm is de uitkomst <strong>niet te berekenen</strong>.`;
  const size = fieldSize(view, 'resultOtherForm', other);
  const outcome = html`${size} ${isNegative(other) ? 'meer' : 'minder'} kosten dan verwacht: ${STATUS_WORDS[status]}`;
  const same = status === view.result.status;
  return html`${why} Met de andere vorm was de uitkomst: <strong>${outcome}</strong>. ${same ? 'De soort uitkomst blijft dus gelijk.' : 'De soort uitkomst verandert dus door de keuze van de trendvorm.'} Verrekend wordt volgens de afgesproken vorm.`;
};

const otherFormTable = (view: SettledView): Markup => {
  const rows = streamResults(view).map(({ name, of }) => {
    const trend = view.terms.trend.get(name);
    const other = of.expectedOtherForm;
    const field = `streams.${name}`;
    return {
      head: named(name),
      cells: [
        trend === undefined ? '' : trendWords(trend),
        fieldFigure(view, `${field}.expected`, of.expected),
        trend === undefined ? '' : trendWords(otherTrend(trend)),
        other === null ? 'niet te berekenen' : fieldFigure(view, `${field}.expectedOtherForm`, other),
      ],
    };
  });
  const columns = [
    { head: 'Geldstroom' },
    { head: 'Afgesproken vorm' },
    { head: 'Verwacht', figures },
    { head: 'Andere vorm' },
    { head: 'Verwacht met de andere vorm', figures },
  ];
  return dataTable({
    caption: 'Verwachte kosten met beide trendvormen, in euro',
    columns,
    groups: [{ rows }, { rows: [otherTotal(view)] }],
  });
};

const otherTotal = (view: SettledView) => {
  const { result, resultOtherForm: other } = view.result;
  const cells = [
    '',
    fieldFigure(view, 'result', result),
    '',
    other === null ? 'niet te berekenen' : fieldFigure(view, 'resultOtherForm', other),
  ];
  return { head: 'Resultaat van de pilot', cells, total: true as const };
};

/** What a later statement may say differently. */
export const changeSection = (view: View): Section => ({
  id: 'verandering',
  heading: 'Wat nog kan veranderen',
  content: changes(view),
});

const changes = (view: View): Content => {
  const { statement } = view;
  const later = isInterim(view)
    ? html`<p>Dit is een tussenstand over het deel van het jaar dat voorbij is. Het eindafschrift rekent over het hele jaar en vervangt deze stand.</p>`
    : '';
  if (statement.mayStillChange.length === 0)
    return html`${later}<p>${hasResult(view) ? 'De kosten in dit afschrift gelden als volledig binnen: er is niets bijgeschat.' : 'Alles, zolang niet alles is aangeleverd.'}</p>`;
  const rows = statement.mayStillChange.map(({ stream, period, completionFactor }) => ({
    head: named(stream),
    cells: [periodInWords(period), factorText(completionFactor)],
  }));
  const columns = [{ head: 'Geldstroom' }, { head: 'Periode' }, { head: 'Uitloopfactor', figures }];
  const caption = 'Kosten waarvan nog declaraties binnenkomen';
  return html`${later}<p>Nog niet alle declaraties zijn binnen. De kosten hieronder zijn daarom gedeeld door een afgesproken uitloopfactor: 0,96 betekent dat naar verwachting 96% binnen is. Wat werkelijk nog binnenkomt, kan de uitkomst veranderen.</p>
${dataTable({ caption, columns, groups: [{ rows }] })}`;
};

/** A factor as a decimal, or as the fraction that the agreement writes. */
const factorText = (factor: string): string =>
  factor.includes('/') ? factor.split('/').map(unsignedNumber).join('/') : signedNumber(factor);
