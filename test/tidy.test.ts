import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Properties of the code itself: which folder may import what, where a library may be used, and that names explain themselves. */

const root = resolve(import.meta.dirname, '..');
const sources = globSync('{bench,commands,domain,functions,infra,local,portal}/**/*.ts', { cwd: root }).sort();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Import {
  readonly file: string;
  readonly target: string;
}

const IMPORT = /^(?:import|export|\})[^'\n]*\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** Every static or dynamic import of a file; a path of ours is written from the root. */
const importsOf = (file: string): Import[] =>
  [...read(file).matchAll(IMPORT)]
    .map((match) => ({ file, target: match.slice(1).join('') }))
    .map(({ target }) => ({
      file,
      target: target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target,
    }));

const imports = sources.flatMap(importsOf);
const inFolder = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
const isOurs = (target: string): boolean => sources.includes(target);

const DOMAIN_ORDER = ['money', 'pilot', 'delivery', 'settlement', 'evaluation', 'record'];
const rank = (file: string): number => DOMAIN_ORDER.indexOf(file.split('/')[1] ?? '');

const DELIVERY_ORDER = [
  ...['findings', 'privacy', 'structure', 'numbers', 'workbook'],
  ...['population', 'template', 'check', 'open-data', 'checker.ts'],
];
const deliveryRank = (file: string): number => DELIVERY_ORDER.indexOf(file.split('/')[2] ?? '');

/** What each folder may import (design, the table of folders): own folders, and packages by their beginning. */
const MAY_IMPORT: Readonly<Record<string, { readonly ours: readonly string[]; readonly packages: RegExp }>> = {
  domain: { ours: ['domain'], packages: /^(zod|jstat|ml-matrix)$/ },
  portal: { ours: ['portal', 'domain'], packages: /^(hono\/html|hono\/utils\/html)$/ },
  // A command writes the evaluation page to a file: the page is made by the portal, and by nothing else.
  commands: { ours: ['commands', 'domain', 'portal'], packages: /^(node:|fflate$)/ },
  functions: {
    ours: ['functions', 'domain', 'portal'],
    packages: /^(@aws-sdk\/|@middy\/|zod$|fflate$|node:(crypto|fs|os|path|stream|zlib)$)/,
  },
  local: {
    ours: ['local', 'functions', 'domain'],
    packages: /^(node:|@aws-sdk\/|aws-local-stepfunctions$|esbuild$|jose$|oidc-provider$|zod$)/,
  },
  infra: { ours: ['infra'], packages: /^(aws-cdk-lib|constructs|cdk-nag|node:)/ },
  bench: { ours: ['bench', 'domain', 'functions', 'local'], packages: /./ },
};

describe('the folders point one way', () => {
  test.each(Object.entries(MAY_IMPORT))('%s imports only what the design allows', (folder, { ours, packages }) => {
    const wrong = imports
      .filter(({ file }) => inFolder(folder)(file))
      .filter(({ target }) => !(isOurs(target) ? ours.some((each) => inFolder(each)(target)) : packages.test(target)));
    expect(wrong).toEqual([]);
  });

  test('inside domain a folder imports only folders before it', () => {
    const wrong = imports
      .filter(({ file, target }) => inFolder('domain')(file) && inFolder('domain')(target))
      .filter(({ file, target }) => rank(target) < 0 || rank(target) > rank(file));
    expect(wrong).toEqual([]);
  });

  test('and so it is inside deliveries', () => {
    const within = inFolder('domain/delivery');
    const wrong = imports
      .filter(({ file, target }) => within(file) && within(target))
      .filter(({ file, target }) => deliveryRank(target) < 0 || deliveryRank(target) > deliveryRank(file));
    expect(wrong).toEqual([]);
  });

  test('evaluation never reaches a payment: neither settlement nor record imports it', () => {
    const wrong = imports.filter(
      ({ file, target }) => inFolder('domain/evaluation')(target) && /^domain\/(?!evaluation\/)/.test(file),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['the AWS clients', /^@aws-sdk\//, /^(functions\/(store|signer)\.ts|local\/runtime\/)/],
    ['middy', /^@middy\//, /^functions\/handlers\.ts$/],
    ['floating-point statistics', /^(jstat|ml-matrix)$/, /^domain\/evaluation\//],
  ])('%s is used in its own place only', (_, target, place) => {
    expect(imports.filter((each) => target.test(each.target) && !place.test(each.file))).toEqual([]);
  });

  test('no two files import each other, directly or around a corner', () => {
    const next = Map.groupBy(
      imports.filter(({ target }) => isOurs(target)),
      ({ file }) => file,
    );
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === 'open') circles.push([...trail, file].join(' → '));
      if (state.has(file)) return;
      state.set(file, 'open');
      for (const { target } of next.get(file) ?? []) visit(target, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of sources) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe('the domain is pure', () => {
  test.each(sources.filter(inFolder('domain')))('%s asks neither the clock nor chance', (file) => {
    expect(read(file)).not.toMatch(/new Date\(\)|Date\.now|Math\.random|performance\.now|process\.env|globalThis/);
  });
});

describe('the code explains itself', () => {
  test('every file says at its top what it is', () => {
    expect(sources.filter((file) => !read(file).startsWith('/**') && !read(file).startsWith('#!'))).toEqual([]);
  });

  test('no file only passes on what others export, and none is a drawer for everything', () => {
    const passing = sources.filter((file) => /export\s+(\*|\{[^}]*\})\s+from/.test(read(file)));
    expect([
      ...passing,
      ...sources.filter((file) => /(^|\/)(utils?|helpers?|index|common|misc)(\.ts|\/)/.test(file)),
    ]).toEqual([]);
  });

  test('every exported function says what it is', () => {
    const bare = sources.flatMap((file) => {
      const lines = read(file).split('\n');
      return lines.flatMap((line, place) => {
        const name = /^export (?:const|function|async function) (\w+)[^=]*(?:=.*(?:=>|\()|\()/.exec(line)?.[1];
        return name !== undefined && !/\*\/\s*$/.test(lines[place - 1] ?? '') ? [`${file}: ${name}`] : [];
      });
    });
    expect(bare).toEqual([]);
  });
});

describe('the project speaks of itself alone', () => {
  const texts = globSync('{bench,commands,domain,functions,infra,local,portal,test,docs,.ci}/**/*', {
    cwd: root,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

  test('no path of a machine stands in it', () => {
    const homes = new RegExp(['/ho' + 'me/', '/ro' + 'ot/', '/wo' + 'rk/', '/Us' + 'ers/'].join('|'));
    expect([...texts, 'README.md', 'package.json'].filter((file) => homes.test(read(file)))).toEqual([]);
  });
});
