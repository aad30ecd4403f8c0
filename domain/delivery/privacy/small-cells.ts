/**
 * Small cells: a row about one to nine persons (or fewer than the definition says) would tell about people whom their
 * neighbours know, so it is refused. Small cells go together in a row of the age band `rest`, which is read as any other.
 */
import { REST } from '../../pilot/age-band.ts';
import type { Problem } from '../findings/problem.ts';

/** What of a row decides whether it may be told. `persons` are whole numbers; columns are numbers of fields from 1. */
export interface CountedRow {
  readonly line: number;
  readonly ageBand: string | null;
  readonly persons: number;
  readonly personsColumn: number | null;
  /** The part of the amount above the cap of one person, where the row has any. */
  readonly aboveCap?: {
    readonly isZero: boolean;
    /** How many persons are above the cap; `null` where the file does not say. */
    readonly persons: number | null;
    readonly column: number | null;
  };
}

/** Whether a group holds somebody, and fewer than may be told of. */
export const isTooFew = (persons: number, minimum: number): boolean => persons > 0 && persons < minimum;

/** What is wrong with one row, given the least number of persons in a cell. The number that was met is not repeated. */
export const smallCellProblems = (row: CountedRow, minimum: number): Problem[] => {
  const { line, persons, personsColumn, ageBand, aboveCap } = row;
  if (isTooFew(persons, minimum)) return [cellIsTooSmall(line, personsColumn, ageBand, minimum)];
  const above = aboveCap === undefined || aboveCap.isZero ? null : aboveCap.persons;
  if (aboveCap === undefined || above === null || !isTooFew(above, minimum)) return [];
  return [amountAboveCapIsOfTooFew(line, aboveCap.column, minimum)];
};

/** Why a group of too few is not told. */
export const smallGroup = (minimum: number): string =>
  `hier zijn 1 tot en met ${minimum - 1} personen geteld; het zijn er ten minste ${minimum}, of geen.`;

const POOL = `Voeg haar samen met andere kleine cellen in één rij met leeftijdsklasse ${REST}, in alle bestanden op dezelfde manier.`;
const POOL_MORE =
  'Voeg er ook de kleinste andere leeftijdsklasse bij, in alle bestanden op dezelfde manier, of lever over een langere periode.';

const cellIsTooSmall = (line: number, column: number | null, ageBand: string | null, minimum: number): Problem => ({
  code: 'cell_is_too_small',
  line,
  column,
  message: `De cel op regel ${line}: ${smallGroup(minimum)} ${ageBand === REST ? POOL_MORE : POOL}`,
});

const amountAboveCapIsOfTooFew = (line: number, column: number | null, minimum: number): Problem => ({
  code: 'amount_above_cap_is_of_too_few',
  line,
  column,
  message: `Het bedrag boven de grens op regel ${line} gaat over 1 tot en met ${minimum - 1} personen; het gaat over ten minste ${minimum}, of over niemand. Voeg de cel samen in de rij met leeftijdsklasse ${REST}, in alle bestanden op dezelfde manier.`,
});
