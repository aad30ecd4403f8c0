import { describe, expect, test } from 'vitest';
import type { CheckContext } from '../../../../domain/delivery/check/check-context.ts';
import { templateChecker } from '../../../../domain/delivery/check/template-check.ts';
import type { DeliveryKind } from '../../../../domain/delivery/template/template.ts';
import { readPilot } from '../../../../domain/pilot/agreement.ts';
import { demoDocument } from '../../../../local/demo/pilot.ts';
import { AGREED, beside, members, NOTHING } from '../checked-rows.ts';

const HEADINGS = {
  members: 'populatie;versie;cohort;periode;geslacht;leeftijdsklasse;personen;maanden',
  costs: 'populatie;versie;cohort;stroom;zorgsoort;periode;geslacht;leeftijdsklasse;personen;bedrag',
  investments: 'partij;periode;artikel;omschrijving;bedrag;bewijs',
  indicators: 'indicator;cohort;periode;teller;noemer;bron',
};

const check = (kind: DeliveryKind, rows: readonly string[], context: CheckContext = NOTHING, heading?: string) => {
  const bytes = new TextEncoder().encode(`${[heading ?? HEADINGS[kind], ...rows].join('\n')}\n`);
  const checker = templateChecker(kind, context);
  // In pieces, as a file streams by.
  for (let at = 0; at < bytes.length; at += 7) checker.push(bytes.slice(at, at + 7));
  return checker.end(bytes.length, 'hash').answer;
};
const short = ({ problems, findings }: ReturnType<typeof check>) =>
  [...problems, ...findings].map(({ kind, code, line, heading }) => `${kind} ${code} ${line ?? '-'}:${heading ?? '-'}`);

describe('the population of a file', () => {
  const rows = (name: string, version: string) => [
    `${name};${version};interventie;2025-K1;M;18-44;100;300`,
    'SLUITREGEL;1;300;;;;;',
  ];

  test.each([
    ['another version', 'Parkstad-Oost', '7', 'DF population_version_must_match 2:versie'],
    ['another population', 'Mijnstreek', '1', 'DF population_version_must_match 2:populatie'],
  ])('%s than agreed is found in the first row', (_, name, version, expected) => {
    const answer = check('members', rows(name, version), AGREED);
    expect(short(answer)).toEqual([expected]);
    expect(answer.findings[0]?.message).toContain('afgesproken is Parkstad-Oost, versie 1.');
  });

  test('the agreed one is fine', () =>
    expect(check('members', rows('Parkstad-Oost', '1'), AGREED).accepted).toBe(true));

  test('another one further on is found in its own row', () => {
    const [first = '', closing = ''] = rows('Parkstad-Oost', '1');
    const other = first.replace(';1;', ';2;').replace(';M;', ';V;');
    expect(short(check('members', [first, other, closing.replace('1;300', '2;600')], AGREED))).toEqual([
      'DF population_differs 3:versie',
    ]);
  });

  test('a first row that is the odd one is blamed itself, by what was agreed and by what most rows say', () => {
    const [first = '', closing = ''] = rows('Parkstad-Oost', '1');
    const texts = [
      first.replace(';1;', ';7;'),
      first.replace(';M;', ';V;'),
      first.replace(';interventie;', ';referentie;'),
    ];
    for (const context of [AGREED, NOTHING])
      expect(short(check('members', [...texts, closing.replace('1;300', '3;900')], context))).toEqual([
        'DF population_differs 2:versie',
      ]);
  });
});

