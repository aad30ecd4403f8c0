import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const command = fileURLToPath(new URL('../../commands/inspect.ts', import.meta.url));
const inspect = (...files: readonly string[]) =>
  spawnSync(process.execPath, [command, ...files], { encoding: 'utf8', maxBuffer: 16_000_000 });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('prints one line a file, in order, with the hash of its bytes and every problem', () => {
  const content = 'populatie;bedrag\r\nParkstad;12,50\r\nParkstad\r\n\r\n';
  const sound = file('sound.csv', '\ufeffa\tb\n1.5\t2\n');
  const damaged = file('damaged.csv', content);
  const { stdout, stderr, status } = inspect(damaged, sound);
  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(linesOf(stdout)).toMatchObject([
    {
      file: damaged,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      encoding: 'utf-8',
      delimiter: ';',
      decimal: ',',
      columns: 2,
      rows: 2,
      trailingEmptyRows: 1,
      problemCount: 1,
      problems: [{ code: 'too_few_fields', line: 3, column: null, message: expect.stringContaining('1 veld;') }],
    },
    {
      file: sound,
      byteOrderMark: true,
      delimiter: '\t',
      decimal: '.',
      columns: 2,
      rows: 1,
      problemCount: 0,
      problems: [],
    },
  ]);
});

test('a packed file is inspected by what is in it, a workbook is refused by name', () => {
  const packed = gzipSync('a;b\n1;2\n');
  const { stdout, status } = inspect(file('packed.csv.gz', packed), file('workbook.csv', 'PK\u0003\u0004rest'));
  expect(status).toBe(1);
  expect(linesOf(stdout)).toMatchObject([
    { bytes: packed.length, sha256: createHash('sha256').update(packed).digest('hex'), rows: 1, problems: [] },
    {
      problemCount: 1,
      problems: [{ code: 'file_cannot_be_read', detail: { en: expect.stringContaining('ZIP file') } }],
    },
  ]);
});

test('counts every problem and lists the first 10,000', () => {
  const { stdout, status } = inspect(file('broken.csv', `a;b;c\n${'1;2;3\n1;2\n'.repeat(12_000)}`));
  const [line] = linesOf(stdout) as { problemCount: number; problems: { line: number }[] }[];
  expect(status).toBe(0);
  expect(line?.problemCount).toBe(12_000);
  expect(line?.problems).toHaveLength(10_000);
  expect(line?.problems[0]?.line).toBe(3);
});

test('a file that is not there has its line, and the others are still inspected', () => {
  const sound = file('other.csv', 'a;b\n1;2\n');
  const { stdout, stderr, status } = inspect(join(folder, 'nowhere.csv'), folder, sound);
  expect(status).toBe(1);
  expect(linesOf(stdout)).toMatchObject([
    { problemCount: 1, problems: [{ code: 'file_cannot_be_read', line: null }] },
    { problems: [{ message: 'Dit is een map en geen bestand. Noem een bestand.' }] },
    { file: sound, problemCount: 0 },
  ]);
  expect(stderr).toContain('nowhere.csv: Dit bestand bestaat niet.');
});

test.each([[[]], [['--help']]])('wrong usage %j says how it is used', (given) => {
  const { stdout, stderr, status } = inspect(...given);
  expect([stdout, status]).toEqual(['', 2]);
  expect(stderr).toContain('Gebruik: npm run -s inspect -- BESTAND');
});
