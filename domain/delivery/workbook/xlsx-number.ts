/**
 * The number of a cell in a workbook, as text with a decimal point: the format fixes the sign, so it is never ambiguous.
 */

const NUMBER = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,2}))?$/;

/** Excel shows and keeps fifteen digits; the sixteenth and seventeenth only say which binary number stands for them. */
const MOST_DIGITS = 15;

/**
 * `0.1` that Excel writes as `0.10000000000000001` is the same binary number and so the same cell: it is read as the
 * shortest decimal of that number when that has fifteen digits or fewer. Any other number stays as it is written, and
 * one with an exponent is written out. Nothing is rounded. A text that is no number comes back as it is.
 */
export const cellNumber = (text: string): string => {
  const written = writtenOut(text);
  if (written === null) return text;
  if (digitsOf(written) <= MOST_DIGITS) return written;
  const shortest = writtenOut(String(Number(text)));
  return shortest !== null && digitsOf(shortest) <= MOST_DIGITS ? shortest : written;
};

/**
 * What a spreadsheet program shows of a number that has a remainder of a calculation behind its fifteenth digit, such as
 * `10000` for `10000.000000000002`; null for any other number. A remainder shows by the zeros before it: a quotient such as
 * `3.3333333333333335` has none, and is what it is.
 */
export const withoutRemainder = (decimal: string): string | null => {
  if (!decimal.includes('.') || digitsOf(decimal) <= MOST_DIGITS) return null;
  const rounded = writtenOut(String(Number(Number(decimal).toPrecision(MOST_DIGITS))));
  return rounded !== null && digitsOf(rounded) < MOST_DIGITS ? rounded : null;
};

const digitsOf = (decimal: string): number => decimal.replace(/^-?0*\.?0*|\./g, '').replace(/^0+/, '').length;

/** A number without an exponent: the point moved by hand. */
const writtenOut = (text: string): string | null => {
  const [, minus = '', whole = '', decimals = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole + decimals === '') return null;
  const moved = whole.length + Number(exponent);
  const digits = (whole + decimals).padStart(whole.length + decimals.length + Math.max(-moved, 0), '0');
  const point = Math.max(moved, 0);
  const before = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const after = digits.slice(point).replace(/0+$/, '');
  return `${minus}${before === '' ? '0' : before}${after === '' ? '' : `.${after}`}`;
};
