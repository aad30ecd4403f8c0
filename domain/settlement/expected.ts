/**
 * Step 3 of the method: what the pilot's population of now would have cost without the pilot.
 *
 * Direct standardisation: each stratum's rate of a baseline period is put on the member-months of the pilot in the
 * performance period, added up, and grown as the agreement says. The sums are taken per baseline period first and
 * weighted after that, which gives the same number as the method's rate per stratum and fewer, shorter lines.
 */
import { isZero, ONE, sign, ZERO } from '../money/ratio.ts';
import type { Grain, Stream, Trend } from '../pilot/terms.ts';
import { costCells, isDelivered, monthsCells } from './cells.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { at, once, type Run } from './run.ts';
import { type Cell, type CellAtMix, type Cells, type Slice, sliceName } from './strata.ts';
import { neededSlices, otherTrend, pilotSlice } from './trend.ts';
import { given, type Line, made, rounded, type Subject } from './worksheet.ts';

/** A stream at the grain it uses. */
interface Figures {
  readonly run: Run;
  readonly stream: string;
  readonly grain: Grain;
  /** The strata of the pilot that have member-months in the performance period. */
  readonly strata: readonly Cell[];
}

type Answer = Line | Refusal;

/** The expected cost of a stream in whole cents (R1), or why it cannot be computed. */
export const expectedCost = (run: Run, stream: Stream, trend: Trend, grain: Grain): Answer => {
  const exact = grownCost(figuresOf(run, stream.name, grain), trend, {});
  if (isRefusal(exact)) return exact;
  const expected = rounded(run.sheet, 'expected', { stream: stream.name }, exact, 'R1');
  return sign(expected.value) > 0 ? expected : refuse('expected_cost_must_be_positive', { stream: stream.name });
};

/** The expected cost under the other trend form (R1); `null` where that form has no positive figure. */
export const expectedOtherForm = (run: Run, stream: Stream, trend: Trend, grain: Grain): Line | null => {
  const other = otherTrend(trend);
  if (!neededSlices(run.terms, other).every((slice) => isDelivered(run, stream.name, slice))) return null;
  const of = { stream: stream.name, other: true } as const;
  const exact = grownCost(figuresOf(run, stream.name, grain), other, { other: true });
  if (isRefusal(exact)) return null;
  const expected = rounded(run.sheet, 'expected', of, exact, 'R1');
  return sign(expected.value) > 0 ? expected : null;
};

const figuresOf = (run: Run, stream: string, grain: Grain): Figures => ({
  run,
  stream,
  grain,
  strata: [...monthsCells(run, pilotSlice(run.terms), grain).values()].filter(({ line }) => !isZero(line.value)),
});

const undefinedTrend = ({ stream }: Figures, of: Subject): Refusal =>
  refuse('reference_trend_is_undefined', { stream, ...of });

/** `Σ_g M[I,g,T] · ê[g]`, exact. */
const grownCost = (figures: Figures, trend: Trend, as: { other?: true }): Answer => {
  if (trend.form === 'blend') return blendedCost(figures, trend, as);
  const { run, stream } = figures;
  const weighted: Line[] = [];
  for (const place of run.terms.baseline.keys()) {
    const parts = weightedParts(figures, trend, baselineOf(figures, place, as));
    if (isRefusal(parts)) return parts;
    weighted.push(...parts);
  }
  return made(run.sheet, 'sum', 'expectedExact', { stream, ...as }, weighted);
};

/** One baseline period: the pilot in it, the line of its weight, and what the lines made from it are about. */
interface Baseline {
  readonly slice: Slice;
  readonly weight: Line;
  readonly of: Subject;
}

const baselineOf = ({ run, stream }: Figures, place: number, as: { other?: true }): Baseline => {
  const { period, weight } = at(run.terms.baseline, place);
  const line = once(run, `weight ${place}`, () =>
    given(run.sheet, 'baselineWeight', { period: period.text }, weight, { agreement: `baseline[${place}].weight` }),
  );
  return { slice: { cohort: 'intervention', period }, weight: line, of: { stream, period: period.text, ...as } };
};

