/**
 * Names what a case and its result exercised, so that one can count whether random cases reach every option, status,
 * refusal and corner of the settlement method.
 */

import { type AgreementJson, type CaseJson, ownValue, type QualityJson, type TrendFormJson } from './case-json.ts';
import { trendOf } from './expected-cost.ts';
import { type Fraction, fraction, isAtLeast, isZero, minus, readNumber } from './fraction.ts';
import { referenceSettleWithTrace } from './settle.ts';

type Result = Record<string, unknown>;
type Parties = Record<string, Record<string, string>>;
type Streams = Record<string, Record<string, string | null>>;

/** A feature and whether it is there. */
type Finding = readonly [string, boolean];

const isNegative = (text: string): boolean => readNumber(text).numerator < 0n;
const isNothing = (text: string | undefined): boolean => text === undefined || isZero(readNumber(text));
const isEqual = (left: Fraction, right: Fraction): boolean => isZero(minus(left, right));

const streamsOf = (result: Result): [string, Record<string, string | null>][] =>
  Object.entries((result['streams'] ?? {}) as Streams);

const partiesOf = (result: Result): [string, Record<string, string>][] =>
  Object.entries((result['parties'] ?? {}) as Parties);

const settledTrends = (file: CaseJson): TrendFormJson[] =>
  Object.keys(file.agreement.streams).map((stream) => trendOf(file, stream));

const outcomeFeatures = (result: Result): string[] => {
  const own = String(result['status']);
  const other = 'statusOtherForm' in result ? String(result['statusOtherForm']) : undefined;
  return [
    `status ${own}`,
    ...('refusal' in result ? [`refusal ${result['refusal']}`] : []),
    ...(other === undefined ? [] : [`other form ${other}`]),
    ...(other !== undefined && other !== 'null' && other !== own ? ['other form has another status'] : []),
    ...(result['result'] === '0.00' ? ['result exactly zero'] : []),
  ];
};

const grainFeatures = (file: CaseJson, result: Result): string[] => [
  `missingStratum ${file.agreement.missingStratum ?? 'by default'}`,
  ...Object.values(file.agreement.streams).map((stream) => `grain agreed ${stream.grain}`),
  ...streamsOf(result)
    .filter(([, stream]) => stream['grain'] !== stream['grainAgreed'])
    .map(([, stream]) => `fall-back ${stream['grainAgreed']} to ${stream['grain']}`),
];

const trendFeatures = (file: CaseJson): string[] => [
  ...(file.agreement.trend.perStream === undefined ? [] : ['trend per stream']),
  ...settledTrends(file).flatMap((trend) => {
    if (trend.form !== 'blend') return [`trend ${trend.form}`];
    const alpha = readNumber(trend.alpha);
    const isEdge = alpha.denominator === 1n;
    return [`trend blend of ${trend.of}`, ...(isEdge ? [`alpha ${alpha.numerator}`] : [])];
  }),
];

const kindOfPeriod = (period: string): string =>
  period.includes('..') ? 'run of quarters' : period.includes('-') ? 'quarter' : 'year';

const periodFeatures = (file: CaseJson): string[] => {
  const { baseline, performance } = file.agreement;
  const agreed = new Set([...baseline.map(({ period }) => period), performance]);
  const kinds = new Set([...agreed].map(kindOfPeriod));
  return findings([
    [`performance is a ${kindOfPeriod(performance)}`, true],
    [`${baseline.length} baseline periods`, true],
    ['baseline weight zero', baseline.some(({ weight }) => isNothing(weight))],
    ['agreed periods of different kinds', kinds.size > 1],
    ['row within a longer agreed period', file.costs.some(({ period }) => !agreed.has(period))],
  ]);
};

const findings = (list: readonly Finding[]): string[] => list.filter(([, isThere]) => isThere).map(([name]) => name);

