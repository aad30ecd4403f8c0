import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { type AnyNode, type MemberExpression, type Node, parse } from 'acorn';
import { describe, expect, test } from 'vitest';

/**
 * No amount, ratio or count of months is ever a JavaScript number, parsed as one, or passed to Math: shown over the
 * source itself, its types stripped, with a JavaScript parser. Where a number is only a place in a list, the expression stands in the list of exceptions with the reason; an exception that is not used fails.
 */

const root = resolve(import.meta.dirname, '..');
const files = globSync(['domain/{money,settlement}/**/*.ts', 'domain/pilot/{number-schema,terms,case-file}.ts'], {
  cwd: root,
}).sort();

/** Something that may not be done to an amount: where, what, and the text of the expression. */
interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
}

/** What the checked code may do although a rule forbids it: the file, the expression, and why it is no amount. */
const EXCEPTIONS: readonly { readonly file: string; readonly text: string; readonly why: string }[] = [
  {
    file: 'domain/money/ratio.ts',
    text: 'x % y',
    why: 'Euclid’s algorithm over the two parts of a ratio, both whole',
  },
  {
    file: 'domain/settlement/worksheet.ts',
    text: 'place % 2',
    why: 'a place in a list: points of a table are pairs of lines',
  },
  {
    file: 'domain/settlement/check.ts',
    text: 'count % 2',
    why: 'a number of lines: points of a table and steps are pairs of lines',
  },
];

const FORBIDDEN_CALLS = ['Number', 'parseFloat', 'parseInt'];
/** Methods of numbers and of libraries for decimals that make a number, divide or round. */
const FORBIDDEN_METHODS = new RegExp(
  `^(${[
    ...['toNumber', 'toFixed', 'toPrecision', 'toExponential', 'parseFloat', 'parseInt', 'valueOf'],
    ...['div', 'dividedBy', 'divToInt', 'dividedToIntegerBy', 'mod', 'modulo', 'round', 'ceil', 'floor', 'trunc'],
    ...['toDecimalPlaces', 'toDP', 'toSignificantDigits', 'toSD', 'toNearest', 'toFraction', 'sqrt', 'pow', 'toPower'],
    ...['times', 'mul', 'plus', 'minus', 'sub', 'exp', 'ln', 'log'],
  ].join('|')})$`,
);
const ARITHMETIC = new Set([
  '*',
  '/',
  '%',
  '**',
  '|',
  '&',
  '^',
  '<<',
  '>>',
  '>>>',
  '*=',
  '/=',
  '%=',
  '**=',
  '|=',
  '>>>=',
]);

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;

function* nodesIn(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node).flat()) if (isNode(value)) yield* nodesIn(value);
}

/**
 * Whether an expression is certainly a BigInt. JavaScript throws when a BigInt meets a number, so one certain operand
 * makes the whole operation exact. `n` and `d` are the two parts of a ratio.
 */
const isBigInt = (node: Node | null | undefined, names: ReadonlySet<string>): boolean => {
  const each = node as AnyNode | null | undefined;
  switch (each?.type) {
    case 'Literal':
      return 'bigint' in each && each.bigint !== undefined && each.bigint !== null;
    case 'Identifier':
      return names.has(each.name);
    case 'MemberExpression':
      return isPartOfRatio(each);
    case 'UnaryExpression':
      return each.operator === '-' && isBigInt(each.argument, names);
    case 'CallExpression':
      return each.callee.type === 'Identifier' && each.callee.name === 'BigInt';
    case 'ConditionalExpression':
      return isBigInt(each.consequent, names) && isBigInt(each.alternate, names);
    case 'ParenthesizedExpression':
      return isBigInt(each.expression, names);
    case 'BinaryExpression':
      return (
        /^([-+*/%]|\*\*|<<|>>)$/.test(each.operator) && (isBigInt(each.left, names) || isBigInt(each.right, names))
      );
    default:
      return false;
  }
};

const isPartOfRatio = ({ property, computed }: MemberExpression): boolean =>
  !computed && property.type === 'Identifier' && (property.name === 'n' || property.name === 'd');

/** The names that are only ever given a BigInt in this file, and constants whose first value is one. */
const bigIntNames = (nodes: readonly AnyNode[]): ReadonlySet<string> => {
  const names = new Set<string>();
  const pairs = nodes.flatMap((node) => (node.type === 'VariableDeclarator' ? pairsOf(node.id, node.init) : []));
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const [name, init] of pairs)
      if (pairs.filter(([other]) => other === name).every(([, each]) => isBigInt(each, names)) && init !== null)
        names.add(name);
  }
  for (const node of nodes) for (const name of numberNames(node, names)) names.delete(name);
  return names;
};

/** Each name of a declaration with what it is given; `[x, y] = [1n, 2n]` are two. */
const pairsOf = (id: AnyNode, init: AnyNode | null | undefined): (readonly [string, AnyNode | null])[] => {
  if (id.type === 'Identifier') return [[id.name, init ?? null]];
  if (id.type !== 'ArrayPattern') return [];
  const values = init?.type === 'ArrayExpression' ? init.elements : [];
  return id.elements.flatMap((each, place) =>
    each?.type === 'Identifier' ? [[each.name, (values[place] ?? null) as AnyNode | null] as const] : [],
  );
};

/** Names that a function takes as a parameter may hold anything. */
const numberNames = (node: AnyNode, names: ReadonlySet<string>): string[] => {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionDeclaration') return [];
  const parameters = node.params.flatMap((parameter) => [...nodesIn(parameter as AnyNode)]);
  return parameters.flatMap((each) => (each.type === 'Identifier' && names.has(each.name) ? [each.name] : []));
};