describe('counted and declared', () => {
  const rows = ['MUN;2025-K1;artikel 1;Uren;100,05;factuur 1', 'CARE;2025-K2;artikel 1;Uren;200;factuur 2'];

  test('are told beside each other, and differ to the cent', () => {
    const answer = check('investments', [...rows, 'SLUITREGEL;2;300,04;;;']);
    expect(answer.totals).toEqual({
      counted: { rows: 2, soundRows: 2, bedrag: '300.05' },
      declared: { rows: '2', bedrag: '300,04' },
    });
    expect(short(answer)).toEqual(['SF closing_row_sum_differs 4:-']);
  });

  test('a file without a closing row declares nothing', () => {
    const answer = check('investments', rows);
    expect(answer.totals.declared).toBeNull();
    expect(short(answer)).toEqual(['SF closing_row_is_missing -:-']);
  });
});

describe('indicators', () => {
  test.each([
    ['a sound row', 'griepprik;interventie;2025-K1;812;1250;GGD', []],
    ['nobody counted', 'griepprik;interventie;2025-K1;0;0;GGD', ['DF denominator_is_zero 2:noemer']],
    [
      'numerator and denominator exchanged',
      'griepprik;interventie;2025-K1;1250;812;GGD',
      ['PF numerator_above_denominator 2:teller'],
    ],
    [
      'a period outside the agreement',
      'griepprik;interventie;2021;812;1250;GGD',
      ['DF period_must_be_agreed 2:periode'],
    ],
    ['no source', 'griepprik;interventie;2025-K1;812;1250;', ['SF cell_is_empty 2:bron']],
  ])('%s', (_, row, expected) => {
    const numerator = row.split(';')[3];
    expect(short(check('indicators', [row, `SLUITREGEL;1;${numerator};;;`], AGREED))).toEqual(expected);
  });

  test('the same indicator of a cohort and period twice', () => {
    const row = 'griepprik;interventie;2025-K1;812;1250;GGD';
    expect(short(check('indicators', [row, row, 'SLUITREGEL;2;1624;;;']))).toEqual(['DF cell_stands_twice 3:-']);
  });
});

describe('indicators beside each other', () => {
  const rows = (...each: readonly string[]) => {
    const sum = each.reduce((all, row) => all + Number(row.split(';')[3]), 0);
    return short(check('indicators', [...each, `SLUITREGEL;${each.length};${sum};;;`]));
  };
  const [quarter, year] = ['griepprik;interventie;2025-K1;812;1250;GGD', 'griepprik;interventie;2025;812;1250;GGD'];

  test.each([
    ['in other capitals', quarter.replace('griep', 'Griep'), 'DF cell_stands_twice 3:-'],
    ['over the year of the quarter', year, 'DF periods_overlap 3:-'],
    ['over the year, in other capitals', year.replace('griep', 'GRIEP'), 'DF periods_overlap 3:-'],
  ])('the same indicator %s', (_, other, expected) => expect(rows(quarter, other)).toEqual([expected]));

  test('a quarter below its year', () => expect(rows(year, quarter)).toEqual(['DF periods_overlap 3:-']));

  test('another period, cohort or indicator is another one', () => {
    const others = [
      quarter.replace('K1', 'K2'),
      year.replace('2025', '2024'),
      year.replace('interventie', 'referentie'),
      year.replace('griepprik', 'griep'),
    ];
    expect(rows(quarter, ...others)).toEqual([]);
  });

  test.each([
    ['nine persons', '3;9', ['DF cell_is_too_small 2:noemer']],
    ['a score of nine persons', '68;9', ['DF cell_is_too_small 2:noemer']],
    ['one person', '1;1', ['DF cell_is_too_small 2:noemer']],
    ['ten persons', '3;10', []],
    ['a count of meetings, of nobody', '34;1', ['PF numerator_above_denominator 2:teller']],
  ])('%s', (_, fraction, expected) => expect(rows(`griepprik;interventie;2025-K1;${fraction};GGD`)).toEqual(expected));

  test('the pilot sets of how many persons a denominator is, and the number is not repeated', () => {
    const population = { document: {}, minimumCellSize: 20 } as unknown as CheckContext['population'];
    const lines = ['griepprik;interventie;2025-K1;3;19;GGD', 'SLUITREGEL;1;3;;;'];
    const [finding] = check('indicators', lines, { ...NOTHING, population }).findings;
    expect(finding).toMatchObject({ code: 'cell_is_too_small', value: null });
    expect(finding?.message).toContain('minder dan 20 personen');
    expect(finding?.message).not.toContain('19');
  });
});