const rowFeatures = (file: CaseJson): string[] => {
  const net = (row: CaseJson['costs'][number]): Fraction =>
    minus(readNumber(row.amount), readNumber(row.excess ?? '0'));
  const factorOf = (row: CaseJson['costs'][number]): Fraction => readNumber(row.completionFactor ?? '1');
  const isCompleted = (row: CaseJson['costs'][number]): boolean => factorOf(row).denominator !== 1n;
  const months = file.memberMonths.map((row) => readNumber(row.months).denominator);
  return findings([
    ['negative row', file.costs.some((row) => isNegative(row.amount))],
    ['completion factor below 1', file.costs.some(isCompleted)],
    [
      'completion factor below 1 on a negative row',
      file.costs.some((row) => isCompleted(row) && net(row).numerator < 0n),
    ],
    ['excess above zero', file.costs.some((row) => readNumber(row.excess ?? '0').numerator > 0n)],
    ['excess below zero', file.costs.some((row) => isNegative(row.excess ?? '0'))],
    ['C − X negative though C is not', file.costs.some((row) => net(row).numerator < 0n && !isNegative(row.amount))],
    ['minus zero as an amount', file.costs.some((row) => /^-0[0.]*$/.test(row.amount))],
    ['member-months of zero in a row', months.length > 0 && file.memberMonths.some((row) => isNothing(row.months))],
    ['member-months in hundredths', months.some((denominator) => denominator > 10n && 100n % denominator === 0n)],
    ['member-months finer than hundredths', months.some((denominator) => 100n % denominator !== 0n)],
    ['age band rest', file.memberMonths.some((row) => row.ageBand === 'rest')],
  ]);
};

const memoFeatures = (file: CaseJson, result: Result): string[] => {
  const names = file.agreement.memoStreams ?? [];
  const shown = Object.keys((result['memo'] ?? {}) as object);
  const isAnswered = result['status'] !== 'refused';
  return findings([
    ['memo stream', names.length > 0],
    ['memo stream not delivered', isAnswered && names.some((name) => !shown.includes(name))],
    ['incomplete with delivered streams as memo', result['status'] === 'incomplete' && shown.length > names.length],
    ['incomplete without memo', result['status'] === 'incomplete' && shown.length === 0],
  ]);
};

const partyFeatures = ({ parties, streams, sharing }: AgreementJson): string[] => {
  const pockets = Object.values(streams).map((stream) => Object.values(stream.pockets));
  const weights = [...pockets.flat(), ...Object.values(sharing.gainShares), ...Object.values(sharing.lossShares)];
  return findings([
    [`${Math.min(parties.length, 5)}${parties.length > 4 ? ' or more' : ''} parties`, true],
    ['several parties of one role', new Set(parties.map(({ role }) => role)).size < parties.length],
    ['shared pocket', pockets.some((shares) => shares.filter((share) => !isNothing(share)).length > 1)],
    ['zero weight written out', weights.some(isNothing)],
    ['party left out of the shares', Object.keys(sharing.gainShares).length < parties.length],
    ['weight as a fraction', weights.some((weight) => weight.includes('/'))],
    ['identifiers that look like numbers', parties.some(({ id }) => /^\d+$/.test(id))],
    ['identifier that every object inherits', parties.some(({ id }) => id === 'constructor')],
  ]);
};

const sideRates = ({ sharing }: AgreementJson, status: unknown): [string | undefined, { to?: string }[] | undefined] =>
  status === 'gain' ? [sharing.gainRate, sharing.gainBands] : [sharing.lossRate, sharing.lossBands];

const sharingFeatures = ({ agreement }: CaseJson, result: Result): string[] => {
  const status = result['status'];
  if (status !== 'gain' && status !== 'loss') return [];
  const [rate, bands] = sideRates(agreement, status);
  const size = absolute(readNumber(String(result['rate'])));
  const passed = (bands ?? []).filter(({ to }) => to !== undefined && !isAtLeast(readNumber(to), size)).length;
  return findings([
    [`${status} with a rate`, rate !== undefined],
    [`${status} with a rate of 0`, rate !== undefined && isNothing(rate)],
    [`${status} with a rate of 1`, rate !== undefined && isEqual(readNumber(rate), fraction(1n, 1n))],
    [`${status} with bands, in band ${passed + 1}`, bands !== undefined],
    [
      `${status} exactly at a band's edge`,
      (bands ?? []).some(({ to }) => to !== undefined && isEqual(readNumber(to), size)),
    ],
    [`${status} under ${agreement.streamRule ?? 'keep by default'}`, true],
    [`${status} under harmless with losers and gainers`, agreement.streamRule === 'harmless' && hasBothSigns(result)],
    [`${status} with a ${agreement.corridor.form ?? 'deadband by default'} corridor`, true],
    [`${status} with nothing pooled`, result['pool'] === '0.00'],
  ]);
};

