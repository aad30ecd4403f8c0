/**
 * Deliveries in our own template: member-months, costs, investments and indicators, read whole or refused with every fault.
 *
 * A delivery ends with a closing row (`closing-row.ts`). `deliveryReader` reads a file as it streams by and keeps its
 * totals; `readDelivery` keeps its rows as well, for whoever settles them.
 */
import type { Cohort } from '../../pilot/case-rows.ts';
import { codeUnitOrder } from '../../pilot/terms.ts';
import type { Problem } from '../findings/problem.ts';
import type { DeclaredNumbers, NumberDialect, Unit } from '../numbers/number-dialect.ts';
import { type DeclaredForm, type Structure, structuralReader } from '../structure/structural-reader.ts';
import type { TableListener } from '../structure/table.ts';
import type { ColumnSums } from './number-column.ts';
import { printNumber, printWritten } from './number-text.ts';
import type { KeyValues, RowKey } from './row-keys.ts';
import type { PopulationName } from './row-populations.ts';
import { type DeliveryKind, TEMPLATES } from './template.ts';
import { type TemplateOptions, templateReader } from './template-reader.ts';
import type { DraftRow, RowsOptions, TemplateContents } from './template-rows.ts';

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

/**
 * Costs of one cell in a stream; amounts in euro with two decimals, negative for a correction. `amountAboveCap` is the part
 * above the cap of one person, `personsAboveCap` of how many persons that is, `sumOfSquares` the sum of the squared costs of
 * the persons in square euro; each is `null` where the file does not have the column.
 */
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
  readonly amountAboveCap: string | null;
  readonly personsAboveCap: string | null;
  readonly sumOfSquares: string | null;
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

/** One value of an indicator: `numerator` over `denominator`, both decimals, the latter above zero. */
export interface IndicatorsRow {
  readonly line: number;
  readonly indicator: string;
  readonly cohort: Cohort;
  readonly period: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly source: string;
}

/** The row of each kind of delivery. */
export interface RowOf {
  readonly members: MembersRow;
  readonly costs: CostsRow;
  readonly investments: InvestmentsRow;
  readonly indicators: IndicatorsRow;
}

/** A delivery without any fault. `total` is the declared and counted sum: amounts in euro with two decimals. */
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
  | { readonly kind: 'investments'; readonly rows: readonly InvestmentsRow[]; readonly total: string }
  | { readonly kind: 'indicators'; readonly rows: readonly IndicatorsRow[]; readonly total: string };

/** The rows with the same texts together: their texts by heading, the first line, and the exact sums of their numbers. */
export interface DeliveryCell {
  readonly values: Readonly<Record<string, string | null>>;
  readonly firstLine: number;
  /** By heading; amounts in euro, squares in square euro. */
  readonly sums: Readonly<Record<string, string>>;
}

/** What a delivery without any fault is about, without its rows. */
export type DeliveryContents = {
  readonly rowCount: number;
  /** In code-unit order. */
  readonly periods: readonly string[];
  readonly total: string;
  /** How its numbers turned out to be written, beside what was declared of them. */
  readonly numbers: DeclaredNumbers;
  readonly cells: () => readonly DeliveryCell[];
} & (
  | { readonly kind: 'members'; readonly population: PopulationName }
  | { readonly kind: 'costs'; readonly population: PopulationName; readonly streams: readonly string[] }
  | { readonly kind: 'investments' | 'indicators' }
);

/** What was read of a delivery: every problem counted and the first ones listed, or its contents. */
export interface TableReport {
  readonly problemCount: number;
  readonly problems: readonly Problem[];
  /** Null where there is any problem. */
  readonly contents: DeliveryContents | null;
}

/** What was read of a file: also how it is built. */
export interface DeliveryReport extends TableReport {
  readonly structure: Structure;
}

/** What is known beside the file, and who listens to it; rows are told as `TemplateOptions` says. */
export interface DeliveryOptions<Kind extends DeliveryKind> extends Omit<TemplateOptions, 'row'> {
  readonly row?: (row: RowOf[Kind]) => void;
}

