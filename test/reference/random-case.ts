/**
 * Random well-formed cases for the settlement method, small and the same for the same seed. A case begins as a little
 * world that holds together (population, rates, a trend, an effect), then gets faults and corners put in with known
 * probabilities, then is written down as rows in one of the many ways that a case may be written. A few cases are
 * finally sharpened on their own outcome, so that a threshold is met exactly.
 */

import type {
  AgreementJson,
  BandJson,
  CapJson,
  CaseJson,
  CohortJson,
  CostJson,
  GainQualityJson,
  GrainJson,
  IndexJson,
  LossQualityJson,
  MinimumRateJson,
  QualityJson,
  ReferenceFormJson,
  SharingJson,
  StratumJson,
  TrendFormJson,
  TrendJson,
} from './case-json.ts';
import { monthsInPeriod, readPeriod } from './expected-cost.ts';
import { fraction, isAtLeast, one, printRatio, readNumber } from './fraction.ts';
import { amountText, decimalText, drawWeights, type Random, randomFrom, withoutTrailingZeros } from './random.ts';
import { referenceSettle } from './settle.ts';

/** Member-months are counted in ten-thousandths, so that months of every length can be drawn. */
const unitsPerMonth = 10_000n;

type Stream = { readonly name: string; readonly grain: GrainJson; readonly isMemo: boolean };
type Periods = { readonly baseline: string[]; readonly performance: string };
type Stratum = { readonly sex: string | null; readonly ageBand: string | null };

/** What a case is about, before it is written down as rows. Cells are keyed by their place, see `cellKey`. */
type World = {
  readonly kind: 'plain' | 'flat' | 'copied' | 'small';
  readonly periods: Periods;
  readonly detail: GrainJson;
  readonly strata: readonly Stratum[];
  readonly streams: readonly Stream[];
  /** Level of the rates in each agreed period, 1 in the performance period. */
  readonly levels: ReadonlyMap<string, number>;
  /** Member-months in ten-thousandths. */
  readonly months: Map<string, bigint>;
  /** Costs in cents. */
  readonly costs: Map<string, bigint>;
  /** Cells whose rows cancel each other out. */
  readonly cancelling: Set<string>;
  /** Whether costs are told without completion, excess and corrections, each cell in one row. */
  isPlainlyTold: boolean;
  /** Cells with one more row that is half a cent off once it is completed. */
  readonly halves: Set<string>;
  /** Streams, cohorts and periods without any cost row. */
  readonly undelivered: Set<string>;
};

const cohorts: readonly CohortJson[] = ['intervention', 'reference'];

const cellKey = (...parts: (string | number)[]): string => parts.join(' ');

const agreedPeriods = (periods: Periods): string[] => [...periods.baseline, periods.performance];

const periodText = (year: string, first: number, last: number): string =>
  first === last ? `${year}-K${first}` : `${year}-K${first}..K${last}`;

/** The same quarters of every year, and now and then a baseline in the year of the performance period itself. */
const drawPeriods = (random: Random): Periods => {
  const years = random.shuffled(['2022', '2023', '2024']).slice(0, random.whole(1, 3));
  const kind = random.pick(['year', 'year', 'year', 'quarter', 'run', 'full', 'mixed']);
  if (kind === 'year') return { baseline: years, performance: '2025' };
  if (kind === 'full') {
    const baseline = years.map((year) => (random.chance(0.5) ? year : periodText(year, 1, 4)));
    return { baseline, performance: periodText('2025', 1, 4) };
  }
  if (kind === 'mixed') {
    const performance = random.pick(['2025-K3..K4', '2025-K4', '2025-K3']);
    return { baseline: [random.pick(['2025-K1', '2025-K1..K2', '2025-K2']), ...years.slice(1)], performance };
  }
  const first = random.whole(1, kind === 'run' ? 3 : 4);
  const last = kind === 'run' ? random.whole(first + 1, 4) : first;
  return { baseline: years.map((year) => periodText(year, first, last)), performance: periodText('2025', first, last) };
};

const drawStrata = (random: Random, detail: GrainJson): Stratum[] => {
  if (detail === 'total') return [{ sex: null, ageBand: null }];
  const bands = random.shuffled(['0-17', '18-64', '65+', 'rest']);
  if (detail === 'age') return bands.slice(0, random.whole(1, 4)).map((ageBand) => ({ sex: null, ageBand }));
  const sexes = random.chance(0.8) ? ['M', 'V'] : [random.pick(['M', 'V'])];
  return bands.slice(0, random.whole(1, 2)).flatMap((ageBand) => sexes.map((sex) => ({ sex, ageBand })));
};

const grainsFrom = (detail: GrainJson): GrainJson[] =>
  detail === 'sexAge' ? ['sexAge', 'sexAge', 'age', 'total'] : detail === 'age' ? ['age', 'age', 'total'] : ['total'];

