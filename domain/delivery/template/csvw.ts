/**
 * CSV on the Web (W3C, Metadata Vocabulary for Tabular Data, 2015): a JSON document beside a file that declares what no
 * reader should have to guess. We write one for each template, and read one from a supplier as the declaration of its
 * dialect: delimiter, encoding, decimal sign, unit of the amounts and valuation date (stand per).
 */
import * as z from 'zod';
import { calendarDate } from '../../pilot/date.ts';
import { type Fault, readWith } from '../../pilot/fault.ts';
import type { Problem } from '../findings/problem.ts';
import type { DeclaredNumbers, Unit } from '../numbers/number-dialect.ts';
import type { DecimalSign } from '../numbers/written-number.ts';
import type { DeclaredForm } from '../structure/structural-reader.ts';
import { wordsOf } from './field-guide.ts';
import { type Column, type DeliveryKind, TEMPLATES } from './template.ts';

/** What a supplier declares of a file; `null` where the declaration does not say. */
export interface Declaration {
  readonly delimiter: ';' | ',' | '\t' | '|' | null;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null;
  readonly decimal: DecimalSign | null;
  /** The sign between groups of three digits; `''` where it is declared that there is none. */
  readonly thousands: '.' | ',' | '' | null;
  readonly unit: Unit | null;
  readonly valuationDate: string | null;
}

const CONTEXT = ['http://www.w3.org/ns/csvw', { '@language': 'nl' }] as const;

/** Dublin Core and schema.org are prefixes that every reader of CSVW knows. */
const VALUATION_DATE = 'dc:date';
const UNIT = 'schema:unitText';

const COUNT = { base: 'nonNegativeInteger' } as const;
const DECIMAL = { base: 'decimal', format: { decimalChar: ',' } } as const;

const DATATYPES: Readonly<Record<Column['kind'], unknown>> = {
  text: 'string',
  code: 'string',
  optionalCode: 'string',
  cohort: { base: 'string', format: 'interventie|referentie' },
  period: { base: 'string', format: '\\d{4}(-K[1-4])?' },
  sex: { base: 'string', format: 'M|V' },
  persons: COUNT,
  months: { ...DECIMAL, minimum: '0' },
  amount: DECIMAL,
  aboveCap: DECIMAL,
  squares: { ...DECIMAL, minimum: '0' },
  invested: { ...DECIMAL, minimum: '0' },
  numerator: DECIMAL,
  denominator: DECIMAL,
};

const MAY_BE_EMPTY: ReadonlySet<Column['kind']> = new Set(['optionalCode', 'sex']);
const IN_EURO: ReadonlySet<Column['kind']> = new Set(['amount', 'aboveCap', 'invested']);

const columnOf = ({ heading, english, kind, isOptional }: Column) => ({
  name: heading,
  titles: { nl: heading, en: english },
  'dc:description': `${wordsOf(heading).meaning} ${wordsOf(heading).rule}`,
  datatype: DATATYPES[kind],
  required: !isOptional && !MAY_BE_EMPTY.has(kind),
  ...(IN_EURO.has(kind) ? { [UNIT]: 'euro' } : {}),
});

const TITLES: Readonly<Record<string, string>> = {
  members: 'Verzekerdenmaanden',
  costs: 'Kosten',
  investments: 'Investeringen',
  indicators: 'Indicatoren',
};

/** What a kind of delivery is called. */
export const titleOf = (kind: DeliveryKind): string => TITLES[kind] ?? kind;

/**
 * The metadata of a template as JSON text. `valuationDate` is filled in by the supplier before it is sent along; the blank
 * one has none.
 */
