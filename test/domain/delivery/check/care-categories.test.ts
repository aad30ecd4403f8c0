import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CARE_CATEGORIES, careCategory, hasRegister } from '../../../../domain/delivery/check/care-categories.ts';
import { TAAKVELDEN, taakveldCode, taakveldOf } from '../../../../domain/delivery/open-data/taakvelden.ts';
import {
  categoryOfColumn,
  VEKTIS_COLUMNS,
  vektisColumn,
  yearsWithColumns,
} from '../../../../domain/delivery/open-data/vektis-columns.ts';

const codesOf = (stream: string) => CARE_CATEGORIES.filter((each) => each.stream === stream).map(({ code }) => code);

describe('the register', () => {
  test('has the categories that the parties talk about, by stream', () => {
    expect(codesOf('Zvw')).toEqual(
      expect.arrayContaining([
        ...['huisartsenzorg', 'wijkverpleging', 'paramedische-zorg', 'eerstelijnspsychologie', 'ggz-overig'],
        ...['farmacie', 'medisch-specialistische-zorg'],
      ]),
    );
    expect(codesOf('Wmo')).toEqual(
      expect.arrayContaining([
        ...['maatschappelijk-werk', 'hulp-bij-het-huishouden', 'begeleiding', 'dagbesteding', 'hulpmiddelen'],
        ...['beschermd-wonen', 'opvoedondersteuning'],
      ]),
    );
    expect(codesOf('Wpg')).toEqual([
      ...['gezondheidsbevordering', 'preventieve-ouderenzorg', 'jeugdgezondheidszorg', 'epidemiologie'],
      ...['infectieziektebestrijding', 'volksgezondheid-niet-uitgesplitst'],
    ]);
  });

  test('has no code and no name twice within a stream', () => {
    for (const stream of ['Zvw', 'Wmo', 'Wpg']) {
      const names = CARE_CATEGORIES.filter((each) => each.stream === stream).flatMap(({ code, nl, en }) => [
        ...new Set([code, nl.toLowerCase(), en.toLowerCase()]),
      ]);
      expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    }
  });

  test.each([
    ['Zvw', 'farmacie', 'farmacie'],
    ['Zvw', 'FARMACIE', 'farmacie'],
    ['Zvw', 'Medisch specialistische zorg', 'medisch-specialistische-zorg'],
    ['Zvw', 'District nursing', 'wijkverpleging'],
    ['Zvw', 'Geneeskundige zorg voor specifieke patientgroepen', 'gzsp'],
    ['Wmo', 'Hulp bij het huishouden', 'hulp-bij-het-huishouden'],
    ['Wmo', 'hulpmiddelen', 'hulpmiddelen'],
    ['Zvw', 'GGZ', 'ggz-niet-uitgesplitst'],
    ['Wmo', 'huishoudelijke hulp', 'hulp-bij-het-huishouden'],
    ['Wpg', 'Epidemiology', 'epidemiologie'],
  ] as const)('%s: %s is %s', (stream, text, code) => expect(careCategory(stream, text)?.code).toBe(code));

  test.each([
    ['Zvw', 'farmaccie'],
    ['Zvw', 'begeleiding'],
    ['Wmo', ''],
    ['Wpg', 'wijkverpleging'],
  ] as const)('%s has no category "%s"', (stream, text) => expect(careCategory(stream, text)).toBeNull());

  test('a stream outside the three has no register', () =>
    expect(['Zvw', 'Wmo', 'Wpg', 'Wlz', 'constructor'].map(hasRegister)).toEqual([true, true, true, false, false]));
});

describe('the columns of Vektis', () => {
  const expected = { 2015: 22, 2016: 22, 2017: 22, 2018: 23, 2019: 23, 2020: 24, 2021: 26, 2022: 26, 2023: 26 };
  test.each(Object.entries(expected))('%s has %i cost columns, and its set of columns says so', (year, count) => {
    const columns = VEKTIS_COLUMNS.filter(({ from, to }) => from <= Number(year) && Number(year) <= to);
    expect(columns).toHaveLength(count);
    expect(yearsWithColumns(columns.map(({ name }) => name))).toContain(year);
  });

  test.each([
    ['KOSTEN_FARMACIE', 'farmacie'],
    ['kosten_verpleging_en_verzorging', 'wijkverpleging'],
    ['kosten_medisch_specialistische_z', 'medisch-specialistische-zorg'],
    ['kosten_paramedische_zorg_fysiot', 'paramedische-zorg'],
    ['kosten_paramedische_zorg_fysioth', 'paramedische-zorg'],
    ['kosten_geriatrische_revalidatiez', 'geriatrische-revalidatiezorg'],
    ['kosten_generalistische_basis_ggz', 'eerstelijnspsychologie'],
    ['kosten_consulten_ggz', 'ggz-niet-uitgesplitst'],
  ])('%s is %s', (heading, code) => {
    const column = vektisColumn(heading);
    expect(column === null ? null : categoryOfColumn(column).code).toBe(code);
  });

  test.each(['kosten_paramedische_zorg', 'kosten_huisarts', 'kosten_nieuwe_zorg', 'farmacie', ''])(
    '"%s" is no column of any year: a beginning of another length is not a cut-off name',
    (heading) => expect(vektisColumn(heading)).toBeNull(),
  );

  test('every column has a category of the register', () =>
    expect(VEKTIS_COLUMNS.map((column) => categoryOfColumn(column).stream)).toEqual(VEKTIS_COLUMNS.map(() => 'Zvw')));
});

describe('the taakvelden of Iv3', () => {
  test('the Wmo has nine of them, two of which are not subdivided, and the Wpg one', () =>
    expect(TAAKVELDEN.map(({ code, category, isSubdivided }) => [code, category.stream, isSubdivided])).toEqual([
      ...[
        ['6.6', 'Wmo', true],
        ['6.71', 'Wmo', false],
        ['6.71a', 'Wmo', true],
        ['6.71b', 'Wmo', true],
        ['6.71c', 'Wmo', true],
      ],
      ...[
        ['6.71d', 'Wmo', true],
        ['6.81', 'Wmo', false],
        ['6.81a', 'Wmo', true],
        ['6.81b', 'Wmo', true],
        ['7.1', 'Wpg', true],
      ],
    ]));

  test('a code is the first word, one of another stream is known as such, and one that Iv3 lacks is not', () => {
    expect(taakveldCode(' 6.71d Overige maatwerkarrangementen ..')).toBe('6.71d');
    expect([taakveldOf('6.72a'), taakveldOf('0.1'), taakveldOf('6.71e'), taakveldOf('')]).toEqual([
      'other',
      'other',
      null,
      null,
    ]);
  });
});

describe('the page about categories', () => {
  const page = readFileSync(new URL('../../../../docs/aanleveren.md', import.meta.url), 'utf8');
  const rowOf = ({ code, nl, en }: (typeof CARE_CATEGORIES)[number]) =>
    page.split('\n').find((line) => line.startsWith(`| \`${code}\` | ${nl} | ${en} | `)) ?? '';

  test.each(CARE_CATEGORIES.map((category) => [`${category.stream} ${category.code}`, category] as const))(
    'has %s, with what open data call it',
    (_, category) => {
      const columns = VEKTIS_COLUMNS.filter((column) => categoryOfColumn(column) === category).map(({ name }) => name);
      const taakvelden = TAAKVELDEN.filter((taakveld) => taakveld.category === category).map(({ code }) => code);
      expect(rowOf(category)).not.toBe('');
      expect([...columns, ...taakvelden].filter((name) => !rowOf(category).includes(name))).toEqual([]);
    },
  );
});
