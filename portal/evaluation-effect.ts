/**
 * The effect of the pilot on a page: what it could show, what was found per stream, whether the lines ran alike before, and
 * how often chance alone goes as far.
 */
import { html } from 'hono/html';
import type { EffectPart, EvaluationDocument } from '../domain/evaluation/evaluation-document.ts';
import type { Effect, OtherMethod } from '../domain/evaluation/stream-effect.ts';
import { binsOf, chartWithTable, histogram, intervalChart, lineChart, type Mark } from './evaluation-charts.ts';
import {
  intervalText,
  partInterval,
  partSize,
  plainFigure,
  SHOWN_WORDS,
  signedFigure,
  signedPart,
  stamp,
} from './evaluation-words.ts';
import { enumeration, unsignedNumber } from './format.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { type Column, dataTable, type Row } from './table.ts';

const figures = true as const;
const WHOLE = 'Alle stromen samen';

/** What the pilot could show before anything is said of what it showed. */
export const powerSection = ({ power }: EvaluationDocument): Section => {
  const { design, observed } = power;
  const assumptions = [
    `${unsignedNumber(`${design.persons}`)} personen in de pilot en ${unsignedNumber(`${design.referencePersons}`)} in de vergelijking`,
    `periodes vooraf: ${design.baselinePeriods}; periodes erna: ${design.performancePeriods}`,
    html`spreiding van de kosten van één persoon: ${signedFigure(design.coefficientOfVariation, 2)} keer het gemiddelde, samenhang tussen periodes ${signedFigure(design.correlation, 2)}`,
    `wat een heel gebied tegelijk raakt: ${partSize(design.areaShock)} van de kosten`,
  ];
  const seen =
    observed === null
      ? 'Uit deze gegevens zelf is niet af te leiden hoe groot het toeval is; het bovenstaande rust dus op de aannamen.'
      : `Hoe ver gebieden zonder pilot in deze gegevens vanzelf uiteenliepen, geeft een kleinste aantoonbare besparing van ${partSize(observed.minimalDetectableEffect)}.`;
  return {
    id: 'vermogen',
    heading: 'Wat deze pilot kon laten zien',
    content: html`<p>${stamp(power.marks)}</p>
${list(power.words)}
<p>${seen}</p>
<h3>Aannamen</h3>
${list(assumptions)}
<p>${named(power.because)}</p>`,
  };
};

/** The effect per stream and in total, with what the other methods find. */
export const effectSection = ({ total, streams, otherMethods, selection }: EvaluationDocument): Section => {
  const parts = [total, ...streams];
  const warning = selection.warning === null ? '' : html`<p class="notice">${named(selection.warning.words)}</p>`;
  const content = html`<p>Het verschil tussen wat de pilot kostte en wat te verwachten was als zij was meegegroeid met de vergelijking. Als bedrag: in de pilot zouden de kosten evenveel euro zijn gegroeid als in de vergelijking. Als verhouding: evenveel procent. Niemand weet welke van de twee klopt; aantoonbaar heet alleen wat in beide vormen buiten toeval ligt.</p>
<p>Hoe de gebieden zijn gekozen: ${named(selection.rule)}</p>
${warning}${effectChart(parts)}
${list(effectReasons(parts))}
${methodsTable(otherMethods.methods)}`;
  return { id: 'effect', heading: 'Het effect per stroom', content };
};

const nameOf = ({ stream, isMemo }: EffectPart): string =>
  stream === null ? WHOLE : `${stream}${isMemo ? ' (alleen getoond)' : ''}`;

const isFound = (part: EffectPart): part is EffectPart & Effect => !('refused' in part);

