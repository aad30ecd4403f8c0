/**
 * A delivery in a workbook: the same template and the same checks as a delimited file, with rows as the sheet numbers
 * them.
 */

import type { DeclaredNumbers } from '../numbers/number-dialect.ts';
import { type ExpectedTable, readXlsx, type WorkbookTable } from '../workbook/xlsx-table.ts';
import type { ByteSource, Inflate } from '../workbook/xlsx-zip.ts';
import { CLOSING } from './closing-row.ts';
import {
  type Delivery,
  type DeliveryContents,
  type DeliveryOptions,
  type DeliveryReading,
  deliveryTable,
  type TableReport,
} from './delivery.ts';
import { type DeliveryKind, TEMPLATES } from './template.ts';
import { columnNamed } from './template-columns.ts';

/** What was read of a workbook: the delivery, and where in it. */
export interface WorkbookReport extends TableReport {
  readonly workbook: WorkbookTable;
}

/** The template of a kind as the reader of workbooks needs to know it. */
export const expectedTable = (kind: DeliveryKind): ExpectedTable => {
  const { columns } = TEMPLATES[kind];
  return {
    isHeading: (name) => columnNamed(columns, name) !== null,
    isNumber: (heading) => columnNamed(columns, heading)?.isNumber === true,
    closing: CLOSING,
  };
};

/** Reads a workbook as it streams by, and keeps its totals. The decimal sign of a workbook is not for anybody to declare. */
export const readWorkbookDelivery = async <Kind extends DeliveryKind>(
  kind: Kind,
  source: ByteSource,
  inflate: Inflate,
  options: DeliveryOptions<Kind> = {},
): Promise<WorkbookReport> => {
  const numbers: DeclaredNumbers = { ...options.numbers, decimal: '.', thousands: false };
  const table = deliveryTable(kind, { ...options, numbers });
  const workbook = await readXlsx(source, inflate, expectedTable(kind), table.listener);
  return { ...table.end(workbook), workbook };
};

type RowsOf<Kind extends DeliveryKind> = Extract<Delivery, { readonly kind: Kind }>['rows'];
type ContentsOf<Kind extends DeliveryKind> = Extract<DeliveryContents, { readonly kind: Kind }>;

/** Reads a delivery with all its rows. Any problem refuses the whole workbook. */
export const readWorkbookRows = async (
  kind: DeliveryKind,
  source: ByteSource,
  inflate: Inflate,
  numbers: DeclaredNumbers = {},
): Promise<DeliveryReading> => {
  const read = async <Kind extends DeliveryKind>(
    each: Kind,
    deliveryOf: (rows: RowsOf<Kind>, contents: ContentsOf<Kind>) => Delivery,
  ): Promise<DeliveryReading> => {
    const rows: RowsOf<Kind>[number][] = [];
    const options = { numbers, row: (row: RowsOf<Kind>[number]) => void rows.push(row) };
    const { contents, problemCount, problems } = await readWorkbookDelivery(
      each,
      source,
      inflate,
      options as DeliveryOptions<Kind>,
    );
    if (contents === null) return { problemCount, problems };
    return { delivery: deliveryOf(rows as RowsOf<Kind>, contents as ContentsOf<Kind>) };
  };
  switch (kind) {
    case 'members':
      return read(kind, (rows, { population, total }) => ({ kind, population, rows, total }));
    case 'costs':
      return read(kind, (rows, { population, streams, total }) => ({ kind, population, streams, rows, total }));
    case 'investments':
      return read(kind, (rows, { total }) => ({ kind, rows, total }));
    case 'indicators':
      return read(kind, (rows, { total }) => ({ kind, rows, total }));
  }
};
