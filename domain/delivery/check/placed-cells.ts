/**
 * The cells that the rows of a delivery are about, each with its lines, and what is odd about some of them.
 */
import { REST } from '../../pilot/age-band.ts';
import type { RuleCode } from '../findings/rules.ts';
import type { Sentence } from '../findings/sentence.ts';
import type { Cell } from './cell-words.ts';

/** A cell of a delivery. `stream` is empty for member-months, `category` for the whole stream; the lines are in order. */
export interface PlacedCell extends Cell {
  readonly stream: string;
  readonly category: string;
  readonly lines: number[];
}

/** A cell whose rows break a rule beside the other rows: the rule, and what of the row is wrong. */
export interface OddCell {
  readonly cell: PlacedCell;
  readonly code: RuleCode;
  /** The dimension that is wrong; what the row is really about in it is unknown. */
  readonly wrong: 'ageBand' | 'period' | 'whole';
  readonly value: string | null;
  readonly detail?: Sentence;
}

/** How a row divides people: all together, by sex, by age, by both, or pooled because its parts are small. */
type Form = 'total' | 'sex' | 'age' | 'sexAge' | 'rest';

/** The form of a cell. */
export const formOf = ({ sex, ageBand }: Cell): Form => {
  if (ageBand === REST) return 'rest';
  if (sex === null) return ageBand === null ? 'total' : 'age';
  return ageBand === null ? 'sex' : 'sexAge';
};

/** The number of rows of some cells. */
export const rowsOf = (cells: readonly PlacedCell[]): number => cells.reduce((all, { lines }) => all + lines.length, 0);

const firstLine = (cells: readonly PlacedCell[]): number =>
  cells.reduce((first, { lines }) => Math.min(first, lines[0] ?? first), Number.POSITIVE_INFINITY);

/** Of two sides that cannot both be right the odd one: that of fewer rows, and of equals the one that began later. */
export const oddSide = <Side extends readonly PlacedCell[]>(one: Side, other: Side): Side => {
  const difference = rowsOf(one) - rowsOf(other) || firstLine(other) - firstLine(one);
  return difference < 0 ? one : other;
};
