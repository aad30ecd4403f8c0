/**
 * The terms of an agreement: every choice that the settlement method leaves to the parties (method section 4).
 *
 * `readTerms` parses the `agreement` of a case file. A party's figures are kept as lists in the order of the
 * agreement, because that order decides who gets the odd cent.
 */
import * as z from 'zod';
import { compare, ONE, type Ratio, sum, ZERO } from '../money/ratio.ts';
import { type Fault, type FieldsOf, givenFields, givenList, pathText, readFields } from './fault.ts';
import { amountNotNegative, rate, ratioNotNegative } from './number-schema.ts';
import { overlaps, type Period, readPeriod } from './period.ts';

export const ROLES = ['insurer', 'municipality', 'careField', 'fund', 'patient', 'other'] as const;
export const GRAINS = ['sexAge', 'age', 'total'] as const;

/** The grain of strata, from fine to coarse (method step 2). */
export type Grain = (typeof GRAINS)[number];

/** One figure a party, in the order of the agreement. */
export type PerParty<T> = readonly T[];

export interface Party {
  readonly id: string;
  readonly role: (typeof ROLES)[number];
}

/** A settled stream: the grain of its strata, and which part of it each party bears (ratios that sum to 1). */
export interface Stream {
  readonly name: string;
  readonly grain: Grain;
  readonly pockets: PerParty<Ratio>;
}

/** How the expected cost grows from baseline to performance period (method step 3). `index` is by baseline period. */
export type Trend =
  | { readonly form: 'ratio' | 'ratioPerStratum' | 'amount' }
  | { readonly form: 'fixed'; readonly index: ReadonlyMap<string, Ratio> }
  | {
      readonly form: 'blend';
      readonly alpha: Ratio;
      readonly of: 'ratio' | 'ratioPerStratum' | 'amount';
      readonly index: ReadonlyMap<string, Ratio>;
    };

/** A minimum rate of the corridor: one number, or points (persons, rate) between which it is interpolated. */
export type MinimumRate =
  | { readonly form: 'rate'; readonly rate: Ratio }
  | { readonly form: 'byPersons'; readonly points: readonly (readonly [persons: Ratio, rate: Ratio])[] };

/** A sharing rate: one number, or marginal bands with rising upper bounds, the last one without (`null`). */
export type SharingRate =
  | { readonly form: 'rate'; readonly rate: Ratio }
  | { readonly form: 'bands'; readonly bands: readonly { readonly to: Ratio | null; readonly rate: Ratio }[] };

/** What a party pays or receives at most: an amount in euro, or a fraction of the expected total; `null` for no cap. */
export type Cap = { readonly amount: Ratio } | { readonly ofExpected: Ratio } | null;

export interface Terms {
  readonly parties: readonly Party[];
  /** In code-unit order of their names. */
  readonly streams: readonly Stream[];
  readonly memoStreams: readonly string[];
  readonly baseline: readonly { readonly period: Period; readonly weight: Ratio }[];
  readonly performance: Period;
  /** By name of the stream. */
  readonly trend: ReadonlyMap<string, Trend>;
  readonly missingStratum: 'collapse' | 'refuse';
  readonly corridor: {
    readonly minimumSavingsRate: MinimumRate;
    readonly minimumLossRate: MinimumRate;
    readonly form: 'deadband' | 'deductible';
  };
  readonly mode: 'shadow' | 'binding';
  readonly streamRule: 'keep' | 'harmless';
  readonly investment: 'first' | 'none';
  readonly sharing: {
    readonly gain: SharingRate;
    readonly loss: SharingRate;
    readonly gainShares: PerParty<Ratio>;
    readonly lossShares: PerParty<Ratio>;
  };
  readonly caps: { readonly pay: PerParty<Cap>; readonly receive: PerParty<Cap> };
  readonly forfeitsTo: string | null;
  readonly carryForward: { readonly investments: boolean; readonly caps: boolean };
}

/** The value of a name that the object itself has: a party may be called `constructor`. */
export const ownValue = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** Code-unit order, the order of names everywhere (method section 3, order of answers). */
export const codeUnitOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** A period in a case file. */
export const period = z.string().transform((text, context): Period => {
  const read = readPeriod(text);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: 'Hier hoort een periode: 2025, 2025-K1 of 2025-K1..K3.' });
  return z.NEVER;
});

