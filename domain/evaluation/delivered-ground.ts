/** What an evaluation of a statement is made from: everything that the pilot itself delivered and agreed. */
import type { Pilot, Slot } from '../pilot/agreement.ts';
import type { Period } from '../pilot/period.ts';
import type { PopulationDocument } from '../pilot/population.ts';
import type { CostsAsKnown } from './completion-factors.ts';
import type { CostsCell, MonthsCell } from './delivered-cells.ts';
import type { EvaluatedDelivery } from './evaluation-input.ts';
import type { IndicatorValue } from './indicators.ts';

/** Delivered member-months with the persons counted; numbers are decimals as delivered. */
export interface DeliveredMonths extends MonthsCell {
  readonly persons: string;
}

/** Delivered costs of a stream. */
export interface DeliveredCosts extends CostsCell {
  readonly stream: string;
}

/** Everything that an evaluation of a statement is made from. */
export interface DeliveredGround {
  readonly pilot: Pilot;
  readonly slot: Slot;
  readonly population: PopulationDocument;
  readonly months: readonly DeliveredMonths[];
  readonly costs: readonly DeliveredCosts[];
  /** What successive deliveries said of the same costs. */
  readonly known: readonly CostsAsKnown[];
  readonly indicators: readonly IndicatorValue[];
  readonly deliveries: readonly EvaluatedDelivery[];
}

export const MONTHS_IN_QUARTER = 3;

/** How many quarters a period has. */
export const quartersIn = ({ from, to }: Period): number => to - from + 1;

const LONGEST_NAME = 200;

/** The name of the pilot's area or of its reference, short enough for a heading. */
export const areaName = ({ name }: PopulationDocument, cohort: MonthsCell['cohort']): string => {
  const short = name.slice(0, LONGEST_NAME);
  return cohort === 'intervention' ? short : `${short}: referentie`;
};
