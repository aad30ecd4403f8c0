/**
 * The synthesised templates, from `infra/app.ts` itself: started as a child, as `cdk synth` starts it, without bundling
 * the handlers and without the checks. They are kept in the state folder for as long as nothing they come from changes.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Template, Templates } from './templates.ts';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where Node keeps what it compiled. Not state: it makes the second start faster and may be thrown away. */
export const compileCache = join(root, 'node_modules', '.cache', 'compile');

const run = promisify(execFile);

const sourceHash = (): string => {
  const stacks = readdirSync(join(root, 'infra')).sort();
  const files = ['cdk.json', 'package-lock.json', ...stacks.map((name) => join('infra', name))];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
};

const synthesise = async (folder: string): Promise<void> => {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CDK_OUTDIR: folder,
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: '{"aws:cdk:bundling-stacks":[]}',
    NODE_COMPILE_CACHE: compileCache,
  };
  await run(process.execPath, [join('infra', 'app.ts')], { cwd: root, env });
};

/** Reads all templates of a folder that `cdk synth` wrote, by the name of their stack. */
export const readTemplates = (folder: string): Templates => {
  const ending = '.template.json';
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  const read = (file: string): Template => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return Object.fromEntries(files.sort().map((file) => [file.slice(0, -ending.length), read(file)]));
};

/**
 * The templates of this repository as it stands now; synthesised into `folder` where that was not done before. A run that
 * is killed halfway leaves nothing that a later one would take for templates.
 */
export const currentTemplates = async (folder: string): Promise<Templates> => {
  const kept = join(folder, sourceHash());
  if (!existsSync(kept)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const unfinished = join(folder, 'unfinished');
    await synthesise(unfinished);
    renameSync(unfinished, kept);
  }
  return readTemplates(kept);
};
