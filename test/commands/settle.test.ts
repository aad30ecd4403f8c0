import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { caseFileOf, WORKED_CASES } from '../cases/worked-cases.ts';

const command = fileURLToPath(new URL('../../commands/settle.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ontschot-settle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...files: readonly string[]) =>
  spawnSync(process.execPath, [command, ...files], { encoding: 'utf8', maxBuffer: 64_000_000 });

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const [worked] = WORKED_CASES;
if (worked === undefined) throw new Error('There is no worked case.');
const caseFile = caseFileOf(worked);

/** The worked case with a number of cents more invested by the municipality, so that each file is told by its result. */
const caseNumber = (cents: number): string =>
  JSON.stringify({
    ...caseFile,
    investments: { ...caseFile.investments, MUN: `20000.${`${cents}`.padStart(2, '0')}` },
  });

describe('settling many case files in one call', () => {
  test('200 files give 200 lines in the order given, and one that is malformed does not stop the others', () => {
    const files = Array.from({ length: 200 }, (_, place) =>
      place === 57 ? write('57.json', '{"case": 1}') : write(`${place}.json`, caseNumber(place % 100)),
    );
    const { stdout, status } = run(...files);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ status: each, parties }) => parties?.MUN.invested ?? each)).toEqual(
      files.map((_, place) => (place === 57 ? 'refused' : `20000.${`${place % 100}`.padStart(2, '0')}`)),
    );
    expect(answers[57]).toMatchObject({ refusal: 'case_is_malformed' });
    expect(status).toBe(1);
  });

  test.each([
    ['a file that is not there', () => join(folder, 'absent.json')],
    ['a file that is no JSON', () => write('text.json', 'geen JSON')],
    [
      'a file that is no UTF-8',
      () => {
        const path = join(folder, 'bytes.json');
        writeFileSync(path, new Uint8Array([0x7b, 0xff]));
        return path;
      },
    ],
  ])('%s has a line in its place, and the file after it is settled', (_, make) => {
    const { stdout, status, stderr } = run(make(), write('good.json', caseNumber(0)));
    const [bad, good] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([bad.refusal, bad.detail.faults.length, good.status]).toEqual(['case_is_malformed', 1, 'gain']);
    expect([status, stderr]).toEqual([1, '']);
  });

  test('a refusal of the method is an answer: the exit is 0', () => {
    const { stdout, status } = run(write('empty.json', JSON.stringify({ ...caseFile, memberMonths: [] })));
    expect([JSON.parse(stdout).refusal, status]).toEqual(['population_is_empty', 0]);
  });

  test.each([[[]], [['--help']]])(
    'without files, or with an option (%j), it says how it is used and exits with 2',
    (files) => {
      expect(run(...files)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Gebruik:') });
    },
  );
});
