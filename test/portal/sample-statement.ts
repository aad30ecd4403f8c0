/**
 * Statements to look at, settled by the domain from the worked examples of the method (section 7): A and B.1 a gain, C a
 * loss, B.4 neutral, and made from B.1 an incomplete one, refused ones, and one over many strata.
 */
import { createHash } from 'node:crypto';
import { readCase } from '../../domain/pilot/case-file.ts';
import type { Statement } from '../../domain/record/statement.ts';
import type { Provenance } from '../../domain/settlement/run.ts';
import { settle } from '../../domain/settlement/settle.ts';
import type { Seal } from '../../portal/statement-view.ts';

type Json = Readonly<Record<string, unknown>>;

/** A case file whose lists are known to be lists. */
export interface CaseJson {
  readonly case: 1;
  readonly agreement: Json;
  readonly memberMonths: readonly Json[];
  readonly costs: readonly Json[];
  readonly investments: Readonly<Record<string, string>>;
  readonly quality: Json;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const AGES = ['18-64', '65+'] as const;
type Pair = readonly [younger: string, older: string];

const months = (cohort: string, period: string, pair: Pair): Json[] =>
  AGES.map((ageBand, place) => ({ cohort, period, sex: null, ageBand, months: pair[place] ?? '' }));

const costs = (stream: string, cohort: string, period: string, pair: Pair): Json[] =>
  AGES.map((ageBand, place) => ({ stream, cohort, period, sex: null, ageBand, amount: pair[place] ?? '' }));

const actual = (stream: string, amount: string, completionFactor = '1'): Json => ({
  stream,
  cohort: 'intervention',
  period: '2025',
  sex: null,
  ageBand: '18-64',
  amount,
  completionFactor,
});

const third = { INS: '1/3', MUN: '1/3', CARE: '1/3' };
const roles = { INS: 'insurer', MUN: 'municipality', CARE: 'careField', FUND: 'fund' } as const;
const partyList = (...ids: readonly (keyof typeof roles)[]) => ids.map((id) => ({ id, role: roles[id] }));

const commonTerms = {
  streams: {
    Zvw: { grain: 'age', pockets: { INS: '1' } },
    Wmo: { grain: 'age', pockets: { MUN: '1' } },
    Wpg: { grain: 'age', pockets: { MUN: '1' } },
  },
  memoStreams: [],
  performance: '2025',
  trend: { form: 'ratio' },
  missingStratum: 'collapse',
  streamRule: 'keep',
  investment: 'first',
  carryForward: { investments: true, caps: true },
};

const corridor = (rate: string) => ({ minimumSavingsRate: rate, minimumLossRate: rate, form: 'deadband' });

/** The months of a hundred persons a band in a baseline year, for both cohorts. */
const hundred = (period: string): Json[] => [
  ...months('intervention', period, ['100', '100']),
  ...months('reference', period, ['100', '100']),
];

/** Example B.1: the wrong pocket. INS pays MUN 195,000.00 and CARE 60,000.00. */
export const wrongPocket: CaseJson = {
  case: 1,
  agreement: {
    ...commonTerms,
    parties: partyList('INS', 'MUN', 'CARE'),
    baseline: [
      { period: '2023', weight: '0.4' },
      { period: '2024', weight: '0.6' },
    ],
    corridor: corridor('0.015'),
    sharing: { gainRate: '1', lossRate: '1', gainShares: third, lossShares: third },
  },
  memberMonths: [
    ...months('intervention', '2025', ['24000', '12000']),
    ...hundred('2023'),
    ...hundred('2024'),
    ...months('reference', '2025', ['1000', '1000']),
  ],
  costs: [
    ...costs('Zvw', 'intervention', '2023', ['12000', '48000']),
    ...costs('Zvw', 'reference', '2023', ['10000', '40000']),
    ...costs('Zvw', 'intervention', '2024', ['12500', '50000']),
    ...costs('Zvw', 'reference', '2024', ['10400', '41600']),
    ...costs('Zvw', 'reference', '2025', ['109200', '436800']),
    actual('Zvw', '9143951.99'),
    ...costs('Wmo', 'intervention', '2023', ['1500', '9000']),
    ...costs('Wmo', 'reference', '2023', ['1400', '8000']),
    ...costs('Wmo', 'intervention', '2024', ['1600', '9600']),
    ...costs('Wmo', 'reference', '2024', ['1456', '8320']),
    ...costs('Wmo', 'reference', '2025', ['15288', '87360']),
    actual('Wmo', '1716672.00'),
    ...costs('Wpg', 'intervention', '2023', ['200', '200']),
    ...costs('Wpg', 'reference', '2023', ['200', '200']),
    ...costs('Wpg', 'intervention', '2024', ['200', '200']),
    ...costs('Wpg', 'reference', '2024', ['200', '200']),
    ...costs('Wpg', 'reference', '2025', ['2100', '2100']),
    actual('Wpg', '75600.00'),
  ],
  investments: { MUN: '30000.00', CARE: '15000.00' },
  quality: {},
};

/** A case with other terms. */
export const withTerms = (of: CaseJson, terms: Json): CaseJson => ({ ...of, agreement: { ...of.agreement, ...terms } });

/** Example B.4: as B.1 with growth by an amount, neutral. */
export const withinCorridor = withTerms(wrongPocket, { trend: { form: 'amount' } });

/** Example A: a gain with claims run-out, quality and a fund. */
export const ageingPopulation: CaseJson = {
  case: 1,
  agreement: {
    ...commonTerms,
    parties: partyList('INS', 'MUN', 'CARE', 'FUND'),
    baseline: [{ period: '2024', weight: '1' }],
    corridor: corridor('0.02'),
    sharing: {
      gainRate: '0.6',
      lossRate: '0.6',
      gainShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
      lossShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
    },
    forfeitsTo: 'FUND',
  },
  memberMonths: [
    ...months('intervention', '2025', ['12000', '6000']),
    ...hundred('2024'),
    ...months('reference', '2025', ['1000', '1000']),
  ],
  costs: [
    ...costs('Zvw', 'intervention', '2024', ['10000', '40000']),
    ...costs('Zvw', 'reference', '2024', ['10000', '38000']),
    ...costs('Zvw', 'reference', '2025', ['104000', '395200']),
    actual('Zvw', '2700000.00'),
    actual('Zvw', '864000.00', '0.96'),
    ...costs('Wmo', 'intervention', '2024', ['1000', '6000']),
    ...costs('Wmo', 'reference', '2024', ['1000', '5000']),
    ...costs('Wmo', 'reference', '2025', ['10300', '51500']),
    actual('Wmo', '488400.00'),
    ...costs('Wpg', 'intervention', '2024', ['150', '150']),
    ...costs('Wpg', 'reference', '2024', ['200', '200']),
    ...costs('Wpg', 'reference', '2025', ['2040', '2040']),
    actual('Wpg', '30540.00'),
  ],
  investments: { INS: '30000.00', MUN: '20000.00' },
  quality: { CARE: { score: '0.9', gain: { form: 'linear' } } },
};

/** Example C: a loss with quality relief and caps. MUN pays INS 40,000.00 and CARE pays INS 25,000.00. */
export const netLoss: CaseJson = {
  case: 1,
  agreement: {
    ...commonTerms,
    parties: partyList('INS', 'MUN', 'CARE'),
    baseline: [{ period: '2024', weight: '1' }],
    corridor: corridor('0.02'),
    sharing: {
      gainRate: '0.6',
      lossRate: '0.5',
      gainShares: { INS: '0.40', MUN: '0.30', CARE: '0.30' },
      lossShares: { INS: '0.5', MUN: '0.2', CARE: '0.3' },
    },
    caps: { pay: { MUN: '40000.00', CARE: '25000.00' } },
  },
  memberMonths: [
    ...months('intervention', '2025', ['48000', '12000']),
    ...hundred('2024'),
    ...months('reference', '2025', ['1000', '1000']),
  ],
  costs: [
    ...costs('Zvw', 'intervention', '2024', ['11000', '42000']),
    ...costs('Zvw', 'reference', '2024', ['10000', '40000']),
    ...costs('Zvw', 'reference', '2025', ['103000', '412000']),
    actual('Zvw', '11129600.00'),
    ...costs('Wmo', 'intervention', '2024', ['1200', '7000']),
    ...costs('Wmo', 'reference', '2024', ['1000', '6000']),
    ...costs('Wmo', 'reference', '2025', ['10200', '61200']),
    actual('Wmo', '1404320.00'),
    ...costs('Wpg', 'intervention', '2024', ['200', '200']),
    ...costs('Wpg', 'reference', '2024', ['200', '200']),
    ...costs('Wpg', 'reference', '2025', ['2040', '2040']),
    actual('Wpg', '132400.00'),
  ],
  investments: { INS: '60000.00', MUN: '20000.00' },
  quality: { CARE: { score: '0.8', loss: { form: 'relief', slope: '0.75', floor: '0.40', ceiling: '0.75' } } },
};

const isOf = (stream: string) => (row: Json) => row['stream'] === stream;

/** B.1 without any Wmo delivery, with a memo stream and rows of a year that nobody agreed on. */
export const withoutWmo: CaseJson = {
  ...withTerms(wrongPocket, { memoStreams: ['Jw', 'Wlz'] }),
  costs: [
    ...wrongPocket.costs.filter((row) => !isOf('Wmo')(row)),
    actual('Wlz', '-1234.50'),
    { ...actual('Zvw', '1.00'), period: '2022' },
  ],
};

/** B.1 with a negative number of months and a stream that nobody agreed on. */
export const malformed: CaseJson = {
  ...wrongPocket,
  memberMonths: wrongPocket.memberMonths.map((row, place) => (place === 3 ? { ...row, months: '-100' } : row)),
  costs: [...wrongPocket.costs, actual('<b>Wlz</b>', '1.00')],
};

const isElderlyPilot = ({ cohort, period, ageBand }: Json): boolean =>
  cohort === 'intervention' && period === '2023' && ageBand === '65+';

/** B.1 whose pilot had nobody above 64 in 2023, under terms that allow no coarser groups. */
export const withoutBaseline: CaseJson = {
  ...withTerms(wrongPocket, { missingStratum: 'refuse' }),
  memberMonths: wrongPocket.memberMonths.filter((row) => !isElderlyPilot(row)),
  costs: wrongPocket.costs.filter((row) => !isElderlyPilot(row)),
};

/** As above, under terms that allow coarser groups: the streams fall back to `total`. */
export const fallenBack: CaseJson = withTerms(withoutBaseline, { missingStratum: 'collapse' });

const names: Readonly<Record<string, string>> = {
  INS: 'Zorgverzekeraar Geuldal',
  MUN: 'Gemeente Brunswijk',
  CARE: 'Zorggroep Oostelijk Parkstad',
  FUND: 'Herinvesteringsfonds Brunswijk',
};

/** The hashes of the deliveries of a sample. */
const MEMBERS = sha256('members');
const COSTS = sha256('costs');

/** Where the rows of a sample came from: line after line of two files. */
const provenance = (of: CaseJson): Provenance => ({
  memberMonths: of.memberMonths.map((_, place) => ({ delivery: MEMBERS, line: place + 2 })),
  costs: of.costs.map((_, place) => ({ delivery: COSTS, line: place + 2 })),
});

/** Wraps a case as the statement that the record would hold. */
export const statementOf = (of: CaseJson, changes: Partial<Statement> = {}): Statement => {
  const reading = readCase(of);
  const result =
    'case' in reading
      ? settle(reading.case, provenance(of))
      : ({ status: 'refused', refusal: 'case_is_malformed', detail: { faults: reading.faults } } as const);
  return { ...frame(of), result, ...changes };
};

/** The counts around the population: covered to the agreed share, three quarters and a bit; the reference not counted. */
const populationCounts: Statement['population']['counts'] = [
  {
    cohort: 'intervention',
    period: '2025',
    coverage: { population: '24000', covered: '18001', share: '18001/24000', shown: '0.7500', counted: '18000' },
    wlz: { persons: 41, months: '77' },
    overlap: { period: '2025-K4', onlyWijk: 250, onlyPraktijk: 150, both: 1600 },
  },
  { cohort: 'reference', period: '2025', coverage: null, wlz: null, overlap: null },
];

const frame = (of: CaseJson): Omit<Statement, 'result'> => ({
  statement: 1,
  method: '1',
  pilot: { id: 'brunswijk', name: 'Wijkpilot Brunswijk' },
  population: {
    name: 'Verzekerden in Brunswijk',
    version: '2',
    definition: 'Wie op de eerste van de maand woont …',
    sha256: sha256('population'),
    counts: populationCounts,
  },
  kind: 'final',
  period: '2025',
  referenceDate: '2026-07-31',
  mode: 'shadow',
  agreement: {
    version: '3',
    title: 'Overeenkomst Wijkpilot Brunswijk',
    partyNames: names,
    approvers: ['INS', 'MUN', 'CARE'],
    deliveredBy: { members: 'INS', Zvw: 'INS', Wmo: 'MUN', Wpg: 'MUN' },
    referenceDates: { '2025': '2026-07-31' },
    deliveryTermDays: 60,
    completionFactors: {},
    terms: of.agreement,
  },
  deliveries: [
    delivery('Zvw', COSTS, of.costs.length, '11234567.89'),
    delivery('investments MUN', sha256('investments'), 1, '30000.00'),
    delivery('members', MEMBERS, of.memberMonths.length, '38800'),
  ],
  mayStillChange: [],
  case: { ...of },
});

const delivery = (source: string, hash: string, rows: number, total: string) => ({
  source,
  sha256: hash,
  valuationDate: '2026-07-31',
  quarters: ['2025-K1', '2025-K2', '2025-K3', '2025-K4'],
  rows,
  total,
});

/** An interim statement over half a year, with costs that are still coming in. */
export const interimStatement = (): Statement => {
  const cut = (row: Json) => ({ ...row, period: `${row['period']}-K1..K2` });
  const terms = wrongPocket.agreement;
  const half: CaseJson = {
    ...withTerms(wrongPocket, {
      performance: '2025-K1..K2',
      baseline: [
        { period: '2023-K1..K2', weight: '0.4' },
        { period: '2024-K1..K2', weight: '0.6' },
      ],
    }),
    memberMonths: wrongPocket.memberMonths.map(cut),
    costs: wrongPocket.costs.map(cut),
  };
  const whole = statementOf(half);
  return {
    ...whole,
    kind: 'interim',
    period: '2025-K1..K2',
    agreement: { ...whole.agreement, terms },
    mayStillChange: [{ stream: 'Zvw', period: '2025-K2', completionFactor: '0.88' }],
  };
};

/** Both cohorts grow in the performance year, the pilot less than the reference. */
const growthOf = ({ cohort, period }: { cohort: string; period: string }): number =>
  period !== '2025' ? 0 : cohort === 'reference' ? 9977 : 1013;

/** B.1 spread over many strata and three baseline years, at a grain of sex and age: a statement of full size. */
export const manyStrata = (ageBands: number): CaseJson => {
  const periods = ['2022', '2023', '2024', '2025'];
  const cells = ['intervention', 'reference'].flatMap((cohort) =>
    periods.flatMap((period) =>
      Array.from({ length: ageBands }, (_, age) => age).flatMap((age) =>
        ['M', 'V'].map((sex) => ({ cohort, period, sex, age })),
      ),
    ),
  );
  const key = ({ cohort, period, sex, age }: (typeof cells)[number]) => ({
    cohort,
    period,
    sex,
    ageBand: `${String(age * 5).padStart(2, '0')}-${String(age * 5 + 4).padStart(2, '0')}`,
  });
  const costOf = (stream: string, base: number) => (cell: (typeof cells)[number]) => ({
    stream,
    ...key(cell),
    amount: `${base * (300 + cell.age * 41) + growthOf(cell)}.${10 + ((cell.age * 7) % 90)}`,
    completionFactor: cell.period === '2025' && stream === 'Zvw' ? '0.96' : '1',
  });
  return {
    ...withTerms(wrongPocket, {
      baseline: [
        { period: '2022', weight: '0.2' },
        { period: '2023', weight: '0.3' },
        { period: '2024', weight: '0.5' },
      ],
      streams: {
        Zvw: { grain: 'sexAge', pockets: { INS: '1' } },
        Wmo: { grain: 'sexAge', pockets: { MUN: '1' } },
        Wpg: { grain: 'sexAge', pockets: { MUN: '1' } },
      },
    }),
    memberMonths: cells.map((cell) => ({
      ...key(cell),
      months: `${1200 + cell.age * 13}.${cell.sex === 'M' ? '5' : '25'}`,
    })),
    costs: [...cells.map(costOf('Zvw', 300)), ...cells.map(costOf('Wmo', 40)), ...cells.map(costOf('Wpg', 7))],
  };
};

/** What became of a sample statement; by default a draft that nobody has approved. */
export const sealOf = (statement: Statement, approvedBy: readonly string[] = [], sealed = false): Seal => ({
  sha256: sha256(JSON.stringify(statement)),
  sealed,
  approvedBy,
});
