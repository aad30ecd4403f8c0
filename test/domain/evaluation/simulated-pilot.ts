/**
 * Simulated pilots of which the truth is known: areas of unequal size, area effects that linger, and skewed costs.
 *
 * An area of n persons has in each period the level of the area, a growth that all share, an area effect that keeps half of
 * its last value, and the mean of n costs. One person's cost has a standard deviation of 7,500 euro and a skewness of 10
 * (most cost little, some very much); of the mean of n persons that leaves 7,500/√n and 10/√n, drawn as a gamma variable.
 */
import { type Panel, type PanelCell, readPanel } from '../../../domain/evaluation/panel.ts';
import { type Random, randomFrom } from '../../reference/random.ts';

/** Which areas become the pilot: any of them, or the largest or smallest ones, which jump less or more than others do. */
export type Choice = 'any' | 'largest' | 'smallest';

/** How many of what, and what the treatment does: it adds `added` euro and multiplies by `factor`. */
export interface Simulation {
  readonly areas: number;
  readonly treated: number;
  readonly before: number;
  readonly after: number;
  readonly choice: Choice;
  readonly added: number;
  readonly factor: number;
}

/** The pilot that the evaluation must get right: three of 60 areas, six years before and three after, no effect. */
export const THREE_OF_SIXTY: Simulation = {
  areas: 60,
  treated: 3,
  before: 6,
  after: 3,
  choice: 'any',
  added: 0,
  factor: 1,
};

const PERSON_DEVIATION = 7_500;
const PERSON_SKEWNESS = 10;
const AREA_DEVIATION = 60;
const LINGERS = 0.5;

/** One draw of a simulation; the same seed gives the same panel. */
export const simulatedPilot = (simulation: Simulation, seed: number): Panel => {
  const random = randomFrom(seed);
  const sizes = Array.from({ length: simulation.areas }, () => Math.round(3_000 * Math.exp(normal(random))) + 200);
  const treated = chosen(simulation, sizes, random);
  const cells = sizes.flatMap((size, place) => {
    const costs = areaCosts(size, simulation.before + simulation.after, random);
    return costs.map((cost, period) => cellOf(simulation, place, period, cost, treated.includes(place)));
  });
  const reading = readPanel(cells);
  if ('problems' in reading) throw new Error(reading.problems[0]?.message);
  return reading.panel;
};

const cellOf = (simulation: Simulation, place: number, at: number, cost: number, isPilot: boolean): PanelCell => {
  const isTreated = isPilot && at >= simulation.before;
  const value = isTreated ? cost * simulation.factor + simulation.added : cost;
  const unit = `area ${place}`;
  return { unit, period: `${2015 + at}`, value, treated: isTreated ? 1 : 0, population: null, line: null };
};

const chosen = ({ treated, choice }: Simulation, sizes: readonly number[], random: Random): readonly number[] => {
  const places = random.shuffled([...sizes.keys()]);
  if (choice === 'any') return places.slice(0, treated);
  const bySize = places.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  return choice === 'largest' ? bySize.slice(0, treated) : bySize.slice(-treated);
};

const areaCosts = (size: number, periods: number, random: Random): number[] => {
  const level = 3_000 + 200 * normal(random);
  let effect = AREA_DEVIATION * normal(random);
  return Array.from({ length: periods }, (_, period) => {
    if (period > 0) effect = LINGERS * effect + AREA_DEVIATION * Math.sqrt(1 - LINGERS ** 2) * normal(random);
    return level + 75 * period + effect + meanCost(size, random);
  });
};

/** The mean cost of so many persons, less its expectation: a gamma variable with the right deviation and skewness. */
const meanCost = (persons: number, random: Random): number => {
  const shape = (4 * persons) / PERSON_SKEWNESS ** 2;
  return (PERSON_DEVIATION / Math.sqrt(persons)) * ((gamma(shape, random) - shape) / Math.sqrt(shape));
};

/** Box and Muller, 1958. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Marsaglia and Tsang, 2000, for shapes of one and more. */
const gamma = (shape: number, random: Random): number => {
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x ** 2 + d - d * v + d * Math.log(v)) return d * v;
  }
};
