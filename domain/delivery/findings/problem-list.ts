/**
 * A list of problems that counts all and keeps the first ones: a file with more is damaged as a whole, and the count says
 * how badly.
 */
import type { Problem } from './problem.ts';

/** The problems that are listed. */
export const MOST_LISTED = 10_000;

/** Problems as they are found. */
export interface ProblemList {
  /** Counts a problem; it is made only where there is room for it. */
  readonly add: (make: () => Problem) => void;
  readonly count: () => number;
  readonly listed: () => readonly Problem[];
}

/** A list without problems. */
export const problemList = (): ProblemList => {
  const listed: Problem[] = [];
  let count = 0;
  return {
    add: (make) => {
      count++;
      if (listed.length < MOST_LISTED) listed.push(make());
    },
    count: () => count,
    listed: () => listed,
  };
};
