import { describe, expect, test } from 'vitest';
import { type DeliveryReport, deliveryReader } from '../../../domain/delivery/template/delivery.ts';
import type { DeliveryKind } from '../../../domain/delivery/template/template.ts';
import { short } from './read-structure.ts';

const HEADING = 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag';

const read = (kind: DeliveryKind, text: string, chunkBytes = 1_000_000, options = {}): DeliveryReport => {
  const reader = deliveryReader(kind, options);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return reader.end();
};

const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Rows of few cells, some written with quotes or spaces around, and the sum of each cell in cents by a slow way. */
const costsFile = (rows: number, seed: number) => {
  const next = chance(seed);
  const sums = new Map<string, bigint>();
  const lines = [HEADING];
  let total = 0n;
  for (let row = 0; row < rows; row++) {
    const [cohort, care] = [['interventie', 'referentie'][next(2)], ['farmacie', 'wijk; nacht', 'café'][next(3)]];
    const period = `2025-K${1 + next(4)}`;
    const cents = BigInt(next(1_000_000) - 20_000);
    const key = JSON.stringify([cohort, care, period]);
    sums.set(key, (sums.get(key) ?? 0n) + cents);
    total += cents;
    const written = care === 'wijk; nacht' ? `"${care}"` : [care, `"${care}"`, ` ${care} `][next(3)];
    lines.push(`P;1;${cohort};Wmo;${written};${period};V;18-44;${20 + next(90)};${euro(cents)}`);
  }
  lines.push(`SLUITREGEL;${rows};${euro(total)};;;;;;;`);
  return { text: `${lines.join('\r\n')}\r\n`, sums };
};