const drawStreams = (random: Random, detail: GrainJson): Stream[] => {
  const names = random.shuffled(['Zvw', 'Wmo', 'Wpg', 'Wlz', 'Jw']);
  const memoCount = random.chance(0.25) ? random.whole(1, 2) : 0;
  return names
    .slice(0, random.whole(1, 3) + memoCount)
    .map((name, place) => ({ name, grain: random.pick(grainsFrom(detail)), isMemo: place < memoCount }));
};

/** Population and costs of every cell: rates per stratum, the reference dearer or cheaper, an effect in the end. */
const fillCells = (random: Random, world: World): void => {
  const magnitude = world.kind === 'small' ? 10 : 10 ** random.between(1, 5);
  const grain = random.pick([1n, 100n, 100n, 10_000n, 10_000n]);
  for (const stratum of world.strata.keys()) {
    const size = magnitude * random.between(0.3, 1);
    for (const cohort of cohorts)
      for (const period of agreedPeriods(world.periods)) {
        const drawn = world.kind === 'flat' ? size : size * random.between(0.5, 1.5);
        world.months.set(cellKey(cohort, period, stratum), (BigInt(Math.ceil(drawn * 10_000)) / grain) * grain + grain);
      }
  }
  const effect = random.pick([random.between(-0.08, 0), random.between(-0.01, 0.01), random.between(0, 0.08)]);
  for (const stream of world.streams) fillStream(random, world, stream.name, effect);
};

const fillStream = (random: Random, world: World, stream: string, effect: number): void => {
  const centsPerMonth = world.kind === 'small' ? random.between(1, 30) : 10 ** random.between(2, 4.7);
  const gap = random.between(0.7, 1.4);
  const ownEffect = effect + random.pick([0, random.between(-0.03, 0.03), random.between(-0.3, 0.3)]);
  for (const stratum of world.strata.keys()) {
    const level = centsPerMonth * random.between(0.3, 3);
    for (const cohort of cohorts)
      for (const period of agreedPeriods(world.periods)) {
        const isTreated = cohort === 'intervention' && period === world.periods.performance;
        const trended = level * (world.levels.get(period) ?? 1) * (cohort === 'reference' ? gap : 1);
        const microCents = BigInt(Math.round(trended * (isTreated ? 1 + ownEffect : 1) * 1_000_000));
        const months = world.months.get(cellKey(cohort, period, stratum)) ?? 0n;
        const cents = (microCents * months) / (1_000_000n * unitsPerMonth);
        world.costs.set(cellKey(stream, cohort, period, stratum), cents);
      }
  }
};

/** Makes the reference population the image of the intervention population: the result is then exactly zero. */
const copyIntoReference = (world: World): void => {
  for (const cells of [world.months, world.costs])
    for (const [key, value] of cells)
      if (key.includes('intervention')) cells.set(key.replace('intervention', 'reference'), value);
};

const drawWorld = (random: Random): World => {
  const detail = random.pick<GrainJson>(['sexAge', 'sexAge', 'sexAge', 'age', 'age', 'total']);
  const periods = drawPeriods(random);
  const world: World = {
    kind: random.pick(['plain', 'plain', 'plain', 'plain', 'plain', 'flat', 'flat', 'small', 'small', 'copied']),
    periods,
    detail,
    strata: drawStrata(random, detail),
    streams: drawStreams(random, detail),
    levels: new Map([
      ...periods.baseline.map((period): [string, number] => [period, 1 / (1 + random.between(-0.01, 0.08))]),
      [periods.performance, 1],
    ]),
    months: new Map(),
    costs: new Map(),
    cancelling: new Set(),
    isPlainlyTold: random.chance(0.25),
    halves: new Set(),
    undelivered: new Set(),
  };
  fillCells(random, world);
  if (world.kind === 'copied') copyIntoReference(world);
  return world;
};

type Place = { readonly cohort: CohortJson; readonly period: string };

const drawPlace = (random: Random, world: World): Place => ({
  cohort: random.pick(cohorts),
  period: random.pick(agreedPeriods(world.periods)),
});

const settledNames = (world: World): string[] =>
  world.streams.filter((stream) => !stream.isMemo).map((stream) => stream.name);

/** One stratum, or all of one age band, or all. */
const drawGroup = (random: Random, world: World): number[] => {
  const all = [...world.strata.keys()];
  const one = random.pick(all);
  const kind = random.pick(['one', 'one', 'band', 'band', 'band', 'all']);
  if (kind === 'all') return all;
  return kind === 'one' ? [one] : all.filter((other) => world.strata[other]?.ageBand === world.strata[one]?.ageBand);
};

