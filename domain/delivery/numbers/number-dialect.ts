/**
 * How the numbers of one file are written: which decimal sign they have, whether a sign stands between their thousands,
 * and in which unit amounts are.
 *
 * A file has one decimal sign: the one that most of its numbers show beyond doubt, or the one that it declares. A number
 * that could be either is read only where the file itself, or what was declared with it, takes the doubt away.
 */
import { multiply, type Ratio, ratio } from '../../money/ratio.ts';
import type { CellFault } from '../findings/cell-fault.ts';
import type { Sentence } from '../findings/sentence.ts';
import type { DecimalSign, WrittenNumber } from './written-number.ts';

/** The units in which amounts may be declared. */
export const UNITS = ['euro', 'cent', 'thousandEuro'] as const;
export type Unit = (typeof UNITS)[number];

/** What a delivery declares about its numbers, beside the file; what is absent is found in the file, a unit is euro. */
export interface DeclaredNumbers {
  readonly decimal?: DecimalSign;
  /**
   * Whether the sign that is not the decimal one may stand between thousands. A declared decimal sign says so by itself: the
   * other sign then has no other meaning left.
   */
  readonly thousands?: boolean;
  readonly unit?: Unit;
}

/** What is known of the numbers of a file. `decimal` is null where no number shows its sign and none was declared. */
export interface NumberDialect {
  readonly decimal: DecimalSign | null;
  readonly thousands: boolean;
}

/** What was seen of the numbers of a file so far. */
export interface NumberEvidence {
  /** A number that was met. */
  readonly saw: (number: WrittenNumber) => void;
  /** How many numbers have a decimal comma, and how many a decimal point; a plain number is counted here directly. */
  commas: number;
  points: number;
  /** What follows from all that was seen. */
  readonly dialect: () => NumberDialect;
}

/** Evidence of a file of which nothing was seen yet. */
export const numberEvidence = (declared: DeclaredNumbers): NumberEvidence => {
  const thousands = { ',': 0, '.': 0 };
  const evidence: NumberEvidence = {
    commas: 0,
    points: 0,
    saw: (number) => {
      const sign = onlySign(number);
      if (sign === ',') evidence.commas++;
      if (sign === '.') evidence.points++;
      if (number.thousands !== null) thousands[number.thousands]++;
    },
    dialect: () => {
      const { commas, points } = evidence;
      const shown = commas + points === 0 ? null : commas >= points ? ',' : '.';
      const decimal = declared.decimal ?? shown;
      const isShown = decimal !== null && thousands[other(decimal)] > 0;
      return { decimal, thousands: declared.thousands ?? (declared.decimal !== undefined || isShown) };
    },
  };
  return evidence;
};

/** The only decimal sign with which a number has a meaning; null where it has one with either. */
export const onlySign = ({ withComma, withPoint }: WrittenNumber): DecimalSign | null => {
  if (withComma === null) return '.';
  return withPoint === null ? ',' : null;
};

/** The decimal sign that is not this one. */
export const other = (sign: DecimalSign): DecimalSign => (sign === ',' ? '.' : ',');

/** What a number of a file means, as method N1 writes numbers, or why it cannot be told. */
export const settled = (
  number: WrittenNumber,
  { decimal, thousands }: NumberDialect,
): { readonly value: string } | { readonly fault: CellFault } => {
  const { withComma, withPoint, doubtful } = number;
  if (withComma !== null && withComma === withPoint) return { value: withComma };
  const isOpen = decimal === null || (doubtful === other(decimal) && !thousands);
  if (doubtful !== null && isOpen) return { fault: ambiguous(number) };
  const value = decimal === '.' ? withPoint : withComma;
  return value === null ? { fault: otherSign(decimal ?? ',') } : { value };
};

const AMBIGUOUS_RULE =
  'Het bestand laat niet zien welke van de twee. Schrijf alle getallen zonder tekens voor duizendtallen, en bedragen met twee decimalen, of vermeld bij de aanlevering het decimaalteken, en het teken voor duizendtallen als u dat uitsloot.';

/** A number in doubt: what it is as a whole number of thousands and more, and both of its meanings in words. */
export interface Doubt {
  readonly asWhole: string;
  readonly detail: Sentence;
}

/** Both meanings of a number that has a meaning with either decimal sign. */
export const doubtOf = ({ withComma, withPoint }: WrittenNumber): Doubt => {
  const [comma, point] = [withComma ?? '', withPoint ?? ''];
  const [asDecimal, asWhole] = comma.includes('.') ? [comma, point] : [point, comma];
  const [whole, decimals] = asDecimal.split('.');
  return {
    asWhole,
    detail: {
      nl: `Dit kan ${asWhole} zijn, of ${whole} en ${decimals}/1000.`,
      en: `This may be ${asWhole}, or ${whole} and ${decimals}/1000.`,
    },
  };
};

/** The example is the whole number, which is right in a column of any kind. */
const ambiguous = (number: WrittenNumber): CellFault => {
  const { asWhole, detail } = doubtOf(number);
  return { code: 'number_is_ambiguous', detail, rule: AMBIGUOUS_RULE, example: asWhole };
};

const NAMES = { ',': 'een decimale komma', '.': 'een decimale punt' };

const otherSign = (sign: DecimalSign): CellFault => ({
  code: 'decimal_sign_differs',
  rule: `De getallen van dit bestand hebben ${NAMES[sign]}; een bestand heeft één decimaalteken.`,
  example: `1234${sign}50`,
});

const TIMES: Readonly<Record<Unit, Ratio>> = { euro: ratio(1n), cent: ratio(1n, 100n), thousandEuro: ratio(1000n) };

/** An amount of a file in euro. */
export const inEuro = (amount: Ratio, unit: Unit): Ratio => multiply(amount, TIMES[unit]);

/** How many decimals an amount has that is whole cents. */
export const MOST_DECIMALS: Readonly<Record<Unit, number>> = { euro: 2, cent: 0, thousandEuro: 5 };
