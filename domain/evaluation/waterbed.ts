/**
 * The waterbed: what went down in one place and up in another, streams, care categories and memo streams beside each other.
 *
 * Each line is held against its own expectation: the pilot's baseline grown with the reference (method step 3, form
 * `ratio`), per member-month at the sex and age mix of the pilot. A line says how far the pilot lies from that; together
 * they say whether a saving may have moved. Nothing here is settled.
 */
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import type { Cohort } from '../pilot/case-rows.ts';
import type { Limits } from './limits.ts';
import { type CostStratum, standardiseCost } from './standardised-cost.ts';

/** Costs in euro of one category (`null` for a stream as a whole) in one stratum of a cohort and period. */
export interface WaterbedCost {
  readonly stream: string;
  readonly category: string | null;
  readonly cohort: Cohort;
  readonly period: string;
  readonly stratum: string;
  readonly amount: number;
}

/** Member-months of one stratum of a cohort and period: in the strata of one stream, or, without one, in those of all. */
export interface WaterbedMonths {
  readonly stream?: string;
  readonly cohort: Cohort;
  readonly period: string;
  readonly stratum: string;
  readonly months: number;
}

/** What is compared: baseline periods with weights that sum to 1, and the streams that are settled or only shown. */
export interface WaterbedQuestion {
  readonly baseline: readonly { readonly period: string; readonly weight: number }[];
  readonly performance: string;
  readonly settledStreams: readonly string[];
  readonly memoStreams: readonly string[];
  /** 95 % limits of the change in euro by line (`Zvw` or `Zvw/farmacie`), where an estimate gave them. */
  readonly limits?: ReadonlyMap<string, Limits>;
}

/** One line: euro per member-month before, after and as expected, and the change in euro (above zero is dearer). */
export interface WaterbedLine {
  /** `Zvw`, or `Zvw/farmacie` for a category. */
  readonly name: string;
  readonly stream: string;
  readonly category: string | null;
  readonly isMemo: boolean;
  readonly before: number;
  readonly after: number;
  readonly referenceBefore: number;
  readonly referenceAfter: number;
  readonly expected: number;
  readonly change: number;
  /** The change as a part of the expected cost; `null` where nothing was expected. */
  readonly rate: number | null;
  readonly limits: Limits | null;
  /** Whether the limits exclude zero; `null` without limits. */
  readonly isShown: boolean | null;
}

export interface Waterbed {
  readonly lines: readonly WaterbedLine[];
  /** What may have moved, in Dutch. */
  readonly flags: readonly string[];
  /** What nobody could see, in Dutch. */
  readonly notObserved: readonly string[];
}

/** Streams in which care for the same people can land, with the name of the act for readers. */
const ACTS: Readonly<Record<string, string>> = {
  Zvw: 'Zorgverzekeringswet',
  Wmo: 'Wet maatschappelijke ondersteuning',
  Wpg: 'Wet publieke gezondheid',
  Wlz: 'Wet langdurige zorg',
  Jw: 'Jeugdwet',
};

/** A change below this part of all expected costs is not worth a flag. */
const NOTICEABLE = 0.001;

const OUTSIDE =
  'Kosten buiten deze wetten zijn niet waargenomen: eigen betalingen, mantelzorg, inkomensondersteuning, onderwijs en justitie.';

/** The waterbed of a pilot; a line that cannot be compared stands under what was not observed, with the reason. */
export const waterbedOf = (
  costs: readonly WaterbedCost[],
  months: readonly WaterbedMonths[],
  question: WaterbedQuestion,
): Waterbed => {
  const streams = [...new Set([...question.settledStreams, ...question.memoStreams])];
  const own = costs.filter(({ stream }) => streams.includes(stream));
  const names = streams.flatMap((stream) => lineNames(stream, own));
  const drafts = names.map((line) => lineOf(line, own, months, question));
  const lines = drafts.flatMap((draft) => ('reason' in draft ? [] : [draft]));
  const unseen = drafts.flatMap((draft) => ('reason' in draft ? [`${draft.name}: ${draft.reason}`] : []));
  return { lines, flags: flagsOf(lines), notObserved: [...absentStreams(streams, own), ...unseen, OUTSIDE] };
};

