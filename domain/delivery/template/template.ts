/**
 * The columns of our own templates, and what may stand in their cells.
 */
import type { COHORTS } from '../../pilot/case-rows.ts';
import { readPeriod } from '../../pilot/period.ts';
import type { CellFault } from '../findings/cell-fault.ts';
import { MOST_DECIMALS, type Unit } from '../numbers/number-dialect.ts';
import { changedBySpreadsheet } from '../numbers/spreadsheet-damage.ts';
import type { DecimalSign } from '../numbers/written-number.ts';

export const DELIVERY_KINDS = ['members', 'costs', 'investments', 'indicators'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** What a column of texts holds; a code is short and comes from a list, a text is free. */
export type TextKind = 'text' | 'code' | 'optionalCode' | 'cohort' | 'period' | 'sex';

/** What a column of numbers holds. */
export type NumberKind =
  | 'persons'
  | 'months'
  | 'amount'
  | 'aboveCap'
  | 'squares'
  | 'invested'
  | 'numerator'
  | 'denominator';

/** A column: its Dutch heading, the English one that is as good, and what its cells hold. */
export type Column = {
  readonly heading: string;
  readonly english: string;
  /** Whether a file may do without the column. */
  readonly isOptional: boolean;
} & ({ readonly isNumber: false; readonly kind: TextKind } | { readonly isNumber: true; readonly kind: NumberKind });

/** The columns of a kind of delivery, and the one whose sum the closing row declares. */
export interface Template {
  readonly columns: readonly Column[];
  readonly sum: string;
}

const text = (heading: string, english: string, kind: TextKind): Column => ({
  heading,
  english,
  isOptional: false,
  isNumber: false,
  kind,
});

const number = (heading: string, english: string, kind: NumberKind, isOptional = false): Column => ({
  heading,
  english,
  isOptional,
  isNumber: true,
  kind,
});

const POPULATION = [text('populatie', 'population', 'code'), text('versie', 'version', 'code')];
const COHORT = text('cohort', 'cohort', 'cohort');
const PERIOD = text('periode', 'period', 'period');
const STRATUM = [text('geslacht', 'sex', 'sex'), text('leeftijdsklasse', 'ageBand', 'optionalCode')];
const PERSONS = number('personen', 'persons', 'persons');

/** The template of each kind of delivery. */
export const TEMPLATES: Readonly<Record<DeliveryKind, Template>> = {
  members: {
    columns: [...POPULATION, COHORT, PERIOD, ...STRATUM, PERSONS, number('maanden', 'months', 'months')],
    sum: 'maanden',
  },
  costs: {
    columns: [
      ...POPULATION,
      COHORT,
      text('stroom', 'stream', 'code'),
      text('zorgsoort', 'careCategory', 'optionalCode'),
      PERIOD,
      ...STRATUM,
      PERSONS,
      number('bedrag', 'amount', 'amount'),
      number('bedrag_boven_grens', 'amountAboveCap', 'aboveCap', true),
      number('personen_boven_grens', 'personsAboveCap', 'persons', true),
      number('som_kwadraten', 'sumOfSquares', 'squares', true),
    ],
    sum: 'bedrag',
  },
  investments: {
    columns: [
      text('partij', 'party', 'code'),
      PERIOD,
      text('artikel', 'article', 'code'),
      text('omschrijving', 'description', 'text'),
      number('bedrag', 'amount', 'invested'),
      text('bewijs', 'evidence', 'text'),
    ],
    sum: 'bedrag',
  },
  indicators: {
    columns: [
      text('indicator', 'indicator', 'code'),
      COHORT,
      PERIOD,
      number('teller', 'numerator', 'numerator'),
      number('noemer', 'denominator', 'denominator'),
      text('bron', 'source', 'text'),
    ],
    sum: 'teller',
  },
};

/** The last two columns of a return file. A file with both is read as if it did not have them. */
export const FINDING_COLUMNS = ['bevinding_code', 'bevinding'] as const;

/** The value of a cell (`null` for an empty cell that may be empty), or what is wrong with it. */
export type CellReading = { readonly value: string | null } | { readonly fault: CellFault };

const fault = (code: string, rule: string, example: string): { readonly fault: CellFault } => ({
  fault: { code, rule, example },
});

const EXAMPLES: Readonly<Record<TextKind | NumberKind, string>> = {
  text: 'Wijkteam, uren',
  code: 'Parkstad',
  optionalCode: '18-64',
  cohort: 'interventie',
  period: '2025-K1',
  sex: 'V',
  persons: '1250',
  months: '3750',
  amount: '1234,50',
  aboveCap: '0,00',
  squares: '123456,78',
  invested: '1234,50',
  numerator: '812',
  denominator: '1250',
};

/** The fault of a cell that is empty and may not be. */
export const emptyCell = (kind: TextKind | NumberKind): { readonly fault: CellFault } =>
  fault('cell_is_empty', 'Deze cel mag niet leeg zijn. Ontbreekt is niet nul.', EXAMPLES[kind]);

/** Reads a cell of a column of texts, spaces around it taken off. */
export const readTextCell = (kind: TextKind, met: string): CellReading => {
  if (met === '') return kind === 'optionalCode' || kind === 'sex' ? { value: null } : emptyCell(kind);
  if (kind === 'cohort') return readCohort(met);
  if (kind === 'period') return readPeriodCell(met);
  if (kind === 'sex') return readSex(met);
  const damage = kind === 'text' ? null : changedBySpreadsheet(met);
  return damage === null ? { value: met } : { fault: damage };
};

const COHORT_WORDS: Readonly<Record<string, (typeof COHORTS)[number]>> = {
  interventie: 'intervention',
  intervention: 'intervention',
  referentie: 'reference',
  reference: 'reference',
};

const readCohort = (met: string): CellReading => {
  const word = met.toLowerCase();
  const cohort = Object.hasOwn(COHORT_WORDS, word) ? COHORT_WORDS[word] : undefined;
  return cohort === undefined
    ? fault('cohort_is_unknown', 'Hier hoort interventie of referentie.', 'interventie')
    : { value: cohort };
};

const readPeriodCell = (met: string): CellReading =>
  readPeriod(met) === null || met.includes('..')
    ? fault('period_is_malformed', 'Hier hoort een jaar of een kwartaal.', '2025 of 2025-K1')
    : { value: met };

const readSex = (met: string): CellReading => {
  if (met === 'M' || met === 'V') return { value: met };
  // English headings bring their own letter for women.
  return met === 'F'
    ? { value: 'V' }
    : fault('sex_is_unknown', 'Hier hoort M of V, of niets voor iedereen samen.', 'V');
};

/** What is wrong with a number, given as method N1 writes numbers, in a column of a kind; `null` for nothing. */
export const numberFault = (kind: NumberKind, decimal: string, unit: Unit): CellFault | null => {
  const [minus, decimals] = [decimal.startsWith('-'), significantDecimals(decimal)];
  switch (kind) {
    case 'persons':
      return minus || decimal.includes('.') ? PERSONS_MUST_BE_WHOLE : null;
    case 'months':
      return minus ? MONTHS_MUST_NOT_BE_NEGATIVE : null;
    case 'invested':
      if (minus) return INVESTMENT_MUST_NOT_BE_NEGATIVE;
      return decimals > MOST_DECIMALS[unit] ? AMOUNT_MUST_BE_WHOLE_CENTS[unit] : null;
    case 'amount':
    case 'aboveCap':
      return decimals > MOST_DECIMALS[unit] ? AMOUNT_MUST_BE_WHOLE_CENTS[unit] : null;
    case 'squares':
      return minus ? SQUARES_MUST_NOT_BE_NEGATIVE : null;
    case 'denominator':
      return minus || !/[1-9]/.test(decimal) ? DENOMINATOR_MUST_BE_POSITIVE : null;
    case 'numerator':
      return null;
  }
};

/** Whether debit and credit may be written beside a number of a kind. */
export const mayBeLettered = (kind: NumberKind): boolean =>
  kind === 'amount' || kind === 'aboveCap' || kind === 'invested';

/** What is right in a column of numbers, written with the decimal sign of the file. */
export const rightNumber = (kind: NumberKind, unit: Unit, sign: DecimalSign): string => {
  const isAmount = kind === 'amount' || kind === 'invested';
  const example = isAmount ? AMOUNT_MUST_BE_WHOLE_CENTS[unit].example : EXAMPLES[kind];
  return sign === ',' ? example : example.replace(',', '.');
};

const significantDecimals = (decimal: string): number => {
  const point = decimal.indexOf('.');
  let end = decimal.length;
  while (point >= 0 && decimal[end - 1] === '0') end--;
  return point < 0 ? 0 : end - point - 1;
};

const PERSONS_MUST_BE_WHOLE: CellFault = {
  code: 'persons_must_be_whole',
  rule: 'Hier hoort een heel aantal personen van nul of meer, met alleen cijfers.',
  example: '1250',
};

const MONTHS_MUST_NOT_BE_NEGATIVE: CellFault = {
  code: 'months_must_not_be_negative',
  rule: 'Een aantal maanden is nul of meer.',
  example: '3750',
};

const INVESTMENT_MUST_NOT_BE_NEGATIVE: CellFault = {
  code: 'investment_must_not_be_negative',
  rule: 'Een investering is nul of meer.',
  example: '1234,50',
};

const SQUARES_MUST_NOT_BE_NEGATIVE: CellFault = {
  code: 'sum_of_squares_must_not_be_negative',
  rule: 'Een som van kwadraten is nul of meer.',
  example: '123456,78',
};

const DENOMINATOR_MUST_BE_POSITIVE: CellFault = {
  code: 'denominator_is_zero',
  rule: 'De noemer is groter dan nul, want er wordt door gedeeld. Laat de rij weg waar niemand is geteld.',
  example: '1250',
};

const AMOUNT_MUST_BE_WHOLE_CENTS: Readonly<Record<Unit, CellFault>> = {
  euro: {
    code: 'amount_must_be_whole_cents',
    rule: 'Een bedrag heeft ten hoogste twee decimalen.',
    example: '1234,50',
  },
  cent: {
    code: 'amount_must_be_whole_cents',
    rule: 'De bedragen van deze aanlevering zijn in centen, en een cent wordt niet gedeeld.',
    example: '123450',
  },
  thousandEuro: {
    code: 'amount_must_be_whole_cents',
    rule: 'De bedragen van deze aanlevering zijn in duizenden euro en hebben ten hoogste vijf decimalen.',
    example: '1,23450',
  },
};
