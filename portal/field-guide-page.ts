/**
 * The field guide of a template: every column with its headings, what it means, its rule and an example.
 */
import { html } from 'hono/html';
import { titleOf } from '../domain/delivery/template/csvw.ts';
import { wordsOf } from '../domain/delivery/template/field-guide.ts';
import { type Column, type DeliveryKind, TEMPLATES } from '../domain/delivery/template/template.ts';
import { type Markup, pageText } from './layout.ts';
import { dataTable } from './table.ts';

/** The page of the field guide of a kind of delivery. */
export const fieldGuidePage = (kind: DeliveryKind): string =>
  pageText({
    title: `Uitleg per veld: ${titleOf(kind)}`,
    fingerprint: '',
    head: html`<header><p class="pilot">Sjabloon <code>${kind}</code></p><h1>Uitleg per veld: ${titleOf(kind)}</h1></header>`,
    sections: [
      { id: 'velden', heading: 'De kolommen', content: columnsTable(kind) },
      { id: 'sluitregel', heading: 'De sluitregel', content: closingRow(kind) },
    ],
  });

const columnsTable = (kind: DeliveryKind): Markup =>
  dataTable({
    caption: 'De volgorde is vrij; de Engelse kop is even goed',
    columns: [
      { head: 'Kop' },
      { head: 'Engelse kop' },
      { head: 'Betekenis' },
      { head: 'Regel' },
      { head: 'Voorbeeld' },
    ],
    groups: [{ rows: TEMPLATES[kind].columns.map(columnRow) }],
  });

const columnRow = ({ heading, english, isOptional }: Column) => {
  const { meaning, rule, example } = wordsOf(heading);
  return {
    head: html`<code>${heading}</code>`,
    cells: [
      html`<code>${english}</code>`,
      meaning,
      isOptional ? `De kolom mag ontbreken. ${rule}` : rule,
      html`<code>${example}</code>`,
    ],
  };
};

const closingRow = (kind: DeliveryKind): Markup => {
  const { columns, sum } = TEMPLATES[kind];
  const width = columns.filter(({ isOptional }) => !isOptional).length;
  return html`<p>De laatste regel telt het bestand na: het woord SLUITREGEL, het aantal rijen erboven en de som van <code>${sum}</code>, aangevuld met lege velden. Wat u telde en wat Ontschot telt, moet gelijk zijn, tot op de cent.</p>
<p><code>SLUITREGEL;120;34567,89${';'.repeat(width - 3)}</code></p>
`;
};
