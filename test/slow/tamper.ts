/**
 * `node test/slow/tamper.ts [--times 10000] [--seed 1]`: tampers with a sealed bundle at random and checks each outcome as
 * a reader does who holds the key, and all but those of another signer as one who holds nothing. Prints how many of each kind were tried and found; exit 1 when one was not.
 */
import { parseArgs } from 'node:util';
import { verifyBundle } from '../../domain/record/verify.ts';
import type { Held } from '../../domain/record/verify-log.ts';
import { readZip } from '../../domain/record/zip.ts';
import { means, newKey, sealedPilot } from '../domain/record/sealed-bundle.ts';
import { needsKey, type Prey, type Tampering, tampering } from '../domain/record/tamperings.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const times = Number(values.times);
const seed = Number(values.seed);

const pilot = await sealedPilot();
const foreign = await sealedPilot();
const prey: Prey = { bundle: pilot.final, earlier: pilot.interim, foreign: foreign.final, ownKey: newKey() };

/** The rule by which a tampering was found; `null` where it was not. */
const foundBy = (tampered: Tampering, held: Held): string | null => {
  const reading = 'files' in tampered ? tampered : readZip(tampered.zip);
  if (!('files' in reading)) return 'zip_must_equal_its_contents';
  const found = verifyBundle(reading.files, means, held);
  return 'rule' in found ? found.rule : null;
};

const started = performance.now();
const counts = new Map<string, { tried: number; found: number; rules: Set<string> }>();
for (let number = 0; number < times; number += 1) {
  const tampered = tampering(prey, number, seed);
  const byAnybody = needsKey(tampered) ? '' : foundBy(tampered, {});
  const rule = byAnybody === null ? null : foundBy(tampered, { publicKey: pilot.publicKey });
  const count = counts.get(tampered.what) ?? { tried: 0, found: 0, rules: new Set() };
  counts.set(tampered.what, count);
  count.tried += 1;
  if (rule === null) process.stdout.write(`NOT FOUND: ${tampered.what} (number ${number}, seed ${seed})\n`);
  else count.rules.add(rule);
  count.found += rule === null ? 0 : 1;
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
for (const [what, { tried, found, rules }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${what}: ${found} of ${tried} found, by ${[...rules].sort().join(', ')}\n`);
const all = [...counts.values()].reduce((sum, { found }) => sum + found, 0);
process.stdout.write(`${all} of ${times} tamperings found (seed ${seed}, ${seconds} s).\n`);
process.exitCode = all === times ? 0 : 1;
