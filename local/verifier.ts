/**
 * `npm run -s verifier [-- --out FILE]`: bundles the command `verify` into one file without dependencies, which can be
 * handed to an auditor and runs on Node 22 or newer. Prints where it lies and its SHA-256.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from './runtime/synthesis.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'dist', 'ontschot-verify.mjs') } },
});
// Where a path is relative, it is so to where the command was given, and not to the root of the repository.
const out = resolve(values.out);

await build({
  absWorkingDir: root,
  entryPoints: ['commands/verify.ts'],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  banner: { js: '#!/usr/bin/env node' },
  // Names stay, so that somebody can read what it does.
  minify: false,
  charset: 'utf8',
  logLevel: 'error',
});
const sha256 = createHash('sha256').update(readFileSync(out)).digest('hex');
process.stdout.write(`${out}\nSHA-256 ${sha256}\n`);
