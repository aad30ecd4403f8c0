/**
 * Statements without a result: incomplete, because deliveries are missing, or refused, because a rule does not hold. They
 * say what is the matter, where, and what has to happen; they never put a zero where nothing is known.
 */
import { html } from 'hono/html';
import type { Fault } from '../domain/pilot/fault.ts';
import { codeUnitOrder, ownValue } from '../domain/pilot/terms.ts';
import type { IncompleteResult, Memo, RefusedResult } from '../domain/settlement/result.ts';
import type { Subject } from '../domain/settlement/worksheet.ts';
import { periodInWords } from './format.ts';
import { type Content, descriptions, figure, list, type Markup, named, type Section } from './layout.ts';
import { party, type View } from './statement-view.ts';
import { dataTable } from './table.ts';
import { cohortWords, REFUSAL_WORDS } from './words.ts';

/** What an incomplete statement says: what is missing, and what was delivered. */
export const incompleteSection = (view: View, { missing }: IncompleteResult): Section => ({
  id: 'kort',
  heading: 'In het kort',
  content: html`<p class="lead"><strong>Er is nog geen uitkomst: niet alles is aangeleverd.</strong> Zolang er iets ontbreekt, wordt er niets berekend en hoeft niemand iets te betalen. Wat ontbreekt, telt niet als nul.</p>
<h3>Wat er ontbreekt</h3>
${list(missing.map((stream) => missingSentence(view, stream)))}
<p>Zodra de ontbrekende aanlevering binnen is, komt er een nieuw afschrift.</p>`,
});

const missingSentence = (view: View, stream: string): Markup => {
  const deliverer = ownValue(view.statement.agreement.deliveredBy, stream);
  const by = deliverer === undefined ? '' : html` Aan te leveren door ${party(view, deliverer)}.`;
  return html`<strong>${named(stream)}</strong>: de kosten van de pilot of van de referentie ontbreken in ten minste één periode waarmee wordt vergeleken.${by}`;
};

/** What a refused statement says: the rule, the place, and what to do. */
export const refusedSection = (result: RefusedResult): Section => {
  const { rule, meaning, remedy } = REFUSAL_WORDS[result.refusal];
  return {
    id: 'kort',
    heading: 'In het kort',
    content: html`<p class="lead"><strong>Met deze gegevens kan niet worden afgerekend.</strong> Er is geen uitkomst en niemand hoeft iets te betalen.</p>
${descriptions([
  ['Regel waaraan niet is voldaan', html`${rule} <code>${result.refusal}</code>`],
  ['Wat er aan de hand is', meaning],
  ['Waar', 'faults' in result.detail ? `${result.detail.faults.length} plaatsen, hieronder` : place(result.detail)],
  ['Wat te doen', remedy],
])}
${'faults' in result.detail ? faultTable(result.detail.faults) : ''}`,
  };
};

const place = ({ stream, cohort, period, sex, ageBand }: Subject): Content => {
  const parts: (readonly [string, Content])[] = [];
  if (stream !== undefined) parts.push(['geldstroom', named(stream)]);
  if (cohort !== undefined) parts.push(['bevolking', cohortWords(cohort)]);
  if (period !== undefined) parts.push(['periode', periodInWords(period)]);
  if (ageBand !== undefined) parts.push(['leeftijdsklasse', named(ageBand)]);
  if (sex !== undefined) parts.push(['geslacht', named(sex)]);
  return parts.length === 0 ? 'het hele rekengeval' : list(parts.map(([name, value]) => html`${name}: ${value}`));
};

const faultTable = (faults: readonly Fault[]): Markup => {
  const rows = faults.map(({ path, message }) => ({
    head: html`<code>${path === '' ? 'het hele document' : named(path)}</code>`,
    cells: [named(message)],
  }));
  return dataTable({
    caption: 'De fouten',
    columns: [{ head: 'Plaats' }, { head: 'Wat er mis is' }],
    groups: [{ rows }],
  });
};

const LISTS: Readonly<Record<string, string>> = { memberMonths: 'bevolking', costs: 'kosten' };

/** Streams that are shown and not settled, and rows that do not count; no section where there are neither. */
export const memoSections = ({ statement, terms }: View): Section[] => {
  const { result } = statement;
  if (result.status === 'refused') return [];
  const memo = result.memo ?? {};
  const absent = terms.memoStreams.filter((stream) => !Object.hasOwn(memo, stream));
  const leftOut = result.leftOut ?? [];
  if (Object.keys(memo).length + absent.length + leftOut.length === 0) return [];
  const streams = Object.keys(memo).length + absent.length === 0 ? '' : memoTable(memo, absent);
  const content = html`${streams}${leftOut.length === 0 ? '' : leftOutTable(leftOut)}`;
  return [{ id: 'getoond', heading: 'Getoond, niet verrekend', content }];
};

const memoTable = (memo: Memo, absent: readonly string[]): Markup => {
  const shown = [...Object.keys(memo), ...absent].sort(codeUnitOrder).map((stream) => ({
    head: named(stream),
    cells: [actualOf(memo, stream)],
  }));
  const columns = [{ head: 'Geldstroom' }, { head: 'Werkelijke kosten', figures: true as const }];
  const caption = 'Geldstromen die alleen worden getoond, in euro. Ze tellen in geen enkele uitkomst mee.';
  return dataTable({ caption, columns, groups: [{ rows: shown }] });
};

const actualOf = (memo: Memo, stream: string): Content => {
  const actual = ownValue(memo, stream)?.actual;
  return actual === undefined ? 'niet aangeleverd' : figure(actual);
};

const leftOutTable = (leftOut: NonNullable<IncompleteResult['leftOut']>): Markup => {
  const rows = leftOut.map(({ list: name, period, rows: count }) => ({
    head: ownValue(LISTS, name) ?? name,
    cells: [periodInWords(period), `${count}`],
  }));
  const columns = [{ head: 'Soort' }, { head: 'Periode' }, { head: 'Aantal rijen', figures: true as const }];
  const caption = 'Aangeleverde rijen die niet meetellen, omdat hun periode niet in de overeenkomst staat';
  return dataTable({ caption, columns, groups: [{ rows }] });
};
