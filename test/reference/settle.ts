/**
 * A slow and obvious second implementation of the settlement method, steps 1 to 11, written from the page alone. It
 * shares nothing with the product's own code, so that the two can be compared over any number of cases. It takes a
 * well-formed case (section 4) and gives the result of section 5; it does not look for faults in the case.
 */

import {
  type BandJson,
  type CapJson,
  type CaseJson,
  type MinimumRateJson,
  ownValue,
  type QualityJson,
} from './case-json.ts';
import {
  actualCost,
  type Detail,
  missingStreams,
  personsOf,
  populationMonths,
  type ReadCase,
  type Refusal,
  readCase,
  roundAt,
  type StreamFigures,
  settledStreams,
  settleStream,
  type Trace,
} from './expected-cost.ts';
import {
  dividedBy,
  type Fraction,
  floorOf,
  fraction,
  isAbove,
  isAtLeast,
  isZero,
  larger,
  minus,
  one,
  plus,
  printCents,
  printRatio,
  readNumber,
  smaller,
  sum,
  times,
  whole,
  zero,
} from './fraction.ts';

type Result = Record<string, unknown>;
type Side = 'gain' | 'loss' | 'neutral';

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const greatest = (left: bigint, right: bigint): bigint => (left > right ? left : right);
const positivePart = (value: bigint): bigint => greatest(0n, value);

const total = (amounts: readonly bigint[]): bigint => {
  let running = 0n;
  for (const amount of amounts) running += amount;
  return running;
};

/** Gives the cents that remain after flooring to the largest fractional parts, ties to who stands first (N5). */
const dealOut = (quotas: readonly Fraction[], wanted: bigint, trace: Trace): bigint[] => {
  const parts = quotas.map(floorOf);
  const rests = quotas.map((quota, place) => minus(quota, whole(parts[place] ?? 0n)));
  const served = new Set<number>();
  while (total(parts) < wanted) {
    let next = -1;
    rests.forEach((rest, place) => {
      if (!served.has(place) && (next < 0 || isAbove(rest, rests[next] ?? zero))) next = place;
    });
    if (next < 0) throw new Error('more cents remain than there are parties');
    served.add(next);
    parts[next] = (parts[next] ?? 0n) + 1n;
  }
  const isTie = rests.some(
    (rest, place) => !served.has(place) && [...served].some((other) => isSame(rest, rests[other])),
  );
  if (isTie) trace.notes.add('tie between parties at R4');
  return parts;
};

const isSame = (left: Fraction, right: Fraction | undefined): boolean =>
  right !== undefined && isZero(minus(left, right));

/** N5 `split`: whole cents by weight, in the order of the agreement. */
const split = (amount: bigint, weights: readonly Fraction[], trace: Trace): bigint[] => {
  if (amount === 0n) return weights.map(() => 0n);
  if (amount < 0n) return split(-amount, weights, trace).map((part) => -part);
  const all = sum(weights);
  const quotas = weights.map((weight) => dividedBy(times(whole(amount), weight), all));
  return dealOut(quotas, amount, trace);
};

/** `split` with amounts of cents as weights. */
const splitByAmounts = (amount: bigint, weights: readonly bigint[], trace: Trace): bigint[] =>
  split(amount, weights.map(whole), trace);

/** N5 `splitQuotas`: the quotas are given and may have either sign. */
const splitQuotas = (quotas: readonly Fraction[], amount: bigint, trace: Trace): bigint[] => {
  const first = quotas.find((quota) => !isZero(quota));
  const isNegative = amount < 0n || (amount === 0n && first !== undefined && first.numerator < 0n);
  if (!isNegative) return dealOut(quotas, amount, trace);
  trace.notes.add('quotas split with their signs turned');
  const turned = quotas.map((quota) => minus(zero, quota));
  return dealOut(turned, -amount, trace).map((part) => -part);
};

