import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-case-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const command = pathOf('../../commands/case.ts');
const TERMS = pathOf('../../commands/terms/parkstad.json');
const run = (...given: readonly string[]) =>
  spawnSync(process.execPath, [command, ...given], { encoding: 'utf8', maxBuffer: 16_000_000 });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie';
const year = (cost: number) => `${HEADING}\nM;90+;HEERLEN;12;10;${cost}\nM;90+;ZWOLLE;20;20;900\n;;;9;8;77.07\n`;
file('vektis_2021_gemeente.csv', year(1000));
file('vektis_2022_gemeente.csv.gz', gzipSync(year(1010)));
file('vektis_2023_gemeente.csv', year(990));
file('vektis_2018_gemeente.csv', `${HEADING}\nM;90+;HEERLEN;12;10\nM;90+;ZWOLLE;20;tien;900\n`);
file('vektis_2019_gemeente.csv.gz', 'this is not gzip');

const OPTIONS = { pilot: 'HEERLEN', baseline: '2021:1/2,2022:1/2', performance: '2023', terms: TERMS };
const build = (change: Partial<typeof OPTIONS> = {}, place = folder) =>
  run('vektis', place, ...Object.entries({ ...OPTIONS, ...change }).flatMap(([name, value]) => [`--${name}`, value]));

test('prints a case file, and what each year holds on standard error', () => {
  const { stdout, stderr, status } = build();
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    case: 1,
    agreement: {
      baseline: [
        { period: '2021', weight: '1/2' },
        { period: '2022', weight: '1/2' },
      ],
      performance: '2023',
    },
    memberMonths: expect.arrayContaining([
      { cohort: 'intervention', period: '2022', sex: 'M', ageBand: '90+', months: '120.00' },
    ]),
    costs: expect.arrayContaining([
      { stream: 'Zvw', cohort: 'intervention', period: '2022', sex: 'M', ageBand: '90+', amount: '1010.00' },
    ]),
  });
  expect(stderr.match(/restregel zonder gemeente, niet meegeteld, 8,00 verzekerdejaren, € 77,07/g)).toHaveLength(3);
});

describe('a refusal names the rule and the place, and prints no case', () => {
  const notJson = file('not-json.json', '{');
  const list = file('list.json', '[]');
  const wrong = file('wrong.json', '{"parties": [], "trend": {"form": "ratio"}}');
  test.each([
    ['a year without a file', { performance: '2020' }, 'Voor 2020 is er geen bestand. Gezocht is naar '],
    ['the names that were looked for', { performance: '2020' }, 'vektis_2020_gemeente.csv.gz'],
    ['a year that is no year', { performance: '2023-K1' }, '2023-K1: De open data van Vektis zijn per jaar.'],
    [
      'a damaged file, its line',
      { performance: '2018' },
      'vektis_2018_gemeente.csv, regel 2: Deze rij heeft 5 velden;',
    ],
    [
      'a damaged file, its cell',
      { performance: '2018' },
      'regel 3, kolom 5: aantal_verzekerdejaren: hier staat "tien".',
    ],
    [
      'a file that is no gzip',
      { performance: '2019' },
      'vektis_2019_gemeente.csv.gz: Dit bestand kan niet worden gelezen',
    ],
    [
      'an unknown municipality',
      { pilot: 'HERLEN' },
      'De gemeente HERLEN komt in 2021 niet voor. Namen die erop lijken: HEERLEN',
    ],
    [
      'weights that are not 1',
      { baseline: '2021:1/2,2022:1/3' },
      'agreement.baseline: De gewichten van de basisperioden zijn samen niet precies 1.',
    ],
    ['a weight that is no number', { baseline: '2021:half,2022:1/2' }, 'agreement.baseline[0].weight: '],
    ['terms that are not there', { terms: 'nowhere.json' }, 'nowhere.json: Dit bestand bestaat niet.'],
    ['terms that are no JSON', { terms: notJson }, 'not-json.json: Dit is geen JSON'],
    ['terms that are no object', { terms: list }, 'agreement: Hier hoort een object'],
    ['malformed terms, a path for each fault', { terms: wrong }, 'agreement.sharing: Dit ontbreekt.'],
  ])('%s', (_, change, message) => {
    const { stdout, stderr, status } = build(change);
    expect([stdout, status]).toEqual(['', 1]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('wrong usage says how it is used', () => {
  test.each([
    ['nothing given', []],
    [
      'another source',
      ['iv3', folder, '--pilot', 'A', '--baseline', '2021:1', '--performance', '2023', '--terms', TERMS],
    ],
    ['an option left out', ['vektis', folder, '--pilot', 'A', '--baseline', '2021:1', '--performance', '2023']],
    ['an unknown option', ['vektis', folder, '--stream', 'Zvw']],
    [
      'a baseline without weights',
      ['vektis', folder, '--pilot', 'A', '--baseline', '2021', '--performance', '2023', '--terms', TERMS],
    ],
  ])('%s', (_, given) => {
    const { stdout, stderr, status } = run(...given);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain('Gebruik: npm run -s case -- vektis MAP');
  });
});

const vektis = pathOf('../../../shared/data/vektis');
const isAbsent = !existsSync(vektis);
if (isAbsent)
  console.warn('The Vektis open data are not in ../shared/data/vektis: the test on the real files is skipped.');

test.skipIf(isAbsent)('the real files of Heerlen, Kerkrade and Simpelveld tie out with the published totals', () => {
  const { stdout, stderr, status } = build({ pilot: 'HEERLEN,KERKRADE,SIMPELVELD' }, vektis);
  expect(status).toBe(0);
  const { memberMonths, costs } = JSON.parse(stdout) as { memberMonths: unknown[]; costs: unknown[] };
  // Two cohorts, three years, two sexes, nineteen age classes.
  expect([memberMonths.length, costs.length]).toEqual([228, 228]);
  for (const total of ['47.553.064.660,05', '51.013.276.112,16', '55.153.685.146,85'])
    expect(stderr).toContain(`€ ${total}.`);
});
