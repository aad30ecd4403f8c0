import { describe, expect, test } from 'vitest';
import { type Delivery, readDelivery } from '../../../../domain/delivery/template/delivery.ts';
import type { DeliveryKind } from '../../../../domain/delivery/template/template.ts';
import { short } from '../read-structure.ts';

const HEADINGS: Readonly<Record<DeliveryKind, string>> = {
  members: 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
  costs: 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
  investments: 'partij;periode;artikel;omschrijving;bedrag;bewijs',
  indicators: 'indicator;cohort;periode;teller;noemer;bron',
};
const read = (kind: DeliveryKind, rows: readonly string[], heading = HEADINGS[kind]) =>
  readDelivery(kind, new TextEncoder().encode([heading, ...rows, ''].join('\r\n')));
const accepted = (kind: DeliveryKind, rows: readonly string[]): Delivery => {
  const reading = read(kind, rows);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.delivery;
};
const refused = (kind: DeliveryKind, rows: readonly string[], heading?: string): string[] => {
  const reading = read(kind, rows, heading);
  return 'problems' in reading ? short(reading.problems) : ['accepted'];
};

const COSTS = [
  'Parkstad;2;interventie;Zvw;wijkverpleging;2025-K1;V;18-64;1250;123456,70',
  'Parkstad;2;referentie;Wmo;;2025;;;20;-0,7',
];
const CLOSING = 'SLUITREGEL;2;123456,00;;;;;;;';

describe('a delivery without faults', () => {
  test('members: months are exact decimals, and sex and age may be left out', () => {
    const rows = ['Parkstad;2;interventie;2025-K1;M;65+;400;1199,25', 'Parkstad;2;referentie;2025;;;1000;12000'];
    expect(accepted('members', [...rows, 'SLUITREGEL;2;13199,25;;;;;'])).toEqual({
      kind: 'members',
      population: { name: 'Parkstad', version: '2' },
      rows: [
        {
          line: 2,
          cohort: 'intervention',
          period: '2025-K1',
          sex: 'M',
          ageBand: '65+',
          persons: '400',
          months: '1199.25',
        },
        { line: 3, cohort: 'reference', period: '2025', sex: null, ageBand: null, persons: '1000', months: '12000' },
      ],
      total: '13199.25',
    });
  });

  test('costs: amounts in two decimals, corrections with a minus, streams in order', () => {
    const delivery = accepted('costs', [...COSTS, CLOSING]);
    expect(delivery).toMatchObject({ kind: 'costs', streams: ['Wmo', 'Zvw'], total: '123456.00' });
    expect(delivery.rows).toEqual([
      {
        line: 2,
        stream: 'Zvw',
        careCategory: 'wijkverpleging',
        cohort: 'intervention',
        period: '2025-K1',
        sex: 'V',
        ageBand: '18-64',
        persons: '1250',
        amount: '123456.70',
        amountAboveCap: null,
        personsAboveCap: null,
        sumOfSquares: null,
      },
      {
        line: 3,
        stream: 'Wmo',
        careCategory: null,
        cohort: 'reference',
        period: '2025',
        sex: null,
        ageBand: null,
        persons: '20',
        amount: '-0.70',
        amountAboveCap: null,
        personsAboveCap: null,
        sumOfSquares: null,
      },
    ]);
  });

  test('investments: a decimal point is as good, if it is the only sign', () => {
    const rows = ['MUN;2025;4.2;"Wijkteam; uren";45000.50;factuur 2025-0113', 'SLUITREGEL;1;45000.50;;;'];
    expect(accepted('investments', rows)).toEqual({
      kind: 'investments',
      rows: [
        {
          line: 2,
          party: 'MUN',
          period: '2025',
          article: '4.2',
          description: 'Wijkteam; uren',
          amount: '45000.50',
          evidence: 'factuur 2025-0113',
        },
      ],
      total: '45000.50',
    });
  });

  test('costs: the part above the cap, of how many persons, and the sum of squares may be there too, in any order', () => {
    const heading = `som_kwadraten;${HEADINGS.costs};personen_boven_grens;bedrag_boven_grens`;
    const row = '2500000,0625;P;1;interventie;Zvw;;2025;;rest;20;5000,25;12;250,00';
    const reading = read('costs', [row, 'SLUITREGEL;1;5000,25;;;;;;;;;;'], heading);
    expect(reading).toMatchObject({
      delivery: {
        rows: [{ ageBand: 'rest', amountAboveCap: '250.00', personsAboveCap: '12', sumOfSquares: '2500000.0625' }],
      },
    });
  });

  test('indicators: numerator over denominator, and the closing row sums the numerators', () => {
    const rows = ['griepprik;intervention;2025-K4;812;1250,5;huisartsen', 'SLUITREGEL;1;812;;;'];
    expect(accepted('indicators', rows)).toEqual({
      kind: 'indicators',
      rows: [
        {
          line: 2,
          indicator: 'griepprik',
          cohort: 'intervention',
          period: '2025-K4',
          numerator: '812',
          denominator: '1250.5',
          source: 'huisartsen',
        },
      ],
      total: '812',
    });
    expect(refused('indicators', ['griepprik;interventie;2025;0;0,0;bron', 'SLUITREGEL;1;0;;;'])).toEqual([
      'denominator_is_zero 2:5',
    ]);
  });

  test('amounts that a binary fraction cannot hold still add up to the cent', () => {
    const rows = Array.from({ length: 10 }, () => 'MUN;2025;4;uren;0,10;bon');
    expect(accepted('investments', [...rows, 'SLUITREGEL;10;1,00;;;'])).toMatchObject({ total: '1.00' });
  });
});

