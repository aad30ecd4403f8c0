/**
 * The delivery files of the demo: what insurer, municipality and care field would upload, as text that opens in any
 * spreadsheet.
 */
import { type CalendarDate, quartersSince } from '../../domain/pilot/date.ts';
import { readPeriod } from '../../domain/pilot/period.ts';
import { type Cohort, costCents, type DemoStream, personsIn, STRATA } from './figures.ts';
import { indicatorsText, LARGER_NUMERATORS } from './indicators.ts';
import { demoDocument } from './pilot.ts';

/** One file to upload: by which party, of which kind, as it stood on which date. */
export interface DemoFile {
  readonly name: string;
  readonly party: string;
  readonly kind: 'members' | 'costs' | 'investments' | 'indicators';
  readonly source: 'members' | DemoStream | 'investments' | 'indicators';
  readonly valuationDate: CalendarDate;
  readonly text: string;
  /** Why what is not plausible in it is right, by rule. */
  readonly reasons?: readonly { readonly code: string; readonly reason: string }[];
}

const COHORTS: readonly Cohort[] = ['interventie', 'referentie'];
const { population, agreement } = demoDocument;

/** Whole cents as euro with a decimal comma. */
const euro = (cents: bigint): string => {
  const digits = `${cents < 0n ? -cents : cents}`.padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
};

const withClosing = (heading: string, rows: readonly string[], total: string): string => {
  const closing = `SLUITREGEL;${rows.length};${total}${';'.repeat(heading.split(';').length - 3)}`;
  return `${[heading, ...rows, closing].join('\r\n')}\r\n`;
};

/** Every quarter, cohort and stratum of the first quarters of a year. */
const cellsOf = (year: number, quarters: number) =>
  COHORTS.flatMap((cohort) =>
    Array.from({ length: quarters }, (_, each) => each + 1).flatMap((quarter) =>
      STRATA.map(({ sex, ageBand }, place) => ({
        cohort,
        quarter,
        period: `${year}-K${quarter}`,
        sex,
        ageBand,
        place,
      })),
    ),
  );

const membersText = (year: number, quarters: number): string => {
  let total = 0;
  const rows = cellsOf(year, quarters).map(({ cohort, quarter, period, sex, ageBand, place }) => {
    const persons = personsIn(cohort, year, quarter, place);
    total += persons * 3;
    return [population.name, population.version, cohort, period, sex, ageBand, persons, persons * 3].join(';');
  });
  return withClosing('populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden', rows, `${total}`);
};

/** What part of the Zvw claims is really in after 0, 1, 2 … quarters, in thousandths: not quite what was agreed. */
const CLAIMS_IN: readonly bigint[] = [790n, 926n, 983n, 1000n];

/** The cents of a cell that are known on a date: of late claims only the part that has come in. */
const known = (stream: DemoStream, period: string, date: CalendarDate, cents: number): bigint => {
  const quarter = readPeriod(period);
  if (stream !== 'Zvw' || quarter === null) return BigInt(cents);
  const part = CLAIMS_IN[Math.min(quartersSince(quarter, date), CLAIMS_IN.length - 1)] ?? 1000n;
  return (BigInt(cents) * part) / 1000n;
};

interface CostCell {
  readonly cohort: Cohort;
  readonly period: string;
  readonly sex: string;
  readonly ageBand: string;
  readonly persons: number;
  readonly cents: bigint;
}

const costCells = (stream: DemoStream, year: number, quarters: number, date: CalendarDate): CostCell[] => {
  const cells = cellsOf(year, quarters).map(({ cohort, quarter, period, sex, ageBand, place }) => ({
    cohort,
    period,
    sex,
    ageBand,
    persons: personsIn(cohort, year, quarter, place),
    cents: known(stream, period, date, costCents(stream, cohort, year, quarter, place)),
  }));
  return stream === 'Wpg' ? perInhabitant(cells) : cells;
};

/** Wpg is known per inhabitant only: one row a cohort and quarter, without sex and age. */
const perInhabitant = (cells: readonly CostCell[]): CostCell[] => {
  const totals = new Map<string, CostCell>();
  for (const cell of cells) {
    const key = `${cell.cohort} ${cell.period}`;
    const sofar = totals.get(key);
    const persons = (sofar?.persons ?? 0) + cell.persons;
    totals.set(key, { ...cell, sex: '', ageBand: '', persons, cents: (sofar?.cents ?? 0n) + cell.cents });
  }
  return [...totals.values()];
};

