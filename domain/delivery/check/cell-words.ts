/**
 * A cell of people, and how a finding names it.
 */
import type { Sentence } from '../findings/sentence.ts';

/** A cell of people; sex and age `null` for all together. */
export interface Cell {
  readonly cohort: string;
  readonly period: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
}

const DUTCH: Readonly<Record<string, string>> = { intervention: 'interventie', reference: 'referentie' };

/** The parts of a cell with commas between them, those that are absent left out; cohorts in the words of the language. */
export const cellWords = (parts: readonly (string | null)[]): Sentence => {
  const present = parts.filter((part) => part !== null && part !== '').map(String);
  return { nl: present.map((part) => DUTCH[part] ?? part).join(', '), en: present.join(', ') };
};
