import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluateDocument } from '../../commands/evaluate-document.ts';
import { readCanonical } from '../../domain/record/canonical.ts';
import { twoAreas } from '../domain/evaluation/evaluation-sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'ontschot-evaluation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DEMO = pathOf('../../docs/evaluations/parkstad-demo.json');

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('makes the document of the demo and its page, which names the hash of the document', () => {
  const html = join(folder, 'demo.html');
  const given = [pathOf('../../commands/evaluate.ts'), 'document', DEMO, '--html', html];
  const { stdout, stderr, status } = spawnSync(process.execPath, given, { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  const text = stdout.trimEnd();
  expect(readCanonical(text)?.value).toMatchObject({ evaluation: 1, total: { shown: 'notShown' } });
  const page = readFileSync(html, 'utf8');
  expect(page).toContain('Pilot Parkstad (fictief)');
  expect(page).toContain(`<code>${sha256(text)}</code>`);
});

test('the same input laid out otherwise gives the same document', () => {
  const input = twoAreas();
  const turned = Object.fromEntries(Object.entries(input).reverse());
  const documents = [JSON.stringify(input), JSON.stringify(turned, null, 2)].map(
    (content) => evaluateDocument([file('input.json', content)])?.output,
  );
  expect(documents[0]).toContain('"inputSha256":"');
  expect(documents[1]).toBe(documents[0]);
});

describe('an input that cannot be used is refused with everything that is wrong, and no page is written', () => {
  test.each([
    ['a file that is not there', join(folder, 'nowhere.json'), 'Dit bestand bestaat niet'],
    ['no JSON', file('text.json', 'hello'), 'Dit is geen JSON'],
    ['half a character', file('half.json', JSON.stringify(twoAreas({ title: '\ud800' }))), 'half teken'],
    ['faults', file('faults.json', JSON.stringify(twoAreas({ title: '', streams: [] }))), 'streams: Dit is leeg'],
  ])('%s', (_, name, message) => {
    const html = join(folder, 'never.html');
    const answer = evaluateDocument([name, '--html', html]);
    expect(answer).toMatchObject({ exitCode: 1 });
    expect(answer?.complaints.join('\n')).toContain(message);
    expect(answer).not.toHaveProperty('output');
    expect(() => readFileSync(html)).toThrow('ENOENT');
  });

  test('a page that cannot be written says where', () => {
    const html = join(folder, 'no', 'folder.html');
    const answer = evaluateDocument([file('input.json', JSON.stringify(twoAreas())), '--html', html]);
    expect(answer).toMatchObject({ exitCode: 1, complaints: [expect.stringContaining('(ENOENT)')] });
  });
});

test.each([
  ['no file', []],
  ['two files', [DEMO, DEMO]],
  ['an unknown option', [DEMO, '--pdf', 'x']],
  ['an empty name for the page', [DEMO, '--html', '']],
])('%s is wrong usage', (_, given) => expect(evaluateDocument(given)).toBeNull());
