import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { demoDocument } from '../../local/demo/pilot.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));

const command = fileURLToPath(new URL('../../commands/agreement.ts', import.meta.url));
const agreement = (...files: readonly string[]) =>
  spawnSync(process.execPath, [command, ...files], { encoding: 'utf8' });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test('an agreement that is in order is summed up', () => {
  const { stdout, stderr, status } = agreement(file('sound.json', JSON.stringify(demoDocument)));
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^in orde\nOvereenkomst gedeelde besparingen .*, versie 1\n/);
  expect(stdout).toContain('\nGoedkeuren: INS, MUN, CARE (artikel 9)\n');
});

test('one that is not has all its faults printed, each with its place', () => {
  const damaged = {
    ...demoDocument,
    agreement: { ...demoDocument.agreement, approvers: ['INS'], advances: 0.5, inForce: { from: '2026-01-01' } },
  };
  const { stdout, status } = agreement(file('damaged.json', JSON.stringify(damaged)));
  expect(status).toBe(1);
  expect(stdout.trimEnd().split('\n')).toEqual([
    '4 fouten',
    'agreement.advances: Hier hoort een tekst (getallen staan als tekst tussen aanhalingstekens).',
    'agreement.approvers: De partij MUN (municipality) keurt elk afschrift goed en ontbreekt hier.',
    'agreement.approvers: De partij CARE (careField) keurt elk afschrift goed en ontbreekt hier.',
    'agreement.inForce.from: De overeenkomst geldt pas na het begin van de prestatieperiode.',
  ]);
});

test.each([
  ['no JSON', () => file('text.json', 'geen json'), 'Dit is geen JSON'],
  ['no UTF-8', () => file('bytes.json', Uint8Array.of(0xff, 0xfe, 0x00)), 'Dit is geen tekst in UTF-8.'],
  ['no file', () => join(folder, 'absent.json'), 'Dit bestand bestaat niet.'],
  ['no object', () => file('list.json', '[]'), '1 fout\ndocument: Hier hoort een object.'],
])('a file with %s is a complaint and no stack trace', (_, make, complaint) => {
  const { stdout, stderr, status } = agreement(make());
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toContain(complaint);
});

test.each([[], ['a.json', 'b.json'], ['--help']])('wrong usage %s is explained and ends with 2', (...given) => {
  const { stdout, stderr, status } = agreement(...given);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('npm run -s agreement');
});
