/**
 * The check of indicators, what is measured beside the costs: periods of the agreement, no row twice, numerators that fit
 * their denominators, and denominators of enough persons.
 */
import { compare, ONE, ratio, ZERO } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import { USUAL_CELL_SIZE } from '../../pilot/population.ts';
import type { IndicatorsRow } from '../template/delivery.ts';
import { alsoOn } from './cell-register.ts';
import type { CheckContext, ColumnOf, Report } from './check-context.ts';
import { agreedPeriod, type RowsCheck } from './members-check.ts';
import { aboutPeriod } from './odd-totals.ts';

/** Checks the rows of an indicators delivery. */
export const indicatorsCheck = (
  context: CheckContext,
  columnOf: ColumnOf,
  report: Report,
): RowsCheck<IndicatorsRow> => {
  const cells = new Map<string, Map<string, number>>();
  const minimum = context.population?.minimumCellSize ?? USUAL_CELL_SIZE;
  return {
    take: (row) => {
      if (agreedPeriod(context, row, columnOf, report) === null) return;
      const key = JSON.stringify([plain(row.indicator), row.cohort]);
      const periods = cells.get(key) ?? new Map<string, number>();
      cells.set(key, periods);
      checkPlace(row, periods, report);
      if (!checkDenominator(row, minimum, columnOf, report)) return;
      checkNumerator(row, columnOf, report);
    },
    end: () => {},
  };
};

/** Capitals and spaces do not make another indicator. */
const plain = (indicator: string): string => indicator.toLowerCase().replace(/\s+/g, ' ');

/** Holds a row against those of the same indicator and cohort: its period once, and no year beside its quarters. */
const checkPlace = ({ line, period }: IndicatorsRow, periods: Map<string, number>, report: Report): void => {
  const before = periods.get(period);
  if (before !== undefined) {
    report({ code: 'cell_stands_twice', line, column: null, value: null, detail: alsoOn(before) });
    return;
  }
  const other = [...periods].find(([each]) => each.startsWith(`${period}-`) || period.startsWith(`${each}-`));
  periods.set(period, line);
  if (other === undefined) return;
  const [about, at] = other;
  report({ code: 'periods_overlap', line, column: null, value: period, detail: aboutPeriod(at, about) });
};

/**
 * A denominator counts persons, so it keeps to the size of a cell. A denominator of one under a larger numerator counts
 * nobody: it says that the numerator is a count by itself, such as a number of meetings.
 */
const checkDenominator = (row: IndicatorsRow, minimum: number, columnOf: ColumnOf, report: Report): boolean => {
  const denominator = readDecimal(row.denominator) ?? ZERO;
  const isCount = compare(denominator, ONE) === 0 && compare(readDecimal(row.numerator) ?? ZERO, ONE) > 0;
  if (isCount || compare(denominator, ratio(BigInt(minimum))) >= 0) return true;
  const detail = {
    nl: `Hier is over minder dan ${minimum} personen gemeten. Meet over een langere periode of laat de rij weg.`,
    en: `Fewer than ${minimum} persons were measured here. Measure over a longer period or leave out the row.`,
  };
  report({ code: 'cell_is_too_small', line: row.line, column: columnOf('noemer'), value: null, detail });
  return false;
};

const checkNumerator = (row: IndicatorsRow, columnOf: ColumnOf, report: Report): void => {
  const { line, numerator, denominator } = row;
  if (compare(readDecimal(numerator) ?? ZERO, readDecimal(denominator) ?? ZERO) <= 0) return;
  const detail = { nl: `De noemer is ${denominator}.`, en: `The denominator is ${denominator}.` };
  const at = { line, column: columnOf('teller'), value: numerator, isDecimal: true } as const;
  report({ code: 'numerator_above_denominator', ...at, detail });
};
