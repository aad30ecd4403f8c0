/**
 * Synthetic difference-in-differences the way its authors compute it, slowly: Frank–Wolfe steps until they help no more
 * (at most 100, then small weights to zero, then at most 10,000). Written from Arkhangelsky et al., 2021, and the
 * description of their program; it shares nothing with the product but the comparison that the weights go into.
 */
import { averagePath, type Method } from '../../domain/evaluation/comparison.ts';
import { jumpSize } from '../../domain/evaluation/noise.ts';

/** Rows of a table with the aim in its last column. */
type Table = readonly (readonly number[])[];

const FIRST_STEPS = 100;
const MOST_STEPS = 10_000;
/** In jump sizes: a round that lowers the mean square by less than the square of this is the last. */
const STOP = 1e-5;

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const withoutColumnMeans = (table: Table): Table => {
  const means = (table[0] ?? []).map((_, column) => mean(table.map((row) => row[column] ?? 0)));
  return table.map((row) => row.map((value, column) => value - (means[column] ?? 0)));
};

const misses = (table: Table, weights: readonly number[]): number[] =>
  table.map((row) => weights.reduce((sum, weight, column) => sum + weight * (row[column] ?? 0), -(row.at(-1) ?? 0)));

/** One step towards the column that lowers the square fastest, as far as that helps. */
const step = (table: Table, weights: readonly number[], eta: number): number[] => {
  const missed = misses(table, weights);
  const slopes = weights.map((weight, column) =>
    table.reduce((sum, row, at) => sum + (missed[at] ?? 0) * (row[column] ?? 0), eta * weight),
  );
  const steepest = slopes.indexOf(Math.min(...slopes));
  const direction = weights.map((weight, column) => (column === steepest ? 1 - weight : -weight));
  const moved = table.map((row) => direction.reduce((sum, part, column) => sum + part * (row[column] ?? 0), 0));
  const bend = [...moved, ...direction.map((part) => Math.sqrt(eta) * part)].reduce((sum, part) => sum + part ** 2, 0);
  if (bend === 0) return [...weights];
  const length = -slopes.reduce((sum, slope, column) => sum + slope * (direction[column] ?? 0), 0) / bend;
  const part = Math.min(1, Math.max(0, length));
  return weights.map((weight, column) => weight + part * (direction[column] ?? 0));
};

const descend = (table: Table, start: readonly number[], zeta: number, stop: number, most: number): number[] => {
  let weights = [...start];
  let before = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= most; round += 1) {
    weights = step(table, weights, table.length * zeta ** 2);
    const squares = weights.map((weight) => (zeta * weight) ** 2).reduce((sum, each) => sum + each, 0);
    const now = squares + mean(misses(table, weights).map((miss) => miss ** 2));
    if (round >= 2 && before - now <= stop ** 2) break;
    before = now;
  }
  return weights;
};

const sparser = (weights: readonly number[]): number[] => {
  const kept = weights.map((weight) => (weight <= Math.max(...weights) / 4 ? 0 : weight));
  const sum = kept.reduce((all, each) => all + each, 0);
  return kept.map((weight) => weight / sum);
};

const weightsOf = (table: Table, zeta: number, stop: number): Float64Array => {
  const centred = withoutColumnMeans(table);
  const columns = (table[0] ?? []).length - 1;
  const first = descend(centred, new Array<number>(columns).fill(1 / columns), zeta, stop, FIRST_STEPS);
  return Float64Array.from(descend(centred, sparser(first), zeta, stop, MOST_STEPS));
};

/** The weights at which the authors' steps stop. */
export const frankWolfe: Method = ({ panel, group, donors }) => {
  const { start, values, periods } = panel;
  const jump = jumpSize(panel, donors);
  const aim = averagePath(panel, group);
  const before = periods.slice(0, start).map((_, at) => at);
  const byPeriod = before.map((at) => [...donors.map((donor) => values[donor]?.[at] ?? 0), aim[at] ?? 0]);
  const byDonor = donors.map((donor) => {
    const row = [...(values[donor] ?? [])];
    return [...row.slice(0, start), mean(row.slice(start))];
  });
  const zeta = (group.length * (periods.length - start)) ** 0.25 * jump;
  return {
    unitWeights: weightsOf(byPeriod, zeta, STOP * jump),
    timeWeights: weightsOf(byDonor, 1e-6 * jump, STOP * jump),
    converged: true,
  };
};
