/**
 * Calendar dates as `2025-07-31`, and how many whole quarters have passed since a period ended.
 */
import * as z from 'zod';
import type { Period } from './period.ts';

/** A calendar date. Text order is date order. */
export type CalendarDate = string;

/** A calendar date, read from untrusted text. */
export const calendarDate = z.iso.date({ error: 'Hier hoort een datum als 2025-07-31.' });

/** Year and quarter of a date as one count of quarters. */
const quarterCount = (date: CalendarDate): number =>
  Number(date.slice(0, 4)) * 4 + Math.floor((Number(date.slice(5, 7)) - 1) / 3);

const FIRST_DAYS = ['01-01', '04-01', '07-01', '10-01'] as const;
const LAST_DAYS = ['03-31', '06-30', '09-30', '12-31'] as const;

/** The first day of a period. */
export const firstDay = ({ year, from }: Period): CalendarDate => `${year}-${FIRST_DAYS[from - 1]}`;

/** The last day of a period. */
export const lastDay = ({ year, to }: Period): CalendarDate => `${year}-${LAST_DAYS[to - 1]}`;

/** The first day after a period. */
export const dayAfter = ({ year, to }: Period): CalendarDate =>
  to === 4 ? `${year + 1}-01-01` : `${year}-${String(to * 3 + 1).padStart(2, '0')}-01`;

/** The whole quarters from the end of a period to the end of a date; 0 before the first has passed. */
export const quartersSince = (period: Period, date: CalendarDate): number => {
  const closed = quarterCount(date) + (isLastDayOfQuarter(date) ? 1 : 0);
  return Math.max(0, closed - quarterCount(dayAfter(period)));
};

const isLastDayOfQuarter = (date: CalendarDate): boolean => /-(?:03-31|06-30|09-30|12-31)$/.test(date);
