/**
 * A delivered file, whichever of the two it is: delimited text or a workbook. Told apart by its first bytes, not its name.
 */
import { createHash } from 'node:crypto';
import type { CheckContext } from '../domain/delivery/check/check-context.ts';
import { type CheckedDelivery, templateChecker } from '../domain/delivery/check/template-check.ts';
import { checkWorkbook } from '../domain/delivery/check/workbook-check.ts';
import type { Problem } from '../domain/delivery/findings/problem.ts';
import type { DeclaredNumbers } from '../domain/delivery/numbers/number-dialect.ts';
import type { DeclaredForm } from '../domain/delivery/structure/structural-reader.ts';
import {
  type Delivery,
  type DeliveryCell,
  type DeliveryReading,
  deliveryReader,
  readDelivery,
  type TableReport,
} from '../domain/delivery/template/delivery.ts';
import { returnFile } from '../domain/delivery/template/return-file.ts';
import type { DeliveryKind } from '../domain/delivery/template/template.ts';
import {
  expectedTable,
  readWorkbookDelivery,
  readWorkbookRows,
} from '../domain/delivery/template/workbook-delivery.ts';
import { xlsxCsv } from '../domain/delivery/workbook/xlsx-csv.ts';
import { type ByteSource, looksLikeWorkbook, sourceOfBytes } from '../domain/delivery/workbook/xlsx-zip.ts';
import { inflate } from './inflate.ts';

/** A file as it was delivered, and what was declared of it. */
export interface DeliveredFile {
  readonly kind: DeliveryKind;
  readonly bytes: Uint8Array;
  readonly numbers: DeclaredNumbers;
  readonly form: DeclaredForm;
}

/** A file that is read while it streams by. */
export interface StreamedFile {
  readonly kind: DeliveryKind;
  readonly source: ByteSource;
  readonly numbers: DeclaredNumbers;
  /** What was declared of how it is written; a workbook says that itself. */
  readonly form: DeclaredForm;
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
 * Checks a delivery by every rule while it streams by, once, holding neither its bytes nor its rows; the SHA-256 of the bytes
 * stands in the answer. Only a file with more numbers in doubt than can wait until its end is read twice.
 */
export const checkStreamed = async (file: StreamedFile, context: CheckContext): Promise<CheckedDelivery> => {
  const checked = await checkOnce(file, context);
  return checked.again === null ? checked : checkOnce({ ...file, numbers: checked.again }, context);
};

const checkOnce = async (
  { kind, source, numbers, form }: StreamedFile,
  context: CheckContext,
): Promise<CheckedDelivery> => {
  const hash = createHash('sha256');
  const isBook = await isWorkbook(source);
  const checker = templateChecker(kind, context, numbers, form);
  for await (const chunk of source.read(0, source.sizeBytes)) {
    hash.update(chunk);
    if (!isBook) checker.push(chunk);
  }
  const sha256 = hash.digest('hex');
  return isBook
    ? checkWorkbook(kind, context, source, inflate, sha256, numbers)
    : checker.end(source.sizeBytes, sha256);
};

/** The cells of an accepted delivery, read while it streams by; one with problems is corruption. */
export const readCells = async ({ kind, source, numbers, form }: StreamedFile): Promise<readonly DeliveryCell[]> => {
  const { contents } = (await isWorkbook(source))
    ? await readWorkbookDelivery(kind, source, inflate, { numbers })
    : await readDelimited({ kind, source, numbers, form });
  if (contents === null) throw new Error('An accepted delivery cannot be read any more.');
  return contents.cells();
};

const readDelimited = async ({ kind, source, numbers, form }: StreamedFile): Promise<TableReport> => {
  const reader = deliveryReader(kind, { numbers }, form);
  for await (const chunk of source.read(0, source.sizeBytes)) reader.push(chunk);
  return reader.end();
};

/** Reads a delivery with all its rows, or every problem of it. */
const readDelivered = async ({ kind, bytes, numbers, form }: DeliveredFile): Promise<DeliveryReading> =>
  looksLikeWorkbook(bytes)
    ? readWorkbookRows(kind, sourceOfBytes(bytes), inflate, numbers)
    : readDelivery(kind, bytes, numbers, form);

/** Reads an accepted delivery again; one with problems is corruption. */
export const readAccepted = async (file: DeliveredFile): Promise<Delivery> => {
  const reading = await readDelivered(file);
  if ('problems' in reading) throw new Error('An accepted delivery cannot be read any more.');
  return reading.delivery;
};

/** Writes the return file; a workbook comes back as delimited text. A workbook that cannot be opened has none. */
export const returnDelivered = async (
  { kind, source, form }: Omit<StreamedFile, 'numbers'>,
  findings: readonly Problem[],
  write: (piece: Uint8Array) => void,
): Promise<void> => {
  const isBook = await isWorkbook(source);
  const file = returnFile(findings, write, isBook ? {} : form);
  if (isBook) await xlsxCsv(source, inflate, expectedTable(kind), file.push);
  else for await (const chunk of source.read(0, source.sizeBytes)) file.push(chunk);
  file.end();
};
