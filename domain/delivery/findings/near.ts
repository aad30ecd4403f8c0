/**
 * How near months or years must be to what a number of persons makes: between three quarters of it and a twentieth more.
 *
 * Below it come births, deaths and moves: the worst class of the Vektis files, men of 90 and older in a small
 * municipality, has 0.68 of a year a person. Above it comes little but a mistake.
 */

/** Whether the found number lies near the expected one, both in the same unit. */
export const isNear = (found: bigint, expected: bigint): boolean =>
  4n * found >= 3n * expected && 20n * found <= 21n * expected;
