/**
 * The names most like a name that does not occur, for somebody who mistyped it.
 */

const MOST_NAMES = 3;

/** The (at most three) nearest names, nearest first, equally near ones in the order given. */
export const nearestNames = (wanted: string, names: readonly string[]): string[] =>
  names
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);

/** The number of letters to insert, remove or replace to make one text out of another (Levenshtein 1966). */
export const editDistance = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (const [row, letter] of [...from].entries()) {
    const next = [row + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (previous[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    previous = next;
  }
  return previous[to.length] ?? 0;
};
