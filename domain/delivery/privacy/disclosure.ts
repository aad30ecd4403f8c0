/**
 * What follows by subtraction: whether counts that are told together give away a group that is too small to tell.
 *
 * Every count that is told says how many persons a set of groups holds. Read as equations, whatever can be computed from
 * them by adding and subtracting is told as well. So a group that is left out is only safe where no sum and difference
 * of what is told comes down to it (complementary suppression).
 *
 * Found for certain: every single group whose number follows from the counts, and every remainder of a count less counts
 * inside it, however often that is repeated. Not looked for: how narrowly numbers that do not follow can be estimated.
 */
import {
  add,
  compare,
  divide,
  isZero,
  lowestTerms,
  multiply,
  negate,
  ONE,
  type Ratio,
  ratio,
  subtract,
  ZERO,
} from '../../money/ratio.ts';

/** A count that is told: the groups that it covers, which share nobody, and how many persons these hold together. */
export interface ToldCount {
  readonly groups: readonly string[];
  readonly persons: number;
}

/** Groups whose number of persons follows from what is told although they are too small. */
export interface Disclosed {
  readonly groups: readonly string[];
}

/** The sets of groups of one to `minimum − 1` persons that are told or that follow, smallest sets first. */
export const disclosed = (told: readonly ToldCount[], minimum: number): Disclosed[] => {
  const groups = [...new Set(told.flatMap((each) => each.groups))].sort();
  const single = solved(told, groups);
  const least = ratio(BigInt(minimum));
  return [...single, ...remainders(withoutKnown(told, single))]
    .filter(({ persons }) => compare(persons, ZERO) > 0 && compare(persons, least) < 0)
    .sort((a, b) => a.members.length - b.members.length)
    .map(({ members }) => ({ groups: members }));
};

/** Groups whose number of persons together is known; in order of name. */
interface Known {
  readonly members: readonly string[];
  readonly persons: Ratio;
}

/** The counts without the groups whose own number is known: only what is left of them can still be played out. */
const withoutKnown = (told: readonly ToldCount[], single: readonly Known[]): Known[] =>
  told.map((each) => {
    const known = single.filter(({ members }) => members.every((member) => each.groups.includes(member)));
    const members = each.groups.filter((group) => !known.some((one) => one.members.includes(group)));
    const persons = known.reduce((rest, one) => subtract(rest, one.persons), ratio(BigInt(each.persons)));
    return { members: [...new Set(members)].sort(), persons };
  });

/** More sets than any table of ours has; their differences would otherwise double with every set. */
const MOST_SETS = 500;

/** Sets of groups, and every difference of one that lies within another, until nothing new follows. */
const remainders = (sets: readonly Known[]): Known[] => {
  const known = new Map<string, Known>();
  const take = (set: Known): void => {
    const key = JSON.stringify(set.members);
    if (set.members.length > 0 && known.size < MOST_SETS && !known.has(key)) known.set(key, set);
  };
  for (const each of sets) take(each);
  // The map grows while it is walked: what was found is set against everything else in turn.
  for (const one of known.values()) for (const other of known.values()) takeDifferences(one, other, take);
  return [...known.values()];
};

const takeDifferences = (one: Known, other: Known, take: (set: Known) => void): void => {
  for (const [outer, inner] of [
    [one, other],
    [other, one],
  ] as const) {
    if (outer.members.length <= inner.members.length) continue;
    const members = outer.members.filter((each) => !inner.members.includes(each));
    if (members.length !== outer.members.length - inner.members.length) continue;
    take({ members, persons: subtract(outer.persons, inner.persons) });
  }
};

type Row = readonly Ratio[];

/** Every single group whose number follows, by elimination: a row of the reduced equations with one group left in it. */
const solved = (told: readonly ToldCount[], groups: readonly string[]): Known[] => {
  const equations = told.map((each) => [
    ...groups.map((group) => (each.groups.includes(group) ? ONE : ZERO)),
    ratio(BigInt(each.persons)),
  ]);
  return reduced(equations, groups.length).flatMap((row) => {
    const left = groups.filter((_, place) => !isZero(row[place] ?? ZERO));
    return left.length === 1 ? [{ members: left, persons: row[groups.length] ?? ZERO }] : [];
  });
};

/** The reduced row echelon form over the first `width` columns. */
const reduced = (equations: readonly Row[], width: number): Row[] => {
  let rows = [...equations];
  let done = 0;
  for (let column = 0; column < width; column++) {
    const place = rows.findIndex((row, index) => index >= done && !isZero(row[column] ?? ZERO));
    const pivot = rows[place];
    if (pivot === undefined) continue;
    const unit = pivot.map((value) => divide(value, pivot[column] ?? ONE));
    const others = rows.filter((_, index) => index !== place).map((row) => without(row, unit, column));
    rows = [...others.slice(0, done), unit, ...others.slice(done)];
    done++;
  }
  return rows;
};

/** A row less so many times the pivot row that nothing of the column is left. */
const without = (row: Row, unit: Row, column: number): Row => {
  const factor = negate(row[column] ?? ZERO);
  return isZero(factor)
    ? row
    : row.map((value, place) => lowestTerms(add(value, multiply(factor, unit[place] ?? ZERO))));
};