const name = z.string().min(1);
const byName = <T extends z.ZodType>(value: T) => z.record(name, value);
const baseForm = z.enum(['ratio', 'ratioPerStratum', 'amount']);
const index = byName(byName(ratioNotNegative));
const trendForms = [
  z.strictObject({ form: baseForm }),
  z.strictObject({ form: z.literal('fixed'), index }),
  z.strictObject({ form: z.literal('blend'), alpha: rate, of: baseForm, index }),
] as const;
const trendSchema = z.discriminatedUnion('form', [...trendForms]);
const perStreamField = { perStream: byName(trendSchema).optional() };
const trendWithStreams = z.discriminatedUnion('form', [
  trendForms[0].extend(perStreamField),
  trendForms[1].extend(perStreamField),
  trendForms[2].extend(perStreamField),
]);

const points = z.array(z.tuple([ratioNotNegative, rate])).min(1);
const minimumRate = z.union([rate, z.strictObject({ byPersons: points })]);

const bands = z.array(z.strictObject({ to: ratioNotNegative.optional(), rate })).min(1);
const shares = byName(rate);
const sharingSchema = z.strictObject({
  gainRate: rate.optional(),
  gainBands: bands.optional(),
  lossRate: rate.optional(),
  lossBands: bands.optional(),
  gainShares: shares,
  lossShares: shares,
});

const cap = z.union([amountNotNegative, z.strictObject({ ofExpected: ratioNotNegative })]);
const caps = z.strictObject({ pay: byName(cap).optional(), receive: byName(cap).optional() });

const partyFields = { id: name, role: z.enum(ROLES) };
const baselineFields = { period, weight: rate };
const schemas = {
  parties: z.array(z.strictObject(partyFields)).min(1),
  streams: byName(z.strictObject({ grain: z.enum(GRAINS), pockets: shares })),
  memoStreams: z.array(name).default([]),
  baseline: z.array(z.strictObject(baselineFields)).min(1),
  performance: period,
  trend: trendWithStreams,
  missingStratum: z.enum(['collapse', 'refuse']).default('collapse'),
  corridor: z.strictObject({
    minimumSavingsRate: minimumRate,
    minimumLossRate: minimumRate,
    form: z.enum(['deadband', 'deductible']).default('deadband'),
  }),
  mode: z.enum(['shadow', 'binding']).default('shadow'),
  streamRule: z.enum(['keep', 'harmless']).default('keep'),
  investment: z.enum(['first', 'none']).default('first'),
  sharing: sharingSchema,
  caps: caps.default({}),
  forfeitsTo: name.optional(),
  carryForward: z
    .strictObject({ investments: z.boolean().default(false), caps: z.boolean().default(false) })
    .default({ investments: false, caps: false }),
};

type Draft = NonNullable<ReturnType<typeof readDraft>>;
const readDraft = (value: unknown, at: readonly PropertyKey[], faults: Fault[]) =>
  readFields(schemas, value, at, faults);

/** Shares by party, `undefined` for one that could not be read. */
type ReadableShares = Readonly<Record<string, Ratio | undefined>>;

/**
 * As much of the terms as can be read, for the checks between their parts: a fault in one part was reported with it,
 * and may not hide a fault in another.
 */
interface Readable {
  readonly parties: readonly Partial<FieldsOf<typeof partyFields>>[];
  readonly pockets: Readonly<Record<string, ReadableShares | undefined>>;
  readonly baseline: readonly Partial<FieldsOf<typeof baselineFields>>[];
  /** What is given for trend, sharing and corridor, well-formed or not. */
  readonly trend: Readonly<Record<string, unknown>> | undefined;
  readonly sharing: Readonly<Record<string, unknown>> | undefined;
  readonly corridor: Readonly<Record<string, unknown>>;
}

