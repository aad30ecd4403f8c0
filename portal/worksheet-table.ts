/**
 * The numbered worksheet on the page. Totals are in sight; the lines about strata are folded under them, and open when a
 * link leads to one of them and on paper.
 */
import { html } from 'hono/html';
import type { PrintedLine } from '../domain/settlement/result.ts';
import type { Subject } from '../domain/settlement/worksheet.ts';
import { periodInWords, visibleText } from './format.ts';
import type { Content, Markup, Section } from './layout.ts';
import type { SettledView } from './statement-view.ts';
import { cohortWords } from './words.ts';
import { groupLines, type StepGroup, type StrataGroup, type StreamGroup } from './worksheet-groups.ts';
import { lineRow } from './worksheet-line.ts';

const STEPS: Readonly<Record<number, string>> = {
  5: 'Waar het viel',
  6: 'De drempels',
  7: 'De eigen posities',
  8: 'De verdeling',
  9: 'Saldo en maxima',
  10: 'De betalingen',
  11: 'Meenemen naar de volgende periode',
};

/** The numbered worksheet: totals in sight, strata folded under them. */
export const worksheetSection = (view: SettledView): Section => {
  const { outcome, streams } = groupLines(view.result.worksheet.lines);
  return {
    id: 'berekening',
    heading: 'De berekening, regel voor regel',
    content: html`<p>Elk bedrag op deze bladzijde is een regel van deze berekening; wie op een bedrag klikt, komt bij die regel. Onder elke regel staat hoe zij is gemaakt. Een gegeven regel noemt waar het gegeven staat: in een aanlevering, in de overeenkomst of in het rekengeval. Een getal met tien decimalen is alleen voor het lezen afgerond; de exacte breuk staat erbij.</p>
${outcome.map((group) => stepTable(view, group))}
${streams.map((group) => streamPart(view, group))}`,
  };
};

const stepTable = (view: SettledView, { step, lines }: StepGroup): Markup =>
  html`<h3>Stap ${step}: ${STEPS[step] ?? ''}</h3>
${lineTable(view, `Regels van stap ${step}`, lines, [])}`;

const streamPart = (view: SettledView, group: StreamGroup): Markup => {
  const name = group.stream === null ? 'Bevolking en gedeelde gegevens' : `Geldstroom ${visibleText(group.stream)}`;
  const told = group.stream === null ? [] : (['stream'] as const);
  return html`<h3>${name}</h3>
${lineTable(view, `${name}: totalen`, group.totals, told)}
${lineTable(view, `${name}: met de andere trendvorm`, group.otherForm, [...told, 'other'])}
${group.strata.map((strata) => strataPart(view, name, strata, told))}`;
};

const strataPart = (view: SettledView, name: string, group: StrataGroup, told: readonly (keyof Subject)[]): Markup => {
  const cohort = group.cohort === null ? 'groei' : cohortWords(group.cohort);
  const period = group.period === null ? '' : `, ${periodInWords(group.period)}`;
  return folded(`${name}: ${cohort}${period}`, group.lines, (caption) =>
    lineTable(view, caption, group.lines, [...told, 'cohort', 'period']),
  );
};

const folded = (name: string, lines: readonly PrintedLine[], content: (caption: string) => Content): Markup =>
  html`<details class="fold"><summary>${name} (${lines.length} regels)</summary>
${content(name)}</details>
`;

const lineTable = (
  view: SettledView,
  caption: string,
  lines: readonly PrintedLine[],
  toldByHeading: readonly (keyof Subject)[],
): Content => {
  if (lines.length === 0) return '';
  const told = new Set(toldByHeading);
  return html`<table class="lines"><caption>${caption}</caption>
<thead><tr><th scope="col">Regel</th><th scope="col">Wat en hoe</th><th scope="col">Waarde</th></tr></thead>
<tbody>${lines.map((line) => lineRow(view, line, told))}</tbody></table>
`;
};
