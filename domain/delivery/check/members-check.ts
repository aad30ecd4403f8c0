/**
 * The check of member-months, row by row and at the end: definitions and plausibility.
 */
import { type Ratio, ratio } from '../../money/ratio.ts';
import { readDecimal } from '../../money/text.ts';
import { monthsIn, type Period, readPeriod } from '../../pilot/period.ts';
import { isNear } from '../findings/near.ts';
import type { MembersRow } from '../template/delivery.ts';
import { memberCellKey } from './cell-key.ts';
import { cellRegister } from './cell-register.ts';
import { type CheckContext, type ColumnOf, checkDeliverer, isAgreedPeriod, type Report } from './check-context.ts';
import { refusedRow } from './refused-rows.ts';
import { strata } from './strata-findings.ts';

/** Takes the sound rows of a delivery; at the end `isWhole` says whether every row was sound. */
export interface RowsCheck<Row> {
  readonly take: (row: Row) => void;
  readonly end: (isWhole: boolean) => void;
}

/** Checks the rows of a members delivery. */
export const membersCheck = (context: CheckContext, columnOf: ColumnOf, report: Report): RowsCheck<MembersRow> => {
  const register = cellRegister(columnOf('maanden'), report, context.earlier);
  const groups = strata(context, null, columnOf, report);
  checkDeliverer(context, 'members', report);
  return {
    take: (row) => {
      const period = agreedPeriod(context, row, columnOf, report);
      const hasBand = groups.isKnownBand(row.line, row.ageBand);
      if (period === null || !hasBand) {
        groups.refuse(refusedRow({ ...row, stream: '' }, { period: period !== null, ageBand: hasBand, stream: true }));
        return;
      }
      groups.take(row.line, row, '', '');
      const months = readDecimal(row.months) ?? ratio(0n);
      register.take({
        line: row.line,
        key: memberCellKey(row),
        period: row.period,
        quantity: months,
        isCorrection: false,
      });
      checkMonths(row, period, months, columnOf, report);
    },
    end: (isWhole) => {
      register.end();
      groups.end(isWhole);
    },
  };
};

/** The period of a row; null, with a finding, where the agreement does not have it. */
export const agreedPeriod = (
  context: CheckContext,
  row: { readonly line: number; readonly period: string },
  columnOf: ColumnOf,
  report: Report,
): Period | null => {
  const period = readPeriod(row.period);
  if (period === null || isAgreedPeriod(context, period)) return period;
  report({ code: 'period_must_be_agreed', line: row.line, column: columnOf('periode'), value: row.period });
  return null;
};

const checkMonths = (row: MembersRow, period: Period, months: Ratio, columnOf: ColumnOf, report: Report): void => {
  const { line } = row;
  const persons = BigInt(row.persons);
  const at = { line, column: columnOf('maanden'), value: row.months, isDecimal: true } as const;
  if (persons > 0n && months.n === 0n) report({ code: 'persons_without_months', ...at });
  else if (persons === 0n && months.n > 0n)
    report({ code: 'months_without_persons', line, column: columnOf('personen'), value: row.persons });
  else if (!isNear(months.n, persons * monthsIn(period) * months.d)) {
    const expected = `${persons * monthsIn(period)}`;
    const detail = {
      nl: `${persons} personen in ${period.text} is ${expected} maanden.`,
      en: `${persons} persons in ${period.text} makes ${expected} months.`,
    };
    report({ code: 'months_do_not_fit_persons', ...at, detail });
  }
};
