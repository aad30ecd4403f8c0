/**
 * What can be wrong with the content of one cell.
 */

/** A fault in a cell: its code, the rule in Dutch, and a right example. */
export interface CellFault {
  readonly code: string;
  readonly rule: string;
  readonly example: string;
}
