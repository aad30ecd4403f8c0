/**
 * Steps 1 to 4 of the settlement method in the reference implementation: rows completed and put in their agreed
 * period, the grain and its fall-back, expected cost under the agreed and the other trend form, actual cost. Written
 * from the page alone, in the order of the page, with sums over all rows wherever a sum is needed.
 */

import {
  type CaseJson,
  type CohortJson,
  type GrainJson,
  ownValue,
  type ReferenceFormJson,
  type StratumJson,
  type TrendFormJson,
} from './case-json.ts';
import {
  dividedBy,
  type Fraction,
  fraction,
  isHalfway,
  isZero,
  minus,
  one,
  plus,
  readNumber,
  rounded,
  sum,
  times,
  whole,
  zero,
} from './fraction.ts';

/** What happened on the way that the result does not tell: rounding ties, rows left out, cells of interest. */
export type Trace = { readonly notes: Set<string>; readonly witnesses: Detail[] };

/** Where a refusal applies: stream, cohort, period, sex and age band as far as they apply. */
export type Detail = { stream?: string; cohort?: CohortJson; period?: string; sex?: string; ageBand?: string };

/** A refusal with every place that gives rise to it; the first is the one that is shown. */
export type Refusal = { readonly refusal: string; readonly details: readonly Detail[] };

/** Expected and actual cost of one stream, in cents. */
export type StreamFigures = {
  readonly grain: GrainJson;
  readonly grainAgreed: GrainJson;
  readonly expected: bigint;
  readonly actual: bigint;
  readonly expectedOtherForm: bigint | null;
};

/** A cohort in an agreed period. */
type Place = { readonly cohort: CohortJson; readonly period: string };

type MonthRow = Place & StratumJson & { readonly value: Fraction };
type CostRow = MonthRow & { readonly stream: string };

/** The case with its rows completed (step 1) and each in its agreed period. */
export type ReadCase = { readonly file: CaseJson; readonly months: MonthRow[]; readonly costs: CostRow[] };

/** A figure for every stratum; its key names sex and age band as far as the grain has them, see `stratumKey`. */
type Cells = ReadonlyMap<string, Fraction>;

/** Rounds at a named rounding point (N3) and notes an exact half cent. */
export const roundAt = (point: string, euroCents: Fraction, trace: Trace): bigint => {
  if (isHalfway(euroCents)) trace.notes.add(`half cent at ${point}`);
  return rounded(euroCents);
};

/** A period as its year and first and last quarter: `2025`, `2025-K1`, `2025-K1..K3`. */
export const readPeriod = (text: string): { year: string; first: number; last: number } => {
  const [year = '', quarters] = text.split('-');
  if (quarters === undefined) return { year, first: 1, last: 4 };
  const [first = '', last = first] = quarters.split('..');
  return { year, first: Number(first.slice(1)), last: Number(last.slice(1)) };
};

/** The number of months of a period. */
export const monthsInPeriod = (period: string): bigint => {
  const { first, last } = readPeriod(period);
  return BigInt(3 * (last - first + 1));
};

const isContained = (inner: string, outer: string): boolean => {
  const row = readPeriod(inner);
  const agreed = readPeriod(outer);
  return row.year === agreed.year && row.first >= agreed.first && row.last <= agreed.last;
};

/** The agreed period that contains the period of a row; undefined where none does. */
const agreedPeriodOf = (file: CaseJson, period: string): string | undefined => {
  const agreed = [...file.agreement.baseline.map((baseline) => baseline.period), file.agreement.performance];
  return agreed.find((candidate) => isContained(period, candidate));
};

/** Step 1: (C − X) / f, with f taken as 1 where C − X is negative. */
const completedCost = (row: CaseJson['costs'][number]): Fraction => {
  const cost = minus(readNumber(row.amount), readNumber(row.excess ?? '0'));
  if (cost.numerator < 0n) return cost;
  return dividedBy(cost, readNumber(row.completionFactor ?? '1'));
};

/** Reads the rows of a case; rows in no agreed period are left out and noted. */
export const readCase = (file: CaseJson, trace: Trace): ReadCase => {
  const months: MonthRow[] = [];
  const costs: CostRow[] = [];
  for (const row of file.memberMonths) {
    const period = agreedPeriodOf(file, row.period);
    if (period === undefined) trace.notes.add('member-month row left out');
    else months.push({ ...row, period, value: readNumber(row.months) });
  }
  for (const row of file.costs) {
    const period = agreedPeriodOf(file, row.period);
    if (period === undefined) trace.notes.add('cost row left out');
    else costs.push({ ...row, period, value: completedCost(row) });
  }
  return { file, months, costs };
};

