import { describe, expect, test } from 'vitest';
import { iv3Checker } from '../../../../domain/delivery/open-data/iv3-check.ts';
import { isOpenDataAbsent, openData } from '../open-data.ts';

const HEADING = 'Gemeenten;Taakveld;L1.1 Salarissen en sociale lasten;Baten;Lasten;Inwonertal';
const check = (content: string | Uint8Array) => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const checker = iv3Checker();
  checker.push(bytes);
  return checker.end(bytes.length, 'the hash of the file');
};
const short = ({ problems, findings }: ReturnType<typeof check>) =>
  [...problems, ...findings].map(({ kind, code, line, column }) => `${kind} ${code} ${line ?? '-'}:${column ?? '-'}`);
const file = (...rows: readonly string[]) => `${[HEADING, ...rows].join('\n')}\n`;

const SOUND = [
  'Aa;6.71a Huishoudelijke hulp (WMO);;10.0;900.0;60000',
  'Aa;6.71 Maatwerkdienstverlening 18+;;0.0;-5.5;60000',
  'Aa;7.1 Volksgezondheid;12.0;3.0;300.0;60000',
  'Aa;0.1 Bestuur;12.0;3.0;77.0;60000',
  'Bee;6.71a Huishoudelijke hulp (WMO);;1.0;150.0;10000',
  'Bee;6.71 Maatwerkdienstverlening 18+;;0.0;15.5;10000',
  'Bee;7.1 Volksgezondheid;;0.0;50.0;10000',
  'Bee;0.1 Bestuur;;0.0;20.0;10000',
  'Nederland;6.71a Huishoudelijke hulp (WMO);;11.0;1050.0;70000',
  'Nederland;6.71 Maatwerkdienstverlening 18+;;0.0;10.0;70000',
  'Nederland;7.1 Volksgezondheid;12.0;3.0;350.0;70000',
  'Nederland;0.1 Bestuur;12.0;3.0;97.0;70000',
];
const replaced = (from: string, to: string) => file(...SOUND.map((row) => (row === from ? to : row)));

describe('a small file', () => {
  const answer = check(file(...SOUND));

  test('is in euro, by taakveld and stream, without the pseudo-municipality', () => {
    expect(answer.accepted).toBe(true);
    expect(answer.totals.counted).toEqual({ rows: 12, lasten: '1507000.00', baten: '17000.00' });
    expect(answer.iv3).toMatchObject({
      unit: 'thousandEuro',
      municipalities: 2,
      inhabitants: '70000',
      streams: [
        { stream: 'Wmo', lasten: '1060000.00', baten: '11000.00' },
        { stream: 'Wpg', lasten: '350000.00', baten: '3000.00' },
      ],
      otherTaakvelden: { count: 1, lasten: '97000.00' },
      pseudoMunicipality: { name: 'Nederland', rows: 4, lasten: '1507000.00', differingTaakvelden: 0 },
    });
  });

  test('keeps what is not subdivided apart', () =>
    expect(
      answer.iv3.taakvelden.map(({ code, category, isSubdivided, lasten }) => [code, category, isSubdivided, lasten]),
    ).toEqual([
      ['6.71', 'maatwerk-niet-uitgesplitst', false, '10000.00'],
      ['6.71a', 'hulp-bij-het-huishouden', true, '1050000.00'],
      ['7.1', 'volksgezondheid-niet-uitgesplitst', true, '350000.00'],
    ]));

  test('has a negative amount that is worth a question', () =>
    expect(short(answer)).toEqual(['PF total_is_negative 3:5']));
});