/** Step 6: the minimum rate, a number or read from a table by persons. */
const minimumRate = (rate: MinimumRateJson, persons: Fraction): Fraction => {
  if (typeof rate === 'string') return readNumber(rate);
  const points = rate.byPersons.map(([at, value]) => ({ persons: readNumber(at), rate: readNumber(value) }));
  let below = points[0];
  for (const point of points) {
    if (isAtLeast(point.persons, persons)) return below === undefined ? point.rate : between(below, point, persons);
    below = point;
  }
  return below?.rate ?? zero;
};

type Point = { persons: Fraction; rate: Fraction };

/** Linear interpolation; the first point itself for everything up to it. */
const between = (low: Point, high: Point, persons: Fraction): Fraction => {
  if (isAtLeast(low.persons, persons)) return low.rate;
  const way = dividedBy(minus(persons, low.persons), minus(high.persons, low.persons));
  return plus(low.rate, times(way, minus(high.rate, low.rate)));
};

/** Step 6: on which side of the corridor a result lies. */
const sideOf = (read: ReadCase, result: bigint, expectedTotal: bigint): Side => {
  const { minimumSavingsRate, minimumLossRate } = read.file.agreement.corridor;
  const persons = personsOf(read);
  const reaches = (rate: MinimumRateJson, size: bigint): boolean =>
    isAtLeast(whole(size), times(minimumRate(rate, persons), whole(expectedTotal)));
  if (result > 0n && reaches(minimumSavingsRate, result)) return 'gain';
  if (result < 0n && reaches(minimumLossRate, -result)) return 'loss';
  return 'neutral';
};

/** Step 6: the ramp ρ. */
const rampOf = (read: ReadCase, side: Side, result: bigint, expectedTotal: bigint): Fraction => {
  const corridor = read.file.agreement.corridor;
  if (corridor.form !== 'deductible') return one;
  const rate = side === 'gain' ? corridor.minimumSavingsRate : corridor.minimumLossRate;
  const threshold = times(minimumRate(rate, personsOf(read)), whole(expectedTotal));
  const size = whole(greatest(result, -result));
  return dividedBy(minus(size, threshold), size);
};

/** Step 8: the rate, or the bands' marginal rates averaged over the whole of `covered`. */
const sharingRate = (rate: string | undefined, bands: BandJson[] | undefined, covered: Fraction): Fraction => {
  if (bands === undefined) return readNumber(rate ?? '0');
  let from = zero;
  let weighted = zero;
  for (const band of bands) {
    const to = band.to === undefined ? covered : smaller(readNumber(band.to), covered);
    if (isAbove(to, from)) weighted = plus(weighted, times(readNumber(band.rate), minus(to, from)));
    from = larger(from, to);
  }
  return dividedBy(weighted, covered);
};

/** Gain factor of a party's quality; 1 where there is none. */
const gainFactor = (quality: QualityJson | undefined): Fraction => {
  if (quality?.gain === undefined) return one;
  const score = readNumber(quality.score);
  if (quality.gain.form === 'linear') return score;
  if (quality.gain.form === 'gate') return isAtLeast(score, readNumber(quality.gain.threshold)) ? one : zero;
  let highest: Fraction | undefined;
  let factor = zero;
  for (const step of quality.gain.steps) {
    const from = readNumber(step.from);
    if (!isAtLeast(score, from) || (highest !== undefined && !isAbove(from, highest))) continue;
    highest = from;
    factor = readNumber(step.rate);
  }
  return factor;
};

/** Loss factor of a party's quality; 1 where there is none. */
const lossFactor = (quality: QualityJson | undefined): Fraction => {
  if (quality?.loss === undefined || quality.loss.form === 'none') return one;
  const relieved = minus(one, times(readNumber(quality.loss.slope), readNumber(quality.score)));
  return smaller(larger(relieved, readNumber(quality.loss.floor)), readNumber(quality.loss.ceiling));
};

