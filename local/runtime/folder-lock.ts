/**
 * One running instance per state folder. The lock is a file with the id of the process that holds it; the lock of a
 * process that is gone counts for nothing.
 *
 * Locks are numbered and each taker makes the next number, which the file system grants to one only. A single file that is
 * deleted and made again could be taken by two that both found it stale.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives the folder free again. */
export type ReleaseFolder = () => void;

const prefix = 'lock.';

const numbersIn = (folder: string): number[] =>
  readdirSync(folder)
    .filter((name) => /^lock\.\d+$/.test(name))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((left, right) => right - left);

/** The state and the start of a process as Linux tells them; nothing where there is no such process or no such file. */
const processFacts = (pid: number): { readonly state: string; readonly start: string } | undefined => {
  try {
    // The name of the program stands in brackets and may hold anything, so the fields are counted from its end.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** The start tells a process from a later one with the same number, which is common in containers. A zombie is dead. */
const lives = (pid: number, start: string): boolean => {
  if (!exists(pid)) return false;
  const facts = processFacts(pid);
  return facts === undefined || (facts.state !== 'Z' && facts.start === start);
};

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const refuseIfHeld = (folder: string, number: number | undefined): void => {
  if (number === undefined) return;
  const [pid = '', start = ''] = readIfThere(join(folder, `${prefix}${number}`)).split(' ');
  if (pid !== '' && lives(Number(pid), start)) throw new Error(inUse(folder, pid));
};

const inUse = (folder: string, pid: string): string =>
  `De map ${folder} is in gebruik door een andere run van Ontschot (proces ${pid}). Stop die run, of kies een andere map.`;

/** Makes the file with its content in one step, so that no other process ever reads it half. */
const create = (folder: string, path: string): boolean => {
  const whole = join(folder, `${prefix}new-${process.pid}`);
  writeFileSync(whole, `${process.pid} ${processFacts(process.pid)?.start ?? ''}`);
  try {
    linkSync(whole, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(whole);
  }
};

const removeOlder = (folder: string, number: number): void => {
  for (const older of numbersIn(folder).filter((other) => other < number))
    unlinkSync(join(folder, `${prefix}${older}`));
};

/**
 * Takes the folder for this process; makes it where it is not there. Refuses, in Dutch and for people, when a living
 * process has it. The lock of a killed process needs no tidying up.
 */
export const lockFolder = (folder: string): ReleaseFolder => {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const newest = numbersIn(folder)[0];
    refuseIfHeld(folder, newest);
    const number = (newest ?? 0) + 1;
    const path = join(folder, `${prefix}${number}`);
    if (!create(folder, path)) continue;
    // Somebody who listed long ago may come late with a number that was used and removed: the highest number has the folder.
    if (numbersIn(folder)[0] === number) {
      removeOlder(folder, number);
      return () => truncateSync(path);
    }
    unlinkSync(path);
  }
};
