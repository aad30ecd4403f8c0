/**
 * The case file: everything that steps 1 to 11 of the method need, in one JSON document (method section 4).
 *
 * `readCase` reads untrusted JSON. It answers with the case, or with every fault at once; it never guesses, and never
 * takes something missing for zero.
 */
import * as z from 'zod';
import { compare, type Ratio } from '../money/ratio.ts';
import { printRatio } from '../money/text.ts';
import {
  type CellKey,
  type CostRow,
  type MonthsRow,
  type ReadRows,
  readCostRows,
  readMonthsRows,
} from './case-rows.ts';
import { type Fault, givenFields, givenList, pathText, readFields, readWith } from './fault.ts';
import { amountNotNegative, rate, ratioNotNegative } from './number-schema.ts';
import { contains, overlaps, type Period } from './period.ts';
import { codeUnitOrder, type Grain, readTerms, reportUnknownParties, type Terms } from './terms.ts';

/** What quality does with a gain: keep it linearly, at a gate, or in steps (method step 8a). */
export type GainQuality =
  | { readonly form: 'linear' }
  | { readonly form: 'gate'; readonly threshold: Ratio }
  | { readonly form: 'steps'; readonly steps: readonly { readonly from: Ratio; readonly rate: Ratio }[] };

/** What quality does with a loss: nothing, or relief between floor and ceiling (method step 8b). */
export type LossQuality =
  | { readonly form: 'none' }
  | { readonly form: 'relief'; readonly slope: Ratio; readonly floor: Ratio; readonly ceiling: Ratio };

export interface Quality {
  readonly score: Ratio;
  readonly gain: GainQuality | null;
  readonly loss: LossQuality | null;
}

/** A well-formed case. Rows are those of agreed periods, in the order of `inRowOrder`; the others are listed. */
export interface Case {
  readonly terms: Terms;
  readonly memberMonths: readonly MonthsRow[];
  readonly costs: readonly CostRow[];
  /** By party, in euro; a party without an entry invested or claims nothing. */
  readonly investments: ReadonlyMap<string, Ratio>;
  readonly carryIn: ReadonlyMap<string, Ratio>;
  readonly quality: ReadonlyMap<string, Quality>;
  /** How many rows of each list lie in no agreed period, by period. They do not count. */
  readonly leftOut: readonly {
    readonly list: 'memberMonths' | 'costs';
    readonly period: string;
    readonly rows: number;
  }[];
}

export type CaseReading = { readonly case: Case } | { readonly faults: readonly Fault[] };

const gainQuality = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('linear') }),
  z.strictObject({ form: z.literal('gate'), threshold: ratioNotNegative }),
  z.strictObject({
    form: z.literal('steps'),
    steps: z.array(z.strictObject({ from: ratioNotNegative, rate })).min(1),
  }),
]);
const lossQuality = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('none') }),
  z.strictObject({ form: z.literal('relief'), slope: ratioNotNegative, floor: rate, ceiling: rate }),
]);
const quality = z
  .strictObject({ score: rate, gain: gainQuality.optional(), loss: lossQuality.optional() })
  .transform(({ score, gain, loss }): Quality => ({ score, gain: gain ?? null, loss: loss ?? null }));

const list = z.array(z.unknown());
const byParty = z.record(z.string(), z.unknown()).default({});
const topLevel = {
  case: z.literal(1),
  agreement: z.unknown().refine((value) => value !== undefined, 'Dit ontbreekt.'),
  memberMonths: list,
  costs: list,
  investments: byParty,
  carryIn: byParty,
  quality: byParty,
};

/** Reads a case file that was parsed as JSON: the case, or every fault in it with its path. */
export const readCase = (value: unknown): CaseReading => {
  const faults: Fault[] = [];
  const top = readFields(topLevel, value, [], faults);
  if (top === undefined) return { faults };
  const terms = top.agreement === undefined ? undefined : readTerms(top.agreement, ['agreement'], faults);
  const memberMonths = readMonthsRows(top.memberMonths ?? [], faults);
  const costs = readCostRows(top.costs ?? [], faults);
  const investments = readByParty(amountNotNegative, top.investments ?? {}, 'investments', terms, faults);
  const carryIn = readByParty(amountNotNegative, top.carryIn ?? {}, 'carryIn', terms, faults);
  const scores = readByParty(quality, top.quality ?? {}, 'quality', terms, faults);
  for (const [id, given] of Object.entries(top.quality ?? {})) reportQuality(given, `quality.${id}`, faults);
  reportUnequalDetail(memberMonths, faults);
  if (terms !== undefined) reportRows(terms, memberMonths, costs, faults);
  if (terms === undefined || faults.length > 0) return { faults };
  return { case: { terms, ...agreedRows(terms, memberMonths, costs), investments, carryIn, quality: scores } };
};

const readByParty = <T>(
  schema: z.ZodType<T>,
  values: Readonly<Record<string, unknown>>,
  at: string,
  terms: Terms | undefined,
  faults: Fault[],
): ReadonlyMap<string, T> => {
  if (terms !== undefined)
    reportUnknownParties(terms.parties, values, [at], (path, message) =>
      faults.push({ path: pathText(path), message }),
    );
  const read = Object.entries(values).map(([id, value]) => [id, readWith(schema, value, [at, id], faults)] as const);
  return new Map(read.flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const])));
};

