/**
 * The first page of an evaluation, for a board: what was found, how sure that is, and what may not be read into it. Plain
 * sentences; what cannot be told from chance is «niet aantoonbaar».
 */
import { html } from 'hono/html';
import type { EffectPart, EvaluationDocument } from '../domain/evaluation/evaluation-document.ts';
import type { Effect } from '../domain/evaluation/stream-effect.ts';
import { euroSize, intervalText, partSize, SHOWN_WORDS, sideOf, stamp } from './evaluation-words.ts';
import { enumeration } from './format.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { dataTable, type Row } from './table.ts';

/** The first section, which fills the first sheet on paper. */
export const boardSection = (document: EvaluationDocument): Section => ({
  id: 'bestuur',
  heading: 'In het kort, voor het bestuur',
  content: html`<p class="lead">${verdict(document)}</p>
${list(reservations(document))}
${boardTable(document)}
<p>${legend}</p>`,
});

const legend =
  '«Gemeten»: geteld uit aanleveringen. «Geschat»: vergeleken met wat er zonder pilot zou zijn gebeurd. «Voorlopig»: kan nog veranderen, want niet alles is binnen. «Niet aantoonbaar»: toeval kan de uitkomst verklaren, of hoe groot het toeval is valt niet te schatten. Het betekent niet dat er geen effect was.';

const verdict = ({ total }: EvaluationDocument): Markup => {
  if ('refused' in total)
    return html`<strong>Het effect van de pilot is niet te schatten.</strong> ${named(total.message)}`;
  const { shown, perMonth, preTrend } = total;
  const found = foundSentence(total);
  if (shown === 'notShown' && perMonth.interval === null)
    return html`<strong>Een effect op de kosten is niet aantoonbaar</strong>: hoe groot het toeval is, is uit deze gegevens niet te schatten. ${found}`;
  if (shown === 'notShown') return html`<strong>Een effect op de kosten is niet aantoonbaar.</strong> ${found}`;
  const caution =
    preTrend.verdict === 'ja'
      ? ''
      : ' Of dat door de pilot komt, is onzeker: dat de lijnen vooraf gelijk liepen, staat niet vast.';
  return html`<strong>De kosten kwamen ${SHOWN_WORDS[shown]} uit dan zonder pilot te verwachten was.</strong> ${found}${caution}`;
};

const foundSentence = ({ perMonth, rate, amount }: Effect): Markup => {
  const side = sideOf(perMonth.value, 2);
  if (side === 'gelijk') return html`De kosten kwamen even hoog uit als verwacht.`;
  const ratio = rate === null ? '' : html`; als verhouding ${partSize(rate.value)} ${sideOf(rate.value * 100, 2)}`;
  return html`Gevonden is, als bedrag, ${euroSize(perMonth.value, 2)} per persoon per maand ${side} dan verwacht, samen ${euroSize(amount.value, 0)}${ratio}.`;
};

/** What stands between the figure and a conclusion. */
const reservations = ({ total, selection, power, provisional, waterbed }: EvaluationDocument): Content[] => [
  ...('refused' in total ? [] : total.why.map(named)),
  ...sizeSentence(total, power.minimalDetectableEffect),
  ...(selection.warning === null ? [] : [named(selection.warning.words)]),
  ...(provisional.length === 0 ? [] : ['Niet alle cijfers zijn binnen: de uitkomst kan nog veranderen.']),
  ...(waterbed?.flags ?? []).map(named),
  'Dit is geen afrekening. Niets van deze evaluatie bereikt een betaling.',
];

const sizeSentence = (total: EffectPart, detectable: number): Content[] => {
  const could = `De kleinste besparing die een pilot van deze omvang betrouwbaar kan laten zien is ${partSize(detectable)}`;
  if ('refused' in total || total.rate === null) return [`${could}.`];
  const found = Math.abs(total.rate.value);
  if (found === detectable) return [`${could}.`];
  return [`${could}. Wat gevonden is, ${partSize(found)}, is ${found < detectable ? 'kleiner' : 'groter'}.`];
};

