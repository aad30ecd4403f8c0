import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../domain/record/canonical.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { type Random, randomFrom } from '../../reference/random.ts';
import { randomCase } from '../../reference/random-case.ts';

const count = 100;
const seeds = Array.from({ length: count }, (_, place) => 40_000 + place);

/** The same JSON with the names of every object in another order. */
const withOtherNameOrder = (random: Random, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => withOtherNameOrder(random, each));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, withOtherNameOrder(random, field)] as const);
  return Object.fromEntries(random.shuffled(fields));
};

/** The same case told in another order: rows, streams, memo streams and every name; parties keep theirs. */
const toldOtherwise = (file: CaseJson, random: Random): unknown =>
  withOtherNameOrder(random, {
    ...file,
    agreement: {
      ...file.agreement,
      ...(file.agreement.memoStreams === undefined ? {} : { memoStreams: random.shuffled(file.agreement.memoStreams) }),
    },
    memberMonths: random.shuffled(file.memberMonths),
    costs: random.shuffled(file.costs),
  });

describe('invariant 4: order of rows, streams and keys changes nothing', () => {
  test('the canonical text of the result, worksheet and all, is the same bytes', () => {
    for (const seed of seeds) {
      const file = randomCase(seed);
      const told = toldOtherwise(file, randomFrom(seed + 1));
      expect(canonicalText(settleCase(told)) === canonicalText(settleCase(file)), `seed ${seed}`).toBe(true);
    }
  });

  test('the order of the parties does change who gets the odd cent', () => {
    const sharedBy = (...ids: string[]): CaseJson => ({
      case: 1,
      agreement: {
        parties: ids.map((id) => ({ id, role: 'other' })),
        streams: { Zvw: { grain: 'total', pockets: { A: '1' } } },
        baseline: [{ period: '2024', weight: '1' }],
        performance: '2025',
        trend: { form: 'fixed', index: { Zvw: { '2024': '1' } } },
        corridor: { minimumSavingsRate: '0', minimumLossRate: '0' },
        sharing: {
          ...{ gainRate: '1', lossRate: '1' },
          gainShares: { A: '1/2', B: '1/2' },
          lossShares: { A: '1/2', B: '1/2' },
        },
      },
      memberMonths: ['2024', '2025'].map((period) => ({ cohort: 'intervention', period, months: '1' })),
      costs: [
        { stream: 'Zvw', cohort: 'intervention', period: '2024', amount: '1.01' },
        { stream: 'Zvw', cohort: 'intervention', period: '2025', amount: '1.00' },
      ],
    });
    const endOf = (file: CaseJson): unknown => {
      const result = settleCase(file);
      return 'parties' in result ? [result.parties['A']?.finalPosition, result.parties['B']?.finalPosition] : result;
    };
    expect(endOf(sharedBy('A', 'B'))).toEqual(['0.01', '0.00']);
    expect(endOf(sharedBy('B', 'A'))).toEqual(['0.00', '0.01']);
  });
});

describe('invariant 5: recomputation gives identical bytes', () => {
  test('from the same case, and from the case after it was written down and read again', () => {
    for (const seed of seeds.slice(0, 40)) {
      const file = randomCase(seed);
      const text = canonicalText(settleCase(file));
      expect(canonicalText(settleCase(JSON.parse(canonicalText(file)))) === text, `seed ${seed}`).toBe(true);
      expect(canonicalText(settleCase(file)) === text, `seed ${seed}`).toBe(true);
    }
  });
});

/** Every value in a result that is no object, with its path. */
function* leaves(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else for (const [name, inner] of Object.entries(value)) yield* leaves(inner, `${path}.${name}`);
}

const NUMBERS = /\.(number|place|rows|line)$|\.from\.\d+$|\.fields\./;

const isSound = ([path, value]: readonly [string, unknown]): boolean => {
  if (typeof value === 'number') return NUMBERS.test(path) && Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value === 'string') return !/^-0(\.0*)?$|^-0\/|NaN|Infinity|\bundefined\b/.test(value);
  return value === null || (path.endsWith('.other') && value === true);
};

describe('no result holds what is no number', () => {
  test('no -0, NaN, Infinity or undefined, and a JSON number only where something is counted', () => {
    for (const seed of seeds) {
      const unsound = [...leaves(settleCase(randomCase(seed)), '')].filter((leaf) => !isSound(leaf));
      expect(unsound, `seed ${seed}`).toEqual([]);
    }
  });

  test.each([NaN, Infinity, -0, undefined, '-0.00', '-0', '-0/1', 'NaN'])('which would be noticed: %s', (value) =>
    expect([...leaves({ worksheet: { lines: [{ number: value }] } }, '')].every(isSound)).toBe(false),
  );
});
