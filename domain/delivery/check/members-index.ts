/**
 * The cells for which member-months were delivered, to hold costs against: by cohort, quarter, sex and age band, at every
 * grain that costs may be delivered in.
 */
import { readPeriod } from '../../pilot/period.ts';
import type { Cell } from './cell-words.ts';

/** What was delivered of the member-months. */
export interface MembersIndex {
  /** Whether there are months in every quarter of the cell. */
  readonly hasMonths: (cell: Cell) => boolean;
  /** The persons of a cell; null where exactly this period was not delivered. */
  readonly persons: (cell: Cell) => bigint | null;
  /** Whether there are months of a cohort in a quarter. */
  readonly hasCohort: (cohort: string, quarter: string) => boolean;
  /** The age bands that were delivered; empty where everybody was delivered together. */
  readonly ageBands: () => readonly string[];
}

/** A cell with its whole number of persons, and its months as a decimal. */
interface CountedCell extends Cell {
  readonly persons: string;
  readonly months: string;
}

/** An index that is made row by row. */
export interface MembersIndexing extends MembersIndex {
  readonly take: (row: CountedCell) => void;
}

/** The grains to which a cell of members adds: itself, one sex or one age band together, and everybody. */
const grains = ({ sex, ageBand }: Cell): readonly string[] => [
  ...new Set([`${sex ?? ''}|${ageBand ?? ''}`, `${sex ?? ''}|`, `|${ageBand ?? ''}`, '|']),
];

const keyOf = ({ cohort, sex, ageBand }: Cell, period: string): string =>
  `${cohort}|${period}|${sex ?? ''}|${ageBand ?? ''}`;

/** The quarters of a period: `2025-K1` itself, `2025` as four. */
export const quartersOf = (text: string): readonly string[] => {
  const period = readPeriod(text);
  if (period === null) return [];
  return Array.from({ length: period.to - period.from + 1 }, (_, place) => `${period.year}-K${period.from + place}`);
};

/**
 * An index without rows. `known` are the quarters of which all months will be told: of any other nothing can be said, so
 * nothing lacks in it. Where it is absent, what is told is all there is.
 */
export const membersIndex = (known: ReadonlySet<string> | null = null): MembersIndexing => {
  const months = new Set<string>();
  const persons = new Map<string, bigint>();
  const ageBands = new Set<string>();
  return {
    take: (row) => {
      if (row.ageBand !== null) ageBands.add(row.ageBand);
      for (const grain of grains(row)) {
        const key = `${row.cohort}|${row.period}|${grain}`;
        persons.set(key, (persons.get(key) ?? 0n) + BigInt(row.persons));
        if (/[1-9]/.test(row.months))
          for (const quarter of quartersOf(row.period)) months.add(`${row.cohort}|${quarter}|${grain}`);
      }
    },
    hasMonths: (cell) =>
      quartersOf(cell.period).every((quarter) => known?.has(quarter) === false || months.has(keyOf(cell, quarter))),
    persons: (cell) => persons.get(keyOf(cell, cell.period)) ?? null,
    hasCohort: (cohort, quarter) => months.has(`${cohort}|${quarter}||`),
    ageBands: () => [...ageBands],
  };
};
