/**
 * The name of a cell but for its period: rows of one file, and of files that were delivered one after another, are about the
 * same people and the same care where these are equal.
 */
import { careCategory, hasRegister } from './care-categories.ts';
import type { Cell } from './cell-words.ts';

/** The name of a cell of member-months. */
export const memberCellKey = ({ cohort, sex, ageBand }: Omit<Cell, 'period'>): string =>
  `${cohort}|${sex ?? ''}|${ageBand ?? ''}`;

/** The name of a cell of costs; `category` as `categoryKey` gives it. */
export const costCellKey = ({ cohort, sex, ageBand }: Omit<Cell, 'period'>, stream: string, category: string): string =>
  `${cohort}|${stream}|${category}|${sex ?? ''}|${ageBand ?? ''}`;

/** `Farmacie` and `farmacie` are one category, so they make one cell. */
export const categoryKey = (stream: string, text: string | null): string => {
  if (text === null || !hasRegister(stream)) return text ?? '';
  return careCategory(stream, text)?.code ?? text;
};
