import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../../local/runtime/folder-lock.ts';
import { newFolder } from './fixture.ts';

const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

test('a folder that a living process has is refused, in words for people', async () => {
  const folder = await newFolder();
  lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(
    `De map ${folder} is in gebruik door een andere run van Ontschot (proces ${process.pid}).`,
  );
});

test('a folder that was given free can be taken again', async () => {
  const folder = await newFolder();
  lockFolder(folder)();
  const release = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow('in gebruik');
  release();
  expect(() => lockFolder(folder)).not.toThrow();
});

test('the lock of a process that is gone counts for nothing', async () => {
  const folder = await newFolder();
  writeFileSync(join(folder, 'lock.8'), `${deadPid()} 1`);
  expect(() => lockFolder(folder)).not.toThrow();
  expect(readdirSync(folder)).toEqual(['lock.9']);
});

test.runIf(process.platform === 'linux')(
  'a later process with the same number is not the one that locked',
  async () => {
    const folder = await newFolder();
    writeFileSync(join(folder, 'lock.1'), `${process.pid} 12345`);
    expect(() => lockFolder(folder)).not.toThrow();
  },
);
