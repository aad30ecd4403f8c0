/**
 * Tables of figures. On a narrow screen each row becomes a block of labelled lines, so that nobody has to scroll
 * sideways; the roles are spelt out because some browsers forget them when a table is laid out as blocks.
 */
import { html } from 'hono/html';
import { visibleText } from './format.ts';
import { type Content, type Markup, named } from './layout.ts';

/** A column: its heading, whether that is a name from a document, and whether it holds figures, set to the right. */
export interface Column {
  readonly head: string;
  readonly isName?: true;
  readonly figures?: true;
}

/** A row: what it is about, and a cell for each column after the first. A total is set apart by weight and a rule. */
export interface Row {
  readonly head: Content;
  readonly cells: readonly Content[];
  readonly total?: true;
}

/** Rows that belong together, under a heading of their own where there is one. */
export interface RowGroup {
  readonly head?: string;
  readonly rows: readonly Row[];
}

export interface Table {
  readonly caption: Content;
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
}

/** A table with one row header a row; the first column names the row. */
export const dataTable = ({ caption, columns, groups }: Table): Markup =>
  html`<table class="data" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(headCell)}</tr></thead>
${groups.map((group) => groupBody(columns, group))}</table>
`;

const alignment = (column: Column | undefined): Content => (column?.figures ? html` class="figures"` : '');

const headCell = (column: Column): Markup =>
  html`<th role="columnheader" scope="col"${alignment(column)}>${column.isName ? named(column.head) : column.head}</th>`;

const groupBody = (columns: readonly Column[], { head, rows }: RowGroup): Markup =>
  html`<tbody role="rowgroup">${head === undefined ? '' : groupHead(columns, head)}${rows.map((row) => tableRow(columns, row))}</tbody>
`;

const groupHead = (columns: readonly Column[], head: string): Markup =>
  html`<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="${columns.length}">${head}</th></tr>
`;

const tableRow = (columns: readonly Column[], { head, cells, total }: Row): Markup =>
  html`<tr role="row"${total ? html` class="total"` : ''}><th role="rowheader" scope="row">${head}</th>${cells.map((cell, place) => dataCell(columns[place + 1], cell))}</tr>
`;

const dataCell = (column: Column | undefined, cell: Content): Markup =>
  html`<td role="cell" data-label="${visibleText(column?.head ?? '')}"${alignment(column)}>${cell}</td>`;