const emptyCells = (world: World, place: Place, strata: readonly number[], streams: readonly string[]): void => {
  for (const stratum of strata) {
    world.months.set(cellKey(place.cohort, place.period, stratum), 0n);
    for (const stream of streams) world.costs.set(cellKey(stream, place.cohort, place.period, stratum), 0n);
  }
};

const allNames = (world: World): string[] => world.streams.map((stream) => stream.name);

/** No member-months and no costs somewhere: the grain falls back, or the settlement is refused. */
const digHole = (random: Random, world: World): void =>
  emptyCells(world, drawPlace(random, world), drawGroup(random, world), allNames(world));

/** A stratum without member-months in the performance period drops out, whatever there was in the baseline. */
const dropStratum = (random: Random, world: World): void => {
  if (world.strata.length < 2) return;
  const stratum = random.pick([...world.strata.keys()]);
  emptyCells(world, { cohort: 'intervention', period: world.periods.performance }, [stratum], allNames(world));
};

/** Costs stay behind where the member-months are gone, in all streams or in one. */
const leaveCosts = (random: Random, world: World): void => {
  const kept = random.pick(settledNames(world));
  const emptied = random.chance(0.5) ? [] : allNames(world).filter((name) => name !== kept);
  emptyCells(world, drawPlace(random, world), [random.pick([...world.strata.keys()])], emptied);
};

/** Rows that cancel each other out stay behind where the member-months are gone: no costs after all. */
const cancelCosts = (random: Random, world: World): void => {
  const place = drawPlace(random, world);
  const stratum = random.pick([...world.strata.keys()]);
  emptyCells(world, place, [stratum], allNames(world));
  world.cancelling.add(cellKey(random.pick(settledNames(world)), place.cohort, place.period, stratum));
};

const emptyPopulation = (random: Random, world: World): void => {
  const streams = random.chance(0.5) ? allNames(world) : [];
  const place: Place = { cohort: 'intervention', period: world.periods.performance };
  emptyCells(world, place, [...world.strata.keys()], streams);
};

const loseRows = (random: Random, world: World): void => {
  const place = drawPlace(random, world);
  world.undelivered.add(cellKey(random.pick(settledNames(world)), place.cohort, place.period));
};

/** The reference population costs nothing in a baseline period, as a whole or in one stratum. */
const flattenReference = (random: Random, world: World): void => {
  const stream = random.pick(settledNames(world));
  const period = random.pick(world.periods.baseline);
  const strata = random.chance(0.6) ? [...world.strata.keys()] : drawGroup(random, world);
  for (const stratum of strata) world.costs.set(cellKey(stream, 'reference', period, stratum), 0n);
};

/** The intervention population costs nothing, or less, in every baseline period. */
const sinkBaseline = (random: Random, world: World): void => {
  const stream = random.pick(settledNames(world));
  const sign = random.pick([0n, 0n, -1n]);
  for (const period of world.periods.baseline)
    for (const stratum of world.strata.keys()) {
      const key = cellKey(stream, 'intervention', period, stratum);
      world.costs.set(key, sign * (world.costs.get(key) ?? 0n));
    }
};

/** One cell turns negative, as after a large correction. */
const turnCell = (random: Random, world: World): void => {
  const place = drawPlace(random, world);
  const key = cellKey(random.pick(allNames(world)), place.cohort, place.period, random.pick([...world.strata.keys()]));
  world.costs.set(key, -(world.costs.get(key) ?? 0n) / 4n);
};

/** Actual cost of a stream, and of nothing else in the case, has an exact half cent. */
const halveActual = (random: Random, world: World): void => {
  const stratum = random.pick([...world.strata.keys()]);
  const stream = random.pick(allNames(world));
  world.halves.add(cellKey(stream, 'intervention', world.periods.performance, stratum));
  world.isPlainlyTold = true;
};

/** The reference population suddenly costs next to nothing: growth by an amount falls below zero. */
const sinkReference = (random: Random, world: World): void => {
  const stream = random.pick(settledNames(world));
  for (const stratum of world.strata.keys()) {
    const key = cellKey(stream, 'reference', world.periods.performance, stratum);
    world.costs.set(key, (world.costs.get(key) ?? 0n) / 50n);
  }
};

/** More was paid back than paid in the performance period. */
const overpay = (random: Random, world: World): void => {
  const stream = random.pick(settledNames(world));
  for (const stratum of world.strata.keys()) {
    const key = cellKey(stream, 'intervention', world.periods.performance, stratum);
    world.costs.set(key, -(world.costs.get(key) ?? 0n) / 10n);
  }
  if (random.chance(0.5)) halveActual(random, world);
};

const loseMemo = (random: Random, world: World): void => {
  const memo = world.streams.filter((stream) => stream.isMemo);
  if (memo.length === 0) return;
  world.undelivered.add(cellKey(random.pick(memo).name, 'intervention', world.periods.performance));
};

