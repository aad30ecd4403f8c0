import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluatePanel } from '../../commands/evaluate-panel.ts';
import { evaluateVektis } from '../../commands/evaluate-vektis.ts';
import { isSmokingAbsent, smokingFile } from '../domain/evaluation/smoking.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-panel-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, ...lines: readonly string[]): string => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return join(folder, name);
};
const command = fileURLToPath(new URL('../../commands/evaluate.ts', import.meta.url));
const run = (...given: readonly string[]) =>
  spawnSync(process.execPath, [command, ...given], { encoding: 'utf8', maxBuffer: 16_000_000 });

const SMOKING_COLUMNS = 'unit=State,period=Year,value=PacksPerCapita,treated=treated';

test.skipIf(isSmokingAbsent)('the smoking data run as they were published', () => {
  const { stdout, stderr, status } = run('panel', smokingFile, '--columns', SMOKING_COLUMNS);
  expect([stderr, status]).toEqual(['', 0]);
  const { did, sc, sdid } = JSON.parse(stdout);
  expect(Object.keys(did)).toEqual(['effect', 'se', 'ci', 'unitWeights', 'timeWeights', 'placebo']);
  expect(did.effect).toBeCloseTo(-27.349111083614947, 9);
  expect([did.unitWeights, did.timeWeights, sc.timeWeights]).toEqual([null, null, null]);
  expect(sc.effect).toBeCloseTo(-19.514, 3);
  expect(sc.unitWeights['Utah']).toBeCloseTo(0.394, 3);
  expect(Math.abs(sdid.effect + 15.6)).toBeLessThan(0.01);
  expect(sdid.timeWeights['1988']).toBeCloseTo(0.427, 3);
  expect(sdid.placebo).toMatchObject({ of: 39 });
  expect(sdid.ci[0]).toBeLessThan(sdid.effect);
});

const HEADING = 'unit,period,value,treated';
const SOUND = ['A,1,1.5,0', 'A,2,2,0', 'A,3,9,1', 'B,1,1,0', 'B,2,2,0', 'B,3,3,0', 'C,1,4,0', 'C,2,5.25,0', 'C,3,6,0'];

/** The answer to a panel of these rows, in this process. */
const answer = (rows: readonly string[], ...options: readonly string[]) =>
  evaluatePanel([file('panel.csv', HEADING, ...rows), ...options]);

