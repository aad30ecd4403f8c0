/**
 * Who is counted in the demo: the definition that the parties approve, the counts around it, and a file that should never
 * have been sent. All of it is invented.
 */
import type { PopulationCount } from '../../domain/delivery/population/population-counts.ts';
import type { CalendarDate } from '../../domain/pilot/date.ts';
import { readPeriod } from '../../domain/pilot/period.ts';
import type { PopulationDocument } from '../../domain/pilot/population.ts';
import type { DemoFile } from './deliveries.ts';
import { type Cohort, personsIn, STRATA } from './figures.ts';
import { demoDocument } from './pilot.ts';

const { name, version, definition } = demoDocument.population;

/** The population definition of the demo. Its areas are those of a municipality that does not exist. */
export const demoPopulation: PopulationDocument = {
  name,
  version,
  definition,
  dates: { from: '2023-01-01', until: '2025-12-31' },
  basis: 'wijk',
  areaYear: 2024,
  intervention: { areas: ['WK999901', 'WK999902'] },
  reference: { areas: ['GM9999'], except: ['WK999901', 'WK999902'] },
  ageBands: ['00-17', '18-44', '45-64', '65-74', '75+', 'rest'],
  monthCounting: 'firstOfQuarter',
  membership: 'open',
  inclusion: ['Wie volgens de basisregistratie personen in het gebied woont en bij de verzekeraar is verzekerd.'],
  exclusion: [],
  selection: {
    rule: 'De twee wijken waar de gezondheidsverschillen het grootst zijn; de zorgkosten waren er in 2023 een vijfde hoger.',
    dearAreasChosen: true,
  },
  wlz: { leaves: true, fromMonth: 1 },
  claims: { insurers: [{ code: '9999', name: 'Zorgverzekeraar (fictief)' }], minimumCoverage: '0.85' },
  minimumCellSize: 10,
};

/** Counts that a party declares, as they stand on a date. */
export interface DemoCounts {
  readonly valuationDate: CalendarDate;
  readonly counts: readonly PopulationCount[];
}

const COHORTS = [
  ['intervention', 'interventie'],
  ['reference', 'referentie'],
] as const;

/** Shares in thousands: how many of those who live there the insurer insures, and how many are on a list. */
const INSURED = { interventie: 912n, referentie: 884n } as const;
const LISTED = 941n;
const FROM_ELSEWHERE = 63n;

/** How many in ten thousand leave through the Wlz in a quarter; in the pilot more than before. */
const leaving = (cohort: Cohort, year: number): bigint => (cohort === 'interventie' && year === 2025 ? 34n : 27n);

const insuredIn = (cohort: Cohort, year: number, quarter: number): number =>
  STRATA.reduce((total, _, place) => total + personsIn(cohort, year, quarter, place), 0);

const part = (persons: number, share: bigint, of: bigint): number => Number((BigInt(persons) * share) / of);

const countsOf = (year: number, quarter: number): PopulationCount[] =>
  COHORTS.flatMap(([cohort, word]) => {
    const insured = insuredIn(word, year, quarter);
    const all = part(insured, 1000n, INSURED[word]);
    const groups: readonly (readonly [PopulationCount['group'], number])[] = [
      ['populatie', all],
      ['gedekt', insured],
      ['wlz', part(insured, leaving(word, year), 10_000n)],
      ...(cohort === 'intervention'
        ? ([
            ['wijk', all],
            ['praktijk', part(all, LISTED + FROM_ELSEWHERE, 1000n)],
            ['wijk en praktijk', part(all, LISTED, 1000n)],
          ] as const)
        : []),
    ];
    return groups.map(([group, persons]) => ({
      cohort,
      period: `${year}-K${quarter}`,
      group,
      persons,
      months: `${persons * 3}`,
    }));
  });

/** The counts of the two baseline years, declared once. */
export const baselineCounts = (): DemoCounts => ({
  valuationDate: '2025-06-30',
  counts: [2023, 2024].flatMap((year) => [1, 2, 3, 4].flatMap((quarter) => countsOf(year, quarter))),
});

/** The counts for one statement of 2025: the year so far, on its reference date. */
export const statementCounts = (period: string, valuationDate: CalendarDate): DemoCounts => {
  const quarters = readPeriod(period)?.to ?? 4;
  return {
    valuationDate,
    counts: Array.from({ length: quarters }, (_, place) => countsOf(2025, place + 1)).flat(),
  };
};

/** A file of investments in which somebody typed whom the hours were for; the numbers are examples that pass the test. */
export const mistakenFile: DemoFile = {
  name: 'vergissing-investeringen-mun.csv',
  party: 'MUN',
  kind: 'investments',
  source: 'investments',
  valuationDate: '2025-06-30',
  text: [
    'partij;periode;artikel;omschrijving;bedrag;bewijs',
    'MUN;2025-K1;artikel 5 lid 2;uren voor 123456782;250,00;bon 1',
    'MUN;2025-K1;artikel 5 lid 2;uren voor 111222333;125,00;bon 2',
    'SLUITREGEL;2;375,00;;;',
    '',
  ].join('\r\n'),
};
