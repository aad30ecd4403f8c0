/**
 * `npm run bench`: prints the table of measurements, each beside what it is compared with in the same run. Every
 * contestant runs in a process of its own; of several runs the median counts.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** What one contestant reports of one run. */
interface Run {
  readonly seconds: number;
  readonly medianMilliseconds: number;
  readonly peakMegabytes: number;
  readonly printedBytes: number;
}

const run = (contestant: string, count: number, streams: number, bands: number): Run => {
  const script = join(import.meta.dirname, 'settlement.ts');
  const options = [script, contestant, count, streams, bands].map(String);
  return JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
};

const median = (runs: readonly Run[]): Run => {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('A benchmark needs a run.');
  return middle;
};

/** The reference reduces every fraction and takes seconds for a case, so it settles two. */
const REFERENCE_COUNT = 2;

/** Runs two contestants in turn, so that a machine whose speed drifts slows both. */
const inTurn = (count: number, streams: number, bands: number, times: number): readonly [ours: Run, reference: Run] => {
  const pairs = Array.from(
    { length: times },
    () => [run('ours', count, streams, bands), run('reference', REFERENCE_COUNT, streams, bands)] as const,
  );
  return [median(pairs.map(([ours]) => ours)), median(pairs.map(([, reference]) => reference))];
};

const dutch = (value: number, decimals: number): string =>
  value.toLocaleString('nl-NL', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const row = (title: string, count: number, streams: number, bands: number, times: number): string => {
  const [ours, reference] = inTurn(count, streams, bands, times);
  const ratio = ours.medianMilliseconds / reference.medianMilliseconds;
  const cells = [
    title,
    dutch(ours.seconds, 2),
    dutch(ours.medianMilliseconds, 1),
    dutch(reference.medianMilliseconds, 1),
    dutch(ratio, 2),
    dutch(ours.peakMegabytes, 0),
    dutch(ours.printedBytes / 1024, 0),
  ];
  return `| ${cells.join(' | ')} |`;
};

const [cpu] = cpus();
process.stdout.write(`Processor: ${cpu?.model ?? 'unknown'}, ${cpus().length} cores; Node ${process.version}; ${new Date().toISOString().slice(0, 10)}; \`npm run bench\`

Settlements with the worksheet on and printed, beside the slow reference of the tests (no worksheet) in the same run:

| case | seconds in all | one, ms (median) | reference, ms | ratio | peak MB | result, kB |
|---|---:|---:|---:|---:|---:|---:|
`);
const rows: readonly (readonly [title: string, count: number, streams: number, bands: number, times: number])[] = [
  ['1,000 × 3 streams × 38 strata × 3 periods × 2 cohorts', 1000, 3, 19, 1],
  ['1 stream', 200, 1, 19, 1],
  ['6 streams', 100, 6, 19, 1],
  ['76 strata', 100, 3, 38, 1],
  ['152 strata', 50, 3, 76, 1],
];
for (const each of rows) process.stdout.write(`${row(...each)}\n`);
