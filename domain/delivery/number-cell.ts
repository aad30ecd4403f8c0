/**
 * Numbers as suppliers write them, read without guessing: a file has one decimal sign, and a number that can be read in
 * two ways is not read at all.
 */

export type DecimalSign = ',' | '.';

/** A fault in a cell: its code, the rule in Dutch, and a right example. */
export interface CellFault {
  readonly code: string;
  readonly rule: string;
  readonly example: string;
}

/** The text of a number as method N1 writes it (a point, no separators), or what is wrong with the cell. */
export type NumberReading = { readonly decimal: string } | { readonly fault: CellFault };

const WHOLE = /^-?\d+$/;
const WITH_SIGN = /^(-?)(\d+)([.,])(\d+)$/;
const WITH_THOUSANDS = /^-?\d{1,3}(?:([.,])\d{3})+(?!\1)([.,])\d+$/;

/** `1.234` is either a thousand and more, or one and a bit; `0.234`, `1.23` and `12345.678` are one thing only. */
const isAmbiguous = (whole: string, decimals: string): boolean =>
  decimals.length === 3 && whole.length <= 3 && !whole.startsWith('0');

/** The decimal sign that a cell shows beyond doubt, or null. */
export const signShown = (text: string): DecimalSign | null => {
  const [, , whole = '', sign, decimals = ''] = WITH_SIGN.exec(text) ?? [];
  const shown = sign === undefined ? WITH_THOUSANDS.exec(text)?.[2] : isAmbiguous(whole, decimals) ? undefined : sign;
  return shown === ',' || shown === '.' ? shown : null;
};

/** The decimal sign of a file: the one that most of its numbers show; the comma where both are shown as often. */
export const signOf = (texts: Iterable<string>): DecimalSign | null => {
  const shown = { ',': 0, '.': 0 };
  for (const text of texts) {
    const sign = signShown(text);
    if (sign !== null) shown[sign]++;
  }
  if (shown[','] + shown['.'] === 0) return null;
  return shown[','] >= shown['.'] ? ',' : '.';
};

/** Reads a number in a file with a known decimal sign; `null` where no number of the file shows one. */
export const readNumber = (text: string, sign: DecimalSign | null): NumberReading => {
  if (WHOLE.test(text)) return { decimal: text };
  const [, minus = '', whole = '', met, decimals = ''] = WITH_SIGN.exec(text) ?? [];
  if (met === undefined) return { fault: WITH_THOUSANDS.test(text) ? thousands : malformed };
  if (sign === null) return { fault: ambiguous(whole, decimals) };
  return met === sign ? { decimal: `${minus}${whole}.${decimals}` } : { fault: otherSign(sign) };
};

const malformed: CellFault = {
  code: 'number_is_malformed',
  rule: 'Hier hoort een getal: cijfers, met hoogstens een minteken ervoor en één decimaalteken.',
  example: '1234,50',
};

const thousands: CellFault = {
  code: 'number_has_thousands_separators',
  rule: 'Duizendtallen krijgen geen punt of komma.',
  example: '1234,50',
};

const ambiguous = (whole: string, decimals: string): CellFault => ({
  code: 'number_is_ambiguous',
  rule: `Dit kan ${whole}${decimals} zijn, of ${whole} en ${decimals}/1000. Schrijf alle getallen zonder tekens voor duizendtallen, en bedragen met twee decimalen.`,
  example: `${whole}${decimals},00`,
});

const NAMES = { ',': 'een decimale komma', '.': 'een decimale punt' };

const otherSign = (sign: DecimalSign): CellFault => ({
  code: 'decimal_sign_differs',
  rule: `De andere getallen van dit bestand hebben ${NAMES[sign]}; een bestand heeft één decimaalteken en geen tekens voor duizendtallen.`,
  example: `1234${sign}50`,
});
