/**
 * `node test/simulation/planted.ts [--seeds 200] [--only TEXT]`: plants each bug of `planted-bugs.ts` in the product and runs
 * seeds until an invariant finds it. Prints of each bug the seed and the invariant; exit 1 when one is not found within the
 * seeds. With `--only` the bugs whose name holds the text.
 */
import { parseArgs } from 'node:util';
import { hunt } from './hunt.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, only: { type: 'string', default: '' } },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const hunted = PLANTED_BUGS.filter(({ name }) => name.includes(values.only));
let missed = 0;
for (const bug of hunted) {
  const { found } = await hunt(bug, Number(values.seeds));
  missed += found === null ? 1 : 0;
  if (found === null) say(`NOT FOUND: ${bug.name}`);
  else
    say(
      `seed ${String(found.seed).padStart(3)}  ${bug.name}\n          ${found.invariant} (${found.met.split('\n')[0]?.slice(0, 120)})`,
    );
}
say(`${hunted.length - missed} of ${hunted.length} planted bugs found within ${values.seeds} seeds.`);
process.exitCode = missed === 0 ? 0 : 1;
