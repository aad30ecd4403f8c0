/**
 * `node test/simulation/run.ts [--seeds 2000] [--from 1]`: runs so many seeds of the simulator and prints how often each
 * fault was met, and of every violation the seed, the invariant and the last steps. Exit 1 on any violation, and when a
 * fault was met less than 1,000 times in 2,000 seeds (in proportion for another number).
 *
 * `--seed N` replays one seed and prints every step; with `--bug TEXT` on a product with the planted bug whose name holds
 * the text.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault, noFaults } from './faults.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { productWith, soundProduct } from './product.ts';
import { runSeed, type SeedOutcome, stageOf } from './seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    bug: { type: 'string' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Each fault is met at least once in two seeds. */
const LEAST_PER_SEED = 1 / 2;

/** Of a run that broke an invariant only its end is shown; `--seed` shows all of it. */
const LAST_STEPS = 12;

const bug = PLANTED_BUGS.find(({ name }) => values.bug !== undefined && name.includes(values.bug));
const stage = await stageOf(bug === undefined ? await soundProduct() : await productWith(bug.edits));

const sayViolation = ({ seed, scene, violation, steps }: SeedOutcome, shown: number): void => {
  for (const step of steps.slice(-shown)) say(`    ${step}`);
  if (violation !== null) say(`VIOLATION in seed ${seed} (${scene}): ${violation.invariant}: ${violation.met}`);
};

const replay = async (seed: number): Promise<void> => {
  const outcome = await runSeed(stage, seed);
  sayViolation(outcome, outcome.steps.length);
  say(`Seed ${seed} from "${outcome.scene}": ${outcome.events} events, trace ${outcome.trace}.`);
  process.exitCode = outcome.violation === null ? 0 : 1;
};

const runAll = async (from: number, seeds: number): Promise<void> => {
  const counts = noFaults();
  const faults = Object.keys(counts) as Fault[];
  const began = performance.now();
  let [violations, events, sealed] = [0, 0, 0];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const outcome = await runSeed(stage, seed);
    for (const fault of faults) counts[fault] += outcome.counts[fault];
    events += outcome.events;
    sealed += outcome.sealed;
    if (outcome.violation === null) continue;
    violations += 1;
    sayViolation(outcome, LAST_STEPS);
  }
  for (const fault of faults) say(`${String(counts[fault]).padStart(7)}  ${fault}: ${FAULTS[fault]}`);
  const rare = faults.filter((fault) => counts[fault] < seeds * LEAST_PER_SEED);
  for (const fault of rare) say(`TOO RARE: ${fault} was met ${counts[fault]} times in ${seeds} seeds.`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(
    `${seeds} seeds from ${from}: ${violations} violations; ${events} events and ${sealed} seals looked at, ${seconds} s.`,
  );
  process.exitCode = violations === 0 && rare.length === 0 ? 0 : 1;
};

if (values.seed === undefined) await runAll(Number(values.from), Number(values.seeds));
else await replay(Number(values.seed));
