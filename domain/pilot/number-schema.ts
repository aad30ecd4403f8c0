/**
 * The schemas of numbers in a case file (method N1 and the ranges of section 4). A number is always a text; a JSON
 * number is a fault, because reading it would pass money through binary floating point.
 */
import * as z from 'zod';
import { compare, ONE, type Ratio, sign } from '../money/ratio.ts';
import { readAmount, readDecimal, readRatio } from '../money/text.ts';

const number = (read: (text: string) => Ratio | null, message: string, holds: (value: Ratio) => boolean = () => true) =>
  z.string().transform((text, context): Ratio => {
    const value = read(text);
    if (value !== null && holds(value)) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const notNegative = (value: Ratio) => sign(value) >= 0;
const fromZeroToOne = (value: Ratio) => notNegative(value) && compare(value, ONE) <= 0;

/** Euro in whole cents, of either sign. */
export const amount = number(readAmount, 'Hier hoort een bedrag in euro met een punt en hele centen, zoals 1234.50.');

/** Euro in whole cents, zero or more. */
export const amountNotNegative = number(
  readAmount,
  'Hier hoort een bedrag van nul of meer in euro, met een punt en hele centen, zoals 1234.50.',
  notNegative,
);

/** Member-months: a decimal of any length, zero or more. */
export const months = number(
  readDecimal,
  'Hier hoort een aantal maanden van nul of meer, zoals 24000 of 1234.56.',
  notNegative,
);

/** A rate, share, weight, score or α: a decimal or a fraction from 0 to 1. */
export const rate = number(readRatio, 'Hier hoort een verhouding van 0 tot en met 1, zoals 0.6 of 1/3.', fromZeroToOne);

/** A completion factor: above 0 and at most 1. */
export const factor = number(
  readRatio,
  'Hier hoort een factor groter dan 0 en ten hoogste 1, zoals 0.96.',
  (value) => sign(value) > 0 && compare(value, ONE) <= 0,
);

/** A threshold, index, slope or number of persons: a decimal or a fraction, zero or more. */
export const ratioNotNegative = number(
  readRatio,
  'Hier hoort een getal van nul of meer, zoals 1.09 of 12/11.',
  notNegative,
);
