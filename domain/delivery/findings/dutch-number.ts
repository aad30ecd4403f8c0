/**
 * A decimal as Dutch readers write it. Text in, text out: nothing is rounded on the way.
 */

/** `-1234567.80` as `-1.234.567,80`. */
export const dutchNumber = (decimal: string): string => {
  const [whole = '', decimals] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '.');
  return decimals === undefined ? grouped : `${grouped},${decimals}`;
};
