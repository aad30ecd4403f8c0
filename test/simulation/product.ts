/**
 * The product as the simulator runs it: the handlers of `functions/handlers.ts` with everything behind them, bundled from
 * the sources as they are, over clients of AWS that the simulator makes.
 *
 * What a running function keeps in its memory (`handlers.ts`, `store.ts`, `signer.ts`) is one bundle, evaluated once for
 * every instance; everything else keeps nothing and is a second bundle, evaluated once. A planted bug is a replacement in
 * the text of one source while it is bundled: nothing in the product knows of it.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import middy from '@middy/core';
import { build, type Plugin } from 'esbuild';
import * as zod from 'zod';
import type { Sdk } from './sdk.ts';

const root = resolve(import.meta.dirname, '../..');

/** A change of the sources: `find` must stand in them exactly once, in whichever file. */
export interface Edit {
  readonly find: string;
  readonly put: string;
}

/** A handler, asked with an event as AWS gives it. */
export type Handler = (event: unknown) => Promise<unknown>;

/** What one running function has around it: the clients of AWS, and its clock in milliseconds since 1970. */
export interface Surroundings {
  readonly sdk: Sdk;
  readonly clock: () => number;
}

/** What of a record can be computed by whoever has it: reading it, its projections, and whether a bundle holds. */
export type Means = Pick<typeof import('../../domain/record/event.ts'), 'readChain' | 'eventHash'> &
  Pick<typeof import('../../domain/record/projection.ts'), 'stateOf'> &
  Pick<typeof import('../../domain/record/due.ts'), 'dueOf'> &
  Pick<typeof import('../../domain/record/rebuild.ts'), 'overviewDifference'> &
  Pick<typeof import('../../domain/record/lawful.ts'), 'brokenRules'> &
  Pick<typeof import('../../domain/record/verify.ts'), 'verifyBundle'>;

/** The product. Every instance has a memory of its own, as every running function on AWS has. */
export interface Product {
  instance(surroundings: Surroundings): Readonly<Record<string, Handler>>;
  /** The same as the handlers use. */
  readonly means: Means;
}

/** The sources that hold something between two invocations, or clients of AWS. */
const OF_AN_INSTANCE: readonly string[] = ['handlers', 'store', 'signer'].map((name) => `functions/${name}.ts`);

/** Where the means stand. */
const OF_MEANS: readonly string[] = ['event', 'projection', 'due', 'rebuild', 'lawful', 'verify'].map(
  (name) => `domain/record/${name}.ts`,
);

/**
 * Reading the documents in a record again and again is half of the time of a run, and no document in a record ever changes:
 * here what was read of one is remembered. It changes no answer, and where it fits no more, runs only take longer.
 */
const QUICKER: readonly Edit[] = [
  {
    find: 'const reading = readPilot(opened.document);',
    put: 'const reading = remembered(opened.document, readPilot);',
  },
  {
    find: `const reading = readPopulation(document);
  if ('faults' in reading) throw`,
    put: `const reading = remembered(document, readPopulation);
  if ('faults' in reading) throw`,
  },
];

const REMEMBERED = `
const knownReadings = new Map();
const remembered = (document, read) => {
  const text = JSON.stringify(document);
  const known = knownReadings.get(text) ?? read(document);
  knownReadings.set(text, known);
  return known;
};
`;

/** Applies the edits, and counts the places of each. */
const editing = (edits: readonly Edit[], places: Map<Edit, number>): Plugin => ({
  name: 'edits',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const { find, put } of QUICKER)
        if (contents.includes(find)) contents = contents.replace(find, () => put) + REMEMBERED;
      for (const edit of edits) {
        places.set(edit, (places.get(edit) ?? 0) + contents.split(edit.find).length - 1);
        contents = contents.replace(edit.find, () => edit.put);
      }
      return { contents, loader: 'ts' };
    });
  },
});

/** Leaves every source of ours outside a bundle, but for those of an instance. */
const outside = (found: Set<string>): Plugin => ({
  name: 'outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\./ }, ({ resolveDir, path }) => {
      const file = relative(root, resolve(resolveDir, path));
      if (OF_AN_INSTANCE.includes(file)) return null;
      found.add(file);
      return { path: file, external: true };
    });
  },
});

interface Source {
  readonly entry: string;
  readonly plugins: Plugin[];
}

const bundled = async ({ entry, plugins }: Source): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    write: false,
    logLevel: 'silent',
    plugins,
  });
  return outputFiles[0]?.text ?? '';
};

type Exports = Record<string, unknown>;
type Require = (name: string) => unknown;

/** Packages that all bundles share: one can only be had as an ES module, and the other takes long to be made. */
const SHARED: Readonly<Record<string, object>> = { '@middy/core': middy, zod: { ...zod } };
const requireHere = createRequire(import.meta.url);
const requireShared: Require = (name) => SHARED[name] ?? requireHere(name);

/** Nobody reads what the handlers log about refusals here. */
const SILENT = { ...console, warn: () => undefined, error: () => undefined, log: () => undefined };

/** Every name of an environment variable that a handler may ask for is there, and is its own value. */
const ENVIRONMENT = new Proxy<Record<string, string>>({}, { get: (_, name) => String(name) });

/** A calendar whose present moment is that of a clock. */
const calendarOf = (clock: () => number): typeof Date =>
  class extends Date {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [clock()] : given) as [number]));
    }
    static override now(): number {
      return clock();
    }
  } as typeof Date;

type Evaluate = (require: Require, calendar: typeof Date) => Exports;

const evaluator = (code: string): Evaluate => {
  const run = compileFunction(code, ['require', 'module', 'exports', 'process', 'console', 'Date']);
  return (require, calendar) => {
    const module: { exports: Exports } = { exports: {} };
    run(require, module, module.exports, { env: ENVIRONMENT, versions: process.versions }, SILENT, calendar);
    return module.exports;
  };
};

let soundOne: Promise<Product> | undefined;

/** The product as it is. It is bundled once. */
export const soundProduct = (): Promise<Product> => {
  soundOne ??= productWith();
  return soundOne;
};

/** Bundles the product, with some of its sources changed. */
export const productWith = async (edits: readonly Edit[] = []): Promise<Product> => {
  const places = new Map<Edit, number>();
  const files = new Set<string>(OF_MEANS);
  const doors = evaluator(
    await bundled({
      entry: "export * from './functions/handlers.ts';",
      plugins: [outside(files), editing(edits, places)],
    }),
  );
  const named = [...files].map((file, place) => `export * as m${place} from './${file}';`);
  const within = evaluator(await bundled({ entry: named.join('\n'), plugins: [editing(edits, places)] }));
  // A replacement that fits nowhere any more, or in two places, must be mended and not passed over.
  for (const edit of edits)
    if (places.get(edit) !== 1) throw new Error(`Not one place but ${places.get(edit) ?? 0} with: ${edit.find}`);
  const parts = within(requireShared, Date);
  const modules = new Map([...files].map((file, place) => [file, parts[`m${place}`] as Exports]));
  const means = Object.assign({}, ...OF_MEANS.map((file) => modules.get(file))) as Means;
  return {
    instance: ({ sdk, clock }) => {
      const require: Require = (name) => modules.get(name) ?? sdk.module(name) ?? requireShared(name);
      return doors(require, calendarOf(clock)) as Record<string, Handler>;
    },
    means,
  };
};