describe('panel', () => {
  test('gives effects, and says on standard error what cannot be told of two controls', () => {
    const { output = '', complaints = [], exitCode } = answer(SOUND) ?? {};
    expect(exitCode).toBe(0);
    const { did, sc, sdid } = JSON.parse(output);
    // A went from 1.75 to 9; B and C together from 3.0625 to 4.5.
    expect(did.effect).toBeCloseTo(7.25 - 1.4375, 12);
    expect([did.ci, did.placebo.of, sc.effect > 5, sdid.effect > 5]).toEqual([null, 3, true, true]);
    expect(complaints).toContainEqual(expect.stringMatching(/^did: Geen 95%-interval: dat vraagt ten minste 19/));
    expect(output).not.toMatch(/NaN|Infinity/);
  });

  test('reads semicolons, a decimal comma and other headings', () => {
    const rows = SOUND.map((row) => row.replaceAll(',', ';').replaceAll('.', ','));
    const dutch = file('dutch.csv', 'gebied;jaar;kosten;pilot', ...rows);
    const { output } = evaluatePanel([dutch, '--columns', 'unit=gebied,period=jaar,value=kosten,treated=pilot']) ?? {};
    expect(output).toBe(answer(SOUND)?.output);
  });

  test('weighs areas by population where a column is named', () => {
    const rows = SOUND.map((row) => `${row},${row.startsWith('B') ? 300 : 100}`);
    const weighed = file('weighed.csv', `${HEADING},inwoners`, ...rows);
    const { output = '' } = evaluatePanel([weighed, '--columns', 'population=inwoners']) ?? {};
    // B rose by 1.5 and weighs three times as much as C, which rose by 1.375.
    expect(JSON.parse(output).did.effect).toBeCloseTo(7.25 - (3 * 1.5 + 1.375) / 4, 12);
    const nobody = file('nobody.csv', `${HEADING},inwoners`, ...rows.map((row) => row.replace('300', '0')));
    expect(evaluatePanel([nobody, '--columns', 'population=inwoners'])).toMatchObject({
      exitCode: 1,
      complaints: [0, 1, 2].map(() => expect.stringContaining('de bevolking is 0')),
    });
  });

  test.each([
    [
      'two starts',
      [...SOUND.map((row) => row.replace('B,3,3,0', 'B,3,3,1').replace('A,2,2,0', 'A,2,2,1'))],
      'begint niet overal tegelijk',
    ],
    ['nobody untreated', SOUND.slice(0, 3), 'Elk gebied is behandeld'],
    ['nobody treated', SOUND.map((row) => row.replace(/1$/, '0')), 'Geen enkel gebied is behandeld'],
    ['one period before', SOUND.map((row) => row.replace('A,2,2,0', 'A,2,2,1')), 'maar één periode'],
    ['a hole', SOUND.filter((row) => row !== 'C,2,5.25,0'), 'C: er is geen waarde in 2'],
    ['an empty cell', SOUND.map((row) => row.replace('5.25', '')), 'regel 9, kolom 3'],
    ['a unit twice', [...SOUND, 'C,3,7,0'], 'regel 11: C staat ook op regel 10 in 3'],
    ['a word for a figure', SOUND.map((row) => row.replace('5.25', 'onbekend')), 'regel 9, kolom 3'],
    ['NaN for a figure', SOUND.map((row) => row.replace('5.25', 'NaN')), 'regel 9, kolom 3'],
    ['treated neither 0 nor 1', SOUND.map((row) => row.replace('9,1', '9,2')), 'treated: hier staat "2"'],
    ['treated in another word', SOUND.map((row) => row.replace('9,1', '9,ja')), 'treated: hier staat "ja"'],
    ['treated left empty', SOUND.map((row) => row.replace('9,1', '9,')), 'treated: deze cel is leeg'],
    ['no rows', [], 'geen rijen'],
  ])('refuses %s with the fact, and prints nothing', (_, rows, words) => {
    const refused = answer(rows);
    expect(refused?.exitCode).toBe(1);
    expect(refused?.complaints.join('\n')).toContain(words);
    expect(refused).not.toHaveProperty('output');
  });

  test.each([
    ['true', 'false'],
    ['TRUE', 'FALSE'],
    ['True', '0'],
  ])('takes %s and %s for treated and not, as published data sets write it', (yes, no) => {
    const written = SOUND.map((row) => row.replace(/1$/, yes).replace(/0$/, no));
    expect(answer(written)).toMatchObject({ exitCode: 0, output: answer(SOUND)?.output });
  });

  test('refuses a missing column and a missing file', () => {
    expect(answer(SOUND, '--columns', 'value=kosten')?.complaints[0]).toContain('De kolom kosten ontbreekt.');
    expect(evaluatePanel([join(folder, 'nowhere.csv')])?.complaints[0]).toContain('Dit bestand bestaat niet.');
  });
});

/** Rows of one municipality: three children and seven adults at a cost each. */
const municipality = (name: string, child: number, adult: number) => [
  `V;0-17;${name};3;3;${3 * child}`,
  `V;18+;${name};7;7;${7 * adult}`,
];

