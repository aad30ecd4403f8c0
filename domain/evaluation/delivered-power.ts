/**
 * The design behind the power of an evaluation: the pilot's own size and periods, and what chance does in an area without a
 * pilot as the rehearsal on open data shows it (docs/evaluatie-methoden.md).
 */
import { contains, readPeriod } from '../pilot/period.ts';
import type { MinimumRate } from '../pilot/terms.ts';
import type { MonthsCell } from './delivered-cells.ts';
import { type DeliveredGround, MONTHS_IN_QUARTER, quartersIn } from './delivered-ground.ts';
import { numberOf, sumOf } from './floating.ts';

/** The part as agreed; between the points of a table in a straight line, before and after them flat (method step 6). */
const minimumRateOf = (minimum: MinimumRate, persons: number): number => {
  if (minimum.form === 'rate') return numberOf(minimum.rate);
  const points = minimum.points.map(([at, part]) => [numberOf(at), numberOf(part)] as const);
  const next = points.findIndex(([at]) => at >= persons);
  const [to, toRate] = points.at(next) ?? [0, 0];
  const [from, fromRate] = points[next - 1] ?? [to, toRate];
  return next <= 0 || to === from ? toRate : fromRate + ((persons - from) / (to - from)) * (toRate - fromRate);
};

/** What the rehearsal on open data shows of chance in years without a pilot. */
const CHANCE = { coefficientOfVariation: 4, correlation: 0.5, areaShock: 0.01 } as const;
const BECAUSE =
  'Periodes zijn hier jaren. Spreiding, samenhang en schok van een gebied volgen uit de generale repetitie met open data van gemeenten zonder pilot (docs/evaluatie-methoden.md).';
const PART_OF_A_YEAR = ' Over een deel van een jaar is het toeval groter dan hier staat.';

/** The power part of the input: persons on average over the period of the statement. */
export const deliveredPower = ({ pilot: { terms }, slot: { period }, months }: DeliveredGround) => {
  const personsOf = (cohort: MonthsCell['cohort']) => {
    const all = sumOf(months, (row) => {
      const read = readPeriod(row.period);
      return row.cohort === cohort && read !== null && contains(period, read) ? Number(row.months) : 0;
    });
    return Math.max(1, Math.round(all / (MONTHS_IN_QUARTER * quartersIn(period))));
  };
  const persons = personsOf('intervention');
  return {
    design: {
      persons,
      referencePersons: personsOf('reference'),
      baselinePeriods: terms.baseline.length,
      performancePeriods: 1,
      ...CHANCE,
      areas: 1,
      referenceAreas: 1,
    },
    minimumSavingsRate: minimumRateOf(terms.corridor.minimumSavingsRate, persons),
    because: quartersIn(period) === 4 ? BECAUSE : `${BECAUSE}${PART_OF_A_YEAR}`,
  };
};
