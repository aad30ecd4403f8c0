/** The profile of the neighbourhood beside its reference, from what was delivered: who lives there, and what care costs. */
import { contains, type Period, readPeriod } from '../pilot/period.ts';
import { completedCosts, type MonthsCell } from './delivered-cells.ts';
import {
  areaName,
  type DeliveredCosts,
  type DeliveredGround,
  type DeliveredMonths,
  MONTHS_IN_QUARTER,
  quartersIn,
} from './delivered-ground.ts';
import { rounded, sumOf } from './floating.ts';

/** The pilot beside its reference on who lives there and what care costs, now and a year ago. */
export const deliveredProfile = (ground: DeliveredGround) => {
  const { slot, population } = ground;
  const area = areaName(population, 'intervention');
  const region = COHORTS.map((cohort) => areaName(population, cohort));
  const rows = [...peopleRows(ground), ...careRows(ground)].map(({ cohort, ...row }) => ({
    ...row,
    area: areaName(population, cohort),
  }));
  if (rows.length === 0) return null;
  const previous = rows.some(({ period }) => period === yearBefore(slot.period)) ? yearBefore(slot.period) : null;
  const indicators = [
    ...new Map(rows.map(({ indicator, module }) => [indicator, indicatorOf(indicator, module)])).values(),
  ];
  return { area, region, period: slot.period.text, previous, indicators, rows };
};

const PEOPLE = 'Wie er wonen';
const CARE = 'Zorggebruik in kosten';

const indicatorOf = (indicator: string, module: string) =>
  module === PEOPLE
    ? { indicator, name: `Inwoners van ${indicator}`, kind: 'proportion', per: 100, unit: '%' }
    : { indicator, name: indicator, kind: 'amount', per: 1, unit: 'euro per persoon per maand' };

const yearBefore = (period: Period): string => period.text.replace(`${period.year}`, `${period.year - 1}`);

interface ProfileCell {
  readonly cohort: MonthsCell['cohort'];
  readonly module: string;
  readonly indicator: string;
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** The rows of the period of the statement, and those of the same quarters a year before where all were delivered. */
const moments = <T extends { readonly period: string }>(rows: readonly T[], period: Period) =>
  [period, { ...period, year: period.year - 1, text: yearBefore(period) }].map((moment) => ({
    period: moment.text,
    quarters: quartersIn(moment),
    rows: rows.filter((row) => {
      const read = readPeriod(row.period);
      return read !== null && contains(moment, read);
    }),
  }));

const COHORTS = ['intervention', 'reference'] as const;

/** Parts by age band, in persons on average over the quarters. */
const peopleRows = ({ months, slot }: DeliveredGround): ProfileCell[] =>
  moments(months, slot.period).flatMap(({ period, quarters, rows }) =>
    COHORTS.flatMap((cohort) => {
      const own = rows.filter((row) => row.cohort === cohort && row.ageBand !== null);
      const persons = (of: readonly DeliveredMonths[]) =>
        sumOf(of, (row) => Number(row.months)) / MONTHS_IN_QUARTER / quarters;
      return [...Map.groupBy(own, ({ ageBand }) => ageBand ?? '')].map(
        ([ageBand, band]): ProfileCell => ({
          ...{ cohort, module: PEOPLE, indicator: ageBand, period },
          numerator: rounded(persons(band)),
          denominator: rounded(persons(own)),
        }),
      );
    }),
  );

/** Costs by stream and, where they were divided, by kind of care, over all member-months. */
const careRows = ({ costs, months, slot }: DeliveredGround): ProfileCell[] => {
  const denominators = moments(months, slot.period);
  return moments(costs, slot.period).flatMap(({ period, rows }, place) =>
    COHORTS.flatMap((cohort) => {
      const all = (denominators[place]?.rows ?? []).filter((row) => row.cohort === cohort);
      const own = rows.filter((row) => row.cohort === cohort);
      const denominator = rounded(sumOf(all, (row) => Number(row.months)));
      return [...Map.groupBy(own, nameOfCare)].map(
        ([indicator, group]): ProfileCell => ({
          ...{ cohort, module: CARE, indicator, period, denominator },
          numerator: rounded(sumOf(group, completedCosts)),
        }),
      );
    }),
  );
};

const nameOfCare = ({ stream, careCategory }: DeliveredCosts): string =>
  careCategory === null ? stream : `${stream}, ${careCategory}`;
