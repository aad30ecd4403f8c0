/** The costs and months of each stream for the waterbed, added up to the periods of the agreement. */
import { readPeriod } from '../pilot/period.ts';
import type { ComparableStream } from './delivered-cells.ts';
import type { DeliveredGround } from './delivered-ground.ts';
import { numberOf, rounded, sumOf } from './floating.ts';

/** A stream that can be compared. */
export type Sound = { readonly stream: string } & ComparableStream;

/** The waterbed part of the input. */
export const deliveredWaterbed = (ground: DeliveredGround, sound: readonly Sound[]) => {
  const { pilot, slot } = ground;
  const { baseline } = pilot.terms;
  const groupOf = (text: string): string | null => {
    const read = readPeriod(text);
    if (read === null) return null;
    if (read.year === slot.period.year) return slot.period.text;
    return baseline.find(({ period }) => period.year === read.year)?.period.text ?? null;
  };
  return {
    costs: sound.flatMap(({ stream, costs }) => addedUp(costs, groupOf, 'amount').map((row) => ({ stream, ...row }))),
    months: sound.flatMap(({ stream, months }) =>
      addedUp(months, groupOf, 'months').map((row) => ({ stream, ...row })),
    ),
    baseline: baseline.map(({ period, weight }) => ({ period: period.text, weight: numberOf(weight) })),
    performance: slot.period.text,
  };
};

/** Rows added up by everything but their figure, over the periods that belong together. */
const addedUp = <Name extends string, Row extends { readonly period: string } & Readonly<Record<Name, number>>>(
  rows: readonly Row[],
  groupOf: (period: string) => string | null,
  figure: Name,
) => {
  const named = rows.flatMap((row) => {
    const period = groupOf(row.period);
    return period === null ? [] : [{ ...row, period }];
  });
  const keyOf = (row: Row) => JSON.stringify({ ...row, [figure]: null });
  return [...Map.groupBy(named, keyOf).values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, [figure]: rounded(sumOf(group, (row) => row[figure])) })),
  );
};
