import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault, noFaults } from './faults.ts';
import { bugNamed, hunt } from './hunt.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { productWith, soundProduct } from './product.ts';
import { runSeed, stageOf } from './seed.ts';

/** The same as `node test/simulation/run.ts` and `planted.ts`, with fewer seeds and bugs. */

const root = resolve(import.meta.dirname, '../..');

const SEEDS = 200;

/** Bugs that are found in few seeds, one of every part of the product. */
const SOME_BUGS = [
  'what was read before is never read again',
  'a correction counts without being confirmed',
  'a transfer has the wrong sign',
  'one approval is enough to seal',
] as const;

describe('a pilot on services that fail', () => {
  test(`keeps every invariant after every step of ${SEEDS} seeds, and every fault is met often`, async () => {
    const stage = await stageOf(await soundProduct());
    const counts = noFaults();
    const faults = Object.keys(FAULTS) as Fault[];
    let sealed = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await runSeed(stage, seed);
      expect([seed, outcome.violation]).toEqual([seed, null]);
      for (const fault of faults) counts[fault] += outcome.counts[fault];
      sealed += outcome.sealed;
    }
    expect(faults.filter((fault) => counts[fault] < SEEDS / 4)).toEqual([]);
    expect(sealed).toBeGreaterThan(SEEDS / 4);
  });

  test('does the same to the letter when a seed is run again, and something else with another one', async () => {
    const sound = await soundProduct();
    const [first, second] = [await stageOf(sound), await stageOf(sound)];
    for (const seed of [3, 8]) {
      const [once, again] = [await runSeed(first, seed), await runSeed(second, seed)];
      expect(again).toEqual(once);
      expect(once.trace).not.toBe((await runSeed(first, seed + 1)).trace);
    }
  });
});

describe('a planted bug', () => {
  test.each(SOME_BUGS)('is found: %s', async (name) => {
    expect((await hunt(bugNamed(name), SEEDS)).found).not.toBeNull();
  });

  test('is found by the same invariant in the same step when its seed is run again', async () => {
    const bug = bugNamed('a lost place counts as taken');
    const { found } = await hunt(bug, SEEDS);
    const outcome = await runSeed(await stageOf(await productWith(bug.edits)), found?.seed ?? 0);
    expect({ seed: outcome.seed, ...outcome.violation }).toEqual(found);
  });

  test('that fits nowhere in the sources is not passed over', async () => {
    const nowhere = { find: 'a text that stands nowhere in the product', put: '' };
    await expect(productWith([nowhere])).rejects.toThrow('Not one place but 0 with: a text that stands nowhere');
  });

  test('each has a name of its own and stands in one place of the sources, and there are more than twenty', () => {
    const sources = globSync('{domain,functions,portal}/**/*.ts', { cwd: root }).map((file) =>
      readFileSync(join(root, file), 'utf8'),
    );
    const placesOf = (text: string) => sources.reduce((sum, source) => sum + source.split(text).length - 1, 0);
    const lost = PLANTED_BUGS.flatMap(({ name, edits }) =>
      edits
        .filter(({ find }) => placesOf(find) !== 1)
        .map(({ find }) => `${name}: ${placesOf(find)} places with ${find}`),
    );
    expect(lost).toEqual([]);
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
    expect(PLANTED_BUGS.length).toBeGreaterThan(20);
  });
});
