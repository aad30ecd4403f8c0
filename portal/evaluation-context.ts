/**
 * What stands around the effect on a page: costs that may have moved, what is measured beside money, the neighbourhood
 * beside its region, and what nobody could see.
 */
import { html } from 'hono/html';
import type { EvaluationDocument, IndicatorLine, IndicatorPart } from '../domain/evaluation/evaluation-document.ts';
import type { CentreFigure, Indicator, IndicatorFigure } from '../domain/evaluation/indicators.ts';
import type { ProfileLine, ProfileModule } from '../domain/evaluation/profile.ts';
import type { Waterbed, WaterbedLine } from '../domain/evaluation/waterbed.ts';
import { ownValue } from '../domain/pilot/terms.ts';
import { barsChart, chartWithTable, intervalChart, type Mark } from './evaluation-charts.ts';
import {
  intervalText,
  partSize,
  plainFigure,
  SHOWN_WORDS,
  signedFigure,
  signedPart,
  stamp,
} from './evaluation-words.ts';
import { type Content, list, type Markup, named, type Section } from './layout.ts';
import { dataTable, type Row } from './table.ts';

const figures = true as const;

/** Streams and care categories beside each other; nothing where it was not delivered. */
export const waterbedSections = ({ waterbed }: EvaluationDocument): Section[] => {
  if (waterbed === null) return [];
  const flags =
    waterbed.flags.length === 0
      ? html`<p>Er staat geen besparing naast meerkosten.</p>`
      : html`<div class="notice">${list(waterbed.flags.map(named))}</div>`;
  const content = html`<p>${stamp(waterbed.marks)} Per geldstroom en zorgsoort: wat het werd, tegenover de eigen basis die als verhouding meegroeit met de vergelijking, zoals in een afrekening. Of de verandering van een hele stroom aantoonbaar is, komt van het effect van die stroom; een zorgsoort heeft geen interval.</p>
${flags}${waterbed.lines.length === 0 ? '' : waterbedChart(waterbed)}`;
  return [{ id: 'waterbed', heading: 'Het waterbed: verschoven kosten', content }];
};

const lineName = ({ stream, category, isMemo }: WaterbedLine): string =>
  `${category === null ? stream : `${stream}: ${category}`}${isMemo ? ' (alleen getoond)' : ''}`;

const waterbedChart = ({ lines }: Waterbed): Markup => {
  const marks = lines.map(
    (line): Mark => ({
      label: lineName(line),
      value: line.change,
      low: null,
      high: null,
      figure: plainFigure(line.change, 0),
    }),
  );
  const title = 'Verandering per geldstroom en zorgsoort, in euro';
  const description = `${marks.map(({ label, figure }) => `${label}: ${figure}`).join('; ')}. Onder nul is goedkoper dan verwacht.`;
  const columns = [
    { head: 'Stroom of zorgsoort' },
    { head: 'Werd, per maand', figures },
    { head: 'Verwacht, per maand', figures },
    { head: 'Verandering, euro', figures },
    { head: 'Deel van verwacht', figures },
    { head: 'Aantoonbaar?' },
  ];
  const table = dataTable({
    caption: 'Kosten per verzekerdenmaand in euro en de verandering over de hele periode. Onder nul is goedkoper.',
    columns,
    groups: [{ rows: lines.map(waterbedRow) }],
  });
  const text = { id: 'grafiek-waterbed', title, description };
  return chartWithTable(text, barsChart(text, marks), table);
};

const waterbedRow = (line: WaterbedLine): Row => ({
  head: named(lineName(line)),
  cells: [
    signedFigure(line.after, 2),
    signedFigure(line.expected, 2),
    signedFigure(line.change, 0),
    line.rate === null ? 'geen' : signedPart(line.rate),
    line.isShown === true ? SHOWN_WORDS[line.change < 0 ? 'lower' : 'higher'] : SHOWN_WORDS.notShown,
  ],
});

const DOMAIN_WORDS: Readonly<Record<Indicator['domain'], string>> = {
  health: 'Gezondheid',
  experiencedQuality: 'Ervaren kwaliteit',
  cost: 'Kosten',
  workSatisfaction: 'Werkplezier',
  process: 'Wat er in de wijk gebeurde',
};

