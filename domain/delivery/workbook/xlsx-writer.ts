/**
 * Writes the smallest workbook that every spreadsheet program opens: one sheet, texts in the cells themselves. Columns of
 * text are typed as text, so that what is filled in stays what it is: no date is made of `5-9`, and no leading zero goes.
 *
 * The same content gives the same bytes, on every run and every machine, when `zip` gives its entries a fixed date.
 */

/** Packs parts by name into a ZIP container. */
export type Zip = (parts: ReadonlyMap<string, Uint8Array>) => Uint8Array;

/** What a column is filled with: text, whole numbers, or numbers with two decimals. */
export type ColumnFormat = 'text' | 'whole' | 'twoDecimals';

/** A cell: a text, or a number with a decimal point. An empty text leaves the cell out. */
export type WrittenCell = string | { readonly number: string };

/** A sheet: its name, its columns, and its rows, of which the first is the heading and stays in sight. */
export interface WrittenSheet {
  readonly name: string;
  readonly columns: readonly { readonly format: ColumnFormat; readonly widthCharacters: number }[];
  readonly rows: readonly (readonly WrittenCell[])[];
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const CONTENT_TYPES = `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`;

const relationships = (targets: readonly (readonly [kind: string, target: string])[]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([kind, target], place) => `<Relationship Id="rId${place + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`;

const workbook = (name: string): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;

/** The styles of cells by their place: general, text, whole, two decimals, heading. Formats 49, 1 and 2 are built in. */
const STYLE_OF: Readonly<Record<ColumnFormat, number>> = { text: 1, whole: 2, twoDecimals: 3 };
const HEADING_STYLE = 4;
const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${[49, 1, 2].map((format) => `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join('')}<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** The letters of a column, counted from 0: `A`, …, `Z`, `AA`. */
const lettersOf = (place: number): string =>
  (place < 26 ? '' : lettersOf(Math.floor(place / 26) - 1)) + String.fromCharCode(65 + (place % 26));

const cellXml = (cell: WrittenCell, reference: string, style: number): string => {
  if (typeof cell !== 'string') return `<c r="${reference}" s="${style}"><v>${cell.number}</v></c>`;
  if (cell === '') return '';
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
};

const sheetXml = ({ columns, rows }: WrittenSheet): string => {
  const style = (row: number, place: number): number =>
    row === 0 ? HEADING_STYLE : STYLE_OF[columns[place]?.format ?? 'text'];
  const cols = columns.map(
    ({ format, widthCharacters }, place) =>
      `<col min="${place + 1}" max="${place + 1}" width="${widthCharacters}" style="${STYLE_OF[format]}" customWidth="1"/>`,
  );
  const written = rows.map(
    (cells, row) =>
      `<row r="${row + 1}">${cells.map((cell, place) => cellXml(cell, `${lettersOf(place)}${row + 1}`, style(row, place))).join('')}</row>`,
  );
  const frozen =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  return `<worksheet xmlns="${MAIN}">${frozen}<cols>${cols.join('')}</cols><sheetData>${written.join('')}</sheetData></worksheet>`;
};

/** The bytes of a workbook with one sheet. */
export const writeXlsx = (sheet: WrittenSheet, zip: Zip): Uint8Array => {
  const parts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': workbook(sheet.name),
    'xl/_rels/workbook.xml.rels': relationships([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/worksheets/sheet1.xml': sheetXml(sheet),
    'xl/styles.xml': STYLES,
  };
  const encoder = new TextEncoder();
  return zip(new Map(Object.entries(parts).map(([name, xml]) => [name, encoder.encode(DECLARATION + xml)])));
};
