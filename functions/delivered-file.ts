/**
 * A delivered file, whichever of the two it is: delimited text or a workbook. Told apart by its first bytes, not its name.
 */
import {
  type Delivery,
  type DeliveryCell,
  type DeliveryReading,
  deliveryReader,
  readDelivery,
} from '../domain/delivery/delivery.ts';
import type { DeclaredNumbers } from '../domain/delivery/number-dialect.ts';
import type { Problem } from '../domain/delivery/problem.ts';
import { returnFile } from '../domain/delivery/return-file.ts';
import type { DeliveryKind } from '../domain/delivery/template.ts';
import { expectedTable, readWorkbookDelivery, readWorkbookRows } from '../domain/delivery/workbook-delivery.ts';
import { xlsxCsv } from '../domain/delivery/xlsx-csv.ts';
import { looksLikeWorkbook, sourceOfBytes } from '../domain/delivery/xlsx-zip.ts';
import { inflate } from './inflate.ts';

/** A file as it was delivered, and what was declared of it. */
export interface DeliveredFile {
  readonly kind: DeliveryKind;
  readonly bytes: Uint8Array;
  readonly numbers: DeclaredNumbers;
}

/** The media type under which a delivery is kept. */
export const contentTypeOf = (bytes: Uint8Array): string =>
  looksLikeWorkbook(bytes) ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';

/** Reads a delivery with all its rows, or every problem of it. */
export const readDelivered = async ({ kind, bytes, numbers }: DeliveredFile): Promise<DeliveryReading> =>
  looksLikeWorkbook(bytes)
    ? readWorkbookRows(kind, sourceOfBytes(bytes), inflate, numbers)
    : readDelivery(kind, bytes, numbers);

/** Reads an accepted delivery again; one with problems is corruption. */
export const readAccepted = async (file: DeliveredFile): Promise<Delivery> => {
  const reading = await readDelivered(file);
  if ('problems' in reading) throw new Error('An accepted delivery cannot be read any more.');
  return reading.delivery;
};

/** The cells of a file without problems, and otherwise the problems. */
export const readCells = async ({
  kind,
  bytes,
  numbers,
}: DeliveredFile): Promise<{ readonly cells: readonly DeliveryCell[] } | { readonly problems: readonly Problem[] }> => {
  if (looksLikeWorkbook(bytes)) {
    const { contents, problems } = await readWorkbookDelivery(kind, sourceOfBytes(bytes), inflate, { numbers });
    return contents === null ? { problems } : { cells: contents.cells() };
  }
  const reader = deliveryReader(kind, { numbers });
  reader.push(bytes);
  const { contents, problems } = reader.end();
  return contents === null ? { problems } : { cells: contents.cells() };
};

/** The return file in pieces; a workbook comes back as delimited text. A workbook that cannot be opened has none. */
export const returnDelivered = async (
  { kind, bytes }: Omit<DeliveredFile, 'numbers'>,
  findings: readonly Problem[],
): Promise<readonly Uint8Array[]> => {
  const pieces: Uint8Array[] = [];
  const file = returnFile(findings, (piece) => pieces.push(piece));
  if (looksLikeWorkbook(bytes)) await xlsxCsv(sourceOfBytes(bytes), inflate, expectedTable(kind), file.push);
  else file.push(bytes);
  file.end();
  return pieces;
};
