/** Looks for a planted bug: seeds are run one after the other until an invariant does not hold. */
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';
import { productWith } from './product.ts';
import { runSeed, stageOf } from './seed.ts';

/** What found a bug: the seed and the invariant; `null` where no seed did. */
export interface Found {
  readonly bug: PlantedBug;
  readonly found: { readonly seed: number; readonly invariant: string; readonly met: string } | null;
}

/** Runs the seeds from 1 on a product with a bug in it. */
export const hunt = async (bug: PlantedBug, seeds: number): Promise<Found> => {
  const stage = await stageOf(await productWith(bug.edits));
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violation } = await runSeed(stage, seed);
    if (violation !== null) return { bug, found: { seed, ...violation } };
  }
  return { bug, found: null };
};

/** A planted bug by its name. */
export const bugNamed = (name: string): PlantedBug => {
  const found = PLANTED_BUGS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`No bug is planted with the name ${name}.`);
  return found;
};