const boardTable = (document: EvaluationDocument): Markup =>
  dataTable({
    caption: 'De antwoorden op een rij. Bedragen per persoon per maand, tegenover wat zonder pilot te verwachten was.',
    columns: [{ head: 'Vraag' }, { head: 'Antwoord' }, { head: 'Hoe zeker' }, { head: 'Merk' }],
    groups: [
      {
        rows: [
          effectRow(document.total, 'Kosten van alle stromen samen'),
          ...document.streams.map((part) => effectRow(part, html`Kosten van de ${named(part.stream ?? '')}`)),
          alikeRow(document.total),
          powerRow(document),
          waterbedRow(document),
          indicatorRow(document),
          profileRow(document),
        ],
      },
    ],
  });

const effectRow = (part: EffectPart, head: Content): Row => {
  const name = part.isMemo ? html`${head} (alleen getoond)` : head;
  if ('refused' in part) return { head: name, cells: ['niet te schatten', named(part.message), stamp(part.marks)] };
  const { perMonth, shown } = part;
  const sure =
    perMonth.interval === null
      ? 'geen interval te geven'
      : html`met 95% zekerheid van ${intervalText(perMonth.interval, 2)} euro`;
  const side = sideOf(perMonth.value, 2);
  const found = side === 'gelijk' ? 'geen verschil gevonden' : html`gevonden: ${euroSize(perMonth.value, 2)} ${side}`;
  return { head: name, cells: [html`<strong>${SHOWN_WORDS[shown]}</strong>; ${found}`, sure, stamp(part.marks)] };
};

const ALIKE = 'Liepen pilot en vergelijking vooraf gelijk op?';

const alikeRow = (total: EffectPart): Row => {
  if ('refused' in total) return { head: ALIKE, cells: ['niet te zeggen', named(total.message), stamp(total.marks)] };
  return {
    head: ALIKE,
    cells: [html`<strong>${total.preTrend.verdict}</strong>`, total.preTrend.words, stamp(total.marks)],
  };
};

const powerRow = ({ power }: EvaluationDocument): Row => ({
  head: 'Hoe klein mag een besparing zijn om te worden gezien?',
  cells: [
    html`<strong>${partSize(power.minimalDetectableEffect)}</strong>`,
    power.observed === null
      ? 'een kleinere besparing wordt vaak gemist'
      : `een kleinere besparing wordt vaak gemist; uit deze gegevens zelf volgt ${partSize(power.observed.minimalDetectableEffect)}`,
    stamp(power.marks),
  ],
});

const NOT_DELIVERED: readonly Content[] = ['niet aangeleverd', '', ''];

const waterbedRow = ({ waterbed }: EvaluationDocument): Row => {
  const head = 'Verschoven kosten van de ene wet naar de andere?';
  if (waterbed === null) return { head, cells: NOT_DELIVERED };
  const { flags, marks } = waterbed;
  const answer = flags.length === 0 ? 'geen aanwijzing' : 'er zijn aanwijzingen';
  return { head, cells: [answer, 'twee dingen naast elkaar bewijzen geen verband', stamp(marks)] };
};

const indicatorRow = ({ indicators }: EvaluationDocument): Row => {
  const head = 'Gezondheid, ervaren kwaliteit, werkplezier';
  if (indicators === null) return { head, cells: NOT_DELIVERED };
  const { lines, marks } = indicators;
  const shown = lines.filter(({ difference }) => difference !== null && difference.shown !== 'notShown');
  const names = enumeration([...new Set(shown.map(({ name }) => name))]);
  const answer = shown.length === 0 ? html`verschil met de referentie <strong>niet aantoonbaar</strong>` : named(names);
  const sure = `aantoonbaar anders dan de referentie: ${shown.length} van ${lines.length} cijfers`;
  return { head, cells: [answer, sure, stamp(marks)] };
};

const profileRow = ({ profile }: EvaluationDocument): Row => {
  const head = 'De wijk naast haar regio';
  if (profile === null) return { head, cells: NOT_DELIVERED };
  const lines = profile.modules.flatMap((module) => module.lines);
  const apart = lines.filter((line) => 'against' in line && line.against !== 'notShown');
  const answer = `aantoonbaar anders dan de regio: ${apart.length} van ${lines.length} onderwerpen`;
  return { head, cells: [answer, `aantoonbaar veranderd: ${profile.changed.length}`, stamp(profile.marks)] };
};
