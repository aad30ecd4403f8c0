import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { templateCsvw } from '../../domain/delivery/template/csvw.ts';
import { templateCsv, templateXlsx } from '../../domain/delivery/template/template-files.ts';
import { zipOf } from '../../domain/record/zip.ts';

const command = fileURLToPath(new URL('../../commands/template.ts', import.meta.url));
const template = (...given: readonly string[]) => spawnSync(process.execPath, [command, ...given]);

test('writes a template as it is asked for, byte for byte', () => {
  expect(template('costs', '--format', 'csv').stdout.toString()).toBe(templateCsv('costs', 'blank'));
  expect(template('members', '--format', 'xlsx', '--example').stdout).toEqual(
    Buffer.from(templateXlsx('members', 'example', zipOf)),
  );
  expect(template('investments', '--format', 'csvw').stdout.toString()).toBe(templateCsvw('investments'));
});

test('explains every column', () => {
  const { stdout, status } = template('costs', '--format', 'guide');
  expect(status).toBe(0);
  expect(stdout.toString()).toContain('| bedrag | amount |');
});

test.each([
  ['letters', '--format', 'csv'],
  ['costs', '--format', 'constructor'],
])('says how it is used when it is used otherwise: %j', (...given) => {
  const { stderr, status } = template(...given);
  expect([status, stderr.toString()]).toEqual([2, expect.stringContaining('Gebruik:')]);
});
