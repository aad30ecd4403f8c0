/**
 * The input of an evaluation document, made from what a pilot itself delivered and agreed: nobody writes it by hand.
 *
 * The costs are those that the statement rests on, completed by the agreed factors. What was not delivered is listed and
 * never made up; figures that may still change are marked provisional. The design behind the power is the pilot's own, and
 * what chance does in an area without a pilot is assumed from the rehearsal on open data (docs/evaluatie-methoden.md).
 */

import type { Ratio } from '../money/ratio.ts';
import type { Pilot, Slot } from '../pilot/agreement.ts';
import { contains, type Period, readPeriod } from '../pilot/period.ts';
import type { PopulationDocument } from '../pilot/population.ts';
import type { MinimumRate } from '../pilot/terms.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import type { CostsAsKnown } from './completion-factors.ts';
import {
  type ComparableStream,
  type CostsCell,
  comparableStream,
  completedCosts,
  type MonthsCell,
} from './delivered-cells.ts';
import type { EvaluatedDelivery } from './evaluation-input.ts';
import { type IndicatorValue, readIndicatorRegister } from './indicators.ts';

/** Delivered member-months with the persons counted; numbers are decimals as delivered. */
export interface DeliveredMonths extends MonthsCell {
  readonly persons: string;
}

/** Delivered costs of a stream. */
export interface DeliveredCosts extends CostsCell {
  readonly stream: string;
}

/** Everything that an evaluation of a statement is made from. */
export interface DeliveredGround {
  readonly pilot: Pilot;
  readonly slot: Slot;
  readonly population: PopulationDocument;
  readonly months: readonly DeliveredMonths[];
  readonly costs: readonly DeliveredCosts[];
  /** What successive deliveries said of the same costs. */
  readonly known: readonly CostsAsKnown[];
  readonly indicators: readonly IndicatorValue[];
  readonly deliveries: readonly EvaluatedDelivery[];
}

/** A document as `readEvaluationInput` reads it. */
export type InputDocument = Readonly<Record<string, unknown>>;

/** The input, or `null` where no stream can be compared: then there is nothing to evaluate. */
export const deliveredInput = (ground: DeliveredGround): InputDocument | null => {
  const compared = comparedOf(ground);
  const names = streamNames(ground);
  const readings = names.map(({ stream }) => ({ stream, reading: streamOf(ground, compared, stream) }));
  const sound = readings.flatMap(({ stream, reading }) => ('reason' in reading ? [] : [{ stream, ...reading }]));
  if (sound.length === 0) return null;
  const { pilot, population, deliveries, known, slot } = ground;
  const indicators = indicatorsOf(ground);
  return {
    title: pilot.document.pilot.name,
    pilot: population.definition,
    comparison: 'De referentie van dezelfde populatiedefinitie: alle verzekerden daarvan samen, als één gebied.',
    streams: names,
    periods: compared.periods,
    panel: sound.flatMap((each) => panelRows(ground, compared, each.stream, each)),
    provisional: provisionalOf(ground),
    selection: population.selection,
    power: powerOf(ground),
    waterbed: waterbedOf(ground, sound),
    indicators: indicators.input,
    profile: profileOf(ground),
    notObserved: [
      ...readings.flatMap(({ stream, reading }) =>
        'reason' in reading ? [`${stream}: ${reading.reason}`] : reading.notes.map((note) => `${stream}: ${note}`),
      ),
      ...indicators.notes,
      'Verhuizing in en uit de pilot: wie vertrok, is daarna niet gevolgd.',
    ],
    lateCosts: inOrder(known, ({ stream, period, valuationDate }) => [stream, period, valuationDate]),
    agreedFactors: pilot.document.agreement.completionFactors,
    quality: qualityOf(ground),
    deliveries: inOrder(deliveries, ({ source, valuationDate, sha256 }) => [source, valuationDate, sha256]),
    statement: { period: slot.period.text, referenceDate: slot.referenceDate },
  };
};

/** Parties deliver at the same time; in which order that is taken in says nothing and changes nothing. */
const inOrder = <T>(all: readonly T[], keyOf: (each: T) => readonly string[]): T[] =>
  [...all].sort((a, b) => codeUnitOrder(JSON.stringify(keyOf(a)), JSON.stringify(keyOf(b))));

/** The settled streams in the order of the agreement, then those that are only shown. */
const streamNames = ({ pilot: { terms } }: DeliveredGround) => [
  ...terms.streams.map(({ name: stream }) => ({ stream, isMemo: false })),
  ...terms.memoStreams.map((stream) => ({ stream, isMemo: true })),
];

/** The periods by the name under which they are compared: as delivered, or by year where quarters and years are mixed. */
interface Compared {
  readonly periods: readonly string[];
  readonly performance: readonly string[];
  readonly nameOf: (period: string) => string;
}

const comparedOf = ({ months, costs, slot }: DeliveredGround): Compared => {
  const all = new Map<string, Period>();
  for (const { period } of [...months, ...costs]) {
    const read = readPeriod(period);
    if (read !== null) all.set(period, read);
  }
  const delivered = [...all.values()];
  const isUniform = new Set(delivered.map(({ from, to }) => to - from)).size === 1;
  const nameOf = (period: string) => (isUniform ? period : `${all.get(period)?.year ?? period}`);
  const named = (periods: readonly Period[]) =>
    [...new Set(periods.map(({ text }) => nameOf(text)))].sort(codeUnitOrder);
  return {
    periods: named(delivered),
    performance: named(delivered.filter((each) => contains(slot.period, each))),
    nameOf,
  };
};

const renamed = <T extends { readonly period: string }>(rows: readonly T[], { nameOf }: Compared): T[] =>
  rows.map((row) => ({ ...row, period: nameOf(row.period) }));

