/**
 * `npm run bench [-- settlement record verify evaluation requests page delivery]`: prints the tables of measurements, all or
 * those named, each beside what it is compared with in the same run. Every contestant runs in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDelivery } from './delivery-file.ts';

/** What a contestant prints: one line of JSON. Its script stands in this folder. */
const contestant = <T>(script: string, options: readonly (string | number)[] = [], flags: readonly string[] = []): T =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, join(import.meta.dirname, script), ...options.map(String)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );

const dutch = (value: number, decimals: number): string =>
  value.toLocaleString('nl-NL', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

const say = (text: string): void => void process.stdout.write(text);

/** As `npm run settle` runs: a small young generation keeps the memory of many settlements low. */
const SETTLE_FLAGS = ['--max-semi-space-size=16'];

/** The reference reduces every fraction and takes seconds for a case, so it settles one, and only of the first size. */
const REFERENCE_COUNT = 1;

/** A size of the settlement, how many settlements of it, and whether the reference settles it too. */
interface SettlementRow {
  readonly title: string;
  readonly count: number;
  readonly streams: number;
  readonly bands: number;
  readonly compared?: true;
}

const SETTLEMENTS: readonly SettlementRow[] = [
  { title: '3 streams × 38 strata × 3 periods × 2 cohorts', count: 1000, streams: 3, bands: 19, compared: true },
  { title: '1 stream × 38 strata', count: 200, streams: 1, bands: 19 },
  { title: '6 streams × 38 strata', count: 100, streams: 6, bands: 19 },
  { title: '3 streams × 76 strata', count: 100, streams: 3, bands: 38 },
  { title: '3 streams × 152 strata', count: 50, streams: 3, bands: 76 },
];

/** What one contestant of the settlement reports. */
interface SettlementRun {
  readonly seconds: number;
  readonly medianMilliseconds: number;
  readonly peakMegabytes: number;
  readonly printedBytes: number;
}

const settlementRow = ({ title, count, streams, bands, compared }: SettlementRow): string => {
  const run = (who: string, times: number) =>
    contestant<SettlementRun>('settlement.ts', [who, times, streams, bands], SETTLE_FLAGS);
  const ours = run('ours', count);
  const reference = compared ? run('reference', REFERENCE_COUNT).medianMilliseconds : null;
  return row(
    title,
    `${count}`,
    dutch(ours.seconds, 2),
    dutch(ours.medianMilliseconds, 1),
    reference === null ? '–' : dutch(reference, 0),
    reference === null ? '–' : dutch(ours.medianMilliseconds / reference, 4),
    dutch(ours.peakMegabytes, 0),
    dutch(ours.printedBytes / 1024, 0),
  );
};

const settlement = (): void => {
  say(`
Settlements with the worksheet on and printed, beside the slow reference of the tests (no worksheet) in the same run:

| case | settlements | seconds in all | one, ms (median) | reference, ms | ratio | peak MB | result, kB |
|---|---:|---:|---:|---:|---:|---:|---:|
`);
  for (const each of SETTLEMENTS) say(settlementRow(each));
};

/** What one contestant of the record reports. */
interface RecordRun {
  readonly seconds: number;
  readonly requests?: number;
  readonly peakMegabytes?: number;
}

const recordRow = (title: string, who: 'append' | 'rereads' | 'rebuild', events: number, writers: number): string => {
  const { seconds, requests, peakMegabytes } = contestant<RecordRun>('record.ts', [who, events, writers]);
  const optional = (value: number | undefined) => (value === undefined ? '–' : dutch(value, 0));
  return row(title, dutch(events, 0), dutch(seconds, 2), optional(requests), optional(peakMegabytes));
};

const record = (): void => {
  say(`
The record of one pilot, in the embedded DynamoDB. A writer that loses the race for a place reads what is new and tries again:

| what | events | seconds in all | requests to DynamoDB | peak MB |
|---|---:|---:|---:|---:|
`);
  say(recordRow('append, 8 writers', 'append', 1000, 8));
  say(recordRow('append, 8 writers', 'append', 200, 8));
  say(recordRow('the same, reading the whole record every time', 'rereads', 200, 8));
  say(recordRow('append, 1 writer', 'append', 1000, 1));
  say(recordRow('read, check and rebuild all projections', 'rebuild', 10_000, 1));
};

/** What the verification reports. */
interface VerifyRun {
  readonly events: number;
  readonly bytes: number;
  readonly verifyMilliseconds: number;
  readonly hashAndParseMilliseconds: number;
  readonly peakMegabytes: number;
}

const verifyRow = (count: number): string => {
  const ran = contestant<VerifyRun>('verify.ts', [count, 5]);
  const { events, bytes, verifyMilliseconds: ours, hashAndParseMilliseconds: least, peakMegabytes } = ran;
  const times = [ours, least, ours / least].map((value) => dutch(value, 1));
  return row(dutch(events, 0), dutch(bytes / 1_048_576, 1), ...times, dutch(peakMegabytes, 0));
};

const verify = (): void => {
  say(`
Verifying a sealed bundle from the bytes of its zip, beside the least that anybody has to do: hash its files and parse its events:

| events | MB | verify, ms (median) | hash and parse, ms | ratio | peak MB |
|---:|---:|---:|---:|---:|---:|
`);
  for (const events of [100, 10_000]) say(verifyRow(events));
};

/** What one contestant of the evaluation reports; `null` where its data are not there. */
interface EvaluationRun {
  readonly areas: string;
  readonly runs: number;
  readonly seconds: number;
  readonly medianMilliseconds: number;
}

const evaluationRow = (source: 'simulated' | 'open'): string => {
  const ours = contestant<EvaluationRun | null>('evaluation.ts', ['ours', 0, source]);
  if (ours === null) return row(`${source}: the data are not there`, '–', '–', '–', '–', '–');
  const { areas, runs, seconds, medianMilliseconds: median } = ours;
  const compared =
    source === 'simulated' ? contestant<EvaluationRun | null>('evaluation.ts', ['reference', 1, source]) : null;
  const reference = compared?.medianMilliseconds ?? null;
  const beside = reference === null ? ['–', '–'] : [dutch(reference, 0), dutch(median / reference, 5)];
  return row(areas, `${runs}`, dutch(seconds, 2), dutch(median, 1), ...beside);
};

const evaluation = (): void => {
  say(`
Synthetic difference-in-differences with every area in turn as placebo, one process, beside the slow reference of the tests (the authors' steps, one placebo):

| areas | placebos | seconds in all | one, ms (median) | reference, ms | ratio |
|---|---:|---:|---:|---:|---:|
`);
  say(evaluationRow('simulated'));
  say(evaluationRow('open'));
};

const requests = (): void => {
  const counts = contestant<Readonly<Record<string, number>>>('requests.ts');
  say(`
Requests that one quarter of the demo pilot costs, from the first upload to the seal (three parties):

| permission | requests |
|---|---:|
`);
  for (const [action, count] of Object.entries(counts)) say(row(`\`${action}\``, dutch(count, 0)));
};

/** What the evaluation page reports. */
interface PageRun {
  readonly medianMilliseconds: number;
  readonly startMilliseconds: number;
  readonly pageBytes: number;
}

const MOST_PAGE_MILLISECONDS = 2000;

const page = (): void => {
  const {
    medianMilliseconds: median,
    startMilliseconds: least,
    pageBytes,
  } = contestant<PageRun>('evaluation-page.ts', [5]);
  say(`
The evaluation document and page of the demo, from the file to the file in a process of its own, beside starting Node and doing nothing:

| one, ms (median) | Node alone, ms | ratio | under 2,000 ms | page, kB |
|---:|---:|---:|---|---:|
`);
  const isUnder = median < MOST_PAGE_MILLISECONDS ? 'yes' : 'no';
  say(row(dutch(median, 0), dutch(least, 0), dutch(median / least, 1), isUnder, dutch(pageBytes / 1024, 0)));
};

/** What one contestant of the deliveries reports. */
interface DeliveryRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly rows: number;
  readonly cells: number;
  readonly cents: string;
}