/** What the parts of a quality agreement must be to one another, as far as each of them can be read. */
const reportQuality = (given: unknown, at: string, faults: Fault[]): void => {
  const { gain, loss } = givenFields(given) ?? {};
  const steps = givenList(givenFields(gain)?.['steps']);
  const thresholds = steps.map((step) => ratioNotNegative.safeParse(givenFields(step)?.['from']).data);
  for (const [place, from] of thresholds.entries()) {
    const before = thresholds[place - 1];
    if (from !== undefined && before !== undefined && compare(before, from) >= 0)
      faults.push({ path: `${at}.gain.steps[${place}].from`, message: 'De drempels van de treden lopen steeds op.' });
  }
  const [floor, ceiling] = ['floor', 'ceiling'].map((name) => rate.safeParse(givenFields(loss)?.[name]).data);
  if (floor !== undefined && ceiling !== undefined && compare(floor, ceiling) > 0)
    faults.push({
      path: `${at}.loss.floor`,
      message: 'De ondergrens (floor) ligt boven de bovengrens (ceiling).',
    });
};

const detailOf = ({ sex, ageBand }: CellKey): string => `${sex === null ? '' : 'sex'}${ageBand === null ? '' : 'Age'}`;

const reportUnequalDetail = (rows: ReadRows<MonthsRow>, faults: Fault[]): void => {
  const first = rows.find((row) => row !== undefined);
  for (const row of rows)
    if (row !== undefined && first !== undefined && detailOf(row) !== detailOf(first))
      faults.push({
        path: `memberMonths[${row.place}]`,
        message: 'Deze rij is naar geslacht en leeftijd anders uitgesplitst dan de eerste rij met verzekerdenmaanden.',
      });
};

/** The faults of rows that only the agreement can show: unknown streams, missing detail, periods that are too long. */
const reportRows = (terms: Terms, members: ReadRows<MonthsRow>, costs: ReadRows<CostRow>, faults: Fault[]): void => {
  const periods = agreedPeriods(terms);
  const streams = new Map(terms.streams.map(({ name, grain }) => [name, grain]));
  const grains = new Set(streams.values());
  for (const row of members) {
    if (row === undefined) continue;
    reportPeriod(periods, row, 'memberMonths', faults);
    for (const grain of grains) reportDetail(row, grain, 'memberMonths', faults);
  }
  for (const row of costs) {
    if (row === undefined) continue;
    const grain = streams.get(row.stream);
    reportPeriod(periods, row, 'costs', faults);
    if (grain !== undefined) reportDetail(row, grain, 'costs', faults);
    else if (!terms.memoStreams.includes(row.stream))
      faults.push({ path: `costs[${row.place}].stream`, message: 'Deze stroom staat niet in de overeenkomst.' });
  }
};

const agreedPeriods = (terms: Terms): Period[] => [...terms.baseline.map((each) => each.period), terms.performance];

type RowList = 'memberMonths' | 'costs';
type Row = MonthsRow | CostRow;

const reportPeriod = (periods: readonly Period[], row: Row, list: RowList, faults: Fault[]): void => {
  const agreed = periods.find((each) => overlaps(each, row.period) && !contains(each, row.period));
  if (agreed !== undefined)
    faults.push({
      path: `${list}[${row.place}].period`,
      message: `De rij beslaat meer dan de afgesproken periode ${agreed.text} die zij raakt.`,
    });
};

const reportDetail = ({ place, sex, ageBand }: Row, grain: Grain, list: RowList, faults: Fault[]): void => {
  if (grain === 'sexAge' && sex === null)
    faults.push({ path: `${list}[${place}].sex`, message: 'De fijnmazigheid sexAge vraagt het geslacht.' });
  if (grain !== 'total' && ageBand === null)
    faults.push({
      path: `${list}[${place}].ageBand`,
      message: `De fijnmazigheid ${grain} vraagt de leeftijdsklasse.`,
    });
};

/** Rows in the order of their content alone, so that the order in which they were written changes nothing. */
const inRowOrder = <T extends CellKey>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => placeOrder(a, b) || codeUnitOrder(figuresText(a), figuresText(b)));

/** Any row, as far as the order looks at it. */
type AnyRow = CellKey & Partial<CostRow> & Partial<MonthsRow>;

const placeOrder = (a: AnyRow, b: AnyRow): number =>
  codeUnitOrder(a.stream ?? '', b.stream ?? '') ||
  codeUnitOrder(a.cohort, b.cohort) ||
  codeUnitOrder(a.period.text, b.period.text) ||
  codeUnitOrder(a.ageBand ?? '', b.ageBand ?? '') ||
  codeUnitOrder(a.sex ?? '', b.sex ?? '');

const figuresText = ({ months: each, amount: cost, excess, completionFactor }: AnyRow): string =>
  [each, cost, excess, completionFactor].map((figure) => (figure === undefined ? '' : printRatio(figure))).join(' ');

const isRead = <T>(row: T | undefined): row is T => row !== undefined;

const agreedRows = (terms: Terms, members: ReadRows<MonthsRow>, costs: ReadRows<CostRow>) => {
  const periods = agreedPeriods(terms);
  const isAgreed = (row: CellKey) => periods.some((each) => contains(each, row.period));
  const leftOut = (name: RowList, rows: readonly Row[]) =>
    countByPeriod(rows.filter((row) => !isAgreed(row))).map((each) => ({ list: name, ...each }));
  const [months, amounts] = [members.filter(isRead), costs.filter(isRead)];
  return {
    memberMonths: inRowOrder(months.filter(isAgreed)),
    costs: inRowOrder(amounts.filter(isAgreed)),
    leftOut: [...leftOut('memberMonths', months), ...leftOut('costs', amounts)],
  };
};

const countByPeriod = (rows: readonly CellKey[]): { period: string; rows: number }[] => {
  const periods = [...new Set(rows.map((row) => row.period.text))].sort(codeUnitOrder);
  return periods.map((text) => ({ period: text, rows: rows.filter((row) => row.period.text === text).length }));
};
