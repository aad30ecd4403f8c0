/**
 * Counts the requests to DynamoDB, S3 and KMS that one quarter of the demo pilot costs, from the first upload to the seal:
 * `node bench/requests.ts`. Every verb runs as on AWS; a request is counted where it is made, under the permission that it
 * needs. Prints one JSON line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pilotClient } from '../local/demo/client.ts';
import { playPilot } from '../local/demo/story.ts';
import { startEmbedded } from '../local/runtime/embedded.ts';

/** The second quarter: the first has the discussion of the demo in it. */
const COUNTED = /^Afschrift \d+ van \d+: 2025-K1\.\.K2/;
const NEXT = /^Afschrift /;

const counts = new Map<string, number>();
let isCounting = false;
const stateFolder = mkdtempSync(join(tmpdir(), 'ontschot-requests-'));
const embedded = await startEmbedded({
  stateFolder,
  onCall: ({ action }) => {
    if (isCounting) counts.set(action, (counts.get(action) ?? 0) + 1);
  },
});
try {
  await playPilot({
    client: pilotClient(embedded.address, (person) => embedded.token(person)),
    idle: () => embedded.idle(),
    nightly: async () => {
      await embedded.runSchedule();
      await embedded.idle();
    },
    progress: (text) => {
      if (NEXT.test(text)) isCounting = COUNTED.test(text);
    },
    without: null,
  });
} finally {
  await embedded.close();
  rmSync(stateFolder, { recursive: true });
}
process.stdout.write(`${JSON.stringify(Object.fromEntries([...counts].sort()))}\n`);