const readableOf = (value: unknown): Readable => {
  const { parties, streams, baseline, trend, sharing, corridor } = givenFields(value) ?? {};
  return {
    parties: givenList(parties).map((each) => readFields(partyFields, each, [], []) ?? {}),
    pockets: mapValues(givenFields(streams) ?? {}, (each) => sharesOf(givenFields(each)?.['pockets'])),
    baseline: givenList(baseline).map((each) => readFields(baselineFields, each, [], []) ?? {}),
    trend: givenFields(trend),
    sharing: givenFields(sharing),
    corridor: givenFields(corridor) ?? {},
  };
};

const sharesOf = (value: unknown): ReadableShares | undefined => {
  const fields = givenFields(value);
  return fields === undefined ? undefined : mapValues(fields, (each) => rate.safeParse(each).data);
};

const mapValues = <T>(fields: Readonly<Record<string, unknown>>, read: (value: unknown) => T) =>
  Object.fromEntries(Object.entries(fields).map(([each, value]) => [each, read(value)]));

/** Adds a fault with a path below the agreement. */
type Report = (path: readonly PropertyKey[], message: string) => void;

/**
 * Reads the terms of an agreement. Every fault is added to the list, each with its path below `at`; with any fault the
 * answer is `undefined`.
 */
export const readTerms = (value: unknown, at: readonly PropertyKey[], faults: Fault[]): Terms | undefined => {
  const before = faults.length;
  const draft = readDraft(value, at, faults);
  if (draft === undefined) return undefined;
  const report: Report = (path, message) => faults.push({ path: pathText([...at, ...path]), message });
  const readable = readableOf(value);
  reportParties(draft, readable, report);
  reportStreams(draft, readable, report);
  reportPeriods(draft, readable, report);
  reportTrend(readable, report);
  reportTables(readable, report);
  reportSharing(readable, report);
  return faults.length === before ? termsOf(draft as Complete) : undefined;
};

const reportParties = ({ forfeitsTo, caps: limits }: Draft, { parties }: Readable, report: Report): void => {
  reportDuplicates(
    parties.map(({ id }) => id),
    (place) => report(['parties', place, 'id'], 'Deze partij staat er twee keer.'),
  );
  reportUnknownParties(parties, limits?.pay ?? {}, ['caps', 'pay'], report);
  reportUnknownParties(parties, limits?.receive ?? {}, ['caps', 'receive'], report);
  if (forfeitsTo !== undefined && parties.find(({ id }) => id === forfeitsTo)?.role !== 'fund')
    report(['forfeitsTo'], 'Hier hoort de partij met de rol fund.');
};

const reportDuplicates = (names: readonly (string | undefined)[], report: (place: number) => void): void => {
  for (const [place, each] of names.entries()) if (each !== undefined && names.indexOf(each) !== place) report(place);
};

/** Reports each name that is not a party of the agreement; nothing where a party of it has no name that can be read. */
export const reportUnknownParties = (
  parties: readonly { readonly id?: string | undefined }[],
  byParty: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  report: Report,
): void => {
  if (parties.length === 0 || parties.some(({ id }) => id === undefined)) return;
  for (const id of Object.keys(byParty))
    if (!parties.some((party) => party.id === id)) report([...path, id], 'Deze partij staat niet in de overeenkomst.');
};

const reportStreams = ({ streams, memoStreams }: Draft, { parties, pockets }: Readable, report: Report): void => {
  reportDuplicates(memoStreams ?? [], (place) => report(['memoStreams', place], 'Deze stroom staat er twee keer.'));
  if (streams !== undefined && Object.keys(streams).length === 0)
    report(['streams'], 'Een overeenkomst verrekent ten minste één stroom.');
  for (const [place, stream] of (memoStreams ?? []).entries())
    if (Object.hasOwn(pockets, stream))
      report(['memoStreams', place], 'Een stroom wordt verrekend of alleen getoond, niet beide.');
  for (const [stream, each] of Object.entries(pockets))
    reportShares(each, parties, ['streams', stream, 'pockets'], report);
};

