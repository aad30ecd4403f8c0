/**
 * What can be wrong with the content of one cell.
 */
import type { Sentence } from './sentence.ts';

/** A fault in a cell: its code, the rule in Dutch, and a right example. */
export interface CellFault {
  readonly code: string;
  /** What the cell may mean or was held against, where the rule does not say it. */
  readonly detail?: Sentence;
  readonly rule: string;
  readonly example: string;
}
