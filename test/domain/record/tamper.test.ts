import { beforeAll, expect, test } from 'vitest';
import { verifyBundle } from '../../../domain/record/verify.ts';
import type { Held } from '../../../domain/record/verify-log.ts';
import { readZip, zipOf } from '../../../domain/record/zip.ts';
import { means, newKey, sealedPilot } from './sealed-bundle.ts';
import { needsKey, type Prey, type Tampering, tampering } from './tamperings.ts';

let prey: Prey;
let publicKey: Uint8Array;
beforeAll(async () => {
  const [pilot, foreign] = await Promise.all([sealedPilot(), sealedPilot()]);
  prey = { bundle: pilot.final, earlier: pilot.interim, foreign: foreign.final, ownKey: newKey() };
  publicKey = pilot.publicKey;
});

/** Whether a reader takes what was tampered with for whole. */
const passes = (tampered: Tampering, held: Held): boolean => {
  const reading = 'files' in tampered ? tampered : readZip(tampered.zip);
  return 'files' in reading && !('rule' in verifyBundle(reading.files, means, held));
};

test('the bundle itself passes, as a folder and as a zip', () => {
  expect(passes({ what: 'nothing', files: prey.bundle }, { publicKey })).toBe(true);
  expect(passes({ what: 'nothing', zip: zipOf(prey.bundle) }, { publicKey })).toBe(true);
});

test('300 random tamperings (seed 1) are all found by who holds the key; 10,000 by test/slow/tamper.ts', () => {
  const tamperings = Array.from({ length: 300 }, (_, number) => tampering(prey, number, 1));
  expect(tamperings.filter((each) => passes(each, { publicKey })).map(({ what }) => what)).toEqual([]);
  expect(new Set(tamperings.map(({ what }) => what)).size).toBe(20);
});

test('all but those of another signer are found by who holds nothing', () => {
  const tamperings = Array.from({ length: 100 }, (_, number) => tampering(prey, number, 2));
  expect(tamperings.filter((each) => !needsKey(each) && passes(each, {})).map(({ what }) => what)).toEqual([]);
});
