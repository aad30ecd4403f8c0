import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disclosed, type ToldCount } from '../../../../domain/delivery/privacy/disclosure.ts';

const told = (...counts: readonly (readonly [string, number])[]): ToldCount[] =>
  counts.map(([groups, persons]) => ({ groups: groups.split(''), persons }));
const found = (counts: readonly ToldCount[], minimum = 10) =>
  disclosed(counts, minimum).map(({ groups }) => groups.join(''));

describe('what follows by subtraction', () => {
  test.each([
    ['one group left out of a total', told(['abc', 100], ['a', 60], ['b', 33]), ['c']],
    ['two left out that are large enough together', told(['abc', 100], ['a', 88]), []],
    ['two left out that are too small together', told(['abc', 100], ['a', 93]), ['bc']],
    ['a total within a total', told(['abcd', 100], ['ab', 95]), ['cd']],
    ['nothing left out', told(['ab', 100], ['a', 60], ['b', 40]), []],
    ['a group of nobody', told(['ab', 60], ['a', 60]), []],
    ['a small group that is told', told(['a', 9]), ['a']],
    ['a group of the least size', told(['ab', 100], ['a', 90]), []],
    ['nothing told', told(), []],
    // A table of two by two: with one cell left out in a row, its column must not give it away either.
    [
      'a cell hidden in its row, shown by its column',
      told(['ab', 50], ['cd', 60], ['ac', 70], ['bd', 40], ['b', 45]),
      ['a'],
    ],
    ['four cells that hide each other', told(['ab', 50], ['cd', 60], ['ac', 70], ['bd', 40]), []],
    // Three sums of pairs give each of the three.
    ['pairs around a triangle', told(['ab', 40], ['bc', 25], ['ac', 25]), ['c']],
  ])('%s', (_, counts, expected) => expect(found(counts)).toEqual(expected));

  test('depends on the least number that is agreed', () => {
    const counts = told(['abc', 100], ['a', 80]);
    expect(found(counts, 20)).toEqual([]);
    expect(found(counts, 21)).toEqual(['bc']);
  });
});

/** Whether a set of groups is a sum of multiples of the sets that are told: by elimination over a large prime field. */
const PRIME = 1_000_003;
const inverse = (value: number): number => {
  let [result, base, exponent] = [1n, BigInt(value), PRIME - 2];
  for (; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % BigInt(PRIME);
    base = (base * base) % BigInt(PRIME);
  }
  return Number(result);
};
const rankOf = (vectors: readonly (readonly number[])[]): number => {
  const rows = vectors.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const place = rows.findIndex((row, index) => index >= rank && row[column] !== 0);
    if (place < 0) continue;
    const [pivot = []] = rows.splice(place, 1);
    const scale = inverse(pivot[column] ?? 1);
    const reduce = (row: number[]): number[] =>
      row.map(
        (value, at) => (((value - (((row[column] ?? 0) * scale) % PRIME) * (pivot[at] ?? 0)) % PRIME) + PRIME) % PRIME,
      );
    for (let index = rank; index < rows.length; index++) rows[index] = reduce(rows[index] ?? []);
    rows.splice(rank, 0, pivot);
    rank++;
  }
  return rank;
};

const GROUPS = ['a', 'b', 'c', 'd', 'e', 'f'];
const vectorOf = (groups: readonly string[]) => GROUPS.map((group) => (groups.includes(group) ? 1 : 0));
const subsets = Array.from({ length: 2 ** GROUPS.length - 1 }, (_, number) =>
  GROUPS.filter((_, place) => ((number + 1) >> place) % 2 === 1),
);

/** Every set of groups that follows and is too small, by trying each: slow and obvious. */
const triedOut = (
  counts: readonly ToldCount[],
  persons: Readonly<Record<string, number>>,
  minimum: number,
): string[] => {
  const vectors = counts.map(({ groups }) => vectorOf(groups));
  const rank = rankOf(vectors);
  return subsets
    .filter((set) => rankOf([...vectors, vectorOf(set)]) === rank)
    .filter((set) => {
      const sum = set.reduce((total, group) => total + (persons[group] ?? 0), 0);
      return sum > 0 && sum < minimum;
    })
    .map((set) => set.join(''));
};

const people = fc
  .tuple(...GROUPS.map(() => fc.integer({ min: 0, max: 25 })))
  .map((numbers) => Object.fromEntries(GROUPS.map((group, place) => [group, numbers[place] ?? 0])));
const countsOf = (sets: readonly (readonly string[])[], persons: Readonly<Record<string, number>>): ToldCount[] =>
  sets.map((groups) => ({ groups, persons: groups.reduce((sum, group) => sum + (persons[group] ?? 0), 0) }));

describe('beside a search through every set of groups', () => {
  test('all that is found follows, and no single group is missed', () =>
    fc.assert(
      fc.property(people, fc.array(fc.subarray(GROUPS, { minLength: 1 }), { maxLength: 6 }), (persons, sets) => {
        const counts = countsOf(sets, persons);
        const expected = triedOut(counts, persons, 10);
        const met = found(counts);
        expect(met.filter((set) => !expected.includes(set))).toEqual([]);
        expect(met.filter((set) => set.length === 1)).toEqual(expected.filter((set) => set.length === 1).sort());
      }),
      { numRuns: 300, seed: 7 },
    ));

  // Two sexes by three ages, with their margins and the total: any of the nine sums and the six cells may be told.
  const TABLE = ['abcdef', 'abc', 'def', 'ad', 'be', 'cf', ...GROUPS].map((set) => set.split(''));
  test('of a table with its margins something is found exactly where something follows', () =>
    fc.assert(
      fc.property(people, fc.subarray(TABLE), (persons, sets) => {
        const counts = countsOf(sets, persons);
        expect(found(counts).length > 0).toBe(triedOut(counts, persons, 10).length > 0);
      }),
      { numRuns: 300, seed: 11 },
    ));
});