/** Persons of several periods taken together are the same ones: their squares say nothing of a year. */
const withoutSquares = (rows: readonly DeliveredCosts[], { nameOf }: Compared): readonly DeliveredCosts[] =>
  rows.map((row) => (nameOf(row.period) === row.period ? row : { ...row, sumOfSquares: null }));

const streamOf = ({ months, costs }: DeliveredGround, compared: Compared, stream: string) => {
  const own = withoutSquares(
    costs.filter((row) => row.stream === stream),
    compared,
  );
  return comparableStream(renamed(months, compared), renamed(own, compared), compared);
};

const LONGEST_NAME = 200;

const areaName = ({ name }: PopulationDocument, cohort: MonthsCell['cohort']): string => {
  const short = name.slice(0, LONGEST_NAME);
  return cohort === 'intervention' ? short : `${short}: referentie`;
};

const panelRows = (
  { months, population }: DeliveredGround,
  { performance, nameOf }: Compared,
  stream: string,
  { means }: ComparableStream,
) =>
  means.map(({ cohort, period, value, standardError }) => ({
    unit: areaName(population, cohort),
    period,
    stream,
    value: rounded(value),
    weight: sumOf(months, (row) => (row.cohort === cohort && nameOf(row.period) === period ? Number(row.months) : 0)),
    treated: cohort === 'intervention' && performance.includes(period) ? 1 : 0,
    ...(standardError === null ? {} : { standardError: rounded(standardError) }),
  }));

const sumOf = <T>(all: readonly T[], figure: (each: T) => number): number =>
  all.reduce((sum, each) => sum + figure(each), 0);

/** To a millionth of a euro: what lies below it is the rounding of a computer, and differs from one to another. */
const rounded = (value: number): number => Number(value.toFixed(6));

/** Costs of which claims still come in, each stream and period once. */
const provisionalOf = ({ costs }: DeliveredGround) => {
  const named = costs
    .filter(({ completionFactor }) => completionFactor !== '1')
    .map(
      ({ stream, period, completionFactor }) =>
        [JSON.stringify([stream, period]), { stream, period, completionFactor }] as const,
    );
  return [...new Map(named).values()].map(({ stream, period, completionFactor }) => ({
    source: stream,
    period,
    because: `Er komen nog declaraties binnen. Naar afspraak was op de peildatum een deel van ${completionFactor.replace('.', ',')} binnen; de rest is bijgeteld.`,
  }));
};

const numberOf = ({ n, d }: Ratio): number => Number(n) / Number(d);

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

const MONTHS_IN_QUARTER = 3;

const quartersIn = ({ from, to }: Period): number => to - from + 1;

const powerOf = ({ pilot: { terms }, slot: { period }, months }: DeliveredGround) => {
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

type Sound = { readonly stream: string } & ComparableStream;

const waterbedOf = (ground: DeliveredGround, sound: readonly Sound[]) => {
  const { pilot, slot } = ground;
  const { baseline } = pilot.terms;
  const groupOf = (text: string): string | null => {
    const read = readPeriod(text);
    if (read === null) return null;
    if (read.year === slot.period.year) return slot.period.text;
    return baseline.find(({ period }) => period.year === read.year)?.period.text ?? null;
  };
  return {
    costs: sound.flatMap(({ stream, costs }) => addedUp(costs, groupOf, 'amount').map((row) => ({ stream, ...row }))),
    months: sound.flatMap(({ stream, months }) =>
      addedUp(months, groupOf, 'months').map((row) => ({ stream, ...row })),
    ),
    baseline: baseline.map(({ period, weight }) => ({ period: period.text, weight: numberOf(weight) })),
    performance: slot.period.text,
  };
};

/** Rows added up by everything but their figure, over the periods that belong together. */
const addedUp = <Name extends string, Row extends { readonly period: string } & Readonly<Record<Name, number>>>(
  rows: readonly Row[],
  groupOf: (period: string) => string | null,
  figure: Name,
) => {
  const named = rows.flatMap((row) => {
    const period = groupOf(row.period);
    return period === null ? [] : [{ ...row, period }];
  });
  const keyOf = (row: Row) => JSON.stringify({ ...row, [figure]: null });
  return [...Map.groupBy(named, keyOf).values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, [figure]: rounded(sumOf(group, (row) => row[figure])) })),
  );
};

/** A register that cannot be read gives no indicators: without it nobody knows what the figures are. */
const indicatorsOf = ({ indicators, pilot }: DeliveredGround) => {
  const values = inOrder(indicators, ({ indicator, cohort, period, source }) => [indicator, cohort, period, source]);
  const register = pilot.document.agreement.indicators?.register;
  const reading = register === undefined ? null : readIndicatorRegister(register);
  if (values.length === 0) return { input: null, notes: [] };
  if (reading === null) return { input: { values }, notes: [] };
  if (!('faults' in reading)) return { input: { register, values }, notes: [] };
  const notes = reading.faults.map(
    ({ path, message }) => `Indicatoren: het register in de overeenkomst is niet te lezen (${path}: ${message})`,
  );
  return { input: null, notes };
};

/** The declared score with what is needed to compute it, and the scores that the agreement hands to the settlement. */
const qualityOf = ({ pilot, slot }: DeliveredGround) => {
  const { indicators, approved, approvers } = pilot.document.agreement;
  if (indicators?.score === undefined && approved?.quality === undefined) return null;
  return {
    definition: indicators?.score ?? null,
    cohort: 'intervention',
    period: slot.period.text,
    parties: approvers,
    agreed: approved?.quality ?? {},
  };
};

/** The pilot beside its reference on who lives there and what care costs, now and a year ago. */
const profileOf = (ground: DeliveredGround) => {
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
