/**
 * The rehearsal of an agreement: its own terms, settled by the settlement itself for areas and years without a pilot.
 *
 * Nothing was saved there, so whatever it would have paid is chance (a placebo in space: Abadie, Diamond and Hainmueller,
 * JASA 2010;105:493–505). Insurer, municipality and care field see the odds before they sign.
 */
import { dutchNumber } from '../delivery/findings/dutch-number.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import type { Result, SettledResult } from '../settlement/result.ts';
import { settleCase } from '../settlement/settle.ts';
import { chanceBySize, type PowerAtSize, powerAtSize } from './chance-by-size.ts';
import { type ChanceRate, observedSavingsRates } from './power.ts';

/** A case to settle: the area that plays the pilot, the period of performance, and the persons in it then. */
export interface RehearsalCase {
  readonly area: string;
  readonly period: string;
  readonly persons: number;
  readonly case: unknown;
}

/** What the agreement would have done. Euro; a rate is a part of expected cost, a saving above zero. */
export type RehearsalOutcome = {
  readonly area: string;
  readonly period: string;
  readonly persons: number;
} & (
  | {
      readonly status: SettledResult['status'];
      readonly result: number;
      readonly rate: number;
      /** By party, above zero where it receives. */
      readonly transfers: Readonly<Record<string, number>>;
    }
  | { readonly status: 'refused' | 'incomplete'; readonly reason: string }
);

/** Settles each case in turn. */
export function* rehearse(cases: Iterable<RehearsalCase>): Generator<RehearsalOutcome> {
  for (const { area, period, persons, case: of } of cases)
    yield { area, period, persons, ...outcomeOf(settleCase(of)) };
}

const outcomeOf = (result: Result) => {
  if (result.status === 'refused') return { status: result.status, reason: result.refusal };
  if (result.status === 'incomplete') return { status: result.status, reason: result.missing.join(', ') };
  const transfers = Object.entries(result.parties).map(([party, { transfer }]) => [party, Number(transfer)]);
  const rate = Number(result.result) / Number(result.expectedTotal);
  return { status: result.status, result: Number(result.result), rate, transfers: Object.fromEntries(transfers) };
};

/** How often and how much a party would have received or paid, in euro. */
export interface Side {
  readonly times: number;
  readonly median: number;
  readonly largest: number;
  readonly total: number;
}

/** The odds in a group of areas. */
export interface Odds {
  readonly areas: number;
  readonly settled: number;
  readonly gain: number;
  readonly loss: number;
  readonly neutral: number;
  /** The part of the settled areas in which money would have gone over. */
  readonly paid: number;
  readonly meanRate: number;
  /** `null` below two areas. */
  readonly standardDeviation: number | null;
  /** The minimum savings rates that 5, 10 and 20 % of these areas exceed; `null` below twenty areas. */
  readonly minimumSavingsRates: readonly ChanceRate[] | null;
}

/** Chance in the mean of so many periods in a row of the same area. */
export interface PooledChance {
  readonly periods: number;
  readonly results: number;
  readonly standardDeviation: number;
  readonly minimumSavingsRates: readonly ChanceRate[];
}

/** The odds of an agreement: in all, by period and by size of the area, per party, and in words. */
export interface Rehearsal {
  readonly all: Odds;
  readonly byPeriod: Readonly<Record<string, Odds>>;
  readonly bySize: readonly ({ readonly fromPersons: number; readonly belowPersons: number | null } & Odds)[];
  /** What pooling two or three periods brings; none where fewer were rehearsed or areas are few. */
  readonly pooled: readonly PooledChance[];
  /** What pilots of several sizes could show, if chance there is as it was here; none where that cannot be told. */
  readonly power: readonly PowerAtSize[];
  readonly parties: Readonly<Record<string, { readonly receives: Side; readonly pays: Side }>>;
  /** How many cases gave no amounts, by reason. */
  readonly withoutAmounts: Readonly<Record<string, number>>;
  readonly words: readonly string[];
}

type Settled = Extract<RehearsalOutcome, { readonly rate: number }>;

const isSettled = (outcome: RehearsalOutcome): outcome is Settled => 'rate' in outcome;

/** The lower bounds of the sizes by which odds are shown: small areas meet chance more often. */
const SIZES = [0, 20_000, 50_000, 100_000];

/** Too few areas have no quantile of 5 %. */
const FEWEST_AREAS = 20;

/** The odds of a rehearsal; `null` without any outcome. */
export const oddsOf = (outcomes: readonly RehearsalOutcome[]): Rehearsal | null => {
  const settled = outcomes.filter(isSettled);
  if (outcomes.length === 0) return null;
  const all = groupOdds(outcomes);
  const byPeriod = Map.groupBy(outcomes, ({ period }) => period);
  return {
    all,
    byPeriod: Object.fromEntries([...byPeriod].map(([period, own]) => [period, groupOdds(own)])),
    bySize: sizeOdds(outcomes),
    pooled: [2, 3].flatMap((periods) => pooledOf(settled, periods)),
    power: powerOf(settled),
    parties: partyOdds(settled),
    withoutAmounts: reasonsOf(outcomes),
    words: wordsOf(all, settled),
  };
};