/** Everything of steps 5 to 11 that is kept per party, in the order of the agreement. */
type Ledger = {
  readonly read: ReadCase;
  readonly trace: Trace;
  readonly ids: readonly string[];
  readonly pocketResult: readonly bigint[];
  readonly invested: readonly bigint[];
  readonly carriedIn: readonly bigint[];
  readonly result: bigint;
  readonly expectedTotal: bigint;
};

/** What steps 7 and 8 give. */
type Shared = {
  readonly netShareable: bigint;
  readonly pool: bigint;
  readonly forfeited: bigint;
  readonly ownPosition: readonly bigint[];
  readonly charge: readonly bigint[];
  readonly investmentRepaid: readonly bigint[];
  readonly carryInRepaid: readonly bigint[];
  readonly share: readonly bigint[];
  readonly earned: readonly bigint[];
  readonly retained: readonly bigint[];
  readonly returned: readonly bigint[];
};

const at = (amounts: readonly bigint[], place: number): bigint => amounts[place] ?? 0n;

const centsOf = (text: string | undefined): bigint => floorOf(times(readNumber(text ?? '0'), whole(100n)));

const weightsFor = (ids: readonly string[], weights: Record<string, string>): Fraction[] =>
  ids.map((id) => readNumber(ownValue(weights, id) ?? '0'));

/** Step 7: own positions. */
const ownPositions = (ledger: Ledger): bigint[] => {
  if (ledger.read.file.agreement.streamRule !== 'harmless') return [...ledger.pocketResult];
  const sign = ledger.result > 0n ? 1n : -1n;
  const weights = ledger.pocketResult.map((amount) => positivePart(sign * amount));
  return splitByAmounts(ledger.result, weights, ledger.trace);
};

/** Step 8a. */
const shareGain = (ledger: Ledger, ramp: Fraction): Shared => {
  const { trace, ids, result } = ledger;
  const agreement = ledger.read.file.agreement;
  const own = ownPositions(ledger);
  const repayable = agreement.investment === 'none' ? 0n : least(total(ledger.invested), result);
  const investmentRepaid = splitByAmounts(repayable, ledger.invested, trace);
  const carried = least(total(ledger.carriedIn), result - repayable);
  const carryInRepaid = splitByAmounts(carried, ledger.carriedIn, trace);
  const charge = splitByAmounts(repayable + carried, own.map(positivePart), trace);
  const charged = own.map((amount, place) => amount - at(charge, place));
  const netShareable = result - repayable - carried;
  const rate = sharingRate(
    agreement.sharing.gainRate,
    agreement.sharing.gainBands,
    fraction(result, ledger.expectedTotal),
  );
  const sharedPart = times(rate, ramp);
  const pool = roundAt('R2 in a gain', times(sharedPart, whole(netShareable)), trace);
  const share = split(pool, weightsFor(ids, agreement.sharing.gainShares), trace);
  const earned = share.map((amount, place) =>
    roundAt('R3 in a gain', times(gainFactor(qualityOf(ledger, place)), whole(amount)), trace),
  );
  const forfeited = total(share) - total(earned);
  const fund = agreement.forfeitsTo === undefined ? -1 : ids.indexOf(agreement.forfeitsTo);
  const returned = splitByAmounts(fund < 0 ? forfeited : 0n, charged.map(positivePart), trace);
  if (fund >= 0) earned[fund] = at(earned, fund) + forfeited;
  const kept = charged.map((amount) => times(minus(one, sharedPart), whole(amount)));
  const retained = splitQuotas(kept, netShareable - pool, trace);
  const repaid = { investmentRepaid, carryInRepaid };
  return { netShareable, pool, forfeited, ownPosition: own, charge, ...repaid, share, earned, retained, returned };
};

const qualityOf = (ledger: Ledger, place: number): QualityJson | undefined =>
  ownValue(ledger.read.file.quality, ledger.ids[place] ?? '');

