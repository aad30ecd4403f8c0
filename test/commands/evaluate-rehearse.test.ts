import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { evaluateRehearse } from '../../commands/evaluate-rehearse.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-rehearse-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TERMS = pathOf('../../commands/terms/parkstad.json');

const HEADING = 'geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;kosten_farmacie';
const year = (name: string, ...costs: readonly number[]) =>
  writeFileSync(
    join(folder, `vektis_${name}_gemeente.csv`),
    [HEADING, ...costs.map((cost, place) => `M;90+;${'ABC'[place]};20;20;${cost}`)].join('\n'),
  );
year('2017', 1000, 1000, 1000);
year('2018', 1000, 1000, 1000);
year('2019', 1000, 1000, 900);
year('2020', 1000, 1000, 1000);

const rehearse = (...given: readonly string[]) =>
  spawnSync(process.execPath, [pathOf('../../commands/evaluate.ts'), 'rehearse', ...given], { encoding: 'utf8' });
const BASELINE = ['--baseline', '2017:1/2,2018:1/2'];

test('settles the terms for every municipality and year, prints the odds, and its progress beside them', () => {
  const asked = ['vektis', folder, ...BASELINE, '--performance', '2019,2020', '--terms', TERMS, '--outcomes'];
  const { stdout, stderr, status } = rehearse(...asked);
  expect([stderr, status]).toEqual(['2019: 3 van 3 gemeenten\n2020: 3 van 3 gemeenten\n', 0]);
  const { all, byPeriod, outcomes } = JSON.parse(stdout);
  expect(all).toMatchObject({ areas: 6, settled: 6 });
  expect(byPeriod['2019']).toMatchObject({ gain: 1, loss: 2 });
  expect(
    outcomes.map((each: Record<string, unknown>) => [each['area'], each['period'], each['status']]).slice(2, 4),
  ).toEqual([
    ['C', '2019', 'gain'],
    ['A', '2020', 'gain'],
  ]);
});

test.each([
  [
    'a year without a file',
    [...BASELINE, '--performance', '2019,2021', '--terms', TERMS],
    'Voor 2021 is er geen bestand.',
  ],
  [
    'a year that is none',
    [...BASELINE, '--performance', '2019,soon', '--terms', TERMS],
    'soon: De open data van Vektis',
  ],
  ['terms that are not there', [...BASELINE, '--performance', '2019', '--terms', 'nowhere.json'], 'nowhere.json: '],
  [
    'a baseline that is the performance',
    ['--baseline', '2019:1', '--performance', '2019', '--terms', TERMS],
    'overlapt',
  ],
])('%s is refused, and prints nothing', (_, options, message) => {
  const answer = evaluateRehearse(['vektis', folder, ...options]);
  expect(answer).toMatchObject({ exitCode: 1, complaints: [expect.stringContaining(message)] });
  expect(answer).not.toHaveProperty('output');
});

test.each([
  ['an option left out', ['vektis', folder, ...BASELINE, '--performance', '2019']],
  ['another source', ['iv3', folder, ...BASELINE, '--performance', '2019', '--terms', TERMS]],
  ['a baseline without weights', ['vektis', folder, '--baseline', '2017', '--performance', '2019', '--terms', TERMS]],
  ['an empty year', ['vektis', folder, ...BASELINE, '--performance', '2019,', '--terms', TERMS]],
])('%s is wrong usage', (_, given) => expect(evaluateRehearse(given)).toBeNull());
