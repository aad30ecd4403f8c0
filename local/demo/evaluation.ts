/**
 * The evaluation of the demo's pilot, as the input that the parties would make after its last year: the figures of its
 * deliveries with all claims in, by quarter for the lines and by year for the waterbed. Indicators and profile are invented
 * here. There are two areas only, the pilot and one reference, as the demo has it.
 */
import type { WaterbedCost, WaterbedMonths } from '../../domain/evaluation/waterbed.ts';
import { type Cohort, costCents, type DemoStream, personsIn, STRATA } from './figures.ts';
import { demoDocument } from './pilot.ts';

const YEARS = [2023, 2024, 2025];
const QUARTERS = [1, 2, 3, 4];
const STREAMS: readonly DemoStream[] = ['Zvw', 'Wmo', 'Wpg'];
const PILOT_YEAR = 2025;
const NAMES: Readonly<Record<Cohort, string>> = { interventie: 'Parkstad-Oost', referentie: 'Referentiewijken' };
const COHORTS = [
  ['interventie', 'intervention'],
  ['referentie', 'reference'],
] as const;

const places = [...STRATA.keys()];
const sumOver = <T>(all: readonly T[], figure: (each: T) => number): number =>
  all.reduce((sum, each) => sum + figure(each), 0);

const monthsIn = (cohort: Cohort, year: number, quarter: number, place: number): number =>
  personsIn(cohort, year, quarter, place) * 3;

/** Person-months of the pilot in its year by stratum: the mix to which every quarter is brought. */
const mix = places.map((place) => sumOver(QUARTERS, (quarter) => monthsIn('interventie', PILOT_YEAR, quarter, place)));
const mixTotal = sumOver(mix, (months) => months);

/** Euro per person and month at the mix of the pilot, to a hundredth of a cent. */
const costPerMonth = (stream: DemoStream, cohort: Cohort, year: number, quarter: number): number => {
  const rate = (place: number) =>
    costCents(stream, cohort, year, quarter, place) / monthsIn(cohort, year, quarter, place) / 100;
  return Number(sumOver(places, (place) => ((mix[place] ?? 0) / mixTotal) * rate(place)).toFixed(4));
};

const panelRows = () =>
  STREAMS.flatMap((stream) =>
    COHORTS.flatMap(([cohort]) =>
      YEARS.flatMap((year) =>
        QUARTERS.map((quarter) => ({
          unit: NAMES[cohort],
          period: `${year}-K${quarter}`,
          stream,
          value: costPerMonth(stream, cohort, year, quarter),
          weight: sumOver(places, (place) => monthsIn(cohort, year, quarter, place)),
          treated: cohort === 'interventie' && year === PILOT_YEAR ? 1 : 0,
        })),
      ),
    ),
  );

const strata = YEARS.flatMap((year) =>
  COHORTS.flatMap(([cohort, name]) =>
    places.map((place) => {
      const stratum = `${STRATA[place]?.sex ?? ''} ${STRATA[place]?.ageBand ?? ''}`;
      return { year, cohort, place, key: { cohort: name, period: `${year}`, stratum } };
    }),
  ),
);

const waterbedCosts = (): WaterbedCost[] =>
  STREAMS.flatMap((stream) =>
    strata.map(({ year, cohort, place, key }) => {
      const cents = sumOver(QUARTERS, (quarter) => costCents(stream, cohort, year, quarter, place));
      return { stream, category: null, ...key, amount: cents / 100 };
    }),
  );

const waterbedMonths = (): WaterbedMonths[] =>
  strata.map(({ year, cohort, place, key }) => ({
    ...key,
    months: sumOver(QUARTERS, (quarter) => monthsIn(cohort, year, quarter, place)),
  }));

const personsOf = (cohort: Cohort): number => sumOver(places, (place) => personsIn(cohort, PILOT_YEAR, 1, place));

/** What the rehearsal on open data shows of chance in years without a pilot. */
const power = () => ({
  design: {
    persons: personsOf('interventie'),
    referencePersons: personsOf('referentie'),
    baselinePeriods: 2,
    performancePeriods: 1,
    coefficientOfVariation: 4,
    correlation: 0.5,
    areaShock: 0.01,
    areas: 1,
    referenceAreas: 1,
  },
  minimumSavingsRate: 0.015,
  because:
    'Periodes zijn hier jaren. Spreiding, samenhang en schok van een gebied volgen uit de generale repetitie met open data van gemeenten zonder pilot (docs/evaluatie-methoden.md).',
});

const indicatorValue = (
  indicator: string,
  cohort: 'intervention' | 'reference',
  period: string,
  numerator: number,
  denominator: number,
) => ({ indicator, cohort, period, numerator: `${numerator}`, denominator: `${denominator}`, source: 'verzonnen' });