/** A corner put into the world, and how often. */
const corners: readonly [number, (random: Random, world: World) => void][] = [
  [0.16, digHole],
  [0.06, dropStratum],
  [0.03, leaveCosts],
  [0.03, cancelCosts],
  [0.025, emptyPopulation],
  [0.03, loseRows],
  [0.05, flattenReference],
  [0.035, sinkBaseline],
  [0.08, turnCell],
  [0.05, overpay],
  [0.04, halveActual],
  [0.02, sinkReference],
  [0.15, loseMemo],
];

const putCorners = (random: Random, world: World): void => {
  // In a few cases many corners meet, so that the order of the refusals decides.
  const isCrowded = random.chance(0.04);
  for (const [probability, put] of corners)
    if (random.chance(isCrowded ? Math.max(0.4, probability) : probability)) put(random, world);
};

/** Streams with a fixed trend need no reference costs; then they are often not there. */
const leaveOutReference = (random: Random, world: World, trend: TrendJson): void => {
  for (const name of settledNames(world)) {
    if ((trend.perStream?.[name] ?? trend).form !== 'fixed' || random.chance(0.6)) continue;
    const periods = agreedPeriods(world.periods);
    for (const period of random.chance(0.5) ? periods : [random.pick(periods)])
      world.undelivered.add(cellKey(name, 'reference', period));
  }
};

const factorTexts = ['1', '1.0', '0.96', '0.8', '2/3', '0.5', '1/2', '0.9999', '1/3', '4/5'] as const;

/** The rows of one cell: its cents in pieces that add up to them, or nearly so where they are still to be completed. */
const piecesOf = (random: Random, cents: bigint): bigint[] => {
  const kind = random.pick(['one', 'one', 'one', 'two', 'correction']);
  if (kind === 'one') return [cents];
  const part = (cents * BigInt(random.whole(1, 99))) / 100n;
  return kind === 'two' ? [part, cents - part] : [cents + part + 7n, -part - 7n];
};

/** How a cost row is told: plainly, with a completion factor, with a part above the cap of a person. */
const costFields = (random: Random, cents: bigint, isExact: boolean): Omit<CostJson, 'stream' | keyof Place> => {
  const isCompleted = !isExact && random.chance(0.3);
  const factor = isCompleted ? random.pick(factorTexts) : random.pick(['1', undefined, undefined]);
  const ratio = readNumber(factor ?? '1');
  const incurred = cents > 0n ? (cents * ratio.numerator) / ratio.denominator : cents;
  const excess = random.chance(0.12) ? BigInt(random.whole(-8, 8)) * (incurred / 5n) : 0n;
  return {
    amount: amountText(random, incurred + excess),
    ...(excess !== 0n || random.chance(0.2) ? { excess: amountText(random, excess) } : {}),
    ...(factor === undefined ? {} : { completionFactor: factor }),
  };
};

const containedPeriods = (period: string): string[] => {
  const { year, first, last } = readPeriod(period);
  const inside = first === 1 && last === 4 ? [year] : [];
  for (let from = first; from <= last; from += 1)
    for (let to = from; to <= last; to += 1) inside.push(periodText(year, from, to));
  return inside;
};

const rowPeriod = (random: Random, period: string): string =>
  random.chance(0.75) ? period : random.pick(containedPeriods(period));

/** Sex and age band of a row, as far as it tells them; what is null may also be left out. */
const stratumFields = (random: Random, stratum: Stratum): StratumJson => ({
  ...(stratum.sex === null && random.chance(0.5) ? {} : { sex: stratum.sex }),
  ...(stratum.ageBand === null && random.chance(0.5) ? {} : { ageBand: stratum.ageBand }),
});

/** A cost row may tell more than its stream needs, and less than the member-months tell. */
const costStratum = (random: Random, stratum: Stratum, grain: GrainJson): Stratum => ({
  sex: grain === 'sexAge' || random.chance(0.5) ? stratum.sex : random.pick([null, null, 'M', 'V']),
  ageBand: grain !== 'total' || random.chance(0.5) ? stratum.ageBand : null,
});

const cancellingPieces = (random: Random): Omit<CostJson, 'stream' | keyof Place>[] => {
  const cents = BigInt(random.whole(1, 99_999));
  return [
    { amount: amountText(random, cents), completionFactor: random.pick(['0.5', '1/2']) },
    { amount: amountText(random, -2n * cents), completionFactor: random.pick(['1', '0.5']) },
  ];
};