interface LineName {
  readonly stream: string;
  readonly category: string | null;
}

const textOf = ({ stream, category }: LineName): string => (category === null ? stream : `${stream}/${category}`);

/** The stream as a whole first, then its categories in the order of their names. */
const lineNames = (stream: string, costs: readonly WaterbedCost[]): LineName[] => {
  const own = costs.filter((row) => row.stream === stream);
  const categories = [...new Set(own.flatMap(({ category }) => (category === null ? [] : [category])))].sort();
  return own.length === 0 ? [] : [null, ...categories].map((category) => ({ stream, category }));
};

const absentStreams = (streams: readonly string[], costs: readonly WaterbedCost[]): string[] =>
  [...new Set([...Object.keys(ACTS), ...streams])]
    .filter((stream) => !costs.some((row) => row.stream === stream))
    .map(
      (stream) =>
        `${ACTS[stream] ?? stream}: hierover is niets geleverd dat te vergelijken is. Wat daarheen verschoof, is niet te zien.`,
    );

type Draft = WaterbedLine | { readonly name: string; readonly reason: string };

const lineOf = (
  line: LineName,
  costs: readonly WaterbedCost[],
  months: readonly WaterbedMonths[],
  question: WaterbedQuestion,
): Draft => {
  const own = costs.filter(
    ({ stream, category }) => stream === line.stream && (line.category === null || category === line.category),
  );
  const ofStream = months.filter(({ stream }) => stream === undefined || stream === line.stream);
  const rates = ratesOf(own, ofStream, question);
  if ('reason' in rates) return { name: textOf(line), reason: rates.reason };
  const total = [...monthsBy(ofStream, 'intervention', question.performance).values()].reduce(
    (all, each) => all + each,
    0,
  );
  return assemble(line, question, figuresOf(rates, question), total);
};

/** Euro per member-month of both cohorts: in the performance period, and in each baseline period. */
interface Rates {
  readonly after: number;
  readonly referenceAfter: number;
  readonly before: readonly number[];
  readonly reference: readonly number[];
}

const ratesOf = (
  costs: readonly WaterbedCost[],
  months: readonly WaterbedMonths[],
  { baseline, performance }: WaterbedQuestion,
): Rates | { readonly reason: string } => {
  const mix = monthsBy(months, 'intervention', performance);
  const reasons: string[] = [];
  const rateAt = (cohort: Cohort, period: string): number => {
    const rate = rateOf(costs, months, mix, cohort, period);
    if (typeof rate === 'number') return rate;
    reasons.push(rate);
    return 0;
  };
  const rates = {
    after: rateAt('intervention', performance),
    referenceAfter: rateAt('reference', performance),
    before: baseline.map(({ period }) => rateAt('intervention', period)),
    reference: baseline.map(({ period }) => rateAt('reference', period)),
  };
  const [reason] = reasons;
  if (reason !== undefined) return { reason };
  return rates.reference.some((each) => each <= 0) ? { reason: NO_GROWTH } : rates;
};

const NO_GROWTH = 'de referentie had in een basisperiode geen kosten, dus geen groei om mee te vergelijken.';

const figuresOf = ({ after, referenceAfter, before, reference }: Rates, { baseline }: WaterbedQuestion): Figures => {
  const weighed = (values: readonly number[]): number =>
    baseline.reduce((all, { weight }, place) => all + weight * (values[place] ?? 0), 0);
  const grown = before.map((each, place) => (each * referenceAfter) / (reference[place] ?? 1));
  return {
    after,
    referenceAfter,
    before: weighed(before),
    referenceBefore: weighed(reference),
    expected: weighed(grown),
  };
};

type Figures = Pick<WaterbedLine, 'before' | 'after' | 'referenceBefore' | 'referenceAfter' | 'expected'>;

