/**
 * One seed: from which scene it begins, how stormy it is and how long it lasts; then everything comes to rest, and what is
 * due must be done. The same seed gives the same run to the letter, with the same hash of its steps.
 */

import { PILOT } from '../functions/small-pilot.ts';
import { randomFrom } from '../reference/random.ts';
import { type FaultCounts, noFaults } from './faults.ts';
import { somebody } from './people.ts';
import { type Means, type Product, soundProduct } from './product.ts';
import { SCENES, type SceneName, type Scenes, scenesOf } from './scenes.ts';
import { type Simulation, simulation } from './simulator.ts';
import { Violation } from './violation.ts';

/** What came of a seed. `violation` is the invariant that did not hold, and what was met. */
export interface SeedOutcome {
  readonly seed: number;
  readonly scene: SceneName;
  readonly violation: { readonly invariant: string; readonly met: string } | null;
  readonly steps: readonly string[];
  readonly trace: string;
  readonly counts: FaultCounts;
  /** How many events and seals the record had at the end. */
  readonly events: number;
  readonly sealed: number;
}

/** The scheduler's steps of one run: long enough for a dozen requests. */
const STEPS = { least: 12, most: 44 } as const;

/** More nights than this are never needed: a night drafts, the next one seals. */
const MOST_NIGHTS = 4;

/**
 * Nothing fails any more: after a night in which others still write first, what failed is done again, the nights pass, and
 * somebody looks at what there is.
 */
const comeToRest = async (run: Simulation): Promise<void> => {
  await run.busyNight();
  await run.calm();
  for (let night = 0; night < MOST_NIGHTS; night += 1) {
    const before = run.auditor.chain().length;
    await run.sweep();
    if (run.auditor.chain().length === before) break;
  }
  await run.ask({ verb: 'readPilot', by: somebody('TOEZICHT', 'supervisor'), path: { pilot: PILOT } });
  run.auditor.atRest();
};

const live = async (run: Simulation, steps: number): Promise<SeedOutcome['violation']> => {
  try {
    for (let step = 0; step < steps; step += 1) await run.step();
    await run.drain();
    await comeToRest(run);
    return null;
  } catch (error) {
    if (error instanceof Violation) return { invariant: error.invariant, met: error.met };
    throw error;
  }
};

/** What seeds run on: a product, the means of the sound one, and the scenes. */
export interface Stage {
  readonly product: Product;
  readonly means: Means;
  readonly scenes: Scenes;
}

/** The stage of a product. */
export const stageOf = async (product: Product): Promise<Stage> => {
  const { means } = await soundProduct();
  return { product, means, scenes: scenesOf(product, means) };
};

/** Runs one seed. */
export const runSeed = async ({ product, means, scenes }: Stage, seed: number): Promise<SeedOutcome> => {
  const drawn = randomFrom(seed + 1_000_000);
  const scene = drawn.pick(SCENES);
  const storm = drawn.pick([0.5, 1, 1, 2]);
  const steps = drawn.whole(STEPS.least, STEPS.most);
  try {
    const run = simulation({ product, means, from: await scenes(scene), seed, storm });
    const violation = await live(run, steps);
    const chain = run.auditor.chain();
    const sealed = chain.filter(({ change }) => change.type === 'statementSealed').length;
    const { counts } = run;
    return { seed, scene, violation, steps: [...run.steps], trace: run.trace(), counts, events: chain.length, sealed };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    // The scene itself could not be made: no run is needed to see what is wrong.
    const { invariant, met } = error;
    const violation = { invariant, met };
    return { seed, scene, violation, steps: [], trace: '', counts: noFaults(), events: 0, sealed: 0 };
  }
};