const stratumKey = (row: StratumJson, grain: GrainJson): string =>
  JSON.stringify([grain === 'sexAge' ? (row.sex ?? null) : null, grain === 'total' ? null : (row.ageBand ?? null)]);

const byCodeUnit = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The rows of a cohort and period summed by stratum. */
const sumByStratum = (rows: readonly MonthRow[], place: Place, grain: GrainJson): Cells => {
  const cells = new Map<string, Fraction>();
  for (const row of rows) {
    if (row.cohort !== place.cohort || row.period !== place.period) continue;
    const key = stratumKey(row, grain);
    cells.set(key, plus(cells.get(key) ?? zero, row.value));
  }
  return cells;
};

const detailOf = (stream: string, place: Place, key: string): Detail => {
  const [sex, ageBand] = JSON.parse(key) as [string | null, string | null];
  return { stream, ...place, ...(sex === null ? {} : { sex }), ...(ageBand === null ? {} : { ageBand }) };
};

/** The trend form of a stream: its own, which inherits nothing, or that of the agreement. */
export const trendOf = (file: CaseJson, stream: string): TrendFormJson =>
  ownValue(file.agreement.trend.perStream, stream) ?? file.agreement.trend;

/** Cohorts and periods that a trend form uses, without the intervention population in the performance period. */
const placesOfTrend = (file: CaseJson, form: TrendFormJson['form']): Place[] => {
  const places: Place[] = [];
  for (const baseline of file.agreement.baseline) places.push({ cohort: 'intervention', period: baseline.period });
  if (form === 'fixed') return places;
  for (const baseline of file.agreement.baseline) places.push({ cohort: 'reference', period: baseline.period });
  places.push({ cohort: 'reference', period: file.agreement.performance });
  return places;
};

const performancePlace = (file: CaseJson): Place => ({
  cohort: 'intervention',
  period: file.agreement.performance,
});

/** The settled streams in code-unit order of their names. */
export const settledStreams = (file: CaseJson): string[] => Object.keys(file.agreement.streams).sort(byCodeUnit);

const isDelivered = (read: ReadCase, stream: string, place: Place): boolean =>
  read.costs.some((row) => row.stream === stream && row.cohort === place.cohort && row.period === place.period);

/** Step 4: the settled streams without any cost row for a cohort and period that their trend uses. */
export const missingStreams = (read: ReadCase): string[] =>
  settledStreams(read.file).filter((stream) => {
    const places = [...placesOfTrend(read.file, trendOf(read.file, stream).form), performancePlace(read.file)];
    return places.some((place) => !isDelivered(read, stream, place));
  });

/** Member-months of the intervention population in the performance period, over all strata. */
export const populationMonths = (read: ReadCase): Fraction =>
  sum([...sumByStratum(read.months, performancePlace(read.file), 'total').values()]);

/** Step 4: actual cost in cents, or undefined where nothing was delivered: missing is never zero. */
export const actualCost = (read: ReadCase, stream: string, trace: Trace): bigint | undefined => {
  const place = performancePlace(read.file);
  if (!isDelivered(read, stream, place)) return undefined;
  const rows = read.costs.filter((row) => row.stream === stream);
  const total = sum([...sumByStratum(rows, place, 'total').values()]);
  const point = total.numerator < 0n ? 'R1 of actual cost below zero' : 'R1 of actual cost';
  return roundAt(point, times(total, whole(100n)), trace);
};

/** One stream at one grain: everything that step 3 looks up. */
type Table = {
  readonly read: ReadCase;
  readonly stream: string;
  readonly grain: GrainJson;
  /** The strata with member-months of the intervention population in the performance period. */
  readonly strata: readonly string[];
  readonly months: (place: Place) => Cells;
  readonly costs: (place: Place) => Cells;
};

/** Remembers the cells of each cohort and period, so that the same sum is not made again for every stratum. */
const remembering = (make: (place: Place) => Cells): ((place: Place) => Cells) => {
  const made = new Map<string, Cells>();
  return (place) => {
    const key = `${place.cohort} ${place.period}`;
    const cells = made.get(key) ?? make(place);
    made.set(key, cells);
    return cells;
  };
};