const hasBothSigns = (result: Result): boolean => {
  const amounts = partiesOf(result).map(([, party]) => party['pocketResult'] ?? '0');
  return amounts.some(isNegative) && amounts.some((amount) => !isNegative(amount) && !isNothing(amount));
};

const absolute = (value: Fraction): Fraction =>
  value.numerator < 0n ? fraction(-value.numerator, value.denominator) : value;

const corridorFeatures = ({ agreement }: CaseJson, result: Result): string[] => {
  if (result['rate'] === undefined) return [];
  const rate = readNumber(String(result['rate']));
  const { minimumSavingsRate, minimumLossRate } = agreement.corridor;
  const minimum = rate.numerator > 0n ? minimumSavingsRate : minimumLossRate;
  const isHit = typeof minimum === 'string' && !isZero(rate) && isEqual(absolute(rate), readNumber(minimum));
  return findings([
    [`corridor hit exactly by a ${result['status']}`, isHit],
    ['corridor from a table', typeof minimum !== 'string'],
    ['corridor of zero', typeof minimum === 'string' && isNothing(minimum)],
    ['exact corridor hit under a deductible', isHit && agreement.corridor.form === 'deductible'],
  ]);
};

const claimFeatures = (file: CaseJson, result: Result): string[] => {
  const { investment, carryForward } = file.agreement;
  const all = partiesOf(result).map(([, party]) => party);
  const has = (field: string): boolean => all.some((party) => !isNothing(party[field]));
  const isClaimed = Object.values(file.carryIn ?? {}).some((amount) => !isNothing(amount));
  const isGain = result['status'] === 'gain';
  return findings([
    [`investment ${investment ?? 'first by default'} with an investment`, has('invested')],
    [
      'investment repaid in part',
      isGain &&
        all.some(({ invested, investmentRepaid }) => !isNothing(investmentRepaid) && invested !== investmentRepaid),
    ],
    ['carried-in claim repaid', has('carryInRepaid')],
    ['carried-in claim in a gain, none or not all repaid', isGain && isClaimed && result['netShareable'] === '0.00'],
    ['carried-in claim repaid under investment none', has('carryInRepaid') && investment === 'none'],
    [
      'carried-in claim in a neutral or loss year',
      isClaimed && (result['status'] === 'neutral' || result['status'] === 'loss'),
    ],
    ['gain used up by claims', isGain && result['netShareable'] === '0.00'],
    ['charge', has('charge')],
    [
      `carry-out when investments ${carryForward?.investments === true} and caps ${carryForward?.caps === true}`,
      has('carryOut'),
    ],
    ['carry-forward by default', carryForward === undefined],
  ]);
};

const gainQualityFeatures = (quality: QualityJson): string[] => {
  const score = readNumber(quality.score);
  if (quality.gain === undefined) return ['gain without a quality rule beside a score'];
  if (quality.gain.form === 'linear') return ['quality linear'];
  if (quality.gain.form === 'gate') {
    const threshold = readNumber(quality.gain.threshold);
    const way = isEqual(score, threshold) ? 'exactly at' : isAtLeast(score, threshold) ? 'above' : 'below';
    return [`quality gate, ${way} the threshold`];
  }
  const reached = quality.gain.steps.filter(({ from }) => isAtLeast(score, readNumber(from)));
  const isExact = quality.gain.steps.some(({ from }) => isEqual(score, readNumber(from)));
  return [
    `quality steps, ${isExact ? 'exactly at a step' : reached.length === 0 ? 'below the first' : 'above a step'}`,
  ];
};