/** The same cells with cents that came in late added to the last one of the pilot. */
const withLate = (cells: readonly CostCell[], late: bigint): readonly CostCell[] => {
  const last = cells.findLastIndex(({ cohort }) => cohort === 'interventie');
  return cells.map((cell, place) => (place === last ? { ...cell, cents: cell.cents + late } : cell));
};

const costsText = (stream: DemoStream, year: number, quarters: number, date: CalendarDate, late: bigint): string => {
  const cells = withLate(costCells(stream, year, quarters, date), late);
  const rows = cells.map(({ cohort, period, sex, ageBand, persons, cents }) =>
    [population.name, population.version, cohort, stream, '', period, sex, ageBand, persons, euro(cents)].join(';'),
  );
  const total = cells.reduce((all, { cents }) => all + cents, 0n);
  const heading = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';
  return withClosing(heading, rows, euro(total));
};

/** Investments a quarter, in whole cents: neighbourhood support by the municipality, time of the care field. */
const INVESTED: Readonly<Record<string, { readonly cents: bigint; readonly what: string }>> = {
  MUN: { cents: 6_250_000n, what: 'Wijkondersteuners en ontmoetingsplek' },
  CARE: { cents: 3_750_000n, what: 'Wijkverpleegkundige uren voor overleg' },
};

const investmentsText = (party: string, quarters: number): string => {
  const { cents, what } = INVESTED[party] ?? { cents: 0n, what: '' };
  const rows = Array.from({ length: quarters }, (_, each) =>
    [party, `2025-K${each + 1}`, 'artikel 5 lid 2', what, euro(cents), `grootboek 2025-K${each + 1}`].join(';'),
  );
  return withClosing('partij;periode;artikel;omschrijving;bedrag;bewijs', rows, euro(cents * BigInt(quarters)));
};

const costsFile = (
  stream: DemoStream,
  year: number,
  quarters: number,
  date: CalendarDate,
  label: string,
  late = 0n,
): DemoFile => ({
  name: `${label}-kosten-${stream.toLowerCase()}.csv`,
  party: agreement.deliveredBy[stream] ?? '',
  kind: 'costs',
  source: stream,
  valuationDate: date,
  text: costsText(stream, year, quarters, date, late),
});

const yearFiles = (year: number, quarters: number, date: CalendarDate, label: string): DemoFile[] => [
  {
    name: `${label}-verzekerdenmaanden.csv`,
    party: agreement.deliveredBy['members'] ?? '',
    kind: 'members',
    source: 'members',
    valuationDate: date,
    text: membersText(year, quarters),
  },
  ...(['Zvw', 'Wmo', 'Wpg'] as const).map((stream) => costsFile(stream, year, quarters, date, label)),
];

/** The files of the two baseline years, delivered once. */
export const baselineFiles = (): DemoFile[] =>
  [2023, 2024].flatMap((year) => yearFiles(year, 4, '2025-06-30', `${year}-basisjaar`));

const indicatorsFile = (date: CalendarDate): DemoFile => ({
  name: `2025-indicatoren-stand-${date}.csv`,
  party: 'CARE',
  kind: 'indicators',
  source: 'indicators',
  valuationDate: date,
  text: indicatorsText(),
  reasons: [{ code: 'numerator_above_denominator', reason: LARGER_NUMERATORS }],
});

/**
 * The files for one statement of 2025: the year so far, as it stands on the reference date. With the final one the
 * insurer delivers the last baseline year again, now that its claims are all in, and the care field its indicators.
 */
export const statementFiles = (period: string, date: CalendarDate): DemoFile[] => {
  const quarters = readPeriod(period)?.to ?? 4;
  const label = `${period.replace('..', '-')}-stand-${date}`;
  const investments = Object.keys(INVESTED).map(
    (party): DemoFile => ({
      name: `${label}-investeringen-${party.toLowerCase()}.csv`,
      party,
      kind: 'investments',
      source: 'investments',
      valuationDate: date,
      text: investmentsText(party, quarters),
    }),
  );
  const again =
    period === '2025' ? [indicatorsFile(date), costsFile('Zvw', 2024, 4, date, `2024-basisjaar-stand-${date}`)] : [];
  return [...again, ...yearFiles(2025, quarters, date, label), ...investments];
};

/** Invoices of the last quarter that the municipality finds after the final statement was sealed, in whole cents. */
const FOUND_LATE = 1_825_000n;

/** The municipality's Wmo of 2025 once more, as it stands on the date of the final statement, with what was found late. */
export const lateWmoFile = (date: CalendarDate): DemoFile =>
  costsFile('Wmo', 2025, 4, date, `2025-correctie-stand-${date}`, FOUND_LATE);