describe('what is found', () => {
  const others = 'PF total_is_negative 3:5';
  test.each([
    [
      'a zero of a large municipality',
      'Aa;7.1 Volksgezondheid;12.0;3.0;300.0;60000',
      'Aa;7.1 Volksgezondheid;;0.0;0.0;60000',
      'PF booked_elsewhere 4:5',
    ],
    [
      'next to nothing',
      'Aa;7.1 Volksgezondheid;12.0;3.0;300.0;60000',
      'Aa;7.1 Volksgezondheid;;0.0;2.0;60000',
      'PF booked_elsewhere 4:5',
    ],
    [
      'a taakveld that Iv3 lacks',
      'Aa;0.1 Bestuur;12.0;3.0;77.0;60000',
      'Aa;6.71e Iets;12.0;3.0;77.0;60000',
      'DF taakveld_is_unknown 5:2',
    ],
    [
      'a row twice',
      'Aa;0.1 Bestuur;12.0;3.0;77.0;60000',
      'Aa;7.1 Volksgezondheid;12.0;3.0;77.0;60000',
      'DF cell_stands_twice 5:-',
    ],
  ])('%s', (_, from, to, expected) => {
    const found = short(check(replaced(from, to)));
    expect(found).toContain(expected);
    // The country's row no longer agrees, and that is said too.
    expect(
      found
        .filter((each) => each !== expected && each !== others)
        .every((each) => each.startsWith('PF pseudo_municipality_differs')),
    ).toBe(true);
  });

  test('a zero of a small municipality is nothing', () =>
    expect(
      short(check(replaced('Bee;7.1 Volksgezondheid;;0.0;50.0;10000', 'Bee;7.1 Volksgezondheid;;0.0;0.0;10000'))),
    ).toEqual([others, 'PF pseudo_municipality_differs 12:5']));

  test('a municipality without a row that others have', () =>
    expect(short(check(file(...SOUND.filter((row) => !row.startsWith('Bee;6.71 ')))))).toContain(
      'PF taakveld_is_missing 8:2',
    ));

  test('one name misspelt is one fault, not one for every taakveld of either name', () => {
    const names = (name: string) => SOUND.map((row) => row.replace('Bee;', `${name};`));
    const missing = (rows: readonly string[]) =>
      check(file(...rows)).findings.filter(({ code }) => code === 'taakveld_is_missing');
    const misspelt = names('Heerlen').map((row) => row.replace('Heerlen;7.1', 'Herlen;7.1'));
    expect(missing(misspelt).map(({ line, detail }) => [line, detail?.nl])).toEqual([
      [8, 'Herlen heeft geen regel voor 6.71, 6.71a. Is dit Heerlen, anders geschreven?'],
    ]);
    // Another taakveld than those of a pilot is as telling.
    const other = names('Heerlen').map((row) => row.replace('Heerlen;0.1', 'Heerlem;0.1'));
    expect(missing(other).map(({ detail }) => detail?.en)).toEqual([
      'Heerlem has no row for 6.71, 6.71a, 7.1. Is this Heerlen, spelt otherwise?',
    ]);
    // Two municipalities with names that are alike, and the same taakvelden, are two.
    expect(missing(names('Ab'))).toEqual([]);
  });

  test.each([
    ['the charges', 'Aa;7.1 Volksgezondheid;12.0;3.0;301.0;60000', 5, '350.0', 'lasten van € 351.000.'],
    ['the income', 'Aa;7.1 Volksgezondheid;12.0;4.0;300.0;60000', 4, '3.0', 'baten van € 4.000.'],
  ])('where the country differs in %s, that is what is said', (_, row, column, value, words) => {
    const { findings } = check(replaced('Aa;7.1 Volksgezondheid;12.0;3.0;300.0;60000', row));
    const [finding, ...others] = findings.filter(({ code }) => code === 'pseudo_municipality_differs');
    expect(finding).toMatchObject({ line: 12, column, value });
    expect(finding?.detail?.nl).toBe(`De gemeenten samen hebben ${words}`);
    expect(others).toEqual([]);
  });

  test.each([
    ['one row', (code: string) => code === '7.1', 'Nederland heeft geen regel voor 7.1.'],
    ['half of its rows', (code: string) => code.startsWith('6'), 'Nederland heeft geen regel voor 6.71a, 6.71.'],
    ['all rows', () => true, 'Er is geen enkele regel Nederland.'],
  ])('the country without %s is one finding', (_, isGone, words) => {
    const rows = SOUND.filter((row) => !row.startsWith('Nederland;') || !isGone(row.slice(10).split(' ')[0] ?? ''));
    const { findings } = check(file(...rows));
    const found = findings.filter(({ code }) => code !== 'total_is_negative');
    expect(found.map(({ code, detail }) => [code, detail?.nl])).toEqual([['pseudo_municipality_is_missing', words]]);
  });

  test('an amount with a decimal comma refuses, and sums over municipalities are then not judged', () => {
    const answer = check(replaced('Aa;0.1 Bestuur;12.0;3.0;77.0;60000', 'Aa;0.1 Bestuur;12.0;3.0;77,0;60000'));
    expect(short(answer)).toEqual(['SF number_is_malformed 5:5', others]);
    expect(answer.notChecked.map(({ rule }) => rule)).toContain('booked_elsewhere');
    expect(answer.problems[0]).toMatchObject({ value: '77,0', example: '15319.0' });
  });

  test('another layout is refused once, an unknown column is said', () => {
    expect(short(check('a;b\n1;2\n'))).toEqual(['SF heading_is_unknown 1:-']);
    expect(short(check(file(...SOUND).replace('L1.1 Salarissen en sociale lasten', 'L9.9 Nieuw')))).toContain(
      'DF cost_column_is_unknown 1:3',
    );
  });
});

describe('the real files, untouched', () => {
  // National amounts in euro, from the rows of the municipalities.
  test.skipIf(isOpenDataAbsent).each([
    ['2023_begroting', '6954945000.00', '915265000.00', '54397000.00', '32516000.00', 149],
    ['2023_jaarrekening', '6959697000.00', '1150290000.00', '7858000.00', '3467000.00', 140],
    ['2024_begroting', '7375942000.00', '1112569000.00', '18756000.00', '2833000.00', 134],
  ])('%s ties out, and its traps are found', (name, wmo, wpg, bare671, bare681, zeros) => {
    const answer = check(openData(`iv3/iv3_${name}.csv.gz`));
    const { iv3, findings } = answer;
    expect(answer.accepted).toBe(true);
    expect(answer.rows).toBe(24_353);
    expect(iv3.municipalities).toBe(342);
    expect(iv3.pseudoMunicipality).toMatchObject({ name: 'Nederland', rows: 71, differingTaakvelden: 0 });
    expect(iv3.pseudoMunicipality?.lasten).toBe(answer.totals.counted['lasten']);
    expect(iv3.streams.map(({ lasten }) => lasten)).toEqual([wmo, wpg]);
    const bare = iv3.taakvelden.filter(({ isSubdivided }) => !isSubdivided).map(({ lasten }) => lasten);
    expect(bare).toEqual([bare671, bare681]);
    expect(findings.filter(({ code }) => code === 'booked_elsewhere')).toHaveLength(zeros);
    expect(findings.filter(({ code }) => /^(pseudo|taakveld)_/.test(code))).toEqual([]);
    const said = (code: string, who: string) =>
      findings.filter((each) => each.code === code && each.detail?.nl.startsWith(`${who}, `)).map(({ line }) => line);
    expect(said('booked_elsewhere', 'Heerlen')).toContain(8798);
    expect(said('booked_elsewhere', 'Zwolle')).toContain(24_276);
    expect(
      findings.some(({ code, detail }) => code === 'regional_in_size' && detail?.nl.startsWith('Heerlen heeft')),
    ).toBe(true);
  });
});
