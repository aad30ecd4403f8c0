/**
 * Deliveries in our own template: member-months, costs and investments, read whole or refused with every fault.
 *
 * A delivery ends with a closing row `SLUITREGEL;<rows>;<sum>`, the control record that Dutch claims files have as
 * record 99: what was counted and what was declared agree to the row and to the cent, or nothing of the file counts.
 */
import { printAmount, readAmount } from '../money/text.ts';
import type { Cohort } from '../pilot/case-rows.ts';
import { codeUnitOrder } from '../pilot/terms.ts';
import { type DraftRow, readDraft } from './delivery-draft.ts';
import { type Problem, problemOrder } from './problem.ts';
import type { DeliveryKind } from './template.ts';

/** Months of one cell; `months` is a decimal, `persons` a whole number, sex and age `null` for all together. */
export interface MembersRow {
  readonly line: number;
  readonly cohort: Cohort;
  readonly period: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
  readonly persons: string;
  readonly months: string;
}

/** Costs of one cell in a stream; `amount` in euro with two decimals, negative for a correction. */
export interface CostsRow {
  readonly line: number;
  readonly stream: string;
  readonly careCategory: string | null;
  readonly cohort: Cohort;
  readonly period: string;
  readonly sex: string | null;
  readonly ageBand: string | null;
  readonly persons: string;
  readonly amount: string;
}

/** One investment of a party; `amount` in euro with two decimals, zero or more. */
export interface InvestmentsRow {
  readonly line: number;
  readonly party: string;
  readonly period: string;
  readonly article: string;
  readonly description: string;
  readonly amount: string;
  readonly evidence: string;
}

/** The population definition that a delivery says it counts. */
export interface PopulationName {
  readonly name: string;
  readonly version: string;
}

/** A delivery without any fault. `total` is the declared and counted sum: months as a decimal, euro with two decimals. */
export type Delivery =
  | {
      readonly kind: 'members';
      readonly population: PopulationName;
      readonly rows: readonly MembersRow[];
      readonly total: string;
    }
  | {
      readonly kind: 'costs';
      readonly population: PopulationName;
      /** In code-unit order. */
      readonly streams: readonly string[];
      readonly rows: readonly CostsRow[];
      readonly total: string;
    }
  | { readonly kind: 'investments'; readonly rows: readonly InvestmentsRow[]; readonly total: string };

export type DeliveryReading = { readonly delivery: Delivery } | { readonly problems: readonly Problem[] };

/** Reads a delivery. Any problem refuses the whole file, and all problems come at once, in the order of the file. */
export const readDelivery = (kind: DeliveryKind, bytes: Uint8Array): DeliveryReading => {
  const draft = readDraft(kind, bytes);
  if ('problems' in draft) return { problems: [...draft.problems].sort(problemOrder) };
  return { delivery: deliveryOf(kind, draft.rows, draft.total) };
};

const deliveryOf = (kind: DeliveryKind, rows: readonly DraftRow[], sum: string): Delivery => {
  if (kind === 'investments') return { kind, rows: rows.map(investmentsRow), total: euro(sum) };
  const population = populationOf(rows);
  if (kind === 'members') return { kind, population, rows: rows.map(membersRow), total: sum };
  const costs = rows.map(costsRow);
  const streams = [...new Set(costs.map(({ stream }) => stream))].sort(codeUnitOrder);
  return { kind, population, streams, rows: costs, total: euro(sum) };
};

/** The text of a cell that was checked not to be empty; an empty one here is our own mistake. */
const given = ({ line, values }: DraftRow, heading: string): string => {
  const value = values[heading] ?? null;
  if (value === null) throw new Error(`Line ${line} passed the checks without a value for ${heading}.`);
  return value;
};

const euro = (decimal: string): string => {
  const amount = readAmount(decimal);
  if (amount === null) throw new Error('An amount passed the checks without being whole cents.');
  return printAmount(amount);
};

const populationOf = (rows: readonly DraftRow[]): PopulationName => {
  const [first] = rows;
  if (first === undefined) throw new Error('A delivery without rows passed the checks.');
  return { name: given(first, 'populatie'), version: given(first, 'versie') };
};

const cellOf = (row: DraftRow) => ({
  line: row.line,
  cohort: given(row, 'cohort') === 'intervention' ? ('intervention' as const) : ('reference' as const),
  period: given(row, 'periode'),
  sex: row.values['geslacht'] ?? null,
  ageBand: row.values['leeftijdsklasse'] ?? null,
  persons: given(row, 'personen'),
});

const membersRow = (row: DraftRow): MembersRow => ({ ...cellOf(row), months: given(row, 'maanden') });

const costsRow = (row: DraftRow): CostsRow => ({
  ...cellOf(row),
  stream: given(row, 'stroom'),
  careCategory: row.values['zorgsoort'] ?? null,
  amount: euro(given(row, 'bedrag')),
});

const investmentsRow = (row: DraftRow): InvestmentsRow => ({
  line: row.line,
  party: given(row, 'partij'),
  period: given(row, 'periode'),
  article: given(row, 'artikel'),
  description: given(row, 'omschrijving'),
  amount: euro(given(row, 'bedrag')),
  evidence: given(row, 'bewijs'),
});
