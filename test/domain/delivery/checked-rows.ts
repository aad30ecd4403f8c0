import type { CheckContext, Report } from '../../../domain/delivery/check/check-context.ts';
import { costsCheck } from '../../../domain/delivery/check/costs-check.ts';
import { investmentsCheck } from '../../../domain/delivery/check/investments-check.ts';
import { membersCheck, type RowsCheck } from '../../../domain/delivery/check/members-check.ts';
import { membersIndex } from '../../../domain/delivery/check/members-index.ts';
import type { Found } from '../../../domain/delivery/findings/finding.ts';
import type { CostsRow, InvestmentsRow, MembersRow } from '../../../domain/delivery/template/delivery.ts';
import { readPilot } from '../../../domain/pilot/agreement.ts';
import { demoDocument } from '../../../local/demo/pilot.ts';

/** Rows of deliveries as they come out of the reader, and what the checks find in them. */

export const NOTHING: CheckContext = { pilot: null, population: null, members: null };

const readDemo = () => {
  const reading = readPilot(demoDocument);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.pilot;
};

/** The agreement of the demo: Zvw, Wmo and Wpg; 2025 beside 2023 and 2024; parties INS, MUN and CARE. */
export const AGREED: CheckContext = { ...NOTHING, pilot: readDemo() };

const CELL = { cohort: 'intervention', period: '2025-K1', sex: 'M', ageBand: '18-44', persons: '100' } as const;

/** A sound members row on a line. */
export const members = (line: number, change: Partial<MembersRow> = {}): MembersRow => ({
  line,
  ...CELL,
  months: '300',
  ...change,
});

/** A sound costs row on a line. */
export const costs = (line: number, change: Partial<CostsRow> = {}): CostsRow => ({
  line,
  stream: 'Zvw',
  careCategory: 'farmacie',
  ...CELL,
  amount: '1000.00',
  amountAboveCap: null,
  personsAboveCap: null,
  sumOfSquares: null,
  ...change,
});

/** A sound investments row on a line. */
export const investment = (line: number, change: Partial<InvestmentsRow> = {}): InvestmentsRow => ({
  line,
  party: 'MUN',
  period: '2025-K1',
  article: 'artikel 5 lid 2',
  description: 'Wijkteam',
  amount: '1000.00',
  evidence: 'grootboek',
  ...change,
});

/** A context with member-months beside it. */
export const beside = (...rows: readonly MembersRow[]): CheckContext => {
  const index = membersIndex();
  rows.forEach(index.take);
  return { ...NOTHING, members: index };
};

const COLUMNS: readonly string[] = [
  ...['populatie', 'versie', 'cohort', 'stroom', 'zorgsoort', 'periode', 'geslacht', 'leeftijdsklasse'],
  ...['personen', 'bedrag', 'maanden', 'partij', 'bedrag_boven_grens', 'personen_boven_grens'],
];
const columnOf = (heading: string): number | null => {
  const place = COLUMNS.indexOf(heading);
  return place < 0 ? null : place + 1;
};

const found = <Row>(
  make: (context: CheckContext, columns: typeof columnOf, report: Report) => RowsCheck<Row>,
  context: CheckContext,
  rows: readonly Row[],
  isWhole: boolean,
): Found[] => {
  const all: Found[] = [];
  const check = make(context, columnOf, (each) => all.push(each));
  rows.forEach(check.take);
  check.end(isWhole);
  return all;
};

/** What is found, as `code line heading`. */
const short = (all: readonly Found[]): string[] =>
  all.map(({ code, line, column }) => [code, line, column === null ? '-' : COLUMNS[column - 1]].join(' '));

/** The findings in members rows, as `code line heading`. */
export const inMembers = (context: CheckContext, rows: readonly MembersRow[], isWhole = true): string[] =>
  short(found(membersCheck, context, rows, isWhole));

/** The findings in costs rows, as `code line heading`. */
export const inCosts = (context: CheckContext, rows: readonly CostsRow[], isWhole = true): string[] =>
  short(found(costsCheck, context, rows, isWhole));

/** The findings in investments rows, as `code line heading`. */
export const inInvestments = (context: CheckContext, rows: readonly InvestmentsRow[]): string[] =>
  short(found(investmentsCheck, context, rows, true));

/** The first finding in costs rows, in full. */
export const firstInCosts = (context: CheckContext, rows: readonly CostsRow[]): Found | undefined =>
  found(costsCheck, context, rows, true)[0];
