import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluateStandardise } from '../../commands/evaluate-standardise.ts';
import { evaluateTriangle } from '../../commands/evaluate-triangle.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const run = (...given: readonly string[]) =>
  spawnSync(process.execPath, [pathOf('../../commands/evaluate.ts'), ...given], { encoding: 'utf8' });

const genins = pathOf('../../../shared/data/methods/genins.csv');
const isAbsent = !existsSync(genins);
if (isAbsent) console.warn('The Taylor–Ashe triangle is not in ../shared/data/methods: its test is skipped.');

/** Published by Mack (1993), Taylor and Ashe (1983): reserves and standard errors by origin, in units. */
const RESERVES = [0, 94634, 469511, 709638, 984889, 1419459, 2177641, 3920301, 4278972, 4625811];
const ERRORS = [0, 75535, 121699, 133549, 261406, 411010, 558317, 875328, 971258, 1363155];

test.skipIf(isAbsent)(
  'the triangle of Taylor and Ashe has the published factors, reserves and errors, to the unit',
  () => {
    const { stdout, stderr, status } = run('triangle', genins);
    expect([stderr, status]).toEqual(['', 0]);
    const { factors, origins, total } = JSON.parse(stdout);
    const each = (name: string) => origins.map((origin: Record<string, number>) => Math.round(origin[name] ?? -1));
    expect(factors.map((factor: number) => factor.toFixed(3)).join(' ')).toBe(
      '3.491 1.747 1.457 1.174 1.104 1.086 1.054 1.077 1.018',
    );
    expect(each('reserve')).toEqual(RESERVES);
    expect(each('se')).toEqual(ERRORS);
    expect([Math.round(total.reserve), Math.round(total.se)]).toEqual([18_680_856, 2_447_095]);
    expect(origins[9]).toMatchObject({ origin: '2010', latest: 344_014 });
    expect(total.ultimate).toBeCloseTo(34_358_090 + 18_680_856, -1);
  },
);

describe('triangle', () => {
  const answer = (content: string, ...options: readonly string[]) =>
    evaluateTriangle([file('triangle.csv', content), ...options]);

  test('reads a decimal comma, other headings and ages', () =>
    expect(
      answer(
        'jaar;leeftijd;stand\n1;1;60,5\n1;2;121\n2;1;10\n',
        '--columns',
        'origin=jaar,development=leeftijd,value=stand',
      ),
    ).toEqual({
      output: JSON.stringify({
        factors: [2],
        origins: [
          { origin: '1', latest: 121, ultimate: 121, reserve: 0, se: 0 },
          { origin: '2', latest: 10, ultimate: 20, reserve: 10, se: null },
        ],
        total: { ultimate: 141, reserve: 10, se: null },
      }),
      complaints: [],
      exitCode: 0,
    }));

  test('refuses with the file, the line and what to do, and prints nothing', () => {
    const refused = answer('origin,development,value\n1,1,60\n1,2,0\n2,1,x\n');
    expect(refused).toMatchObject({ exitCode: 1, complaints: [expect.stringContaining('regel 4, kolom 3')] });
    expect(refused).not.toHaveProperty('output');
    expect(answer('origin,development,value\n1,1,60\n1,2,0\n2,1,5\n')).toMatchObject({
      complaints: [expect.stringContaining('regel 3: 1: de cumulatieve stand is 0.')],
    });
    expect(evaluateTriangle([join(folder, 'nowhere.csv')])).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringContaining('Dit bestand bestaat niet.')],
    });
  });
});

describe('standardise', () => {
  const HEADING = 'area,stratum,count,population,standard';
  const answer = (...rows: readonly string[]) =>
    evaluateStandardise([file('counts.csv', [HEADING, ...rows].join('\n'))]);

  test('prints a rate per 1 with limits, or why there is none', () => {
    const { output = '', exitCode } = answer('A,y,10,100,1', 'A,o,30,100,1', 'B,y,1,100,1', 'B,o,2,100,1') ?? {};
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toEqual({
      areas: [
        { area: 'A', rate: expect.closeTo(0.2, 12), low: expect.closeTo(0.1429, 3), high: expect.closeTo(0.2723, 3) },
        { area: 'B', refused: 'events_must_be_ten_or_more', message: expect.stringContaining('Er zijn 3') },
      ],
    });
  });

  test('refuses rows that contradict each other', () =>
    expect(answer('A,y,10,100,1', 'A,y,10,100,2')).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringContaining('regel 3'), expect.stringContaining('regel 3')],
    }));
});

test.each([[['triangle']], [['standardise', 'a.csv', 'b.csv']], [['triangle', 'a.csv', '--columns', 'age=x']]])(
  'wrong usage of %j says how it is used',
  (given) => {
    const { stdout, stderr, status } = run(...given);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain('Gebruik: npm run -s evaluate -- triangle');
  },
);
