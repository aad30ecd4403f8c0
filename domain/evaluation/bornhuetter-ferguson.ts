/**
 * Bornhuetter–Ferguson for very young periods: what is still to come follows from what was expected beforehand, not from the
 * little that is known, because a large factor makes a large reserve out of a chance.
 *
 * Source: Bornhuetter and Ferguson, The actuary and IBNR, Proceedings of the Casualty Actuarial Society 1972;59:181–195.
 * No standard error is given: the expectation comes without one.
 */
import { developmentsOf } from './chain-ladder.ts';
import type { OriginRow, Triangle } from './triangle.ts';

/** Below this part known, a period counts as very young: more than half of its reserve would be a guess from chance. */
const VERY_YOUNG = 0.5;

/** One origin: the part of its costs that is known by now (0 to 1 and above), and its end by the method named. */
export interface OriginExpectation {
  readonly origin: string;
  readonly latest: number;
  readonly partKnown: number;
  readonly method: 'chainLadder' | 'bornhuetterFerguson';
  readonly ultimate: number;
  readonly reserve: number;
}

export type BornhuetterFerguson =
  | { readonly origins: readonly OriginExpectation[]; readonly reserve: number }
  | { readonly refused: 'expectation_must_be_given'; readonly message: string };

/**
 * The reserve of every origin: by what was expected beforehand (`expected`, euro by origin, for example the cost per
 * member-month of the baseline times the member-months) where it is very young, and by the chain-ladder elsewhere.
 */
export const bornhuetterFerguson = (triangle: Triangle, expected: ReadonlyMap<string, number>): BornhuetterFerguson => {
  const factors = developmentsOf(triangle).map(({ factor }) => factor);
  const young = triangle.rows.filter(({ values }) => partKnown(factors, values.length) < VERY_YOUNG);
  const without = young.filter(({ origin }) => !((expected.get(origin) ?? 0) > 0)).map(({ origin }) => origin);
  if (without.length > 0) return notExpected(without);
  const origins = triangle.rows.map((row) => expectationOf(row, factors, expected.get(row.origin) ?? 0));
  return { origins, reserve: origins.reduce((all, { reserve }) => all + reserve, 0) };
};

const notExpected = (origins: readonly string[]): BornhuetterFerguson => ({
  refused: 'expectation_must_be_given',
  message: `Voor een zeer jonge periode is een verwachting vooraf nodig, groter dan nul: ${origins.join(', ')}.`,
});

const partKnown = (factors: readonly number[], age: number): number =>
  1 / factors.slice(age - 1).reduce((product, factor) => product * factor, 1);

const expectationOf = (
  { origin, values }: OriginRow,
  factors: readonly number[],
  expected: number,
): OriginExpectation => {
  const latest = values.at(-1) ?? 0;
  const known = partKnown(factors, values.length);
  const method = known < VERY_YOUNG ? 'bornhuetterFerguson' : 'chainLadder';
  const reserve = method === 'chainLadder' ? latest / known - latest : (1 - known) * expected;
  return { origin, latest, partKnown: known, method, ultimate: latest + reserve, reserve };
};
