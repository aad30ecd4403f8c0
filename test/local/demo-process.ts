import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A folder of its own for the state of a run. */
export const stateFolder = (): string => mkdtempSync(join(tmpdir(), 'ontschot-'));

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Starts the demo over a state folder, as `npm run demo` does. */
export const startDemo = (folder: string, ...options: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(root, 'local/demo.ts'), '--state', folder, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What a process printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Waits for the end of a process. */
export const endOf = async (child: ChildProcess): Promise<Ended> => {
  const parts: { output: string[]; errors: string[] } = { output: [], errors: [] };
  child.stdout?.on('data', (data: Buffer) => parts.output.push(data.toString()));
  child.stderr?.on('data', (data: Buffer) => parts.errors.push(data.toString()));
  const [code] = await once(child, 'close');
  return { code, output: parts.output.join(''), errors: parts.errors.join('') };
};

/** The hashes of the statements that a demo printed: the short ones of the list, and the whole one at the end. */
export const hashesIn = (output: string): string[] => output.match(/\b[0-9a-f]{12}(?=\))|\b[0-9a-f]{64}\b/g) ?? [];
