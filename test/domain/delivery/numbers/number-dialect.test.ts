import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../../domain/delivery/findings/problem.ts';
import type { DeclaredNumbers } from '../../../../domain/delivery/numbers/number-dialect.ts';
import { readDelivery } from '../../../../domain/delivery/template/delivery.ts';
import { short } from '../read-structure.ts';

/** Months of rows that differ in nothing else, with a closing row. */
const members = (months: readonly string[], sum: string, declared: DeclaredNumbers = {}) => {
  const rows = months.map((each) => `P;1;interventie;2025;;;10;${each}`);
  const text = [
    'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
    ...rows,
    `SLUITREGEL;${rows.length};${sum};;;;;`,
  ].join('\n');
  return answer(readDelivery('members', new TextEncoder().encode(text), declared));
};

const costs = (amounts: readonly string[], sum: string, declared: DeclaredNumbers = {}) => {
  const rows = amounts.map((each) => `P;1;interventie;Wmo;;2025;;;10;${each}`);
  const text = [
    'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
    ...rows,
    `SLUITREGEL;${rows.length};${sum};;;;;;;`,
  ].join('\n');
  return answer(readDelivery('costs', new TextEncoder().encode(text), declared));
};

const answer = (reading: ReturnType<typeof readDelivery>): string | string[] =>
  'problems' in reading ? short(reading.problems) : reading.delivery.total;

describe('a number in doubt counts only where the file or its declaration takes the doubt away', () => {
  test.each([
    ['nothing but itself', ['1.234'], '1.234', {}, ['number_is_ambiguous 2:8', 'number_is_ambiguous 3:3']],
    ['a decimal point elsewhere', ['1.234', '0.5'], '1.734', {}, '1.734'],
    [
      'a decimal comma elsewhere, which leaves a mistake possible',
      ['1.234', '0,5'],
      '1234,5',
      {},
      ['number_is_ambiguous 2:8'],
    ],
    ['signs between thousands elsewhere', ['1.234', '1.000.000', '0,5'], '1.001.234,5', {}, '1001234.5'],
    ['thousands and decimals in one other number', ['1.234', '5.678,5'], '6.912,5', {}, '6912.5'],
    ['a declared decimal point', ['1.234'], '1.234', { decimal: '.' }, '1.234'],
    [
      'a declared decimal comma and signs between thousands',
      ['1.234'],
      '1234',
      { decimal: ',', thousands: true },
      '1234',
    ],
    ['a declared decimal comma alone', ['1.234', '100'], '1334', { decimal: ',' }, '1334'],
    ['a declared decimal comma, and a sum written as its rows', ['1.234', '100'], '1.334', { decimal: ',' }, '1334'],
    ['a declared decimal comma', ['1,234', '100'], '101,234', { decimal: ',' }, '101.234'],
    ['a declared decimal point alone', ['1,234', '100'], '1334', { decimal: '.' }, '1334'],
    [
      'a declared absence of signs between thousands',
      ['1.234', '5.678,5'],
      '6912,5',
      { decimal: ',', thousands: false },
      ['number_is_ambiguous 2:8'],
    ],
  ] as const)('%s', (_, months, sum, declared, expected) => expect(members(months, sum, declared)).toEqual(expected));

  test('both meanings stand in the message', () => {
    const text = 'indicator;cohort;periode;teller;noemer;bron\na;interventie;2025;12,345;7;b\nSLUITREGEL;1;12,345;;;\n';
    const reading = readDelivery('indicators', new TextEncoder().encode(text));
    expect(JSON.stringify(reading)).toContain('Dit kan 12345 zijn, of 12 en 345/1000.');
  });

  test('an amount of three decimals stays in doubt: it may be a thousand and more, or a mistake', () =>
    expect(costs(['1.234'], '1234')).toEqual(['number_is_ambiguous 2:10']));

  test('persons with a sign between thousands are read in a file that has a decimal comma and such signs', () => {
    const rows = (persons: string, months: string) =>
      `populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden\nP;1;interventie;2025;;;${persons};${months}\nSLUITREGEL;1;${months};;;;;\n`;
    const read = (persons: string, months: string) =>
      answer(readDelivery('members', new TextEncoder().encode(rows(persons, months))));
    expect(read('1.250', '15.000,0')).toBe('15000.0');
    expect(read('1.250', '15000.5')).toEqual(['persons_must_be_whole 2:7']);
    expect(read('1.250', '15000')).toEqual(['number_is_ambiguous 2:7']);
  });
});

const ROW = { personen: '10', maanden: '30' };

/** The problems of a row of months beside one that shows the decimal sign of the file. */
const found = (cells: Partial<typeof ROW>, sign: ',' | '.' = ',', rows = ''): readonly Problem[] => {
  const { personen, maanden } = { ...ROW, ...cells };
  const text = `populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden
P;1;interventie;2025;;a;${personen};${maanden}
P;1;interventie;2025;;b;10;30${sign}5
${rows}SLUITREGEL;2;60${sign}5;;;;;
`;
  const reading = readDelivery('members', new TextEncoder().encode(text));
  return 'problems' in reading ? reading.problems : [];
};