/** Indicators by domain and scores by centre; nothing where they were not delivered. */
export const indicatorSections = ({ indicators }: EvaluationDocument): Section[] => {
  if (indicators === null) return [];
  const content = html`<p>${stamp(indicators.marks)} Cijfers van de pilot naast die van de referentie. Een verschil naast elkaar bewijst niet dat het door de pilot komt.</p>
${indicators.lines.length === 0 ? '' : indicatorTable(indicators)}
${list(indicators.refused.map(({ refused, message }) => html`${named(message)} (<code>${refused}</code>)`))}
${indicators.centres.length === 0 ? '' : centreTable(indicators.centres)}`;
  return [{ id: 'indicatoren', heading: 'Meer dan geld', content }];
};

const indicatorTable = ({ lines }: IndicatorPart): Markup => {
  const groups = [...Map.groupBy(lines, ({ domain }) => domain)].map(([domain, own]) => ({
    head: DOMAIN_WORDS[domain],
    rows: own.map(indicatorRow),
  }));
  const columns = [
    { head: 'Indicator' },
    { head: 'Periode' },
    { head: 'Pilot (95%-interval)', figures },
    { head: 'Referentie (95%-interval)', figures },
    { head: 'Verschil', figures },
    { head: 'Aantoonbaar?' },
  ];
  return dataTable({ caption: 'Indicatoren per domein, pilot naast referentie', columns, groups });
};

const indicatorRow = ({ name, period, kind, direction, pilot, reference, difference }: IndicatorLine): Row => ({
  head: html`${named(name)} (${direction === 'higher' ? 'hoger' : 'lager'} is beter)`,
  cells: [
    named(period),
    indicatorFigure(pilot, kind),
    indicatorFigure(reference, kind),
    difference === null ? 'geen' : shownValue(difference.value, kind),
    SHOWN_WORDS[difference?.shown ?? 'notShown'],
  ],
});

const PER = 1_000;

/** A rate is read per thousand, a part as a percentage. */
const shownValue = (value: number, kind: Indicator['kind']): Content => {
  if (kind === 'proportion') return signedPart(value);
  return kind === 'rate' ? html`${signedFigure(value * PER, 1)} per 1.000` : signedFigure(value, DIGITS[kind]);
};

const DIGITS = { count: 0, mean: 2, amount: 2 } as const;

const indicatorFigure = (found: IndicatorFigure | null, kind: Indicator['kind']): Content => {
  if (found === null) return 'niet aangeleverd';
  if ('refused' in found) return named(found.message);
  const { value, limits } = found;
  if (limits === null) return html`${shownValue(value, kind)}<br>geen interval`;
  if (kind === 'rate') {
    const between = intervalText({ low: limits.low * PER, high: limits.high * PER }, 1);
    return html`${shownValue(value, kind)}<br>${between}`;
  }
  return html`${shownValue(value, kind)}<br>${shownValue(limits.low, kind)} tot ${shownValue(limits.high, kind)}`;
};

const centreTable = (centres: readonly CentreFigure[]): Markup =>
  dataTable({
    caption: 'Scores van de vragenlijst per centrum',
    columns: [
      { head: 'Centrum' },
      { head: 'Ingevuld', figures },
      { head: 'Gemiddelde score', figures },
      { head: '95%-interval', figures },
      { head: 'Respons', figures },
    ],
    groups: [{ rows: centres.map(centreRow) }],
  });

const centreRow = (each: CentreFigure): Row => {
  const head = named(each.centre);
  if ('refused' in each)
    return { head: html`${head}: ${named(each.message)} (<code>${each.refused}</code>)`, cells: ['', '', '', ''] };
  const { filledIn, mean, limits, response } = each;
  return { head, cells: [`${filledIn}`, signedFigure(mean, 2), intervalText(limits, 2), partSize(response)] };
};

