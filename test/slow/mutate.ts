/**
 * `npm run mutate -- [--file split.ts] [--processes 2]`: changes the money core in one place at a time, in a copy of the
 * repository, and looks whether a test notices. Prints each change with its place: killed, survived, or equivalent (a
 * change that cannot change any answer, with the reason). Exit 1 when less than 90 % of the others are killed, or when a
 * change said to be equivalent is noticed or no longer exists.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnyNode, parse } from 'acorn';

const { values } = parseArgs({
  options: { file: { type: 'string' }, processes: { type: 'string', default: '2' } },
});
const root = resolve(import.meta.dirname, '../..');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const GOAL = 0.9;
const RUN_MILLISECONDS = 90_000;

/** The tests that look at the money core, quickest first: the second list runs only for what the first did not notice. */
const TESTS: readonly (readonly string[])[] = [
  ['test/domain/money'],
  ['test/domain/settlement/worked-cases.test.ts', 'test/domain/settlement/calculator.test.ts'],
  ['test/domain/settlement/invariants.test.ts'],
];

/** One change: the text from `start` to `end` of a file becomes `to`. */
interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

/** Changes that cannot change any answer: the place, with what is changed between « and », what it becomes, and why. */
interface Equivalent {
  readonly file: string;
  readonly at: string;
  readonly to: string;
  readonly why: string;
}

const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'domain/money/ratio.ts',
    at: 'return d «>» 0n ? { n, d }',
    to: '>=',
    why: 'a denominator of zero has thrown before',
  },
  {
    file: 'domain/money/ratio.ts',
    at: '«if (a.d === b.d) return { n: a.n + b.n, d: a.d };»',
    to: ';',
    why: 'a shortcut: equal denominators divide each other',
  },
  {
    file: 'domain/money/ratio.ts',
    at: 'const difference = «a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d»',
    to: '(a.n * b.d - b.n * a.d)',
    why: 'a shortcut: with equal denominators both differences have the same sign',
  },
  {
    file: 'domain/money/ratio.ts',
    at: 'difference «<» 0n ? -1 : 1',
    to: '<=',
    why: 'a difference of zero has been answered before',
  },
  {
    file: 'domain/money/ratio.ts',
    at: 'difference < «0n» ? -1 : 1',
    to: '1n',
    why: 'a difference is whole and not zero here',
  },
  {
    file: 'domain/money/ratio.ts',
    at: 'a.n === 0n ? 0 : a.n «<» 0n ? -1 : 1',
    to: '<=',
    why: 'a numerator of zero has been answered before',
  },
  {
    file: 'domain/money/ratio.ts',
    at: 'a.n === 0n ? 0 : a.n < «0n» ? -1 : 1',
    to: '1n',
    why: 'a numerator is whole and not zero here',
  },
  {
    file: 'domain/money/ratio.ts',
    at: '[a «<» 0n ? -a : a, b]',
    to: '<=',
    why: 'the opposite of zero is zero',
  },
  {
    file: 'domain/money/ratio.ts',
    at: '[a < «0n» ? -a : a, b]',
    to: '1n',
    why: 'the opposite of zero is zero',
  },
  {
    file: 'domain/money/rounding.ts',
    at: '(n «<» 0n ? n - d / 2n',
    to: '<=',
    why: 'zero stays zero whether half a unit is added or taken off',
  },
  {
    file: 'domain/money/rounding.ts',
    at: '(n < «0n» ? n - d / 2n',
    to: '1n',
    why: 'zero stays zero whether half a unit is added or taken off',
  },
  {
    file: 'domain/money/rounding.ts',
    at: 'return a.n «<» 0n && quotient',
    to: '<=',
    why: 'zero divides without a rest, so its quotient is the floor either way',
  },
  {
    file: 'domain/money/rounding.ts',
    at: 'return a.n < «0n» && quotient',
    to: '1n',
    why: 'zero divides without a rest, so its quotient is the floor either way',
  },
  {
    file: 'domain/money/rounding.ts',
    at: 'euro.d === «100n» || (euro.n',
    to: '10n',
    why: 'a shortcut: the remainder says the same of hundredths, and of tenths',
  },
  {
    file: 'domain/money/rounding.ts',
    at: 'return «euro.d === 100n ? euro.n : (euro.n * 100n) / euro.d»',
    to: '((euro.n * 100n) / euro.d)',
    why: 'a shortcut: the division says the same of hundredths',
  },
  {
    file: 'domain/money/split.ts',
    at: 'if (total !== 0n) return total «<» 0n',
    to: '<=',
    why: 'a total of zero goes another way',
  },
  {
    file: 'domain/money/split.ts',
    at: 'if (total !== 0n) return total < «0n»',
    to: '1n',
    why: 'a total of zero goes another way',
  },
  {
    file: 'domain/money/split.ts',
    at: 'sign(first) «<» 0',
    to: '<=',
    why: 'the first quota that is not zero has a sign',
  },
  {
    file: 'domain/money/split.ts',
    at: 'sign(first) < «0»',
    to: '1',
    why: 'the first quota that is not zero has a sign',
  },
  {
    file: 'domain/money/split.ts',
    at: 'floors[place] ?? «0n»',
    to: '1n',
    why: 'every quota has a floor',
  },
  {
    file: 'domain/money/split.ts',
    at: 'a.place «-» b.place',
    to: '+',
    why: 'sorting keeps equal parts in the order they had',
  },
  {
    file: 'domain/money/split.ts',
    at: "«if (centsOf(cents.map(euroOf).reduce(add, ZERO)) !== total) throw new Error('The parts of a split do not add up.');»",
    to: ';',
    why: 'an alarm that no input can raise: what is left is never less than nothing or more than a cent a party',
  },
  {
    file: 'domain/money/split.ts',
    at: "«throw new Error('The parts of a split do not add up.');»",
    to: ';',
    why: 'an alarm that no input can raise: what is left is never less than nothing or more than a cent a party',
  },
  {
    file: 'domain/money/text.ts',
    at: 'if (point «<» 0)',
    to: '<=',
    why: 'a number that was recognised does not begin with a point',
  },
  {
    file: 'domain/money/text.ts',
    at: 'if (point < «0»)',
    to: '1',
    why: 'a number that was recognised does not begin with a point',
  },
  {
    file: 'domain/money/text.ts',
    at: 'if (whole «<» LONG)',
    to: '<=',
    why: 'the shortest long number is the same digits in one piece and in two',
  },
  {
    file: 'domain/money/text.ts',
    at: 'units «<» 0n ? -units',
    to: '<=',
    why: 'the opposite of zero is zero',
  },
  {
    file: 'domain/money/text.ts',
    at: 'units < «0n» ? -units',
    to: '1n',
    why: 'the opposite of zero is zero',
  },
];

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  ...{ '<': ['<=', '>='], '<=': ['<', '>'], '>': ['>=', '<='], '>=': ['>', '<'] },
  ...{ '===': ['!=='], '!==': ['==='] },
  ...{ '+': ['-'], '-': ['+'], '*': ['/'], '/': ['*'], '%': ['*'], '**': ['*'] },
  ...{ '&&': ['||'], '||': ['&&'] },
};
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  ...{ '0n': ['1n'], '1n': ['0n', '2n'], '2n': ['1n'], '10n': ['9n'], '100n': ['10n'] },
  ...{ 0: ['1'], 1: ['0'], 2: ['3'], 3: ['2'] },
};
const REMOVABLE = new Set(['ExpressionStatement', 'IfStatement', 'ThrowStatement', 'WhileStatement', 'ForStatement']);

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;