/** An odd number of cents at a completion factor of two thirds comes to a whole number and a half. */
const halvedPieces = (random: Random, cents: bigint): Omit<CostJson, 'stream' | keyof Place>[] => {
  const odd = 2n * BigInt(random.whole(0, 500)) + 1n;
  return [
    { amount: amountText(random, cents) },
    { amount: amountText(random, odd), completionFactor: random.pick(['2/3', '4/6']) },
  ];
};

const costRowsOfCell = (random: Random, world: World, key: string): Omit<CostJson, 'stream' | keyof Place>[] => {
  if (world.cancelling.has(key)) return cancellingPieces(random);
  const cents = world.costs.get(key) ?? 0n;
  if (world.halves.has(key)) return halvedPieces(random, cents);
  if (cents === 0n) return random.chance(0.5) ? [{ amount: amountText(random, 0n) }] : [];
  if (world.isPlainlyTold) return [{ amount: amountText(random, cents) }];
  return piecesOf(random, cents).map((piece) => costFields(random, piece, world.kind === 'copied'));
};

const costRowsOfPlace = (random: Random, world: World, stream: Stream, place: Place): CostJson[] => {
  const rows = [...world.strata].flatMap((stratum, number) =>
    costRowsOfCell(random, world, cellKey(stream.name, place.cohort, place.period, number)).map((fields) => ({
      stream: stream.name,
      cohort: place.cohort,
      period: rowPeriod(random, place.period),
      ...stratumFields(random, costStratum(random, stratum, stream.isMemo ? 'total' : stream.grain)),
      ...fields,
    })),
  );
  const first = world.strata[0];
  if (rows.length > 0 || first === undefined) return rows;
  return [{ stream: stream.name, ...place, ...stratumFields(random, first), amount: '0.00' }];
};

const costRows = (random: Random, world: World): CostJson[] =>
  world.streams.flatMap((stream) =>
    cohorts.flatMap((cohort) =>
      agreedPeriods(world.periods).flatMap((period) => {
        if (world.undelivered.has(cellKey(stream.name, cohort, period))) return [];
        return costRowsOfPlace(random, world, stream, { cohort, period });
      }),
    ),
  );

const monthsText = (units: bigint): string => withoutTrailingZeros(decimalText(units, 4));

const monthRows = (random: Random, world: World): CaseJson['memberMonths'] =>
  cohorts.flatMap((cohort) =>
    agreedPeriods(world.periods).flatMap((period) =>
      [...world.strata].flatMap((stratum, number) => {
        const units = world.months.get(cellKey(cohort, period, number)) ?? 0n;
        if (units === 0n && random.chance(0.5)) return [];
        const part = random.chance(0.15) ? units / 3n : 0n;
        return (part === 0n ? [units] : [part, units - part]).map((piece) => ({
          cohort,
          period: rowPeriod(random, period),
          ...stratumFields(random, stratum),
          months: monthsText(piece),
        }));
      }),
    ),
  );

/** Periods that touch no agreed period. */
const strangePeriods = (periods: Periods): string[] => {
  const agreed = agreedPeriods(periods).map(readPeriod);
  const quarters = [1, 2, 3, 4].filter((quarter) =>
    agreed.every(({ year, first, last }) => year !== '2025' || quarter < first || quarter > last),
  );
  return ['2018', '2019-K2', '2020-K1..K3', ...quarters.map((quarter) => `2025-K${quarter}`)];
};

/** Rows of periods that nobody agreed on. */
const strangeRows = (random: Random, world: World): Pick<CaseJson, 'memberMonths' | 'costs'> => {
  const stratum = random.pick(world.strata);
  const period = random.pick(strangePeriods(world.periods));
  const cohort = random.pick(cohorts);
  const place = { cohort, period, sex: stratum.sex, ageBand: stratum.ageBand };
  const memberMonths = random.chance(0.15) ? [{ ...place, months: String(random.whole(0, 500)) }] : [];
  const cents = BigInt(random.whole(-1_000_000, 1_000_000));
  const stream = random.pick(allNames(world));
  const costs = random.chance(0.25) ? [{ stream, ...place, amount: amountText(random, cents) }] : [];
  return { memberMonths, costs };
};

const referenceForms: readonly ReferenceFormJson[] = ['ratio', 'ratioPerStratum', 'amount'];

const indexText = (random: Random, world: World, period: string): string => {
  const level = world.levels.get(period) ?? 1;
  if (random.chance(0.02)) return '0';
  // With the same population in every period, halves in the index often make an expected cost of half a cent.
  if (world.kind === 'flat' && random.chance(0.4)) return random.pick(['3/2', '0.5', '1.5']);
  if (random.chance(0.15)) return random.pick(['37/36', '10/9', '3/2', '0.5', '1', '1.5', '2/3']);
  return (1 / level).toFixed(random.pick([1, 2, 3]));
};

