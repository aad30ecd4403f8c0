/**
 * Privacy by refusal: a file with a citizen service number (BSN) in a text is not read. The number itself is never
 * repeated, in no message.
 */

const NINE_DIGITS = /(?<!\d)(?:\d{9}|\d{4}\.\d{2}\.\d{3}|\d{3}[ .-]\d{3}[ .-]\d{3})(?!\d)/g;

/** Whether a text holds nine digits that pass the eleven-test of a BSN (weights 9 to 2 and −1 for the last digit). */
export const holdsCitizenNumber = (text: string): boolean =>
  (text.match(NINE_DIGITS) ?? []).some((found) => passesElevenTest(found.replace(/\D/g, '')));

const passesElevenTest = (digits: string): boolean => {
  const weighted = [...digits].map((digit, place) => Number(digit) * (place === 8 ? -1 : 9 - place));
  const sum = weighted.reduce((total, each) => total + each, 0);
  return sum !== 0 && sum % 11 === 0;
};
