import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { canonicalText } from '../../domain/record/canonical.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-population-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const population = (...given: readonly string[]) =>
  spawnSync(process.execPath, [path('commands/population.ts'), ...given], { encoding: 'utf8' });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const example = path('docs/populations/wijk-heerlen.json');
const written = JSON.parse(readFileSync(example, 'utf8'));

test('a definition that is in order is summed up under its hash', () => {
  const { stdout, stderr, status } = population(example);
  expect([status, stderr]).toEqual([0, '']);
  const sha256 = createHash('sha256').update(canonicalText(written)).digest('hex');
  expect(stdout).toMatch(new RegExp(`^in orde\nSHA-256 ${sha256}\nHeerlen-pilotwijken, versie 1: `));
});

test('one that is not has all its faults printed, each with its place', () => {
  const damaged = { ...written, ageBands: ['00-17', '19+', 'rest'], basis: 'dorp', version: 1 };
  const { stdout, status } = population(file('damaged.json', JSON.stringify(damaged)));
  expect(status).toBe(1);
  expect(stdout.trimEnd().split('\n')).toEqual([
    '3 fouten',
    'version: Hier hoort een tekst (getallen staan als tekst tussen aanhalingstekens).',
    'basis: Hier hoort een van: wijk, praktijk, beide.',
    'ageBands[1]: Er is een gat: deze klasse begint bij 19 en hoort bij 18 te beginnen.',
  ]);
});

test('beside a list of areas it counts their inhabitants, or says which code is not in it', () => {
  const of = (count: number) => ({ AantalInwoners_5: count });
  const all = { WK091710: of(100), WK091720: of(200), GM0928: of(3000), GM0965: of(4000) };
  const sound = population(example, '--areas', file('areas.json.gz', gzipSync(JSON.stringify(all))));
  expect(sound.status).toBe(0);
  expect(sound.stdout).toContain('Inwoners van de gebieden (pilot, afgerond door het CBS): 300\n');
  expect(sound.stdout).toContain('Inwoners van de gebieden (referentie, afgerond door het CBS): 7000\n');
  const { GM0965: _, ...fewer } = all;
  const unsound = population(example, '--areas', file('fewer.json', JSON.stringify(fewer)));
  expect([unsound.status, unsound.stdout]).toEqual([
    1,
    '1 fout\nreference.areas[1]: Het gebied GM0965 staat niet in de lijst van het CBS.\n',
  ]);
});

test('beside counts it says what they cover, or what is wrong with each', () => {
  const row = (cohort: string, group: string, persons: number) => ({
    ...{ cohort, group, persons, period: '2025-K1' },
    months: `${persons * 3}`,
  });
  const counts = ['intervention', 'reference'].flatMap((cohort) => [
    row(cohort, 'populatie', 1000),
    row(cohort, 'gedekt', 900),
    row(cohort, 'wlz', 12),
  ]);
  const declared = (some: readonly object[]) =>
    file('counts.json', JSON.stringify({ valuationDate: '2025-07-31', counts: some }));
  expect(population(example, '--counts', declared(counts)).stdout).toContain(
    'interventie 2025-K1: gedekt 90 %; door de Wlz weg 12 personen\nreferentie 2025-K1: gedekt 90 %; door',
  );
  const few = counts.map((each) => (each.group === 'wlz' ? { ...each, persons: 3 } : each));
  const { status, stdout } = population(example, '--counts', declared(few));
  expect([status, stdout.split('\n')[0]]).toEqual([1, '2 fouten']);
  expect(stdout).toContain('\ncounts[2]: De groep wlz (interventie 2025-K1): hier zijn 1 tot en met 9 personen geteld');
});

test.each([
  ['a definition that is not there', () => [join(folder, 'absent.json')], 'Dit bestand bestaat niet.'],
  [
    'a list that is none',
    () => [example, '--areas', file('list.json', '[]')],
    'Dit is geen lijst van gebieden van het CBS.',
  ],
])('%s is a complaint and no stack trace', (_, make, complaint) => {
  const { stdout, stderr, status } = population(...make());
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toContain(complaint);
});

test('wrong usage is explained and ends with 2', () => {
  const { stdout, stderr, status } = population('a.json', 'b.json');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('npm run -s population');
});
