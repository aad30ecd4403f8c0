/** What the tests of the embedded run need to start it and to talk to it. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionPlan } from '../../../local/runtime/deployment.ts';
import { type Run, type RunOptions, startRun } from '../../../local/runtime/run.ts';
import { handlersFile, templates } from './templates.ts';

/** The person whom the tests know. */
export const someone = { person: 'p1', party: 'wijk/INS', role: 'analyst' };

/** A new folder that goes away with the test. */
export const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ontschot-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Starts a run over the templates of the tests; it ends with the test. What handlers print is kept apart. */
export const startTestRun = async (stateFolder: string, options: Partial<RunOptions> = {}): Promise<Run> => {
  const run = await startRun({
    stateFolder,
    handlersFile,
    templates: async () => templates,
    onLog: () => undefined,
    ...options,
  });
  onTestFinished(run.close);
  return run;
};

/** Sends a request with a token of the person whom the tests know. */
export const request = async (run: Run, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { authorization: `Bearer ${await run.token(someone)}`, ...init.headers };
  return fetch(run.address + path, { ...init, headers });
};

/** Puts a file into the inbox as a person does: asks where to, and puts it there. */
export const upload = async (run: Run, name: string, text: string): Promise<void> => {
  const answer = (await (await request(run, `/uploads/${name}`, { method: 'POST' })).json()) as {
    readonly url: string;
  };
  const put = await fetch(answer.url, { method: 'PUT', body: text });
  if (put.status !== 200) throw new Error(`the upload was refused: ${await put.text()}`);
};

/** What the handlers wrote down. */
export const listed = async (run: Run): Promise<unknown> => (await request(run, '/list')).json();

/** A function outside any template. */
export const planOf = (verb: string, plan: Partial<FunctionPlan> = {}): FunctionPlan => ({
  name: verb,
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:${verb}`,
  verb,
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  variables: {},
  retries: 2,
  ...plan,
});

/** The living processes whose command line names the text; a zombie does not live. */
export const livingWith = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      try {
        const isZombie = / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
        return !isZombie && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
