/**
 * A return file that comes back: the two columns that were added to it are passed over, and the apostrophes before what
 * would be a formula are taken off again.
 */

import type { Row } from '../structure/table.ts';
import { unguarded } from './formula-guard.ts';
import { FINDING_COLUMNS } from './template.ts';

/** The headings without those of findings, which count as added only where they are the last two. */
export const ownHeadings = (headings: readonly string[]): readonly string[] => {
  const own = headings.length - FINDING_COLUMNS.length;
  const isReturned = FINDING_COLUMNS.every((name, place) => headings[own + place]?.trim().toLowerCase() === name);
  return isReturned ? headings.slice(0, own) : headings;
};

/** A row of a return file as it was delivered at first, `width` fields wide. */
export const ownRow = (row: Row, width: number): Row => ({
  line: row.line,
  width,
  text: (place) => unguarded(row.text(place)),
});
