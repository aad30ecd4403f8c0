/**
 * The benchmark of the evaluation page, each run in a process of its own: `node bench/evaluation-page.ts TIMES`. Makes the
 * evaluation document and the page of the demo with the command itself, from the file to the file. Prints one JSON line: the
 * median in milliseconds, that of starting Node and doing nothing, and the size of the page.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [times = '5'] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ontschot-bench-'));
const page = join(folder, 'page.html');
const input = join(root, 'docs', 'evaluations', 'parkstad-demo.json');
const command = [join(root, 'commands', 'evaluate.ts'), 'document', input, '--html', page];

/** How long a process took, in milliseconds; one that fails measures nothing. */
const timeOf = (options: readonly string[]): number => {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - started;
};

const medianOf = (options: readonly string[]): number => {
  const all = Array.from({ length: Number(times) }, () => timeOf(options)).sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? 0;
};

const medianMilliseconds = medianOf(command);
const startMilliseconds = medianOf(['--eval', '']);
const pageBytes = statSync(page).size;
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify({ medianMilliseconds, startMilliseconds, pageBytes })}\n`);
