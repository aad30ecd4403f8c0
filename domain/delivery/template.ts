/**
 * The columns of our own templates, and what may stand in their cells.
 */
import type { COHORTS } from '../pilot/case-rows.ts';
import { readPeriod } from '../pilot/period.ts';
import { type CellFault, type DecimalSign, readNumber } from './number-cell.ts';

export const DELIVERY_KINDS = ['members', 'costs', 'investments'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

type CellKind = 'text' | 'optionalText' | 'cohort' | 'period' | 'sex' | 'persons' | 'months' | 'amount' | 'invested';

/** A column: its Dutch heading and what its cells hold. */
export interface Column {
  readonly heading: string;
  readonly kind: CellKind;
}

const columns = (kinds: Readonly<Record<string, CellKind>>): readonly Column[] =>
  Object.entries(kinds).map(([heading, kind]) => ({ heading, kind }));

/** The columns of each kind of delivery; the closing row declares the sum of the last amount or months column. */
export const TEMPLATES: Readonly<Record<DeliveryKind, { readonly columns: readonly Column[]; readonly sum: string }>> =
  {
    members: {
      columns: columns({
        populatie: 'text',
        versie: 'text',
        cohort: 'cohort',
        periode: 'period',
        geslacht: 'sex',
        leeftijdsklasse: 'optionalText',
        personen: 'persons',
        maanden: 'months',
      }),
      sum: 'maanden',
    },
    costs: {
      columns: columns({
        populatie: 'text',
        versie: 'text',
        cohort: 'cohort',
        stroom: 'text',
        zorgsoort: 'optionalText',
        periode: 'period',
        geslacht: 'sex',
        leeftijdsklasse: 'optionalText',
        personen: 'persons',
        bedrag: 'amount',
      }),
      sum: 'bedrag',
    },
    investments: {
      columns: columns({
        partij: 'text',
        periode: 'period',
        artikel: 'text',
        omschrijving: 'text',
        bedrag: 'invested',
        bewijs: 'text',
      }),
      sum: 'bedrag',
    },
  };

/** Whether cells of a kind show the decimal sign of their file. */
export const hasDecimals = (kind: CellKind): boolean => kind === 'months' || kind === 'amount' || kind === 'invested';

/** Whether cells of a kind are free text, in which personal data may have slipped. */
export const isText = (kind: CellKind): boolean => kind === 'text' || kind === 'optionalText' || kind === 'sex';

/** The value of a cell (`null` for an empty cell that may be empty), or what is wrong with it. */
export type CellReading = { readonly value: string | null } | { readonly fault: CellFault };

const fault = (code: string, rule: string, example: string): CellReading => ({ fault: { code, rule, example } });

/** Reads one cell, spaces around it taken off. Numbers come back as method N1 writes them. */
export const readCell = (kind: CellKind, text: string, sign: DecimalSign | null): CellReading => {
  if (text === '') return readEmpty(kind);
  if (kind === 'cohort') return readCohort(text);
  if (kind === 'period') return readPeriodCell(text);
  if (kind === 'sex') return readSex(text);
  if (kind === 'persons') return readPersons(text);
  if (kind === 'text' || kind === 'optionalText') return { value: text };
  const number = readNumber(text, sign);
  if ('fault' in number) return number;
  return kind === 'months' ? readMonths(number.decimal) : readAmountCell(number.decimal, kind);
};

const readEmpty = (kind: CellKind): CellReading =>
  kind === 'optionalText' || kind === 'sex'
    ? { value: null }
    : fault('cell_is_empty', 'Deze cel mag niet leeg zijn. Ontbreekt is niet nul.', EXAMPLES[kind]);

const EXAMPLES: Readonly<Record<CellKind, string>> = {
  text: 'Parkstad',
  optionalText: '18-64',
  cohort: 'interventie',
  period: '2025-K1',
  sex: 'V',
  persons: '1250',
  months: '3750',
  amount: '1234,50',
  invested: '1234,50',
};

const COHORT_WORDS: Readonly<Record<string, (typeof COHORTS)[number]>> = {
  interventie: 'intervention',
  referentie: 'reference',
};

const readCohort = (text: string): CellReading => {
  const cohort = Object.hasOwn(COHORT_WORDS, text) ? COHORT_WORDS[text] : undefined;
  return cohort === undefined
    ? fault('cohort_is_unknown', 'Hier hoort interventie of referentie.', 'interventie')
    : { value: cohort };
};

const readPeriodCell = (text: string): CellReading =>
  readPeriod(text) === null || text.includes('..')
    ? fault('period_is_malformed', 'Hier hoort een jaar of een kwartaal.', '2025 of 2025-K1')
    : { value: text };

const readSex = (text: string): CellReading =>
  text === 'M' || text === 'V'
    ? { value: text }
    : fault('sex_is_unknown', 'Hier hoort M of V, of niets voor iedereen samen.', 'V');

const readPersons = (text: string): CellReading =>
  /^\d+$/.test(text)
    ? { value: text.replace(/^0+(?=\d)/, '') }
    : fault(
        'persons_must_be_whole',
        'Hier hoort een heel aantal personen van nul of meer, met alleen cijfers.',
        '1250',
      );

const readMonths = (decimal: string): CellReading =>
  decimal.startsWith('-')
    ? fault('months_must_not_be_negative', 'Een aantal maanden is nul of meer.', '3750')
    : { value: decimal };

const readAmountCell = (decimal: string, kind: CellKind): CellReading => {
  if (kind === 'invested' && decimal.startsWith('-'))
    return fault('investment_must_not_be_negative', 'Een investering is nul of meer.', '1234,50');
  return /\.\d\d0*[1-9]/.test(decimal)
    ? fault('amount_must_be_whole_cents', 'Een bedrag heeft ten hoogste twee decimalen.', '1234,50')
    : { value: decimal };
};
