/**
 * `npm run bench`: prints the table of measurements, each beside what it is compared with in the same run. Every
 * contestant runs in a process of its own.
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

/** As `npm run settle` runs: a small young generation keeps the memory of many settlements low. */
const SETTLE_FLAG = '--max-semi-space-size=16';

const run = (contestant: string, count: number, streams: number, bands: number): Run => {
  const script = join(import.meta.dirname, 'settlement.ts');
  const options = [SETTLE_FLAG, script, contestant, count, streams, bands].map(String);
  return JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
};

/** The reference reduces every fraction and takes seconds for a case, so it settles one, and only of the first size. */
const REFERENCE_COUNT = 1;

const dutch = (value: number, decimals: number): string =>
  value.toLocaleString('nl-NL', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** One row of the table: a size, how many settlements of it, and whether the reference settles it too. */
interface Row {
  readonly title: string;
  readonly count: number;
  readonly streams: number;
  readonly bands: number;
  readonly compared?: true;
}

const printRow = ({ title, count, streams, bands, compared }: Row): string => {
  const ours = run('ours', count, streams, bands);
  const reference = compared ? run('reference', REFERENCE_COUNT, streams, bands).medianMilliseconds : null;
  const cells = [
    title,
    `${count}`,
    dutch(ours.seconds, 2),
    dutch(ours.medianMilliseconds, 1),
    reference === null ? '–' : dutch(reference, 0),
    reference === null ? '–' : dutch(ours.medianMilliseconds / reference, 4),
    dutch(ours.peakMegabytes, 0),
    dutch(ours.printedBytes / 1024, 0),
  ];
  return `| ${cells.join(' | ')} |`;
};

const [cpu] = cpus();
process.stdout.write(`Processor: ${cpu?.model ?? 'unknown'}, ${cpus().length} cores; Node ${process.version}; ${new Date().toISOString().slice(0, 10)}; \`npm run bench\`

Settlements with the worksheet on and printed, beside the slow reference of the tests (no worksheet) in the same run:

| case | settlements | seconds in all | one, ms (median) | reference, ms | ratio | peak MB | result, kB |
|---|---:|---:|---:|---:|---:|---:|---:|
`);
const rows: readonly Row[] = [
  { title: '3 streams × 38 strata × 3 periods × 2 cohorts', count: 1000, streams: 3, bands: 19, compared: true },
  { title: '1 stream × 38 strata', count: 200, streams: 1, bands: 19 },
  { title: '6 streams × 38 strata', count: 100, streams: 6, bands: 19 },
  { title: '3 streams × 76 strata', count: 100, streams: 3, bands: 38 },
  { title: '3 streams × 152 strata', count: 50, streams: 3, bands: 76 },
];
for (const each of rows) process.stdout.write(`${printRow(each)}\n`);

/** What one contestant of the record benchmark reports. */
interface RecordRun {
  readonly seconds: number;
  readonly requests?: number;
  readonly peakMegabytes?: number;
}

const runRecord = (contestant: 'append' | 'rereads' | 'rebuild', events: number, writers: number): RecordRun => {
  const options = [join(import.meta.dirname, 'record.ts'), contestant, events, writers].map(String);
  return JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
};

const recordRow = (title: string, events: number, { seconds, requests, peakMegabytes }: RecordRun): string => {
  const optional = (value: number | undefined) => (value === undefined ? '–' : dutch(value, 0));
  return `| ${[title, dutch(events, 0), dutch(seconds, 2), optional(requests), optional(peakMegabytes)].join(' | ')} |`;
};

process.stdout.write(`
The record of one pilot, in the embedded DynamoDB. A writer that loses the race for a place reads what is new and tries again:

| what | events | seconds in all | requests to DynamoDB | peak MB |
|---|---:|---:|---:|---:|
${recordRow('append, 8 writers', 1000, runRecord('append', 1000, 8))}
${recordRow('append, 8 writers', 200, runRecord('append', 200, 8))}
${recordRow('the same, reading the whole record every time', 200, runRecord('rereads', 200, 8))}
${recordRow('append, 1 writer', 1000, runRecord('append', 1000, 1))}
${recordRow('read, check and rebuild all projections', 10_000, runRecord('rebuild', 10_000, 1))}
`);

/** What the verification benchmark reports. */
interface VerifyRun {
  readonly events: number;
  readonly bytes: number;
  readonly verifyMilliseconds: number;
  readonly hashAndParseMilliseconds: number;
  readonly peakMegabytes: number;
}

const verifyRow = (events: number): string => {
  const options = [join(import.meta.dirname, 'verify.ts'), events, 5].map(String);
  const ran: VerifyRun = JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const { verifyMilliseconds: verify, hashAndParseMilliseconds: least } = ran;
  const cells = [
    dutch(ran.events, 0),
    dutch(ran.bytes / 1_048_576, 1),
    ...[verify, least, verify / least].map((value) => dutch(value, 1)),
    dutch(ran.peakMegabytes, 0),
  ];
  return `| ${cells.join(' | ')} |`;
};

process.stdout.write(`
Verifying a sealed bundle from the bytes of its zip, beside the least that anybody has to do: hash its files and parse its events:

| events | MB | verify, ms (median) | hash and parse, ms | ratio | peak MB |
|---:|---:|---:|---:|---:|---:|
${verifyRow(100)}
${verifyRow(10_000)}
`);

/** What one contestant of the evaluation benchmark reports; `null` where its data are not there. */
interface EvaluationRun {
  readonly areas: string;
  readonly runs: number;
  readonly seconds: number;
  readonly medianMilliseconds: number;
}

const runEvaluation = (contestant: 'ours' | 'reference', count: number, source: string): EvaluationRun | null => {
  const options = [join(import.meta.dirname, 'evaluation.ts'), contestant, count, source].map(String);
  return JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
};

const evaluationRow = (source: string, reference: number | null): string => {
  const ours = runEvaluation('ours', 0, source);
  if (ours === null) return `| ${source}: the data are not there | – | – | – | – | – |`;
  const { areas, runs, seconds, medianMilliseconds: median } = ours;
  const ratio = reference === null ? '–' : dutch(median / reference, 5);
  const stepping = reference === null ? '–' : dutch(reference, 0);
  return `| ${[areas, `${runs}`, dutch(seconds, 2), dutch(median, 1), stepping, ratio].join(' | ')} |`;
};

process.stdout.write(`
Synthetic difference-in-differences with every area in turn as placebo, one process, beside the slow reference of the tests (the authors' steps, one placebo):

| areas | placebos | seconds in all | one, ms (median) | reference, ms | ratio |
|---|---:|---:|---:|---:|---:|
${evaluationRow('simulated', runEvaluation('reference', 1, 'simulated')?.medianMilliseconds ?? null)}
${evaluationRow('open', null)}
`);

const requests: Readonly<Record<string, number>> = JSON.parse(
  execFileSync(process.execPath, [join(import.meta.dirname, 'requests.ts')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
);
process.stdout.write(`
Requests that one quarter of the demo pilot costs, from the first upload to the seal (six deliveries, three parties):

| permission | requests |
|---|---:|
${Object.entries(requests)
  .map(([action, count]) => `| \`${action}\` | ${dutch(count, 0)} |`)
  .join('\n')}
`);

/** What the benchmark of the evaluation page reports. */
interface PageRun {
  readonly medianMilliseconds: number;
  readonly startMilliseconds: number;
  readonly pageBytes: number;
}

const pageRow = (times: number): string => {
  const options = [join(import.meta.dirname, 'evaluation-page.ts'), times].map(String);
  const ran: PageRun = JSON.parse(
    execFileSync(process.execPath, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const { medianMilliseconds: median, startMilliseconds: least, pageBytes } = ran;
  const cells = [
    dutch(median, 0),
    dutch(least, 0),
    dutch(median / least, 1),
    median < MOST_MILLISECONDS ? 'yes' : 'no',
    dutch(pageBytes / 1024, 0),
  ];
  return `| ${cells.join(' | ')} |`;
};

const MOST_MILLISECONDS = 2000;

process.stdout.write(`
The evaluation document and page of the demo, from the file to the file in a process of its own, beside starting Node and doing nothing:

| one, ms (median) | Node alone, ms | ratio | under 2,000 ms | page, kB |
|---:|---:|---:|---|---:|
${pageRow(5)}
`);
