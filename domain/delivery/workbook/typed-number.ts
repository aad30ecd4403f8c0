/**
 * A number that was typed as text in a sheet, in any form that delimited text may have too: `1.234,50`, `10,50-`, `(5,00)`,
 * `5,00 C`. A sheet has no decimal sign of its own for texts, so each is read by itself, and one with two meanings is in
 * doubt.
 */
import { readWritten, type WrittenNumber } from '../numbers/written-number.ts';

/** The number that a text is; null for a text that is none. */
export const typedNumber = (text: string): WrittenNumber | null => {
  const reading = readWritten(text.trim());
  return 'number' in reading ? reading.number : null;
};

/** What a number that is not in doubt means, with a decimal point, and with D or C behind it where it had such a letter. */
export const pointedNumber = ({ withComma, withPoint, isLettered }: WrittenNumber): string => {
  const decimal = withComma ?? withPoint ?? '';
  if (!isLettered) return decimal;
  return decimal.startsWith('-') ? `${decimal.slice(1)} C` : `${decimal} D`;
};