const drawIndex = (random: Random, world: World, streams: readonly string[]): IndexJson => {
  const index: IndexJson = {};
  for (const stream of streams)
    index[stream] = Object.fromEntries(
      world.periods.baseline.map((period) => [period, indexText(random, world, period)]),
    );
  return index;
};

const drawForm = (random: Random, world: World, streams: readonly string[]): TrendFormJson => {
  const form = random.pick(['ratio', 'ratio', 'ratioPerStratum', 'amount', 'fixed', 'blend'] as const);
  if (form === 'fixed') return { form, index: drawIndex(random, world, streams) };
  if (form !== 'blend') return { form };
  const alpha = random.pick(['0', '1', '1/2', '2/3', '0.25', '2/37', '0/3', '1.0']);
  return { form, alpha, of: random.pick(referenceForms), index: drawIndex(random, world, streams) };
};

const drawTrend = (random: Random, world: World): TrendJson => {
  const names = settledNames(world);
  const trend: TrendJson = drawForm(random, world, names);
  if (random.chance(0.65)) return trend;
  const own = random.shuffled(names).slice(0, random.whole(1, names.length));
  return { ...trend, perStream: Object.fromEntries(own.map((name) => [name, drawForm(random, world, [name])])) };
};

type Party = AgreementJson['parties'][number];

const extraParties: readonly Party[] = [
  { id: 'FUND', role: 'fund' },
  { id: 'FUND', role: 'fund' },
  { id: 'CARE-2', role: 'careField' },
  { id: 'patients', role: 'patient' },
  { id: 'MUN2', role: 'municipality' },
  { id: 'a', role: 'other' },
  { id: 'INS2', role: 'insurer' },
];

/** The three usual parties, mostly with others beside them; identifiers that sort or look up strangely once in a while. */
const drawParties = (random: Random): Party[] => {
  const strange = random.chance(0.04) ? random.shuffled(['10', '9', 'constructor']) : [];
  const usual: Party[] = [
    { id: strange[0] ?? 'INS', role: 'insurer' },
    { id: strange[1] ?? 'MUN', role: 'municipality' },
    { id: strange[2] ?? 'CARE', role: 'careField' },
  ];
  if (random.chance(0.06)) return random.shuffled(usual).slice(0, random.whole(1, 2));
  const extra = random.shuffled(extraParties).slice(0, random.pick([0, 0, 1, 1, 2, 3]));
  const parties = [...usual, ...extra.filter((party, place) => extra.findIndex(({ id }) => id === party.id) === place)];
  return random.chance(0.3) ? random.shuffled(parties) : parties;
};

/** Weights by party; a party with none is left out or has a zero. */
const sharesOf = (random: Random, parties: readonly Party[]): Record<string, string> => {
  const weights = drawWeights(random, parties.length);
  const entries = parties.map((party, place): [string, string] => [party.id, weights[place] ?? '0']);
  return Object.fromEntries(entries.filter(([, weight]) => weight !== '0' || random.chance(0.4)));
};

const pocketsOf = (random: Random, parties: readonly Party[]): Record<string, string> => {
  if (random.chance(0.5)) return sharesOf(random, parties);
  return { [random.pick(parties).id]: '1' };
};

const thresholdTexts = ['0', '0.005', '0.01', '0.015', '0.02', '1/50', '0.03', '2/37', '0.05'] as const;

/** Points around the number of persons of the case. */
const drawTable = (random: Random, world: World): MinimumRateJson => {
  let units = 0n;
  for (const stratum of world.strata.keys())
    units += world.months.get(cellKey('intervention', world.periods.performance, stratum)) ?? 0n;
  const unitsPerPerson = unitsPerMonth * monthsInPeriod(world.periods.performance);
  const tenths = [3n, 7n, 9n, 11n, 15n, 40n].map((share) => (units * share) / unitsPerPerson);
  if ((units * 10n) % unitsPerPerson === 0n) tenths.push((units * 10n) / unitsPerPerson);
  const drawn = random.shuffled([...new Set(tenths)]).slice(0, random.whole(1, 4));
  const rising = drawn.sort((left, right) => (left < right ? -1 : 1));
  return { byPersons: rising.map((point) => [decimalText(point, 1), random.pick(thresholdTexts)]) };
};

const minimumRate = (random: Random, world: World): MinimumRateJson =>
  random.chance(0.25) ? drawTable(random, world) : random.pick(thresholdTexts);

const rateTexts = ['0', '1', '0.5', '1/2', '1/3', '0.6', '0.35', '2/37', '1.00', '3/4'] as const;

const drawBands = (random: Random): BandJson[] => {
  const edges = ['0.002', '0.01', '0.02', '1/30', '0.05', '0.1', '1/3', '1.5'];
  const first = random.whole(0, 4);
  const bounded = edges.slice(first, first + random.whole(0, 3));
  return [...bounded.map((to) => ({ to, rate: random.pick(rateTexts) })), { rate: random.pick(rateTexts) }];
};