/** Shares and pockets: of parties of the agreement, and together exactly 1, where each of them can be read. */
const reportShares = (
  byParty: ReadableShares | undefined,
  parties: Readable['parties'],
  path: readonly PropertyKey[],
  report: Report,
): void => {
  if (byParty === undefined) return;
  reportUnknownParties(parties, byParty, path, report);
  const read = Object.values(byParty).filter((each) => each !== undefined);
  const isWhole = read.length === Object.keys(byParty).length;
  if (isWhole && compare(sum(read), ONE) !== 0) report(path, 'De delen zijn samen niet precies 1.');
};

const reportPeriods = ({ performance }: Draft, { baseline }: Readable, report: Report): void => {
  const weights = baseline.map(({ weight }) => weight).filter((each) => each !== undefined);
  if (weights.length === baseline.length && weights.length > 0 && compare(sum(weights), ONE) !== 0)
    report(['baseline'], 'De gewichten van de basisperioden zijn samen niet precies 1.');
  for (const [place, { period: each }] of baseline.entries()) {
    if (each === undefined) continue;
    const others = baseline.slice(0, place).flatMap((other) => other.period ?? []);
    if (others.some((other) => overlaps(other, each)))
      report(['baseline', place, 'period'], 'Deze periode overlapt een andere basisperiode.');
    if (performance !== undefined && overlaps(performance, each))
      report(['baseline', place, 'period'], 'Deze periode overlapt de prestatieperiode.');
  }
};

const reportTrend = ({ trend, pockets, baseline }: Readable, report: Report): void => {
  if (trend === undefined || baseline.some(({ period: each }) => each === undefined)) return;
  const known = { streams: Object.keys(pockets), periods: baseline.flatMap((each) => each.period?.text ?? []) };
  const perStream = givenFields(trend['perStream']) ?? {};
  const others = known.streams.filter((stream) => !Object.hasOwn(perStream, stream));
  reportIndex(trend, others, known, ['trend'], report);
  for (const [stream, own] of Object.entries(perStream)) {
    const path = ['trend', 'perStream', stream];
    if (!known.streams.includes(stream)) report(path, 'Deze stroom wordt in de overeenkomst niet verrekend.');
    else reportIndex(givenFields(own) ?? {}, [stream], known, path, report);
  }
};

/** The index figures that a trend form asks for: of each stream that uses it, each baseline period, and no others. */
const reportIndex = (
  { form, index: given }: Readonly<Record<string, unknown>>,
  users: readonly string[],
  known: { readonly streams: readonly string[]; readonly periods: readonly string[] },
  path: readonly PropertyKey[],
  report: Report,
): void => {
  const byStream = givenFields(given);
  if (byStream === undefined || (form !== 'fixed' && form !== 'blend')) return;
  for (const stream of users) {
    const byPeriod = givenFields(ownValue(byStream, stream) ?? {}) ?? {};
    for (const each of known.periods)
      if (!Object.hasOwn(byPeriod, each)) report([...path, 'index', stream, each], 'Dit indexcijfer ontbreekt.');
  }
  for (const [stream, byPeriod] of Object.entries(byStream)) {
    if (!known.streams.includes(stream))
      report([...path, 'index', stream], 'Deze stroom wordt in de overeenkomst niet verrekend.');
    for (const each of Object.keys(givenFields(byPeriod) ?? {}))
      if (!known.periods.includes(each))
        report([...path, 'index', stream, each], 'Dit is geen basisperiode van de overeenkomst.');
  }
};

const reportSharing = ({ parties, sharing }: Readable, report: Report): void => {
  if (sharing === undefined) return;
  for (const side of ['gain', 'loss'] as const) {
    const isRate = sharing[`${side}Rate`] !== undefined;
    if (isRate === (sharing[`${side}Bands`] !== undefined))
      report(['sharing', `${side}Rate`], `Geef óf ${side}Rate óf ${side}Bands, precies een van beide.`);
    reportBands(givenList(sharing[`${side}Bands`]), ['sharing', `${side}Bands`], report);
    reportShares(sharesOf(sharing[`${side}Shares`]), parties, ['sharing', `${side}Shares`], report);
  }
};

const BANDS_RISE = 'Elke schijf heeft een bovengrens (to) die hoger is dan de vorige; alleen de laatste heeft er geen.';