const tableOf = (read: ReadCase, stream: string, grain: GrainJson): Table => {
  const rows = read.costs.filter((row) => row.stream === stream);
  const months = remembering((place) => sumByStratum(read.months, place, grain));
  const costs = remembering((place) => sumByStratum(rows, place, grain));
  const strata = [...months(performancePlace(read.file))].filter(([, value]) => !isZero(value)).map(([key]) => key);
  return { read, stream, grain, strata: strata.sort(byCodeUnit), months, costs };
};

/** Step 2, before any fall-back: cells whose costs sum to other than zero while they have no member-months. */
const costsWithoutMonths = (table: Table, form: TrendFormJson['form'], trace: Trace): Detail[] => {
  const places = [...placesOfTrend(table.read.file, form), performancePlace(table.read.file)];
  const details: Detail[] = [];
  for (const place of places)
    for (const [key, cost] of [...table.costs(place)].sort((left, right) => byCodeUnit(left[0], right[0]))) {
      if (cost.numerator < 0n) trace.notes.add('negative cell');
      if (!isZero(table.months(place).get(key) ?? zero)) continue;
      if (isZero(cost)) trace.notes.add('cell without costs or member-months');
      else details.push(detailOf(table.stream, place, key));
    }
  return details;
};

/** Step 2: strata of the performance period for which a member-month sum that step 3 divides by is zero. */
const strataWithoutMonths = (table: Table, form: TrendFormJson['form']): Detail[] => {
  const details: Detail[] = [];
  for (const place of placesOfTrend(table.read.file, form))
    for (const key of table.strata)
      if (isZero(table.months(place).get(key) ?? zero)) details.push(detailOf(table.stream, place, key));
  return details;
};

const nextCoarser = (grain: GrainJson): GrainJson | undefined =>
  grain === 'sexAge' ? 'age' : grain === 'age' ? 'total' : undefined;

/** Step 2: the table at the agreed grain, or at the first coarser one that helps. */
const tableAtUsableGrain = (agreed: Table, form: TrendFormJson['form']): Table | Refusal => {
  const details = strataWithoutMonths(agreed, form);
  if (details.length === 0) return agreed;
  const coarser = nextCoarser(agreed.grain);
  if (agreed.read.file.agreement.missingStratum === 'refuse' || coarser === undefined)
    return { refusal: 'stratum_has_no_baseline', details };
  return tableAtUsableGrain(tableOf(agreed.read, agreed.stream, coarser), form);
};

/** y[k,a,g,t]: euro per member-month. Throws a RangeError where there are no member-months. */
const rate = (table: Table, place: Place, key: string): Fraction =>
  dividedBy(table.costs(place).get(key) ?? zero, table.months(place).get(key) ?? zero);

const weightsOf = (table: Table): Cells => table.months(performancePlace(table.read.file));

/** ȳ_R(t): the reference rate directly standardised to the member-months of the intervention population. */
const standardisedReference = (table: Table, period: string): Fraction => {
  let weighted = zero;
  let weights = zero;
  for (const key of table.strata) {
    const weight = weightsOf(table).get(key) ?? zero;
    weighted = plus(weighted, times(weight, rate(table, { cohort: 'reference', period }, key)));
    weights = plus(weights, weight);
  }
  return dividedBy(weighted, weights);
};

const indexOf = (form: TrendFormJson, stream: string, period: string): Fraction => {
  const index = 'index' in form ? ownValue(ownValue(form.index, stream), period) : undefined;
  if (index === undefined) throw new Error(`no index for ${stream} in ${period}`);
  return readNumber(index);
};

/** What one baseline period contributes to ê[g], before its weight. */
const trendedRate = (table: Table, form: TrendFormJson, key: string, period: string): Fraction => {
  const own = rate(table, { cohort: 'intervention', period }, key);
  const performance = table.read.file.agreement.performance;
  if (form.form === 'fixed') return times(own, indexOf(form, table.stream, period));
  if (form.form === 'ratioPerStratum') {
    const after = rate(table, { cohort: 'reference', period: performance }, key);
    return times(own, dividedBy(after, rate(table, { cohort: 'reference', period }, key)));
  }
  const after = standardisedReference(table, performance);
  const before = standardisedReference(table, period);
  return form.form === 'amount' ? plus(own, minus(after, before)) : times(own, dividedBy(after, before));
};

