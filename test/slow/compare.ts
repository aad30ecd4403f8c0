/**
 * `npm run compare -- [--from 1] [--count 100000]`: settles random agreements and compares each with the slow reference,
 * field by field, in two processes. Prints every difference and how often each feature occurred (statuses, refusals,
 * options, fall-backs of the grain, exact half cents, caps, negative rows …). Exit 1 on any difference, and when a
 * feature occurs less than 500 times in 100,000 (in proportion for another count).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { differences } from '../domain/settlement/against-reference.ts';
import { featuresOf } from '../reference/features.ts';
import { randomCase } from '../reference/random-case.ts';
import { referenceSettleWithTrace } from '../reference/settle.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '100000' },
    part: { type: 'string' },
  },
});
const [from, count] = [Number(values.from), Number(values.count)];
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const PROCESSES = 2;
const LEAST_PER_100_000 = 500;

/** Every feature that must occur. One that is found and is not in this list must occur as often all the same. */
const MUST_OCCUR: readonly string[] = [
  ...['gain', 'loss', 'neutral', 'incomplete', 'refused'].map((status) => `status ${status}`),
  ...['gain', 'loss', 'neutral', 'null'].map((status) => `other form ${status}`),
  ...[
    'population_is_empty',
    'costs_without_member_months',
    'stratum_has_no_baseline',
    'reference_trend_is_undefined',
    'expected_cost_must_be_positive',
  ].map((name) => `refusal ${name}`),
  ...['sexAge to age', 'sexAge to total', 'age to total'].map((way) => `fall-back ${way}`),
  ...['ratio', 'ratioPerStratum', 'amount', 'fixed'].map((form) => `trend ${form}`),
  ...['ratio', 'ratioPerStratum', 'amount'].map((form) => `trend blend of ${form}`),
  ...['R1 of expected cost', 'R1 of actual cost', 'R2 in a gain', 'R2 in a loss', 'R3 in a gain', 'R3 in a loss'].map(
    (point) => `half cent at ${point}`,
  ),
  ...['half cent at R5', 'trend per stream', 'alpha 0', 'alpha 1', 'memo stream', 'shared pocket', 'negative row'],
  ...['corridor from a table', 'corridor hit exactly by a gain', 'corridor hit exactly by a loss'],
  ...['pay cap bit', 'receive cap bit', 'cap as an amount', 'cap as a fraction of expected cost'],
  ...['gain under harmless with losers and gainers', 'loss under harmless with losers and gainers'],
  ...['gain with a deductible corridor', 'loss with a deductible corridor', 'carried-in claim repaid'],
  ...['quality linear', 'quality none', 'forfeited to the fund', 'forfeited back to gainers', 'relieved'],
  ...['completion factor below 1 on a negative row', 'excess above zero', 'excess below zero'],
  ...['row within a longer agreed period', 'member-months in hundredths', 'baseline weight zero'],
];

/** What one process tells the other when it is done. */
interface Findings {
  readonly differences: readonly string[];
  readonly features: readonly (readonly [feature: string, count: number])[];
}

const compareSeeds = (part: number): Findings => {
  const found: string[] = [];
  const features = new Map<string, number>();
  for (let seed = from + part; seed < from + count; seed += PROCESSES) {
    const file = randomCase(seed);
    found.push(...differences(file).map((line) => `seed ${seed} ${line}`));
    const { result, trace } = referenceSettleWithTrace(file);
    for (const feature of featuresOf(file, result, trace)) features.set(feature, (features.get(feature) ?? 0) + 1);
  }
  return { differences: found, features: [...features] };
};

/** The findings of a process, or an error when it ends without any. */
const findingsOf = (child: ChildProcess): Promise<Findings> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Findings));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`A process ended with ${code} before it told what it found.`)));
  });

const compareInProcesses = async (): Promise<Findings[]> => {
  const children = Array.from({ length: PROCESSES }, (_, part) =>
    fork(import.meta.filename, ['--from', `${from}`, '--count', `${count}`, '--part', `${part}`]),
  );
  const endAll = (): void => {
    for (const child of children) child.kill();
  };
  process.once('exit', endAll);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return Promise.all(children.map(findingsOf)).finally(endAll);
};

const report = (all: readonly Findings[], seconds: number): number => {
  const totals = new Map(MUST_OCCUR.map((feature) => [feature, 0]));
  for (const [feature, times] of all.flatMap(({ features }) => features))
    totals.set(feature, (totals.get(feature) ?? 0) + times);
  const least = Math.ceil((LEAST_PER_100_000 * count) / 100_000);
  const rare = [...totals].filter(([, times]) => times < least);
  for (const [feature, times] of [...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(`${`${times}`.padStart(8)}  ${feature}${times < least ? `  (fewer than ${least})` : ''}`);
  const different = all.flatMap((each) => each.differences);
  for (const line of different) say(line);
  say(
    `${count} agreements from seed ${from} in ${seconds.toFixed(0)} s: ${different.length} differences, ` +
      `${totals.size} features, ${rare.length} of them fewer than ${least} times.`,
  );
  return different.length + rare.length > 0 ? 1 : 0;
};

if (values.part === undefined) {
  const started = performance.now();
  process.exitCode = report(await compareInProcesses(), (performance.now() - started) / 1000);
} else {
  process.send?.(compareSeeds(Number(values.part)));
  process.disconnect();
}
