/**
 * The words for what rows are added up to: strata, cells, and slices of the population (method section 1, `g`, `a`, `t`).
 */
import type { Cohort } from '../pilot/case-rows.ts';
import type { Period } from '../pilot/period.ts';
import type { Line } from './worksheet.ts';

/** Sex and age band of a stratum, as far as the grain tells them apart. */
export interface Stratum {
  readonly sex?: string;
  readonly ageBand?: string;
}

/** A cell: its stratum with its name, and the line with its member-months or its cost. */
export interface Cell {
  readonly name: string;
  readonly stratum: Stratum;
  readonly line: Line;
}

/** The cells of a cohort and period, by name of the stratum, in code-unit order of those names. */
export type Cells = ReadonlyMap<string, Cell>;

/** A cohort in an agreed period. */
export interface Slice {
  readonly cohort: Cohort;
  readonly period: Period;
}

/** The name of a stratum, unique within a grain. */
export const stratumName = ({ sex, ageBand }: Stratum): string => `${ageBand ?? ''}\u0000${sex ?? ''}`;

/** The name of a slice, unique within a settlement. */
export const sliceName = ({ cohort, period }: Slice): string => `${cohort} ${period.text}`;

/** A cell's cost per month, and that cost on the present member-months of its stratum in the pilot. */
export interface CellAtMix {
  readonly stratum: Stratum;
  readonly rate: Line;
  readonly cost: Line;
}