describe('what is not checked', () => {
  const rows = ['Parkstad-Oost;1;interventie;Zvw;;2025-K1;M;18-44;100;10,50', 'SLUITREGEL;1;10,50;;;;;;;'];
  const rules = (context: CheckContext) => check('costs', rows, context).notChecked.map(({ rule }) => rule);

  test('has the age bands, unless the member-months have them', () => {
    expect(rules(NOTHING)).toContain('age_band_is_unknown');
    expect(rules(beside(members(2)))).not.toContain('age_band_is_unknown');
    expect(rules(beside(members(2, { ageBand: null })))).toContain('age_band_is_unknown');
  });

  test('has what is absent where a row could not be read', () => {
    const damaged = check('costs', [...rows.slice(0, 1), 'P;1', ...rows.slice(1)]).notChecked;
    expect(damaged.filter(({ needs }) => needs === 'sound rows').map(({ rule }) => rule)).toEqual([
      'age_band_is_missing',
      'period_is_missing',
    ]);
  });
});

describe('gross or net', () => {
  const rows = [
    'Parkstad-Oost;1;interventie;Zvw;;2025-K1;M;18-44;100;10,50',
    'Parkstad-Oost;1;interventie;Wmo;;2025-K1;M;18-44;100;20,50',
    'SLUITREGEL;2;31,00;;;;;;;',
  ];

  test('is told by stream as the agreement declares it', () => {
    const basis = { eigenRisico: 'in', eigenBijdrage: 'out', btw: 'none' } as const;
    const { agreement } = demoDocument;
    const reading = readPilot({ ...demoDocument, agreement: { ...agreement, costBasis: { Zvw: basis } } });
    const pilot = 'pilot' in reading ? reading.pilot : null;
    expect(check('costs', rows, { ...NOTHING, pilot }).basis).toEqual({ Zvw: basis, Wmo: null });
  });

  test('is not known without an agreement', () => expect(check('costs', rows).basis).toEqual({ Zvw: null, Wmo: null }));
});

describe('English headings', () => {
  test('have their findings under the heading that the file has', () => {
    const heading = 'population;version;cohort;period;sex;ageBand;persons;months';
    const rows = ['Parkstad-Oost;1;intervention;2025-K1;F;18-44;100;30', 'SLUITREGEL;1;30;;;;;'];
    expect(short(check('members', rows, NOTHING, heading))).toEqual(['PF months_do_not_fit_persons 2:months']);
  });
});

describe('privacy', () => {
  test('a cell of five persons is refused, and the number is not repeated', () => {
    const [finding] = check('members', ['P;1;interventie;2025-K1;M;75+;5;15', 'SLUITREGEL;1;15;;;;;']).findings;
    expect(finding).toMatchObject({ kind: 'DF', code: 'cell_is_too_small', line: 2, heading: 'personen', value: null });
  });

  test('a pooled row is read, and no age band is missing beside it', () => {
    const rows = ['P;1;interventie;2025-K1;M;18-44;100;300', 'P;1;interventie;2025-K1;M;rest;12;36'];
    const other = ['P;1;interventie;2025-K2;M;18-44;100;300', 'P;1;interventie;2025-K2;M;75+;11;33'];
    expect(short(check('members', [...rows, ...other, 'SLUITREGEL;4;669;;;;;']))).toEqual([]);
  });
});

test('a file with another heading has its problem, and no finding', () => {
  const answer = check('costs', ['1;2'], AGREED, 'a;b');
  expect(answer.accepted).toBe(false);
  expect(answer.findings).toEqual([]);
  expect(answer.problems.every(({ code }) => code.startsWith('heading_is_'))).toBe(true);
});
