/**
 * The worked examples of the method (section 7, A to C) as figures that a controller can check with a calculator:
 * two age bands, rates per member-month, and what must come out to the cent.
 */

/** Rates per member-month of 18-64 and of 65+, in euro. */
type Rates = readonly [adult: string, elderly: string];

interface StreamFigures {
  readonly pilot: Readonly<Record<string, Rates>>;
  readonly reference: Readonly<Record<string, Rates>>;
  /** Actual cost of the pilot, each amount with its completion factor. */
  readonly actual: readonly (readonly [amount: string, factor: string])[];
}

export interface WorkedCase {
  readonly title: string;
  readonly months: readonly [string, string];
  readonly streams: Readonly<Record<'Zvw' | 'Wmo' | 'Wpg', StreamFigures>>;
  readonly agreement: Readonly<Record<string, unknown>>;
  readonly investments: Readonly<Record<string, string>>;
  readonly quality?: unknown;
  /** Fields of the result, by their place. */
  readonly expected: Readonly<Record<string, unknown>>;
}

const AGES = ['18-64', '65+'] as const;

/** The cost of 1,000 member-months at a rate. */
const ofThousand = (rate: string): string => (Number(rate) * 1000).toFixed(2);

const rateRows = (stream: string, cohort: string, rates: Readonly<Record<string, Rates>>) =>
  Object.entries(rates).flatMap(([period, each]) =>
    AGES.map((ageBand, place) => ({ stream, cohort, period, ageBand, amount: ofThousand(each[place] ?? '0') })),
  );

/** The case file of a worked example. */
export const caseFileOf = ({ months, streams, agreement, investments, quality = {} }: WorkedCase) => {
  const costs = Object.entries(streams).flatMap(([stream, { pilot, reference, actual }]) => [
    ...rateRows(stream, 'intervention', pilot),
    ...rateRows(stream, 'reference', reference),
    ...actual.map(([amount, completionFactor]) => ({
      ...{ stream, cohort: 'intervention', period: '2025', ageBand: '18-64' },
      ...{ amount, completionFactor },
    })),
  ]);
  const slices = new Set(costs.map(({ cohort, period }) => `${cohort} ${period}`));
  const memberMonths = [...slices].flatMap((slice) => {
    const [cohort, period] = slice.split(' ');
    const isPilotNow = cohort === 'intervention' && period === '2025';
    return AGES.map((ageBand, place) => ({ cohort, period, ageBand, months: isPilotNow ? months[place] : '1000' }));
  });
  return { case: 1, agreement, memberMonths, costs, investments, quality };
};

const thirds = { INS: '1/3', MUN: '1/3', CARE: '1/3' };
const threeParties = [
  { id: 'INS', role: 'insurer' },
  { id: 'MUN', role: 'municipality' },
  { id: 'CARE', role: 'careField' },
];
const ownPockets = {
  Zvw: { grain: 'age', pockets: { INS: '1' } },
  Wmo: { grain: 'age', pockets: { MUN: '1' } },
  Wpg: { grain: 'age', pockets: { MUN: '1' } },
};
const corridor = (rate: string) => ({ minimumSavingsRate: rate, minimumLossRate: rate });
const ageing = {
  baseline: [{ period: '2024', weight: '1' }],
  performance: '2025',
  trend: { form: 'ratio' },
  streams: ownPockets,
};

