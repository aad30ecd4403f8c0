/**
 * The terms of an interim statement: quarters 1 to n of the performance year beside the same quarters of every baseline
 * year, so that season meets season (method section 1, `t`).
 */
import * as z from 'zod';
import { firstQuarters, type Period, readPeriod } from './period.ts';

const part = z.looseObject({
  baseline: z.array(z.looseObject({ period: z.string() })),
  trend: z.looseObject({ perStream: z.record(z.string(), z.looseObject({})).optional() }),
});

/** Terms as written, cut to the first quarters of each year that `over` has; unchanged for whole years. */
export const termsOver = (terms: unknown, over: Period): unknown => {
  const written = part.parse(terms);
  const cut = (text: string): string => {
    const read = readPeriod(text);
    return read === null || over.to === 4 ? text : firstQuarters(read.year, over.to).text;
  };
  const { perStream, ...trend } = written.trend;
  const byStream = Object.entries(perStream ?? {}).map(([stream, own]) => [stream, withIndexOver(own, cut)]);
  return {
    ...written,
    baseline: written.baseline.map((each) => ({ ...each, period: cut(each.period) })),
    performance: over.text,
    trend: {
      ...withIndexOver(trend, cut),
      ...(perStream === undefined ? {} : { perStream: Object.fromEntries(byStream) }),
    },
  };
};

/** A trend whose index is agreed by baseline period keeps its figures under the name of the shorter period. */
const withIndexOver = (
  trend: Readonly<Record<string, unknown>>,
  cut: (text: string) => string,
): Record<string, unknown> => {
  if (trend['index'] === undefined) return { ...trend };
  const index = z.record(z.string(), z.record(z.string(), z.unknown())).parse(trend['index']);
  const byStream = Object.entries(index).map(([stream, byPeriod]) => [
    stream,
    Object.fromEntries(Object.entries(byPeriod).map(([text, value]) => [cut(text), value])),
  ]);
  return { ...trend, index: Object.fromEntries(byStream) };
};
