/**
 * A pilot that a person can settle by heart, for the tests of the verbs.
 *
 * A quarter: Zvw of the pilot from 100,000 to 90,000 while its reference grows by 3 per cent, so 103,000 was expected; Wmo
 * from 10,000 to 12,000 while its reference stays, so 10,000 was expected. It gains 13,000 − 2,000 = 11,000.
 */
import type { PilotDocument } from '../../domain/pilot/agreement.ts';
import { readPeriod } from '../../domain/pilot/period.ts';
import type { PopulationDocument } from '../../domain/pilot/population.ts';
import type { Role } from '../../domain/record/event.ts';
import type { Person } from '../../functions/person.ts';

export const PILOT = 'wijk';

/** Three parties that approve and a fund that need not; a first interim statement and the final one. */
export const smallDocument: PilotDocument = {
  pilot: { id: PILOT, name: 'Een wijk' },
  population: { name: 'Wijk', version: '1', definition: 'Wie er woont.' },
  agreement: {
    version: '1',
    title: 'Overeenkomst',
    partyNames: { INS: 'Zorgverzekeraar', MUN: 'Gemeente', CARE: 'Zorgveld', FUND: 'Fonds' },
    approvers: ['INS', 'MUN', 'CARE'],
    deliveredBy: { members: 'INS', Zvw: 'INS', Wmo: 'MUN' },
    referenceDates: { '2025-K1': '2025-07-31', '2025': '2026-04-30' },
    deliveryTermDays: 150,
    completionFactors: {},
    terms: {
      parties: [
        { id: 'INS', role: 'insurer' },
        { id: 'MUN', role: 'municipality' },
        { id: 'CARE', role: 'careField' },
        { id: 'FUND', role: 'fund' },
      ],
      streams: {
        Zvw: { grain: 'total', pockets: { INS: '1' } },
        Wmo: { grain: 'total', pockets: { MUN: '1' } },
      },
      baseline: [{ period: '2024', weight: '1' }],
      performance: '2025',
      trend: { form: 'ratio' },
      missingStratum: 'collapse',
      corridor: { minimumSavingsRate: '0.01', minimumLossRate: '0.01', form: 'deadband' },
      mode: 'shadow',
      streamRule: 'harmless',
      investment: 'first',
      sharing: {
        gainRate: '1',
        lossRate: '1/2',
        gainShares: { INS: '1/3', MUN: '1/3', CARE: '1/3' },
        lossShares: { INS: '1/2', MUN: '1/4', CARE: '1/4' },
      },
      carryForward: { investments: true, caps: false },
    },
  },
};

/** Who is counted in it. No share was agreed that claims must cover, so no counts are needed. */
export const smallPopulation: PopulationDocument = {
  name: 'Wijk',
  version: '1',
  definition: 'Wie er woont.',
  dates: { from: '2024-01-01', until: '2025-12-31' },
  basis: 'wijk',
  areaYear: 2024,
  intervention: { areas: ['WK000101'] },
  reference: { areas: ['GM0002'] },
  ageBands: ['0+', 'rest'],
  monthCounting: 'firstOfQuarter',
  membership: 'open',
  inclusion: ['Wie er woont.'],
  exclusion: [],
  selection: { rule: 'De wijk die mee wilde doen.', dearAreasChosen: false },
  wlz: { leaves: false },
  claims: { insurers: [{ code: '9999', name: 'Verzekeraar' }], minimumCoverage: '0' },
};

/** One file to deliver. */
export interface SmallFile {
  readonly party: string;
  readonly kind: 'members' | 'costs' | 'investments' | 'indicators';
  readonly valuationDate: string;
  readonly text: string;
  /** Whether it is sent as a correction, and confirmed. */
  readonly correction?: true;
}

const HEADINGS = {
  members: 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
  costs: 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
  investments: 'partij;periode;artikel;omschrijving;bedrag;bewijs',
  indicators: 'indicator;cohort;periode;teller;noemer;bron',
} as const;

/** A delivery as text: rows under the heading of the kind, and the closing row with their number and sum. */
export const deliveryText = (kind: SmallFile['kind'], rows: readonly string[], sum: number): string => {
  const heading = HEADINGS[kind];
  const filling = ';'.repeat(heading.split(';').length - 3);
  return `${[heading, ...rows, `SLUITREGEL;${rows.length};${sum}${kind === 'members' || kind === 'indicators' ? '' : ',00'}${filling}`].join('\r\n')}\r\n`;
};

const COHORTS = [
  ['interventie', 100],
  ['referentie', 200],
] as const;

/** Euro a quarter by stream, cohort and year. */
const COSTS: Readonly<Record<string, number>> = {
  'Zvw interventie 2024': 100_000,
  'Zvw interventie 2025': 90_000,
  'Zvw referentie 2024': 200_000,
  'Zvw referentie 2025': 206_000,
  'Wmo interventie 2024': 10_000,
  'Wmo interventie 2025': 12_000,
  'Wmo referentie 2024': 20_000,
  'Wmo referentie 2025': 20_000,
};

const cellsUpTo = (quarters: number) =>
  [2024, 2025].flatMap((year) =>
    Array.from({ length: quarters }, (_, place) => `${year}-K${place + 1}`).flatMap((period) =>
      COHORTS.map(([cohort, persons]) => ({ year, period, cohort, persons })),
    ),
  );

const membersFile = (quarters: number, valuationDate: string): SmallFile => {
  const cells = cellsUpTo(quarters);
  const rows = cells.map(({ cohort, period, persons }) => `Wijk;1;${cohort};${period};;;${persons};${persons * 3}`);
  const sum = cells.reduce((all, { persons }) => all + persons * 3, 0);
  return { party: 'INS', kind: 'members', valuationDate, text: deliveryText('members', rows, sum) };
};

const costsFile = (party: string, stream: string, quarters: number, valuationDate: string): SmallFile => {
  const cells = cellsUpTo(quarters).map((cell) => ({
    ...cell,
    euro: COSTS[`${stream} ${cell.cohort} ${cell.year}`] ?? 0,
  }));
  const rows = cells.map(
    ({ cohort, period, persons, euro }) => `Wijk;1;${cohort};${stream};;${period};;;${persons};${euro},00`,
  );
  const sum = cells.reduce((all, { euro }) => all + euro, 0);
  return { party, kind: 'costs', valuationDate, text: deliveryText('costs', rows, sum) };
};

/** The three files of a statement: member-months and Zvw by the insurer, Wmo by the municipality, both years in each. */
export const filesFor = (period: '2025-K1' | '2025'): readonly [SmallFile, SmallFile, SmallFile] => {
  const quarters = readPeriod(period)?.to ?? 4;
  const date = smallDocument.agreement.referenceDates[period] ?? '';
  return [
    membersFile(quarters, date),
    costsFile('INS', 'Zvw', quarters, date),
    costsFile('MUN', 'Wmo', quarters, date),
  ];
};

/** The municipality's Wmo of the first quarter once more, one euro and a quarter's pilot costs higher. */
export const correctedWmo = (): SmallFile => {
  const file = filesFor('2025-K1')[2];
  const text = file.text.replace(';12000,00', ';12001,00').replace(';62000,00', ';62001,00');
  return { ...file, text, correction: true };
};

/** A person of the pilot. */
export const someone = (party: string, role: Role, pilot = PILOT): Person => ({
  person: `persoon-${party}-${role}`,
  pilot,
  party,
  role,
});
