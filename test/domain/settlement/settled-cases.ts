import type { SettledResult } from '../../../domain/settlement/result.ts';
import { settleCase } from '../../../domain/settlement/settle.ts';
import type { CaseJson } from '../../reference/case-json.ts';
import { randomCase } from '../../reference/random-case.ts';

/** A random case that settles, and its result as a reader of the statement gets it: through JSON. */
export interface SettledCase {
  readonly seed: number;
  readonly file: CaseJson;
  readonly result: SettledResult;
}

const settledOrNull = (seed: number): SettledCase | null => {
  const file = randomCase(seed);
  const result = settleCase(file);
  return 'worksheet' in result ? { seed, file, result: JSON.parse(JSON.stringify(result)) } : null;
};

/** The settled cases among `count` random ones. */
export const settledCases = (from: number, count: number): SettledCase[] =>
  Array.from({ length: count }, (_, place) => settledOrNull(from + place)).filter((each) => each !== null);

/** The first random case at or after a seed that settles. */
export const nextSettled = (seed: number): SettledCase => settledOrNull(seed) ?? nextSettled(seed + 1);

/** The settled result of a case that must settle. */
export const settledResult = (file: unknown): SettledResult => {
  const result = settleCase(file);
  if (!('worksheet' in result)) throw new Error(`The case is not settled: ${JSON.stringify(result)}`);
  return result;
};

/** Whole cents of a printed amount. */
export const centsIn = (amount: string | undefined): bigint => {
  if (amount === undefined || !/^-?\d+\.\d\d$/.test(amount)) throw new Error(`${amount} is not an amount`);
  return BigInt(amount.replace('.', ''));
};

/** The sum of whole cents. */
export const total = (cents: readonly bigint[]): bigint => cents.reduce((all, each) => all + each, 0n);