describe('a cell with a fault names its line and column', () => {
  const row = 'Parkstad;2;interventie;Zvw;;2025-K1;V;18-64;1250;12,50';
  test.each([
    ['an unknown cohort', 3, 'pilot', 'cohort_is_unknown'],
    ['a name that every object has', 3, 'constructor', 'cohort_is_unknown'],
    ['a run of quarters', 6, '2025-K1..K2', 'period_is_malformed'],
    ['a fifth quarter', 6, '2025-K5', 'period_is_malformed'],
    ['an unknown sex', 7, 'x', 'sex_is_unknown'],
    ['no stream', 4, '', 'cell_is_empty'],
    ['no amount', 10, '', 'cell_is_empty'],
    ['persons with a decimal', 9, '12,5', 'persons_must_be_whole'],
    ['a part of a cent', 10, '12,505', 'amount_must_be_whole_cents'],
    ['thousands in groups of two', 10, '12.34,50', 'number_is_malformed'],
    ['a decimal point among commas', 10, '12.5', 'decimal_sign_differs'],
    ['scientific notation', 10, '1,2E+05', 'number_is_scientific'],
    ['a cell that was too narrow', 10, '########', 'cell_is_spreadsheet_error'],
    ['an error value', 10, '#WAARDE!', 'cell_is_spreadsheet_error'],
    ['an age band that became a date', 8, '5-sep', 'code_became_date'],
    ['a category that became a number', 5, '1,2E+05', 'code_became_number'],
    ['words', 10, 'n.v.t.', 'number_is_malformed'],
  ])('%s', (_, column, value, code) => {
    const cells = row.split(';');
    cells[column - 1] = value;
    expect(refused('costs', [row, cells.join(';'), row, 'SLUITREGEL;3;37,50;;;;;;;'])).toEqual([`${code} 3:${column}`]);
  });

  test('the message has the heading, the value met, the rule and an example', () => {
    const reading = read('investments', ['MUN;2025-K9;4;uren;1,00;bon', 'SLUITREGEL;1;1,00;;;']);
    expect(reading).toMatchObject({
      problems: [
        { message: 'periode: hier staat "2025-K9". Hier hoort een jaar of een kwartaal. Voorbeeld: 2025 of 2025-K1' },
      ],
    });
  });

  test('negative months and negative investments are refused', () => {
    expect(refused('members', ['P;1;interventie;2025;;;1;-12', 'SLUITREGEL;1;-12;;;;;'])).toEqual([
      'months_must_not_be_negative 2:8',
    ]);
    expect(refused('investments', ['MUN;2025;4;uren;-1,50;bon', 'SLUITREGEL;1;-1,50;;;'])).toEqual([
      'investment_must_not_be_negative 2:5',
    ]);
  });

  test('a number that can be read in two ways is refused with both readings, unless another number settles it', () => {
    const ambiguous = ['P;1;interventie;2025;;;1;1.234', 'SLUITREGEL;1;1.234;;;;;'];
    expect(refused('members', ambiguous)).toEqual(['number_is_ambiguous 2:8', 'number_is_ambiguous 3:3']);
    expect(JSON.stringify(read('members', ambiguous))).toContain('Dit kan 1234 zijn, of 1 en 234/1000');
    const settled = ['P;1;interventie;2025;;;1;1.234', 'P;1;interventie;2025;;;1;0.5', 'SLUITREGEL;2;1.734;;;;;'];
    expect(accepted('members', settled)).toMatchObject({ total: '1.734' });
  });
});