/** Each reason once, with the streams that it holds for. */
const effectReasons = (parts: readonly EffectPart[]): Content[] => {
  const said = parts.flatMap((part) =>
    (isFound(part) ? part.why : [part.message]).map((why) => ({
      why,
      code: isFound(part) ? null : part.refused,
      part,
    })),
  );
  return [...Map.groupBy(said, ({ why, code }) => JSON.stringify([why, code])).values()].map((same) => {
    const names = enumeration(same.map(({ part }) => nameOf(part)));
    const { why, code } = same[0] ?? { why: '', code: null };
    return html`${named(names)}: ${named(why)}${code === null ? '' : html` (<code>${code}</code>)`}`;
  });
};

const markOf = (part: EffectPart & Effect): Mark => ({
  label: nameOf(part),
  value: part.perMonth.value,
  low: part.perMonth.interval?.low ?? null,
  high: part.perMonth.interval?.high ?? null,
  figure: plainFigure(part.perMonth.value, 2),
});

const EFFECT_COLUMNS: readonly Column[] = [
  { head: 'Stroom' },
  { head: 'Euro per persoon per maand', figures },
  { head: 'Samen, euro', figures },
  { head: 'Als verhouding', figures },
  { head: 'Aantoonbaar?' },
];

const effectChart = (parts: readonly EffectPart[]): Content => {
  const found = parts.filter(isFound);
  const table = dataTable({
    caption:
      'Het effect per stroom met het 95%-interval, tegenover wat zonder pilot te verwachten was. Onder nul is goedkoper.',
    columns: EFFECT_COLUMNS,
    groups: [{ rows: parts.map(effectRow) }],
  });
  if (found.length === 0) return table;
  const said = found.map((part) => `${nameOf(part)}: ${spoken(part)}`);
  const title = 'Effect per stroom, euro per persoon per maand';
  const text = { id: 'grafiek-effect', title, description: `${said.join('. ')}.` };
  return chartWithTable(text, intervalChart(text, found.map(markOf)), table);
};

const spoken = ({ perMonth, shown }: Effect): string => {
  const { value, interval } = perMonth;
  const between =
    interval === null ? 'geen interval' : `van ${plainFigure(interval.low, 2)} tot ${plainFigure(interval.high, 2)}`;
  return `${plainFigure(value, 2)} euro, ${between}, ${SHOWN_WORDS[shown]}`;
};

const effectRow = (part: EffectPart): Row => {
  const head = named(nameOf(part));
  if (!isFound(part)) return { head, cells: ['', '', '', html`niet te schatten<br>${stamp(part.marks)}`] };
  const { perMonth, amount, rate, shown, marks } = part;
  const cells = [
    html`${signedFigure(perMonth.value, 2)}<br>${intervalText(perMonth.interval, 2)}`,
    html`${signedFigure(amount.value, 0)}<br>${intervalText(amount.interval, 0)}`,
    rate === null ? 'geen' : html`${signedPart(rate.value)}<br>${partInterval(rate.interval)}`,
    html`${SHOWN_WORDS[shown]}<br>${stamp(marks)}`,
  ];
  return part.stream === null ? { head, cells, total: true } : { head, cells };
};

const METHOD_WORDS: Readonly<Record<OtherMethod['method'], string>> = {
  syntheticControl: 'Synthetische vergelijking',
  syntheticDifferenceInDifferences: 'Synthetische verschil-in-verschillen',
};

/** The heaviest areas say what the mixture is made of; all of them are in the document. */
const MOST_WEIGHTS = 5;

const methodsTable = (methods: readonly OtherMethod[]): Content => {
  if (methods.length === 0) return '';
  const columns = [
    { head: 'Methode' },
    { head: 'Euro per persoon per maand', figures },
    { head: '95%-interval', figures },
    { head: 'Aantoonbaar?' },
    { head: 'Zwaarste gebieden' },
  ];
  return html`<h3>Andere methoden, ter controle</h3>
${dataTable({ caption: 'Alle stromen samen, met andere aannamen. Wijken de methoden ver uiteen, dan hangt de uitkomst aan de methode.', columns, groups: [{ rows: methods.map(methodRow) }] })}
${list(methods.flatMap(({ method, why }) => why.map((each) => html`${METHOD_WORDS[method]}: ${named(each)}`)))}
${methods.map(({ method, timeWeights }) => weightsOf(METHOD_WORDS[method], timeWeights))}${methods.map(withoutOneTable)}`;
};