/** ê[g]: the expected rate of one stratum. */
const expectedRate = (table: Table, form: TrendFormJson, key: string): Fraction => {
  if (form.form === 'blend') {
    const alpha = readNumber(form.alpha);
    const following = times(alpha, expectedRate(table, { form: form.of }, key));
    const fixed = times(minus(one, alpha), expectedRate(table, { form: 'fixed', index: form.index }, key));
    return plus(following, fixed);
  }
  let expected = zero;
  for (const baseline of table.read.file.agreement.baseline)
    expected = plus(expected, times(readNumber(baseline.weight), trendedRate(table, form, key, baseline.period)));
  return expected;
};

/** Step 3: Σ M[I,g,T]·ê[g] in cents, before R1. Throws a RangeError on a division by zero. */
const expectedCost = (table: Table, form: TrendFormJson): Fraction => {
  let expected = zero;
  for (const key of table.strata)
    expected = plus(expected, times(weightsOf(table).get(key) ?? zero, expectedRate(table, form, key)));
  return times(expected, whole(100n));
};

/** The places where the agreed form divides by a reference rate of zero. */
const undefinedTrends = (table: Table, form: TrendFormJson): Detail[] => {
  const follows = form.form === 'blend' ? form.of : form.form;
  const details: Detail[] = [];
  for (const { period } of table.read.file.agreement.baseline) {
    const place: Place = { cohort: 'reference', period };
    if (follows === 'ratio' && isZero(standardisedReference(table, period)))
      details.push({ stream: table.stream, ...place });
    if (follows === 'ratioPerStratum')
      for (const key of table.strata)
        if (isZero(rate(table, place, key))) details.push(detailOf(table.stream, place, key));
  }
  return details;
};

const otherFormOf = (form: TrendFormJson): TrendFormJson => {
  const swapped = (own: ReferenceFormJson): ReferenceFormJson => (own === 'amount' ? 'ratio' : 'amount');
  if (form.form === 'fixed') return { form: 'amount' };
  if (form.form === 'blend') return { ...form, of: swapped(form.of) };
  return { form: swapped(form.form) };
};

/** Expected cost under the other form; null where it is undefined, not delivered or not positive. */
const expectedUnderOtherForm = (table: Table, agreed: TrendFormJson, trace: Trace): bigint | null => {
  const form = otherFormOf(agreed);
  const places = placesOfTrend(table.read.file, form.form);
  if (places.some((place) => !isDelivered(table.read, table.stream, place))) {
    trace.notes.add('other form not delivered');
    return null;
  }
  try {
    const expected = roundAt('R1 of the other form', expectedCost(table, form), trace);
    if (expected <= 0n) trace.notes.add('other form not positive');
    return expected > 0n ? expected : null;
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    trace.notes.add('other form divides by zero');
    return null;
  }
};

/** Steps 2 to 4 for one settled stream that is delivered. */
export const settleStream = (read: ReadCase, stream: string, trace: Trace): StreamFigures | Refusal => {
  const grainAgreed = ownValue(read.file.agreement.streams, stream)?.grain ?? 'total';
  const form = trendOf(read.file, stream);
  const agreed = tableOf(read, stream, grainAgreed);
  const corrupt = costsWithoutMonths(agreed, form.form, trace);
  if (corrupt.length > 0) return { refusal: 'costs_without_member_months', details: corrupt };
  const table = tableAtUsableGrain(agreed, form.form);
  if ('refusal' in table) return table;
  const undefinedPlaces = undefinedTrends(table, form);
  if (undefinedPlaces.length > 0) return { refusal: 'reference_trend_is_undefined', details: undefinedPlaces };
  const expected = roundAt('R1 of expected cost', expectedCost(table, form), trace);
  if (expected <= 0n) return { refusal: 'expected_cost_must_be_positive', details: [{ stream }] };
  const actual = actualCost(read, stream, trace) ?? 0n;
  const expectedOtherForm = expectedUnderOtherForm(table, form, trace);
  return { grain: table.grain, grainAgreed, expected, actual, expectedOtherForm };
};

/** Persons: member-months of the intervention population in the performance period by its number of months. */
export const personsOf = (read: ReadCase): Fraction =>
  times(populationMonths(read), fraction(1n, monthsInPeriod(read.file.agreement.performance)));
