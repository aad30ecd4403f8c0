/**
 * What is asked of the Vektis open data, from the texts of a command line.
 */
import type { VektisCaseRequest } from './vektis-case.ts';

/** The texts as they were given: `pilot` `NAME,NAME`, `baseline` `2021:1/2,2022:1/2`, `performance` `2023`. */
export interface RequestTexts {
  readonly pilot: string;
  readonly baseline: string;
  readonly performance: string;
}

/** Reads the texts; `null` where they do not have the form of a request. What the years and weights are is not judged. */
export const readVektisRequest = (texts: RequestTexts, terms: unknown): VektisCaseRequest | null => {
  const pilot = texts.pilot.split(',').map((name) => name.trim());
  const baseline = texts.baseline.split(',').map((each) => each.split(':').map((part) => part.trim()));
  const performance = texts.performance.trim();
  const isComplete = baseline.every((parts) => parts.length === 2) && ![...pilot, ...baseline.flat()].includes('');
  if (!isComplete || performance === '') return null;
  return { pilot, baseline: baseline.map(([period = '', weight = '']) => ({ period, weight })), performance, terms };
};

/** The names under which the file of a year is looked for, the plain one first. */
export const vektisFileNames = (year: string): readonly string[] => [
  `vektis_${year}_gemeente.csv`,
  `vektis_${year}_gemeente.csv.gz`,
];

/** Refuses periods that are not whole years, which is all that Vektis publishes. */
export const refusedYears = (years: readonly string[]): string[] =>
  years
    .filter((year) => !/^\d{4}$/.test(year))
    .map((year) => `${year}: De open data van Vektis zijn per jaar. Noem een jaar van vier cijfers, zoals 2023.`);