describe('vektis', () => {
  const VEKTIS = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten';
  const year = (name: string, ...rows: readonly string[]) => file(`vektis_${name}_gemeente.csv`, VEKTIS, ...rows);
  year('2017', ...municipality('A', 10, 100), ...municipality('B', 20, 200), ...municipality('C', 30, 300));
  year('2018', ...municipality('A', 10, 100), ...municipality('B', 20, 200), ...municipality('C', 30, 300));
  year('2019', ...municipality('A', 10, 90), ...municipality('B', 20, 200), ...municipality('C', 30, 300));
  const ask = (...given: readonly string[]) => evaluateVektis([folder, ...given]);

  test('compares the pilot with all others, per insured year', () => {
    const { output = '', exitCode } = ask('--pilot', 'a', '--years', '2017-2019', '--start', '2019') ?? {};
    expect(exitCode).toBe(0);
    const { areas, leftOut, did, eventStudy, preTrend, placeboPeriod } = JSON.parse(output);
    // Seven in ten are adults, who cost 10 euro less in the pilot and nowhere else.
    expect([areas, leftOut, did.effect]).toEqual([3, [], expect.closeTo(-7, 9)]);
    expect(eventStudy.map(({ period }: { period: string }) => period)).toEqual(['2017', '2018', '2019']);
    expect([preTrend.verdict, placeboPeriod]).toEqual(['niet te zeggen', null]);
  });

  test('takes the costs of one category, and refuses one that is none or that a year has no column for', () => {
    const kinds = mkdtempSync(join(tmpdir(), 'ontschot-kinds-'));
    const heading =
      'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie;kosten_overig';
    for (const [named, medicine] of [
      ['2017', 50],
      ['2018', 50],
      ['2019', 40],
    ] as const) {
      const rows = ['A', 'B', 'C'].map(
        (name) => `V;0-17;${name};10;10;${name === 'A' ? medicine : 50};${name === 'A' ? 7 : 9}`,
      );
      writeFileSync(join(kinds, `vektis_${named}_gemeente.csv`), `${[heading, ...rows, ';;;1;1;1;1'].join('\n')}\n`);
    }
    const asked = (category: string) =>
      evaluateVektis([kinds, '--pilot', 'A', '--years', '2017-2019', '--start', '2019', '--category', category]);
    const { category, did } = JSON.parse(asked('farmacie')?.output ?? '{}');
    // Ten insured years, ten euro less: one euro a year. Other costs do not count.
    expect([category, did.effect]).toEqual(['farmacie', expect.closeTo(-1, 9)]);
    expect(asked('mondzorg')?.complaints[0]).toContain('2017, 2018, 2019 hebben geen kolom voor mondzorg');
    expect(asked('medicijnen')?.complaints[0]).toContain('De zorgsoort medicijnen bestaat niet');
    rmSync(kinds, { recursive: true });
  });

  test('refuses a municipality that is not there and a year without a file', () => {
    expect(ask('--pilot', 'AA', '--years', '2017-2019', '--start', '2019')).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringContaining('AA komt niet in alle jaren voor')],
    });
    expect(ask('--pilot', 'A', '--years', '2016-2019', '--start', '2019')).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringContaining('Voor 2016 is er geen bestand')],
    });
  });

  test.each([
    [['--pilot', 'A', '--years', '2017-2019']],
    [['--pilot', 'A', '--years', '2017-2019', '--start', '2020']],
    [['--pilot', 'A,', '--years', '2017-2019', '--start', '2019']],
    [['--pilot', 'A', '--years', '2019-2017', '--start', '2019']],
    [['--pilot', 'A', '--years', '2017', '--start', '2017', '--stream', 'Zvw']],
  ])('wrong usage: %j', (given) => expect(ask(...given)).toBeNull());
});

test.each([[[]], [['nothing']], [['panel']]])('wrong usage of %j says how it is used', (given) => {
  const { stdout, stderr, status } = run(...given);
  expect([stdout, status]).toEqual(['', 2]);
  expect(stderr).toContain('Gebruik: npm run -s evaluate -- panel PANEL.csv');
});

test.each([[[]], [['a.csv', 'b.csv']], [['a.csv', '--columns', 'x=y']], [['a.csv', '--decimal', ',']]])(
  'panel %j is wrong usage',
  (given) => expect(evaluatePanel(given)).toBeNull(),
);