/** The neighbourhood beside its region, one drawing a module; nothing where it was not delivered. */
export const profileSections = ({ profile }: EvaluationDocument): Section[] => {
  if (profile === null) return [];
  const { area, period, previous, changed, notCounted, modules, marks } = profile;
  const changes = changed.length === 0 ? ['Niets veranderde aantoonbaar.'] : changed;
  const content = html`<p>${stamp(marks)} ${named(area)} in ${named(period)}, naast de regio. Wie veel cijfers naast elkaar legt, ziet er altijd enkele door toeval afwijken.</p>
${previous === null ? '' : html`<h3>Wat er veranderde sinds ${named(previous)}</h3>${list(changes.map(named))}`}
${modules.map(moduleMarkup)}
${list(notCounted.map(named))}`;
  return [{ id: 'profiel', heading: 'De wijk naast haar regio', content }];
};

/** A line with a figure, and a region to hold it against: below or at zero there is no ratio to draw. */
type Drawn = Exclude<ProfileLine, { readonly refused: string }>;
const isDrawn = (line: ProfileLine): line is Drawn => !('refused' in line) && line.region.value > 0;

const moduleMarkup = ({ module, lines }: ProfileModule, place: number): Markup => {
  const drawn = lines.filter(isDrawn);
  const title = `${module}: de wijk naast de regio, waarin de regio 100 is`;
  const said = drawn.map(({ name, area, region, against }) => {
    return `${name}: ${plainFigure(area.value, 2)}, regio ${plainFigure(region.value, 2)}, ${SHOWN_WORDS[against]}`;
  });
  const text = { id: `grafiek-profiel-${place}`, title, description: `${said.join('; ')}.` };
  const table = moduleTable(lines);
  return html`<h3>${named(module)}</h3>
${drawn.length === 0 ? table : chartWithTable(text, intervalChart(text, drawn.map(profileMark), 100), table)}`;
};

/** Only the place in the drawing is a ratio to the region; the figure stays the one of the table. */
const profileMark = ({ name, area, region }: Drawn): Mark => {
  const asIndex = (value: number): number => (100 * value) / region.value;
  return {
    label: name,
    value: asIndex(area.value),
    low: area.limits === null ? null : asIndex(area.limits.low),
    high: area.limits === null ? null : asIndex(area.limits.high),
    figure: plainFigure(area.value, 2),
  };
};

const moduleTable = (lines: readonly ProfileLine[]): Markup =>
  dataTable({
    caption: 'De cijfers in hun eigen eenheid, met 95%-interval',
    columns: [
      { head: 'Onderwerp' },
      { head: 'Wijk', figures },
      { head: '95%-interval', figures },
      { head: 'Regio', figures },
      { head: 'Plaats in de regio', figures },
      { head: 'Tegenover de regio' },
      { head: 'Sinds de vorige keer' },
    ],
    groups: [{ rows: lines.map(profileRow) }],
  });

const profileRow = (line: ProfileLine): Row => {
  if ('refused' in line) {
    const head = html`${named(line.name)}: ${named(line.message)} (<code>${line.refused}</code>)`;
    return { head, cells: ['', '', '', '', '', ''] };
  }
  const { name, unit, area, region, rank, against, change } = line;
  const changed =
    change === null
      ? 'niet bekend'
      : html`${signedFigure(change.change, 2)} (${intervalText(change.limits, 2)}): ${SHOWN_WORDS[change.shown]}`;
  const cells = [
    signedFigure(area.value, 2),
    intervalText(area.limits, 2),
    signedFigure(region.value, 2),
    `${rank.place} van ${rank.of}`,
    SHOWN_WORDS[against],
    changed,
  ];
  return { head: html`${named(name)}${unit === '' ? '' : html` (${named(unit)})`}`, cells };
};

/** What nobody could see, and what is not in yet. */
export const unseenSection = ({ notObserved, provisional }: EvaluationDocument): Section => {
  const later =
    provisional.length === 0
      ? html`<p>Alle cijfers zijn definitief aangeleverd.</p>`
      : html`<h3>Wat nog kan veranderen</h3>
${list(provisional.map(({ source, period, because }) => html`${named(ownValue(SOURCE_WORDS, source) ?? source)} over ${named(period)}: ${named(because)}`))}`;
  return {
    id: 'ongezien',
    heading: 'Wat niet is waargenomen',
    content: html`${list(notObserved.map(named))}
${later}`,
  };
};

const SOURCE_WORDS: Readonly<Record<string, string>> = { indicators: 'Indicatoren', profile: 'Wijkgezondheidsprofiel' };