const caseA: WorkedCase = {
  title: 'A. gain, ageing population, claims run-out, quality, fund',
  months: ['12000', '6000'],
  streams: {
    Zvw: {
      pilot: { 2024: ['100', '400'] },
      reference: { 2024: ['100', '380'], 2025: ['104', '395.20'] },
      actual: [
        ['2700000.00', '1'],
        ['864000.00', '0.96'],
      ],
    },
    Wmo: {
      pilot: { 2024: ['10', '60'] },
      reference: { 2024: ['10', '50'], 2025: ['10.30', '51.50'] },
      actual: [['488400.00', '1']],
    },
    Wpg: {
      pilot: { 2024: ['1.50', '1.50'] },
      reference: { 2024: ['2', '2'], 2025: ['2.04', '2.04'] },
      actual: [['30540.00', '1']],
    },
  },
  agreement: {
    ...ageing,
    parties: [...threeParties, { id: 'FUND', role: 'fund' }],
    corridor: corridor('0.02'),
    sharing: {
      ...{ gainRate: '0.6', lossRate: '0.6' },
      gainShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
      lossShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
    },
    forfeitsTo: 'FUND',
    carryForward: { investments: true, caps: true },
  },
  investments: { INS: '30000.00', MUN: '20000.00' },
  quality: { CARE: { score: '0.90', gain: { form: 'linear' } } },
  expected: {
    status: 'gain',
    'streams.Zvw.expected': '3744000.00',
    'streams.Wmo.expected': '494400.00',
    'streams.Wpg.expected': '27540.00',
    'streams.Zvw.actual': '3600000.00',
    'streams.Zvw.delta': '144000.00',
    'streams.Wmo.delta': '6000.00',
    'streams.Wpg.delta': '-3000.00',
    result: '147000.00',
    netShareable: '97000.00',
    pool: '58200.00',
    forfeited: '1746.00',
    'parties.INS.charge': '48979.59',
    'parties.MUN.charge': '1020.41',
    'parties.CARE.earned': '15714.00',
    'parties.INS.retained': '38008.16',
    'parties.MUN.retained': '791.84',
    'parties.INS.transfer': '-52711.84',
    'parties.MUN.transfer': '35251.84',
    'parties.CARE.transfer': '15714.00',
    'parties.FUND.transfer': '1746.00',
    resultOtherForm: '140580.00',
  },
};

const wrongPocket: Pick<WorkedCase, 'months' | 'streams' | 'investments'> = {
  months: ['24000', '12000'],
  streams: {
    Zvw: {
      pilot: { 2023: ['120', '480'], 2024: ['125', '500'] },
      reference: { 2023: ['100', '400'], 2024: ['104', '416'], 2025: ['109.20', '436.80'] },
      actual: [['9143951.99', '1']],
    },
    Wmo: {
      pilot: { 2023: ['15', '90'], 2024: ['16', '96'] },
      reference: { 2023: ['14', '80'], 2024: ['14.56', '83.20'], 2025: ['15.288', '87.36'] },
      actual: [['1716672.00', '1']],
    },
    Wpg: {
      pilot: { 2023: ['2', '2'], 2024: ['2', '2'] },
      reference: { 2023: ['2', '2'], 2024: ['2', '2'], 2025: ['2.10', '2.10'] },
      actual: [['75600.00', '1']],
    },
  },
  investments: { MUN: '30000.00', CARE: '15000.00' },
};

const agreementB = (gainRate: string, more: Readonly<Record<string, unknown>> = {}) => ({
  parties: threeParties,
  streams: ownPockets,
  baseline: [
    { period: '2023', weight: '0.4' },
    { period: '2024', weight: '0.6' },
  ],
  performance: '2025',
  trend: { form: 'ratio' },
  corridor: corridor('0.015'),
  sharing: { gainRate, lossRate: '1', gainShares: thirds, lossShares: thirds },
  carryForward: { investments: true, caps: true },
  ...more,
});

