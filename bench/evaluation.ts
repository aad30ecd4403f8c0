/**
 * One contestant of the evaluation benchmark, in a process of its own: `node bench/evaluation.ts ours|reference COUNT
 * open|simulated`. Synthetic difference-in-differences for COUNT areas in turn as placebo (0: all of them), each against all
 * others.
 *
 * The areas are 337 simulated ones over nine years, or the municipalities of the Vektis open data where those lie beside
 * the repository; a municipality without a cost at the common mix of ages is not among them. Prints one JSON line: what the
 * areas are, how many ran, seconds, and one in milliseconds (median); or `null` without the data.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readVektis, type VektisFile } from '../domain/delivery/open-data/vektis.ts';
import { compare, type Method } from '../domain/evaluation/comparison.ts';
import type { Panel } from '../domain/evaluation/panel.ts';
import { syntheticDifferenceInDifferences } from '../domain/evaluation/synthetic-difference-in-differences.ts';
import { vektisPanel } from '../domain/evaluation/vektis-panel.ts';
import { simulatedPilot, THREE_OF_SIXTY } from '../test/domain/evaluation/simulated-pilot.ts';
import { frankWolfe } from '../test/reference/frank-wolfe.ts';

const folder = join(import.meta.dirname, '../../shared/data/vektis');

const readYear = (name: string): [string, VektisFile] => {
  const reading = readVektis(gunzipSync(readFileSync(join(folder, name))));
  if ('problems' in reading) throw new Error(`${name}: ${reading.problems[0]?.message}`);
  return [/\d{4}/.exec(name)?.[0] ?? '', reading.file];
};

const openData = (): Panel => {
  const made = vektisPanel({ pilot: ['HEERLEN'], start: '2021' }, new Map(readdirSync(folder).sort().map(readYear)));
  if ('refusals' in made) throw new Error(made.refusals[0]);
  return made.panel;
};

const [contestant = 'ours', count = '0', source = 'simulated'] = process.argv.slice(2);
const simulated = () => simulatedPilot({ ...THREE_OF_SIXTY, areas: 337, treated: 1 }, 1);

const measure = (panel: Panel, method: Method) => {
  const places = [...panel.units.keys()].slice(0, Number(count) || panel.units.length);
  const single: number[] = [];
  const started = performance.now();
  for (const place of places) {
    const before = performance.now();
    const donors = [...panel.units.keys()].filter((other) => other !== place);
    if (compare({ panel, group: [place], donors }, method) === null) throw new Error('The weights were not found.');
    single.push(performance.now() - before);
  }
  const seconds = (performance.now() - started) / 1000;
  const medianMilliseconds = single.sort((a, b) => a - b)[Math.floor(single.length / 2)];
  const areas = `${panel.units.length} ${source === 'open' ? 'municipalities' : 'simulated areas'} × ${panel.periods.length} years`;
  return { areas, runs: places.length, seconds, medianMilliseconds };
};

const method = contestant === 'ours' ? syntheticDifferenceInDifferences : frankWolfe;
const isAbsent = source === 'open' && !existsSync(folder);
const result = isAbsent ? null : measure(source === 'open' ? openData() : simulated(), method);
process.stdout.write(`${JSON.stringify(result)}\n`);
