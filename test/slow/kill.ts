/**
 * `npm run kill -- [--times 10] [--seed 1]`: kills the demo with SIGKILL at random moments and starts it again over the
 * same state. Afterwards no process of it may live, every sealed statement must be whole, and the result must be the one
 * that an undisturbed run gives. Prints what it saw; exit 1 when something does not hold.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { endOf, hashesIn, remove, startDemo, stateFolder } from '../local/demo-process.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

let state = Number(values.seed) >>> 0;
/** A number from 0 to 1, the same for the same seed. */
const chance = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
};

/** The living processes (no zombies) whose command line names the state folder. */
const livingOver = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const isZombie = readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
        return !isZombie && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });

/** Waits until no process over the folder lives; a minute is far more than any exit takes. */
const noneLeft = async (folder: string): Promise<boolean> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (livingOver(folder).length === 0) return true;
    await wait(100);
  }
  return false;
};

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Whether the bundle of every statement holds, and those that are listed have the hash that was printed. */
const isWhole = (folder: string, hashes: readonly string[]): boolean =>
  readdirSync(join(folder, 'afschriften'))
    .filter((name) => !name.endsWith('.zip'))
    .every((period) => {
      const files = join(folder, 'afschriften', period);
      const found = digest(join(files, 'statement.json')).slice(0, 12);
      const isListed = hashes.includes(found) || period.includes('-herziening-');
      return isListed && [files, `${files}.zip`].every((bundle) => holds(folder, bundle));
    });

const verifier = join(import.meta.dirname, '../../commands/verify.ts');

/** Whether the verifier accepts a bundle under the key of the run. */
const holds = (folder: string, bundle: string): boolean => {
  const key = join(folder, 'keys', 'SigningKey.public.pem');
  return spawnSync(process.execPath, [verifier, bundle, '--key', key]).status === 0;
};

const undisturbed = stateFolder();
const started = performance.now();
const expected = hashesIn((await endOf(startDemo(undisturbed))).output);
const wholeRun = performance.now() - started;
remove(undisturbed);
say(`An undisturbed run takes ${(wholeRun / 1000).toFixed(1)} s and seals ${expected.length - 1} statements.`);

const folder = stateFolder();
let failures = 0;
for (let round = 1; round <= Number(values.times); round += 1) {
  const moment = chance() * wholeRun;
  const child = startDemo(folder);
  const ended = endOf(child);
  await Promise.race([wait(moment), ended]);
  child.kill('SIGKILL');
  await ended;
  const isClean = await noneLeft(folder);
  failures += isClean ? 0 : 1;
  say(
    `${round}. killed after ${(moment / 1000).toFixed(2)} s; living processes left: ${isClean ? 'none' : livingOver(folder).join(', ')}`,
  );
}
const last = await endOf(startDemo(folder));
const hashes = hashesIn(last.output);
const isSame = hashes.join() === expected.join();
const whole = isSame && isWhole(folder, hashes);
say(`After that the demo ended with ${last.code}; same statements: ${isSame}; every file whole: ${whole}.`);
if (!isSame) say(last.errors);
remove(folder);
process.exitCode = failures === 0 && isSame && whole ? 0 : 1;