describe('counted and declared must agree', () => {
  test.each([
    ['a row too few', ['SLUITREGEL;3;123456,00;;;;;;;'], 'closing_row_count_differs 4:2'],
    ['a cent too much', ['SLUITREGEL;2;123456,01;;;;;;;'], 'closing_row_sum_differs 4:3'],
    ['no closing row', [], 'closing_row_is_missing -:-'],
    ['a closing row that is too short is that one fault', ['SLUITREGEL;2;123456,00'], 'too_few_fields 4:-'],
    ['something after the sum', ['SLUITREGEL;2;123456,00;;;x;;;;'], 'closing_row_is_malformed 4:6'],
    ['no number of rows', ['SLUITREGEL;twee;123456,00;;;;;;;'], 'closing_row_is_malformed 4:2'],
    ['a row after it', [CLOSING, COSTS[1] ?? ''], 'row_after_closing_row 5:-'],
  ])('%s', (_, closing, expected) => expect(refused('costs', [...COSTS, ...closing])).toEqual([expected]));

  test('empty rows after the closing row do no harm', () =>
    expect(accepted('costs', [...COSTS, CLOSING, ';;;;;;;;;', ''])).toMatchObject({ total: '123456.00' }));

  test('a delivery without rows is refused', () =>
    expect(refused('costs', ['SLUITREGEL;0;0;;;;;;;'])).toEqual(['delivery_has_no_rows -:-']));
});

describe('the file as a whole', () => {
  test('structural and other faults come together, in the order of the file', () =>
    expect(
      refused('costs', [
        'P;1;pilot;Zvw;;2025;;;1;1,00',
        'P;1;interventie;Zvw;;2025;;;1',
        'P;1;interventie;Zvw;;25;;;1;1,00',
        'SLUITREGEL;3;3,00;;;;;;;',
      ]),
    ).toEqual(['cohort_is_unknown 2:3', 'too_few_fields 3:-', 'period_is_malformed 4:6']));

  test('missing and unknown headings are named once, and the rows are left alone', () =>
    expect(refused('members', ['P;1;x;2025;;;1;1'], HEADINGS.members.replace('cohort', 'groep'))).toEqual([
      'heading_is_missing 1:-',
      'heading_is_unknown 1:3',
    ]));

  test('headings may stand in another order and in capitals', () => {
    const rows = ['factuur 7;MUN;2025;4;uren;12,50', 'SLUITREGEL;1;12,50;;;'];
    const reading = read('investments', rows, 'BEWIJS;Partij;periode;artikel;omschrijving;bedrag');
    expect(reading).toMatchObject({ delivery: { rows: [{ evidence: 'factuur 7', amount: '12.50' }] } });
  });

  test('two populations, or two versions of one, are refused', () =>
    expect(
      refused('members', [
        'P;1;interventie;2025;;;1;12',
        'P;2;interventie;2025;;;1;12',
        'Q;1;interventie;2025;;;1;12',
        'SLUITREGEL;3;36;;;;;',
      ]),
    ).toEqual(['population_differs 3:2', 'population_differs 4:1']));

  test.each(['123456782', 'cliënt 1234.56.782 thuis', '123-456-782'])(
    '%s refuses the file and is not repeated',
    (text) => {
      const reading = read('investments', [`MUN;25;4;${text};1,00;bon`, 'SLUITREGEL;1;1,00;;;']);
      expect('problems' in reading ? short(reading.problems) : []).toEqual(['personal_data_is_refused 2:4']);
      expect(JSON.stringify(reading).replaceAll(/\D/g, '')).not.toContain('123456782');
    },
  );

  test('nine digits that fail the eleven-test are no BSN', () =>
    expect(accepted('investments', ['MUN;2025;4;123456789;1,00;bon', 'SLUITREGEL;1;1,00;;;'])).toMatchObject({
      total: '1.00',
    }));

  test('a declared sum of nine digits is no BSN', () =>
    expect(accepted('investments', ['MUN;2025;4;uren;123456782;bon', 'SLUITREGEL;1;123456782,00;;;'])).toMatchObject({
      total: '123456782.00',
    }));

  test('an empty file is one problem', () =>
    expect(readDelivery('costs', new Uint8Array(0))).toMatchObject({ problems: [{ code: 'file_is_empty' }] }));
});
