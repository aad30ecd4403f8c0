/**
 * Our templates as files to download: blank or with an example, as delimited text or as a workbook.
 *
 * The blank one has its heading and its closing row, so that the closing row is filled in and not forgotten; as it stands
 * it is refused, because it has no rows. The example is accepted as it stands. Columns that a file may do without are left
 * out: the field guide has them.
 */
import { add, ZERO } from '../../money/ratio.ts';
import { printRounded, readDecimal } from '../../money/text.ts';
import { type ColumnFormat, type WrittenCell, writeXlsx, type Zip } from '../workbook/xlsx-writer.ts';
import { type Column, type DeliveryKind, TEMPLATES } from './template.ts';

/** How a template is filled: not at all, or with an example. */
export type Filling = 'blank' | 'example';

/** Four rows of an invented pilot, column by column; numbers have a decimal point. */
const EXAMPLE: Readonly<Record<string, readonly string[]>> = {
  populatie: ['Parkstad-Oost', 'Parkstad-Oost', 'Parkstad-Oost', 'Parkstad-Oost'],
  versie: ['1', '1', '1', '1'],
  cohort: ['interventie', 'interventie', 'referentie', 'referentie'],
  stroom: ['Wmo', 'Wmo', 'Wmo', 'Wmo'],
  zorgsoort: ['begeleiding', 'begeleiding', 'begeleiding', 'begeleiding'],
  periode: ['2025-K1', '2025-K1', '2025-K1', '2025-K1'],
  geslacht: ['M', 'V', 'M', 'V'],
  leeftijdsklasse: ['00-17', '00-17', '00-17', '00-17'],
  personen: ['1989', '1905', '9740', '9381'],
  maanden: ['5967', '5715', '29220', '28143'],
  bedrag: ['44415.33', '41250.00', '220653.43', '214780.90'],
  partij: ['MUN', 'MUN', 'MUN', 'MUN'],
  artikel: ['artikel 5 lid 2', 'artikel 5 lid 2', 'artikel 5 lid 3', 'artikel 5 lid 3'],
  omschrijving: ['Wijkondersteuners', 'Huur ontmoetingsplek', 'Scholing', 'Coördinatie'],
  bewijs: ['grootboek 4310', 'grootboek 4320', 'grootboek 4330', 'grootboek 4340'],
  indicator: ['griepvaccinatie', 'val-preventie', 'griepvaccinatie', 'val-preventie'],
  teller: ['812', '120', '4010', '655'],
  noemer: ['1250', '400', '6200', '2150'],
  bron: ['registratie huisartsen', 'GGD', 'registratie huisartsen', 'GGD'],
};

/** How a column is written in a workbook: whole numbers, amounts, or text that stays what it is. */
const formatOf = ({ isNumber, kind }: Column): ColumnFormat =>
  !isNumber ? 'text' : kind === 'amount' || kind === 'invested' ? 'twoDecimals' : 'whole';

/** A template as it is filled: texts of cells, numbers with a decimal point, and the closing row apart. */
interface Filled {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly count: string;
  readonly sum: string;
}

const filledTemplate = (kind: DeliveryKind, filling: Filling): Filled => {
  const { sum } = TEMPLATES[kind];
  const columns = TEMPLATES[kind].columns.filter(({ isOptional }) => !isOptional);
  const rowCount = filling === 'blank' ? 0 : 4;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    columns.map(({ heading }) => EXAMPLE[heading]?.[row] ?? ''),
  );
  const place = columns.findIndex(({ heading }) => heading === sum);
  const total = rows.reduce((all, row) => add(all, readDecimal(row[place] ?? '') ?? ZERO), ZERO);
  const format = columns[place] === undefined ? 'whole' : formatOf(columns[place]);
  return { columns, rows, count: `${rowCount}`, sum: printRounded(total, format === 'whole' ? 0 : 2) };
};

const CLOSING = 'SLUITREGEL';

/** UTF-8 with its mark, because Excel takes text without one for Windows-1252; delimiter `;` and a decimal comma. */
const MARK = '\ufeff';

/** A template as delimited text, the way Dutch programs write it. */
export const templateCsv = (kind: DeliveryKind, filling: Filling): string => {
  const { columns, rows, count, sum } = filledTemplate(kind, filling);
  const comma = (text: string, column: Column | undefined): string =>
    column?.isNumber === true ? text.replace('.', ',') : text;
  const closing = [CLOSING, count, sum.replace('.', ','), ...columns.slice(3).map(() => '')];
  const written = rows.map((row) => row.map((text, place) => comma(text, columns[place])));
  const lines = [columns.map(({ heading }) => heading), ...written, closing].map((cells) => cells.join(';'));
  return `${MARK}${lines.join('\r\n')}\r\n`;
};

/** A template as a workbook; the same bytes each time, when `zip` gives its entries a fixed date. */
export const templateXlsx = (kind: DeliveryKind, filling: Filling, zip: Zip): Uint8Array => {
  const { columns, rows, count, sum } = filledTemplate(kind, filling);
  const written = rows.map((row) =>
    row.map((text, place): WrittenCell => {
      const column = columns[place];
      return column?.isNumber === true && text !== '' ? { number: text } : text;
    }),
  );
  const closing: WrittenCell[] = [CLOSING, { number: count }, { number: sum }];
  const sheet = {
    name: `Aanlevering ${kind}`,
    columns: columns.map((column) => ({ format: formatOf(column), widthCharacters: column.heading.length + 6 })),
    rows: [columns.map(({ heading }) => heading), ...written, closing],
  };
  return writeXlsx(sheet, zip);
};