const reportBands = (list: readonly unknown[], path: readonly PropertyKey[], report: Report): void => {
  const given = list.map((band) => givenFields(band)?.['to']);
  const bounds = given.map((to) => ratioNotNegative.safeParse(to).data);
  for (const [place, to] of bounds.entries()) {
    const before = bounds[place - 1];
    const isLast = place === list.length - 1;
    const rises = to === undefined || before === undefined || compare(before, to) < 0;
    if (isLast !== (given[place] === undefined) || !rises) report([...path, place, 'to'], BANDS_RISE);
  }
};

/** The tables of minimum rates by number of persons: each number larger than the one before it. */
const reportTables = ({ corridor }: Readable, report: Report): void => {
  for (const side of ['minimumSavingsRate', 'minimumLossRate']) {
    const table = givenList(givenFields(corridor[side])?.['byPersons']);
    const persons = table.map((point) => ratioNotNegative.safeParse(givenList(point)[0]).data);
    for (const [place, each] of persons.entries()) {
      const before = persons[place - 1];
      if (each !== undefined && before !== undefined && compare(before, each) >= 0)
        report(['corridor', side, 'byPersons', place, 0], 'De aantallen personen in een tabel lopen steeds op.');
    }
  }
};

/** A draft without faults: every field that is not optional is there. */
type Complete = { readonly [K in keyof Draft]-?: K extends 'forfeitsTo' ? Draft[K] : NonNullable<Draft[K]> };

const termsOf = (draft: Complete): Terms => {
  const perParty = <T, U>(byParty: Readonly<Record<string, T>>, none: U): PerParty<T | U> =>
    draft.parties.map(({ id }) => ownValue(byParty, id) ?? none);
  const { sharing } = draft;
  return {
    ...draft,
    streams: Object.entries(draft.streams)
      .map(([stream, { grain, pockets }]) => ({ name: stream, grain, pockets: perParty(pockets, ZERO) }))
      .sort((a, b) => codeUnitOrder(a.name, b.name)),
    memoStreams: [...draft.memoStreams].sort(codeUnitOrder),
    trend: new Map(Object.keys(draft.streams).map((stream) => [stream, trendOf(draft.trend, stream)])),
    corridor: {
      ...draft.corridor,
      minimumSavingsRate: minimumOf(draft.corridor.minimumSavingsRate),
      minimumLossRate: minimumOf(draft.corridor.minimumLossRate),
    },
    sharing: {
      gain: sharingOf(sharing.gainRate, sharing.gainBands),
      loss: sharingOf(sharing.lossRate, sharing.lossBands),
      gainShares: perParty(sharing.gainShares, ZERO),
      lossShares: perParty(sharing.lossShares, ZERO),
    },
    caps: {
      pay: perParty(draft.caps.pay ?? {}, null).map(capOf),
      receive: perParty(draft.caps.receive ?? {}, null).map(capOf),
    },
    forfeitsTo: draft.forfeitsTo ?? null,
  };
};

const trendOf = (trend: z.output<typeof trendWithStreams>, stream: string): Trend => {
  const own = ownValue(trend.perStream ?? {}, stream) ?? trend;
  if (!('index' in own)) return { form: own.form };
  const byPeriod = new Map(Object.entries(ownValue(own.index, stream) ?? {}));
  return own.form === 'fixed'
    ? { form: 'fixed', index: byPeriod }
    : { form: 'blend', alpha: own.alpha, of: own.of, index: byPeriod };
};

const minimumOf = (minimum: z.output<typeof minimumRate>): MinimumRate =>
  'byPersons' in minimum ? { form: 'byPersons', points: minimum.byPersons } : { form: 'rate', rate: minimum };

const sharingOf = (flat: Ratio | undefined, marginal: z.output<typeof bands> | undefined): SharingRate =>
  marginal === undefined
    ? { form: 'rate', rate: flat ?? ZERO }
    : { form: 'bands', bands: marginal.map((band) => ({ to: band.to ?? null, rate: band.rate })) };

const capOf = (limit: z.output<typeof cap> | null): Cap => {
  if (limit === null) return null;
  return 'ofExpected' in limit ? { ofExpected: limit.ofExpected } : { amount: limit };
};