const lossQualityFeatures = (quality: QualityJson): string[] => {
  if (quality.loss === undefined) return ['loss without a quality rule beside a score'];
  if (quality.loss.form === 'none') return ['quality none'];
  const { slope, floor, ceiling } = quality.loss;
  const relieved = readNumber(slope);
  const score = readNumber(quality.score);
  const kept = minus(
    fraction(1n, 1n),
    fraction(relieved.numerator * score.numerator, relieved.denominator * score.denominator),
  );
  if (!isAtLeast(kept, readNumber(floor))) return ['quality relief at its floor'];
  return [isAtLeast(readNumber(ceiling), kept) ? 'quality relief between' : 'quality relief at its ceiling'];
};

const qualityFeatures = (file: CaseJson, result: Result): string[] => {
  const status = result['status'];
  const qualities = Object.values(file.quality ?? {});
  if (status !== 'gain' && status !== 'loss') return [];
  const isForfeited = !isNothing(String(result['forfeited']));
  const fund = file.agreement.forfeitsTo;
  return [
    ...qualities.flatMap(status === 'gain' ? gainQualityFeatures : lossQualityFeatures),
    ...findings([
      ['forfeited to the fund', status === 'gain' && isForfeited && fund !== undefined],
      ['forfeited back to gainers', status === 'gain' && isForfeited && fund === undefined],
      ['relieved', status === 'loss' && isForfeited],
      ['relieved though a fund is named', status === 'loss' && isForfeited && fund !== undefined],
    ]),
  ];
};

const capFeatures = ({ agreement }: CaseJson, result: Result): string[] => {
  const { caps } = agreement;
  if (caps === undefined || result['parties'] === undefined) return [];
  const all = partiesOf(result);
  const bit = (sign: 'pay' | 'receive'): boolean =>
    all.some(([id, party]) => {
      const effect = readNumber(party['capEffect'] ?? '0').numerator;
      return ownValue(caps[sign], id) !== undefined && (sign === 'pay' ? effect > 0n : effect < 0n);
    });
  const written = [...Object.values(caps.pay ?? {}), ...Object.values(caps.receive ?? {})];
  return findings([
    ['cap as an amount', written.some((cap) => typeof cap === 'string')],
    ['cap as a fraction of expected cost', written.some((cap) => typeof cap !== 'string')],
    ['pay cap bit', bit('pay')],
    ['receive cap bit', bit('receive')],
    ['caps stop everything', all.some(([, party]) => !isNothing(party['balanceBeforeCaps'])) && isStill(result)],
    ['pay cap exactly at the balance', all.some(([id, party]) => isExactCap(caps.pay?.[id], party))],
  ]);
};

const isExactCap = (cap: unknown, party: Record<string, string>): boolean =>
  typeof cap === 'string' && !isNothing(cap) && party['balanceBeforeCaps'] === `-${cap}`;

const isStill = (result: Result): boolean => (result['payments'] as unknown[] | undefined)?.length === 0;

const paymentFeatures = (result: Result): string[] => {
  const payments = result['payments'] as { from: string; to: string }[] | undefined;
  if (payments === undefined) return [];
  const payers = new Set(payments.map(({ from }) => from));
  const receivers = new Set(payments.map(({ to }) => to));
  return findings([
    [`${Math.min(payments.length, 4)}${payments.length > 3 ? ' or more' : ''} payments`, true],
    ['several payers and several receivers', payers.size > 1 && receivers.size > 1],
    ['gain or loss without payments', payments.length === 0 && result['status'] !== 'neutral'],
  ]);
};

/**
 * The features of a case, its result and the trace of the reference implementation, each once: options, status,
 * refusal, fall-back, exact half cents by rounding point, caps that bit, negative rows and so on. The trace is made
 * anew where it is not given.
 */
export const featuresOf = (
  file: CaseJson,
  result: Result,
  trace: { readonly notes: Iterable<string> } = referenceSettleWithTrace(file).trace,
): string[] => [
  ...new Set([
    ...outcomeFeatures(result),
    ...grainFeatures(file, result),
    ...trendFeatures(file),
    ...periodFeatures(file),
    ...rowFeatures(file),
    ...memoFeatures(file, result),
    ...partyFeatures(file.agreement),
    ...sharingFeatures(file, result),
    ...corridorFeatures(file, result),
    ...claimFeatures(file, result),
    ...qualityFeatures(file, result),
    ...capFeatures(file, result),
    ...paymentFeatures(result),
    ...trace.notes,
  ]),
];
