/**
 * A delivered file, whichever of the two it is: delimited text or a workbook. Told apart by its first bytes, not its name.
 */
import { createHash } from 'node:crypto';
import {
  type Delivery,
  type DeliveryReading,
  deliveryReader,
  readDelivery,
  type TableReport,
} from '../domain/delivery/delivery.ts';
import type { DeclaredNumbers } from '../domain/delivery/number-dialect.ts';
import type { Problem } from '../domain/delivery/problem.ts';
import { returnFile } from '../domain/delivery/return-file.ts';
import type { DeliveryKind } from '../domain/delivery/template.ts';
import { expectedTable, readWorkbookDelivery, readWorkbookRows } from '../domain/delivery/workbook-delivery.ts';
import { xlsxCsv } from '../domain/delivery/xlsx-csv.ts';
import { type ByteSource, looksLikeWorkbook, sourceOfBytes } from '../domain/delivery/xlsx-zip.ts';
import { inflate } from './inflate.ts';

/** A file as it was delivered, and what was declared of it. */
export interface DeliveredFile {
  readonly kind: DeliveryKind;
  readonly bytes: Uint8Array;
  readonly numbers: DeclaredNumbers;
}

/** A file that is read while it streams by. */
export interface StreamedFile {
  readonly kind: DeliveryKind;
  readonly source: ByteSource;
  readonly numbers: DeclaredNumbers;
  /** The least number of persons in a cell; where it is absent small cells were looked at before. */
  readonly minimumCellSize?: number;
}

/** The bytes by which a workbook is known. */
const FIRST_BYTES = 4;

const isWorkbook = async ({ sizeBytes, read }: ByteSource): Promise<boolean> => {
  const first: Uint8Array[] = [];
  for await (const chunk of read(0, Math.min(FIRST_BYTES, sizeBytes))) first.push(chunk);
  return looksLikeWorkbook(Buffer.concat(first));
};

/** The media type under which a delivery is kept. */
export const contentTypeOf = async (source: ByteSource): Promise<string> =>
  (await isWorkbook(source)) ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';

/**
 * Reads a delivery while it streams by, holding neither its bytes nor its rows: its contents, or every problem of it, and
 * the SHA-256 of the bytes.
 */
export const readStreamed = async ({
  kind,
  source,
  ...options
}: StreamedFile): Promise<TableReport & { readonly sha256: string }> => {
  const hash = createHash('sha256');
  const isBook = await isWorkbook(source);
  const reader = deliveryReader(kind, options);
  for await (const chunk of source.read(0, source.sizeBytes)) {
    hash.update(chunk);
    if (!isBook) reader.push(chunk);
  }
  const report = isBook ? await readWorkbookDelivery(kind, source, inflate, options) : reader.end();
  const { problemCount, problems, contents } = report;
  return { problemCount, problems, contents, sha256: hash.digest('hex') };
};

/** Reads a delivery with all its rows, or every problem of it. */
const readDelivered = async ({ kind, bytes, numbers }: DeliveredFile): Promise<DeliveryReading> =>
  looksLikeWorkbook(bytes)
    ? readWorkbookRows(kind, sourceOfBytes(bytes), inflate, numbers)
    : readDelivery(kind, bytes, numbers);

/** Reads an accepted delivery again; one with problems is corruption. */
export const readAccepted = async (file: DeliveredFile): Promise<Delivery> => {
  const reading = await readDelivered(file);
  if ('problems' in reading) throw new Error('An accepted delivery cannot be read any more.');
  return reading.delivery;
};

/** The return file in pieces; a workbook comes back as delimited text. A workbook that cannot be opened has none. */
export const returnDelivered = async (
  kind: DeliveryKind,
  source: ByteSource,
  findings: readonly Problem[],
): Promise<readonly Uint8Array[]> => {
  const pieces: Uint8Array[] = [];
  const file = returnFile(findings, (piece) => pieces.push(piece));
  if (await isWorkbook(source)) await xlsxCsv(source, inflate, expectedTable(kind), file.push);
  else for await (const chunk of source.read(0, source.sizeBytes)) file.push(chunk);
  file.end();
  return pieces;
};