const blendedCost = (figures: Figures, trend: Trend & { form: 'blend' }, as: { other?: true }): Answer => {
  const { run, stream } = figures;
  const of = { stream, ...as };
  const moving = grownCost(figures, { form: trend.of }, as);
  if (isRefusal(moving)) return moving;
  const fixed = grownCost(figures, { form: 'fixed', index: trend.index }, as);
  if (isRefusal(fixed)) return fixed;
  const basis = { agreement: `trend.alpha of ${stream}` };
  const alpha = given(run.sheet, 'blendShare', of, trend.alpha, basis);
  const rest = made(run.sheet, 'difference', 'blendShare', of, [run.one, alpha]);
  return made(run.sheet, 'sum', 'expectedExact', of, [
    made(run.sheet, 'product', 'blended', of, [alpha, moving]),
    made(run.sheet, 'product', 'blended', of, [rest, fixed]),
  ]);
};

/**
 * The baseline cost at the present mix, grown by one trend form from one baseline period and weighted, as lines that add
 * up to it. The weight is a factor of the line that grows, so that no long fraction is written twice.
 */
const weightedParts = (figures: Figures, trend: Trend, baseline: Baseline): readonly Line[] | Refusal => {
  if (trend.form === 'ratioPerStratum') return grownPerStratum(figures, baseline);
  const base = atPresentMix(figures, baseline.slice);
  if (isRefusal(base)) return base;
  if (trend.form === 'amount') return grownByAmount(figures, base, baseline);
  const growth =
    trend.form === 'ratio' ? referenceGrowth(figures, baseline.slice) : agreedIndex(figures, trend, baseline.slice);
  if (isRefusal(growth)) return growth;
  return [made(figures.run.sheet, 'product', 'weighted', baseline.of, [baseline.weight, base, growth])];
};

const agreedIndex = ({ run, stream }: Figures, trend: Trend, { period }: Slice): Line => {
  const index = 'index' in trend ? trend.index.get(period.text) : undefined;
  const of = { stream, period: period.text };
  const basis = { agreement: `trend.index.${stream}.${period.text}` };
  return once(run, `index ${stream} ${period.text}`, () => given(run.sheet, 'index', of, index ?? ONE, basis));
};

/** `ȳ_R(T) / ȳ_R(Bj)`: both are averages over the same member-months, so their totals grow as they do. */
const referenceGrowth = (figures: Figures, { period }: Slice): Answer => {
  const [now, then] = referenceTotals(figures, period);
  if (isRefusal(now)) return now;
  if (isRefusal(then)) return then;
  if (isZero(then.value)) return undefinedTrend(figures, { cohort: 'reference', period: period.text });
  const of = { stream: figures.stream, period: period.text };
  return once(figures.run, `growth ${figures.stream} ${period.text}`, () =>
    made(figures.run.sheet, 'quotient', 'referenceGrowth', of, [now, then]),
  );
};

/** `Σ_g M·y_I` and `M·( ȳ_R(T) − ȳ_R(Bj) )`, each weighted. */
const grownByAmount = (figures: Figures, base: Line, { slice, weight, of }: Baseline): readonly Line[] | Refusal => {
  const { sheet } = figures.run;
  const [now, then] = referenceTotals(figures, slice.period);
  if (isRefusal(now)) return now;
  if (isRefusal(then)) return then;
  const increase = made(sheet, 'difference', 'referenceIncrease', of, [now, then]);
  return [
    made(sheet, 'product', 'weighted', of, [weight, base]),
    made(sheet, 'product', 'weightedIncrease', of, [weight, increase]),
  ];
};