/** Synthetic control matches the periods and weighs none; then there is nothing to say. */
const weightsOf = (method: string, weights: OtherMethod['timeWeights']): Content =>
  weights.length === 0
    ? ''
    : html`<p>${method}: de periodes voor de start wegen mee als ${named(enumeration(weights.map(({ period, weight }) => `${period} ${partSize(weight)}`)))}.</p>
`;

/** Whether the outcome hangs on one area: the effect again without each of the heaviest. */
const withoutOneTable = ({ method, effect, withoutOne }: OtherMethod): Content => {
  if (effect === null || withoutOne.length === 0) return '';
  const columns = [{ head: 'Zonder' }, { head: 'Euro per persoon per maand', figures }, { head: 'Verschil', figures }];
  const rows = withoutOne.map(({ unit, effect: other }) => ({
    head: named(unit),
    cells: [
      other === null ? 'niet gevonden' : signedFigure(other, 2),
      other === null ? '' : signedFigure(other - effect, 2),
    ],
  }));
  return html`<details class="fold"><summary>Hangt de uitkomst aan één gebied?</summary>${dataTable({ caption: `${METHOD_WORDS[method]}, steeds zonder één gebied dat meeweegt`, columns, groups: [{ rows }] })}</details>
`;
};

const methodRow = ({ method, effect, interval, shown, unitWeights }: OtherMethod): Row => ({
  head: METHOD_WORDS[method],
  cells: [
    effect === null ? 'niet gevonden' : signedFigure(effect, 2),
    intervalText(interval, 2),
    SHOWN_WORDS[shown],
    list(unitWeights.slice(0, MOST_WEIGHTS).map(({ unit, weight }) => html`${named(unit)} ${partSize(weight)}`)),
  ],
});

/** Whether the lines ran alike before: in words, and as a picture for the total; the streams are folded. */
export const beforeSection = (document: EvaluationDocument): Section => {
  const { total, streams } = document;
  const content = html`<p>Zonder pilot hoort het verschil tussen pilot en vergelijking vooraf rond nul te schommelen. Loopt het vooraf al op of af, dan loopt het daarna misschien ook zonder pilot door.</p>
${isFound(total) ? trendOf(total, document, 0) : html`<p>${named(total.message)}</p>`}
${streams.map((part, place) => (isFound(part) ? html`<details class="fold"><summary>${named(nameOf(part))}: ${part.preTrend.verdict}</summary>${trendOf(part, document, place + 1)}</details>` : ''))}`;
  return { id: 'vooraf', heading: 'Liepen de lijnen vooraf gelijk?', content };
};

const trendOf = (part: EffectPart & Effect, { before }: EvaluationDocument, place: number): Markup => {
  const { eventStudy, preTrend, placeboPeriod } = part;
  const marks = eventStudy.map(({ period, distance, interval }) => ({
    label: period,
    value: distance,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    figure: plainFigure(distance, 2),
  }));
  const title = `Verschil met de vergelijking per periode: ${nameOf(part)}`;
  const text = { id: `grafiek-vooraf-${place}`, title, description: described(part, marks) };
  const early =
    placeboPeriod === null
      ? ''
      : html`<p>Proef op de som: alsof de pilot al in ${named(placeboPeriod.period)} begon, toen er niets gebeurde, vindt dezelfde methode ${signedFigure(placeboPeriod.effect, 2)} euro per persoon per maand (${intervalText(placeboPeriod.interval, 2)}).</p>`;
  return html`<p><strong>${preTrend.words}</strong></p>
${chartWithTable(text, lineChart(text, marks, before.length), trendTable(part))}${early}`;
};

