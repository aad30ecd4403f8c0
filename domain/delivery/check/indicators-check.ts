/**
 * The check of indicators, what is measured beside the costs: periods of the agreement, no row twice, and numerators that
 * fit their denominators.
 */
import { compare, ZERO } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import type { IndicatorsRow } from '../template/delivery.ts';
import { alsoOn } from './cell-register.ts';
import type { CheckContext, ColumnOf, Report } from './check-context.ts';
import { agreedPeriod, type RowsCheck } from './members-check.ts';

/** Checks the rows of an indicators delivery. */
export const indicatorsCheck = (
  context: CheckContext,
  columnOf: ColumnOf,
  report: Report,
): RowsCheck<IndicatorsRow> => {
  const lines = new Map<string, number>();
  return {
    take: (row) => {
      if (agreedPeriod(context, row, columnOf, report) === null) return;
      const { line, indicator, cohort, period, numerator, denominator } = row;
      const key = JSON.stringify([indicator, cohort, period]);
      const before = lines.get(key);
      if (before !== undefined)
        report({ code: 'cell_stands_twice', line, column: null, value: null, detail: alsoOn(before) });
      lines.set(key, before ?? line);
      if (compare(readDecimal(numerator) ?? ZERO, readDecimal(denominator) ?? ZERO) > 0) {
        const detail = { nl: `De noemer is ${denominator}.`, en: `The denominator is ${denominator}.` };
        report({
          code: 'numerator_above_denominator',
          line,
          column: columnOf('teller'),
          value: numerator,
          isDecimal: true,
          detail,
        });
      }
    },
    end: () => {},
  };
};
