/**
 * A number as somebody wrote it, and what it may mean: decimal comma or decimal point, signs between thousands, a minus
 * before or behind, parentheses, or the letters of debit and credit.
 *
 * One number alone does not always tell: `1.234` is a thousand and more with a decimal comma, one and a bit with a
 * decimal point. So a number is read both ways, and the file decides (`number-dialect.ts`).
 */
import type { CellFault } from '../findings/cell-fault.ts';

export type DecimalSign = ',' | '.';

/**
 * What a text may mean. `withComma` is the number if the decimal sign is a comma, `withPoint` if it is a point, as method
 * N1 writes numbers; `null` where it is no number then. A whole number is the same in both.
 */
export interface WrittenNumber {
  readonly withComma: string | null;
  readonly withPoint: string | null;
  /** The sign between thousands, where it stands there beyond doubt and could have been a decimal sign elsewhere. */
  readonly thousands: DecimalSign | null;
  /** The only sign of a number that has a meaning with either decimal sign. */
  readonly doubtful: DecimalSign | null;
  /** Whether debit or credit is written beside it, which only amounts have. */
  readonly isLettered: boolean;
}

export type NumberReading = { readonly number: WrittenNumber } | { readonly fault: CellFault };

/** Longer texts are no numbers of any delivery. */
const LONGEST_NUMBER = 40;

/** Reads a text without the spaces around it. */
export const readWritten = (text: string): NumberReading => {
  const framed = text.length > LONGEST_NUMBER ? null : unframed(text);
  const meant = framed === null ? null : meanings(framed.body);
  if (framed === null || meant === null) return { fault: faultOf(text) };
  const { isNegative, isLettered } = framed;
  const signed = (decimal: string | null): string | null => (decimal !== null && isNegative ? `-${decimal}` : decimal);
  return {
    number: { ...meant, withComma: signed(meant.withComma), withPoint: signed(meant.withPoint), isLettered },
  };
};

/** A number without what stands around it to say that it is negative. */
interface Unframed {
  readonly body: string;
  readonly isNegative: boolean;
  readonly isLettered: boolean;
}

/**
 * The ways to say that a number is negative. Debit (af) is what was spent and stays positive; credit (bij) is what came
 * back and is negative, because a delivery is about costs.
 */
const FRAMES: readonly { readonly pattern: RegExp; readonly isNegative: boolean; readonly isLettered: boolean }[] = [
  { pattern: /^[-\u2212] ?(\d.*)$/, isNegative: true, isLettered: false },
  { pattern: /^(\d.*?) ?[-\u2212]$/, isNegative: true, isLettered: false },
  { pattern: /^\( ?(\d.*?) ?\)$/, isNegative: true, isLettered: false },
  { pattern: /^(?:debet|db|d|af) ?(\d.*)$/i, isNegative: false, isLettered: true },
  { pattern: /^(\d.*?) ?(?:debet|db|d|af)$/i, isNegative: false, isLettered: true },
  { pattern: /^(?:credit|cr|c|bij) ?(\d.*)$/i, isNegative: true, isLettered: true },
  { pattern: /^(\d.*?) ?(?:credit|cr|c|bij)$/i, isNegative: true, isLettered: true },
];

const unframed = (text: string): Unframed | null => {
  if (/^\d/.test(text) && /\d$/.test(text)) return { body: text, isNegative: false, isLettered: false };
  for (const { pattern, isNegative, isLettered } of FRAMES) {
    const body = pattern.exec(text)?.[1];
    if (body !== undefined) return { body, isNegative, isLettered };
  }
  return null;
};

type Meanings = Pick<WrittenNumber, 'withComma' | 'withPoint' | 'thousands' | 'doubtful'>;

const WHOLE = /^\d+$/;
const ONE_SIGN = /^(\d+)([.,])(\d+)$/;
/** Groups of three after a first one of at most three that does not start with a zero; spaces may be hard or narrow. */
const GROUPED = /^([1-9]\d{0,2}(?:([.,' \u00a0\u202f\u2019])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?$/;

const meanings = (body: string): Meanings | null => {
  if (WHOLE.test(body)) return { withComma: body, withPoint: body, thousands: null, doubtful: null };
  const [, whole = '', sign = '', decimals = ''] = ONE_SIGN.exec(body) ?? [];
  const grouped = GROUPED.exec(body);
  if (sign !== '' && grouped !== null) return doubtful(whole, sign, decimals);
  if (sign !== '') return only(sign, `${whole}.${decimals}`, null);
  return grouped === null ? null : groupedMeanings(grouped);
};

/** A number that has a meaning with one decimal sign only. */
const only = (decimal: string, value: string, thousands: DecimalSign | null): Meanings =>
  decimal === ','
    ? { withComma: value, withPoint: null, thousands, doubtful: null }
    : { withComma: null, withPoint: value, thousands, doubtful: null };

/** `1.234` and `1,234`. */
const doubtful = (whole: string, sign: string, decimals: string): Meanings => {
  const [asDecimal, asThousands] = [`${whole}.${decimals}`, `${whole}${decimals}`];
  return sign === ','
    ? { withComma: asDecimal, withPoint: asThousands, thousands: null, doubtful: ',' }
    : { withComma: asThousands, withPoint: asDecimal, thousands: null, doubtful: '.' };
};

const groupedMeanings = ([, groups = '', sign = '', decimal, decimals]: RegExpExecArray): Meanings | null => {
  if (sign === decimal) return null;
  const whole = groups.replaceAll(sign, '');
  const value = decimal === undefined ? whole : `${whole}.${decimals}`;
  const isTelling = sign === ',' || sign === '.';
  if (decimal !== undefined) return only(decimal, value, isTelling ? sign : null);
  if (isTelling) return only(sign === ',' ? '.' : ',', value, sign);
  return { withComma: value, withPoint: value, thousands: null, doubtful: null };
};

const SCIENTIFIC = /^[-+]?\d+(?:[.,]\d+)?e[-+]?\d+$/i;
const ERROR_VALUE = /^#(?:#+|[A-Z/0!?]+[!?]?)$/i;

const faultOf = (text: string): CellFault => {
  if (SCIENTIFIC.test(text)) return scientific;
  return ERROR_VALUE.test(text) ? errorValue : malformed;
};

const malformed: CellFault = {
  code: 'number_is_malformed',
  rule: 'Hier hoort een getal: cijfers, met ten hoogste één decimaalteken, tekens na elke drie cijfers of geen, en een minteken, haakjes of D of C of niets.',
  example: '1234,50',
};

const scientific: CellFault = {
  code: 'number_is_scientific',
  rule: 'Excel heeft dit getal ingekort en cijfers weggelaten. Zet de kolom in Excel op Getal en bewaar het bestand opnieuw vanuit de bron.',
  example: '120000,00',
};

const errorValue: CellFault = {
  code: 'cell_is_spreadsheet_error',
  rule: 'Dit is een foutwaarde van een rekenblad (of een kolom die te smal was) en geen getal. Herstel de formule of maak de kolom breder, en bewaar het bestand opnieuw.',
  example: '1234,50',
};