const assemble = (line: LineName, question: WaterbedQuestion, figures: Figures, months: number): WaterbedLine => {
  const name = textOf(line);
  const limits = question.limits?.get(name) ?? null;
  const { after, expected } = figures;
  return {
    name,
    ...line,
    isMemo: question.memoStreams.includes(line.stream),
    ...figures,
    change: (after - expected) * months,
    rate: expected === 0 ? null : after / expected - 1,
    limits,
    isShown: limits === null ? null : limits.low > 0 || limits.high < 0,
  };
};

const monthsBy = (months: readonly WaterbedMonths[], cohort: Cohort, period: string): Map<string, number> => {
  const by = new Map<string, number>();
  for (const row of months)
    if (row.cohort === cohort && row.period === period) by.set(row.stratum, (by.get(row.stratum) ?? 0) + row.months);
  return by;
};

/** Euro per member-month at the mix of the pilot, or in words why there is none. Missing is never zero. */
const rateOf = (
  costs: readonly WaterbedCost[],
  months: readonly WaterbedMonths[],
  mix: ReadonlyMap<string, number>,
  cohort: Cohort,
  period: string,
): number | string => {
  const own = costs.filter((row) => row.cohort === cohort && row.period === period);
  const who = cohort === 'intervention' ? 'de pilot' : 'de referentie';
  if (own.length === 0) return `voor ${who} is over ${period} niets geleverd.`;
  const classes = monthsBy(months, cohort, period);
  const homeless = own.find(({ stratum, amount }) => amount !== 0 && !classes.has(stratum));
  if (homeless !== undefined)
    return `${who}, ${period}: bij de kosten van ${homeless.stratum} zijn geen verzekerdenmaanden geleverd.`;
  const strata = [...classes].map(([stratum, all]): CostStratum => {
    const cost = own.reduce((sum, row) => sum + (row.stratum === stratum ? row.amount : 0), 0);
    return { stratum, months: all, cost, persons: null, sumOfSquares: null };
  });
  const answer = standardiseCost(strata, mix);
  return 'refused' in answer ? `${who}, ${period}: ${answer.message}` : answer.costPerMonth;
};

const flagsOf = (lines: readonly WaterbedLine[]): string[] => {
  const wholes = lines.filter(({ category }) => category === null);
  const all = wholes.reduce((sum, { change, rate }) => sum + (rate === null || rate === 0 ? 0 : change / rate), 0);
  const noticed = lines.filter(
    ({ change, isShown }) => Math.abs(change) >= NOTICEABLE * Math.abs(all) && change !== 0 && isShown !== false,
  );
  const streams = noticed.filter(({ category }) => category === null);
  const within = wholes.flatMap(({ stream }) =>
    movement(
      noticed.filter((line) => line.category !== null && line.stream === stream),
      `Binnen de ${stream} `,
    ),
  );
  return [...movement(streams, 'Tussen de stromen '), ...streams.flatMap(memoFlag), ...within];
};

/** One sentence where something went down while something else went up; silence otherwise. */
const movement = (lines: readonly WaterbedLine[], where: string): string[] => {
  const down = lines.filter(({ change }) => change < 0).map(inWords);
  const up = lines.filter(({ change }) => change > 0).map(inWords);
  if (down.length === 0 || up.length === 0) return [];
  return [
    `${where}staat een besparing naast meerkosten: lager uit ${down.join(', ')}; hoger uit ${up.join(', ')}. Een deel van de besparing kan verschoven zijn.`,
  ];
};

const memoFlag = ({ name, change, isMemo }: WaterbedLine): string[] =>
  isMemo && change > 0
    ? [
        `${ACTS[name] ?? name} telt niet mee in de afrekening en kwam hoger uit: wat daarheen verschuift, lijkt elders een besparing.`,
      ]
    : [];

const inWords = ({ stream, category, change }: WaterbedLine): string =>
  `${category ?? stream} (€ ${dutchNumber(Math.abs(change).toFixed(0))})`;
