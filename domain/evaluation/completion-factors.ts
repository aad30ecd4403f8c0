/**
 * Completion factors per stream, proposed from successive deliveries.
 *
 * Every delivery says what was known of a period on its valuation date; together they form a triangle, with quarters since
 * the end of the period as ages. The factors are proposals in words and text: the parties put those they agree on into the
 * agreement (`completionFactors`), and the settlement uses only what stands there.
 */
import { printProblems } from '../delivery/findings/problem.ts';
import { type CalendarDate, quartersSince } from '../pilot/date.ts';
import { readPeriod } from '../pilot/period.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { chainLadder, developmentsOf } from './chain-ladder.ts';
import { readTriangle, type Triangle, type TriangleCell } from './triangle.ts';

/** The costs of a stream in a period, as a delivery of a valuation date has them: euro, a decimal as text. */
export interface CostsAsKnown {
  readonly stream: string;
  readonly period: string;
  readonly valuationDate: CalendarDate;
  readonly amount: string;
}

/** The proposal for one age, as the agreement writes it. Ages younger than any that was delivered have none. */
export interface ProposedFactor {
  /** Whole quarters since the end of the period. */
  readonly quarters: number;
  /** Above 0 and at most 1, four decimals. */
  readonly completionFactor: string;
  /** How many periods show the step from this age to the next; none for the last age, which is taken as complete. */
  readonly periods: number;
}

/** A stream's proposal with its reserve and Mack standard error in euro; or why there is none, in Dutch. */
export type StreamProposal =
  | {
      readonly stream: string;
      readonly factors: readonly ProposedFactor[];
      readonly reserve: number;
      readonly se: number | null;
      readonly notes: readonly string[];
    }
  | { readonly stream: string; readonly refused: 'triangle_cannot_be_formed'; readonly reasons: readonly string[] };

/** The proposals of all streams, in code-unit order. Rows of one stream, period and date add up. */
export const proposeCompletionFactors = (costs: readonly CostsAsKnown[]): StreamProposal[] =>
  [...Map.groupBy(costs, ({ stream }) => stream)]
    .sort(([a], [b]) => codeUnitOrder(a, b))
    .map(([stream, own]) => proposalOf(stream, own));

const proposalOf = (stream: string, costs: readonly CostsAsKnown[]): StreamProposal => {
  const unread = costs.filter(({ period }) => readPeriod(period) === null).map(({ period }) => period);
  if (unread.length > 0) return refused(stream, [`Dit is geen periode: ${[...new Set(unread)].join(', ')}.`]);
  const lengths = new Set(costs.map(({ period }) => quartersIn(period)));
  if (lengths.size > 1)
    return refused(stream, ['Jaren en kwartalen staan door elkaar. Een driehoek heeft één soort perioden.']);
  const cells = cellsOf(costs);
  const whole = readTriangle(cells, 'asDelivered');
  if ('problems' in whole) return refused(stream, printProblems(stream, whole.problems, MOST_REASONS));
  const run = shownRun(cells);
  if (run.last === run.first) return refused(stream, [neverInARow(run.first)]);
  const reading = readTriangle(withinRun(cells, run), 'asDelivered');
  if ('problems' in reading) return refused(stream, printProblems(stream, reading.problems, MOST_REASONS));
  const { total } = chainLadder(reading.triangle);
  const factors = factorsOf(reading.triangle, run.first);
  return { stream, factors, reserve: total.reserve, se: total.se, notes: notesOf(factors, cells, run) };
};

const MOST_REASONS = 20;

const refused = (stream: string, reasons: readonly string[]): StreamProposal => ({
  stream,
  refused: 'triangle_cannot_be_formed',
  reasons,
});

const quartersIn = (text: string): number => {
  const period = readPeriod(text);
  return period === null ? 0 : period.to - period.from + 1;
};

/** Of two valuations in the same quarter the later one counts: it is the better knowledge of the same age. */
const cellsOf = (costs: readonly CostsAsKnown[]): TriangleCell[] => {
  const cells = new Map<string, TriangleCell & { readonly valuationDate: CalendarDate }>();
  for (const { period: origin, valuationDate, amount } of costs) {
    const period = readPeriod(origin);
    if (period === null) continue;
    const development = quartersSince(period, valuationDate) + 1;
    const id = JSON.stringify([origin, development]);
    const before = cells.get(id);
    if (before !== undefined && before.valuationDate > valuationDate) continue;
    const known = before?.valuationDate === valuationDate ? before.value : 0;
    cells.set(id, { origin, development, value: known + Number(amount), line: null, valuationDate });
  }
  return [...cells.values()];
};

/** Ages from the youngest that was delivered, for as long as some period shows each step; ages count from 1. */
interface ShownRun {
  readonly first: number;
  readonly last: number;
}

const shownRun = (cells: readonly TriangleCell[]): ShownRun => {
  const known = new Set(cells.map(({ origin, development }) => JSON.stringify([origin, development])));
  const isShown = (age: number): boolean =>
    cells.some(
      ({ origin, development }) => development === age && known.has(JSON.stringify([origin, development + 1])),
    );
  const first = cells.reduce((least, { development }) => Math.min(least, development), Number.POSITIVE_INFINITY);
  let last = first;
  while (isShown(last)) last += 1;
  return { first, last };
};

/** The cells of these ages, counted from 1: what was delivered so much later that no step leads there says nothing here. */
const withinRun = (cells: readonly TriangleCell[], { first, last }: ShownRun): TriangleCell[] =>
  cells
    .filter(({ development }) => development <= last)
    .map((cell) => ({ ...cell, development: cell.development - first + 1 }));

/** An age of 1 is that of a period that has just ended: no whole quarter after it. */
const neverInARow = (age: number): string => `Geen periode is zowel na ${age - 1} als na ${age} kwartalen geleverd.`;

const factorsOf = (triangle: Triangle, first: number): ProposedFactor[] => {
  const steps = developmentsOf(triangle);
  return Array.from({ length: triangle.ages }, (_, place) => {
    const toEnd = steps.slice(place).reduce((product, { factor }) => product * factor, 1);
    return {
      quarters: place + first - 1,
      completionFactor: factorText(1 / toEnd),
      periods: steps[place]?.origins ?? 0,
    };
  });
};

/** A factor above 1 (claims that are taken back later) is no completion: the method allows at most 1. */
const factorText = (part: number): string => {
  const rounded = Math.min(1, Math.max(0.0001, part)).toFixed(4);
  return rounded.replace(/\.?0+$/, '');
};

const notesOf = (
  factors: readonly ProposedFactor[],
  cells: readonly TriangleCell[],
  { first, last }: ShownRun,
): string[] => {
  const end = factors.at(-1)?.quarters ?? 0;
  const single = factors.filter(({ periods }) => periods === 1).map(({ quarters }) => quarters);
  const isLater = cells.some(({ development }) => development > last);
  const unused = `Standen van later zijn niet gebruikt: ${neverInARow(last)}`;
  return [
    `Na ${end} kwartalen is aangenomen dat alles binnen is${isLater ? `. ${unused}` : ': ouder is geen periode.'}`,
    ...(first > 1 ? [`Jonger dan ${first - 1} kwartalen is nooit geleverd; daarvoor is er geen voorstel.`] : []),
    ...(single.length > 0 ? [`Op één periode berust de stap na ${single.join(', ')} kwartalen.`] : []),
    'Dit is een voorstel. De afrekening gebruikt alleen factoren die in de overeenkomst staan.',
  ];
};
