import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BUNDLE_FILES } from '../../domain/record/bundle.ts';
import { canonicalText } from '../../domain/record/canonical.ts';
import { stateOf } from '../../domain/record/projection.ts';
import { verifyBundle } from '../../domain/record/verify.ts';
import { zipOf } from '../../domain/record/zip.ts';
import { approveAgreement } from '../../functions/approve-agreement.ts';
import { openPilot } from '../../functions/open-pilot.ts';
import type { Ports } from '../../functions/ports.ts';
import { seal } from '../../functions/seal.ts';
import { bundleOf, means, newKey, publicOf, sealedPilot, sealPeriod } from '../domain/record/sealed-bundle.ts';
import { type MemoryScene, memoryScene } from './memory-scene.ts';
import { APPROVERS, bringIntoForce, granted, propose, statementOf } from './scene.ts';
import { bytesOf, hash, hashBytes } from './services.ts';
import { PILOT, smallDocument, smallPopulation, someone } from './small-pilot.ts';

const privateKey = newKey();
const publicKey = publicOf(privateKey);

/** A scene whose parties agreed on who signs. */
const agreedScene = async (signingKey: string): Promise<MemoryScene> => {
  const scene = memoryScene(privateKey);
  const document = { ...smallDocument, agreement: { ...smallDocument.agreement, signingKey } };
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), document));
  const agreement = hash(canonicalText(document));
  for (const party of APPROVERS.slice(1))
    granted(await approveAgreement(scene.ports, someone(party, 'signatory'), PILOT, { agreement }));
  await bringIntoForce(scene, await propose(scene, smallPopulation));
  return scene;
};

/** A scene whose interim statement was approved, and sealing stopped at the write of a file. */
const stoppedAt = async (file: string): Promise<{ scene: MemoryScene; again: () => Promise<unknown> }> => {
  const scene = memoryScene(privateKey);
  const { statements } = scene.ports;
  let isBroken = true;
  const putOnce: Ports['statements']['putOnce'] = async (key, ...rest) => {
    if (isBroken && key.endsWith(file)) throw new Error('crash');
    return statements.putOnce(key, ...rest);
  };
  const crashing = { ...scene, ports: { ...scene.ports, statements: { ...statements, putOnce } } };
  granted(await openPilot(scene.ports, someone('INS', 'signatory'), smallDocument));
  const agreement = hash(canonicalText(smallDocument));
  for (const party of APPROVERS.slice(1))
    granted(await approveAgreement(scene.ports, someone(party, 'signatory'), PILOT, { agreement }));
  await bringIntoForce(scene, await propose(scene, smallPopulation));
  await expect(sealPeriod(crashing, '2025-K1')).rejects.toThrow('crash');
  isBroken = false;
  const { statement } = await statementOf(scene, '2025-K1');
  return { scene, again: () => seal(scene.ports, { pilot: PILOT, due: { statement } }) };
};

const fileIn = (scene: MemoryScene, name: string): string => {
  const found = [...scene.statements].find(([key]) => key.endsWith(name));
  return found === undefined ? '' : new TextDecoder().decode(found[1]);
};

describe('the key that the agreement names', () => {
  test('is the one that signs: the bundle says so', async () => {
    const bundle = await sealPeriod(await agreedScene(hashBytes(publicKey)), '2025-K1');
    const fingerprint = hashBytes(publicKey);
    expect(verifyBundle(bundle, means, { publicKey })).toMatchObject({ fingerprint, agreedFingerprint: fingerprint });
  });

  test('is not the one of this deployment: nothing is signed, written or recorded', async () => {
    const scene = await agreedScene('a'.repeat(64));
    await expect(sealPeriod(scene, '2025-K1')).rejects.toThrow(
      `key_must_be_agreed: the agreement names the signing key ${'a'.repeat(64)}`,
    );
    const types = scene.chain.map(({ change }) => change.type);
    expect(types.at(-1)).toBe('statementApproved');
    expect([...scene.statements.keys()].filter((key) => key.includes('/sealed/'))).toEqual([]);
  });
});

describe('a seal', () => {
  test('names every file of the bundle and the zip by its hash, and the head that was signed', async () => {
    const { scene, interim } = await sealedPilot(privateKey);
    const change = scene.chain.find((event) => event.change.type === 'statementSealed')?.change;
    if (change?.type !== 'statementSealed') throw new Error('Nothing was sealed.');
    const files = new Map([...interim, ['bundle.zip', zipOf(interim)]]);
    expect(change.files).toEqual(
      [...BUNDLE_FILES, 'bundle.zip']
        .sort()
        .map((name) => ({ name, sha256: hashBytes(files.get(name) ?? bytesOf('')) })),
    );
    expect(change.checkpoint.size).toBe(scene.chain.findIndex((event) => event.change === change));
  });

  test('that stopped after the signature uses that signature: no two checkpoints of one log', async () => {
    const { scene, again } = await stoppedAt('events.json');
    const first = fileIn(scene, 'checkpoint.txt');
    expect(first).toContain('ontschot/wijk\n');
    expect(await again()).toEqual({ sealed: true });
    expect(fileIn(scene, 'checkpoint.txt')).toBe(first);
    expect(verifyBundle(await bundleOf(scene, '2025-K1'), means, { publicKey })).toMatchObject({ result: '11000.00' });
  });

  test('that stopped before the signature signs the log as it was when the manifest was recorded', async () => {
    const { scene, again } = await stoppedAt('checkpoint.txt');
    const size = scene.chain.length;
    expect(scene.chain.at(-1)?.change.type).toBe('manifestRecorded');
    expect(await again()).toEqual({ sealed: true });
    expect(fileIn(scene, 'checkpoint.txt').split('\n')[1]).toBe(String(size));
    expect(scene.chain.filter(({ change }) => change.type === 'manifestRecorded')).toHaveLength(1);
  });

  test('does not use a checkpoint that somebody else put there', async () => {
    const { scene, again } = await stoppedAt('checkpoint.txt');
    const { statement } = await statementOf(scene, '2025-K1');
    scene.statements.set(`${PILOT}/sealed/${statement}/checkpoint.txt`, bytesOf('ontschot/elders\n'));
    await expect(again()).rejects.toThrow('A bundle does not hold: file_must_be_canonical at checkpoint.txt');
    expect(stateOf(scene.chain)?.statements[0]?.sealed).toBeNull();
  });

  test('is not made with a signature by another key, or with none', async () => {
    const { scene } = await stoppedAt('checkpoint.txt');
    const { statement } = await statementOf(scene, '2025-K1');
    const other = newKey();
    const sealWith = (signing: Ports['signer']['sign']) =>
      seal({ ...scene.ports, signer: { ...scene.ports.signer, sign: signing } }, { pilot: PILOT, due: { statement } });
    await expect(sealWith(async () => new Uint8Array(70))).rejects.toThrow('no signature');
    await expect(sealWith(async (message) => sign('sha256', message, other))).rejects.toThrow(
      'A bundle does not hold: checkpoint_must_be_signed',
    );
    expect(stateOf(scene.chain)?.statements[0]?.sealed).toBeNull();
  });
});