const euro = (cents: bigint, sign = ','): string => {
  const digits = `${cents < 0n ? -cents : cents}`.padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}${sign}${digits.slice(-2)}`;
};

const COHORTS: Readonly<Record<string, string>> = { intervention: 'interventie', reference: 'referentie' };

describe('sums per cell', () => {
  test.each([1, 2, 3])('agree with a slow count, to the cent (seed %i)', (seed) => {
    const { text, sums } = costsFile(3_000, seed);
    const { contents, problems } = read('costs', text);
    expect(problems).toEqual([]);
    const found = (contents?.cells() ?? []).map(({ values, sums: of }) => [
      JSON.stringify([COHORTS[values['cohort'] ?? ''], values['zorgsoort'], values['periode']]),
      of['bedrag'],
    ]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries([...sums].map(([key, cents]) => [key, euro(cents, '.')])),
    );
    expect(found).toHaveLength(sums.size);
  });

  test('are the same in chunks of any size', () => {
    const { text } = costsFile(2_000, 4);
    const whole = read('costs', text).contents?.cells();
    for (const chunkBytes of [13, 1_021, 70_001])
      expect(read('costs', text, chunkBytes).contents?.cells()).toEqual(whole);
  });

  test('name the first line of their cell', () => {
    const row = (care: string) => `P;1;interventie;Wmo;${care};2025;;;50;1,00`;
    const text = [HEADING, row('a'), row('b'), row('a'), 'SLUITREGEL;3;3,00;;;;;;;'].join('\n');
    expect(
      read('costs', text)
        .contents?.cells()
        .map(({ firstLine, sums }) => [firstLine, sums]),
    ).toEqual([
      [2, { personen: '100', bedrag: '2.00' }],
      [3, { personen: '50', bedrag: '1.00' }],
    ]);
  });
});

test('the contents of a delivery: what it is about, without its rows', () => {
  const { contents, structure } = read('costs', costsFile(500, 5).text);
  expect(contents).toMatchObject({
    kind: 'costs',
    population: { name: 'P', version: '1' },
    streams: ['Wmo'],
    periods: ['2025-K1', '2025-K2', '2025-K3', '2025-K4'],
    rowCount: 500,
  });
  expect(structure).toMatchObject({ encoding: 'utf-8', delimiter: ';', decimal: ',', rows: 501 });
});

describe('who listens is told', () => {
  test('the columns once, also under English headings and in another order', () => {
    const told: (number | null)[] = [];
    const columns = (columnOf: (heading: string) => number | null) =>
      told.push(columnOf('maanden'), columnOf('populatie'), columnOf('bedrag'));
    const text =
      'months;Population;version;COHORT;period;sex;age_band;persons\n12;P;1;reference;2025;F;65+;9\nSLUITREGEL;1;12;;;;;\n';
    const { contents } = read('members', text, 9, { columns });
    expect(told).toEqual([1, 2, null]);
    expect(contents?.cells()).toMatchObject([
      { values: { cohort: 'reference', geslacht: 'V', leeftijdsklasse: '65+' } },
    ]);
  });

  test('each sound row, also of a file with problems', () => {
    const lines: number[] = [];
    const row = (cohort: string) => `P;1;${cohort};Wmo;;2025;;;50;1,00`;
    const text = [HEADING, row('interventie'), row('pilot'), row('referentie'), 'SLUITREGEL;3;3,00;;;;;;;'].join('\n');
    const { problems } = read('costs', text, 100, { row: ({ line }: { line: number }) => lines.push(line) });
    expect(short(problems)).toEqual(['cohort_is_unknown 3:3']);
    expect(lines).toEqual([2, 4]);
  });
});

describe('headings', () => {
  const members = (heading: string) => short(read('members', `${heading}\n`).problems);
  const DUTCH = 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden';

  test('a column that stands there in both languages is one column twice', () =>
    expect(members(`${DUTCH};months`)).toEqual(['heading_is_duplicate 1:9']));

  test.each([
    ['a delimiter too many', 'leeftijdsklasse;;personen', 'too_many_fields 1:-'],
    ['one too few', 'leeftijdsklasse personen', 'too_few_fields 1:-'],
  ])('with %s are one fault: no cell is judged by a column that is not its own', (_, written, problem) => {
    const rows = ['M', 'V'].map((sex) => `P;1;interventie;2025-K1;${sex};18-44;100;300`);
    const text = [DUTCH.replace('leeftijdsklasse;personen', written), ...rows, 'SLUITREGEL;2;600;;;;;'].join('\n');
    expect(short(read('members', `${text}\n`).problems)).toEqual([problem]);
  });

  test('the same heading twice is the same fault', () =>
    expect(members(`${DUTCH};maanden`)).toEqual(['heading_is_duplicate 1:9']));

  test('optional columns of another kind are unknown', () =>
    expect(members(`${DUTCH};som_kwadraten`)).toEqual(['heading_is_unknown 1:9']));
});

describe('what a spreadsheet does to codes', () => {
  const row = (care: string, band = '05-09') => `P;1;interventie;Wmo;${care};2025;;${band};50;1,00`;
  const costs = (rows: readonly string[]) =>
    short(read('costs', [HEADING, ...rows, `SLUITREGEL;${rows.length};${rows.length},00;;;;;;;`].join('\n')).problems);

  test('codes that are shorter than one with a zero in front lost theirs, each named once', () =>
    expect(costs([row('0101'), row('202'), row('0303'), row('202'), row('1404')])).toEqual([
      'leading_zero_is_lost 3:5',
    ]));

  test.each([
    ['1', '01'],
    ['01', '1'],
  ])('a row of version %s under which all others have another one, %s, is one fault: that of the row', (most, odd) => {
    const rows = ['a', 'b', 'c'].map((care, place) => row(care).replace(';1;', `;${place === 2 ? odd : most};`));
    expect(costs(rows)).toEqual(['population_differs 4:2']);
  });

  test('codes of different lengths without a zero in front say nothing', () =>
    expect(costs([row('101'), row('2202'), row('9')])).toEqual([]));

  test.each(['5-sep', '9-mei-25', 'sep-05', '05-09-2025', '2025-09-05', '5/9/2025 00:00'])(
    'an age band became %s',
    (band) => expect(costs([row('a', band)])).toEqual(['code_became_date 2:8']),
  );

  test.each(['05-09', '90+', '5-9', 'rest', '0-4'])('an age band %s is one', (band) =>
    expect(costs([row('a', band)])).toEqual([]),
  );
});

describe('small cells', () => {
  const text = (persons: string) =>
    `populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden\nP;1;interventie;2025;;rest;${persons};12\nSLUITREGEL;1;12;;;;;\n`;
  const codes = (persons: string, minimumCellSize: number) =>
    short(read('members', text(persons), 50, { minimumCellSize }).problems);

  test('are refused below the least number of persons, and only where there is somebody', () => {
    expect(codes('9', 10)).toEqual(['cell_is_too_small 2:7']);
    expect(codes('10', 10)).toEqual([]);
    expect(codes('0', 10)).toEqual([]);
    expect(codes('1', 0)).toEqual([]);
  });

  test('an amount above the cap is one of enough persons', () => {
    const costs = (persons: string, amount: string) =>
      `${HEADING};personen_boven_grens;bedrag_boven_grens\nP;1;interventie;Wmo;;2025;;;50;1,00;${persons};${amount}\nSLUITREGEL;1;1,00;;;;;;;;;\n`;
    const found = (persons: string, amount: string) =>
      short(read('costs', costs(persons, amount), 50, { minimumCellSize: 10 }).problems);
    expect(found('3', '12,00')).toEqual(['amount_above_cap_is_of_too_few 2:11']);
    expect(found('3', '0,00')).toEqual([]);
    expect(found('0', '0,00')).toEqual([]);
    expect(found('12', '12,00')).toEqual([]);
  });
});

describe('memory is bounded', () => {
  test('a file with more cells than a pilot can have is refused once', () => {
    const reader = deliveryReader('indicators');
    const push = (text: string) => reader.push(new TextEncoder().encode(text));
    push('indicator;cohort;periode;teller;noemer;bron\n');
    for (let row = 0; row < 202_000; row += 1_000)
      push(Array.from({ length: 1_000 }, (_, at) => `i${row + at};interventie;2025;1;2;b\n`).join(''));
    push('SLUITREGEL;202000;202000;;;\n');
    const { problemCount, problems } = reader.end();
    expect(problemCount).toBe(1);
    expect(short(problems)).toEqual(['too_many_cells 200002:-']);
  });

  test('of many problems all are counted and the first ones listed, in the order of the file', () => {
    const rows = Array.from({ length: 12_000 }, (_, row) => `a;interventie;${row % 2 === 0 ? '25' : '2025'};1;x;b`);
    const text = ['indicator;cohort;periode;teller;noemer;bron', ...rows, 'SLUITREGEL;12000;12000;;;'].join('\n');
    const { problemCount, problems } = read('indicators', text);
    expect(problemCount).toBe(18_000);
    expect(problems).toHaveLength(10_000);
    expect(short(problems).slice(0, 3)).toEqual([
      'period_is_malformed 2:3',
      'number_is_malformed 2:5',
      'number_is_malformed 3:5',
    ]);
  });
});
