import { describe, expect, test } from 'vitest';
import { readDeclaration, templateCsvw } from '../../../../domain/delivery/template/csvw.ts';
import { DELIVERY_KINDS } from '../../../../domain/delivery/template/template.ts';

const faultsOf = (value: unknown): string[] => {
  const read = readDeclaration(value);
  return 'faults' in read ? read.faults.map(({ path }) => path) : [];
};
const declared = (value: unknown) => {
  const read = readDeclaration(value);
  if ('faults' in read) throw new Error(read.faults.map(({ path, message }) => `${path}: ${message}`).join(' '));
  return read.declaration;
};
const NOTHING = { delimiter: null, encoding: null, decimal: null, thousands: null, unit: null, valuationDate: null };
const withFormat = (...formats: readonly object[]) => ({
  tableSchema: { columns: formats.map((format) => ({ name: 'a', datatype: { base: 'decimal', format } })) },
});

describe('the metadata of our templates', () => {
  test.each(DELIVERY_KINDS)('%s declares its dialect, its unit and the valuation date that is filled in', (kind) => {
    expect(declared(JSON.parse(templateCsvw(kind, '2025-07-31')))).toEqual({
      delimiter: ';',
      encoding: 'utf-8',
      decimal: templateCsvw(kind).includes('decimalChar') ? ',' : null,
      thousands: null,
      unit: 'euro',
      valuationDate: '2025-07-31',
    });
  });

  test('names every column with its datatype, and whether it must be filled', () => {
    const { tableSchema } = JSON.parse(templateCsvw('costs'));
    const columns: { name: string; datatype: unknown; required: boolean }[] = tableSchema.columns;
    expect(columns.find(({ name }) => name === 'bedrag')).toMatchObject({
      datatype: { base: 'decimal', format: { decimalChar: ',' } },
      required: true,
      'schema:unitText': 'euro',
    });
    expect(columns.filter(({ required }) => !required).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['zorgsoort', 'geslacht', 'leeftijdsklasse']),
    );
  });
});

describe('the metadata of a supplier', () => {
  test('may declare nothing, and may say more than we read', () => {
    expect(declared({})).toEqual(NOTHING);
    expect(
      declared({ '@context': 'http://www.w3.org/ns/csvw', 'dc:title': 'Kosten', dialect: { trim: true } }),
    ).toEqual(NOTHING);
  });

  test('declares signs, unit and date', () => {
    const value = {
      'dc:date': '2025-07-31',
      dialect: { delimiter: '\t', encoding: 'Windows-1252' },
      tableSchema: {
        columns: [
          { name: 'populatie', datatype: 'string' },
          {
            name: 'bedrag',
            datatype: { base: 'decimal', format: { decimalChar: '.', groupChar: ',' } },
            'schema:unitText': 'duizend euro',
          },
        ],
      },
    };
    expect(declared(value)).toEqual({
      delimiter: '\t',
      encoding: 'windows-1252',
      decimal: '.',
      thousands: ',',
      unit: 'thousandEuro',
      valuationDate: '2025-07-31',
    });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['no object', [], ['']],
    ['a delimiter that we do not read', { dialect: { delimiter: '#' } }, ['dialect.delimiter']],
    ['an encoding that we do not read', { dialect: { encoding: 'ebcdic' } }, ['dialect.encoding']],
    ['no heading', { dialect: { header: false, skipRows: 3 } }, ['dialect.header', 'dialect.skipRows']],
    ['another quote', { dialect: { quoteChar: "'" } }, ['dialect.quoteChar']],
    ['a date that is none', { 'dc:date': '2025-02-30' }, ['dc:date']],
    ['an unknown unit', { 'schema:unitText': 'dollar' }, ['schema:unitText']],
    ['two decimal signs', withFormat({ decimalChar: ',' }, { decimalChar: '.' }), ['tableSchema.columns']],
    ['one sign for two things', withFormat({ decimalChar: '.', groupChar: '.' }), ['tableSchema.columns']],
    [
      'two units',
      { 'schema:unitText': 'euro', tableSchema: { columns: [{ 'schema:unitText': 'cent' }] } },
      ['schema:unitText'],
    ],
  ])('with %s is refused, at its path', (_, value, paths) => {
    expect(faultsOf(value)).toEqual(paths);
  });
});