const ruleOf = (node: AnyNode, names: ReadonlySet<string>): string | null => {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
      return callRule(node.callee as AnyNode);
    case 'MemberExpression':
      return node.object.type === 'Identifier' && node.object.name === 'Math' ? 'Math' : null;
    case 'Identifier':
      return FORBIDDEN_CALLS.includes(node.name) ? 'a parser of numbers passed on' : null;
    case 'UnaryExpression':
      return node.operator === '+' && node.argument.type !== 'Literal' ? 'unary plus' : null;
    case 'Literal':
      return typeof node.value === 'number' && !Number.isInteger(node.value) ? 'a number with a fraction' : null;
    case 'BinaryExpression':
    case 'AssignmentExpression': {
      const isExact = isBigInt(node.left, names) || isBigInt(node.right, names);
      return ARITHMETIC.has(node.operator) && !isExact ? 'arithmetic on what may be numbers' : null;
    }
    default:
      return null;
  }
};

const callRule = (callee: AnyNode): string | null => {
  if (callee.type === 'Identifier' && FORBIDDEN_CALLS.includes(callee.name)) return 'read as a number';
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return null;
  return FORBIDDEN_METHODS.test(callee.property.name) ? 'made a number, divided or rounded by a method' : null;
};

const violationsIn = (file: string, source: string): Violation[] => {
  const stripped = stripTypeScriptTypes(source);
  const nodes = [...nodesIn(parse(stripped, { ecmaVersion: 'latest', sourceType: 'module' }) as AnyNode)];
  const names = bigIntNames(nodes);
  const callees = new Set(nodes.flatMap((node) => (node.type === 'CallExpression' ? [node.callee as AnyNode] : [])));
  return nodes.flatMap((node) => {
    const rule = node.type === 'Identifier' && callees.has(node) ? null : ruleOf(node, names);
    const text = stripped.slice(node.start, node.end);
    const line = stripped.slice(0, node.start).split('\n').length;
    return rule === null ? [] : [{ file, line, rule, text }];
  });
};

const violations = files.flatMap((file) => violationsIn(file, readFileSync(join(root, file), 'utf8')));
const isExcepted = ({ file, text }: Violation): boolean =>
  EXCEPTIONS.some((each) => each.file === file && each.text === text);

describe('money is never a JavaScript number', () => {
  test('in the money core, the agreement and the settlement', () => {
    expect(files).toEqual(expect.arrayContaining(['domain/money/ratio.ts', 'domain/settlement/sharing.ts']));
    expect(files).toEqual(expect.arrayContaining(['domain/pilot/number-schema.ts', 'domain/pilot/terms.ts']));
    expect(violations.filter((each) => !isExcepted(each))).toEqual([]);
  });

  test.each(EXCEPTIONS)('the exception $text is used: $why', ({ file, text }) => {
    expect(violations.map((each) => [each.file, each.text])).toContainEqual([file, text]);
  });

  test('no file of the domain asks a library for decimals', () => {
    const users = globSync('domain/**/*.ts', { cwd: root });
    expect(
      users.filter((file) => /from '(decimal|big|bignumber)\.js/.test(readFileSync(join(root, file), 'utf8'))),
    ).toEqual([]);
  });
});

describe('a violation would be found', () => {
  test.each([
    ['an amount read as a number', 'const euro = Number(text);', 'read as a number'],
    ['an amount parsed', 'const euro: number = parseFloat(text);', 'read as a number'],
    ['cents parsed', 'const cents = parseInt(text, 10);', 'read as a number'],
    ['amounts parsed one by one', 'const all = texts.map(Number);', 'a parser of numbers passed on'],
    ['an amount parsed through Number', 'const euro = Number.parseFloat(text);', 'by a method'],
    ['an amount made a number by a plus', 'const euro = +text;', 'unary plus'],
    ['rounding by Math', 'const cents = Math.round(x);', 'Math'],
    ['a decimal made a number', 'const euro = decimal.toNumber();', 'by a method'],
    ['printing by a number', 'const text = (12).toFixed(2);', 'by a method'],
    ['a division by a library', 'const rate = cost.div(months);', 'by a method'],
    ['rounding by a library', 'const euro = exact.toDecimalPlaces(2);', 'by a method'],
    ['a rate as a number', 'const rate = 0.5;', 'a number with a fraction'],
    ['a rate of numbers', 'const rate = (cost: number, months: number) => cost / months;', 'arithmetic'],
    ['a product of numbers', 'const cost = (rate: any, months: any) => rate * months;', 'arithmetic'],
    ['a product in place', 'let cents = amount; cents *= 100;', 'arithmetic'],
    ['a part of a euro cut off', 'const euro = (amount: number) => amount | 0;', 'arithmetic'],
    ['a remainder', 'const isWhole = (cents: number) => cents % 100 === 0;', 'arithmetic'],
    ['a name that is a BigInt elsewhere', 'const x = 1n; const f = (x: number) => x / 2;', 'arithmetic'],
  ])('%s', (_, source, rule) => {
    const rules = violationsIn('planted.ts', source).map((each) => each.rule);
    expect(rules).toEqual(expect.arrayContaining([expect.stringContaining(rule)]));
  });

  test.each([
    'const half = (cents: bigint) => cents / 2n;',
    'const scaled = (a: Ratio) => a.n * 100n;',
    'const [x, y] = [1n, 2n]; const z = x % y;',
    'const places = text.length + 1;',
    'const scale = 10n ** BigInt(places);',
  ])('%s is exact', (source) => expect(violationsIn('planted.ts', source)).toEqual([]));
});