/** Step 8b. */
const shareLoss = (ledger: Ledger, ramp: Fraction): Shared => {
  const { trace, ids, result } = ledger;
  const agreement = ledger.read.file.agreement;
  const own = ownPositions(ledger);
  const nothing = ids.map(() => 0n);
  const rate = sharingRate(
    agreement.sharing.lossRate,
    agreement.sharing.lossBands,
    fraction(-result, ledger.expectedTotal),
  );
  const sharedPart = times(rate, ramp);
  const pool = roundAt('R2 in a loss', times(sharedPart, whole(result)), trace);
  const share = split(pool, weightsFor(ids, agreement.sharing.lossShares), trace);
  const borne = share.map((amount, place) =>
    roundAt('R3 in a loss', times(lossFactor(qualityOf(ledger, place)), whole(amount)), trace),
  );
  const relieved = total(share) - total(borne);
  const losers = own.map((amount) => positivePart(-amount));
  const returned = splitByAmounts(relieved, losers, trace);
  const kept = own.map((amount) => times(minus(one, sharedPart), whole(amount)));
  const retained = splitQuotas(kept, result - pool, trace);
  const repaid = { charge: nothing, investmentRepaid: nothing, carryInRepaid: nothing };
  const amounts = { netShareable: result, pool, forfeited: relieved };
  return { ...amounts, ownPosition: own, ...repaid, share, earned: borne, retained, returned };
};

/** The cap in cents (R5 where it is a fraction of expected cost); undefined where there is none. */
const capOf = (ledger: Ledger, caps: Record<string, CapJson> | undefined, id: string): bigint | undefined => {
  const cap = ownValue(caps, id);
  if (cap === undefined || typeof cap === 'string') return cap === undefined ? undefined : centsOf(cap);
  return roundAt('R5', times(readNumber(cap.ofExpected), whole(ledger.expectedTotal)), ledger.trace);
};

/** Step 9: balances after caps. */
const capped = (ledger: Ledger, balances: readonly bigint[]): bigint[] => {
  const caps = ledger.read.file.agreement.caps;
  const within = (amount: bigint, cap: bigint | undefined): bigint => (cap === undefined ? amount : least(amount, cap));
  const pay = balances.map((balance, place) =>
    within(positivePart(-balance), capOf(ledger, caps?.pay, ledger.ids[place] ?? '')),
  );
  const receive = balances.map((balance, place) =>
    within(positivePart(balance), capOf(ledger, caps?.receive, ledger.ids[place] ?? '')),
  );
  const moved = least(total(pay), total(receive));
  const paid = splitByAmounts(moved, pay, ledger.trace);
  const received = splitByAmounts(moved, receive, ledger.trace);
  return balances.map((_, place) => at(received, place) - at(paid, place));
};

/** Step 10: payers and receivers in the order of the agreement, north-west corner. */
const paymentsOf = (ids: readonly string[], transfers: readonly bigint[]): Result[] => {
  const left = [...transfers];
  const payments: Result[] = [];
  for (let payer = 0; payer < ids.length; payer += 1)
    for (let receiver = 0; receiver < ids.length; receiver += 1) {
      const amount = least(positivePart(-at(left, payer)), positivePart(at(left, receiver)));
      if (amount === 0n) continue;
      payments.push({ from: ids[payer], to: ids[receiver], amount: printCents(amount) });
      left[payer] = at(left, payer) + amount;
      left[receiver] = at(left, receiver) - amount;
    }
  return payments;
};

/** Step 11: what a party may claim next year. */
const carryOutOf = (ledger: Ledger, shared: Shared | undefined, place: number, missed: bigint): bigint => {
  const { carryForward, investment } = ledger.read.file.agreement;
  let claim = 0n;
  if (carryForward?.investments === true) {
    if (investment !== 'none') claim += at(ledger.invested, place) - at(shared?.investmentRepaid ?? [], place);
    claim += at(ledger.carriedIn, place) - at(shared?.carryInRepaid ?? [], place);
  }
  if (carryForward?.caps === true) claim += positivePart(missed);
  return claim;
};

