/**
 * A problem: one fault in a file. Reading goes on after it, so that a supplier gets every fault in one run.
 *
 * The message is Dutch and says what was met, which rule it breaks and what to do. A structural message never repeats
 * what a cell holds, because a damaged cell may hold anything, personal data too.
 */
import type { Sentence } from './sentence.ts';

/**
 * One fault in a file. `line` counts as an editor counts lines, from 1; `column` is the number of the field from 1, or
 * null where the fault concerns a whole row; both are null where it concerns the whole file.
 */
export interface Problem {
  readonly code: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  /** The text of the cell, where the rule is about what a sound cell holds. */
  readonly value?: string;
  /** What was met, in both languages: the message says it in Dutch already. */
  readonly detail?: Sentence;
  /** What would be right in this very cell; without it the example of the rule is. */
  readonly example?: string;
}

/** Takes each problem as it is found. */
export type Report = (problem: Problem) => void;

type Place = Pick<Problem, 'line' | 'column'>;

/** The order in which a reader works through a file: by line, then by column; the whole file comes last. */
export const problemOrder = (a: Place, b: Place): number =>
  (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER) || (a.column ?? 0) - (b.column ?? 0);

/** A count with its noun in Dutch: `1 veld`, `3 velden`. */
export const counted = (count: number, one: string, several: string): string =>
  `${count} ${count === 1 ? one : several}`;

const placeOf = ({ line, column }: Place): string =>
  `${line === null ? '' : `, regel ${line}`}${column === null ? '' : `, kolom ${column}`}`;

/** Problems as lines for a person, each with the file and the place; after the first ones only how many follow. */
export const printProblems = (file: string, problems: readonly Problem[], most: number): string[] => {
  const printed = problems.slice(0, most).map((problem) => `${file}${placeOf(problem)}: ${problem.message}`);
  const left = problems.length - printed.length;
  return left === 0 ? printed : [...printed, `${file}: en nog ${counted(left, 'fout', 'fouten')}.`];
};
