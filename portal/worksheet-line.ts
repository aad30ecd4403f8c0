/**
 * One line of the worksheet in words: what it is, how it was made and from which lines, its value, and its basis.
 */
import { html, raw } from 'hono/html';
import { articleOf } from '../domain/pilot/articles.ts';
import { dutchLabel, isLineCode, LABELS, SIDE_WORDS } from '../domain/settlement/labels.ts';
import type { PrintedLine } from '../domain/settlement/result.ts';
import type { Basis, Subject } from '../domain/settlement/worksheet.ts';
import { isNegative, shortHash, visibleText } from './format.ts';
import { type Content, figure, type Markup, named } from './layout.ts';
import { partyName, type View } from './statement-view.ts';
import { cohortWords } from './words.ts';

/** The step of the method that a line belongs to, as a number. */
export const stepOf = ({ code }: PrintedLine): number => (isLineCode(code) ? Number(LABELS[code].step) : 0);

/** A row of the worksheet. `told` are the parts of its subject that the heading above it already says. */
export const lineRow = (view: View, line: PrintedLine, told: ReadonlySet<keyof Subject>): Markup => {
  const subject = subjectText(view, line, told);
  const about = subject === '' ? '' : html`: <bdi>${subject}</bdi>`;
  return html`<tr id="regel-${line.number}"><th scope="row">${line.number}</th><td>${dutchLabel(line.code)}${about}<div class="how">${made(line)}${basisOf(view, line)}</div></td><td>${valueText(line)}</td></tr>
`;
};

const subjectText = (view: View, { code, of }: PrintedLine, told: ReadonlySet<keyof Subject>): string => {
  if (code === 'payment') return `van ${nameOf(view, of.party)} aan ${nameOf(view, of.side)}`;
  const parts: Partial<Record<keyof Subject, string>> = {
    ...(of.stream === undefined ? {} : { stream: of.stream }),
    ...(of.cohort === undefined ? {} : { cohort: cohortWords(of.cohort) }),
    ...(of.period === undefined ? {} : { period: of.period }),
    ...(of.ageBand === undefined ? {} : { ageBand: of.ageBand }),
    ...(of.sex === undefined ? {} : { sex: of.sex }),
    ...(of.party === undefined ? {} : { party: partyName(view, of.party) }),
    ...(of.side === undefined ? {} : { side: SIDE_WORDS[of.side] ?? of.side }),
    ...(of.other === undefined ? {} : { other: 'andere trendvorm' }),
  };
  return Object.entries(parts)
    .filter(([part]) => !told.has(part as keyof Subject))
    .map(([, text]) => visibleText(text))
    .join(' · ');
};

const nameOf = (view: View, id: string | undefined): string => visibleText(partyName(view, id ?? ''));

/** How a line was made, with a link to each line that it was made from. */
const made = ({ how, from, place, rounding }: PrintedLine): Content => {
  const [first, ...rest] = from;
  const part = html`deel ${(place ?? 0) + 1} van ${rest.length} van regel ${lineLinks([first ?? 0])}`;
  switch (how) {
    case 'given':
      return 'gegeven';
    case 'sum':
      return from.length === 0
        ? 'som van nul regels'
        : from.length === 1
          ? html`gelijk aan regel ${lineLinks(from)}`
          : html`som van regel ${lineLinks(from)}`;
    case 'difference':
      return joined(from, ' − ');
    case 'product':
      return joined(from, ' × ');
    case 'quotient':
      return joined(from, ' ÷ ');
    case 'smaller':
      return html`kleinste van regel ${lineLinks(from)}`;
    case 'larger':
      return html`grootste van regel ${lineLinks(from)}`;
    case 'rounded':
      return html`regel ${lineLinks(from)}, afgerond op centen (${rounding ?? ''})`;
    case 'split':
      return html`${part}, verdeeld naar verhouding van regel ${lineLinks(rest)} (${rounding ?? ''})`;
    case 'splitQuotas':
      return html`${part}, verdeeld volgens de bedragen van regel ${lineLinks(rest)} (${rounding ?? ''})`;
    case 'reached':
      return html`hoogste trede die regel ${lineLinks([first ?? 0])} bereikt; treden in regel ${lineLinks(rest)}`;
    case 'interpolated':
      return html`bij regel ${lineLinks([first ?? 0])} afgelezen uit de tabel van regel ${lineLinks(rest)}`;
  }
};

const joined = (from: readonly number[], sign: string): Markup =>
  html`regel ${from.map((number, place) => html`${place > 0 ? sign : ''}${lineLink(number)}`)}`;

const lineLink = (number: number): Markup => raw(`<a href="#regel-${Math.trunc(number)}">${Math.trunc(number)}</a>`);

/** More lines than this are folded, so that a sum over many strata stays one line to read. */
const LINKS_SHOWN = 8;

const lineLinks = (numbers: readonly number[]): Content => {
  const runs = runsOf(numbers);
  const links = runs.map((run, place) => html`${place > 0 ? ', ' : ''}${runLinks(run)}`);
  if (links.length <= LINKS_SHOWN) return html`${links}`;
  return html`<details><summary>${numbers.length} regels, ${numbers[0] ?? ''} tot en met ${numbers.at(-1) ?? ''}</summary>${links}</details>`;
};

/** Consecutive numbers together: 12, 13, 14 and 20 are the runs 12–14 and 20. */
const runsOf = (numbers: readonly number[]): (readonly [first: number, last: number])[] => {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === number) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
};

const runLinks = ([first, last]: readonly [number, number]): Content => {
  if (first === last) return lineLink(first);
  return html`${lineLink(first)}${first + 1 === last ? ', ' : ' t/m '}${lineLink(last)}`;
};

const basisOf = (view: View, { basis }: PrintedLine): Content =>
  basis === undefined ? '' : html`: ${basisText(view, basis)}`;

const basisText = (view: View, basis: Basis): Content => {
  if ('delivery' in basis)
    return html`aanlevering <a href="#aanlevering-${basis.delivery}">${shortHash(basis.delivery)}</a>, regel ${basis.line} van het bestand`;
  if ('agreement' in basis) return agreementText(view, basis.agreement);
  if ('method' in basis) return html`rekenmethode, <code>${named(basis.method)}</code>`;
  return html`rekengeval, <code>${named(basis.case)}</code>`;
};

/** A place in the agreement, with the article that it stands in where the agreement names one. */
const agreementText = ({ statement }: View, path: string): Content => {
  const article = articleOf(statement.agreement.articles ?? {}, path);
  return html`overeenkomst, ${article === null ? '' : html`${named(article)}, `}<code>${named(path)}</code>`;
};

const UNITS: Readonly<Record<PrintedLine['unit'], readonly [before: string, after: string]>> = {
  euro: ['€ ', ''],
  months: ['', ' maanden'],
  persons: ['', ' personen'],
  euroPerMonth: ['€ ', ' per maand'],
  ratio: ['', ''],
};

const valueText = ({ unit, value, shown }: PrintedLine): Markup => {
  const [before, after] = UNITS[unit];
  return html`${before}${figure(shown ?? value)}${after}${shown === undefined ? '' : exactValue(value)}`;
};

/** A fraction of more digits than this is folded. */
const DIGITS_SHOWN = 24;

const exactValue = (fraction: string): Markup => {
  const exact = isNegative(fraction) ? html`${figure(fraction)}` : fraction;
  return fraction.length <= DIGITS_SHOWN
    ? html`<small>exact ${exact}</small>`
    : html`<details><summary>exact</summary>${exact}</details>`;
};
