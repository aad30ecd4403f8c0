/**
 * The check of a delivery in a workbook: the same rules as for a delimited file, with rows as the sheet numbers them.
 */

import type { DeclaredNumbers } from '../numbers/number-dialect.ts';
import type { DeliveryKind } from '../template/template.ts';
import { expectedTable } from '../template/workbook-delivery.ts';
import { readXlsx } from '../workbook/xlsx-table.ts';
import type { ByteSource, Inflate } from '../workbook/xlsx-zip.ts';
import type { CheckContext } from './check-context.ts';
import { type CheckedDelivery, templateCheck } from './template-check.ts';

/**
 * Checks a workbook, given the SHA-256 of its bytes as hexadecimal text. `numbers` is what is declared of them; the decimal
 * sign of a workbook is not for anybody to declare.
 */
export const checkWorkbook = async (
  kind: DeliveryKind,
  context: CheckContext,
  source: ByteSource,
  inflate: Inflate,
  sha256: string,
  numbers: DeclaredNumbers = {},
): Promise<CheckedDelivery> => {
  const check = templateCheck(kind, context, { ...numbers, decimal: '.', thousands: false });
  const { headings, rows, trailingEmptyRows } = await readXlsx(source, inflate, expectedTable(kind), check.listener);
  const form = { encoding: 'xlsx', byteOrderMark: false, delimiter: null, decimal: '.' as const };
  const lineEnds = { crlf: 0, lf: 0, cr: 0 };
  return check.end(source.sizeBytes, sha256, {
    ...form,
    headings,
    columns: headings.length,
    rows,
    trailingEmptyRows,
    lineEnds,
  });
};