const casesB: readonly WorkedCase[] = [
  {
    ...wrongPocket,
    title: 'B.1 wrong pocket, everything shared by thirds: the odd cent goes to the first party',
    agreement: agreementB('1'),
    expected: {
      status: 'gain',
      'streams.Zvw.expected': '9443952.00',
      'streams.Wmo.expected': '1596672.00',
      'streams.Wpg.expected': '75600.00',
      result: '180000.01',
      rate: '18000001/1111622400',
      payments: [
        { from: 'INS', to: 'MUN', amount: '195000.00' },
        { from: 'INS', to: 'CARE', amount: '60000.00' },
      ],
      'parties.INS.finalPosition': '45000.01',
      'parties.MUN.finalPosition': '45000.00',
      'parties.CARE.finalPosition': '45000.00',
    },
  },
  {
    ...wrongPocket,
    title: 'B.2 half is shared, each keeps its pocket: the municipality ends below zero',
    agreement: agreementB('1/2'),
    expected: {
      pool: '67500.01',
      'parties.INS.transfer': '-150000.00',
      'parties.MUN.transfer': '112500.00',
      'parties.CARE.transfer': '37500.00',
      'parties.MUN.finalPosition': '-37500.00',
    },
  },
  {
    ...wrongPocket,
    title: 'B.3 half is shared, losers are made whole first: the municipality ends above zero',
    agreement: agreementB('1/2', { streamRule: 'harmless' }),
    expected: {
      'parties.INS.transfer': '-210000.00',
      'parties.MUN.transfer': '172500.00',
      'parties.CARE.transfer': '37500.00',
      'parties.MUN.finalPosition': '22500.00',
    },
  },
  {
    ...wrongPocket,
    title: 'B.4 growth by an amount instead of a ratio: nothing is paid, investments are carried',
    agreement: agreementB('1', { trend: { form: 'amount' } }),
    expected: {
      status: 'neutral',
      'streams.Zvw.expected': '9345600.00',
      'streams.Wmo.expected': '1585728.00',
      'streams.Wpg.expected': '75600.00',
      result: '70704.01',
      payments: [],
      'parties.MUN.carryOut': '30000.00',
      'parties.CARE.carryOut': '15000.00',
      statusOtherForm: 'gain',
    },
  },
];

const caseC: WorkedCase = {
  title: 'C. net loss, relief for quality, caps, carry-forward',
  months: ['48000', '12000'],
  streams: {
    Zvw: {
      pilot: { 2024: ['110', '420'] },
      reference: { 2024: ['100', '400'], 2025: ['103', '412'] },
      actual: [['11129600.00', '1']],
    },
    Wmo: {
      pilot: { 2024: ['12', '70'] },
      reference: { 2024: ['10', '60'], 2025: ['10.20', '61.20'] },
      actual: [['1404320.00', '1']],
    },
    Wpg: {
      pilot: { 2024: ['2', '2'] },
      reference: { 2024: ['2', '2'], 2025: ['2.04', '2.04'] },
      actual: [['132400.00', '1']],
    },
  },
  agreement: {
    ...ageing,
    parties: threeParties,
    corridor: corridor('0.02'),
    sharing: {
      ...{ gainRate: '0.6', lossRate: '0.5' },
      gainShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
      lossShares: { INS: '0.5', MUN: '0.2', CARE: '0.3' },
    },
    caps: { pay: { MUN: '40000.00', CARE: '25000.00' } },
    carryForward: { investments: true, caps: true },
  },
  investments: { INS: '60000.00', MUN: '20000.00' },
  quality: { CARE: { score: '0.8', loss: { form: 'relief', slope: '0.75', floor: '0.40', ceiling: '0.75' } } },
  expected: {
    status: 'loss',
    'streams.Zvw.expected': '10629600.00',
    'streams.Wmo.expected': '1444320.00',
    'streams.Wpg.expected': '122400.00',
    result: '-470000.00',
    pool: '-235000.00',
    forfeited: '-42300.00',
    'parties.INS.share': '-117500.00',
    'parties.MUN.share': '-47000.00',
    'parties.CARE.share': '-70500.00',
    'parties.CARE.earned': '-28200.00',
    'parties.INS.returned': '-42300.00',
    'parties.INS.balanceBeforeCaps': '90200.00',
    'parties.MUN.balanceBeforeCaps': '-62000.00',
    'parties.CARE.balanceBeforeCaps': '-28200.00',
    payments: [
      { from: 'MUN', to: 'INS', amount: '40000.00' },
      { from: 'CARE', to: 'INS', amount: '25000.00' },
    ],
    'parties.INS.carryOut': '85200.00',
    'parties.MUN.carryOut': '20000.00',
  },
};

export const WORKED_CASES: readonly WorkedCase[] = [caseA, ...casesB, caseC];