const groupOdds = (outcomes: readonly RehearsalOutcome[]): Odds => {
  const settled = outcomes.filter(isSettled);
  const count = (status: Settled['status']) => settled.filter((each) => each.status === status).length;
  const rates = settled.map(({ rate }) => rate);
  const mean = rates.length === 0 ? 0 : sumOf(rates) / rates.length;
  const squares = sumOf(rates.map((rate) => (rate - mean) ** 2));
  const paid = settled.filter(({ transfers }) => Object.values(transfers).some((amount) => amount !== 0)).length;
  return {
    areas: outcomes.length,
    settled: settled.length,
    gain: count('gain'),
    loss: count('loss'),
    neutral: count('neutral'),
    paid: settled.length === 0 ? 0 : paid / settled.length,
    meanRate: mean,
    standardDeviation: rates.length < 2 ? null : Math.sqrt(squares / (rates.length - 1)),
    minimumSavingsRates: rates.length < FEWEST_AREAS ? null : observedSavingsRates(rates),
  };
};

const sizeOdds = (outcomes: readonly RehearsalOutcome[]): Rehearsal['bySize'] =>
  SIZES.flatMap((fromPersons, place) => {
    const belowPersons = SIZES[place + 1] ?? null;
    const own = outcomes.filter(
      ({ persons }) => persons >= fromPersons && persons < (belowPersons ?? Number.POSITIVE_INFINITY),
    );
    return own.length === 0 ? [] : [{ fromPersons, belowPersons, ...groupOdds(own) }];
  });

const pooledOf = (settled: readonly Settled[], length: number): PooledChance[] => {
  const periods = [...new Set(settled.map(({ period }) => period))].sort(codeUnitOrder);
  const byArea = [...Map.groupBy(settled, ({ area }) => area).values()];
  const rates = periods.slice(length - 1).flatMap((_, start) => {
    const window = periods.slice(start, start + length);
    return byArea.flatMap((own) => {
      const inside = own.filter(({ period }) => window.includes(period)).map(({ rate }) => rate);
      return inside.length === length ? [sumOf(inside) / length] : [];
    });
  });
  if (rates.length < FEWEST_AREAS) return [];
  const mean = sumOf(rates) / rates.length;
  const standardDeviation = Math.sqrt(sumOf(rates.map((rate) => (rate - mean) ** 2)) / (rates.length - 1));
  return [
    { periods: length, results: rates.length, standardDeviation, minimumSavingsRates: observedSavingsRates(rates) },
  ];
};

/** 16,425 is the number enrolled in the Dutch study that could not have seen less than 4.7 %. */
const PILOT_SIZES = [5000, 16_425, 50_000, 100_000];

const powerOf = (settled: readonly Settled[]): PowerAtSize[] => {
  const chance = chanceBySize(settled.filter(({ persons }) => persons > 0));
  return chance === null ? [] : PILOT_SIZES.map((persons) => powerAtSize(chance, persons));
};

const partyOdds = (settled: readonly Settled[]): Rehearsal['parties'] => {
  const names = [...new Set(settled.flatMap(({ transfers }) => Object.keys(transfers)))];
  const amountsOf = (party: string) => settled.map(({ transfers }) => transfers[party] ?? 0);
  return Object.fromEntries(
    names.map((party) => {
      const amounts = amountsOf(party);
      const receives = sideOf(amounts.filter((amount) => amount > 0));
      const pays = sideOf(amounts.filter((amount) => amount < 0).map((amount) => -amount));
      return [party, { receives, pays }];
    }),
  );
};

const sideOf = (amounts: readonly number[]): Side => {
  const sorted = [...amounts].sort((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  const median = toCents(((sorted[low] ?? 0) + (sorted[high] ?? 0)) / 2);
  return { times: sorted.length, median, largest: sorted.at(-1) ?? 0, total: toCents(sumOf(sorted)) };
};

const toCents = (euro: number): number => Math.round(euro * 100) / 100;

const sumOf = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const reasonsOf = (outcomes: readonly RehearsalOutcome[]): Readonly<Record<string, number>> => {
  const reasons = outcomes.flatMap((each) => ('reason' in each ? [`${each.status}: ${each.reason}`] : []));
  return Object.fromEntries(
    [...Map.groupBy(reasons, (reason) => reason)].map(([reason, { length }]) => [reason, length]),
  );
};

const percent = (part: number): string => `${(part * 100).toFixed(1).replace('.', ',')} %`;

const wordsOf = (
  { areas, settled, gain, loss, paid, minimumSavingsRates }: Odds,
  all: readonly Settled[],
): string[] => {
  if (settled === 0) return [`In geen van de ${areas} gevallen gaven de voorwaarden een uitkomst.`];
  const largest = Math.max(...all.flatMap(({ transfers }) => Object.values(transfers).map(Math.abs)));
  return [
    `Zonder pilot waren deze voorwaarden in ${settled} van de ${areas} gevallen uit te rekenen: ${gain} keer winst, ${loss} keer verlies, de rest binnen de bandbreedte.`,
    `In ${percent(paid)} van de gevallen was er geld overgegaan terwijl er niets was bespaard; het grootste bedrag voor één partij was € ${dutchNumber(largest.toFixed(2))}.`,
    ...(minimumSavingsRates ?? []).map(
      ({ chance, minimumSavingsRate }) =>
        `Met een drempel van ${percent(minimumSavingsRate)} was ten hoogste ${percent(chance)} van de gevallen winst geweest.`,
    ),
  ];
};