const READERS: readonly (readonly [name: string, title: string])[] = [
  ['ours', 'ours, 1 thread: structure, every cell, closing row, SHA-256'],
  ['duckdb-1', 'DuckDB, 1 thread'],
  ['duckdb-2', 'DuckDB, 2 threads'],
  ['csv-parse', 'csv-parse, 1 thread'],
  ['papaparse', 'papaparse, 1 thread'],
];

const DELIVERY_ROWS = 1_000_000;
const TIMES = 5;

const middleOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The contestants take turns, so that what the machine does beside them hits all alike. */
const delivery = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'ontschot-bench-'));
  const file = join(folder, 'kosten.csv');
  const { cents } = writeDelivery(file, DELIVERY_ROWS, 1);
  const runs = new Map<string, DeliveryRun[]>(READERS.map(([name]) => [name, []]));
  for (let time = 0; time < TIMES; time += 1)
    for (const [name] of READERS) runs.get(name)?.push(contestant<DeliveryRun>('delivery-contestant.ts', [name, file]));
  say(`
Reading ${dutch(DELIVERY_ROWS, 0)} rows of the costs template (${dutch(statSync(file).size / 1_000_000, 0)} MB) and adding them up per cell, the median of ${TIMES} runs; only ours checks the rows. Beside the one thread that reads, Node compiles, frees memory and reads the disk on threads of its own; processor seconds count them all:

| reader | seconds | rows per second | processor seconds | beside DuckDB on 1 thread | peak MB |
|---|---:|---:|---:|---:|---:|
`);
  rmSync(folder, { recursive: true });
  const secondsOf = (name: string) => middleOf((runs.get(name) ?? []).map(({ seconds }) => seconds));
  for (const [name, title] of READERS) {
    const own = runs.get(name) ?? [];
    if (own.some((each) => each.cents !== `${cents}`)) throw new Error(`${name} found another sum.`);
    const seconds = secondsOf(name);
    const cpu = middleOf(own.map(({ cpuSeconds }) => cpuSeconds));
    const beside = dutch(seconds / secondsOf('duckdb-1'), 2);
    const peak = dutch(middleOf(own.map(({ peakMegabytes }) => peakMegabytes)), 0);
    say(row(title, dutch(seconds, 2), dutch(DELIVERY_ROWS / seconds, 0), dutch(cpu, 2), beside, peak));
  }
};

const TABLES: Readonly<Record<string, () => void>> = {
  settlement,
  delivery,
  record,
  verify,
  evaluation,
  requests,
  page,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(TABLES, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no table ${unknown.join(', ')}; there are ${Object.keys(TABLES).join(', ')}.\n`);
  process.exit(2);
}
const [cpu] = cpus();
const today = new Date().toISOString().slice(0, 10);
say(
  `Processor: ${cpu?.model ?? 'unknown'}, ${cpus().length} cores; Node ${process.version}; ${today}; \`npm run bench\`\n`,
);
for (const [name, print] of Object.entries(TABLES)) if (asked.length === 0 || asked.includes(name)) print();