const described = ({ preTrend, eventStudy }: Effect, marks: readonly Mark[]): string => {
  const before = marks.filter((_, place) => eventStudy[place]?.isBefore);
  const [low, high] = [Math.min, Math.max].map((end) => plainFigure(end(...before.map(({ value }) => value)), 2));
  const last = marks.at(-1);
  return `Lijn met ${marks.length} punten in euro per persoon per maand. Voor de start tussen ${low} en ${high}; in ${last?.label ?? ''} ${last?.figure ?? ''}. ${preTrend.words}`;
};

const trendTable = ({ eventStudy }: Effect): Markup =>
  dataTable({
    caption: 'In euro per persoon per maand, tegenover het gemiddelde verschil van voor de start',
    columns: [
      { head: 'Periode' },
      { head: 'Wanneer' },
      { head: 'Verschil', figures },
      { head: '95%-interval', figures },
    ],
    groups: [
      {
        rows: eventStudy.map(({ period, isBefore, distance, interval }) => ({
          head: named(period),
          cells: [isBefore ? 'voor de start' : 'na de start', signedFigure(distance, 2), intervalText(interval, 2)],
        })),
      },
    ],
  });

/** With fewer placebos there is no picture to be made. */
const FEWEST_PLACEBOS = 2;

/** What the same method finds in areas where nothing was done. */
export const placeboSection = ({ total }: EvaluationDocument): Section => {
  const content =
    isFound(total) && total.placebo !== null && total.placebos.length >= FEWEST_PLACEBOS
      ? placeboPicture(total)
      : html`<p>Er zijn te weinig gebieden zonder pilot om te laten zien hoe ver toeval gaat.</p>
${list((isFound(total) ? total.why : [total.message]).map(named))}`;
  return { id: 'toeval', heading: 'Hoe ver gaat toeval?', content };
};

const placeboPicture = ({ placebos, placebo, perMonth, marks }: EffectPart & Effect): Markup => {
  const bins = binsOf(
    placebos.flatMap(({ atNoise }) => atNoise ?? []),
    perMonth.value,
  );
  const own = plainFigure(perMonth.value, 2);
  const title =
    'Wat dezelfde methode vindt waar geen pilot was, op de schommeling van de pilot, euro per persoon per maand';
  const rank =
    placebo === null
      ? ''
      : `Van ${placebo.of} uitkomsten, de pilot meegerekend, gaan er ${placebo.rank} minstens zo ver: een kans van ${partSize(placebo.p)} zonder dat er iets gebeurde.`;
  const text = {
    id: 'grafiek-toeval',
    title,
    description: `${placebos.length} groepen gebieden zonder pilot, elk omgerekend naar hoe sterk de pilot zelf vooraf schommelde, geteld per uitkomst. De lijn is de pilot: ${own}. ${rank}`,
  };
  const rows = bins.map(({ from, to, count, holdsOwn }) => ({
    head: html`${signedFigure(from, 2)} tot ${signedFigure(to, 2)}`,
    cells: [`${count}`, holdsOwn ? `hier ligt de pilot: ${own}` : ''],
  }));
  const columns = [{ head: 'Omgerekende uitkomst' }, { head: 'Aantal groepen', figures }, { head: 'De pilot' }];
  const caption = html`Aantal groepen gebieden zonder pilot per omgerekende uitkomst, in euro per persoon per maand. ${stamp(marks)}`;
  return html`<p>${rank} De grafiek en die kans gaan over dezelfde cijfers: elke uitkomst is eerst omgerekend naar hoe sterk de pilot zelf vooraf schommelde, omdat een klein gebied vanzelf verder uitslaat. De uitkomsten zonder die omrekening staan in het JSON-document.</p>
${chartWithTable(text, histogram(text, bins, perMonth.value), dataTable({ caption, columns, groups: [{ rows }] }))}`;
};