/** `Σ_g M · y_I[g] · y_R[g,T] / y_R[g,Bj]`, weighted. */
const grownPerStratum = (figures: Figures, { slice, weight, of }: Baseline): readonly Line[] | Refusal => {
  const { run } = figures;
  const base = cellsAtMix(figures, slice);
  const now = cellsAtMix(figures, { cohort: 'reference', period: run.terms.performance });
  const then = cellsAtMix(figures, { cohort: 'reference', period: slice.period });
  if (isRefusal(base)) return base;
  if (isRefusal(now)) return now;
  if (isRefusal(then)) return then;
  const undefinedCell = then.find(({ rate }) => isZero(rate.value));
  if (undefinedCell !== undefined) return undefinedTrend(figures, undefinedCell.rate.of);
  const grown = base.map(({ stratum, cost }, place) => {
    const rates = [at(now, place).rate, at(then, place).rate];
    const growth = made(run.sheet, 'quotient', 'referenceGrowth', { ...of, ...stratum }, rates);
    return made(run.sheet, 'product', 'grown', { ...of, ...stratum }, [cost, growth]);
  });
  const total = made(run.sheet, 'sum', 'grown', of, grown);
  return [made(run.sheet, 'product', 'weighted', of, [weight, total])];
};

/** The reference at the pilot's mix, `M · ȳ_R(t)`, in the performance period and in a baseline period. */
const referenceTotals = (figures: Figures, then: Slice['period']): readonly [now: Answer, then: Answer] => [
  atPresentMix(figures, { cohort: 'reference', period: figures.run.terms.performance }),
  atPresentMix(figures, { cohort: 'reference', period: then }),
];

/** `Σ_g M[I,g,T] · y[a,g,t]`. */
const atPresentMix = (figures: Figures, slice: Slice): Answer => {
  const { run, stream } = figures;
  const cells = cellsAtMix(figures, slice);
  if (isRefusal(cells)) return cells;
  const code = slice.cohort === 'intervention' ? 'baselineAtMix' : 'referenceAtMix';
  const of = { stream, cohort: slice.cohort, period: slice.period.text };
  const costs = cells.map(({ cost }) => cost);
  return once(run, `atMix ${stream} ${sliceName(slice)}`, () => made(run.sheet, 'sum', code, of, costs));
};

/** The cells of a slice at the present mix, written at their first use. */
const cellsAtMix = (figures: Figures, slice: Slice): readonly CellAtMix[] | Refusal => {
  const { run, stream, grain, strata } = figures;
  const name = `${stream} ${sliceName(slice)}`;
  const known = run.mixes.get(name);
  if (known !== undefined) return known;
  const months = monthsCells(run, slice, grain);
  const empty = strata.find((cell) => isZero(months.get(cell.name)?.line.value ?? ZERO));
  if (empty !== undefined) return undefinedTrend(figures, { ...place(slice), ...empty.stratum });
  const costs = costCells(run, stream, slice, grain);
  const cells = strata.map((cell) => cellAtMix(figures, slice, { months, costs }, cell));
  run.mixes.set(name, cells);
  return cells;
};

const place = ({ cohort, period }: Slice) => ({ cohort, period: period.text });

/** `y[k,a,g,t] = Ĉ / M` and `M[I,g,T] · y`. A stratum without a cost row in a delivered slice costs nothing. */
const cellAtMix = (
  { run, stream }: Figures,
  slice: Slice,
  { months, costs }: { readonly months: Cells; readonly costs: Cells },
  pilot: Cell,
): CellAtMix => {
  const { name, stratum } = pilot;
  const of = { stream, ...place(slice), ...stratum };
  const from = [costs.get(name)?.line ?? run.zero, months.get(name)?.line ?? run.zero];
  const rate = made(run.sheet, 'quotient', 'costRate', of, from);
  return { stratum, rate, cost: made(run.sheet, 'product', 'costAtMix', of, [pilot.line, rate]) };
};