const targetOf = (ledger: Ledger, shared: Shared | undefined, place: number): bigint => {
  if (shared === undefined) return at(ledger.pocketResult, place) - at(ledger.invested, place);
  const parts = [shared.investmentRepaid, shared.carryInRepaid, shared.earned, shared.retained, shared.returned];
  return total(parts.map((part) => at(part, place))) - at(ledger.invested, place);
};

/** The fields of steps 7 and 8 for one party; none in a neutral year. */
const sharedFields = (shared: Shared | undefined, place: number): Result => {
  if (shared === undefined) return {};
  return {
    ownPosition: printCents(at(shared.ownPosition, place)),
    charge: printCents(at(shared.charge, place)),
    investmentRepaid: printCents(at(shared.investmentRepaid, place)),
    carryInRepaid: printCents(at(shared.carryInRepaid, place)),
    share: printCents(at(shared.share, place)),
    earned: printCents(at(shared.earned, place)),
    retained: printCents(at(shared.retained, place)),
    returned: printCents(at(shared.returned, place)),
  };
};

/** Steps 9 to 11 and the part of the result that is told per party. */
const partyFields = (ledger: Ledger, shared: Shared | undefined): Result => {
  const { ids } = ledger;
  const fell = ids.map((_, place) => at(ledger.pocketResult, place) - at(ledger.invested, place));
  const target = ids.map((_, place) => targetOf(ledger, shared, place));
  const before = ids.map((_, place) => at(target, place) - at(fell, place));
  const transfers = capped(ledger, before);
  const parties: Result = {};
  ids.forEach((id, place) => {
    const capEffect = at(transfers, place) - at(before, place);
    parties[id] = {
      pocketResult: printCents(at(ledger.pocketResult, place)),
      invested: printCents(at(ledger.invested, place)),
      whereItFell: printCents(at(fell, place)),
      ...sharedFields(shared, place),
      targetPosition: printCents(at(target, place)),
      balanceBeforeCaps: printCents(at(before, place)),
      capEffect: printCents(capEffect),
      transfer: printCents(at(transfers, place)),
      finalPosition: printCents(at(fell, place) + at(transfers, place)),
      carryOut: printCents(carryOutOf(ledger, shared, place, -capEffect)),
    };
  });
  return { parties, payments: paymentsOf(ids, transfers) };
};

/** Step 5: where the difference of every stream fell. */
const pocketResults = (read: ReadCase, figures: ReadonlyMap<string, StreamFigures>, trace: Trace): bigint[] => {
  const ids = read.file.agreement.parties.map((party) => party.id);
  const results = ids.map(() => 0n);
  for (const [stream, { expected, actual }] of figures) {
    const pockets = ownValue(read.file.agreement.streams, stream)?.pockets ?? {};
    const parts = split(expected - actual, weightsFor(ids, pockets), trace);
    parts.forEach((part, place) => {
      results[place] = at(results, place) + part;
    });
  }
  return results;
};

const streamFields = (figures: ReadonlyMap<string, StreamFigures>): Result => {
  const streams: Result = {};
  for (const [stream, figure] of figures)
    streams[stream] = {
      grain: figure.grain,
      grainAgreed: figure.grainAgreed,
      expected: printCents(figure.expected),
      actual: printCents(figure.actual),
      delta: printCents(figure.expected - figure.actual),
      expectedOtherForm: figure.expectedOtherForm === null ? null : printCents(figure.expectedOtherForm),
    };
  return streams;
};

/** Both totals of the other form, null as soon as one stream has no figure. */
const otherFormFields = (read: ReadCase, figures: ReadonlyMap<string, StreamFigures>): Result => {
  let expected = 0n;
  let actual = 0n;
  for (const figure of figures.values()) {
    if (figure.expectedOtherForm === null) return { resultOtherForm: null, statusOtherForm: null };
    expected += figure.expectedOtherForm;
    actual += figure.actual;
  }
  return { resultOtherForm: printCents(expected - actual), statusOtherForm: sideOf(read, expected - actual, expected) };
};