const indicators = () => ({
  values: [
    indicatorValue('ervaren_gezondheid', 'intervention', '2024', 412, 640),
    indicatorValue('ervaren_gezondheid', 'reference', '2024', 1_640, 2_410),
    indicatorValue('ervaren_gezondheid', 'intervention', '2025', 431, 651),
    indicatorValue('ervaren_gezondheid', 'reference', '2025', 1_655, 2_440),
    indicatorValue('seh_bezoek', 'intervention', '2025', 5_120, 25_300),
    indicatorValue('seh_bezoek', 'reference', '2025', 24_900, 131_000),
    indicatorValue('ervaren_samenhang', 'intervention', '2025', 1_118, 150),
    indicatorValue('ervaren_samenhang_kwadraten', 'intervention', '2025', 8_640, 150),
    indicatorValue('werkplezier', 'intervention', '2025', 41, 58),
    indicatorValue('acties_wijkplan', 'intervention', '2025', 9, 12),
    indicatorValue('mdo_gehouden', 'intervention', '2025', 34, 1),
    indicatorValue('verwijzingen_welzijn', 'intervention', '2025', 318, 25_300),
  ],
  centres: [
    { centre: 'Centrum Noord', invited: 180, filledIn: 94, mean: 7.5, standardDeviation: 1.4 },
    { centre: 'Centrum Zuid', invited: 120, filledIn: 48, mean: 7.3, standardDeviation: 1.6 },
    { centre: 'Centrum Oost', invited: 20, filledIn: 8, mean: 7.6, standardDeviation: 1.2 },
  ],
});

/** Invented neighbourhoods around the pilot, by persons; the pilot itself comes first. */
const REGION = [
  ['Parkstad-Oost', 25_100],
  ['Parkstad-West', 31_000],
  ['Parkstad-Noord', 22_400],
  ['Parkstad-Zuid', 28_700],
] as const;

/** Numerators by area, in the order of the region. */
const PROFILE = [
  ['Bevolking', 'aandeel_65', 'Inwoners van 65 jaar en ouder', 'proportion', '2025', [6_120, 6_300, 4_700, 6_000]],
  ['Bevolking', 'alleenwonend', 'Huishoudens van één persoon', 'proportion', '2025', [10_600, 12_100, 8_900, 11_500]],
  ['Zorggebruik', 'wijkverpleging', 'Mensen met wijkverpleging', 'rate', '2024', [1_310, 1_330, 910, 1_150]],
  ['Zorggebruik', 'wijkverpleging', 'Mensen met wijkverpleging', 'rate', '2025', [1_180, 1_340, 900, 1_170]],
  [
    'Zorggebruik',
    'kosten_zvw',
    'Zvw-kosten per inwoner',
    'amount',
    '2025',
    [112_400_000, 118_000_000, 86_100_000, 109_800_000],
  ],
  [
    'Gezondheid en leefomgeving',
    'geluid',
    'Inwoners met hinder van verkeer',
    'proportion',
    '2025',
    [4_050, 5_000, 3_640, 4_660],
  ],
] as const;

const SHOWN = { proportion: [100, '%'], rate: [1_000, 'per 1.000'], amount: [1, 'euro'] } as const;

const profile = () => ({
  area: REGION[0][0],
  region: REGION.map(([area]) => area),
  period: `${PILOT_YEAR}`,
  previous: `${PILOT_YEAR - 1}`,
  indicators: PROFILE.filter(([, , , , period]) => period === `${PILOT_YEAR}`).map(([, indicator, name, kind]) => ({
    indicator,
    name,
    kind,
    per: SHOWN[kind][0],
    unit: SHOWN[kind][1],
  })),
  rows: PROFILE.flatMap(([module, indicator, , , period, numerators]) =>
    REGION.map(([area, denominator], place) => ({
      module,
      indicator,
      area,
      period,
      numerator: numerators[place] ?? 0,
      denominator,
    })),
  ),
});

/** The whole input. */
export const demoEvaluation = () => ({
  title: demoDocument.pilot.name,
  pilot: `Alle verzekerden van ${NAMES.interventie} (verzonnen)`,
  comparison: `Alle verzekerden van vergelijkbare wijken, samen één gebied (verzonnen)`,
  streams: STREAMS.map((stream) => ({ stream, isMemo: false })),
  periods: YEARS.flatMap((year) => QUARTERS.map((quarter) => `${year}-K${quarter}`)),
  panel: panelRows(),
  provisional: [],
  selection: {
    rule: 'de wijken waar de zorg per verzekerde het duurst was',
    dearAreasChosen: true,
  },
  power: power(),
  waterbed: {
    costs: waterbedCosts(),
    months: waterbedMonths(),
    // The weights of the agreement, which has them as texts.
    baseline: [
      { period: '2023', weight: 0.4 },
      { period: '2024', weight: 0.6 },
    ],
    performance: `${PILOT_YEAR}`,
  },
  indicators: indicators(),
  profile: profile(),
  notObserved: ['Verhuizing in en uit de pilotwijken: wie vertrok, is daarna niet gevolgd.'],
});