describe('the right example is right where it stands', () => {
  test.each([
    ['persons that are no number', { personen: 'x' }, ',', '1250'],
    ['persons with an exponent', { personen: '1E+03' }, ',', '1250'],
    ['persons that may be thousands', { personen: '1.000' }, ',', '1000'],
    ['months that may be thousands', { maanden: '1.000' }, ',', '1000'],
    ['months with another sign', { maanden: '12.5' }, ',', '3750'],
    ['months that are empty', { maanden: '' }, '.', '3750'],
  ] as const)('%s', (_, cells, sign, example) => {
    const [problem] = found(cells, sign);
    expect(problem?.example).toBe(example);
    expect(problem?.message).toMatch(new RegExp(`Voorbeeld: ${example}$`));
    const [column, right] = [Object.keys(cells)[0] ?? '', example];
    expect(found({ [column]: right }, sign).map(({ code }) => code)).toEqual(
      ['closing_row_sum_differs'].slice(column === 'personen' ? 1 : 0),
    );
  });

  test.each([
    ['a decimal point', ['x', '1.5', '2.5'], '1234.50'],
    ['a decimal comma', ['x', '1,5', '2,5'], '1234,50'],
    ['a decimal point that comes later', ['12,5', '1.5', '2.5'], '1234.50'],
    ['thousands in doubt', ['1.000'], '1000,00'],
  ])('an amount in a file with %s', (_, amounts, example) => {
    const rows = amounts.map((each) => `P;1;interventie;Wmo;;2025;;;10;${each}`).join('\n');
    const text = `populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag\n${rows}\nSLUITREGEL;${amounts.length};0;;;;;;;\n`;
    const reading = readDelivery('costs', new TextEncoder().encode(text));
    expect('problems' in reading && reading.problems[0]?.example).toBe(example);
  });
});

describe('a file has one decimal sign', () => {
  test('the one that most numbers show; the others are the mistakes', () => {
    expect(members(['1,5', '2.5', '3,5'], '7,5')).toEqual(['decimal_sign_differs 3:8']);
    expect(members(['1.5', '2,5', '3.5'], '7.5')).toEqual(['decimal_sign_differs 3:8']);
  });

  test('the one that is declared, whatever most numbers show', () =>
    expect(members(['1,5', '2.5', '3,5'], '7.5', { decimal: '.' })).toEqual([
      'decimal_sign_differs 2:8',
      'decimal_sign_differs 4:8',
    ]));

  test('whole numbers have none, and need none', () => expect(members(['12', '3'], '15')).toBe('15'));
});

describe('units are declared, and the total is in euro', () => {
  test.each([
    ['euro', ['1,50', '-0,25'], '1,25', '1.25'],
    ['cent', ['150', '-25'], '125', '1.25'],
    ['cent', ['150,00', '-25'], '125', '1.25'],
    ['thousandEuro', ['1,5', '0,00001'], '1,50001', '1500.01'],
    ['thousandEuro', ['12'], '12', '12000.00'],
  ] as const)('%s: %j is %s', (unit, amounts, sum, total) =>
    expect(costs(amounts, sum, { unit, decimal: ',' })).toBe(total),
  );

  test.each([
    ['euro', '1,505'],
    ['cent', '150,5'],
    ['thousandEuro', '1,500001'],
  ] as const)('%s: a part of a cent is refused: %s', (unit, amount) =>
    expect(costs([amount, '1,0'], '0', { unit, decimal: ',' })).toContain('amount_must_be_whole_cents 2:10'),
  );

  test('squares of costs are in square euro, whatever the unit', () => {
    const text = (squares: string) =>
      `populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag;som_kwadraten\nP;1;interventie;Wmo;;2025;;;10;100;${squares}\nSLUITREGEL;1;100;;;;;;;;\n`;
    const squares = (unit: 'cent' | 'thousandEuro', written: string) => {
      const reading = readDelivery('costs', new TextEncoder().encode(text(written)), { unit });
      return 'delivery' in reading && reading.delivery.kind === 'costs' && reading.delivery.rows[0]?.sumOfSquares;
    };
    expect(squares('cent', '1000')).toBe('0.1000');
    expect(squares('thousandEuro', '2')).toBe('2000000');
  });
});

describe('debit and credit', () => {
  test('what was spent counts, what came back is taken off', () =>
    expect(costs(['100,00 D', '25,50 C', '(4,50)', '10,00-'], '60,00')).toBe('60.00'));

  test('months and persons have no letters', () =>
    expect(members(['12 D'], '12')).toEqual(['number_is_malformed 2:8']));
});

test('more numbers in doubt than can wait are all read when the doubt is gone', () => {
  const months = [...Array.from({ length: 10_500 }, () => '1.234'), '0.5'];
  expect(members(months, '12957.5')).toBe('12957.500');
});

test('rows that waited stand in the order of the file', () => {
  const text =
    'indicator;cohort;periode;teller;noemer;bron\na;interventie;2025;1.234;7;x\nb;interventie;2025;5;7;x\nc;interventie;2025;0.5;7;x\nSLUITREGEL;3;6.734;;;\n';
  const reading = readDelivery('indicators', new TextEncoder().encode(text));
  expect('delivery' in reading && reading.delivery.rows.map(({ line }) => line)).toEqual([2, 3, 4]);
});