const drawSharing = (random: Random, parties: readonly Party[]): SharingJson => ({
  ...(random.chance(0.65) ? { gainRate: random.pick(rateTexts) } : { gainBands: drawBands(random) }),
  ...(random.chance(0.65) ? { lossRate: random.pick(rateTexts) } : { lossBands: drawBands(random) }),
  gainShares: sharesOf(random, parties),
  lossShares: sharesOf(random, parties),
});

/** Amounts from almost nothing to more than any result of this world. */
const drawAmount = (random: Random, world: World): bigint => {
  let cents = 0n;
  for (const stream of settledNames(world))
    for (const stratum of world.strata.keys())
      cents += world.costs.get(cellKey(stream, 'intervention', world.periods.performance, stratum)) ?? 0n;
  if (random.chance(0.05)) return 0n;
  const size = cents < 0n ? -cents : cents;
  return (size * BigInt(Math.round(10 ** random.between(0, 4.3)))) / 100_000n;
};

const drawAmounts = (random: Random, world: World, parties: readonly Party[]): Record<string, string> => {
  const chosen = random.shuffled(parties).slice(0, random.whole(0, Math.min(3, parties.length)));
  return Object.fromEntries(chosen.map((party) => [party.id, amountText(random, drawAmount(random, world))]));
};

const drawCaps = (random: Random, world: World, parties: readonly Party[]): Record<string, CapJson> => {
  const chosen = random.shuffled(parties).slice(0, random.whole(0, Math.min(3, parties.length)));
  const cap = (): CapJson =>
    random.chance(0.5)
      ? amountText(random, drawAmount(random, world))
      : { ofExpected: random.pick(['0.5', '0.10', '0.005', '0.0005', '1/200', '2/37', '0', '0.015']) };
  return Object.fromEntries(chosen.map((party) => [party.id, cap()]));
};

const scoreTexts = ['0', '1', '0.5', '1/2', '0.4', '0.8', '0.79', '0.7', '2/3', '0.9'] as const;

const drawGainQuality = (random: Random): GainQualityJson => {
  const form = random.pick(['linear', 'linear', 'gate', 'steps']);
  if (form === 'linear') return { form };
  if (form === 'gate') return { form: 'gate', threshold: random.pick(['0.7', '1/2', '0.8', '0']) };
  const steps = [
    { from: '0.4', rate: random.pick(['0.5', '1/3']) },
    { from: '2/3', rate: random.pick(['0.8', '0.5']) },
    { from: '0.8', rate: '1' },
  ];
  return { form: 'steps', steps: steps.slice(random.whole(0, 2)) };
};

const drawLossQuality = (random: Random): LossQualityJson => {
  if (random.chance(0.2)) return { form: 'none' };
  const [floor, ceiling] = random.pick([
    ['0.40', '0.75'],
    ['0', '1'],
    ['1/2', '1/2'],
    ['0.1', '0.9'],
  ] as const);
  return { form: 'relief', slope: random.pick(['0.75', '1', '0.5', '1/3', '0']), floor, ceiling };
};

const drawQuality = (random: Random, parties: readonly Party[]): Record<string, QualityJson> => {
  const chosen = random.shuffled(parties).slice(0, random.whole(1, Math.min(3, parties.length)));
  const quality = (): QualityJson => ({
    score: random.pick(scoreTexts),
    ...(random.chance(0.75) ? { gain: drawGainQuality(random) } : {}),
    ...(random.chance(0.75) ? { loss: drawLossQuality(random) } : {}),
  });
  return Object.fromEntries(chosen.map((party) => [party.id, quality()]));
};

/** Options that have a default are left out now and then. */
const drawOptions = (random: Random, world: World, parties: readonly Party[]): Partial<AgreementJson> => {
  const fund = parties.find((party) => party.role === 'fund');
  const memoStreams = world.streams.filter((stream) => stream.isMemo).map((stream) => stream.name);
  return {
    ...(memoStreams.length > 0 || random.chance(0.3) ? { memoStreams } : {}),
    ...(random.chance(0.6) ? { missingStratum: random.pick(['collapse', 'collapse', 'refuse'] as const) } : {}),
    ...(random.chance(0.3) ? { mode: random.pick(['shadow', 'binding'] as const) } : {}),
    ...(random.chance(0.7) ? { streamRule: random.pick(['keep', 'harmless', 'harmless'] as const) } : {}),
    ...(random.chance(0.7) ? { investment: random.pick(['first', 'none'] as const) } : {}),
    ...(fund !== undefined && random.chance(0.75) ? { forfeitsTo: fund.id } : {}),
    ...(random.chance(0.4) ? { caps: drawBothCaps(random, world, parties) } : {}),
    ...(random.chance(0.7) ? { carryForward: { investments: random.chance(0.6), caps: random.chance(0.6) } } : {}),
  };
};