/** Listens to a table, from whatever file its rows come; `end` gets the number of its rows. */
export interface DeliveryTable {
  readonly listener: TableListener;
  readonly end: (table: { readonly rows: number }) => TableReport;
}

/** A delivery of which the rows are told to its listener. */
export const deliveryTable = <Kind extends DeliveryKind>(
  kind: Kind,
  { row, ...options }: DeliveryOptions<Kind> = {},
): DeliveryTable => {
  const numbers = options.numbers ?? {};
  const unit = numbers.unit ?? 'euro';
  const told: RowsOptions = row === undefined ? {} : { row: (draft) => row(ROWS[kind](draft, unit)) };
  const reader = templateReader(TEMPLATES[kind], { ...options, ...told });
  return {
    listener: reader.listener,
    end: (table) => {
      const { contents, ...reading } = reader.end(table);
      return { ...reading, contents: contents === null ? null : contentsOf(kind, contents, numbers) };
    },
  };
};

/** Takes the bytes of a file in chunks, and keeps neither bytes nor rows. */
export interface DeliveryReader {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => DeliveryReport;
}

/** A reader of one delimited file; `form` is what is declared of how it is written. */
export const deliveryReader = <Kind extends DeliveryKind>(
  kind: Kind,
  options: DeliveryOptions<Kind> = {},
  form: DeclaredForm = {},
): DeliveryReader => {
  const table = deliveryTable(kind, options);
  const reader = structuralReader(table.listener, null, form);
  return {
    push: reader.push,
    end: () => {
      const structure = reader.end();
      return { ...table.end(structure), structure };
    },
  };
};

export type DeliveryReading =
  | { readonly delivery: Delivery }
  | { readonly problemCount: number; readonly problems: readonly Problem[] };

/**
 * Reads a delivery with all its rows. Any problem refuses the whole file; all are counted, and the first listed, in the
 * order of the file.
 */
export const readDelivery = (
  kind: DeliveryKind,
  bytes: Uint8Array,
  numbers: DeclaredNumbers = {},
  form: DeclaredForm = {},
): DeliveryReading => {
  const { drafts, contents, ...reading } = readDrafts(kind, bytes, numbers, form);
  if (contents === null) return reading;
  // So many rows were in doubt that not all could wait for the end: now the doubt is gone.
  const isAll = drafts.length === contents.rows;
  const all = isAll ? drafts : readDrafts(kind, bytes, declaring(numbers, contents.dialect), form).drafts;
  if (all.length !== contents.rows) throw new Error('A delivery without problems did not give all its rows.');
  const inOrder = all.sort((a, b) => a.line - b.line);
  const unit = numbers.unit ?? 'euro';
  return { delivery: deliveryOf(contentsOf(kind, contents, numbers), inOrder, unit) };
};

const declaring = (numbers: DeclaredNumbers, { decimal, thousands }: NumberDialect): DeclaredNumbers =>
  decimal === null ? numbers : { ...numbers, decimal, thousands };

const readDrafts = (kind: DeliveryKind, bytes: Uint8Array, numbers: DeclaredNumbers, form: DeclaredForm) => {
  const drafts: DraftRow[] = [];
  const template = templateReader(TEMPLATES[kind], { numbers, row: (draft) => drafts.push(draft) });
  const reader = structuralReader(template.listener, null, form);
  reader.push(bytes);
  return { ...template.end(reader.end()), drafts };
};

const deliveryOf = (contents: DeliveryContents, drafts: readonly DraftRow[], unit: Unit): Delivery => {
  const { total } = contents;
  const rowsOf = <Kind extends DeliveryKind>(kind: Kind) => drafts.map((draft) => ROWS[kind](draft, unit));
  switch (contents.kind) {
    case 'members':
      return { kind: 'members', population: contents.population, rows: rowsOf('members'), total };
    case 'costs': {
      const { population, streams } = contents;
      return { kind: 'costs', population, streams, rows: rowsOf('costs'), total };
    }
    case 'investments':
      return { kind: 'investments', rows: rowsOf('investments'), total };
    case 'indicators':
      return { kind: 'indicators', rows: rowsOf('indicators'), total };
  }
};