function* nodesIn(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node).flat()) if (isNode(value)) yield* nodesIn(value);
}

/** A change as the node asks for it: a stretch of the source, and what comes in its place. */
type Change = readonly [start: number, end: number, to: string];

const changesOf = (node: AnyNode, source: string): Change[] => {
  const text = (each: { readonly start: number; readonly end: number }) => source.slice(each.start, each.end);
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      if (node.operator === '??') return [[node.start, node.end, `(${text(node.right)})`]];
      const start = source.indexOf(node.operator, node.left.end);
      return (OPERATORS[node.operator] ?? []).map((to) => [start, start + node.operator.length, to]);
    }
    case 'UnaryExpression':
      return '-!'.includes(node.operator) ? [[node.start, node.end, text(node.argument)]] : [];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].map((branch) => [node.start, node.end, `(${text(branch)})`]);
    case 'Literal':
      return (CONSTANTS[node.raw ?? ''] ?? []).map((to) => [node.start, node.end, to]);
    default:
      return REMOVABLE.has(node.type) ? [[node.start, node.end, ';']] : [];
  }
};

/** The files of the money core as they were when the run began, by path: somebody may be working on them meanwhile. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  readdirSync(join(root, 'domain/money'))
    .sort()
    .map((name) => [`domain/money/${name}`, readFileSync(join(root, 'domain/money', name), 'utf8')]),
);

const sourceOf = (file: string): string => SOURCES.get(file) ?? '';

const mutantsOf = (file: string): Mutant[] => {
  const source = sourceOf(file);
  // Types become spaces, so a place in the stripped source is the same place in the file.
  const stripped = stripTypeScriptTypes(source);
  const program = parse(stripped, { ecmaVersion: 'latest', sourceType: 'module' }) as AnyNode;
  return [...nodesIn(program)].flatMap((node) =>
    changesOf(node, stripped).map(([start, end, to]) => {
      const line = source.slice(0, start).split('\n').length;
      return { file, line, start, end, from: source.slice(start, end), to };
    }),
  );
};

/** A copy of what the tests need, with its own test configuration, and the packages and shared cases linked in. */
const makeCopy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ontschot-mutate-'));
  const copy = join(folder, 'main');
  for (const part of ['domain', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const shared = resolve(root, '../shared');
  if (existsSync(shared)) symlinkSync(shared, join(folder, 'shared'));
  const config = { cacheDir: join(folder, 'cache'), test: { include: ['test/**/*.test.ts'], bail: 1, watch: false } };
  writeFileSync(join(copy, 'vitest.config.ts'), `export default ${JSON.stringify(config)};\n`);
  return copy;
};

const running = new Set<ReturnType<typeof spawn>>();

/** Whether the tests pass. A run that takes too long does not: the change has made an endless loop. */
const passes = (copy: string, tests: readonly string[]): Promise<boolean> =>
  new Promise((resolvePass, reject) => {
    const program = join(root, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [program, 'run', '--reporter=dot', ...tests], {
      cwd: copy,
      stdio: 'ignore',
      detached: true,
    });
    running.add(child);
    const timer = setTimeout(() => endGroup(child), RUN_MILLISECONDS);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolvePass(code === 0);
    });
  });