export const templateCsvw = (kind: DeliveryKind, valuationDate: string | null = null): string => {
  const document = {
    '@context': CONTEXT,
    url: `${kind}.csv`,
    'dc:title': titleOf(kind),
    'dc:language': 'nl',
    ...(valuationDate === null ? {} : { [VALUATION_DATE]: valuationDate }),
    [UNIT]: 'euro',
    dialect: {
      encoding: 'utf-8',
      delimiter: ';',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
      headerRowCount: 1,
      lineTerminators: ['\r\n', '\n'],
    },
    tableSchema: { columns: TEMPLATES[kind].columns.filter(({ isOptional }) => !isOptional).map(columnOf) },
    notes: [
      {
        'dc:description': `De laatste regel is de sluitregel: SLUITREGEL, het aantal rijen en de som van ${TEMPLATES[kind].sum}, aangevuld met lege velden.`,
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

const ENCODINGS: Readonly<Record<string, NonNullable<Declaration['encoding']>>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
};

const encoding = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => Object.hasOwn(ENCODINGS, text), 'Hier hoort utf-8, utf-16le, utf-16be of windows-1252.')
  .transform((text) => ENCODINGS[text] ?? 'utf-8');

/** A heading on the first line, and double quotes that are doubled in text: nothing else is read. */
const dialect = z.looseObject({
  delimiter: z.enum([';', ',', '\t', '|']).optional(),
  encoding: encoding.optional(),
  quoteChar: z.literal('"').optional(),
  doubleQuote: z.literal(true).optional(),
  header: z.literal(true).optional(),
  headerRowCount: z.literal(1).optional(),
  skipRows: z.literal(0).optional(),
  skipColumns: z.literal(0).optional(),
});

const numberFormat = z.looseObject({
  decimalChar: z.enum([',', '.']).optional(),
  groupChar: z.enum(['.', ',', '']).optional(),
});

/** A datatype is a name, or an object whose `format` is a text for texts and an object for numbers. */
const datatype = z.union([z.string(), z.looseObject({ format: z.union([z.string(), numberFormat]).optional() })]);
const UNIT_WORDS = { euro: 'euro', cent: 'cent', 'duizend euro': 'thousandEuro' } as const satisfies Record<
  string,
  Unit
>;
const unit = z.enum(['euro', 'cent', 'duizend euro']).transform((word) => UNIT_WORDS[word]);
const column = z.looseObject({ datatype: datatype.optional(), [UNIT]: unit.optional() });

const metadata = z.looseObject({
  [VALUATION_DATE]: calendarDate.optional(),
  [UNIT]: unit.optional(),
  dialect: dialect.optional(),
  tableSchema: z.looseObject({ columns: z.array(column).max(1_000).optional() }).optional(),
});

/**
 * Reads the declaration of a supplier. Refuses a document that is not one, a dialect that no delivery may have, and one
 * that declares two things at once, such as a decimal comma in one column and a point in another.
 */
export const readDeclaration = (
  value: unknown,
): { readonly declaration: Declaration } | { readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const read = readWith(metadata, value, [], faults);
  if (read === undefined) return { faults };
  const columns = read.tableSchema?.columns ?? [];
  const formats = columns.flatMap((each) => {
    const format = typeof each.datatype === 'object' ? each.datatype.format : undefined;
    return typeof format === 'object' ? [format] : [];
  });
  const one = <T>(values: readonly (T | undefined)[], path: string): T | null => {
    const said = [...new Set(values.filter((each) => each !== undefined))];
    if (said.length > 1) faults.push({ path, message: `Hier staat meer dan één waarde: ${said.join(' en ')}.` });
    return said[0] ?? null;
  };
  const declaration: Declaration = {
    delimiter: read.dialect?.delimiter ?? null,
    encoding: read.dialect?.encoding ?? null,
    decimal: one(
      formats.map((format) => format.decimalChar),
      'tableSchema.columns',
    ),
    thousands: one(
      formats.map((format) => format.groupChar),
      'tableSchema.columns',
    ),
    unit: one([read[UNIT], ...columns.map((each) => each[UNIT])], UNIT),
    valuationDate: read[VALUATION_DATE] ?? null,
  };
  if (declaration.decimal !== null && declaration.decimal === declaration.thousands)
    faults.push({ path: 'tableSchema.columns', message: 'Decimaalteken en duizendtalteken zijn hetzelfde.' });
  return faults.length > 0 ? { faults } : { declaration };
};

/** A file whose metadata cannot be used, or are wrong: it is not read, because what they declare would have decided. */
export const metadataIsUnusable = (metadata: string): Problem => {
  const detail = {
    nl: `De metadata ${metadata} kunnen niet worden gebruikt; het bestand is niet gelezen.`,
    en: `The metadata ${metadata} cannot be used; the file was not read.`,
  };
  const message = `${detail.nl} Wat erin staat over tekens en eenheid beslist. Verbeter de metadata, of laat ze weg.`;
  return { code: 'metadata_is_unusable', line: null, column: null, message, detail };
};

/** What a declaration says of the numbers of a file. */
export const declaredNumbers = ({ decimal, thousands, unit: of }: Declaration): DeclaredNumbers => ({
  ...(decimal === null ? {} : { decimal }),
  ...(thousands === null ? {} : { thousands: thousands !== '' }),
  ...(of === null ? {} : { unit: of }),
});

/** What a declaration says of how a file is written. */
export const declaredForm = ({ delimiter, encoding: of }: Declaration): DeclaredForm => ({
  ...(delimiter === null ? {} : { delimiter }),
  ...(of === null ? {} : { encoding: of }),
});
