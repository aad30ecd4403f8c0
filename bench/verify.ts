/**
 * The benchmark of verification, in a process of its own: `node bench/verify.ts EVENTS TIMES`. Makes a pilot with that many
 * events, seals a statement with the real verbs, and verifies the bundle from its bytes. Prints one JSON line: the median
 * of one verification in milliseconds, of only hashing the files and parsing the events, the size, and peak memory.
 */
import { nextEvent } from '../domain/record/event.ts';
import { verifyBundle } from '../domain/record/verify.ts';
import { readZip, zipOf } from '../domain/record/zip.ts';
import { ingest } from '../functions/ingest.ts';
import { deliveryKey } from '../functions/storage-keys.ts';
import { means, newKey, publicOf, sealPeriod } from '../test/domain/record/sealed-bundle.ts';
import { memoryScene } from '../test/functions/memory-scene.ts';
import { agree, keyOf, open } from '../test/functions/scene.ts';
import { bytesOf } from '../test/functions/services.ts';
import { filesFor, PILOT } from '../test/functions/small-pilot.ts';

const [events = '10000', times = '5'] = process.argv.slice(2);

const privateKey = newKey();
const scene = memoryScene(privateKey);
await open(scene);
await agree(scene);

/** Takes in one delivery that will not be used and one that is refused: the record of a busy pilot is full of both. */
const [members, costs] = filesFor('2025-K1');
for (const file of [
  { ...members, valuationDate: '2025-07-30' },
  { ...costs, valuationDate: '2025-07-30', text: costs.text.replace('SLUITREGEL', 'SLUIT') },
]) {
  scene.incoming.set(keyOf(file), bytesOf(file.text));
  await ingest(scene.ports, keyOf(file));
}

// What the verbs make once, is repeated under other hashes: taking in thousands of files would measure something else.
const models = scene.chain.slice(-2).map(({ by, known, change }) => ({ by, known, change: JSON.stringify(change) }));
const FEW = 11;
while (scene.chain.length < Number(events) - FEW) {
  const place = scene.chain.length;
  const model = models[place % 2];
  if (model === undefined) throw new Error('No event was made.');
  const other = means.hash(`${place}`);
  const change = model.change.replace(/[0-9a-f]{64}/, other);
  // A later delivery is held against those before it, so their bytes must be there.
  scene.deliveries.set(deliveryKey(PILOT, other), bytesOf(members.text));
  scene.chain.push(nextEvent(scene.chain, { ...model, change: JSON.parse(change) }, means.hash));
}

const bundle = await sealPeriod(scene, '2025-K1');
const zip = zipOf(bundle);
const held = { publicKey: publicOf(privateKey) };

/** Verifies the bundle; one that does not hold measures nothing. */
const verify = (): number => {
  const reading = readZip(zip);
  if (!('files' in reading)) throw new Error('The zip is not its own.');
  const found = verifyBundle(reading.files, means, held);
  if ('rule' in found) throw new Error(`${found.rule} at ${found.where}`);
  return found.checkpoint.size;
};

/** The least that anybody has to do: hash every file and parse the events. */
const hashAndParse = (): void => {
  for (const bytes of bundle.values()) means.hashBytes(bytes);
  JSON.parse(new TextDecoder().decode(bundle.get('events.json')));
};

const median = (act: () => unknown): number => {
  const single = Array.from({ length: Number(times) }, () => {
    const started = performance.now();
    act();
    return performance.now() - started;
  });
  return single.sort((a, b) => a - b)[Math.floor(single.length / 2)] ?? 0;
};

const size = verify();
const verifyMilliseconds = median(verify);
const hashAndParseMilliseconds = median(hashAndParse);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ events: size, bytes: zip.length, verifyMilliseconds, hashAndParseMilliseconds, peakMegabytes })}\n`,
);