/** Ends a test run with the workers that it started. */
const endGroup = ({ pid }: ReturnType<typeof spawn>): void => {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
};

const isNoticed = async (copy: string, mutant: Mutant): Promise<boolean> => {
  const file = join(copy, mutant.file);
  const source = sourceOf(mutant.file);
  writeFileSync(file, source.slice(0, mutant.start) + mutant.to + source.slice(mutant.end));
  try {
    for (const tests of TESTS) if (!(await passes(copy, tests))) return true;
    return false;
  } finally {
    writeFileSync(file, source);
  }
};

const equivalentOf = ({ file, start, end, to }: Mutant): Equivalent | undefined => {
  const source = sourceOf(file);
  return EQUIVALENT.find((each) => {
    const [before = '', from = '', after = ''] = each.at.split(/[«»]/);
    const text = source.slice(start - before.length, end + after.length);
    return each.file === file && each.to === to && text === before + from + after && end - start === from.length;
  });
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 60);

const placeOf = ({ file, line, from, to }: Mutant): string => `${file}:${line}  ${oneLine(from)}  →  ${oneLine(to)}`;

interface Outcome {
  readonly mutant: Mutant;
  readonly noticed: boolean;
}

/** Tries the changes one after the other in a copy of its own, as long as there are any. */
const tryChanges = async (copy: string, queue: Mutant[], outcomes: Outcome[]): Promise<void> => {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const noticed = await isNoticed(copy, mutant);
    outcomes.push({ mutant, noticed });
    const equivalent = equivalentOf(mutant);
    const word = noticed ? 'killed' : equivalent === undefined ? 'SURVIVED' : 'equivalent';
    say(`${word.padEnd(10)}  ${placeOf(mutant)}${equivalent === undefined || noticed ? '' : `  (${equivalent.why})`}`);
  }
};

const report = (outcomes: readonly Outcome[]): number => {
  const wrong = outcomes.filter(({ mutant, noticed }) => noticed && equivalentOf(mutant) !== undefined);
  const counted = outcomes.filter(({ mutant }) => equivalentOf(mutant) === undefined);
  const killed = counted.filter(({ noticed }) => noticed).length;
  const seen = outcomes.map(({ mutant }) => equivalentOf(mutant));
  const unused = values.file === undefined ? EQUIVALENT.filter((each) => !seen.includes(each)) : [];
  for (const { mutant } of wrong) say(`Said to be equivalent, but noticed: ${placeOf(mutant)}`);
  for (const { file, at } of unused) say(`Said to be equivalent, but not there: ${file}  ${at}`);
  const equivalent = outcomes.length - counted.length;
  const percentage = ((100 * killed) / Math.max(1, counted.length)).toFixed(1);
  say(`${outcomes.length} changes: ${killed} killed, ${counted.length - killed} survived, ${equivalent} equivalent.`);
  say(`Killed of those that could be: ${percentage} % (goal ${100 * GOAL} %).`);
  return wrong.length + unused.length === 0 && killed >= GOAL * counted.length ? 0 : 1;
};

const mutate = async (copies: readonly string[]): Promise<number> => {
  const files = [...SOURCES.keys()].filter((file) => values.file === undefined || file.endsWith(`/${values.file}`));
  const queue = files.flatMap(mutantsOf);
  for (const tests of TESTS)
    if (!(await passes(copies[0] ?? '', tests))) throw new Error(`Without any change ${tests.join(', ')} must pass.`);
  const outcomes: Outcome[] = [];
  await Promise.all(copies.map((copy) => tryChanges(copy, queue, outcomes)));
  return report(outcomes);
};

const copies = Array.from({ length: Number(values.processes) }, makeCopy);
process.once('exit', () => {
  for (const child of running) endGroup(child);
  for (const copy of copies)
    rmSync(resolve(copy, '..'), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await mutate(copies);
