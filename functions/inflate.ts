/**
 * Unpacks raw DEFLATE piece by piece, for the workbooks that suppliers deliver.
 */
import { Inflate as Unpacker } from 'fflate';
import type { Inflate } from '../domain/delivery/workbook/xlsx-zip.ts';

/** An unpacker of one part of a workbook. */
export const inflate: Inflate = (take) => {
  const unpacker = new Unpacker((bytes) => take(bytes));
  return { push: (packed, isLast) => unpacker.push(packed, isLast) };
};