/** The text of a cell that was checked not to be empty; an empty one here is our own mistake. */
const given = (values: KeyValues, heading: string): string => {
  const value = values[heading] ?? null;
  if (value === null) throw new Error(`A row passed the checks without a value for ${heading}.`);
  return value;
};

const cohortOf = (values: KeyValues): Cohort =>
  given(values, 'cohort') === 'intervention' ? 'intervention' : 'reference';

const cellOf = ({ line, values, numbers }: DraftRow) => ({
  line,
  cohort: cohortOf(values),
  period: given(values, 'periode'),
  sex: values['geslacht'] ?? null,
  ageBand: values['leeftijdsklasse'] ?? null,
  persons: given(numbers, 'personen'),
});

/** The number of a column as it is printed; null for a column that the file does not have. */
const printed = ({ numbers }: DraftRow, heading: string, unit: Unit): string | null => {
  const decimal = numbers[heading];
  return decimal === undefined ? null : printWritten(heading, decimal, unit);
};

const ROWS: { readonly [Kind in DeliveryKind]: (draft: DraftRow, unit: Unit) => RowOf[Kind] } = {
  members: (draft) => ({ ...cellOf(draft), months: given(draft.numbers, 'maanden') }),
  costs: (draft, unit) => ({
    ...cellOf(draft),
    stream: given(draft.values, 'stroom'),
    careCategory: draft.values['zorgsoort'] ?? null,
    amount: printWritten('bedrag', given(draft.numbers, 'bedrag'), unit),
    amountAboveCap: printed(draft, 'bedrag_boven_grens', unit),
    personsAboveCap: draft.numbers['personen_boven_grens'] ?? null,
    sumOfSquares: printed(draft, 'som_kwadraten', unit),
  }),
  investments: ({ line, values, numbers }, unit) => ({
    line,
    party: given(values, 'partij'),
    period: given(values, 'periode'),
    article: given(values, 'artikel'),
    description: given(values, 'omschrijving'),
    amount: printWritten('bedrag', given(numbers, 'bedrag'), unit),
    evidence: given(values, 'bewijs'),
  }),
  indicators: ({ line, values, numbers }) => ({
    line,
    indicator: given(values, 'indicator'),
    cohort: cohortOf(values),
    period: given(values, 'periode'),
    numerator: given(numbers, 'teller'),
    denominator: given(numbers, 'noemer'),
    source: given(values, 'bron'),
  }),
};

const contentsOf = (kind: DeliveryKind, found: TemplateContents, declared: DeclaredNumbers): DeliveryContents => {
  const unit = declared.unit ?? 'euro';
  const { keys, rows: rowCount, total, totalPlaces } = found;
  const sums = [...found.sums];
  const valuesOf = (heading: string): string[] =>
    [...new Set(keys.map(({ values }) => given(values, heading)))].sort(codeUnitOrder);
  const general = {
    rowCount,
    periods: valuesOf('periode'),
    total: printNumber(TEMPLATES[kind].sum, total, totalPlaces, unit),
    numbers: declaring(declared, found.dialect),
    cells: () => keys.map((key, number) => deliveryCell(sums, key, number, unit)),
  };
  if (kind === 'indicators' || kind === 'investments') return { ...general, kind };
  const population = populationOf(keys);
  return kind === 'members'
    ? { ...general, kind, population }
    : { ...general, kind, population, streams: valuesOf('stroom') };
};

const populationOf = ([first]: readonly RowKey[]): PopulationName => {
  if (first === undefined) throw new Error('A delivery without rows passed the checks.');
  return { name: given(first.values, 'populatie'), version: given(first.values, 'versie') };
};

const deliveryCell = (
  sums: readonly (readonly [heading: string, sums: ColumnSums])[],
  { values, firstLine }: RowKey,
  number: number,
  unit: Unit,
): DeliveryCell => {
  const printedSums: Record<string, string> = {};
  for (const [name, { of, places }] of sums) printedSums[name] = printNumber(name, of(number), places, unit);
  return { values, firstLine, sums: printedSums };
};