/** The actual cost of streams that are shown and not settled; nothing where none of them was delivered. */
const memoFields = (read: ReadCase, streams: readonly string[], trace: Trace): Result => {
  const memo: Result = {};
  for (const stream of streams) {
    const actual = actualCost(read, stream, trace);
    if (actual !== undefined) memo[stream] = { actual: printCents(actual) };
  }
  return Object.keys(memo).length === 0 ? {} : { memo };
};

const refused = ({ refusal, details }: Refusal, trace: Trace): Result => {
  trace.witnesses.push(...details);
  return { status: 'refused', refusal, detail: details[0] ?? {} };
};

const ledgerOf = (read: ReadCase, figures: ReadonlyMap<string, StreamFigures>, trace: Trace): Ledger => {
  const ids = read.file.agreement.parties.map((party) => party.id);
  const pocketResult = pocketResults(read, figures, trace);
  const invested = ids.map((id) => centsOf(ownValue(read.file.investments, id)));
  const carriedIn = ids.map((id) => centsOf(ownValue(read.file.carryIn, id)));
  const expectedTotal = total([...figures.values()].map((figure) => figure.expected));
  return { read, trace, ids, pocketResult, invested, carriedIn, result: total(pocketResult), expectedTotal };
};

/** Steps 5 to 11, once every stream has its figures. */
const settleTotals = (read: ReadCase, figures: ReadonlyMap<string, StreamFigures>, trace: Trace): Result => {
  const ledger = ledgerOf(read, figures, trace);
  const { result, expectedTotal } = ledger;
  const status = sideOf(read, result, expectedTotal);
  const ramp = status === 'neutral' ? one : rampOf(read, status, result, expectedTotal);
  const shared =
    status === 'neutral' ? undefined : status === 'gain' ? shareGain(ledger, ramp) : shareLoss(ledger, ramp);
  const totals = shared && {
    netShareable: printCents(shared.netShareable),
    pool: printCents(shared.pool),
    forfeited: printCents(shared.forfeited),
  };
  return {
    status,
    streams: streamFields(figures),
    expectedTotal: printCents(expectedTotal),
    result: printCents(result),
    rate: printRatio(fraction(result, expectedTotal)),
    ...otherFormFields(read, figures),
    ...totals,
    ...partyFields(ledger, shared),
    ...memoFields(read, read.file.agreement.memoStreams ?? [], trace),
  };
};

/** The answers of step 2 in their order, then the settlement itself. */
const answer = (file: CaseJson, trace: Trace): Result => {
  const read = readCase(file, trace);
  const memoStreams = file.agreement.memoStreams ?? [];
  const missing = missingStreams(read);
  if (missing.length > 0) {
    const delivered = settledStreams(file).filter((stream) => !missing.includes(stream));
    return { status: 'incomplete', missing, ...memoFields(read, [...delivered, ...memoStreams], trace) };
  }
  if (isZero(populationMonths(read))) {
    const detail: Detail = { cohort: 'intervention', period: file.agreement.performance };
    return refused({ refusal: 'population_is_empty', details: [detail] }, trace);
  }
  const figures = new Map<string, StreamFigures>();
  for (const stream of settledStreams(file)) {
    const figure = settleStream(read, stream, trace);
    if ('refusal' in figure) return refused(figure, trace);
    figures.set(stream, figure);
  }
  return settleTotals(read, figures, trace);
};

/**
 * The result of section 5 for a well-formed case of section 4, with a trace beside it: `notes` names the rounding ties
 * (`half cent at R2 in a gain`), the rows left out and the like; `witnesses` lists every place that gives rise to a
 * refusal, of which `detail` shows the first.
 */
export const referenceSettleWithTrace = (caseFile: unknown): { result: Result; trace: Trace } => {
  const trace: Trace = { notes: new Set(), witnesses: [] };
  return { result: answer(caseFile as CaseJson, trace), trace };
};

/** The result of section 5 for a well-formed case of section 4. Faults in the case are out of its scope. */
export const referenceSettle = (caseFile: unknown): Result => referenceSettleWithTrace(caseFile).result;