const drawBothCaps = (random: Random, world: World, parties: readonly Party[]): NonNullable<AgreementJson['caps']> => ({
  ...(random.chance(0.75) ? { pay: drawCaps(random, world, parties) } : {}),
  ...(random.chance(0.75) ? { receive: drawCaps(random, world, parties) } : {}),
});

const drawAgreement = (random: Random, world: World, trend: TrendJson): AgreementJson => {
  const parties = drawParties(random);
  const weights = drawWeights(random, world.periods.baseline.length);
  const settled = world.streams.filter((stream) => !stream.isMemo);
  return {
    parties,
    streams: Object.fromEntries(
      settled.map((stream) => [stream.name, { grain: stream.grain, pockets: pocketsOf(random, parties) }]),
    ),
    baseline: world.periods.baseline.map((period, place) => ({ period, weight: weights[place] ?? '0' })),
    performance: world.periods.performance,
    trend,
    corridor: {
      minimumSavingsRate: minimumRate(random, world),
      minimumLossRate: minimumRate(random, world),
      ...(random.chance(0.6) ? { form: random.pick(['deadband', 'deductible', 'deductible'] as const) } : {}),
    },
    sharing: drawSharing(random, parties),
    ...drawOptions(random, world, parties),
  };
};

const drawCase = (random: Random): CaseJson => {
  const world = drawWorld(random);
  const trend = drawTrend(random, world);
  putCorners(random, world);
  leaveOutReference(random, world, trend);
  const agreement = drawAgreement(random, world, trend);
  const strange = strangeRows(random, world);
  const memberMonths = [...monthRows(random, world), ...strange.memberMonths];
  const costs = [...costRows(random, world), ...strange.costs];
  const isShuffled = random.chance(0.5);
  return {
    case: 1,
    agreement,
    memberMonths: isShuffled ? random.shuffled(memberMonths) : memberMonths,
    costs: isShuffled ? random.shuffled(costs) : costs,
    ...(random.chance(0.7) ? { investments: drawAmounts(random, world, agreement.parties) } : {}),
    ...(random.chance(0.4) ? { carryIn: drawAmounts(random, world, agreement.parties) } : {}),
    ...(random.chance(0.6) ? { quality: drawQuality(random, agreement.parties) } : {}),
  };
};

/** Puts a threshold, a band edge or a cap exactly on, or just beyond, what the case comes to. */
const sharpen = (random: Random, drawn: CaseJson): void => {
  const result = referenceSettle(drawn);
  const rate = typeof result['rate'] === 'string' ? readNumber(result['rate']) : fraction(0n, 1n);
  const isGain = rate.numerator > 0n;
  const size = isGain ? rate : fraction(-rate.numerator, rate.denominator);
  if (size.numerator === 0n || isAtLeast(size, one)) return;
  const exactly = printRatio(size);
  const beyond = printRatio(fraction(size.numerator * 1000n + 1n, size.denominator * 1000n));
  const kind = random.pick(['corridor', 'corridor', 'beyond', 'band', 'cap']);
  if (kind === 'band') putBandEdge(drawn, exactly);
  else if (kind === 'cap') putCap(drawn, result);
  else
    drawn.agreement.corridor[isGain ? 'minimumSavingsRate' : 'minimumLossRate'] = kind === 'beyond' ? beyond : exactly;
};

const putBandEdge = (drawn: CaseJson, edge: string): void => {
  const { gainRate: _gainRate, lossRate: _lossRate, ...sharing } = drawn.agreement.sharing;
  const bands = [{ to: edge, rate: '0.5' }, { rate: '1/3' }];
  drawn.agreement.sharing = { ...sharing, gainBands: bands, lossBands: bands };
};

/** Caps the first payer at exactly what it would pay. */
const putCap = (drawn: CaseJson, result: Record<string, unknown>): void => {
  const parties = result['parties'] as Record<string, { balanceBeforeCaps: string }>;
  const payer = Object.entries(parties).find(([, party]) => party.balanceBeforeCaps.startsWith('-'));
  if (payer !== undefined) drawn.agreement.caps = { pay: { [payer[0]]: payer[1].balanceBeforeCaps.slice(1) } };
};

/**
 * The random case of a seed: well-formed by section 4 of the method, plain JSON, 1 to 4 strata, 1 to 3 baseline
 * periods and 1 to 3 settled streams. Takes any whole number as seed.
 */
export const randomCase = (seed: number): CaseJson => {
  const random = randomFrom(seed);
  const drawn = drawCase(random);
  if (random.chance(0.12)) sharpen(random, drawn);
  return drawn;
};
